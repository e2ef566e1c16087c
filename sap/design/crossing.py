"""Whether plates, runs and batches hold all arms, or stand between them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sap.design.finding import Finding
from sap.design.layout import Design
from sap.design.words import count, listed, upper_first
from sap.language import noun, plural


def crossing(design: Design) -> Iterator[Finding]:
    """Say how each other grouping of the model lies to the arms.

    Parameters
    ----------
    design
        The design.

    Yields
    ------
    Finding
        A note where the groups hold all arms, a warning where they hold one each.
    """
    name = design.compared
    if not design.is_factor(name):
        return
    arms = design.groups(name)
    for group in dict.fromkeys(g for family in design.families for g in family.group):
        if group in design.layers or design.is_factor(group) or arms.count < 2:
            continue
        parts = arms.parts_in(design.groups(group))
        if design.groups(name).within(design.groups(group)):
            continue  # told as the same as a fixed effect
        if (parts == 1).all():
            yield _nested(design, group)
        else:
            yield _crossed(design, group, parts, arms.count)


def _nested(design: Design, group: str) -> Finding:
    thing, label = noun(group), design.label(design.compared)
    groups = design.groups(group).parts_in(design.groups(design.compared))
    return Finding(
        rule="nested-in-arms",
        severity="warning",
        headline=f"No {thing} holds more than one level of {label.lower()}.",
        why=f"{label} is compared between {plural(thing)}, so differences between {plural(thing)} "
        f"add to its error and the unit of replication is at most the {thing}: "
        f"{listed(f'{n:,}' for n in sorted(groups))} a level.",
        instead=f"Nothing in the formula mends this. In the next experiment put all levels of "
        f"{label.lower()} of one {noun(design.unit)} on the same {thing}.",
    )


def _crossed(design: Design, group: str, parts: np.ndarray, most: int) -> Finding:
    thing, label = noun(group), design.label(design.compared).lower()
    full = int((parts == most).sum())
    every = "both levels" if most == 2 else f"all {most} levels"
    why = f"{full:,} of {count(len(parts), thing)} hold {every} of {label}."
    if design.layer_of(design.compared) > 0:
        why += _shared(design, group)
    return Finding(
        rule="nested-in-arms",
        severity="note",
        headline=f"{upper_first(plural(thing))} are crossed with {label}.",
        why=f"{why} What a {thing} does to all its {plural(design.row)} cancels there.",
    )


def _shared(design: Design, group: str) -> str:
    """Count the units whose levels all stand in one group."""
    units = design.groups(design.unit)
    both = design.groups(design.compared).parts_in(units) > 1
    one = design.groups(group).parts_in(units) == 1
    if group in design.sampled or not both.any():
        return ""
    unit, thing = noun(design.unit), noun(group)
    return (
        f" Of {count(int(both.sum()), unit)} with more than one level, {int((both & one).sum()):,} "
        f"have all of them in one {thing}."
    )
