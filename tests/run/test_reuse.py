"""A second run: the former one stands when nothing has changed, and never otherwise."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

from sap.cli import main
from sap.errors import ConvergenceError, DataError, OutputError, SpecError
from sap.run import analyses, reuse, run
from sap.run.folder import MANIFEST, locked
from sap.run.progress import Progress
from sap.run.reuse import code_hash
from tests.house import ROOT
from tests.run.small_study import write_study

DISPLAY = "  - {number: 14.1, kind: exclusions, title: Who, file: listing, of: [E1]}\n"


@pytest.fixture
def spec(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    path = write_study(tmp_path)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"displays:\n{DISPLAY}")
    return path.relative_to(tmp_path)


def quiet(spec, **options):
    return run(spec, progress=Progress(), **options)


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_nothing_changed_nothing_done(spec, monkeypatch):
    first = quiet(spec)
    before = contents(first.folder)
    monkeypatch.setattr("sap.run.whole.run_fresh", None)
    teller = Progress()
    second = run(spec, progress=teller)
    assert (first.reused, second.reused) == (False, True)
    assert contents(first.folder) == before
    generated = json.loads(before[MANIFEST])["generated"]
    assert teller.said[0].startswith(f"Nothing has changed since {generated}: the results in ")
    assert "--fresh" in teller.said[0]


def test_a_reused_result_is_complete(spec):
    first = quiet(spec)
    second = quiet(spec)
    assert second == type(second)(**{**vars_of(first), "reused": True})
    assert second.ard == first.ard
    assert second.tables == first.tables


def vars_of(result):
    names = ("exit_code", "folder", "paths", "failures", "texts", "contents")
    return {name: getattr(result, name) for name in names}


def test_a_reused_result_whose_folder_has_changed_since_does_not_lie(spec):
    quiet(spec)
    second = quiet(spec)
    edit(second.folder / "ard.csv", "E1", "E2")
    with pytest.raises(OutputError, match="no longer those of the run"):
        second.ard  # noqa: B018


def test_both_runs_print_the_same(spec, capsys):
    run(spec)
    first = capsys.readouterr()
    run(spec)
    second = capsys.readouterr()
    assert first.out == second.out
    assert "Table 1.10" in second.out
    assert second.err.startswith("Nothing has changed since")
    assert "Design" in first.err  # a warning that the second run must repeat
    ends = [text[text.index("Written to") :] for text in (first.err, second.err)]
    assert ends[0] == ends[1]
    warned = [[x for x in text.splitlines() if "Design," in x] for text in (first.err, second.err)]
    assert warned[0] == warned[1]


def test_a_failed_run_fails_again_and_says_so(spec, monkeypatch, capsys):
    def fails(*arguments, **options):
        raise ConvergenceError("No optimum.")

    with monkeypatch.context() as patch:
        patch.setattr(analyses, "fit", fails)
        assert main(["run", str(spec)]) == 1
    capsys.readouterr()
    assert main(["run", str(spec)]) == 1
    told = capsys.readouterr().err
    assert "Nothing has changed" in told
    assert "FAILED E1 primary: No optimum." in told


def touched(path):
    path.write_bytes(path.read_bytes() + b"\n")


CHANGES = {
    "spec": lambda root, patch: touched(root / "specs" / "ethanol.yml"),
    "study": lambda root, patch: touched(root / "specs" / "study.yml"),
    "data": lambda root, patch: edit(root / "data" / "readings.csv", "001-W-1", "001-W-9"),
    "version": lambda root, patch: patch.setattr(reuse, "versions", lambda: {"numpy": "0.1"}),
    "python": lambda root, patch: patch.setattr(
        reuse, "versions", lambda: {**real_versions(), "python": "4.0"}
    ),
    "code": lambda root, patch: patch.setattr(reuse, "code_hash", lambda: "0" * 64),
    "clock": lambda root, patch: patch.setenv("SOURCE_DATE_EPOCH", "1770091506"),
    "machine": lambda root, patch: patch.setattr("platform.machine", lambda: "pdp11"),
    "output gone": lambda root, patch: (root / "output/ethanol/1.10-ethanol.docx").unlink(),
    "output edited": lambda root, patch: touched(root / "output/ethanol/1.10-ethanol.html"),
    "results edited": lambda root, patch: touched(root / "output/ethanol/ard.csv"),
    "manifest gone": lambda root, patch: (root / "output/ethanol/run.json").write_bytes(b""),
    "manifest edited": lambda root, patch: edit(
        root / "output/ethanol/run.json", '"exit_code": 0', '"exit_code": 1'
    ),
    "manifest of another kind": lambda root, patch: (root / "output/ethanol/run.json").write_text(
        "[1]"
    ),
}


def real_versions():
    from sap.run.manifest import versions

    return versions()


@pytest.mark.parametrize("name", CHANGES)
def test_any_change_makes_a_fresh_run(spec, tmp_path, monkeypatch, name):
    quiet(spec)
    CHANGES[name](tmp_path, monkeypatch)
    assert not quiet(spec).reused
    assert quiet(spec).reused


def test_what_is_asked_for_counts(spec, tmp_path):
    quiet(spec)
    assert not quiet(spec, certify=True).reused
    assert not quiet(spec).reused
    assert quiet(spec).reused
    assert not quiet(spec, fresh=True).reused
    shutil.copytree(tmp_path / "output" / "ethanol", tmp_path / "copy")
    # The tables of the copy name the folder that they were made for.
    assert not quiet(spec, output="copy").reused


def test_the_working_directory_counts_for_tables_name_files_from_there(spec, tmp_path, monkeypatch):
    quiet(spec)
    monkeypatch.chdir(tmp_path / "specs")
    assert not quiet(spec.name, output="../output/ethanol").reused


def test_a_file_of_the_user_in_the_folder_does_not_count(spec):
    folder = quiet(spec).folder
    (folder / "notes.txt").write_text("mine")
    assert quiet(spec).reused


def test_an_engine_whose_versions_are_not_known_is_asked_again(spec, monkeypatch):
    monkeypatch.setattr("sap.run.whole.SLOW_ENGINES", {"statsmodels"})
    assert not quiet(spec).reused
    assert not quiet(spec).reused


def test_a_folder_of_specs_changes_with_each_new_file(tmp_path):
    def made(path):
        return reuse.fingerprint(reuse.Request(path, tmp_path / "out"), [])

    specs = tmp_path / "specs"
    specs.mkdir()
    (specs / "one.yml").touch()
    before = made(specs), made(specs / "one.yml")
    (specs / "two.yml").touch()
    assert made(specs) != before[0]
    assert made(specs / "one.yml") == before[1]


def test_a_missing_data_file_is_told_as_before(spec, tmp_path):
    quiet(spec)
    (tmp_path / "data" / "flasks.csv").unlink()
    with pytest.raises(DataError, match=r"flasks\.csv"):
        quiet(spec)


def test_a_spec_that_became_wrong_is_told_as_before(spec, tmp_path):
    quiet(spec)
    edit(tmp_path / spec, "of: yeast", "of: yest")
    with pytest.raises(SpecError, match="yest"):
        quiet(spec)


def test_a_folder_that_another_run_writes_is_not_read(spec, tmp_path):
    quiet(spec)
    with (
        locked((tmp_path / "output" / "ethanol").resolve()),
        pytest.raises(OutputError, match="Another run"),
    ):
        quiet(spec)


def test_a_crash_between_two_moves_is_mended_first(spec, tmp_path):
    folder = quiet(spec).folder
    left = tmp_path / "output" / ".ethanol.new"
    left.mkdir()
    assert quiet(spec).reused
    assert folder.is_dir()
    assert not left.exists()


def test_the_code_hash_sees_names_and_contents(tmp_path):
    def hashed(files):
        package = tmp_path / str(len(list(tmp_path.iterdir())))
        for name, text in files.items():
            path = package / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return code_hash(package)

    base = {"a.py": "1", "room/b.py": "2"}
    assert hashed(base) == hashed(base)
    assert hashed(base) == hashed({**base, "__pycache__/a.pyc": "3"})
    others = [{**base, "a.py": "2"}, {**base, "c.json": ""}, {"a.py": "1", "room/c.py": "2"}]
    assert len({hashed(files) for files in [base, *others]}) == 4


def test_a_reused_run_loads_no_numerical_library(spec):
    quiet(spec)
    source = (
        "import sys; from sap.cli import main; code = main(['run', 'specs/ethanol.yml'])\n"
        "heavy = {'numpy', 'pandas', 'scipy', 'great_tables', 'docx', 'matplotlib', 'ruamel'}\n"
        "print(code, sorted(heavy & {m.split('.')[0] for m in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", source],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Nothing has changed" in done.stderr, done.stderr
    assert done.stdout.splitlines()[-1] == "0 []"
