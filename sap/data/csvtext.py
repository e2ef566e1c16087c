"""A CSV file as text: every cell as written, with the line on which its row begins.

Read strictly (RFC 4180, in the dialect declared): whatever a lenient reader would repair
in silence, such as a short row or a byte of another encoding, is a problem with its
line number. Nothing is converted here.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

from sap.data.texts import LeftOut
from sap.errors import DataError, Problem, did_you_mean, rows_in_words
from sap.spec.source import Format

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
IN_WORDS = {"comma": "commas", "semicolon": "semicolons", "tab": "tabs", "bar": "vertical bars"}
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
    left_out
        Blank rows and rows below the data, where the dialect leaves them out.
    """

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    sha256: str
    left_out: tuple[LeftOut, ...] = ()

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


def read_text_table(path: Path, shown: str, form: Format | None = None) -> TextTable:
    """Read a CSV file as text.

    Parameters
    ----------
    path
        The file.
    shown
        The file as messages are to name it.
    form
        Its dialect; default plain CSV.

    Returns
    -------
    TextTable
        At least one column and one row.

    Raises
    ------
    DataError
        With every problem of the file's form: it cannot be read, is empty, is not in
        its encoding or not CSV, has unnamed or repeated columns, rows of another length.
    """
    form = form or Format()
    content = read_bytes(path, shown)
    text = decode(content, shown, form.encoding)
    records = list(_records(text, shown, SEPARATORS[form.separator]))
    records, left_out = _without_rest(records, shown, form)
    _check_form(records, shown, form)
    (_, header), *body = records
    while body and not body[-1][1]:
        body.pop()
    return TextTable(
        file=shown,
        header=tuple(header),
        rows=tuple(tuple(cells) for _, cells in body),
        lines=tuple(line for line, _ in body),
        sha256=sha256(content).hexdigest(),
        left_out=left_out,
    )


Record: TypeAlias = tuple[int, list[str]]


def _without_rest(
    records: list[Record], shown: str, form: Format
) -> tuple[list[Record], tuple[LeftOut, ...]]:
    """Leave out what is declared to stand around the data: title, blank rows, footer."""
    if 1 < form.header > len(records):
        message = f"The names of the columns should be in row {form.header}; there is no such row."
        raise DataError(Problem(message, shown))
    body = records[form.header - 1 :]
    rules: list[tuple[str, str, list[Record]]] = []
    for place, (_, cells) in enumerate(body[1:], start=1):
        if begins_footer(cells, form.footer):
            rules.append(("footer", "Below the data", [one for one in body[place:] if any(one[1])]))
            end = place
            while end > 1 and not any(cell.strip() for cell in body[end - 1][1]):
                end -= 1
            rules.append(("blank row", "No cell is filled", body[end:place]))
            body = body[:end]
            break
    if form.blank_rows == "skip":
        blank = [one for one in body[1:] if not any(cell.strip() for cell in one[1])]
        last = max((one[0] for one in body[1:] if one[1]), default=0)
        shown_blank = [one for one in blank if one[1] or one[0] < last]
        body = [body[0], *(one for one in body[1:] if any(cell.strip() for cell in one[1]))]
        rules.append(("blank row", "No cell is filled", shown_blank))
    left_out = tuple(
        LeftOut(
            rule,
            reason,
            tuple((shown, line) for line, _ in rows),
            tuple("; ".join(cell for cell in cells if cell)[:200] for _, cells in rows),
        )
        for rule, reason, rows in rules
        if rows
    )
    return body, left_out


def begins_footer(cells: Sequence[str], footer: Sequence[str]) -> bool:
    """Say whether a row is the first below the data.

    Parameters
    ----------
    cells
        Of the row.
    footer
        Texts with which such a row begins.

    Returns
    -------
    bool
        Whether the first filled cell begins with one of them.
    """
    first = next((cell.strip() for cell in cells if cell.strip()), "")
    return any(first.casefold().startswith(text.casefold()) for text in footer)


def read_bytes(path: Path, shown: str, kind: str = "CSV file") -> bytes:
    """Read a file.

    Parameters
    ----------
    path
        The file.
    shown
        The file as messages are to name it.
    kind
        What is needed there, in words.

    Returns
    -------
    bytes
        At least one.

    Raises
    ------
    DataError
        When it is not there, no file, empty, or may not be read.
    """
    try:
        if path.exists() and not path.is_file():
            found = "folder" if path.is_dir() else "device"
            raise DataError(Problem(f"This is a {found}; a {kind} is needed.", shown))
        content = path.read_bytes()
    except FileNotFoundError:
        message, hint = _not_there(path)
        raise DataError(Problem(message, shown, detail=hint)) from None
    except PermissionError:
        message = "The file may not be read: you lack the permission."
        raise DataError(Problem(message, shown)) from None
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise DataError(Problem(f"The file cannot be read: {reason}.", shown)) from None
    if not content:
        needed = "a header row" if kind == "CSV file" else f"a {kind}"
        raise DataError(Problem(f"The file is empty (0 bytes); {needed} is needed.", shown))
    return content


def _not_there(path: Path) -> tuple[str, str]:
    """Say that a file is missing, and beside that what there is in its place."""
    folder = path.parent
    try:
        if not folder.is_dir():
            return "There is no such file: its folder does not exist either.", ""
        neighbours = sorted(item.name for item in folder.iterdir() if item.is_file())
    except OSError:
        neighbours = []
    known = neighbours if len(neighbours) <= 12 else []
    return "There is no such file.", did_you_mean(path.name, known)


