"""The process of the command: it ends at once, with its exit code, and after all that is due."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.house import ROOT

ENDED = """
import atexit, sys
from sap import __main__ as process
process.main = lambda: {code}
atexit.register(lambda: print("before the last"))
print("said")
try:
    process.program()
finally:
    atexit.register(lambda: print("due"))
"""


def ended(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )


@pytest.mark.parametrize("code", [0, 1, 2, 130])
def test_the_process_ends_with_the_exit_code_of_the_command(code):
    done = ended(ENDED.format(code=code))
    assert done.returncode == code
    assert done.stderr == ""


def test_what_is_due_at_the_end_is_done_and_told_first():
    """What was registered before the command is the only thing that it takes away."""
    assert ended(ENDED.format(code=0)).stdout == "said\ndue\n"


def test_an_end_that_nobody_foresaw_is_no_success():
    done = ended(ENDED.format(code="1 / 0"))
    assert done.returncode == 2
    assert "ZeroDivisionError" in done.stderr


def test_a_reader_that_leaves_early_stops_nothing():
    command = f"{sys.executable} -m sap --help | head -1"
    done = subprocess.run(
        command, shell=True, cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.stdout.startswith("usage: sap")
    assert "Traceback" not in done.stderr
