"""`sap document`: both forms in one folder, from the spec alone."""

from __future__ import annotations

import builtins
import hashlib
import io
import json
import os
from pathlib import Path

import docx
import pytest

from sap.cli import main
from sap.run.document import document_of, write_document
from sap.spec import load_spec
from tests.document_example import section, whole_plan
from tests.house import ROOT

SPECS = ROOT / "specs"
STEM = "statistical-analysis-plan"


@pytest.fixture
def fixed_time(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")


def test_the_command_writes_both_forms_and_a_manifest(tmp_path, fixed_time, capsys):
    folder = tmp_path / "plan"
    assert main(["document", str(SPECS), "--output", str(folder)]) == 0
    names = [f"{STEM}.docx", f"{STEM}.html", "run.json"]
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)
    assert [line.rpartition(os.sep)[2] for line in capsys.readouterr().out.splitlines()] == names
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert record["plan_hash"] == whole_plan().hash
    assert record["simulated"] is True
    for name, digest in record["sha256"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    page = (folder / f"{STEM}.html").read_text(encoding="utf-8")
    assert "2026-01-01T00:00:00Z" in page
    assert whole_plan().hash in page
    word = docx.Document(str(folder / f"{STEM}.docx"))
    assert word.core_properties.created.isoformat().startswith("2026-01-01T00:00:00")
    # The gates are drawn: once as a picture in each form, with words for who can't see it.
    assert len(word.inline_shapes) == 1
    assert "Cytokines: Holm, level 0.05" in word.inline_shapes[0]._inline.docPr.get("descr")
    assert page.count("data:image/svg+xml;base64,") == 1


def test_twice_the_same_bytes(tmp_path, fixed_time):
    for name in ("one", "two"):
        write_document(SPECS, tmp_path / name)
    for form in ("docx", "html"):
        first, second = (tmp_path / name / f"{STEM}.{form}" for name in ("one", "two"))
        assert first.read_bytes() == second.read_bytes()


def test_no_data_file_is_opened(tmp_path, monkeypatch):
    opened: list[str] = []
    spec = load_spec(SPECS)
    data = {path.resolve() for name in spec.sources for path in spec.source_paths(name)}
    assert data

    def noted(real):
        def watched(file, *args, **kwargs):
            if isinstance(file, str | os.PathLike):
                opened.append(os.fspath(file))
            return real(file, *args, **kwargs)

        return watched

    monkeypatch.setattr(builtins, "open", noted(builtins.open))
    monkeypatch.setattr(io, "open", noted(io.open))
    write_document(SPECS, tmp_path / "plan")
    assert opened
    assert not [name for name in opened if Path(name).resolve() in data]


def test_one_endpoint_file_has_a_document_of_its_own(tmp_path, fixed_time):
    write_document(SPECS / "primary.yml", tmp_path / "plan")
    page = (tmp_path / "plan" / f"{STEM}.html").read_text(encoding="utf-8")
    assert "P1" in page
    assert "S2.1" not in page


def test_a_spec_that_is_wrong_leaves_the_former_document(tmp_path, fixed_time, capsys):
    folder = tmp_path / "plan"
    write_document(SPECS / "primary.yml", folder)
    before = (folder / f"{STEM}.docx").read_bytes()
    broken = ROOT / "tests" / "broken_specs" / "endpoint_text_html.yml"
    assert main(["document", str(broken), "--output", str(folder)]) == 2
    assert "Raw HTML is not read" in capsys.readouterr().err
    assert (folder / f"{STEM}.docx").read_bytes() == before


def test_a_folder_of_others_is_left_alone(tmp_path, capsys):
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "letter.txt").write_text("Dear", encoding="utf-8")
    assert main(["document", str(SPECS / "primary.yml"), "--output", str(folder)]) == 2
    assert "no run wrote it" in capsys.readouterr().err
    assert [path.name for path in folder.iterdir()] == ["letter.txt"]


def test_without_families_there_is_no_picture(tmp_path):
    example = ROOT / "tests" / "broken_specs" / "whole.yml"
    write_document(example, tmp_path / "plan")
    page = (tmp_path / "plan" / f"{STEM}.html").read_text(encoding="utf-8")
    assert "<img" not in page


def test_the_picture_stands_with_the_families():
    document = document_of(load_spec(SPECS), whole_plan(), "2026-01-31T12:00:00Z")
    assert [type(one).__name__ for one in section(document, "Multiplicity").parts][-1] == "Picture"
