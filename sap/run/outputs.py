"""The files of a run: tables in each form, figures, the report, results data, the plan."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sap.ard import Ard
from sap.ard.files import csv_bytes, parquet_bytes
from sap.figures.influence import influence_figure
from sap.figures.residuals import residual_figure
from sap.plan import Plan, PlannedAnalysis
from sap.render.docx import docx_table
from sap.render.html import html_page, html_section
from sap.render.latex import latex_table
from sap.render.pdf import SetFigure, TableSet, pdf_set
from sap.render.report import Report, html_report, picture_item, table_item
from sap.render.rtf import rtf_table
from sap.render.text import text_table
from sap.run.displays import Picture, lay_out_display
from sap.run.record import Origin
from sap.run.summary import accounts, counted, summary_lines
from sap.run.wording import SIMULATED, figure_caption, subgroup_wording, wording_of
from sap.run.workers import Rendering, render_all
from sap.tables.numbers import NumberStyle, number_style
from sap.tables.primary import primary_table
from sap.tables.subgroups import subgroup_table
from sap.tables.table import Table
from sap.tables.wording import Provenance

SUMMARY = "summary.txt"
REPORT = "report.html"
WHOLE_SET = "tables-and-figures.pdf"
# The two functions of a kind agree on the class of the words between them.
Words = Callable[[Plan, Any], Any]
Layout = Callable[[Ard, Any, NumberStyle, tuple[str, ...]], Table]
LAYOUTS: Mapping[str, tuple[Words, Layout]] = {
    "primary": (wording_of, primary_table),
    "subgroups": (subgroup_wording, subgroup_table),
}
Drawing = Callable[[Ard, Any, str], bytes]
DIAGNOSTICS: Mapping[str, Drawing] = {"residuals": residual_figure, "influence": influence_figure}


@dataclass(frozen=True)
class LaidOut:
    """A table or figure in its final wording.

    Parameters
    ----------
    number, title
        As it is called.
    stem
        Of its files.
    made
        What is shown.
    """

    number: str
    title: str
    stem: str
    made: Table | Picture

    @property
    def place(self) -> tuple[tuple[int, ...], str, bool]:
        """Where it stands in a report: by its number, tables before figures."""
        parts = tuple(int(part) for part in re.findall(r"[0-9]+", self.number))
        return parts, self.number, isinstance(self.made, Picture)


def lay_out(
    plan: Plan, ard: Ard, provenance: Callable[[str, Collection[str]], Provenance]
) -> dict[str, Table]:
    """Lay the table of every endpoint of a plan out.

    Parameters
    ----------
    plan
        The plan.
    ard
        All results.
    provenance
        Says where the table comes from whose files have a stem, of some endpoints.

    Returns
    -------
    dict of str to Table
        Tables by the stem of their files, in the order of the plan.
    """
    style = number_style(plan.table_style.numbers)
    made = {}
    for table in plan.tables:
        words, lay = LAYOUTS[table.kind]
        lines = provenance(table.file, (table.endpoint_id,)).lines()
        made[table.file] = lay(ard, words(plan, table), style, lines)
    return made


def lay_out_all(plan: Plan, ard: Ard, origin: Origin) -> tuple[LaidOut, ...]:
    """Lay every table, listing and figure of a plan out.

    Parameters
    ----------
    plan
        The plan.
    ard
        All results.
    origin
        Where they come from.

    Returns
    -------
    tuple of LaidOut
        In the order of their numbers.
    """
    style = number_style(plan.table_style.numbers)
    made = [
        LaidOut(table.number, table.title, stem, table)
        for stem, table in lay_out(plan, ard, origin.of).items()
    ]
    for display in plan.displays:
        lines = origin.of(display.file, display.endpoint_ids).lines()
        shown = lay_out_display(plan, display, ard, style, lines)
        made.append(LaidOut(display.number, display.title, display.file, shown))
    for planned in plan.analyses:
        made += _diagnostics(plan, planned, ard, origin)
    return tuple(sorted(made, key=lambda item: item.place))


def _diagnostics(
    plan: Plan, planned: PlannedAnalysis, ard: Ard, origin: Origin
) -> Sequence[LaidOut]:
    """Draw the figures that an endpoint's diagnostics ask for; of a failed one there are none."""
    made = []
    table = next(one for one in plan.tables if one.endpoint_id == planned.endpoint_id)
    own = ard.select(endpoint=planned.endpoint_id, analysis=planned.analysis_id)
    for name in planned.diagnostics:
        if name not in DIAGNOSTICS or not own.select(context=name):
            continue
        stem = f"{table.file}-{name}"
        caption = figure_caption(
            plan, planned, name, origin.of(stem, (planned.endpoint_id,)).lines()
        )
        draw = partial(_svg_alone, DIAGNOSTICS[name], own, caption, planned.analysis_set.unit)
        made.append(LaidOut(table.number, caption.title, stem, Picture(draw)))
    return made


