"""Displays about data: every number stands in the results data, and none is made here."""

from __future__ import annotations

import dataclasses

from sap.ard import Ard
from sap.render.text import text_table
from sap.tables.number_styles import number_style
from sap.tables.populations import disposition_table, exclusions_listing, limits_table
from tests.tables.data_example import example, partly_read, words

CSR = number_style("csr")


def cells(table):
    return {row.label.text: [c.text for c in row.cells] for g in table.groups for row in g.rows}


def test_disposition_has_a_row_a_step():
    table = disposition_table(example(), words(), CSR)
    assert cells(table) == {
        "All data": ["", "8", "", "40"],
        'kind == "a"': ["0", "8", "10", "30"],
        "No mouse": ["2", "6", "6", "24"],
        "Too young": ["1", "5", "4", "20"],
        "Level is missing": ["0", "5", "2", "18"],
        "Level by diet": ["", "5", "", "18"],
    }
    assert [group.label.text for group in table.groups] == [
        "Data",
        "Rows of the endpoint",
        "Analysis set",
        "Without a value that the model needs",
        "Analysed",
    ]
    assert [column.spanner for column in table.columns] == ["Mice", "Mice", "Wells", "Wells"]


def test_rows_of_a_file_that_could_not_be_read_are_not_counted():
    table = disposition_table(partly_read("b.csv: There is no such file."), words(), CSR)
    found, whole = cells(table), cells(disposition_table(example(), words(), CSR))
    assert found["All data"] == ["", "8", "", "NE"]
    assert found['kind == "a"'] == ["0", "8", "NE", "30"]
    assert {name for name in found if found[name] != whole[name]} == {"All data", 'kind == "a"'}
    assert table.footnotes[0].shown == "[1] NE, not estimable: b.csv: There is no such file."
    marked = [cell for row in table.groups[0].rows for cell in row.cells if cell.marks]
    assert [(cell.text, cell.marks) for cell in marked] == [("NE", ("1",))]


def test_units_that_a_missing_value_leaves_undecided_have_a_footnote():
    table = disposition_table(example(), words(), CSR)
    assert [note.shown for note in table.footnotes] == [
        "[1] A missing value leaves the rule undecided for 1 of them; they stay in."
    ]
    rows = {row.label.text: row.label.marks for group in table.groups for row in group.rows}
    assert rows["Too young"] == ("1",)
    assert rows["No mouse"] == ()


def test_limits_show_number_and_share_by_arm():
    table = limits_table(example(), words(), CSR)
    assert cells(table) == {
        "Plain": ["9", "1 (11.1)", "-", "0"],
        "High fat": ["9", "3 (33.3)", "-", "2"],
    }
    assert [note.shown for note in table.footnotes] == [
        "Percentages are of wells with a result.",
        "-, there is no such limit.",
        "[1] Below the LLOQ (1.5 to 2) analysed as LLOQ/2.",
    ]


def test_an_endpoint_without_limits_has_dashes_and_its_missing_values():
    ard = Ard(tuple(row for row in example() if row.stat_name != "n_measured"))
    ard = Ard(tuple(row for row in ard if not row.stat_name.startswith(("below", "lower"))))
    ard = Ard(tuple(row for row in ard if row.stat_name not in ("n_below", "p_below")))
    table = limits_table(ard, words(), CSR)
    assert cells(table) == {"Plain": ["9", "-", "-", "0"], "High fat": ["9", "-", "-", "2"]}
    assert [note.shown for note in table.footnotes] == [
        "Percentages are of wells with a result.",
        "-, there is no such limit.",
    ]


def test_limits_of_a_sensitivity_analysis_are_its_own():
    rows = [
        dataclasses.replace(
            row,
            analysis="later",
            context=f"sensitivity: {row.context}",
            stat=None if row.stat is None else row.stat + 1,
        )
        for row in example()
    ]
    first = words().shown[0]
    later = dataclasses.replace(first, analysis="later", response="Later: Level (mg)")
    table = limits_table(Ard((*example(), *rows)), words(shown=(first, later)), CSR)
    assert [group.label.shown for group in table.groups] == [
        "E1 Level (mg) [1]",
        "E1 Later: Level (mg) [2]",
    ]
    assert [cell.text for cell in table.groups[1].rows[1].cells] == ["10", "4 (34.3)", "-", "3"]


def test_units_lost_alike_stand_once_under_all_endpoints():
    first = words().shown[0]
    second = dataclasses.replace(first, endpoint="E2", title="Weight")
    rows = [dataclasses.replace(row, endpoint="E2") for row in example()]
    rows = [row for row in rows if row.group1_level != "m2"]
    listing = exclusions_listing(Ard((*example(), *rows)), words(shown=(first, second)), CSR)
    assert [(group.label.text, len(group.rows)) for group in listing.groups] == [
        ("E1, E2: 2 not analysed", 2),
        ("E1 Level by diet: 1 not analysed", 1),
    ]
    # The same name of another kind of unit is somebody else.
    second = dataclasses.replace(second, units="cages")
    listing = exclusions_listing(Ard((*example(), *rows)), words(shown=(first, second)), CSR)
    assert [group.label.text for group in listing.groups] == [
        "E1 Level by diet: 3 not analysed",
        "E2 Weight: 2 not analysed",
    ]


def test_the_listing_names_each_unit_and_its_reason():
    listing = exclusions_listing(example(), words(), CSR, ("Source data: a.csv",))
    assert cells(listing) == {
        "m1": ["Analysis set", "No mouse"],
        "m2": ["Analysis set", "No mouse"],
        "=m3": ["Analysis set", "Too young"],
    }
    assert listing.groups[0].label.text == "E1 Level by diet: 3 not analysed"
    results = {row.key: row for row in example()}
    for row in listing.groups[0].rows:
        for cell in (row.label, *row.cells):
            (key,) = cell.source
            assert results[key].group1_level == row.label.text
            assert results[key].stat_text == row.cells[1].text
    lines = text_table(listing).splitlines()
    heading = next(line for line in lines if line.startswith("Mouse"))
    row = next(line for line in lines if "Too young" in line)
    assert heading.index("Reason") == row.index("Too young")
