"""Derivatives in the variance parameters against dense matrices and differences."""

import numpy as np
import pytest

from sap.solver.derivatives import factor_derivatives, linear_derivatives
from sap.solver.mixed_model import estimate, mixed_model
from sap.solver.optimum import Optimum

from .designs import KINDS, dense_design

ROUNDING = 1e-8
"""The residual's derivatives are differences of sums; see `Dense` for what is exact."""


def _fitted(kind: str):
    dense = dense_design(kind)
    return dense, estimate(mixed_model(dense.x, dense.y, dense.blocks, reml=True))


def _standard_patterns(estimates, n):
    made = [np.eye(n)]
    for b, u, v in estimates.optimum.shape.linear:
        block = estimates.model.blocks[b].block
        same = block.codes[:, None] == block.codes[None, :]
        g = np.outer(block.columns[:, u], block.columns[:, v])
        made.append(np.where(same, g if u == v else g + g.T, 0.0))
    return made


@pytest.mark.parametrize("kind", KINDS)
def test_linear_derivatives_are_the_dense_ones(kind: str) -> None:
    dense, estimates = _fitted(kind)
    patterns = _standard_patterns(estimates, len(dense.y))
    psi = np.concatenate(([1.0], estimates.optimum.shape.psi(estimates.optimum.evaluation.theta)))
    v = sum(value * g for value, g in zip(psi, patterns, strict=True))
    x = estimates.model.basis.q
    inverse = np.linalg.inv(v)
    phi = np.linalg.inv(x.T @ inverse @ x)
    p = inverse - inverse @ x @ phi @ x.T @ inverse
    y = (dense.y - x @ (x.T @ dense.y)) / np.sqrt(estimates.sigma2)
    made = linear_derivatives(estimates.model.criterion, estimates.optimum)
    left = inverse @ x
    for r, g in enumerate(patterns):
        np.testing.assert_allclose(made.p[r], -left.T @ g @ left, atol=ROUNDING)
        for t, h in enumerate(patterns):
            np.testing.assert_allclose(made.q[r, t], left.T @ g @ inverse @ h @ left, atol=ROUNDING)
            expected = 0.5 * np.trace(p @ g @ p @ h)
            assert made.expected[r, t] == pytest.approx(expected, rel=ROUNDING, abs=ROUNDING)
            observed = y @ p @ g @ p @ h @ p @ y - expected
            assert made.observed[r, t] == pytest.approx(observed, rel=ROUNDING, abs=ROUNDING)


@pytest.mark.parametrize("kind", KINDS)
def test_the_covariance_changes_with_the_factors_as_differences_say(kind: str) -> None:
    _, estimates = _fitted(kind)
    criterion, optimum = estimates.model.criterion, estimates.optimum
    made = factor_derivatives(criterion, optimum)
    theta, step = optimum.evaluation.theta, 1e-6
    for j, unit in enumerate(np.eye(len(theta))):
        above = criterion.evaluate(optimum.shape, theta + step * unit)
        below = criterion.evaluate(optimum.shape, theta - step * unit)
        slope = (above.solved.phi - below.solved.phi) / (2 * step)
        # Central differences of step 1e-6 hold about eight digits.
        np.testing.assert_allclose(made.covariance[j], slope, rtol=1e-5, atol=1e-8)
    np.testing.assert_allclose(made.covariance[-1], optimum.evaluation.solved.phi)


@pytest.mark.parametrize("kind", KINDS)
def test_the_hessian_with_log_variance_profiles_to_the_criterions_own(kind: str) -> None:
    _, estimates = _fitted(kind)
    optimum: Optimum = estimates.optimum
    full = factor_derivatives(estimates.model.criterion, optimum).hessian
    f = len(optimum.evaluation.theta)
    profiled = full[:f, :f] - np.outer(full[:f, f], full[f, :f]) / full[f, f]
    np.testing.assert_allclose(profiled, optimum.evaluation.hessian, rtol=1e-7, atol=1e-6)
