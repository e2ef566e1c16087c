from __future__ import annotations

import numpy as np
import pytest

from sap.inference.basis import LinearBasis, combine


def basis(beta, vcov, null=None, df: float = 10.0) -> LinearBasis:
    beta = np.asarray(beta, dtype=float)
    return LinearBasis(
        names=tuple(f"b{i}" for i in range(len(beta))),
        beta=beta,
        null_basis=np.zeros((len(beta), 0)) if null is None else np.asarray(null, dtype=float),
        vcov=np.asarray(vcov, dtype=float),
        t_df=lambda rows: np.full(len(rows), df),
        f_test=lambda rows: (4.0, len(rows), df),
    )


def test_estimates_of_rows():
    made = basis([1.0, 2.0], [[4.0, 1.0], [1.0, 9.0]]).estimate(np.array([[1.0, 0.0], [1.0, -1.0]]))
    np.testing.assert_allclose(made.estimate, [1.0, -1.0])
    np.testing.assert_allclose(made.std_error, [2.0, np.sqrt(11.0)])
    np.testing.assert_allclose(made.statistic, [0.5, -1.0 / np.sqrt(11.0)])
    np.testing.assert_array_equal(made.df, [10.0, 10.0])


def test_row_outside_the_row_space_is_unknown():
    null = np.array([[0.0], [1.0], [-1.0]]) / np.sqrt(2.0)
    made = basis([1.0, 2.0, 0.0], np.diag([1.0, 1.0, 0.0]), null)
    rows = np.array([[1.0, 1.0, 1.0], [1.0, 1.0, 0.0], [0.0, np.nan, 0.0]])
    np.testing.assert_array_equal(made.is_estimable(rows), [True, False, False])
    found = made.estimate(rows)
    assert found.estimate[0] == 3.0
    assert np.isnan(np.array(found)[:, 1:]).all()


@pytest.mark.parametrize("size", [1e-9, 1.0, 1e9])
def test_large_covariate_hides_no_missing_cell(size):
    # The null space concerns columns 1 and 2; column 3 is a covariate with a mean of `size`.
    null = np.array([[0.0], [1.0], [1.0], [1e-17]]) / np.sqrt(2.0)
    made = basis(np.zeros(4), np.eye(4), null)
    rows = np.array([[1.0, 1.0, 0.0, size], [1.0, 1.0, -1.0, size]])
    np.testing.assert_array_equal(made.is_estimable(rows), [False, True])


def test_zero_row_has_no_statistic():
    made = basis([1.0], [[1.0]]).estimate(np.zeros((1, 1)))
    assert made.estimate[0] == 0.0
    assert made.std_error[0] == 0.0
    assert np.isnan(made.statistic[0])
    assert np.isnan(made.df[0])


def test_joint_test_of_nothing():
    found = basis([1.0], [[1.0]]).test(np.zeros((0, 1)))
    assert found.num_df == 0
    assert np.isnan([found.den_df, found.statistic, found.p_value]).all()


def test_cancelling_coefficients_are_cleared():
    rows = np.array([[1.0, 0.3], [1.0, 0.7], [1.0, 0.1]])
    made = combine(np.array([[1 / 3, 2 / 3, -1.0], [0.1, 0.2, -0.3]]), rows)
    np.testing.assert_array_equal(made[:, 0], 0.0)
    assert (made[:, 1] != 0.0).all()


def test_unknown_rows_spoil_only_what_uses_them():
    rows = np.array([[1.0, 2.0], [np.nan, np.nan], [3.0, 4.0]])
    made = combine(np.array([[1.0, 0.0, -1.0], [1.0, -1.0, 0.0]]), rows)
    np.testing.assert_array_equal(made[0], [-2.0, -2.0])
    assert np.isnan(made[1]).all()
