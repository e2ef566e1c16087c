"""The analysis: outcomes, data, methods, missing data, further analyses, software, tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from sap.document.derivations import derivations
from sap.document.groups import Group, groups_of
from sap.document.handling import design, layers_in_words, limits, missing
from sap.document.models import equation, fit_in_words, model_in_words, subgroup_in_words
from sap.document.parts import (
    Cell,
    CodeBlock,
    Grid,
    Paragraph,
    Part,
    Run,
    Section,
    code,
    own_words,
    row,
    words,
)
from sap.document.phrases import (
    Variables,
    capital,
    condition_in_words,
    endpoint_ids,
    main_analyses,
    said_and_written,
    variables_of,
)
from sap.document.sensitivity import sensitivity_analyses
from sap.language import listed, noted, noun, number, say
from sap.plan import Plan, PlannedAnalysis, PlannedObserved
from sap.spec import FIGURES, DocumentSections
from sap.tables.number_styles import style_in_words, style_of

_DIAGNOSTICS = {
    "convergence": noted("convergence of the optimiser"),
    "residuals": noted("residuals, with a figure"),
    "influence": noted("the contrast without each {unit} in turn, with a figure"),
}


def analysis(plan: Plan, texts: DocumentSections, versions: Sequence[tuple[str, str]]) -> Section:
    """Write the analysis.

    Parameters
    ----------
    plan
        The plan.
    texts
        What the spec says.
    versions
        Name and version of the software.

    Returns
    -------
    Section
    """
    sensitive = sensitivity_analyses(plan)
    return Section(
        say("Analysis"),
        sections=(
            Section(
                say("Outcome definitions"),
                (*own_words(texts.outcomes), *_outcomes(plan)),
                items=("26",),
            ),
            Section(say("Data"), tuple(_data(plan))),
            _methods(plan, texts),
            Section(
                say("Sensitivity analyses"),
                (words(say(_NO_CLAIM)), sensitive) if sensitive is not None else (),
                items=("27e",),
            ),
            Section(say("Limits of quantification"), tuple(limits(plan))),
            Section(
                say("Missing data"), (*missing(plan), *own_words(texts.missing_data)), items=("28",)
            ),
            Section(say("Check of the design"), tuple(design(plan)), items=("27c",)),
            Section(
                say("Additional analyses"),
                (*_observed(plan), *own_words(texts.additional)),
                items=("29",),
            ),
            Section(say("Harms"), own_words(texts.harms), items=("30",)),
            Section(
                say("Software"),
                (*_software(plan, versions), *own_words(texts.software)),
                items=("31",),
            ),
            Section(say("Presentation and list of tables and figures"), tuple(_displays(plan))),
        ),
    )


_NO_CLAIM = noted(
    "Each is the endpoint's own analysis with the change that is named, or a test of another kind. "
    "None is part of a confirmatory test; all are shown beside the endpoint's own analysis."
)


def _outcomes(plan: Plan) -> Iterator[Part]:
    rows = [
        row(
            name,
            one.endpoint_title,
            one.estimand.variable,
            one.family or "-",
            one.table,
        )
        for name, one in main_analyses(plan).items()
    ]
    yield Grid(
        say("Endpoints"),
        (say("Id"), say("Endpoint"), say("Variable"), say("Family"), say("Table")),
        (0.08, 0.34, 0.34, 0.1, 0.14),
        tuple(rows),
    )
    derived = derivations(variables_of(plan))
    if derived is not None:
        yield derived


def _data(plan: Plan) -> Iterator[Part]:
    sources = {one.name: one for one in plan.sources}
    rows = [row(one.name, one.file, ", ".join(one.key)) for one in sources.values()]
    heads = (say("Source"), say("File"), say("Key of a row"))
    yield Grid(say("Data files"), heads, (0.2, 0.5, 0.3), tuple(rows))
    rows = [
        row(
            one.label or noun(one.name),
            code(one.name),
            one.from_,
            ", ".join(say("{source} by {key}", source=name, key=on) for name, on in one.join)
            or "-",
        )
        for one in plan.datasets
    ]
    yield Grid(
        say("Datasets"),
        (say("Dataset"), say("Name"), say("Rows of"), say("Joined")),
        (0.35, 0.2, 0.15, 0.3),
        tuple(rows),
    )


def _methods(plan: Plan, texts: DocumentSections) -> Section:
    variables, said = variables_of(plan), dict(plan.texts)
    labels = {
        one.name: f"{one.label} ({one.name})" if one.label else one.name for one in plan.datasets
    }
    groups = groups_of(plan)
    shared = shared_sentences([fit_in_words(group.first) for group in groups])
    lead = say("The following holds for all models.")
    everywhere = (words(" ".join([lead, *shared])),) if shared else ()
    sections = tuple(
        Section(
            group.title,
            tuple(_group(group, variables, said, labels[group.first.dataset], shared)),
        )
        for group in groups
    )
    parts = (*own_words(texts.methods), *everywhere)
    return Section(say("Methods of analysis"), parts, sections, items=("27",))


def shared_sentences(each: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Find the sentences that hold for all groups of endpoints, to say them once.

    Parameters
    ----------
    each
        Those of each group.

    Returns
    -------
    tuple of str
        In their order; none where there is one group only.
    """
    if len(each) < 2:
        return ()
    return tuple(one for one in each[0] if all(one in others for others in each))


