"""Variables that a spec derives from others: in a source, or in joined rows of several.

A missing value in an operation gives a missing value. What has no value at all, such as
the logarithm of zero, is a problem with its rows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sap.data.blanks import Marks, Numbers, numbered, sides_of, subtract_blanks
from sap.data.conditions import decide
from sap.data.convert import ABOVE, BELOW
from sap.data.rows import Origin, Rows
from sap.data.sources import Reasons, SourceTable
from sap.errors import DataError
from sap.spec.check_derived import derivable
from sap.spec.derived import Cases, Derived

if TYPE_CHECKING:
    import pandas as pd

    from sap.spec import Spec, Variable

_LOGARITHMS = {"log": np.log, "log2": np.log2, "log10": np.log10}


@dataclass(frozen=True)
class _Made:
    """A derived column; which values lie beyond a limit, and why others are missing."""

    column: pd.Series
    marks: npt.NDArray[np.int8] | None = None
    reasons: npt.NDArray[np.object_] | None = None


class _UndefinedError(Exception):
    """Rows in which an operation has no value, and which of its inputs is to blame."""

    def __init__(self, variable: str, rows: npt.NDArray[np.int64], message: str) -> None:
        super().__init__(message)
        self.variable = variable
        self.rows = rows
        self.message = message


def derive_in_sources(
    spec: Spec, sources: Mapping[str, SourceTable], wanted: Collection[str] | None = None
) -> dict[str, SourceTable]:
    """Add to each source what can be derived from its own columns.

    Parameters
    ----------
    spec
        Declares the variables.
    sources
        As read, by name.
    wanted
        The variables to derive, with those they are made of; None for all.

    Returns
    -------
    dict
        The same sources with further columns, named like their variables.

    Raises
    ------
    DataError
        When a value is outside the domain of an operation, with the rows.
    """
    made = {}
    for name, table in sources.items():
        for variable in _new(spec, table.frame.columns, wanted):
            try:
                made_of = _made(variable, table.frame, table.marks, spec)
            except _UndefinedError as error:
                rows = error.rows.tolist()
                raise DataError(table.problem(error.variable, rows, error.message)) from None
            frame = table.frame.assign(**{variable: made_of.column})
            table = replace(
                table,
                frame=frame,
                columns={**table.columns, variable: variable},
                **_beside(variable, made_of, table.marks, table.reasons),
            )
        made[name] = table
    return made


def derive_in_rows(spec: Spec, rows: Rows, wanted: Collection[str] | None = None) -> Rows:
    """Add to joined rows what is derived from several sources.

    Parameters
    ----------
    spec
        Declares the variables.
    rows
        Of a dataset.
    wanted
        As in `derive_in_sources`.

    Returns
    -------
    Rows
        With further variables.

    Raises
    ------
    DataError
        When a value is outside the domain of an operation, with the rows.
    """
    for variable in _new(spec, rows.frame.columns, wanted):
        try:
            made = _made(variable, rows.frame, rows.marks, spec)
        except _UndefinedError as error:
            raise DataError(rows.problem(error.variable, error.rows, error.message)) from None
        first = _derivation(spec, variable).inputs[0]
        rows = replace(
            rows,
            frame=rows.frame.assign(**{variable: made.column}),
            origins={**rows.origins, variable: _origin(rows.origins[first], variable)},
            **_beside(variable, made, rows.marks, rows.reasons),
        )
    return rows


def _beside(name: str, made: _Made, marks: Marks, reasons: Reasons) -> dict[str, Any]:
    """Keep beside a column which values lie beyond a limit, and why others are missing."""
    kept: dict[str, Any] = {}
    if made.marks is not None:
        kept["marks"] = {**marks, name: made.marks}
    if made.reasons is not None:
        kept["reasons"] = {**reasons, name: made.reasons}
    return kept


def _origin(origin: Origin, variable: str) -> Origin:
    """Trace a derived value to the row of its first input."""
    table = origin.table
    return Origin(replace(table, columns={**table.columns, variable: variable}), origin.positions)


def _new(spec: Spec, have: pd.Index, wanted: Collection[str] | None) -> list[str]:
    names = [str(name) for name in have]
    new = [name for name in derivable(names, spec.variables) if name not in names]
    return [name for name in new if wanted is None or name in wanted]


def _derivation(spec: Spec, name: str) -> Derived:
    derived = spec.variables[name].derived
    assert derived is not None, name
    return derived


def _made(name: str, frame: pd.DataFrame, marks: Marks, spec: Spec) -> _Made:
    """Make the column of a derived variable, and what is kept beside it."""
    import pandas as pd

    variable, derived = spec.variables[name], _derivation(spec, name)
    numbers = {one: _number(one, frame, marks, derived, spec) for one in derived.numbers}
    rule = derived.minus_blank
    if rule is not None:
        difference = subtract_blanks(rule, variable, numbers[rule.of], frame, marks, spec)
        column = pd.Series(difference.values, index=frame.index)
        return _Made(column, difference.marks, difference.reasons)
    if derived.makes == "number":
        return _Made(pd.Series(_as_number(derived, frame, numbers), index=frame.index))
    reasons = None
    if derived.cases is not None:
        codes, reasons = _by_case(derived.cases, frame, marks)
    else:
        codes = _as_level(derived, variable, frame, numbers)
    levels = pd.Categorical(codes, categories=list(variable.ordered_levels))
    return _Made(pd.Series(levels, index=frame.index), reasons=reasons)


def _number(name: str, frame: pd.DataFrame, marks: Marks, derived: Derived, spec: Spec) -> Numbers:
    """Take a number, and put the limit or nothing where it lies beyond one."""
    values = frame[name].to_numpy(dtype=float).copy()
    limits = spec.variables[name].limits
    if limits is None:
        return values
    sides = sides_of(name, frame, marks, spec.variables[name])
    for side, limit in ((BELOW, limits.lower), (ABOVE, limits.upper)):
        there = limit is not None and limit in frame.columns
        bound = frame[limit].to_numpy(dtype=float) if there else values
        put = bound if derived.beyond == "limit" else np.nan
        values = np.where(sides == side, put, values)
    return values


def _as_number(derived: Derived, frame: pd.DataFrame, numbers: Mapping[str, Numbers]) -> Numbers:
    for key, function in _LOGARITHMS.items():
        name = getattr(derived, key)
        if name is not None:
            made: Numbers = function(_positive(name, numbers[name], "the argument of a logarithm"))
            return made
    if derived.ratio is not None:
        above, below = derived.ratio
        return numbers[above] / _positive(below, numbers[below], "a denominator")
    if derived.per is not None:
        return numbers[derived.per.of] / derived.per.step
    if derived.days is not None:
        span = frame[derived.days.to] - frame[derived.days.from_]
        return np.asarray(span.dt.days, dtype=float)
    if derived.code is not None:
        levels = frame[derived.code.of].astype(object)
        return np.asarray(levels.map(dict(derived.code.as_)), dtype=np.float64)
    return _geometric_mean(derived, frame, numbers)


def _positive(name: str, values: Numbers, what: str) -> Numbers:
    wrong = np.flatnonzero(values <= 0)
    if len(wrong):
        message = f"{what} must be above zero; {values[wrong[0]]:g} is not ({{rows}})."
        raise _UndefinedError(name, wrong.astype(np.int64), message)
    return values


def _geometric_mean(
    derived: Derived, frame: pd.DataFrame, numbers: Mapping[str, Numbers]
) -> Numbers:
    import pandas as pd

    rule = derived.geometric_mean
    assert rule is not None
    values = pd.Series(
        np.log(_positive(rule.of, numbers[rule.of], "what is averaged on the log scale"))
    )
    groups = numbered(frame, rule.by)
    there = values.notna().to_numpy() & (groups >= 0)
    means = values[there].groupby(groups[there]).transform("mean")
    first = ~pd.Series(groups[there], index=means.index).duplicated()
    made = np.full(len(values), np.nan)
    made[means.index[first]] = np.exp(means[first])
    return made


def _as_level(
    derived: Derived,
    variable: Variable,
    frame: pd.DataFrame,
    numbers: Mapping[str, Numbers],
) -> npt.NDArray[np.object_]:
    made = np.full(len(frame), None, dtype=object)
    if derived.cut is not None:
        values, levels = numbers[derived.cut.of], list(variable.levels or ())
        there = ~np.isnan(values)
        places = np.searchsorted(np.asarray(derived.cut.at), values[there], side="right")
        made[there] = np.asarray(levels, dtype=object)[places]
    elif derived.windows is not None:
        values = numbers[derived.windows.of]
        for level, (low, high) in derived.windows.levels.items():
            made[(values >= low) & (values <= high)] = level
    elif derived.merge is not None:
        new = {code: level for level, codes in derived.merge.into.items() for code in codes}
        old = frame[derived.merge.of].astype(object)
        made[:] = [new.get(code) for code in old]
    return made


def _by_case(
    cases: Cases, frame: pd.DataFrame, marks: Marks
) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.object_]]:
    """Give each row its level, and where a case says why there is none, the reason."""
    made = np.full(len(frame), None, dtype=object)
    reasons = np.full(len(frame), "", dtype=object)
    open_ = np.ones(len(frame), dtype=bool)
    for case in cases.first:
        truth = decide(case.when.tree, frame, marks)
        made[open_ & truth.true] = case.level
        reasons[open_ & truth.true] = case.missing or ""
        open_ &= truth.false
    if cases.otherwise is not None:
        made[open_] = cases.otherwise
    return made, reasons
