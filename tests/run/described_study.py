"""The study's own displays: read, planned and described; nothing is fitted."""

from __future__ import annotations

from sap.ard import Ard, ordered
from sap.data import read_readable_sources
from sap.plan import Plan, make_plan
from sap.run.described import describe_displays
from sap.run.displays import lay_out_display
from sap.spec import load_spec
from sap.tables.number_styles import number_style
from sap.tables.table import Table
from tests.house import ROOT


def describe() -> tuple[Plan, Ard]:
    """Plan all files of the study, and describe what their displays ask for."""
    spec = load_spec(ROOT / "specs")
    plan = make_plan(spec)
    described = describe_displays(spec, plan, read_readable_sources(spec))
    assert described.failures == ()
    return plan, Ard(ordered(described.rows))


def shown(plan: Plan, ard: Ard, number: str) -> Table:
    """Lay one of the tables out."""
    display = next(one for one in plan.displays if one.number == number)
    table = lay_out_display(plan, display, ard, number_style("csr"), ())
    assert isinstance(table, Table)
    return table
