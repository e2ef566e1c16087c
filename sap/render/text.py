"""A table as plain text, for a terminal or a .txt file."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator, Sequence

from sap.language import say
from sap.render.pages import protocol_line
from sap.render.point import NARROW_SPACE, ColumnWidths, divided, plain, widths_of
from sap.tables.table import Cell, Table

WIDEST_LABEL = 46
NARROWEST = 78
GAP = "  "
INDENT = "  "
# What a terminal that knows only ASCII shows instead.
SUBSTITUTES = {"−": "-", "×": "x", "√": "sqrt ", "∞": "Inf", "–": "-", "’": "'", "≤": "<="}
SUBSTITUTES |= {"«": '"', "»": '"', "œ": "oe", "\N{NO-BREAK SPACE}": " ", NARROW_SPACE: " "}


def text_table(table: Table) -> str:
    """Write a table as plain text.

    Parameters
    ----------
    table
        The table.

    Returns
    -------
    str
        Its lines, the last one ended too; no control characters but line ends.
    """
    widths = widths_of(table)
    columns = [_column_width(table, number, width) for number, width in enumerate(widths)]
    labels = [(row.label, row.indent) for group in table.groups for row in group.rows]
    labels += [(group.label, 0) for group in table.groups] + [(table.stub, 0)]
    longest = max(len(plain(cell.shown)) + len(INDENT) * indent for cell, indent in labels)
    stub = min(longest, WIDEST_LABEL)
    fixed = sum(columns) + len(GAP) * len(columns)
    # Short tables are made as wide as their page header and footnotes look well.
    stub += max(0, NARROWEST - stub - fixed)
    total = stub + fixed
    lines = [*_title(table, total), "─" * total, *_headings(table, stub, columns), "─" * total]
    lines += [*_body(table, stub, columns, widths), "─" * total, *_notes(table, total)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def in_encoding(text: str, encoding: str | None) -> str:
    """Replace what an output cannot show.

    Parameters
    ----------
    text
        The text to show.
    encoding
        The encoding of the output, or None when it is not known.

    Returns
    -------
    str
        The text, with plainer signs where the encoding lacks one.
    """
    codec = encoding or "ascii"
    try:
        text.encode(codec)
    except (UnicodeEncodeError, LookupError):
        for sign, substitute in {**SUBSTITUTES, "─": "-"}.items():
            text = text.replace(sign, substitute)
        # Letters lose their accents.
        letters = unicodedata.normalize("NFD", text)
        bare = "".join(sign for sign in letters if not unicodedata.combining(sign))
        return bare.encode("ascii", "replace").decode("ascii")
    return text


def _column_width(table: Table, number: int, width: ColumnWidths) -> int:
    headings = [*table.columns[number].lines]
    headings += [group.headings[number] for group in table.groups if group.headings]
    return max([width.whole, *(len(plain(cell.shown)) for cell in headings)])


def _title(table: Table, total: int) -> Iterator[str]:
    left = plain(protocol_line(table.protocol))
    right = say("Page {page} of {pages}", page=1, pages=1)
    yield left + right.rjust(max(total - len(left), len(right) + 2))
    if table.notice:
        yield plain(table.notice).center(total)
    yield ""
    for line in (table.caption, table.title, table.population):
        for part in textwrap.wrap(plain(line), total):
            yield part.center(total)


def _headings(table: Table, stub: int, columns: Sequence[int]) -> Iterator[str]:
    spanners = [column.spanner or "" for column in table.columns]
    if any(spanners):
        yield " " * stub + "".join(_spanned(spanners, columns))
    labels = textwrap.wrap(plain(table.stub.shown), stub)
    depth = max(len(labels), *(len(column.lines) for column in table.columns))
    for level in range(depth):
        # Headings of fewer lines stand at the bottom; the stub's begins at the top.
        cells = [
            column.lines[level - depth + len(column.lines)]
            if level >= depth - len(column.lines)
            else Cell()
            for column in table.columns
        ]
        label = labels[level] if level < len(labels) else ""
        yield _line(label, stub, cells, columns, [c.align == "left" for c in table.columns])


def _spanned(spanners: Sequence[str], columns: Sequence[int]) -> Iterator[str]:
    start = 0
    while start < len(spanners):
        end = start + 1
        while end < len(spanners) and spanners[end] == spanners[start]:
            end += 1
        width = sum(columns[start:end]) + len(GAP) * (end - start - 1)
        yield GAP + plain(spanners[start]).center(width)
        start = end


def _line(
    label: str,
    stub: int,
    cells: Sequence[Cell],
    columns: Sequence[int],
    left: Sequence[bool] | None = None,
) -> str:
    flush = left or [False] * len(columns)
    texts = (
        plain(cell.shown).ljust(width) if at_left else plain(cell.shown).center(width)
        for cell, width, at_left in zip(cells, columns, flush, strict=True)
    )
    return label.ljust(stub) + "".join(GAP + text for text in texts)


def _body(
    table: Table, stub: int, columns: Sequence[int], widths: Sequence[ColumnWidths]
) -> Iterator[str]:
    for position, group in enumerate(table.groups):
        if position:
            yield ""
        name = plain(group.label.shown)
        # Alone it may run on below the columns; beside cells it must keep to its own.
        parts = (textwrap.wrap(name, stub) or [""]) if group.headings else [name]
        yield _line(parts[0], stub, group.headings or (Cell(),) * len(columns), columns)
        yield from parts[1:]
        for row in group.rows:
            indent = INDENT * row.indent
            label = textwrap.wrap(
                plain(row.label.shown), stub, initial_indent=indent, subsequent_indent=indent + "  "
            )
            texts = []
            for cell, column, width, heading in zip(
                row.cells, columns, widths, table.columns, strict=True
            ):
                part = divided(cell)
                pointed = part.before.rjust(width.before) + part.after.ljust(width.after)
                words = heading.align == "left"
                texts.append(part.whole.ljust(column) if words else pointed.center(column))
            # The numbers stand beside the first line of a label that takes several.
            yield (label or [""])[0].ljust(stub) + "".join(GAP + text for text in texts)
            yield from label[1:]


def _notes(table: Table, total: int) -> Iterator[str]:
    for footnote in table.footnotes:
        hanging = "    " if footnote.mark else ""
        yield from textwrap.wrap(plain(footnote.shown), total, subsequent_indent=hanging)
    if table.sources:
        yield ""
    for line in table.sources:
        yield from textwrap.wrap(plain(line), total, subsequent_indent="    ")
