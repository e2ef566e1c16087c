"""The files of a run, made by several processes: the same however often, and none that waits."""

from __future__ import annotations

import subprocess
import sys

from tests.house import ROOT

TWICE = """
from sap.render.pdf import TableSet, pdf_set
from sap.run.laid_out import LaidOut
from sap.run.outputs import WHOLE_SET, rendered
from tests.render.samples import example, wide

TIME = "2026-01-01T00:00:00Z"
items = [LaidOut("1", "A", "one", example()), LaidOut("2", "B", "two", wide())]

def whole(made):
    tables = [item.made for item in items]
    return pdf_set(TableSet(title="T", protocol="P", notice="", facts=(), items=tables), TIME)

first = rendered(items, TIME, {}, whole)
alone = whole({})
again = rendered(items, TIME, {}, whole)
assert first == again
assert first[WHOLE_SET] == alone
assert list(first)[-1] == WHOLE_SET
"""


def test_a_set_is_made_before_and_after_another_of_the_same_process():
    done = subprocess.run(
        [sys.executable, "-c", TWICE], cwd=ROOT, timeout=120, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
