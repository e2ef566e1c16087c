"""The optimum of the profiled (RE)ML criterion, on the boundary or inside.

A trust-region Newton iteration in the elements theta of the relative covariance factors,
with exact gradient and Hessian. A covariance matrix whose smallest eigenvalue tends to
zero is sought again on the face of lower rank; the face is taken if the criterion there
is no worse, so that a variance at zero is exactly zero, whatever its units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sap.errors import ConvergenceError, DesignError
from sap.solver.blocks import CovarianceShape
from sap.solver.criterion import (
    Design,
    Solved,
    SolvedResponse,
    quadratics,
    solve,
    solve_response,
    traces,
)
from sap.solver.moments import ResponseMoments

Floats: TypeAlias = NDArray[np.floating[Any]]

ITERATIONS = 200
"""Far above need: the models of the reference suite take 5 to 15."""

DECREMENT = 1e-14
"""Newton decrement, in units of -2 log-likelihood, at which an optimum is polished."""

RESOLUTION = 1e-7
"""Differences of -2 log-likelihood that rounding can make where a residual variance is 1e-8 of
that of the random effects; nearer to an optimum than this, steps are judged by the gradient."""

NEAR_ZERO = 1e-5
"""Relative eigenvalue below which a face of lower rank is tried (not: decided)."""

SADDLE_STEP = 0.1
"""Step along a direction of falling curvature, where the slope may vanish by symmetry."""

NO_RESIDUAL = 1e5
"""Variance of the random effects, relative to the residual's, from which a search that fails is
put down to a residual variance that vanishes."""

NO_WORSE = 1e-8
"""Rise of -2 log-likelihood that a face may cost; the tolerance on log-likelihoods is the same."""


@dataclass(frozen=True)
class Evaluation:
    """The criterion at one theta.

    Parameters
    ----------
    theta
        Elements of the relative covariance factors, (f,).
    value
        -2 log (restricted) likelihood, profiled over coefficients and residual variance,
        of the standardised response and columns.
    gradient, hessian
        Its derivatives in theta, (f,) and (f, f).
    linear_gradient
        Its derivatives in the linear parameters psi, (k,).
    solved, response
        The solved systems behind it.
    """

    theta: Floats
    value: float
    gradient: Floats
    hessian: Floats
    linear_gradient: Floats
    solved: Solved
    response: SolvedResponse


@dataclass(frozen=True)
class Criterion:
    """The profiled criterion of one response on one design.

    Parameters
    ----------
    design
        The reduced design.
    moments
        The response's cross-products.
    reml
        Whether the likelihood is restricted.
    """

    design: Design
    moments: ResponseMoments
    reml: bool

    @property
    def freedom(self) -> int:
        """Rows less estimated coefficients (REML), or rows (ML)."""
        own = self.design.moments
        return own.n - own.p if self.reml else own.n

    def evaluate(self, shape: CovarianceShape, theta: Floats) -> Evaluation | None:
        """Evaluate the criterion and its derivatives; None where it is not a number."""
        try:
            solved = solve(self.design, shape.covariances(theta))
        except np.linalg.LinAlgError:
            return None
        response = solve_response(solved, self.moments)
        if not response.ypy > 0 or not np.isfinite(response.ypy):
            return None
        nu = self.freedom
        value = solved.log_det_v + nu * (1.0 + np.log(2.0 * np.pi * response.ypy / nu))
        if self.reml:
            value += solved.log_det_x
        if not np.isfinite(value):
            return None
        gradient, hessian = self._linear_derivatives(solved, response)
        jacobian = shape.jacobian(theta)
        return Evaluation(
            theta=theta,
            value=float(value),
            gradient=jacobian.T @ gradient,
            hessian=jacobian.T @ hessian @ jacobian + shape.curvature(gradient),
            linear_gradient=gradient,
            solved=solved,
            response=response,
        )

    def _linear_derivatives(
        self, solved: Solved, response: SolvedResponse
    ) -> tuple[Floats, Floats]:
        first, second = traces(solved, solved.k_all if self.reml else solved.k_v)
        a, b = response_forms(solved, response)
        nu, ypy = self.freedom, response.ypy
        gradient = first - nu * a / ypy
        hessian = -second + nu * (2.0 * b / ypy - np.outer(a, a) / ypy**2)
        return gradient, hessian


def response_forms(solved: Solved, response: SolvedResponse) -> tuple[Floats, Floats]:
    """Y'P G_r P y, shape (k,), and y'P G_r P G_t P y, shape (k, k)."""
    a, b = quadratics(
        solved, solved.k_all, [w[:, :, None] for w in response.w], response.w_outer[:, None]
    )
    return a[:, 0, 0], b[:, :, 0, 0]


@dataclass(frozen=True)
class Optimum:
    """Where the criterion is smallest.

    Parameters
    ----------
    shape
        Widths and ranks: the face on which the optimum lies.
    evaluation
        The criterion there.
    iterations
        Newton steps taken in all.
    singular
        Whether a covariance matrix is of less than full rank.
    """

    shape: CovarianceShape
    evaluation: Evaluation
    iterations: int
    singular: bool


def find_optimum(criterion: Criterion, start: Floats | None = None) -> Optimum:
    """Find the optimum of a criterion.

    Parameters
    ----------
    criterion
        What is minimised.
    start
        Factors to start from, full rank; by default unit variances.

    Returns
    -------
    Optimum

    Raises
    ------
    ConvergenceError
        If no optimum is found.
    DesignError
        If the response has no variation that the model leaves unexplained.
    """
    widths = criterion.design.moments.widths
    shape = CovarianceShape(widths, widths)
    if not np.any(criterion.moments.y):
        raise DesignError(
            "The fixed effects reproduce the response exactly: there is no residual variation."
        )
    found, steps = _newton(criterion, shape, shape.start() if start is None else start)
    found, shape, more = _onto_faces(criterion, shape, found)
    return Optimum(shape, found, steps + more, singular=shape.ranks != widths)


def _newton(criterion: Criterion, shape: CovarianceShape, theta: Floats) -> tuple[Evaluation, int]:
    now = criterion.evaluate(shape, theta)
    if now is None:
        raise ConvergenceError("The likelihood cannot be evaluated at the starting values.")
    radius = 2.0 * (1.0 + float(np.max(np.abs(theta), initial=0.0)))
    for step_number in range(ITERATIONS):
        step, decrement = _step(now, radius)
        if decrement < DECREMENT:
            return _polish(criterion, shape, now), step_number
        trial = criterion.evaluate(shape, now.theta + step)
        predicted = -float(now.gradient @ step + 0.5 * step @ now.hessian @ step)
        gain = -np.inf if trial is None else now.value - trial.value
        if (
            trial is not None
            and np.isfinite(decrement)
            and predicted < RESOLUTION
            and abs(gain) <= RESOLUTION
        ):
            # Differences of the criterion may be rounding here; the gradient still tells.
            if _step(trial, np.inf)[1] >= decrement:
                return _verified(shape, now), step_number
            now = trial
            continue
        if trial is not None and gain > 1e-4 * predicted:
            length = float(np.linalg.norm(step))
            if gain > 0.75 * predicted and length > 0.9 * radius:
                radius *= 3.0
            elif gain < 0.25 * predicted:
                radius = 0.5 * length
            now = trial
        else:
            radius = 0.25 * float(np.linalg.norm(step))
            if radius < 1e-12:
                return _verified(shape, now), step_number
    raise _no_optimum(shape, now, f"none was found in {ITERATIONS} Newton steps")


def _step(now: Evaluation, radius: float) -> tuple[Floats, float]:
    """Newton step within the radius, and the decrement g'H^-1 g (infinite at a saddle)."""
    values, vectors = np.linalg.eigh(now.hessian)
    along = vectors.T @ now.gradient
    # A flat direction (a redundant element of a factor) has no information and no slope.
    floor = 1e-10 * max(float(np.max(np.abs(values), initial=0.0)), 1e-8)
    curved = np.maximum(np.abs(values), floor)
    move = -along / curved
    falling = values < -floor
    # theta = 0 is stationary by symmetry even where the variance should be positive.
    stuck = falling & (np.abs(move) < SADDLE_STEP)
    move[stuck] = np.where(move[stuck] < 0, -SADDLE_STEP, SADDLE_STEP)
    decrement = np.inf if falling.any() else float(np.sum(along**2 / curved))
    step = vectors @ move
    length = float(np.linalg.norm(step))
    return (step * (radius / length) if length > radius else step), decrement


