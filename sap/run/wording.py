"""The words of a table or a figure, taken from the plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sap.figures.drawing import Caption
from sap.language import inside_a_sentence, noted, noun, say
from sap.plan import (
    Plan,
    PlannedAnalysis,
    PlannedDisplay,
    PlannedFamily,
    PlannedSubgroups,
    PlannedTable,
)
from sap.spec import PRIMARY
from sap.tables.display_wording import Labels
from sap.tables.multiplicity import FamilyWording
from sap.tables.wording import (
    DisplayedData,
    DisplayWording,
    ShownFamily,
    SubgroupFactor,
    SubgroupWording,
    Wording,
)

SIMULATED = noted("SIMULATED DATA")


def wording_of(plan: Plan, table: PlannedTable) -> Wording:
    """Take the words of a table from the plan.

    Parameters
    ----------
    plan
        The plan.
    table
        One of its tables.

    Returns
    -------
    Wording
        Titles, labels and names; no results.
    """
    analyses = [
        next(
            analysis
            for analysis in plan.analyses
            if (analysis.endpoint_id, analysis.analysis_id) == (table.endpoint_id, name)
        )
        for name in table.analysis_ids
    ]
    main = analyses[0]
    return Wording(
        number=table.number,
        title=table.title,
        population=main.analysis_set.label,
        protocol=plan.table_style.protocol,
        notice=say(SIMULATED) if plan.study.simulated else "",
        endpoint=table.endpoint_id,
        analyses=tuple((analysis.analysis_id, analysis.title) for analysis in analyses),
        arms=arms_of(main),
        response=_response(main),
        unit_noun=noun(main.analysis_set.unit),
        row_noun=row_noun(plan, main.dataset),
        footnotes=table.footnotes,
        labels={variable.name: variable.label for a in analyses for variable in a.variables},
        levels={v.name: dict(v.levels) for a in analyses for v in a.variables if v.levels},
        family=_family(plan, main),
        sampled=main.design.sampled,
    )


def families_in_words(
    families: Sequence[PlannedFamily], labels: Mapping[str, str]
) -> tuple[FamilyWording, ...]:
    """Take the words of families of hypotheses from the plan.

    Parameters
    ----------
    families
        As planned.
    labels
        Label by endpoint; one that is not there is called by its id.

    Returns
    -------
    tuple of FamilyWording
        One a family. A gate that is not among them is called by its name.
    """
    names = {family.name: family.label for family in families}
    return tuple(
        FamilyWording(
            name=family.name,
            label=family.label,
            procedure=family.procedure,
            alpha=family.alpha,
            gate=family.gate,
            gate_label=names.get(family.gate, family.gate),
            exploratory=family.exploratory,
            members=tuple((member, labels.get(member, member)) for member in family.members),
            weights=family.weights,
            transitions=family.transitions,
        )
        for family in families
    )


def _family(plan: Plan, analysis: PlannedAnalysis) -> ShownFamily | None:
    """Name the family that tests an endpoint."""
    found = (one for one in plan.families if one.name == analysis.family)
    return next((ShownFamily(one.name, one.label, one.exploratory) for one in found), None)


def subgroup_wording(plan: Plan, table: PlannedTable) -> SubgroupWording:
    """Take the words of the table of one subgroup variable from the plan.

    Parameters
    ----------
    plan
        The plan.
    table
        The table of an endpoint of subgroups.

    Returns
    -------
    SubgroupWording
        Titles, labels and names; no results.
    """
    (main,) = (
        one for one in plan.analyses if one.endpoint_id == table.endpoint_id and one.confirmatory
    )
    return _subgroup_words(plan, [main], table.number, table.title, table.footnotes)


def subgroups_wording(plan: Plan, display: PlannedSubgroups) -> SubgroupWording:
    """Take the words of a display of several subgroup variables from the plan.

    Parameters
    ----------
    plan
        The plan.
    display
        The table or forest plot.

    Returns
    -------
    SubgroupWording
        Titles, labels and names; no results.
    """
    shown = shown_analyses(plan, display)
    words = _subgroup_words(plan, shown, display.number, display.title, display.footnotes)
    return replace(words, whole=(display.whole, PRIMARY) if display.whole else None)


def _subgroup_words(
    plan: Plan,
    shown: Sequence[PlannedAnalysis],
    number: str,
    title: str,
    footnotes: tuple[str, ...],
) -> SubgroupWording:
    first = shown[0]
    response = first.variable(first.response)
    return SubgroupWording(
        number=number,
        title=title,
        population=", ".join(dict.fromkeys(one.analysis_set.label for one in shown)),
        protocol=plan.table_style.protocol,
        notice=say(SIMULATED) if plan.study.simulated else "",
        arms=arms_of(first),
        unit_noun=noun(first.analysis_set.unit),
        row_noun=row_noun(plan, first.dataset),
        factors=tuple(_factor(one) for one in shown),
        response=f"{response.label} ({response.unit})" if response.unit else response.label,
        footnotes=footnotes,
    )


def _factor(analysis: PlannedAnalysis) -> SubgroupFactor:
    subgroup = analysis.subgroup
    assert subgroup is not None, analysis.endpoint_id
    variable = analysis.variable(subgroup.variable)
    return SubgroupFactor(
        endpoint=analysis.endpoint_id,
        analysis=analysis.analysis_id,
        variable=subgroup.variable,
        label=analysis.label,
        levels=subgroup.levels,
        at=subgroup.at,
        per=subgroup.per,
        unit=variable.unit or "",
    )


def sensitivity_wording(plan: Plan, display: PlannedDisplay) -> Wording:
    """Take the words of a figure of sensitivity analyses from the plan.

    Parameters
    ----------
    plan
        The plan.
    display
        The figure.

    Returns
    -------
    Wording
        That of the endpoint's table, under the figure's own number and title.
    """
    (endpoint,) = display.endpoint_ids
    table = next(one for one in plan.tables if one.endpoint_id == endpoint)
    words = wording_of(plan, table)
    return replace(words, number=display.number, title=display.title, footnotes=display.footnotes)


FIGURE_TITLES = {
    "residuals": noted("{endpoint}: residuals of the analysis '{title}'"),
    "influence": noted(
        "{endpoint}: the contrast of the analysis '{title}' without each {unit} in turn"
    ),
}
FIGURE_NOTES = {
    "residuals": noted("Lines in the plots against normal quantiles go through the quartiles."),
    "influence": noted(
        "Points and bars: estimate and {level:g} % confidence interval without the {unit}. "
        "Lines: with all of them."
    ),
}


def figure_caption(
    plan: Plan, planned: PlannedAnalysis, name: str, origin: tuple[str, ...]
) -> Caption:
    """Take the words of a figure from the plan.

    Parameters
    ----------
    plan
        The plan.
    planned
        The analysis shown.
    name
        ``residuals`` or ``influence``.
    origin
        Lines that say where the figure comes from.

    Returns
    -------
    Caption
        All words around it.
    """
    words = {
        "endpoint": planned.endpoint_id,
        "title": planned.title,
        "unit": noun(planned.analysis_set.unit),
        "level": 100.0 * planned.contrast.conf_level,
    }
    return Caption(
        title=say(FIGURE_TITLES[name], **words),
        notice=say(SIMULATED) if plan.study.simulated else "",
        notes=(
            say("Model: {formula}", formula=planned.formula),
            say(FIGURE_NOTES[name], **words),
        ),
        protocol=plan.table_style.protocol,
        population=planned.analysis_set.label,
        sources=origin,
    )


def display_wording(plan: Plan, display: PlannedDisplay) -> DisplayWording:
    """Take the words of a display about data from the plan.

    Parameters
    ----------
    plan
        The plan.
    display
        One of its displays.

    Returns
    -------
    DisplayWording
        Titles, labels and names; no results.
    """
    return words_about_data(plan, display, shown_analyses(plan, display))


def words_about_data(
    plan: Plan, display: PlannedDisplay, shown: Sequence[PlannedAnalysis]
) -> DisplayWording:
    """Take the words of a display about the data of some analyses from the plan.

    Parameters
    ----------
    plan
        The plan.
    display
        One of its displays.
    shown
        The analyses, in order.

    Returns
    -------
    DisplayWording
        Titles, labels and names; no results.
    """
    unit = shown[0].analysis_set.unit
    return DisplayWording(
        **title_block(plan, display, [one.analysis_set.label for one in shown]),
        unit_label=shown[0].variable(unit).label,
        unit_noun=noun(unit),
        row_noun=row_noun(plan, shown[0].dataset),
        shown=tuple(
            DisplayedData(
                one.endpoint_id,
                one.analysis_id,
                one.endpoint_title,
                _response(one),
                arms_of(one),
                one.analysis_set.source,
                one.analysis_set.label,
                _short_name(one),
                noun(_key_of(plan, one.analysis_set.source)),
                row_noun(plan, one.dataset),
            )
            for one in shown
        ),
    )


def _short_name(analysis: PlannedAnalysis) -> str:
    """Name an endpoint briefly; one of subgroups by what they are of."""
    if analysis.subgroup is None or not analysis.label:
        return analysis.label
    return say("by {variable}", variable=inside_a_sentence(analysis.label))


def _key_of(plan: Plan, source: str) -> str:
    """Give the variable that names a row of a source of units."""
    (key,) = next(one.key for one in plan.sources if one.name == source)
    return key


def shown_analyses(plan: Plan, display: PlannedDisplay) -> list[PlannedAnalysis]:
    """List the main analyses of the endpoints of a display.

    Parameters
    ----------
    plan
        The plan.
    display
        One of its displays.

    Returns
    -------
    list of PlannedAnalysis
        In the order of the display.
    """
    main = {one.endpoint_id: one for one in plan.analyses if one.confirmatory}
    return [main[name] for name in display.endpoint_ids]


def title_block(plan: Plan, display: PlannedDisplay, sets: Iterable[str]) -> dict[str, Any]:
    """Take the words around a display from the plan.

    Parameters
    ----------
    plan
        The plan.
    display
        One of its displays.
    sets
        Labels of the analysis sets that it is about.

    Returns
    -------
    dict
        The fields of a `TitleBlock`.
    """
    return {
        "number": display.number,
        "title": display.title,
        "population": ", ".join(dict.fromkeys(sets)),
        "protocol": plan.table_style.protocol,
        "notice": say(SIMULATED) if plan.study.simulated else "",
        "footnotes": display.footnotes,
    }


def _response(analysis: PlannedAnalysis) -> str:
    """Name what was measured: the endpoint's own name where it has one, the variable, the unit."""
    response = analysis.variable(analysis.response)
    words = response.label
    if analysis.subgroup is None and analysis.label != words:
        words = say("{name} {variable}", name=analysis.label, variable=inside_a_sentence(words))
    return f"{words} ({response.unit})" if response.unit else words


