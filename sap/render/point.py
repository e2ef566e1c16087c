"""Cells below each other on the decimal point of their first number, in any format."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from sap.language import language
from sap.tables.table import Cell, Table
from sap.tables.table import plain as plain

# As wide as a digit: in front of a number it stands for the digits that others have more.
FIGURE_SPACE = "\N{FIGURE SPACE}"
NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"
# Signs before the digits, and a decimal mark where no zero is written before it.
_SIGNS, _MARK = r"[(<>]?[\N{MINUS SIGN}-]?", r"(?=[.,\N{MIDDLE DOT}]\d)"


@cache
def before_point(groups: str) -> re.Pattern[str]:
    """Make the pattern of what stands before the decimal point of a cell's first number.

    Parameters
    ----------
    groups
        What parts thousands, or empty.

    Returns
    -------
    re.Pattern
        Up to the last digit before the point: ``(0`` of ``(0.52, 0.81)``, ``<0`` of ``<0.001``;
        the first word of a cell without a number.
    """
    parted = rf"(?:[{NARROW_SPACE}{re.escape(groups)}]\d{{3}}(?!\d))*"
    return re.compile(rf"{_SIGNS}(?:\d+{parted}|{_MARK})|\S+")


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
    found = before_point(language().notation.groups).match(text)
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
