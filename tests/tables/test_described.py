"""Tables of units and of observed values: decimals, dashes, missing, and too many rows to list."""

from __future__ import annotations

import dataclasses

from sap.ard import Ard
from sap.ard.rows import FAILURE, Analysis
from sap.render.html import html_table
from sap.tables.characteristics import characteristics_table
from sap.tables.excluded_rows import excluded_rows_listing
from sap.tables.number_styles import number_style
from sap.tables.observed import observed_table
from tests.tables.described_example import (
    CHARACTERISTICS_WORDING,
    LISTING_WORDING,
    OBSERVED_WORDING,
    REASON,
    characteristics,
    excluded_rows,
    observed,
)

CSR = number_style("csr")


def groups(table):
    return {
        group.label.text: {row.label.text: [cell.shown for cell in row.cells] for row in group.rows}
        for group in table.groups
    }


def test_mean_and_sd_have_a_decimal_more_than_the_data_and_the_rest_as_many():
    made = groups(characteristics_table(characteristics(), CHARACTERISTICS_WORDING, CSR))
    assert made["Age (weeks)"]["Mean (SD)"][0] == "12.35 (1.25)"
    assert made["Age (weeks)"]["Median (Q1, Q3)"][0] == "12.3 (11.1, 13.5)"
    assert made["Age (weeks)"]["Min, max"][0] == "9.0, 15.0"
    assert made["Score (points)"]["Mean (SD)"][0] == "12.3 (1.3)"
    assert made["Score (points)"]["Min, max"][0] == "9, 15"


def test_shares_are_of_the_units_with_a_value():
    made = groups(characteristics_table(characteristics(), CHARACTERISTICS_WORDING, CSR))
    assert made["Sex, n (%)"] == {
        "n": ["3", "1", "0"],
        "Female": ["2 (66.7)", "0 (0.0)", "0"],
        "Male": ["1 (33.3)", "1 (100.0)", "0"],
        "Missing": ["1", "0", "0"],
    }


def test_missing_has_a_row_where_any_is_and_says_what_counts_as_missing():
    table = characteristics_table(characteristics(), CHARACTERISTICS_WORDING, CSR)
    made = groups(table)
    assert "Missing" in made["Age (weeks)"]
    assert "Missing" not in made["Score (points)"]
    (sex,) = (group for group in table.groups if group.label.text.startswith("Sex"))
    marked = [note.text for note in table.footnotes if note.mark in sex.rows[-1].label.marks]
    assert marked == ["'Not done' counts as missing."]


def test_what_does_not_apply_is_a_dash_in_every_row():
    made = groups(characteristics_table(characteristics(), CHARACTERISTICS_WORDING, CSR))
    assert {cells[1] for cells in made["Score (points)"].values()} == {"-"}


def test_no_p_value_stands_among_characteristics():
    table = characteristics_table(characteristics(), CHARACTERISTICS_WORDING, CSR)
    shown = [cell.shown for cell in table.all_cells()] + [note.text for note in table.footnotes]
    assert not [text for text in shown if "p-value" in text]


def test_a_table_without_results_keeps_its_rows():
    table = characteristics_table(Ard(()), CHARACTERISTICS_WORDING, CSR)
    assert [column.lines[1].shown for column in table.columns] == ["(N=NE) [1]"] * 3
    assert set(groups(table)) == {"Age (weeks)", "Sex, n (%)", "Score (points)"}


def test_the_rows_of_another_table_are_left_aside():
    other = dataclasses.replace(CHARACTERISTICS_WORDING, number="14.1.3")
    table = characteristics_table(characteristics(), other, CSR)
    assert groups(table)["Age (weeks)"]["n"] == ["NE"] * 3


def test_text_from_the_spec_is_escaped():
    html = html_table(characteristics_table(characteristics(), CHARACTERISTICS_WORDING, CSR))
    assert "Who they &lt;are&gt;" in html
    assert "Ill &amp; old" in html
    assert "<are>" not in html
    html = html_table(excluded_rows_listing(excluded_rows(), LISTING_WORDING, CSR))
    assert "Haemolysed &lt;well&gt;" in html


def test_observed_values_have_neither_interval_nor_p_value():
    table = observed_table(observed(), OBSERVED_WORDING, CSR)
    shown = [cell.shown for cell in table.all_cells()]
    assert not [text for text in shown if "CI" in text or "p-value" in text or "LS mean" in text]
    assert any(note.text.startswith("Descriptive only") for note in table.footnotes)


