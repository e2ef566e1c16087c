"""Rows of tables of characteristics: each unit counts once, in each column it belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sap.ard.observed import decimals, summary
from sap.ard.rows import CHARACTERISTICS, Analysis, ArdRow
from sap.data.characteristics import CharacteristicsData
from sap.plan.planned_displays import (
    PlannedCharacteristic,
    PlannedCharacteristics,
    PlannedColumn,
)

if TYPE_CHECKING:
    import pandas as pd

EVERY = Analysis()


def characteristic_rows(
    planned: PlannedCharacteristics, data: CharacteristicsData
) -> Iterator[ArdRow]:
    """Summarise the units of each column.

    Parameters
    ----------
    planned
        The table.
    data
        Its units.

    Yields
    ------
    ArdRow
        Rows of the context characteristics; ``group1`` names the column, ``group2`` the
        table, for one variable may stand in several.
    """
    for column in planned.columns:
        yield _row(planned, column, "n_units", len(data.columns[column.name]))
    for row in planned.rows:
        places = _decimals(row, data) if row.variable.type == "number" else 0
        for column in planned.columns:
            if column.name not in row.columns:
                yield _not_applicable(planned, column, row)
                continue
            values = data.columns[column.name][row.variable.name]
            yield _row(planned, column, "n_known", int(values.notna().sum()), row=row)
            yield _row(planned, column, "n_unknown", int(values.isna().sum()), row=row)
            if row.variable.type == "number":
                yield from _numbers(planned, column, row, values, places)
            else:
                yield from _levels(planned, column, row, values)


def failed_characteristic_rows(planned: PlannedCharacteristics, reason: str) -> Iterator[ArdRow]:
    """Make the rows of a table whose units could not be found.

    Parameters
    ----------
    planned
        The table.
    reason
        Why there are no numbers.

    Yields
    ------
    ArdRow
        One a column, and one a variable in it.
    """
    for column in planned.columns:
        yield _row(planned, column, "n_units", error=reason)
        for row in planned.rows:
            if column.name not in row.columns:
                yield _not_applicable(planned, column, row)
                continue
            yield _row(planned, column, "n_known", row=row, error=reason)


def _not_applicable(
    planned: PlannedCharacteristics, column: PlannedColumn, row: PlannedCharacteristic
) -> ArdRow:
    return _row(planned, column, "not_applicable", row=row, text="not applicable")


def _decimals(row: PlannedCharacteristic, data: CharacteristicsData) -> int:
    """Count the decimals of a variable over all columns, which show it alike."""
    return max(
        decimals(data.columns[one][row.variable.name].dropna().unique()) for one in row.columns
    )


def _numbers(
    planned: PlannedCharacteristics,
    column: PlannedColumn,
    row: PlannedCharacteristic,
    values: pd.Series,
    places: int,
) -> Iterator[ArdRow]:
    yield _row(planned, column, "decimals", places, row=row)
    numbers = values.dropna().to_numpy(dtype=float)
    for name, number in summary(numbers, geometric=False).items():
        few = "" if number is not None else "Too few units with a value."
        unit = row.variable.unit or ""
        yield _row(planned, column, name, number, row=row, unit=unit, error=few)


def _levels(
    planned: PlannedCharacteristics,
    column: PlannedColumn,
    row: PlannedCharacteristic,
    values: pd.Series,
) -> Iterator[ArdRow]:
    known = int(values.notna().sum())
    for code, _ in row.levels:
        count = int((values == code).sum())
        yield _row(planned, column, "n_level", count, row=row, level=code)
        share = 100 * count / known if known else None
        few = "" if known else "No unit with a value."
        yield _row(planned, column, "p_level", share, row=row, level=code, unit="%", error=few)


def _row(
    planned: PlannedCharacteristics,
    column: PlannedColumn,
    name: str,
    number: float | None = None,
    *,
    row: PlannedCharacteristic | None = None,
    level: str = "",
    text: str = "",
    unit: str = "",
    error: str = "",
) -> ArdRow:
    return EVERY.row(
        CHARACTERISTICS,
        name,
        number,
        text=text,
        group1="column",
        group1_level=column.name,
        group2="table",
        group2_level=planned.number,
        variable=row.variable.name if row is not None else planned.unit.name,
        variable_level=level,
        unit=unit,
        error=error,
    )
