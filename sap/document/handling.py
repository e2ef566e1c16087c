"""Limits of quantification, missing values, and what the design is checked for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

from sap.document.parts import Grid, Paragraph, Part, Run, row, words
from sap.document.phrases import capital, endpoint_ids, main_analyses, named, variables_of
from sap.language import listed, noted, noun, plural, say
from sap.plan import Plan, PlannedAnalysis
from sap.spec import LimitsRule

_BELOW = {
    "lloq/2": noted(
        "a value below the lower limit of quantification counts as half that limit (LLOQ/2)"
    ),
    "lloq/sqrt2": noted(
        "a value below the lower limit of quantification counts as that limit divided by the "
        "square root of 2 (LLOQ/√2)"
    ),
    "lloq": noted("a value below the lower limit of quantification counts as that limit (LLOQ)"),
    "drop": noted("a row with a value below the lower limit of quantification is left out"),
}
_ABOVE = {
    "uloq": noted("a value above the upper limit counts as that limit (ULOQ)"),
    "drop": noted("a row with a value above the upper limit is left out"),
}
#: What the check of the design calls what it finds, and a spec may accept.
_FINDINGS = {
    "layers": noted("layers"),
    "pseudo-replication": noted("pseudo-replication"),
    "rests-on-few": noted("rests-on-few"),
    "assumed-alike": noted("assumed-alike"),
    "nested-in-arms": noted("nested-in-arms"),
    "few-sampled": noted("few-sampled"),
    "few-groups": noted("few-groups"),
    "few-units": noted("few-units"),
    "empty-cells": noted("empty-cells"),
}


def limits_in_words(rule: LimitsRule) -> str:
    """Say what stands for values beyond limits of quantification.

    Parameters
    ----------
    rule
        The rule.

    Returns
    -------
    str
        A sentence that begins with a small letter.
    """
    sides = [say(_BELOW[rule.below])] if rule.below else []
    sides += [say(_ABOVE[rule.above])] if rule.above else []
    return f"{say('; ').join(sides)}."


def limits(plan: Plan) -> Iterator[Part]:
    """Write how values beyond limits of quantification are handled.

    Parameters
    ----------
    plan
        The plan.

    Yields
    ------
    Part
        Sentences; a table of the rules.
    """
    main, variables = main_analyses(plan), variables_of(plan)
    alike: dict[tuple[str, LimitsRule | None], list[str]] = {}
    for name, one in main.items():
        alike.setdefault((one.response, one.limits), []).append(name)
    rows = []
    for (response, rule), names in alike.items():
        variable = variables[response]
        sides = ((say("Lower: "), variable.lower), (say("Upper: "), variable.upper))
        where = tuple(Paragraph((Run(side), Run(n, code=True))) for side, n in sides if n)
        said = limits_in_words(rule) if rule is not None else ""
        rows.append(
            row(
                endpoint_ids(names, list(main)),
                variable.label,
                capital(said) or say("No limits of quantification"),
                where or "-",
            )
        )
    yield Grid(
        say("Values beyond limits of quantification"),
        (say("Endpoints"), say("Response"), say("Rule"), say("Limits stand in")),
        (0.17, 0.25, 0.38, 0.2),
        tuple(rows),
    )
    if any(one.limits is not None for one in main.values()):
        yield words(
            say(
                "The limits are those of each row. Values beyond them are counted by arm and "
                "shown with the results."
            )
        )


def missing(plan: Plan) -> Iterator[Part]:
    """Write how missing values are handled.

    Parameters
    ----------
    plan
        The plan.

    Yields
    ------
    Part
        Sentences.
    """
    main = main_analyses(plan)
    units = listed(dict.fromkeys(noun(one.analysis_set.unit) for one in main.values()), "or")
    yield words(
        say(
            "No missing value is imputed. A row in which the response or another variable of the "
            "model is missing is left out, counted and shown with its reason."
        )
    )
    complete = [name for name, one in main.items() if one.complete is not None]
    if len(complete) < len(main):
        yield words(
            say(
                "A {units} with data in one arm only stays in the mixed model and gives what it "
                "can: likelihood methods are valid if data are missing at random given the model.",
                units=units,
            )
        )
    for name in complete:
        one = main[name]
        assert one.complete is not None
        yield words(
            say(
                "{endpoint}: only a {unit} with data at every level of {factor} is analysed.",
                endpoint=name,
                unit=noun(one.complete.within),
                factor=named(one.variable(one.complete.of), one.complete.of),
            )
        )


def design(plan: Plan) -> Iterator[Part]:
    """Write what is checked before any model is fitted, and what is accepted.

    Parameters
    ----------
    plan
        The plan.

    Yields
    ------
    Part
        Sentences; a table of what is accepted.
    """
    main = main_analyses(plan)
    minimum = sorted({one.design.minimum for one in main.values()})
    yield words(
        say(
            "Before any model is fitted the design of each analysis is checked: what the unit of "
            "replication is, whether every layer that was measured repeatedly has a random term, "
            "whether the random terms can be told apart and from the residual, and whether each "
            "level has enough units (at least {minimum}). An analysis whose design misleads is not "
            "carried out; it is shown as not estimable (NE), with the reason.",
            minimum=listed([f"{number}" for number in minimum], "or"),
        )
    )
    rows = [
        row(
            one.endpoint_id,
            say("own analysis") if one.confirmatory else one.title,
            say(_FINDINGS[finding]),
            reason,
        )
        for one in plan.analyses
        for finding, reason in one.design.accept
    ]
    if rows:
        yield Grid(
            say("Findings that are accepted"),
            (say("Endpoint"), say("Analysis"), say("Finding"), say("Reason")),
            (0.13, 0.27, 0.2, 0.4),
            tuple(rows),
        )


def layers_in_words(analysis: PlannedAnalysis) -> str:
    """Say how the rows of an analysis lie within each other.

    Parameters
    ----------
    analysis
        The analysis.

    Returns
    -------
    str
        A sentence.
    """
    found = analysis.design
    if not found.layers:
        unit = noun(analysis.analysis_set.unit)
        return say("A row is a {row} of a {unit}.", row=noun(found.row), unit=unit)
    layers = [noun(one) for one in reversed(found.layers)]
    nested = reduce(_within, layers)
    said = say("A row is a {row} of a {unit}.", row=noun(found.row), unit=nested)
    if not found.sampled:
        return said
    sampled = listed([plural(noun(one)) for one in found.sampled])
    return f"{said} {say('Across them, {units} are sampled too.', units=sampled)}"


def _within(inner: str, outer: str) -> str:
    return say("{inner} within {outer}", inner=inner, outer=outer)
