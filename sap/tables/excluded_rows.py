"""Listing of single rows that were taken out, each with its place in the data and the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sap.ard import Ard
from sap.ard.rows import EXCLUDED_ROWS, ArdRow
from sap.language import plural
from sap.tables.display_wording import RowListingWording
from sap.tables.footnotes import Footnotes
from sap.tables.frame import framed
from sap.tables.numbers import NOT_ESTIMABLE, NumberStyle
from sap.tables.populations import lacks_data, why_nothing
from sap.tables.sources import source_of
from sap.tables.table import EMPTY, Cell, Column, Row, RowGroup, Source, Table
from sap.tables.wording import DisplayedData

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
        One row for each row of data, or for each reason of an endpoint that lost many.
    """
    footnotes = Footnotes()
    footnotes.note(
        f"Rows of a {wording.unit_noun} of the analysis set; those of "
        f"{plural(wording.unit_noun)} outside of it are not listed."
    )
    groups = [_group(ard, shown, wording, style, footnotes) for shown in wording.shown]
    headings = (wording.level_label, "Row", "File and line", "Reason")
    columns = tuple(Column((Cell(words),), align="left") for words in headings)
    return framed(wording, Cell(wording.unit_label), columns, groups, footnotes, sources)


def _group(
    ard: Ard,
    shown: DisplayedData,
    wording: RowListingWording,
    style: NumberStyle,
    footnotes: Footnotes,
) -> RowGroup:
    own = ard.select(endpoint=shown.endpoint, analysis=shown.analysis, context=EXCLUDED_ROWS)
    by_name: dict[str, dict[tuple[str, ...], str]] = {}
    by_place: dict[tuple[str, ...], list[ArdRow]] = {}
    for row in own:
        place = (row.group1_level, row.group2_level, row.variable_level)
        text = row.stat_text if row.stat is None else style.count(row.stat)
        by_name.setdefault(row.stat_name, {})[place] = text
        if row.stat_name in TRACED:
            by_place.setdefault(place, []).append(row)
    reasons = by_name.get("excluded_row", {})
    label = f"{shown.endpoint} {shown.title}: {_rows(len(reasons), style)} taken out"
    endpoint = ard.select(endpoint=shown.endpoint, analysis=shown.analysis)
    if lacks_data(endpoint):
        mark = footnotes.mark(why_nothing(endpoint))
        return RowGroup(Cell(f"{shown.endpoint} {shown.title}: {NOT_ESTIMABLE}", (mark,)), ())
    if len(reasons) <= wording.most:
        arms = dict(shown.arms)
        rows = [
            _line(
                (
                    at[0],
                    arms.get(at[1], at[1]),
                    at[2],
                    f"{by_name['source_file'][at]}:{by_name['source_line'][at]}",
                    reason,
                ),
                source_of(*by_place[at]),
            )
            for at, reason in reasons.items()
        ]
        return RowGroup(Cell(label), tuple(rows))
    mark = footnotes.mark(
        f"More than {wording.most} rows: counted by reason. Each one is in the results file."
    )
    counts = Counter(reasons.values())
    rows = [
        Row(Cell(_rows(number, style)), (EMPTY, EMPTY, EMPTY, Cell(reason)))
        for reason, number in counts.items()
    ]
    return RowGroup(Cell(label, (mark,)), tuple(rows))


def _line(texts: Sequence[str], source: Source) -> Row:
    """Write one row of data, of which every cell tells the file, the line and the reason."""
    label, *cells = (Cell(text, source=source) for text in texts)
    return Row(label, tuple(cells))


def _rows(number: int, style: NumberStyle) -> str:
    return f"{style.count(number)} {'row' if number == 1 else plural('row')}"
