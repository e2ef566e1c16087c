"""Sensitivity analyses: what each of them changes."""

from __future__ import annotations

from collections.abc import Iterator

from sap.document.handling import limits_in_words
from sap.document.models import random_in_words
from sap.document.parts import Grid, Paragraph, code, row, words
from sap.document.phrases import (
    Variables,
    condition_in_words,
    endpoint_ids,
    enumerated,
    main_analyses,
    named,
    noun,
    variables_of,
)
from sap.engines.catalogue import DDF_NAMES
from sap.formula import parse_formula
from sap.plan import Plan, PlannedAnalysis
from sap.tables.wording import SCALE_NAMES

_TESTS = {
    "paired-t": "In the place of the mixed model a t test of the differences of each {unit}: its "
    "rows are averaged by arm on the scale of the response. A {unit} with one arm is left out.",
    "wilcoxon": "In the place of the mixed model Wilcoxon's signed rank test of the differences of "
    "each {unit}: its rows are averaged by arm on the scale of the response. A {unit} with one arm "
    "is left out. The p-value is exact, and differences of zero are dropped for it; the estimate "
    "is that of Hodges and Lehmann, with its exact interval.",
    "leave-one-out": "The analysis with each {unit} left out in turn: the range of the estimates, "
    "the {unit}s that give its ends, the range of the confidence limits, and the largest p-value.",
}


def sensitivity_analyses(plan: Plan) -> Grid | None:
    """Say what each sensitivity analysis changes.

    Parameters
    ----------
    plan
        The plan.

    Returns
    -------
    Grid or None
        One row an analysis, those that are alike put together; None where there is none.
    """
    main, variables = main_analyses(plan), variables_of(plan)
    alike: dict[tuple[str, tuple[Paragraph, ...]], list[str]] = {}
    for one in plan.analyses:
        if not one.confirmatory:
            changed = tuple(_changes(one, main[one.endpoint_id], variables))
            alike.setdefault((one.title, changed), []).append(one.endpoint_id)
    if not alike:
        return None
    rows = [
        row(title, endpoint_ids(names, list(main)), changed)
        for (title, changed), names in alike.items()
    ]
    return Grid(
        "Sensitivity analyses",
        ("Analysis", "Endpoints", "What is changed"),
        (0.26, 0.13, 0.61),
        tuple(rows),
        titled=False,
    )


def _changes(
    one: PlannedAnalysis, main: PlannedAnalysis, variables: Variables
) -> Iterator[Paragraph]:
    if one.where != main.where:
        said = condition_in_words(one.where, variables) if one.where else "all"
        yield words(f"Rows analysed: {said}.")
        if one.where:
            yield code(one.where)
    if one.dataset != main.dataset:
        yield words(f"Dataset: {noun(one.dataset)}.")
    if one.analysis_set != main.analysis_set:
        yield words(f"Analysis set: {one.analysis_set.label}.")
    for rule in one.exclude:
        if rule not in main.exclude:
            said = condition_in_words(rule.when, variables)
            yield words(f"Rows are left out where {said}: {rule.reason}.")
    if one.complete is not None and one.complete != main.complete:
        of = named(variables.get(one.complete.of), one.complete.of)
        yield words(f"Only a {noun(one.complete.within)} with data at every level of {of}.")
    if one.limits is not None and one.limits != main.limits:
        yield words(f"Limits of quantification: {limits_in_words(one.limits)}")
    yield from _of_the_model(one, main)
    if one.kind != main.kind:
        yield words(_TESTS[one.kind].format(unit=noun(one.within)))


def _of_the_formula(one: PlannedAnalysis, main: PlannedAnalysis) -> Iterator[str]:
    """Say which response, which fixed effects and which random terms are others."""
    now, before = parse_formula(one.formula), parse_formula(main.formula)
    if one.response != main.response:
        variable = one.variable(one.response)
        yield f"the response is the {named(variable, one.response)}"
    if one.transformation != main.transformation:
        yield f"it is analysed on the {SCALE_NAMES[one.transformation]}"
    for word, has, lacks in (("with", now, before), ("without", before, now)):
        known = {frozenset(term.factors) for term in lacks.fixed.terms}
        fixed = [
            f"of {' by '.join(noun(factor.label) for factor in term.factors)}"
            for term in has.fixed.terms
            if frozenset(term.factors) not in known
        ]
        if fixed:
            effects = "fixed effects" if len(fixed) > 1 else "the fixed effect"
            yield f"{word} {effects} {enumerated(fixed)}"
        keys = {term.key for term in lacks.random}
        random = [term for term in has.random if term.key not in keys]
        if random:
            whose = one if has is now else main
            yield f"{word} {random_in_words(random, whose)}"


def _of_the_model(one: PlannedAnalysis, main: PlannedAnalysis) -> Iterator[Paragraph]:
    if one.formula != main.formula:
        yield words(f"Model: {'; '.join(_of_the_formula(one, main)) or 'written otherwise'}.")
        yield code(one.formula)
    if one.method != main.method:
        yield words(f"Estimation by {one.method}.")
    if one.ddf != main.ddf:
        yield words(f"Denominator degrees of freedom: {DDF_NAMES.get(one.ddf, one.ddf)}.")
    if one.singular != main.singular:
        yield words(f"At a variance of zero: {one.singular}.")
    if one.simplify != main.simplify:
        terms = enumerated(one.simplify, "then") if one.simplify else "none"
        yield words(f"Random terms that may go: {terms}.")
    before, now = main.contrast, one.contrast
    if now.by != before.by:
        by = enumerated([named(one.variable(name), name) for name in now.by])
        yield words(f"The contrast is made within each level of {by}.")
    if now.weights != before.weights:
        weights = {"proportional": "in proportion to the data", "equal": "that are equal"}
        yield words(f"Means are averaged with weights {weights[now.weights]}.")
    for label, old, new in (
        ("Effect", before.effect, now.effect),
        ("Method of the contrast", before.method, now.method),
        ("Reference", before.reference, now.reference),
        ("Adjustment", before.adjust, now.adjust),
        ("Confidence level", f"{before.conf_level:g}", f"{now.conf_level:g}"),
        ("Two-sided level", f"{before.alpha:g}", f"{now.alpha:g}"),
    ):
        if old != new:
            yield words(f"{label}: {new}.")
