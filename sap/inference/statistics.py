"""The statistics columns of a table of estimates, on the link or the response scale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sap.errors import PlanError, did_you_mean
from sap.inference.basis import RowEstimates
from sap.model.response import ResponseScale

Floats: TypeAlias = NDArray[np.floating[Any]]
Function = Callable[[Floats], Floats]

TYPES = ("link", "response")


def _same(values: Floats) -> Floats:
    return values


@dataclass(frozen=True)
class BackTransformation:
    """From the scale of the model to the scale of a table.

    Parameters
    ----------
    name
        What the estimates then are: ``link``, ``response``, ``ratio`` or ``odds ratio``.
    value, slope
        The transformation (increasing) and its derivative.
    """

    name: str
    value: Function
    slope: Function


LINK = BackTransformation("link", _same, np.ones_like)


def back_transformation(scale: ResponseScale, type: str, *, contrast: bool) -> BackTransformation:
    """Choose the transformation of means or of contrasts.

    Parameters
    ----------
    scale
        The response's scale.
    type
        ``link`` or ``response``.
    contrast
        Whether differences are to be transformed: they become ratios for a log response and
        odds ratios for a logit; for any other response they stay on the link scale.

    Returns
    -------
    BackTransformation

    Raises
    ------
    PlanError
        If `type` is unknown.
    """
    if type not in TYPES:
        raise PlanError(f"Unknown type '{type}'. {did_you_mean(type, TYPES)}")
    if type == "link" or scale.transformation == "identity":
        return LINK
    if contrast:
        if scale.contrast_name == "difference":
            return LINK
        return BackTransformation(
            scale.contrast_name, scale.back_contrast, scale.back_contrast_slope
        )
    if scale.transformation == "sqrt":
        # Below zero there is no square root to undo: the end of an interval is zero.
        return BackTransformation(
            "response",
            lambda values: scale.back(np.maximum(values, 0.0)),
            lambda values: scale.back_slope(np.maximum(values, 0.0)),
        )
    return BackTransformation("response", scale.back, scale.back_slope)


def columns_of(
    found: RowEstimates, critical: Floats, p_value: Floats, back: BackTransformation = LINK
) -> dict[str, Floats]:
    """Make the statistics columns.

    Parameters
    ----------
    found
        Estimates on the link scale.
    critical
        Multiples of the standard error that make the intervals.
    p_value
        p-values.
    back
        Transformation of estimates and interval ends; standard errors follow by the delta
        method, statistics and p-values stay those of the link scale.

    Returns
    -------
    dict
        ``estimate, std_error, df, statistic, p_value, conf_low, conf_high``.
    """
    reach = critical * found.std_error
    with np.errstate(over="ignore", invalid="ignore"):
        return {
            "estimate": back.value(found.estimate),
            "std_error": np.abs(back.slope(found.estimate)) * found.std_error,
            "df": found.df,
            "statistic": found.statistic,
            "p_value": p_value,
            "conf_low": back.value(found.estimate - reach),
            "conf_high": back.value(found.estimate + reach),
        }