def _group(
    group: Group,
    variables: Variables,
    said: Mapping[str, str],
    dataset: str,
    shared: Sequence[str],
) -> Iterator[Part]:
    first = group.first
    yield words(
        " ".join(
            [
                say("Analysis set: {set}.", set=first.analysis_set.label),
                say("Dataset: {dataset}.", dataset=dataset),
                layers_in_words(first),
            ]
        )
    )
    yield words(model_in_words(first, group.formula))
    own = [one for one in fit_in_words(first) if one not in shared]
    if own:
        yield words(" ".join(own))
    yield CodeBlock(group.formula)
    yield CodeBlock(equation(first, group.formula))
    if first.subgroup is not None:
        yield words(subgroup_in_words(first))
    if first.diagnostics:
        named = [
            say(_DIAGNOSTICS[one], unit=noun(first.analysis_set.unit)) for one in first.diagnostics
        ]
        yield words(say("Reported of the fit: {contents}.", contents=say("; ").join(named)))
    yield from _rows(group, variables)
    for one in group.analyses:
        if one.endpoint_id in said:
            yield Paragraph((*words(f"{one.endpoint_id}, {one.label}.").runs,))
            yield from own_words(said[one.endpoint_id])


def _rows(group: Group, variables: Variables) -> Iterator[Part]:
    """List the endpoints of a group with what they differ in; what all share is said above."""
    analyses = group.analyses
    columns: dict[str, tuple[float, Callable[[PlannedAnalysis], Cell]]] = {
        say("Endpoint"): (0.15, lambda one: f"{one.endpoint_id} {one.label}")
    }
    if analyses[0].subgroup is not None:
        columns[say("Subgroup variable")] = (0.4, _subgroup)
    if len({one.response for one in analyses}) > 1:
        columns[say("Response")] = (0.2, lambda one: one.variable(one.response).label)
    if len({one.where for one in analyses}) > 1:
        columns[say("Rows analysed")] = (0.5, lambda one: _analysed(one, variables))
    else:
        said = _analysed(analyses[0], variables)
        yield Paragraph((Run(say("Rows analysed: ")), *said[0].runs, Run(".")))
        yield from (CodeBlock(one.text) for one in said[1:])
    if any(one.exclude or one.complete for one in analyses):
        columns[say("Rows left out")] = (0.3, lambda one: _left_out(one, variables))
    else:
        yield words(say("No row is left out by a rule of the endpoint."))
    total = sum(share for share, _ in columns.values())
    yield Grid(
        say("Endpoints: {endpoints}", endpoints=endpoint_ids(group.ids, group.order)),
        tuple(columns),
        tuple(share / total for share, _ in columns.values()),
        tuple(row(*(cell(one) for _, cell in columns.values())) for one in analyses),
    )


