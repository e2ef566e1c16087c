"""What a document is made of: frozen sections, paragraphs, grids and pictures, no file format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from sap.markdown import Block, CodeBlock, Listing, Paragraph, Run, parse_markdown


@dataclass(frozen=True)
class GridRow:
    """A row of a grid: one cell a column, each a few paragraphs; or a heading over all columns."""

    cells: tuple[tuple[Paragraph, ...], ...]
    heading: bool = False


@dataclass(frozen=True)
class Grid:
    """A table of words.

    Parameters
    ----------
    caption
        What it shows.
    columns
        Headings.
    shares
        Of the width, one a column.
    rows
        In order.
    notes
        Lines below it.
    boxed
        Whether all cells have rules around them, as where a reader writes by hand.
    titled
        Whether the caption is shown; under a heading that says the same it is not.
    """

    caption: str
    columns: tuple[str, ...]
    shares: tuple[float, ...]
    rows: tuple[GridRow, ...]
    notes: tuple[str, ...] = ()
    boxed: bool = False
    titled: bool = True

    def __post_init__(self) -> None:
        assert len(self.shares) == len(self.columns), self.caption
        for row in self.rows:
            assert len(row.cells) == (1 if row.heading else len(self.columns)), self.caption


@dataclass(frozen=True)
class Picture:
    """A figure in two forms, and what it shows in words."""

    caption: str
    words: str
    svg: bytes
    png: bytes


#: What a cell of a grid may be made of.
Cell: TypeAlias = str | Paragraph | tuple[Paragraph, ...]

Part: TypeAlias = Block | Grid | Picture


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it.

    Parameters
    ----------
    title
        The heading.
    parts
        In order.
    sections
        Sections within it.
    items
        Items of the guideline that it answers.
    number
        ``6.3``; empty until the document is made.
    """

    title: str
    parts: tuple[Part, ...] = ()
    sections: tuple[Section, ...] = ()
    items: tuple[str, ...] = ()
    number: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing stands under the heading."""
        return not self.parts and all(section.empty for section in self.sections)

    @property
    def heading(self) -> str:
        """The number and the title."""
        return f"{self.number} {self.title}".strip()

    def walk(self) -> Iterator[Section]:
        """Go through the section and all within it, in reading order.

        Yields
        ------
        Section
            The next one.
        """
        yield self
        for section in self.sections:
            yield from section.walk()


@dataclass(frozen=True)
class PlanDocument:
    """A statistical analysis plan in its final wording.

    Parameters
    ----------
    kind, title
        What it is, and of which study.
    protocol
        The left part of the page header; the right part is ``Page x of y``.
    notice
        A word that nobody may overlook, or empty.
    facts
        Label and text of the lines on the first page.
    sections
        In order, numbered.
    generated
        When it was made, UTC, ISO 8601.
    """

    kind: str
    title: str
    protocol: str
    notice: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    generated: str

    def walk(self) -> Iterator[Section]:
        """Go through all sections, in reading order.

        Yields
        ------
        Section
            The next one.
        """
        for section in self.sections:
            yield from section.walk()


def words(text: str) -> Paragraph:
    """Make a paragraph of a plain text; nothing in it is Markdown.

    Parameters
    ----------
    text
        The text.

    Returns
    -------
    Paragraph
    """
    return Paragraph((Run(text),))


def code(text: str) -> Paragraph:
    """Make a paragraph of a text in the language of the spec.

    Parameters
    ----------
    text
        Such as a condition.

    Returns
    -------
    Paragraph
    """
    return Paragraph((Run(text, code=True),))


def bullets(lines: Iterable[str], *, numbered: bool = False) -> Listing:
    """Make a list of plain texts.

    Parameters
    ----------
    lines
        One an item.
    numbered
        Whether the order counts.

    Returns
    -------
    Listing
    """
    return Listing(tuple((words(line),) for line in lines), numbered)


def row(*cells: Cell) -> GridRow:
    """Make a row of a grid.

    Parameters
    ----------
    *cells
        Each a text, a paragraph or several.

    Returns
    -------
    GridRow
    """
    made: list[tuple[Paragraph, ...]] = []
    for cell in cells:
        if isinstance(cell, str):
            made.append((words(cell),))
        else:
            made.append((cell,) if isinstance(cell, Paragraph) else cell)
    return GridRow(tuple(made))


def own_words(text: str | None) -> tuple[Part, ...]:
    """Read what the statistician says, in Markdown.

    Parameters
    ----------
    text
        The text, or None for none.

    Returns
    -------
    tuple of Part
        Its blocks; none where nothing is said.
    """
    return parse_markdown(text) if text else ()


__all__ = [
    "Block",
    "Cell",
    "CodeBlock",
    "Grid",
    "GridRow",
    "Listing",
    "Paragraph",
    "Part",
    "Picture",
    "PlanDocument",
    "Run",
    "Section",
    "bullets",
    "code",
    "own_words",
    "row",
    "words",
]
