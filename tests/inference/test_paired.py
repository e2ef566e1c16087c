"""Paired t and exact signed ranks: as R's, as all sign patterns say, and whatever the units."""

from __future__ import annotations

import itertools
import json
import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sap.errors import AnalysisError
from sap.inference.paired import (
    doubled_ranks,
    outer_averages,
    paired_t,
    signed_rank,
    tail_probabilities,
    walsh_averages,
)
from tests.house import ROOT

REFERENCE = json.loads(
    (ROOT / "tests" / "inference" / "paired" / "results.json").read_text(encoding="utf-8")
)
CASES = [
    pytest.param(case, id=f"n{case['n']}-{case['conf_level']:g}") for case in REFERENCE["cases"]
]

ROUNDING = 1e-12
"""Closed forms and sums of counts, in another order than R's: nothing but rounding."""

FAR_TAIL = 1e-10
"""p-values of t in the far tail: the incomplete beta function of two libraries."""


@pytest.mark.parametrize("case", CASES)
def test_paired_t_is_that_of_r(case):
    found = paired_t(np.array(case["differences"]), case["conf_level"])
    for name, value in case["paired_t"].items():
        tolerance = FAR_TAIL if name == "p_value" else ROUNDING
        assert getattr(found, name) == pytest.approx(value, rel=tolerance, abs=1e-15), name


@pytest.mark.parametrize("case", CASES)
def test_signed_ranks_are_those_of_r(case):
    found = signed_rank(np.array(case["differences"]), case["conf_level"])
    assert (found.std_error, found.df) == (None, None)
    for name, value in case["signed_rank"].items():
        assert getattr(found, name) == pytest.approx(value, rel=ROUNDING), name


def by_all_signs(differences: list[float]) -> float:
    """Two-sided p-value by going through every pattern of signs."""
    kept = [d for d in differences if d]
    sizes = sorted(abs(d) for d in kept)
    ranks = [
        np.mean([place for place, size in enumerate(sizes, start=1) if size == abs(d)])
        for d in kept
    ]
    observed = sum(rank for rank, d in zip(ranks, kept, strict=True) if d > 0)
    sums = [
        sum(rank for rank, sign in zip(ranks, signs, strict=True) if sign)
        for signs in itertools.product((False, True), repeat=len(kept))
    ]
    tails = [sum(s <= observed for s in sums), sum(s >= observed for s in sums)]
    return float(min(1.0, 2.0 * min(tails) / len(sums)))


TIED = [
    [1.0, -1.0, 2.0, 2.0, 2.0, -3.0, 4.0],
    [0.5, 0.5, 0.5, 0.5, 0.5, 0.5],
    [0.0, 0.0, 1.0, 1.0, -1.0, 2.0, 3.0, 3.0],
    [0.0, -2.0],
    [7.0],
    [1.0, -1.0],
    [3.0, 1.0, 4.0, 1.0, 5.0, -9.0, 2.0, -6.0, 5.0, 3.0, 5.0],
]


@pytest.mark.parametrize("differences", TIED)
def test_p_value_is_exact_with_ties_and_zeros(differences):
    found = signed_rank(np.array(differences), 0.95)
    assert found.p_value == pytest.approx(by_all_signs(differences), rel=ROUNDING)


few = st.lists(st.integers(-4, 4), min_size=1, max_size=9).filter(any)


@given(few)
def test_p_value_is_exact_whatever_the_ties(whole):
    differences = [float(number) for number in whole]
    found = signed_rank(np.array(differences), 0.95)
    assert found.p_value == pytest.approx(by_all_signs(differences), rel=ROUNDING)


@given(few, st.floats(1e-9, 1e9), st.randoms(use_true_random=False))
def test_units_order_and_sign_change_nothing_but_what_they_must(whole, factor, chance):
    differences = np.array(whole, dtype=float)
    first = signed_rank(differences, 0.9)
    shuffled = list(whole)
    chance.shuffle(shuffled)
    again = signed_rank(np.array(shuffled, dtype=float) * factor, 0.9)
    assert again.p_value == pytest.approx(first.p_value, rel=ROUNDING)
    assert again.statistic == first.statistic
    # At zero, what rounding leaves has the size of the unit.
    assert again.estimate == pytest.approx(first.estimate * factor, rel=1e-9, abs=1e-12 * factor)
    turned = signed_rank(-differences, 0.9)
    assert turned.p_value == first.p_value
    assert turned.estimate == -first.estimate
    assert (turned.conf_low, turned.conf_high) == pytest.approx(
        (-first.conf_high, -first.conf_low), nan_ok=True
    )


