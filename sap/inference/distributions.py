"""Student's t and Fisher's F, accurate far into the tail and for infinite df.

`scipy.special` is used and not `scipy.stats`, which takes seconds to import.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats: TypeAlias = NDArray[np.floating[Any]]


def t_two_sided(statistic: ArrayLike, df: ArrayLike) -> Floats:
    """Two-sided p-values of t statistics.

    Parameters
    ----------
    statistic
        t statistics; NaN stays NaN.
    df
        Degrees of freedom, infinite for the normal distribution.

    Returns
    -------
    ndarray
        ``P(|T| > |statistic|)``, with relative accuracy down to the smallest double.
    """
    lower = -np.abs(np.asarray(statistic, dtype=float))
    return np.asarray(2.0 * special.stdtr(np.asarray(df, dtype=float), lower), dtype=float)


def t_critical(tail: ArrayLike, df: ArrayLike) -> Floats:
    """Critical values that a t statistic exceeds in absolute value with a given probability.

    Parameters
    ----------
    tail
        Probability of both tails together, for example 0.05.
    df
        Degrees of freedom, infinite for the normal distribution.

    Returns
    -------
    ndarray
        Positive critical values.
    """
    half = 0.5 * np.asarray(tail, dtype=float)
    return np.asarray(-special.stdtrit(np.asarray(df, dtype=float), half), dtype=float)


def f_upper_tail(statistic: float, num_df: float, den_df: float) -> float:
    """p-value of an F statistic.

    Parameters
    ----------
    statistic
        The F statistic.
    num_df, den_df
        Degrees of freedom; `den_df` may be infinite (chi-square).

    Returns
    -------
    float
        ``P(F > statistic)``; NaN where anything needed is NaN.
    """
    if not (num_df > 0 and den_df > 0 and statistic >= 0):
        return float("nan")
    if np.isinf(den_df):
        return float(special.chdtrc(num_df, num_df * statistic))
    return float(special.fdtrc(num_df, den_df, statistic))
