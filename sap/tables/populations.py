"""Displays about data: who was analysed, who was not and why, values beyond the limits.

Each is laid out from results data and words alone, like every other table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from sap.ard import Ard
from sap.ard.rows import DISPOSITION, EXCLUSIONS, FAILURE, LIMITS, SUMMARY
from sap.language import noted, number, plural, say, told
from sap.tables.footnotes import Footnotes
from sap.tables.frame import framed
from sap.tables.numbers import NOT_ESTIMABLE, NumberStyle
from sap.tables.primary_notes import DIFFERENCES, NO_RESULTS, net_of_blanks, not_estimable
from sap.tables.sources import source_among, source_of
from sap.tables.table import EMPTY, Cell, Column, Row, RowGroup, Source, Table
from sap.tables.together import endpoint_ids, put_together
from sap.tables.wording import DisplayedData, DisplayWording, joined, rule_in_words, titled

STAGES: Mapping[str, str] = {
    "data": noted("Data"),
    "where": noted("Rows of the endpoint"),
    "set": noted("Analysis set"),
    "exclude": noted("Left out of the analysis"),
    "missing": noted("Without a value that the model needs"),
    "limits": noted("Beyond the limits of quantification"),
    "complete": noted("Incomplete"),
}
NO_LIMIT = "-"
NOTHING = (Cell(NOT_ESTIMABLE),) * 4
UNDECIDED = noted("A missing value leaves the rule undecided for {number} of them; they stay in.")
#: What is done beyond a limit, by the side of the limit.
BEYOND = {
    "below": ("lower", noted("below the LLOQ{limits} {what}")),
    "above": ("upper", noted("above the ULOQ{limits} {what}")),
}


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
        for words in (say("Taken away"), say("Left"))
    )
    return framed(wording, Cell(say("Step")), columns, groups, footnotes, sources)


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
    for place in steps.values("group1_level"):
        step = steps.select(group1_level=place)
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
            marks = (footnotes.mark(say(UNDECIDED, number=style.count(undecided))),)
        cells = (gone[0], left[0], gone[1], left[1])
        rows.setdefault(kind, []).append(Row(Cell(told(reason), marks), cells))
        last = (EMPTY, left[0], EMPTY, left[1])
    of = shown.endpoint if len(wording.shown) > 1 else ""
    for kind, of_kind in rows.items():
        stage = say(STAGES.get(kind, kind))
        yield RowGroup(Cell(titled(of, stage) if of else stage), tuple(of_kind))
    end = say("Analysed")
    yield RowGroup(Cell(titled(of, end) if of else end), (Row(Cell(shown.title), last),))


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
        One group an endpoint, and one a sensitivity analysis of it that is shown; one row an arm.
    """
    footnotes = Footnotes()
    nouns = joined(row_nouns(wording))
    footnotes.note(say("Percentages are of {rows} with a result.", rows=nouns))
    groups = []
    for shown in wording.shown:
        own = _of(ard, shown)
        limits = own.select(kind=LIMITS)
        marks = [footnotes.mark(_rules(limits))] if limits.find("n_measured") else []
        if marks and net_of_blanks(own):
            marks.append(footnotes.mark(say(DIFFERENCES)))
        if lacks_data(own):
            marks.append(footnotes.mark(why_nothing(own)))
        rows = tuple(
            Row(Cell(label), NOTHING if lacks_data(own) else _beyond(own, level, style))
            for level, label in shown.arms
        )
        groups.append(RowGroup(Cell(f"{shown.endpoint} {shown.response}", tuple(marks)), rows))
    if any(cell.text == NO_LIMIT for group in groups for row in group.rows for cell in row.cells):
        footnotes.note(say("-, there is no such limit."))
    headings = (
        say("With a result"),
        say("Below LLOQ, n (%)"),
        say("Above ULOQ, n (%)"),
        say("Missing"),
    )
    columns = tuple(Column((Cell(words),)) for words in headings)
    return framed(wording, Cell(say("Endpoint and arm")), columns, groups, footnotes, sources)


def row_nouns(wording: DisplayWording) -> tuple[str, ...]:
    """Name what rows of the endpoints of a display are, ``wells`` and ``tubes``.

    Parameters
    ----------
    wording
        The words of the display.

    Returns
    -------
    tuple of str
        Plurals, each once.
    """
    nouns = (plural(one.row_noun or wording.row_noun) for one in wording.shown)
    return tuple(dict.fromkeys(nouns))


