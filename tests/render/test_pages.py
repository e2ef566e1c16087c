"""What paged forms agree on: paper, widths, where notes go, what keeps together."""

import dataclasses

import pytest

from sap.render.pages import (
    SEE_THE_END,
    WHOLE_GROUP,
    Note,
    Spanner,
    kept_with_next,
    page_layout,
    spanners_of,
)
from sap.tables.table import Cell, Column, Footnote, Row, RowGroup
from tests.render.samples import TABLES, example

ROW = Row(Cell("a"), (Cell("1"),))


@pytest.mark.parametrize("name", TABLES)
def test_the_columns_fill_the_width_of_the_text(name):
    layout = page_layout(TABLES[name])
    assert len(layout.columns_mm) == len(TABLES[name].columns) + 1
    assert sum(layout.columns_mm) == pytest.approx(layout.text_mm)
    assert min(layout.columns_mm) > 5


def test_the_page_turns_where_the_width_asks_for_it():
    assert page_layout(TABLES["wide"]).landscape
    assert not page_layout(example()).landscape


def test_a_heading_has_room_for_its_longest_word():
    long, short = Column((Cell("Hypersensitivity"), Cell("(N=1)"))), Column((Cell("A B C D E F"),))
    cells = (Cell("1"), Cell("1"))
    table = dataclasses.replace(
        example(),
        columns=(long, short),
        groups=(RowGroup(Cell("g"), (Row(Cell("a" * 60), cells),)),),
        footnotes=(),
    )
    _, wide, narrow = page_layout(table).columns_mm
    assert wide > 16 * 1.65
    assert wide / narrow == pytest.approx(18 / 9)


def test_notes_stand_on_each_page_where_there_is_room():
    layout = page_layout(example())
    assert layout.at_end == ()
    shown = [(note.mark, note.text) for note in layout.each_page if not note.source]
    assert shown == [(note.mark, note.text) for note in example().footnotes]
    assert [note.text for note in layout.each_page if note.source] == list(example().sources)


def test_notes_of_more_than_half_a_page_stand_once_at_the_end():
    notes = tuple(Footnote("", "word " * 100) for _ in range(10))
    layout = page_layout(dataclasses.replace(example(), footnotes=(*example().footnotes, *notes)))
    assert layout.each_page == (Note("", SEE_THE_END),)
    assert len(layout.at_end) == len(example().footnotes) + 10 + len(example().sources)


def test_spanners_of_neighbours_are_one_and_empty_ones_are_apart():
    assert spanners_of(example()) == ()
    assert spanners_of(TABLES["wide"]) == (
        Spanner("A", 2),
        Spanner("B", 1),
        Spanner("", 1),
        Spanner("", 1),
    )
    columns = tuple(Column((Cell("c"),), name) for name in ("A", None, "A"))
    table = dataclasses.replace(example(), columns=columns, groups=(), footnotes=())
    assert spanners_of(table) == (Spanner("A", 1), Spanner("", 1), Spanner("A", 1))


def test_a_short_group_stays_whole():
    group = RowGroup(Cell("g"), (ROW,) * WHOLE_GROUP)
    assert kept_with_next(group) == (True,) * WHOLE_GROUP + (False,)


def test_of_a_long_group_neither_the_first_nor_the_last_row_stands_alone():
    count = WHOLE_GROUP + 8
    kept = kept_with_next(RowGroup(Cell("g"), (ROW,) * count))
    assert [n for n, keep in enumerate(kept) if keep] == [0, 1, count - 1]


def test_a_group_without_rows_keeps_nothing():
    assert kept_with_next(RowGroup(Cell("g"), ())) == (False,)
    assert kept_with_next(RowGroup(Cell("g"), (ROW,))) == (True, False)
