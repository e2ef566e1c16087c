"""Results data about the data of one endpoint, and the words of displays of it."""

from __future__ import annotations

import dataclasses

from sap.ard import Ard, ordered
from sap.ard.rows import DISPOSITION, EXCLUSIONS, LIMITS, SUMMARY, Analysis
from sap.tables.wording import DisplayedData, DisplayWording

MAIN = Analysis("E1", "primary")
WORDING = DisplayWording(
    number="14.1.1",
    title="Disposition",
    population="All mice",
    protocol="SMALL",
    notice="SIMULATED DATA",
    unit_label="Mouse",
    unit_noun="mouse",
    row_noun="well",
    shown=(
        DisplayedData(
            "E1",
            "primary",
            "Level by diet",
            "Level (mg)",
            (("plain", "Plain"), ("fat", "High fat")),
        ),
    ),
)
STEPS = (
    ("data", "All data", 40, 8, 40, 8, 0),
    ("where", 'kind == "a"', 10, 0, 30, 8, 0),
    ("set", "No mouse", 6, 2, 24, 6, 0),
    ("set", "Too young", 4, 1, 20, 5, 1),
    ("missing", "Level is missing", 2, 0, 18, 5, 0),
)


def words(**changes) -> DisplayWording:
    return dataclasses.replace(WORDING, **changes)


def example() -> Ard:
    rows = []
    for number, (kind, reason, n_rows, n_units, rows_left, units_left, open_) in enumerate(STEPS):
        counts = {
            "n_removed_rows": n_rows,
            "n_removed_units": n_units,
            "n_rows_left": rows_left,
            "n_units_left": units_left,
            "n_undecided": open_,
        }
        if kind == "data":
            counts = {"n_rows": n_rows, "n_units": n_units}
        for name, count in counts.items():
            place = {"group1": "step", "group1_level": str(number + 1)}
            rows.append(
                MAIN.row(DISPOSITION, name, count, variable=kind, variable_level=reason, **place)
            )
    for unit, reason in (("m1", "No mouse"), ("m2", "No mouse"), ("=m3", "Too young")):
        place = {"group1": "mouse", "group1_level": unit, "variable": "set"}
        rows.append(MAIN.row(EXCLUSIONS, "excluded", text=reason, **place))
    rows.append(MAIN.row(LIMITS, "below_rule", text="lloq/2", variable="level"))
    rows += [MAIN.row(LIMITS, f"lower_{end}", at, variable="level") for end, at in LOWER.items()]
    for level, measured, below, missing in (("plain", 9, 1, 0), ("fat", 9, 3, 2)):
        place = {"group1": "diet", "group1_level": level, "variable": "level"}
        counts = {"n_measured": measured, "n_below": below, "n_missing": missing}
        counts["p_below"] = 100 * below / measured
        rows += [MAIN.row(LIMITS, name, count, **place) for name, count in counts.items()]
        for name, count in (("n_units", 5), ("n_rows", measured)):
            rows.append(MAIN.row(SUMMARY, name, count, **place))
    return Ard(ordered(rows))


def partly_read(reason: str) -> Ard:
    """The same where rows of other endpoints stand in a file that could not be read."""
    unknown = {("data", "n_rows"), ("where", "n_removed_rows"), ("where", "n_undecided")}
    return Ard(
        tuple(
            dataclasses.replace(row, stat=None, error=reason)
            if (row.variable, row.stat_name) in unknown
            else row
            for row in example()
        )
    )


LOWER = {"min": 1.5, "max": 2.0}
