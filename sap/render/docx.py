"""A table as a Word document: a real table on pages with header and footer.

The page header holds the protocol and ``Page x of y``; the page footer holds the
footnotes and the lines on where the table comes from, so that both stand on every page.
The same table gives the same bytes.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sap.render.docx_parts import (
    BODY_POINTS,
    NOTE_POINTS,
    add_field,
    body_style,
    border_cell,
    keep_with_next,
    repeat_row,
    right_tab,
    rule_above,
    rule_below,
    set_paragraph,
    whole_row,
    without_side_margins,
)
from sap.render.point import ColumnWidths, divided, plain, widths_of
from sap.render.zipped import same_bytes
from sap.tables.table import Cell, Row, Table

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table as WordTable
    from docx.table import _Cell as WordCell
    from docx.table import _Row as WordRow

# A4 in millimetres, and what of it is margin.
SHORT_SIDE, LONG_SIDE, MARGIN = 210, 297, 20
INDENT_MM = 4
HANGING_MM = 3
# Average width of a character in the body font, to share the width between columns.
CHARACTER_MM = 1.65
WIDEST_PORTRAIT_CHARACTERS = 108
WIDEST_LABEL = 50
FIGURE_SPACE = "\N{FIGURE SPACE}"


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
    widths = widths_of(table)
    stub = _stub_characters(table)
    characters = stub + sum(width.whole + 4 for width in widths)
    landscape = characters > WIDEST_PORTRAIT_CHARACTERS
    text_width = (LONG_SIDE if landscape else SHORT_SIDE) - 2 * MARGIN
    _page(document, landscape)
    _properties(document, table, generated)
    _page_header(document, table, text_width)
    _page_footer(document, table)
    _title(document, table)
    _table(document, table, _column_mm(stub, widths, text_width), widths)
    file = io.BytesIO()
    document.save(file)
    return same_bytes(file.getvalue())


def _stub_characters(table: Table) -> int:
    labels = [(row.label, row.indent) for group in table.groups for row in group.rows]
    labels += [(table.stub, 0)]
    longest = max(len(plain(cell.shown)) + 3 * indent for cell, indent in labels)
    # A longer label takes a second line, rather than turning the page.
    return min(longest, WIDEST_LABEL)


def _column_mm(stub: int, widths: tuple[ColumnWidths, ...], text_width: float) -> list[float]:
    """Share the width: labels what they need up to half, the columns the rest by their needs."""
    label = min(max(stub * CHARACTER_MM, 0.25 * text_width), 0.5 * text_width)
    needs = [max(width.whole, 8) + 4 for width in widths]
    return [label, *((text_width - label) * need / sum(needs) for need in needs)]


def _page(document: Document, landscape: bool) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    section = document.sections[0]
    width, height = (LONG_SIDE, SHORT_SIDE) if landscape else (SHORT_SIDE, LONG_SIDE)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin = section.right_margin = Mm(MARGIN)
    section.top_margin, section.bottom_margin = Mm(28), Mm(MARGIN)
    section.header_distance = section.footer_distance = Mm(12)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(BODY_POINTS)
    normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
    normal.paragraph_format.line_spacing = 1.0
    # Word takes the font of East Asian and other signs from attributes of their own.
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:eastAsia", "w:cs"):
        fonts.set(qn(script), "Arial")


def _properties(document: Document, table: Table, generated: str) -> None:
    properties = document.core_properties
    time = datetime.fromisoformat(generated).astimezone(UTC).replace(tzinfo=None)
    properties.title = plain(f"{table.caption}: {table.title}")
    properties.subject = plain(f"Protocol: {table.protocol}")
    properties.keywords = plain(table.notice)
    properties.author = properties.last_modified_by = "sap"
    properties.comments = ""
    properties.created = properties.modified = time
    properties.revision = 1


def _page_header(document: Document, table: Table, text_width: float) -> None:
    header = document.sections[0].header
    line = header.paragraphs[0]
    # The style of headers brings tab stops of its own, for other page sizes.
    body_style(line)
    right_tab(line, text_width)
    line.add_run(plain(f"Protocol: {table.protocol}") + "\tPage ")
    add_field(line, "PAGE")
    line.add_run(" of ")
    add_field(line, "NUMPAGES")
    set_paragraph(line, None, points=NOTE_POINTS)
    rule_below(line)
    if table.notice:
        notice = header.add_paragraph()
        set_paragraph(notice, plain(table.notice), points=NOTE_POINTS, bold=True, centre=True)
        notice.paragraph_format.space_before = _points(3)


def _points(number: float) -> Any:
    from docx.shared import Pt

    return Pt(number)


def _page_footer(document: Document, table: Table) -> None:
    footer = document.sections[0].footer
    lines = [(plain(note.shown), bool(note.mark)) for note in table.footnotes]
    lines += [(plain(line), False) for line in table.sources]
    first_source = len(table.footnotes)
    for number, (text, marked) in enumerate(lines):
        line = footer.paragraphs[0] if number == 0 else footer.add_paragraph()
        body_style(line)
        mark, space, rest = text.partition(" ") if marked else ("", "", text)
        set_paragraph(line, f"{mark}\t{rest}" if space else text, points=NOTE_POINTS)
        if marked:
            hanging = _millimetres(6)
            line.paragraph_format.left_indent = hanging
            line.paragraph_format.first_line_indent = -hanging
            line.paragraph_format.tab_stops.add_tab_stop(hanging)
        if number == 0:
            rule_above(line)
        if number == first_source:
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


def _table(
    document: Document, table: Table, column_mm: list[float], widths: tuple[ColumnWidths, ...]
) -> None:
    word = document.add_table(rows=0, cols=len(column_mm))
    word.autofit = False
    without_side_margins(word)
    for column, width in zip(word.columns, column_mm, strict=True):
        column.width = _millimetres(width)
    _headings(word, table, column_mm)
    for group in table.groups:
        row = _row(word, column_mm)
        blank = (Cell(),) * len(table.columns)
        _label(row.cells[0], group.label, indent=0, bold=True)
        for place, cell in zip(row.cells[1:], group.headings or blank, strict=True):
            set_paragraph(place.paragraphs[0], plain(cell.shown), bold=True, centre=True)
        for place in row.cells:
            place.paragraphs[0].paragraph_format.space_before = _points(5)
            keep_with_next(place.paragraphs[0])
        for number, line in enumerate(group.rows):
            made = _body_row(word, line, column_mm, widths, table)
            # A group stays whole on its page as far as the page allows.
            if number < len(group.rows) - 1:
                for place in made.cells:
                    keep_with_next(place.paragraphs[0])
    for place in word.rows[-1].cells:
        border_cell(place, "bottom")


def _row(word: WordTable, column_mm: list[float]) -> WordRow:
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


def _headings(word: WordTable, table: Table, column_mm: list[float]) -> None:
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


def _spanners(word: WordTable, table: Table, column_mm: list[float]) -> WordRow:
    row = _row(word, column_mm)
    spanners = [column.spanner or "" for column in table.columns]
    start = 0
    while start < len(spanners):
        end = start
        while end + 1 < len(spanners) and spanners[end + 1] == spanners[start]:
            end += 1
        place = row.cells[start + 1]
        if end > start:
            place = place.merge(row.cells[end + 1])
        set_paragraph(place.paragraphs[0], plain(spanners[start]), bold=True, centre=True)
        if spanners[start]:
            border_cell(place, "bottom")
        start = end + 1
    return row


def _body_row(
    word: WordTable,
    line: Row,
    column_mm: list[float],
    widths: tuple[ColumnWidths, ...],
    table: Table,
) -> WordRow:
    row = _row(word, column_mm)
    _label(row.cells[0], line.label, line.indent)
    for place, cell, width, mm, column in zip(
        row.cells[1:], line.cells, widths, column_mm[1:], table.columns, strict=True
    ):
        parts = divided(cell)
        if column.align == "left":
            set_paragraph(place.paragraphs[0], parts.whole)
            continue
        # Figure spaces are as wide as digits: with them the decimal points stand in one line.
        missing = FIGURE_SPACE * (width.before - len(parts.before)) if parts.whole else ""
        set_paragraph(place.paragraphs[0], missing + parts.whole)
        spare = max(mm - width.whole * CHARACTER_MM, 0.0)
        place.paragraphs[0].paragraph_format.left_indent = _millimetres(spare / 2)
    return row
