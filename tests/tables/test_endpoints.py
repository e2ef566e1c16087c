"""One row an endpoint: what stands in the columns of p-values, and what has no number."""

from __future__ import annotations

import dataclasses

import pytest

from sap.ard import Ard, ordered
from sap.ard.files import csv_bytes, read_csv
from sap.ard.rows import CONTRAST, MODEL, MULTIPLICITY, Analysis
from sap.tables.endpoint_notes import UNADJUSTED
from sap.tables.endpoints import endpoints_table
from sap.tables.number_styles import number_style
from tests.tables.endpoints_example import (
    REASON,
    WORDING,
    effects,
    example,
    family,
    limits,
    member,
    model,
    words,
)

CSR = number_style("csr")


def rows(table):
    return {row.label.text: [c.shown for c in row.cells] for g in table.groups for row in g.rows}


def headings(table):
    return [column.lines[0].shown for column in table.columns]


def texts(table):
    return [note.text for note in table.footnotes]


def one(numbers=(2.0, 1.0, 0.5, 0.4, 0.6), *more, of="", **options):
    """Lay out one endpoint alone."""
    made = Ard(ordered([*model("E1"), *effects("E1", numbers, **options), *more]))
    shown = (dataclasses.replace(WORDING.shown[0], family=of),)
    return endpoints_table(made, words(shown=shown), CSR)


def test_columns_are_those_of_the_layout():
    table = endpoints_table(example(), words(shown=WORDING.shown[:3]), CSR)
    assert headings(table) == [
        "Rats",
        "<LLOQ n (%)",
        "Plain",
        "High fat",
        "GMR (95% CI)",
        "p raw",
        "p adj [1]",
    ]
    assert [group.label.text for group in table.groups] == ["Milk <& blood (family F1)"]
    assert rows(table)["Iron (mg/L)"] == [
        "8",
        "4 (20.0)",
        "12.3",
        "10.1",
        "0.82 (0.70, 0.997) [2]",
        "0.012",
        "0.025",
    ]
    assert texts(table)[-3].startswith("Family F1 (Milk <& blood): adjusted by Holm's procedure")
    assert texts(table)[-3].endswith("its gate, family P (Primary), is open.")


@pytest.mark.parametrize(
    ("gate", "why"), [("closed", "is closed"), ("absent", "is not part of this run")]
)
def test_behind_a_gate_that_is_not_open_nothing_is_tested(gate, why):
    table = endpoints_table(example(gate), words(shown=WORDING.shown[:3]), CSR)
    iron = rows(table)["Iron (mg/L)"]
    assert iron[4:] == ["0.82 (0.70, 0.997) [2]", "0.012 [3]", "-"]
    assert f"Nominal, not a test: the gate of family F1, family P (Primary), {why}." in texts(table)


def test_outside_of_every_family_there_is_no_p_value():
    table = one()
    assert headings(table) == ["Rats", "Plain", "High fat", "GMR (95% CI)"]
    assert UNADJUSTED in texts(table)


def test_beside_a_family_what_is_in_none_has_dashes():
    table = endpoints_table(example(), WORDING, CSR)
    assert rows(table)["Weight (g)"][-2:] == ["-", "-"]
    group = next(group for group in table.groups if group.label.text == "In no family")
    marked = [note.text for note in table.footnotes if note.mark in group.label.marks]
    assert UNADJUSTED in marked


def test_an_endpoint_that_failed_keeps_its_row_and_says_why():
    table = endpoints_table(example(), words(shown=WORDING.shown[:3]), CSR)
    copper = rows(table)["Copper (mg/L)"]
    assert copper == ["8", "1 (5.0)", *["NE [3]"] * 5]
    assert f"NE, not estimable: {REASON}" in texts(table)
    assert "NE, not estimable;" in texts(table)[0]


def test_an_endpoint_without_any_results_keeps_its_row():
    table = endpoints_table(Ard(()), words(shown=WORDING.shown[:1]), CSR)
    assert rows(table) == {"Iron (mg/L)": ["-", "NE [2]", "NE [2]", "NE [2]", "NE [3]", "NE [3]"]}
    assert "NE, not estimable: Family F1 was not evaluated in this run." in texts(table)
    assert "Family F1 (Milk <& blood) was not evaluated in this run." in texts(table)


def test_an_exploratory_family_claims_nothing():
    tested = [*family("F1", "holm", "Milk"), *member("E1", "F1", (0.01, 0.06))]
    made = Ard(ordered([*model("E1"), *effects("E1", (2.0, 1.0, 0.5, 0.4, 0.6)), *tested]))
    families = (dataclasses.replace(WORDING.families[0], exploratory=True),)
    table = endpoints_table(made, words(shown=WORDING.shown[:1], families=families), CSR)
    assert rows(table)["Iron (mg/L)"][-2:] == ["0.010", "0.060"]
    assert any("it has no gate. Exploratory: p-values are nominal" in text for text in texts(table))


def test_a_p_value_does_not_cross_the_level_of_its_family():
    tested = [*family("F1", "holm", "Milk"), *member("E1", "F1", (0.0246, 0.0496))]
    assert rows(one((2.0, 1.0, 0.5, 0.4, 0.6), *tested, of="F1"))["Iron (mg/L)"][-2:] == [
        "0.025",
        "0.0496",
    ]


