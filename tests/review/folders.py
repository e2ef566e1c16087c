"""Folders as runs leave them, with tables of one's own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sap.render.text import text_table
from sap.tables.stored import stored_tables
from sap.tables.table import Cell, Column, Footnote, Row, RowGroup, Table

SOURCES = ("Source data: a.csv", "Output: output/a", "Generated: 2026-01-01T00:00:00Z")


@dataclass(frozen=True)
class Laid:
    """A table, or the text of a figure, and what it is called."""

    number: str
    title: str
    stem: str
    made: Table | str


def table(**changes: Any) -> Table:
    """Make a small table of two groups."""
    plain = Table(
        number="14.1",
        title="Yield",
        population="All brewers",
        protocol="BREW",
        notice="",
        stub=Cell("Yield (g)"),
        columns=(
            Column((Cell("Wild"), Cell("(N=12)")), "Yeast"),
            Column((Cell("Baker's"), Cell("(N=11)")), "Yeast"),
        ),
        groups=(
            RowGroup(
                Cell("Observed"),
                (
                    Row(Cell("n"), (Cell("12"), Cell("11"))),
                    Row(Cell("Mean", ("1",)), (Cell("3.1"), Cell("4.2"))),
                ),
            ),
            RowGroup(
                Cell("Model"),
                (
                    Row(Cell("Ratio"), (Cell(), Cell("1.35"))),
                    Row(Cell("p-value"), (Cell(), Cell("0.034"))),
                ),
                (Cell(), Cell("Effect")),
            ),
        ),
        footnotes=(Footnote("", "g, grams."), Footnote("1", "Over 23 brewers, each once.")),
        sources=SOURCES,
    )
    return replace(plain, **changes)


def with_cell(of: Table, group: int, row: int, column: int, text: str) -> Table:
    """Change one cell of a table."""
    lines = list(of.groups[group].rows)
    cells = list(lines[row].cells)
    cells[column] = replace(cells[column], text=text)
    lines[row] = replace(lines[row], cells=tuple(cells))
    return with_rows(of, group, lines)


def with_rows(of: Table, group: int, rows: Sequence[Row], **changes: Any) -> Table:
    """Change the rows of a group, and with them what else hangs on them."""
    groups = list(of.groups)
    groups[group] = replace(groups[group], rows=tuple(rows))
    return replace(of, groups=tuple(groups), **changes)


def figure(*texts: str) -> str:
    """Draw a figure that is its texts."""
    lines = "".join(f'<text x="1" y="{n}">{text}</text>\n' for n, text in enumerate(texts))
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{lines}</svg>\n'


def leave(folder: Path, *items: Laid, **record: Any) -> Path:
    """Write what a run leaves."""
    folder.mkdir(parents=True)
    names = []
    for item in items:
        form = "svg" if isinstance(item.made, str) else "txt"
        content = item.made if isinstance(item.made, str) else text_table(item.made)
        names.append(f"{item.stem}.{form}")
        (folder / names[-1]).write_text(content, encoding="utf-8")
    (folder / "tables.json").write_bytes(stored_tables(items))
    made = {
        "generated": "2026-01-01T00:00:00Z",
        "plan_sha256": "aa",
        "analyses": [{"endpoint": "E1"}],
        "data_files": [{"file": "data/a.csv", "sha256": "11"}],
        "versions": {"python": "3.11.7"},
        "files": names,
    }
    (folder / "run.json").write_text(json.dumps(made | record), encoding="utf-8")
    return folder


def laid(made: Table | str, stem: str = "14.1-yield") -> Laid:
    """Give a table or figure the name of the small table."""
    return Laid("14.1", "Yield", stem, made)
