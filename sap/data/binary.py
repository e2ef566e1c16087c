"""Parquet and SAS files as text columns; numbers of Parquet stay numbers."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sap.data.csvtext import header_mistakes, read_bytes
from sap.data.texts import RawTable, TextColumn, from_arrow, text_column
from sap.data.workbook import cell_text
from sap.errors import DataError, Problem
from sap.spec.source import Format

if TYPE_CHECKING:
    import pyarrow as pa


def read_parquet(path: Path, shown: str, wanted: frozenset[str]) -> RawTable:
    """Read the columns of a Parquet file that are declared.

    Parameters
    ----------
    path
        The file.
    shown
        The file as messages are to name it.
    wanted
        Names of the columns that are needed.

    Returns
    -------
    RawTable
        Rows count from 1, as the file has no lines.

    Raises
    ------
    DataError
        When it is not there, damaged, or holds nested values.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    content = read_bytes(path, shown, "Parquet file")
    try:
        file = pq.ParquetFile(pa.BufferReader(content))
        header = tuple(file.schema_arrow.names)
        problems = [Problem(message, shown) for message in header_mistakes(header)]
        if problems:
            raise DataError(problems)
        table = file.read(columns=[name for name in header if name in wanted])
    except (pa.ArrowException, OSError, ValueError):
        raise DataError(Problem("This is no Parquet file, or a damaged one.", shown)) from None
    if not len(table):
        raise DataError(Problem("The file has no rows.", shown))
    columns: dict[str, TextColumn] = {}
    numeric = {}
    for name in table.column_names:
        column = table[name]
        if pa.types.is_floating(column.type):
            numeric[name] = column.to_numpy().astype(np.float64)
            columns[name] = TextColumn(np.array([""], object), np.zeros(len(table), np.int64))
        else:
            columns[name] = _as_text(column, name, shown)
    rows = np.arange(1, len(table) + 1, dtype=np.int64)
    files = ((shown, sha256(content).hexdigest()),)
    return RawTable(files, header, columns, rows, np.zeros(len(rows), np.int64), (), numeric)


def _as_text(column: pa.ChunkedArray, name: str, shown: str) -> TextColumn:
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = kind.value_type
    if pa.types.is_nested(kind) or pa.types.is_binary(kind):
        message = f"Column '{name}' holds {kind}; numbers, text and dates are read."
        raise DataError(Problem(message, shown))
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return text_column([cell_text(value) for value in column.to_pylist()])
    return from_arrow(pc.fill_null(column.cast(pa.string()), "").dictionary_encode())


def read_sas(path: Path, shown: str, form: Format) -> RawTable:
    """Read a SAS file: transport (xpt) or sas7bdat.

    Parameters
    ----------
    path
        The file.
    shown
        The file as messages are to name it.
    form
        Says which of the two.

    Returns
    -------
    RawTable
        Rows count from 1, as the file has no lines.

    Raises
    ------
    DataError
        When it is not there or damaged.
    """
    import pyreadstat

    content = read_bytes(path, shown, "SAS file")
    read = pyreadstat.read_xport if form.kind == "xpt" else pyreadstat.read_sas7bdat
    try:
        columns, _ = read(str(path), output_format="dict")
    except Exception:  # ReadStat's errors share no class of their own
        message = f"This is no SAS file ({form.kind}), or a damaged one."
        raise DataError(Problem(message, shown)) from None
    header = tuple(str(name) for name in columns)
    n_rows = len(next(iter(columns.values()), ()))
    if not n_rows:
        raise DataError(Problem("The file has no rows.", shown))
    return RawTable(
        files=((shown, sha256(content).hexdigest()),),
        header=header,
        columns={name: text_column([_sas_text(one) for one in columns[name]]) for name in header},
        lines=np.arange(1, n_rows + 1, dtype=np.int64),
        file_of=np.zeros(n_rows, dtype=np.int64),
    )


def _sas_text(value: Any) -> str:
    if isinstance(value, float | np.floating) and np.isnan(value):
        return ""
    return cell_text(value.rstrip() if isinstance(value, str) else _plain(value))


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value
