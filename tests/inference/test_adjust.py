"""Adjustments against R's p.adjust, statsmodels and their own closure."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sap.errors import PlanError
from sap.inference.adjust import (
    ADJUSTMENTS,
    SIMULTANEOUS,
    STEPWISE,
    Family,
    adjusted_p_values,
    checked_adjustment,
    critical_values,
)
from sap.inference.distributions import t_critical

# R 4.2.2, p.adjust.
P = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216, 0.222, 0.251, 0.269]
P += [0.275, 0.34]
R = {
    "holm": [0.015, 0.112, 0.507, 0.507, 0.507, 0.6, 0.666] + [1.0] * 8,
    "hochberg": [0.015, 0.112] + [0.34] * 13,
    "hommel": [0.015, 0.112, 0.312, 0.314285714285714, 0.314285714285714, 0.33] + [0.34] * 9,
    "bh": [0.015, 0.06, 0.126, 0.126, 0.126, 0.15, 0.158571428571429]
    + [0.294642857142857] * 7
    + [0.34],
    "by": [0.0497734348984349, 0.1990937395937396, 0.4180968531468531, 0.4180968531468531]
    + [0.4180968531468531, 0.4977343489843490, 0.5261763117834546]
    + [0.9776924712192571] * 7
    + [1.0],
    "bonferroni": [0.015, 0.12, 0.585, 0.615, 0.63, 0.9] + [1.0] * 9,
}

p_values = st.lists(st.floats(0.0, 1.0), min_size=2, max_size=9).map(np.array)


def family(statistic: list[float], df: list[float] | float = 20.0, correlation=None) -> Family:
    count = len(statistic)
    known = correlation if correlation is not None else 0.5 * np.eye(count) + 0.5
    spread = np.broadcast_to(np.asarray(df, dtype=float), (count,))
    means = round((1 + np.sqrt(1 + 8 * count)) / 2)
    return Family(np.array(statistic), spread, means, lambda: known)


@pytest.mark.parametrize("method", R)
def test_published_values(method):
    order = np.random.default_rng(4).permutation(len(P))
    found = np.minimum(STEPWISE[method](np.array(P)[order]), 1.0)
    np.testing.assert_allclose(found, np.array(R[method])[order], rtol=1e-13)


@settings(deadline=None, max_examples=50)
@given(p_values)
def test_as_statsmodels(p):
    from statsmodels.stats.multitest import multipletests

    names = {"hochberg": "simes-hochberg", "bh": "fdr_bh", "by": "fdr_by"}
    for method, adjust in STEPWISE.items():
        expected = multipletests(p, method=names.get(method, method))[1]
        np.testing.assert_allclose(np.minimum(adjust(p), 1.0), expected, rtol=1e-12, atol=1e-15)


@settings(deadline=None)
@given(st.lists(st.floats(0.0, 1.0), min_size=2, max_size=6).map(np.array))
def test_hommel_closes_the_test_of_simes(p):
    places = range(len(p))
    expected = np.zeros(len(p))
    for size in range(1, len(p) + 1):
        for subset in combinations(places, size):
            joint = np.min(size * np.sort(p[list(subset)]) / np.arange(1, size + 1))
            for place in subset:
                expected[place] = max(expected[place], joint)
    np.testing.assert_allclose(STEPWISE["hommel"](p), expected, rtol=1e-12, atol=1e-15)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.floats(-6.0, 6.0), min_size=3, max_size=3), st.floats(2.5, 200.0))
def test_order_of_strictness(statistic, df):
    found = {name: adjusted_p_values(family(statistic, df), name) for name in ADJUSTMENTS}
    slack = 1e-9
    for name, p in found.items():
        assert np.all(p >= found["none"] - slack), name
        assert np.all(p <= 1.0), name
        if name != "by":
            assert np.all(p <= found["bonferroni"] + slack), name
    assert np.all(found["hommel"] <= found["hochberg"] + slack)
    assert np.all(found["hochberg"] <= found["holm"] + slack)
    assert np.all(found["dunnett"] <= found["sidak"] + slack)


@pytest.mark.parametrize("adjust", sorted(SIMULTANEOUS))
def test_intervals_agree_with_tests(adjust):
    for statistic in (1.9, 2.45, 2.9):
        made = family([statistic, 0.3, -1.0], [11.3, 11.3, 40.0])
        critical = critical_values(made, adjust, 0.95)
        p = adjusted_p_values(made, adjust)
        assert (p[0] < 0.05) == (statistic > critical[0])
        at_edge = family([critical[0], 0.3, -1.0], [11.3, 11.3, 40.0])
        assert adjusted_p_values(at_edge, adjust)[0] == pytest.approx(0.05, rel=1e-7)


@pytest.mark.parametrize("adjust", ["holm", "hochberg", "hommel", "bh", "by", "none"])
def test_stepwise_intervals_stay_pointwise(adjust):
    made = family([2.0, 1.0, 0.5], [8.0, 9.0, 10.0])
    found = critical_values(made, adjust, 0.9)
    np.testing.assert_allclose(found, t_critical(0.1, made.df), rtol=1e-12)


@pytest.mark.parametrize("adjust", ADJUSTMENTS)
def test_single_contrast_needs_no_adjustment(adjust):
    made = family([2.3], [7.0])
    assert adjusted_p_values(made, adjust) == adjusted_p_values(made, "none")
    expected = t_critical(0.05, [7.0])
    np.testing.assert_allclose(critical_values(made, adjust, 0.95), expected, rtol=1e-12)


@pytest.mark.parametrize("adjust", ADJUSTMENTS)
def test_what_cannot_be_estimated_stays_unknown_and_still_counts(adjust):
    whole = family([2.6, np.nan, 2.1], [15.0, np.nan, 15.0])
    p = adjusted_p_values(whole, adjust)
    assert np.isnan(p[1])
    assert not np.isnan(p[[0, 2]]).any()
    assert np.isnan(critical_values(whole, adjust, 0.95)[1])
    if adjust in ("bonferroni", "holm"):
        assert p[0] == pytest.approx(3.0 * adjusted_p_values(whole, "none")[0])


@pytest.mark.parametrize("adjust", ADJUSTMENTS)
def test_far_tail(adjust):
    p = adjusted_p_values(family([35.0, 1.0, 0.2], np.inf), adjust)
    assert 0.0 < p[0] < 1e-260


def test_two_df_methods_in_one_family():
    p = adjusted_p_values(family([2.5, 2.5, 2.5], [5.0, 50.0, np.inf]), "tukey")
    assert p[0] > p[1] > p[2]


@pytest.mark.parametrize(
    ("adjust", "method", "says"),
    [
        ("tukeyy", "pairwise", "Did you mean 'tukey'"),
        ("tukey", "trt.vs.ctrl", "made for pairwise"),
        ("dunnett", "pairwise", "made for trt.vs.ctrl"),
        ("dunnett", "custom", "holm holds"),
        ("mvt", "custom", "Unknown adjustment 'mvt'"),
    ],
)
def test_refused(adjust, method, says):
    with pytest.raises(PlanError, match=says):
        checked_adjustment(adjust, method)


def test_names_in_any_case():
    assert checked_adjustment("BH", "custom") == "bh"
    assert checked_adjustment("Tukey", "revpairwise") == "tukey"
