"""Results that are not there yet: the rows of a run, with placeholders for its numbers.

A shell is laid out by the same code as a table, so it needs the rows that a run would have.
Their numbers are `Placeholder`, which no format turns into digits: whatever writes one, in a
sentence too, writes ``xx``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from sap.ard.rows import (
    CHARACTERISTICS,
    DISPOSITION,
    EXCLUDED_ROWS,
    FAILURE,
    LIMITS,
    OBSERVED,
    SUBGROUP,
    SUMMARY,
    ArdRow,
)

SHOWN = "xx"
"""What stands for a number, and for a text that only data can give."""

OF_DATA = (DISPOSITION, EXCLUDED_ROWS, LIMITS, SUMMARY, OBSERVED, SUBGROUP, CHARACTERISTICS)
"""Contexts all of whose numbers are counted or measured in data."""

WORDS = frozenset({"scale", "failure"})
"""Statistics that are texts, which a plan knows."""

SCHEMATIC: Mapping[str, Mapping[str, float]] = {
    "ratio": {"estimate": 0.8, "conf_low": 0.6, "conf_high": 0.8**2 / 0.6},
    "difference": {"estimate": -2.0, "conf_low": -5.0, "conf_high": 1.0},
}
"""Where a figure draws an effect and its interval, by what the effect is."""

ENDS: Mapping[str, str] = {
    "estimate_min": "conf_low",
    "estimate_max": "conf_high",
    "conf_low_min": "conf_low",
    "conf_high_max": "conf_high",
}
LEAST_P = 1e-9
"""Below every level, so that each family passes its gate and each column is shown."""

SOME = 88.0

UNDECIDED = "n_undecided"
"""None are foreseen; a note on some would stand below every step."""


class Placeholder(float):
    """A number for the layout alone; it is written as ``xx``, and so is a sum with it."""

    def __format__(self, _spec: str) -> str:
        return SHOWN

    def __str__(self) -> str:
        return SHOWN

    def __add__(self, other: float, /) -> Placeholder:
        return Placeholder(float(self) + float(other))

    __radd__ = __add__


def placeholder_rows(rows: Iterable[ArdRow], effect: str) -> Iterator[ArdRow]:
    """Put placeholders into the rows of an analysis that has no data, or made-up ones.

    Parameters
    ----------
    rows
        Its rows: those of a model without numbers, with a reason; those of data with any.
    effect
        ``ratio``, ``odds ratio`` or ``difference``: what its contrasts are.

    Yields
    ------
    ArdRow
        The same rows with placeholders and without reasons; what is known before data, such
        as a level or a formula, is as it was.
    """
    scale = SCHEMATIC["difference" if effect == "difference" else "ratio"]
    for row in rows:
        if row.kind == FAILURE:
            continue
        counted = row.kind in OF_DATA and row.stat is not None and row.stat_name != UNDECIDED
        if not counted and (not row.error or row.stat_name in WORDS):
            yield replace(row, error="")
            continue
        name = row.stat_name
        value = LEAST_P if name.startswith("p_value") else scale.get(ENDS.get(name, name), SOME)
        # An extreme has the unit that gives it in its place; which one, only data can say.
        level = SHOWN if name in ENDS else row.variable_level
        yield replace(row, stat=Placeholder(value), variable_level=level, error="")
