"""The rows of datasets that several analyses share: joined and derived once, as far as they can be.

What is wrong with one source, or one derived variable, concerns those that use it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Protocol, TypeAlias

from sap.data.absent import Selected, lacking
from sap.data.derive import derive_in_rows, derive_in_sources
from sap.data.queries import OpenQuery, open_queries
from sap.data.rows import Rows, join_rows
from sap.data.sources import SourcesRead, SourceTable
from sap.errors import DataError, Problem
from sap.plan.planned import PlannedSet, PlannedVariable
from sap.plan.variables import with_inputs
from sap.spec import Query, Spec

Problems: TypeAlias = tuple[Problem, ...]


class UsesRows(Protocol):
    """Whatever is planned over the rows of a dataset and the units of an analysis set."""

    @property
    def dataset(self) -> str:
        """Name of the dataset."""

    @property
    def where(self) -> str | None:
        """The condition that selects the rows; None for all rows."""

    @property
    def analysis_set(self) -> PlannedSet:
        """Who is in it."""

    @property
    def variables(self) -> tuple[PlannedVariable, ...]:
        """The variables that are read."""


class SharedRows:
    """Joins and derives once what several analyses share; each for itself where that fails.

    Parameters
    ----------
    spec
        Names the datasets and how they are joined.
    wanted
        The variables of all that share.
    read
        The sources, as far as they could be read.
    """

    def __init__(self, spec: Spec, wanted: Iterable[str], read: SourcesRead) -> None:
        self._spec, self._wanted, self._read = spec, set(wanted), read
        self._joined: dict[str, Rows] = {}
        self.queries, self._unasked = _queries(spec, read)
        try:
            self._derived: Mapping[str, SourceTable] | None = derive_in_sources(
                spec, read.tables, self._wanted
            )
        except DataError:
            self._derived = None

    def rows_of(self, planned: UsesRows) -> tuple[Rows, Mapping[str, SourceTable]]:
        """Return the rows of a dataset, and the sources with derived variables.

        Parameters
        ----------
        planned
            Whose rows are wanted.

        Returns
        -------
        rows : Rows
            All rows of the dataset.
        tables : mapping of str to SourceTable
            The sources.

        Raises
        ------
        DataError
            When a source that it needs could not be read, a query that might take rows of
            it out could not be asked, or its rows can't be joined or its variables derived.
        """
        wrong = self._read.wrong_with(_sources_of(self._spec, planned))
        wrong = wrong or lacking(self._spec, _selected(planned), self._read.tables)
        wrong = wrong or self._undecided(planned.dataset)
        if wrong:
            raise DataError(tuple(dict.fromkeys(wrong)))
        name = planned.dataset
        if self._derived is not None and name in self._joined:
            return self._joined[name], self._derived
        own = {variable.name for variable in planned.variables}
        if self._derived is not None:
            try:
                rows = self._rows(name, self._derived, self._wanted)
                self._joined[name] = rows
                return rows, self._derived
            except DataError:
                return self._rows(name, self._derived, own), self._derived
        tables = derive_in_sources(self._spec, self._read.tables, own)
        return self._rows(name, tables, own), tables

    def _rows(self, name: str, tables: Mapping[str, SourceTable], wanted: set[str]) -> Rows:
        return derive_in_rows(self._spec, join_rows(self._spec.datasets[name], tables), wanted)

    def _undecided(self, dataset: str) -> Problems:
        return undecided(self._spec, dataset, self._unasked)


def _sources_of(spec: Spec, planned: UsesRows) -> tuple[str, ...]:
    """List the sources without which there are no rows and no units."""
    sources = spec.datasets[planned.dataset].sources
    return tuple(dict.fromkeys((*sources, planned.analysis_set.source)))


def _selected(planned: UsesRows) -> Selected:
    names = tuple(variable.name for variable in planned.variables)
    return Selected(planned.dataset, planned.where, names, planned.analysis_set.source)


def _looked_at(spec: Spec, query: Query) -> Selected:
    names = (name for name in query.variables if name in spec.variables)
    return Selected(query.dataset, query.where, with_inputs(spec, names))


def undecided(spec: Spec, dataset: str, unasked: Mapping[str, Problems]) -> Problems:
    """Give the problems of queries that might have taken rows of a dataset out.

    Parameters
    ----------
    spec
        Declares the queries.
    dataset
        Whose rows they are.
    unasked
        Why queries could not be asked, by name.

    Returns
    -------
    tuple of Problem
        None where all that might take rows of the dataset out could be asked.
    """
    names = _variables_in_rows(spec, dataset)
    return tuple(
        problem
        for name, problems in unasked.items()
        for problem in problems
        if spec.queries[name].until_decided == "leave out"
        and names.issuperset(spec.queries[name].by)
    )


def _queries(spec: Spec, read: SourcesRead) -> tuple[tuple[OpenQuery, ...], Mapping[str, Problems]]:
    """Look for what is in question; say which queries could not be asked, and why."""
    unasked: dict[str, Problems] = {}
    for name, query in spec.queries.items():
        wrong = read.wrong_with(spec.datasets[query.dataset].sources)
        # A query compares groups of all rows that it looks at: it needs every file with such rows.
        wrong = wrong or lacking(spec, _looked_at(spec, query), read.tables)
        # Rows that an earlier query leaves out are none that it looks at.
        wrong = wrong or undecided(spec, query.dataset, unasked)
        if wrong:
            unasked[name] = wrong
    asked = {name: one for name, one in spec.queries.items() if name not in unasked}
    try:
        return open_queries(replace(spec, queries=asked), read.tables), unasked
    except DataError as error:
        return (), dict.fromkeys(spec.queries, error.problems)


def askable_queries(
    spec: Spec, read: SourcesRead
) -> tuple[tuple[OpenQuery, ...], Mapping[str, Problems]]:
    """Look for what is in question, as far as the sources could be read.

    Parameters
    ----------
    spec
        Declares the queries.
    read
        The sources.

    Returns
    -------
    found : tuple of OpenQuery
        In the order of the spec.
    unasked : mapping of str to tuple of Problem
        Why the others could not be asked, by name.
    """
    return _queries(spec, read)


def _variables_in_rows(spec: Spec, dataset: str) -> set[str]:
    """List the variables that the files of a dataset hold; groups of queries are named by these."""
    names = spec.datasets[dataset].sources
    return {variable for name in names for variable in spec.sources[name].columns}