def test_observed_values_of_each_kind():
    made = groups(observed_table(observed(), OBSERVED_WORDING, CSR))
    assert made["Iron (mg/L)"] == {
        "n rats (n wells)": ["4 (8)", "4 (8)"],
        "n (%) below LLOQ": ["1 (12.5)", "2 (25.0)"],
        "Geometric mean (geo. CV%)": ["12.3 (40.3)", "12.3 (40.3)"],
        "Median (Q1, Q3)": ["12.3 (9.0, 15.0)", "12.3 (9.0, 15.0)"],
        "Geometric mean of ratios within rats (n)": ["", "0.65 (3)"],
    }
    assert made["Weight (g)"]["Mean (SD)"] == ["250.3 (12.5)", "250.3 (12.5)"]
    assert made["Weight (g)"]["Mean of differences within rats (n)"] == ["", "12.3 (4)"]
    # Computed values have no decimals of their own, and an arm may be empty.
    assert made["Ratio of cells"]["Median (Q1, Q3)"] == ["-", "2.35 (2.35, 2.35)"]
    assert made["Ratio of cells"]["Geometric mean (geo. CV%)"] == ["-", "2.35 (-)"]


def test_what_could_not_be_described_says_why():
    table = observed_table(observed(), OBSERVED_WORDING, CSR)
    assert groups(table)["Zinc <free> (mg/L)"] == {"n rats (n wells)": ["NE [2]", "NE [2]"]}
    assert any(note.text == f"NE, not estimable: {REASON}" for note in table.footnotes)


def test_many_rows_are_counted_by_reason():
    made = groups(excluded_rows_listing(excluded_rows(), LISTING_WORDING, CSR))
    assert made["E1, E2: 1 row taken out"] == {
        "r2": ["Plain", "P1/A1", "wells.csv:2", "Haemolysed <well>"],
    }
    assert made["E1 Iron: 1 row taken out"] == {
        "r3": ["", "P1/B2", "wells.csv:3", "Level is missing"],
    }
    assert made["E2 Zinc: 4 rows taken out"] == {
        "3 rows": ["", "", "", "Haemolysed <well>"],
        "1 row": ["", "", "", "Level is missing"],
    }
    whole = dataclasses.replace(LISTING_WORDING, most=4)
    listed = groups(excluded_rows_listing(excluded_rows(), whole, CSR))
    assert len(listed["E2 Zinc: 4 rows taken out"]) == 4


def test_each_cell_of_a_row_taken_out_tells_its_file_line_and_reason():
    results = {row.key: row for row in excluded_rows()}
    table = excluded_rows_listing(excluded_rows(), LISTING_WORDING, CSR)
    *listed, counted = (group.rows for group in table.groups)
    for row in (row for rows in listed for row in rows):
        for cell in (row.label, *row.cells):
            shown = {results[key].stat_name: results[key] for key in cell.source}
            assert set(shown) == {"excluded_row", "source_file", "source_line"}
            assert shown["source_file"].group1_level == row.label.text
            line = f"{shown['source_file'].stat_text}:{shown['source_line'].stat:g}"
            assert [line, shown["excluded_row"].stat_text] == [x.text for x in row.cells[2:]]
    # What many rows share is no row's own.
    assert not [cell for row in counted for cell in (row.label, *row.cells) if cell.source]


def test_endpoints_that_lost_nothing_say_so():
    table = excluded_rows_listing(Ard(()), LISTING_WORDING, CSR)
    assert list(groups(table)) == ["E1, E2: 0 rows taken out"]
    of_one = Ard(tuple(row for row in excluded_rows() if row.endpoint == "E1"))
    table = excluded_rows_listing(of_one, LISTING_WORDING, CSR)
    assert list(groups(table)) == ["E1 Iron: 2 rows taken out", "E2 Zinc: 0 rows taken out"]


def test_a_listing_keeps_the_place_of_an_endpoint_without_data():
    failure = Analysis("E2", "primary").row(FAILURE, "failure", text="No such file.")
    of_one = [row for row in excluded_rows() if row.endpoint == "E1"]
    table = excluded_rows_listing(Ard((*of_one, failure)), LISTING_WORDING, CSR)
    assert list(groups(table)) == ["E1 Iron: 2 rows taken out", "E2 Zinc: NE"]
    assert any("No such file." in note.text for note in table.footnotes)
