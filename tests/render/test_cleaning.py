"""The data report on screen, as a page and as CSV: whole, and harmless whatever the data hold."""

from __future__ import annotations

import csv
import io

import pytest

from sap.render.cleaning import csv_reports, html_report, text_report
from tests.data.lab_study import LabStudy

ATTACK = "=cmd|' /C calc'!A0"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def report(tmp_path):
    lab = LabStudy(tmp_path)
    lab.source += "\nclean: {trim: true, duplicates: drop}"
    lab.columns = "value: value\nnote: note"
    lab.variables += "\nnote: {label: Note, type: id}"
    lab.end = (
        "queries:\n  big: {kind: rows, dataset: wells, by: [well], where: value > 10,\n"
        "    question: Is this right?, until_decided: leave out}\n"
    )
    lab.write(f"well,value,note\nA1,1,{ATTACK} \nA2,11,{SCRIPT} \nA3,-3 ,x\nA3,-3 ,x\n")
    return lab.report()


def rows_of(content: bytes):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_formula_like_cells_are_escaped_in_csv(report):
    changes = rows_of(csv_reports(report)["changes.csv"])
    note = next(row for row in changes if "cmd" in row["before"])
    assert note["before"] == f"'{ATTACK} "
    assert note["after"] == f"'{ATTACK}"
    for content in csv_reports(report).values():
        for row in rows_of(content):
            assert not any(
                cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values()
            )


def test_texts_of_the_data_are_escaped_in_the_page(report):
    page = html_report(report, "2026-01-01")
    assert SCRIPT not in page
    assert "&lt;script&gt;" in page
    assert "SIMULATED" in page


def test_csv_files_hold_every_change_and_say_simulated(report):
    files = csv_reports(report)
    (source,) = rows_of(files["sources.csv"])
    assert (source["rows_in"], source["rows_out"], source["rows_left_out"]) == ("4", "3", "1")
    assert {row["action"] for row in rows_of(files["changes.csv"])} == {
        "fixed",
        "left out",
        "query",
    }
    (query,) = rows_of(files["queries.csv"])
    assert (query["query"], query["group"], query["until_decided"]) == ("big", "A2", "left out")
    for content in files.values():
        assert {row["data_origin"] for row in rows_of(content)} == {"SIMULATED"}


def test_the_screen_names_rows_before_and_after(report):
    text = text_report(report)
    assert "left out: exact duplicate, row 5" in text
    assert "fixed: blanks in 'value', row 4; for example '-3 ' -> '-3'" in text
    assert "big: A2" in text
    assert "Is this right?" in text
    assert "Until it is decided, its rows are left out of the analyses." in text


def test_control_characters_do_not_reach_the_screen(tmp_path):
    lab = LabStudy(tmp_path)
    lab.source += "\nclean: {trim: true}"
    lab.write("well,value\n\x1b[31mA1 ,1\n")
    assert "\x1b" not in text_report(lab.report())
