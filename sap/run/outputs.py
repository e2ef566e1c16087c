"""The files of a run: tables in each form, figures, results data, the plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from sap.ard import Ard
from sap.ard.files import csv_bytes, parquet_bytes
from sap.figures.drawing import Caption
from sap.figures.flow import Flow, flow_figure
from sap.figures.influence import influence_figure
from sap.figures.residuals import residual_figure
from sap.plan import Plan
from sap.render.docx import docx_table
from sap.render.html import html_table
from sap.render.svg import flow_svg
from sap.render.text import text_table
from sap.run.wording import display_wording, figure_caption, wording_of
from sap.tables.numbers import NumberStyle, number_style
from sap.tables.populations import DISPLAYS
from sap.tables.primary import primary_table
from sap.tables.table import Table
from sap.tables.wording import Provenance, Wording

Layout = Callable[[Ard, Wording, NumberStyle, tuple[str, ...]], Table]
LAYOUTS: Mapping[str, Layout] = {"primary": primary_table}
Rendering = Callable[[], bytes]
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
    """Lay every table, listing and figure about data out.

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
        lay = flow_figure if display.kind == "flow" else DISPLAYS[display.kind]
        words = display_wording(plan, display)
        made[display.file] = lay(ard, words, style, provenance(display.file).lines())
    return made


def render_displays(displays: Mapping[str, Table | Flow], generated: str) -> dict[str, Rendering]:
    """Write displays about data: a table in each form, a figure as SVG.

    Parameters
    ----------
    displays
        By the stem of their files.
    generated
        When they were made, UTC, ISO 8601.

    Returns
    -------
    dict of str to callable
        What makes the content, by file name.
    """
    files: dict[str, Rendering] = {}
    for stem, one in displays.items():
        if isinstance(one, Flow):
            files[f"{stem}.svg"] = partial(_utf8, flow_svg, one)
        else:
            files |= render({stem: one}, generated)
    return files


def render(tables: Mapping[str, Table], generated: str) -> dict[str, Rendering]:
    """Write tables in each form.

    Parameters
    ----------
    tables
        Tables by the stem of their files.
    generated
        When they were made, UTC, ISO 8601.

    Returns
    -------
    dict of str to callable
        What makes the content, by file name.
    """
    files: dict[str, Rendering] = {}
    for stem, table in tables.items():
        files[f"{stem}.html"] = partial(_utf8, html_table, table)
        files[f"{stem}.docx"] = partial(docx_table, table, generated)
        files[f"{stem}.txt"] = partial(_utf8, text_table, table)
    return files


def figures(plan: Plan, ard: Ard, provenance: Callable[[str], Provenance]) -> dict[str, Rendering]:
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
    dict of str to callable
        What makes the content, by file name, beside the table of the endpoint.
    """
    files: dict[str, Rendering] = {}
    tables = {table.endpoint_id: table for table in plan.tables}
    for planned in (one for one in plan.analyses if one.diagnostics):
        own = ard.select(endpoint=planned.endpoint_id, analysis=planned.analysis_id)
        for name in planned.diagnostics:
            if name not in FIGURES or not own.select(context=name):
                continue
            stem = f"{tables[planned.endpoint_id].file}-{name}"
            caption = figure_caption(plan, planned, name, provenance(stem).lines())
            unit = planned.analysis_set.unit
            files[f"{stem}.svg"] = partial(FIGURES[name], own, caption, unit)
    return files


def results(plan: Plan, ard: Ard) -> dict[str, Rendering]:
    """Write the results data and the plan they follow.

    Parameters
    ----------
    plan
        The plan.
    ard
        All results.

    Returns
    -------
    dict of str to callable
        What makes the content, by file name.
    """
    return {
        "ard.csv": partial(csv_bytes, ard),
        "ard.parquet": partial(parquet_bytes, ard),
        "plan.json": partial(_utf8, Plan.to_json, plan),
    }


def _utf8(write: Callable[[Any], str], what: object) -> bytes:
    return write(what).encode("utf-8")
