"""The files of a run: tables in each form, figures, the report, results data, the plan."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sap.ard import Ard
from sap.ard.files import csv_bytes, parquet_bytes
from sap.ars import ShownItem, json_text, plain, reporting_event, yaml_text
from sap.figures.drawing import FORMS as PICTURE_ENDINGS
from sap.figures.drawing import Caption
from sap.figures.drawing import load_library as load_drawing
from sap.figures.influence import influence_figure
from sap.figures.residuals import residual_figure
from sap.language import ENGLISH, language, say, speaking
from sap.plan import Plan, PlannedAnalysis
from sap.render.cards import cards_csv
from sap.render.docx import docx_table
from sap.render.html import html_table
from sap.render.html import load_library as load_tables
from sap.render.latex import latex_table
from sap.render.pages import full_name
from sap.render.pdf import SetFigure, TableSet, has_threads, pdf_set
from sap.render.report import Report, html_report
from sap.render.rtf import rtf_table
from sap.render.text import text_table
from sap.run.displays import PICTURES, Picture, lay_out_display, noticed
from sap.run.laid_out import LaidOut
from sap.run.record import Origin
from sap.run.report import run_report
from sap.run.summary import accounts, summary_lines
from sap.run.wording import SIMULATED, figure_caption, subgroup_wording, wording_of
from sap.run.workers import Rendering, render_all
from sap.tables.number_styles import style_of
from sap.tables.numbers import NumberStyle
from sap.tables.primary import primary_table
from sap.tables.stored import stored_tables
from sap.tables.subgroups import subgroup_table
from sap.tables.table import Table
from sap.tables.wording import Provenance

SUMMARY = "summary.txt"
REPORT = "report.html"
WHOLE_SET = "tables-and-figures.pdf"
TABLES = "tables.json"
#: The forms of every table.
TABLE_ENDINGS = ("html", "docx", "rtf", "tex", "txt")
# The two functions of a kind agree on the class of the words between them.
Words = Callable[[Plan, Any], Any]
Layout = Callable[[Ard, Any, NumberStyle, tuple[str, ...]], Table]
LAYOUTS: Mapping[str, tuple[Words, Layout]] = {
    "primary": (wording_of, primary_table),
    "subgroups": (subgroup_wording, subgroup_table),
}
Drawing = Callable[[Ard, Caption, str], dict[str, bytes]]
DIAGNOSTICS: Mapping[str, Drawing] = {"residuals": residual_figure, "influence": influence_figure}


@dataclass(frozen=True)
class Setting:
    """How tables and figures are set.

    Parameters
    ----------
    style
        How numbers are written.
    notice
        What nobody may overlook, in the place of what the plan says.
    notices
        The same for kinds of displays that say something else, by kind.
    """

    style: NumberStyle
    notice: str | None = None
    notices: Mapping[str, str] = field(default_factory=dict)


def lay_out(
    plan: Plan,
    ard: Ard,
    provenance: Callable[[str, Collection[str]], Provenance],
    setting: Setting | None = None,
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
    setting
        How it is set; default as the plan says.

    Returns
    -------
    dict of str to Table
        Tables by the stem of their files, in the order of the plan.
    """
    setting = setting or Setting(style_of(plan.table_style))
    made = {}
    for table in plan.tables:
        words, lay = LAYOUTS[table.kind]
        lines = provenance(table.file, (table.endpoint_id,)).lines()
        wording = noticed(words(plan, table), setting.notice)
        made[table.file] = lay(ard, wording, setting.style, lines)
    return made


def lay_out_all(
    plan: Plan, ard: Ard, origin: Origin, setting: Setting | None = None
) -> tuple[LaidOut, ...]:
    """Lay every table, listing and figure of a plan out.

    Parameters
    ----------
    plan
        The plan.
    ard
        All results.
    origin
        Where they come from.
    setting
        How they are set; default as the plan says.

    Returns
    -------
    tuple of LaidOut
        In the order of their numbers.
    """
    setting = setting or Setting(style_of(plan.table_style))
    made = [
        LaidOut(table.number, table.title, stem, table)
        for stem, table in lay_out(plan, ard, origin.of, setting).items()
    ]
    for display in plan.displays:
        lines = origin.of(display.file, display.endpoint_ids).lines()
        notice = setting.notices.get(display.kind, setting.notice)
        shown = lay_out_display(plan, display, ard, setting.style, lines, notice)
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
        draw = partial(DIAGNOSTICS[name], own, caption, planned.analysis_set.unit)
        made.append(LaidOut(table.number, caption.title, stem, Picture(caption, draw)))
    return made


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
    notice = say(SIMULATED) if plan.study.simulated else ""
    whole = partial(whole_set, plan, items, origin, notice)
    files = rendered(items, origin.generated, _results(plan, ard, items, origin), whole)
    files[TABLES] = stored_tables(items)
    report = run_report(plan, ard, items, files, origin, remarks)
    return files | {SUMMARY: _summary(plan, ard, report), REPORT: html_report(report).encode()}


