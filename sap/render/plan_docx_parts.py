"""The parts of a plan's Word document that python-docx has no word for: runs, grids, contents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sap.document.parts import Grid, Paragraph, Section
from sap.render.docx_parts import (
    border_cell,
    element,
    keep_with_next,
    repeat_row,
    whole_row,
    without_side_margins,
)
from sap.tables.table import plain

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell as WordCell
    from docx.table import _Row as WordRow
    from docx.text.paragraph import Paragraph as WordParagraph

#: Width of the text, in millimetres.
TEXT_MM = 170
MONOSPACED = "Courier New"
CELL_POINTS = 8.5
CODE_POINTS = 7.5
# Between the text of neighbouring columns.
GAP_DXA = "110"
# A grid of so few rows stays on one page.
WHOLE_ROWS = 8
# Room to sign in, in millimetres.
SIGNING_MM = 14


def add_runs(line: WordParagraph, paragraph: Paragraph, points: float | None = None) -> None:
    """Write the runs of a paragraph.

    Parameters
    ----------
    line
        Where they go.
    paragraph
        The runs.
    points
        Size of the font; None for that of the style.
    """
    from docx.shared import Pt

    for run in paragraph.runs:
        made = line.add_run(plain(run.text))
        made.bold, made.italic = run.strong or None, run.emphasis or None
        if run.code:
            made.font.name = MONOSPACED
            made.font.size = Pt(CODE_POINTS if points else 9)
        elif points:
            made.font.size = Pt(points)


def shaded(line: WordParagraph) -> None:
    """Give a paragraph a light ground, as code has.

    Parameters
    ----------
    line
        The paragraph.
    """
    ground = element("shd", val="clear", color="auto", fill="F2F2F2")
    properties = line._p.get_or_add_pPr()
    # The schema fixes the order of these elements.
    properties.insert_element_before(
        ground, "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def new_numbering(word: Document, style: str) -> int:
    """Begin a numbered list anew at 1.

    Parameters
    ----------
    word
        The document.
    style
        The style of its lines.

    Returns
    -------
    int
        The number of the numbering, for the lines of the list.
    """
    numbering: Any = word.part.numbering_part.numbering_definitions._numbering
    named: Any = word.styles[style].element
    own = named.pPr.numPr.numId.val
    abstract = next(one.abstractNumId.val for one in numbering.num_lst if one.numId == own)
    made = numbering.add_num(abstract)
    made.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(made.numId)


def add_grid(word: Document, grid: Grid, *, headings: bool = True) -> None:
    """Write a grid as a real table whose headings stand on each page.

    Parameters
    ----------
    word
        The document.
    grid
        The grid.
    headings
        Whether it has a caption and headings.
    """
    from docx.shared import Pt

    if headings and grid.titled:
        word.add_paragraph(style="Caption").add_run(plain(grid.caption))
    table = word.add_table(rows=0, cols=len(grid.columns))
    table.autofit = False
    if grid.boxed:
        table.style = "Table Grid"
    else:
        without_side_margins(table)
    widths = [TEXT_MM * share for share in grid.shares]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = _mm(width)
    if headings:
        head = _row(table, widths)
        repeat_row(head)
        for place, text in zip(head.cells, grid.columns, strict=True):
            place.paragraphs[0].add_run(plain(text)).bold = True
            place.paragraphs[0].runs[0].font.size = Pt(CELL_POINTS)
            keep_with_next(place.paragraphs[0])
            for side in ("top", "bottom") * (not grid.boxed):
                border_cell(place, side)
    for one in grid.rows:
        made = _row(table, widths)
        if one.heading:
            place = made.cells[0].merge(made.cells[-1])
            _cell(place, one.cells[0])
            for run in place.paragraphs[0].runs:
                run.bold = True
            keep_with_next(place.paragraphs[0])
            continue
        for place, cell in zip(made.cells, one.cells, strict=True):
            _cell(place, cell)
        if grid.boxed:
            made.height = _mm(SIGNING_MM)
        if len(grid.rows) <= WHOLE_ROWS and one is not grid.rows[-1]:
            for place in made.cells:
                for line in place.paragraphs:
                    keep_with_next(line)
    _rules(table, grid)
    _after(word, grid)


def _rules(table: Any, grid: Grid) -> None:
    """Draw a thin rule between rows, and a rule below the last."""
    if grid.boxed or not table.rows:
        return
    borders = element("tblBorders")
    borders.append(element("insideH", val="single", sz="2", space="0", color="BFBFBF"))
    table._tbl.tblPr.insert_element_before(
        borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook", "w:tblCaption"
    )
    for place in table.rows[-1].cells:
        border_cell(place, "bottom")


def _after(word: Document, grid: Grid) -> None:
    """Write the notes of a grid, and keep some room below it."""
    from docx.shared import Pt

    for note in grid.notes or ("",):
        line = word.add_paragraph()
        line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(2), Pt(6)
        line.add_run(plain(note)).font.size = Pt(8 if note else 4)


def _row(table: Any, widths: list[float]) -> WordRow:
    row: WordRow = table.add_row()
    whole_row(row)
    for place, width in zip(row.cells, widths, strict=True):
        place.width = _mm(width)
        _gap(place)
        _tight(place.paragraphs[0])
    return row


def _gap(place: WordCell) -> None:
    """Keep the text of a cell apart from that of the next column."""
    margins = element("tcMar")
    margins.append(element("right", w=GAP_DXA, type="dxa"))
    place._tc.get_or_add_tcPr().insert_element_before(
        margins, "w:textDirection", "w:tcFitText", "w:vAlign", "w:hideMark"
    )


def _tight(line: WordParagraph) -> None:
    from docx.shared import Pt

    line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(1.5)
    line.paragraph_format.line_spacing = 1.0


def _cell(place: WordCell, paragraphs: tuple[Paragraph, ...]) -> None:
    for number, one in enumerate(paragraphs):
        line = place.paragraphs[0] if number == 0 else place.add_paragraph()
        _tight(line)
        add_runs(line, one, CELL_POINTS)


def _mm(number: float) -> Any:
    from docx.shared import Mm

    return Mm(number)


class Bookmarks:
    """Headings with names, and the lines of the contents that lead to them."""

    def __init__(self) -> None:
        self._count = 0

    def heading(self, line: WordParagraph, section: Section) -> None:
        """Write a heading that the contents can find.

        Parameters
        ----------
        line
            Where it goes.
        section
            Whose heading it is.
        """
        self._count += 1
        start = element("bookmarkStart", id=f"{self._count}")
        start.set(_qualified("name"), _bookmark(section))
        line._p.append(start)
        line.add_run(plain(section.heading))
        line._p.append(element("bookmarkEnd", id=f"{self._count}"))

    def open_contents(self, line: WordParagraph, levels: int) -> None:
        """Begin the field of the contents.

        Parameters
        ----------
        line
            Its first line.
        levels
            How many levels of headings it shows.
        """
        _part(line, "begin")
        _instruction(line, f'TOC \\o "1-{levels}" \\h \\z \\u')
        _part(line, "separate")

    def entry(self, line: WordParagraph, section: Section) -> None:
        """Write a line of the contents; its page is known when Word has laid the text out.

        Parameters
        ----------
        line
            Where it goes.
        section
            Where it leads to.
        """
        link = element("hyperlink", anchor=_bookmark(section), history="1")
        link.append(line.add_run(plain(section.heading))._r)
        line._p.append(link)

    def close_contents(self, line: WordParagraph) -> None:
        """End the field of the contents.

        Parameters
        ----------
        line
            Its last line.
        """
        _part(line, "end")


def _qualified(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(f"w:{name}"))


def _bookmark(section: Section) -> str:
    return "_Toc" + "".join(s if s.isalnum() else "_" for s in section.number)


def _part(line: WordParagraph, kind: str) -> None:
    line.add_run()._r.append(element("fldChar", fldCharType=kind))


def _instruction(line: WordParagraph, text: str) -> None:
    made = element("instrText")
    made.text = f" {text} "
    line.add_run()._r.append(made)
