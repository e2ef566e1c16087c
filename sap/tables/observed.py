"""Table kind ``observed``: values as measured, by arm; no model, no interval, no test."""

from __future__ import annotations

from collections.abc import Iterator

from sap.ard import Ard
from sap.ard.rows import OBSERVED
from sap.tables.display_wording import ObservedWording, ShownEndpoint
from sap.tables.footnotes import Footnotes
from sap.tables.frame import framed
from sap.tables.numbers import NOT_ESTIMABLE, NumberStyle
from sap.tables.primary_notes import not_estimable
from sap.tables.table import EMPTY, Cell, Column, Row, RowGroup, Table
from sap.tables.wording import RULE_NAMES, plural

DESCRIPTIVE = (
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
    units, rows = plural(wording.unit_noun), plural(wording.row_noun)
    footnotes.note(DESCRIPTIVE.format(units=units))
    footnotes.note(
        f"CV, coefficient of variation; Q1, Q3, quartiles (SAS definition 5). Values are over "
        f"{units}: the {rows} of a {wording.unit_noun} are first combined by their geometric "
        "mean, or by their mean where no geometric mean is shown."
    )
    groups = [_group(ard, shown, wording, style, footnotes) for shown in wording.shown]
    columns = tuple(Column((Cell(label),)) for _, label in wording.arms)
    return framed(wording, Cell("Endpoint"), columns, groups, footnotes, sources)


def _group(
    ard: Ard,
    shown: ShownEndpoint,
    wording: ObservedWording,
    style: NumberStyle,
    footnotes: Footnotes,
) -> RowGroup:
    own = ard.select(endpoint=shown.endpoint, analysis=shown.analysis, context=OBSERVED)
    reason = next((row.error for row in own if row.stat_name == "n_rows" and row.error), "")
    if reason or not own:
        why = footnotes.mark(not_estimable(reason or "There are no results."))
        cells = (Cell(NOT_ESTIMABLE, (why,)),) * len(wording.arms)
        return RowGroup(Cell(shown.with_unit), (Row(Cell(_counts_label(wording)), cells),))
    arms = [own.select(group1_level=level) for level, _ in wording.arms]
    rows = (*_by_arm(arms, own, wording, style, footnotes), *_within(own, wording, style))
    return RowGroup(Cell(shown.with_unit), rows)


def _counts_label(wording: ObservedWording) -> str:
    return f"n {plural(wording.unit_noun)} (n {plural(wording.row_noun)})"


def _by_arm(
    arms: list[Ard], own: Ard, wording: ObservedWording, style: NumberStyle, footnotes: Footnotes
) -> Iterator[Row]:
    count = style.count
    yield Row(
        Cell(_counts_label(wording)),
        tuple(Cell(f"{count(a.number('n_units'))} ({count(a.number('n_rows'))})") for a in arms),
    )
    rule = own.text("below_rule")
    if rule:
        what = RULE_NAMES.get(rule, f"handled by the rule {rule}")
        mark = footnotes.mark(f"Below the lower limit of quantification (LLOQ): {what}.")
        below = (
            f"{count(a.number('n_below'))} ({style.percent(a.number('p_below'))})" for a in arms
        )
        yield Row(Cell("n (%) below LLOQ", (mark,)), tuple(Cell(_empty(text)) for text in below))
    geometric = any(arm.find("geo_mean") for arm in arms)
    centre = []
    for arm in arms:
        places = arm.number("decimals")
        if geometric:
            mean, spread = (
                style.estimate(arm.number("geo_mean")),
                style.percent(arm.number("geo_cv")),
            )
        else:
            mean = style.mean(arm.number("mean"), places)
            spread = style.mean(arm.number("sd"), places)
        centre.append(Cell(_empty(f"{mean} ({spread})")))
    yield Row(Cell("Geometric mean (geo. CV%)" if geometric else "Mean (SD)"), tuple(centre))
    quartiles = []
    for arm in arms:
        texts = [
            style.raw(arm.number(name), arm.number("decimals")) for name in ("median", "q1", "q3")
        ]
        quartiles.append(Cell(_empty(f"{texts[0]} ({texts[1]}, {texts[2]})")))
    yield Row(Cell("Median (Q1, Q3)"), tuple(quartiles))


def _within(own: Ard, wording: ObservedWording, style: NumberStyle) -> Iterator[Row]:
    """Compare the arms within the units that have both."""
    compared = [row for row in own if row.stat_name == "n_within"]
    if not compared:
        return
    cells: list[Cell] = [EMPTY] * (len(wording.arms) - len(compared))
    ratio = True
    for row in compared:
        pair = own.select(group1_level=row.group1_level)
        ratio = pair.find("geo_mean") is not None
        centre = (
            style.ratio(pair.number("geo_mean")) if ratio else style.estimate(pair.number("mean"))
        )
        cells.append(Cell(_empty(f"{centre} ({style.count(row.stat)})")))
    what = "Geometric mean of ratios" if ratio else "Mean of differences"
    yield Row(Cell(f"{what} within {plural(wording.unit_noun)} (n)"), tuple(cells))


def _empty(text: str) -> str:
    """Show a dash for what nothing was measured for; a spread of one value is a dash too."""
    if text.startswith(NOT_ESTIMABLE):
        return "-"
    return text.replace(f"({NOT_ESTIMABLE})", "(-)")
