"""Each rule of the design check: a design that has the fault, and one that has not."""

from __future__ import annotations

import pytest

from sap.design import RULES
from sap.spec import ACCEPTABLE
from tests.design.wells import GOOD, found, the, wells


def test_a_good_design_has_notes_only():
    assert found(wells()) == []


def test_every_rule_that_may_be_accepted_is_a_rule():
    assert set(ACCEPTABLE) <= set(RULES)


# Wells taken for cultures.


@pytest.mark.parametrize(
    "formula",
    [
        GOOD,
        "y ~ arm + (1 | donor) + (1 | culture) + (1 | plate)",
        "y ~ arm + (1 | donor / arm)",
        "y ~ arm + (0 + arm | donor)",
        "y ~ arm + (arm | donor)",
        "y ~ arm + (1 | donor) + (0 + dose | donor)",
    ],
)
def test_wells_kept_together_are_no_pseudo_replicates(formula):
    assert found(wells(), formula) == []


def test_wells_without_a_term_for_the_culture_are_pseudo_replicates():
    formula = "y ~ arm + (1 | donor) + (1 | plate)"
    assert ("pseudo-replication", "error") in found(wells(), formula)
    one = the("pseudo-replication", wells(), formula)
    assert one.headline == (
        "The model has no term for the culture, which was measured more than once."
    )
    assert "36 of 36 cultures have several wells (up to 2)" in one.why
    assert "72 wells for independent results where there are 36 cultures" in one.why
    assert one.instead == (
        "Add `(1 | culture)` to the formula; here `(1 | donor:arm)` is the same."
    )


def test_one_well_a_culture_is_no_pseudo_replicate():
    assert found(wells(repeats=1), "y ~ arm + (1 | donor)") == []


def test_several_cultures_an_arm_are_not_covered_by_donor_and_arm():
    assert found(wells(cultures=2)) == [("pseudo-replication", "error")]
    one = the("pseudo-replication", wells(cultures=2))
    assert one.instead == "Add `(1 | culture)` to the formula."
    assert found(wells(cultures=2), GOOD + " + (1 | culture)") == []


def test_donors_without_a_term_are_pseudo_replicates():
    frame = wells(repeats=1)
    assert found(frame, "y ~ arm + (1 | plate)") == [("pseudo-replication", "error")]
    assert (
        "The model has no term for the donor"
        in the("pseudo-replication", frame, "y ~ arm + (1 | plate)").headline
    )


def test_a_sampled_serum_without_a_term_is_a_pseudo_replicate():
    frame = wells().assign(serum=lambda x: "s" + (x.index % 6).astype(str))
    assert found(frame, GOOD, sampled=("serum",)) == [("pseudo-replication", "error")]
    assert found(frame, GOOD + " + (1 | serum)", sampled=("serum",)) == []
    assert found(frame, GOOD) == []


# Layers that are not declared, or can't be.


def test_layers_that_are_not_declared_are_asked_for():
    frame = wells(repeats=1)
    assert found(frame, "y ~ arm + (1 | donor)", layers=("donor",), declared=False) == [
        ("layers", "warning")
    ]
    assert found(wells(), "y ~ arm + (1 | donor)", layers=("donor",), declared=False) == [
        ("layers", "warning"),
        ("pseudo-replication", "warning"),
    ]
    assert found(wells(), layers=("donor",), declared=False) == [("layers", "warning")]


def test_a_culture_of_two_donors_is_an_error():
    frame = wells()
    frame.loc[frame.index[-1], "culture"] = "d00-no-0"
    assert ("layers", "error") in found(frame)
    assert "1 culture of 36 lies in more than one donor." in the("layers", frame).headline.lower()


# Random terms that can't be told apart.


def test_slopes_beside_donor_and_arm_are_the_same():
    formula = "y ~ arm + (1 + arm | donor) + (1 | donor:arm)"
    assert found(wells(), formula) == [("same-groups", "error")]
    one = the("same-groups", wells(), formula)
    assert "There is one culture in each." in one.why
    assert one.instead == (
        "Keep `(1 | donor:arm)` beside `(1 | donor)`, or `(1 + arm | donor)` alone."
    )


def test_slopes_beside_cultures_are_told_apart_by_several_cultures():
    formula = "y ~ arm + (1 + arm | donor) + (1 | culture)"
    assert found(wells(), formula) == [("same-groups", "error")]
    assert found(wells(cultures=2), formula) == []


def test_a_centred_slope_beside_donor_and_arm_is_the_same():
    formula = "y ~ arm + (1 | donor) + (0 + dose | donor) + (1 | donor:arm)"
    assert found(wells(), formula) == [("same-groups", "error")]
    frame = wells().assign(dose=lambda x: x["dose"] + 0.5)
    assert found(frame, formula) == []


