"""Type I error with eight donors: the small-sample methods hold 5 %, z and wells as N do not."""

from __future__ import annotations

import math

import pytest

import sap
from tests.simulation.wells import MODEL, WELLS_AS_DONORS, null_wells

pytestmark = pytest.mark.slow

SEED = 7
SETS = 800
LEVEL = 0.05
MONTE_CARLO = 1.96 * math.sqrt(LEVEL * (1.0 - LEVEL) / SETS)
"""Half of the range in which 95 % of simulations fall if the error is 5 %: 1.5 points."""


def rejections(formula: str, ddf: str) -> float:
    """Share of the data sets whose treatment effect has a p below 5 %."""
    found = 0
    for number in range(SETS):
        table = sap.fit(formula, null_wells(SEED, number), ddf=ddf).coefficients
        found += bool(table.set_index("term")["p_value"]["treatmentdrug"] < LEVEL)
    return found / SETS


@pytest.mark.parametrize("ddf", ["kenward-roger", "satterthwaite"])
def test_small_sample_methods_hold_the_level(ddf):
    assert abs(rejections(MODEL, ddf) - LEVEL) <= MONTE_CARLO


def test_z_does_not_hold_it():
    assert rejections(MODEL, "asymptotic") > LEVEL + MONTE_CARLO


def test_wells_taken_as_donors_do_not_hold_it_by_far():
    assert rejections(WELLS_AS_DONORS, "kenward-roger") > 4 * LEVEL
