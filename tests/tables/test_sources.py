"""What a cell says it shows is what it shows."""

import re

import pytest

from sap.ard.rows import Analysis
from sap.tables.analysed import analysed_table
from sap.tables.characteristics import characteristics_table
from sap.tables.endpoints import endpoints_table
from sap.tables.multiplicity import multiplicity_table
from sap.tables.number_styles import number_style
from sap.tables.observed import observed_table
from sap.tables.populations import disposition_table, limits_table
from sap.tables.primary import primary_table
from sap.tables.sources import source_among, source_of
from sap.tables.subgroups import subgroup_table
from sap.tables.table import Cell
from tests import subgroup_example
from tests.example_run import KINDS_WORDING, WORDING, example_ard, example_kinds
from tests.subgroup_example import FACTORS
from tests.tables import (
    data_example,
    described_example,
    endpoints_example,
    multiplicity_example,
)

CSR = number_style("csr")
SUBGROUPS = subgroup_example.example(*FACTORS, more=tuple(subgroup_example.family_rows()))
MULTIPLICITY = multiplicity_example.results(multiplicity_example.P_VALUES)
DESCRIBED = described_example.characteristics(), described_example.CHARACTERISTICS_WORDING
OBSERVED = described_example.observed(), described_example.OBSERVED_WORDING
DATA = data_example.example(), data_example.words()
MADE = {
    "characteristics": (DESCRIBED[0], characteristics_table(*DESCRIBED, CSR)),
    "observed": (OBSERVED[0], observed_table(*OBSERVED, CSR)),
    "disposition": (DATA[0], disposition_table(*DATA, CSR)),
    "analysed": (DATA[0], analysed_table(*DATA, CSR)),
    "limits": (DATA[0], limits_table(*DATA, CSR)),
    "primary": (example_ard(), primary_table(example_ard(), WORDING, CSR)),
    "kinds": (example_kinds(), primary_table(example_kinds(), KINDS_WORDING, CSR)),
    "endpoints": (
        endpoints_example.example(),
        endpoints_table(endpoints_example.example(), endpoints_example.WORDING, CSR),
    ),
    "subgroups": (SUBGROUPS, subgroup_table(SUBGROUPS, subgroup_example.words(*FACTORS), CSR)),
    "multiplicity": (
        MULTIPLICITY,
        multiplicity_table(MULTIPLICITY, multiplicity_example.WORDING, CSR),
    ),
}


def body(table):
    for group in table.groups:
        yield from group.headings
        for row in group.rows:
            yield from row.cells


def first_number(text):
    found = re.match(r"\(?([\N{MINUS SIGN}]?[0-9]+(?:\.[0-9]+)?)", text)
    return float(found[1].replace("\N{MINUS SIGN}", "-")) if found else None


@pytest.mark.parametrize("name", MADE)
def test_the_number_of_a_cell_is_that_of_its_first_row(name):
    ard, table = MADE[name]
    rows = {row.key: row for row in ard}
    held = 0
    for cell in body(table):
        number = first_number(cell.text)
        if not cell.source or number is None:
            continue
        shown = [rows[key] for key in cell.source]
        # A count of all arms is a sum over rows of the results.
        total = sum(row.stat for row in shown if row.stat_name == shown[0].stat_name)
        assert number == pytest.approx(total, rel=0.05, abs=6e-4), (cell, shown[0])
        held += 1
    assert held >= 5


@pytest.mark.parametrize("name", sorted({*MADE} - {"subgroups"}))
def test_each_number_has_its_source(name):
    without = [
        cell.text for cell in body(MADE[name][1]) if first_number(cell.text) and not cell.source
    ]
    assert without == []


def test_an_estimate_names_its_interval_too():
    ard, table = MADE["primary"]
    rows = {row.key: row.stat_name for row in ard}
    cell = next(cell for cell in body(table) if cell.text.startswith("5870 ("))
    assert [rows[key] for key in cell.source] == ["estimate", "conf_low", "conf_high"]


def test_what_is_not_estimable_names_the_row_that_says_why():
    table = primary_table(example_ard(fails=True), WORDING, CSR)
    cells = [cell for cell in body(table) if cell.text == "NE" and cell.marks]
    assert cells
    assert all(cell.source for cell in cells)


def test_a_reader_sees_no_difference():
    assert Cell("1", source=(("a",),)) == Cell("1")
    assert hash(Cell("1", source=(("a",),))) == hash(Cell("1"))
    assert repr(Cell("1", source=(("a",),))) == repr(Cell("1"))


def test_rows_that_are_not_there_are_not_named():
    one, two = (Analysis("E", "main").row("contrast", name, 1.0) for name in ("df", "estimate"))
    assert source_of(None, one, one) == (one.key,)
    assert source_among([one, two], "estimate", "p_value", "df") == (two.key, one.key)
    assert source_among([], "estimate") == ()
