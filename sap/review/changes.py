"""What a reader sees changed between two tables, or the texts of two figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from html import unescape

from sap.language import LOCALES, language_of, say, speaking
from sap.review.alignment import aligned, without_numbers
from sap.tables.table import Cell, Column, Table

COUNT = re.compile(r"\(N\s*=[^)]*\)")
TITLES = ("number", "title", "population", "protocol", "notice")
BLANK = "(blank)"
SVG_TEXT = re.compile(r"<text\b[^>]*>(.*?)</text>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Change:
    """One thing that a reader sees changed.

    Parameters
    ----------
    place
        Where it stands, in words.
    former, later
        What stood there, and what stands there now; empty where nothing does.
    """

    place: str
    former: str
    later: str

    @property
    def in_words(self) -> str:
        """For example ``Model, p-value, Drug: 0.034 -> 0.051``."""
        if not self.later:
            return f"removed: {self.place}{_quoted(self.former)}"
        if not self.former:
            return f"added: {self.place}{_quoted(self.later)}"
        return f"{self.place}: {self.former} -> {self.later}"


def _quoted(text: str) -> str:
    return f": {text}" if text else ""


@dataclass(frozen=True)
class _Line:
    """A row of a table, or the heading of a group, which may have cells too."""

    group: str
    label: str
    cells: tuple[Cell, ...]
    headings: tuple[Cell, ...]
    is_heading: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """By what it is found again: a group may be called by a count, a row by an identifier."""
        return without_numbers(self.group), self.label

    @property
    def kind(self) -> str:
        return "group" if self.is_heading else "row"

    @property
    def name(self) -> str:
        """What it is called from outside; a row has its group's name before its own."""
        return self.group if self.is_heading else f"{self.group}, {self.label}".removeprefix(", ")

    @property
    def name_alone(self) -> str:
        return self.group if self.is_heading else self.label


def table_changes(former: Table, later: Table) -> Iterator[Change]:
    """Compare two tables, cell by cell; what they say of their origin is left aside.

    Parameters
    ----------
    former, later
        The tables.

    Yields
    ------
    Change
        Titles first, then columns, rows and their cells in reading order, then footnotes.
        Marks of footnotes are left aside, for one more footnote changes them all.
    """
    for name in TITLES:
        yield from _text(name, getattr(former, name), getattr(later, name))
    yield from _text("heading of the rows", former.stub.text, later.stub.text)
    kept = []
    columns = ([*enumerate(former.columns)], [*enumerate(later.columns)])
    for old, new in aligned(columns[0], columns[1], _heading_of, _nearly_heading):
        if old is not None and new is not None:
            kept.append((old[0], new[0]))
            yield from _text("column", _heading_of(old), _heading_of(new))
        elif old is not None:
            yield Change("column", _heading_of(old), "")
        elif new is not None:
            yield Change("column", "", _heading_of(new))
    # A column is called by what is no count: the number of its units may have changed.
    names = {new: COUNT.sub("", _heading_of(columns[1][new])).strip() for _, new in kept}
    yield from _rows(_lines(former), _lines(later), kept, names)
    yield from _notes([note.text for note in former.footnotes], [n.text for n in later.footnotes])


def figure_changes(former: str, later: str) -> Iterator[Change]:
    """Compare the texts of two figures; what they say of their origin is left aside.

    Parameters
    ----------
    former, later
        SVG documents.

    Yields
    ------
    Change
        In the order of the texts.
    """
    pairs = aligned(drawn_texts(former), drawn_texts(later), lambda text: text, without_numbers)
    for old, new in pairs:
        yield from _text("text", old or "", new or "")


def drawn_texts(svg: str) -> list[str]:
    """List the texts of a figure down to those on its origin.

    Parameters
    ----------
    svg
        An SVG document.

    Returns
    -------
    list of str
        In the order in which they are drawn.
    """
    texts = [unescape(TAG.sub("", text)).strip() for text in SVG_TEXT.findall(svg)]
    ends = [place for place, text in enumerate(texts) if text.startswith(_origins())]
    return texts[: ends[0]] if ends else texts


@cache
def _origins() -> tuple[str, ...]:
    """Begin, in each language, the first line on where a figure is from: its last texts."""
    found = []
    for code in LOCALES:
        with speaking(language_of(code)):
            found.append(say("Source data: {files}", files="").rstrip())
    return tuple(found)


def _text(place: str, former: str, later: str) -> Iterator[Change]:
    if former != later:
        yield Change(place, former, later)


def _heading_of(placed: tuple[int, Column]) -> str:
    _, column = placed
    lines = " ".join(line.text for line in column.lines)
    return f"{column.spanner}, {lines}" if column.spanner else lines


def _nearly_heading(placed: tuple[int, Column]) -> str:
    return without_numbers(_heading_of(placed))


def _lines(table: Table) -> list[_Line]:
    lines = []
    for group in table.groups:
        name, headings = group.label.text, group.headings
        lines.append(_Line(name, "", headings, (), is_heading=True))
        lines += [_Line(name, row.label.text, row.cells, headings) for row in group.rows]
    return lines


def _rows(
    former: Sequence[_Line],
    later: Sequence[_Line],
    columns: Sequence[tuple[int, int]],
    names: Mapping[int, str],
) -> Iterator[Change]:
    for old, new in aligned(former, later, lambda one: one.key, lambda one: one.key):
        if old is None and new is not None:
            yield Change(new.kind, "", new.name)
        elif new is None and old is not None:
            yield Change(old.kind, old.name, "")
        elif old is not None and new is not None:
            yield from _text(old.kind, old.name_alone, new.name_alone)
            for before, after in columns:
                texts = (_shown(old, before), _shown(new, after))
                own = new.headings[after].text if new.headings else ""
                yield from _text(f"{new.name}, {own or names[after]}", *texts)


def _shown(line: _Line, column: int) -> str:
    """Give the text of a cell; one that is there without a text is a blank."""
    text = line.cells[column].text if line.cells else ""
    return text or BLANK


def _notes(former: Sequence[str], later: Sequence[str]) -> Iterator[Change]:
    """Compare footnotes, and of one that changed give the words that did."""
    for old, new in aligned(former, later, lambda text: text, _beginning):
        if old is None or new is None:
            yield Change("footnote", old or "", new or "")
        elif old != new:
            yield from _words(old, new)


def _beginning(text: str) -> str:
    return " ".join(without_numbers(text).split()[:3])


def _words(former: str, later: str) -> Iterator[Change]:
    old, new = former.split(), later.split()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    place = f'footnote "{" ".join(new[:4])} ..."'
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag != "equal":
            parts = (" ".join(old[first:last]), " ".join(new[start:end]))
            yield Change(place, parts[0] or BLANK, parts[1] or BLANK)
