"""Limits of quantification, missing values, and what the design is checked for."""

from __future__ import annotations

from collections.abc import Iterator

from sap.document.parts import Grid, Paragraph, Part, Run, row, words
from sap.document.phrases import endpoint_ids, main_analyses, named, noun, variables_of
from sap.plan import Plan, PlannedAnalysis
from sap.spec import LimitsRule

_BELOW = {
    "lloq/2": "a value below the lower limit of quantification counts as half that limit (LLOQ/2)",
    "lloq/sqrt2": "a value below the lower limit of quantification counts as that limit divided "
    "by the square root of 2 (LLOQ/√2)",
    "lloq": "a value below the lower limit of quantification counts as that limit (LLOQ)",
    "drop": "a row with a value below the lower limit of quantification is left out",
}
_ABOVE = {
    "uloq": "a value above the upper limit counts as that limit (ULOQ)",
    "drop": "a row with a value above the upper limit is left out",
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
    sides = [_BELOW[rule.below]] if rule.below else []
    sides += [_ABOVE[rule.above]] if rule.above else []
    return f"{'; '.join(sides)}."


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
        sides = (("Lower: ", variable.lower), ("Upper: ", variable.upper))
        where = tuple(Paragraph((Run(side), Run(n, code=True))) for side, n in sides if n)
        said = limits_in_words(rule) if rule is not None else ""
        rows.append(
            row(
                endpoint_ids(names, list(main)),
                variable.label,
                said[:1].upper() + said[1:] if said else "No limits of quantification",
                where or "-",
            )
        )
    yield Grid(
        "Values beyond limits of quantification",
        ("Endpoints", "Response", "Rule", "Limits stand in"),
        (0.17, 0.25, 0.38, 0.2),
        tuple(rows),
    )
    if any(one.limits is not None for one in main.values()):
        yield words(
            "The limits are those of each row. Values beyond them are counted by arm and shown "
            "with the results."
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
    units = " or ".join(dict.fromkeys(noun(one.analysis_set.unit) for one in main.values()))
    yield words(
        "No missing value is imputed. A row in which the response or another variable of the model "
        "is missing is left out, counted and shown with its reason."
    )
    complete = [name for name, one in main.items() if one.complete is not None]
    if len(complete) < len(main):
        yield words(
            f"A {units} with data in one arm only stays in the mixed model and gives what it can: "
            "likelihood methods are valid if data are missing at random given the model."
        )
    for name in complete:
        one = main[name]
        assert one.complete is not None
        yield words(
            f"{name}: only a {noun(one.complete.within)} with data at every level of "
            f"{named(one.variable(one.complete.of), one.complete.of)} is analysed."
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
    fewest = " or ".join(f"{number}" for number in minimum)
    yield words(
        "Before any model is fitted the design of each analysis is checked: what the unit of "
        "replication is, whether every layer that was measured repeatedly has a random term, "
        "whether the random terms can be told apart and from the residual, and whether each level "
        f"has enough units (at least {fewest}). An analysis whose design misleads is not carried "
        "out; it is shown as not estimable (NE), with the reason."
    )
    rows = [
        row(one.endpoint_id, "own analysis" if one.confirmatory else one.title, finding, reason)
        for one in plan.analyses
        for finding, reason in one.design.accept
    ]
    if rows:
        yield Grid(
            "Findings that are accepted",
            ("Endpoint", "Analysis", "Finding", "Reason"),
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
        return f"A row is a {noun(found.row)} of a {noun(analysis.analysis_set.unit)}."
    nested = " within ".join(noun(one) for one in reversed(found.layers))
    crossed = " and ".join(noun(one) for one in found.sampled)
    across = f" Across them, {crossed}s are sampled too." if crossed else ""
    return f"A row is a {noun(found.row)} of a {nested}.{across}"