def test_a_difference_is_written_as_one_and_named():
    difference = {"scale": "difference", "contrast": "fat - plain", "unit": "g"}
    made = [
        *model("E1", transformation="identity"),
        *effects("E1", (20.0, 21.0, 1.0, -0.5, 2.5), **difference),
    ]
    shown = (dataclasses.replace(WORDING.shown[0], family=""),)
    table = endpoints_table(Ard(ordered(made)), words(shown=shown), CSR)
    assert headings(table)[-1] == "Difference (95% CI)"
    assert {column.spanner for column in table.columns[1:3]} == {"LS mean"}
    assert rows(table)["Iron (mg/L)"][-1] == "1.00 (−0.500, 2.50)"


def test_kinds_of_effects_that_differ_are_told_apart():
    table = endpoints_table(example(), WORDING, CSR)
    assert "Effect (95% CI)" in headings(table)
    assert "The estimate is a geometric mean ratio." in texts(table)
    assert "The estimate is a difference in g." in texts(table)


def test_each_contrast_has_a_row_and_counts_stand_once():
    second = effects("E1", (2.0, 1.0, 0.8, 0.7, 0.9), contrast="lean / plain")
    more = [row for row in second if row.context == CONTRAST]
    made = rows(one((2.0, 1.0, 0.5, 0.4, 0.6), *more))
    assert made == {
        "Iron (mg/L): fat / plain": ["8", "2.00", "1.00", "0.50 (0.40, 0.60)"],
        "Iron (mg/L): lean / plain": ["", "2.00", "1.00", "0.80 (0.70, 0.90)"],
    }


def test_rules_for_limits_that_differ_stand_at_their_rows():
    made = []
    for name, rule in (("E1", "lloq/2"), ("E2", "drop")):
        made += [*model(name), *limits(name, rule=rule), *effects(name, (2.0, 1.0, 0.5, 0.4, 0.6))]
    shown = tuple(dataclasses.replace(one, family="") for one in WORDING.shown[:2])
    table = endpoints_table(Ard(ordered(made)), words(shown=shown), CSR)
    assert rows(table)["Iron (mg/L)"][1] == "4 (20.0) [1]"
    assert rows(table)["Zinc <free> (mg/L)"][1] == "4 (20.0) [3]"
    assert texts(table)[-1].endswith("those below the LLOQ are left out.")


def test_confidence_levels_that_differ_are_named():
    made = []
    for name, level in (("E1", 0.95), ("E2", 0.9)):
        made += [*model(name, level=level), *effects(name, (2.0, 1.0, 0.5, 0.4, 0.6))]
    shown = tuple(dataclasses.replace(one, family="") for one in WORDING.shown[:2])
    table = endpoints_table(Ard(ordered(made)), words(shown=shown), CSR)
    assert headings(table)[-1] == "GMR (CI)"
    assert {"The confidence level is 95%.", "The confidence level is 90%."} <= set(texts(table))


def test_a_p_value_without_its_adjustment_is_not_estimable():
    own = Analysis("E1", "primary")
    tested = [*family("F1", "holm", "Milk"), own.row(MULTIPLICITY, "p_value", 0.01, variable="F1")]
    made = rows(one((2.0, 1.0, 0.5, 0.4, 0.6), *tested, of="F1"))["Iron (mg/L)"]
    assert made[-2:] == ["0.010", "NE [2]"]


def test_the_table_can_be_made_again_from_a_stored_ard(tmp_path):
    (tmp_path / "ard.csv").write_bytes(csv_bytes(example()))
    again = endpoints_table(read_csv(tmp_path / "ard.csv"), WORDING, CSR)
    assert again == endpoints_table(example(), WORDING, CSR)


@pytest.mark.parametrize(("estimate", "marked"), [(0.5, True), (None, False)])
def test_what_an_interval_does_not_know_stands_at_the_interval(estimate, marked):
    text = "Blanks took off 69 %: the interval is too narrow."
    blanks = Analysis("E1", "primary").row(MODEL, "condition", text="blanks", warning=text)
    numbers = (2.0, 1.0, *([estimate, 0.4, 0.6] if marked else [None] * 3))
    table = one(numbers, blanks, error="" if marked else REASON)
    (row,) = (row for group in table.groups for row in group.rows)
    notes = {note.mark: note.text for note in table.footnotes}
    assert row.label.marks == ()
    assert (text in [notes[mark] for mark in row.cells[-1].marks]) == marked
    assert (text in texts(table)) == marked


@pytest.mark.parametrize(("below", "marked"), [((1, 1), True), ((1, 0), False)])
def test_many_results_below_the_limit_are_told_at_the_interval(below, marked):
    table = one((2.0, 1.0, 0.5, 0.4, 0.6), *limits("E1", below))
    (row,) = (row for group in table.groups for row in group.rows)
    assert bool(row.cells[-1].marks) == marked
    assert (
        any("LLOQ/2 stands for 10 % of the results (2 of 20)" in x for x in texts(table)) == marked
    )
