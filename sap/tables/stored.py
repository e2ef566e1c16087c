"""The cells of all tables of a run as JSON, for programs and for comparing two runs.

Texts stand there as laid out, so they are what every form shows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from sap.language import ENGLISH, LOCALES, language, language_of, say, speaking
from sap.tables.table import Cell, Column, Footnote, Row, RowGroup, Table

VERSION = 1


class Item(Protocol):
    """A table or a figure in its place among the outputs of a run."""

    @property
    def number(self) -> str:
        """As it is called."""

    @property
    def title(self) -> str:
        """As it is called."""

    @property
    def stem(self) -> str:
        """Of its files."""

    @property
    def made(self) -> object:
        """A table, or something else that is drawn."""


@dataclass(frozen=True)
class StoredItem:
    """A table or a figure as a run stored it.

    Parameters
    ----------
    number, title, stem
        As it is called, and the stem of its files.
    table
        Of a table, its texts; None for a figure.
    language
        That of its texts, as specs name it.
    """

    number: str
    title: str
    stem: str
    table: Table | None
    language: str = ENGLISH.code

    @property
    def caption(self) -> str:
        """For example ``Table 14.2.1.1``, in its own language."""
        with speaking(language_of(self.language)):
            if self.table is None:
                return say("Figure {number}", number=self.number)
            return say("Table {number}", number=self.number)


def stored_tables(items: Iterable[Item]) -> bytes:
    """Write the texts of tables, and which figures there are.

    Parameters
    ----------
    items
        In the order of a report.

    Returns
    -------
    bytes
        JSON; the same for the same texts.
    """
    plain = [
        {
            "number": item.number,
            "title": item.title,
            "file": item.stem,
            "table": _plain(item.made) if isinstance(item.made, Table) else None,
        }
        for item in items
    ]
    content = {"version": VERSION, "language": language().code, "items": plain}
    return (json.dumps(content, separators=(",", ":")) + "\n").encode("ascii")


def read_stored(content: bytes) -> tuple[StoredItem, ...]:
    """Read what `stored_tables` wrote.

    Parameters
    ----------
    content
        JSON.

    Returns
    -------
    tuple of StoredItem
        Tables equal to those stored.

    Raises
    ------
    ValueError
        When it is something else.
    """
    try:
        stored = json.loads(content)
        if stored["version"] != VERSION:
            raise ValueError(f"version {stored['version']} is not known")
        # A run from before there were others speaks English.
        spoken = stored.get("language", ENGLISH.code)
        if spoken not in LOCALES:
            raise ValueError(f"language {spoken!r} is not known")
        return tuple(
            StoredItem(
                str(item["number"]),
                str(item["title"]),
                str(item["file"]),
                None if item["table"] is None else _table(item["table"]),
                spoken,
            )
            for item in stored["items"]
        )
    except (KeyError, TypeError, IndexError, AttributeError, AssertionError) as error:
        raise ValueError(f"not the tables of a run: {error!r}") from None


def _plain(table: Table) -> dict[str, Any]:
    return {
        "number": table.number,
        "title": table.title,
        "population": table.population,
        "protocol": table.protocol,
        "notice": table.notice,
        "stub": _cell(table.stub),
        "columns": [
            {
                "lines": [_cell(line) for line in column.lines],
                "spanner": column.spanner,
                "align": column.align,
            }
            for column in table.columns
        ],
        "groups": [
            {
                "label": _cell(group.label),
                "headings": [_cell(cell) for cell in group.headings],
                "rows": [
                    {
                        "label": _cell(row.label),
                        "cells": [_cell(cell) for cell in row.cells],
                        "indent": row.indent,
                    }
                    for row in group.rows
                ],
            }
            for group in table.groups
        ],
        "footnotes": [[note.mark, note.text] for note in table.footnotes],
        "sources": list(table.sources),
    }


def _cell(cell: Cell) -> str | list[str]:
    """Write the text, or a list of the text and its marks where there are any."""
    return [cell.text, *cell.marks] if cell.marks else cell.text


def _table(plain: dict[str, Any]) -> Table:
    return Table(
        **{name: plain[name] for name in ("number", "title", "population", "protocol", "notice")},
        stub=_read(plain["stub"]),
        columns=tuple(
            Column(_cells(column["lines"]), column["spanner"], column["align"])
            for column in plain["columns"]
        ),
        groups=tuple(
            RowGroup(
                _read(group["label"]),
                tuple(
                    Row(_read(row["label"]), _cells(row["cells"]), row["indent"])
                    for row in group["rows"]
                ),
                _cells(group["headings"]),
            )
            for group in plain["groups"]
        ),
        footnotes=tuple(Footnote(mark, text) for mark, text in plain["footnotes"]),
        sources=tuple(plain["sources"]),
    )


def _read(cell: str | list[str]) -> Cell:
    return Cell(cell) if isinstance(cell, str) else Cell(cell[0], tuple(cell[1:]))


def _cells(cells: list[str | list[str]]) -> tuple[Cell, ...]:
    return tuple(_read(cell) for cell in cells)
