"""A table as markup of the report: plain elements, styled by the page, its numbers traceable.

The page of a table alone is great_tables' work. Here 50 tables share one style, ids must not
repeat, and each number points at what it shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from sap.render.point import ColumnWidths, divided, widths_of
from sap.render.report.markup import text
from sap.render.report.sources import Sources
from sap.tables.table import Cell, Column, Row, RowGroup, Table

# More columns than that are printed across the page.
PORTRAIT_COLUMNS = 4


def table_markup(table: Table, label: str, sources: Sources) -> str:
    """Write the body, headings and footnotes of a table.

    Parameters
    ----------
    table
        The table.
    label
        Id of the element that names it.
    sources
        Collects what its cells show.

    Returns
    -------
    str
        A table and its notes; titles stand with the item.
    """
    widths = widths_of(table)
    body = "".join(_group(table, group, widths, sources) for group in table.groups)
    return (
        f'<div class="scroll"><table class="shown" aria-labelledby="{label}">'
        f"<thead>{_heading(table, sources)}</thead>{body}</table></div>{_notes(table)}"
    )


def is_wide(table: Table) -> bool:
    """Tell whether a table is printed across the page.

    Parameters
    ----------
    table
        The table.

    Returns
    -------
    bool
        By the number of its columns.
    """
    return len(table.columns) > PORTRAIT_COLUMNS


def width_rules(tables: Iterator[Table]) -> str:
    """Write the style rules that put decimal points below each other.

    Parameters
    ----------
    tables
        All tables of a page.

    Returns
    -------
    str
        One rule a width that occurs.
    """
    widths = {width for table in tables for width in widths_of(table)}
    befores, wholes = {w.before for w in widths}, {w.whole for w in widths}
    rules = [f".b{n}{{min-width:{n}ch}}" for n in sorted(befores)]
    return "\n".join([*rules, *(f".w{n}{{min-width:{n}ch}}" for n in sorted(wholes))])


def _heading(table: Table, sources: Sources) -> str:
    spanners = any(column.spanner for column in table.columns)
    rows = f' rowspan="{2 if spanners else 1}"' if spanners else ""
    stub = f'<th scope="col" class="stub"{rows}>{text(table.stub.shown)}</th>'
    first, second = [], []
    for spanner, found in groupby(table.columns, key=lambda column: column.spanner):
        columns = list(found)
        heads = [
            f'<th scope="col"{_aligned(column)}{"" if spanner else rows}>'
            f"{_lines(column, sources)}</th>"
            for column in columns
        ]
        if spanner:
            first.append(
                f'<th scope="colgroup" class="spanner" colspan="{len(columns)}">'
                f"<span>{text(spanner)}</span></th>"
            )
            second += heads
        else:
            first += heads
    below = f"<tr>{''.join(second)}</tr>" if second else ""
    return f"<tr>{stub}{''.join(first)}</tr>{below}"


def _aligned(column: Column) -> str:
    return ' class="words"' if column.align == "left" else ""


def _lines(column: Column, sources: Sources) -> str:
    return "<br>".join(_traced(line, text(line.shown), sources) for line in column.lines)


def _group(
    table: Table, group: RowGroup, widths: tuple[ColumnWidths, ...], sources: Sources
) -> str:
    rows = "".join(_row(table, row, widths, sources) for row in group.rows)
    return f"<tbody>{_group_heading(table, group, sources)}{rows}</tbody>"


def _group_heading(table: Table, group: RowGroup, sources: Sources) -> str:
    shown = [cell for cell in group.headings if cell.shown]
    if not shown:
        if not group.label.shown:
            return ""
        span = len(table.columns) + 1
        return (
            f'<tr class="group"><th scope="rowgroup" colspan="{span}">'
            f"<span>{text(group.label.shown)}</span></th></tr>"
        )
    cells = "".join(
        f"<td{_aligned(column)}>{_traced(cell, text(cell.shown), sources)}</td>"
        for column, cell in zip(table.columns, group.headings, strict=True)
    )
    return f'<tr class="group"><th scope="rowgroup">{text(group.label.shown)}</th>{cells}</tr>'


def _row(table: Table, row: Row, widths: tuple[ColumnWidths, ...], sources: Sources) -> str:
    tag, scope = ("th", ' scope="row"') if row.label.shown else ("td", "")
    cells = "".join(
        f"<td{_aligned(column)}>{_cell(column, cell, width, sources)}</td>"
        for column, cell, width in zip(table.columns, row.cells, widths, strict=True)
    )
    indent, label = min(row.indent, 4), _traced(row.label, text(row.label.shown), sources)
    return f'<tr><{tag}{scope} class="i{indent}">{label}</{tag}>{cells}</tr>'


def _cell(column: Column, cell: Cell, width: ColumnWidths, sources: Sources) -> str:
    if column.align == "left":
        return _traced(cell, text(cell.shown), sources)
    parts = divided(cell)
    if not parts.whole:
        return ""
    # The part before the point is flush right in a box of its own, so that points line up.
    inner = f'<span class="b b{width.before}">{text(parts.before)}</span>{text(parts.after)}'
    return _traced(cell, inner, sources, f"n w{width.whole}")


def _traced(cell: Cell, inner: str, sources: Sources, name: str = "") -> str:
    """Mark a text with the place of what it shows, where that is known."""
    place = sources.place(cell)
    if place is None and not name:
        return inner
    kind = f' class="{name}"' if name else ""
    source = "" if place is None else f' data-source="{place}"'
    return f"<span{kind}{source}>{inner}</span>"


def _notes(table: Table) -> str:
    notes = []
    for footnote in table.footnotes:
        mark = f"<b>[{text(footnote.mark)}]</b> " if footnote.mark else ""
        kind = "footnote" if footnote.mark else "note"
        notes.append(f'<p class="{kind}">{mark}{text(footnote.text)}</p>')
    notes.append(sources_markup(table.sources))
    return f'<div class="notes">{"".join(notes)}</div>' if any(notes) else ""


def sources_markup(lines: Sequence[str]) -> str:
    """Write the lines on where a table or figure comes from.

    Parameters
    ----------
    lines
        Below all notes.

    Returns
    -------
    str
        A paragraph; empty where there are none.
    """
    return f'<p class="sources">{"<br>".join(map(text, lines))}</p>' if lines else ""
