"""The files of a run: tables in each form, figures, results data, the plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sap.ard import Ard
from sap.ard.files import csv_bytes, parquet_bytes
from sap.figures.drawing import Caption
from sap.figures.flow import Flow
from sap.figures.influence import influence_figure
from sap.figures.residuals import residual_figure
from sap.plan import Plan
from sap.render.docx import docx_table
from sap.render.html import html_table
from sap.render.svg import flow_svg
from sap.render.text import text_table
from sap.run.displays import lay_out_display
from sap.run.wording import figure_caption, wording_of
from sap.tables.numbers import NumberStyle, number_style
from sap.tables.primary import primary_table
from sap.tables.table import Table
from sap.tables.wording import Provenance, Wording

Layout = Callable[[Ard, Wording, NumberStyle, tuple[str, ...]], Table]
LAYOUTS: Mapping[str, Layout] = {"primary": primary_table}
Drawing = Callable[[Ard, Caption, str], bytes]
FIGURES: Mapping[str, Drawing] = {"residuals": residual_figure, "influence": influence_figure}


def lay_out(plan: Plan, ard: Ard, provenance: Callable[[str], Provenance]) -> dict[str, Table]:
    """Lay every table of a plan out.

    Parameters
    ----------
    plan
        The plan.
    ard
        All results.
    provenance
        Gives the last lines of the table whose files have a stem.

    Returns
    -------
    dict of str to Table
        Tables by the stem of their files, in the order of the plan.
    """
    style = number_style(plan.table_style.numbers)
    return {
        table.file: LAYOUTS[table.kind](
            ard, wording_of(plan, table), style, provenance(table.file).lines()
        )
        for table in plan.tables
    }


def lay_out_displays(
    plan: Plan, ard: Ard, provenance: Callable[[str], Provenance]
) -> dict[str, Table | Flow]:
    """Lay every table, listing and figure out that is no endpoint's own.

    Parameters
    ----------
    plan
        The plan.
    ard
        All results.
    provenance
        Gives the last lines of the display whose files have a stem.

    Returns
    -------
    dict of str to Table or Flow
        By the stem of their files, in the order of the plan.
    """
    style = number_style(plan.table_style.numbers)
    made: dict[str, Table | Flow] = {}
    for display in plan.displays:
        lines = provenance(display.file).lines()
        made[display.file] = lay_out_display(plan, display, ard, style, lines)
    return made


def render_displays(displays: Mapping[str, Table | Flow], generated: str) -> dict[str, bytes]:
    """Write displays: a table in each form and as text, a figure as SVG.

    Parameters
    ----------
    displays
        By the stem of their files.
    generated
        When they were made, UTC, ISO 8601.

    Returns
    -------
    dict of str to bytes
        Contents by file name.
    """
    files: dict[str, bytes] = {}
    for stem, one in displays.items():
        if isinstance(one, Flow):
            files[f"{stem}.svg"] = flow_svg(one).encode("utf-8")
        else:
            files |= render({stem: one}, generated)
            files[f"{stem}.txt"] = text_table(one).encode("utf-8")
    return files


def render(tables: Mapping[str, Table], generated: str) -> dict[str, bytes]:
    """Write tables in each form.

    Parameters
    ----------
    tables
        Tables by the stem of their files.
    generated
        When they were made, UTC, ISO 8601.

    Returns
    -------
    dict of str to bytes
        Contents by file name.
    """
    files: dict[str, bytes] = {}
    for stem, table in tables.items():
        files[f"{stem}.html"] = html_table(table).encode("utf-8")
        files[f"{stem}.docx"] = docx_table(table, generated)
    return files


def figures(plan: Plan, ard: Ard, provenance: Callable[[str], Provenance]) -> dict[str, bytes]:
    """Draw the figures that the endpoints' diagnostics ask for.

    Parameters
    ----------
    plan
        The plan.
    ard
        All results; an analysis that failed has no residuals and so no figure.
    provenance
        Gives the last lines of the figure whose file has a stem.

    Returns
    -------
    dict of str to bytes
        Contents by file name, beside the table of the endpoint.
    """
    files: dict[str, bytes] = {}
    tables = {table.endpoint_id: table for table in plan.tables}
    for planned in plan.analyses:
        own = ard.select(endpoint=planned.endpoint_id, analysis=planned.analysis_id)
        for name in planned.diagnostics:
            if name not in FIGURES or not own.select(context=name):
                continue
            stem = f"{tables[planned.endpoint_id].file}-{name}"
            caption = figure_caption(plan, planned, name, provenance(stem).lines())
            files[f"{stem}.svg"] = FIGURES[name](own, caption, planned.analysis_set.unit)
    return files


def results(plan: Plan, ard: Ard) -> dict[str, bytes]:
    """Write the results data and the plan they follow.

    Parameters
    ----------
    plan
        The plan.
    ard
        All results.

    Returns
    -------
    dict of str to bytes
        Contents by file name.
    """
    return {
        "ard.csv": csv_bytes(ard),
        "ard.parquet": parquet_bytes(ard),
        "plan.json": plan.to_json().encode("utf-8"),
    }
