"""Listing of single rows that were taken out, each with its place in the data and the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sap.ard import Ard
from sap.ard.rows import EXCLUDED_ROWS, ArdRow
from sap.language import language, plural, say, told
from sap.tables.display_wording import RowListingWording
from sap.tables.footnotes import Footnotes
from sap.tables.frame import framed
from sap.tables.numbers import NumberStyle
from sap.tables.populations import lacks_data, named_together, nothing_known
from sap.tables.sources import source_of
from sap.tables.table import EMPTY, Cell, Column, Row, RowGroup, Source, Table
from sap.tables.together import put_together


@dataclass(frozen=True)
class TakenOut:
    """A row of data that was taken out.

    Parameters
    ----------
    unit, arm, key
        Its unit, the label of its level of the compared factor, and what identifies it.
    place, reason
        File and line, and why it was taken out.
    source
        The results that tell it of the first endpoint.
    """

    unit: str
    arm: str
    key: str
    place: str
    reason: str
    source: Source = field(default=(), compare=False, repr=False)


#: What a cell of a row of data tells of it.
TRACED = frozenset({"excluded_row", "source_file", "source_line"})


def excluded_rows_listing(
    ard: Ard, wording: RowListingWording, style: NumberStyle, sources: tuple[str, ...] = ()
) -> Table:
    """List the rows of analysed units that are not in the analysis.

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
        One row for each row of data under all endpoints that it was taken out of, or for each
        reason where they lost many.
    """
    footnotes = Footnotes()
    footnotes.note(
        say(
            "Rows of a {unit} of the analysis set; those of {units} outside of it are not listed.",
            unit=wording.unit_noun,
            units=plural(wording.unit_noun),
        )
    )
    listed, unknown = {}, []
    for shown in wording.shown:
        own = ard.select(endpoint=shown.endpoint, analysis=shown.analysis)
        if lacks_data(own):
            unknown.append(nothing_known(own, shown, footnotes))
        else:
            listed[shown.endpoint] = list(_taken_out(own, dict(shown.arms), style))
    together = put_together(listed)
    if any(len(endpoints) > 1 for endpoints in together):
        footnotes.note(
            say(
                "A row taken out of several endpoints by one reason stands once, under all of them."
            )
        )
    groups = [
        _group(named_together(endpoints, wording), rows, wording, style, footnotes)
        for endpoints, rows in together.items()
    ]
    headings = (wording.level_label, say("Row"), say("File and line"), say("Reason"))
    columns = tuple(Column((Cell(words),), align="left") for words in headings)
    every = (*groups, *unknown)
    return framed(wording, Cell(wording.unit_label), columns, every, footnotes, sources)


def _taken_out(own: Ard, arms: Mapping[str, str], style: NumberStyle) -> Iterator[TakenOut]:
    by_name: dict[str, dict[tuple[str, str, str], str]] = {}
    by_place: dict[tuple[str, str, str], list[ArdRow]] = {}
    for row in own.select(context=EXCLUDED_ROWS):
        at = (row.group1_level, row.group2_level, row.variable_level)
        text = row.stat_text
        if row.stat is not None:
            # A line of a file is written as programs write it.
            text = style.count(row.stat) if style.placeholder else f"{row.stat:.0f}"
        by_name.setdefault(row.stat_name, {})[at] = text
        if row.stat_name in TRACED:
            by_place.setdefault(at, []).append(row)
    for at, reason in by_name.get("excluded_row", {}).items():
        unit, level, key = at
        place = f"{by_name['source_file'][at]}:{by_name['source_line'][at]}"
        source = source_of(*by_place[at])
        yield TakenOut(unit, arms.get(level, level), key, place, reason, source)


def _group(
    named: str,
    taken_out: Sequence[TakenOut],
    wording: RowListingWording,
    style: NumberStyle,
    footnotes: Footnotes,
) -> RowGroup:
    label = say("{endpoints}: {rows} taken out", endpoints=named, rows=_rows(len(taken_out), style))
    if len(taken_out) <= wording.most:
        rows = [
            _line((one.unit, one.arm, one.key, one.place, told(one.reason)), one.source)
            for one in taken_out
        ]
        return RowGroup(Cell(label), tuple(rows))
    mark = footnotes.mark(
        say(
            "More than {number} rows: counted by reason. Each one is in the results file.",
            number=wording.most,
        )
    )
    counts = Counter(one.reason for one in taken_out)
    rows = [
        Row(Cell(_rows(number, style)), (EMPTY, EMPTY, EMPTY, Cell(told(reason))))
        for reason, number in counts.items()
    ]
    return RowGroup(Cell(label, (mark,)), tuple(rows))


def _line(texts: Sequence[str], source: Source) -> Row:
    """Write one row of data, of which every cell tells the file, the line and the reason."""
    label, *cells = (Cell(text, source=source) for text in texts)
    return Row(label, tuple(cells))


def _rows(number: int, style: NumberStyle) -> str:
    shown = style.count(number)
    if language().grammar.is_singular(number):
        return say("{number} row", number=shown)
    return say("{number} rows", number=shown)