def _polish(criterion: Criterion, shape: CovarianceShape, now: Evaluation) -> Evaluation:
    """Newton steps for as long as they shrink the gradient (two are the rule)."""
    for _ in range(3):
        step, _ = _step(now, np.inf)
        trial = criterion.evaluate(shape, now.theta + step)
        if trial is None or np.linalg.norm(trial.gradient) >= np.linalg.norm(now.gradient):
            break
        now = trial
    return now


def _verified(shape: CovarianceShape, now: Evaluation) -> Evaluation:
    """Accept a stalled iteration only where the gradient says it is an optimum."""
    _, decrement = _step(now, np.inf)
    if decrement > 1e-8:
        raise _no_optimum(shape, now, f"it stopped improving at a Newton decrement {decrement:.2g}")
    return now


def _no_optimum(shape: CovarianceShape, now: Evaluation, what: str) -> ConvergenceError:
    largest = max(float(np.trace(matrix)) for matrix in shape.covariances(now.theta))
    if largest > NO_RESIDUAL:
        return ConvergenceError(
            "The likelihood has no optimum that can be computed: it rises as the residual variance "
            f"goes to zero (random effects have {largest:.0e} times its variance). The random "
            "terms reproduce nearly every row; leave one of them out."
        )
    return ConvergenceError(
        f"No optimum of the likelihood was reached: {what} "
        f"(gradient norm {np.linalg.norm(now.gradient):.2g})."
    )


def _onto_faces(
    criterion: Criterion, shape: CovarianceShape, found: Evaluation
) -> tuple[Evaluation, CovarianceShape, int]:
    """Move to the face of lower rank where the optimum lies on one."""
    steps = 0
    for _ in range(sum(shape.widths) + 1):
        matrices = shape.covariances(found.theta)
        ranks = _near_ranks(matrices, shape.ranks)
        if ranks == shape.ranks:
            break
        face = shape.reduced(ranks)
        lower, more = _newton(criterion, face, face.theta_from(matrices))
        steps += more
        if lower.value > found.value + NO_WORSE:
            break
        found, shape = lower, face
    return found, shape, steps


def _near_ranks(matrices: Sequence[Floats], ranks: Sequence[int]) -> tuple[int, ...]:
    made = []
    for matrix, rank in zip(matrices, ranks, strict=True):
        values = np.sort(np.linalg.eigvalsh(matrix))[::-1][:rank]
        scale = max(1.0, float(values[0])) if rank else 1.0
        made.append(int(np.sum(values > NEAR_ZERO * scale)))
    return tuple(made)
