"""`pip install .` gives the same package elsewhere: all rooms, the type marker, the command."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house import PACKAGE, ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """Build the wheel from a copy of the tracked package, with the locked build backend."""

    folder = tmp_path_factory.mktemp("build")
    source = folder / "source"
    skip = shutil.ignore_patterns("__pycache__", "*.pyc")
    source.mkdir()
    shutil.copytree(ROOT / "sap", source / "sap", ignore=skip)
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, source / name)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-index", "--no-deps"]
    subprocess.run(
        [*command, "--no-build-isolation", "--wheel-dir", str(folder), str(source)],
        check=True,
        capture_output=True,
    )
    return zipfile.ZipFile(next(folder.glob("sap-*.whl")))


def test_wheel_holds_every_file_of_the_package_and_nothing_else(wheel):
    packaged = {name for name in wheel.namelist() if ".dist-info/" not in name}
    written = {
        path.relative_to(ROOT).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert "sap/py.typed" in written
    assert packaged == written


def test_wheel_brings_the_command(wheel):
    (entry,) = (name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert "sap = sap.__main__:program" in wheel.read(entry).decode()


def test_find_python_refuses_what_is_no_python(tmp_path: Path):
    done = subprocess.run(
        ["sh", str(ROOT / "scripts" / "find_python.sh")],
        env={"PATH": "/usr/bin:/bin", "PYTHON": str(tmp_path / "a folder" / "python")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert "does not run as Python 3.11 or later" in done.stderr


def test_find_python_says_that_venv_is_missing(tmp_path: Path):
    fake = tmp_path / "python3"
    fake.write_text('#!/bin/sh\ncase "$2" in *venv*) exit 1;; esac\nexit 0\n')
    fake.chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", str(ROOT / "scripts" / "find_python.sh")],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "without the venv module" in done.stderr


def test_find_python_takes_this_one():
    done = subprocess.run(
        ["sh", str(ROOT / "scripts" / "find_python.sh")],
        env={"PATH": "/usr/bin:/bin", "PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, sys.executable)
