"""A laid-out table: frozen, cells are text, ready for any format.

A table knows no number, no datum and no file format. What a format shows is exactly
what stands here, so that a table is the same in each.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from sap.language import say

Align = Literal["point", "left", "center"]
#: Keys of the rows of the results that a text shows, as `ArdRow.key` gives them.
Source = tuple[tuple[str, ...], ...]

# Categories of Unicode that have no place in a line of text.
UNSEEN = ("Cc", "Cs", "Co", "Cn", "Zl", "Zp")


def plain(text: str) -> str:
    """Make a text safe to show: control characters and line breaks become spaces.

    Parameters
    ----------
    text
        Any text, from data or a spec.

    Returns
    -------
    str
        The text on one line without control characters or lone surrogates.
    """
    shown = "".join(" " if unicodedata.category(sign) in UNSEEN else sign for sign in text)
    return " ".join(shown.split(" ")).strip("\n")


@dataclass(frozen=True)
class Cell:
    """The text of a cell and the footnotes it points at.

    Parameters
    ----------
    text
        What is shown.
    marks
        Marks of footnotes, for example ``("1",)``.
    source
        Which results it shows, where the layout says so. A reader sees the same without it,
        so cells that differ in it alone are equal.
    """

    text: str = ""
    marks: tuple[str, ...] = ()
    source: Source = field(default=(), compare=False, repr=False)

    @property
    def shown(self) -> str:
        """The text followed by its marks, for example ``Model [2]``."""
        marks = "".join(f"[{mark}]" for mark in self.marks)
        return f"{self.text} {marks}".strip()


EMPTY = Cell()


def heading_lines(text: str, *marks: str) -> tuple[Cell, ...]:
    """Make a heading of several lines.

    Parameters
    ----------
    text
        With line breaks.
    *marks
        Marks of footnotes, which stand on the last line.

    Returns
    -------
    tuple of Cell
        One a line.
    """
    *first, last = text.split("\n")
    return (*(Cell(line) for line in first), Cell(last, marks))


@dataclass(frozen=True)
class Column:
    """The heading of a column of results.

    Parameters
    ----------
    lines
        The lines of the heading, top first.
    spanner
        A heading shared with neighbouring columns of the same spanner.
    align
        How the column's cells stand: ``point`` puts the decimal points of first
        numbers below each other.
    """

    lines: tuple[Cell, ...]
    spanner: str | None = None
    align: Align = "point"


@dataclass(frozen=True)
class Row:
    """One row: its label and one cell a column.

    Parameters
    ----------
    label
        The row's label.
    cells
        One cell a column.
    indent
        Steps of indentation of the label.
    """

    label: Cell
    cells: tuple[Cell, ...]
    indent: int = 1


@dataclass(frozen=True)
class RowGroup:
    """Rows under one heading, which a page never leaves alone.

    Parameters
    ----------
    label
        The heading of the group.
    rows
        Its rows.
    headings
        Headings of its own for the columns, when they hold something else than the
        column says; empty otherwise.
    """

    label: Cell
    rows: tuple[Row, ...]
    headings: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Footnote:
    """A footnote with its mark; a note on the whole table has an empty mark."""

    mark: str
    text: str

    @property
    def shown(self) -> str:
        """The mark and the text, for example ``[3] Not part of the confirmatory test.``."""
        return f"[{self.mark}] {self.text}" if self.mark else self.text


@dataclass(frozen=True)
class Table:
    """A table in its final wording.

    Parameters
    ----------
    number
        Its number, as text: ``14.2.1.1``.
    title
        Its title.
    population
        The line that names the analysis set.
    protocol
        The left part of the page header; the right part is ``Page x of y``.
    notice
        A word that nobody may overlook, such as that the data are simulated, or empty.
    stub
        The heading of the row labels.
    columns
        Headings of the columns.
    groups
        The rows, in groups.
    footnotes
        Footnotes in the order of their marks.
    sources
        Source data, program, output, time, software and hash, one line each.
    """

    number: str
    title: str
    population: str
    protocol: str
    notice: str
    stub: Cell
    columns: tuple[Column, ...]
    groups: tuple[RowGroup, ...]
    footnotes: tuple[Footnote, ...] = ()
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for group in self.groups:
            assert len(group.headings) in (0, len(self.columns)), group.label.text
            for row in group.rows:
                assert len(row.cells) == len(self.columns), row.label.text
        marks = [footnote.mark for footnote in self.footnotes if footnote.mark]
        used = {mark for cell in self.all_cells() for mark in cell.marks}
        assert len(set(marks)) == len(marks), f"a footnote mark stands twice: {marks}"
        assert used == set(marks), f"marks used {sorted(used)}, footnotes {marks}"

    @property
    def caption(self) -> str:
        """The first line of the title block, for example ``Table 14.2.1.1``."""
        return say("Table {number}", number=self.number)

    def all_cells(self) -> Iterator[Cell]:
        """Go through every cell, headings and labels included, in reading order.

        Yields
        ------
        Cell
            The next cell.
        """
        yield self.stub
        for column in self.columns:
            yield from column.lines
        for group in self.groups:
            yield group.label
            yield from group.headings
            for row in group.rows:
                yield row.label
                yield from row.cells
