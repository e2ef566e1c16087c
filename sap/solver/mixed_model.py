"""Estimates of a linear mixed model, free of the units and the origin of what goes in.

The response is reduced to its residuals from ordinary least squares in units of their
standard deviation, the fixed effects to an orthonormal basis, random columns to unit
cross-products. Restricted likelihood inference is equivariant under all three, so the
optimum is sought where every quantity is of order one and transformed back afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sap.errors import DesignError
from sap.solver.blocks import CovarianceShape, RandomBlock, Standardised, standardise
from sap.solver.criterion import Design, solve, traces
from sap.solver.moments import design_moments, response_moments
from sap.solver.optimum import Criterion, Optimum, find_optimum

Floats: TypeAlias = NDArray[np.floating[Any]]

ALIASED = 1e-7
"""Relative length of a column's part outside the columns before it, below which it is
aliased; the same as lme4's."""

NOT_IDENTIFIED = 1e-12
"""Eigenvalue of the information matrix, scaled to unit diagonal, below which a combination of
variance components leaves the likelihood unchanged: rounding leaves some 1e-15 of those that do;
an intercept beside an uncorrelated slope of a covariate around 1e6 has 1e-11."""

SILENT = 1e-7
"""Root of a component's information, relative to the largest, that is nothing but rounding."""


@dataclass(frozen=True)
class FixedBasis:
    """The columns of X that carry information, and an orthonormal basis of them.

    Parameters
    ----------
    kept
        Which columns of X are not aliased, (p_all,).
    q
        Orthonormal columns, (n, p).
    r
        Upper triangular (p, p): X[:, kept] = q r.
    null
        Orthonormal basis of the coefficients that X cannot see, (p_all, aliased).
    """

    kept: NDArray[np.bool_]
    q: Floats
    r: Floats
    null: Floats


def fixed_basis(x: Floats) -> FixedBasis:
    """Find the aliased columns of X, keeping the earlier of two, as R does.

    Parameters
    ----------
    x
        Shape (n, p_all).

    Returns
    -------
    FixedBasis
    """
    norms = np.linalg.norm(x, axis=0)
    scaled = x / np.where(norms > 0, norms, 1.0)
    kept = norms > 0
    q, r = np.linalg.qr(scaled)
    if not kept.all() or x.shape[0] < x.shape[1] or np.min(np.abs(np.diag(r))) < ALIASED:
        kept = _independent(scaled, kept)
        q, r = np.linalg.qr(scaled[:, kept])
    null: Floats = np.zeros((x.shape[1], 0))
    if not kept.all():
        null = _null_space(scaled, kept, q, r, norms)
    return FixedBasis(kept=kept, q=q, r=r * norms[kept], null=null)


def _independent(scaled: Floats, kept: NDArray[np.bool_]) -> NDArray[np.bool_]:
    kept = kept.copy()
    basis = np.zeros((scaled.shape[0], 0))
    for j in np.flatnonzero(kept):
        rest = scaled[:, j]
        for _ in range(2):  # twice is enough: Gram-Schmidt with one re-orthogonalisation
            rest = rest - basis @ (basis.T @ rest)
        length = np.linalg.norm(rest)
        kept[j] = length >= ALIASED
        if kept[j]:
            basis = np.column_stack((basis, rest / length))
    return kept


def _null_space(
    scaled: Floats, kept: NDArray[np.bool_], q: Floats, r: Floats, norms: Floats
) -> Floats:
    aliased = np.flatnonzero(~kept)
    made = np.zeros((len(kept), len(aliased)))
    made[aliased, np.arange(len(aliased))] = 1.0
    made[kept] = -np.linalg.solve(r, q.T @ scaled[:, aliased])
    # A share that would not keep a column apart is rounding in the data: twins are no triplets.
    made[np.abs(made) < ALIASED] = 0.0
    made /= np.where(norms > 0, norms, 1.0)[:, None]
    return np.linalg.qr(made)[0]


