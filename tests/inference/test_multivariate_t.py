"""Dunnett's distribution against his tables and against long runs of R's mvtnorm."""

from __future__ import annotations

import numpy as np
import pytest

from sap.inference.distributions import t_two_sided
from sap.inference.multivariate_t import MultivariateT, union_tails

INF = float("inf")


def equal(count: int, correlation: float = 0.5) -> np.ndarray:
    return np.full((count, count), correlation) + (1.0 - correlation) * np.eye(count)


@pytest.mark.parametrize(
    ("df", "expected"),
    [
        # Dunnett (1964), doi:10.2307/2528490: two-sided 5 % points for 1 to 9 treatments.
        (5.0, [2.57, 3.03, 3.29, 3.48, 3.62, 3.73, 3.82, 3.90, 3.97]),
        (20.0, [2.09, 2.38, 2.54, 2.65, 2.73, 2.80, 2.86, 2.90, 2.95]),
        (INF, [1.96, 2.21, 2.35, 2.44, 2.51, 2.57, 2.61, 2.65, 2.69]),
    ],
)
def test_tables_of_dunnett(df, expected):
    found = [MultivariateT(equal(count)).critical(0.05, df) for count in range(1, 10)]
    np.testing.assert_allclose(found, expected, atol=0.0051)


FOUR = np.array([[1, 0.5, 0.3, 0.1], [0.5, 1, 0.6, 0.2], [0.3, 0.6, 1, 0.45], [0.1, 0.2, 0.45, 1]])
THREE = np.array([[1, 0.7, 0.2], [0.7, 1, 0.65], [0.2, 0.65, 1]])


def cells() -> np.ndarray:
    """Five cells of an additive model against the sixth: of rank three."""
    covariance = np.array([[1, 0.1, 0.2], [0.1, 0.9, 0.4], [0.2, 0.4, 1.2]])
    contrasts = np.array([[1, 0, 0], [0, 1, 0], [1, 1, 0], [0, 0, 1], [1, 0, 1]])
    made = contrasts @ covariance @ contrasts.T
    size = np.sqrt(np.diag(made))
    return made / np.outer(size, size)


@pytest.mark.parametrize(
    ("correlation", "statistic", "df", "expected"),
    [
        # mvtnorm 1.1-3, GenzBretz with fifty million points; its own error is about 1e-6.
        (FOUR, 2.2, 8.0, 0.1738213928),
        (FOUR, 4.0, 20.0, 0.002606149027),
        (FOUR, 2.7, INF, 0.02549619825),
        (THREE, 2.2, 8.0, 0.1291681212),
        (THREE, 4.0, 20.0, 0.001865286439),
        (equal(3), 2.5, 10.0, 0.0765356116667),
    ],
)
def test_tails_of_mvtnorm(correlation, statistic, df, expected):
    assert MultivariateT(correlation).tail(statistic, df) == pytest.approx(expected, abs=2e-6)


@pytest.mark.parametrize(
    ("statistic", "df", "expected"), [(2.5, 14.0, 0.08169370293), (4.0, 30.0, 0.001545114897)]
)
def test_dependent_statistics(statistic, df, expected):
    # mvtnorm as above; the error stated for correlations of general form is 1e-5.
    assert MultivariateT(cells()).tail(statistic, df) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(("statistic", "df"), [(2.0, 10.0), (6.0, 10.5), (2.5, INF), (1e9, 3.0)])
def test_sum_over_points_agrees_with_the_integral(statistic, df):
    (found,) = union_tails([equal(4)], statistic, df, 1 << 16)
    expected = MultivariateT(equal(4)).tail(statistic, df)
    assert found == pytest.approx(expected, rel=2e-5, abs=0.0)


@pytest.mark.parametrize(("statistic", "df"), [(2.0, 7.0), (37.0, INF), (1e8, 4.0)])
def test_one_statistic_is_student_t(statistic, df):
    found = MultivariateT(np.eye(1)).tail(statistic, df)
    assert found == pytest.approx(float(t_two_sided(statistic, df)), rel=1e-9, abs=0.0)


def test_far_tail_is_the_sum_of_the_single_tails():
    found = MultivariateT(equal(3)).tail(30.0, INF)
    assert found == pytest.approx(3.0 * float(t_two_sided(30.0, INF)), rel=1e-6, abs=0.0)


def test_signs_of_contrasts_do_not_matter():
    turned = THREE * np.outer([1, -1, 1], [1, -1, 1])
    found = MultivariateT(turned).tail(2.4, 12.0)
    assert found == pytest.approx(MultivariateT(THREE).tail(2.4, 12.0), rel=1e-4)


@pytest.mark.parametrize("correlation", [equal(4), equal(2, -0.3), FOUR])
def test_critical_values_undo_tails(correlation):
    law = MultivariateT(correlation)
    assert law.tail(law.critical(0.05, 11.7), 11.7) == pytest.approx(0.05, rel=1e-6)


def test_copies_of_a_contrast_count_once():
    twice = np.array([[1.0, 1.0, 0.5], [1.0, 1.0, 0.5], [0.5, 0.5, 1.0]])
    once = MultivariateT(equal(2))
    assert MultivariateT(twice).tail(2.1, 9.0) == pytest.approx(once.tail(2.1, 9.0), rel=1e-12)


def test_extremes():
    law = MultivariateT(equal(3))
    assert law.tail(0.0, 5.0) == 1.0
    assert np.isnan(law.tail(float("nan"), 5.0))
    assert np.isnan(law.tail(2.0, float("nan")))
    assert np.isnan(law.critical(0.05, float("nan")))
