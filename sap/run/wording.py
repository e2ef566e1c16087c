"""The words of a table or a figure, taken from the plan."""

from __future__ import annotations

from sap.figures.drawing import Caption
from sap.plan import Plan, PlannedAnalysis, PlannedDisplay, PlannedTable
from sap.tables.wording import DisplayedData, DisplayWording, Wording

SIMULATED = "SIMULATED DATA"


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
        notice=SIMULATED if plan.study.simulated else "",
        endpoint=table.endpoint_id,
        analyses=tuple((analysis.analysis_id, analysis.title) for analysis in analyses),
        arms=_arms(main),
        response=_response(main),
        unit_noun=_noun(main.analysis_set.unit),
        row_noun=_row_noun(plan, main),
        footnotes=table.footnotes,
        labels={variable.name: variable.label for a in analyses for variable in a.variables},
        levels={v.name: dict(v.levels) for a in analyses for v in a.variables if v.levels},
    )


FIGURE_TITLES = {
    "residuals": "{endpoint}: residuals of the analysis '{title}'",
    "influence": "{endpoint}: the contrast of the analysis '{title}' without each {unit} in turn",
}
FIGURE_NOTES = {
    "residuals": "Lines in the plots against normal quantiles go through the quartiles.",
    "influence": "Points and bars: estimate and {level:g} % confidence interval without the "
    "{unit}. Lines: with all of them.",
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
        Title, notice and notes.
    """
    words = {
        "endpoint": planned.endpoint_id,
        "title": planned.title,
        "unit": _noun(planned.analysis_set.unit),
        "level": 100.0 * planned.contrast.conf_level,
    }
    return Caption(
        title=FIGURE_TITLES[name].format(**words),
        notice=SIMULATED if plan.study.simulated else "",
        notes=(f"Model: {planned.formula}", FIGURE_NOTES[name].format(**words), *origin),
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
    main = {one.endpoint_id: one for one in plan.analyses if one.confirmatory}
    shown = [main[name] for name in display.endpoint_ids]
    unit = shown[0].analysis_set.unit
    return DisplayWording(
        number=display.number,
        title=display.title,
        population=", ".join(dict.fromkeys(one.analysis_set.label for one in shown)),
        protocol=plan.table_style.protocol,
        notice=SIMULATED if plan.study.simulated else "",
        unit_label=shown[0].variable(unit).label,
        unit_noun=_noun(unit),
        row_noun=_row_noun(plan, shown[0]),
        shown=tuple(
            DisplayedData(
                one.endpoint_id, one.analysis_id, one.endpoint_title, _response(one), _arms(one)
            )
            for one in shown
        ),
        footnotes=display.footnotes,
    )


def _response(analysis: PlannedAnalysis) -> str:
    response = analysis.variable(analysis.response)
    return f"{response.label} ({response.unit})" if response.unit else response.label


def _arms(analysis: PlannedAnalysis) -> tuple[tuple[str, str], ...]:
    """List the compared levels, the control of the contrast first."""
    levels = analysis.variable(analysis.contrast.of).levels
    control = analysis.contrast.reference
    return (
        *(level for level in levels if level[0] == control),
        *(level for level in levels if level[0] != control),
    )


def _row_noun(plan: Plan, analysis: PlannedAnalysis) -> str:
    """Name what a row is: the last variable of the key that identifies it."""
    dataset = next(one for one in plan.datasets if one.name == analysis.dataset)
    source = next(one for one in plan.sources if one.name == dataset.from_)
    return _noun(source.key[-1])


def _noun(variable: str) -> str:
    return variable.replace("_", " ")
