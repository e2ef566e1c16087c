"""What stands behind a number: which row of the results, its value, its model, how many units."""

import pytest

from sap.ard.rows import Analysis
from sap.render.report import SourceModel, html_report
from sap.render.report.sources import Sources, result_in_words, value_in_words
from sap.tables.table import Cell
from tests.render.report.reading import Page
from tests.render.report.samples import MODEL, report

CONTRAST = Analysis("E1", "main")
PLACE = {"group1": "arm", "group1_level": "B / A"}
ESTIMATE = CONTRAST.row("contrast", "estimate", 0.64024, unit="mg", **PLACE)
LOW = CONTRAST.row("contrast", "conf_low", 0.5, unit="mg", **PLACE)
OTHER = Analysis("E2", "main", sensitivity=True).row("model", "formula", text="y ~ x")
KNOWN = {row.key: row for row in (ESTIMATE, LOW, OTHER)}
OWN = SourceModel("E1 main: Effect", "y ~ x", "3 rats")


def sources():
    return Sources(KNOWN, {("E1", "main"): OWN})


def test_what_cells_share_stands_once():
    made = sources()
    cells = [
        Cell("0.64 (0.50, 1)", source=(ESTIMATE.key, LOW.key)),
        Cell("0.64", source=(ESTIMATE.key,)),
        Cell("0.64 (0.50, 1)", source=(ESTIMATE.key, LOW.key)),
        Cell("y", source=(OTHER.key,)),
    ]
    assert [made.place(cell) for cell in cells] == [0, 1, 0, 2]
    assert made.listed() == {
        "models": [["E1 main: Effect", "y ~ x", "3 rats"], ["E2 main", "", ""]],
        "results": [[0, "contrast, arm: B / A"], [1, "sensitivity: model"]],
        "rows": [[0, "estimate", "0.64024 mg"], [0, "conf_low", "0.5 mg"], [1, "formula", "y ~ x"]],
        "cells": [[0, 1], [0], [2]],
    }


def test_a_cell_without_known_rows_points_nowhere():
    made = sources()
    assert made.place(Cell("1")) is None
    assert made.place(Cell("1", source=(("no", "such", "row"),))) is None
    assert made.listed()["cells"] == []


@pytest.mark.parametrize(
    ("stat", "unit", "shown"),
    [
        (94.0, "", "94"),
        (0.1 + 0.2, "", "0.30000000000000004"),
        (-2970.5, "pg/mL", "-2970.5 pg/mL"),
        (1e-32, "", "1e-32"),
        (1e300, "", "1e+300"),
        (float("inf"), "", "inf"),
        (None, "pg/mL", "NE"),
    ],
)
def test_a_value_has_its_full_precision(stat, unit, shown):
    assert value_in_words(CONTRAST.row("contrast", "estimate", stat, unit=unit)) == shown


def test_a_result_is_named_as_in_the_results_file():
    row = CONTRAST.row("limits", "n_below", 2, **PLACE, variable="y", variable_level="low")
    assert result_in_words(row) == "limits, arm: B / A, y: low"
    assert result_in_words(CONTRAST.row("model", "n_obs", 2)) == "model"


def test_numbers_of_the_page_point_at_their_rows():
    page = Page(html_report(report()))
    listed = page.data()[-1]
    places = [int(given["data-source"]) for given in page.of("span") if "data-source" in given]
    assert sorted(set(places)) == list(range(len(listed["cells"])))
    assert [MODEL.name, MODEL.model, MODEL.used] in listed["models"]
    contrast = [place for place, one in enumerate(listed["results"]) if "RUX / DMSO" in one[1]]
    assert [contrast[0], "estimate", "0.644787"] in listed["rows"]
