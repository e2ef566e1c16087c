"""Each file of the study is taken away in turn: what needs it is NE, in its place, and why."""

from __future__ import annotations

import json
import shutil

import pytest

from sap import cli
from sap.ard import Ard, ordered
from sap.ard.data import study_rows
from sap.ard.files import read_csv
from sap.ard.multiplicity import multiplicity_rows
from sap.ard.rows import DISPOSITION
from sap.data import read_readable_sources
from sap.figures.flow import Flow
from sap.figures.forest import Forest
from sap.plan import make_plan
from sap.run.analyses import carry_out, not_carried_out
from sap.run.described import describe_displays
from sap.run.displays import DISPLAYS
from sap.run.outputs import lay_out
from sap.run.prepare import prepare
from sap.run.summary import accounts, counted
from sap.spec import load_spec
from sap.tables.number_styles import number_style
from sap.tables.wording import Provenance
from tests.house import ROOT

RAW = ROOT / "analyses" / "sclero_jak" / "raw"
FILES = sorted(path.name for path in RAW.iterdir() if path.suffix in (".csv", ".xlsx"))
NOWHERE = Provenance((), "", "", "", "", "")
CSR = number_style("csr")
ELISA = {"P1", "S1.1", "S1.2", "S1.3", "S1.4", "S4.1", "S4.2", "S4.3", "S4.4", "S4.5", "S4.6"}
MARKERS = {f"S2.{number}" for number in range(1, 7)}
SERUM_ELISA = {f"S3.{number}" for number in range(1, 6)}
SERUM_MARKERS = {f"S3.{number}" for number in range(6, 12)}
# Markers with serum need the wells too: a query about the wells decides whether two arms were
# exchanged, and where it can't be asked, no tube may be analysed as if they were not.
LOST = {
    "cultures.csv": ELISA | MARKERS,
    "cytometrie.csv": MARKERS,
    "donneurs.xlsx": ELISA | MARKERS | SERUM_ELISA | SERUM_MARKERS,
    "elisa_ccl18.csv": ELISA - {"S1.1", "S1.2", "S1.3", "S1.4"},
    "elisa_cxcl10.csv": {"S1.3"},
    "elisa_cxcl4.csv": {"S1.4"},
    "elisa_il6.csv": {"S1.2"},
    "elisa_pdgfbb.csv": {"S1.1"},
    "plaques.csv": ELISA | SERUM_ELISA | SERUM_MARKERS,
    "serum_hd.csv": SERUM_ELISA | SERUM_MARKERS,
    "serum_hd_cytometrie.csv": SERUM_MARKERS,
}
#: Without a missing file too: of what was measured there, nearly all comes from the serum.
ALWAYS_LOST = "S3.5"


@pytest.fixture
def without(tmp_path):
    """Copy the study without one of its files."""
    shutil.copytree(ROOT / "specs", tmp_path / "specs")
    raw = tmp_path / "analyses" / "sclero_jak" / "raw"
    shutil.copytree(RAW, raw)

    def copied(name: str):
        (raw / name).unlink()
        return tmp_path

    return copied


@pytest.fixture(scope="module")
def whole():
    """Prepare the plan of the study with all its files."""
    spec = load_spec(ROOT / "specs")
    return prepare(spec, make_plan(spec), read_readable_sources(spec))


def test_the_files_are_those_that_the_study_reads():
    spec = load_spec(ROOT / "specs")
    read = {path.name for name in spec.sources for path in spec.source_paths(name)}
    assert read == set(FILES) == set(LOST)


@pytest.mark.parametrize("name", FILES)
def test_what_needs_a_missing_file_is_ne_in_its_place(without, name, whole):
    spec = load_spec(without(name) / "specs")
    plan, read = make_plan(spec), read_readable_sources(spec)
    prepared = prepare(spec, plan, read)
    lost = {one.planned.endpoint_id for one in prepared if one.data_problems}
    assert lost == LOST[name] | {ALWAYS_LOST}
    for one, same in zip(prepared, whole, strict=True):
        if one.data is not None:
            assert one.data.hash == same.data.hash
            assert one.data.source_lines.tolist() == same.data.source_lines.tolist()
    if ALWAYS_LOST not in LOST[name]:
        lost -= {ALWAYS_LOST}
    described = describe_displays(spec, plan, read)
    ard = _nothing_fitted(plan, prepared, described.rows)
    assert counted(plan, accounts(plan, ard)).startswith("28 of 28 endpoints accounted for")
    reason = f"{name}: There is no such file."
    for stem, table in lay_out(plan, ard, lambda *_: NOWHERE).items():
        planned = next(one for one in plan.tables if one.file == stem)
        assert table.groups, planned.number
        shown = any(reason in one.text for one in table.footnotes)
        assert shown == (planned.endpoint_id in lost), planned.number
        assert not shown or any(cell.text == "NE" for cell in table.all_cells()), planned.number
    # Where some wells of all are not there, nobody knows how many there were.
    counts = ("disposition", "flow") if name.startswith("elisa_") else ()
    for display in plan.displays:
        _check_display(plan, display, ard, lost, reason, told=display.kind in counts)


def _nothing_fitted(plan, prepared, described) -> Ard:
    """Make the results of analyses none of which is fitted: what has data says so."""
    rows = [
        row
        for one in prepared
        for row in not_carried_out(one.planned, one.data, one.reason or "Not asked here.").rows
    ]
    ard = Ard(ordered([*study_rows(plan.study), *rows, *described]))
    return Ard(ordered([*ard, *multiplicity_rows(plan.families, ard)]))