@dataclass(frozen=True)
class MixedModel:
    """A linear mixed model ready to be fitted.

    Parameters
    ----------
    basis
        The fixed effects.
    blocks
        The random terms, standardised.
    criterion
        The likelihood of the standardised response.
    scale
        Standard deviation by which the response was divided.
    least_squares
        Coefficients of ordinary least squares in the orthonormal basis, (p,).
    """

    basis: FixedBasis
    blocks: tuple[Standardised, ...]
    criterion: Criterion
    scale: float
    least_squares: Floats


def mixed_model(x: Floats, y: Floats, blocks: Sequence[RandomBlock], *, reml: bool) -> MixedModel:
    """Standardise a model and check that the design identifies it.

    Parameters
    ----------
    x
        Fixed-effect columns, (n, p_all), possibly rank-deficient.
    y
        Response, (n,).
    blocks
        Random terms.
    reml
        Whether the likelihood is restricted.

    Returns
    -------
    MixedModel

    Raises
    ------
    DesignError
        If rows are too few, nothing is left to explain, or variance components cannot be
        told apart.
    """
    basis = fixed_basis(x)
    n, p = basis.q.shape
    if n <= p:
        raise DesignError(f"{n} rows can't determine {p} coefficients and a residual variance.")
    made = [standardise(block) for block in blocks]
    for block, standard in zip(blocks, made, strict=True):
        if standard is None:
            raise DesignError(
                f"The random effects {', '.join(block.names)} by {block.group} are linearly "
                "dependent on the rows used: their variances can't be told apart.",
                terms=(block.term,),
            )
    standards = tuple(standard for standard in made if standard is not None)
    least_squares = basis.q.T @ y
    rest = y - basis.q @ least_squares
    least_squares = least_squares + basis.q.T @ rest
    rest = rest - basis.q @ (basis.q.T @ rest)
    scale = float(np.sqrt(rest @ rest / (n - p)))
    if not scale > 1e-14 * float(np.max(np.abs(y), initial=0.0)):
        raise DesignError(
            "The fixed effects reproduce the response exactly: there is no residual variation."
        )
    moments = design_moments(basis.q, [standard.block for standard in standards])
    design = Design(moments)
    _check_identified(design, [standard.block for standard in standards])
    response = response_moments(moments, basis.q, rest / scale)
    return MixedModel(basis, standards, Criterion(design, response, reml), scale, least_squares)


def _check_identified(design: Design, blocks: Sequence[RandomBlock]) -> None:
    """Refuse variance components that the likelihood cannot tell apart.

    The expected information of all variances and covariances, the residual's included,
    is singular exactly when some combination of them leaves the restricted likelihood
    unchanged; the combination names the terms.
    """
    shape = CovarianceShape(design.moments.widths, design.moments.widths)
    theta = shape.start()
    solved = solve(design, shape.covariances(theta))
    first, second = traces(solved, solved.k_all)
    psi = shape.psi(theta)
    nu = design.moments.n - design.moments.p
    row = first - second @ psi
    corner = nu - psi @ first - psi @ row
    information = np.block([[np.array([[corner]]), row[None]], [row[:, None], second]])
    size = np.sqrt(np.maximum(np.diag(information), 0.0))
    silent = np.flatnonzero(size < SILENT * max(1.0, float(size.max()))).tolist()
    if silent:
        named = " or ".join(_in_words(blocks, shape, silent))
        raise DesignError(
            f"The data hold no information on {named}: the fixed effects take it up, or no group "
            "shows it. Leave it out of the formula.",
            terms=_terms(blocks, shape, silent),
        )
    values, vectors = np.linalg.eigh(information / np.outer(size, size))
    if values[0] > NOT_IDENTIFIED:
        return
    confounded = np.flatnonzero(np.abs(vectors[:, 0]) > 1e-3).tolist()
    raise DesignError(
        f"This design can't tell apart {' and '.join(_in_words(blocks, shape, confounded))}: any "
        "split of the variance between them has the same likelihood. Leave one of them out of the "
        "formula.",
        terms=_terms(blocks, shape, confounded),
    )


def _terms(
    blocks: Sequence[RandomBlock], shape: CovarianceShape, parameters: Sequence[int]
) -> tuple[str, ...]:
    """Give the random terms of parameters, the residual variance being the first."""
    places = dict.fromkeys(shape.linear[r - 1][0] for r in parameters if r)
    return tuple(blocks[place].term for place in places if blocks[place].term)


