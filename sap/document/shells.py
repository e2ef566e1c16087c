"""An appendix of table shells: tables that are laid out before there are results."""

from __future__ import annotations

from collections.abc import Sequence

from sap.document.parts import Grid, GridRow, Paragraph, Section, words
from sap.language import say
from sap.tables.table import Cell, Table

INDENT = "\N{NO-BREAK SPACE}" * 3


def shells_section(shells: Sequence[Table]) -> Section:
    """Put table shells into an appendix.

    Parameters
    ----------
    shells
        Tables with placeholders for numbers.

    Returns
    -------
    Section
        One section a table; empty where there is none.
    """
    return Section(
        say("Table shells"),
        sections=tuple(
            Section(
                f"{one.caption} {one.title}",
                (*([words(one.population)] if one.population else []), grid_of(one)),
            )
            for one in shells
        ),
    )


def grid_of(table: Table) -> Grid:
    """Write a laid-out table as a grid of words.

    Parameters
    ----------
    table
        The table.

    Returns
    -------
    Grid
        The same cells, row by row; footnotes are its notes.
    """
    count = len(table.columns)
    columns = tuple(" ".join(line.shown for line in one.lines) for one in table.columns)
    spanned = tuple(
        say("{spanner}: {column}", spanner=one.spanner, column=text) if one.spanner else text
        for one, text in zip(table.columns, columns, strict=True)
    )
    rows: list[GridRow] = []
    for group in table.groups:
        if group.headings:
            rows.append(GridRow((_cell(group.label), *(_cell(one) for one in group.headings))))
        elif group.label.shown:
            rows.append(GridRow((_cell(group.label),), heading=True))
        for one in group.rows:
            label = words(INDENT * one.indent + one.label.shown)
            rows.append(GridRow(((label,), *(_cell(cell) for cell in one.cells))))
    stub = 0.4 if count < 4 else 0.28
    return Grid(
        f"{table.caption} {table.title}",
        (table.stub.shown, *spanned),
        (stub, *((1 - stub) / count,) * count),
        tuple(rows),
        notes=tuple(note.shown for note in table.footnotes),
    )


def _cell(cell: Cell) -> tuple[Paragraph, ...]:
    return (words(cell.shown),)
