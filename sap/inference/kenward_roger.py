"""Kenward and Roger's covariance, degrees of freedom and scaled F statistic.

Kenward & Roger (1997), doi:10.2307/2533558, with the linear covariance structure of
random effects, for which the second derivatives of V vanish. `pbkrtest` (Halekoh &
Højsgaard 2014, doi:10.18637/jss.v059.i09) takes the variance components' covariance from
the expected information; SAS and JMP take the observed one and leave components at zero
out. Both are called Kenward-Roger, so both are offered, by different names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sap.errors import EstimabilityError
from sap.solver.derivatives import LinearDerivatives

Floats: TypeAlias = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class KenwardRoger:
    """The method at one fit, in the orthonormal basis and units of the residual variance.

    Parameters
    ----------
    phi
        (X'V^-1X)^-1, (p, p).
    adjusted
        Its small-sample correction, (p, p).
    products
        Phi P_r Phi, (k, p, p).
    w
        Covariance of the variance components, (k, k).
    """

    phi: Floats
    adjusted: Floats
    products: Floats
    w: Floats

    def t_df(self, contrasts: Floats) -> Floats:
        """Degrees of freedom of single contrasts.

        For one degree of freedom the paper's formulas reduce to a scale factor of one and
        2 / A_2, which has no 0/0 at two degrees of freedom.

        Parameters
        ----------
        contrasts
            Shape (m, p).

        Returns
        -------
        array of shape (m,)
        """
        variance = np.sum((contrasts @ self.phi) * contrasts, axis=1)
        change = np.sum((contrasts @ self.products) * contrasts, axis=2).T
        a2 = np.sum((change @ self.w) * change, axis=1) / variance**2
        with np.errstate(divide="ignore"):
            return np.asarray(2.0 / a2)

    def f_test(self, estimates: Floats, contrasts: Floats) -> tuple[float, float]:
        """Scaled F statistic and denominator df of several contrasts.

        Parameters
        ----------
        estimates
            Values of the contrasts in units of the residual standard deviation, (q,).
        contrasts
            Linearly independent rows, (q, p).

        Returns
        -------
        statistic, den_df
            NaN both where the paper's approximation gives no F distribution: few degrees of
            freedom can make its scale or its denominator df negative.
        """
        q = len(contrasts)
        covariance = contrasts @ self.adjusted @ contrasts.T
        wald = float(estimates @ np.linalg.solve(covariance, estimates)) / q
        if q == 1:
            return wald, float(self.t_df(contrasts)[0])
        a1, a2 = self._a1_a2(contrasts)
        df, scale = scaled_f(q, a1, a2)
        if not (scale > 0 and df > 0):
            return float("nan"), float("nan")
        return scale * wald, df

    def _a1_a2(self, contrasts: Floats) -> tuple[float, float]:
        inner = np.linalg.inv(contrasts @ self.phi @ contrasts.T)
        change = inner @ (contrasts @ self.products @ contrasts.T)
        single = np.trace(change, axis1=1, axis2=2)
        a1 = single @ self.w @ single
        a2 = np.sum(change * np.tensordot(self.w, change, axes=(1, 0)).transpose(0, 2, 1))
        return float(a1), float(a2)


def scaled_f(q: int, a1: float, a2: float) -> tuple[float, float]:
    """Denominator df and scale factor from A_1 and A_2 (section 3 of the paper).

    Parameters
    ----------
    q
        Numerator degrees of freedom.
    a1, a2
        The two sums over the variance components.

    Returns
    -------
    den_df, scale
    """
    if a2 <= 0:
        return float("inf"), 1.0
    b = (a1 + 6.0 * a2) / (2.0 * q)
    g = ((q + 1) * a1 - (q + 4) * a2) / ((q + 2) * a2)
    bottom = 3.0 * q + 2.0 * (1.0 - g)
    c1, c2, c3 = g / bottom, (q - g) / bottom, (q + 2.0 - g) / bottom
    mean = 1.0 - a2 / q
    v0, v1, v2 = 1.0 + c1 * b, 1.0 - c2 * b, 1.0 - c3 * b
    # With two denominator df the mean and v1 vanish together; their ratio stays at one.
    share = 1.0 if abs(mean) < 1e-10 and abs(v1) < 1e-10 else mean / v1
    if v2 == 0:
        return 4.0, 4.0 * mean / 2.0
    rho = share**2 * v0 / v2 / q
    df = 4.0 + (q + 2.0) / (q * rho - 1.0)
    # The same limit: the scale is (mean / (df - 2)) * df, and its balanced value is one.
    scale = 1.0 if abs(df - 2.0) < 1e-6 else df * mean / (df - 2.0)
    return df, scale


def kenward_roger(derivatives: LinearDerivatives, *, observed: bool) -> KenwardRoger:
    """Set the method up at a fit.

    Parameters
    ----------
    derivatives
        Derivatives at the REML optimum.
    observed
        Whether the variance components' covariance comes from the observed information,
        components at zero left out (SAS, JMP), or from the expected one (pbkrtest).

    Returns
    -------
    KenwardRoger

    Raises
    ------
    EstimabilityError
        If the information matrix is not positive definite.
    """
    keep = ~derivatives.zero if observed else np.ones_like(derivatives.zero)
    information = derivatives.observed if observed else derivatives.expected
    w = _inverse(information[np.ix_(keep, keep)], "observed" if observed else "expected")
    p, q, phi = derivatives.p[keep], derivatives.q[np.ix_(keep, keep)], derivatives.phi
    weighted = np.tensordot(w, p, axes=(1, 0))
    total = np.tensordot(w, q, axes=((0, 1), (0, 1))) - np.sum(p @ phi @ weighted, axis=0)
    total = (total + total.T) / 2
    products = phi @ p @ phi
    return KenwardRoger(phi=phi, adjusted=phi + 2.0 * phi @ total @ phi, products=products, w=w)


def _inverse(information: Floats, name: str) -> Floats:
    size = np.sqrt(np.diag(information).clip(min=0))
    if np.all(size > 0):
        values, vectors = np.linalg.eigh(information / np.outer(size, size))
        if values[0] > 1e-12:
            return np.asarray((vectors / values) @ vectors.T / np.outer(size, size))
    raise EstimabilityError(
        f"The {name} information of the variance components is not positive definite, "
        "so Kenward-Roger degrees of freedom do not exist for this fit."
    )
