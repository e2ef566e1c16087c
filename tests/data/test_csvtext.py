"""CSV files as text: what is read as it stands, and what is refused with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sap.data.csvtext import LONGEST_CELL, read_text_table
from sap.errors import DataError


def read(path: Path, content: bytes):
    path.write_bytes(content)
    return read_text_table(path, "file.csv")


def problems(path: Path, content: bytes) -> list[str]:
    with pytest.raises(DataError) as caught:
        read(path, content)
    return [str(problem) for problem in caught.value.problems]


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "file.csv"


@pytest.mark.parametrize(
    "content",
    [
        b"a,b\n1,2\n3,4\n",
        b"a,b\n1,2\n3,4",
        b"a,b\r\n1,2\r\n3,4\r\n",
        b"a,b\r1,2\r3,4\r",
        b"\xef\xbb\xbfa,b\n1,2\n3,4\n",
        b'"a","b"\n"1",2\n3,"4"\n',
        b"a,b\n1,2\n3,4\n\n\n",
    ],
)
def test_one_table_in_all_its_spellings(path, content):
    table = read(path, content)
    assert table.header == ("a", "b")
    assert table.rows == (("1", "2"), ("3", "4"))
    assert table.lines == (2, 3)
    assert table.column("b") == ["2", "4"]


def test_cells_stay_as_written(path):
    table = read(path, b'id,text\n007," NA "\n1e5,"say ""x"", please"\n,\n')
    assert table.rows == (("007", " NA "), ("1e5", 'say "x", please'), ("", ""))


def test_rows_are_counted_by_the_line_on_which_they_begin(path):
    table = read(path, b'a,b\n1,"two\nlines"\n3,4\n5,"three\r\n\r\nlines"\n7,8\n')
    assert table.lines == (2, 4, 5, 8)


def test_hash_is_of_the_bytes(path):
    assert read(path, b"a\n1\n").sha256 != read(path, b"a\r\n1\r\n").sha256


@pytest.mark.parametrize(
    ("content", "place", "words"),
    [
        (b"", "file.csv: ", "empty (0 bytes)"),
        (b"\xef\xbb\xbf", "file.csv: ", "no text"),
        (b"\n\n", "file.csv: ", "no text"),
        (b"a,b\n", "file.csv:1: ", "a header but no rows"),
        (b"a,b\n\n", "file.csv:1: ", "a header but no rows"),
        (b"\na,b\n1,2\n", "file.csv:1: ", "The first line is blank"),
        (b"a;b\n1;2\n", "file.csv:1: ", "separated by semicolons"),
        (b"a\tb\n1\t2\n", "file.csv:1: ", "separated by tabs"),
        (b"a,b\n1,2\n\n\n3,4\n", "file.csv:3: ", "Blank line in rows 3, 4"),
        (b"a,b,\n1,2,\n", "file.csv:1: ", "no name for column 3 of 3"),
        (b"a, \n1,2\n", "file.csv:1: ", "no name for column 2 of 2"),
        (b"a,b,a\n1,2,3\n", "file.csv:1: ", "'a' stands 2 times in the header (columns 1, 3)"),
        (b"a,b\n1\n2,3\n4\n", "file.csv:2: ", "1 cell where the header has 2: rows 2, 4."),
        (b"a,b\n1,2,\n3,4,\n", "file.csv:2: ", "3 cells where the header has 2: rows 2, 3."),
        (b"a,b\n1,1,5\n2,2\n", "file.csv:2: ", "A comma inside a cell needs quotation marks"),
        (b'a,b\n1,2\n"3,4\n5,6\n', "file.csv:3: ", "never closed"),
        (b'a,b\n1,2\n"3"x,4\n', "file.csv:3: ", "followed by text"),
        (b"a,b\n1,\xe9\n2,\xe9\n", "file.csv:2: ", "Not UTF-8 in rows 2, 3"),
        (b"a,b\n1,\x81\n", "file.csv:2: ", "0x81"),
        (b"a,b\n1,\0\n", "file.csv:2: ", "null character"),
        ("a,b\n1,2\n".encode("utf-16"), "file.csv: ", "UTF-16"),
        (b"PK\x03\x04rest", "file.csv: ", "Excel workbook"),
        (b"PAR1rest", "file.csv: ", "Parquet"),
    ],
)
def test_form_is_refused_with_its_place(path, content, place, words):
    (message,) = problems(path, content)
    assert message.startswith(place)
    assert words in message


def test_a_byte_of_windows_is_named(path):
    (message,) = problems(path, "a\nBéla\n".encode("cp1252"))
    assert "0xE9 ('é' in Windows-1252)" in message
    assert "CSV UTF-8" in message


def test_many_ragged_rows_are_counted_and_five_named(path):
    content = b"a,b\n" + b"1\n" * 9
    (message,) = problems(path, content)
    assert "rows 2, 3, 4, 5, 6 and 4 more (9 in all)" in message


def test_all_problems_of_the_form_at_once(path):
    found = problems(path, b"a,a,\n1,2,3\n\n4,5\n6,7,8,9\n")
    assert [int(message.split(":")[1]) for message in found] == [1, 1, 3, 4, 5]


def test_an_endless_cell_is_an_open_quotation_mark(path):
    content = b'a,b\n1,2\n"' + b"x" * (LONGEST_CELL + 10) + b'",4\n'
    (message,) = problems(path, content)
    assert message.startswith("file.csv:3: ")
    assert "never closed" in message


def test_missing_file_suggests_a_neighbour(tmp_path):
    (tmp_path / "donors.csv").write_text("a\n1\n")
    with pytest.raises(DataError, match=r"no such file. Did you mean 'donors.csv'"):
        read_text_table(tmp_path / "donor.csv", "donor.csv")


def test_missing_folder_is_said(tmp_path):
    with pytest.raises(DataError, match="its folder does not exist either"):
        read_text_table(tmp_path / "none" / "a.csv", "none/a.csv")


def test_folder_in_place_of_a_file(tmp_path):
    with pytest.raises(DataError, match="This is a folder"):
        read_text_table(tmp_path, "folder")


def test_device_in_place_of_a_file():
    device = Path("/dev/zero")
    if not device.exists():
        pytest.skip("no such device on this system")
    with pytest.raises(DataError, match="This is a device"):
        read_text_table(device, "zero")


def test_impossible_file_name():
    with pytest.raises(DataError, match=r"cannot be read|no such file"):
        read_text_table(Path("a\0b"), "a")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionError(13, "Permission denied"), "lack the permission"),
        (OSError(5, "Input/output error"), "cannot be read: Input/output error"),
    ],
)
def test_unreadable_file(path, monkeypatch, error, words):
    path.write_text("a\n1\n")

    def refuse(self):
        raise error

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(DataError, match=words):
        read_text_table(path, "file.csv")


CELLS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=6)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8))
def test_whatever_a_csv_writer_writes_is_read_back(tmp_path_factory, rows):
    import csv

    path = tmp_path_factory.mktemp("csv") / "file.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(["a", "b"])
        writer.writerows(rows)
    table = read_text_table(path, "file.csv")
    assert table.rows == tuple(rows)
    assert list(table.lines) == sorted(set(table.lines))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_as_data(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("bytes") / "file.csv"
    path.write_bytes(content)
    problems, rows = (), ()
    try:
        table = read_text_table(path, "file.csv")
        rows = table.rows
    except DataError as error:
        problems = error.problems
    assert bool(problems) != bool(rows)
    assert all(problem.file == "file.csv" for problem in problems)
    assert all(len(row) == len(table.header) for row in rows)
