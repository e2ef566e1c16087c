"""The declared simplification of a model: which random term goes first where one must go.

A term goes only when it is at fault, by the design or by the fit, and only when the spec
has named it before the data were seen. Of several at fault the first named goes alone:
without it the others may be at fault no longer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sap.design.finding import Finding

#: Findings that a random term can't be identified.
UNIDENTIFIED = ("single-group", "one-row-groups", "same-groups", "same-as-fixed", "constant-slope")


@dataclass(frozen=True)
class Step:
    """A random term that was left out.

    Parameters
    ----------
    term
        As the formula writes it.
    reason
        Why, in a sentence.
    """

    term: str
    reason: str


def next_step(ladder: Sequence[str], faults: Mapping[str, str]) -> Step | None:
    """Choose the term that goes next.

    Parameters
    ----------
    ladder
        The terms that may go, in the order declared.
    faults
        Terms at fault, each with its reason.

    Returns
    -------
    Step or None
        None when none of those at fault may go.
    """
    return next((Step(term, faults[term]) for term in ladder if term in faults), None)


def unidentified(found: Iterable[Finding]) -> dict[str, Finding]:
    """List the random terms that a design can't identify.

    Parameters
    ----------
    found
        What the design check found.

    Returns
    -------
    dict
        Each term at fault, with the first error about it that stops a run.
    """
    faults: dict[str, Finding] = {}
    for finding in found:
        if finding.stops and finding.rule in UNIDENTIFIED:
            for term in finding.terms:
                faults.setdefault(term, finding)
    return faults
