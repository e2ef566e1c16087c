"""A plan as a Word document: real headings and lists, a table of contents, pages to sign.

The table of contents is a field of Word's: the headings stand in it from the start, as links, and
Word adds the page numbers when it opens the file. The same plan gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sap.document.parts import (
    CodeBlock,
    Listing,
    Paragraph,
    Part,
    Picture,
    PlanDocument,
    Section,
)
from sap.document.parts import Grid as WordsGrid
from sap.language import language, say
from sap.render.docx_parts import (
    add_field,
    body_style,
    right_tab,
    rule_below,
    set_paragraph,
    spell,
)
from sap.render.pages import NOTE_POINTS, full_name, page_number, protocol_line, region
from sap.render.plan_docx_parts import (
    MONOSPACED,
    TEXT_MM,
    Bookmarks,
    add_grid,
    add_runs,
    new_numbering,
    shaded,
)
from sap.render.zipped import same_bytes
from sap.tables.table import plain

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph as WordParagraph

FONT = "Arial"
TEXT_POINTS = 10
HEADING_POINTS = (15, 12, 10.5)
#: Levels of headings that the contents show.
CONTENTS_LEVELS = 2


def docx_plan(document: PlanDocument) -> bytes:
    """Write a plan as a Word document.

    Parameters
    ----------
    document
        The plan.

    Returns
    -------
    bytes
        A .docx file.
    """
    import docx

    word = docx.Document()
    spell(word, region()[0])
    _page(word)
    _styles(word)
    _properties(word, document)
    _page_header(word, document)
    bookmarks = Bookmarks()
    _first_page(word, document)
    _contents(word, document, bookmarks)
    for section in document.sections:
        _section(word, section, 1, bookmarks)
    _update_on_opening(word)
    file = io.BytesIO()
    word.save(file)
    return same_bytes(file.getvalue())


def _page(word: Document) -> None:
    from docx.shared import Mm

    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm((210 - TEXT_MM) / 2)
    section.top_margin, section.bottom_margin = Mm(28), Mm(20)
    section.header_distance = section.footer_distance = Mm(12)


def _styles(word: Document) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    names = ["Normal", *(f"Heading {level}" for level in (1, 2, 3)), "Caption", "Title"]
    for name in names:
        style: Any = word.styles[name]
        style.font.name = FONT
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(script), FONT)
        # The fonts of the theme would win over the one named.
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
        style.font.color.rgb = RGBColor(0, 0, 0)
    normal: Any = word.styles["Normal"]
    normal.font.size = Pt(TEXT_POINTS)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.1
    for level, points in enumerate(HEADING_POINTS, start=1):
        heading: Any = word.styles[f"Heading {level}"]
        heading.font.size, heading.font.bold = Pt(points), True
        heading.paragraph_format.space_before = Pt(18 if level == 1 else 12)
        heading.paragraph_format.space_after = Pt(6 if level == 1 else 4)
    caption: Any = word.styles["Caption"]
    caption.font.size, caption.font.bold, caption.font.italic = Pt(9), True, False
    caption.paragraph_format.space_before, caption.paragraph_format.space_after = Pt(8), Pt(3)
    caption.paragraph_format.keep_with_next = True
    for name in ("List Bullet", "List Number", "List Bullet 2", "List Number 2"):
        listed: Any = word.styles[name]
        listed.paragraph_format.space_after = Pt(3)
    for level in (1, 2):
        entry: Any = word.styles.add_style(f"toc {level}", 1, builtin=True)
        entry.base_style = normal
        entry.paragraph_format.space_after = Pt(2)
        entry.paragraph_format.left_indent = Mm(6 * (level - 1))
        entry.font.bold = level == 1


def _properties(word: Document, document: PlanDocument) -> None:
    properties = word.core_properties
    time = datetime.fromisoformat(document.generated).astimezone(UTC).replace(tzinfo=None)
    properties.title = plain(full_name(document.kind, document.title))
    properties.subject = plain(protocol_line(document.protocol))
    properties.keywords = plain(document.notice)
    properties.author = properties.last_modified_by = "sap"
    properties.comments = ""
    properties.language = language().code
    properties.created = properties.modified = time
    properties.revision = 1


def _page_header(word: Document, document: PlanDocument) -> None:
    header = word.sections[0].header
    line = header.paragraphs[0]
    body_style(line)
    right_tab(line, TEXT_MM)
    before, between, after = page_number()
    line.add_run(f"{plain(protocol_line(document.protocol))}\t{before}")
    add_field(line, "PAGE")
    line.add_run(between)
    add_field(line, "NUMPAGES")
    if after:
        line.add_run(after)
    set_paragraph(line, None, points=NOTE_POINTS)
    rule_below(line)
    if document.notice:
        notice = header.add_paragraph()
        set_paragraph(notice, plain(document.notice), points=NOTE_POINTS, bold=True, centre=True)


def _first_page(word: Document, document: PlanDocument) -> None:
    from docx.shared import Pt

    kind = word.add_paragraph()
    kind.paragraph_format.space_before, kind.paragraph_format.space_after = Pt(90), Pt(6)
    set_paragraph(kind, plain(document.kind), points=14)
    title = word.add_paragraph()
    set_paragraph(title, plain(document.title), points=22, bold=True)
    title.paragraph_format.space_after = Pt(30)
    rows = WordsGrid("", ("", ""), (0.25, 0.75), tuple(_facts(document)))
    add_grid(word, rows, headings=False)


def _facts(document: PlanDocument) -> Iterator[Any]:
    from sap.document.parts import row

    for label, text in document.facts:
        yield row(label, text)


def _contents(word: Document, document: PlanDocument, bookmarks: Bookmarks) -> None:
    title = word.add_paragraph()
    title.paragraph_format.page_break_before = True
    set_paragraph(title, say("Contents"), points=HEADING_POINTS[0], bold=True)
    shown = [one for one in document.walk() if one.number.count(".") < CONTENTS_LEVELS]
    last: WordParagraph = title
    for place, section in enumerate(shown):
        line = word.add_paragraph(style=f"toc {section.number.count('.') + 1}")
        if place == 0:
            bookmarks.open_contents(line, CONTENTS_LEVELS)
        bookmarks.entry(line, section)
        last = line
    if shown:
        bookmarks.close_contents(last)


def _section(word: Document, section: Section, level: int, bookmarks: Bookmarks) -> None:
    heading = word.add_paragraph(style=f"Heading {min(level, 3)}")
    bookmarks.heading(heading, section)
    if level == 1 and (section.number == "1" or not section.number.isdigit()):
        heading.paragraph_format.page_break_before = True
    for part in section.parts:
        _part(word, part)
    for one in section.sections:
        _section(word, one, level + 1, bookmarks)


def _part(word: Document, part: Part) -> None:
    match part:
        case Paragraph():
            add_runs(word.add_paragraph(), part)
        case CodeBlock(text):
            _code(word.add_paragraph(), text)
        case Listing():
            _listing(word, part, 1)
        case WordsGrid():
            add_grid(word, part)
        case Picture():
            _picture(word, part)


def _code(line: WordParagraph, text: str) -> None:
    from docx.shared import Pt

    shaded(line)
    for number, one in enumerate(text.split("\n")):
        run = line.add_run(plain(one))
        run.font.name, run.font.size = MONOSPACED, Pt(9)
        if number < text.count("\n"):
            run.add_break()


def _listing(word: Document, listing: Listing, depth: int) -> None:
    style = "List Number" if listing.numbered else "List Bullet"
    style += f" {depth}" if depth > 1 else ""
    number = new_numbering(word, style) if listing.numbered else None
    for item in listing.items:
        for place, part in enumerate(item):
            if isinstance(part, Listing):
                _listing(word, part, min(depth + 1, 3))
                continue
            line = word.add_paragraph(style=style if place == 0 else f"List Continue{_deep(depth)}")
            if place == 0 and number is not None:
                number_ = line._p.get_or_add_pPr().get_or_add_numPr()
                number_.get_or_add_numId().val = number
            if isinstance(part, Paragraph):
                add_runs(line, part)
            elif isinstance(part, CodeBlock):
                _code(line, part.text)


def _deep(depth: int) -> str:
    return f" {depth}" if depth > 1 else ""


def _picture(word: Document, picture: Picture) -> None:
    from docx.shared import Mm

    caption = word.add_paragraph(style="Caption")
    caption.add_run(plain(picture.caption))
    line = word.add_paragraph()
    shape = line.add_run().add_picture(io.BytesIO(picture.png), width=Mm(TEXT_MM))
    shape._inline.docPr.set("descr", plain(picture.words))


def _update_on_opening(word: Document) -> None:
    """Let Word work out the page numbers of the contents when it opens the file."""
    from sap.render.docx_parts import element

    asked = element("updateFields", val="true")
    # The schema fixes the order of the settings.
    behind = {"hdrShapeDefaults", "footnotePr", "endnotePr", "compat", "docVars", "rsids"}
    place = next(one for one in word.settings.element if one.tag.rpartition("}")[2] in behind)
    place.addprevious(asked)
