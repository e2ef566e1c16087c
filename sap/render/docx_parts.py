"""The small parts of a Word document that python-docx has no word for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sap.render.pages import BODY_POINTS

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table as WordTable
    from docx.table import _Cell as WordCell
    from docx.table import _Row as WordRow
    from docx.text.paragraph import Paragraph

# Rules in eighths of a point.
RULE_EIGHTHS = 8
THIN_RULE_EIGHTHS = 4


def element(name: str, **attributes: str) -> Any:
    """Make an element of WordprocessingML.

    Parameters
    ----------
    name
        Its name without the prefix, such as ``tblHeader``.
    **attributes
        Its attributes, likewise.

    Returns
    -------
    element
        An lxml element.
    """
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def set_paragraph(
    paragraph: Paragraph,
    text: str | None,
    *,
    points: float = BODY_POINTS,
    bold: bool = False,
    centre: bool = False,
) -> None:
    """Set the text and look of a paragraph.

    Parameters
    ----------
    paragraph
        The paragraph.
    text
        Its text, or None to leave it as it is and set the size of what stands there.
    points
        Size of the font.
    bold, centre
        Its look.
    """
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    if text is not None:
        run = paragraph.add_run(text)
        if bold:
            run.bold = True
    # The size of the body is that of the document.
    for run in paragraph.runs if points != BODY_POINTS else ():
        run.font.size = Pt(points)
    if centre:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def body_style(paragraph: Paragraph) -> None:
    """Give a paragraph the default style, that of the body.

    Parameters
    ----------
    paragraph
        The paragraph.
    """
    # By the name of the style python-docx would search all styles, each time.
    paragraph._p.style = None


def spell(document: Document, language: str) -> None:
    """Tell Word in which language a document is, for its spelling and hyphens.

    Parameters
    ----------
    document
        The document.
    language
        Such as ``en-US``, which is that of a new document.
    """
    for told in document.styles.element.iter(_qualified("lang")):
        told.set(_qualified("val"), language)


def add_field(paragraph: Paragraph, instruction: str) -> None:
    """Add a field that Word works out, such as a page number.

    Parameters
    ----------
    paragraph
        Where it goes.
    instruction
        ``PAGE`` or ``NUMPAGES``.
    """
    for kind in ("begin", "instruction", "separate", "text", "end"):
        run = paragraph.add_run()
        if kind == "instruction":
            part = element("instrText")
            part.text = f" {instruction} "
        elif kind == "text":
            part = element("t")
            part.text = "1"
        else:
            part = element("fldChar", fldCharType=kind)
        run._r.append(part)


def right_tab(paragraph: Paragraph, position_mm: float) -> None:
    """Put what follows a tab flush with the right margin.

    Parameters
    ----------
    paragraph
        The paragraph.
    position_mm
        The width of the text.
    """
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Mm

    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(position_mm), WD_TAB_ALIGNMENT.RIGHT)


def rule_above(paragraph: Paragraph) -> None:
    """Draw a thin rule above a paragraph."""
    _rule(paragraph, "top")


def rule_below(paragraph: Paragraph) -> None:
    """Draw a thin rule below a paragraph."""
    _rule(paragraph, "bottom")


def _rule(paragraph: Paragraph, side: str) -> None:
    borders = element("pBdr")
    line = {"val": "single", "sz": str(THIN_RULE_EIGHTHS), "space": "4", "color": "000000"}
    borders.append(element(side, **line))
    properties = paragraph._p.get_or_add_pPr()
    # The schema fixes the order of these elements; Word refuses a file that breaks it.
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def border_cell(cell: WordCell, side: str) -> None:
    """Draw a rule at one side of a table cell.

    Parameters
    ----------
    cell
        The cell.
    side
        ``top`` or ``bottom``.
    """
    properties = cell._tc.get_or_add_tcPr()
    borders = properties.find(_qualified("tcBorders"))
    if borders is None:
        borders = element("tcBorders")
        properties.insert_element_before(
            borders, "w:shd", "w:noWrap", "w:tcMar", "w:textDirection", "w:tcFitText", "w:vAlign"
        )
    line = element(side, val="single", sz=str(RULE_EIGHTHS), space="0", color="000000")
    if side == "top":
        borders.insert(0, line)
    else:
        borders.append(line)


def _qualified(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(f"w:{name}"))


def without_side_margins(table: WordTable) -> None:
    """Let the rules of a table end where the text of the page does.

    Parameters
    ----------
    table
        The table.
    """
    margins = element("tblCellMar")
    for side in ("left", "right"):
        margins.append(element(side, w="0", type="dxa"))
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook", "w:tblCaption")


def whole_row(row: WordRow) -> None:
    """Keep a table row from being divided between pages."""
    row._tr.get_or_add_trPr().append(element("cantSplit"))


def one_cell(row: WordRow) -> None:
    """Let the first cell of a table row have the whole width.

    Parameters
    ----------
    row
        The row; what stands in its other cells is gone.
    """
    from docx.shared import Emu

    first, *others = row._tr.tc_lst
    first.width = Emu(sum(place.width or 0 for place in row._tr.tc_lst))
    first.grid_span = len(others) + 1
    for place in others:
        row._tr.remove(place)


def repeat_row(row: WordRow) -> None:
    """Repeat a table row at the top of each page."""
    row._tr.get_or_add_trPr().append(element("tblHeader"))


def keep_with_next(paragraph: Paragraph) -> None:
    """Keep a paragraph on the page of the next one."""
    paragraph.paragraph_format.keep_with_next = True
