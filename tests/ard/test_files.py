"""Results data as files: the same bytes, nothing lost, nothing a spreadsheet would run."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sap.ard import COLUMNS, Ard
from sap.ard.files import csv_bytes, escaped, parquet_bytes, read_csv, read_parquet, unescaped
from sap.ard.rows import MODEL, Analysis
from sap.errors import DataError
from tests.example_run import example_ard

NASTY = ["=cmd|' /C calc'!A0", "+1", "-1", "@x", "\tx", "\rx", "'", "'=x", '"a";b', "é\nü", ""]


def nasty_ard() -> Ard:
    rows = [
        Analysis("E", "a").row(MODEL, "formula", text=text, variable_level=str(number))
        for number, text in enumerate(NASTY)
    ]
    numbers = [0.1 + 0.2, -1e-300, float("inf"), None, 1e22, 3]
    rows += [
        Analysis("E", "a").row(MODEL, "n_obs", number, variable_level=str(place))
        for place, number in enumerate(numbers)
    ]
    return Ard(tuple(rows))


@pytest.mark.parametrize("ard", [example_ard(), nasty_ard(), Ard(())], ids=["run", "nasty", "none"])
def test_csv_and_parquet_give_back_what_was_written(ard, tmp_path):
    for name, written, read in (
        ("a.csv", csv_bytes, read_csv),
        ("a.parquet", parquet_bytes, read_parquet),
    ):
        path = tmp_path / name
        path.write_bytes(written(ard))
        assert read(path) == ard
        assert written(ard) == path.read_bytes()


def test_no_text_cell_of_the_csv_begins_like_a_formula():
    reader = csv.reader(io.StringIO(csv_bytes(nasty_ard()).decode(), newline=""))
    header = next(reader)
    assert tuple(header) == COLUMNS
    number = header.index("stat")
    for line in reader:
        for place, cell in enumerate(line):
            if place != number:
                assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.text())
def test_escaping_can_always_be_undone(text):
    assert unescaped(escaped(text)) == text


def test_missing_numbers_are_null_in_parquet(tmp_path):
    import pyarrow.parquet as pq

    path = tmp_path / "a.parquet"
    path.write_bytes(parquet_bytes(example_ard()))
    table = pq.read_table(path)
    assert tuple(table.column_names) == COLUMNS
    assert str(table.schema.field("stat").type) == "double"
    assert table.column("stat").null_count > 0
    assert table.column("stat_text").null_count == 0


HEADER = ",".join(COLUMNS)
GOOD = "E,a,model,,,,,,,n_obs,Rows,1.5,,,,"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"a\.csv:1: The header is not that of an ARD"),
        (b"a,b\n1,2\n", r"a\.csv:1: The header"),
        (f"{HEADER}\nE,a\n".encode(), r"a\.csv:2: The line has 2 cells, the header 16"),
        (f"{HEADER}\n{GOOD}\n".replace("1.5", "x1").encode(), r"a\.csv:2:12: 'x1' in the column"),
        (f"{HEADER}\n{GOOD}\n{GOOD}\n".encode(), "One statistic stands twice: E, a, model, n_obs"),
        (f'{HEADER}\n"E"x{GOOD}\n'.encode(), r"a\.csv:2: The line is no CSV"),
        (HEADER.encode("utf-16"), "not UTF-8"),
    ],
)
def test_a_csv_that_is_no_ard_is_named_with_its_line(content, message, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(DataError, match=message):
        read_csv(path)


def test_a_file_that_is_not_there_or_no_parquet(tmp_path):
    for read in (read_csv, read_parquet):
        with pytest.raises(DataError, match="cannot be read"):
            read(tmp_path / "none")
        with pytest.raises(DataError, match="cannot be read"):
            read(tmp_path)
    (tmp_path / "x").write_bytes(b"PAR1 no")
    with pytest.raises(DataError, match="not a Parquet file"):
        read_parquet(tmp_path / "x")


def test_a_parquet_of_other_columns_is_refused(tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"a": [1]}), tmp_path / "x")
    with pytest.raises(DataError, match="columns are not those"):
        read_parquet(tmp_path / "x")
