"""A table as an RTF document, as sponsors and authorities exchange them.

The pages are those of the Word document: the reader numbers them and breaks them, column
headings repeat, footnotes stand in the page footer, and later pages name the table again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from sap.render.pages import (
    BODY_POINTS,
    HANGING_MM,
    INDENT_MM,
    LONG_SIDE,
    MARGIN,
    MARK_MM,
    NOTE_POINTS,
    SHORT_SIDE,
    TOP_MARGIN,
    Note,
    PageLayout,
    full_name,
    kept_with_next,
    named_again,
    number_indent_mm,
    page_layout,
    page_number,
    protocol_line,
    region,
    spanners_of,
)
from sap.render.point import divided, filling, plain
from sap.render.rtf_parts import field, paragraph, rtf_text, table_row, twips
from sap.tables.table import Cell, Column, Row, RowGroup, Table

EDGE_MM = 12


def rtf_table(table: Table, generated: str) -> bytes:
    """Write a table as an RTF document.

    Parameters
    ----------
    table
        The table.
    generated
        When it was made, UTC, ISO 8601; kept in the document's properties.

    Returns
    -------
    bytes
        An .rtf file, in ASCII.
    """
    layout = page_layout(table)
    parts = [
        f"{{\\rtf1\\ansi\\ansicpg1252\\uc1\\deff0\\deflang{region()[1]}",
        "{\\fonttbl{\\f0\\fswiss\\fcharset0 Arial;}}",
        "{\\stylesheet{\\s0\\f0 Normal;}{\\s1\\f0\\outlinelevel0 heading 1;}}",
        _properties(table, generated),
        _page(layout),
        *_margins(table, layout),
        *_title(table),
        *_headings(table, layout),
        *_body(table, layout),
        *_note_lines(layout.at_end, above=4.0),
        # A table is followed by a paragraph: a high one would make a page of its own.
        "\\pard\\plain\\f0\\fs2\\sl-20\\slmult0\\par",
        "}",
    ]
    return "\n".join(parts).encode("ascii") + b"\n"


def _properties(table: Table, generated: str) -> str:
    time = datetime.fromisoformat(generated).astimezone(UTC)
    made = f"\\yr{time.year}\\mo{time.month}\\dy{time.day}\\hr{time.hour}\\min{time.minute}"
    return (
        f"{{\\info{{\\title {rtf_text(full_name(table.caption, table.title))}}}"
        f"{{\\subject {rtf_text(protocol_line(table.protocol))}}}"
        f"{{\\keywords {rtf_text(table.notice)}}}{{\\author sap}}"
        f"{{\\creatim{made}}}{{\\revtim{made}}}}}"
    )


def _page(layout: PageLayout) -> str:
    width, height = (LONG_SIDE, SHORT_SIDE) if layout.landscape else (SHORT_SIDE, LONG_SIDE)
    margin, edge = twips(MARGIN), twips(EDGE_MM)
    turned = "\\landscape\\lndscpsxn" if layout.landscape else ""
    paper = f"\\paperw{twips(width)}\\paperh{twips(height)}"
    sides = f"\\margl{margin}\\margr{margin}\\margt{twips(TOP_MARGIN)}\\margb{margin}"
    # The first page has a header of its own: on the others it names the table again.
    return f"{paper}{sides}{turned}\\sectd\\headery{edge}\\footery{edge}\\titlepg"


def _margins(table: Table, layout: PageLayout) -> Iterator[str]:
    tabs = f"\\tqr\\tx{twips(layout.text_mm)}"
    line = paragraph(points=NOTE_POINTS, tabs=tabs, rule="b")
    line += rtf_text(protocol_line(table.protocol))
    before, between, after = (rtf_text(words) for words in page_number())
    line += f"\\tab {before}{field('PAGE')}{between}{field('NUMPAGES')}{after}\\par\n"
    if table.notice:
        line += paragraph(points=NOTE_POINTS, bold=True, centre=True, before=3)
        line += rtf_text(table.notice) + "\\par\n"
    again = paragraph(bold=True, centre=True, before=3, after=6)
    again += rtf_text(named_again(table)) + "\\par\n"
    notes = "\n".join(_note_lines(layout.each_page, rule="t"))
    yield f"{{\\headerf {line}}}\n{{\\header {line}{again}}}"
    yield f"{{\\footerf {notes}}}\n{{\\footer {notes}}}"


def _title(table: Table) -> Iterator[str]:
    bold = paragraph(points=BODY_POINTS + 1, bold=True, centre=True, keep=True)
    # Its level puts the table into the reader's navigation pane.
    yield bold.replace("\\plain", "\\plain\\s1\\outlinelevel0") + rtf_text(table.caption) + "\\par"
    yield bold + rtf_text(table.title) + "\\par"
    yield paragraph(centre=True, after=8, keep=True) + rtf_text(table.population) + "\\par"


def _headings(table: Table, layout: PageLayout) -> Iterator[str]:
    spanners = spanners_of(table)
    if spanners:
        yield _spanner_row(table, layout)
    cells = [_label(table.stub, 0, keep=True, bold=True)]
    cells += [_column_heading(column) for column in table.columns]
    sides = "b" if spanners else "tb"
    widths = layout.columns_mm
    yield table_row(zip(cells, widths, strict=True), heading=True, rules=[sides] * len(cells))


def _spanner_row(table: Table, layout: PageLayout) -> str:
    cells, rules = [(_bold(""), layout.columns_mm[0])], ["t"]
    start = 1
    for spanner in spanners_of(table):
        width = sum(layout.columns_mm[start : start + spanner.columns])
        cells.append((_bold(rtf_text(spanner.text)), width))
        rules.append("tb" if spanner.text else "t")
        start += spanner.columns
    return table_row(cells, heading=True, rules=rules)


def _bold(text: str, *, centre: bool = True, before: float = 2, after: float = 2) -> str:
    look = paragraph(bold=True, centre=centre, before=before, after=after, keep=True, in_table=True)
    return look + text


def _column_heading(column: Column) -> str:
    lines = "\\line ".join(rtf_text(line.shown) for line in column.lines)
    return _bold(lines, centre=column.align != "left")


def _label(label: Cell, indent: int, *, keep: bool, bold: bool = False, before: float = 1) -> str:
    # What does not fit stands under the label, a little further in.
    look = paragraph(
        bold=bold,
        left_mm=INDENT_MM * indent + HANGING_MM,
        hanging_mm=HANGING_MM,
        before=before,
        after=1,
        keep=keep,
        in_table=True,
    )
    return look + rtf_text(label.shown)


def _body(table: Table, layout: PageLayout) -> Iterator[str]:
    for group in table.groups:
        last_group = group is table.groups[-1]
        keeps = kept_with_next(group)
        yield _group_heading(group, layout, last=last_group and not group.rows)
        for row, keep in zip(group.rows, keeps[1:], strict=True):
            yield _row(row, table, layout, keep, last=last_group and row is group.rows[-1])


def _group_heading(group: RowGroup, layout: PageLayout, *, last: bool) -> str:
    cells = [_label(group.label, 0, keep=True, bold=True, before=5)]
    cells += [_bold(rtf_text(cell.shown), before=5, after=1) for cell in group.headings]
    # Without headings beside it the label has the whole width.
    widths = layout.columns_mm if group.headings else (layout.text_mm,)
    return table_row(zip(cells, widths, strict=True), rules=["b" if last else ""] * len(cells))


def _row(row: Row, table: Table, layout: PageLayout, keep: bool, *, last: bool) -> str:
    cells = [_label(row.label, row.indent, keep=keep)]
    for cell, width, mm, column in zip(
        row.cells, layout.widths, layout.columns_mm[1:], table.columns, strict=True
    ):
        parts = divided(cell)
        text, left = parts.whole, 0.0
        if column.align != "left" and text:
            text = filling(parts, width) + text
            left = number_indent_mm(mm, width)
        look = paragraph(left_mm=left, before=1, after=1, keep=keep, in_table=True)
        cells.append(look + rtf_text(text))
    return table_row(
        zip(cells, layout.columns_mm, strict=True), rules=["b" if last else ""] * len(cells)
    )


def _note_lines(notes: Sequence[Note], *, above: float = 0.0, rule: str = "") -> Iterator[str]:
    for place, note in enumerate(notes):
        first_source = note.source and (place == 0 or not notes[place - 1].source)
        look = paragraph(
            points=NOTE_POINTS,
            left_mm=MARK_MM if note.mark else 0.0,
            hanging_mm=MARK_MM if note.mark else 0.0,
            before=4.0 if first_source else above if place == 0 else 0.0,
            tabs=f"\\tx{twips(MARK_MM)}" if note.mark else "",
            rule=rule if place == 0 else "",
        )
        mark = f"[{rtf_text(note.mark)}]\\tab " if note.mark else ""
        yield f"{look}{mark}{rtf_text(plain(note.text))}\\par"