def test_two_terms_with_the_same_groups():
    formula = "y ~ arm + (1 | donor:arm) + (1 | culture) + (1 | donor)"
    assert found(wells(), formula) == [("same-groups", "error")]
    assert found(wells(cultures=2), formula) == []


def test_a_term_with_a_group_a_row_is_the_residual():
    assert found(wells(repeats=1)) == [("one-row-groups", "error")]
    assert found(wells(repeats=1), "y ~ arm + (1 + arm | donor)") == [("one-row-groups", "error")]
    one = the("one-row-groups", wells(repeats=1), "y ~ arm + (1 + arm | donor)")
    assert one.instead == "Write `(1 | donor)`; the residual holds the rest."


def test_a_term_with_one_group():
    frame = wells().assign(plate="p0")
    assert found(frame) == [("single-group", "error")]


def test_a_term_that_is_a_fixed_effect():
    frame = wells()
    assert found(frame, "y ~ arm + sex + (1 | donor:arm) + (1 | donor) + (1 | sex)") == [
        ("same-as-fixed", "error")
    ]
    assert found(frame.assign(plate=frame["arm"])) == [("same-as-fixed", "error")]


def test_a_slope_of_what_does_not_vary():
    formula = "y ~ arm + sex + (sex | donor) + (1 | culture)"
    assert found(wells(), formula) == [("constant-slope", "error")]
    formula = "y ~ arm + age + (age | donor) + (1 | culture)"
    assert found(wells(), formula) == [("constant-slope", "warning")]
    assert found(wells(cultures=2), formula.replace("(age |", "(arm |")) == []


def test_a_variance_that_rests_on_few_groups():
    frame = wells(cultures=2)
    several = frame["culture"].str.endswith("-1")
    few = frame[~several | frame["donor"].isin(["d00", "d01"])]
    formula = GOOD + " + (1 | culture)"
    assert found(few, formula) == [("rests-on-few", "warning")]
    assert found(frame, formula) == []


# Plates, groups, levels, cells.


def test_plates_nested_in_arms():
    frame = wells()
    assert found(frame.assign(plate=frame["plate"] + frame["arm"])) == [
        ("nested-in-arms", "warning")
    ]
    one = the("nested-in-arms", frame)
    assert one.severity == "note"
    assert "6 of 6 plates hold both levels of arm" in one.why
    assert "Of 18 donors with more than one level, 18 have all of them in one plate." in one.why


def test_three_sera_can_not_speak_for_sera():
    frame = wells().assign(serum=lambda x: "s" + (x.index // 2 % 3).astype(str))
    formula = GOOD + " + (1 | serum)"
    assert found(frame, formula, sampled=("serum",)) == [("few-sampled", "error")]
    assert the("few-sampled", frame, formula, sampled=("serum",)).headline == (
        "3 sera can't speak for sera in general."
    )
    assert found(frame, formula) == [("few-groups", "warning")]


def test_three_plates_are_few():
    assert found(wells(donors=9)) == [("few-groups", "warning")]


def test_a_rare_level():
    formula = GOOD.replace("arm +", "arm * sex +", 1)
    frame = wells()
    frame["sex"] = frame["donor"].isin(["d00", "d01", "d02"]).map({True: "f", False: "m"})
    assert found(frame, formula) == [("few-units", "warning")]
    assert "f 3 donors" in the("few-units", frame, formula).why
    assert found(frame, formula, minimum=3) == []
    assert found(wells(), formula) == []


def test_an_empty_level_and_an_empty_combination():
    assert found(wells(), levels={"arm": ("no", "yes", "maybe")}) == [("empty-cells", "warning")]
    frame = wells()
    formula = GOOD.replace("arm +", "arm * sex +", 1)
    assert found(frame, formula) == []
    frame = frame[~((frame["arm"] == "yes") & (frame["sex"] == "f"))]
    assert ("empty-cells", "warning") in found(frame, formula)
    assert "No well of: yes with f." in the("empty-cells", frame, formula).why


def test_an_effect_shown_where_there_are_no_data():
    formula = GOOD.replace("arm +", "arm * age +", 1)
    seen = {"age": (30.0, 40.0, 47.0)}  # both ends are those of the wells
    assert found(wells(), formula, shown_at=seen) == []
    beyond = {"age": (29.0, 40.0, 60.0)}
    assert found(wells(), formula, shown_at=beyond) == [("unseen-values", "warning")]
    one = the("unseen-values", wells(), formula, shown_at=beyond)
    assert (
        one.headline == "age: the effect is shown at 29 and 60, and the data reach from 30 to 47."
    )


def test_an_effect_assumed_alike():
    frame = wells(cultures=2)
    assert found(frame, "y ~ arm + (1 | donor) + (1 | culture)") == [("assumed-alike", "warning")]
    assert found(frame, GOOD + " + (1 | culture)") == []
