"""The columns of a source: mended as declared, then converted strictly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sap.data.convert import (
    ABOVE,
    BELOW,
    Cells,
    rows_at,
    to_dates,
    to_factor,
    to_labels,
    to_numbers,
)
from sap.data.mending import ABOVE_LIMIT, BELOW_LIMIT, Fixes, cells_of, mend, note
from sap.data.texts import RawTable, TextColumn, objects
from sap.errors import Problem
from sap.spec import Column, Source, Variable

if TYPE_CHECKING:
    import pandas as pd

Marks = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Converted:
    """The columns of a source, typed.

    Parameters
    ----------
    frame, marks
        As in `SourceTable`.
    fixes
        Cells that a declared rule changed.
    problems
        What is wrong with the cells.
    """

    frame: pd.DataFrame
    marks: Mapping[str, Marks]
    fixes: tuple[Fixes, ...]
    problems: tuple[Problem, ...]

    def keep(self, mask: npt.NDArray[np.bool_]) -> Converted:
        """Keep some rows."""
        frame = self.frame[mask].reset_index(drop=True)
        return replace(self, frame=frame, marks={n: m[mask] for n, m in self.marks.items()})


def convert(raw: RawTable, source: Source, variables: Mapping[str, Variable]) -> Converted:
    """Convert the columns of a source to what its variables are declared to be.

    Parameters
    ----------
    raw
        The source as text.
    source, variables
        As declared.

    Returns
    -------
    Converted
        To be used only without problems.
    """
    import pandas as pd

    columns: dict[str, pd.Series] = {}
    marks: dict[str, Marks] = {}
    fixes: list[Fixes] = []
    problems: list[Problem] = []
    words: dict[str, Marks] = {}
    for name, declared in source.columns.items():
        variable = variables[name]
        cells = cells_of(raw, declared.column)
        if variable.type == "number":
            numbers, marked, named, noted, wrong = _numbers(raw, name, source, variable)
            columns[name] = pd.Series(numbers)
            if variable.limits is not None:
                marks[name], words[name] = marked, named
        else:
            text, noted, wrong = mend(raw, name, source, variable)
            column, converted_wrong = _others(replace(cells, texts=text), name, variable)
            columns[name] = column
            wrong = [*wrong, *converted_wrong]
        fixes.extend(noted)
        problems.extend(wrong)
    for name, named in words.items():
        problems.extend(_fill_limits(raw, name, source, variables[name], columns, named))
    return Converted(pd.DataFrame(columns), marks, tuple(fixes), tuple(problems))


def _others(cells: Cells, name: str, variable: Variable) -> tuple[pd.Series, list[Problem]]:
    import pandas as pd

    if variable.type == "factor":
        factor, problems = to_factor(cells, name, variable.ordered_levels)
        return pd.Series(factor), problems
    if variable.type == "date":
        days, problems = to_dates(cells)
        return pd.Series(days.astype("datetime64[s]")), problems
    labels, problems = to_labels(cells)
    return pd.Series(labels, dtype=object), problems


def _numbers(
    raw: RawTable, name: str, source: Source, variable: Variable
) -> tuple[Floats, Marks, Marks, list[Fixes], list[Problem]]:
    """Convert numbers: values, marks, marks of words without a number, fixes, problems."""
    declared = source.columns[name]
    noted: list[Fixes] = []
    if declared.column in (raw.numeric or {}):
        values = (raw.numeric or {})[declared.column].copy()
        marks = np.zeros(len(raw), dtype=np.int8)
        named, wrong = marks.copy(), _not_finite(raw, declared.column, values)
    else:
        text, noted, wrong = mend(raw, name, source, variable)
        sides = {BELOW_LIMIT: BELOW, ABOVE_LIMIT: ABOVE}
        named = text.spread(np.array([sides.get(one, 0) for one in text.distinct], dtype=np.int8))
        if named.any():
            text = text.changed(["" if one in sides else str(one) for one in text.distinct])
        cells = replace(cells_of(raw, declared.column), texts=text)
        numbers, found = to_numbers(cells, limited=variable.limits is not None)
        values, marks = numbers.numbers, np.where(named != 0, named, numbers.marks)
        wrong = [*wrong, *found]
    if declared.units:
        values, more, found = _in_unit(raw, name, declared, variable, values)
        noted, wrong = [*noted, *more], [*wrong, *found]
    if declared.range is not None:
        wrong = [*wrong, *_out_of_range(raw, declared, variable, values)]
    return values, marks.astype(np.int8), named, noted, wrong


def _not_finite(raw: RawTable, column: str, values: Floats) -> list[Problem]:
    rows = np.flatnonzero(np.isinf(values))
    if not len(rows):
        return []
    return [cells_of(raw, column).problem(rows, "an infinite number ({rows}); a number is finite.")]


def _in_unit(
    raw: RawTable, name: str, declared: Column, variable: Variable, values: Floats
) -> tuple[Floats, list[Fixes], list[Problem]]:
    """Bring values into the variable's unit, by the unit of the column or of each row."""
    factors = dict(declared.units)
    unit = variable.unit or ""
    if declared.unit_column is None:
        units = TextColumn(objects(factors), np.zeros(len(raw), dtype=np.int64))
    else:
        units = raw.columns[declared.unit_column]
    known = [factors.get(str(text).strip()) for text in units.distinct]
    fixes: list[Fixes] = []
    problems: list[Problem] = []
    measured = np.isfinite(values)
    for place, factor in enumerate(known):
        rows = rows_at(units, [place])
        if factor is None:
            rows = rows[measured[rows]]
            if len(rows) and declared.unit_column is not None:
                message = (
                    f"{str(units.distinct[place])!r} is no declared unit of column "
                    f"'{declared.column}' ({{rows}}). Declared: {', '.join(factors)}."
                )
                problems.append(cells_of(raw, declared.unit_column).problem(rows, message))
            continue
        text = str(units.distinct[place])
        if declared.unit_column is not None and text != unit and len(rows):
            same = objects([text] * len(rows)), objects([unit] * len(rows))
            fixes.append(note(raw, "unit", name, declared.unit_column, rows, *same))
        rows = rows[measured[rows]]
        if factor != 1 and len(rows):
            before = objects(f"{value:.12g} {text.strip()}" for value in values[rows])
            after = objects(f"{value * factor:.12g} {unit}" for value in values[rows])
            fixes.append(note(raw, "unit", name, declared.column, rows, before, after))
    row_factor = units.spread(np.array([1.0 if one is None else one for one in known]))
    return values * row_factor, fixes, problems


