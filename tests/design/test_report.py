"""What the design check says of a good design, and how it reads."""

from __future__ import annotations

from sap.design.check import Checked, find, stop_at_errors
from sap.design.report import report
from tests.design.wells import GOOD, design_of, the, wells


def checked(formula: str = GOOD, accepted=None, name: str = "primary", **changes) -> Checked:
    design = design_of(wells(), formula, **changes)
    return Checked("E", name, "Arms compared", design, find(design, accepted))


def test_notes_say_what_is_replicated():
    notes = {one.rule: one for one in find(design_of(wells())) if one.severity == "note"}
    assert set(notes) == {"replication", "pseudo-replication", "two-in-one", "nested-in-arms"}
    assert notes["replication"].headline == "Arm is compared within donors."
    assert "18 of 18 donors have both levels" in notes["replication"].why
    assert "The unit of replication is the culture (36), not the well (72)." in (
        notes["replication"].why
    )
    assert "With one culture a donor and arm (36)" in notes["two-in-one"].why


def test_donors_with_one_arm_are_counted():
    frame = wells()
    one = the("replication", frame[~((frame["donor"] == "d03") & (frame["arm"] == "yes"))])
    assert "17 of 18 donors have both levels" in one.why
    assert "1 have one only (no 1)." in one.why


def test_a_subgroup_differs_between_donors():
    findings = find(design_of(wells(), GOOD.replace("arm +", "arm * sex + age +", 1)))
    headlines = [one.headline for one in findings if one.rule == "replication"]
    assert headlines == [
        "Arm is compared within donors.",
        "Sex differs between donors.",
        "age differs between donors.",
    ]
    sex = next(one for one in findings if one.headline.startswith("Sex"))
    assert "n = 18: 9 m and 9 f." in sex.why


def test_the_report_shows_layers_findings_and_what_to_write():
    text = report([checked("y ~ arm + (1 | donor) + (1 | plate)")])
    assert "  18 donors  >  36 cultures  >  72 wells" in text
    assert "  2 cultures a donor; 2 wells a culture; across them 6 plates" in text
    assert "  ✗ error: The model has no term for the culture" in text
    assert "      → Add `(1 | culture)` to the formula; here `(1 | donor:arm)` is the same." in text
    assert "[pseudo-replication]" in text
    assert text.endswith("Design of 1 analysis: 1 error and 2 notes.\n")
    assert max(len(line) for line in text.splitlines()) <= 88


def test_a_sensitivity_analysis_does_not_repeat_notes():
    text = report([checked(), checked(name="again")])
    assert text.count("Arm is compared within donors.") == 1
    assert "4 notes as for E primary." in text


def test_an_accepted_error_shows_its_reason_and_does_not_stop():
    reasons = {"pseudo-replication": "Wells were poured from cultures of their own."}
    one = checked("y ~ arm + (1 | donor) + (1 | plate)", reasons)
    text = report([one])
    assert "✗ error, accepted: The model has no term for the culture" in text
    assert "= The spec goes on: Wells were poured from cultures of their own." in text
    assert "0 errors" in text
    assert "1 accepted by the spec" in text
    stop_at_errors([one], "spec.yml")


def test_a_reason_without_a_fault_is_pointed_out():
    one = checked(accepted={"few-units": "Rare disease."})
    (note,) = (f for f in one.findings if f.rule == "few-units")
    assert note.severity == "note"
    assert note.headline == "The spec accepts 'few-units', and nothing of that name was found."
    assert not note.accepted
