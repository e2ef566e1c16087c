"""The PDF of a whole set: the same cells, pages counted over all, bookmarks, the same bytes."""

import dataclasses
import io

import pytest
from pypdf import PdfReader

from sap.render.pages import SEE_THE_END
from sap.render.pdf import SetFigure, TableSet, pdf_set
from sap.tables.table import Cell, Footnote, RowGroup
from tests.example_run import PROVENANCE
from tests.render.opened import closed_up
from tests.render.samples import SIGNS, TABLES, grid

FIGURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200" viewBox="0 0 300 200" '
    'font-family="DejaVu Sans"><text x="10" y="40">Seen in the figure</text></svg>'
)
NINE = SetFigure("Figure 9", "[A] figure", "All #units", ("Source data: $x",), FIGURE.encode())
TALL = FIGURE.replace('width="300" height="200"', "").replace("300 200", "300 2000").encode()
NOTES = tuple(Footnote("", f"Note {n}: " + "a long explanation " * 12) for n in range(30))


def the_set(**changes):
    content = TableSet(
        title="STUDY: a study of <b>many</b> #things",
        protocol="STUDY (1)",
        notice="SIMULATED DATA",
        facts=("Program: sap run $x$", "Generated: 2026"),
        items=(*TABLES.values(), NINE),
    )
    return dataclasses.replace(content, **changes)


def read(content):
    return PdfReader(io.BytesIO(pdf_set(content, PROVENANCE.generated)))


def pages_in(reader):
    return [closed_up(page.extract_text()) for page in reader.pages]


@pytest.fixture(scope="module")
def reader():
    return read(the_set())


@pytest.fixture(scope="module")
def pages(reader):
    return pages_in(reader)


def own_pages(reader, pages):
    """Give the pages of each item, from its bookmark to the next."""
    starts = [reader.get_destination_page_number(mark) for mark in reader.outline]
    return [pages[a:b] for a, b in zip(starts, [*starts[1:], len(pages)], strict=True)]


def test_every_cell_of_every_row_is_shown_side_by_side(reader, pages):
    # Headings and labels of groups stand again on later pages: the rest is read in its order.
    for table, own in zip(TABLES.values(), own_pages(reader, pages), strict=False):
        shown, place = "".join(own), 0
        for row in grid(table, closed_up):
            found = shown.find("".join(row), place)
            assert found >= 0, row
            place = found + len("".join(row))


def test_the_set_has_bookmarks_in_its_order_and_a_list_of_them(reader, pages):
    names = [f"{table.caption}: {table.title}" for table in TABLES.values()]
    names.append("Figure 9: [A] figure")
    assert [closed_up(mark.title) for mark in reader.outline] == [closed_up(n) for n in names]
    assert all(closed_up(name) in pages[0] for name in names)


def test_pages_are_numbered_over_the_whole(pages):
    assert len(pages) > len(TABLES) + 2
    for number, page in enumerate(pages, start=1):
        assert f"Page{number}of{len(pages)}" in page
        assert "SIMULATEDDATA" in page


def test_heads_and_notes_stand_on_each_page_and_the_title_again(reader, pages):
    place = list(TABLES).index("wide")
    own = own_pages(reader, pages)[place]
    table = TABLES["wide"]
    assert len(own) > 2
    again = closed_up(f"{table.caption} (continued): {table.title}")
    assert [again in page for page in own] == [False] + [True] * (len(own) - 1)
    for page in own:
        assert "One(N=10)" in page
        assert closed_up("A note.") in page
        assert all(closed_up(line) in page for line in table.sources)


def test_no_group_is_parted_from_its_first_row(reader, pages):
    own = own_pages(reader, pages)[list(TABLES).index("wide")]
    for group in TABLES["wide"].groups:
        first = group.rows[0]
        start = closed_up(group.label.shown + first.label.shown + first.cells[0].shown)
        assert any(start in page for page in own)


def test_a_group_without_rows_may_stand_anywhere():
    wide = TABLES["wide"]
    empty = RowGroup(Cell("Nothing known: NE"), ())
    table = dataclasses.replace(wide, groups=(empty, *wide.groups[:1], empty))
    _, *own = pages_in(read(the_set(items=(table,))))
    assert "".join(own).count(closed_up("Nothing known: NE")) == 2


def test_notes_without_room_stand_at_the_end_alone():
    table = dataclasses.replace(TABLES["wide"], footnotes=NOTES)
    made = read(the_set(items=(table,)))
    _, *own = pages_in(made)
    pointing = [closed_up(SEE_THE_END) in page for page in own]
    assert pointing[0]
    assert not pointing[-1]
    assert sum(page.count(closed_up("Note 29: a long")) for page in own) == 1


def test_a_figure_stands_on_a_page_of_its_own(pages):
    assert "Seeninthefigure" in pages[-1]
    assert pages[-1].count("Page") == 1


def test_the_words_of_a_figure_stand_around_it_once(pages):
    for words in ("Figure 9", "[A] figure", "All #units", "Source data: $x"):
        assert pages[-1].count(closed_up(words)) == 1
    assert pages[-1].index("All#units") < pages[-1].index("Sourcedata:$x")


def test_a_tall_figure_leaves_room_for_its_words():
    lines = tuple(f"Line {number}" for number in range(20))
    tall = dataclasses.replace(NINE, svg=TALL, sources=lines)
    _, *own = pages_in(read(the_set(items=(tall,))))
    (page,) = own
    assert "Line19" in page


def test_wide_tables_are_turned_and_others_not(reader):
    shapes = [page.mediabox.width > page.mediabox.height for page in reader.pages]
    assert shapes[:2] == [False, False]
    assert any(shapes)


def test_texts_are_texts_whatever_they_hold():
    table = dataclasses.replace(TABLES["signs"], title=SIGNS[-1], notice=SIGNS[2])
    made = read(the_set(items=(table,), title=SIGNS[0], facts=SIGNS, notice=SIGNS[3]))
    front, *own = pages_in(made)
    assert closed_up(SIGNS[-1]) in own[0]
    assert all(closed_up(sign) in front for sign in SIGNS[:5])


def test_properties_tell_time_title_and_nobody(reader):
    found = reader.metadata
    assert found.title == "STUDY: a study of <b>many</b> #things"
    assert found.author == "sap"
    assert found.creation_date.isoformat() == "2026-02-03T04:05:06+00:00"


def test_the_same_set_gives_the_same_bytes():
    assert pdf_set(the_set(), PROVENANCE.generated) == pdf_set(the_set(), PROVENANCE.generated)


def test_a_set_without_items_has_its_first_page():
    (page,) = pages_in(read(the_set(items=(), notice="")))
    assert "Page1of1" in page
