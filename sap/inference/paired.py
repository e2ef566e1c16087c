"""Paired tests on one difference a unit: Student's t, and Wilcoxon's signed ranks, exact.

The signed rank test is exact for any number of pairs. Its null distribution is that of
the ranks at hand: each difference takes its sign by the toss of a coin, and ties have
their mean rank (shift algorithm of Streitberg and Roehmel, Statistical Software Newsletter
12 (1986) 10-17). Differences of zero are dropped for the test, as by Wilcoxon
(doi:10.2307/3001968). Its estimate is the median of the Walsh averages of all differences,
zeros too, and its interval two of them (Hodges and Lehmann, doi:10.1214/aoms/1177704172).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sap.errors import AnalysisError
from sap.inference.distributions import t_critical, t_two_sided

Floats: TypeAlias = NDArray[np.floating[Any]]
Ints: TypeAlias = NDArray[np.integer[Any]]

SAME = 1e-12
"""Differences nearer than this share of the largest are the same: rounding set them apart."""


@dataclass(frozen=True)
class PairedStatistics:
    """A paired test's numbers, on the scale of the differences.

    Parameters
    ----------
    estimate
        Mean of the differences, or their Hodges-Lehmann estimate.
    conf_low, conf_high
        Its interval; NaN where no interval of this kind reaches the level.
    statistic, p_value
        t, or the sum of the ranks of positive differences; the two-sided p-value.
    std_error, df
        Of a t test; None for signed ranks, which have none.
    """

    estimate: float
    conf_low: float
    conf_high: float
    statistic: float
    p_value: float
    std_error: float | None = None
    df: float | None = None


def paired_t(differences: Floats, conf_level: float) -> PairedStatistics:
    """Student's t test of paired differences.

    Parameters
    ----------
    differences
        One a unit, shape (n,).
    conf_level
        Of the interval, between 0 and 1.

    Returns
    -------
    PairedStatistics

    Raises
    ------
    AnalysisError
        With fewer than two differences, or when they are all the same.
    """
    n = len(differences)
    if n < 2:
        raise AnalysisError(f"A paired t test needs two pairs at least; there are {n}.")
    estimate = float(differences.mean())
    error = float(differences.std(ddof=1)) / n**0.5
    if not error > SAME * float(np.abs(differences).max()):
        raise AnalysisError("All pairs have the same difference, so it has no standard error.")
    statistic, df = estimate / error, float(n - 1)
    reach = float(t_critical(1.0 - conf_level, df)) * error
    return PairedStatistics(
        estimate=estimate,
        conf_low=estimate - reach,
        conf_high=estimate + reach,
        statistic=statistic,
        p_value=float(t_two_sided(statistic, df)),
        std_error=error,
        df=df,
    )


def signed_rank(differences: Floats, conf_level: float) -> PairedStatistics:
    """Wilcoxon's signed rank test with the Hodges-Lehmann estimate, exact.

    Parameters
    ----------
    differences
        One a unit, shape (n,); ties and zeros may be among them.
    conf_level
        Of the interval, between 0 and 1; what it reaches is at least that.

    Returns
    -------
    PairedStatistics

    Raises
    ------
    AnalysisError
        When no difference is other than zero.
    """
    doubled = doubled_ranks(differences)
    if not doubled.size:
        raise AnalysisError("No pair differs, so there is nothing to rank.")
    statistic = int(doubled[doubled > 0].sum())
    averages = walsh_averages(differences)
    beyond = outer_averages(len(differences), conf_level)
    low = high = float("nan")
    if beyond:
        low, high = float(averages[beyond - 1]), float(averages[-beyond])
    return PairedStatistics(
        estimate=float(np.median(averages)),
        conf_low=low,
        conf_high=high,
        statistic=statistic / 2.0,
        p_value=signed_rank_p(np.abs(doubled), statistic),
    )


def doubled_ranks(differences: Floats) -> Ints:
    """Signed ranks of the differences that are not zero, twice as large.

    Parameters
    ----------
    differences
        Shape (n,).

    Returns
    -------
    ndarray of int
        Shape (n less the number of zeros,). Mean ranks of ties are halves, so that twice
        a rank is whole.
    """
    largest = float(np.abs(differences).max(initial=0.0))
    if largest == 0.0:
        return np.array([], dtype=np.int64)
    snapped = np.rint(differences / (SAME * largest))
    snapped = snapped[snapped != 0.0]
    _, place, count = np.unique(np.abs(snapped), return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    doubled = (2 * last - count + 1)[place]
    signed: Ints = (np.sign(snapped) * doubled).astype(np.int64)
    return signed


def tail_probabilities(doubled: Ints, most: int) -> Floats:
    """Null distribution of the doubled rank sum, from zero up to a value.

    Parameters
    ----------
    doubled
        Twice the ranks, shape (n,).
    most
        The largest value wanted.

    Returns
    -------
    ndarray
        ``P(sum = 0), ..., P(sum = most)``: all terms are added, none subtracted, so that the
        farthest tail keeps its digits.
    """
    found = np.zeros(most + 1)
    found[0] = 1.0
    for rank in np.sort(doubled):
        shifted = found[: max(most + 1 - int(rank), 0)].copy()
        found *= 0.5
        found[int(rank) :] += 0.5 * shifted
    return found


def signed_rank_p(doubled: Ints, statistic: int) -> float:
    """Two-sided exact p-value of a rank sum.

    Parameters
    ----------
    doubled
        Twice the ranks, shape (n,).
    statistic
        Twice the sum of the ranks of positive differences.

    Returns
    -------
    float
        Twice the smaller tail, one at most.
    """
    # The distribution is symmetric: the upper tail is the lower one of what is left.
    nearer = min(statistic, int(doubled.sum()) - statistic)
    return min(1.0, 2.0 * float(tail_probabilities(doubled, nearer).sum()))


def walsh_averages(differences: Floats) -> Floats:
    """Means of all pairs of differences, each with itself too.

    Parameters
    ----------
    differences
        Shape (n,).

    Returns
    -------
    ndarray
        Shape (n (n + 1) / 2,), ascending.
    """
    first, second = np.triu_indices(len(differences))
    return np.sort((differences[first] + differences[second]) / 2.0)


def outer_averages(n: int, conf_level: float) -> int:
    """Which Walsh average, counted from either end, limits the interval.

    Parameters
    ----------
    n
        Number of differences.
    conf_level
        Between 0 and 1.

    Returns
    -------
    int
        The largest k with ``P(V < k) <= (1 - conf_level) / 2`` for the rank sum V of n
        untied differences; 0 where even the whole range does not reach the level.
    """
    half = n * (n + 1) // 4
    tail = np.cumsum(tail_probabilities(np.arange(1, n + 1), half))
    # Equal up to rounding is equal: 0.025 and 1 - 0.95 are no exact binary numbers.
    return int(np.count_nonzero(tail <= (1.0 - conf_level) / 2.0 * (1.0 + 1e-12)))