@given(st.lists(st.floats(-5, 5), min_size=3, max_size=12), st.floats(1e-6, 1e6))
def test_units_and_sign_of_a_paired_t(values, factor):
    differences = np.array(values)
    assume(differences.std() > 1e-3)
    first, scaled = paired_t(differences, 0.95), paired_t(-differences * factor, 0.95)
    assert scaled.p_value == pytest.approx(first.p_value, rel=1e-9)
    assert scaled.statistic == pytest.approx(-first.statistic, rel=1e-9)
    assert scaled.conf_low == pytest.approx(-first.conf_high * factor, rel=1e-9, abs=1e-9 * factor)


def test_rounding_neither_makes_nor_breaks_a_tie():
    exact = np.array([0.25, -0.25, 0.5, 0.75, -1.0, 1.25])
    noisy = exact * (1.0 + np.array([0.0, 2e-16, -2e-16, 1e-16, 0.0, 3e-16]))
    assert list(doubled_ranks(noisy)) == list(doubled_ranks(exact)) == [3, -3, 6, 8, -10, 12]
    almost_zero = np.append(exact, 1e-16)
    assert len(doubled_ranks(almost_zero)) == len(exact)


def test_the_interval_is_that_of_the_inverted_test():
    """Values of the shift that the exact test does not reject lie within the limits."""
    rng = np.random.default_rng(5)
    differences = rng.normal(0.3, 1.0, 12)
    found = signed_rank(differences, 0.95)
    step = 1e-6
    for limit, outwards in ((found.conf_low, -step), (found.conf_high, step)):
        assert signed_rank(differences - limit - outwards, 0.95).p_value <= 0.05
        assert signed_rank(differences - limit + outwards, 0.95).p_value > 0.05


def test_estimate_and_interval_hold_the_zeros_that_the_test_drops():
    differences = np.array([0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 3.0])
    found = signed_rank(differences, 0.9)
    assert found.estimate == np.median(walsh_averages(differences))
    assert found.p_value == pytest.approx(0.25)
    assert found.estimate < signed_rank(differences[5:], 0.9).estimate


@pytest.mark.parametrize(("n", "reached"), [(5, False), (6, True)])
def test_too_few_pairs_have_no_interval_of_the_level(n, reached):
    found = signed_rank(np.arange(1.0, n + 1.0), 0.95)
    assert math.isfinite(found.conf_low) is reached
    assert math.isfinite(found.conf_high) is reached
    assert found.p_value == pytest.approx(2.0**-n * 2)


@pytest.mark.parametrize(
    ("n", "level", "place"), [(5, 0.95, 0), (6, 0.95, 1), (8, 0.95, 4), (20, 0.95, 53)]
)
def test_critical_values_are_those_of_published_tables(n, level, place):
    # Counted from one: the largest rank sum that rejects at two-sided 0.05 is one less.
    assert outer_averages(n, level) == place


@pytest.mark.parametrize("n", [1, 2, 7, 40, 300])
def test_the_null_distribution_adds_up_and_is_symmetric(n):
    ranks = np.arange(1, n + 1)
    total = int(ranks.sum())
    whole = tail_probabilities(ranks, total)
    assert whole.sum() == pytest.approx(1.0, rel=1e-12)
    assert whole == pytest.approx(whole[::-1], rel=1e-12, abs=1e-300)
    assert whole[0] == 2.0**-n
    assert tail_probabilities(ranks, total // 3) == pytest.approx(whole[: total // 3 + 1])


def test_what_cannot_be_tested_is_refused():
    with pytest.raises(AnalysisError, match="needs two pairs at least; there are 1"):
        paired_t(np.array([1.0]), 0.95)
    with pytest.raises(AnalysisError, match="needs two pairs at least; there are 0"):
        paired_t(np.array([]), 0.95)
    with pytest.raises(AnalysisError, match="same difference"):
        paired_t(np.array([0.1, 0.1, 0.1]), 0.95)
    with pytest.raises(AnalysisError, match="No pair differs"):
        signed_rank(np.zeros(4), 0.95)
    with pytest.raises(AnalysisError, match="No pair differs"):
        signed_rank(np.array([]), 0.95)