def _summary(plan: Plan, ard: Ard, report: Report) -> bytes:
    """Write what the terminal tells at the end, which speaks English."""
    same = language().code == ENGLISH.code
    with speaking(ENGLISH):
        found = report.accounts if same else accounts(plan, ard)
        return "".join(f"{line}\n" for line in summary_lines(plan, found)).encode()


def rendered(
    items: Sequence[LaidOut],
    generated: str,
    others: Mapping[str, Rendering],
    whole: Callable[[Mapping[str, bytes]], bytes],
) -> dict[str, bytes]:
    """Write tables and figures in all their forms, and all of them as one file.

    Parameters
    ----------
    items
        What is laid out.
    generated
        When, UTC, ISO 8601.
    others
        What makes further files beside them, by file name.
    whole
        Makes the one file of all, from the files of figures.

    Returns
    -------
    dict of str to bytes
        Contents by file name.
    """
    drawn: dict[str, Rendering] = {}
    written: dict[str, Rendering] = {}
    for item in items:
        (drawn if isinstance(item.made, Picture) else written).update(_jobs(item, generated))
    figures = render_all(drawn)
    # The file of all takes longest: begun first, it is made while others write the tables.
    of_all = whole(figures) if has_threads() else partial(whole, figures)
    made = render_all({WHOLE_SET: of_all, **others, **written})
    last = {WHOLE_SET: made.pop(WHOLE_SET)}
    tables = {name: made.pop(name) for name in written}
    return {**made, **figures, **tables, **last}


def load_libraries(plan: Plan) -> None:
    """Load what tables and figures of a plan are made with, where there is time for it.

    Parameters
    ----------
    plan
        The plan.
    """
    load_tables()
    drawn = any(one.kind in PICTURES for one in plan.displays)
    if drawn or any(name in DIAGNOSTICS for one in plan.analyses for name in one.diagnostics):
        load_drawing()


def whole_set(
    plan: Plan,
    items: Sequence[LaidOut],
    origin: Origin,
    notice: str,
    made: Mapping[str, bytes],
) -> bytes:
    """Write all tables and figures as one PDF.

    Parameters
    ----------
    plan
        The plan.
    items
        What is laid out.
    origin
        Where it comes from.
    notice
        A word that nobody may overlook, or empty.
    made
        Contents by file name, the SVG of every figure among them.

    Returns
    -------
    bytes
        The content of `WHOLE_SET`.
    """
    content = TableSet(
        title=full_name(plan.study.id, plan.study.title),
        protocol=plan.table_style.protocol,
        notice=notice,
        facts=origin.of(WHOLE_SET.removesuffix(".pdf")).lines(),
        items=[
            item.made if isinstance(item.made, Table) else _set_figure(item, item.made, made)
            for item in items
        ],
    )
    return pdf_set(content, origin.generated)


def _set_figure(item: LaidOut, picture: Picture, made: Mapping[str, bytes]) -> SetFigure:
    return SetFigure(
        caption=say("Figure {number}", number=item.number),
        title=item.title,
        population=picture.caption.population,
        sources=picture.caption.sources,
        svg=made[f"{item.stem}.svg"],
    )


def _jobs(item: LaidOut, generated: str) -> dict[str, Rendering]:
    """Say what makes the files of a table or figure."""
    stem, made = item.stem, item.made
    if isinstance(made, Picture):
        return {stem: made.draw}
    return {
        f"{stem}.html": partial(_utf8, html_table, made),
        f"{stem}.docx": partial(docx_table, made, generated),
        f"{stem}.rtf": partial(rtf_table, made, generated),
        f"{stem}.tex": partial(_utf8, latex_table, made),
        f"{stem}.txt": partial(_utf8, text_table, made),
    }


def _results(
    plan: Plan, ard: Ard, items: Sequence[LaidOut], origin: Origin
) -> dict[str, Rendering]:
    style = style_of(plan.table_style)
    shown = [_shown(item) for item in items]
    return {
        "ars": partial(_ars_files, plan, ard, style, shown, origin.of("ars").software),
        "ard-cards.csv": partial(cards_csv, ard, style),
        "ard.csv": partial(csv_bytes, ard),
        "ard.parquet": partial(parquet_bytes, ard),
        "plan.json": partial(_utf8, Plan.to_json, origin.plan),
    }


def _shown(item: LaidOut) -> ShownItem:
    """Say of a table or figure what the Analysis Results Standard tells."""
    table = item.made if isinstance(item.made, Table) else None
    endings = PICTURE_ENDINGS if table is None else TABLE_ENDINGS
    return ShownItem(item.stem, endings, item.number, item.title, table)


def _ars_files(
    plan: Plan, ard: Ard, style: NumberStyle, items: Sequence[ShownItem], software: str
) -> dict[str, bytes]:
    content = plain(reporting_event(plan, ard, style, items, software))
    return {"json": _utf8(json_text, content), "yaml": _utf8(yaml_text, content)}


def _utf8(write: Callable[[Any], str], what: object) -> bytes:
    return write(what).encode("utf-8")
