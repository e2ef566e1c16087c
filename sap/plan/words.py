"""A plan in words, as a statistician would write it down."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from sap.engines.catalogue import DDF_NAMES
from sap.formula import Factor, FixedPart, MixedFormula, RandomTerm, Transformation, parse_formula
from sap.formula import Variable as Named
from sap.plan.display_words import display_in_words
from sap.plan.planned import (
    Plan,
    PlannedAnalysis,
    PlannedDataset,
    PlannedFamily,
    PlannedRule,
    PlannedVariable,
)

_BELOW = {
    "lloq/2": "half its lower limit ({lower}/2)",
    "lloq/sqrt2": "its lower limit divided by the square root of 2 ({lower}/sqrt2)",
    "lloq": "its lower limit ({lower})",
    "drop": "nothing: the row is left out",
}
_ABOVE = {"uloq": "its upper limit ({upper})", "drop": "nothing: the row is left out"}
_SCALES: dict[Transformation, str] = {
    "identity": "as measured; nothing is back-transformed, contrasts are differences",
    "log": "natural logarithm; back-transformed by exp to geometric means and ratios",
    "log2": "logarithm to base 2; back-transformed by 2^x to geometric means and ratios",
    "log10": "logarithm to base 10; back-transformed by 10^x to geometric means and ratios",
    "sqrt": "square root; means are back-transformed by squaring, contrasts stay on that scale",
    "logit": "logit of the percentage; back-transformed to percentages and odds ratios",
}
_SINGULAR = {
    "keep": "a variance of zero is kept in the model and reported",
    "drop": "a random term with a variance of zero is dropped, and reported",
    "error": "a variance of zero is an error: the analysis is shown as NE",
}
_SIMPLIFICATION = (
    "a random term at zero, at a correlation of 1, or not identified is left out, the first of "
    "those at fault in this order, and the model is fitted again; no other term goes"
)
_OPTIMIZERS = {
    "sap": "optimum by the package's profiled solver",
    "statsmodels": "optimum by statsmodels' own BFGS",
    "lme4": "optimum by lme4",
}
_DIAGNOSTICS = {
    "convergence": "convergence of the optimiser",
    "residuals": "residuals, with a figure",
    "influence": "the contrast without each {unit} in turn, with a figure",
}
PROCEDURES = {
    "holm": "Holm's procedure",
    "hochberg": "Hochberg's procedure",
    "bonferroni": "Bonferroni's procedure",
    "fixed-sequence": "in this fixed sequence",
    "graph": "graphical procedure of Bretz and Maurer",
}
_PAIRED = {
    "paired-t": "t test of the differences of each {unit}, in the place of the mixed model: its "
    "rows are averaged by arm on the scale of the response; a {unit} with one arm is left out",
    "wilcoxon": "signed rank test (Wilcoxon) of the differences of each {unit}, in the place of "
    "the mixed model: its rows are averaged by arm on the scale of the response; a {unit} with "
    "one arm is left out; exact p-value, also with ties, differences of zero dropped for it; "
    "Hodges-Lehmann estimate and its exact interval",
}
_LEFT_OUT = (
    "each {unit} in turn; reported: the range of the estimates, the {unit}s that give its ends, "
    "the range of the confidence limits, the largest p-value"
)
_LABEL_WIDTH = 20


def plan_in_words(plan: Plan, width: int = 100) -> str:
    """Say what will be done, analysis by analysis.

    Parameters
    ----------
    plan
        What is planned.
    width
        Characters in a line.

    Returns
    -------
    str
        Text with a line break at the end.
    """
    study = plan.study
    register = f" ({study.registration})" if study.registration else ""
    simulated = " - SIMULATED data" if study.simulated else ""
    lines = [f"Plan of {study.id}{register}{simulated}", study.title, ""]
    lines += _row("Engine", plan.engine, width)
    for source in plan.sources:
        lines += _row(f"File {source.name}", source.file, width)
    for display in plan.displays:
        for label, text in display_in_words(display):
            lines += _row(label, text, width)
    for family in plan.families:
        lines += _row(f"Family {family.name}", _family(plan, family), width)
    main: dict[str, PlannedAnalysis] = {}
    for analysis in plan.analyses:
        if analysis.confirmatory:
            main[analysis.endpoint_id] = analysis
            lines += ["", *_endpoint(plan, analysis, width)]
        lines += ["", *_analysis(plan, analysis, main[analysis.endpoint_id], width)]
    lines += ["", f"Plan hash: {plan.hash}"]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _family(plan: Plan, family: PlannedFamily) -> str:
    """Say what a family tests, and in which way."""
    here = {analysis.endpoint_id for analysis in plan.analyses}
    words = f"{family.label}: {', '.join(family.members)}, {PROCEDURES[family.procedure]}"
    words += f" at {family.alpha:g} two-sided"
    if family.exploratory:
        words += "; exploratory, nothing is claimed"
    if family.gate:
        words += f"; tested only if all of the family {family.gate} is rejected"
    absent = [member for member in family.members if member not in here]
    if absent:
        words += f"; not in this plan, so that nothing is tested: {', '.join(absent)}"
    if family.procedure == "graph":
        weights = zip(family.members, family.weights, strict=True)
        words += f"; weights {', '.join(f'{name} {weight:g}' for name, weight in weights)}"
        passed = [
            f"{one} to {other} {share:g}"
            for one, shares in zip(family.members, family.transitions, strict=True)
            for other, share in zip(family.members, shares, strict=True)
            if share
        ]
        words += f"; passed on: {', '.join(passed) or 'nothing'}"
    return words


def _row(label: str, text: str, width: int, mark: str = " ") -> list[str]:
    start = f"{mark} {label:<{_LABEL_WIDTH}} "
    # A random term reads best whole, so its blanks don't take a line break.
    whole = re.sub(r"\([^()]*\|[^()]*\)", lambda match: match[0].replace(" ", "\u00a0"), text)
    lines = textwrap.wrap(
        whole,
        width=max(width, len(start) + 20),
        initial_indent=start,
        subsequent_indent=" " * len(start),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace("\u00a0", " ") for line in lines]


def _endpoint(plan: Plan, analysis: PlannedAnalysis, width: int) -> list[str]:
    estimand = analysis.estimand
    title = f"Endpoint {analysis.endpoint_id}: {analysis.endpoint_title}"
    lines = [title, "=" * min(len(title), width)]
    rows = [
        ("Population", estimand.population),
        ("Treatment", estimand.treatment),
        ("Variable", estimand.variable),
        ("Summary measure", estimand.summary),
    ]
    rows += [
        ("Intercurrent event", f"{event.event}: {event.strategy} strategy. {event.handling}.")
        for event in estimand.intercurrent_events
    ]
    if not estimand.intercurrent_events:
        rows.append(("Intercurrent event", "none"))
    rows += [
        ("Table", f"{table.number} {table.title} (files {table.file}.*)")
        for table in plan.tables
        if table.endpoint_id == analysis.endpoint_id
    ]
    for label, text in rows:
        lines += _row(label, text, width)
    return lines


def _analysis(
    plan: Plan, analysis: PlannedAnalysis, main: PlannedAnalysis, width: int
) -> list[str]:
    if analysis.confirmatory:
        heading = f"{analysis.endpoint_id} / {analysis.analysis_id}: the endpoint's analysis"
    else:
        heading = (
            f"{analysis.endpoint_id} / {analysis.analysis_id}: sensitivity analysis, "
            f"{analysis.title} (* marks what it changes; no part of the confirmatory test)"
        )
    lines = textwrap.wrap(heading, width)
    lines.append("-" * min(len(lines[0]), width))
    before = list(_rows(plan, main))
    for label, text in _rows(plan, analysis):
        lines += _row(label, text, width, " " if (label, text) in before else "*")
    return lines


def _rows(plan: Plan, analysis: PlannedAnalysis) -> Iterator[tuple[str, str]]:
    formula = parse_formula(analysis.formula)
    dataset = next(one for one in plan.datasets if one.name == analysis.dataset)
    chosen = analysis.analysis_set
    yield "Data", _data(dataset, analysis)
    yield "Layers", _layers(analysis)
    yield from (("Accepted", f"{rule}: {why}") for rule, why in analysis.design.accept)
    for variable in analysis.variables:
        if variable.derived:
            yield "Derived", f"{variable.name}: {variable.derived}"
    yield "Analysis set", f"{chosen.label} ({chosen.name})"
    yield from _rules(f"{chosen.unit} left out if", chosen.rules)
    if analysis.complete is not None:
        complete = analysis.complete
        yield "Complete", f"only a {complete.within} with data at every level of {complete.of}"
    yield from _rules("Row left out if", analysis.exclude)
    yield "Limits", _limits(analysis)
    response = analysis.variable(analysis.response)
    unit = f" ({response.unit})" if response.unit else ""
    yield "Response", f"{response.label}{unit}: {_SCALES[analysis.transformation]}"
    if analysis.kind in _PAIRED:
        yield "Paired test", _PAIRED[analysis.kind].format(unit=analysis.within)
        yield "Contrast", _contrast(analysis)
        yield "Test", _test(analysis)
        return
    if analysis.kind == "leave-one-out":
        yield "Left out", _LEFT_OUT.format(unit=analysis.within)
    yield "Formula", analysis.formula
    yield "Fixed effects", _fixed(formula.fixed, analysis)
    for term in formula.random:
        yield "Random effects", _random(term, analysis)
    yield "", _residual(formula)
    method = (
        "restricted maximum likelihood (REML)"
        if analysis.method == "REML"
        else "maximum likelihood (ML)"
    )
    yield (
        "Estimation",
        f"{method}; {_OPTIMIZERS.get(analysis.optimizer, analysis.optimizer)}; "
        f"{_SINGULAR[analysis.singular]}",
    )
    if analysis.simplify:
        yield "Simplification", _SIMPLIFICATION
    yield from (("", f"{place}. {term}") for place, term in enumerate(analysis.simplify, 1))
    yield "Degrees of freedom", f"{DDF_NAMES.get(analysis.ddf, analysis.ddf)} [{analysis.ddf}]"
    yield "Contrast", _contrast(analysis)
    if analysis.subgroup is not None:
        yield "Subgroups", _subgroups(analysis)
    yield "Test", _test(analysis)
    if analysis.diagnostics:
        words = [_DIAGNOSTICS[name].format(unit=chosen.unit) for name in analysis.diagnostics]
        yield "Diagnostics", "; ".join(words)


def _data(dataset: PlannedDataset, analysis: PlannedAnalysis) -> str:
    joined = "".join(f", joined with {source} by {on}" for source, on in dataset.join)
    where = f"rows where {analysis.where}" if analysis.where else "all rows"
    return f"{where}; of {dataset.name} ({dataset.from_}{joined})"


def _layers(analysis: PlannedAnalysis) -> str:
    design = analysis.design
    if not design.layers:
        return f"not declared; the rows belong to a {analysis.analysis_set.unit}"
    text = " > ".join([*design.layers, design.row])
    return text + (
        f"; across them, sampled too: {', '.join(design.sampled)}" * bool(design.sampled)
    )


def _rules(label: str, rules: tuple[PlannedRule, ...]) -> Iterator[tuple[str, str]]:
    for number, rule in enumerate(rules, start=1):
        yield label if number == 1 else "", f"{number}. {rule.when}: {rule.reason}"


def _limits(analysis: PlannedAnalysis) -> str:
    rule, response = analysis.limits, analysis.variable(analysis.response)
    if rule is None:
        return "the response has no limits of quantification"
    sides = []
    if rule.below:
        sides.append(f"below the limit stands {_BELOW[rule.below].format(lower=response.lower)}")
    if rule.above:
        sides.append(f"above the limit, {_ABOVE[rule.above].format(upper=response.upper)}")
    return f"for a value {'; '.join(sides)}"


def _levels(variable: PlannedVariable) -> str:
    labels = [label for _, label in variable.levels]
    return f"{labels[0]} [reference], {', '.join(labels[1:])}" if labels else ""


def _fixed(part: FixedPart, analysis: PlannedAnalysis) -> str:
    words = ["intercept"] if part.intercept else ["no intercept"]
    for term in part.terms:
        factor = term.factors[0]
        if term.order == 1 and isinstance(factor, Named):
            variable = analysis.variable(factor.name)
            detail = _levels(variable) or f"linear, {variable.unit or 'no unit'}"
            words.append(f"{term.label} ({variable.label}: {detail})")
        elif term.order == 1:
            words.append(term.label)
        else:
            words.append(f"interaction {term.label}")
    return "; ".join(words)


def _width(part: FixedPart, analysis: PlannedAnalysis) -> int:
    """Count the columns of a random term, its effects per group, by R's rules of coding."""
    present: set[frozenset[Factor]] = {frozenset(term.factors) for term in part.terms}
    present.add(frozenset())
    # Without an intercept the first factor of all has a column for each of its levels.
    whole = part.intercept
    total = int(part.intercept)
    for term in part.terms:
        columns = 1
        for factor in term.factors:
            levels = len(analysis.variable(factor.variables[0]).levels)
            margin = frozenset(term.factors) - {factor}
            if not levels:
                columns *= getattr(factor, "degree", 1)
            elif margin in present and whole:
                columns *= levels - 1
            else:
                columns *= levels
                whole = True
        total += columns
    return total


