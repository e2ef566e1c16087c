"""Each file of the study is taken away in turn: what needs it is NE, in its place, and why."""

from __future__ import annotations

import shutil

import pytest

from sap.ard import Ard, ordered
from sap.ard.data import study_rows
from sap.ard.multiplicity import multiplicity_rows
from sap.data import read_readable_sources
from sap.errors import DataError
from sap.plan import make_plan
from sap.run.analyses import not_carried_out
from sap.run.displays import lay_out_display
from sap.run.outputs import lay_out
from sap.run.prepare import prepare, stop_if_nothing_is_left
from sap.run.summary import accounts, counted
from sap.spec import load_spec
from sap.tables.number_styles import number_style
from sap.tables.wording import Provenance
from tests.house import ROOT

RAW = ROOT / "analyses" / "sclero_jak" / "raw"
FILES = sorted(path.name for path in RAW.iterdir() if path.suffix in (".csv", ".xlsx"))
NOWHERE = Provenance((), "", "", "", "", "")
ELISA = {"P1", "S1.1", "S1.2", "S1.3", "S1.4", "S4.1", "S4.2", "S4.3", "S4.4", "S4.5", "S4.6"}
MARKERS = {f"S2.{number}" for number in range(1, 7)}
SERUM_ELISA = {f"S3.{number}" for number in range(1, 6)}
SERUM_MARKERS = {f"S3.{number}" for number in range(6, 12)}
# Markers with serum need the wells too: a query about the wells decides whether two arms were
# exchanged, and where it can't be asked, no tube may be analysed as if they were not.
LOST = {
    "cultures.csv": ELISA | MARKERS,
    "cytometrie.csv": MARKERS,
    "plaques.csv": ELISA | SERUM_ELISA | SERUM_MARKERS,
    "serum_hd.csv": SERUM_ELISA | SERUM_MARKERS,
    "serum_hd_cytometrie.csv": SERUM_MARKERS,
}


OF_RESULTS = ("endpoints", "subgroups", "families")
OF_DATA = ("disposition", "limits", "exclusions", "excluded-rows")


@pytest.fixture
def without(tmp_path):
    """Copy the study without one of its files, and prepare its plan."""
    shutil.copytree(ROOT / "specs", tmp_path / "specs")
    raw = tmp_path / "analyses" / "sclero_jak" / "raw"
    shutil.copytree(RAW, raw)

    def prepared(name: str):
        (raw / name).unlink()
        spec = load_spec(tmp_path / "specs")
        plan = make_plan(spec)
        return plan, prepare(spec, plan, read_readable_sources(spec))

    return prepared


def test_the_files_are_those_that_the_study_reads():
    spec = load_spec(ROOT / "specs")
    read = {path.name for name in spec.sources for path in spec.source_paths(name)}
    assert read == set(FILES)


@pytest.mark.parametrize("name", [name for name in FILES if name != "donneurs.xlsx"])
def test_what_needs_a_missing_file_is_ne_in_its_place(without, name):
    plan, prepared = without(name)
    stop_if_nothing_is_left(prepared, "specs")
    lost = {one.planned.endpoint_id for one in prepared if one.data_problems} - {"S3.5"}
    expected = ELISA if name.startswith("elisa_") else LOST[name]
    assert lost == expected - {"S3.5"}
    rows = [
        row
        for one in prepared
        for row in not_carried_out(one.planned, one.data, one.reason or "Not asked here.").rows
    ]
    ard = Ard(ordered([*study_rows(plan.study), *rows]))
    ard = Ard(ordered([*ard, *multiplicity_rows(plan.families, ard)]))
    assert counted(plan, accounts(plan, ard)).startswith("28 of 28 endpoints accounted for")
    tables = lay_out(plan, ard, lambda *_: NOWHERE)
    for planned in plan.tables:
        if planned.endpoint_id in lost:
            table = tables[planned.file]
            assert any(cell.text == "NE" for cell in table.all_cells()), planned.number
            assert any(f"{name}: There is no such file." in one.text for one in table.footnotes)
    _check_displays(plan, ard, lost, name)


def _check_displays(plan, ard, lost, name) -> None:
    """Look for the endpoints in the tables that show several of them."""
    style = number_style("csr")
    for display in plan.displays:
        if display.kind not in (*OF_RESULTS, *OF_DATA):
            continue
        table = lay_out_display(plan, display, ard, style, ())
        if lost & set(display.endpoint_ids):
            notes = " ".join(one.text for one in table.footnotes)
            assert f"{name}: There is no such file." in notes, display.number
        if display.kind in OF_DATA:
            continue
        labels = [row.label.text for group in table.groups for row in group.rows]
        labels += [group.label.text for group in table.groups]
        for endpoint in display.endpoint_ids:
            label = next(one.label for one in plan.analyses if one.endpoint_id == endpoint)
            assert any(text.startswith(label) for text in labels), (display.number, endpoint)


def test_without_the_donors_nothing_is_left_and_the_run_stops(without):
    _, prepared = without("donneurs.xlsx")
    with pytest.raises(DataError, match=r"donneurs\.xlsx: There is no such file"):
        stop_if_nothing_is_left(prepared, "specs")
