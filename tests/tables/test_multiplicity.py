"""Summary of multiplicity: what is marked as no test, and every endpoint in its place."""

from __future__ import annotations

import dataclasses

import pytest

from sap.ard import Ard
from sap.ard.rows import MODEL, Analysis
from sap.tables.multiplicity import PLANNED, multiplicity_table
from sap.tables.number_styles import number_style
from sap.tables.placeholder import placeholder_style
from tests.tables.multiplicity_example import (
    FAMILIES,
    P_VALUES,
    REASON,
    WORDING,
    results,
    words,
)

CSR = number_style("csr")
DASHES = ["-", "-", "-"]


def table_of(wording=WORDING, style=CSR, **p_values):
    return multiplicity_table(results(P_VALUES | p_values), wording, style)


def row(table, label):
    return next(
        one.cells for group in table.groups for one in group.rows if one.label.text == label
    )


def shown(table, label):
    return [cell.text for cell in row(table, label)]


def notes_at(table, cell):
    notes = {note.mark: note.text for note in table.footnotes}
    return [notes[mark] for mark in cell.marks]


def test_every_endpoint_has_a_row_in_its_family():
    table = table_of()
    assert [len(group.rows) for group in table.groups] == [len(one.members) for one in FAMILIES]


def test_a_closed_gate_leaves_nominal_p_values_only():
    table = table_of()
    assert shown(table, "Endpoint D1") == ["0.003", *DASHES, "Not tested", "-"]
    (note,) = notes_at(table, row(table, "Endpoint D1")[0])
    assert note == "Nominal p-value, not a test: the gate, Blood, is closed."


def test_an_absent_gate_leaves_nominal_p_values_only():
    given = {endpoint: p for endpoint, p in P_VALUES.items() if endpoint != "A"}
    table = multiplicity_table(results(given), words(families=WORDING.families[1:]), CSR)
    assert shown(table, "Endpoint B1") == ["<0.001", *DASHES, "Not tested", "-"]
    (note,) = notes_at(table, row(table, "Endpoint B1")[0])
    assert note == "Nominal p-value, not a test: the gate, Primary, is not decided in this run."
    assert table.groups[0].label.text.endswith("gate Primary (not decided in this run)")


def test_before_there_are_data_a_gate_is_planned_and_no_decision_is_told():
    rows = (
        dataclasses.replace(row, stat_text=PLANNED)
        if row.endpoint and row.stat_name == "gate" and row.stat_text
        else row
        for row in results(P_VALUES | {"B3": 0.5})
    )
    table = multiplicity_table(Ard(tuple(rows)), WORDING, placeholder_style(CSR))
    label = next(group.label.text for group in table.groups if "gate" in group.label.text)
    assert "(" not in label
    assert shown(table, "Endpoint D1")[0] == "0.xxx"
    assert {one.cells[4].text for group in table.groups for one in group.rows} == {"Yes/No", "-"}


def test_an_endpoint_without_p_value_keeps_its_row_with_the_reason():
    table = table_of()
    assert shown(table, "Endpoint B3") == ["NE", "NE", "0.250", "0.0167", "Not tested", "-"]
    assert notes_at(table, row(table, "Endpoint B3")[0]) == [f"NE, not estimable: {REASON}"]


def test_the_others_gain_nothing_by_it_and_the_table_says_so():
    table = table_of()
    (note,) = notes_at(table, row(table, "Endpoint B3")[4])
    assert "keeps its place and its weight" in note
    failed, worst = table_of(), table_of(B3=1.0)
    for endpoint in ("B1", "B2", "B4"):
        assert shown(failed, f"Endpoint {endpoint}") == shown(worst, f"Endpoint {endpoint}")
    assert shown(worst, "Endpoint B3")[4] == "No"


def test_behind_a_closed_gate_it_is_ne_all_the_same():
    table = table_of(D2=None)
    assert shown(table, "Endpoint D2") == ["NE", *DASHES, "Not tested", "-"]


def test_a_family_without_results_keeps_its_rows():
    table = multiplicity_table(Ard(()), WORDING, CSR)
    assert shown(table, "Endpoint C1") == ["NE", "NE", "-", "-", "-", "-"]
    (note,) = notes_at(table, row(table, "Endpoint C1")[0])
    assert note == "NE, not estimable: The family is not part of this run."


def test_exploratory_is_marked_and_claims_nothing():
    table = table_of()
    assert shown(table, "Endpoint F1") == ["0.030", "0.060", *DASHES, "-"]
    heading = table.groups[-1].label
    assert heading.text == "Effect modifiers: Holm, level 0.05; exploratory"
    assert "support no claim" in notes_at(table, heading)[0]


def test_a_p_value_below_the_level_does_not_read_as_the_level():
    table = table_of(A=0.04996)
    assert shown(table, "Endpoint A")[:2] == ["0.04996", "0.04996"]
    half = dataclasses.replace(FAMILIES[0], alpha=0.025)
    ard = results({"A": 0.02496}, (half,))
    wording = dataclasses.replace(WORDING.families[0], alpha=0.025)
    table = multiplicity_table(ard, words(families=(wording,)), CSR)
    assert shown(table, "Endpoint A")[:2] == ["0.02496", "0.02496"]


def test_footnotes_and_sources_of_the_plan_are_there():
    ard = results()
    table = multiplicity_table(ard, words(footnotes=("As planned.",)), CSR, ("Source data: a.csv",))
    assert [note.text for note in table.footnotes if not note.mark][1:] == ["As planned."]
    assert table.sources == ("Source data: a.csv",)


def test_one_confirmatory_family_needs_no_word_on_several():
    table = multiplicity_table(results(), words(families=WORDING.families[:1]), CSR)
    assert not [note for note in table.footnotes if not note.mark]
    assert table.groups[0].label.text == "Primary: one hypothesis, level 0.05"


def test_a_p_value_above_the_level_does_not_read_as_the_level():
    assert shown(table_of(A=0.0501), "Endpoint A")[:2] == ["0.0501", "0.0501"]
    assert shown(table_of(A=0.05), "Endpoint A") == ["0.050", "0.050", "1.00", "0.0500", "Yes", "1"]


@pytest.mark.parametrize("changes", [{}, {"A": 0.0501}, {"A": 0.04999}, {"B1": 0.0126, "B3": 0.9}])
@pytest.mark.parametrize("style", ["csr", "nejm"])
def test_yes_stands_beside_an_adjusted_p_at_or_below_the_level(style, changes):
    table = table_of(style=number_style(style), **changes)
    for group in table.groups:
        for one in group.rows:
            p, rejected = one.cells[1].text, one.cells[4].text
            if rejected in ("Yes", "No") and p != "NE":
                assert (float(p.lstrip("<>")) <= 0.05) == (rejected == "Yes")


def test_an_error_common_to_both_arms_is_no_matter_of_a_test():
    """What shifts both arms alike leaves a ratio of 1 at 1."""
    blanks = Analysis("B1", "primary").row(
        MODEL, "condition", text="blanks", warning="Blanks took off 69 %: the interval."
    )
    with_blanks = Ard((*results(), blanks))
    assert multiplicity_table(with_blanks, WORDING, CSR) == table_of()
