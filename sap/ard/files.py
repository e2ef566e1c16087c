"""Analysis results data as files: CSV and Parquet, byte for byte the same for the same rows.

In the CSV a text that a spreadsheet would take for a formula gets a leading apostrophe,
and so does a text that begins with one; `read_csv` takes it off again. Numbers are in
the ``stat`` column only, written with the shortest text that gives the same float back.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from sap.ard.rows import COLUMNS, Ard, ArdRow, repeated_key
from sap.errors import DataError, Problem

NUMBER = "stat"
TEXT_COLUMNS = tuple(column for column in COLUMNS if column != NUMBER)
# What makes a spreadsheet evaluate a cell, and the apostrophe itself so that nothing is lost.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "'")


def escaped(text: str) -> str:
    """Keep a spreadsheet from evaluating a text.

    Parameters
    ----------
    text
        The text of a cell.

    Returns
    -------
    str
        The same, with a leading apostrophe where it is needed.
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def unescaped(text: str) -> str:
    """Undo `escaped`.

    Parameters
    ----------
    text
        The text of a cell of a CSV written here.

    Returns
    -------
    str
        The text as it stands in the ARD.
    """
    return text[1:] if text.startswith("'") else text


def csv_bytes(ard: Ard) -> bytes:
    """Write results as CSV.

    Parameters
    ----------
    ard
        The results.

    Returns
    -------
    bytes
        UTF-8 text with a header line and Unix line ends.
    """
    lines = [",".join(COLUMNS)]
    lines += [",".join(_csv_cell(row, column) for column in COLUMNS) for row in ard]
    return "".join(f"{line}\n" for line in lines).encode("utf-8")


def _csv_cell(row: ArdRow, column: str) -> str:
    if column == NUMBER:
        return "" if row.stat is None else repr(row.stat)
    text = escaped(str(getattr(row, column)))
    # The csv module leaves a carriage return bare where lines end with a line feed.
    return '"{}"'.format(text.replace('"', '""')) if set(text) & set(',"\r\n') else text


def parquet_bytes(ard: Ard) -> bytes:
    """Write results as Parquet.

    Parameters
    ----------
    ard
        The results.

    Returns
    -------
    bytes
        A Parquet file: text columns and one column of floats, missing ones null.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {
        column: pa.array(
            [getattr(row, column) for row in ard],
            pa.float64() if column == NUMBER else pa.string(),
        )
        for column in COLUMNS
    }
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(columns), sink, compression="zstd")
    return bytes(sink.getvalue().to_pybytes())


def read_csv(path: str | Path) -> Ard:
    """Read results from a CSV written by this package.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    Ard
        The results, equal to those written.

    Raises
    ------
    DataError
        When the file cannot be read or is no such CSV; names file, line and column.
    """
    name = str(path)
    try:
        text = Path(path).read_bytes().decode("utf-8")
    except OSError as error:
        raise DataError(Problem(f"The results cannot be read: {error.strerror}.", name)) from None
    except UnicodeDecodeError:
        raise DataError(Problem("The results are not UTF-8 text.", name)) from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        if tuple(header) != COLUMNS:
            wanted = ", ".join(COLUMNS)
            raise DataError(Problem(f"The header is not that of an ARD: {wanted}.", name, 1))
        return _checked([_row(cells, name, reader.line_num) for cells in reader], name)
    except csv.Error as error:
        raise DataError(Problem(f"The line is no CSV: {error}.", name, reader.line_num)) from None


def _checked(rows: Sequence[ArdRow], name: str) -> Ard:
    repeated = repeated_key(rows)
    if repeated is not None:
        words = ", ".join(part for part in repeated if part)
        raise DataError(Problem(f"One statistic stands twice: {words}.", name))
    return Ard(tuple(rows))


def _row(cells: Sequence[str], name: str, line: int) -> ArdRow:
    if len(cells) != len(COLUMNS):
        message = f"The line has {len(cells)} cells, the header {len(COLUMNS)}."
        raise DataError(Problem(message, name, line))
    texts = dict(zip(COLUMNS, cells, strict=True))
    number = texts.pop(NUMBER)
    try:
        stat = float(number) if number else None
    except ValueError:
        column = COLUMNS.index(NUMBER) + 1
        message = f"'{number}' in the column '{NUMBER}' is no number."
        raise DataError(Problem(message, name, line, column)) from None
    return ArdRow(**{key: unescaped(text) for key, text in texts.items()}, stat=stat)


def read_parquet(path: str | Path) -> Ard:
    """Read results from a Parquet file written by this package.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    Ard
        The results, equal to those written.

    Raises
    ------
    DataError
        When the file cannot be read or holds other columns.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    name = str(path)
    try:
        # Bytes first: pyarrow's own opening would read a folder of other files as one table.
        table = pq.read_table(pa.BufferReader(Path(path).read_bytes()))
    except OSError as error:
        raise DataError(Problem(f"The results cannot be read: {error.strerror}.", name)) from None
    except pa.ArrowInvalid:
        raise DataError(Problem("The results are not a Parquet file.", name)) from None
    if tuple(table.column_names) != COLUMNS:
        wanted = ", ".join(COLUMNS)
        raise DataError(Problem(f"The columns are not those of an ARD: {wanted}.", name))
    return _checked([ArdRow(**record) for record in table.to_pylist()], name)