def _random(term: RandomTerm, analysis: PlannedAnalysis) -> str:
    if len(term.group) == 1:
        group = f"each {term.group[0]}, shared by all its rows"
    else:
        group = f"each combination of {' and '.join(term.group)}, shared by all its rows"
    if not term.lhs.terms:
        return f"{term}: an intercept for {group}; one variance"
    effects = ["an intercept"] if term.lhs.intercept else []
    for effect in term.lhs.terms:
        levels = effect.order == 1 and analysis.variable(effect.variables[0]).levels
        effects.append(f"an effect of {effect.label}" if levels else f"a slope of {effect.label}")
    columns = _width(term.lhs, analysis)
    correlations = columns * (columns - 1) // 2
    count = f"{columns} variance{'s' * (columns > 1)}"
    if correlations:
        count += f" and {correlations} correlation{'s' * (correlations > 1)}"
    return f"{term}: {' and '.join(effects)} for {group}; {count}"


def _residual(formula: MixedFormula) -> str:
    groups = ", ".join(term.label for term in formula.random)
    return f"residual: what is left between rows, given {groups}; one variance"


def _contrast(analysis: PlannedAnalysis) -> str:
    contrast = analysis.contrast
    labels = dict(analysis.variable(contrast.of).levels)
    means = "geometric mean " if contrast.effect == "ratio" else ""
    if contrast.method == "pairwise":
        pairs = f"all pairs of {', '.join(labels.values())}"
    else:
        control = labels[contrast.reference or ""]
        sign = "-" if contrast.effect == "difference" else "/"
        others = [label for code, label in labels.items() if code != contrast.reference]
        pairs = ", ".join(f"{label} {sign} {control}" for label in others)
    within = f", within each level of {' and '.join(contrast.by)}" if contrast.by else ""
    return f"{pairs} ({means}{contrast.effect}, {contrast.method}){within}"


