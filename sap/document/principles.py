"""Study methods and statistical principles: levels, multiplicity, analysis sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sap.document.parts import Grid, Part, Picture, Section, bullets, own_words, row, words
from sap.document.phrases import (
    Variables,
    endpoint_ids,
    main_analyses,
    said_and_written,
    variables_of,
)
from sap.language import listed, noted, noun, number, say
from sap.plan import Plan, PlannedCharacteristics, PlannedFamily, PlannedObserved, PlannedSet
from sap.spec import DocumentSections
from sap.tables.multiplicity import EXPLORATORY, HOCHBERG, PROCEDURE_NAMES, WITHIN

_PROCEDURES: Mapping[str, str] = {
    "holm": noted("Holm's step-down procedure"),
    "hochberg": noted("Hochberg's step-up procedure"),
    "bonferroni": noted("Bonferroni's procedure"),
    "fixed-sequence": noted("a fixed sequence, in the order listed"),
    "graph": noted("the graphical procedure of Bretz and Maurer"),
}

#: How a family is tested, by how many hypotheses it has and whether a gate stands before it.
_TESTED: Mapping[tuple[str, bool], str] = {
    ("one", False): noted(
        "{family} ({name}): the hypothesis of {endpoints} is tested at the level {alpha:g}, "
        "two-sided."
    ),
    ("one", True): noted(
        "{family} ({name}): the hypothesis of {endpoints} is tested at the level {alpha:g}, "
        "two-sided, only if every hypothesis of the family “{gate}” ({gate_name}) is rejected."
    ),
    ("several", False): noted(
        "{family} ({name}): the hypotheses of {endpoints} are tested by {procedure} at the level "
        "{alpha:g}, two-sided."
    ),
    ("several", True): noted(
        "{family} ({name}): the hypotheses of {endpoints} are tested by {procedure} at the level "
        "{alpha:g}, two-sided, only if every hypothesis of the family “{gate}” ({gate_name}) is "
        "rejected."
    ),
    ("exploratory", False): noted(
        "{family} ({name}): p-values of {endpoints} are adjusted by {procedure}; no hypothesis is "
        "tested."
    ),
    ("exploratory", True): noted(
        "{family} ({name}): p-values of {endpoints} are adjusted by {procedure}; no hypothesis is "
        "tested, only if every hypothesis of the family “{gate}” ({gate_name}) is rejected."
    ),
}


def study_methods(plan: Plan, texts: DocumentSections) -> Section:
    """Write the study methods.

    Parameters
    ----------
    plan
        The plan.
    texts
        What the spec says.

    Returns
    -------
    Section
    """
    return Section(
        say("Study methods"),
        sections=(
            Section(say("Design"), own_words(texts.design), items=("9",)),
            Section(say("Randomisation"), own_words(texts.randomisation), items=("10",)),
            Section(say("Sample size"), own_words(texts.sample_size), items=("11",)),
            Section(
                say("Framework"), (*_framework(plan), *own_words(texts.framework)), items=("12",)
            ),
            Section(say("Interim analyses"), own_words(texts.interim), items=("13",)),
            Section(say("Timing of the final analysis"), own_words(texts.timing), items=("14",)),
            Section(
                say("Timing of outcome assessments"), own_words(texts.assessments), items=("15",)
            ),
        ),
    )


def _framework(plan: Plan) -> Iterator[Part]:
    if plan.analyses:
        yield words(
            say(
                "Every hypothesis tested is that of no effect, against a two-sided alternative. "
                "No equivalence and no non-inferiority is tested."
            )
        )


def principles(plan: Plan, texts: DocumentSections, graph: Picture | None) -> Section:
    """Write the statistical principles.

    Parameters
    ----------
    plan
        The plan.
    texts
        What the spec says.
    graph
        The families of hypotheses and their gates, or None for no figure.

    Returns
    -------
    Section
    """
    return Section(
        say("Statistical principles"),
        sections=(
            Section(
                say("Significance levels and confidence intervals"),
                tuple(_levels(plan)),
                items=("16", "18"),
            ),
            Section(
                say("Multiplicity"),
                (*_multiplicity(plan, graph), *own_words(texts.multiplicity)),
                items=("17",),
            ),
            Section(
                say("Adherence and protocol deviations"), own_words(texts.adherence), items=("19",)
            ),
            Section(
                say("Analysis sets"), (*_sets(plan), *own_words(texts.populations)), items=("20",)
            ),
        ),
    )


def _levels(plan: Plan) -> Iterator[Part]:
    main = main_analyses(plan)
    order = list(main)
    alike: dict[tuple[float, float], list[str]] = {}
    for name, one in main.items():
        alike.setdefault((one.contrast.alpha, one.contrast.conf_level), []).append(name)
    for (alpha, level), names in alike.items():
        if len(alike) == 1:
            yield words(
                say(
                    "Tests are two-sided at the level {alpha:g}. Confidence intervals have the "
                    "level {level:g} % and are not adjusted for the number of endpoints.",
                    alpha=alpha,
                    level=level * 100,
                )
            )
            continue
        yield words(
            say(
                "Tests of {endpoints} are two-sided at the level {alpha:g}. Confidence intervals "
                "of {endpoints} have the level {level:g} % and are not adjusted for the number of "
                "endpoints.",
                endpoints=endpoint_ids(names, order),
                alpha=alpha,
                level=level * 100,
            )
        )
    alone = [name for name, one in main.items() if not one.family]
    if alone:
        yield words(
            say(
                "Endpoints in no family of hypotheses ({endpoints}) have confidence intervals and "
                "no p-value in tables of several endpoints; these intervals are not to be used "
                "for testing.",
                endpoints=endpoint_ids(alone, order),
            )
        )


def _multiplicity(plan: Plan, graph: Picture | None) -> Iterator[Part]:
    if not plan.families:
        yield words(
            say("No family of hypotheses is declared: no error rate over endpoints is held.")
        )
        return
    yield bullets(_family(plan, family) for family in plan.families)
    yield words(say(WITHIN))
    if any(family.procedure == "hochberg" for family in plan.families):
        yield words(say(HOCHBERG))
    if any(family.exploratory for family in plan.families):
        yield words(say(EXPLORATORY))
    yield _families_grid(plan)
    if graph is not None:
        yield graph


def _family(plan: Plan, family: PlannedFamily) -> str:
    order = list(dict.fromkeys([*main_analyses(plan), *family.members]))
    labels = {one.name: one.label for one in plan.families}
    kind = "several" if len(family.members) > 1 else "one"
    said = say(
        _TESTED["exploratory" if family.exploratory else kind, bool(family.gate)],
        family=family.label,
        name=family.name,
        endpoints=endpoint_ids(family.members, order),
        procedure=say(_PROCEDURES[family.procedure]),
        alpha=family.alpha,
        gate=labels.get(family.gate, family.gate),
        gate_name=family.gate,
    )
    return f"{said}{_graph(family)}"


def _graph(family: PlannedFamily) -> str:
    if family.procedure != "graph":
        return ""
    weights = [f"{a} {number(b)}" for a, b in zip(family.members, family.weights, strict=True)]
    passed = [
        say("{one} to {other} {share:g}", one=one, other=other, share=share)
        for one, shares in zip(family.members, family.transitions, strict=True)
        for other, share in zip(family.members, shares, strict=True)
        if share
    ]
    begun = say("Shares of the level to begin with: {shares}.", shares=listed(weights))
    if passed:
        handed = say("Shares handed on after a rejection: {shares}.", shares=listed(passed))
    else:
        handed = say("Shares handed on after a rejection: none.")
    return f" {begun} {handed}"


def _families_grid(plan: Plan) -> Grid:
    main = main_analyses(plan)
    rows = []
    for family in plan.families:
        shown = [
            words(
                f"{name} {main[name].label}"
                if name in main
                else say("{endpoint} (not in this plan)", endpoint=name)
            )
            for name in family.members
        ]
        tested = say("exploratory") if family.exploratory else number(family.alpha)
        rows.append(
            row(
                f"{family.label} ({family.name})",
                tuple(shown),
                say(PROCEDURE_NAMES[family.procedure]) if len(shown) > 1 else say("one hypothesis"),
                tested,
                family.gate or "-",
            )
        )
    return Grid(
        say("Families of hypotheses"),
        (say("Family"), say("Hypotheses"), say("Procedure"), say("Level"), say("Gate")),
        (0.26, 0.32, 0.18, 0.14, 0.1),
        tuple(rows),
    )


def _sets(plan: Plan) -> Iterator[Part]:
    variables = variables_of(plan)
    for one in sets_of(plan):
        yield from _set(one, variables)


def sets_of(plan: Plan) -> tuple[PlannedSet, ...]:
    """List the analysis sets of a plan, those of its displays too.

    Parameters
    ----------
    plan
        The plan.

    Returns
    -------
    tuple of PlannedSet
        Each once, those of analyses first.
    """
    found = [one.analysis_set for one in plan.analyses]
    for display in plan.displays:
        if isinstance(display, PlannedCharacteristics):
            found += [column.analysis_set for column in display.columns]
        elif isinstance(display, PlannedObserved):
            found += [one.analysis_set for one in display.descriptions]
    return tuple(dict.fromkeys(found))


def _set(one: PlannedSet, variables: Variables) -> Iterator[Part]:
    unit = noun(one.unit)
    if not one.rules:
        yield words(say("{set}: every {unit}.", set=one.label, unit=unit))
        return
    yield Grid(
        f"{one.label} ({one.name})",
        ("", say("A {unit} is left out if", unit=unit), say("As declared"), say("Reason shown")),
        (0.05, 0.36, 0.29, 0.3),
        tuple(
            row(f"{place}", *said_and_written(rule.when, variables, one.unit), rule.reason)
            for place, rule in enumerate(one.rules, start=1)
        ),
        notes=(
            say(
                "A {unit} is in or out as a whole. Rules apply in this order; the first that "
                "applies is the reason.",
                unit=unit,
            ),
        ),
    )
