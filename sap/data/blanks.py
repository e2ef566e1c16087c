"""Blanks subtracted on the raw scale, and where the difference says nothing.

What was measured is what the cells made plus what the medium itself brought. Where the
second is nearly all of it, the difference is the error of two readings, and a number that
looks right would mislead: there the difference has no value, and the reason is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sap.data.conditions import decide
from sap.data.convert import ABOVE, BELOW
from sap.data.rows import Mask

if TYPE_CHECKING:
    import pandas as pd

    from sap.spec import Spec, Variable
    from sap.spec.derived import MinusBlank

Numbers = npt.NDArray[np.float64]
Marks = Mapping[str, npt.NDArray[np.int8]]


@dataclass(frozen=True)
class Difference:
    """What was measured less its blanks, one entry a row in every part.

    Parameters
    ----------
    values
        The differences; missing is NaN.
    marks
        -1 where what was measured lay below its lower limit, 1 above its upper one, else 0.
    reasons
        Why a row that is no blank has no difference; empty otherwise.
    """

    values: Numbers
    marks: npt.NDArray[np.int8]
    reasons: npt.NDArray[np.object_]


def numbered(frame: pd.DataFrame, by: tuple[str, ...]) -> npt.NDArray[np.int64]:
    """Number the groups of rows that share some variables.

    Parameters
    ----------
    frame
        The rows.
    by
        The variables.

    Returns
    -------
    ndarray of int
        Shape (rows,); -1 where one of the variables is missing.
    """
    grouped = frame.groupby(list(by), observed=True, sort=False, dropna=True)
    numbers = np.asarray(grouped.ngroup(), dtype=float)
    return np.where(np.isnan(numbers), -1, numbers).astype(np.int64)


def sides_of(
    name: str, frame: pd.DataFrame, marks: Marks, variable: Variable
) -> npt.NDArray[np.int8]:
    """Say which values lie beyond the limits of quantification of their row.

    Parameters
    ----------
    name
        A number.
    frame, marks
        The rows.
    variable
        The number, as declared.

    Returns
    -------
    ndarray of int
        -1 below, 1 above, else 0.
    """
    values = frame[name].to_numpy(dtype=float)
    sides = marks.get(name, np.zeros(len(values), dtype=np.int8)).copy()
    limits = variable.limits
    for side, limit in ((BELOW, limits and limits.lower), (ABOVE, limits and limits.upper)):
        if limit and limit in frame.columns:
            bound = frame[limit].to_numpy(dtype=float)
            sides[side * (values - bound) > 0] = side
    return sides


def subtract_blanks(
    rule: MinusBlank,
    made: Variable,
    measured: Numbers,
    frame: pd.DataFrame,
    marks: Marks,
    spec: Spec,
) -> Difference:
    """Subtract from each row the mean of its blanks.

    Parameters
    ----------
    rule
        Which rows are blanks, and of what.
    made
        The variable that is made.
    measured
        What was measured, shape (rows,), its limit or nothing where it lies beyond one.
    frame, marks
        The rows.
    spec
        Declares the variables.

    Returns
    -------
    Difference
        A value below the lower limit is that limit, one above the upper limit is the limit
        less the blanks.
    """
    truth = decide(rule.blank.tree, frame, marks)
    level = _level(rule, truth.true, frame, marks, spec)
    values = np.where(truth.false, measured - level, np.nan)
    sides = sides_of(rule.of, frame, marks, spec.variables[rule.of])
    sides = np.where(np.isnan(values), 0, sides).astype(np.int8)
    lower = made.limits.lower if made.limits is not None else None
    if lower is not None:
        values = np.where(sides == BELOW, frame[lower].to_numpy(dtype=float), values)
    reasons = np.full(len(values), "", dtype=object)
    reasons[truth.false & np.isnan(level)] = _no_blank(rule, spec)
    if rule.largest_share is not None:
        use = truth.false & ~np.isnan(measured) & ~np.isnan(level)
        for rows, words in _too_large(rule, rule.largest_share, use, measured, level, frame, spec):
            values[rows], sides[rows], reasons[rows] = np.nan, 0, words
    return Difference(values, sides, reasons)


def _level(rule: MinusBlank, blank: Mask, frame: pd.DataFrame, marks: Marks, spec: Spec) -> Numbers:
    """Give each row the mean of its blanks; missing where it has none."""
    import pandas as pd

    variable = spec.variables[rule.blanks]
    values = frame[rule.blanks].to_numpy(dtype=float).copy()
    sides = sides_of(rule.blanks, frame, marks, variable)
    # What is above the limit is not known to be any number: nothing may be subtracted for it.
    values[sides == ABOVE] = np.nan
    below = sides == BELOW
    if rule.blank_below == "limit" and variable.limits is not None and variable.limits.lower:
        values[below] = frame[variable.limits.lower].to_numpy(dtype=float)[below]
    else:
        values[below] = 0.0 if rule.blank_below == "zero" else np.nan
    groups = numbered(frame, rule.by)
    blank = blank & (groups >= 0)
    means = pd.Series(values[blank]).groupby(groups[blank]).mean()
    return pd.Series(groups).map(means).to_numpy(dtype=float)


def _no_blank(rule: MinusBlank, spec: Spec) -> str:
    labels = [spec.variables[name].label for name in rule.by]
    same = " and ".join(label[:1].lower() + label[1:] for label in labels)
    return f"There is no blank with the same {same}, so none can be subtracted"


def _too_large(
    rule: MinusBlank,
    largest: float,
    use: Mask,
    measured: Numbers,
    level: Numbers,
    frame: pd.DataFrame,
    spec: Spec,
) -> list[tuple[npt.NDArray[np.int64], str]]:
    """Find the groups of rows in which the blanks are nearly all that was measured."""
    over = rule.over or rule.by
    groups = numbered(frame, over)
    found = []
    for group in np.unique(groups[use & (groups >= 0)]):
        rows = np.flatnonzero(use & (groups == group))
        share = float(level[rows].mean() / measured[rows].mean())
        if share > largest:
            named = ", ".join(
                _shown(frame[name].iloc[rows[0]], spec.variables[name]) for name in over
            )
            words = (
                f"The blanks alone account for {100 * share:.0f} % of what was measured ({named}); "
                f"above {100 * largest:.0f} % what is left is not estimable"
            )
            found.append((rows, words))
    return found


def _shown(value: object, variable: Variable) -> str:
    return (variable.levels or {}).get(str(value), str(value))
