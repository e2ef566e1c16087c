"""The QC report: what is listed, what a spreadsheet may not run, when all has passed."""

from __future__ import annotations

import csv
from dataclasses import replace

import pytest

from sap.ard import Ard
from sap.qc.compare import ComparedAnalysis, compare_rows
from sap.qc.report import MOST_LISTED, Findings, Title, report_csv, report_table
from sap.qc.shown import ComparedTable, ShownDifference
from sap.render.docx import docx_table
from sap.render.html import html_table
from sap.render.text import text_table
from tests.example_run import FakeFit, example_ard

TITLE = Title(
    first="statsmodels",
    second="pymer4",
    subject="specs/primary.yml",
    protocol="STUDY (no registration)",
    notice="SIMULATED DATA",
    versions=("statsmodels: sap 0.1.0", "pymer4: R 4.2.2"),
    origin=("Generated: 2026-02-03T04:05:06Z",),
)
SHOWN = ComparedTable("Table 14.2.1.1", 70, ())


def analysis(second: Ard | None = None, reason: str = "") -> ComparedAnalysis:
    first = [row for row in example_ard() if row.analysis == "primary"]
    other = [row for row in second or example_ard() if row.analysis == "primary"]
    return ComparedAnalysis("P1", "primary", "Primary", compare_rows(first, other), reason)


DIFFERENT = example_ard(FakeFit([0.7, *FakeFit().ratio[1:]]))


def records(findings: Findings) -> list[dict[str, str]]:
    return list(csv.DictReader(report_csv(findings, TITLE).decode("utf-8").splitlines()))


def test_a_report_that_passes():
    findings = Findings((analysis(),), (SHOWN,))
    text = text_table(report_table(findings, TITLE))
    assert findings.passed
    assert "SIMULATED DATA" in text
    assert "statsmodels against pymer4: specs/primary.yml" in text
    assert "All 70 texts a reader sees are the same" in text
    assert "QC reviewer: ____" in text
    assert "FAIL" not in text
    assert "Estimates: 1e-4 of the SE" in " ".join(text.split())


def test_what_differs_is_listed_with_both_numbers():
    findings = Findings((analysis(DIFFERENT),), (SHOWN,))
    text = text_table(report_table(findings, TITLE))
    assert not findings.passed
    line = next(line for line in text.splitlines() if "0.644787" in line)
    assert "0.700000" in line
    assert "differ by more than is allowed" in " ".join(text.split())


def test_long_lists_are_cut_in_the_table_and_whole_in_the_csv():
    ard = Ard(
        tuple(replace(r, stat=r.stat + 9) if r.stat is not None else r for r in example_ard())
    )
    findings = Findings((analysis(ard),))
    wrong = sum(not row.passed for row in findings.analyses[0].rows)
    assert wrong > MOST_LISTED
    assert f"and {wrong - MOST_LISTED} more" in text_table(report_table(findings, TITLE))
    assert sum(row["verdict"] == "FAIL" for row in records(findings)) == wrong


def test_what_a_reader_would_see_is_listed():
    difference = ShownDifference("Table 14.2.1.1", "Model: Ratio, Drug", "0.64", "0.65")
    findings = Findings((analysis(),), (replace(SHOWN, differences=(difference,)),))
    text = text_table(report_table(findings, TITLE))
    assert not findings.passed
    assert "Shown by pymer4" in text
    assert "Model: Ratio, Drug" in text


def test_what_rounds_apart_is_listed_and_passes():
    difference = ShownDifference("Table 14.2.1.1", "Model: Ratio, Drug", "0.64", "0.65", True)
    findings = Findings((analysis(),), (replace(SHOWN, differences=(difference,)),))
    text = text_table(report_table(findings, TITLE))
    assert findings.passed
    assert "FAIL" not in text
    line = next(line for line in text.splitlines() if "Model: Ratio, Drug" in line)
    assert "ROUNDING" in line
    assert text.count("ROUNDING") == 3  # the table, the text, and what the word means


def test_what_cannot_be_compared_neither_passes_nor_fails():
    alone = Findings((analysis(reason="No such method."),))
    beside = Findings((analysis(reason="No such method."), analysis()))
    assert not alone.passed
    assert beside.passed
    text = text_table(report_table(alone, TITLE))
    assert "No such method." in text
    assert "NOT COMPARABLE" in text
    assert {row["verdict"] for row in records(alone)} == {"NOT COMPARABLE"}


def test_numbers_without_a_counterpart_are_listed():
    findings = Findings((analysis(),), unmatched=(("P9/primary, contrast.df, 'x'", "12.0"),))
    text = text_table(report_table(findings, TITLE))
    assert not findings.passed
    assert "In pymer4 only" in text
    assert "P9/primary" in text
    assert records(findings)[-1]["pymer4 value"] == "12.0"


def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_a_spreadsheet_runs_nothing(start):
    evil = f"{start}cmd|' /C calc'!A0"
    rows = [
        replace(row, variable=evil, stat_text=evil if row.stat is None else "")
        for row in example_ard()
        if row.analysis == "primary"
    ]
    one = ComparedAnalysis("P1", "primary", "", compare_rows(rows, rows))
    found = records(Findings((one, ComparedAnalysis(evil, evil, "", (), evil))))
    texts = {cell for record in found for cell in record.values() if not is_number(cell)}
    assert f"'{evil}" in texts
    assert not any(text.startswith(start) for text in texts)


def test_the_same_findings_give_the_same_files_in_every_form():
    table = report_table(Findings((analysis(DIFFERENT),), (SHOWN,)), TITLE)
    generated = "2026-02-03T04:05:06Z"
    assert docx_table(table, generated) == docx_table(table, generated)
    assert html_table(table) == html_table(table)
    for content in (text_table(table), html_table(table)):
        assert ".644787" in content  # HTML aligns on the point, and so divides the number there
