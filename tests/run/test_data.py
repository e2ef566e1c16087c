"""`sap data`: a report in a folder, written whole or not at all, and exit codes."""

from __future__ import annotations

import json

import pytest

from sap.cli import main
from tests.data.lab_study import LabStudy


@pytest.fixture
def lab(tmp_path):
    lab = LabStudy(tmp_path)
    lab.source += "\nclean: {trim: true}"
    lab.end = (
        "queries:\n  big: {kind: rows, dataset: wells, by: [well], where: value > 10,\n"
        "    question: Is this right?}\n"
    )
    lab.write("well,value\nA1 ,1\nA2,11\n")
    lab.spec()
    return lab


def call(lab, *more):
    return main(["data", str(lab.folder / "study.yml"), "--to", str(lab.folder / "out"), *more])


def test_a_report_is_printed_and_written(lab, capsys):
    assert call(lab) == 0
    told = capsys.readouterr()
    assert "fixed: blanks in 'well', row 2" in told.out
    assert told.err == ""
    names = {path.name for path in (lab.folder / "out").iterdir()}
    assert names == {"data-report.html", "sources.csv", "changes.csv", "queries.csv", "run.json"}
    manifest = json.loads((lab.folder / "out" / "run.json").read_text())
    assert manifest["open_queries"] == ["big: A2"]
    assert manifest["simulated"] is True


def test_open_queries_are_no_error(lab, capsys):
    assert call(lab) == 0
    assert "Open queries: 1." in capsys.readouterr().out


def test_wrong_data_end_with_2_and_leave_the_former_report(lab, capsys):
    call(lab)
    before = (lab.folder / "out" / "changes.csv").read_bytes()
    lab.write("well,value\nA1,x\nA1,1\n")
    assert call(lab) == 2
    told = capsys.readouterr().err
    assert "wells.csv:2: Column 'value': 'x' is not a number (row 2)" in told
    assert "stands on more than one row (rows 2, 3)" in told
    assert "2 problems in 1 file" in told
    assert (lab.folder / "out" / "changes.csv").read_bytes() == before


def test_the_same_data_give_the_same_files(lab, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    call(lab)
    first = {path.name: path.read_bytes() for path in (lab.folder / "out").iterdir()}
    call(lab)
    second = {path.name: path.read_bytes() for path in (lab.folder / "out").iterdir()}
    assert first == second


def test_a_wrong_spec_ends_with_2(lab, capsys):
    text = (lab.folder / "study.yml").read_text().replace("kind: rows", "kind: raws")
    (lab.folder / "study.yml").write_text(text)
    assert call(lab) == 2
    assert "Expected rows, scale or swap, found 'raws'" in capsys.readouterr().err
