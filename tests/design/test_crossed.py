"""Cells of healthy donors under sera of patients: two samples that cross."""

from __future__ import annotations

from itertools import product

import pandas as pd
import pytest

from tests.design.wells import found, the

MODEL = (
    "y ~ dose + (1 | donor) + (1 | serum) + (0 + dose | donor) + (0 + dose | serum)"
    " + (1 | donor:serum) + (1 | donor:serum:arm) + (1 | plate)"
)
LAYERS = {"layers": ("donor", "culture"), "sampled": ("serum",)}


def crossed(donors: int = 24, each: int = 4, sera: int = 32) -> pd.DataFrame:
    """Give each donor some of the sera, in both arms, two wells each."""
    rows = []
    for donor, step, arm, well in product(range(donors), range(each), ("no", "yes"), (1, 2)):
        serum = (donor * each + step) % sera
        rows.append(
            {
                "donor": f"h{donor}",
                "serum": f"s{serum}",
                "arm": arm,
                "dose": 0.5 if arm == "yes" else -0.5,
                "culture": f"h{donor}-s{serum}-{arm}",
                "well": well,
                "plate": f"p{donor // 2}",
                "y": 1.0,
            }
        )
    return pd.DataFrame(rows)


def test_the_crossed_model_is_right_for_the_crossed_design():
    assert found(crossed(), MODEL, **LAYERS) == []


def test_pairs_of_cells_and_serum_are_not_the_sample():
    formula = "y ~ dose + (1 | donor:serum) + (1 | donor:serum:arm) + (1 | plate)"
    rules = found(crossed(), formula, **LAYERS)
    assert rules.count(("pseudo-replication", "error")) == 2


def test_a_model_without_the_serum_speaks_of_these_sera_only():
    formula = MODEL.replace(" + (1 | serum)", "").replace(" + (0 + dose | serum)", "")
    assert ("pseudo-replication", "error") in found(crossed(), formula, **LAYERS)


def test_an_effect_that_may_differ_between_sera_needs_a_term():
    formula = MODEL.replace(" + (0 + dose | serum)", "")
    assert found(crossed(), formula, **LAYERS) == [("assumed-alike", "warning")]


def test_three_sera_on_all_cells_can_not_speak_for_sera():
    frame = crossed(each=3, sera=3)
    assert ("few-sampled", "error") in found(frame, MODEL, **LAYERS)
    finding = the("few-sampled", frame, MODEL, **LAYERS)
    assert finding.headline == "3 sera can't speak for sera in general."
    assert finding.stops
    assert finding.terms == ()


@pytest.mark.parametrize(("sera", "refused"), [(4, True), (5, False)])
def test_five_sera_are_the_fewest(sera, refused):
    rules = found(crossed(each=4, sera=sera), MODEL, **LAYERS)
    assert (("few-sampled", "error") in rules) == refused


def test_the_sampled_unit_goes_by_its_own_name():
    frame = crossed(each=3, sera=3).rename(columns={"serum": "serum_donor"})
    layers = {"layers": ("donor", "culture"), "sampled": ("serum_donor",)}
    finding = the("few-sampled", frame, MODEL.replace("serum", "serum_donor"), **layers)
    assert finding.headline == "3 serum donors can't speak for serum donors in general."


def test_flow_tubes_of_the_crossed_design_need_no_term_for_the_culture():
    """One tube a culture: the term of the culture is the residual, and is told as the fault."""
    tubes = crossed()
    tubes = tubes[tubes["well"] == 1].reset_index(drop=True)
    three_way = "(1 | donor:serum:arm)"
    assert found(tubes, MODEL.replace(f" + {three_way}", ""), **LAYERS) == []
    finding = the("one-row-groups", tubes, MODEL, **LAYERS)
    assert finding.terms == (three_way,)
