"""A sheet of an Excel workbook as text, each cell traceable to its row and column.

A workbook is a zip archive: how large it would become is looked at before anything is
unpacked. Values are taken as Excel stored them; a formula counts by the result stored
beside it, and one without is a problem, for nothing here calculates.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from sap.data.csvtext import begins_footer, header_mistakes, read_bytes
from sap.data.texts import LeftOut, RawTable, text_column
from sap.errors import DataError, Problem, did_you_mean, rows_in_words
from sap.spec.source import Format

MAX_UNPACKED = 500_000_000
MAX_RATIO = 200
MAX_PARTS = 2_000

Cells = tuple[str, ...]


def read_workbook(path: Path, shown: str, form: Format) -> RawTable:
    """Read a sheet of a workbook as text.

    Parameters
    ----------
    path
        The file.
    shown
        The file as messages are to name it.
    form
        Names the sheet and the row with the column names.

    Returns
    -------
    RawTable
        Numbers as Python writes them, dates as yyyy-mm-dd.

    Raises
    ------
    DataError
        When it is no workbook or too large, the sheet is not there, a formula has no
        stored result, a name is missing or stands twice, a cell stands beside the table.
    """
    content = read_bytes(path, shown, "workbook (xlsx)")
    _refuse_bomb(content, shown)
    values, formulas = _sheets(content, shown, form.sheet)
    rows = [_texts(row) for row in values]
    problems = list(_without_result(rows, formulas, shown))
    if form.header > len(rows):
        message = f"The names of the columns should be in row {form.header} of the sheet."
        raise DataError(Problem(f"{message} It has {len(rows)} rows.", shown))
    header = _header(rows[form.header - 1])
    where = f"sheet '{form.sheet}'" if form.sheet else "the sheet"
    problems += [Problem(f"In {where}: {m}", shown, form.header) for m in header_mistakes(header)]
    body, left_out = _body(rows, form, shown)
    problems += _beside(body, len(header), shown)
    if not body and not problems:
        problems.append(Problem(f"In {where} no row stands below the names.", shown, form.header))
    if problems:
        raise DataError(problems)
    cells = list(zip(*(row[: len(header)] for _, row in body), strict=True))
    return RawTable(
        files=((shown, sha256(content).hexdigest()),),
        header=header,
        columns={name: text_column(cells[at]) for at, name in enumerate(header)},
        lines=np.array([line for line, _ in body], dtype=np.int64),
        file_of=np.zeros(len(body), dtype=np.int64),
        left_out=left_out,
    )


def _refuse_bomb(content: bytes, shown: str) -> None:
    """Look at the sizes that the archive declares, before unpacking any of it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        message = "This is no Excel workbook (xlsx), or a damaged one."
        raise DataError(Problem(message, shown)) from None
    size = sum(part.file_size for part in parts)
    packed = max(sum(part.compress_size for part in parts), 1)
    if (
        len(parts) > MAX_PARTS
        or size > MAX_UNPACKED
        or (size > 10**8 and size / packed > MAX_RATIO)
    ):
        message = (
            f"The workbook would unpack to {size / 1e6:,.0f} MB in {len(parts)} parts, "
            f"{size / packed:,.0f} times its size; it is not opened "
            f"(at most {MAX_UNPACKED // 10**6} MB)."
        )
        raise DataError(Problem(message, shown))
    if any(part.flag_bits & 1 for part in parts):
        raise DataError(Problem("The workbook is protected by a password.", shown))
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        message = "This is a zip archive but no Excel workbook (xlsx)."
        raise DataError(Problem(message, shown))


