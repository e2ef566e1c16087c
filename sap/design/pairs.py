"""What a paired test of unit means rests on: which units are pairs, and whether they are units."""

from __future__ import annotations

from collections.abc import Iterator

from sap.design.finding import Finding
from sap.design.layout import Design
from sap.design.words import count, upper_first
from sap.language import noun, plural


def pairs(design: Design, within: str) -> Iterator[Finding]:
    """Say of a paired test what its unit of replication is.

    Parameters
    ----------
    design
        The design; its formula is not fitted.
    within
        The unit whose means are compared.

    Yields
    ------
    Finding
        A note; an error where several pairs are of one outermost unit, and would count as
        independent.
    """
    thing, label = noun(within), design.label(design.compared)
    arms = design.frame.groupby(within, observed=True)[design.compared].nunique()
    paired = arms.index[arms > 1]
    alone = int((arms == 1).sum())
    rest = f" {count(alone, thing)} with one level only {'is' if alone == 1 else 'are'} left out."
    yield Finding(
        rule="replication",
        severity="note",
        headline=f"{label} is compared by the means of each {thing}.",
        why=f"{len(paired):,} of {count(len(arms), thing)} have both levels: {len(paired):,} pairs."
        f"{rest if alone else ''}",
    )
    unit = noun(design.unit)
    rows = design.frame[design.frame[within].isin(paired)]
    around = rows[design.unit].nunique()
    if around < len(paired):
        yield Finding(
            rule="pseudo-replication",
            severity="error",
            headline=f"{upper_first(plural(thing))} are paired, but several are of one {unit}.",
            why=f"{len(paired):,} pairs are of {count(around, unit)}, and the test takes each pair "
            f"for an experiment of its own: p-values are too small, intervals too narrow.",
            instead=f"Write `within: {design.unit}` in its test.",
        )
