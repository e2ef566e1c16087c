"""The characteristics of units: one row a unit, by column of a table."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sap.data.conditions import decide
from sap.data.derive import derive_in_rows, derive_in_sources
from sap.data.rows import Mask, join_rows
from sap.data.selection import select_all
from sap.data.sources import SourceTable
from sap.data.steps import select_where
from sap.errors import DataError
from sap.plan.planned import PlannedSet
from sap.plan.planned_displays import PlannedCharacteristics, PlannedColumn
from sap.spec import NoRows, Spec, parse_condition
from sap.spec.check_study import source_of_unit

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class CharacteristicsData:
    """The units of each column of a table of characteristics.

    Parameters
    ----------
    columns
        By name of the column, one row a unit in the order of the source: the variables of
        the table. Factors are categoricals; a level that means missing is missing.
    """

    columns: Mapping[str, pd.DataFrame]


def characterise(
    spec: Spec, planned: PlannedCharacteristics, sources: Mapping[str, SourceTable]
) -> CharacteristicsData:
    """Find the units of each column and their variables.

    Parameters
    ----------
    spec
        Names datasets, and how variables are derived.
    planned
        The table.
    sources
        As read, by name.

    Returns
    -------
    CharacteristicsData
        A column may be without units.

    Raises
    ------
    DataError
        When a value of a shown variable is given as ``<limit`` or ``>limit``.
    """
    wanted = {variable.name for variable in planned.needed}
    sources = derive_in_sources(spec, sources, wanted)
    table = sources[source_of_unit(spec.sources, planned.unit.name)[0]]
    _refuse_limits(planned, table)
    columns = {}
    measured: dict[str, set[str]] = {}
    for column in planned.columns:
        if column.endpoint and column.endpoint not in measured:
            measured[column.endpoint] = _measured(spec, column, table, sources, wanted)
        kept = units_in_set(column.analysis_set, table, measured.get(column.endpoint))
        if column.where is not None:
            kept &= decide(parse_condition(column.where).tree, table.frame, table.marks).true
        columns[column.name] = _values(planned, table.frame[kept].reset_index(drop=True))
    return CharacteristicsData(columns)


def units_in_set(
    analysis_set: PlannedSet, table: SourceTable, measured: Collection[str] | None
) -> Mask:
    """Say which units an analysis set has.

    Parameters
    ----------
    analysis_set
        Its rules, in order. One that a missing value leaves undecided takes nothing away.
    table
        The source with one row a unit.
    measured
        The units with a row, which a rule ``no rows`` asks about.

    Returns
    -------
    Mask
        One entry a row of the table.
    """
    kept = np.ones(len(table.frame), dtype=bool)
    for rule in analysis_set.rules:
        tree = parse_condition(rule.when).tree
        if isinstance(tree, NoRows):
            have = set(measured or ())
            (key,) = table.key
            kept &= table.frame[key].isin(have).to_numpy(dtype=bool)
        else:
            kept &= ~decide(tree, table.frame, table.marks).true
    return kept


def _measured(
    spec: Spec,
    column: PlannedColumn,
    table: SourceTable,
    sources: Mapping[str, SourceTable],
    wanted: Collection[str],
) -> set[str]:
    """List the units with a row of an endpoint, whether or not its model can use the row."""
    rows = derive_in_rows(spec, join_rows(spec.datasets[column.dataset], sources), wanted)
    return set(
        select_where(select_all(rows, table, column.analysis_set.unit), column.rows).units_of_rows
    )


def _refuse_limits(planned: PlannedCharacteristics, table: SourceTable) -> None:
    problems = []
    for row in planned.rows:
        name = row.variable.name
        marked = np.flatnonzero(table.marks.get(name, np.zeros(0)))
        if len(marked):
            message = (
                "values given as '<limit' or '>limit' ({rows}) have no place in a table of "
                "characteristics."
            )
            problems.append(table.problem(name, marked.tolist(), message))
    if problems:
        raise DataError(problems)


def _values(planned: PlannedCharacteristics, frame: pd.DataFrame) -> pd.DataFrame:
    """Take the variables of the table, with levels that mean missing as missing."""
    import pandas as pd

    columns = {}
    for row in planned.rows:
        values = frame[row.variable.name]
        if row.variable.type == "factor":
            values = values.cat.set_categories([code for code, _ in row.levels])
        columns[row.variable.name] = values
    return pd.DataFrame(columns, index=frame.index)
