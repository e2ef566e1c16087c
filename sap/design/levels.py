"""Whether groups, levels and cells hold enough to be spoken of."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from sap.design.finding import Finding
from sap.design.layout import Design, units_by_level
from sap.design.random_terms import FEW, hopeless
from sap.design.words import count, listed
from sap.language import noun, plural


def few_groups(design: Design) -> Iterator[Finding]:
    """Find random terms with fewer than five groups.

    Parameters
    ----------
    design
        The design.

    Yields
    ------
    Finding
        An error for what was sampled from a population, otherwise a warning.
    """
    for family in design.families:
        number = design.groups(*family.group).count
        if not 1 < number < FEW or hopeless(design, family) is not None:
            continue
        if len(family.group) == 1 and family.group[0] in (design.unit, *design.sampled):
            yield Finding(
                rule="few-sampled",
                severity="error",
                headline=f"{count(number, family.noun)} can't speak for {plural(family.noun)} "
                "in general.",
                why=f"A result about {plural(family.noun)} other than these rests on how much they "
                f"differ, and {number} show next to nothing of it: the interval would be far too "
                f"narrow, or have hardly any degrees of freedom. At least {FEW} are needed, and "
                "ten or more are wanted.",
                instead=f"Use more {plural(family.noun)}; or make {family.noun} a fixed effect, "
                f"and speak of these {number} only.",
            )
        else:
            yield Finding(
                rule="few-groups",
                severity="warning",
                headline=f"`{family.shown}` has {count(number, 'group')} only.",
                why=f"The variance between {number} groups is hardly known, and often comes out "
                "as zero.",
                instead=f"As a fixed effect, {listed(family.group)} would ask for no variance.",
            )


def few_units(design: Design) -> Iterator[Finding]:
    """Find levels of fixed effects with fewer units than the spec asks for.

    Parameters
    ----------
    design
        The design.

    Yields
    ------
    Finding
        A warning for each factor with such a level.
    """
    unit, units = noun(design.unit), design.groups(design.unit)
    for name in design.fixed_factors:
        levels = units_by_level(design, name, units)
        few = {code: n for code, n in levels.items() if 0 < n < design.minimum}
        if not few:
            continue
        parts = [f"{design.level(name, code)} {count(n, unit)}" for code, n in few.items()]
        one = "It is" if len(few) == 1 else "They are"
        yield Finding(
            rule="few-units",
            severity="warning",
            headline=f"{design.label(name)} has {count(len(few), 'level')} with fewer than "
            f"{count(design.minimum, unit)}.",
            why=f"{listed(parts)}. {one} estimated as well as so few allow: a wide interval, and "
            f"one {unit} can decide the sign.",
            instead="Show the level without inference, or merge it with another by a rule "
            "written before the data were seen.",
        )


def empty_cells(design: Design) -> Iterator[Finding]:
    """Find levels without rows, and combinations in an interaction that were never seen.

    Parameters
    ----------
    design
        The design.

    Yields
    ------
    Finding
        Warnings.
    """
    absent: set[tuple[str, str]] = set()
    for name in design.fixed_factors:
        levels = units_by_level(design, name, design.rows)
        missing = [code for code, n in levels.items() if n == 0]
        absent.update((name, code) for code in missing)
        if missing:
            shown = [design.level(name, code) for code in missing]
            yield Finding(
                rule="empty-cells",
                severity="warning",
                headline=f"{design.label(name)}: no {design.row} of {listed(shown, 'or')}.",
                why=f"The model compares the {count(len(levels) - len(missing), 'level')} that "
                f"{'is' if len(levels) - len(missing) == 1 else 'are'} there; what concerns the "
                "missing ones can't be estimated (NE).",
                instead="If they should be there, look at the condition `where` and at the "
                "exclusions.",
            )
    told: set[frozenset[str]] = set()
    for term in design.formula.fixed.terms:
        factors = [name for name in term.variables if design.is_factor(name)]
        if len(factors) < 2 or frozenset(factors) in told:
            continue
        told.add(frozenset(factors))
        yield from _empty_combinations(design, factors, absent)


def _empty_combinations(
    design: Design, factors: list[str], absent: set[tuple[str, str]]
) -> Iterator[Finding]:
    present = [[c for c in design.levels[n] if (n, c) not in absent] for n in factors]
    seen = set(zip(*(design.frame[name].astype(str) for name in factors), strict=True))
    empty = [cell for cell in product(*present) if cell not in seen]
    if not empty:
        return
    named = [
        " with ".join(design.level(name, code) for name, code in zip(factors, cell, strict=True))
        for cell in empty
    ]
    labels = listed(design.label(name).lower() for name in factors)
    shown = "; ".join(named[:4]) + (f"; and {len(named) - 4} more" if len(named) > 4 else "")
    yield Finding(
        rule="empty-cells",
        severity="warning",
        headline=f"{count(len(empty), 'combination')} of {labels} "
        f"{'was' if len(empty) == 1 else 'were'} never measured.",
        why=f"No {design.row} of: {shown}. The interaction has an effect for each, and means and "
        "contrasts over them can't be estimated (NE).",
        instead="Merge levels by a rule in the study file, or leave the interaction out.",
    )


def unseen_values(design: Design) -> Iterator[Finding]:
    """Find values beyond the data at which the effect is to be shown.

    Parameters
    ----------
    design
        The design.

    Yields
    ------
    Finding
        A warning for each number with such values.
    """
    for name, values in design.shown_at.items():
        low, high = float(design.frame[name].min()), float(design.frame[name].max())
        beyond = [f"{value:g}" for value in values if not low <= value <= high]
        if beyond:
            yield Finding(
                rule="unseen-values",
                severity="warning",
                headline=f"{design.label(name)}: the effect is shown at {listed(beyond)}, and the "
                f"data reach from {low:g} to {high:g}.",
                why="There the model carries its line on past all that was measured. The interval "
                "holds how well the line is known, not whether it goes on.",
                instead="Show the effect at values that were seen.",
            )
