"""Cells of text to typed columns: strictly, and never two meanings for one text.

A cell is taken for what the spec declares it to be, or is a problem. Blanks around a
code are not trimmed, ``NA`` is not missing, ``12,5`` is not a number: an empty cell is
the only way to say that a value is missing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sap.data.texts import TextColumn, objects, text_column
from sap.errors import Problem, did_you_mean, rows_in_words

if TYPE_CHECKING:
    import pandas as pd

BELOW, WITHIN, ABOVE = -1, 0, 1
LEVELS_SHOWN = 5

#: From so many distinct texts on, those that are plain numbers are read at once.
MANY = 2_000
_PLAIN_NUMBER = r"^-?[0-9]+(\.[0-9]+)?$"
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:[ ,'\u00a0\u2009\u202f][0-9]{3})+(?:\.[0-9]+)?")
_NOT_A_VALUE = frozenset({"na", "n/a", "n.a.", "nan", "nd", "n.d.", "null", "none", "-", ".", "?"})
_INFINITE = frozenset({"inf", "infinity"})


@dataclass(frozen=True)
class Cells:
    """The cells of one column and where they stand.

    Parameters
    ----------
    file
        The file as messages name it.
    column
        The column's name in the file.
    texts
        One a row.
    lines
        The line of each row.
    files
        The file of each row, where there are several.
    """

    file: str
    column: str
    texts: Sequence[str]
    lines: Sequence[int] | npt.NDArray[np.int64]
    files: npt.NDArray[np.object_] | None = None

    def problem(self, rows: Sequence[int] | npt.NDArray[np.int64], message: str) -> Problem:
        """Make a problem of some rows.

        Parameters
        ----------
        rows
            Positions of the rows, from 0.
        message
            What is wrong; ``{rows}`` in it becomes the rows in words.

        Returns
        -------
        Problem
            At the first of the rows.
        """
        return at_rows(message, self.column, rows, self.file, self.lines, self.files)


def at_rows(
    message: str,
    column: str,
    rows: Sequence[int] | npt.NDArray[np.int64],
    file: str,
    lines: Sequence[int] | npt.NDArray[np.int64],
    files: npt.NDArray[np.object_] | None = None,
) -> Problem:
    """Make a problem of some rows of a column, at the first of them.

    Parameters
    ----------
    message
        What is wrong; ``{rows}`` in it becomes the rows in words.
    column
        The column's name in the file.
    rows
        Positions of the rows, from 0.
    file
        The file, as messages name it.
    lines
        The line of each row.
    files
        The file of each row, where there are several.

    Returns
    -------
    Problem
        In the file of the first row; rows of other files are counted.
    """
    first = file if files is None else str(files[rows[0]])
    here = [row for row in rows if files is None or files[row] == first]
    numbers = [int(lines[row]) for row in here]
    words = rows_in_words(numbers)
    if len(here) < len(rows):
        words += f", and {len(rows) - len(here)} in other files"
    text = message.replace("{rows}", words)
    return Problem(f"Column '{column}': {text}", first, numbers[0])


@dataclass(frozen=True)
class Numbers:
    """A column of numbers.

    Parameters
    ----------
    numbers
        NaN where the cell is empty; the limit where the cell is ``<limit`` or ``>limit``.
    marks
        Per row `BELOW` for ``<limit``, `ABOVE` for ``>limit``, otherwise `WITHIN`.
    """

    numbers: npt.NDArray[np.float64]
    marks: npt.NDArray[np.int8]


def to_numbers(cells: Cells, *, limited: bool) -> tuple[Numbers, list[Problem]]:
    """Read numbers, with a decimal point and nothing else.

    Parameters
    ----------
    cells
        The column.
    limited
        Whether ``<limit`` and ``>limit`` are allowed: the variable has limits of
        quantification.

    Returns
    -------
    numbers : Numbers
        NaN where a cell is not a number.
    problems : list of Problem
        One for each way in which cells are not numbers.
    """
    column = text_column(cells.texts)
    values, open_places = _plain_numbers(column.distinct)
    marks = np.zeros(len(values), dtype=np.int8)
    bad: dict[str, list[int]] = {}
    for place in open_places:
        text = number = column.distinct[place]
        if limited and text[0] in "<>":
            marks[place] = BELOW if text[0] == "<" else ABOVE
            number = text[1:]
        if _NUMBER.fullmatch(number) and np.isfinite(value := float(number)):
            values[place] = value
        else:
            bad.setdefault(_why_no_number(text), []).append(place)
    problems = []
    for advice, places in bad.items():
        rows = rows_at(column, places)
        what = "is not a number" if len(rows) == 1 else "and others are not numbers"
        message = f"{column[int(rows[0])]!r} {what} ({{rows}}). {advice}"
        problems.append(cells.problem(rows, message))
    return Numbers(column.spread(values), column.spread(marks)), problems


def _plain_numbers(
    texts: npt.NDArray[np.object_],
) -> tuple[npt.NDArray[np.float64], list[int]]:
    """Read what is a plain number at once; give the places of the other texts, but empty ones."""
    values = np.full(len(texts), np.nan)
    if len(texts) < MANY:
        return values, [place for place, text in enumerate(texts) if text]
    import pyarrow as pa
    import pyarrow.compute as pc

    column = pa.array(texts, pa.large_string())
    plain = pc.match_substring_regex(column, _PLAIN_NUMBER)
    mask = plain.to_numpy(zero_copy_only=False)
    values[mask] = pc.cast(column.filter(plain), pa.float64()).to_numpy()
    values[~np.isfinite(values)] = np.nan
    return values, [int(place) for place in np.flatnonzero(np.isnan(values)) if texts[place]]


def rows_at(column: TextColumn, places: Sequence[int]) -> npt.NDArray[np.int64]:
    """Give the rows whose text is one of some distinct texts.

    Parameters
    ----------
    column
        The column.
    places
        Places in its distinct texts.

    Returns
    -------
    ndarray of int
        Positions of the rows, ascending.
    """
    chosen = np.zeros(len(column.distinct), dtype=bool)
    chosen[list(places)] = True
    return column.rows_with(chosen)


def _why_no_number(text: str) -> str:
    plain = text.strip().lower()
    if _NUMBER.fullmatch(text):
        return "It is too large for a number."
    if _NUMBER.fullmatch(plain):
        return "Remove the blanks around it."
    if not plain:
        return "It holds blanks only; leave the cell empty if the value is missing."
    if _DECIMAL_COMMA.fullmatch(plain):
        return "Write decimals with a point."
    if _GROUPED.fullmatch(plain):
        return "Write it without a separator for thousands."
    if plain in _NOT_A_VALUE:
        return "Leave the cell empty if the value is missing."
    if plain.lstrip("+-") in _INFINITE:
        return "A number must be finite."
    if plain[0] in "<>":
        return (
            "'<' and '>' go before a plain number, and only in a variable whose limits of "
            "quantification are declared (limits: {lower: ..., upper: ...})."
        )
    return "A number, or an empty cell if the value is missing, is needed."


def to_factor(
    cells: Cells, variable: str, levels: Mapping[str, str] | Sequence[str]
) -> tuple[pd.Categorical[str], list[Problem]]:
    """Read the codes of a factor.

    Parameters
    ----------
    cells
        The column.
    variable
        The name of the variable, for messages.
    levels
        The declared codes, in order.

    Returns
    -------
    factor : pandas.Categorical
        With exactly the declared levels; missing where a cell is empty or undeclared.
    problems : list of Problem
        One for each code that is not declared; beyond five, one for all others.
    """
    import pandas as pd

    declared = list(levels)
    code_of = {level: code for code, level in enumerate(declared)} | {"": -1}
    column = text_column(cells.texts)
    known = np.array([code_of.get(text, -2) for text in column.distinct], dtype=np.int64)
    rows_of = {
        str(column.distinct[place]): rows_at(column, [int(place)]).tolist()
        for place in np.flatnonzero(known == -2)
    }
    unknown = dict(sorted((item for item in rows_of.items() if item[1]), key=_first_row))
    codes = column.spread(known)
    problems = []
    for text, rows in list(unknown.items())[:LEVELS_SHOWN]:
        message = f"{text!r} is not a declared level of '{variable}' ({{rows}}). "
        problems.append(cells.problem(rows, message + _nearest_level(text, declared)))
    others = [row for rows in list(unknown.values())[LEVELS_SHOWN:] for row in rows]
    if others:
        n = len(unknown) - LEVELS_SHOWN
        what = "one more code is" if n == 1 else f"{n} more codes are"
        message = f"{what} not declared for '{variable}' ({{rows}})."
        problems.append(cells.problem(sorted(others), message))
    factor = pd.Categorical.from_codes(np.maximum(codes, -1), categories=pd.Index(declared))
    return factor, problems


def _first_row(item: tuple[str, list[int]]) -> int:
    return item[1][0]


def _nearest_level(text: str, declared: Sequence[str]) -> str:
    if text.strip() in declared:
        return "Remove the blanks around it."
    if not text.strip():
        return "It holds blanks only; leave the cell empty if the value is missing."
    return did_you_mean(text, declared)


def to_labels(cells: Cells) -> tuple[npt.NDArray[np.object_], list[Problem]]:
    """Read identifiers or text: as written, ``007`` stays ``007``.

    Parameters
    ----------
    cells
        The column.

    Returns
    -------
    labels : ndarray of object
        Text, or None where the cell is empty.
    problems : list of Problem
        Identifiers with blanks around them.
    """
    column = text_column(cells.texts)
    labels = column.spread(objects(text or None for text in column.distinct))
    padded = rows_at(
        column, [at for at, text in enumerate(column.distinct) if text != text.strip()]
    )
    problems = []
    if len(padded):
        message = f"{cells.texts[padded[0]]!r} has blanks around it ({{rows}}). Remove them."
        problems.append(cells.problem(padded, message))
    return labels, problems


def to_dates(cells: Cells) -> tuple[npt.NDArray[np.datetime64], list[Problem]]:
    """Read dates written yyyy-mm-dd.

    Parameters
    ----------
    cells
        The column.

    Returns
    -------
    dates : ndarray of datetime64[D]
        NaT where a cell is empty or no date.
    problems : list of Problem
        Cells that are no dates.
    """
    column = text_column(cells.texts)
    days = np.full(len(column.distinct), np.datetime64("NaT"), dtype="datetime64[D]")
    bad = []
    for place, text in enumerate(column.distinct):
        try:
            days[place] = np.datetime64(date.fromisoformat(text)) if text else days[place]
        except ValueError:
            bad.append(place)
    problems = []
    if bad:
        rows = rows_at(column, bad)
        message = f"{column[int(rows[0])]!r} is no date yyyy-mm-dd ({{rows}}). "
        problems.append(cells.problem(rows, message + "Declare how dates are written: dates."))
    return column.spread(days), problems
