"""A refit is the fit of its rows, found sooner."""

import numpy as np
import pytest

from sap.errors import DesignError
from sap.solver.mixed_model import estimate, mixed_model
from sap.solver.refit import block_of_rows, refit

from .designs import KINDS, dense_design


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("reml", [True, False])
def test_refit_is_the_fit_of_its_rows(kind: str, reml: bool) -> None:
    dense = dense_design(kind)
    full = estimate(mixed_model(dense.x, dense.y, dense.blocks, reml=reml))
    rows = np.flatnonzero(dense.blocks[0].codes != 2)
    blocks = [block_of_rows(block, rows) for block in dense.blocks]
    found = refit(full, dense.x[rows], dense.y[rows], blocks)
    expected = estimate(mixed_model(dense.x[rows], dense.y[rows], blocks, reml=reml))
    assert found.log_likelihood == pytest.approx(expected.log_likelihood, abs=1e-9)
    np.testing.assert_allclose(found.coefficients, expected.coefficients, rtol=1e-6)
    assert found.optimum.shape == expected.optimum.shape


@pytest.mark.parametrize("kind", ["intercept", "crossed"])
def test_refit_of_all_rows_starts_at_its_optimum(kind: str) -> None:
    dense = dense_design(kind, seed=1)
    full = estimate(mixed_model(dense.x, dense.y, dense.blocks, reml=True))
    assert not full.optimum.singular
    found = refit(full, dense.x, dense.y, dense.blocks)
    assert found.optimum.iterations < full.optimum.iterations
    assert found.optimum.iterations <= 1


def test_levels_without_rows_are_gone() -> None:
    block = dense_design("intercept").blocks[0]
    rows = np.flatnonzero((block.codes != 0) & (block.codes != 3))
    made = block_of_rows(block, rows)
    assert made.n_levels == block.n_levels - 2
    assert set(made.codes) == set(range(made.n_levels))
    same = block.codes[rows][:, None] == block.codes[rows][None, :]
    np.testing.assert_array_equal(same, made.codes[:, None] == made.codes[None, :])


def test_rows_of_one_level_do_not_identify_its_variance() -> None:
    dense = dense_design("intercept")
    full = estimate(mixed_model(dense.x, dense.y, dense.blocks, reml=True))
    rows = np.flatnonzero(dense.blocks[0].codes == 1)
    blocks = [block_of_rows(block, rows) for block in dense.blocks]
    with pytest.raises(DesignError, match="donor"):
        refit(full, dense.x[rows], dense.y[rows], blocks)
