"""Rows of a paired test: what each kind has, counts, conditions, and what is missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sap.ard import Ard
from sap.ard.paired import NAMES, failed_paired_rows, paired_rows
from sap.ard.rows import Analysis
from sap.engines.base import PairedRequest
from tests.example_run import LABELS, PAIRED, REASON, RESULT

PAIRS = Analysis("P1", "pairs", sensitivity=True)


def request(kind):
    return PairedRequest(kind, "concentration", "log", "donor", "treatment", "RUX", "DMSO", 0.95)


def made(kind, found=PAIRED, result=RESULT):
    return Ard(tuple(paired_rows(PAIRS, found, request(kind), result, LABELS)))


@pytest.mark.parametrize("kind", NAMES)
def test_each_kind_has_its_statistics_under_the_contrast(kind):
    ard = made(kind).select(kind="contrast")
    assert {row.stat_name for row in ard} == {"scale", *NAMES[kind]}
    assert ard.values("group1_level") == ("RUX / DMSO",)
    assert ard.values("context") == ("sensitivity: contrast",)
    assert [ard.number(name) for name in NAMES[kind]] == [
        PAIRED.statistics[name] for name in NAMES[kind]
    ]
    assert not any(row.error for row in ard)


def test_who_is_compared_and_who_is_not_is_counted_and_said():
    ard = made("wilcoxon")
    assert ard.number("n_pairs") == 92
    assert [ard.number("n_unpaired", group1_level=arm) for arm in ("DMSO", "RUX")] == [2, 4]
    assert ard.number("n_zero") == 1
    assert [row.warning for row in ard.select(stat_name="condition")] == [
        "Left out for having one arm only: 6 of 98, by donor (Vehicle 2, Ruxolitinib 4).",
        "Differences of zero, 1 of 92, are dropped for the p-value; estimate and interval "
        "have them.",
    ]
    assert made("paired-t").find("n_zero") is None


def test_nothing_is_said_where_nothing_is_left_out():
    whole = replace(PAIRED, n_unpaired={"DMSO": 0, "RUX": 0}, n_zero=0)
    assert not made("wilcoxon", whole).select(stat_name="condition")
    assert made("wilcoxon", whole).number("n_unpaired", group1_level="RUX") == 0


def test_a_difference_has_the_unit_of_the_response():
    plain = replace(RESULT, effect="difference", request=replace(RESULT.request, type="link"))
    ard = made("paired-t", result=plain)
    assert ard.find("estimate").group1_level == "RUX - DMSO"
    assert [ard.find(name).unit for name in ("estimate", "std_error", "df")] == [
        *("pg/mL", "pg/mL", "")
    ]
    assert made("paired-t").find("estimate").unit == ""


def test_an_interval_that_does_not_reach_the_level_is_missing_with_the_reason():
    nothing = {**PAIRED.statistics, "conf_low": float("nan"), "conf_high": float("nan")}
    ard = made("wilcoxon", replace(PAIRED, statistics=nothing, n_pairs=5))
    for name in ("conf_low", "conf_high"):
        row = ard.find(name)
        assert row.stat is None
        assert row.error == "With 5 pairs no interval of signed ranks reaches 95 %."
    assert ard.find("estimate").error == ""


@pytest.mark.parametrize("kind", NAMES)
def test_a_test_that_failed_has_the_same_rows_with_the_reason(kind):
    failed = Ard(tuple(failed_paired_rows(PAIRS, request(kind), RESULT, REASON)))
    keys = [row.key for row in made(kind).select(kind="contrast")]
    rows = failed.select(kind="contrast")
    assert [row.key for row in rows] == keys
    assert all(row.stat is None and row.error == REASON for row in rows)
    assert failed.text("failure") == REASON
