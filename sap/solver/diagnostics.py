"""Fitted values, residuals and the state of convergence of a fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sap.solver.mixed_model import Estimates

Floats: TypeAlias = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Convergence:
    """How well an optimum is one.

    Parameters
    ----------
    iterations
        Newton steps.
    gradient_norm
        Euclidean norm of the gradient of -2 log-likelihood in the relative factors.
    hessian_eigenvalues
        Of the same, ascending, (f,).
    """

    iterations: int
    gradient_norm: float
    hessian_eigenvalues: Floats


def convergence(estimates: Estimates) -> Convergence:
    """Report on the optimum of a fit."""
    found = estimates.optimum.evaluation
    return Convergence(
        iterations=estimates.optimum.iterations,
        gradient_norm=float(np.linalg.norm(found.gradient)),
        hessian_eigenvalues=np.linalg.eigvalsh(found.hessian),
    )


def random_part(estimates: Estimates) -> Floats:
    """Sum of the predicted random effects (BLUPs) of each row, (n,), in data units.

    Henderson's best linear unbiased predictors, Psi Z'V^-1 (y - X beta)
    (Robinson 1991, doi:10.1214/ss/1177011926).
    """
    model, found = estimates.model, estimates.optimum.evaluation
    design = model.criterion.design
    made = np.zeros(design.moments.n)
    for batch, psi, w in zip(
        design.moments.batches, found.solved.inner_psi, found.response.w, strict=True
    ):
        made[batch.rows] += batch.design @ (w @ psi).ravel()
    if design.moments.s:
        psi = design.outer_covariance(estimates.optimum.shape.covariances(found.theta))
        made += design.moments.outer_design @ (psi @ found.response.w_outer)
    return np.asarray(made * model.scale)
