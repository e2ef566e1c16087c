"""Tails against R 4.2.2 (pt, pf, ptukey), far out too."""

from __future__ import annotations

import numpy as np
import pytest

from sap.inference.distributions import f_upper_tail, t_critical, t_two_sided
from sap.inference.studentized import range_tail, studentized_critical, studentized_tail

INF = float("inf")


@pytest.mark.parametrize(
    ("statistic", "df", "expected"),
    [
        (-12.0, 137.03, 4.005397051275664e-23),
        (60.0, 50.5, 1.287549363313958e-48),
        (37.0, INF, 1.145114244504915e-299),
        (1e30, 8.5, 2.368736003791204e-252),
    ],
)
def test_t_tail_keeps_relative_accuracy(statistic, df, expected):
    assert t_two_sided(statistic, df) == pytest.approx(expected, rel=1e-10, abs=0.0)


@pytest.mark.parametrize(
    ("statistic", "num_df", "den_df", "expected"),
    [
        (700.0, 3, 41.2, 2.336095691573738e-35),
        (1e20, 5, 17.3, 1.077652365641742e-167),
        (300.0, 2, INF, 5.148200222412013e-131),
    ],
)
def test_f_tail_keeps_relative_accuracy(statistic, num_df, den_df, expected):
    assert f_upper_tail(statistic, num_df, den_df) == pytest.approx(expected, rel=1e-10, abs=0.0)


def test_critical_values_undo_tails():
    df = np.array([1.0, 3.3, 40.0, INF])
    for tail in (0.5, 0.05, 1e-4, 1e-12):
        np.testing.assert_allclose(t_two_sided(t_critical(tail, df), df), tail, rtol=1e-7)


def test_what_is_unknown_stays_unknown():
    assert np.isnan(t_two_sided(np.nan, 5.0))
    assert np.isnan(t_two_sided(1.0, np.nan))
    assert np.isnan(f_upper_tail(float("nan"), 2, 5.0))
    assert np.isnan(f_upper_tail(3.0, 0, 5.0))
    assert np.isnan(studentized_tail(range_tail(3), 2.0, float("nan")))
    assert np.isnan(studentized_critical(range_tail(3), 0.05, float("nan")))


@pytest.mark.parametrize(
    ("statistic", "count", "df", "expected"),
    [(3.5, 3, 10.0, 0.0771033108387), (2.0, 4, 41.3, 0.4978843331251), (6.0, 10, 20.0, None)],
)
def test_studentized_range(statistic, count, df, expected):
    found = studentized_tail(range_tail(count), statistic, df)
    assert found == pytest.approx(expected or 0.0114151644651, rel=1e-9)


@pytest.mark.parametrize(
    ("probability", "count", "df", "expected"),
    [
        # R's qtukey is good to about 1e-9.
        (0.05, 3, 10.0, 3.8767767491916),
        (0.05, 8, 60.0, 4.4410790815790),
        (0.01, 5, INF, 4.6028210431712),
    ],
)
def test_critical_values_of_the_studentized_range(probability, count, df, expected):
    found = studentized_critical(range_tail(count), probability, df)
    assert found == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("df", [1.0, 2.5, 30.0, 1e4, INF])
@pytest.mark.parametrize("statistic", [1e-3, 0.7, 3.0, 11.0, 1e6])
def test_range_of_two_is_the_two_sided_t(statistic, df):
    found = studentized_tail(range_tail(2), np.sqrt(2.0) * statistic, df)
    expected = float(t_two_sided(statistic, df))
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-300)


def test_range_against_scipy():
    from scipy.stats import studentized_range

    for count, statistic, df in ((3, 1.0, 2.2), (7, 4.4, 9.5), (20, 5.0, 55.0)):
        expected = studentized_range.sf(statistic, count, df)
        found = studentized_tail(range_tail(count), statistic, df)
        assert found == pytest.approx(expected, rel=1e-9)


def test_range_where_r_is_off():
    from scipy.stats import studentized_range

    # machines, A - C with five df: R 4.2.2's ptukey says 0.000652497.
    statistic, df = np.sqrt(2.0) * 9.03621091777145, 5.00000000000002
    found = studentized_tail(range_tail(3), statistic, df)
    assert found == pytest.approx(0.000652750736, rel=1e-8)
    assert found == pytest.approx(studentized_range.sf(statistic, 3, df), rel=1e-9)
