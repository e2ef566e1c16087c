"""The design of a paired test: its pairs, and pairs that are no units of their own."""

from __future__ import annotations

import pytest

from sap.design.pairs import pairs
from tests.design.wells import design_of, wells


def test_the_note_counts_pairs_and_units_with_one_arm():
    frame = wells()
    lost = (frame["donor"] == "d03") & (frame["arm"] == "yes")
    (note,) = pairs(design_of(frame[~lost]), "donor")
    assert (note.rule, note.severity) == ("replication", "note")
    assert note.headline == "Arm is compared by the means of each donor."
    assert note.why == (
        "17 of 18 donors have both levels: 17 pairs. 1 donor with one level only is left out."
    )
    (whole,) = pairs(design_of(frame), "donor")
    assert whole.why == "18 of 18 donors have both levels: 18 pairs."


@pytest.mark.parametrize("layers", [("donor", "culture"), ("donor",)])
def test_several_pairs_of_one_donor_are_no_experiments_of_their_own(layers):
    frame = wells(cultures=3)
    frame["vial"] = frame["donor"] + "-" + frame["culture"].str[-1]
    note, error = pairs(design_of(frame, layers=layers), "vial")
    assert "54 of 54 vials" in note.why
    assert (error.rule, error.severity) == ("pseudo-replication", "error")
    assert error.why.startswith("54 pairs are of 18 donors")
    assert error.instead == "Write `within: donor` in its test."
    assert error.stops


def test_units_that_hold_several_donors_are_few_and_not_too_many():
    assert [one.severity for one in pairs(design_of(wells()), "plate")] == ["note"]
