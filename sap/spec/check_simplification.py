"""The random terms that may go, held against the model and against what is compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sap.formula import RandomTerm
from sap.spec.endpoint import Analysis
from sap.spec.study import Variable

if TYPE_CHECKING:
    from sap.spec.check_analyses import Report


def check_simplification(
    analysis: Analysis, declared: Mapping[str, Variable | None], report: Report
) -> None:
    """Report what may go but is not there, stands twice, or would leave no random term.

    A warning tells of terms that the comparison rests on.

    Parameters
    ----------
    analysis
        The analysis, with a formula; what else could not be read is None in it.
    declared
        All variables of the study.
    report
        Takes the problems.
    """
    there = {term.key: str(term) for term in analysis.model.formula.random}
    seen: dict[object, int] = {}
    ladder = analysis.model.simplify or ()
    for place, term in enumerate(ladder):
        if term is None:
            continue
        if term.key not in there:
            terms = ", ".join(there.values())
            message = f"The formula has no random term {term}. Its terms: {terms}."
            report("model", "simplify", message, item=place)
        elif term.key in seen:
            report("model", "simplify", f"{term} stands twice.", item=place)
        seen.setdefault(term.key, place)
    if set(there) <= set(seen):
        message = "Every random term may go; one must stay, or no mixed model would be left."
        report("model", "simplify", message)
        return
    if analysis.contrast is not None and analysis.contrast.of is not None:
        _check_comparison(analysis, declared, report)


def _check_comparison(
    analysis: Analysis, declared: Mapping[str, Variable | None], report: Report
) -> None:
    """Warn of a response to what is compared that may go, with none left that holds it."""
    of, ladder = analysis.contrast.of, analysis.model.simplify or ()
    going = {term.key for term in ladder if term is not None}
    staying = [
        units
        for term in analysis.model.formula.random
        if term.key not in going and (units := _units_responding(term, of, declared))
    ]
    for place, term in enumerate(ladder):
        units = _units_responding(term, of, declared) if term is not None else frozenset()
        # Where a unit's response stays, that of its parts is a refinement of it.
        if units and not any(kept <= units for kept in staying):
            message = (
                f"{term} lets the effect of '{of}' differ, and no term that stays does so for "
                f"{' or '.join(sorted(units))}: once it has gone, the interval is too narrow. "
                "Take it off this list; at an estimate of zero it does no harm in the model."
            )
            report("model", "simplify", message, item=place, warning=True)


def _units_responding(
    term: RandomTerm, of: str, declared: Mapping[str, Variable | None]
) -> frozenset[str]:
    """Name the groups whose response to a factor a random term holds; none where it holds none."""
    made = {name for name in term.variables if _made_of(name, of, declared)}
    return frozenset(term.group) - made if made else frozenset()


def _made_of(name: str, of: str, declared: Mapping[str, Variable | None]) -> bool:
    """Whether a variable is a factor, or derived from it, by however many steps."""
    waiting, seen = [name], set()
    while waiting:
        one = waiting.pop()
        if one == of:
            return True
        variable = declared.get(one)
        if one not in seen and variable is not None and variable.derived is not None:
            waiting += variable.derived.inputs
        seen.add(one)
    return False
