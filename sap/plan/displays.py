"""From the displays of a spec to what each of them needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sap.plan.planned import PlannedAnalysis, PlannedDisplay
from sap.plan.planned_displays import (
    PlannedCharacteristic,
    PlannedCharacteristics,
    PlannedColumn,
    PlannedDescription,
    PlannedLimits,
    PlannedObserved,
    PlannedRowListing,
    PlannedSubgroups,
)
from sap.plan.variables import once, planned_set, planned_variable, with_inputs
from sap.spec import (
    CharacteristicsDisplay,
    CharacteristicsRow,
    DataDisplay,
    Display,
    EndpointsDisplay,
    FamiliesDisplay,
    LimitsDisplay,
    ObservedDisplay,
    RowListing,
    SensitivityDisplay,
    Spec,
    SubgroupsDisplay,
    parse_condition,
)


def plan_displays(spec: Spec, analyses: Sequence[PlannedAnalysis]) -> tuple[PlannedDisplay, ...]:
    """Resolve every display of a spec.

    Parameters
    ----------
    spec
        As loaded.
    analyses
        As planned; displays are about the endpoints' main ones.

    Returns
    -------
    tuple of PlannedDisplay
        In the order of the spec.
    """
    main = {one.endpoint_id: one for one in analyses if one.confirmatory}
    return tuple(_planned(spec, display, main) for display in spec.displays)


def _planned(spec: Spec, display: Display, main: Mapping[str, PlannedAnalysis]) -> PlannedDisplay:
    shared = (display.number, display.kind, display.title, display.file, display.footnotes)
    match display:
        case DataDisplay() | EndpointsDisplay() | SensitivityDisplay():
            return PlannedDisplay(*shared, display.of)
        case SubgroupsDisplay():
            # The whole may be an endpoint of another file of the plan; alone, its row is NE.
            return PlannedSubgroups(*shared, display.of, display.whole or "")
        case FamiliesDisplay():
            members = [one for family in spec.families.values() for one in family.of]
            return PlannedDisplay(*shared, tuple(name for name in main if name in members))
        case LimitsDisplay():
            # Alone, a file of the plan may lack the endpoint that has them; then it lacks these.
            return PlannedLimits(*shared, display.of, display.sensitivity)
        case RowListing():
            return PlannedRowListing(*shared, display.of, display.most)
        case ObservedDisplay():
            described = tuple(_description(spec, display, main[name]) for name in display.of)
            return PlannedObserved(*shared, display.of, described)
        case CharacteristicsDisplay():
            return _characteristics(spec, display, main)
    raise AssertionError(display.kind)


def _description(spec: Spec, display: ObservedDisplay, main: PlannedAnalysis) -> PlannedDescription:
    analysis_set = planned_set(spec, display.analysis_set)
    names = [main.response, main.contrast.of, analysis_set.unit]
    names += [name for rule in main.exclude for name in _asked(rule.when)]
    names += [name for rule in analysis_set.rules for name in _asked(rule.when)]
    names += _asked(main.where)
    if main.complete is not None:
        names += [main.complete.of, main.complete.within]
    response = main.variable(main.response)
    names += [name for name in (response.lower, response.upper) if name is not None]
    needed = with_inputs(spec, once(names))
    return PlannedDescription(
        endpoint_id=main.endpoint_id,
        description_id=f"observed:{display.number}",
        title=main.endpoint_title,
        label=main.label,
        dataset=main.dataset,
        where=main.where,
        exclude=main.exclude,
        complete=main.complete,
        limits=main.limits,
        analysis_set=analysis_set,
        response=main.response,
        transformation=main.transformation,
        of=main.contrast.of,
        control=main.contrast.reference or main.variable(main.contrast.of).levels[0][0],
        variables=tuple(planned_variable(spec, name) for name in needed),
    )


def _characteristics(
    spec: Spec, display: CharacteristicsDisplay, main: Mapping[str, PlannedAnalysis]
) -> PlannedCharacteristics:
    columns = []
    for name, column in display.columns.items():
        measured = main[column.of] if column.of is not None else None
        analysis_set = planned_set(spec, column.analysis_set)
        columns.append(
            PlannedColumn(
                name=name,
                label=column.label or analysis_set.label,
                analysis_set=analysis_set,
                where=None if column.where is None else str(column.where),
                endpoint=column.of or "",
                dataset=measured.dataset if measured is not None else "",
                rows=measured.where if measured is not None else None,
            )
        )
    unit = columns[0].analysis_set.unit
    names = [unit, *(row.variable for row in display.rows)]
    for planned in columns:
        names += [name for rule in planned.analysis_set.rules for name in _asked(rule.when)]
        names += [*_asked(planned.where), *_asked(planned.rows)]
    needed = with_inputs(spec, once(names))
    return PlannedCharacteristics(
        display.number,
        display.kind,
        display.title,
        display.file,
        display.footnotes,
        once(one.endpoint for one in columns if one.endpoint),
        planned_variable(spec, unit),
        tuple(columns),
        tuple(_characteristic(spec, row, display) for row in display.rows),
        tuple(planned_variable(spec, name) for name in needed),
    )


def _characteristic(
    spec: Spec, row: CharacteristicsRow, display: CharacteristicsDisplay
) -> PlannedCharacteristic:
    levels = spec.variables[row.variable].levels or {}
    return PlannedCharacteristic(
        variable=planned_variable(spec, row.variable),
        levels=tuple((code, text) for code, text in levels.items() if code not in row.missing),
        missing=row.missing,
        columns=tuple(name for name in display.columns if not row.only or name in row.only),
    )


def _asked(condition: str | None) -> list[str]:
    """List the variables that a condition asks about."""
    return [] if condition is None else list(parse_condition(condition).variables)
