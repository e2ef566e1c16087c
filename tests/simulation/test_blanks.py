"""What subtracting blanks does to a ratio and its interval, by how much the serum brings."""

from __future__ import annotations

import math

import pytest

import sap
from tests.house import ROOT
from tests.simulation.sera import MODEL, RATIO, wells_with_blanks

pytestmark = pytest.mark.slow

SEED = 11
SETS = 100
LEVEL = 0.95
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
