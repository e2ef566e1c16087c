"""Trial population: eligibility, flow, baseline characteristics."""

from __future__ import annotations

from collections.abc import Iterator

from sap.document.parts import Grid, Part, Section, bullets, code, own_words, row, words
from sap.document.phrases import (
    condition_in_words,
    endpoint_ids,
    enumerated,
    main_analyses,
    noun,
    variables_of,
)
from sap.plan import Plan, PlannedCharacteristics, PlannedDisplay
from sap.spec import DocumentSections

#: Displays that show who came into the analysis.
OF_RECRUITMENT = {
    "disposition": "what each step took away",
    "analysed": "of each endpoint, what was taken out and what is analysed",
    "flow": "the way from all data to those analysed",
    "exclusions": "a listing of {unit}s not analysed, each with its reason",
    "excluded-rows": "a listing of rows taken out, each with its reason",
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
        "Trial population",
        sections=(
            Section("Screening", own_words(texts.screening), items=("21",)),
            Section("Eligibility", own_words(texts.eligibility), items=("22",)),
            Section(
                "Recruitment and flow",
                (*own_words(texts.recruitment), *_flow(plan)),
                items=("23",),
            ),
            Section("Withdrawal and follow-up", own_words(texts.withdrawal), items=("24",)),
            Section(
                "Baseline characteristics",
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
    yield words("The way from the data to the analyses is shown in")
    yield bullets(
        f"{_numbered(one)}, {one.title}: "
        + OF_RECRUITMENT[one.kind].format(unit=noun(main[one.endpoint_ids[0]].analysis_set.unit))
        + f" ({endpoint_ids(one.endpoint_ids, list(main))})"
        for one in shown
    )


def _numbered(display: PlannedDisplay) -> str:
    kind = "figure" if display.kind == "flow" else "table"
    listing = display.kind in ("exclusions", "excluded-rows")
    return f"{'listing' if listing else kind} {display.number}"


def _baseline(plan: Plan, shown: list[PlannedCharacteristics]) -> Iterator[Part]:
    if not shown:
        return
    yield words(
        "Numbers are summarised by n, mean and standard deviation, median and quartiles, minimum "
        "and maximum, factors by counts and percentages of those not missing. Nothing is tested. "
        f"A {noun(shown[0].unit.name)} counts once."
    )
    variables = variables_of(plan)
    for display in shown:
        columns = []
        for one in display.columns:
            where = f", where {condition_in_words(one.where, variables)}" if one.where else ""
            of = f", by the data of {one.endpoint}" if one.endpoint else ""
            columns.append(f"{one.label} ({one.analysis_set.label}{where}{of})")
        yield words(f"Table {display.number}, {display.title}. Columns: {enumerated(columns)}.")
        yield _characteristics(display)


def _characteristics(display: PlannedCharacteristics) -> Grid:
    labels = {one.name: one.label for one in display.columns}
    rows = []
    for one in display.rows:
        levels = dict(one.variable.levels)
        missing = enumerated([levels.get(level, level) for level in one.missing])
        what = enumerated([label for _, label in one.levels if label]) or "number"
        unit = f" ({one.variable.unit})" if one.variable.unit else ""
        rows.append(
            row(
                f"{one.variable.label}{unit}",
                code(one.variable.name),
                what,
                missing or "-",
                "all"
                if len(one.columns) == len(labels)
                else enumerated([labels[name] for name in one.columns]),
            )
        )
    return Grid(
        f"Rows of table {display.number}",
        ("Variable", "Name", "Levels", "Counts as missing", "Applies to"),
        (0.25, 0.2, 0.25, 0.14, 0.16),
        tuple(rows),
    )
