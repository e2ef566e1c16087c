"""The rows of a dataset: one source with others joined, each value traceable to its cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sap.data.sources import Reasons, SourceTable
from sap.errors import DataError, Problem

if TYPE_CHECKING:
    import pandas as pd

    from sap.spec import Dataset

Positions = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Origin:
    """Where the values of a variable come from.

    Parameters
    ----------
    table
        The source.
    positions
        For each row of the dataset, the row of the source, from 0.
    """

    table: SourceTable
    positions: Positions


@dataclass(frozen=True)
class Rows:
    """Rows of a dataset, or some of them.

    Parameters
    ----------
    base
        The source whose rows they are.
    frame
        One column a variable; the index is 0, 1, 2, ...
    marks
        As in `SourceTable`.
    origins
        Of each variable.
    positions
        For each row, the row of the base source, from 0.
    reasons
        As in `SourceTable`.
    """

    base: SourceTable
    frame: pd.DataFrame
    marks: Mapping[str, npt.NDArray[np.int8]]
    origins: Mapping[str, Origin]
    positions: Positions
    reasons: Reasons = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def lines(self) -> npt.NDArray[np.int64]:
        """For each row, its line in the file of the base source."""
        return self.base.lines[self.positions]

    def keep(self, mask: Mask) -> Rows:
        """Keep some rows, in their order.

        Parameters
        ----------
        mask
            One entry a row.

        Returns
        -------
        Rows
            Those for which the entry is true.
        """
        return Rows(
            base=self.base,
            frame=self.frame[mask].reset_index(drop=True),
            marks={name: marks[mask] for name, marks in self.marks.items()},
            origins={
                name: Origin(origin.table, origin.positions[mask])
                for name, origin in self.origins.items()
            },
            positions=self.positions[mask],
            reasons={name: reasons[mask] for name, reasons in self.reasons.items()},
        )

    def problem(self, variable: str, rows: npt.NDArray[np.int64], message: str) -> Problem:
        """Make a problem of some rows, in the file that the variable comes from.

        Parameters
        ----------
        variable
            One of the dataset's variables.
        rows
            Positions of the rows, from 0.
        message
            What is wrong; ``{rows}`` in it becomes the rows in words.

        Returns
        -------
        Problem
            At the first of the rows.
        """
        origin = self.origins[variable]
        return origin.table.problem(variable, origin.positions[rows].tolist(), message)


def join_rows(dataset: Dataset, sources: Mapping[str, SourceTable]) -> Rows:
    """Join the sources of a dataset: every row of the first, looked up in the others.

    Parameters
    ----------
    dataset
        Names the first source and the others, each with the variable to look it up by.
    sources
        By name.

    Returns
    -------
    Rows
        As many as the first source has, in its order.

    Raises
    ------
    DataError
        With every row that names nothing in the source it is looked up in. An empty cell in
        a variable that refers to the source under another name finds nothing, and what is
        joined is missing there.
    """
    base = sources[dataset.from_]
    everything = np.arange(len(base.frame), dtype=np.int64)
    rows = Rows(
        base=base,
        frame=base.frame,
        marks=dict(base.marks),
        origins={name: Origin(base, everything) for name in base.frame.columns},
        positions=everything,
        reasons=dict(base.reasons),
    )
    problems: list[Problem] = []
    for join in dataset.join:
        if join.on not in rows.frame.columns:
            continue  # it comes from a source whose own look-up has failed
        found, wrong = _look_up(rows, join.on, sources[join.source])
        problems.extend(wrong)
        if not wrong:
            rows = _with_table(rows, sources[join.source], found, join.on)
    if problems:
        raise DataError(problems)
    return rows


def _look_up(rows: Rows, on: str, table: SourceTable) -> tuple[Positions, list[Problem]]:
    """Find for each row the row of the table with the same key."""
    import pandas as pd

    (key,) = table.key
    wanted = rows.frame[on].astype(object)
    found = pd.Index(table.frame[key].astype(object)).get_indexer(wanted).astype(np.int64)
    empty = wanted.isna().to_numpy()
    problems = []
    if empty.any() and on == key:
        message = f"an empty cell ({{rows}}) where a key of {table.file} is needed."
        problems.append(rows.problem(on, np.flatnonzero(empty), message))
    dangling = np.flatnonzero((found < 0) & ~empty)
    if len(dangling):
        what = "is not" if len(dangling) == 1 else "and others are not"
        column = table.columns[key]
        message = (
            f"{wanted.iloc[dangling[0]]!r} {what} in column '{column}' of {table.file} ({{rows}})."
        )
        problems.append(rows.problem(on, dangling, message))
    return found, problems


def _with_table(rows: Rows, table: SourceTable, found: Positions, on: str) -> Rows:
    """Add the variables of a table that are not there already; where nothing was found, missing."""
    import pandas as pd

    known = {*rows.frame.columns, *(table.key if on not in table.key else ())}
    new = [name for name in table.frame.columns if name not in known]
    added = table.frame[new].take(np.maximum(found, 0)).reset_index(drop=True)
    for name in new if (found < 0).any() else ():
        missing = None if added[name].dtype == object else np.nan
        added[name] = added[name].where(found >= 0, missing)
    marks = {
        name: np.where(found >= 0, marks[found], 0).astype(np.int8)
        for name, marks in table.marks.items()
        if name in new
    }
    reasons = {
        name: np.where(found >= 0, why[found], "")
        for name, why in table.reasons.items()
        if name in new
    }
    return Rows(
        base=rows.base,
        frame=pd.concat([rows.frame, added], axis=1),
        marks={**rows.marks, **marks},
        origins={**rows.origins, **{name: Origin(table, found) for name in new}},
        positions=rows.positions,
        reasons={**rows.reasons, **reasons},
    )
