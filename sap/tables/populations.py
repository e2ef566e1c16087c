"""Displays about data: who was analysed, who was not and why, values beyond the limits.

Each is laid out from results data and words alone, like every other table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sap.ard import Ard
from sap.ard.rows import DISPOSITION, EXCLUSIONS, FAILURE, LIMITS, ArdRow
from sap.language import plural
from sap.tables.footnotes import Footnotes
from sap.tables.frame import framed
from sap.tables.numbers import NOT_ESTIMABLE, NumberStyle
from sap.tables.primary_notes import DIFFERENCES, net_of_blanks, not_estimable
from sap.tables.sources import source_among, source_of
from sap.tables.table import EMPTY, Cell, Column, Row, RowGroup, Table
from sap.tables.wording import RULE_NAMES, DisplayedData, DisplayWording

STAGES: Mapping[str, str] = {
    "data": "Data",
    "where": "Rows of the endpoint",
    "set": "Analysis set",
    "exclude": "Left out of the analysis",
    "missing": "Without a value that the model needs",
    "limits": "Beyond the limits of quantification",
    "complete": "Incomplete",
}
NOTHING = (Cell(NOT_ESTIMABLE),) * 4
UNDECIDED = "A missing value leaves the rule undecided for {number} of them; they stay in."


def disposition_table(
    ard: Ard, wording: DisplayWording, style: NumberStyle, sources: tuple[str, ...] = ()
) -> Table:
    """Lay out what each step from the data to the analysis took away.

    Parameters
    ----------
    ard
        Results of a run.
    wording
        The words of the table.
    style
        How numbers are written.
    sources
        The lines below the footnotes.

    Returns
    -------
    Table
        One row a step, in the order of the steps.
    """
    footnotes = Footnotes()
    groups = [
        group
        for shown in wording.shown
        for group in _steps(_of(ard, shown), shown, wording, style, footnotes)
    ]
    unit, row = plural(wording.unit_noun).capitalize(), plural(wording.row_noun).capitalize()
    columns = tuple(
        Column((Cell(words),), spanner)
        for spanner in (unit, row)
        for words in ("Taken away", "Left")
    )
    return framed(wording, Cell("Step"), columns, groups, footnotes, sources)


def _steps(
    ard: Ard,
    shown: DisplayedData,
    wording: DisplayWording,
    style: NumberStyle,
    footnotes: Footnotes,
) -> Iterator[RowGroup]:
    steps = ard.select(context=DISPOSITION)
    rows: dict[str, list[Row]] = {}
    last: tuple[Cell, ...] = (EMPTY,) * 4
    if lacks_data(ard):
        reason = footnotes.mark(why_nothing(ard))
        last = (EMPTY, Cell(NOT_ESTIMABLE, (reason,))) * 2
    for number in steps.values("group1_level"):
        step = steps.select(group1_level=number)
        kind, reason = step.rows[0].variable, step.rows[0].variable_level
        first = kind == "data"
        names = ("n_units", "n_rows") if first else ("n_units_left", "n_rows_left")
        left = [_known(step, name, style, footnotes) for name in names]
        gone = [
            EMPTY if first else _known(step, f"n_removed_{name}", style, footnotes)
            for name in ("units", "rows")
        ]
        undecided = step.number("n_undecided") or 0
        marks: tuple[str, ...] = ()
        if undecided and kind != "where":
            marks = (footnotes.mark(UNDECIDED.format(number=style.count(undecided))),)
        cells = (gone[0], left[0], gone[1], left[1])
        rows.setdefault(kind, []).append(Row(Cell(reason, marks), cells))
        last = (EMPTY, left[0], EMPTY, left[1])
    several = f"{shown.endpoint}: " if len(wording.shown) > 1 else ""
    for kind, of_kind in rows.items():
        yield RowGroup(Cell(f"{several}{STAGES.get(kind, kind)}"), tuple(of_kind))
    yield RowGroup(Cell(f"{several}Analysed"), (Row(Cell(shown.title), last),))


def _count(rows: Ard, name: str, style: NumberStyle) -> Cell:
    return Cell(style.count(rows.number(name)), source=source_among(rows, name))


def _known(step: Ard, name: str, style: NumberStyle, footnotes: Footnotes) -> Cell:
    """Write a count of a step, or mark why nobody knows it."""
    cell, row = _count(step, name, style), step.find(name)
    reason = row.error if row is not None else ""
    return replace(cell, marks=(footnotes.mark(not_estimable(reason)),)) if reason else cell


def limits_table(
    ard: Ard, wording: DisplayWording, style: NumberStyle, sources: tuple[str, ...] = ()
) -> Table:
    """Lay out how many results lie beyond the limits of quantification, or are missing.

    Parameters
    ----------
    ard
        Results of a run.
    wording
        The words of the table.
    style
        How numbers are written.
    sources
        The lines below the footnotes.

    Returns
    -------
    Table
        One group an endpoint, one row an arm.
    """
    footnotes = Footnotes()
    footnotes.note(f"Percentages are of {plural(wording.row_noun)} with a result.")
    groups = []
    for shown in wording.shown:
        limits = _of(ard, shown).select(context=LIMITS)
        own = _of(ard, shown)
        marks = [footnotes.mark(_rules(limits))] if limits.find("n_measured") else []
        if marks and net_of_blanks(own):
            marks.append(footnotes.mark(DIFFERENCES))
        if lacks_data(own):
            marks.append(footnotes.mark(why_nothing(own)))
        rows = tuple(
            Row(Cell(label), NOTHING if lacks_data(own) else _beyond(_arm(limits, level), style))
            for level, label in shown.arms
        )
        groups.append(RowGroup(Cell(f"{shown.endpoint} {shown.response}", tuple(marks)), rows))
    headings = ("With a result", "Below LLOQ, n (%)", "Above ULOQ, n (%)", "Missing")
    columns = tuple(Column((Cell(words),)) for words in headings)
    return framed(wording, Cell("Endpoint and arm"), columns, groups, footnotes, sources)


def _arm(limits: Ard, level: str) -> Ard:
    return limits.select(group1_level=level)


def _beyond(arm: Ard, style: NumberStyle) -> tuple[Cell, ...]:
    cells = [_count(arm, "n_measured", style) if arm.find("n_measured") else Cell("-")]
    for side in ("below", "above"):
        if arm.find(f"n_{side}") is None:
            cells.append(Cell("-"))
            continue
        share = style.percent(arm.number(f"p_{side}"))
        source = source_among(arm, f"n_{side}", f"p_{side}")
        cells.append(Cell(f"{style.count(arm.number(f'n_{side}'))} ({share})", source=source))
    return (*cells, _count(arm, "n_missing", style))


def _rules(limits: Ard) -> str:
    """Say the rules, and the span of limits that differ from plate to plate."""
    parts = []
    for side, name, limit in (("below", "LLOQ", "lower"), ("above", "ULOQ", "upper")):
        rule = limits.text(f"{side}_rule")
        if rule:
            low, high = limits.number(f"{limit}_min"), limits.number(f"{limit}_max")
            span = ""
            if low is not None and high is not None:
                span = f" ({low:g})" if low == high else f" ({low:g} to {high:g})"
            parts.append(f"{side} the {name}{span} {RULE_NAMES.get(rule, rule)}")
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}."


def exclusions_listing(
    ard: Ard, wording: DisplayWording, style: NumberStyle, sources: tuple[str, ...] = ()
) -> Table:
    """List the units of the study that are not analysed, each with its first reason.

    Parameters
    ----------
    ard
        Results of a run.
    wording
        The words of the listing.
    style
        How numbers are written.
    sources
        The lines below the footnotes.

    Returns
    -------
    Table
        One row a unit, in the order in which the units went.
    """
    footnotes = Footnotes()
    groups = []
    for shown in wording.shown:
        own = _of(ard, shown)
        excluded = own.select(context=EXCLUSIONS)
        rows = tuple(_excluded(row) for row in excluded)
        marks: tuple[str, ...] = ()
        counted = f"{style.count(len(rows))} not analysed"
        if lacks_data(own):
            counted, marks = NOT_ESTIMABLE, (footnotes.mark(why_nothing(own)),)
        label = f"{shown.endpoint} {shown.title}: {counted}"
        groups.append(RowGroup(Cell(label, marks), rows))
    columns = (Column((Cell("Step"),), align="left"), Column((Cell("Reason"),), align="left"))
    footnotes.note("The first reason that applied is shown.")
    return framed(wording, Cell(wording.unit_label), columns, groups, footnotes, sources)


def _excluded(row: ArdRow) -> Row:
    source = source_of(row)
    step = Cell(STAGES.get(row.variable, row.variable), source=source)
    return Row(Cell(row.group1_level, source=source), (step, Cell(row.stat_text, source=source)))


def lacks_data(own: Ard) -> bool:
    """Tell whether an analysis failed before it had data, so that nothing is known of any row.

    Parameters
    ----------
    own
        Results of the endpoint's own analysis.

    Returns
    -------
    bool
    """
    failed = own.find("failure", context=FAILURE) is not None
    return failed and not own.select(context=DISPOSITION).rows


def why_nothing(own: Ard) -> str:
    """Say why a display about data has no numbers of an endpoint.

    Parameters
    ----------
    own
        Results of the endpoint's own analysis.

    Returns
    -------
    str
        A footnote.
    """
    return not_estimable(own.text("failure", context=FAILURE) or "There are no results.")


def _of(ard: Ard, shown: DisplayedData) -> Ard:
    return ard.select(endpoint=shown.endpoint, analysis=shown.analysis)
