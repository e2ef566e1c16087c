"""A table holds together: cells per column, marks and footnotes."""

import dataclasses

import pytest

from sap.tables.footnotes import Footnotes
from sap.tables.table import Cell, Column, Footnote, Row, RowGroup, Table


def table(**changes):
    plain = {
        "number": "1.10",
        "title": "Title",
        "population": "All",
        "protocol": "X",
        "notice": "",
        "stub": Cell("Stub", ("1",)),
        "columns": (Column((Cell("A"),)), Column((Cell("B"),))),
        "groups": (RowGroup(Cell("Group"), (Row(Cell("Row"), (Cell("1"), Cell("2"))),)),),
        "footnotes": (Footnote("1", "Note."), Footnote("", "General.")),
    }
    return Table(**(plain | changes))


def test_a_table_is_frozen_and_keeps_its_number_as_text():
    made = table()
    assert made.caption == "Table 1.10"
    assert hash(made) == hash(table())
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.number = "2"


@pytest.mark.parametrize(
    "changes",
    [
        {"groups": (RowGroup(Cell("G"), (Row(Cell("R"), (Cell("1"),)),)),)},
        {"groups": (RowGroup(Cell("G"), (), (Cell("1"),)),)},
        {"footnotes": ()},
        {"footnotes": (Footnote("1", "a"), Footnote("1", "b"))},
        {"footnotes": (Footnote("1", "a"), Footnote("2", "nobody points here"))},
    ],
)
def test_a_table_that_does_not_hold_together_is_a_defect(changes):
    with pytest.raises(AssertionError):
        table(**changes)


def test_cells_and_footnotes_show_their_marks():
    assert Cell("NE", ("4", "5")).shown == "NE [4][5]"
    assert Cell("", ("4",)).shown == "[4]"
    assert Footnote("4", "Why.").shown == "[4] Why."
    assert Footnote("", "Note.").shown == "Note."


def test_a_footnote_keeps_its_mark():
    footnotes = Footnotes()
    footnotes.note("General.")
    marks = [footnotes.mark(text) for text in ("first", "second", "first")]
    assert marks == ["1", "2", "1"]
    assert [note.shown for note in footnotes.all()] == ["General.", "[1] first", "[2] second"]