def _check_display(plan, display, ard, lost, reason, told) -> None:
    """Look for the endpoints, and for the reason where one of them is lost or it is told anyway."""
    if display.kind == "graph":  # drawn at once; see the runs below
        return
    words, lay = DISPLAYS[display.kind]
    made = lay(ard, words(plan, display), CSR, ())
    endpoints = set(display.endpoint_ids)
    if display.kind == "characteristics":
        endpoints = {column.endpoint for column in display.columns}
    if display.kind == "families":
        endpoints = {member for family in plan.families for member in family.members}
    shown = reason in _notes(made)
    assert shown == (told or bool(lost & endpoints)), (display.number, display.kind)
    if display.kind in ("endpoints", "subgroups", "families", "observed", "forest"):
        labels = {one.endpoint_id: one.label for one in plan.analyses if one.confirmatory}
        for endpoint in endpoints:
            assert any(labels[endpoint] in text for text in _labels(made)), endpoint


def _notes(made) -> str:
    match made:
        case Flow():
            return " ".join(line for stage in made.stages for line in stage.lines)
        case Forest():
            return " ".join(made.footnotes)
    return " ".join(one.text for one in made.footnotes)


def _labels(made) -> list[str]:
    if isinstance(made, Forest):
        return [row.label for row in made.rows]
    rows = [row.label.text for group in made.groups for row in group.rows]
    return rows + [group.label.text for group in made.groups]


@pytest.mark.parametrize("name", ["donneurs.xlsx", "elisa_il6.csv", "cytometrie.csv"])
def test_the_command_ends_with_1_and_writes_all(without, name, whole, monkeypatch, capsys):
    root = without(name)
    monkeypatch.chdir(root)
    assert cli.main(["run", "specs"]) == 1
    told = capsys.readouterr()
    folder = root / "output" / "specs"
    n_lost = len(LOST[name] | {ALWAYS_LOST})
    account = (
        f"28 of 28 endpoints accounted for: {28 - n_lost} with a result, {n_lost} not estimable"
    )
    assert account in told.out
    assert account in (folder / "summary.txt").read_text(encoding="utf-8")
    reason = f"{name}: There is no such file."
    for endpoint in LOST[name]:
        assert f"FAILED {endpoint} primary: analyses/sclero_jak/raw/{reason}" in told.err
    manifest = json.loads((folder / "run.json").read_bytes())
    assert [path for paths in manifest["unread"].values() for path in paths if reason in path]
    assert "reuse" not in manifest
    plan = make_plan(load_spec("specs"))
    stems = [*(one.file for one in plan.tables), *(one.file for one in plan.displays)]
    written = {path.name for path in folder.iterdir()}
    assert {path.split(".")[-1] for path in written} >= {"html", "docx", "rtf", "tex", "txt", "svg"}
    assert {"report.html", "tables-and-figures.pdf", "ars.json", "ard-cards.csv"} <= written
    assert all(any(path.startswith(f"{stem}.") for path in written) for stem in stems)
    graph = next(one for one in plan.displays if one.kind == "graph")
    assert name in (folder / f"{graph.file}.svg").read_text(encoding="utf-8")
    assert reason in (folder / "report.html").read_text(encoding="utf-8")
    if name == "elisa_il6.csv":
        _check_same_results(read_csv(folder / "ard.csv"), whole)


def _check_same_results(found: Ard, whole) -> None:
    """Hold the results of other endpoints of the source against those of the whole study."""
    compared = [one for one in whole if one.planned.endpoint_id in (ELISA | MARKERS) - {"S1.2"}]
    assert len(compared) == 32
    for one in compared:
        name = {"endpoint": one.planned.endpoint_id, "analysis": one.planned.analysis_id}
        rows = {row.key: row for row in carry_out(one.planned, one.data).rows}
        again = {row.key: row for row in found.select(**name) if row.context != "multiplicity"}
        assert again.keys() == rows.keys()
        different = [row for key, row in again.items() if row != rows[key]]
        if one.planned.endpoint_id in MARKERS:
            assert different == []
            continue
        # Nobody knows how many wells of other analytes there were; nothing else is different.
        assert [(row.kind, row.variable, row.stat_name, row.stat) for row in different] == [
            (DISPOSITION, "data", "n_rows", None),
            (DISPOSITION, "where", "n_removed_rows", None),
            (DISPOSITION, "where", "n_undecided", None),
        ]
        assert all("elisa_il6.csv: There is no such file" in row.error for row in different)


def test_a_spec_run_alone_goes_on_without_what_it_does_not_need(without, monkeypatch, capsys):
    monkeypatch.chdir(without("elisa_il6.csv"))
    assert cli.main(["run", "specs/primary.yml"]) == 0
    told = capsys.readouterr()
    assert "Not read, part of the source elisa: analyses/sclero_jak/raw/elisa_il6.csv" in told.err
    assert "Not asked, the query arms_look_exchanged: " in told.err


def test_a_spec_run_alone_stops_without_what_it_needs(without, monkeypatch, capsys):
    root = without("elisa_ccl18.csv")
    monkeypatch.chdir(root)
    assert cli.main(["run", "specs/primary.yml"]) == 2
    assert "elisa_ccl18.csv: There is no such file." in capsys.readouterr().err
    assert not (root / "output" / "primary").exists()


def test_a_missing_spec_of_the_plan_is_an_error_of_the_spec(without, monkeypatch, capsys):
    root = without("donneurs.xlsx")
    monkeypatch.chdir(root)
    (root / "specs" / "markers.yml").unlink()
    assert cli.main(["run", "specs"]) == 2
    told = capsys.readouterr().err
    assert "There is no endpoint file 'markers.yml' here." in told
    assert not (root / "output").exists()
