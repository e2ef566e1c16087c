"""`import sap`, `sap --help`, `sap check` and `sap plan` start without what they do not need."""

from __future__ import annotations

import json
import resource
import subprocess
import sys

import pytest

from tests.house import ROOT
from tests.review.folders import laid, leave, table

HEAVY = (
    "numpy",
    "pandas",
    "scipy",
    "statsmodels",
    "patsy",
    "great_tables",
    "docx",
    "pyarrow",
    "openpyxl",
    "pyreadstat",
    "rpy2",
    "matplotlib",
)
SPEC = "specs/primary.yml"
SECONDS_FOR_CHECK = 0.5

REPORT = """
import contextlib, io, json, runpy, sys
sys.argv = ["sap", *{arguments!r}]
code = 0
with contextlib.redirect_stdout(io.StringIO()):
    try:
        {start}
    except SystemExit as stop:
        code = stop.code or 0
print(json.dumps({{"code": code, "loaded": sorted({{m.split(".")[0] for m in sys.modules}})}}))
"""


def started(arguments: list[str], start: str = "runpy.run_module('sap', run_name='__main__')"):
    """Run sap in a new interpreter; return its exit code and the heavy libraries it loaded."""
    source = REPORT.format(arguments=arguments, start=start)
    done = subprocess.run(
        [sys.executable, "-c", source], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    return report["code"], [name for name in HEAVY if name in report["loaded"]]


def test_importing_sap_loads_nothing_heavy():
    assert started([], start="import sap") == (0, [])


@pytest.mark.parametrize("arguments", [["--help"], ["check", SPEC], ["plan", SPEC]])
def test_command_loads_nothing_heavy(arguments):
    assert started(arguments) == (0, [])


def test_finished_runs_are_read_without_anything_heavy(tmp_path):
    folder = str(leave(tmp_path / "run", laid(table())))
    assert started(["show", "--run", folder]) == (0, [])
    assert started(["show", "14.1", "--run", folder]) == (0, [])
    assert started(["diff", folder, folder]) == (0, [])


def test_the_report_sees_what_is_loaded():
    assert started([], start="import numpy") == (0, ["numpy"])


def test_check_answers_at_once():
    # Processor time, the least of five: wall time on a shared machine measures its other work.
    least = min(_processor_seconds([sys.executable, "-m", "sap", "check", SPEC]) for _ in range(5))
    assert least < SECONDS_FOR_CHECK


def _processor_seconds(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
