"""A table as a Word document: a real table on pages with header and footer.

The page header holds the protocol and ``Page x of y``, and on later pages the table's name;
the page footer holds the footnotes and the lines on where the table comes from.
The same table gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from copy import deepcopy
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sap.render.docx_parts import (
    add_field,
    body_style,
    border_cell,
    keep_with_next,
    one_cell,
    repeat_row,
    right_tab,
    rule_above,
    rule_below,
    set_paragraph,
    spell,
    whole_row,
    without_side_margins,
)
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
from sap.render.zipped import same_bytes
from sap.tables.table import Cell, Row, RowGroup, Table

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import _Header
    from docx.table import Table as WordTable
    from docx.table import _Cell as WordCell
    from docx.table import _Row as WordRow
    from docx.text.paragraph import Paragraph

# Between the edge of the paper and the header or footer.
EDGE_MM = 12


def docx_table(table: Table, generated: str) -> bytes:
    """Write a table as a Word document.

    Parameters
    ----------
    table
        The table.
    generated
        When it was made, UTC, ISO 8601; kept in the document's properties.

    Returns
    -------
    bytes
        A .docx file.
    """
    import docx

    document = docx.Document()
    layout = page_layout(table)
    _page(document, layout)
    _properties(document, table, generated)
    _page_headers(document, table, layout)
    _page_footers(document, layout)
    _title(document, table)
    _table(document, table, layout)
    _notes(document.add_paragraph, layout.at_end)
    if not layout.at_end:
        _end(document)
    file = io.BytesIO()
    document.save(file)
    return same_bytes(file.getvalue())


def _page(document: Document, layout: PageLayout) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    section = document.sections[0]
    turned = layout.landscape
    width, height = (LONG_SIDE, SHORT_SIDE) if turned else (SHORT_SIDE, LONG_SIDE)
    section.orientation = WD_ORIENT.LANDSCAPE if turned else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin = section.right_margin = Mm(MARGIN)
    section.top_margin, section.bottom_margin = Mm(TOP_MARGIN), Mm(MARGIN)
    section.header_distance = section.footer_distance = Mm(EDGE_MM)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(BODY_POINTS)
    normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
    normal.paragraph_format.line_spacing = 1.0
    # Word takes the font of East Asian and other signs from attributes of their own.
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:eastAsia", "w:cs"):
        fonts.set(qn(script), "Arial")
    spell(document, region()[0])


def _properties(document: Document, table: Table, generated: str) -> None:
    properties = document.core_properties
    time = datetime.fromisoformat(generated).astimezone(UTC).replace(tzinfo=None)
    properties.title = plain(full_name(table.caption, table.title))
    properties.subject = plain(protocol_line(table.protocol))
    properties.keywords = plain(table.notice)
    properties.author = properties.last_modified_by = "sap"
    properties.comments = ""
    properties.created = properties.modified = time
    properties.revision = 1


def _page_headers(document: Document, table: Table, layout: PageLayout) -> None:
    section = document.sections[0]
    # On pages after the first the header names the table again.
    section.different_first_page_header_footer = True
    _page_header(section.first_page_header, table, layout)
    _page_header(section.header, table, layout)
    again = section.header.add_paragraph()
    set_paragraph(again, plain(named_again(table)), points=BODY_POINTS, bold=True, centre=True)
    again.paragraph_format.space_before, again.paragraph_format.space_after = _points(3), _points(6)


def _page_header(header: _Header, table: Table, layout: PageLayout) -> None:
    line = header.paragraphs[0]
    # The style of headers brings tab stops of its own, for other page sizes.
    body_style(line)
    right_tab(line, layout.text_mm)
    before, between, after = page_number()
    line.add_run(f"{plain(protocol_line(table.protocol))}\t{before}")
    add_field(line, "PAGE")
    line.add_run(between)
    add_field(line, "NUMPAGES")
    if after:
        line.add_run(after)
    set_paragraph(line, None, points=NOTE_POINTS)
    rule_below(line)
    if table.notice:
        notice = header.add_paragraph()
        set_paragraph(notice, plain(table.notice), points=NOTE_POINTS, bold=True, centre=True)
        notice.paragraph_format.space_before = _points(3)


def _points(number: float) -> Any:
    from docx.shared import Pt

    return Pt(number)


def _page_footers(document: Document, layout: PageLayout) -> None:
    section = document.sections[0]
    footer = section.footer
    first = footer.paragraphs[0]
    waiting = iter([first])
    _notes(lambda: next(waiting, None) or footer.add_paragraph(), layout.each_page)
    rule_above(first)
    # The first page has a footer of its own, since it has a header of its own.
    same = section.first_page_footer._element
    same[:] = [deepcopy(line) for line in footer._element]


def _notes(add_line: Callable[[], Paragraph], notes: Sequence[Note]) -> None:
    for number, note in enumerate(notes):
        line = add_line()
        body_style(line)
        mark = f"[{plain(note.mark)}]\t" if note.mark else ""
        set_paragraph(line, mark + note.text, points=NOTE_POINTS)
        if mark:
            hanging = _millimetres(MARK_MM)
            line.paragraph_format.left_indent = hanging
            line.paragraph_format.first_line_indent = -hanging
            line.paragraph_format.tab_stops.add_tab_stop(hanging)
        if note.source and (number == 0 or not notes[number - 1].source):
            line.paragraph_format.space_before = _points(4)


def _millimetres(number: float) -> Any:
    from docx.shared import Mm

    return Mm(number)


def _title(document: Document, table: Table) -> None:
    from docx.shared import RGBColor

    # A heading, so that the table stands in Word's navigation pane.
    heading = document.add_heading(level=1)
    set_paragraph(heading, plain(table.caption), points=BODY_POINTS + 1, bold=True, centre=True)
    heading.runs[0].font.color.rgb = RGBColor(0, 0, 0)
    heading.runs[0].font.name = "Arial"
    heading.paragraph_format.space_before = _points(0)
    title = document.add_paragraph()
    set_paragraph(title, plain(table.title), points=BODY_POINTS + 1, bold=True, centre=True)
    population = document.add_paragraph()
    set_paragraph(population, plain(table.population), centre=True)
    population.paragraph_format.space_after = _points(8)
    for line in (heading, title, population):
        keep_with_next(line)


def _end(document: Document) -> None:
    """Follow the table with the paragraph that Word wants, too low to need another page."""
    line = document.add_paragraph()
    line.paragraph_format.line_spacing = _points(1)
    line.paragraph_format.space_after = line.paragraph_format.space_before = _points(0)


def _table(document: Document, table: Table, layout: PageLayout) -> None:
    word = document.add_table(rows=0, cols=len(layout.columns_mm))
    word.autofit = False
    without_side_margins(word)
    for column, width in zip(word.columns, layout.columns_mm, strict=True):
        column.width = _millimetres(width)
    _headings(word, table, layout.columns_mm)
    for group in table.groups:
        made = [_group_heading(word, group, layout)]
        made += [_body_row(word, line, layout, table) for line in group.rows]
        for row, keep in zip(made, kept_with_next(group), strict=True):
            for place in row.cells if keep else ():
                keep_with_next(place.paragraphs[0])
    for place in word.rows[-1].cells:
        border_cell(place, "bottom")


def _group_heading(word: WordTable, group: RowGroup, layout: PageLayout) -> WordRow:
    row = _row(word, layout.columns_mm)
    if not group.headings:
        one_cell(row)
    _label(row.cells[0], group.label, indent=0, bold=True)
    for place, cell in zip(row.cells[1:], group.headings, strict=False):
        set_paragraph(place.paragraphs[0], plain(cell.shown), bold=True, centre=True)
    for place in row.cells:
        place.paragraphs[0].paragraph_format.space_before = _points(5)
    return row


def _row(word: WordTable, column_mm: Sequence[float]) -> WordRow:
    row: WordRow = word.add_row()  # type: ignore[no-untyped-call]
    whole_row(row)
    for place, width in zip(row.cells, column_mm, strict=True):
        place.width = _millimetres(width)
        spacing = place.paragraphs[0].paragraph_format
        spacing.space_before = spacing.space_after = _points(1)
    return row


def _label(place: WordCell, label: Cell, indent: int, bold: bool = False) -> None:
    paragraph = place.paragraphs[0]
    set_paragraph(paragraph, plain(label.shown), bold=bold)
    # What does not fit stands under the label, a little further in.
    paragraph.paragraph_format.left_indent = _millimetres(INDENT_MM * indent + HANGING_MM)
    paragraph.paragraph_format.first_line_indent = -_millimetres(HANGING_MM)


def _headings(word: WordTable, table: Table, column_mm: Sequence[float]) -> None:
    from docx.enum.table import WD_ALIGN_VERTICAL

    rows = []
    if any(column.spanner for column in table.columns):
        rows.append(_spanners(word, table, column_mm))
    row = _row(word, column_mm)
    rows.append(row)
    _label(row.cells[0], table.stub, indent=0, bold=True)
    for place, column in zip(row.cells[1:], table.columns, strict=True):
        place.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
        text = "\n".join(plain(line.shown) for line in column.lines)
        set_paragraph(place.paragraphs[0], text, bold=True, centre=column.align != "left")
    for place in row.cells:
        place.paragraphs[0].paragraph_format.space_before = _points(2)
        place.paragraphs[0].paragraph_format.space_after = _points(2)
    row.cells[0].vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
    for heading in rows:
        repeat_row(heading)
        for place in heading.cells:
            keep_with_next(place.paragraphs[0])
    for place in rows[0].cells:
        border_cell(place, "top")
    for place in rows[-1].cells:
        border_cell(place, "bottom")


def _spanners(word: WordTable, table: Table, column_mm: Sequence[float]) -> WordRow:
    row = _row(word, column_mm)
    start = 1
    for spanner in spanners_of(table):
        place = row.cells[start]
        if spanner.columns > 1:
            place = place.merge(row.cells[start + spanner.columns - 1])
        set_paragraph(place.paragraphs[0], spanner.text, bold=True, centre=True)
        if spanner.text:
            border_cell(place, "bottom")
        start += spanner.columns
    return row


def _body_row(word: WordTable, line: Row, layout: PageLayout, table: Table) -> WordRow:
    row = _row(word, layout.columns_mm)
    _label(row.cells[0], line.label, line.indent)
    for place, cell, width, mm, column in zip(
        row.cells[1:], line.cells, layout.widths, layout.columns_mm[1:], table.columns, strict=True
    ):
        parts = divided(cell)
        if column.align == "left":
            set_paragraph(place.paragraphs[0], parts.whole)
            continue
        set_paragraph(place.paragraphs[0], filling(parts, width) + parts.whole)
        place.paragraphs[0].paragraph_format.left_indent = _millimetres(number_indent_mm(mm, width))
    return row
