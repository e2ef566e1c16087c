"""Study methods and statistical principles: levels, multiplicity, analysis sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sap.document.parts import Grid, Part, Picture, Section, bullets, own_words, row, words
from sap.document.phrases import (
    Variables,
    endpoint_ids,
    enumerated,
    main_analyses,
    noun,
    said_and_written,
    variables_of,
)
from sap.plan import Plan, PlannedCharacteristics, PlannedFamily, PlannedObserved, PlannedSet
from sap.spec import DocumentSections
from sap.tables.multiplicity import EXPLORATORY, HOCHBERG, PROCEDURE_NAMES, WITHIN

_PROCEDURES: Mapping[str, str] = {
    "holm": "Holm's step-down procedure",
    "hochberg": "Hochberg's step-up procedure",
    "bonferroni": "Bonferroni's procedure",
    "fixed-sequence": "a fixed sequence, in the order listed",
    "graph": "the graphical procedure of Bretz and Maurer",
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
        "Study methods",
        sections=(
            Section("Design", own_words(texts.design), items=("9",)),
            Section("Randomisation", own_words(texts.randomisation), items=("10",)),
            Section("Sample size", own_words(texts.sample_size), items=("11",)),
            Section("Framework", (*_framework(plan), *own_words(texts.framework)), items=("12",)),
            Section("Interim analyses", own_words(texts.interim), items=("13",)),
            Section("Timing of the final analysis", own_words(texts.timing), items=("14",)),
            Section("Timing of outcome assessments", own_words(texts.assessments), items=("15",)),
        ),
    )


def _framework(plan: Plan) -> Iterator[Part]:
    if plan.analyses:
        yield words(
            "Every hypothesis tested is that of no effect, against a two-sided alternative. "
            "No equivalence and no non-inferiority is tested."
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
        "Statistical principles",
        sections=(
            Section(
                "Significance levels and confidence intervals",
                tuple(_levels(plan)),
                items=("16", "18"),
            ),
            Section(
                "Multiplicity",
                (*_multiplicity(plan, graph), *own_words(texts.multiplicity)),
                items=("17",),
            ),
            Section("Adherence and protocol deviations", own_words(texts.adherence), items=("19",)),
            Section("Analysis sets", (*_sets(plan), *own_words(texts.populations)), items=("20",)),
        ),
    )


def _levels(plan: Plan) -> Iterator[Part]:
    main = main_analyses(plan)
    order = list(main)
    alike: dict[tuple[float, float], list[str]] = {}
    for name, one in main.items():
        alike.setdefault((one.contrast.alpha, one.contrast.conf_level), []).append(name)
    for (alpha, level), names in alike.items():
        of = f" of {endpoint_ids(names, order)}" if len(alike) > 1 else ""
        yield words(
            f"Tests{of} are two-sided at the level {alpha:g}. Confidence intervals{of} have the "
            f"level {level * 100:g} % and are not adjusted for the number of endpoints."
        )
    alone = [name for name, one in main.items() if not one.family]
    if alone:
        yield words(
            f"Endpoints in no family of hypotheses ({endpoint_ids(alone, order)}) have confidence "
            "intervals and no p-value in tables of several endpoints; these intervals are not to "
            "be used for testing."
        )


def _multiplicity(plan: Plan, graph: Picture | None) -> Iterator[Part]:
    if not plan.families:
        yield words("No family of hypotheses is declared: no error rate over endpoints is held.")
        return
    yield bullets(_family(plan, family) for family in plan.families)
    yield words(WITHIN)
    if any(family.procedure == "hochberg" for family in plan.families):
        yield words(HOCHBERG)
    if any(family.exploratory for family in plan.families):
        yield words(EXPLORATORY)
    yield _families_grid(plan)
    if graph is not None:
        yield graph


def _family(plan: Plan, family: PlannedFamily) -> str:
    order = list(dict.fromkeys([*main_analyses(plan), *family.members]))
    members = endpoint_ids(family.members, order)
    procedure = _PROCEDURES[family.procedure]
    if len(family.members) == 1:
        how = f"the hypothesis of {members} is tested at the level {family.alpha:g}"
    else:
        how = f"the hypotheses of {members} are tested by {procedure} at the level {family.alpha:g}"
    if family.exploratory:
        how = f"p-values of {members} are adjusted by {procedure}; no hypothesis is tested"
    said = f"{family.label} ({family.name}): {how}, two-sided"
    if family.exploratory:
        said = f"{family.label} ({family.name}): {how}"
    if family.gate:
        labels = {one.name: one.label for one in plan.families}
        gate = labels.get(family.gate, family.gate)
        said += f", only if every hypothesis of the family “{gate}” ({family.gate}) is rejected"
    return f"{said}.{_graph(family)}"


def _graph(family: PlannedFamily) -> str:
    if family.procedure != "graph":
        return ""
    weights = [f"{a} {b:g}" for a, b in zip(family.members, family.weights, strict=True)]
    passed = [
        f"{one} to {other} {share:g}"
        for one, shares in zip(family.members, family.transitions, strict=True)
        for other, share in zip(family.members, shares, strict=True)
        if share
    ]
    return (
        f" Shares of the level to begin with: {enumerated(weights)}. Shares handed on after a "
        f"rejection: {enumerated(passed) if passed else 'none'}."
    )


def _families_grid(plan: Plan) -> Grid:
    main = main_analyses(plan)
    rows = []
    for family in plan.families:
        shown = [
            words(f"{name} {main[name].label}" if name in main else f"{name} (not in this plan)")
            for name in family.members
        ]
        tested = "exploratory" if family.exploratory else f"{family.alpha:g}"
        rows.append(
            row(
                f"{family.label} ({family.name})",
                tuple(shown),
                PROCEDURE_NAMES[family.procedure] if len(shown) > 1 else "one hypothesis",
                tested,
                family.gate or "-",
            )
        )
    return Grid(
        "Families of hypotheses",
        ("Family", "Hypotheses", "Procedure", "Level", "Gate"),
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
        yield words(f"{one.label}: every {unit}.")
        return
    yield Grid(
        f"{one.label} ({one.name})",
        ("", f"A {unit} is left out if", "As declared", "Reason shown"),
        (0.05, 0.36, 0.29, 0.3),
        tuple(
            row(f"{number}", *said_and_written(rule.when, variables, one.unit), rule.reason)
            for number, rule in enumerate(one.rules, start=1)
        ),
        notes=(
            f"A {unit} is in or out as a whole. Rules apply in this order; the first that applies "
            "is the reason.",
        ),
    )
