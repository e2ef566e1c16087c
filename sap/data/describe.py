"""Rows of an endpoint that are described and never modelled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sap.data.convert import ABOVE, BELOW
from sap.data.limits import rows_after_rule
from sap.data.queries import OpenQuery
from sap.data.rows import Mask, Rows
from sap.data.selection import Selection, need_units, select_all
from sap.data.shared import SharedRows
from sap.data.sources import SourcesRead, SourceTable
from sap.data.steps import (
    DROPPED,
    select_complete,
    select_not_excluded,
    select_present,
    select_set,
    select_undisputed,
    select_where,
)
from sap.errors import DataError
from sap.plan.planned_displays import PlannedDescription
from sap.spec import Spec

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class DescribedData:
    """The rows of one description; one row an observation in every part.

    Parameters
    ----------
    frame
        The unit, the compared factor and the response, after the rule for limits.
    below, above
        Whether the value lay beyond a limit of quantification.
    measured
        The compared factor and the limits of rows with a result, those too that the rule
        for limits drops; None without limits.
    measured_below, measured_above
        Likewise, of `measured`.
    """

    frame: pd.DataFrame
    below: npt.NDArray[np.bool_]
    above: npt.NDArray[np.bool_]
    measured: pd.DataFrame | None
    measured_below: npt.NDArray[np.bool_]
    measured_above: npt.NDArray[np.bool_]


def describe_all(
    spec: Spec, planned: Iterable[PlannedDescription], read: SourcesRead
) -> tuple[DescribedData | DataError, ...]:
    """Find the rows of several descriptions.

    Parameters
    ----------
    spec
        Names datasets, and how variables are derived.
    planned
        What is described.
    read
        The sources, as far as they could be read.

    Returns
    -------
    tuple of DescribedData or DataError
        One a description; where there is nothing to describe, the reason.
    """
    described = tuple(planned)
    shared = SharedRows(spec, {v.name for one in described for v in one.variables}, read)
    found: list[DescribedData | DataError] = []
    for one in described:
        try:
            rows, tables = shared.rows_of(one)
            found.append(_described(rows, one, tables, shared.queries))
        except DataError as error:
            found.append(error)
    return tuple(found)


def _described(
    rows: Rows,
    planned: PlannedDescription,
    sources: Mapping[str, SourceTable],
    queries: Iterable[OpenQuery],
) -> DescribedData:
    unit, unit_table = planned.analysis_set.unit, sources[planned.analysis_set.source]
    selection = select_where(select_all(rows, unit_table, unit), planned.where)
    need_units(selection, unit_table)
    selection = select_set(selection, planned.analysis_set, unit_table)
    selection = select_not_excluded(selection, planned.exclude)
    selection = select_undisputed(selection, queries)
    needed = [planned.response, planned.of]
    if planned.complete is not None:
        needed += [planned.complete.of, planned.complete.within]
    labels = [(name, planned.variable(name).label) for name in dict.fromkeys(needed)]
    return _limited(planned, select_present(selection, labels))


def _limited(planned: PlannedDescription, selection: Selection) -> DescribedData:
    """Apply the rule for limits and completeness."""
    response = planned.variable(planned.response)
    before = selection.rows
    drop = np.zeros(len(before), dtype=bool)
    if planned.limits is not None:
        before, drop, problems = rows_after_rule(before, response, planned.limits)
        if problems:
            raise DataError(problems)
    selection = replace(selection, rows=before)
    if drop.any():
        selection = selection.without_rows(drop, "limits", DROPPED)
    rows = select_complete(selection, planned.complete).rows
    _need_positive(rows, planned)
    limits = [name for name in (response.lower, response.upper) if name is not None]
    return DescribedData(
        frame=rows.frame[[selection.unit, planned.of, planned.response]],
        below=_beyond(rows, planned, BELOW),
        above=_beyond(rows, planned, ABOVE),
        measured=None if planned.limits is None else before.frame[[planned.of, *limits]],
        measured_below=_beyond(before, planned, BELOW),
        measured_above=_beyond(before, planned, ABOVE),
    )


def _beyond(rows: Rows, planned: PlannedDescription, side: int) -> Mask:
    nowhere = np.zeros(len(rows), dtype=np.int8)
    return np.asarray(rows.marks.get(planned.response, nowhere) == side)


def _need_positive(rows: Rows, planned: PlannedDescription) -> None:
    """Refuse a geometric mean of what is not above zero."""
    values = rows.frame[planned.response].to_numpy(dtype=float)
    wrong = np.flatnonzero(values <= 0).astype(np.int64)
    if planned.geometric and len(wrong):
        first = f"{values[wrong[0]]:g}"
        message = f"a geometric mean needs values above zero; {first} is not ({{rows}})."
        raise DataError(rows.problem(planned.response, wrong, message))
