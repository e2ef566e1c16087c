"""Word: a real table whose head repeats, the page header and footer, valid and the same bytes."""

import dataclasses
import io
import re
import zipfile

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from sap.render.docx import docx_table
from sap.render.pages import SEE_THE_END
from sap.render.point import FIGURE_SPACE, plain
from sap.tables.table import Footnote
from tests.example_run import PROVENANCE
from tests.render.samples import TABLES, example, grid

# Order of elements in the schema of ECMA-376, of those that are written.
ORDER = {
    "pPr": ["pStyle", "keepNext", "keepLines", "pBdr", "tabs", "spacing", "ind", "jc", "rPr"],
    "tcPr": ["tcW", "gridSpan", "vMerge", "tcBorders", "vAlign"],
    "tblPr": ["tblStyle", "tblW", "jc", "tblInd", "tblLayout", "tblCellMar", "tblLook"],
    "tblCellMar": ["top", "left", "bottom", "right"],
    "tcBorders": ["top", "left", "bottom", "right"],
}


def written(table):
    return docx_table(table, PROVENANCE.generated)


def document(table):
    return docx.Document(io.BytesIO(written(table)))


def squeezed(text):
    return " ".join(plain(text).replace(FIGURE_SPACE, " ").split())


def cells_of(row):
    """List the cells of a row, each once however many columns it takes."""
    return [
        cell for n, cell in enumerate(row.cells) if n == 0 or cell._tc is not row.cells[n - 1]._tc
    ]


def head_rows(word):
    return [row for row in word.rows if row._tr.trPr.find(qn("w:tblHeader")) is not None]


@pytest.mark.parametrize("name", TABLES)
def test_the_cells_of_the_document_are_those_of_the_table(name):
    (word,) = document(TABLES[name]).tables
    body = word.rows[len(head_rows(word)) :]
    found = [[squeezed(cell.text) for cell in cells_of(row)] for row in body]
    assert found == grid(TABLES[name], squeezed)


def test_the_head_repeats_and_no_row_is_divided():
    for name, heads in (("example", 1), ("wide", 2)):
        (word,) = document(TABLES[name]).tables
        assert head_rows(word) == word.rows[:heads] or len(head_rows(word)) == heads
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in word.rows)
    texts = [cell.text for cell in word.rows[0].cells]
    assert texts == ["", "A", "A", "B", "", ""]
    assert word.rows[1].cells[1].text == "One\n(N=10)"


def test_a_group_keeps_with_its_first_row():
    (word,) = document(TABLES["wide"]).tables
    for row in word.rows:
        if row.cells[0].text.startswith("Group"):
            assert all(cell.paragraphs[0].paragraph_format.keep_with_next for cell in row.cells)


def test_page_header_has_protocol_and_page_numbers():
    header = document(example()).sections[0].header
    assert header.paragraphs[0].text == "Protocol: SCLERO-JAK (NCT04206644)\tPage 1 of 1"
    assert header.paragraphs[1].text == "SIMULATED DATA"
    fields = [part.text.strip() for part in header._element.iter(qn("w:instrText"))]
    assert fields == ["PAGE", "NUMPAGES"]
    kinds = [part.get(qn("w:fldCharType")) for part in header._element.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"] * 2


def test_later_pages_name_the_table_again():
    section = document(example()).sections[0]
    assert section.different_first_page_header_footer
    first = [line.text for line in section.first_page_header.paragraphs]
    later = [line.text for line in section.header.paragraphs]
    assert later == [*first, f"Table 14.2.1.1 (continued): {example().title}"]


def test_page_footers_have_footnotes_and_sources():
    table = example()
    section = document(table).sections[0]
    for footer in (section.footer, section.first_page_footer):
        lines = [squeezed(p.text) for p in footer.paragraphs]
        assert lines == [squeezed(note.shown) for note in table.footnotes] + list(table.sources)


def test_notes_that_leave_no_room_stand_below_the_table():
    notes = tuple(Footnote("", "a long explanation " * 20) for _ in range(20))
    table = dataclasses.replace(TABLES["wide"], footnotes=notes)
    word = document(table)
    (line,) = word.sections[0].footer.paragraphs
    assert line.text == SEE_THE_END
    below = [squeezed(p.text) for p in word.paragraphs[3:]]
    assert below == [squeezed(note.text) for note in notes] + list(table.sources)


def test_the_label_of_a_group_without_headings_has_the_whole_width():
    (word,) = document(TABLES["wide"]).tables
    row = word.rows[2]
    assert len(row._tr.tc_lst) == 1
    assert row._tr.tc_lst[0].grid_span == 6
    assert row.cells[0].width == sum(cell.width for cell in word.rows[1].cells)


def test_title_lines_are_in_the_body():
    lines = document(example()).paragraphs
    assert [line.text for line in lines[:3]] == [
        "Table 14.2.1.1",
        "CCL18 in conditioned media, ruxolitinib versus vehicle",
        "SSc full analysis set",
    ]
    assert lines[0].style.name == "Heading 1"


def test_no_notice_no_line():
    assert len(document(example(notice="")).sections[0].first_page_header.paragraphs) == 1


def test_decimal_points_stand_in_one_line():
    (word,) = document(example()).tables
    for number in (1, 2):
        cells = [row.cells[number] for row in word.rows if len(cells_of(row)) > 1]
        first_numbers = [re.match(FIGURE_SPACE + r"*[(<−]*\d+(?=\.)", cell.text) for cell in cells]
        assert len({found.end() for found in first_numbers if found}) == 1
        indents = {
            cell.paragraphs[0].paragraph_format.left_indent
            for cell in cells
            if any(sign.isdigit() for sign in cell.text) and "N=" not in cell.text
        }
        assert len(indents - {None}) == 1


def test_the_page_turns_when_the_table_is_wide():
    wide, narrow = document(TABLES["wide"]).sections[0], document(example()).sections[0]
    assert wide.orientation == WD_ORIENT.LANDSCAPE
    assert wide.page_width > wide.page_height
    assert narrow.orientation == WD_ORIENT.PORTRAIT
    text_width = narrow.page_width - narrow.left_margin - narrow.right_margin
    (word,) = document(example()).tables
    widths = [cell.width for cell in word.rows[0].cells]
    assert sum(widths) == pytest.approx(text_width, rel=1e-3)


def test_properties_tell_time_and_title_and_nobody():
    properties = document(example()).core_properties
    assert properties.created.isoformat() == "2026-02-03T04:05:06+00:00"
    assert properties.title.startswith("Table 14.2.1.1: ")
    assert properties.keywords == "SIMULATED DATA"
    assert properties.author == "sap"


def test_the_same_table_gives_the_same_bytes():
    assert written(example()) == written(example())


@pytest.mark.parametrize("name", TABLES)
def test_elements_stand_in_the_order_of_the_schema(name):
    archive = zipfile.ZipFile(io.BytesIO(written(TABLES[name])))
    parts = [n for n in archive.namelist() if n.startswith("word/") and n.endswith(".xml")]
    from lxml import etree

    checked = 0
    for part in parts:
        if "style" in part:
            continue
        for element in etree.fromstring(archive.read(part)).iter():
            order = ORDER.get(etree.QName(element).localname)
            if order is None:
                continue
            names = [etree.QName(child).localname for child in element]
            assert names == sorted(names, key=order.index), (part, names)
            checked += 1
    # Each cell and its paragraph, at least.
    assert checked >= 2 * sum(map(len, grid(TABLES[name], squeezed)))
