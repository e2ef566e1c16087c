"""Which rows and units an analysis lost on the way from its data, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

StepKind: TypeAlias = Literal["data", "where", "set", "exclude", "missing", "limits", "complete"]


@dataclass(frozen=True)
class DispositionStep:
    """One step, and what was left after it.

    Parameters
    ----------
    kind
        ``data``: what was there at first. ``where``: rows of other endpoints. ``set``:
        units outside the analysis set. ``exclude``: rows excluded by the analysis.
        ``missing``: rows without a value of a variable. ``limits``: rows dropped by the
        rule for values outside the limits of quantification. ``complete``: units not
        seen at every level.
    reason
        In words, as a table shows it.
    n_rows, n_units
        Rows and units taken away by the step; of ``data``, those that were there. A unit
        is taken away with its last row.
    rows_left, units_left
        After the step.
    n_undecided
        Rows (of the kind ``set``, units) for which a missing value leaves the rule
        undecided. They are not taken away, except by ``where``.
    """

    kind: StepKind
    reason: str
    n_rows: int
    n_units: int
    rows_left: int
    units_left: int
    n_undecided: int = 0


@dataclass(frozen=True)
class ExcludedUnit:
    """A unit that is not in the analysis, and the first reason that applied.

    Parameters
    ----------
    unit
        Its identifier.
    kind, reason
        Of the step that took it away.
    """

    unit: str
    kind: StepKind
    reason: str


@dataclass(frozen=True)
class ExcludedRow:
    """A row that is not in the analysis though its unit was in the analysis set.

    Parameters
    ----------
    unit
        The unit it belongs to.
    key
        What identifies it, the parts joined by ``/``.
    level
        Its level of the compared factor; empty where that is missing.
    kind, reason
        Of the step that took it away.
    file, line
        Where it stands; the header's line is 1.
    """

    unit: str
    key: str
    level: str
    kind: StepKind
    reason: str
    file: str
    line: int
