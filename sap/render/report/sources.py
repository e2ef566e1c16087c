"""What stands behind the numbers of a report: rows of the results, models, counts.

Cells hold a number that points into these lists, so that what many cells share stands once.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, Generic, TypeVar

from sap.ard.rows import ArdRow
from sap.render.report.content import SourceModel
from sap.tables.table import Cell, Source

T = TypeVar("T", bound=Hashable)
# Below it every whole number is one of double precision.
EXACT = 2.0**53


class _Listed(Generic[T]):
    """Different things in the order in which they were first asked for."""

    def __init__(self) -> None:
        self.places: dict[T, int] = {}

    def place(self, thing: T) -> int:
        return self.places.setdefault(thing, len(self.places))


class Sources:
    """What the cells of a page show, collected while they are written.

    Parameters
    ----------
    rows
        The results by their keys.
    models
        What the results of an endpoint's analysis are from.
    """

    def __init__(
        self,
        rows: Mapping[tuple[str, ...], ArdRow],
        models: Mapping[tuple[str, str], SourceModel],
    ) -> None:
        self._rows, self._models = rows, models
        self._cells: _Listed[Source] = _Listed()

    def place(self, cell: Cell) -> int | None:
        """Say where in the lists stands what a cell shows.

        Parameters
        ----------
        cell
            A cell.

        Returns
        -------
        int or None
            None where the results are not known.
        """
        known = tuple(key for key in cell.source if key in self._rows)
        return self._cells.place(known) if known else None

    def listed(self) -> dict[str, Any]:
        """Give what the cells show, for JSON.

        Returns
        -------
        dict
            ``models``: name, model and counts; ``results``: place of the model and which
            result; ``rows``: place of the result, statistic, value; ``cells``: places of rows.
        """
        models: _Listed[SourceModel] = _Listed()
        results: _Listed[tuple[int, str]] = _Listed()
        rows: _Listed[tuple[int, str, str]] = _Listed()
        cells = []
        for source in self._cells.places:
            shown = [self._rows[key] for key in source]
            places = []
            for row in shown:
                own = (row.endpoint, row.analysis)
                model = self._models.get(own, SourceModel(" ".join(own).strip(), "", ""))
                result = results.place((models.place(model), result_in_words(row)))
                places.append(rows.place((result, row.stat_name, value_in_words(row))))
            cells.append(places)
        return {
            "models": [[one.name, one.model, one.used] for one in models.places],
            "results": [list(one) for one in results.places],
            "rows": [list(one) for one in rows.places],
            "cells": cells,
        }


def result_in_words(row: ArdRow) -> str:
    """Name the result that a row belongs to: its context and where in it, as in the ARD.

    Parameters
    ----------
    row
        A row of the results.

    Returns
    -------
    str
        For example ``contrast, treatment: B / A``.
    """
    places = (
        (row.group1, row.group1_level),
        (row.group2, row.group2_level),
        (row.variable, row.variable_level),
    )
    parts = (": ".join(part for part in place if part) for place in places)
    return ", ".join(part for part in (row.context, *parts) if part)


def value_in_words(row: ArdRow) -> str:
    """Write the value of a row in full precision, with its unit.

    Parameters
    ----------
    row
        A row of the results.

    Returns
    -------
    str
        ``NE`` where it has none.
    """
    if row.stat is None:
        return row.stat_text or "NE"
    whole = abs(row.stat) < EXACT and row.stat.is_integer()
    number = f"{row.stat:.0f}" if whole else repr(row.stat)
    return f"{number} {row.unit}".strip()
