"""Rows that say the same twice, or that a later reading supersedes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sap.data.conditions import decide
from sap.data.convert import at_rows
from sap.data.texts import Positions, RawTable, objects
from sap.errors import Problem
from sap.spec import Repeats

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


def exact_duplicates(raw: RawTable) -> Positions:
    """Find rows that repeat an earlier one in every column, blanks around cells aside.

    Parameters
    ----------
    raw
        The table.

    Returns
    -------
    ndarray of int
        Positions of the later rows.
    """
    import pandas as pd

    codes = {}
    for name, column in raw.columns.items():
        stripped = column.changed([str(text).strip() for text in column.distinct])
        codes[name] = stripped.codes
    codes |= {name: values.view(np.int64) for name, values in (raw.numeric or {}).items()}
    return np.flatnonzero(pd.DataFrame(codes).duplicated().to_numpy()).astype(np.int64)


def superseded(
    frame: pd.DataFrame,
    marks: Mapping[str, npt.NDArray[np.int8]],
    rule: Repeats,
    raw: RawTable,
    column: str,
) -> tuple[Positions, list[Problem]]:
    """Find the rows that another reading of the same thing supersedes.

    Parameters
    ----------
    frame, marks
        The source, typed.
    rule
        Which rows belong together, and which counts.
    raw
        The table, for the places of rows.
    column
        The file's column of the variable that orders them, or of the first of `by`.

    Returns
    -------
    rows : ndarray of int
        Positions of the rows that do not count.
    problems : list of Problem
        Groups of which the rule cannot decide which row counts.
    """
    flagged = decide(rule.when.tree, frame, marks).true
    groups = frame.groupby(list(rule.by), observed=True, dropna=True, sort=False).ngroup()
    number = groups.to_numpy()
    together = np.flatnonzero((number >= 0) & groups.duplicated(keep=False).to_numpy())
    flagged_groups = set(number[flagged].tolist())
    by_group: dict[int, list[int]] = {}
    for row in together.tolist():
        if int(number[row]) in flagged_groups:
            by_group.setdefault(int(number[row]), []).append(row)
    lost: list[int] = []
    problems = []
    files = objects(file for file, _ in raw.files)[raw.file_of]
    for rows in by_group.values():
        ranks = _ranks(frame, rule, rows)
        best = max(ranks) if rule.keep == "later" else min(ranks)
        if any(rank != rank for rank in ranks) or ranks.count(best) > 1:
            message = (
                "of the repeated readings in {rows} none is the "
                f"{'last' if rule.keep == 'later' else 'first'} by this column."
            )
            problems.append(at_rows(message, column, rows, raw.files[0][0], raw.lines, files))
            continue
        lost += [row for row, rank in zip(rows, ranks, strict=True) if rank != best]
    return np.array(sorted(lost), dtype=np.int64), problems


def _ranks(frame: pd.DataFrame, rule: Repeats, rows: list[int]) -> list[float]:
    if rule.order is None:
        return [float(row) for row in rows]
    values = frame[rule.order].iloc[rows]
    if values.dtype.kind == "M":
        days = values.to_numpy().astype("datetime64[D]")
        return [float("nan") if np.isnat(day) else float(day.astype(np.int64)) for day in days]
    return [float(value) for value in values]