def decode(content: bytes, shown: str, encoding: str = "utf-8") -> str:
    """Decode a file strictly.

    Parameters
    ----------
    content
        Its bytes.
    shown
        The file as messages are to name it.
    encoding
        As declared.

    Returns
    -------
    str
        Its text, without a byte order mark.

    Raises
    ------
    DataError
        When it is not text, or not in that encoding.
    """
    for signature, kind in SIGNATURES.items():
        if content.startswith(signature):
            raise DataError(Problem(f"This is {kind}, not CSV; save it as CSV UTF-8.", shown))
    try:
        # Excel begins UTF-8 with a byte order mark, which is no part of the first name.
        text = content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        raise DataError(_not_decoded(content, error, shown, encoding)) from None
    if encoding != "utf-8":
        _refuse_utf8(content, shown, encoding)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise DataError(Problem("There is a null character here; this is no text.", shown, line))
    return text


def _not_decoded(content: bytes, error: UnicodeDecodeError, shown: str, encoding: str) -> Problem:
    byte = content[error.start : error.start + 1]
    bad_lines = []
    for number, line in enumerate(content.split(b"\n"), start=1):
        try:
            line.decode(encoding)
        except UnicodeDecodeError:
            bad_lines.append(number)
    name = "UTF-8" if encoding == "utf-8" else encoding
    message = f"Not {name} in {rows_in_words(bad_lines)}: the first such byte is "
    message += f"0x{byte.hex().upper()}"
    if encoding == "utf-8":
        in_windows = byte.decode("cp1252", errors="replace")
        message += f" ('{in_windows}' in Windows-1252). Save the file as CSV UTF-8."
    else:
        message += "; declare the encoding in which the file was saved."
    return Problem(message, shown, bad_lines[0])


def _refuse_utf8(content: bytes, shown: str, encoding: str) -> None:
    """Refuse UTF-8 read as something else: every accent would become two wrong signs."""
    if content.isascii():
        return
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return
    first = next(place for place, byte in enumerate(content) if byte > 127)
    line = content.count(b"\n", 0, first) + 1
    message = f"The file is UTF-8, but the encoding {encoding} is declared; declare utf-8."
    raise DataError(Problem(message, shown, line))


def _records(text: str, shown: str, separator: str) -> Iterator[Record]:
    """Give each record with the line on which it begins; a blank line has no cells."""
    former = csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=separator)
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


def _check_form(records: Sequence[Record], shown: str, form: Format) -> None:
    if not any(cells for _, cells in records):
        raise DataError(Problem("The file has no text; a header row is needed.", shown))
    line, header = records[0]
    separator = _other_separator(header, form.separator)
    if separator:
        needed = IN_WORDS[form.separator]
        message = f"The columns are separated by {separator}; {needed} are needed."
        raise DataError(Problem(message, shown, line))
    problems = [Problem(message, shown, line) for message in header_mistakes(header)]
    with_cells = [number for number, (_, cells) in enumerate(records) if cells]
    if with_cells == [0]:
        problems.append(Problem("The file has a header but no rows.", shown, line))
    body = records[1 : with_cells[-1] + 1]
    blank = [line for line, cells in body if not cells]
    if blank:
        message = f"Blank line in {rows_in_words(blank)}; delete it."
        problems.append(Problem(message, shown, blank[0]))
    if header:
        problems.extend(_ragged(len(header), body, shown, form.separator))
    if problems:
        raise DataError(problems)


def _other_separator(header: Sequence[str], declared: str) -> str | None:
    """Name the separator of a header that the declared one leaves in one piece."""
    for name, separator in SEPARATORS.items():
        if name != declared and len(header) == 1 and separator in header[0]:
            return IN_WORDS[name]
    return None


def header_mistakes(header: Sequence[str]) -> Iterator[str]:
    """Say what is wrong with the names of columns.

    Parameters
    ----------
    header
        As written.

    Yields
    ------
    str
        A sentence for each mistake.
    """
    if not header:
        yield "The first line is blank; it must name the columns."
        return
    unnamed = [place for place, name in enumerate(header, start=1) if not name.strip()]
    if unnamed:
        places = ", ".join(str(place) for place in unnamed[:5])
        yield (
            f"The header has no name for column {places} of {len(header)}; "
            "name it, or remove the separator that makes it."
        )
    for name in dict.fromkeys(header):
        places_of_name = [str(place) for place, other in enumerate(header, 1) if other == name]
        if name.strip() and len(places_of_name) > 1:
            yield (
                f"The column name '{name}' stands {len(places_of_name)} times in the header "
                f"(columns {', '.join(places_of_name)}); each name may stand once."
            )


def _ragged(width: int, body: Sequence[Record], shown: str, separator: str) -> Iterator[Problem]:
    lines_by_width: dict[int, list[int]] = {}
    for line, cells in body:
        if cells and len(cells) != width:
            lines_by_width.setdefault(len(cells), []).append(line)
    for found, lines in sorted(lines_by_width.items()):
        cells_in_words = "1 cell" if found == 1 else f"{found} cells"
        message = (
            f"{cells_in_words} where the header has {width}: {rows_in_words(lines)}. "
            f"A {separator} inside a cell needs quotation marks around the cell."
        )
        yield Problem(message, shown, lines[0])
