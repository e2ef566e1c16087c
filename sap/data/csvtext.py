"""A CSV file as text: every cell as written, with the line on which its row begins.

Read strictly (RFC 4180, comma, UTF-8): whatever a lenient reader would repair in
silence, such as a short row or a byte of another encoding, is a problem with its
line number. Nothing is converted here.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sap.errors import DataError, Problem, did_you_mean, rows_in_words

SEPARATOR = ","
OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
# Longest cell taken for a cell; a longer one is a quotation mark that was never closed.
LONGEST_CELL = 131_072
SIGNATURES = {
    b"PK\x03\x04": "an Excel workbook or a zip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"\x1f\x8b": "compressed",
    b"\xff\xfe": "UTF-16 text",
    b"\xfe\xff": "UTF-16 text",
    b"PAR1": "a Parquet file",
}


@dataclass(frozen=True)
class TextTable:
    """The cells of one CSV file.

    Parameters
    ----------
    file
        The file as messages name it.
    header
        The column names, each once.
    rows
        One tuple of cells a row, as long as the header.
    lines
        The line of the file on which each row begins; the header's is 1.
    sha256
        Of the file's bytes.
    """

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    sha256: str

    def column(self, name: str) -> list[str]:
        """Give the cells of one column.

        Parameters
        ----------
        name
            A name in the header.

        Returns
        -------
        list of str
            One cell a row.
        """
        place = self.header.index(name)
        return [row[place] for row in self.rows]


def read_text_table(path: Path, shown: str) -> TextTable:
    """Read a CSV file as text.

    Parameters
    ----------
    path
        The file.
    shown
        The file as messages are to name it.

    Returns
    -------
    TextTable
        At least one column and one row.

    Raises
    ------
    DataError
        With every problem of the file's form: it cannot be read, is empty, is not
        UTF-8 or not CSV, has unnamed or repeated columns, rows of another length.
    """
    content = _read_bytes(path, shown)
    text = _decode(content, shown)
    records = list(_records(text, shown))
    _check_form(records, shown)
    (_, header), *body = records
    while body and not body[-1][1]:
        body.pop()
    return TextTable(
        file=shown,
        header=tuple(header),
        rows=tuple(tuple(cells) for _, cells in body),
        lines=tuple(line for line, _ in body),
        sha256=sha256(content).hexdigest(),
    )


def _read_bytes(path: Path, shown: str) -> bytes:
    try:
        if path.exists() and not path.is_file():
            kind = "folder" if path.is_dir() else "device"
            raise DataError(Problem(f"This is a {kind}; a CSV file is needed.", shown))
        content = path.read_bytes()
    except FileNotFoundError:
        raise DataError(Problem(_not_there(path), shown)) from None
    except PermissionError:
        message = "The file may not be read: you lack the permission."
        raise DataError(Problem(message, shown)) from None
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise DataError(Problem(f"The file cannot be read: {reason}.", shown)) from None
    if not content:
        raise DataError(Problem("The file is empty (0 bytes); a header row is needed.", shown))
    return content


def _not_there(path: Path) -> str:
    folder = path.parent
    try:
        if not folder.is_dir():
            return "There is no such file: its folder does not exist either."
        neighbours = sorted(item.name for item in folder.iterdir() if item.is_file())
    except OSError:
        neighbours = []
    known = neighbours if len(neighbours) <= 12 else []
    return f"There is no such file. {did_you_mean(path.name, known)}".strip()


def _decode(content: bytes, shown: str) -> str:
    for signature, kind in SIGNATURES.items():
        if content.startswith(signature):
            raise DataError(Problem(f"This is {kind}, not CSV; save it as CSV UTF-8.", shown))
    try:
        # Excel begins UTF-8 with a byte order mark, which is no part of the first name.
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(_not_utf8(content, error.start, shown)) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise DataError(Problem("There is a null character here; this is no text.", shown, line))
    return text


def _not_utf8(content: bytes, position: int, shown: str) -> Problem:
    byte = content[position : position + 1]
    bad_lines = []
    for number, line in enumerate(content.split(b"\n"), start=1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            bad_lines.append(number)
    in_windows = byte.decode("cp1252", errors="replace")
    message = (
        f"Not UTF-8 in {rows_in_words(bad_lines)}: the first such byte is 0x{byte.hex().upper()} "
        f"('{in_windows}' in Windows-1252). Save the file as CSV UTF-8."
    )
    return Problem(message, shown, bad_lines[0])


def _records(text: str, shown: str) -> Iterator[tuple[int, list[str]]]:
    """Give each record with the line on which it begins; a blank line has no cells."""
    former = csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        never_closed = "unexpected end" in str(error) or "field larger" in str(error)
        what = "is never closed" if never_closed else "is followed by text"
        message = f"Broken quoting: a quotation mark in the row that begins here {what}."
        raise DataError(Problem(message, shown, begins)) from None
    finally:
        csv.field_size_limit(former)


def _check_form(records: Sequence[tuple[int, list[str]]], shown: str) -> None:
    if not any(cells for _, cells in records):
        raise DataError(Problem("The file has no text; a header row is needed.", shown))
    line, header = records[0]
    separator = _other_separator(header)
    if separator:
        message = f"The columns are separated by {separator}; commas are needed."
        raise DataError(Problem(message, shown, line))
    problems = [Problem(message, shown, line) for message in _header_mistakes(header)]
    with_cells = [number for number, (_, cells) in enumerate(records) if cells]
    if with_cells == [0]:
        problems.append(Problem("The file has a header but no rows.", shown, line))
    body = records[1 : with_cells[-1] + 1]
    blank = [line for line, cells in body if not cells]
    if blank:
        message = f"Blank line in {rows_in_words(blank)}; delete it."
        problems.append(Problem(message, shown, blank[0]))
    if header:
        problems.extend(_ragged(len(header), body, shown))
    if problems:
        raise DataError(problems)


def _other_separator(header: Sequence[str]) -> str | None:
    """Name the separator of a header that commas leave in one piece."""
    for separator, name in OTHER_SEPARATORS.items():
        if len(header) == 1 and separator in header[0]:
            return name
    return None


def _header_mistakes(header: Sequence[str]) -> Iterator[str]:
    if not header:
        yield "The first line is blank; it must name the columns."
        return
    unnamed = [place for place, name in enumerate(header, start=1) if not name.strip()]
    if unnamed:
        places = ", ".join(str(place) for place in unnamed[:5])
        yield (
            f"The header has no name for column {places} of {len(header)}; "
            "name it, or remove the comma that makes it."
        )
    for name in dict.fromkeys(header):
        places_of_name = [str(place) for place, other in enumerate(header, 1) if other == name]
        if name.strip() and len(places_of_name) > 1:
            yield (
                f"The column name '{name}' stands {len(places_of_name)} times in the header "
                f"(columns {', '.join(places_of_name)}); each name may stand once."
            )


def _ragged(width: int, body: Sequence[tuple[int, list[str]]], shown: str) -> Iterator[Problem]:
    lines_by_width: dict[int, list[int]] = {}
    for line, cells in body:
        if cells and len(cells) != width:
            lines_by_width.setdefault(len(cells), []).append(line)
    for found, lines in sorted(lines_by_width.items()):
        cells_in_words = "1 cell" if found == 1 else f"{found} cells"
        message = (
            f"{cells_in_words} where the header has {width}: {rows_in_words(lines)}. "
            "A comma inside a cell needs quotation marks around the cell."
        )
        yield Problem(message, shown, lines[0])
