"""Cells of text to typed columns: strictly, and never two meanings for one text.

A cell is taken for what the spec declares it to be, or is a problem. Blanks around a
code are not trimmed, ``NA`` is not missing, ``12,5`` is not a number: an empty cell is
the only way to say that a value is missing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sap.errors import Problem, did_you_mean, rows_in_words

if TYPE_CHECKING:
    import pandas as pd

BELOW, WITHIN, ABOVE = -1, 0, 1
LEVELS_SHOWN = 5

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
    """

    file: str
    column: str
    texts: Sequence[str]
    lines: Sequence[int]

    def problem(self, rows: Sequence[int], message: str) -> Problem:
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
        lines = [self.lines[row] for row in rows]
        text = message.replace("{rows}", rows_in_words(lines))
        return Problem(f"Column '{self.column}': {text}", self.file, lines[0])


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
    values = np.full(len(cells.texts), np.nan)
    marks = np.zeros(len(cells.texts), dtype=np.int8)
    bad: dict[str, list[int]] = {}
    for row, text in enumerate(cells.texts):
        if not text:
            continue
        number = text
        if limited and text[0] in "<>":
            marks[row] = BELOW if text[0] == "<" else ABOVE
            number = text[1:]
        if _NUMBER.fullmatch(number) and np.isfinite(value := float(number)):
            values[row] = value
        else:
            bad.setdefault(_why_no_number(text), []).append(row)
    problems = []
    for advice, rows in bad.items():
        example = cells.texts[rows[0]]
        what = "is not a number" if len(rows) == 1 else "and others are not numbers"
        problems.append(cells.problem(rows, f"{example!r} {what} ({{rows}}). {advice}"))
    return Numbers(values, marks), problems


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
    codes = np.array([code_of.get(text, -2) for text in cells.texts], dtype=np.int64)
    unknown: dict[str, list[int]] = {}
    for row in np.flatnonzero(codes == -2).tolist():
        unknown.setdefault(cells.texts[row], []).append(row)
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
    labels = np.array([text or None for text in cells.texts], dtype=object)
    padded = [row for row, text in enumerate(cells.texts) if text != text.strip()]
    problems = []
    if padded:
        message = f"{cells.texts[padded[0]]!r} has blanks around it ({{rows}}). Remove them."
        problems.append(cells.problem(padded, message))
    return labels, problems
