"""What only the statistician can decide: found with the evidence, and left as it is."""

from __future__ import annotations

import numpy as np
import pytest

SCALE = """queries:
  plate_scale:
    kind: scale
    dataset: wells
    by: [plate]
    value: measured
    expected: nominal
    factors: {g for mg: 1000, diluted twice: 20}
    until_decided: leave out
    question: Which unit?
"""


@pytest.fixture
def plates(lab):
    lab.columns = "plate: plate\nmeasured: measured\nnominal: nominal"
    lab.variables = (
        "plate: {label: Plate, type: id}\nmeasured: {label: Measured, type: number, unit: mg}\n"
        "nominal: {label: Nominal, type: number, unit: mg}"
    )
    lab.end = SCALE

    def write(**ratios):
        rows = [
            f"{plate}{n},{plate},{100 * ratio * (1 + 0.1 * n)},100"
            for plate, ratio in ratios.items()
            for n in range(2)
        ]
        lab.write("\n".join(["well,plate,measured,nominal", *rows, ""]))
        return lab

    return write


def test_controls_within_the_precision_of_an_assay_raise_no_question(plates):
    assert plates(P1=1, P2=0.73, P3=1.5, P4=0.55).queries() == ()


def test_a_shifted_control_is_a_question_with_evidence(plates):
    lab = plates(P1=1, P2=0.001, P3=20, P4=6)
    queries = lab.queries()
    assert [one.title for one in queries] == ["P2", "P3", "P4"]
    assert [one.suspicion for one in queries] == ["g for mg (x1000)", "diluted twice (x20)", ""]
    assert "times lower" in queries[0].evidence
    assert [line for _, _, line, _ in queries[0].concerned] == [4, 5]
    assert queries[0].leave_out


def test_nothing_is_changed_by_a_question(plates):
    lab = plates(P1=1, P2=0.001)
    np.testing.assert_allclose(lab.table().frame["measured"], [100, 110, 0.1, 0.11])


def test_without_a_nominal_value_the_other_groups_are_the_measure(plates):
    lab = plates(P1=1, P2=1.1, P3=0.9, P4=1000)
    lab.end = lab.end.replace("    expected: nominal\n", "")
    (query,) = lab.queries()
    assert query.title == "P4"
    assert "other groups' median" in query.evidence


def test_a_question_about_two_variables_asks_of_a_derived_one(plates):
    lab = plates(P1=1, P2=1.5, P3=0.5)
    lab.variables += (
        "\ntimes: {label: Times the nominal, type: number, derived: {ratio: [measured, nominal]}}"
        "\nsteps: {label: Steps of a half, type: number, derived: {per: {of: times, step: 0.5}}}"
    )
    lab.end = (
        "queries:\n  high: {kind: rows, dataset: wells, by: [plate], where: steps >= 2.6, "
        "question: Is it right?}\n"
    )
    (query,) = lab.queries()
    assert query.title == "P2"
    assert query.evidence == "2 rows with: steps >= 2.6"
    assert not query.leave_out


SWAP = """queries:
  arms:
    kind: swap
    dataset: wells
    by: [donor]
    over: [analyte]
    of: arm
    value: value
    question: Were the arms exchanged?
"""


def arms(lab, swapped=None, effect=-1.0, donors=20):
    rng = np.random.default_rng(7)
    lab.columns = "donor: donor\nanalyte: analyte\narm: arm\nvalue: value"
    lab.variables = (
        "donor: {label: Donor, type: id}\nanalyte: {label: Analyte, type: factor, levels: [x, y]}\n"
        "arm: {label: Arm, type: factor, levels: [no, yes]}\n"
        "value: {label: Value, type: number, unit: mg}"
    )
    lab.end = SWAP
    rows = ["well,donor,analyte,arm,value"]
    for donor in range(donors):
        for analyte in "xy":
            level, shift = rng.normal(3, 1), effect + rng.normal(0, 0.25)
            for arm in ("no", "yes"):
                drug = (arm == "yes") != (donor == swapped)
                value = np.exp(level + shift * drug)
                rows.append(f"{donor}{analyte}{arm},D{donor},{analyte},{arm},{value}")
    lab.write("\n".join([*rows, ""]))
    return lab


def test_arms_that_changed_places_are_a_question(lab):
    (query,) = arms(lab, swapped=5).queries()
    assert query.group == (("donor", "D5"),)
    assert query.suspicion == "levels exchanged"
    assert "other direction" in query.evidence
    assert not query.leave_out


def test_arms_in_their_place_raise_no_question(lab):
    assert arms(lab).queries() == ()


def test_without_an_effect_nobody_can_tell(lab):
    assert arms(lab, swapped=5, effect=0.0).queries() == ()


def test_with_few_donors_nobody_can_tell(lab):
    assert arms(lab, swapped=2, donors=5).queries() == ()


def test_rows_that_contradict_themselves(lab):
    lab.columns = "value: value\narm: arm"
    lab.variables += "\narm: {label: Arm, type: factor, levels: [no, yes]}"
    lab.end = (
        "queries:\n  dose: {kind: rows, dataset: wells, by: [well], question: Which is right?,\n"
        '    where: arm == "no" and value > 0}\n'
    )
    lab.write("well,value,arm\nA1,0,no\nA2,1,no\nA3,1,yes\nA4,,no\n")
    (query,) = lab.queries()
    assert query.title == "A2"
    entry = next(e for e in lab.report().entries if e.action == "query")
    assert (entry.row, entry.key, entry.before, entry.after) == (3, "A2", "", "")


def test_rows_in_question_say_nothing_about_others(lab):
    lab = arms(lab)
    content = (lab.folder / "wells.csv").read_text()
    arm = next(line for line in content.splitlines() if line.startswith("5xyes"))
    shifted = arm.rsplit(",", 1)[0] + ",1000000"
    lab.write(content.replace(arm, shifted))
    assert [one.title for one in lab.queries()] == ["D5"]
    lab.end = lab.end.replace(
        "queries:\n",
        "queries:\n  big: {kind: rows, dataset: wells, by: [well], where: value > 10000,\n"
        "    until_decided: leave out, question: Which unit?}\n",
    )
    assert [(one.name, one.title) for one in lab.queries()] == [("big", "5xyes")]
