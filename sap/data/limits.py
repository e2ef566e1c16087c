"""Values beyond the limits of quantification, and what a rule puts in their place.

A value lies below when it is smaller than the lower limit of its row or given as
``<limit``, and above when it is larger than the upper one or given as ``>limit``.
Value, limits and side travel together, so that a rule can be named and changed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sap.data.convert import ABOVE, BELOW, WITHIN
from sap.data.rows import Mask, Rows
from sap.errors import Problem
from sap.plan.planned import PlannedVariable
from sap.spec.endpoint import LimitsRule

DROP = "drop"
#: What a rule multiplies the limit by.
FACTOR_OF_LIMIT = {"lloq/2": 0.5, "lloq/sqrt2": 1 / math.sqrt(2), "lloq": 1.0, "uloq": 1.0}
# Limits are products of a reading and a dilution, written with a few decimals.
SAME_LIMIT = 1e-9


@dataclass(frozen=True)
class LimitedValues:
    """A response with limits of quantification, one entry a row in every part.

    Parameters
    ----------
    response
        After the rule; where a row is to be dropped, its limit.
    below, above
        Whether the value lies beyond a limit.
    drop
        Whether the rule drops the row.
    """

    response: npt.NDArray[np.float64]
    below: Mask
    above: Mask
    drop: Mask


def apply_limits(
    rows: Rows, response: PlannedVariable, rule: LimitsRule
) -> tuple[LimitedValues, list[Problem]]:
    """Hold a response against its limits, and apply the rule.

    Parameters
    ----------
    rows
        In which the response is not missing.
    response
        The variable, with the names of those that hold its limits.
    rule
        What stands for a value below and above.

    Returns
    -------
    limited : LimitedValues
        To be used only without problems.
    problems : list of Problem
        Limits that are missing, cross, or differ from those given with a value.
    """
    values = rows.frame[response.name].to_numpy(dtype=float).copy()
    problems: list[Problem] = []
    beyond: dict[int, Mask] = {}
    drop = np.zeros(len(rows), dtype=bool)
    replaced = values.copy()
    sides = ((BELOW, response.lower, rule.below), (ABOVE, response.upper, rule.above))
    for side, limit, side_rule in sides:
        marked = rows.marks[response.name] == side
        if limit is None:
            problems.extend(_no_limit(rows, response.name, side, marked))
            beyond[side] = marked
            continue
        bound = rows.frame[limit].to_numpy(dtype=float)
        problems.extend(_wrong_limits(rows, response.name, limit, marked))
        beyond[side] = marked | (side * (values - bound) > 0)
        replaced = np.where(beyond[side], FACTOR_OF_LIMIT.get(side_rule, 1.0) * bound, replaced)
        drop |= beyond[side] & (side_rule == DROP)
    if response.lower is not None and response.upper is not None:
        problems.extend(_crossed(rows, response.lower, response.upper))
    return LimitedValues(replaced, beyond[BELOW], beyond[ABOVE], drop), problems


def rows_after_rule(
    rows: Rows, response: PlannedVariable, rule: LimitsRule
) -> tuple[Rows, Mask, list[Problem]]:
    """Put the response after the rule into rows, with the side on which it lay beyond.

    Parameters
    ----------
    rows, response, rule
        As in `apply_limits`.

    Returns
    -------
    rows : Rows
        The same rows; the marks of the response say which lay below and above.
    drop : ndarray of bool
        Whether the rule drops each row.
    problems : list of Problem
        As from `apply_limits`.
    """
    limited, problems = apply_limits(rows, response, rule)
    sides = np.where(limited.below, BELOW, np.where(limited.above, ABOVE, WITHIN))
    made = replace(
        rows,
        frame=rows.frame.assign(**{response.name: limited.response}),
        marks={**rows.marks, response.name: sides.astype(np.int8)},
    )
    return made, limited.drop, problems


def _no_limit(rows: Rows, response: str, side: int, marked: Mask) -> Iterator[Problem]:
    if marked.any():
        words, sign = ("lower", "<") if side == BELOW else ("upper", ">")
        message = f"'{sign}' before the number ({{rows}}), but the spec declares no {words} limit."
        yield rows.problem(response, np.flatnonzero(marked), message)


def _wrong_limits(rows: Rows, response: str, limit: str, marked: Mask) -> Iterator[Problem]:
    """Find limits that are missing, or differ from the one that stands with the value."""
    values = rows.frame[response].to_numpy(dtype=float)
    bound = rows.frame[limit].to_numpy(dtype=float)
    missing = np.isnan(bound)
    if missing.any():
        message = f"an empty cell ({{rows}}) where '{response}' has a value to hold against it."
        yield rows.problem(limit, np.flatnonzero(missing), message)
    differs = np.flatnonzero(
        marked & ~missing & ~np.isclose(values, bound, rtol=SAME_LIMIT, atol=0)
    )
    if len(differs):
        first = differs[0]
        table = rows.origins[limit].table
        message = (
            f"the limit given with the value is not the one of column '{table.columns[limit]}' of "
            f"{table.file} ({{rows}}); in the first, {values[first]:g} and {bound[first]:g}."
        )
        yield rows.problem(response, differs, message)


def _crossed(rows: Rows, lower: str, upper: str) -> Iterator[Problem]:
    low = rows.frame[lower].to_numpy(dtype=float)
    high = rows.frame[upper].to_numpy(dtype=float)
    crossed = np.flatnonzero(low > high)
    if len(crossed):
        column = rows.origins[upper].table.columns[upper]
        message = f"the lower limit is above the upper one, '{column}' ({{rows}})."
        yield rows.problem(lower, crossed, message)
