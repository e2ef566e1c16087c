"""Each kind of display: the words it takes from the plan, and how it is laid out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Any

from sap.ard import Ard
from sap.ard.rows import MULTIPLICITY
from sap.figures.drawing import Caption, full_name
from sap.figures.flow import Flow, flow_figure
from sap.figures.flow_drawing import draw_flow
from sap.figures.forest import Forest, forest_figure
from sap.figures.graph import graph_figure
from sap.figures.sensitivity_forest import sensitivity_forest
from sap.figures.subgroup_forest import subgroup_forest
from sap.language import noun
from sap.plan import (
    Plan,
    PlannedCharacteristics,
    PlannedDisplay,
    PlannedObserved,
    PlannedRowListing,
)
from sap.run.limits_wording import limits_wording
from sap.run.wording import (
    arms_of,
    control_first,
    display_wording,
    families_in_words,
    row_noun,
    sensitivity_wording,
    shown_analyses,
    subgroups_wording,
    title_block,
)
from sap.tables.analysed import analysed_table
from sap.tables.characteristics import characteristics_table
from sap.tables.display_wording import (
    CharacteristicsWording,
    EndpointsWording,
    ObservedWording,
    RowListingWording,
    ShownCharacteristic,
    ShownEndpoint,
)
from sap.tables.endpoints import endpoints_table
from sap.tables.excluded_rows import excluded_rows_listing
from sap.tables.multiplicity import MultiplicityWording, multiplicity_table
from sap.tables.numbers import NumberStyle
from sap.tables.observed import observed_table
from sap.tables.populations import disposition_table, exclusions_listing, limits_table
from sap.tables.subgroups import subgroup_table
from sap.tables.table import Table
from sap.tables.wording import ShownFamily, titled

#: Kinds of displays that are drawn.
PICTURES = ("flow", "forest", "sensitivity", "graph")


@dataclass(frozen=True)
class Picture:
    """A figure in its final wording.

    Parameters
    ----------
    caption
        The words around it.
    draw
        Gives its files by their endings, those of `sap.figures.drawing.FORMS`.
    """

    caption: Caption
    draw: Callable[[], dict[str, bytes]]


def lay_out_display(
    plan: Plan,
    display: PlannedDisplay,
    ard: Ard,
    style: NumberStyle,
    sources: tuple[str, ...],
    notice: str | None = None,
) -> Table | Picture:
    """Lay a table, listing or figure out that is no endpoint's own.

    Parameters
    ----------
    plan
        The plan.
    display
        One of its displays.
    ard
        All results.
    style
        How numbers are written.
    sources
        The lines below it.
    notice
        What nobody may overlook, in the place of what the plan says.

    Returns
    -------
    Table or Picture
        In its final wording.
    """
    words, lay = DISPLAYS[display.kind]
    made = lay(ard, noticed(words(plan, display), notice), style, sources)
    if isinstance(made, Flow):
        return Picture(made.caption, partial(draw_flow, made))
    if isinstance(made, Forest):
        return Picture(made.caption, partial(forest_figure, made))
    return made


def noticed(wording: Any, notice: str | None) -> Any:
    """Put a notice over a display in the place of what the plan says; None leaves that."""
    return wording if notice is None else replace(wording, notice=notice)


def families_wording(plan: Plan, display: PlannedDisplay) -> MultiplicityWording:
    """Take the words of all families of hypotheses from the plan.

    Parameters
    ----------
    plan
        The plan.
    display
        The table or picture.

    Returns
    -------
    MultiplicityWording
        Titles, labels and names; no results.
    """
    shown = shown_analyses(plan, display)
    labels = {one.endpoint_id: one.label for one in plan.analyses if one.confirmatory}
    return MultiplicityWording(
        **title_block(plan, display, [one.analysis_set.label for one in shown]),
        families=families_in_words(plan.families, labels),
    )


def graph_picture(
    ard: Ard, wording: MultiplicityWording, style: NumberStyle, sources: tuple[str, ...]
) -> Picture:
    """Lay the picture of all families out; its levels are written as declared.

    Parameters
    ----------
    ard
        All results.
    wording
        The words of the families.
    style
        How numbers are written; a picture of procedures has none of results.
    sources
        The lines below it.

    Returns
    -------
    Picture
        Nodes, weights, transitions and gates, with what was rejected; in a shell nothing is.
    """
    caption = Caption(
        title=full_name(wording.number, wording.title),
        notice=wording.notice,
        notes=wording.footnotes,
        protocol=wording.protocol,
        population=wording.population,
        sources=sources,
    )
    own = None if style.placeholder else ard.select(context=MULTIPLICITY)
    return Picture(caption, partial(graph_figure, wording.families, caption, own))


def row_listing_wording(plan: Plan, display: PlannedRowListing) -> RowListingWording:
    """Take the words of a listing of rows from the plan.

    Parameters
    ----------
    plan
        The plan.
    display
        The listing.

    Returns
    -------
    RowListingWording
        Titles, labels and names; no results.
    """
    words = display_wording(plan, display)
    shared = {field.name: getattr(words, field.name) for field in fields(words)}
    first = shown_analyses(plan, display)[0]
    label = first.variable(first.contrast.of).label
    return RowListingWording(**shared, level_label=label, most=display.most)


def endpoints_wording(plan: Plan, display: PlannedDisplay) -> EndpointsWording:
    """Take the words of a table with one row an endpoint from the plan.

    Parameters
    ----------
    plan
        The plan.
    display
        The table.

    Returns
    -------
    EndpointsWording
        Titles, labels and names; no results.
    """
    shown = shown_analyses(plan, display)
    families = {one.name: one for one in plan.families}
    labels = _told_apart([(one.endpoint_id, one.label or one.endpoint_title) for one in shown])
    used = dict.fromkeys(one.family for one in shown if one.family)
    return EndpointsWording(
        **title_block(plan, display, [one.analysis_set.label for one in shown]),
        unit_noun=noun(shown[0].analysis_set.unit),
        arms=arms_of(shown[0]),
        shown=tuple(
            ShownEndpoint(
                one.endpoint_id,
                one.analysis_id,
                label,
                one.variable(one.response).unit or "",
                row_noun(plan, one.dataset),
                one.family,
            )
            for one, label in zip(shown, labels, strict=True)
        ),
        families=tuple(
            ShownFamily(name, families[name].label, families[name].exploratory) for name in used
        ),
    )


def characteristics_wording(plan: Plan, display: PlannedCharacteristics) -> CharacteristicsWording:
    """Take the words of a table of characteristics from the plan.

    Parameters
    ----------
    plan
        The plan.
    display
        The table.

    Returns
    -------
    CharacteristicsWording
        Titles, labels and names; no results.
    """
    rows = []
    for row in display.rows:
        labels = dict(row.variable.levels)
        rows.append(
            ShownCharacteristic(
                name=row.variable.name,
                label=row.variable.label,
                unit=row.variable.unit or "",
                levels=row.levels,
                missing=tuple(labels[code] for code in row.missing),
            )
        )
    return CharacteristicsWording(
        **title_block(plan, display, [one.analysis_set.label for one in display.columns]),
        unit_noun=noun(display.unit.name),
        columns=tuple((one.name, one.label) for one in display.columns),
        rows=tuple(rows),
    )


def observed_wording(plan: Plan, display: PlannedObserved) -> ObservedWording:
    """Take the words of a table of observed values from the plan.

    Parameters
    ----------
    plan
        The plan.
    display
        The table.

    Returns
    -------
    ObservedWording
        Titles, labels and names; no results.
    """
    first = display.descriptions[0]
    labels = _told_apart(
        [(one.endpoint_id, one.label or one.title) for one in display.descriptions]
    )
    return ObservedWording(
        **title_block(plan, display, [one.analysis_set.label for one in display.descriptions]),
        unit_noun=noun(first.analysis_set.unit),
        arms=control_first(first.variable(first.of).levels, first.control),
        shown=tuple(
            ShownEndpoint(
                one.endpoint_id,
                one.description_id,
                label,
                one.variable(one.response).unit or "",
                row_noun(plan, one.dataset),
            )
            for one, label in zip(display.descriptions, labels, strict=True)
        ),
    )


def _told_apart(endpoints: list[tuple[str, str]]) -> list[str]:
    """Give labels of endpoints, with the id before one that several have."""
    labels = [label for _, label in endpoints]
    return [titled(name, label) if labels.count(label) > 1 else label for name, label in endpoints]


# The two functions of a kind agree on the class of the words between them.
Words = Callable[[Plan, Any], Any]
Layout = Callable[[Ard, Any, NumberStyle, tuple[str, ...]], Table | Flow | Forest | Picture]
DISPLAYS: Mapping[str, tuple[Words, Layout]] = {
    "disposition": (display_wording, disposition_table),
    "analysed": (display_wording, analysed_table),
    "limits": (limits_wording, limits_table),
    "exclusions": (display_wording, exclusions_listing),
    "flow": (display_wording, flow_figure),
    "excluded-rows": (row_listing_wording, excluded_rows_listing),
    "endpoints": (endpoints_wording, endpoints_table),
    "observed": (observed_wording, observed_table),
    "characteristics": (characteristics_wording, characteristics_table),
    "subgroups": (subgroups_wording, subgroup_table),
    "forest": (subgroups_wording, subgroup_forest),
    "sensitivity": (sensitivity_wording, sensitivity_forest),
    "families": (families_wording, multiplicity_table),
    "graph": (families_wording, graph_picture),
}
