"""What inference needs of a fitted model: estimates, covariance, df, what is estimable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sap.inference.distributions import f_upper_tail

Floats: TypeAlias = NDArray[np.floating[Any]]
Flags = NDArray[np.bool_]

ESTIMABLE = 1e-6
"""Largest part of a row in the null space, relative to the sizes of its products."""

ROUNDING = 1e-14
"""Coefficients of a combination below this share of what they are summed from are zero."""


class RowEstimates(NamedTuple):
    """Estimates of linear combinations, NaN where not estimable, (k,) each."""

    estimate: Floats
    std_error: Floats
    df: Floats

    @property
    def statistic(self) -> Floats:
        """Ratios of estimate to standard error; NaN for a standard error of zero."""
        with np.errstate(divide="ignore", invalid="ignore"):
            made = self.estimate / self.std_error
        return np.where(self.std_error > 0.0, made, np.nan)


class JointTest(NamedTuple):
    """An F test of several combinations; NaN where nothing is estimable."""

    num_df: int
    den_df: float
    statistic: float
    p_value: float


@dataclass(frozen=True)
class LinearBasis:
    """Coefficients of a fitted model, and how combinations of them are tested.

    Parameters
    ----------
    names
        Names of the p coefficients, aliased ones included.
    beta
        Estimates, (p,); zero where aliased.
    null_basis
        Orthonormal basis of the combinations of columns that are zero on all rows,
        (p, aliased); no columns when the design has full rank.
    vcov
        Covariance that standard errors are taken from, (p, p).
    t_df
        From estimable rows (k, p) to degrees of freedom (k,).
    f_test
        From estimable rows (q, p) to statistic, numerator and denominator df.
    """

    names: tuple[str, ...]
    beta: Floats
    null_basis: Floats
    vcov: Floats
    t_df: Callable[[Floats], Floats]
    f_test: Callable[[Floats], tuple[float, int, float]]

    @property
    def kept(self) -> Flags:
        """Which coefficients are not aliased, (p,)."""
        return np.asarray(np.diag(self.vcov) > 0.0, dtype=bool)

    def is_estimable(self, rows: Floats) -> Flags:
        """Whether the data determine each combination.

        Parameters
        ----------
        rows
            Combinations of the coefficients, (k, p).

        Returns
        -------
        ndarray of bool
            (k,). A row is estimable when it is orthogonal to the null space. Each product is
            judged against its own summands, so that a covariate of large values cannot hide
            a missing cell.
        """
        finite: Flags = np.atleast_1d(np.isfinite(rows).all(axis=1))
        if not self.null_basis.shape[1]:
            return finite
        known = np.where(finite[:, None], rows, 0.0)
        products = np.abs(known @ self.null_basis)
        sizes = np.abs(known) @ np.abs(self.null_basis)
        noise = 1e-13 * np.linalg.norm(known, axis=1)[:, None]
        seen = np.atleast_1d((products <= ESTIMABLE * sizes + noise).all(axis=1))
        return np.asarray(finite & seen, dtype=bool)

    def estimate(self, rows: Floats) -> RowEstimates:
        """Estimate combinations of the coefficients.

        Parameters
        ----------
        rows
            (k, p).

        Returns
        -------
        RowEstimates
        """
        known = self.is_estimable(rows)
        made = np.full((3, len(rows)), np.nan)
        if known.any():
            used = rows if known.all() else rows[known]
            variance = np.sum((used @ self.vcov) * used, axis=1)
            made[0, known] = used @ self.beta
            made[1, known] = np.sqrt(np.maximum(variance, 0.0))
            tested = known.copy()
            tested[known] = variance > 0.0
            if tested.any():
                made[2, tested] = self.t_df(rows[tested])
        return RowEstimates(*made)

    def test(self, rows: Floats) -> JointTest:
        """Test that all of several estimable combinations are zero.

        Parameters
        ----------
        rows
            Linearly independent estimable rows, (q, p); may be none.

        Returns
        -------
        JointTest
        """
        if not len(rows):
            return JointTest(0, float("nan"), float("nan"), float("nan"))
        statistic, num_df, den_df = self.f_test(rows)
        return JointTest(int(num_df), den_df, statistic, f_upper_tail(statistic, num_df, den_df))


def combine(weights: Floats, rows: Floats) -> Floats:
    """Combine rows, clearing coefficients that are nothing but rounding.

    A coefficient that cancels leaves 1e-17 behind, which a response measured from a large
    origin multiplies by that origin.

    Parameters
    ----------
    weights
        (c, k).
    rows
        (k, p); a row of NaN makes NaN of the combinations that use it.

    Returns
    -------
    ndarray
        (c, p).
    """
    unknown = np.atleast_1d(np.isnan(rows).any(axis=1))
    known = np.where(unknown[:, None], 0.0, rows) if unknown.any() else rows
    made = weights @ known
    made[np.abs(made) <= ROUNDING * (np.abs(weights) @ np.abs(known))] = 0.0
    if unknown.any():
        made[(weights[:, unknown] != 0.0).any(axis=1)] = np.nan
    return made
