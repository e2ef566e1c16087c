"""Tails of a maximum divided by an independent estimate of the standard deviation.

Both the studentized range and the multivariate t have the form M / S with
S^2 = chi^2(df) / df, so ``P(M / S > t) = E[tail(t S)]``, where ``tail`` is that of M
for known variance. The mean over S is a trapezoidal sum over log S: the integrand is
analytic and falls off at both ends, so the sum converges geometrically, and because all
terms are positive the result keeps its relative accuracy however small it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats: TypeAlias = NDArray[np.floating[Any]]
Tail = Callable[[Floats], Floats]

#: Terms below exp(-CUT_OFF) times the largest are left out of the sums.
CUT_OFF = 36.0

#: Beyond this argument a normal tail is zero in double precision.
UNDERFLOW = 40.0


def studentized_tail(tail: Tail, statistic: float, df: float) -> float:
    """Probability that M / S exceeds a value.

    Parameters
    ----------
    tail
        Tail probabilities of M at an array of positive values.
    statistic
        The value, in standard deviations; its sign is ignored.
    df
        Degrees of freedom of S^2; may be infinite.

    Returns
    -------
    float
        The probability; NaN for a NaN argument.
    """
    value = abs(statistic)
    if np.isnan(value) or not df > 0:
        return float("nan")
    if value == 0.0:
        return 1.0
    if np.isinf(df):
        return float(tail(np.array([value]))[0])
    log_s, step = _log_nodes(value, df)
    if log_s.size == 0:
        return 0.0
    constant = np.log(2.0) + 0.5 * df * np.log(0.5 * df) - special.gammaln(0.5 * df)
    weight = np.exp(constant + df * log_s - 0.5 * df * np.exp(2.0 * log_s))
    return float(min(1.0, step * weight @ tail(value * np.exp(log_s))))


def _log_nodes(value: float, df: float) -> tuple[Floats, float]:
    """Nodes in log S that hold the mass of the integrand, and their distance."""
    # With M's tail like exp(-a^2 / 2) the peak lies at S^2 = df / (df + value^2); with a
    # flat tail at S = 1. The bounds stem from x - log(1 + x) >= y for x = y + sqrt(2 y).
    reach = 2.0 * CUT_OFF / df
    reach += np.sqrt(2.0 * reach)
    log_df, log_value = np.log(df), np.log(value)
    lowest = 0.5 * (log_df - np.logaddexp(log_df, 2.0 * log_value)) - 0.5 * reach
    highest = min(0.5 * np.log1p(reach), np.log(UNDERFLOW) - log_value)
    step = min(0.12, 0.6 / np.sqrt(2.0 * df))
    return np.arange(lowest, highest, step), step


def studentized_critical(tail: Tail, probability: float, df: float) -> float:
    """Value that M / S exceeds with a given probability.

    Parameters
    ----------
    tail
        Tail probabilities of M at an array of positive values.
    probability
        Between 0 and 1.
    df
        Degrees of freedom of S^2; may be infinite.

    Returns
    -------
    float
        The critical value, to a relative accuracy of 1e-10.
    """
    if not df > 0:
        return float("nan")

    def excess(log_value: float) -> float:
        found = studentized_tail(tail, float(np.exp(log_value)), df)
        return float(np.log(max(found, np.finfo(float).tiny)) - np.log(probability))

    return float(np.exp(decreasing_root(excess, float(np.log(2.0)))))


def decreasing_root(function: Callable[[float], float], start: float) -> float:
    """Root of a decreasing function, by the secant method kept inside a bracket.

    Parameters
    ----------
    function
        Continuous and decreasing, with a root.
    start
        Where to begin.

    Returns
    -------
    float
        The root, to 1e-10.
    """
    left, right = start, start
    at_left = at_right = function(start)
    while at_left < 0.0:
        left -= 0.5
        at_left = function(left)
    while at_right > 0.0:
        right += 0.5
        at_right = function(right)
    side = 0
    while right - left > 1e-10 and at_left > 0.0 > at_right:
        middle = (left * at_right - right * at_left) / (at_right - at_left)
        at_middle = function(middle)
        if abs(at_middle) < 1e-10:
            return middle
        # Halving the weight of an end that stays put (the Illinois rule) keeps both moving.
        if at_middle > 0.0:
            left, at_left = middle, at_middle
            at_right *= 0.5 if side > 0 else 1.0
            side = 1
        else:
            right, at_right = middle, at_middle
            at_left *= 0.5 if side < 0 else 1.0
            side = -1
    return left if abs(at_left) < abs(at_right) else right


def range_tail(count: int) -> Tail:
    """Tail of the range of independent standard normal variables.

    Parameters
    ----------
    count
        How many variables.

    Returns
    -------
    Callable
        From an array of positive ranges to ``P(range > w)``.

    Notes
    -----
    The smallest of the variables stands at z, and not all others within w above it:
    ``count * int phi(z) (Q(z)^m - (Q(z) - Q(z + w))^m) dz``, with m = count - 1 and Q the
    upper normal tail. The difference of powers is taken through logarithms.
    """
    others = count - 1
    step = 0.2
    offsets = np.arange(-9.6, 9.6 + step, step)

    def tail(width: Floats) -> Floats:
        low = offsets[None, :] - 0.5 * width[:, None]
        log_above = special.log_ndtr(-low)
        log_beyond = special.log_ndtr(-low - width[:, None])
        with np.errstate(divide="ignore"):
            inside = np.log1p(-np.exp(np.minimum(log_beyond - log_above, 0.0)))
        density = np.exp(-0.5 * low**2 + others * log_above) / np.sqrt(2.0 * np.pi)
        total = count * step * np.sum(density * -np.expm1(others * inside), axis=1)
        return np.asarray(np.minimum(total, 1.0), dtype=float)

    return tail