def _beyond(own: Ard, level: str, style: NumberStyle) -> tuple[Cell, ...]:
    arm = own.select(kind=LIMITS, group1_level=level)
    summary = own.select(kind=SUMMARY, group1_level=level)
    limited = arm.find("n_measured") is not None
    cells = [_count(arm, "n_measured", style) if limited else _count(summary, "n_rows", style)]
    for side in ("below", "above"):
        if arm.find(f"n_{side}") is None:
            cells.append(Cell(NO_LIMIT))
            continue
        share = style.percent(arm.number(f"p_{side}"))
        source = source_among(arm, f"n_{side}", f"p_{side}")
        cells.append(Cell(f"{style.count(arm.number(f'n_{side}'))} ({share})", source=source))
    return (*cells, _count(arm, "n_missing", style))


def _rules(limits: Ard) -> str:
    """Say the rules, and the span of limits that differ from plate to plate."""
    parts = []
    for side, (limit, words) in BEYOND.items():
        rule = limits.text(f"{side}_rule")
        if rule:
            low, high = limits.number(f"{limit}_min"), limits.number(f"{limit}_max")
            span = ""
            if low is not None and high is not None:
                span = number(low)
                if low != high:
                    span = say("{low} to {high}", low=span, high=number(high))
                span = f" ({span})"
            parts.append(say(words, limits=span, what=rule_in_words(rule)))
    text = say("; ").join(parts)
    return f"{text[:1].upper()}{text[1:]}."


@dataclass(frozen=True)
class NotAnalysed:
    """A unit that is not analysed.

    Parameters
    ----------
    units
        What its endpoint counts.
    unit, step, reason
        The unit, the kind of step at which it left, and why.
    source
        The result that tells it of the first endpoint.
    """

    units: str
    unit: str
    step: str
    reason: str
    source: Source = field(default=(), compare=False, repr=False)


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
        One row a unit and reason under all endpoints that it concerns, in the order in which the
        units went.
    """
    footnotes = Footnotes()
    listed, groups, unknown = {}, [], []
    for shown in wording.shown:
        own = _of(ard, shown)
        if lacks_data(own):
            unknown.append(nothing_known(own, shown, footnotes))
            continue
        listed[shown.endpoint] = [
            NotAnalysed(shown.units, row.group1_level, row.variable, row.stat_text, source_of(row))
            for row in own.select(context=EXCLUSIONS)
        ]
    together = put_together(listed)
    for endpoints, units in together.items():
        rows = tuple(_excluded(one) for one in units)
        label = say(
            "{endpoints}: {number} not analysed",
            endpoints=named_together(endpoints, wording),
            number=style.count(len(rows)),
        )
        groups.append(RowGroup(Cell(label), rows))
    headings = (say("Step"), say("Reason"))
    columns = tuple(Column((Cell(words),), align="left") for words in headings)
    footnotes.note(say("The first reason that applied is shown."))
    if any(len(endpoints) > 1 for endpoints in together):
        footnotes.note(
            say(
                "A {unit} not analysed for several endpoints by one reason stands once, under all "
                "of them; for other endpoints the {unit} may be analysed, or stand under another "
                "reason.",
                unit=wording.unit_noun,
            )
        )
    every = (*groups, *unknown)
    return framed(wording, Cell(wording.unit_label), columns, every, footnotes, sources)


def nothing_known(own: Ard, shown: DisplayedData, footnotes: Footnotes) -> RowGroup:
    """Keep the place of an endpoint in a listing that knows nothing of its rows.

    Parameters
    ----------
    own
        Results of the endpoint's own analysis.
    shown
        The endpoint.
    footnotes
        Takes the reason.

    Returns
    -------
    RowGroup
        A heading with ``NE``.
    """
    mark = footnotes.mark(why_nothing(own))
    label = titled(f"{shown.endpoint} {shown.title}", NOT_ESTIMABLE)
    return RowGroup(Cell(label, (mark,)), ())


def _excluded(one: NotAnalysed) -> Row:
    texts = (one.unit, say(STAGES.get(one.step, one.step)), told(one.reason))
    label, *cells = (Cell(text, source=one.source) for text in texts)
    return Row(label, tuple(cells))


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
    failed = own.find("failure", kind=FAILURE) is not None
    return failed and not own.select(kind=DISPOSITION).rows


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
    return not_estimable(own.text("failure", kind=FAILURE) or NO_RESULTS)


def named_together(endpoints: tuple[str, ...], wording: DisplayWording) -> str:
    """Name endpoints of a display briefly; one alone has its title too.

    Parameters
    ----------
    endpoints
        Ids.
    wording
        The words of the display.

    Returns
    -------
    str
    """
    if len(endpoints) == 1:
        shown = next(one for one in wording.shown if one.endpoint == endpoints[0])
        return f"{shown.endpoint} {shown.title}"
    return endpoint_ids(endpoints, [one.endpoint for one in wording.shown])


def _of(ard: Ard, shown: DisplayedData) -> Ard:
    return ard.select(endpoint=shown.endpoint, analysis=shown.analysis)
