"""What every paged form of a table agrees on: paper, widths, what keeps together, where notes go.

Word, RTF, LaTeX and PDF ask here, so that a table turns its page, shares its width and keeps
its rows together in the same way in each.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sap.language import language, noted, say
from sap.render.point import ColumnWidths, plain, widths_of
from sap.tables.table import Column, RowGroup, Table

# A4 in millimetres, and what of it is margin.
SHORT_SIDE, LONG_SIDE, MARGIN, TOP_MARGIN = 210, 297, 20, 28
BODY_POINTS, NOTE_POINTS = 9.0, 8.0
INDENT_MM, HANGING_MM, MARK_MM = 4.0, 3.0, 6.0
# Average widths of a character in the two sizes, and the height of a line of notes.
CHARACTER_MM, NOTE_CHARACTER_MM, NOTE_LINE_MM = 1.65, 1.4, 3.4
# What a column of results has at least for each character and the space around it.
TIGHT_CHARACTER_MM = 1.5
WIDEST_PORTRAIT_CHARACTERS = 112
WIDEST_LABEL = 50
#: Notes that take more of a page's height than this would leave too little room for rows.
MOST_NOTES = 0.5
#: A group of at most as many rows stays on one page.
WHOLE_GROUP = 12

SEE_THE_END = noted("Footnotes stand below the last row of the table.")
#: What Word and RTF call a language.
REGIONS: Mapping[str, tuple[str, int]] = {"en": ("en-US", 1033), "fr": ("fr-FR", 1036)}
# Stands in a text for a number that the reader of a page works out.
WORKED_OUT = "\x00"


def page_number() -> tuple[str, str, str]:
    """Give what stands before the number of a page, between it and how many there are, and after.

    Returns
    -------
    tuple of str
        For example ``Page``, ``of`` and nothing, with the blanks around them.
    """
    words = say("Page {page} of {pages}", page=WORKED_OUT, pages=WORKED_OUT)
    before, between, after = words.split(WORKED_OUT)
    return before, between, after


def region() -> tuple[str, int]:
    """Give what Word and what RTF call the language that is spoken."""
    return REGIONS[language().code]


def protocol_line(protocol: str) -> str:
    """Give what stands at the left of the page header."""
    return say("Protocol: {protocol}", protocol=protocol)


def full_name(caption: str, title: str) -> str:
    """Name a table or figure by its caption and its title, in one line."""
    return say("{caption}: {title}", caption=caption, title=title)


def named_again(table: Table) -> str:
    """Name a table on its later pages."""
    return say("{caption} (continued): {title}", caption=table.caption, title=table.title)


@dataclass(frozen=True)
class Note:
    """A line below a table.

    Parameters
    ----------
    mark
        The mark of a footnote, without brackets; empty for other lines.
    text
        What it says.
    source
        Whether it says where the table comes from.
    """

    mark: str
    text: str
    source: bool = False


@dataclass(frozen=True)
class Spanner:
    """A heading over neighbouring columns; over one without a spanner its text is empty."""

    text: str
    columns: int


@dataclass(frozen=True)
class PageLayout:
    """How a table stands on its pages.

    Parameters
    ----------
    landscape
        Whether the page is turned.
    columns_mm
        The widths of the labels and of each column.
    widths
        How many characters each column of results has before and after the point.
    each_page
        Notes that stand on each page.
    at_end
        Notes that stand below the last row alone, where they leave no room for the table.
    """

    landscape: bool
    columns_mm: tuple[float, ...]
    widths: tuple[ColumnWidths, ...]
    each_page: tuple[Note, ...]
    at_end: tuple[Note, ...]

    @property
    def text_mm(self) -> float:
        """The width of the text."""
        return text_width_mm(self.landscape)


def text_width_mm(landscape: bool) -> float:
    """Give the width of the text on a page, turned or not."""
    return (LONG_SIDE if landscape else SHORT_SIDE) - 2 * MARGIN


def text_height_mm(landscape: bool) -> float:
    """Give the height between the margins of a page, turned or not."""
    return (SHORT_SIDE if landscape else LONG_SIDE) - TOP_MARGIN - MARGIN


def page_layout(table: Table) -> PageLayout:
    """Say how a table stands on its pages.

    Parameters
    ----------
    table
        The table.

    Returns
    -------
    PageLayout
        The same for each paged form.
    """
    widths = widths_of(table)
    stub = _stub_characters(table)
    needs = [
        max(width.whole + 4, _longest_word(column) + 2, 9)
        for column, width in zip(table.columns, widths, strict=True)
    ]
    landscape = stub + sum(needs) > WIDEST_PORTRAIT_CHARACTERS
    text_mm = text_width_mm(landscape)
    each_page, at_end = _notes(table, text_mm, MOST_NOTES * text_height_mm(landscape))
    return PageLayout(landscape, _columns_mm(stub, needs, text_mm), widths, each_page, at_end)


def _stub_characters(table: Table) -> int:
    labels = [(row.label, row.indent) for group in table.groups for row in group.rows]
    labels += [(table.stub, 0)]
    longest = max(len(plain(cell.shown)) + 3 * indent for cell, indent in labels)
    # A longer label takes a second line, rather than turning the page.
    return min(longest, WIDEST_LABEL)


def _longest_word(column: Column) -> int:
    """Measure what a heading cannot divide between lines."""
    words = [word for line in column.lines for word in plain(line.shown).split()]
    return max((len(word) for word in words), default=0)


def _columns_mm(stub: int, needs: Sequence[int], text_mm: float) -> tuple[float, ...]:
    """Share the width: labels what they need up to half, the columns the rest by their needs."""
    # A label may take a second line; a number or a word of a heading may not.
    room = text_mm - TIGHT_CHARACTER_MM * sum(needs)
    label = max(min(stub * CHARACTER_MM, 0.5 * text_mm, room), 0.2 * text_mm)
    return (label, *((text_mm - label) * need / sum(needs) for need in needs))


def _notes(
    table: Table, text_mm: float, most_mm: float
) -> tuple[tuple[Note, ...], tuple[Note, ...]]:
    """Give the notes of each page and those at the end; where there is room, all on each page."""
    notes = [Note(one.mark, plain(one.text)) for one in table.footnotes]
    notes += [Note("", plain(line), source=True) for line in table.sources]
    if _height_mm(notes, text_mm) <= most_mm:
        return tuple(notes), ()
    return (Note("", say(SEE_THE_END)),), tuple(notes)


def _height_mm(notes: Iterable[Note], text_mm: float) -> float:
    characters = text_mm / NOTE_CHARACTER_MM
    return sum(NOTE_LINE_MM * max(1, math.ceil(len(one.text) / characters)) for one in notes)


def spanners_of(table: Table) -> tuple[Spanner, ...]:
    """List the spanners of a table from the left; none at all where no column has one.

    Parameters
    ----------
    table
        The table.

    Returns
    -------
    tuple of Spanner
        Together as many columns as the table has, or none.
    """
    names = [plain(column.spanner or "") for column in table.columns]
    found = []
    for name, alike in groupby(names):
        count = len(list(alike))
        # Columns without a spanner have nothing in common.
        found += [Spanner(name, count)] if name else [Spanner("", 1)] * count
    return tuple(found) if any(names) else ()


def kept_with_next(group: RowGroup) -> tuple[bool, ...]:
    """Say which rows of a group a page break never follows.

    Parameters
    ----------
    group
        The group.

    Returns
    -------
    tuple of bool
        First of its heading, then of each row. A short group stays whole; of a long one
        neither the first nor the last row stands alone.
    """
    count = len(group.rows)
    if count <= WHOLE_GROUP:
        rows = [True] * (count - 1) + [False] * min(count, 1)
    else:
        rows = [place in (0, count - 2) for place in range(count)]
    return (bool(group.rows), *rows)


def number_indent_mm(column_mm: float, width: ColumnWidths) -> float:
    """Say how far in the numbers of a column stand, so that the widest is in the middle.

    Parameters
    ----------
    column_mm
        The width of the column.
    width
        How many characters its widest cell has.

    Returns
    -------
    float
        Millimetres from the left.
    """
    return max(column_mm - width.whole * CHARACTER_MM, 0.0) / 2
