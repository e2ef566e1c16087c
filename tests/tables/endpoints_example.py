"""Results data of several endpoints, by hand: families behind gates, NE, and what is no ratio."""

from __future__ import annotations

import dataclasses

from sap.ard import Ard, ArdRow, ordered
from sap.ard.rows import (
    CONTRAST,
    DISPOSITION,
    EMMEANS,
    FAILURE,
    LIMITS,
    MODEL,
    MULTIPLICITY,
    Analysis,
)
from sap.tables.display_wording import EndpointsWording, ShownEndpoint
from sap.tables.wording import ShownFamily

REASON = "No optimum was found: the gradient is 0.2 after 200 steps."
FORMULA = "log(level) ~ diet + (1 | rat)"
MILK, BLOOD = ShownFamily("F1", "Milk <& blood"), ShownFamily("F2", "Marrow")
WORDING = EndpointsWording(
    number="14.2.2",
    title="Levels by diet",
    population="All rats",
    protocol="SMALL",
    notice="SIMULATED DATA",
    unit_noun="rat",
    arms=(("plain", "Plain"), ("fat", "High fat")),
    shown=(
        ShownEndpoint("E1", "primary", "Iron", "mg/L", "well", "F1"),
        ShownEndpoint("E2", "primary", "Zinc <free>", "mg/L", "well", "F1"),
        ShownEndpoint("E3", "primary", "Copper", "mg/L", "well", "F1"),
        ShownEndpoint("E4", "primary", "Ratio of cells", "", "tube", "F2"),
        ShownEndpoint("E5", "primary", "Weight", "g", "cage"),
    ),
    families=(MILK, BLOOD),
)


def words(**changes) -> EndpointsWording:
    return dataclasses.replace(WORDING, **changes)


def model(name: str, formula: str = FORMULA, transformation: str = "log", level: float = 0.95):
    """Give what was asked of a model, and the units that it has."""
    own = Analysis(name, "primary")
    options = {"formula": formula, "transformation": transformation}
    options |= {"method": "REML", "ddf": "kenward-roger"}
    yield from (own.row(MODEL, stat, text=text) for stat, text in options.items())
    yield own.row(MODEL, "conf_level", level)
    place = {"group1": "step", "variable": "data", "variable_level": "All data"}
    yield own.row(DISPOSITION, "n_units", 9, group1_level="1", **place)
    place |= {"variable": "set", "variable_level": "No rat"}
    yield own.row(DISPOSITION, "n_units_left", 8, group1_level="2", **place)


def limits(name: str, below: tuple[int, int] = (1, 3), rule: str = "lloq/2"):
    """Give counts of rows below the limit in each arm, of ten."""
    own = Analysis(name, "primary")
    yield own.row(LIMITS, "below_rule", text=rule, variable="level")
    for arm, number in zip(("plain", "fat"), below, strict=True):
        place = {"group1": "diet", "group1_level": arm, "variable": "level"}
        yield own.row(LIMITS, "n_measured", 10, **place)
        yield own.row(LIMITS, "n_below", number, **place)


def effects(
    name: str,
    numbers: tuple[float | None, ...],
    *,
    scale: str = "ratio",
    contrast: str = "fat / plain",
    unit: str = "",
    error: str = "",
):
    """Give two means, and an effect with its limits."""
    own = Analysis(name, "primary")
    for arm, number in zip(("plain", "fat"), numbers[:2], strict=True):
        place = {"group1": "diet", "group1_level": arm, "variable": "level"}
        yield own.row(EMMEANS, "estimate", number, error=error, **place)
    place = {"group1": "diet", "group1_level": contrast, "variable": "level"}
    yield own.row(CONTRAST, "scale", text=scale, **place)
    for stat, number in zip(("estimate", "conf_low", "conf_high"), numbers[2:], strict=True):
        yield own.row(CONTRAST, stat, number, unit=unit, error=error, **place)


def family(name: str, procedure: str, label: str, gate: str = "") -> list[ArdRow]:
    """Give the rows of a family itself."""
    every = Analysis()
    texts = {"procedure": procedure, "gate": gate, "label": label}
    made = [every.row(MULTIPLICITY, stat, text=text, variable=name) for stat, text in texts.items()]
    return [*made, every.row(MULTIPLICITY, "alpha", 0.05, variable=name)]


def member(
    name: str, of: str, p: tuple[float | None, float | None], gate: str = "", error: str = ""
) -> list[ArdRow]:
    """Give the rows of a family's member: raw and adjusted p, and the state of the gate."""
    own = Analysis(name, "primary")
    numbers = zip(("p_value", "p_adjusted"), p, strict=True)
    made = [own.row(MULTIPLICITY, stat, n, variable=of, error=error) for stat, n in numbers]
    return [*made, own.row(MULTIPLICITY, "gate", text=gate, variable=of)]


def example(gate: str = "open") -> Ard:
    """Give five endpoints; the second family stands behind a gate that is not open."""
    closed = "closed" if gate == "open" else gate
    rows: list[ArdRow] = [*family("P", "fixed-sequence", "Primary")]
    rows += family("F1", "holm", "Milk <& blood", "P")
    rows += family("F2", "hochberg", "Marrow", "P")
    rows += [*model("E1"), *limits("E1"), *effects("E1", (12.345, 10.1, 0.818, 0.7, 0.9971))]
    rows += member("E1", "F1", (0.0123, 0.0246), gate)
    rows += [*model("E2"), *limits("E2", (0, 0)), *effects("E2", (101.0, 99.0, 0.98, 0.9, 1.067))]
    rows += member("E2", "F1", (0.6, 0.6), gate)
    rows += [*model("E3"), *limits("E3", (0, 1))]
    rows += [*effects("E3", (None,) * 5, error=REASON)]
    rows += [Analysis("E3", "primary").row(FAILURE, "failure", text=REASON, error=REASON)]
    rows += member("E3", "F1", (None, None), gate, REASON)
    crossed = "log(share) ~ diet + (1 | rat) + (1 | serum)"
    rows += [*model("E4", crossed), *effects("E4", (2.5, 2.0, 0.8, 0.75, 0.85))]
    rows += member("E4", "F2", (0.0496, None), closed)
    rows += model("E5", "weight ~ diet + (1 | rat)", "identity")
    difference = {"scale": "difference", "contrast": "fat - plain", "unit": "g"}
    rows += effects("E5", (20.5, 22.25, 1.75, 0.5, 3.0), **difference)
    return Ard(ordered(rows))
