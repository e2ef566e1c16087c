"""The study's own spec through both engines, the fit on the boundary among its analyses.

R's optimiser stops a little short of zero there; unless lme4 is told to try the boundary,
one engine says that a variance is zero and the other does not.
"""

from __future__ import annotations

import pytest

from sap.qc import run_qc
from sap.run.progress import Progress
from tests.house import ROOT


@pytest.mark.r
def test_both_engines_agree_on_the_study(tmp_path):
    spec = ROOT / "specs" / "primary.yml"
    (result,) = run_qc([spec], tmp_path / "qc", progress=Progress())
    failed = [
        (one.analysis, row.kind, row.row.stat_name, row.first, row.second)
        for one in result.findings.analyses
        for row in one.rows
        if not row.passed
    ]
    assert failed == []
    assert result.exit_code == 0
