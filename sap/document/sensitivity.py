"""Sensitivity analyses: what each of them changes."""

from __future__ import annotations

from collections.abc import Iterator

from sap.document.handling import limits_in_words
from sap.document.models import random_in_words
from sap.document.parts import Grid, Paragraph, code, row, words
from sap.document.phrases import (
    Variables,
    condition_in_words,
    crossed,
    endpoint_ids,
    main_analyses,
    named,
    variables_of,
)
from sap.engines.catalogue import DDF_NAMES
from sap.formula import parse_formula
from sap.language import listed, noted, noun, number, plural, say
from sap.plan import Plan, PlannedAnalysis
from sap.tables.wording import SCALE_NAMES

_TESTS = {
    "paired-t": noted(
        "In the place of the mixed model a t test of the differences of each {unit}: its rows are "
        "averaged by arm on the scale of the response. A {unit} with one arm is left out."
    ),
    "wilcoxon": noted(
        "In the place of the mixed model Wilcoxon's signed rank test of the differences of each "
        "{unit}: its rows are averaged by arm on the scale of the response. A {unit} with one arm "
        "is left out. The p-value is exact, and differences of zero are dropped for it; the "
        "estimate is that of Hodges and Lehmann, with its exact interval."
    ),
    "leave-one-out": noted(
        "The analysis with each {unit} left out in turn: the range of the estimates, the {units} "
        "that give its ends, the range of the confidence limits, and the largest p-value."
    ),
}
_AT_ZERO = {
    "keep": noted("At a variance of zero: keep."),
    "drop": noted("At a variance of zero: drop."),
    "error": noted("At a variance of zero: error."),
}
_WEIGHTS = {
    "proportional": noted("Means are averaged with weights in proportion to the data."),
    "equal": noted("Means are averaged with weights that are equal."),
}
_EFFECTS = {
    "ratio": noted("Effect: ratio."),
    "odds ratio": noted("Effect: odds ratio."),
    "difference": noted("Effect: difference."),
}
_FIXED = {
    ("with", False): noted("with the fixed effect {effects}"),
    ("with", True): noted("with fixed effects {effects}"),
    ("without", False): noted("without the fixed effect {effects}"),
    ("without", True): noted("without fixed effects {effects}"),
}
_RANDOM = {"with": noted("with {effects}"), "without": noted("without {effects}")}


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
        say("Sensitivity analyses"),
        (say("Analysis"), say("Endpoints"), say("What is changed")),
        (0.26, 0.13, 0.61),
        tuple(rows),
        titled=False,
    )


def _changes(
    one: PlannedAnalysis, main: PlannedAnalysis, variables: Variables
) -> Iterator[Paragraph]:
    if one.where != main.where:
        said = condition_in_words(one.where, variables) if one.where else say("all")
        yield words(say("Rows analysed: {condition}.", condition=said))
        if one.where:
            yield code(one.where)
    if one.dataset != main.dataset:
        yield words(say("Dataset: {dataset}.", dataset=noun(one.dataset)))
    if one.analysis_set != main.analysis_set:
        yield words(say("Analysis set: {set}.", set=one.analysis_set.label))
    for rule in one.exclude:
        if rule not in main.exclude:
            said = condition_in_words(rule.when, variables)
            yield words(
                say(
                    "Rows are left out where {condition}: {reason}.",
                    condition=said,
                    reason=rule.reason,
                )
            )
    if one.complete is not None and one.complete != main.complete:
        of = named(variables.get(one.complete.of), one.complete.of)
        unit = noun(one.complete.within)
        yield words(
            say("Only a {unit} with data at every level of {factor}.", unit=unit, factor=of)
        )
    if one.limits is not None and one.limits != main.limits:
        yield words(say("Limits of quantification: {rule}", rule=limits_in_words(one.limits)))
    yield from _of_the_model(one, main)
    if one.kind != main.kind:
        unit = noun(one.within)
        yield words(say(_TESTS[one.kind], unit=unit, units=plural(unit)))


def _of_the_formula(one: PlannedAnalysis, main: PlannedAnalysis) -> Iterator[str]:
    """Say which response, which fixed effects and which random terms are others."""
    now, before = parse_formula(one.formula), parse_formula(main.formula)
    if one.response != main.response:
        variable = one.variable(one.response)
        yield say("the response is the {variable}", variable=named(variable, one.response))
    if one.transformation != main.transformation:
        yield say("it is analysed on the {scale}", scale=say(SCALE_NAMES[one.transformation]))
    for way, has, lacks in (("with", now, before), ("without", before, now)):
        known = {frozenset(term.factors) for term in lacks.fixed.terms}
        fixed = [
            say("of {effect}", effect=crossed(noun(factor.label) for factor in term.factors))
            for term in has.fixed.terms
            if frozenset(term.factors) not in known
        ]
        if fixed:
            yield say(_FIXED[way, len(fixed) > 1], effects=listed(fixed))
        keys = {term.key for term in lacks.random}
        random = [term for term in has.random if term.key not in keys]
        if random:
            whose = one if has is now else main
            yield say(_RANDOM[way], effects=random_in_words(random, whose))


def _of_the_model(one: PlannedAnalysis, main: PlannedAnalysis) -> Iterator[Paragraph]:
    if one.formula != main.formula:
        changes = say("; ").join(_of_the_formula(one, main)) or say("written otherwise")
        yield words(say("Model: {changes}.", changes=changes))
        yield code(one.formula)
    if one.method != main.method:
        yield words(say("Estimation by {method}.", method=one.method))
    if one.ddf != main.ddf:
        name = say(DDF_NAMES.get(one.ddf, one.ddf))
        yield words(say("Denominator degrees of freedom: {method}.", method=name))
    if one.singular != main.singular:
        yield words(say(_AT_ZERO[one.singular]))
    if one.simplify != main.simplify:
        if one.simplify:
            terms = listed(one.simplify, "then")
            yield words(say("Random terms that may go: {terms}.", terms=terms))
        else:
            yield words(say("Random terms that may go: none."))
    before, now = main.contrast, one.contrast
    if now.by != before.by:
        by = listed([named(one.variable(name), name) for name in now.by])
        yield words(say("The contrast is made within each level of {factors}.", factors=by))
    if now.weights != before.weights:
        yield words(say(_WEIGHTS[now.weights]))
    if now.effect != before.effect:
        yield words(say(_EFFECTS[now.effect]))
    for text, old, new in (
        (noted("Method of the contrast: {value}."), before.method, now.method),
        (noted("Reference: {value}."), before.reference, now.reference),
        (noted("Adjustment: {value}."), before.adjust, now.adjust),
        (noted("Confidence level: {value}."), number(before.conf_level), number(now.conf_level)),
        (noted("Two-sided level: {value}."), number(before.alpha), number(now.alpha)),
    ):
        if old != new:
            yield words(say(text, value=new))
