"""Made-up data of a plan's analyses, by which the rows of results about data are known.

Two units with a row in each arm stand for the data. Their numbers are never shown: only which
rows, arms and levels there are. Steps are those that the plan knows, whether or not the data
will have anything to take away by them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import cycle, islice
from typing import Any

import numpy as np
import pandas as pd

from sap.ard.placeholder import SHOWN
from sap.data.analysis import AnalysisData, MeasuredRows
from sap.data.assemble import variables_of_model
from sap.data.characteristics import CharacteristicsData
from sap.data.conditions import decide
from sap.data.describe import DescribedData
from sap.data.disposition import DispositionStep, ExcludedRow, ExcludedUnit, StepKind
from sap.data.limits import DROP
from sap.data.steps import DROPPED, IN_QUESTION, INCOMPLETE, MISSING
from sap.plan import PlannedAnalysis, PlannedCharacteristics
from sap.plan.planned import PlannedVariable
from sap.plan.planned_displays import PlannedDescription
from sap.spec import Spec
from sap.spec.condition import AllOf, AnyOf, Comparison, Missing, Node, Not, parse_condition

UNITS = ("1", "2")
LISTED = 3
"""Rows of a listing; what is in it, only data can say."""


def made_up_data(planned: PlannedAnalysis, spec: Spec) -> AnalysisData:
    """Make data that give an analysis the rows of results about data.

    Parameters
    ----------
    planned
        The analysis.
    spec
        Names the queries that may take rows away.

    Returns
    -------
    AnalysisData
        Two units with a row in each arm, and the steps that are planned.
    """
    arm, response = planned.variable(planned.contrast.of), planned.variable(planned.response)
    unit = planned.analysis_set.unit
    frame = _rows(arm, response, unit)
    if planned.subgroup is not None:
        variable = planned.variable(planned.subgroup.variable)
        frame[variable.name] = _column(variable, len(frame))
    nowhere = np.zeros(len(frame), dtype=bool)
    steps = tuple(_steps(planned, spec))
    return AnalysisData(
        endpoint_id=planned.endpoint_id,
        analysis_id=planned.analysis_id,
        unit=unit,
        response=response.name,
        frame=frame,
        below=nowhere,
        above=nowhere,
        measured=MeasuredRows(frame, nowhere, nowhere) if planned.limits is not None else None,
        source_file="",
        source_lines=np.zeros(len(frame), dtype=np.int64),
        disposition=steps,
        excluded=tuple(_listed_units(steps)),
        layers=pd.DataFrame(index=frame.index),
        n_missing={code: 1 for code, _ in arm.levels},
        excluded_rows=tuple(_listed_rows(steps, arm)),
    )


def made_up_description(planned: PlannedDescription) -> DescribedData:
    """Make data that give a description its rows.

    Parameters
    ----------
    planned
        What is described.

    Returns
    -------
    DescribedData
        Two units with a row in each arm.
    """
    frame = _rows(
        planned.variable(planned.of), planned.variable(planned.response), planned.analysis_set.unit
    )
    nowhere = np.zeros(len(frame), dtype=bool)
    measured = None if planned.limits is None else frame
    return DescribedData(frame, nowhere, nowhere, measured, nowhere, nowhere)


def made_up_characteristics(planned: PlannedCharacteristics) -> CharacteristicsData:
    """Make data that give a table of characteristics its rows.

    Parameters
    ----------
    planned
        The table.

    Returns
    -------
    CharacteristicsData
        Two units in each column.
    """
    columns = {
        row.variable.name: _column(replace(row.variable, levels=row.levels), len(UNITS))
        for row in planned.rows
    }
    frame = pd.DataFrame(columns)
    return CharacteristicsData({column.name: frame for column in planned.columns})


def possible(planned: PlannedAnalysis, levels: Mapping[str, str]) -> bool:
    """Tell whether rows of some levels can be among those of an analysis.

    Parameters
    ----------
    planned
        The analysis.
    levels
        A level of each of some factors.

    Returns
    -------
    bool
        False where its conditions leave no such row, whatever else is in it.
    """
    kept = [] if planned.where is None else [planned.where]
    conditions = [parse_condition(text) for text in (*kept, *(r.when for r in planned.exclude))]
    # All but the levels is missing, so that a condition is decided only if they decide it.
    unknown = {name: np.nan for one in conditions for name in one.variables}
    row = pd.DataFrame({**unknown, **levels}, index=[0])
    truths = [decide(_undecided(one.tree, levels), row) for one in conditions]
    return not (
        any(truth.false.any() for truth in truths[: len(kept)])
        or any(truth.true.any() for truth in truths[len(kept) :])
    )


def _undecided(tree: Node, known: Collection[str]) -> Node:
    """Leave open whether a variable is missing of which nothing is known."""
    match tree:
        case Missing(variable) if variable not in known:
            return Comparison(variable, "==", "")
        case Not(part):
            return Not(_undecided(part, known))
        case AllOf(parts):
            return AllOf(tuple(_undecided(part, known) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(_undecided(part, known) for part in parts))
    return tree


def _rows(arm: PlannedVariable, response: PlannedVariable, unit: str) -> pd.DataFrame:
    """Give each unit a row in each arm, with limits that differ from row to row."""
    number = len(arm.levels) * len(UNITS)
    frame = pd.DataFrame(
        {
            unit: pd.Categorical(list(islice(cycle(UNITS), number))),
            arm.name: pd.Categorical(
                np.repeat([code for code, _ in arm.levels], len(UNITS)),
                categories=[code for code, _ in arm.levels],
            ),
            response.name: np.arange(1.0, number + 1),
        }
    )
    for limit in (response.lower, response.upper):
        if limit is not None:
            frame[limit] = np.arange(1.0, number + 1)
    return frame


def _column(variable: PlannedVariable, number: int) -> Any:
    if not variable.levels:
        return np.arange(1.0, number + 1)
    codes = [code for code, _ in variable.levels]
    return pd.Categorical(list(islice(cycle(codes), number)), categories=codes)


def _steps(planned: PlannedAnalysis, spec: Spec) -> Iterator[DispositionStep]:
    def step(kind: StepKind, reason: str) -> DispositionStep:
        return DispositionStep(kind, reason, 1, 1, 1, 1)

    yield step("data", "All data")
    if planned.where is not None:
        yield step("where", planned.where)
    for rule in planned.analysis_set.rules:
        yield step("set", rule.reason)
    for rule in planned.exclude:
        yield step("exclude", rule.reason)
    for name in queries_of(planned, spec):
        yield step("exclude", IN_QUESTION.format(name=name, title=SHOWN))
    for name, label in variables_of_model(planned):
        for reason in planned.variable(name).reasons:
            yield step("missing", reason)
        yield step("missing", MISSING.format(label=label))
    if planned.limits is not None and DROP in (planned.limits.below, planned.limits.above):
        yield step("limits", DROPPED)
    if planned.complete is not None:
        complete = planned.complete
        yield step("complete", INCOMPLETE.format(of=complete.of, within=complete.within))


def queries_of(planned: PlannedAnalysis, spec: Spec) -> tuple[str, ...]:
    """List the queries whose rows an analysis leaves out until they are answered.

    Parameters
    ----------
    planned
        The analysis.
    spec
        Declares queries and sources.

    Returns
    -------
    tuple of str
        Names of those whose groups the dataset of the analysis knows, in order.
    """
    sources = (spec.sources[name] for name in spec.datasets[planned.dataset].sources)
    known = {variable for source in sources for variable in source.columns}
    return tuple(
        name
        for name, query in spec.queries.items()
        if query.until_decided == "leave out" and set(query.by) <= known
    )


def _first_of_each_kind(
    steps: Iterable[DispositionStep], kinds: Iterable[StepKind]
) -> Iterator[DispositionStep]:
    """Give the first step of each kind, in order, as many as a listing has rows."""
    first: Mapping[str, DispositionStep] = {step.kind: step for step in reversed([*steps])}
    return islice((first[kind] for kind in kinds if kind in first), LISTED)


def _listed_units(steps: tuple[DispositionStep, ...]) -> Iterator[ExcludedUnit]:
    for step in _first_of_each_kind(steps, ("set", "exclude", "missing", "limits", "complete")):
        yield ExcludedUnit(SHOWN, step.kind, step.reason)


def _listed_rows(steps: tuple[DispositionStep, ...], arm: PlannedVariable) -> Iterator[ExcludedRow]:
    """Give rows that differ in their key, as rows do."""
    taken = [step for step in steps if step.kind in ("exclude", "missing", "limits", "complete")]
    levels = cycle(code for code, _ in arm.levels)
    for number, (step, level) in enumerate(zip(taken[:LISTED], levels, strict=False), start=1):
        yield ExcludedRow(SHOWN, f"{SHOWN}/{'x' * number}", level, step.kind, step.reason, SHOWN, 1)
