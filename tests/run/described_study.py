"""The study's descriptive displays with endpoints beside them, for as long as a test needs them."""

from __future__ import annotations

import re
from pathlib import Path

from sap.ard import Ard, ordered
from sap.data import read_readable_sources
from sap.plan import Plan, make_plan
from sap.run.described import describe_displays
from sap.run.displays import lay_out_display
from sap.spec import load_spec
from sap.tables.numbers import number_style
from sap.tables.table import Table
from tests.house import ROOT

SPECS = ROOT / "specs"
CYTOKINES = {"S1.1": "PDGFBB", "S1.2": "IL6", "S1.3": "CXCL10", "S1.4": "CXCL4"}
MARKERS = {
    "S2.1": "CD204",
    "S2.2": "CD206",
    "S2.3": "CD163",
    "S2.4": "CD86",
    "S2.5": "CMHII",
    "S2.6": "TLR4",
}


def write_descriptive(folder: Path) -> Path:
    """Write the displays of descriptive.yml after the endpoints they are about.

    Each endpoint is the primary one, less its sensitivity analyses, with another analyte.
    """
    primary = (SPECS / "primary.yml").read_text(encoding="utf-8")
    displays = (SPECS / "descriptive.yml").read_text(encoding="utf-8").partition("displays:")[2]
    one = primary.partition("endpoints:\n")[2].partition("\ndisplays:")[0]
    one = re.sub(r"(?s)\n    # Each is the primary.*?\n    table:", "\n    table:", one)
    one = one.partition("\n# Who was analysed")[0]
    endpoints = [one]
    for number, (name, analyte) in enumerate({**CYTOKINES, **MARKERS}.items(), start=2):
        other = one.replace("id: P1", f"id: {name}").replace('"CCL18"', f'"{analyte}"')
        other = other.replace("number: 14.2.1.1", f"number: 14.2.1.{number}")
        other = other.replace("14.2.1.1-primary-ccl18", f"endpoint-{name}")
        if name in MARKERS:
            other = other.replace("elisa_wells", "tubes").replace("analyte ==", "marker ==")
            other = re.sub(r"\n    limits: .*\n", "\n", other)
            other = re.sub(
                r"log\(concentration\).*",
                "log(mfi_ratio) ~ treatment + (1 | donor) + (1 | run)",
                other,
            )
        endpoints.append(other)
    study = (SPECS / "study.yml").read_text(encoding="utf-8")
    sources = (SPECS / "sources.yml").read_text(encoding="utf-8")
    (folder / "study.yml").write_text(study, encoding="utf-8")
    raw = f"{ROOT.as_posix()}/analyses"
    (folder / "sources.yml").write_text(sources.replace("../analyses", raw), encoding="utf-8")
    path = folder / "descriptive.yml"
    text = "study: study.yml\nendpoints:\n" + "\n".join(endpoints) + "\ndisplays:" + displays
    path.write_text(text, encoding="utf-8")
    return path


def describe(folder: Path) -> tuple[Plan, Ard]:
    """Read the study, and describe what its descriptive displays ask for; nothing is fitted."""
    spec = load_spec(write_descriptive(folder))
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
