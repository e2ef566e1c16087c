"""Tables as JSON: the same table comes back, whatever its texts are."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

from sap.language import language_of, speaking
from sap.tables.stored import StoredItem, read_stored, stored_tables
from tests.render.samples import TABLES


@dataclass(frozen=True)
class Laid:
    number: str
    title: str
    stem: str
    made: object


def stored(*made: object) -> bytes:
    return stored_tables([Laid("1", "A title", f"stem-{n}", one) for n, one in enumerate(made)])


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_table_comes_back(table):
    (item,) = read_stored(stored(table))
    assert item == StoredItem("1", "A title", "stem-0", table)
    assert item.caption == "Table 1"


def test_a_figure_has_its_name_alone():
    (item,) = read_stored(stored("a drawing"))
    assert item == StoredItem("1", "A title", "stem-0", None)
    assert item.caption == "Figure 1"


def test_the_language_comes_back_and_names_the_tables():
    with speaking(language_of("fr")):
        content = stored(TABLES["french"], "a drawing")
    table, figure = read_stored(content)
    assert (table.language, table.caption, figure.caption) == ("fr", "Tableau 1", "Figure 1")
    assert table.table == TABLES["french"]


def test_a_run_from_before_there_were_languages_speaks_english():
    plain = json.loads(stored(TABLES["example"]))
    assert plain.pop("language") == "en"
    (item,) = read_stored(json.dumps(plain).encode())
    assert item.language == "en"


def test_the_same_tables_give_the_same_bytes():
    assert stored(*TABLES.values()) == stored(*TABLES.values())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"version": 2, "items": []}',
        b'{"version": 1}',
        b'{"version": 1, "language": "xx", "items": []}',
        b'{"version": 1, "items": [{"number": "1"}]}',
        b'{"version": 1, "items": [{"number": "1", "title": "", "file": "", "table": 3}]}',
        b"\xff",
    ],
)
def test_anything_else_is_refused(content):
    with pytest.raises(ValueError, match=r"."):
        read_stored(content)


def test_a_row_that_lost_a_cell_is_refused():
    plain = json.loads(stored(TABLES["example"]))
    plain["items"][0]["table"]["groups"][0]["rows"][0]["cells"].pop()
    with pytest.raises(ValueError, match="not the tables of a run"):
        read_stored(json.dumps(plain).encode())