def _sheets(
    content: bytes, shown: str, sheet: str | None
) -> tuple[list[list[Any]], list[list[Any]]]:
    """Give the values of a sheet as stored, and its formulas."""
    import openpyxl

    found = []
    for values in (True, False):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # about styles and extensions, which carry no data
                book = openpyxl.load_workbook(
                    io.BytesIO(content), read_only=True, data_only=values, keep_links=False
                )
                name = _chosen(book.sheetnames, sheet, shown)
                page = book[name]
                if not hasattr(page, "iter_rows"):
                    raise DataError(Problem(f"'{name}' is a chart, not a sheet.", shown))
                # The extent that a file states may be wrong; what is there counts.
                page.reset_dimensions()
                rows = [list(row) for row in page.iter_rows(values_only=True)]
                book.close()
        except DataError:
            raise
        except Exception as error:  # openpyxl raises whatever its parsers raise
            message = f"The workbook cannot be read: {type(error).__name__}."
            raise DataError(Problem(message, shown)) from None
        width = max((len(row) for row in rows), default=0)
        found.append([[*row, *[None] * (width - len(row))] for row in rows])
    return found[0], found[1]


def _chosen(names: Sequence[str], sheet: str | None, shown: str) -> str:
    if sheet is None and len(names) == 1:
        return names[0]
    if sheet is None:
        message = f"The workbook has {len(names)} sheets ({', '.join(names)}); name one: `sheet`."
        raise DataError(Problem(message, shown))
    if sheet not in names:
        hint = did_you_mean(sheet, names)
        raise DataError(Problem(f"The workbook has no sheet '{sheet}'. {hint}", shown))
    return sheet


def _texts(row: Sequence[Any]) -> Cells:
    return tuple(cell_text(cell) for cell in row)


def cell_text(cell: Any) -> str:
    """Write a cell as text: one value, one text."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        midnight = cell.time() == time()
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def _header(row: Cells) -> Cells:
    width = max((at for at, name in enumerate(row, start=1) if name.strip()), default=0)
    return tuple(name.strip() for name in row[:width])


def _without_result(
    rows: Sequence[Cells], formulas: Sequence[Sequence[Any]], shown: str
) -> Iterator[Problem]:
    """Find formulas whose result was never stored: the file was not saved by Excel."""
    from openpyxl.utils import get_column_letter

    for line, row in enumerate(formulas, start=1):
        for at, cell in enumerate(row):
            is_formula = isinstance(cell, str) and cell.startswith("=")
            if (is_formula or type(cell).__name__ == "ArrayFormula") and not rows[line - 1][at]:
                place = f"{get_column_letter(at + 1)}{line}"
                message = (
                    f"Cell {place} holds a formula without a stored result; open the workbook "
                    "in Excel and save it, or replace formulas by values."
                )
                yield Problem(message, shown, line, at + 1)


def _body(
    rows: Sequence[Cells], form: Format, shown: str
) -> tuple[list[tuple[int, Cells]], tuple[LeftOut, ...]]:
    """Take the rows below the names; leave out blank rows and what stands below the data."""
    body: list[tuple[int, Cells]] = []
    blank: list[int] = []
    footer: list[tuple[int, Cells]] = []
    for line, row in enumerate(rows[form.header :], start=form.header + 1):
        filled = any(cell.strip() for cell in row)
        if footer or (filled and begins_footer(row, form.footer)):
            footer += [(line, row)] if filled else []
        elif filled:
            body.append((line, row))
        else:
            blank.append(line)
    last = max((line for line, _ in body), default=0)
    inside = [line for line in blank if line < last]
    if inside and form.blank_rows == "error":
        message = f"Blank row in {rows_in_words(inside)}; delete it, or declare blank_rows: skip."
        raise DataError(Problem(message, shown, inside[0]))
    left_out = []
    blank = [line for line in blank if line < last or footer]
    if blank:
        places = tuple((shown, line) for line in blank)
        left_out.append(LeftOut("blank row", "No cell is filled", places, ("",) * len(blank)))
    if footer:
        places = tuple((shown, line) for line, _ in footer)
        texts = tuple("; ".join(cell for cell in row if cell)[:200] for _, row in footer)
        left_out.append(LeftOut("footer", "Below the data", places, texts))
    return body, tuple(left_out)


def _beside(body: Sequence[tuple[int, Cells]], width: int, shown: str) -> Iterator[Problem]:
    lines = [line for line, row in body if any(cell.strip() for cell in row[width:])]
    if lines:
        message = f"Cells stand beside the table, under no name: {rows_in_words(lines)}."
        yield Problem(message, shown, lines[0], width + 1)
