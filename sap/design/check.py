"""The check of one analysis and of all: design, findings, what the spec accepts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, get_args

from sap.data.analysis import AnalysisData
from sap.design.crossing import crossing
from sap.design.finding import RULES, Finding
from sap.design.ladder import Step, next_step, unidentified
from sap.design.layout import Design
from sap.design.levels import empty_cells, few_groups, few_units, unseen_values
from sap.design.pairs import pairs
from sap.design.random_terms import identifiability, little_evidence, unseen_slopes
from sap.design.replication import pseudo_replication, replication
from sap.design.responses import assumed_alike, two_in_one
from sap.engines.base import PairedKind
from sap.errors import DesignError, Problem
from sap.formula import MixedFormula, parse_formula
from sap.language import noun
from sap.plan.planned import PlannedAnalysis

if TYPE_CHECKING:
    import pandas as pd

_CHECKS: tuple[Callable[[Design], Iterator[Finding]], ...] = (
    replication,
    pseudo_replication,
    identifiability,
    unseen_slopes,
    little_evidence,
    two_in_one,
    assumed_alike,
    crossing,
    few_groups,
    few_units,
    empty_cells,
    unseen_values,
)
_RANK = {"error": 0, "warning": 1, "note": 2}
_PLACE = {rule: place for place, rule in enumerate(RULES)}


@dataclass(frozen=True)
class Checked:
    """A design and what was found.

    Parameters
    ----------
    endpoint_id, analysis_id, title
        Whose design it is.
    design
        What was looked at.
    findings
        Errors first, then warnings, then notes.
    steps
        Random terms that the spec declares may go, and that this design can't identify.
    """

    endpoint_id: str
    analysis_id: str
    title: str
    design: Design
    findings: tuple[Finding, ...]
    steps: tuple[Step, ...] = ()


def find(design: Design, accepted: Mapping[str, str] | None = None) -> tuple[Finding, ...]:
    """Check a design.

    Parameters
    ----------
    design
        The design.
    accepted
        By rule, the reason to go on in spite of it.

    Returns
    -------
    tuple of Finding
        Errors first, then warnings, then notes.
    """
    reasons = accepted or {}
    found = [*_judged((finding for check in _CHECKS for finding in check(design)), reasons)]
    found += [
        _nothing_to_accept(rule)
        for rule in reasons
        if not any(f.rule == rule and f.accepted for f in found)
    ]
    return _sorted(found)


def _sorted(found: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(found, key=lambda one: (_RANK[one.severity], _PLACE[one.rule])))


def _judged(found: Iterable[Finding], reasons: Mapping[str, str]) -> tuple[Finding, ...]:
    """Note the reasons to go on in spite of a finding."""
    return tuple(
        one if one.severity == "note" else replace(one, accepted=reasons.get(one.rule, ""))
        for one in found
    )


def _nothing_to_accept(rule: str) -> Finding:
    return Finding(
        rule=rule,
        severity="note",
        headline=f"The spec accepts '{rule}', and nothing of that name was found.",
        why="The line may be left from another design.",
        instead="Take it out of `accept`, so that it can't hide a fault that is still to come.",
    )


def check_design(planned: PlannedAnalysis, data: AnalysisData) -> Checked:
    """Check the design of one analysis.

    Parameters
    ----------
    planned
        The analysis.
    data
        Its rows.

    Returns
    -------
    Checked
        The design and the findings.
    """
    formula = parse_formula(planned.formula)
    names = planned.endpoint_id, planned.analysis_id, planned.title
    accepted = dict(planned.design.accept)
    if planned.kind in get_args(PairedKind):
        # No model is fitted: what the spec accepts of one is no matter here.
        design = _design_of(planned, data, formula)
        return Checked(*names, design, _judged(pairs(design, planned.within), accepted))
    steps: list[Step] = []
    excused: list[Finding] = []
    while True:
        design = _design_of(planned, data, formula)
        found = find(design, accepted)
        faults = unidentified(found)
        step = next_step(planned.simplify, {t: one.headline for t, one in faults.items()})
        if step is None:
            break
        words = f"it declares that `{step.term}` may go, and this is step {len(steps) + 1}."
        excused.append(replace(faults[step.term], accepted=words))
        steps.append(step)
        formula = formula.without(step.term)
    return Checked(*names, design, _sorted([*excused, *found]), tuple(steps))


def _design_of(planned: PlannedAnalysis, data: AnalysisData, formula: MixedFormula) -> Design:
    asked = planned.design
    return Design(
        formula=formula,
        frame=_with_layers(data),
        layers=asked.layers or (planned.analysis_set.unit,),
        row=noun(asked.row),
        compared=planned.contrast.of,
        by=planned.contrast.by,
        declared=bool(asked.layers),
        sampled=asked.sampled,
        labels=_labels(planned),
        levels={
            variable.name: tuple(code for code, _ in variable.levels)
            for variable in planned.variables
            if variable.levels
        },
        minimum=asked.minimum,
        shown_at=_shown_at(planned),
    )


def _shown_at(planned: PlannedAnalysis) -> dict[str, tuple[float, ...]]:
    subgroup = planned.subgroup
    return {subgroup.variable: subgroup.at} if subgroup is not None and subgroup.at else {}


def _with_layers(data: AnalysisData) -> pd.DataFrame:
    new = [name for name in data.layers.columns if name not in data.frame.columns]
    return data.frame.join(data.layers[new])


def _labels(planned: PlannedAnalysis) -> dict[str | tuple[str, str], str]:
    labels: dict[str | tuple[str, str], str] = {}
    for variable in planned.variables:
        labels[variable.name] = variable.label
        labels |= {(variable.name, code): label for code, label in variable.levels}
    return labels


def faults(checked: Checked) -> tuple[Problem, ...]:
    """List the errors of a design that the spec does not accept.

    Parameters
    ----------
    checked
        The design.

    Returns
    -------
    tuple of Problem
        One an error, in words; none where the design can bear the analysis.
    """
    return tuple(Problem(_in_words(one)) for one in checked.findings if one.stops)


def _in_words(finding: Finding) -> str:
    return f"{finding.headline} {finding.why} {finding.instead}".rstrip()


def check_all(
    analyses: Iterable[PlannedAnalysis], data: Sequence[AnalysisData]
) -> tuple[Checked, ...]:
    """Check the designs of all analyses.

    Parameters
    ----------
    analyses
        As planned.
    data
        Their data, in the same order.

    Returns
    -------
    tuple of Checked
        One an analysis.
    """
    return tuple(check_design(one, rows) for one, rows in zip(analyses, data, strict=True))


def stop_at_errors(checked: Iterable[Checked], file: str) -> None:
    """Refuse to go on with a design that misleads.

    Parameters
    ----------
    checked
        The designs.
    file
        The spec, as messages name it.

    Raises
    ------
    DesignError
        With each error that the spec does not accept, once, and the analyses it concerns.
    """
    concerned: dict[tuple[str, str], list[str]] = {}
    words: dict[tuple[str, str], str] = {}
    for one in checked:
        for finding in one.findings:
            if finding.stops:
                # Sensitivity analyses differ in their counts; those of the first are shown.
                fault = (finding.rule, finding.headline)
                words.setdefault(fault, _in_words(finding))
                concerned.setdefault(fault, []).append(f"{one.endpoint_id} {one.analysis_id}")
    problems = [
        Problem(f"{', '.join(names)}: {words[fault]}", file) for fault, names in concerned.items()
    ]
    if problems:
        raise DesignError(problems)
