"""Cells below each other on the decimal point of their first number, in any format."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sap.tables.table import Cell, Table
from sap.tables.table import plain as plain

# As wide as a digit: in front of a number it stands for the digits that others have more.
FIGURE_SPACE = "\N{FIGURE SPACE}"
NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"
# Up to the last digit before the point: "(0.52, 0.81)" has "(0", "<0.001" has "<0". A decimal
# comma is as good, thousands may stand apart, and where no zero is written nothing does.
BEFORE_POINT = re.compile(
    r"[(<>]?[\N{MINUS SIGN}]?(?:\d+(?:\N{NARROW NO-BREAK SPACE}\d{3})*|(?=[.,]\d))|\S+"
)


@dataclass(frozen=True)
class Pointed:
    """The text of a cell, divided after the integer part of its first number."""

    before: str
    after: str

    @property
    def whole(self) -> str:
        """The text of the cell."""
        return self.before + self.after


def divided(cell: Cell) -> Pointed:
    """Divide the text of a cell where decimal points stand below each other.

    Parameters
    ----------
    cell
        A cell.

    Returns
    -------
    Pointed
        Its two parts; a text without a number is all before the point.
    """
    text = plain(cell.shown)
    found = BEFORE_POINT.match(text)
    end = found.end() if found else 0
    return Pointed(text[:end], text[end:])


@dataclass(frozen=True)
class ColumnWidths:
    """How many characters the cells of a column need before and after the point.

    Parameters
    ----------
    before, after
        The most there are.
    gaps
        How many of those before are at most gaps between thousands, narrower than a digit.
    """

    before: int
    after: int
    gaps: int = 0

    @property
    def whole(self) -> int:
        """Characters of the whole column."""
        return self.before + self.after


def column_widths(cells: Iterable[Cell]) -> ColumnWidths:
    """Measure the cells of a column.

    Parameters
    ----------
    cells
        The cells of results; headings are not among them.

    Returns
    -------
    ColumnWidths
        The most characters before and after the point.
    """
    parts = [divided(cell) for cell in cells]
    return ColumnWidths(
        max((len(part.before) for part in parts), default=0),
        max((len(part.after) for part in parts), default=0),
        max((part.before.count(NARROW_SPACE) for part in parts), default=0),
    )


def filling(parts: Pointed, width: ColumnWidths) -> str:
    """Give what puts the point of a cell below those of the others, in letters of any width.

    Parameters
    ----------
    parts
        The text of the cell.
    width
        Of its column.

    Returns
    -------
    str
        Figure spaces, which are as wide as digits, and gaps as others have between thousands;
        nothing for an empty cell.
    """
    if not parts.whole:
        return ""
    missing = width.before - len(parts.before)
    gaps = min(width.gaps - parts.before.count(NARROW_SPACE), missing)
    return NARROW_SPACE * gaps + FIGURE_SPACE * (missing - gaps)


def widths_of(table: Table) -> tuple[ColumnWidths, ...]:
    """Measure all columns of a table.

    Parameters
    ----------
    table
        The table.

    Returns
    -------
    tuple of ColumnWidths
        One a column.
    """
    rows = [row for group in table.groups for row in group.rows]
    return tuple(
        column_widths(row.cells[number] for row in rows) for number in range(len(table.columns))
    )
