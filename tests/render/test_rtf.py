"""RTF: every cell in its place, every text escaped, heads and rows marked as pages need them."""

import dataclasses

import pytest

from sap.render.pages import SEE_THE_END
from sap.render.point import FIGURE_SPACE, plain
from sap.render.rtf import rtf_table
from sap.render.rtf_parts import rtf_text
from sap.tables.table import Footnote
from tests.example_run import PROVENANCE
from tests.render.rtf_reader import read_rtf
from tests.render.samples import HOSTILE, SIGNS, TABLES, example, grid


def written(table):
    return rtf_table(table, PROVENANCE.generated)


def document(table):
    return read_rtf(written(table))


def squeezed(text):
    return " ".join(plain(text).replace(FIGURE_SPACE, " ").split())


def body(made):
    return [row for row in made.rows if "trhdr" not in row.words]


@pytest.mark.parametrize("name", TABLES)
def test_the_cells_of_the_document_are_those_of_the_table(name):
    found = [[squeezed(cell) for cell in row.cells] for row in body(document(TABLES[name]))]
    assert found == grid(TABLES[name], squeezed)


@pytest.mark.parametrize("sign", [*SIGNS, HOSTILE, "\N{GRINNING FACE}", "\ud800"])
def test_a_text_comes_back_as_it_was(sign):
    escaped = rtf_text(sign)
    assert escaped.isascii()
    (line,) = read_rtf(f"{{\\rtf1\\uc1 {escaped}\\par}}".encode()).paragraphs
    assert line == plain(sign)


def test_the_head_repeats_and_no_row_is_divided():
    for name, heads in (("example", 1), ("wide", 2)):
        rows = document(TABLES[name]).rows
        assert ["trhdr" in row.words for row in rows] == [n < heads for n in range(len(rows))]
        assert all("trkeep" in row.words for row in rows)
    assert rows[0].cells == ["", "A", "B", "", ""]
    assert rows[1].cells[1] == "One\n(N=10)"


@pytest.mark.parametrize("name", TABLES)
def test_cells_end_where_those_of_other_rows_do(name):
    rows = document(TABLES[name]).rows
    full = max((row.edges for row in rows), key=len)
    for row in rows:
        assert len(row.edges) == len(row.cells)
        assert row.edges == sorted(row.edges)
        assert set(row.edges) <= set(full)
        assert row.edges[-1] == full[-1]


def test_a_group_keeps_with_its_first_row():
    rows = body(document(TABLES["wide"]))
    heads = [row for row in rows if row.cells[0].startswith("Group")]
    assert len(heads) == 10
    assert all(all(row.kept) for row in heads)
    # A group may end a page.
    assert [row.kept[0] for row in rows[:14]] == [True] * 12 + [False, True]


def test_header_and_footer_of_the_first_page_and_of_the_others():
    table = example()
    margins = document(table).margins
    protocol = "Protocol: SCLERO-JAK (NCT04206644)\tPage 1 of 1\nSIMULATED DATA\n"
    assert margins["headerf"] == protocol
    assert margins["header"] == f"{protocol}Table 14.2.1.1 (continued): {table.title}\n"
    notes = [squeezed(note.shown) for note in table.footnotes] + list(table.sources)
    for name in ("footer", "footerf"):
        assert [squeezed(line) for line in margins[name].splitlines()] == notes
    assert b"\\fldinst { PAGE }" in written(table)
    assert b"\\fldinst { NUMPAGES }" in written(table)
    assert b"\\titlepg" in written(table)


def test_notes_that_leave_no_room_stand_at_the_end_and_each_page_says_so():
    notes = tuple(Footnote("", f"Note {n}: " + "a long explanation " * 12) for n in range(30))
    table = dataclasses.replace(example(), footnotes=(*example().footnotes, *notes))
    made = document(table)
    assert made.margins["footer"].strip() == SEE_THE_END
    # Behind them stands the low paragraph that ends the document.
    last = [squeezed(line) for line in made.paragraphs[-len(table.sources) - 31 : -1]]
    assert last == [squeezed(n.text) for n in notes] + list(table.sources)


def test_title_lines_are_in_the_body():
    assert document(example()).paragraphs[:3] == [
        "Table 14.2.1.1",
        "CCL18 in conditioned media, ruxolitinib versus vehicle",
        "SSc full analysis set",
    ]


def test_no_notice_no_line():
    assert document(example(notice="")).margins["headerf"].count("\n") == 1


def test_the_page_turns_when_the_table_is_wide():
    assert b"\\landscape" in written(TABLES["wide"])
    assert b"\\landscape" not in written(example())


def test_properties_tell_time_and_title():
    text = written(example()).decode()
    assert "\\yr2026\\mo2\\dy3\\hr4\\min5" in text
    assert "{\\title Table 14.2.1.1: CCL18" in text


def test_the_same_table_gives_the_same_bytes():
    assert written(example()) == written(example())
