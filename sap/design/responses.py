"""Whether the model lets the effect differ from one unit to the next."""

from __future__ import annotations

from collections.abc import Iterator

from sap.design.finding import Finding
from sap.design.layout import Design
from sap.design.replication import covered
from sap.design.words import an
from sap.language import noun, plural


def two_in_one(design: Design) -> Iterator[Finding]:
    """Say where one term holds the chance of a culture and the donor's own response together.

    Parameters
    ----------
    design
        The design.

    Yields
    ------
    Finding
        A note.
    """
    inner = _one_a_cell(design)
    if not inner or not covered(design, design.groups(design.unit, design.compared)):
        return
    unit, label = noun(design.unit), design.label(design.compared).lower()
    cells = design.groups(design.unit, design.compared)
    yield Finding(
        rule="two-in-one",
        severity="note",
        headline=f"One variance holds how {plural(inner)} and responses differ.",
        why=f"With one {inner} a {unit} and {label} ({cells.count:,}), the luck of {an(inner)} "
        f"and the {unit}'s own response can't be told apart. The test is right with both in one "
        f"term; its variance is no measure of how much {plural(unit)} differ in their response. "
        f"For that, more {plural(inner)} a {unit} and {label} are needed.",
    )


def _one_a_cell(design: Design) -> str:
    """Name the layer of which each unit has one at each level compared; empty for none."""
    name = design.compared
    if not design.is_factor(name) or design.layer_of(name) == 0:
        return ""
    cells = design.groups(design.unit, name)
    for place, layer in enumerate(design.layers[1:], start=1):
        if design.groups(layer).same(cells):
            return design.layer_noun(place)
    return ""


def assumed_alike(design: Design) -> Iterator[Finding]:
    """Warn where no term lets the effect differ between units that show several of it.

    Parameters
    ----------
    design
        The design.

    Yields
    ------
    Finding
        A warning for the unit, and for each sampled unit, within which levels are compared.
    """
    name = design.compared
    if not design.is_factor(name) or len(design.layers) == 1 or _one_a_cell(design):
        return
    label = design.label(name).lower()
    inner = plural(design.layer_noun(1))
    for one in (design.unit, *design.sampled):
        cells = design.groups(one, name)
        if design.groups(one).within(design.groups(name)) or covered(design, cells):
            continue
        if not cells.n_repeated or design.layer_groups(1).count <= cells.count:
            continue
        unit = noun(one)
        yield Finding(
            rule="assumed-alike",
            severity="warning",
            headline=f"The model assumes that the effect of {label} is the same in every {unit}.",
            why=f"There are several {inner} a {unit} and {label}, and no term lets the effect "
            f"differ between {plural(unit)}. If it does, p-values are too small.",
            instead=f"Add `(1 | {one}:{name})`.",
        )
