"""Derivatives at an optimum on which degrees of freedom rest.

All is stated in units of the residual variance; `scale` carries the units.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sap.solver.criterion import Solved, quadratics, traces
from sap.solver.optimum import Criterion, Optimum, response_forms

Floats: TypeAlias = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class LinearDerivatives:
    """Derivatives in the variances and covariances, the residual variance first.

    V = phi_0 I + sum_r phi_r G_r. Index 0 is the residual.

    Parameters
    ----------
    phi
        (X'V^-1X)^-1, (p, p).
    p
        P_r = -X'V^-1 G_r V^-1 X, (1 + k, p, p).
    q
        Q_rt = X'V^-1 G_r V^-1 G_t V^-1 X, (1 + k, 1 + k, p, p).
    expected
        Expected information of the restricted likelihood, tr(P G_r P G_t) / 2, (1 + k, 1 + k).
    observed
        Observed information of the same, (1 + k, 1 + k).
    zero
        Which of the 1 + k parameters belong to a component at zero.
    """

    phi: Floats
    p: Floats
    q: Floats
    expected: Floats
    observed: Floats
    zero: NDArray[np.bool_]


@dataclass(frozen=True)
class FactorDerivatives:
    """Derivatives in the free elements theta of the factors and log residual variance (last).

    Parameters
    ----------
    covariance
        Derivative of Cov(gamma) = (X'V^-1X)^-1, (f + 1, p, p).
    hessian
        Hessian of -2 log (restricted) likelihood, (f + 1, f + 1).
    """

    covariance: Floats
    hessian: Floats


def linear_derivatives(criterion: Criterion, optimum: Optimum) -> LinearDerivatives:
    """Take the derivatives that Kenward and Roger (1997), doi:10.2307/2533558, need.

    The residual's derivatives follow from I = V - sum_r psi_r G_r, so that no product of
    size n appears.
    """
    solved = optimum.evaluation.solved
    psi = optimum.shape.psi(optimum.evaluation.theta)
    first_forms, second_forms = quadratics(solved, solved.k_v, solved.rx, solved.rx_outer)
    p = _with_residual(-first_forms, psi, -np.linalg.inv(solved.phi))
    q = _second_with_residual(second_forms, p, psi)
    first, second = traces(solved, solved.k_all)
    nu = criterion.design.moments.n - criterion.design.moments.p
    t = _with_residual(first, psi, np.asarray(float(nu)))
    h = _second_with_residual(second, t, psi, sign=1.0)
    expected = 0.5 * (h + h.T) / 2
    observed = _observed(solved, optimum, psi, expected, nu)
    return LinearDerivatives(
        phi=solved.phi,
        p=p,
        q=q,
        expected=expected,
        observed=observed,
        zero=_zero_components(optimum),
    )


def _with_residual(values: Floats, psi: Floats, total: Floats) -> Floats:
    """Prepend the residual's value: the total over V less the random effects' shares."""
    own = total - np.tensordot(psi, values, axes=(0, 0))
    return np.concatenate((own[None], values))


def _second_with_residual(values: Floats, first: Floats, psi: Floats, sign: float = -1.0) -> Floats:
    """Prepend the residual's row and column to a second-order array.

    Replacing one G by V turns a second-order form into a first-order one, up to sign.
    """
    k = len(psi)
    made = np.zeros((k + 1, k + 1, *values.shape[2:]))
    made[1:, 1:] = values
    row = sign * first[1:] - np.tensordot(psi, values, axes=(0, 0))
    column = sign * first[1:] - np.tensordot(psi, values, axes=(0, 1))
    made[0, 1:] = row
    made[1:, 0] = column
    made[0, 0] = sign * first[0] - np.tensordot(psi, column, axes=(0, 0))
    return made


def _observed(solved: Solved, optimum: Optimum, psi: Floats, expected: Floats, nu: int) -> Floats:
    """Half the Hessian of -2 log REML in (phi_0, phi_r), at residual variance one."""
    response = optimum.evaluation.response
    a, b = response_forms(solved, response)
    sigma2 = response.ypy / nu
    # y'P I P y and its kin by the same identity; P y'P.. forms are in units of sigma2.
    first = _with_residual(a, psi, np.asarray(response.ypy)) / sigma2
    second = _second_with_residual(b, first * sigma2, psi, sign=1.0) / sigma2
    return -expected + (second + second.T) / 2


def _zero_components(optimum: Optimum) -> NDArray[np.bool_]:
    shape = optimum.shape
    zero = [shape.ranks[b] == 0 for b, _, _ in shape.linear]
    return np.array([False, *zero])


def factor_derivatives(criterion: Criterion, optimum: Optimum) -> FactorDerivatives:
    """Take the derivatives of Satterthwaite's method on the face where the optimum lies.

    Components at zero have no free element, and a factor of deficient rank moves along
    its face only, as in lmerTest, where the derivative across the boundary vanishes by
    symmetry (Kuznetsova et al. 2017, doi:10.18637/jss.v082.i13).
    """
    solved, response = optimum.evaluation.solved, optimum.evaluation.response
    shape, theta = optimum.shape, optimum.evaluation.theta
    first, second = traces(solved, solved.k_all if criterion.reml else solved.k_v)
    a, b = response_forms(solved, response)
    nu = criterion.freedom
    sigma2 = response.ypy / nu
    jacobian = shape.jacobian(theta)
    f = len(shape.free)
    hessian = np.zeros((f + 1, f + 1))
    gradient = first - a / sigma2
    linear = -second + 2.0 * b / sigma2
    hessian[:f, :f] = jacobian.T @ linear @ jacobian + shape.curvature(gradient)
    hessian[:f, f] = hessian[f, :f] = jacobian.T @ a / sigma2
    hessian[f, f] = nu
    forms, _ = quadratics(solved, solved.k_v, solved.rx, solved.rx_outer)
    change = solved.phi @ forms @ solved.phi
    covariance = np.concatenate((np.tensordot(jacobian.T, change, axes=(1, 0)), solved.phi[None]))
    return FactorDerivatives(covariance=covariance, hessian=hessian)
