"""Groups that differ 1e8 times as much as the rows within them, and residuals that vanish."""

from __future__ import annotations

import numpy as np
import pytest

from sap.errors import ConvergenceError
from sap.solver.blocks import RandomBlock
from sap.solver.mixed_model import Estimates, estimate, mixed_model

GROUPS, EACH = 7, 3


def one_way(ratio: float) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(4)
    groups = np.repeat(np.arange(GROUPS), EACH)
    return groups, rng.normal(size=GROUPS)[groups] + rng.normal(size=len(groups)) / ratio


def fitted(groups: np.ndarray, y: np.ndarray) -> Estimates:
    ones = np.ones((len(y), 1))
    block = RandomBlock("donor", ("(Intercept)",), groups, GROUPS, ones)
    return estimate(mixed_model(ones, y, [block], reml=True))


@pytest.mark.parametrize("ratio", [1e2, 1e3, 1e4])
def test_balanced_groups_far_apart_keep_the_closed_form(ratio: float) -> None:
    groups, y = one_way(ratio)
    made = fitted(groups, y)
    table = y.reshape(GROUPS, EACH)
    means = table.mean(axis=1)
    within = ((table - means[:, None]) ** 2).sum() / (GROUPS * (EACH - 1))
    between = EACH * means.var(ddof=1)
    twice = (
        (len(y) - 1) * (1.0 + np.log(2.0 * np.pi))
        + GROUPS * (EACH - 1) * np.log(within)
        + (GROUPS - 1) * np.log(between)
        + np.log(len(y))
    )
    # X'V^-1X is a share 1 / ratio^2 of the X'X that it is computed from in doubles.
    near = 1e-15 * ratio**2 + 1e-11
    assert made.sigma2 == pytest.approx(within, rel=near)
    assert made.random_covariances[0][0, 0] == pytest.approx((between - within) / EACH, rel=near)
    assert made.log_likelihood == pytest.approx(-0.5 * twice, abs=len(y) * near)


def test_rows_that_repeat_each_other_have_no_optimum() -> None:
    groups, y = one_way(1.0)
    with pytest.raises(ConvergenceError, match="residual variance goes to zero"):
        fitted(groups, y[groups])
