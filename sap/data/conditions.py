"""Conditions of a spec, decided for each row of a data frame.

The logic has three values (Kleene): a comparison with a missing value is undecided, and
so is whatever depends on it. ``false and undecided`` is false, ``true or undecided`` is
true. A value given as ``<limit`` or ``>limit`` is compared as far as that decides it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from sap.data.convert import ABOVE, BELOW
from sap.spec.condition import AllOf, AnyOf, Comparison, Membership, Missing, Node, NoRows, Not

if TYPE_CHECKING:
    import pandas as pd

Mask: TypeAlias = npt.NDArray[np.bool_]
Marks: TypeAlias = Mapping[str, npt.NDArray[np.int8]]


@dataclass(frozen=True)
class Truth:
    """Whether a condition is true of each row.

    Parameters
    ----------
    true, false
        One entry a row; where both are False, the condition is undecided.
    """

    true: Mask
    false: Mask

    @property
    def undecided(self) -> Mask:
        """Rows of which a missing value leaves the condition undecided."""
        return ~(self.true | self.false)


def decide(tree: Node, frame: pd.DataFrame, marks: Marks | None = None) -> Truth:
    """Decide a condition for each row.

    Parameters
    ----------
    tree
        The condition; its variables are columns of the frame.
    frame
        Numbers, categoricals and text.
    marks
        Per variable with limits of quantification, -1 where its value is ``<limit``, 1
        where it is ``>limit``.

    Returns
    -------
    Truth
        One entry a row.
    """
    marks = marks or {}
    match tree:
        case Comparison(variable, operator, value):
            return _compared(frame[variable], marks.get(variable), operator, value)
        case Membership(variable, values, negated):
            parts = [_compared(frame[variable], marks.get(variable), "==", v) for v in values]
            return _opposite(_any(parts)) if negated else _any(parts)
        case Missing(variable, negated):
            missing = frame[variable].isna().to_numpy(dtype=bool)
            return Truth(~missing, missing) if negated else Truth(missing, ~missing)
        case Not(part):
            return _opposite(decide(part, frame, marks))
        case AllOf(nodes):
            return _opposite(_any([_opposite(decide(node, frame, marks)) for node in nodes]))
        case AnyOf(nodes):
            return _any([decide(node, frame, marks) for node in nodes])
        case NoRows():
            raise TypeError("'no rows' asks about units, not about a row")


def _opposite(truth: Truth) -> Truth:
    return Truth(true=truth.false, false=truth.true)


def _any(parts: list[Truth]) -> Truth:
    return Truth(
        true=np.logical_or.reduce([part.true for part in parts]),
        false=np.logical_and.reduce([part.false for part in parts]),
    )


def _compared(
    column: pd.Series, marks: npt.NDArray[np.int8] | None, operator: str, value: str | float
) -> Truth:
    if isinstance(value, str):
        known = column.notna().to_numpy(dtype=bool)
        equal = column.astype(object).eq(value).to_numpy(dtype=bool) & known
        different = known & ~equal
        return Truth(equal, different) if operator == "==" else Truth(different, equal)
    sign = _sign_of_difference(column.to_numpy(dtype=float), marks, value)
    known = ~np.isnan(sign)
    holds = {
        "==": sign == 0,
        "!=": sign != 0,
        "<": sign < 0,
        "<=": sign <= 0,
        ">": sign > 0,
        ">=": sign >= 0,
    }[operator]
    return Truth(known & holds, known & ~holds)


def _sign_of_difference(
    values: npt.NDArray[np.float64], marks: npt.NDArray[np.int8] | None, value: float
) -> npt.NDArray[np.float64]:
    """Sign of column minus value; NaN where it is not known."""
    sign = np.sign(values - value)
    if marks is not None:
        sign = np.where(marks == BELOW, np.where(values <= value, -1.0, np.nan), sign)
        sign = np.where(marks == ABOVE, np.where(values >= value, 1.0, np.nan), sign)
    return sign
