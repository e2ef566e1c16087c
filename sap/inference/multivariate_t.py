"""Two-sided tails of a maximum of correlated t statistics, for Dunnett's comparisons.

For correlations of the form lambda_i lambda_j (Dunnett 1955, doi:10.1080/01621459.1955.10501294)
the statistics are independent given one normal variable, and the tail is a double
integral. Any other correlation matrix is reached from its nearest such form by a ratio
of two sums over the same deterministic points.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sap.inference.studentized import (
    Tail,
    studentized_critical,
    studentized_tail,
)

Floats: TypeAlias = NDArray[np.floating[Any]]

#: Correlations nearer to one than this belong to one and the same test.
SAME_TEST = 1e-7

#: Smallest eigenvalue of a correlation matrix, such as that of cells of an additive model.
SINGULAR = 1e-9

#: Largest misfit of a correlation that still counts as of the product form.
PRODUCT_FORM = 1e-9

#: Largest loading of a product form that only approximates, so that its integrand is smooth.
SMOOTH_LOADING = 0.95

#: Points of the sums for correlations near to and far from the product form: the error of a
#: ratio is the error of a sum times the misfit. Dependent statistics make the summands jump.
POINTS_NEAR, POINTS_FAR, POINTS_SINGULAR = 1 << 11, 1 << 14, 1 << 16
NEAR = 0.05

#: Cells of one block of the inner integral, to bound memory.
BLOCK = 1 << 20


class MultivariateT:
    """The largest absolute value of k correlated t statistics.

    Parameters
    ----------
    correlation
        Correlation matrix of the k estimates, (k, k).
    """

    def __init__(self, correlation: Floats) -> None:
        kept = _distinct(correlation)
        self._correlation = _definite(correlation[np.ix_(kept, kept)])
        loadings = product_loadings(self._correlation, np.sqrt(1.0 - SAME_TEST))
        self._is_product = _misfit(self._correlation, loadings) < PRODUCT_FORM
        if not self._is_product:
            loadings = product_loadings(self._correlation, SMOOTH_LOADING)
        self._product = _of_product_form(loadings)
        self._points = _points_for(self._correlation, loadings)
        self._tail = one_factor_tail(loadings)

    def tail(self, statistic: float, df: float) -> float:
        """Probability that the largest absolute statistic exceeds a value.

        Parameters
        ----------
        statistic
            The value; its sign is ignored.
        df
            Degrees of freedom; may be infinite.

        Returns
        -------
        float
            The probability. Its error is below 1e-9 of itself for correlations of product
            form, and below 1e-5 (1e-4 of itself far in the tail) for others.
        """
        found = studentized_tail(self._tail, statistic, df)
        if self._is_product or not 0.0 < found < 1.0:
            return found
        return min(1.0, found * self._ratio(abs(statistic), df))

    def critical(self, probability: float, df: float) -> float:
        """Value that the largest absolute statistic exceeds with a given probability.

        Parameters
        ----------
        probability
            Between 0 and 1, for example 0.05.
        df
            Degrees of freedom; may be infinite.

        Returns
        -------
        float
            The critical value.
        """
        if not df > 0:
            return float("nan")
        value = studentized_critical(self._tail, probability, df)
        if self._is_product:
            return value
        # The ratio hardly changes with the value, so one or two rounds are enough.
        for _ in range(1 if self._points == POINTS_NEAR else 2):
            wanted = probability / self._ratio(value, df)
            value = studentized_critical(self._tail, min(wanted, 1.0 - 1e-12), df)
        return value

    def _ratio(self, value: float, df: float) -> float:
        """Tail under the correlations given, relative to that under the product form."""
        both = (self._correlation, self._product)
        given, product = union_tails(both, value, df, self._points)
        return given / product


def _distinct(correlation: Floats) -> list[int]:
    """Rows that are not a copy of an earlier one."""
    kept: list[int] = []
    for row in range(len(correlation)):
        if all(abs(correlation[row, other]) < 1.0 - SAME_TEST for other in kept):
            kept.append(row)
    return kept


def _points_for(correlation: Floats, loadings: Floats) -> int:
    if np.linalg.eigvalsh(correlation)[0] < 2.0 * SINGULAR:
        return POINTS_SINGULAR
    return POINTS_NEAR if _misfit(correlation, loadings) < NEAR else POINTS_FAR


def _definite(correlation: Floats) -> Floats:
    """Move a matrix of dependent statistics off singularity, too little to be seen."""
    if np.linalg.eigvalsh(correlation)[0] > SINGULAR:
        return correlation
    count = len(correlation)
    return np.asarray((correlation + SINGULAR * np.eye(count)) / (1.0 + SINGULAR), dtype=float)


def _misfit(correlation: Floats, loadings: Floats) -> float:
    return float(np.abs(correlation - _of_product_form(loadings)).max(initial=0.0))


def product_loadings(correlation: Floats, bound: float) -> Floats:
    """Find loadings whose products come nearest to the correlations.

    Parameters
    ----------
    correlation
        Correlation matrix, (k, k).
    bound
        Largest absolute loading allowed, below one.

    Returns
    -------
    ndarray
        k loadings between -1 and 1; exact where the matrix is of product form.
    """
    count = len(correlation)
    if count == 1:
        return np.zeros(1)
    if count == 2:
        size = min(bound, np.sqrt(abs(correlation[0, 1])))
        return np.array([size, np.copysign(size, correlation[0, 1])])
    off = correlation - np.diag(np.diag(correlation))
    values, vectors = np.linalg.eigh(correlation)
    loadings = np.asarray(vectors[:, -1] * np.sqrt(values[-1]), dtype=float)
    for _ in range(500):
        before = loadings.copy()
        for row in range(count):
            others = loadings @ loadings - loadings[row] ** 2
            if others > 0.0:
                loadings[row] = np.clip(off[row] @ loadings / others, -bound, bound)
        if np.abs(loadings - before).max() < 1e-14:
            break
    return loadings


def _of_product_form(loadings: Floats) -> Floats:
    made = np.outer(loadings, loadings)
    np.fill_diagonal(made, 1.0)
    return made


def one_factor_tail(loadings: Floats) -> Tail:
    """Tail of the largest absolute value of normals correlated by one common variable.

    Parameters
    ----------
    loadings
        Correlations are products of two of these.

    Returns
    -------
    Callable
        From an array of positive values a to ``P(max |Z_i| > a)``.
    """
    size = np.abs(loadings)
    spread = np.sqrt(np.maximum(1.0 - size**2, SAME_TEST))
    step = 0.3 * min(0.8, float(spread.min()))

    def tail(bound: Floats) -> Floats:
        common = np.arange(0.5 * step, float(bound.max()) * size.max() + 9.5, step)
        weight = 2.0 * step * np.exp(-0.5 * common**2) / np.sqrt(2.0 * np.pi)
        rows = max(1, BLOCK // len(common))
        parts = [
            _outside(bound[start : start + rows], common, size, spread) @ weight
            for start in range(0, len(bound), rows)
        ]
        return np.asarray(np.minimum(np.concatenate(parts), 1.0), dtype=float)

    return tail


def _outside(bound: Floats, common: Floats, size: Floats, spread: Floats) -> Floats:
    """Probability that any |Z_i| exceeds its bound, given the common variable."""
    log_inside = np.zeros((len(bound), len(common)))
    for loading, scale in zip(size, spread, strict=True):
        shift = loading * common[None, :]
        beyond = special.ndtr((shift - bound[:, None]) / scale)
        beyond += special.ndtr((-shift - bound[:, None]) / scale)
        with np.errstate(divide="ignore"):
            log_inside += np.log1p(-np.minimum(beyond, 1.0))
    return np.asarray(-np.expm1(log_inside), dtype=float)


def union_tails(
    correlations: Sequence[Floats], value: float, df: float, count: int
) -> tuple[float, ...]:
    """Tails of the largest absolute statistic, by sums over the same deterministic points.

    Parameters
    ----------
    correlations
        Positive definite correlation matrices, (k, k) each.
    value
        Positive value to be exceeded.
    df
        Degrees of freedom; may be infinite.
    count
        How many points.

    Returns
    -------
    tuple of float
        The probabilities. Their relative error does not grow in the tail: each is the sum over
        j of ``P(|T_j| > value)`` times the mean, over that event, of the probability that no
        earlier statistic exceeds the value (sequential conditioning as in Genz 1992,
        doi:10.1080/10618600.1992.10477010).
    """
    single = float(special.stdtr(df, -value))
    totals = [1.0] * len(correlations)
    for last in range(1, len(correlations[0])):
        points = _points(last + 1, count)
        exceeding = -special.stdtrit(df, single * points[0])
        scale = _scale_given(exceeding, df, points[1])
        order = [last, *range(last)]
        for place, correlation in enumerate(correlations):
            factor = np.linalg.cholesky(correlation[np.ix_(order, order)])
            totals[place] += _none_earlier(factor, exceeding * scale, value * scale, points[2:])
    return tuple(2.0 * single * total for total in totals)


def _scale_given(statistic: Floats, df: float, points: Floats) -> Floats:
    """Draw S given T = Z / S: S^2 (df + T^2) is chi-square with df + 1."""
    if np.isinf(df):
        return np.ones_like(statistic)
    chi_square = 2.0 * special.gammaincinv(0.5 * (df + 1.0), points)
    return np.asarray(np.sqrt(chi_square / (df + statistic**2)), dtype=float)


def _none_earlier(factor: Floats, first: Floats, bound: Floats, points: Floats) -> float:
    drawn = [first]
    weight = np.ones_like(first)
    for row in range(1, len(factor)):
        centre = np.sum([factor[row, i] * drawn[i] for i in range(row)], axis=0)
        low = special.ndtr((-bound - centre) / factor[row, row])
        high = special.ndtr((bound - centre) / factor[row, row])
        weight = weight * (high - low)
        if row < len(factor) - 1:
            middle = np.clip(low + points[row - 1] * (high - low), 1e-300, 1.0 - 1e-16)
            drawn.append(special.ndtri(middle))
    return float(weight.mean())


@lru_cache(maxsize=32)
def _points(dimensions: int, count: int) -> Floats:
    """Points of (0, 1)^d from square roots of primes, folded to make integrands periodic."""
    primes = _PRIMES[:dimensions]
    steps = np.arange(1, count + 1)[None, :]
    whole = (steps * np.sqrt(primes)[:, None]) % 1.0
    return np.asarray(np.clip(1.0 - np.abs(2.0 * whole - 1.0), 1e-15, 1.0 - 1e-15), dtype=float)


def _first_primes(count: int) -> Floats:
    found: list[int] = []
    candidate = 2
    while len(found) < count:
        if all(candidate % prime for prime in found):
            found.append(candidate)
        candidate += 1
    return np.array(found, dtype=float)


_PRIMES = _first_primes(64)