def _analysed(one: PlannedAnalysis, variables: Variables) -> tuple[Paragraph, ...]:
    return said_and_written(one.where, variables) if one.where else (words(capital(say("all"))),)


def _subgroup(one: PlannedAnalysis) -> tuple[Paragraph, ...]:
    subgroup = one.subgroup
    assert subgroup is not None
    variable = one.variable(subgroup.variable)
    if subgroup.levels:
        first, *others = [label for _, label in subgroup.levels]
        detail = say(
            "{variable}: {levels}, each against {reference}.",
            variable=variable.label,
            levels=", ".join(others),
            reference=first,
        )
    else:
        unit = f" {variable.unit}" if variable.unit else ""
        assert subgroup.per is not None
        detail = say(
            "{variable}: effects at {values}; change per {step}.",
            variable=variable.label,
            values=listed(number(value) for value in subgroup.at) + unit,
            step=f"{number(subgroup.per)}{unit}",
        )
    return words(detail), code(subgroup.term)


def _left_out(one: PlannedAnalysis, variables: Variables) -> tuple[Paragraph, ...]:
    found: list[Paragraph] = []
    for rule in one.exclude:
        said = condition_in_words(rule.when, variables)
        reason = say("{reason}: {condition}.", reason=rule.reason, condition=said)
        found += [words(reason), code(rule.when)]
    if one.complete is not None:
        found.append(words(say("Not complete: {rule}.", rule=one.complete)))
    return tuple(found) or (words("-"),)


def _observed(plan: Plan) -> Iterator[Part]:
    main = main_analyses(plan)
    for display in plan.displays:
        if isinstance(display, PlannedObserved):
            chosen = display.descriptions[0].analysis_set
            yield words(
                say(
                    "Table {number}, {title}: observed values of {endpoints} in the set “{set}”, "
                    "by arm and between arms. Nothing is modelled or tested.",
                    number=display.number,
                    title=display.title,
                    endpoints=endpoint_ids(display.endpoint_ids, list(main)),
                    set=chosen.label,
                )
            )


def _software(plan: Plan, versions: Sequence[tuple[str, str]]) -> Iterator[Part]:
    yield words(
        say(
            "Models are fitted by the engine “{engine}” of the package sap. The versions below "
            "are those with which this document was made; each run records its own.",
            engine=plan.engine,
        )
    )
    rows = tuple(row(name, version) for name, version in versions)
    yield Grid(say("Software"), (say("Name"), say("Version")), (0.5, 0.5), rows, titled=False)


def _displays(plan: Plan) -> Iterator[Part]:
    yield words(
        " ".join(
            [
                style_in_words(style_of(plan.table_style)),
                say("Numbers are rounded once, half away from zero."),
                say("What can't be estimated is shown as NE, with the reason."),
            ]
        )
    )
    main = list(main_analyses(plan))
    shown = [
        (one.number, "Table", one.title, one.endpoint_id, one.file, one.footnotes)
        for one in plan.tables
    ]
    shown += [
        (
            one.number,
            "Figure" if one.kind in FIGURES else "Table",
            one.title,
            endpoint_ids(one.endpoint_ids, main),
            one.file,
            one.footnotes,
        )
        for one in plan.displays
    ]
    shown.sort(key=lambda one: (_place(one[0]), one[1] == "Figure"))
    rows = [
        row(_numbered(kind, place), (words(title), *map(words, notes)), of or "-", code(file))
        for place, kind, title, of, file, notes in shown
    ]
    yield Grid(
        say("Tables, listings and figures"),
        (say("Number"), say("Title"), say("Endpoints"), say("File")),
        (0.17, 0.37, 0.15, 0.31),
        tuple(rows),
    )


def _numbered(kind: str, number: str) -> str:
    if kind == "Figure":
        return say("Figure {number}", number=number)
    return say("Table {number}", number=number)


def _place(number: str) -> list[tuple[int, str]]:
    """Put 14.2.10 behind 14.2.9."""
    parts = []
    for part in number.split("."):
        digits = part.rstrip("abcdefghijklmnopqrstuvwxyz")
        parts.append((int(digits), part[len(digits) :]))
    return parts
