"""A plan in both forms: read back, each holds every word of the document; no text is code."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from html.parser import HTMLParser

import docx
import pytest
from docx.oxml.ns import qn
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from sap.document.parts import (
    CodeBlock,
    Grid,
    Listing,
    Paragraph,
    Picture,
    PlanDocument,
    Section,
    own_words,
    row,
    words,
)
from sap.render.plan_docx import docx_plan
from sap.render.plan_html import html_plan
from sap.tables.table import plain
from tests.document_example import whole_document

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>'
NASTY = "<script>alert(1)</script> & \\par {\\rtf} \"=cmd|' /C calc'!A0\" \x07 \u2028end"


def png() -> bytes:
    from matplotlib.figure import Figure

    file = io.BytesIO()
    Figure(figsize=(1, 1)).savefig(file, format="png", metadata={"Software": None})
    return file.getvalue()


def small(*sections: Section) -> PlanDocument:
    facts = (("Study", NASTY),)
    return PlanDocument(NASTY, NASTY, NASTY, NASTY, facts, sections, "2026-01-31T12:00:00Z")


@pytest.fixture(scope="module")
def nasty() -> PlanDocument:
    grid = Grid(NASTY, (NASTY, "b"), (0.5, 0.5), (row(NASTY, NASTY),), notes=(NASTY,))
    picture = Picture(NASTY, NASTY, SVG, png())
    listing = Listing(((words(NASTY),), (words("two"), Listing(((words(NASTY),),)))), numbered=True)
    parts = (words(NASTY), CodeBlock(f"{NASTY}\nsecond"), listing, grid, picture)
    return small(Section(NASTY, parts, number="1"))


def squeezed(text: str) -> str:
    return " ".join(plain(text).split())


class Reader(HTMLParser):
    """Reads headings, paragraphs, code and tables of a page in their order."""

    VOID = ("meta", "col", "img", "br")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.open: list[str] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.found: list[tuple[str, str]] = []
        self.rows: list[list[str]] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        if tag in ("h1", "h2", "h3", "h4", "p", "pre", "caption", "figcaption", "title"):
            self.found.append((tag, ""))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        if tag == "p" and {"td", "th"} & set(self.open):
            self.rows[-1][-1] += " "

    def handle_data(self, data):
        if {"td", "th"} & set(self.open):
            self.rows[-1][-1] += data
        if self.found and self.found[-1][0] in self.open:
            tag, text = self.found[-1]
            self.found[-1] = (tag, text + data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    assert reader.open == []
    return reader


def parts_of(document: PlanDocument):
    for section in document.walk():
        for part in section.parts:
            yield from flat(part)


def flat(part):
    if isinstance(part, Listing):
        for item in part.items:
            for one in item:
                yield from flat(one)
    else:
        yield part


def cells_of(grid: Grid) -> list[list[str]]:
    return [[squeezed(" ".join(p.text for p in cell)) for cell in line.cells] for line in grid.rows]


@pytest.fixture(scope="module")
def written() -> bytes:
    return docx_plan(whole_document())


def test_every_word_stands_in_the_page_in_order():
    document = whole_document()
    reader = read(html_plan(document))
    headings = [squeezed(text) for tag, text in reader.found if tag in ("h2", "h3", "h4")]
    assert headings == ["Contents", *(squeezed(one.heading) for one in document.walk())]
    shown = [[squeezed(cell) for cell in line] for line in reader.rows]
    wanted = []
    for part in parts_of(document):
        if isinstance(part, Grid):
            wanted.append([squeezed(name) for name in part.columns])
            wanted += cells_of(part)
    assert shown == wanted
    texts = {squeezed(text) for tag, text in reader.found if tag in ("p", "pre")}
    for part in parts_of(document):
        if isinstance(part, Paragraph | CodeBlock):
            assert squeezed(part.text.replace("\n", " ")) in texts


def body(word):
    for element in word.element.body:
        if element.tag == qn("w:p"):
            yield WordParagraph(element, word)
        elif element.tag == qn("w:tbl"):
            yield WordTable(element, word)


def test_every_word_stands_in_the_word_document_in_order(written):
    document = whole_document()
    word = docx.Document(io.BytesIO(written))
    blocks = list(body(word))
    headings = [
        squeezed(one.text)
        for one in blocks
        if isinstance(one, WordParagraph) and one.style.name.startswith("Heading")
    ]
    assert headings == [squeezed(one.heading) for one in document.walk()]
    tables = [one for one in blocks if isinstance(one, WordTable)]
    lines = [
        [squeezed(cell.text.replace("\n", " ")) for cell in line.cells]
        for table in tables[1:]
        for line in table.rows
        if line._tr.trPr.find(qn("w:tblHeader")) is None
    ]
    assert lines == [
        line for part in parts_of(document) if isinstance(part, Grid) for line in cells_of(part)
    ]
    texts = {squeezed(one.text) for one in blocks if isinstance(one, WordParagraph)}
    for part in parts_of(document):
        if isinstance(part, Paragraph | CodeBlock):
            assert squeezed(part.text.replace("\n", " ")) in texts


def test_the_word_document_has_contents_a_header_and_repeated_heads(written):
    word = docx.Document(io.BytesIO(written))
    xml = word.element.xml
    assert 'TOC \\o "1-2" \\h \\z \\u' in xml
    anchors = re.findall(r'w:anchor="(\w+)"', xml)
    assert anchors
    assert set(anchors) <= set(re.findall(r'<w:bookmarkStart [^>]*w:name="(\w+)"', xml))
    header = word.sections[0].header._element.xml
    assert "Protocol: SCLERO-JAK (NCT04206644)" in header
    assert " PAGE " in header
    assert " NUMPAGES " in header
    assert "SIMULATED DATA" in header
    for table in word.tables[1:]:
        first = table.rows[0]._tr.trPr
        assert first.find(qn("w:tblHeader")) is not None


def test_fields_begin_and_end_in_turn(written):
    word = docx.Document(io.BytesIO(written))
    kinds = [one.get(qn("w:fldCharType")) for one in word.element.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]


# Order of elements in the schema of ECMA-376, of those that are written.
ORDER = {
    "pPr": ["pStyle", "keepNext", "pageBreakBefore", "numPr", "pBdr", "shd", "tabs", "spacing",
            "ind", "jc", "rPr"],
    "tcPr": ["tcW", "gridSpan", "vMerge", "tcBorders", "tcMar", "vAlign"],
    "tblPr": ["tblStyle", "tblW", "jc", "tblInd", "tblBorders", "tblLayout", "tblCellMar",
              "tblLook"],
    "settings": ["zoom", "proofState", "defaultTabStop", "characterSpacingControl",
                 "savePreviewPicture", "updateFields", "compat", "rsids", "mathPr",
                 "themeFontLang", "clrSchemeMapping", "doNotAutoCompressPictures",
                 "shapeDefaults", "decimalSymbol", "listSeparator", "docId", "defaultImageDpi"],
}  # fmt: skip


def test_elements_stand_in_the_order_of_the_schema(written, nasty):
    checked = 0
    for content in (written, docx_plan(nasty)):
        word = docx.Document(io.BytesIO(content))
        for part in (word.element, word.sections[0].header._element, word.settings.element):
            for one in part.iter():
                order = ORDER.get(one.tag.rpartition("}")[2])
                if order is not None:
                    names = [child.tag.rpartition("}")[2] for child in one]
                    assert names == sorted(names, key=order.index), names
                    checked += 1
    assert checked > 1000


def test_numbered_lists_begin_at_one_each():
    def listing(text):
        return own_words(text)

    parts = (*listing("1. a\n2. b"), words("between"), *listing("1. c\n2. d"))
    word = docx.Document(io.BytesIO(docx_plan(small(Section("S", parts, number="1")))))
    numbers = [one.val for one in word.element.iter(qn("w:numId"))]
    assert len(numbers) == 4
    assert numbers[0] == numbers[1] != numbers[2] == numbers[3]


def test_emphasis_comes_through_in_both_forms():
    document = small(Section("S", own_words("**bold** *slanted* `code`"), number="1"))
    page = html_plan(document)
    assert "<strong>bold</strong> <em>slanted</em> <code>code</code>" in page
    word = docx.Document(io.BytesIO(docx_plan(document)))
    runs = {run.text: run for one in word.paragraphs for run in one.runs}
    assert runs["bold"].bold
    assert runs["slanted"].italic
    assert runs["code"].font.name == "Courier New"


def test_no_text_is_code_in_the_page(nasty):
    page = html_plan(nasty)
    reader = read(page)
    assert "script" not in reader.tags
    assert page.count("<style>") == page.count("</style>") == 1
    assert "\x07" not in page
    names = {name for _, attributes in reader.attributes for name in attributes}
    assert not [name for name in names if name.startswith("on")]
    style = page[page.index("<style>") : page.index("</style>")]
    assert "<" not in style[len("<style>") :]
    assert "cmd|" not in style


def test_no_text_is_code_in_the_word_document(nasty):
    content = docx_plan(nasty)
    word = docx.Document(io.BytesIO(content))
    assert squeezed(NASTY) in {squeezed(one.text) for one in word.paragraphs}
    with zipfile.ZipFile(io.BytesIO(content)) as files:
        assert files.testzip() is None
        assert not [name for name in files.namelist() if "vba" in name.lower()]
    instructions = [one.text for one in word.element.iter(qn("w:instrText"))]
    assert not [text for text in instructions if "cmd" in text]


def test_the_page_asks_for_nothing_and_is_accessible(nasty):
    for document in (whole_document(), nasty):
        reader = read(html_plan(document))
        assert reader.tags.count("h1") == 1
        assert reader.tags.count("main") == 1
        assert ("html", {"lang": "en"}) in reader.attributes
        ids = [a["id"] for _, a in reader.attributes if "id" in a]
        assert len(ids) == len(set(ids))
        for tag, attributes in reader.attributes:
            assert not (attributes.get("src") or "data:").startswith(("http", "/"))
            assert (attributes.get("href") or "#").startswith("#")
            if tag == "a":
                assert (attributes["href"] or "")[1:] in ids
            if tag == "img":
                assert attributes["alt"]
            if tag == "th":
                assert attributes["scope"] in ("col", "row", "rowgroup")
        assert reader.tags.count("table") == reader.tags.count("caption")


def test_the_same_plan_gives_the_same_bytes(nasty, written):
    assert docx_plan(whole_document()) == written
    assert docx_plan(nasty) == docx_plan(nasty)
    assert html_plan(whole_document()) == html_plan(whole_document())


def test_a_study_that_is_not_simulated_has_no_such_word():
    document = replace(whole_document(), notice="")
    word = docx.Document(io.BytesIO(docx_plan(document)))
    assert "SIMULATED DATA" not in word.sections[0].header._element.xml
    assert 'class="notice"' not in html_plan(document)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_libreoffice_opens_it_and_shows_every_heading(tmp_path, written):
    document = whole_document()
    (tmp_path / "plan.docx").write_bytes(written)
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "plan.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    command = ["pdftotext", "-layout", "plan.pdf", "-"]
    done = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)
    text = squeezed(done.stdout)
    for section in document.walk():
        assert squeezed(section.heading) in text
    pages = done.stdout.count("\f")
    assert pages > 10
    assert all(f"Page {number} of {pages}" in text for number in range(1, pages + 1))
