"""What subtracting blanks does to a ratio and its interval, by how much the serum brings."""

from __future__ import annotations

import math

import pytest

import sap
from tests.house import ROOT
from tests.simulation.sera import MODEL, RATIO, serum_of, wells_with_blanks
from tests.simulation.stated import stated_coverage
from tests.simulation.studies import coverage_bounds

pytestmark = pytest.mark.slow

SEED = 11
SETS = 100
LEVEL = 0.95
# Above this share the study's plan refuses a number.
LARGEST_SHARE = 0.8
MONTE_CARLO = 1.96 * math.sqrt(LEVEL * (1.0 - LEVEL) / SETS)
"""Half of the range in which 95 % of simulations fall if the coverage is 95 %: 4.3 points."""


def simulated(response: str, share: float) -> tuple[float, float]:
    """Give the geometric mean of the estimated ratios, and the coverage of their intervals."""
    logs, covered = [], 0
    for number in range(SETS):
        wells = wells_with_blanks(SEED, number, share)
        table = sap.fit(MODEL.format(response), wells).coefficients.set_index("term")
        row = table.loc["armdrug"]
        logs.append(row["estimate"])
        covered += bool(row["conf_low"] <= math.log(RATIO) <= row["conf_high"])
    return math.exp(sum(logs) / SETS), covered / SETS


def test_without_any_in_the_serum_the_interval_holds():
    ratio, coverage = simulated("net", 0.0)
    assert abs(coverage - LEVEL) <= MONTE_CARLO
    assert ratio == pytest.approx(RATIO, rel=0.03)


@pytest.mark.parametrize("share", [0.25, 0.5, 0.75])
def test_subtracting_is_nearly_right_and_not_subtracting_is_wrong(share):
    net, held = simulated("net", share)
    plain, missed = simulated("measured", share)
    assert net == pytest.approx(RATIO, rel=0.05)
    assert plain > RATIO * 1.08
    assert held > missed + 0.2
    text = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
    figures = f"| {100 * share:.0f} % | {net:.2f} | {100 * held:.0f} % | {plain:.2f} |"
    assert f"{figures} {100 * missed:.0f} % |" in text


def test_without_an_effect_the_test_holds_its_level():
    """An error of the blanks shifts both arms alike, and leaves a ratio of 1 at 1."""
    given, made, covered = serum_of("CCL18"), 0, 0
    for number in range(SETS):
        wells = wells_with_blanks(SEED, number, given.share, ratio=1.0, lloq=given.lloq)
        if wells["blank"].mean() > LARGEST_SHARE * wells["measured"].mean():
            continue
        row = sap.fit(MODEL.format("net"), wells).coefficients.set_index("term").loc["armdrug"]
        made += 1
        covered += bool(row["conf_low"] <= 0.0 <= row["conf_high"])
    fewest, most = coverage_bounds(made, level=LEVEL)
    assert fewest <= covered <= most


@pytest.mark.parametrize(("endpoint", "analyte"), [("S3.1", "CCL18"), ("S3.2", "PDGFBB")])
def test_endpoints_net_of_blanks_cover_as_often_as_stated(endpoint, analyte):
    """The statement is of 2,000 other data sets, docs/methods.md; here are a few fresh ones."""
    given, made, covered = serum_of(analyte), 0, 0
    for number in range(SETS):
        wells = wells_with_blanks(SEED, number, given.share, ratio=given.ratio, lloq=given.lloq)
        if wells["blank"].mean() > LARGEST_SHARE * wells["measured"].mean():
            continue
        row = sap.fit(MODEL.format("net"), wells).coefficients.set_index("term").loc["armdrug"]
        made += 1
        covered += bool(row["conf_low"] <= math.log(given.ratio) <= row["conf_high"])
    fewest, most = coverage_bounds(made, level=stated_coverage()[endpoint])
    assert fewest <= covered <= most
    assert made > 0.9 * SETS
