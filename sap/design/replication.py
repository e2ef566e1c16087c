"""What was replicated, and whether the model counts it as it was."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from sap.design.finding import Finding
from sap.design.layout import Design, Partition, units_by_level
from sap.design.words import an, count, listed, upper_first
from sap.language import noun, plural


def replication(design: Design) -> Iterator[Finding]:
    """Say of each fixed effect what its unit of replication is.

    Parameters
    ----------
    design
        The design.

    Yields
    ------
    Finding
        Notes, one a variable; a warning where the layers are not declared.
    """
    if not design.declared:
        yield _undeclared(design)
    yield from _astray(design)
    for name in design.formula.fixed.variables:
        place = design.layer_of(name)
        yield _between(design, name) if place == 0 else _within(design, name, place)


def _undeclared(design: Design) -> Finding:
    unit = noun(design.unit)
    return Finding(
        rule="layers",
        severity="warning",
        headline="The study file does not say what was measured more than once.",
        why=f"Only that rows belong to {plural(unit)} is known: {count(design.n_rows, design.row)} "
        f"of {count(design.groups(design.unit).count, unit)}. Whether two rows of one {unit} are "
        "two experiments, or one measured twice, decides how much evidence there is.",
        instead=f"In the study file, with the dataset: `layers: [{design.unit}, ...]`, the ids "
        "of what was measured again, outermost first; for example donor, then culture.",
    )


def _astray(design: Design) -> Iterator[Finding]:
    """Find units of a layer that lie in several units of the layer around it."""
    for outer, inner in pairwise(design.layers):
        parts = design.groups(outer).parts_in(design.groups(inner))
        astray = int((parts > 1).sum())
        if astray:
            thing, around = noun(inner), noun(outer)
            yield Finding(
                rule="layers",
                severity="error",
                headline=f"{upper_first(count(astray, thing))} of {len(parts):,} "
                f"{'lies' if astray == 1 else 'lie'} in more than one {around}.",
                why=f"The study file has `layers: [{', '.join(design.layers)}]`: each {thing} is "
                f"of one {around}. Two {plural(around)} can't share {an(thing)}.",
                instead=f"Name {plural(thing)} so that they differ between {plural(around)}; or, "
                f"where both cross, take {thing} out of the layers and write `sampled: [{inner}]`.",
            )


def _between(design: Design, name: str) -> Finding:
    unit, label = noun(design.unit), design.label(name)
    units = design.groups(design.unit)
    rest = ""
    if units.n_repeated:
        rest = (
            f" More {plural(design.row)} make each {unit}'s value more precise; "
            f"they are not more {plural(unit)}."
        )
    counts = ""
    if design.is_factor(name):
        levels = units_by_level(design, name, units)
        parts = (f"{number:,} {design.level(name, code)}" for code, number in levels.items())
        counts = f": {listed(parts)}"
    return Finding(
        rule="replication",
        severity="note",
        headline=f"{label} differs between {plural(unit)}.",
        why=f"Each {unit} has one value of it, so the unit of replication is the {unit}: "
        f"n = {units.count:,}{counts}.{rest}",
    )


def _within(design: Design, name: str, place: int) -> Finding:
    unit, label = noun(design.unit), design.label(name)
    own, units = design.layer_groups(place), design.groups(design.unit)
    values = units_with_values(design, name)
    most = design.groups(name).count
    full, partly = int((values == most).sum()), int((values == 1).sum())
    inner = design.layer_noun(place)
    rows = "" if inner == design.row else f", not the {design.row} ({design.n_rows:,})"
    if design.is_factor(name):
        every = "both levels" if most == 2 else f"all {most} levels"
        seen = f"{full:,} of {count(units.count, unit)} have {every}, each its own control."
        if partly:
            seen += (
                f" {_only(design, name, values == 1)} They stay in: they inform the means, "
                "and little of the difference."
            )
    else:
        varied = units.count - partly
        seen = f"It varies within {varied:,} of {count(units.count, unit)}."
    return Finding(
        rule="replication",
        severity="note",
        headline=f"{label} is compared within {plural(unit)}.",
        why=f"{seen} The unit of replication is the {inner} ({own.count:,}){rows}.",
    )


def units_with_values(design: Design, name: str) -> np.ndarray:
    """Count the values of a variable in each unit, shape (units,)."""
    return design.groups(name).parts_in(design.groups(design.unit))


def _only(design: Design, name: str, chosen: np.ndarray) -> str:
    """Say which single level the chosen units have."""
    units = design.groups(design.unit)
    rows = chosen[units.codes]
    codes = design.frame[name].astype(str).to_numpy()
    parts = []
    for code in design.levels[name]:
        number = len(np.unique(units.codes[rows & (codes == code)]))
        if number:
            parts.append(f"{design.level(name, code)} {number:,}")
    return f"{int(chosen.sum()):,} have one only ({', '.join(parts)})."


def pseudo_replication(design: Design) -> Iterator[Finding]:
    """Find units that were measured again and that the model takes for several.

    Parameters
    ----------
    design
        The design.

    Yields
    ------
    Finding
        An error for each layer, and each sampled unit, with repeated rows and no random
        term of its own, a note where it has one; a warning where layers are not declared.
    """
    told: list[Partition] = []
    for name in (*design.layers, *design.sampled):
        groups = design.groups(name)
        if not groups.n_repeated or any(map(groups.same, told)):
            continue
        told.append(groups)
        term = term_of(design, groups)
        if not term:
            yield _uncovered(design, name, groups)
        elif name != design.unit:
            yield _kept_together(design, name, groups, term)
    if not design.declared:
        yield from _unclear(design)


def covered(design: Design, groups: Partition) -> bool:
    """Tell whether a random term has these groups, by its own or with its slopes."""
    return bool(term_of(design, groups))


def term_of(design: Design, groups: Partition) -> str:
    """Find the random term with these groups, by its own or with its slopes; empty for none."""
    for family in design.families:
        own, slopes = design.groups(*family.group), family.slopes
        if groups.same(own) or (slopes and groups.same(design.groups(*family.group, *slopes))):
            return family.shown
    return ""


def _kept_together(design: Design, name: str, groups: Partition, term: str) -> Finding:
    thing, rows = noun(name), plural(design.row)
    return Finding(
        rule="pseudo-replication",
        severity="note",
        headline=f"{upper_first(rows)} of one {thing} are kept together.",
        why=f"{groups.n_repeated:,} of {count(groups.count, thing)} have several {rows}. "
        f"`{term}` has one effect for each {thing}, so {count(design.n_rows, design.row)} "
        f"don't pass for as many {plural(thing)}.",
    )


def _uncovered(design: Design, name: str, groups: Partition) -> Finding:
    thing, rows = noun(name), plural(design.row)
    again = groups.n_repeated
    alike = f"{upper_first(rows)} of one {thing} are more alike than {rows} of different ones"
    if name in design.sampled:
        harm = (
            f"{alike}, whatever they were combined with. Without a term for it, the model speaks "
            f"of these {count(groups.count, thing)} as if they were all there are."
        )
    elif name == design.unit:
        harm = (
            f"{alike}. Without a term for it, {count(design.n_rows, design.row)} pass for as many "
            f"independent {plural(thing)}, and what is compared within {an(thing)} is not "
            "compared with itself."
        )
    else:
        harm = (
            f"{alike}: they share its luck. The model takes {count(design.n_rows, design.row)} for "
            f"independent results where there are {count(groups.count, thing)}, so intervals are "
            "too narrow and p-values too small."
        )
    return Finding(
        rule="pseudo-replication",
        severity="error",
        headline=f"The model has no term for the {thing}, which was measured more than once.",
        why=f"{again:,} of {count(groups.count, thing)} have several {rows} "
        f"(up to {int(groups.sizes.max())}). {harm}",
        instead=_term_for(design, name, groups),
    )


def _term_for(design: Design, name: str, groups: Partition) -> str:
    """Suggest the term, and another name for the same groups where there is one."""
    own = f"Add `(1 | {name})`"
    within = [factor for factor in design.fixed_factors if design.layer_of(factor) > 0]
    for chosen in ([name for name in within if name == design.compared], within):
        names = (design.unit, *chosen)
        if chosen and name != design.unit and groups.same(design.groups(*names)):
            return f"{own} to the formula; here `(1 | {':'.join(names)})` is the same."
    return f"{own} to the formula."


def _unclear(design: Design) -> Iterator[Finding]:
    """Point at rows that no declared layer and no term tells apart."""
    within = [name for name in design.fixed_factors if design.layer_of(name) > 0]
    cells = design.groups(design.unit, *within)
    if not within or not cells.n_repeated or covered(design, cells):
        return
    finer = [design.groups(*f.group, *f.slopes) for f in design.families]
    if any(one.within(cells) and one.count < design.n_rows for one in finer):
        return
    names = ":".join([design.unit, *within])
    labels = listed(design.label(name).lower() for name in within)
    yield Finding(
        rule="pseudo-replication",
        severity="warning",
        headline=f"{upper_first(plural(design.row))} may be repeats of one experiment.",
        why=f"{cells.n_repeated:,} of {cells.count:,} combinations of {noun(design.unit)} and "
        f"{labels} have several {plural(design.row)}. The model takes each for a result of its "
        "own; if they are one experiment measured again, p-values are too small.",
        instead=f"Declare the layers in the study file. If they are repeats, add `(1 | {names})`.",
    )
