"""Reports to write: one of the sample tables, with a figure, and one with hostile texts."""

from __future__ import annotations

import dataclasses

from sap.render.docx import docx_table
from sap.render.html import html_table
from sap.render.report import (
    Account,
    Carried,
    FamilyLine,
    Form,
    Remarks,
    Report,
    ReportFigure,
    ReportItem,
    SourceModel,
    html_report,
)
from sap.render.text import text_table
from tests.example_run import PROVENANCE, example_ard
from tests.render.samples import HOSTILE, TABLES

ATTACK = (
    f"{HOSTILE}</style></script><!-- ]]> \" ' onload=alert(1) javascript:alert(1) data:text/html,"
)
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="80" viewBox="0 0 300 80">'
    b'<script>document.title = "taken"</script><text x="9" y="30">A figure</text></svg>'
)
FORMS = (("docx", "Word"), ("html", "HTML"), ("txt", "Text"))
MODEL = SourceModel("P1 primary: CCL18", "log(y) ~ x; REML", "94 donors, 371 wells")


def table_item(name: str, **changes) -> ReportItem:
    table = TABLES[name]
    forms = tuple(Form(label, f"{name}.{ending}") for ending, label in FORMS)
    item = ReportItem(table.caption, table.title, name, table, text_table(table), forms)
    return dataclasses.replace(item, **changes)


DRAWN = ReportFigure(SVG, "Who is shown", ("Source data: a.csv", HOSTILE))
FIGURE = ReportItem(
    "Figure 14.2.1.1", "Forest", "forest", DRAWN, forms=(Form("SVG", "forest.svg"),)
)


def report(**changes) -> Report:
    wide = dataclasses.replace(TABLES["wide"], number="14.9", title="A wide one")
    items = (
        table_item("example"),
        FIGURE,
        table_item("wide", shown=wide, caption="Table 14.9", title="A wide one"),
    )
    made = Report(
        title="BREW: Yeast and temperature",
        protocol="BREW (no registration)",
        notice="SIMULATED DATA",
        facts=PROVENANCE.lines(),
        accounts=(
            Account("P1", "CCL18", "0.64 (0.58, 0.72)", "p <0.001: rejected", "", "example"),
            Account("P2", "IL-6", "NE", "", "No optimum was found.", "nowhere"),
        ),
        counted="2 of 2 endpoints accounted for: 1 with a result, 1 not estimable",
        carried=(
            Carried(
                "P1", "primary", "CCL18", True, "log(y) ~ x", "REML", ("94 donors",), (), False
            ),
            Carried("P1", "m2a", "M2a", False, "log(y) ~ x", "", (), ("Singular fit.",), False),
            Carried("P2", "primary", "IL-6", True, "y ~ x", "REML", (), ("No optimum.",), True),
        ),
        families=(FamilyLine("Main", "Holm, level 0.05", "None", ("Rejected: P1 CCL18",)),),
        remarks=(Remarks("Not estimable", ("P2 primary: No optimum.",)), Remarks("Queries", ())),
        items=items,
        rows={row.key: row for row in example_ard()},
        models={("P1", "primary"): MODEL},
    )
    return dataclasses.replace(made, **changes)


def hostile() -> Report:
    table = dataclasses.replace(
        TABLES["hostile"],
        columns=(dataclasses.replace(TABLES["hostile"].columns[0], align="left"),),
    )
    drawn = ReportFigure(SVG, ATTACK, (ATTACK,))
    caption = ReportItem(ATTACK, ATTACK, ATTACK, table, ATTACK, (Form(ATTACK, ATTACK),))
    return Report(
        title=ATTACK,
        protocol=ATTACK,
        notice=ATTACK,
        facts=(ATTACK,),
        accounts=(Account(ATTACK, ATTACK, ATTACK, ATTACK, ATTACK, ATTACK),),
        counted=ATTACK,
        carried=(
            Carried(ATTACK, ATTACK, ATTACK, True, ATTACK, ATTACK, (ATTACK,), (ATTACK,), True),
        ),
        families=(FamilyLine(ATTACK, ATTACK, ATTACK, (ATTACK,)),),
        remarks=(Remarks(ATTACK, (ATTACK,)),),
        items=(
            caption,
            ReportItem(ATTACK, ATTACK, f"{ATTACK}2", drawn),
            table_item("example"),
        ),
        rows={row.key: dataclasses.replace(row, unit=ATTACK) for row in example_ard()},
        models={("P1", "primary"): SourceModel(ATTACK, ATTACK, ATTACK)},
    )


def write_run(folder, made: Report) -> None:
    """Write a report and the files it links to, as a run does."""
    (folder / "report.html").write_bytes(html_report(made).encode("utf-8"))
    for name, table in TABLES.items():
        (folder / f"{name}.html").write_text(html_table(table), encoding="utf-8")
        (folder / f"{name}.txt").write_text(text_table(table), encoding="utf-8")
        (folder / f"{name}.docx").write_bytes(docx_table(table, PROVENANCE.generated))
    (folder / "forest.svg").write_bytes(SVG)
