"""The shells of a small study: every form, no data, the same bytes, and bad calls."""

from __future__ import annotations

import json
import re
import shutil
import zipfile

import pytest
from pypdf import PdfReader

from sap.errors import OutputError, SpecError
from sap.run import run
from sap.run.outputs import TABLE_ENDINGS
from sap.run.progress import Progress
from sap.shell import in_words, make_shell
from tests.render.opened import closed_up, pages_of
from tests.render.samples import grid
from tests.run.small_study import write_study


@pytest.fixture
def spec(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1770091506")
    path = write_study(tmp_path).relative_to(tmp_path)
    shutil.rmtree(tmp_path / "data")
    return path


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def edit(path, *changes):
    text = path.read_text()
    for before, after in changes:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    path.write_text(text)


def test_a_shell_has_the_forms_of_a_run_but_no_results(spec):
    made = make_shell(spec)
    assert str(made.folder) == "output/ethanol-shell"
    assert {path.name for path in made.paths} == {
        *(f"1.10-ethanol.{form}" for form in TABLE_ENDINGS),
        "plan.json",
        "report.html",
        "run.json",
        "tables-and-figures.pdf",
        "tables.json",
    }
    assert made.counted == "1 table and 0 figures"
    words = list(in_words(made))
    assert words[0].startswith("Shells of 1 table and 0 figures, from the spec alone. Written to ")
    assert "  1.10-ethanol: html, docx, rtf, tex, txt" in words
    assert "  run.json" in words
    record = json.loads((made.folder / "run.json").read_text())
    assert record["shell"] is True
    assert "analyses" not in record


def test_every_form_says_that_it_is_a_shell(spec):
    folder = make_shell(spec).folder
    for name in ("1.10-ethanol.html", "1.10-ethanol.txt", "report.html"):
        assert "SHELL, no data" in (folder / name).read_text(encoding="utf-8")
        assert "SIMULATED" not in (folder / name).read_text(encoding="utf-8")
    with zipfile.ZipFile(folder / "1.10-ethanol.docx") as word:
        headers = [name for name in word.namelist() if re.search(r"/header\d*\.xml", name)]
        assert any(b"SHELL, no data" in word.read(name) for name in headers)


def test_the_whole_set_is_one_pdf(spec):
    made = make_shell(spec)
    reader = PdfReader(made.folder / "tables-and-figures.pdf")
    pages = pages_of(made.folder / "tables-and-figures.pdf")
    assert [mark.title for mark in reader.outline] == [
        f"{table.caption}: {table.title}" for table in made.tables
    ]
    assert all("SHELL,nodata" in page for page in pages)
    (table,) = made.tables
    shown, place = "".join(pages[1:]), 0
    for row in grid(table, closed_up):
        found = shown.find("".join(row), place)
        assert found >= 0, row
        place = found + len("".join(row))


def test_numbers_are_placeholders_of_their_shape(spec):
    text = (make_shell(spec).folder / "1.10-ethanol.txt").read_text(encoding="utf-8")
    for line in (
        r"n brewers \(n readings\) +xx \(xx\) +xx \(xx\)",
        r"n \(%\) below LLOQ \[1\] +xx \(xx\.x\) +xx \(xx\.x\)",
        r"Geometric mean ratio vs wild yeast +x\.xx",
        r"t \(df\) +x\.xx \(xx\.x\)",
        r"p-value +0\.xxx",
        r"Raw scale \[4\] +xxx \(xxx, xxx\) +0\.xxx",
    ):
        assert re.search(line, text), line
    assert "[1] LLOQ xx g/L: xx readings below it" in text
    assert "NE" not in text


def test_shell_and_run_have_the_same_rows(spec, tmp_path):
    shell = make_shell(spec).tables
    shutil.rmtree(tmp_path / "specs")
    write_study(tmp_path)
    done = run(spec, progress=Progress()).tables
    for ours, theirs in zip(shell, done, strict=True):
        assert [[r.label.text for r in group.rows] for group in ours.groups] == [
            [r.label.text for r in group.rows] for group in theirs.groups
        ]


def test_the_number_style_is_that_of_the_study(spec):
    edit(spec.with_name("study.yml"), ("numbers: csr", "numbers: nejm"))
    text = (make_shell(spec).folder / "1.10-ethanol.txt").read_text(encoding="utf-8")
    assert re.search(r"p-value +0\.xx\n", text)


def test_the_same_spec_gives_the_same_bytes(spec):
    first = contents(make_shell(spec).folder)
    assert contents(make_shell(spec).folder) == first


def test_a_folder_may_be_named(spec, tmp_path):
    assert make_shell(spec, tmp_path / "elsewhere").folder == tmp_path / "elsewhere"
    assert make_shell(spec.parent).folder.name == "specs-shell"


def test_a_wrong_spec_leaves_the_former_shell(spec):
    former = contents(make_shell(spec).folder)
    edit(spec, ("ddf: satterthwaite", "ddf: satterthwait"))
    with pytest.raises(SpecError, match="satterthwait"):
        make_shell(spec)
    with pytest.raises(SpecError, match="no such file"):
        make_shell("nowhere.yml")
    assert contents(spec.parent.parent / "output" / "ethanol-shell") == former


def test_a_folder_of_something_else_is_left_alone(spec, tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work")
    with pytest.raises(OutputError, match="no run wrote it"):
        make_shell(spec, mine)
    assert contents(mine) == {"thesis.txt": b"years of work"}
