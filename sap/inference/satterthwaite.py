"""Satterthwaite's degrees of freedom, for one contrast and for several.

One contrast: Giesbrecht & Burns (1985), doi:10.2307/2530866. Several: Fai & Cornelius
(1996), doi:10.1080/00949659608811740, by the spectral decomposition that lmerTest uses
(Kuznetsova et al. 2017, doi:10.18637/jss.v082.i13). Derivatives are exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sap.solver.derivatives import FactorDerivatives

Floats: TypeAlias = NDArray[np.floating[Any]]

EQUAL = 1e-8
"""Spread of df, relative, below which the df of several contrasts count as one."""


@dataclass(frozen=True)
class Satterthwaite:
    """The method at one fit, in the orthonormal basis and units of the residual variance.

    Parameters
    ----------
    phi
        (X'V^-1X)^-1, (p, p).
    change
        Its derivative in the variance parameters, (f, p, p).
    w
        Asymptotic covariance of those parameters, (f, f).
    """

    phi: Floats
    change: Floats
    w: Floats

    def t_df(self, contrasts: Floats) -> Floats:
        """Degrees of freedom of single contrasts, (m, p), shape (m,)."""
        variance = np.sum((contrasts @ self.phi) * contrasts, axis=1)
        gradient = np.sum((contrasts @ self.change) * contrasts, axis=2).T
        spread = np.sum((gradient @ self.w) * gradient, axis=1)
        with np.errstate(divide="ignore"):
            return np.asarray(2.0 * variance**2 / spread)

    def f_test(self, estimates: Floats, contrasts: Floats) -> tuple[float, float]:
        """F statistic and denominator df of several contrasts.

        Parameters
        ----------
        estimates
            Values of the contrasts in units of the residual standard deviation, (q,).
        contrasts
            Linearly independent rows, (q, p).

        Returns
        -------
        statistic, den_df
        """
        values, vectors = np.linalg.eigh(contrasts @ self.phi @ contrasts.T)
        statistic = float(np.mean((vectors.T @ estimates) ** 2 / values))
        return statistic, combined_df(self.t_df(vectors.T @ contrasts))


def combined_df(df: Floats) -> float:
    """Denominator df of the mean of independent squared t statistics.

    Parameters
    ----------
    df
        Degrees of freedom of each, (q,).

    Returns
    -------
    float
        The df at which F has the same mean; 2 if the mean of one of them is infinite.
    """
    q = len(df)
    if q == 1 or float(np.ptp(df)) <= EQUAL * float(np.max(df)):
        return float(np.mean(df))
    if np.any(df <= 2):
        return 2.0
    finite = np.where(np.isfinite(df), df, np.inf)
    mean = float(np.sum(np.where(np.isinf(finite), 1.0, finite / (finite - 2.0))))
    return 2.0 * mean / (mean - q)


def satterthwaite(phi: Floats, derivatives: FactorDerivatives) -> Satterthwaite:
    """Set the method up at a fit.

    Parameters
    ----------
    phi
        (X'V^-1X)^-1, (p, p).
    derivatives
        Derivatives on the face where the optimum lies.

    Returns
    -------
    Satterthwaite
    """
    size = np.sqrt(np.abs(np.diag(derivatives.hessian)))
    size = np.where(size > 0, size, 1.0)
    values, vectors = np.linalg.eigh(derivatives.hessian / np.outer(size, size))
    # A direction without curvature tells nothing; lmerTest leaves it out too.
    known = values > 1e-10
    vectors = vectors[:, known] / size[:, None]
    return Satterthwaite(
        phi=phi, change=derivatives.covariance, w=2.0 * (vectors / values[known]) @ vectors.T
    )
