"""Displays of a plan in words."""

from __future__ import annotations

from collections.abc import Iterator

from sap.plan.planned import PlannedDisplay, PlannedSet
from sap.plan.planned_displays import (
    PlannedCharacteristics,
    PlannedColumn,
    PlannedLimits,
    PlannedObserved,
    PlannedRowListing,
)


def display_in_words(display: PlannedDisplay) -> Iterator[tuple[str, str]]:
    """Say what a display shows.

    Parameters
    ----------
    display
        As planned.

    Yields
    ------
    tuple of str
        Label and text of a line.
    """
    of = f"{display.kind} of {', '.join(display.endpoint_ids)}"
    match display:
        case PlannedCharacteristics():
            of = f"characteristics, each {display.unit.name} once"
        case PlannedObserved():
            of = f"{of}; observed values only, nothing is fitted"
        case PlannedLimits() if display.sensitivity:
            more = (f"{one} {name}" for one, names in display.sensitivity.items() for name in names)
            of = f"{of}; and of the sensitivity analyses {', '.join(more)}"
        case PlannedRowListing():
            of = f"{of}; counted by reason where there are more than {display.most}"
    yield "Display", f"{display.number} {display.title} ({of}; files {display.file}.*)"
    if isinstance(display, PlannedCharacteristics):
        for column in display.columns:
            yield "", f"column {column.label}: {_column(column)}"
        for row in display.rows:
            missing = f"; missing: {', '.join(row.missing)}" if row.missing else ""
            left_out = [one.label for one in display.columns if one.name not in row.columns]
            unless = f"; not applicable to {', '.join(left_out)}" if left_out else ""
            yield "", f"row {row.variable.label}{missing}{unless}"
    elif isinstance(display, PlannedObserved):
        yield "", f"in {_set(display.descriptions[0].analysis_set)}"


def _column(column: PlannedColumn) -> str:
    where = f"; only where {column.where}" if column.where else ""
    rows = f"; 'no rows' asks about the rows of {column.endpoint}" if column.endpoint else ""
    return f"{_set(column.analysis_set)}{rows}{where}"


def _set(analysis_set: PlannedSet) -> str:
    rules = "; ".join(f"{rule.when}: {rule.reason}" for rule in analysis_set.rules)
    without = f", without {rules}" if rules else ""
    return f"{analysis_set.label} ({analysis_set.name}){without}"
