"""The optimum: inside, on the boundary, at a saddle, and where there is none."""

import numpy as np
import pytest

from sap.errors import DesignError
from sap.solver.blocks import RandomBlock
from sap.solver.mixed_model import estimate, fixed_basis, mixed_model

from .designs import KINDS, dense_design


def _one_way(groups: np.ndarray, y: np.ndarray, *, reml: bool = True):
    levels, codes = np.unique(groups, return_inverse=True)
    block = RandomBlock("donor", ("(Intercept)",), codes, len(levels), np.ones((len(y), 1)))
    return estimate(mixed_model(np.ones((len(y), 1)), y, [block], reml=reml))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("reml", [True, False])
def test_no_neighbour_is_better(kind: str, reml: bool) -> None:
    dense = dense_design(kind)
    made = estimate(mixed_model(dense.x, dense.y, dense.blocks, reml=reml))
    best = made.optimum.evaluation
    shape = made.optimum.shape.reduced(made.optimum.shape.widths)
    start = shape.theta_from(made.optimum.shape.covariances(best.theta))
    rng = np.random.default_rng(3)
    for size in (1e-3, 1e-2, 0.1, 1.0):
        for _ in range(10):
            near = made.model.criterion.evaluate(shape, start + size * rng.normal(size=len(start)))
            assert near is None or near.value > best.value - 1e-9


def test_balanced_one_way_layout_has_the_analysis_of_variance_estimates() -> None:
    rng = np.random.default_rng(11)
    groups = np.repeat(np.arange(8), 5)
    y = rng.normal(size=40) + 2.0 * rng.normal(size=8)[groups]
    means = y.reshape(8, 5).mean(axis=1)
    within = ((y.reshape(8, 5) - means[:, None]) ** 2).sum() / 32
    between = 5 * means.var(ddof=1)
    made = _one_way(groups, y)
    assert made.sigma2 == pytest.approx(within, rel=1e-10)
    assert made.random_covariances[0][0, 0] == pytest.approx((between - within) / 5, rel=1e-10)


def test_a_variance_below_zero_is_put_at_exactly_zero() -> None:
    groups = np.repeat(np.arange(6), 4)
    # Every group has the same mean, so the analysis of variance estimate is negative.
    y = np.tile([1.0, -1.0, 2.0, -2.0], 6)
    made = _one_way(groups, y)
    assert made.optimum.singular
    assert made.random_covariances[0][0, 0] == 0.0
    assert made.sigma2 == pytest.approx(y.var(ddof=1), rel=1e-12)


@pytest.mark.parametrize("factor", [1e-9, 1e-3, 1e6, 1e9])
def test_the_boundary_does_not_depend_on_units(factor: float) -> None:
    groups = np.repeat(np.arange(6), 4)
    small = np.repeat(np.linspace(-1, 1, 6), 4) * 1.25
    y = np.tile([1.0, -1.0, 2.0, -2.0], 6) + small
    inside, scaled = _one_way(groups, y), _one_way(groups, y * factor)
    assert not inside.optimum.singular
    assert scaled.optimum.singular == inside.optimum.singular
    ratio = scaled.random_covariances[0] / inside.random_covariances[0]
    assert ratio[0, 0] == pytest.approx(factor**2, rel=1e-8)


def test_a_constant_response_is_refused() -> None:
    with pytest.raises(DesignError, match="no residual variation"):
        _one_way(np.repeat(np.arange(3), 2), np.full(6, 4.2))


def test_two_names_for_the_same_groups_are_refused() -> None:
    codes = np.repeat(np.arange(5), 4)
    ones = np.ones((20, 1))
    blocks = [
        RandomBlock("donor", ("(Intercept)",), codes, 5, ones),
        RandomBlock("subject", ("(Intercept)",), 4 - codes, 5, ones),
    ]
    with pytest.raises(DesignError, match="tell apart the variance of donor and the variance of"):
        mixed_model(ones, np.random.default_rng(1).normal(size=20), blocks, reml=True)


def test_a_slope_beside_the_cell_term_is_refused_where_a_donor_has_two_cells() -> None:
    donor, arm = np.repeat(np.arange(9), 4), np.tile([0, 0, 1, 1], 9)
    slope = np.column_stack((np.ones(36), arm))
    blocks = [
        RandomBlock("donor", ("(Intercept)", "arm"), donor, 9, slope),
        RandomBlock("donor:arm", ("(Intercept)",), donor * 2 + arm, 18, np.ones((36, 1))),
    ]
    y = np.random.default_rng(1).normal(size=36)
    with pytest.raises(DesignError, match="can't tell apart"):
        mixed_model(np.column_stack((np.ones(36), arm)), y, blocks, reml=True)


def test_aliased_columns_are_the_later_ones() -> None:
    rng = np.random.default_rng(5)
    a, b = rng.normal(size=(2, 30))
    basis = fixed_basis(np.column_stack((np.ones(30), a, 2 * a - 1, b, a + b, np.zeros(30))))
    assert basis.kept.tolist() == [True, True, False, True, False, False]
    x = np.column_stack((np.ones(30), a, 2 * a - 1, b, a + b, np.zeros(30)))
    assert basis.null.shape == (6, 3)
    np.testing.assert_allclose(x @ basis.null, 0.0, atol=1e-12)
