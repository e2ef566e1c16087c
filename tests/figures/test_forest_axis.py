"""The axis of a forest plot: what it spans, and round numbers on it."""

from __future__ import annotations

import math
import random

import pytest

from sap.figures.forest_axis import MOST_TICKS, Axis, axis_for


def test_equal_ratios_have_equal_lengths():
    axis = Axis(0.25, 4.0, logarithmic=True)
    assert axis.position(0.25) == pytest.approx(0.0)
    assert axis.position(1.0) == pytest.approx(0.5)
    assert axis.position(2.0) == pytest.approx(0.75)
    assert axis.position(0.0) == -math.inf


def test_differences_have_lengths_in_proportion():
    axis = Axis(-10.0, 30.0, logarithmic=False)
    assert [axis.position(value) for value in (-10.0, 0.0, 30.0, 50.0)] == [0.0, 0.25, 1.0, 1.5]


def test_all_intervals_of_like_width_are_spanned():
    axis = axis_for([(0.7, 0.6, 0.8), (0.6, 0.45, 0.8)], 1.0, logarithmic=True)
    assert axis.low < 0.45
    assert axis.high > 1.0


def test_one_wide_interval_does_not_press_the_others_together():
    narrow = [(0.7, 0.6, 0.82)] * 5
    axis = axis_for([*narrow, (0.7, 0.001, 500.0)], 1.0, logarithmic=True)
    assert 0.3 < axis.low < 0.6
    assert 1.0 < axis.high < 2.0


def test_a_wide_interval_alone_is_spanned():
    axis = axis_for([(0.7, 0.01, 50.0)], 1.0, logarithmic=True)
    assert axis.low < 0.01
    assert axis.high > 50.0


def test_limits_that_are_infinite_or_zero_leave_the_axis():
    axis = axis_for([(0.7, 0.0, math.inf), (0.6, 0.5, 0.72)], 1.0, logarithmic=True)
    assert 0.0 < axis.low < axis.high < math.inf


@pytest.mark.parametrize("logarithmic", [True, False])
def test_nothing_drawn_has_an_axis_around_no_effect(logarithmic):
    null = 1.0 if logarithmic else 0.0
    axis = axis_for([], null, logarithmic=logarithmic)
    assert axis.position(null) == pytest.approx(0.5)
    assert null in axis.ticks(null)


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0.45, 1.05, (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)),
        (0.09, 11.0, (0.1, 0.3, 1.0, 3.0, 10.0)),
        (0.9, 1.12, (0.9, 0.95, 1.0, 1.05, 1.1)),
        (0.2, 2.2, (0.2, 0.5, 1.0, 2.0)),
        (1e-7, 1e7, tuple(float(f"1e{power}") for power in (-6, -4, -2, 0, 2, 4, 6))),
    ],
)
def test_ratios_are_marked_by_round_numbers(low, high, ticks):
    assert Axis(low, high, logarithmic=True).ticks(1.0) == ticks


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (-745.0, 30.0, (-600.0, -400.0, -200.0, 0.0)),
        (-0.031, 0.012, (-0.03, -0.02, -0.01, 0.0, 0.01)),
    ],
)
def test_differences_are_marked_by_round_numbers(low, high, ticks):
    assert Axis(low, high, logarithmic=False).ticks(0.0) == ticks


def test_any_results_have_an_axis_with_some_ticks():
    chance = random.Random(11)
    for _ in range(400):
        logarithmic = chance.random() < 0.5
        results = []
        for _ in range(chance.randint(1, 12)):
            centre, half = chance.gauss(0, 10 ** chance.uniform(-3, 2)), chance.expovariate(1.0)
            row = (centre, centre - half, centre + half)
            results.append(tuple(math.exp(v) for v in row) if logarithmic else row)
        null = 1.0 if logarithmic else 0.0
        axis = axis_for(results, null, logarithmic=logarithmic)
        ticks = axis.ticks(null)
        assert null in ticks
        assert 1 <= len(ticks) <= MOST_TICKS
        assert all(axis.low <= tick <= axis.high for tick in ticks)
        for estimate, _, _ in results:
            assert 0.0 <= axis.position(estimate) <= 1.0


@pytest.mark.parametrize("value", [1e-300, 1e300])
def test_absurd_ratios_break_nothing(value):
    axis = axis_for([(value, value / 2, value * 2)], 1.0, logarithmic=True)
    assert axis.low < axis.high
    assert 1.0 in axis.ticks(1.0)
