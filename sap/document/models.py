"""Models in words and as an equation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sap.document.groups import RESPONSE, SUBGROUP
from sap.document.phrases import enumerated, named, noun
from sap.engines.catalogue import DDF_NAMES
from sap.formula import MixedFormula, RandomTerm, Term, Transformation, parse_formula
from sap.formula import Variable as Named
from sap.plan import PlannedAnalysis, PlannedVariable

_SCALES: dict[Transformation, str] = {
    "identity": "{}",
    "log": "The natural logarithm of {}",
    "log2": "The logarithm to base 2 of {}",
    "log10": "The logarithm to base 10 of {}",
    "sqrt": "The square root of {}",
    "logit": "The logit of {}",
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
    "REML": "restricted maximum likelihood (REML)",
    "ML": "maximum likelihood (ML)",
}
_SINGULAR = {
    "keep": "A variance estimated at zero stays in the model and is reported.",
    "drop": "A random term whose variance is estimated at zero is left out, and that is reported.",
    "error": "Where a variance is estimated at zero, the analysis is shown as not estimable (NE).",
}
_SHOWN: dict[Transformation, str] = {
    "identity": "Means are arithmetic, and contrasts are differences on the scale measured.",
    "log": "Means are back-transformed to geometric means, and contrasts to ratios of them.",
    "log2": "Means are back-transformed to geometric means, and contrasts to ratios of them.",
    "log10": "Means are back-transformed to geometric means, and contrasts to ratios of them.",
    "sqrt": "Means are back-transformed by squaring; contrasts stay on the square-root scale.",
    "logit": "Means are back-transformed to percentages, and contrasts to odds ratios.",
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
    response = _name(analysis, parsed.response.variable)
    subject = _SCALES[analysis.transformation].format(f"the {response}")
    return (
        f"{subject[:1].upper()}{subject[1:]} is analysed by a linear mixed model with "
        f"{_fixed(parsed, analysis)}, and {random_in_words(parsed.random, analysis)}. Random "
        f"effects are normal with mean zero{_correlated(parsed)}; residuals are independent and "
        "normal with one variance."
    )


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
        return "response of the endpoint" if name == RESPONSE else "subgroup variable"
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
        parts.append("their interaction")
    else:
        parts += [f"the interaction of {_factors(term, analysis)}" for term in together]
    if not parts:
        return "an intercept" if formula.fixed.intercept else "no fixed effect"
    start = "fixed effects of " if len(parts) > 1 else "a fixed effect of "
    without = "" if formula.fixed.intercept else ", without an intercept"
    return f"{start}{enumerated(parts)}{without}"


def _effect(term: Term, analysis: PlannedAnalysis) -> str:
    factor = term.factors[0]
    if not isinstance(factor, Named):
        return term.label
    variable = _variable(analysis, factor.name)
    name = _plain(analysis, factor.name)
    if variable is None:
        return f"the {name}"
    if variable.levels:
        first, *others = [label for _, label in variable.levels]
        return f"{name} ({enumerated(others)} versus {first} as reference)"
    return f"{name} ({'linear, ' + variable.unit if variable.unit else 'linear'})"


def _plain(analysis: PlannedAnalysis, name: str) -> str:
    """Name a variable of the model; the parts of groups go by their short names."""
    if name == SUBGROUP and _variable(analysis, name) is None:
        return "subgroup variable"
    return named(_variable(analysis, name), name)


def _factors(term: Term, analysis: PlannedAnalysis) -> str:
    names = [
        _plain(analysis, one.name) if isinstance(one, Named) else one.label for one in term.factors
    ]
    return enumerated([f"the {name}" if name == "subgroup variable" else name for name in names])


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
        effects = ["intercepts"] if term.lhs.intercept else []
        effects += [_varying(effect, analysis) for effect in term.lhs.terms]
        group = " by ".join(noun(name) for name in term.group)
        kinds.setdefault(enumerated(effects), []).append(f"of {group}")
    return ", and ".join(f"random {kind} {enumerated(groups)}" for kind, groups in kinds.items())


def _varying(effect: Term, analysis: PlannedAnalysis) -> str:
    named_ = [noun(one.name) if isinstance(one, Named) else one.label for one in effect.factors]
    factor = any(_levels(analysis, name) for name in effect.variables)
    return f"{'effects of' if factor else 'slopes on'} {' by '.join(named_)}"


def _levels(analysis: PlannedAnalysis, name: str) -> tuple[tuple[str, str], ...]:
    variable = _variable(analysis, name)
    return variable.levels if variable is not None else ()


def _several(term: RandomTerm) -> bool:
    """Whether a term has effects that are correlated."""
    return len(term.lhs.terms) + int(term.lhs.intercept) > 1


def _correlated(formula: MixedFormula) -> str:
    if any(_several(term) for term in formula.random):
        return ", correlated within a term and independent between terms"
    return " and independent of each other" if len(formula.random) > 1 else ""


def _fit(analysis: PlannedAnalysis) -> Iterator[str]:
    yield f"The model is fitted by {_METHODS[analysis.method]}."
    name = DDF_NAMES.get(analysis.ddf, analysis.ddf)
    yield f"Tests and intervals of fixed effects have degrees of freedom by {name}."
    if analysis.simplify:
        terms = ", then ".join(analysis.simplify)
        yield (
            "A random term that is estimated at zero or at a correlation of 1, or that the data "
            "can't identify, is left out and the model is fitted again; only these terms may go, "
            f"in this order: {terms}. What was left out is told with the result."
        )
    yield _SINGULAR[analysis.singular]


def _contrast(analysis: PlannedAnalysis) -> Iterator[str]:
    yield compared(analysis)
    yield _SHOWN[analysis.transformation]
    contrast = analysis.contrast
    if contrast.weights == "proportional":
        yield "Means are averaged over other factors with weights in proportion to the data."
    if contrast.adjust != "none":
        yield f"P-values and intervals of several contrasts are adjusted by {contrast.adjust}."
    yield (
        f"The test is two-sided at the level {contrast.alpha:g}, with "
        f"{contrast.conf_level * 100:g} % confidence intervals."
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
    within = f", within each level of {enumerated(by)}" if by else ""
    if contrast.method == "pairwise":
        pairs = f"all pairs of {enumerated(labels.values())}"
    else:
        others = [label for code, label in labels.items() if code != contrast.reference]
        each = enumerated(others)
        pairs = f"{each} with {labels[contrast.reference or '']}"
    return f"Estimated marginal means are compared: {pairs}{within}."


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
    unit = noun(analysis.analysis_set.unit)
    return (
        "Each subgroup variable has one joint model. The hypothesis tested is that of no "
        "interaction, by an F test; effects at levels and values have confidence intervals and no "
        "tests, and are compared with that of the reference level, or per step of a number. The "
        f"overall effect is given with equal weights and with the observed margins of {unit}s. A "
        f"level with fewer than {analysis.subgroup.minimum} {unit}s is shown without inference; it "
        "stays in the model."
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
            joint.append(f"({names}) jointly normal")
    spread = f"uk ~ N(0, σk²) for k = 1 to {number}" if number > 1 else "u1 ~ N(0, σ1²)"
    return f"{left} = {' + '.join([*parts, 'ε'])}\n{';  '.join([spread, *joint, 'ε ~ N(0, σ²)'])}"


def _unknown(analysis: PlannedAnalysis, name: str) -> bool:
    return _variable(analysis, name) is None