def _subgroups(analysis: PlannedAnalysis) -> str:
    subgroup = analysis.subgroup
    assert subgroup is not None
    variable = analysis.variable(subgroup.variable)
    if subgroup.levels:
        labels = [label for _, label in subgroup.levels]
        effects = f"at {', '.join(labels)}; compared with {labels[0]}"
    else:
        at, unit = ", ".join(f"{value:g}" for value in subgroup.at), variable.unit or ""
        effects = f"at {at} {unit}".rstrip() + f"; its change per {subgroup.per:g} {unit}".rstrip()
    return (
        f"{variable.label}: the interaction {subgroup.term} is tested; the effect {effects}, "
        "without tests; overall with equal weights and with observed margins of units; a level "
        f"with fewer than {subgroup.minimum} units is NE"
    )


def _test(analysis: PlannedAnalysis) -> str:
    contrast = analysis.contrast
    if analysis.kind in _PAIRED:
        return f"two-sided at {contrast.alpha:g}; {contrast.conf_level * 100:g} % interval"
    adjust = "no adjustment" if contrast.adjust == "none" else f"adjusted by {contrast.adjust}"
    return (
        f"two-sided at {contrast.alpha:g}; {contrast.conf_level * 100:g} % confidence intervals; "
        f"{adjust} for several contrasts; {contrast.weights} weights"
    )
