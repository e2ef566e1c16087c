"""Whether this design can tell the random terms of a model from each other and all else.

What is said here rests on which groups lie in which; the fit itself checks the expected
information of all variances, and so finds whatever combination these rules don't name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from sap.design.finding import Finding
from sap.design.layout import Design, Family, Partition
from sap.design.replication import covered
from sap.design.words import count, upper_first
from sap.language import plural

#: Fewer groups than this say next to nothing about a variance.
FEW = 5


@dataclass(frozen=True)
class _Variation:
    """A source of variation in the model: its terms, in words, and its groups."""

    shown: str
    what: str
    groups: Partition
    family: Family | None


def identifiability(design: Design) -> Iterator[Finding]:
    """Find random terms whose variance this design cannot show.

    Parameters
    ----------
    design
        The design.

    Yields
    ------
    Finding
        Errors; none about a term of which another error has been told.
    """
    rest = []
    for family in design.families:
        found = hopeless(design, family)
        if found is None:
            rest.append(family)
        else:
            yield found
    for first, second in combinations(rest, 2):
        found = _pair(design, first, second) or _pair(design, second, first)
        if found is not None:
            yield found


def hopeless(design: Design, family: Family) -> Finding | None:
    """Say why no data of this design could show the variance of a term, None if they could."""
    return next(_alone(design, family), None)


def _alone(design: Design, family: Family) -> Iterator[Finding]:
    groups = design.groups(*family.group)
    if groups.count == 1:
        yield Finding(
            rule="single-group",
            severity="error",
            headline=f"All {plural(design.row)} are of one {family.noun}.",
            why=f"`{family.shown}` asks how different {plural(family.noun)} are; with one there "
            "is nothing to compare it with.",
            instead=f"Leave `{family.shown}` out.",
            terms=family.terms,
        )
    if family.intercept and groups.count == design.n_rows:
        fault = intercepts(design, family)
        yield _one_row(design, family, f"Each {family.noun} has one {design.row}.", fault)
    yield from _same_as_fixed(design, family, groups)
    for name in family.slopes:
        if design.is_factor(name) and groups.within(design.groups(name)):
            yield _constant(design, family, name)
            return
    if _saturated(design, family) and _cells(design, family).count == design.n_rows:
        slopes = " and ".join(design.label(name).lower() for name in family.slopes)
        headline = f"Each {family.noun} has one {design.row} at each {slopes}."
        yield _one_row(design, family, headline, family.terms)


def intercepts(design: Design, family: Family) -> tuple[str, ...]:
    """List the terms of a family that have an intercept; at most one has."""
    return tuple(
        str(term)
        for term in design.formula.random
        if term.lhs.intercept and frozenset(term.group) == frozenset(family.group)
    )


def _one_row(design: Design, family: Family, headline: str, terms: tuple[str, ...]) -> Finding:
    return Finding(
        rule="one-row-groups",
        severity="error",
        headline=headline,
        why=f"`{family.shown}` and the residual are then the same {design.n_rows:,} deviations: "
        "no data can say which share of their variance belongs to which.",
        instead=_without(design, family),
        terms=terms,
    )


def _without(design: Design, family: Family) -> str:
    if family.slopes and not covered(design, design.groups(*family.group)):
        return f"Write `(1 | {':'.join(family.group)})`."
    if family.slopes and family.intercept:
        return f"Write `(1 | {':'.join(family.group)})`; the residual holds the rest."
    return f"Leave `{family.shown}` out; the residual holds what it stands for."


def _same_as_fixed(design: Design, family: Family, groups: Partition) -> Iterator[Finding]:
    for term in design.formula.fixed.terms:
        if not family.intercept or not all(map(design.is_factor, term.variables)):
            continue
        if design.groups(*term.variables).within(groups):
            words = " and ".join(design.label(name).lower() for name in term.variables)
            yield Finding(
                rule="same-as-fixed",
                severity="error",
                headline=f"What differs between {plural(family.noun)} can't be told from {words}.",
                why=f"The {count(groups.count, family.noun)} don't cut across "
                f"{words}: every level lies in one of them. A difference between levels may be "
                f"one between {plural(family.noun)}, and no analysis can say which.",
                instead=f"With this design leave `{family.shown}` out, and say that {words} was "
                f"not replicated over {plural(family.noun)}. In the next experiment, have every "
                f"level in each {family.noun}.",
                terms=intercepts(design, family),
            )
            return


def _constant(design: Design, family: Family, name: str) -> Finding:
    label = design.label(name)
    return Finding(
        rule="constant-slope",
        severity="error",
        headline=f"{label} is the same throughout each {family.noun}.",
        why=f"`{family.shown}` gives each {family.noun} an effect at every {label.lower()}, with a "
        "correlation between them; but each has one value, so none of them shows two.",
        instead=f"Write `(1 | {':'.join(family.group)})`.",
        terms=family.terms,
    )


def unseen_slopes(design: Design) -> Iterator[Finding]:
    """Warn of random slopes of a number that does not vary within any group.

    Parameters
    ----------
    design
        The design.

    Yields
    ------
    Finding
        Warnings.
    """
    for family in design.families:
        groups = design.groups(*family.group)
        for name in family.slopes:
            if design.is_factor(name) or not groups.within(design.groups(name)):
                continue
            label = design.label(name)
            yield Finding(
                rule="constant-slope",
                severity="warning",
                headline=f"{label} is the same throughout each {family.noun}.",
                why=f"No slope of {label.lower()} is seen within any {family.noun}. All that "
                f"`{family.shown}` can do is let {plural(family.noun)} differ more at some values "
                f"of {label.lower()} than at others.",
                instead=f"If that is not meant, write `(1 | {':'.join(family.group)})`.",
            )


def _saturated(design: Design, family: Family) -> bool:
    """Tell whether a family gives each group a free covariance over the cells of its slopes."""
    if not family.slopes:
        return False
    if all(map(design.is_factor, family.slopes)):
        return True
    if len(family.slopes) > 1 or not family.intercept:
        return False
    values = np.unique(design.frame[family.slopes[0]].to_numpy(dtype=float))
    # Two values: free as one correlated term; as two terms only where they are -x and x.
    return len(values) == 2 and (len(family.terms) == 1 or bool(np.isclose(values.sum(), 0.0)))


def _cells(design: Design, family: Family) -> Partition:
    return design.groups(*family.group, *family.slopes)


def _pair(design: Design, first: Family, second: Family) -> Finding | None:
    """Find two families with the same groups, or one inside the covariance of another."""
    groups = design.groups(*second.group)
    if not second.intercept:
        return None
    if first.intercept and design.groups(*first.group).same(groups):
        return Finding(
            rule="same-groups",
            severity="error",
            headline=f"`{first.shown}` and `{second.shown}` have the same groups.",
            why=f"Each {first.noun} is one {second.noun}: {groups.count:,} of both. Any split of "
            "the variance between the two fits as well as any other.",
            instead=f"Keep one of them, `{first.shown}` or `{second.shown}`.",
            terms=(*intercepts(design, first), *intercepts(design, second)),
        )
    if _saturated(design, first) and _cells(design, first).same(groups):
        slopes = " and ".join(design.label(name).lower() for name in first.slopes)
        one = _one_unit_a_cell(design, groups)
        return Finding(
            rule="same-groups",
            severity="error",
            headline=f"`{first.shown}` already holds all that `{second.shown}` could.",
            why=f"The first gives each {first.noun} an effect of its own at each {slopes}, with "
            f"variances and correlation free; the second adds one more effect to the same "
            f"{groups.count:,} groups.{one} No data can tell the two apart, and programs that "
            "don't check give an arbitrary split.",
            instead=f"Keep `{second.shown}` beside `(1 | {':'.join(first.group)})`, "
            f"or `{first.shown}` alone.",
            terms=(*first.terms, *intercepts(design, second)),
        )
    return None


def _one_unit_a_cell(design: Design, groups: Partition) -> str:
    for place, layer in enumerate(design.layers[1:], start=1):
        if design.groups(layer).same(groups):
            return f" There is one {design.layer_noun(place)} in each."
    return ""


def little_evidence(design: Design) -> Iterator[Finding]:
    """Warn of a variance that is told from another by a few groups only.

    Parameters
    ----------
    design
        The design.

    Yields
    ------
    Finding
        Warnings.
    """
    sources = [
        _Variation(f"`{f.shown}`", f.noun, design.groups(*f.group), f)
        for f in design.families
        if f.intercept
    ]
    finest = _Variation("the residual", design.row, design.rows, None)
    for coarse in sources:
        finer = [
            one
            for one in (*sources, finest)
            if one.groups.count > coarse.groups.count and one.groups.within(coarse.groups)
        ]
        if not finer or coarse.groups.count < FEW:
            continue  # that groups are few is told elsewhere
        # What tells the two apart most is the finer one that divides fewest groups.
        tells = [(int((one.groups.parts_in(coarse.groups) > 1).sum()), one) for one in finer]
        number, one = min(tells, key=lambda pair: pair[0])
        if 0 < number < FEW:
            yield Finding(
                rule="rests-on-few",
                severity="warning",
                headline=f"{upper_first(coarse.shown)} and {one.shown} are hard to tell apart.",
                why=f"Only {count(number, coarse.what)} of {coarse.groups.count:,} "
                f"{'has' if number == 1 else 'have'} more than one {one.what}; all that is known "
                "of the difference between the two variances comes from there.",
                instead="Expect a variance at zero, or leave one of the two out.",
            )
