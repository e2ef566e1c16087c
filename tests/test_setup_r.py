"""The set-up of R: where it stops it says what to do, and what it leaves behind explains itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house import ROOT

SCRIPT = ROOT / "scripts" / "setup_r.sh"
PLACEHOLDER = ROOT / "scripts" / "r-placeholder" / "report"


def test_elsewhere_than_debian_it_names_conda_forge_as_untested(tmp_path: Path):
    for name in ("bash", "cat", "dirname"):
        (tmp_path / name).symlink_to(str(shutil.which(name)))
    done = subprocess.run(
        ["bash", str(SCRIPT)],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "conda create -n sap -c conda-forge" in done.stderr
    assert "not tested here" in done.stderr


def test_the_pins_are_those_of_the_documents_and_the_lock():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    pins = project["project"]["optional-dependencies"]["r"]
    assert all("==" in pin for pin in pins)
    lock = (ROOT / "requirements" / "r.lock").read_text(encoding="utf-8")
    assert [pin for pin in pins if f"\n{pin} " not in f"\n{lock}"] == []
    assert {pin.split("==")[0] for pin in pins} >= {
        "pymer4",
        "rpy2",
        "polars",
        "joblib",
        "scikit-learn",
        "seaborn",
        "formulae",
    }


@pytest.mark.r
def test_a_second_call_changes_nothing():
    done = subprocess.run(
        ["bash", str(SCRIPT), sys.executable], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "R and its packages: installed" in done.stdout
    assert "installing" not in done.stdout.lower()


@pytest.mark.r
def test_the_placeholder_stops_with_an_explanation(tmp_path: Path):
    subprocess.run(
        ["R", "CMD", "INSTALL", "--no-docs", f"--library={tmp_path}", str(PLACEHOLDER)],
        check=True,
        capture_output=True,
    )
    done = subprocess.run(
        ["Rscript", "--vanilla", "-e", "report::report(1)"],
        env={**os.environ, "R_LIBS": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "placeholder for the R package 'report'" in done.stderr
    assert "install.packages" in done.stderr
