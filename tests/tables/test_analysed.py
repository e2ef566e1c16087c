"""Table kind ``analysed``: each count stands in the results, each reason below the table."""

from __future__ import annotations

import dataclasses

from sap.ard import Ard, ordered
from sap.ard.rows import DISPOSITION, FAILURE, Analysis
from sap.tables.analysed import analysed_table
from sap.tables.number_styles import number_style
from tests.tables.data_example import example, words

CSR = number_style("csr")
FIRST = dataclasses.replace(words().shown[0], population="All mice")


def second(**changes):
    return dataclasses.replace(FIRST, **{"endpoint": "E2", "title": "Weight", **changes})


def both(*other: tuple[str, str, str, float]) -> Ard:
    """Give the example's rows for two endpoints, some numbers of steps of the second changed."""
    changed = {one[:3]: one[3] for one in other}
    rows = []
    for row in example():
        value = changed.get((row.variable, row.variable_level, row.stat_name), row.stat)
        rows += [row, dataclasses.replace(row, endpoint="E2", stat=value)]
    return Ard(ordered(rows))


def shown(table):
    return {
        row.label.text: [cell.shown for cell in row.cells]
        for group in table.groups
        for row in group.rows
    }


def notes(table):
    return [note.shown for note in table.footnotes]


def test_one_row_an_endpoint_with_reasons_below():
    table = analysed_table(example(), words(shown=(FIRST,)), CSR)
    assert [column.lines[0].text for column in table.columns] == [
        *("In the set", "Missing", "All", "Plain", "High fat")
    ]
    assert [column.spanner for column in table.columns] == [
        *("", "Taken out", "Analysed", "Analysed", "Analysed")
    ]
    assert shown(table) == {"E1 Level by diet": ["5 (20)", "0 (2) [2]", "5 (18)", "5 (9)", "5 (9)"]}
    assert table.groups[0].label.shown == "All mice [1]"
    assert notes(table)[1:] == [
        "[1] Of 8 mice, not in the set: No mouse, 2; Too young, 1 (a missing value leaves this "
        "undecided for 1 of them, which stay in).",
        "[2] Level is missing.",
    ]


def test_several_reasons_have_counts_of_their_own():
    rows = [
        dataclasses.replace(row, group1_level="6", variable_level="No cage", stat=3.0)
        for row in example()
        if row.variable == "missing"
    ]
    table = analysed_table(Ard((*example(), *rows)), words(shown=(FIRST,)), CSR)
    assert shown(table)["E1 Level by diet"][1] == "3 (5) [2]"
    assert any("Level is missing, 0 (2); No cage, 3 (3)" in note for note in notes(table))


def test_sets_that_differ_within_a_group_are_told_of_each_endpoint():
    wording = words(shown=(FIRST, second()))
    alike = analysed_table(both(), wording, CSR)
    assert alike.groups[0].label.shown == "All mice [1]"
    apart = analysed_table(both(("set", "No mouse", "n_removed_units", 3.0)), wording, CSR)
    assert apart.groups[0].label.shown == "All mice"
    assert shown(apart)["E1 Level by diet"][0] == "5 (20) [1]"
    assert shown(apart)["E2 Weight"][0] == "5 (20) [3]"
    assert notes(apart)[3].startswith("[3] Of 8 mice, not in the set: No mouse, 3;")


def test_an_endpoint_of_another_set_has_a_group_of_its_own():
    wording = words(shown=(FIRST, second(population="Rats", unit_noun="rat", row_noun="tube")))
    table = analysed_table(both(), wording, CSR)
    assert [group.label.text for group in table.groups] == ["All mice", "Rats"]
    assert notes(table)[0].startswith("Numbers are of mice, in brackets of wells or tubes.")
    assert any(note.startswith("[3] Of 8 rats") for note in notes(table))


def test_an_endpoint_without_data_keeps_its_row_and_the_others_their_numbers():
    failure = Analysis("E2", "primary").row(FAILURE, "failure", text="No such file.")
    wording = words(shown=(FIRST, second()))
    table = analysed_table(Ard((*example(), failure)), wording, CSR)
    assert shown(table)["E2 Weight"] == ["NE [3]"] * 5
    assert shown(table)["E1 Level by diet"][0] == "5 (20)"
    assert notes(table)[-1].endswith("No such file.")


def test_without_any_data_every_endpoint_is_there():
    failures = [
        Analysis(name, "primary").row(FAILURE, "failure", text="No file.") for name in ("E1", "E2")
    ]
    table = analysed_table(Ard(tuple(failures)), words(shown=(FIRST, second())), CSR)
    assert shown(table) == {"E1 Level by diet": ["NE [1]"] * 4, "E2 Weight": ["NE [1]"] * 4}


def test_results_that_are_not_there_are_no_reason_to_break():
    table = analysed_table(Ard(()), words(shown=(FIRST,)), CSR)
    assert shown(table) == {"E1 Level by diet": ["NE [1]"] * 4}


def test_a_count_that_nobody_knows_says_why():
    unread = "cages.csv: There is no such file."
    rows = [
        dataclasses.replace(row, stat=None, error=unread)
        if (row.variable, row.stat_name) == ("data", "n_rows")
        else row
        for row in example()
        if row.context != DISPOSITION or row.variable in ("data", "missing")
    ]
    table = analysed_table(Ard(tuple(rows)), words(shown=(FIRST,)), CSR)
    assert shown(table)["E1 Level by diet"][0] == "8 (NE) [1]"
    assert notes(table)[1] == f"[1] NE, not estimable: {unread}"