def _svg_alone(draw: Drawing, ard: Ard, caption: Any, unit: str) -> dict[str, bytes]:
    return {"svg": draw(ard, caption, unit)}


def tables_in(plan: Plan, items: Sequence[LaidOut]) -> tuple[Table, ...]:
    """List the tables of endpoints among what is laid out, in the order of the plan."""
    made = {item.stem: item.made for item in items}
    found = (made[table.file] for table in plan.tables)
    return tuple(table for table in found if isinstance(table, Table))


def made_files(
    plan: Plan, ard: Ard, items: Sequence[LaidOut], origin: Origin, remarks: Sequence[str]
) -> dict[str, bytes]:
    """Make the contents of all files but those that tell of the run itself.

    Parameters
    ----------
    plan
        The plan.
    ard
        All results.
    items
        What is laid out.
    origin
        Where it comes from.
    remarks
        What a reader of the report should know of the run.

    Returns
    -------
    dict of str to bytes
        Contents by file name.
    """
    jobs: dict[str, Rendering] = {}
    for item in items:
        jobs |= _jobs(item, origin.generated)
    made = render_all(jobs | _results(plan, ard))
    files: dict[str, bytes] = {}
    shown = []
    for item in items:
        if isinstance(item.made, Table):
            section = made.pop(f"{item.stem}.section").decode("utf-8")
            files[f"{item.stem}.html"] = html_page(item.made, section).encode("utf-8")
            shown.append(table_item(item.made, section))
        else:
            shown.append(picture_item(item.number, item.title, made[f"{item.stem}.svg"]))
    found = accounts(plan, ard)
    report = Report(
        title=f"{plan.study.id}: {plan.study.title}",
        notice=SIMULATED if plan.study.simulated else "",
        facts=origin.of("report").lines(),
        accounts=found,
        counted=counted(plan, found),
        remarks=tuple(remarks),
        items=tuple(shown),
    )
    summary = "".join(f"{line}\n" for line in summary_lines(plan, found))
    whole = {
        SUMMARY: summary.encode(),
        REPORT: html_report(report).encode(),
        WHOLE_SET: pdf_set(_table_set(plan, items, made, origin), origin.generated),
    }
    return files | made | whole


def _table_set(
    plan: Plan, items: Sequence[LaidOut], made: Mapping[str, bytes], origin: Origin
) -> TableSet:
    """Gather what goes into the PDF of the whole set, with figures as they were drawn."""
    return TableSet(
        title=f"{plan.study.id}: {plan.study.title}",
        protocol=plan.table_style.protocol,
        notice=SIMULATED if plan.study.simulated else "",
        facts=origin.of(WHOLE_SET.removesuffix(".pdf")).lines(),
        items=[
            item.made
            if isinstance(item.made, Table)
            else SetFigure(f"Figure {item.number}: {item.title}", made[f"{item.stem}.svg"])
            for item in items
        ],
    )


def _jobs(item: LaidOut, generated: str) -> dict[str, Rendering]:
    """Say what makes the files of a table or figure; a table's page is made of its section."""
    stem, made = item.stem, item.made
    if isinstance(made, Picture):
        return {stem: made.draw}
    return {
        f"{stem}.section": partial(_utf8, html_section, made),
        f"{stem}.docx": partial(docx_table, made, generated),
        f"{stem}.rtf": partial(rtf_table, made, generated),
        f"{stem}.tex": partial(_utf8, latex_table, made),
        f"{stem}.txt": partial(_utf8, text_table, made),
    }


def _results(plan: Plan, ard: Ard) -> dict[str, Rendering]:
    return {
        "ard.csv": partial(csv_bytes, ard),
        "ard.parquet": partial(parquet_bytes, ard),
        "plan.json": partial(_utf8, Plan.to_json, plan),
    }


def _utf8(write: Callable[[Any], str], what: object) -> bytes:
    return write(what).encode("utf-8")