def _out_of_range(
    raw: RawTable, declared: Column, variable: Variable, values: Floats
) -> list[Problem]:
    low, high = declared.range or (-np.inf, np.inf)
    rows = np.flatnonzero((values < low) | (values > high))
    if not len(rows):
        return []
    unit = f" {variable.unit}" if variable.unit else ""
    what = f"{values[rows[0]]:g}" + (" and others are" if len(rows) > 1 else " is")
    message = f"{what} outside the declared range {low:g} to {high:g}{unit} ({{rows}})."
    return [cells_of(raw, declared.column).problem(rows, message)]


def _fill_limits(
    raw: RawTable,
    name: str,
    source: Source,
    variable: Variable,
    columns: dict[str, pd.Series],
    named: Marks,
) -> list[Problem]:
    """Give cells that only say 'beyond the limit' the limit of their row."""
    limits = variable.limits
    problems = []
    for side, limit in ((BELOW, limits and limits.lower), (ABOVE, limits and limits.upper)):
        rows = np.flatnonzero(named == side)
        if not len(rows):
            continue
        word = "below" if side == BELOW else "above"
        if limit is None or limit not in columns:
            message = f"'{word} the limit' ({{rows}}), but this file has no column with that limit."
            problems.append(cells_of(raw, source.columns[name].column).problem(rows, message))
            continue
        columns[name] = columns[name].copy()
        columns[name].iloc[rows] = columns[limit].iloc[rows].to_numpy()
    return problems
