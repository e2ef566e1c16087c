"""The data of many analyses: what they share is made once, and what fails fails by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeAlias

from sap.data.analysis import AnalysisData
from sap.data.assemble import from_rows
from sap.data.derive import derive_in_rows, derive_in_sources
from sap.data.queries import OpenQuery, open_queries
from sap.data.rows import Rows, join_rows
from sap.data.sources import SourcesRead, SourceTable
from sap.errors import DataError, Problem
from sap.plan.planned import PlannedAnalysis
from sap.spec import Spec

Problems: TypeAlias = tuple[Problem, ...]


def assemble_all(
    spec: Spec, analyses: Iterable[PlannedAnalysis], sources: Mapping[str, SourceTable]
) -> tuple[AnalysisData, ...]:
    """Make the data of several analyses.

    Parameters
    ----------
    spec
        Names the datasets and how they are joined.
    analyses
        As planned.
    sources
        As read.

    Returns
    -------
    tuple of AnalysisData
        One an analysis.

    Raises
    ------
    DataError
        With the problems of all analyses, each once.
    """
    found = assemble_each(spec, analyses, SourcesRead(sources, {}))
    problems = [problem for one in found if isinstance(one, tuple) for problem in one]
    if problems:
        raise DataError(tuple(dict.fromkeys(problems)))
    return tuple(one for one in found if isinstance(one, AnalysisData))


def assemble_each(
    spec: Spec, analyses: Iterable[PlannedAnalysis], read: SourcesRead
) -> tuple[AnalysisData | Problems, ...]:
    """Make the data of several analyses, and say why there are none where there are none.

    Parameters
    ----------
    spec
        Names the datasets and how they are joined.
    analyses
        As planned.
    read
        The sources, as far as they could be read.

    Returns
    -------
    tuple
        An analysis each: its data, or the problems that it has. A problem of one analysis
        is none of another that does not use the same rows or variables.
    """
    asked = tuple(analyses)
    queries, unasked = _queries(spec, read)
    shared = _Shared(spec, {v.name for one in asked for v in one.variables}, read.tables)
    made: list[AnalysisData | Problems] = []
    for analysis in asked:
        wrong = read.wrong_with(_sources_of(spec, analysis)) or _undecided(spec, analysis, unasked)
        if wrong:
            made.append(tuple(dict.fromkeys(wrong)))
            continue
        try:
            rows, tables = shared.rows_of(analysis)
            made.append(from_rows(rows, analysis, tables, queries))
        except DataError as error:
            made.append(error.problems)
    return tuple(made)


def _sources_of(spec: Spec, analysis: PlannedAnalysis) -> tuple[str, ...]:
    """List the sources without which an analysis has no data."""
    dataset = spec.datasets[analysis.dataset]
    joined = (join.source for join in dataset.join)
    return tuple(dict.fromkeys((dataset.from_, *joined, analysis.analysis_set.source)))


Unasked: TypeAlias = Mapping[str, Problems]


def _queries(spec: Spec, read: SourcesRead) -> tuple[tuple[OpenQuery, ...], Unasked]:
    """Look for what is in question; say which queries could not be asked, and why."""
    unasked = {}
    for name, query in spec.queries.items():
        dataset = spec.datasets[query.dataset]
        wrong = read.wrong_with((dataset.from_, *(join.source for join in dataset.join)))
        if wrong:
            unasked[name] = wrong
    asked = {name: one for name, one in spec.queries.items() if name not in unasked}
    try:
        return open_queries(replace(spec, queries=asked), read.tables), unasked
    except DataError as error:
        return (), dict.fromkeys(spec.queries, error.problems)


def askable_queries(spec: Spec, read: SourcesRead) -> tuple[OpenQuery, ...]:
    """Look for what is in question, as far as the sources could be read.

    Parameters
    ----------
    spec
        Declares the queries.
    read
        The sources.

    Returns
    -------
    tuple of OpenQuery
        In the order of the spec.
    """
    return _queries(spec, read)[0]


def _undecided(spec: Spec, analysis: PlannedAnalysis, unasked: Unasked) -> Problems:
    """Give the problems of queries that might have taken rows of an analysis out."""
    names = variables_in_rows(spec, analysis.dataset)
    return tuple(
        problem
        for name, problems in unasked.items()
        for problem in problems
        if spec.queries[name].until_decided == "leave out"
        and names.issuperset(spec.queries[name].by)
    )


class _Shared:
    """Joins and derives once what several analyses share; each for itself where that fails."""

    def __init__(self, spec: Spec, wanted: set[str], sources: Mapping[str, SourceTable]) -> None:
        self._spec, self._wanted, self._plain = spec, wanted, sources
        self._joined: dict[str, Rows] = {}
        try:
            self._derived: Mapping[str, SourceTable] | None = derive_in_sources(
                spec, sources, wanted
            )
        except DataError:
            self._derived = None

    def rows_of(self, analysis: PlannedAnalysis) -> tuple[Rows, Mapping[str, SourceTable]]:
        """Return the rows of an analysis' dataset, and the sources with derived variables."""
        name = analysis.dataset
        if self._derived is not None and name in self._joined:
            return self._joined[name], self._derived
        own = {variable.name for variable in analysis.variables}
        if self._derived is not None:
            try:
                rows = self._rows(name, self._derived, self._wanted)
                self._joined[name] = rows
                return rows, self._derived
            except DataError:
                return self._rows(name, self._derived, own), self._derived
        tables = derive_in_sources(self._spec, self._plain, own)
        return self._rows(name, tables, own), tables

    def _rows(self, name: str, tables: Mapping[str, SourceTable], wanted: set[str]) -> Rows:
        return derive_in_rows(self._spec, join_rows(self._spec.datasets[name], tables), wanted)


def variables_in_rows(spec: Spec, dataset: str) -> set[str]:
    """List the variables that the files of a dataset hold."""
    declared = spec.datasets[dataset]
    sources = (declared.from_, *(join.source for join in declared.join))
    return {variable for name in sources for variable in spec.sources[name].columns}
