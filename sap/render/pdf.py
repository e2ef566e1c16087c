"""All tables and figures of a run as one PDF, with bookmarks and page numbers over the whole.

Typst sets the pages. The texts reach it as data (JSON), so that none is ever read as markup;
what the pages look like stands in ``set.typ`` beside this file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any

from sap.errors import OutputError, Problem
from sap.figures.drawing import FONT, font_folder
from sap.language import language, noted, say
from sap.render.pages import (
    BODY_POINTS,
    HANGING_MM,
    INDENT_MM,
    MARGIN,
    MARK_MM,
    NOTE_POINTS,
    TOP_MARGIN,
    Note,
    full_name,
    named_again,
    page_layout,
    page_number,
    protocol_line,
    spanners_of,
)
from sap.render.point import divided, plain
from sap.tables.table import RowGroup, Table

CONTENTS = noted("Tables and figures")
# The first of these that the machine has; matplotlib, which draws the figures, brings the last.
FONTS = ("Arial", "Liberation Sans", "Helvetica", FONT)
# A figure so many times as wide as high turns its page.
LANDSCAPE_FIGURE = 1.25
VIEW_BOX = re.compile(r'viewBox="\S+ \S+ (\S+) (\S+)"')


@dataclass(frozen=True)
class SetFigure:
    """A figure of the set.

    Parameters
    ----------
    caption
        Its kind and number.
    title, population, sources
        As of a table.
    svg
        The figure, as a whole SVG document, without these words.
    """

    caption: str
    title: str
    population: str
    sources: tuple[str, ...]
    svg: bytes


@dataclass(frozen=True)
class TableSet:
    """What goes into one PDF.

    Parameters
    ----------
    title
        The study, on the first page and in the document's properties.
    protocol
        The left part of the page header.
    notice
        A word that nobody may overlook, or empty.
    facts
        Lines on when, from what and by what it was made.
    items
        Tables and figures in their order.
    """

    title: str
    protocol: str
    notice: str
    facts: tuple[str, ...]
    items: Sequence[Table | SetFigure]


# What has threads of its own in this process, once it was used.
_HERE: set[str] = set()


def has_threads() -> bool:
    """Tell whether a PDF was made in this process: a process forked from it then can make none.

    Returns
    -------
    bool
        Typst keeps threads, which a fork does not take along; it would wait for them for ever.
    """
    return bool(_HERE)


def pdf_set(content: TableSet, generated: str) -> bytes:
    """Write a set of tables and figures as one PDF.

    Parameters
    ----------
    content
        The tables and figures.
    generated
        When it was made, UTC, ISO 8601.

    Returns
    -------
    bytes
        A PDF; the same bytes for the same set on a machine with the same fonts.
    """
    import typst

    _HERE.add("typst")
    compiler = typst.Compiler(
        files("sap.render").joinpath("set.typ").read_bytes(),
        font_paths=typst.Fonts(font_paths=[font_folder()]),
        sys_inputs={"set": json.dumps(_described(content))},
    )
    pdf, warnings = compiler.compile_with_warnings(
        format="pdf", timestamp=datetime.fromisoformat(generated)
    )
    if any("converge" in warning.message for warning in warnings):
        message = "The pages of the set cannot be numbered: its layout finds no end."
        raise OutputError(Problem(message))
    assert isinstance(pdf, bytes)
    return pdf


def _described(content: TableSet) -> dict[str, Any]:
    return {
        "title": plain(content.title),
        "protocol": plain(protocol_line(content.protocol)),
        "notice": plain(content.notice),
        "facts": [plain(line) for line in content.facts],
        "contents": say(CONTENTS),
        "language": language().code,
        "page_number": page_number(),
        "fonts": FONTS,
        "body_points": BODY_POINTS,
        "note_points": NOTE_POINTS,
        "margin_mm": MARGIN,
        "top_mm": TOP_MARGIN,
        "indent_mm": INDENT_MM,
        "hanging_mm": HANGING_MM,
        "mark_mm": MARK_MM,
        "items": [
            _table(item) if isinstance(item, Table) else _figure(item, content)
            for item in content.items
        ],
    }


def _figure(figure: SetFigure, content: TableSet) -> dict[str, Any]:
    svg = figure.svg.decode("utf-8")
    found = VIEW_BOX.search(svg)
    width, height = (float(found[1]), float(found[2])) if found else (1.0, 1.0)
    return {
        "kind": "figure",
        "name": plain(full_name(figure.caption, figure.title)),
        "caption": plain(figure.caption),
        "title": plain(figure.title),
        "population": plain(figure.population),
        "protocol": plain(protocol_line(content.protocol)),
        "landscape": width > LANDSCAPE_FIGURE * height,
        "shape": width / height,
        "svg": svg,
        "notes": _notes(Note("", line, source=True) for line in figure.sources),
    }


def _table(table: Table) -> dict[str, Any]:
    layout = page_layout(table)
    return {
        "kind": "table",
        "name": plain(full_name(table.caption, table.title)),
        "caption": plain(table.caption),
        "title": plain(table.title),
        "again": plain(named_again(table)),
        "population": plain(table.population),
        "protocol": plain(protocol_line(table.protocol)),
        "landscape": layout.landscape,
        "columns_mm": layout.columns_mm,
        "stub": plain(table.stub.shown),
        "spanners": [asdict(spanner) for spanner in spanners_of(table)],
        "heads": [
            {"lines": [plain(line.shown) for line in column.lines], "left": column.align == "left"}
            for column in table.columns
        ],
        "groups": [_group(group) for group in table.groups],
        "each_page": _notes(layout.each_page),
        "at_end": _notes(layout.at_end),
    }


def _group(group: RowGroup) -> dict[str, Any]:
    return {
        "label": plain(group.label.shown),
        "headings": [plain(cell.shown) for cell in group.headings],
        "rows": [
            {
                "label": plain(row.label.shown),
                "indent": row.indent,
                "cells": [[(parts := divided(cell)).before, parts.after] for cell in row.cells],
            }
            for row in group.rows
        ],
    }


def _notes(notes: Iterable[Note]) -> list[dict[str, Any]]:
    made = []
    former = None
    for note in notes:
        begins = note.source and not (former and former.source)
        made.append({"mark": note.mark, "text": note.text, "space": begins})
        former = note
    return made
