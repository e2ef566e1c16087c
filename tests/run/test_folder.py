"""A run's folder is whole or untouched: at every step of writing it, killed or failing."""

import os
import subprocess
import sys
import textwrap

import pytest

from sap.errors import OutputError
from sap.run import folder as room
from sap.run.folder import files_in_words, locked, sibling, write_whole

OLD = {"run.json": b'{"files": ["run.json", "old.txt"]}', "old.txt": b"old"}
NEW = {"run.json": b'{"files": ["run.json", "new.txt"]}', "new.txt": b"new" * 1000}


def test_forms_of_one_table_are_listed_on_one_line():
    names = ["ard.csv", "1.1-a.html", "1.1-a.docx", "run.json", "ard-cards.csv", "1.1-a.x.txt"]
    assert list(files_in_words(names)) == [
        "ard.csv",
        "1.1-a: html, docx",
        "run.json",
        "ard-cards.csv",
        "1.1-a.x.txt",
    ]


# Runs one write in a process of its own that ends without warning at its k-th step.
KILLED = textwrap.dedent(
    """
    import os, shutil, sys
    from pathlib import Path
    from sap.run import folder as room
    last, exchanges, target = int(sys.argv[1]), sys.argv[2] == "yes", Path(sys.argv[3])
    steps = 0

    def counted(function):
        def call(*arguments, **options):
            global steps
            steps += 1
            if steps == last:
                os._exit(9)
            return function(*arguments, **options)
        return call

    if not exchanges:
        room.exchange = lambda one, other: False
    room.exchange = counted(room.exchange)
    os.fsync = counted(os.fsync)
    Path.rename = counted(Path.rename)
    Path.mkdir = counted(Path.mkdir)
    shutil.rmtree = counted(shutil.rmtree)
    shutil.copy2 = counted(shutil.copy2)
    new = {"run.json": b'{"files": ["run.json", "new.txt"]}', "new.txt": b"new" * 1000}
    with room.locked(target):
        room.write_whole(target, new)
    print(steps)
    """
)


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def beside(folder):
    return [path.name for path in folder.parent.iterdir()]


def killed_at(step, exchanges, target):
    command = [sys.executable, "-c", KILLED, str(step), exchanges, str(target)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def target(tmp_path):
    target = tmp_path / "output" / "primary"
    write_whole_in(target, OLD)
    return target


def write_whole_in(target, files):
    with locked(target):
        return write_whole(target, files)


def test_a_first_run_makes_its_folder_and_leaves_nothing_beside(tmp_path):
    target = tmp_path / "a" / "b" / "primary"
    paths = write_whole_in(target, NEW)
    assert paths == tuple(target / name for name in NEW)
    assert contents(target) == NEW
    assert beside(target) == ["primary"]


def test_a_second_run_stands_instead_of_the_first(target):
    write_whole_in(target, NEW)
    assert contents(target) == NEW
    assert beside(target) == ["primary"]


@pytest.mark.parametrize("exchanges", ["yes", "no"])
def test_killed_at_any_step_the_folder_is_the_old_or_the_new_one(exchanges, target):
    ended = killed_at(0, exchanges, target)
    assert ended.returncode == 0, ended.stderr
    steps = int(ended.stdout)
    assert steps >= 7
    found = []
    for step in range(1, steps + 1):
        write_whole_in(target, OLD)
        assert killed_at(step, exchanges, target).returncode == 9
        if exchanges == "no" and not target.exists():
            # Between the two moves only; the former run is beside it, whole.
            assert contents(sibling(target, "former")) == OLD
        else:
            assert contents(target) in (OLD, NEW)
            found.append(contents(target) == NEW)
        # The next run finds its way whatever was left.
        write_whole_in(target, NEW)
        assert contents(target) == NEW
        assert beside(target) == ["primary"]
    assert found == sorted(found)
    assert found[0] is False
    assert found[-1] is True


@pytest.mark.parametrize("exchanges", [True, False])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_failing_at_any_step_leaves_the_former_run_and_nothing_beside(
    exchanges, error, target, monkeypatch
):
    places = [(os, "fsync"), (room.Path, "rename"), (room.Path, "mkdir"), (room, "exchange")]
    if not exchanges:
        monkeypatch.setattr(room, "exchange", lambda one, other: False)
    failures = 0
    for step in range(1, 30):
        with monkeypatch.context() as patch:
            counter = {"steps": 0}
            for owner, name in places:
                patch.setattr(owner, name, failing(getattr(owner, name), counter, step, error))
            try:
                write_whole_in(target, NEW)
            except (OutputError, KeyboardInterrupt):
                failures += 1
            else:
                break
        assert contents(target) in (OLD, NEW)
        assert beside(target) == ["primary"]
        write_whole_in(target, OLD)
    assert failures >= 5
    assert contents(target) == NEW


def failing(function, counter, last, error):
    def call(*arguments, **options):
        counter["steps"] += 1
        if counter["steps"] == last:
            raise error
        return function(*arguments, **options)

    return call


def test_a_full_disk_is_said_in_words(target, monkeypatch):
    monkeypatch.setattr(os, "fsync", failing(os.fsync, {"steps": 0}, 1, OSError(28, "No space")))
    with pytest.raises(OutputError, match=r"primary: The folder cannot be written: No space"):
        write_whole_in(target, NEW)


def test_a_second_run_at_the_same_time_is_refused(target):
    with locked(target):
        ended = killed_at(0, "yes", target)
        assert "Another run is writing this folder" in ended.stderr
        assert contents(target) == OLD
    write_whole_in(target, NEW)


def test_a_lock_ends_with_its_process(target):
    script = f"""
import os
from pathlib import Path
from sap.run.folder import locked
with locked(Path({str(target)!r})):
    os._exit(9)
"""
    ended = subprocess.run([sys.executable, "-c", script], check=False)
    assert ended.returncode == 9
    write_whole_in(target, NEW)
    assert contents(target) == NEW


def test_files_of_the_user_are_kept_and_those_of_the_former_run_are_not(target):
    (target / "my notes.txt").write_bytes(b"mine")
    (target / "sub").mkdir()
    (target / "sub" / "x").write_bytes(b"x")
    (target / "link").symlink_to("my notes.txt")
    write_whole_in(target, NEW)
    assert {k: v for k, v in contents(target).items() if k not in NEW} == {
        "my notes.txt": b"mine",
        "link": b"mine",
    }
    assert (target / "link").is_symlink()
    assert (target / "sub" / "x").read_bytes() == b"x"
    assert not (target / "old.txt").exists()


def test_a_manifest_that_cannot_be_read_loses_no_file(target):
    (target / "run.json").write_bytes(b"{")
    write_whole_in(target, NEW)
    assert contents(target)["old.txt"] == b"old"
    assert contents(target)["run.json"] == NEW["run.json"]


def test_a_folder_that_no_run_wrote_is_left_alone(tmp_path):
    target = tmp_path / "thesis"
    target.mkdir()
    write_whole_in(target, OLD)  # an empty one is as good as none
    (target / "run.json").unlink()
    with pytest.raises(OutputError, match=r"no run wrote it, so it is left alone"):
        write_whole_in(target, NEW)
    assert contents(target) == {"old.txt": b"old"}


def test_a_file_in_the_place_of_the_folder_or_of_its_parent(tmp_path):
    target = tmp_path / "primary"
    target.write_bytes(b"x")
    with pytest.raises(OutputError, match="A file stands where"):
        write_whole_in(target, NEW)
    assert target.read_bytes() == b"x"
    with pytest.raises(OutputError, match="cannot be written"):
        write_whole_in(target / "inner", NEW)
