"""The study's own spec through both engines, the fit on the boundary among its analyses.

R's optimiser stops a little short of zero there; unless lme4 is told to try the boundary,
one engine says that a variance is zero and the other does not.
"""

from __future__ import annotations

import pytest

from sap.engines.catalogue import CAPABILITIES
from sap.plan import make_plan
from sap.qc import run_qc
from sap.qc.programmes import PAIRS, _lacking
from sap.run.progress import Progress
from sap.spec import load_spec
from tests.house import ROOT


def test_the_second_engine_can_do_the_whole_plan_but_for_leaving_donors_out():
    plan = make_plan(load_spec(ROOT / "specs"))
    able = CAPABILITIES[PAIRS[plan.engine]]
    lacking = {f"{one.endpoint_id} {one.analysis_id}": _lacking(one, able) for one in plan.analyses}
    assert {name: what for name, what in lacking.items() if what} == {
        "P1 leave_one_out": "Engine 'pymer4' has no kind: leave-one-out."
    }


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
