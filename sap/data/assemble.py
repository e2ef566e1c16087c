"""From the sources to the data of each planned analysis."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sap.data.analysis import AnalysisData, MeasuredRows
from sap.data.convert import ABOVE, BELOW
from sap.data.derive import derive_in_rows, derive_in_sources
from sap.data.domain import outside_domain
from sap.data.limits import rows_after_rule
from sap.data.queries import OpenQuery, open_queries
from sap.data.rows import Mask, Rows, join_rows
from sap.data.selection import Selection, need_units, rows_taken_out, select_all
from sap.data.sources import SourceTable
from sap.data.steps import (
    DROPPED,
    select_complete,
    select_not_excluded,
    select_present,
    select_set,
    select_undisputed,
    select_where,
)
from sap.errors import DataError, Problem
from sap.formula import parse_formula
from sap.plan.planned import PlannedAnalysis
from sap.spec import Spec

if TYPE_CHECKING:
    import pandas as pd


def assemble(
    spec: Spec, analysis: PlannedAnalysis, sources: Mapping[str, SourceTable]
) -> AnalysisData:
    """Make the data of one analysis.

    The rows of its dataset are joined; rows of other endpoints, units outside the
    analysis set, excluded rows, rows in question, rows with a missing value, rows that the
    rule for limits drops and incomplete units are taken away, in this order, and counted.

    Parameters
    ----------
    spec
        Names the datasets and how they are joined.
    analysis
        As planned.
    sources
        As read, by name.

    Returns
    -------
    AnalysisData
        At least two units, and two levels of the compared factor.

    Raises
    ------
    DataError
        When rows name nothing in another source, no row is left, a value is outside the
        domain of a function of the formula, limits are missing or contradict the values,
        or one unit or one level only is left.
    """
    queries = open_queries(spec, sources)
    wanted = {variable.name for variable in analysis.variables}
    sources = derive_in_sources(spec, sources, wanted)
    rows = derive_in_rows(spec, join_rows(spec.datasets[analysis.dataset], sources), wanted)
    return from_rows(rows, analysis, sources, queries)


def from_rows(
    rows: Rows,
    analysis: PlannedAnalysis,
    sources: Mapping[str, SourceTable],
    queries: Iterable[OpenQuery],
) -> AnalysisData:
    """Make the data of an analysis from the rows of its dataset; see `assemble`."""
    chosen = analysis.analysis_set
    unit_table = sources[chosen.source]
    selection = select_where(select_all(rows, unit_table, chosen.unit), analysis.where)
    need_units(selection, unit_table)
    selection = select_set(selection, chosen, unit_table)
    selection = select_not_excluded(selection, analysis.exclude)
    selection = select_undisputed(selection, queries)
    missing = _without_response(selection.rows, analysis)
    selection = select_present(selection, variables_of_model(analysis))
    return _finish(analysis, selection, missing, rows)


def _without_response(rows: Rows, analysis: PlannedAnalysis) -> dict[str, int]:
    """Count the rows without a response at each level of the compared factor."""
    missing = rows.frame[analysis.response].isna()
    arms = rows.frame[analysis.contrast.of][missing].astype(str).tolist()
    levels = [code for code, _ in analysis.variable(analysis.contrast.of).levels]
    return {code: arms.count(code) for code in levels}


def variables_of_model(analysis: PlannedAnalysis) -> list[tuple[str, str]]:
    """List the variables without which a row has no use.

    Parameters
    ----------
    analysis
        The analysis. A paired test has the rows of the model in whose place it stands.

    Returns
    -------
    list of tuple of str
        Name and label of each, in the order in which they are asked.
    """
    names = [*parse_formula(analysis.formula).variables]
    names += [analysis.contrast.of, *analysis.contrast.by]
    if analysis.complete is not None:
        names += [analysis.complete.of, analysis.complete.within]
    names += [analysis.within] if analysis.within else []
    return [(name, analysis.variable(name).label) for name in dict.fromkeys(names)]


def _finish(
    analysis: PlannedAnalysis, present: Selection, n_missing: dict[str, int], whole: Rows
) -> AnalysisData:
    """Apply the rule for limits and completeness, check, and lay out the frame."""
    limited, drop = _limited(analysis, present.rows)
    selection = replace(present, rows=limited)
    if drop.any():
        selection = selection.without_rows(drop, "limits", DROPPED)
    selection = select_complete(selection, analysis.complete)
    problems = list(outside_domain(selection.rows, parse_formula(analysis.formula)))
    problems.extend(_too_few(analysis, selection.rows))
    if problems:
        raise DataError(problems)
    rows = selection.rows
    sides = rows.marks.get(analysis.response, np.zeros(len(rows), dtype=np.int8))
    return AnalysisData(
        endpoint_id=analysis.endpoint_id,
        analysis_id=analysis.analysis_id,
        unit=selection.unit,
        response=analysis.response,
        frame=_frame(rows, analysis),
        below=sides == BELOW,
        above=sides == ABOVE,
        measured=_measured(limited, selection, analysis),
        source_file=rows.base.file,
        source_lines=rows.lines,
        disposition=selection.steps,
        excluded=selection.excluded,
        layers=_categorical(rows.frame[[*analysis.design.layers, *analysis.design.sampled]]),
        n_missing=n_missing,
        blank_share=_blank_share(analysis, present.rows),
        excluded_rows=tuple(rows_taken_out(whole, selection, analysis.contrast.of)),
        unread=" ".join(one.brief for file in rows.base.absent for one in file.problems),
    )


def _blank_share(analysis: PlannedAnalysis, rows: Rows) -> float | None:
    """Say how much of what was measured blanks took off, before the rule for limits."""
    measured = analysis.variable(analysis.response).net_of
    if not measured:
        return None
    before, after = (rows.frame[name].mean() for name in (measured, analysis.response))
    return float(1.0 - after / before)


def _limited(analysis: PlannedAnalysis, rows: Rows) -> tuple[Rows, Mask]:
    """Put the response after the rule into the rows; say which rows the rule drops."""
    others = [name for name, _ in variables_of_model(analysis) if name != analysis.response]
    problems = [problem for name in others for problem in _marked_covariate(rows, name)]
    drop = np.zeros(len(rows), dtype=bool)
    if analysis.limits is not None:
        response = analysis.variable(analysis.response)
        rows, drop, wrong = rows_after_rule(rows, response, analysis.limits)
        problems.extend(wrong)
    if problems:
        raise DataError(problems)
    return rows, drop


def _marked_covariate(rows: Rows, name: str) -> Iterator[Problem]:
    marked = np.flatnonzero(rows.marks.get(name, np.zeros(0)))
    if len(marked):
        message = (
            f"values given as '<limit' or '>limit' ({{rows}}) can only be those of the response; "
            f"'{name}' is another variable of the model."
        )
        yield rows.problem(name, marked, message)


def _too_few(analysis: PlannedAnalysis, rows: Rows) -> Iterator[Problem]:
    """Find a unit or a compared factor with one value only: nothing could be estimated."""
    everything = np.arange(len(rows))
    for name in (analysis.analysis_set.unit, analysis.contrast.of):
        values = rows.frame[name].unique()
        if len(values) == 1:
            message = (
                f"only {values[0]!r} is left ({{rows}}); {analysis.variable(name).label} "
                "must have at least two values in an analysis."
            )
            yield rows.problem(name, everything, message)


def _measured(
    limited: Rows, selection: Selection, analysis: PlannedAnalysis
) -> MeasuredRows | None:
    """Take the rows before the rule drops any, of the groups that are analysed."""
    response = analysis.variable(analysis.response)
    if analysis.limits is None:
        return None
    rows = limited
    if analysis.complete is not None:
        within = analysis.complete.within
        kept = selection.rows.frame[within].unique()
        rows = limited.keep(limited.frame[within].isin(kept).to_numpy(dtype=bool))
    names = [selection.unit, analysis.contrast.of, *analysis.contrast.by]
    names += [limit for limit in (response.lower, response.upper) if limit is not None]
    sides = rows.marks[analysis.response]
    return MeasuredRows(_categorical(rows.frame[names]), sides == BELOW, sides == ABOVE)


def _frame(rows: Rows, analysis: PlannedAnalysis) -> pd.DataFrame:
    """Lay out the variables of the model, the unit and the limits."""
    response = analysis.variable(analysis.response)
    names = [name for name, _ in variables_of_model(analysis)]
    names += [analysis.analysis_set.unit]
    names += [limit for limit in (response.lower, response.upper) if limit is not None]
    return _categorical(rows.frame[list(dict.fromkeys(names))])


def _categorical(frame: pd.DataFrame) -> pd.DataFrame:
    """Make identifiers categoricals, their values in alphabetical order."""
    import pandas as pd

    columns = {}
    for name in frame.columns:
        column = frame[name]
        if column.dtype == object:  # identifiers, as `read_sources` made them
            levels = pd.Index(sorted(column.dropna().unique()), dtype=object)
            column = pd.Series(pd.Categorical(column, categories=levels), name=name)
        columns[name] = column
    return pd.DataFrame(columns)
