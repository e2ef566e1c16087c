"""The shells of the whole plan beside its run: the same tables, columns, groups and rows."""

from __future__ import annotations

import csv
import re
import shutil

import pytest
from pypdf import PdfReader

from sap.review.changes import drawn_texts as drawn
from sap.review.finished import finished_run
from sap.run import run
from sap.run.outputs import WHOLE_SET
from sap.run.progress import Progress
from sap.shell import make_shell
from sap.tables.numbers import NOT_ESTIMABLE
from sap.tables.table import Table
from tests.house import ROOT

LISTINGS = ("16.2.6.1-donors-not-analysed", "16.2.6.2-rows-taken-out")
DISPOSITION = "14.1.1-disposition"
#: Its footnotes name the reasons that took something away, which only data can say.
ANALYSED = "14.1.1.1-analysed"
#: Endpoint, table, column, code and reason of those who have no level in a model of subgroups.
LEFT_OUT = (
    (
        *("S4.1", "14.2.5.1-subgroup-antibody", "autoab", "MULTI"),
        "More than one of the three autoantibodies",
    ),
    (
        *("S4.1", "14.2.5.1-subgroup-antibody", "autoab", "MISSING"),
        "Autoantibodies not all tested",
    ),
    ("S4.4", "14.2.5.4-subgroup-ild", "ild_ct", "ND", "CT not done"),
    ("S4.5", "14.2.5.5-subgroup-pah", "pah_echo", "ND", "Echocardiography not done"),
)
#: An endpoint of which the data leave nothing: its run has NE, and no row of what was limited.
WITHOUT_VALUES = "14.2.4.5-healthy-CXCL4"
#: An endpoint whose blanks leave one of the two kinds of serum: its run has no interaction to tell.
WITHOUT_INTERACTION = "14.2.4.1-healthy-CCL18"
#: A level that a sensitivity analysis names and the data turn out not to have.
WITHOUT_DATA = "Treatment × stimulation: M1 (IFN-gamma + LPS)"


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Make the shells where there are no data at all, and the run where there are."""
    root = tmp_path_factory.mktemp("plan")
    shutil.copytree(ROOT / "specs", root / "specs")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        made = make_shell("specs")
        patch.chdir(ROOT)
        run("specs", root / "run", fresh=True, progress=Progress())
    return root / made.folder, root / "run"


@pytest.fixture(scope="module")
def pairs(folders):
    shell, done = ({item.stem: item for item in finished_run(f).items} for f in folders)
    assert list(shell) == list(done)
    return {
        stem: (item.table, done[stem].table)
        for stem, item in shell.items()
        if item.table is not None
    }


def counted(text: str) -> str:
    """Put placeholders where a label carries what only data can say."""
    text = re.sub(r"\(N=(\d+|NE)\)", "(N=xx)", text)
    text = re.sub(r"\d+ not analysed", "xx not analysed", text)
    text = re.sub(r"(\d+|xx) rows? taken out", "xx rows taken out", text)
    text = re.sub(r"(In question until query \w+ is answered: ).*", r"\1xx", text)
    return text.replace(" (open)", "")


def in_shape(note: str) -> str:
    """Put one sign for numbers, placeholders and names of units; leave out what data decide."""
    for of_data in (
        r" \(sap [^)]*\)",
        ", is open",
        "NE, not estimable; ",
        "tested only if every hypothesis of ",
        ", is rejected",
        # Which reasons took donors away, only data can say.
        r"In the analysis set and not in the model: .*?\. (?=Interaction)",
    ):
        note = re.sub(of_data, "", note)
    note = re.sub(r"\b1 well\b", "1 wells", note)
    note = re.sub(r"\b(SSC-\d+|x+(\.x+)?|0\.x+)\b|[<−]?\b\d[\d.]*\b", "#", note)
    return note.replace("# to #", "#").replace(";", ",")


def without_reasons(texts: list[str]) -> list[str]:
    """Leave the lines out, between the notes and the sources, that say what data decided.

    Why something is NE, and what an interval does not know of its data, are the last notes.
    """
    kept, why = [], False
    for text in texts:
        begins = re.search("NE, not estimable: |^Blanks took off|^LLOQ/2 stands for", text)
        why = not text.startswith("Source data: ") and (why or bool(begins))
        kept += [] if why else [text]
    return kept


def reasons_of(table: Table) -> set[str]:
    """List the reasons that footnotes name, without counts."""
    marked = [note for note in table.footnotes if note.mark and NOT_ESTIMABLE not in note.text]
    texts = (re.sub(r"^Of \S+ donors, not in the set: ", "", note.text) for note in marked)
    parts = [part for text in texts for part in text.removesuffix(".").split("; ")]
    plain = (re.sub(r", (\d+|xx)( \((\d+|xx)\))?$", "", part) for part in parts)
    return {re.sub(r"(is answered: ).*", r"\1xx", part) for part in plain}


def rows_of(table: Table) -> list[tuple[str, str]]:
    return [
        (counted(group.label.text), counted(row.label.text))
        for group in table.groups
        for row in group.rows
    ]


def is_for_data(stem: str, row: tuple[str, str], done: Table) -> bool:
    """Tell whether a row of a shell may be absent from the run: data did not need it."""
    group, label = row
    simplified = any("declared simplification" in note.text for note in done.footnotes)
    return (
        label == "Missing"
        or label == WITHOUT_DATA
        or (group == "Variance components" and simplified)
        or (stem == WITHOUT_VALUES and label == "n (%) below LLOQ")
        or (stem == DISPOSITION and (label.endswith("is missing") or "answered" in label))
    )


def test_every_table_and_figure_has_its_shell(folders):
    shell, done = (finished_run(folder) for folder in folders)
    assert len(shell.items) == 59
    names = [(item.number, item.title, item.stem, item.table is None) for item in shell.items]
    assert names == [(i.number, i.title, i.stem, i.table is None) for i in done.items]
    for ours, theirs in zip(shell.items, done.items, strict=True):
        assert shell.forms_of(ours) == done.forms_of(theirs)


def test_the_pdf_of_the_whole_set_has_the_bookmarks_of_the_run(folders):
    shell, done = (PdfReader(folder / WHOLE_SET) for folder in folders)
    titles = [mark.title for mark in shell.outline]
    assert len(titles) == 59
    assert titles == [mark.title for mark in done.outline]
    assert all("SHELL, no data" in page.extract_text() for page in shell.pages)
    for pdf in (shell, done):
        for number, page in enumerate(pdf.pages, start=1):
            assert f"Page{number}of{len(pdf.pages)}" in "".join(page.extract_text().split())


def test_titles_and_columns_are_those_of_the_run(pairs):
    for ours, theirs in pairs.values():
        for name in ("number", "title", "population", "protocol"):
            assert getattr(ours, name) == getattr(theirs, name)
        assert ours.stub.text == theirs.stub.text
        for one, other in zip(ours.columns, theirs.columns, strict=True):
            assert [x.text for x in one.lines] == [counted(x.text) for x in other.lines]
            assert (one.spanner, one.align) == (other.spanner, other.align)


def test_groups_and_rows_are_those_of_the_run(pairs):
    for stem, (ours, theirs) in pairs.items():
        groups = [counted(group.label.text) for group in theirs.groups]
        own_groups = [counted(group.label.text) for group in ours.groups]
        if stem in LISTINGS:
            # Which endpoints share what they list, only data can say.
            assert all(1 <= len(group.rows) <= 3 for group in ours.groups)
            endings = {label.rpartition(": ")[2] for label in own_groups}
            assert endings == {label.rpartition(": ")[2] for label in groups} - {NOT_ESTIMABLE}
            continue
        assert [label for label in own_groups if label in groups] == groups, stem
        expected, own = rows_of(theirs), rows_of(ours)
        waiting = iter(own)
        assert all(row in waiting for row in expected), stem
        more = [row for row in own if row not in expected]
        assert [row for row in more if not is_for_data(stem, row, theirs)] == [], stem


def test_cells_stand_where_they_stand_in_the_run(pairs):
    for stem, (ours, theirs) in pairs.items():
        expected = {}
        for group in theirs.groups:
            for row in group.rows:
                expected[counted(group.label.text), counted(row.label.text)] = (group, row)
        for group in ours.groups:
            for row in group.rows:
                if stem in LISTINGS or (group.label.text, row.label.text) not in expected:
                    continue
                of_run = expected[group.label.text, row.label.text]
                blank = [not cell.text for cell in row.cells]
                assert blank == [not cell.text for cell in of_run[1].cells], (stem, row.label.text)
                assert [bool(c.text) for c in group.headings] == [
                    bool(c.text) for c in of_run[0].headings
                ]


def test_no_shell_holds_a_number_or_lacks_one(pairs):
    for stem, (table, _) in pairs.items():
        assert table.notice == "SHELL, no data"
        for group in table.groups:
            for row in group.rows:
                for column, cell in zip(table.columns, row.cells, strict=True):
                    assert NOT_ESTIMABLE not in cell.text, (stem, row.label.text)
                    reference = cell.text == "1" and column.lines[0].text == "Ratio of GMRs"
                    is_reason = column.lines[-1].text == "Reason"
                    digits = re.search(r"[1-9]", cell.text)
                    assert reference or is_reason or not digits, (stem, row.label.text)
        for note in table.footnotes:
            # What only data tell: how many rows, how high a limit, how large an F.
            assert not re.search(r"\d+ (wells|tubes|runs|donors|rows)\b|LLOQ \(?\d", note.text)


def test_footnotes_are_those_of_the_run(pairs):
    for stem, (ours, theirs) in pairs.items():
        expected = {in_shape(note.text) for note in theirs.footnotes}
        if stem == ANALYSED:
            assert reasons_of(theirs) <= reasons_of(ours)
            continue
        for note in ours.footnotes:
            simplified = "declared simplification" in str(theirs.footnotes)
            if stem == WITHOUT_VALUES or (simplified and note.text.startswith("Linear mixed")):
                continue
            if stem == WITHOUT_INTERACTION and note.text.startswith("Interaction of"):
                assert not any(one.startswith("Interaction of") for one in expected)
                continue
            # What blanks took off is known with the data, and said behind what was planned.
            shape = in_shape(note.text)
            assert any(one.startswith(shape) for one in expected), (stem, note.text)


def test_figures_have_the_rows_of_the_run(folders):
    shell, done = (finished_run(folder) for folder in folders)
    for item in done.items:
        if item.table is not None or "flow" in item.stem:
            continue
        ours, theirs = (drawn(one.content(f"{item.stem}.svg")) for one in (shell, done))
        assert next(text for text in ours if text.startswith("SHELL, no data"))
        # Marks and states of hypotheses, and what is NE or was simplified, come with the data.
        of_data = re.compile(r"SIMULATED|Filled|Dash|NE$|gate |.*NE,")
        of_run = [text for text in without_reasons(theirs) if not of_data.match(text)]
        words = {word for text in of_run for word in text.split() if not re.search(r"\d", word)}
        assert words - {word for text in ours for word in text.split()} == set(), item.stem


def test_forests_say_that_they_are_schematic(folders):
    shell = finished_run(folders[0])
    for stem in ("14.2.1.1-primary-ccl18-sensitivity", "14.2.5-subgroups-forest"):
        text = " ".join(drawn(shell.content(f"{stem}.svg")))
        assert "SHELL, no data: the effects drawn are schematic" in text


def test_no_data_are_near(folders):
    assert {path.name for path in folders[0].parent.parent.iterdir()} == {"specs", "output", "run"}
    assert {path.name for path in folders[0].iterdir() if path.name.startswith("ard")} == set()


def test_every_endpoint_is_accounted_for(pairs):
    for table in pairs[ANALYSED]:
        names = [row.label.text.split()[0] for group in table.groups for row in group.rows]
        assert len(set(names)) == len(names) == 28


def test_donors_without_a_level_are_named_and_counted(pairs):
    with (ROOT / "analyses/sclero_jak/data/donors.csv").open(encoding="utf-8") as lines:
        codes = {row["donor_id"]: row for row in csv.DictReader(lines)}
    listed = {
        (group.label.text.split()[0], row.cells[1].text, row.label.text)
        for group in pairs[LISTINGS[0]][1].groups
        for row in group.rows
    }
    for endpoint, stem, column, code, reason in LEFT_OUT:
        donors = {donor for name, why, donor in listed if (name, why) == (endpoint, reason)}
        assert donors
        assert {codes[donor][column] for donor in donors} == {code}
        notes = " ".join(note.text for note in pairs[stem][1].footnotes)
        assert f"{reason} ({len(donors)} donors)" in notes
