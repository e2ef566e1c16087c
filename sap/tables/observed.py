"""Table kind ``observed``: values as measured, by arm; no model, no interval, no test."""

from __future__ import annotations

from collections.abc import Iterator

from sap.ard import Ard
from sap.ard.rows import OBSERVED
from sap.language import noted, plural, say
from sap.tables.display_wording import ObservedWording, ShownEndpoint
from sap.tables.footnotes import Footnotes
from sap.tables.frame import framed
from sap.tables.numbers import NOT_ESTIMABLE, NumberStyle
from sap.tables.primary_notes import NO_RESULTS, not_estimable
from sap.tables.sources import source_among
from sap.tables.table import EMPTY, Cell, Column, Row, RowGroup, Table
from sap.tables.wording import rule_in_words

DESCRIPTIVE = noted(
    "Descriptive only: nothing is modelled or tested, and these {units} are never pooled with "
    "those of another analysis set."
)


def observed_table(
    ard: Ard, wording: ObservedWording, style: NumberStyle, sources: tuple[str, ...] = ()
) -> Table:
    """Lay out observed values of endpoints.

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
        One group an endpoint; one that has nothing to describe keeps its rows as ``NE``.
    """
    footnotes = Footnotes()
    units = plural(wording.unit_noun)
    footnotes.note(say(DESCRIPTIVE, units=units))
    footnotes.note(
        say(
            "CV, coefficient of variation; Q1, Q3, quartiles (SAS definition 5). Values are over "
            "{units}: the results of a {unit} are first combined by their geometric mean, or by "
            "their mean where no geometric mean is shown. -, too few values.",
            units=units,
            unit=wording.unit_noun,
        )
    )
    groups = [_group(ard, shown, wording, style, footnotes) for shown in wording.shown]
    columns = tuple(Column((Cell(label),)) for _, label in wording.arms)
    return framed(wording, Cell(say("Endpoint")), columns, groups, footnotes, sources)


def _group(
    ard: Ard,
    shown: ShownEndpoint,
    wording: ObservedWording,
    style: NumberStyle,
    footnotes: Footnotes,
) -> RowGroup:
    own = ard.select(endpoint=shown.endpoint, analysis=shown.analysis, context=OBSERVED)
    counts = say(
        "n {units} (n {rows})", units=plural(wording.unit_noun), rows=plural(shown.row_noun)
    )
    reason = next((row.error for row in own if row.stat_name == "n_rows" and row.error), "")
    if reason or not own:
        why = footnotes.mark(not_estimable(reason or NO_RESULTS))
        cells = (Cell(NOT_ESTIMABLE, (why,)),) * len(wording.arms)
        return RowGroup(Cell(shown.with_unit), (Row(Cell(counts), cells),))
    arms = [own.select(group1_level=level) for level, _ in wording.arms]
    counted = Row(Cell(counts), tuple(_counts(arm, style) for arm in arms))
    rows = (counted, *_by_arm(arms, own, style, footnotes), *_within(own, wording, style))
    return RowGroup(Cell(shown.with_unit), rows)


def _counts(arm: Ard, style: NumberStyle) -> Cell:
    units, rows = (style.count(arm.number(name)) for name in ("n_units", "n_rows"))
    return Cell(f"{units} ({rows})", source=source_among(arm, "n_units", "n_rows"))


def _by_arm(arms: list[Ard], own: Ard, style: NumberStyle, footnotes: Footnotes) -> Iterator[Row]:
    rule = own.text("below_rule")
    if rule:
        mark = footnotes.mark(
            say("Below the lower limit of quantification (LLOQ): {what}.", what=rule_in_words(rule))
        )
        yield Row(Cell(say("n (%) below LLOQ"), (mark,)), tuple(_below(arm, style) for arm in arms))
    geometric = any(arm.find("geo_mean") for arm in arms)
    name = say("Geometric mean (geo. CV%)") if geometric else say("Mean (SD)")
    yield Row(Cell(name), tuple(_centre(arm, geometric, style) for arm in arms))
    yield Row(Cell(say("Median (Q1, Q3)")), tuple(_quartiles(arm, style) for arm in arms))


def _below(arm: Ard, style: NumberStyle) -> Cell:
    count, share = style.count(arm.number("n_below")), style.percent(arm.number("p_below"))
    return Cell(_empty(f"{count} ({share})"), source=source_among(arm, "n_below", "p_below"))


def _centre(arm: Ard, geometric: bool, style: NumberStyle) -> Cell:
    source = source_among(arm, *(("geo_mean", "geo_cv") if geometric else ("mean", "sd")))
    if geometric:
        mean, spread = style.estimate(arm.number("geo_mean")), style.percent(arm.number("geo_cv"))
    else:
        places = arm.number("decimals")
        mean, spread = (style.mean(arm.number(name), places) for name in ("mean", "sd"))
    return Cell(_empty(f"{mean} ({spread})"), source=source)


def _quartiles(arm: Ard, style: NumberStyle) -> Cell:
    places = arm.number("decimals")
    median, q1, q3 = (style.raw(arm.number(name), places) for name in ("median", "q1", "q3"))
    source = source_among(arm, "median", "q1", "q3")
    return Cell(_empty(f"{median} ({style.pair(q1, q3)})"), source=source)


def _within(own: Ard, wording: ObservedWording, style: NumberStyle) -> Iterator[Row]:
    """Compare the arms within the units that have both."""
    compared = [row for row in own if row.stat_name == "n_within"]
    if not compared:
        return
    cells: list[Cell] = [EMPTY] * (len(wording.arms) - len(compared))
    pairs = [own.select(group1_level=row.group1_level) for row in compared]
    ratio = all(pair.find("geo_mean") for pair in pairs)
    for pair in pairs:
        centre = style.estimate(pair.number("mean"))
        if ratio:
            centre = style.ratio(pair.number("geo_mean"))
        text = _empty(f"{centre} ({style.count(pair.number('n_within'))})")
        source = source_among(pair, "geo_mean" if ratio else "mean", "n_within")
        cells.append(Cell(text, source=source))
    units = plural(wording.unit_noun)
    if ratio:
        label = say("Geometric mean of ratios within {units} (n)", units=units)
    else:
        label = say("Mean of differences within {units} (n)", units=units)
    yield Row(Cell(label), tuple(cells))


def _empty(text: str) -> str:
    """Show a dash for what nothing was measured for; a spread of one value is a dash too."""
    if text.startswith(NOT_ESTIMABLE):
        return "-"
    return text.replace(f"({NOT_ESTIMABLE})", "(-)")
