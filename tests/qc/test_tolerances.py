"""What two programs may differ by: the limits of each kind of statistic."""

from __future__ import annotations

import math

import pytest

from sap.qc import tolerances as t
from sap.qc.tolerances import Surroundings, allowed, difference, kind_of

AROUND = Surroundings(std_error=0.5, estimate=2.0, residual=1.0)


@pytest.mark.parametrize(
    ("context", "stat_name", "kind"),
    [
        ("coefficients", "estimate", t.ESTIMATE),
        ("contrast", "std_error", t.STD_ERROR),
        ("emmeans", "statistic", t.T_STATISTIC),
        ("anova", "statistic", t.F_STATISTIC),
        ("anova", "den_df", t.DF),
        ("anova", "num_df", t.EXACT),
        ("contrast", "conf_high", t.LIMIT),
        ("variance_components", "std_dev", t.STD_DEV),
        ("model", "log_likelihood", t.LIKELIHOOD),
        ("summary", "geo_mean", t.OBSERVED),
        ("summary", "n_units", t.EXACT),
        ("summary", "decimals", t.EXACT),
        ("disposition", "n_rows", t.EXACT),
        ("model", "converged", t.EXACT),
    ],
)
def test_each_statistic_has_its_kind(context, stat_name, kind):
    assert kind_of(context, stat_name, AROUND) is kind


def test_numbers_that_hang_on_no_optimum_are_held_to_rounding():
    closed = Surroundings(closed=True)
    for name in ("estimate", "p_value", "conf_low", "statistic"):
        kind = kind_of("contrast", name, closed)
        assert kind is t.CLOSED_FORM
        assert allowed(kind, 2.0, 2.0, closed) == 2e-9


def test_satterthwaite_df_of_several_contrasts_are_their_own_kind():
    several = Surroundings(num_df=3.0, ddf="satterthwaite")
    assert kind_of("anova", "den_df", several) is t.SEVERAL_DF
    one = Surroundings(num_df=1.0, ddf="satterthwaite")
    assert kind_of("anova", "den_df", one) is t.DF
    other = Surroundings(num_df=3.0, ddf="kenward-roger")
    assert kind_of("anova", "den_df", other) is t.DF


@pytest.mark.parametrize(
    ("kind", "value", "limit"),
    [
        (t.ESTIMATE, 2.0, 0.5e-4),
        (t.STD_ERROR, 0.5, 2.5e-4),
        (t.DF, 40.0, 0.04),
        (t.SEVERAL_DF, 40.0, 1.2),
        (t.T_STATISTIC, -4.0, 2.1e-3),
        (t.F_STATISTIC, 16.0, 0.016),
        (t.LIMIT, 3.0, 0.5e-3),
        (t.STD_DEV, 0.8, 1.6e-3),
        (t.VARIANCE, 0.64, 2.56e-3),
        (t.CORRELATION, -0.2, 4e-3),
        (t.LIKELIHOOD, -312.0, 1e-4),
        (t.OBSERVED, 5000.0, 5e-6),
        (t.EXACT, 104.0, 0.0),
    ],
)
def test_limits(kind, value, limit):
    assert allowed(kind, value, value, AROUND) == pytest.approx(limit)


def test_limits_of_a_ratio_are_taken_on_the_log_scale():
    ratio = Surroundings(std_error=0.03, estimate=0.6, is_ratio=True)
    limit = allowed(t.LIMIT, 0.7, 0.7, ratio)
    assert math.log((0.7 + limit) / 0.7) == pytest.approx(1e-3 * 0.03 / 0.6, rel=1e-3)


@pytest.mark.parametrize(
    ("first", "second", "passes"),
    [
        (0.04, 0.0403, True),
        (0.04, 0.0405, False),
        (1e-20, 1.02e-20, True),
        (1e-20, 1.03e-20, False),
        (0.0, 0.0, True),
        (1e-310, 0.0, True),
        (1e-40, 0.0, False),
    ],
)
def test_p_values(first, second, passes):
    limit = allowed(t.P_VALUE, first, second, AROUND)
    assert (difference(first, second)[0] <= limit) is passes


def test_p_values_by_subtraction_are_lost_to_rounding():
    adjusted = Surroundings(adjusted=True)
    assert allowed(t.P_VALUE, 1e-36, 0.0, adjusted) >= 1e-36
    assert allowed(t.P_VALUE, 1e-9, 0.0, adjusted) < 1e-9


@pytest.mark.parametrize(
    ("first", "second", "passes"),
    [
        (0.0, 9e-4, True),
        (9e-4, 0.0, True),
        (0.0, 2e-3, False),
        (0.5, 0.5009, True),
        (0.5, 0.502, False),
    ],
)
def test_a_standard_deviation_at_zero_is_held_against_the_residual(first, second, passes):
    limit = allowed(t.STD_DEV, first, second, AROUND)
    assert (abs(first - second) <= limit) is passes


def test_a_covariance_is_held_against_its_two_standard_deviations():
    assert allowed(t.COVARIANCE, -0.05, -0.05, Surroundings(scale=0.25)) == pytest.approx(2e-3)
    assert allowed(t.COVARIANCE, 0.0, 0.0, Surroundings()) == 0.0


@pytest.mark.parametrize(
    ("pair", "gaps"),
    [
        ((2.0, 2.5), (0.5, 0.25)),
        ((0.0, 0.0), (0.0, 0.0)),
        ((0.0, 1.0), (1.0, math.inf)),
        ((math.inf, math.inf), (0.0, 0.0)),
        ((5.0, math.inf), (math.inf, math.inf)),
    ],
)
def test_differences(pair, gaps):
    assert difference(*pair) == gaps


def test_every_kind_says_why():
    assert len({kind.name for kind in t.KINDS}) == len(t.KINDS)
    assert all(kind.allowed and kind.reason for kind in t.KINDS)
