"""The rows and units still in an analysis, with every loss counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sap.data.disposition import DispositionStep, ExcludedRow, ExcludedUnit, StepKind
from sap.data.rows import Mask, Positions, Rows
from sap.data.sources import SourceTable
from sap.errors import DataError, Problem


@dataclass(frozen=True)
class LostRows:
    """Rows that a step took away, while their unit may have others.

    Parameters
    ----------
    kind, reason
        Of the step.
    positions
        Rows of the base source, from 0.
    """

    kind: StepKind
    reason: str
    positions: Positions


@dataclass(frozen=True)
class Selection:
    """Rows and units still in, and what each step so far took away.

    Parameters
    ----------
    unit
        The variable that names the unit: what is included or excluded as a whole.
    rows
        The rows still in.
    units
        The units still in, in the order of their source.
    steps
        So far.
    excluded
        Units no longer in, in the order in which they went.
    lost
        Rows taken away by each step that names a reason, in order.
    """

    unit: str
    rows: Rows
    units: tuple[str, ...]
    steps: tuple[DispositionStep, ...] = ()
    excluded: tuple[ExcludedUnit, ...] = ()
    lost: tuple[LostRows, ...] = ()

    @property
    def units_of_rows(self) -> npt.NDArray[np.object_]:
        """The unit of each row."""
        return self.rows.frame[self.unit].to_numpy(dtype=object)

    def without_rows(
        self, drop: Mask, kind: StepKind, reason: str, n_undecided: int = 0
    ) -> Selection:
        """Take rows away, and the units whose last row goes.

        Parameters
        ----------
        drop
            One entry a row.
        kind, reason, n_undecided
            As in `DispositionStep`.

        Returns
        -------
        Selection
            One step further.
        """
        rows = self.rows.keep(~drop)
        left = set(rows.frame[self.unit])
        lost = [unit for unit in self.units if unit not in left]
        after = self._after(rows, lost, kind, reason, n_undecided)
        gone = LostRows(kind, reason, self.rows.positions[drop])
        return replace(after, lost=(*self.lost, gone))

    def without_units(
        self, lost: Sequence[str], kind: StepKind, reason: str, n_undecided: int = 0
    ) -> Selection:
        """Take units away with all their rows.

        Parameters
        ----------
        lost
            The units.
        kind, reason, n_undecided
            As in `DispositionStep`.

        Returns
        -------
        Selection
            One step further.
        """
        gone = set(lost)
        drop = np.fromiter((unit in gone for unit in self.units_of_rows), bool, len(self.rows))
        return self._after(self.rows.keep(~drop), lost, kind, reason, n_undecided)

    def _after(
        self, rows: Rows, lost: Sequence[str], kind: StepKind, reason: str, n_undecided: int
    ) -> Selection:
        gone = set(lost)
        units = tuple(unit for unit in self.units if unit not in gone)
        step = DispositionStep(
            kind=kind,
            reason=reason,
            n_rows=len(self.rows) - len(rows),
            n_units=len(self.units) - len(units),
            rows_left=len(rows),
            units_left=len(units),
            n_undecided=n_undecided,
        )
        excluded = tuple(ExcludedUnit(unit, kind, reason) for unit in lost)
        return replace(
            self,
            rows=rows,
            units=units,
            steps=(*self.steps, step),
            excluded=(*self.excluded, *excluded),
        )


def select_all(rows: Rows, unit_table: SourceTable, unit: str = "") -> Selection:
    """Start with every row of a dataset and every unit of the study.

    Parameters
    ----------
    rows
        Of the dataset.
    unit_table
        The source with one row a unit.
    unit
        The variable by which the rows name its key; default the key itself. Rows of no
        unit, such as blanks, may be there as long as no analysis selects them.

    Returns
    -------
    Selection
        With the step ``data``.

    Raises
    ------
    DataError
        When rows are of units that the source does not have.
    """
    (key,) = unit_table.key
    unit = unit or key
    units = tuple(str(name) for name in unit_table.frame[key])
    known = rows.frame[unit].isin(units) | rows.frame[unit].isna()
    if not known.all():
        unknown = np.flatnonzero(~known.to_numpy(dtype=bool))
        value = rows.frame[unit].iloc[unknown[0]]
        message = f"{value!r} is no {unit} of {unit_table.file} ({{rows}})."
        raise DataError(rows.problem(unit, unknown, message))
    step = DispositionStep("data", "All data", len(rows), len(units), len(rows), len(units))
    return Selection(unit, rows, units, (step,))


def need_units(selection: Selection, unit_table: SourceTable) -> None:
    """Refuse a selection with rows that belong to no unit.

    Parameters
    ----------
    selection
        So far.
    unit_table
        The source with one row a unit.

    Raises
    ------
    DataError
        With the rows.
    """
    nameless = selection.rows.frame[selection.unit].isna().to_numpy(dtype=bool)
    if nameless.any():
        message = f"An empty cell is no {selection.unit} of {unit_table.file} ({{rows}})."
        problem = selection.rows.problem(selection.unit, np.flatnonzero(nameless), message)
        raise DataError(problem)


def rows_taken_out(whole: Rows, selection: Selection, of: str) -> Iterator[ExcludedRow]:
    """Name the rows that went by a reason of their own, not with their unit.

    Parameters
    ----------
    whole
        All rows of the dataset.
    selection
        At the end of all steps.
    of
        The compared factor.

    Yields
    ------
    ExcludedRow
        Step by step, in the order of the file.
    """
    if not selection.lost:
        return
    units, levels = whole.frame[selection.unit], whole.frame[of].astype(object)
    files = whole.base.file_names
    for lost in selection.lost:
        keys = whole.base.keys_in_words(lost.positions)
        for at, key in zip(lost.positions.tolist(), keys, strict=True):
            level = levels.iloc[at]
            yield ExcludedRow(
                unit=str(units.iloc[at]),
                key=str(key),
                level=level if isinstance(level, str) else "",
                kind=lost.kind,
                reason=lost.reason,
                file=str(files[at]),
                line=int(whole.base.lines[at]),
            )


def need_rows(selection: Selection) -> None:
    """Refuse a selection without rows.

    Parameters
    ----------
    selection
        So far.

    Raises
    ------
    DataError
        Naming what each step took away.
    """
    if len(selection.rows):
        return
    losses = "; ".join(
        f"{step.reason}: {step.n_rows} rows, {step.n_units} {selection.unit.replace('_', ' ')}s"
        for step in selection.steps[1:]
        if step.n_rows or step.n_units
    )
    rules = [step for step in selection.steps[1:] if step.kind != "where"]
    # The reason of most rows comes first: it is what a reader needs, and what a table shows.
    most = max(rules, key=lambda step: step.n_rows).reason
    raise DataError(
        Problem(
            f"No row is left for the analysis: {most}.",
            selection.rows.base.file,
            detail=f"What took rows away, in order: {losses}.",
        )
    )
