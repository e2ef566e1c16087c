"""A CSV file column by column: fast where the file is in order, strict in any case.

Arrow's reader takes what is beyond doubt. At the first sign of anything else (a row of
another length, a blank line, an open quotation mark) the slow reader of `csvtext` takes
over, which knows how to say what is wrong and where.
"""

from __future__ import annotations

import csv
import io
from hashlib import sha256
from pathlib import Path

import numpy as np

from sap.data.csvtext import (
    LONGEST_CELL,
    SEPARATORS,
    TextTable,
    decode,
    header_mistakes,
    read_bytes,
    read_text_table,
)
from sap.data.texts import Positions, RawTable, TextColumn, from_arrow, text_column
from sap.spec.source import Format

BLOCK_BYTES = 1 << 24


def read_csv(path: Path, shown: str, form: Format) -> RawTable:
    """Read a CSV file as text, column by column.

    Parameters
    ----------
    path
        The file.
    shown
        The file as messages are to name it.
    form
        Its dialect.

    Returns
    -------
    RawTable
        At least one column and one row.

    Raises
    ------
    DataError
        As `read_text_table`.
    """
    content = read_bytes(path, shown)
    text = decode(content, shown, form.encoding)
    fast = _read_fast(text, form)
    if fast is not None:
        header, columns, lines = fast
        files = ((shown, sha256(content).hexdigest()),)
        return RawTable(files, header, columns, lines, np.zeros(len(lines), dtype=np.int64))
    return as_columns(read_text_table(path, shown, form))


def as_columns(table: TextTable) -> RawTable:
    """Turn a table of rows into one of columns.

    Parameters
    ----------
    table
        As the slow reader gave it.

    Returns
    -------
    RawTable
        The same.
    """
    cells = list(zip(*table.rows, strict=True))
    return RawTable(
        files=((table.file, table.sha256),),
        header=table.header,
        columns={name: text_column(cells[at]) for at, name in enumerate(table.header)},
        lines=np.array(table.lines, dtype=np.int64),
        file_of=np.zeros(len(table.lines), dtype=np.int64),
        left_out=table.left_out,
    )


def _read_fast(
    text: str, form: Format
) -> tuple[tuple[str, ...], dict[str, TextColumn], Positions] | None:
    """Read a file that is beyond doubt; None where the slow reader is needed."""
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    if form.header != 1 or form.footer or form.blank_rows == "skip":
        return None
    separator = SEPARATORS[form.separator]
    content = text.rstrip("\r\n").encode("utf-8")
    header = _header(text, separator)
    quoted = b'"' in content
    if header is None or (quoted and not _well_quoted(content, separator)):
        return None
    names = [str(at) for at in range(len(header))]
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(content),
            read_options=arrow_csv.ReadOptions(
                column_names=names, skip_rows=1, block_size=BLOCK_BYTES
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=separator,
                quote_char='"' if quoted else False,
                double_quote=False,
                ignore_empty_lines=False,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.dictionary(pa.int32(), pa.string())),
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid:
        return None
    breaks = content.count(b"\n") + content.count(b"\r") - content.count(b"\r\n")
    if not len(table) or breaks != len(table):
        return None
    columns = {name: from_arrow(table[at]) for name, at in zip(header, names, strict=True)}
    return header, columns, np.arange(2, len(table) + 2, dtype=np.int64)


def _header(text: str, separator: str) -> tuple[str, ...] | None:
    first = io.StringIO(text[:LONGEST_CELL], newline="").readline()
    header = next(csv.reader([first], delimiter=separator), [])
    if len(header) < 2 or list(header_mistakes(header)):
        return None
    return tuple(header)


def _well_quoted(content: bytes, separator: str) -> bool:
    """Say whether each quotation mark stands at the start or the end of a cell of one line."""
    signs = np.frombuffer(b"\n" + content + b"\n", dtype=np.uint8)
    marks = np.flatnonzero(signs == ord('"'))
    opening, closing = marks[::2], marks[1::2]
    if len(opening) != len(closing):
        return False
    ends = [ord(separator), ord("\n"), ord("\r")]
    lines = np.flatnonzero(np.isin(signs, ends[1:]))
    return bool(
        np.isin(signs[opening - 1], ends).all()
        and np.isin(signs[closing + 1], ends).all()
        and (np.searchsorted(lines, opening) == np.searchsorted(lines, closing)).all()
    )