def arms_of(analysis: PlannedAnalysis) -> Labels:
    """List the compared levels, the control of the contrast first.

    Parameters
    ----------
    analysis
        As planned.

    Returns
    -------
    tuple of tuple of str
        Codes and labels.
    """
    contrast = analysis.contrast
    return control_first(analysis.variable(contrast.of).levels, contrast.reference)


def control_first(levels: Labels, control: str | None) -> Labels:
    """Put the control before the other levels.

    Parameters
    ----------
    levels
        Codes and labels.
    control
        A code, or None for none.

    Returns
    -------
    tuple of tuple of str
        The same levels.
    """
    return (
        *(level for level in levels if level[0] == control),
        *(level for level in levels if level[0] != control),
    )


def row_noun(plan: Plan, dataset: str) -> str:
    """Name what a row is: as its dataset says, or the last variable of its source's key.

    Parameters
    ----------
    plan
        The plan.
    dataset
        The name of one of its datasets.

    Returns
    -------
    str
        A noun in the singular.
    """
    named = (one.design.row for one in plan.analyses if one.dataset == dataset)
    word = next(named, "")
    if word:
        return noun(word)
    rows = next(one for one in plan.datasets if one.name == dataset)
    source = next(one for one in plan.sources if one.name == rows.from_)
    return noun(source.key[-1])
