"""Observed summaries, by hand: units count once, quartiles as in SAS, limits by arm."""

import math

import numpy as np
import pandas as pd
import pytest

from sap.ard.observed import Limits, Observed, decimals, limit_rows, summary, summary_rows
from sap.ard.rows import Analysis, Ard
from tests.example_run import ARMS, observed, wells

MAIN = Analysis("P1", "primary")


def of(ard, name, level):
    return ard.number(name, group1="treatment", group1_level=level)


def test_a_unit_counts_once_whatever_the_number_of_its_rows():
    ard = Ard(tuple(observed(MAIN, wells())))
    assert [of(ard, "n_set", arm) for arm in ARMS] == [3, 3]
    assert [of(ard, "n_units", arm) for arm in ARMS] == [3, 2]
    assert [of(ard, "n_rows", arm) for arm in ARMS] == [6, 4]
    means = [math.sqrt(6000.5 * 5000), math.sqrt(2000 * 1500.5), math.sqrt(9000 * 8000)]
    expected = math.exp(sum(map(math.log, means)) / 3)
    assert of(ard, "geo_mean", "DMSO") == pytest.approx(expected, rel=1e-12)
    spread = np.std(np.log(means), ddof=1)
    cv = 100 * math.sqrt(math.exp(spread**2) - 1)
    assert of(ard, "geo_cv", "DMSO") == pytest.approx(cv, rel=1e-12)
    assert of(ard, "median", "DMSO") == pytest.approx(means[0], rel=1e-12)


def test_rows_below_a_limit_are_counted_by_arm_and_say_nothing_on_decimals():
    ard = Ard(tuple(observed(MAIN, wells())))
    assert [of(ard, "n_below", arm) for arm in ARMS] == [0, 2]
    assert [of(ard, "p_below", arm) for arm in ARMS] == [0, 50]
    assert ard.number("lower_min") == 780
    assert ard.number("lower_max") == 820
    assert ard.text("below_rule") == "lloq/2"
    assert ard.find("above_rule") is None
    assert of(ard, "decimals", "RUX") == 1


def test_a_factor_between_units_has_its_own_n():
    frame = wells()
    frame = frame[~((frame.donor == "007") & (frame.treatment == "DMSO"))]
    frame = frame[~((frame.donor == "02") & (frame.treatment == "DMSO"))]
    ard = Ard(tuple(observed(MAIN, frame)))
    assert [of(ard, "n_set", arm) for arm in ARMS] == [1, 2]


def test_an_arm_without_rows_and_a_unit_alone_have_no_spread():
    frame = wells()
    frame = frame[(frame.donor == "3")]
    ard = Ard(tuple(observed(MAIN, frame)))
    assert of(ard, "geo_mean", "DMSO") == pytest.approx(math.sqrt(72e6))
    assert of(ard, "geo_cv", "DMSO") is None
    assert of(ard, "n_units", "RUX") == 0
    assert of(ard, "median", "RUX") is None
    assert of(ard, "p_below", "RUX") is None


def test_on_the_raw_scale_rows_are_averaged_as_they_are():
    arm = pd.Series(pd.Categorical(["a", "a", "a"]), name="arm")
    values = pd.Series([1.0, 3.0, 10.0])
    seen = Observed(arm, pd.Series(["x", "x", "y"]), values, "v", "mm", geometric=False)
    ard = Ard(tuple(summary_rows(MAIN, seen)))
    assert ard.number("mean") == 6
    assert ard.number("sd") == pytest.approx(math.sqrt(32))
    assert ard.find("geo_mean") is None
    assert ard.find("mean").unit == "mm"


def test_missing_values_are_left_out():
    arm = pd.Series(pd.Categorical(["a", "a"]), name="arm")
    seen = Observed(arm, pd.Series(["x", "y"]), pd.Series([2.0, np.nan]), "v", "", True)
    ard = Ard(tuple(summary_rows(MAIN, seen)))
    assert (ard.number("n_units"), ard.number("n_rows")) == (1, 1)


def test_quartiles_are_those_of_sas():
    # PROC UNIVARIATE, PCTLDEF=5, of 1..8 gives 2.5, 4.5 and 6.5; of 1..7 gives 2, 4 and 6.
    eight = summary(np.arange(1.0, 9.0), geometric=False)
    assert (eight["q1"], eight["median"], eight["q3"]) == (2.5, 4.5, 6.5)
    seven = summary(np.arange(1.0, 8.0), geometric=False)
    assert (seven["q1"], seven["median"], seven["q3"]) == (2, 4, 6)


def test_decimals_of_raw_numbers():
    assert decimals(np.array([1.0, 2.25, 100.0])) == 2
    assert decimals(np.array([100.0, 2000.0])) == 0
    assert decimals(np.array([1e-7])) == 7
    assert decimals(np.array([])) == 0


def test_limits_above_are_counted_too():
    arm = pd.Series(pd.Categorical(["a", "b", "b"]), name="arm")
    above = np.array([False, True, True])
    limits = Limits(~above, above, None, pd.Series([5.0, 5.0, 6.0]), "", "uloq")
    ard = Ard(tuple(limit_rows(MAIN, arm, limits, "v", "mm")))
    assert ard.number("n_above", group1_level="b") == 2
    assert ard.number("p_above", group1_level="b") == 100
    assert ard.number("upper_max") == 6
    assert ard.find("n_below") is None
