"""Trial population: eligibility, flow, baseline characteristics."""

from __future__ import annotations

from collections.abc import Iterator

from sap.document.parts import Grid, Part, Section, bullets, code, own_words, row, words
from sap.document.phrases import (
    Variables,
    condition_in_words,
    endpoint_ids,
    main_analyses,
    variables_of,
)
from sap.language import listed, noted, noun, plural, say
from sap.plan import Plan, PlannedCharacteristics, PlannedDisplay
from sap.plan.planned_displays import PlannedColumn
from sap.spec import DocumentSections

#: Displays that show who came into the analysis.
OF_RECRUITMENT = {
    "disposition": noted("what each step took away"),
    "analysed": noted("of each endpoint, what was taken out and what is analysed"),
    "flow": noted("the way from all data to those analysed"),
    "exclusions": noted("a listing of {units} not analysed, each with its reason"),
    "excluded-rows": noted("a listing of rows taken out, each with its reason"),
}


def population(plan: Plan, texts: DocumentSections) -> Section:
    """Write who takes part, and how that is shown.

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
    baseline = [one for one in plan.displays if isinstance(one, PlannedCharacteristics)]
    return Section(
        say("Trial population"),
        sections=(
            Section(say("Screening"), own_words(texts.screening), items=("21",)),
            Section(say("Eligibility"), own_words(texts.eligibility), items=("22",)),
            Section(
                say("Recruitment and flow"),
                (*own_words(texts.recruitment), *_flow(plan)),
                items=("23",),
            ),
            Section(say("Withdrawal and follow-up"), own_words(texts.withdrawal), items=("24",)),
            Section(
                say("Baseline characteristics"),
                (*_baseline(plan, baseline), *own_words(texts.baseline)),
                items=("25",),
            ),
        ),
    )


def _flow(plan: Plan) -> Iterator[Part]:
    main = main_analyses(plan)
    shown = [one for one in plan.displays if one.kind in OF_RECRUITMENT]
    if not shown:
        return
    yield words(say("The way from the data to the analyses is shown in"))
    yield bullets(
        say(
            "{display}, {title}: {content} ({endpoints})",
            display=_numbered(one),
            title=one.title,
            content=say(
                OF_RECRUITMENT[one.kind],
                units=plural(noun(main[one.endpoint_ids[0]].analysis_set.unit)),
            ),
            endpoints=endpoint_ids(one.endpoint_ids, list(main)),
        )
        for one in shown
    )


def _numbered(display: PlannedDisplay) -> str:
    if display.kind in ("exclusions", "excluded-rows"):
        return say("listing {number}", number=display.number)
    if display.kind == "flow":
        return say("figure {number}", number=display.number)
    return say("table {number}", number=display.number)


def _baseline(plan: Plan, shown: list[PlannedCharacteristics]) -> Iterator[Part]:
    if not shown:
        return
    yield words(
        say(
            "Numbers are summarised by n, mean and standard deviation, median and quartiles, "
            "minimum and maximum, factors by counts and percentages of those not missing. Nothing "
            "is tested. A {unit} counts once.",
            unit=noun(shown[0].unit.name),
        )
    )
    variables = variables_of(plan)
    for display in shown:
        yield words(
            say(
                "Table {number}, {title}. Columns: {columns}.",
                number=display.number,
                title=display.title,
                columns=listed([_column(one, variables) for one in display.columns]),
            )
        )
        yield _characteristics(display)


def _column(column: PlannedColumn, variables: Variables) -> str:
    """Say whom a column shows, and by which data of theirs."""
    details = [column.analysis_set.label]
    if column.where:
        said = condition_in_words(column.where, variables)
        details.append(say("where {condition}", condition=said))
    if column.endpoint:
        details.append(say("by the data of {endpoint}", endpoint=column.endpoint))
    return f"{column.label} ({', '.join(details)})"


def _characteristics(display: PlannedCharacteristics) -> Grid:
    labels = {one.name: one.label for one in display.columns}
    rows = []
    for one in display.rows:
        levels = dict(one.variable.levels)
        missing = listed([levels.get(level, level) for level in one.missing])
        what = listed([label for _, label in one.levels if label]) or say("number")
        unit = f" ({one.variable.unit})" if one.variable.unit else ""
        rows.append(
            row(
                f"{one.variable.label}{unit}",
                code(one.variable.name),
                what,
                missing or "-",
                say("all")
                if len(one.columns) == len(labels)
                else listed([labels[name] for name in one.columns]),
            )
        )
    return Grid(
        say("Rows of table {number}", number=display.number),
        (say("Variable"), say("Name"), say("Levels"), say("Counts as missing"), say("Applies to")),
        (0.25, 0.2, 0.25, 0.14, 0.16),
        tuple(rows),
    )
