"""What LLOQ/2 does to a ratio and its interval where much lies below the limit."""

from __future__ import annotations

import math

import pytest

import sap
from analyses.sclero_jak.estimands import true_effects
from tests.simulation.stated import stated_coverage
from tests.simulation.studies import coverage_bounds
from tests.simulation.wells import MODEL, wells_below_the_limit

pytestmark = pytest.mark.slow

SEED = 11
SETS = 100


@pytest.mark.parametrize(("endpoint", "analyte"), [("S1.2", "IL6"), ("S1.3", "CXCL10")])
def test_the_interval_holds_for_what_the_rule_tends_to_and_misses_the_truth(endpoint, analyte):
    true, read = (true_effects(below)[endpoint].log_ratio for below in (None, "lloq/2"))
    logs, covered, missed = [], 0, 0
    for number in range(SETS):
        wells = wells_below_the_limit(SEED, number, analyte)
        table = sap.fit(MODEL, wells).coefficients.set_index("term")
        row = table.loc["treatmentdrug"]
        logs.append(row["estimate"])
        covered += bool(row["conf_low"] <= read <= row["conf_high"])
        missed += not row["conf_low"] <= true <= row["conf_high"]
    fewest, _ = coverage_bounds(SETS)
    assert covered >= fewest
    assert math.exp(sum(logs) / SETS) == pytest.approx(math.exp(read), rel=0.03)
    fewest, most = coverage_bounds(SETS, level=stated_coverage()[endpoint])
    assert fewest <= SETS - missed <= most
