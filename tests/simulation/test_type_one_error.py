"""Type I error with eight donors: the small-sample methods hold 5 %, z and wells as N do not."""

from __future__ import annotations

import math

import pytest

import sap
from tests.house import ROOT
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


def assert_quoted(words: str, share: float) -> None:
    """docs/methods.md tells of this simulation; the figures are the same."""
    text = " ".join((ROOT / "docs" / "methods.md").read_text(encoding="utf-8").split())
    assert f"{words} {100.0 * share:.1f} %" in text


@pytest.mark.parametrize("ddf", ["kenward-roger", "satterthwaite"])
def test_small_sample_methods_hold_the_level(ddf):
    found = rejections(MODEL, ddf)
    assert abs(found - LEVEL) <= MONTE_CARLO
    assert_quoted("-".join(word.capitalize() for word in ddf.split("-")), found)


def test_z_does_not_hold_it():
    found = rejections(MODEL, "asymptotic")
    assert found > LEVEL + MONTE_CARLO
    assert_quoted("z", found)


def test_wells_taken_as_donors_do_not_hold_it_by_far():
    found = rejections(WELLS_AS_DONORS, "kenward-roger")
    assert found > 4 * LEVEL
    assert_quoted("(`(1 | donor)` alone)", found)
