"""Tables to render: the example run, one with hostile texts, one wide with spanners."""

from __future__ import annotations

import dataclasses

from sap.tables.numbers import number_style
from sap.tables.primary import primary_table
from sap.tables.table import Cell, Column, Footnote, Row, RowGroup, Table
from tests.example_run import PROVENANCE, WORDING, example_ard

HOSTILE = (
    "<script>alert('x')</script> & \"q\" {\\b} \x00\x1b[31m =cmd() \u2028 \ud800 _a_ **b** é µ"
)


def example(**changes) -> Table:
    wording = dataclasses.replace(WORDING, **changes)
    return primary_table(example_ard(), wording, number_style("csr"), PROVENANCE.lines())


def hostile() -> Table:
    return Table(
        number=HOSTILE,
        title=HOSTILE,
        population=HOSTILE,
        protocol=HOSTILE,
        notice=HOSTILE,
        stub=Cell(HOSTILE),
        columns=(Column((Cell(HOSTILE), Cell("(N=1)")), spanner=HOSTILE),),
        groups=(
            RowGroup(
                Cell(HOSTILE, ("1",)),
                (Row(Cell(HOSTILE), (Cell(HOSTILE),)), Row(Cell(""), (Cell(""),))),
                (Cell(HOSTILE),),
            ),
        ),
        footnotes=(Footnote("1", HOSTILE), Footnote("", HOSTILE)),
        sources=(HOSTILE,),
    )


def wide() -> Table:
    heads = [("One", "A"), ("Two", "A"), ("Three", "B"), ("Four", None), ("Five", None)]
    columns = tuple(Column((Cell(name), Cell("(N=10)")), spanner) for name, spanner in heads)
    rows = tuple(
        Row(Cell(f"Row {n}"), tuple(Cell(f"{n}.{n} ({n}, {n * 100})") for _ in heads))
        for n in range(1, 121)
    )
    groups = tuple(RowGroup(Cell(f"Group {g}"), rows[g * 12 : g * 12 + 12]) for g in range(10))
    return dataclasses.replace(
        example(), columns=columns, groups=groups, footnotes=(Footnote("", "A note."),)
    )


TABLES = {"example": example(), "hostile": hostile(), "wide": wide()}


def grid(table: Table, clean) -> list[list[str]]:
    """List the body as texts, row by row: headings of groups, labels and cells."""
    lines = []
    for group in table.groups:
        headings = group.headings or (Cell(),) * len(table.columns)
        lines.append([clean(cell.shown) for cell in (group.label, *headings)])
        lines += [[clean(cell.shown) for cell in (row.label, *row.cells)] for row in group.rows]
    return lines
