"""Models in words and as an equation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce

from sap.document.groups import RESPONSE, SUBGROUP
from sap.document.phrases import crossed, named
from sap.engines.catalogue import DDF_NAMES
from sap.formula import MixedFormula, RandomTerm, Term, Transformation, parse_formula
from sap.formula import Variable as Named
from sap.language import listed, noted, noun, plural, say
from sap.plan import PlannedAnalysis, PlannedVariable

_SCALES: dict[Transformation, str] = {
    "identity": noted(
        "The {response} is analysed by a linear mixed model with {fixed}, and {random}."
    ),
    "log": noted(
        "The natural logarithm of the {response} is analysed by a linear mixed model with "
        "{fixed}, and {random}."
    ),
    "log2": noted(
        "The logarithm to base 2 of the {response} is analysed by a linear mixed model with "
        "{fixed}, and {random}."
    ),
    "log10": noted(
        "The logarithm to base 10 of the {response} is analysed by a linear mixed model with "
        "{fixed}, and {random}."
    ),
    "sqrt": noted(
        "The square root of the {response} is analysed by a linear mixed model with {fixed}, "
        "and {random}."
    ),
    "logit": noted(
        "The logit of the {response} is analysed by a linear mixed model with {fixed}, and "
        "{random}."
    ),
}
_WRITTEN: dict[Transformation, str] = {
    "identity": "{}",
    "log": "ln({})",
    "log2": "log2({})",
    "log10": "log10({})",
    "sqrt": "√({})",
    "logit": "logit({})",
}
_METHODS = {
    "REML": noted("The model is fitted by restricted maximum likelihood (REML)."),
    "ML": noted("The model is fitted by maximum likelihood (ML)."),
}
_SINGULAR = {
    "keep": noted("A variance estimated at zero stays in the model and is reported."),
    "drop": noted(
        "A random term whose variance is estimated at zero is left out, and that is reported."
    ),
    "error": noted(
        "Where a variance is estimated at zero, the analysis is shown as not estimable (NE)."
    ),
}
_GEOMETRIC = noted(
    "Means are back-transformed to geometric means, and contrasts to ratios of them."
)
_SHOWN: dict[Transformation, str] = {
    "identity": noted("Means are arithmetic, and contrasts are differences on the scale measured."),
    "log": _GEOMETRIC,
    "log2": _GEOMETRIC,
    "log10": _GEOMETRIC,
    "sqrt": noted(
        "Means are back-transformed by squaring; contrasts stay on the square-root scale."
    ),
    "logit": noted("Means are back-transformed to percentages, and contrasts to odds ratios."),
}


def model_in_words(analysis: PlannedAnalysis, formula: str) -> str:
    """Say which model is fitted.

    Parameters
    ----------
    analysis
        The analysis, or one that stands for a group.
    formula
        Its formula, in which the words for the response and the subgroup of a group may stand.

    Returns
    -------
    str
        Sentences.
    """
    parsed = parse_formula(formula)
    said = say(
        _SCALES[analysis.transformation],
        response=_name(analysis, parsed.response.variable),
        fixed=_fixed(parsed, analysis),
        random=random_in_words(parsed.random, analysis),
    )
    return f"{said} {_distributions(parsed)}"


def fit_in_words(analysis: PlannedAnalysis) -> tuple[str, ...]:
    """Say how a model is fitted, what is compared, and how it is tested.

    Parameters
    ----------
    analysis
        The analysis, or one that stands for a group.

    Returns
    -------
    tuple of str
        Sentences.
    """
    return (*_fit(analysis), *_contrast(analysis))


def _name(analysis: PlannedAnalysis, name: str) -> str:
    variable = _variable(analysis, name)
    if variable is None:
        return say("response of the endpoint") if name == RESPONSE else say("subgroup variable")
    unit = f" ({variable.unit})" if variable.unit and name == analysis.response else ""
    return f"{named(variable, name)}{unit}"


def _variable(analysis: PlannedAnalysis, name: str) -> PlannedVariable | None:
    return next((one for one in analysis.variables if one.name == name), None)


def _fixed(formula: MixedFormula, analysis: PlannedAnalysis) -> str:
    """Name the fixed effects: factors, covariates, interactions."""
    alone = [term for term in formula.fixed.terms if term.order == 1]
    together = [term for term in formula.fixed.terms if term.order > 1]
    parts = [_effect(term, analysis) for term in alone]
    both = {factor for term in alone for factor in term.factors}
    if len(alone) == 2 and len(together) == 1 and both == set(together[0].factors):
        parts.append(say("their interaction"))
    else:
        parts += [
            say("the interaction of {factors}", factors=_factors(term, analysis))
            for term in together
        ]
    if not parts:
        return say("an intercept") if formula.fixed.intercept else say("no fixed effect")
    effects = listed(parts)
    if formula.fixed.intercept:
        if len(parts) > 1:
            return say("fixed effects of {effects}", effects=effects)
        return say("a fixed effect of {effect}", effect=effects)
    if len(parts) > 1:
        return say("fixed effects of {effects}, without an intercept", effects=effects)
    return say("a fixed effect of {effect}, without an intercept", effect=effects)


def _effect(term: Term, analysis: PlannedAnalysis) -> str:
    factor = term.factors[0]
    if not isinstance(factor, Named):
        return term.label
    variable = _variable(analysis, factor.name)
    name = _plain(analysis, factor.name)
    if variable is None:
        return say("the {variable}", variable=name)
    if variable.levels:
        first, *others = [label for _, label in variable.levels]
        return say(
            "{factor} ({levels} versus {reference} as reference)",
            factor=name,
            levels=listed(others),
            reference=first,
        )
    if variable.unit:
        return say("{variable} (linear, {unit})", variable=name, unit=variable.unit)
    return say("{variable} (linear)", variable=name)


def _plain(analysis: PlannedAnalysis, name: str) -> str:
    """Name a variable of the model; the parts of groups go by their short names."""
    if name == SUBGROUP and _variable(analysis, name) is None:
        return say("subgroup variable")
    return named(_variable(analysis, name), name)


def _factors(term: Term, analysis: PlannedAnalysis) -> str:
    names = []
    for one in term.factors:
        if not isinstance(one, Named):
            names.append(one.label)
            continue
        name = _plain(analysis, one.name)
        unknown = one.name == SUBGROUP and _variable(analysis, one.name) is None
        names.append(say("the {variable}", variable=name) if unknown else name)
    return listed(names)


def random_in_words(terms: Sequence[RandomTerm], analysis: PlannedAnalysis) -> str:
    """Name random effects, those of one kind together: intercepts of these, slopes of those.

    Parameters
    ----------
    terms
        Random terms.
    analysis
        Knows their variables.

    Returns
    -------
    str
        Such as ``random intercepts of donor and of plate``.
    """
    kinds: dict[str, list[str]] = {}
    for term in terms:
        effects = [say("intercepts")] if term.lhs.intercept else []
        effects += [_varying(effect, analysis) for effect in term.lhs.terms]
        group = say("of {group}", group=crossed(noun(name) for name in term.group))
        kinds.setdefault(listed(effects), []).append(group)
    parts = [
        say("random {effects} {groups}", effects=effects, groups=listed(groups))
        for effects, groups in kinds.items()
    ]
    return reduce(_and, parts) if parts else ""


def _and(one: str, other: str) -> str:
    return say("{one}, and {other}", one=one, other=other)


def _varying(effect: Term, analysis: PlannedAnalysis) -> str:
    named_ = crossed(
        noun(one.name) if isinstance(one, Named) else one.label for one in effect.factors
    )
    if any(_levels(analysis, name) for name in effect.variables):
        return say("effects of {factor}", factor=named_)
    return say("slopes on {variable}", variable=named_)


def _levels(analysis: PlannedAnalysis, name: str) -> tuple[tuple[str, str], ...]:
    variable = _variable(analysis, name)
    return variable.levels if variable is not None else ()


def _several(term: RandomTerm) -> bool:
    """Whether a term has effects that are correlated."""
    return len(term.lhs.terms) + int(term.lhs.intercept) > 1


def _distributions(formula: MixedFormula) -> str:
    if any(_several(term) for term in formula.random):
        return say(
            "Random effects are normal with mean zero, correlated within a term and independent "
            "between terms; residuals are independent and normal with one variance."
        )
    if len(formula.random) > 1:
        return say(
            "Random effects are normal with mean zero and independent of each other; residuals "
            "are independent and normal with one variance."
        )
    return say(
        "Random effects are normal with mean zero; residuals are independent and normal with one "
        "variance."
    )


def _fit(analysis: PlannedAnalysis) -> Iterator[str]:
    yield say(_METHODS[analysis.method])
    yield say(
        "Tests and intervals of fixed effects have degrees of freedom by {method}.",
        method=say(DDF_NAMES.get(analysis.ddf, analysis.ddf)),
    )
    if analysis.simplify:
        yield say(
            "A random term that is estimated at zero or at a correlation of 1, or that the data "
            "can't identify, is left out and the model is fitted again; only these terms may go, "
            "in this order: {terms}. What was left out is told with the result.",
            terms=reduce(_then, analysis.simplify),
        )
    yield say(_SINGULAR[analysis.singular])


def _then(one: str, other: str) -> str:
    return say("{one}, then {other}", one=one, other=other)


def _contrast(analysis: PlannedAnalysis) -> Iterator[str]:
    yield compared(analysis)
    yield say(_SHOWN[analysis.transformation])
    contrast = analysis.contrast
    if contrast.weights == "proportional":
        yield say("Means are averaged over other factors with weights in proportion to the data.")
    if contrast.adjust != "none":
        yield say(
            "P-values and intervals of several contrasts are adjusted by {method}.",
            method=contrast.adjust,
        )
    yield say(
        "The test is two-sided at the level {alpha:g}, with {level:g} % confidence intervals.",
        alpha=contrast.alpha,
        level=contrast.conf_level * 100,
    )


def compared(analysis: PlannedAnalysis) -> str:
    """Say which means are compared.

    Parameters
    ----------
    analysis
        The analysis.

    Returns
    -------
    str
        A sentence.
    """
    contrast = analysis.contrast
    labels = dict(analysis.variable(contrast.of).levels)
    by = [named(analysis.variable(name), name) for name in contrast.by]
    if contrast.method == "pairwise":
        pairs = say("all pairs of {levels}", levels=listed(labels.values()))
    else:
        others = [label for code, label in labels.items() if code != contrast.reference]
        pairs = say(
            "{levels} with {reference}",
            levels=listed(others),
            reference=labels[contrast.reference or ""],
        )
    if not by:
        return say("Estimated marginal means are compared: {pairs}.", pairs=pairs)
    return say(
        "Estimated marginal means are compared: {pairs}, within each level of {factors}.",
        pairs=pairs,
        factors=listed(by),
    )


def subgroup_in_words(analysis: PlannedAnalysis) -> str:
    """Say how the effect is looked at in subgroups.

    Parameters
    ----------
    analysis
        Of an endpoint with a subgroup variable.

    Returns
    -------
    str
        Sentences that hold for all variables.
    """
    assert analysis.subgroup is not None
    return say(
        "Each subgroup variable has one joint model. The hypothesis tested is that of no "
        "interaction, by an F test; effects at levels and values have confidence intervals and no "
        "tests, and are compared with that of the reference level, or per step of a number. The "
        "overall effect is given with equal weights and with the observed margins of {units}. A "
        "level with fewer than {minimum} {units} is shown without inference; it stays in the "
        "model.",
        units=plural(noun(analysis.analysis_set.unit)),
        minimum=analysis.subgroup.minimum,
    )


def equation(analysis: PlannedAnalysis, formula: str) -> str:
    """Write the model as an equation, with the distributions of its random effects.

    Parameters
    ----------
    analysis, formula
        As in `model_in_words`.

    Returns
    -------
    str
        Lines.
    """
    parsed = parse_formula(formula)
    left = _WRITTEN[analysis.transformation].format(parsed.response.variable)
    parts = ["μ"] if parsed.fixed.intercept else []
    for term in parsed.fixed.terms:
        factors = [n for n in term.variables if _levels(analysis, n) or _unknown(analysis, n)]
        numbers = [one.label for one in term.factors if not set(one.variables) & set(factors)]
        parts.append(" · ".join([f"β[{term.label}]", *numbers]))
    number, joint = 0, []
    for term_ in parsed.random:
        group, first = ", ".join(term_.group), number + 1
        for effect in ([None] if term_.lhs.intercept else []) + list(term_.lhs.terms):
            number += 1
            factors = [n for n in effect.variables if _levels(analysis, n)] if effect else []
            slope = f" · {effect.label}" if effect and not factors else ""
            parts.append(f"u{number}[{', '.join([group, *factors])}]{slope}")
        if _several(term_):
            names = ", ".join(f"u{one}" for one in range(first, number + 1))
            joint.append(say("({names}) jointly normal", names=names))
    spread = "u1 ~ N(0, σ1²)"
    if number > 1:
        spread = say("uk ~ N(0, σk²) for k = 1 to {number}", number=number)
    between = f"{say('; ')} "
    return f"{left} = {' + '.join([*parts, 'ε'])}\n{between.join([spread, *joint, 'ε ~ N(0, σ²)'])}"


def _unknown(analysis: PlannedAnalysis, name: str) -> bool:
    return _variable(analysis, name) is None
