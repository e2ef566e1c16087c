"""The blocked criterion and its derivatives against dense matrices."""

import numpy as np
import pytest

from sap.solver.criterion import Design, quadratics, solve, solve_response, traces
from sap.solver.moments import design_moments, response_moments
from sap.solver.optimum import Criterion

from .designs import KINDS, Dense, dense_design

ROUNDING = 1e-9
"""Dense inverses of 48 rows agree with the blocked system to about 1e-12; one in a thousand of
that is left for sums of differing order."""


def _criterion(dense: Dense, *, reml: bool = True) -> Criterion:
    moments = design_moments(dense.x, dense.blocks)
    return Criterion(Design(moments), response_moments(moments, dense.x, dense.y), reml)


def _theta(dense: Dense) -> np.ndarray:
    return dense.shape.start() * 0.7 + 0.13


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("reml", [True, False])
def test_the_value_is_that_of_the_dense_likelihood(kind: str, reml: bool) -> None:
    dense = dense_design(kind)
    found = _criterion(dense, reml=reml).evaluate(dense.shape, _theta(dense))
    assert found is not None
    expected = dense.criterion(_theta(dense), reml=reml)
    assert found.value == pytest.approx(expected, abs=ROUNDING)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("reml", [True, False])
def test_gradient_and_hessian_are_those_of_differences(kind: str, reml: bool) -> None:
    dense, step = dense_design(kind), 1e-5
    criterion, theta = _criterion(dense, reml=reml), _theta(dense)
    found = criterion.evaluate(dense.shape, theta)
    assert found is not None
    for j, unit in enumerate(np.eye(len(theta))):
        above = criterion.evaluate(dense.shape, theta + step * unit)
        below = criterion.evaluate(dense.shape, theta - step * unit)
        assert above is not None
        assert below is not None
        slope = (above.value - below.value) / (2 * step)
        curve = (above.gradient - below.gradient) / (2 * step)
        # Central differences of step 1e-5 are good to about 1e-8 of the values' size.
        np.testing.assert_allclose(found.gradient[j], slope, rtol=1e-6, atol=1e-5)
        np.testing.assert_allclose(found.hessian[j], curve, rtol=1e-6, atol=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_traces_and_quadratic_forms_are_the_dense_ones(kind: str) -> None:
    dense = dense_design(kind)
    theta = _theta(dense)
    moments = design_moments(dense.x, dense.blocks)
    design = Design(moments)
    solved = solve(design, dense.shape.covariances(theta))
    inverse = np.linalg.inv(dense.v(theta))
    phi = np.linalg.inv(dense.x.T @ inverse @ dense.x)
    p = inverse - inverse @ dense.x @ phi @ dense.x.T @ inverse
    np.testing.assert_allclose(solved.phi, phi, atol=ROUNDING)
    for core, matrix in ((solved.k_all, p), (solved.k_v, inverse)):
        first, second = traces(solved, core)
        for r, g in enumerate(dense.patterns()):
            assert first[r] == pytest.approx(np.trace(matrix @ g), abs=ROUNDING)
            for t, h in enumerate(dense.patterns()):
                expected = np.trace(matrix @ g @ matrix @ h)
                assert second[r, t] == pytest.approx(expected, abs=10 * ROUNDING)
    forms, products = quadratics(solved, solved.k_v, solved.rx, solved.rx_outer)
    left = inverse @ dense.x
    for r, g in enumerate(dense.patterns()):
        np.testing.assert_allclose(forms[r], left.T @ g @ left, atol=ROUNDING)
        for t, h in enumerate(dense.patterns()):
            expected = left.T @ g @ inverse @ h @ left
            np.testing.assert_allclose(products[r, t], expected, atol=10 * ROUNDING)
    response = solve_response(solved, response_moments(moments, dense.x, dense.y))
    assert response.ypy == pytest.approx(dense.y @ p @ dense.y, abs=ROUNDING)
    np.testing.assert_allclose(response.gamma, phi @ left.T @ dense.y, atol=ROUNDING)