def _in_words(
    blocks: Sequence[RandomBlock], shape: CovarianceShape, parameters: Sequence[int]
) -> list[str]:
    """Name parameters, the residual variance being the first, term by term."""
    chosen = [shape.linear[r - 1] for r in parameters if r]
    named = ["the residual"] if 0 in parameters else []
    for b in dict.fromkeys(b for b, _, _ in chosen):
        block = blocks[b]
        pairs = [(u, v) for c, u, v in chosen if c == b]
        columns = [block.names[u] for u in sorted({u for pair in pairs for u in pair})]
        listed = ", ".join(columns)
        if all(u != v for u, v in pairs):
            named.append(f"the covariance of {listed} by {block.group}")
        elif columns == ["(Intercept)"]:
            named.append(f"the variance of {block.group}")
        elif len(columns) == 1:
            named.append(f"the variance of {listed} by {block.group}")
        else:
            named.append(f"the variances of {listed} by {block.group}")
    return named


@dataclass(frozen=True)
class Estimates:
    """A fitted mixed model in the units of its data.

    Parameters
    ----------
    model
        What was fitted.
    optimum
        Where the likelihood is largest.
    """

    model: MixedModel
    optimum: Optimum

    @property
    def _nu(self) -> int:
        return self.model.criterion.freedom

    @cached_property
    def sigma2(self) -> float:
        """Residual variance."""
        return self.optimum.evaluation.response.ypy / self._nu * self.model.scale**2

    @cached_property
    def coefficients(self) -> Floats:
        """Fixed effects, (p_all,); zero where aliased."""
        basis = self.model.basis
        gamma = self.optimum.evaluation.response.gamma * self.model.scale
        made = np.zeros(len(basis.kept))
        made[basis.kept] = np.linalg.solve(basis.r, gamma + self.model.least_squares)
        return made

    def covariance_of(self, gamma_covariance: Floats) -> Floats:
        """Covariance of the coefficients, (p_all, p_all), from one in the orthonormal basis.

        Parameters
        ----------
        gamma_covariance
            Shape (p, p), in units of the residual variance.
        """
        basis = self.model.basis
        back = np.linalg.solve(basis.r, np.eye(len(basis.r)))
        made = np.zeros((len(basis.kept), len(basis.kept)))
        made[np.ix_(basis.kept, basis.kept)] = back @ gamma_covariance @ back.T * self.sigma2
        return made

    @cached_property
    def covariance(self) -> Floats:
        """(X'V^-1X)^-1, (p_all, p_all); zero where aliased."""
        return self.covariance_of(self.optimum.evaluation.solved.phi)

    def in_basis(self, contrasts: Floats) -> Floats:
        """Contrasts of the coefficients, (k, p_all), as contrasts in the orthonormal basis."""
        basis = self.model.basis
        made = np.linalg.solve(basis.r.T, contrasts[:, basis.kept].T)
        return np.asarray(made.T)

    @cached_property
    def log_likelihood(self) -> float:
        """Log-likelihood, restricted or not, of the data as given."""
        basis = self.model.basis
        twice = self.optimum.evaluation.value + 2.0 * self._nu * np.log(self.model.scale)
        if self.model.criterion.reml:
            twice += 2.0 * float(np.sum(np.log(np.abs(np.diag(basis.r)))))
        return float(-0.5 * twice)

    @cached_property
    def random_covariances(self) -> tuple[Floats, ...]:
        """Covariance matrix of the random effects of each term, in data units."""
        relative = self.optimum.shape.covariances(self.optimum.evaluation.theta)
        return tuple(
            standard.original_covariance(matrix) * self.sigma2
            for standard, matrix in zip(self.model.blocks, relative, strict=True)
        )


def estimate(model: MixedModel, start: Floats | None = None) -> Estimates:
    """Fit a mixed model.

    Parameters
    ----------
    model
        The model.
    start
        Covariance factors to start from, for a refit of nearly the same data.

    Returns
    -------
    Estimates

    Raises
    ------
    ConvergenceError
        If no optimum is found.
    """
    return Estimates(model, find_optimum(model.criterion, start))
