"""The sources of a spec, read and checked: typed columns under the spec's variable names.

Everything that is wrong with any of the files is told at once. Row numbers are lines
of the file, the header being line 1; a row with line breaks inside quotation marks
counts by the line on which it begins.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sap.data.convert import Cells, to_factor, to_labels, to_numbers
from sap.data.csvtext import TextTable, read_text_table
from sap.errors import DataError, Problem, did_you_mean, rows_in_words

if TYPE_CHECKING:
    import pandas as pd

    from sap.spec import Source, Spec, Variable


@dataclass(frozen=True)
class SourceTable:
    """One source, read.

    Parameters
    ----------
    name
        The source's name in the spec.
    file
        The file as messages name it.
    key
        The variables that identify a row.
    columns
        The file's column of each variable.
    frame
        One column a variable, one row a row of the file in its order: numbers as
        float64 (missing is NaN), factors as categoricals with the declared levels,
        the reference first, identifiers as text (missing is None).
    marks
        Of each variable with limits of quantification: per row -1 for ``<limit``, 1
        for ``>limit``, otherwise 0.
    lines
        The line of the file on which each row begins.
    sha256
        Of the file's bytes.
    """

    name: str
    file: str
    key: tuple[str, ...]
    columns: Mapping[str, str]
    frame: pd.DataFrame
    marks: Mapping[str, npt.NDArray[np.int8]]
    lines: npt.NDArray[np.int64]
    sha256: str

    def problem(self, variable: str, rows: Sequence[int], message: str) -> Problem:
        """Make a problem of some rows in the column of a variable.

        Parameters
        ----------
        variable
            One of the source's variables.
        rows
            Positions of the rows, from 0.
        message
            What is wrong; ``{rows}`` in it becomes the rows in words.

        Returns
        -------
        Problem
            At the first of the rows.
        """
        lines = sorted({int(self.lines[row]) for row in rows})
        text = message.replace("{rows}", rows_in_words(lines))
        return Problem(f"Column '{self.columns[variable]}': {text}", self.file, lines[0])


def read_sources(spec: Spec) -> dict[str, SourceTable]:
    """Read the sources that a spec declares.

    Parameters
    ----------
    spec
        Its sources and variables are used.

    Returns
    -------
    dict
        Source name to its table.

    Raises
    ------
    DataError
        With every problem of every file: it is not there or not CSV, a column is not
        there, a cell is no number or no declared level, a key is missing or repeated.
    """
    tables: dict[str, SourceTable] = {}
    problems: list[Problem] = []
    for name, source in spec.sources.items():
        try:
            tables[name] = _read_source(name, source, spec)
        except DataError as error:
            problems.extend(error.problems)
    if problems:
        raise DataError(problems)
    return tables


def _read_source(name: str, source: Source, spec: Spec) -> SourceTable:
    import pandas as pd

    path = spec.source_path(name)
    text = read_text_table(path, shown_path(path))
    problems = list(_columns_not_there(text, source))
    columns: dict[str, pd.Series] = {}
    marks: dict[str, npt.NDArray[np.int8]] = {}
    for variable, column in source.columns.items():
        if column not in text.header:
            continue
        cells = Cells(text.file, column, text.column(column), text.lines)
        columns[variable], marked, wrong = _convert(cells, variable, spec.variables[variable])
        if marked is not None:
            marks[variable] = marked
        problems.extend(wrong)
        if variable in source.key:
            problems.extend(_empty_key(cells))
    table = SourceTable(
        name=name,
        file=text.file,
        key=tuple(source.key),
        columns=dict(source.columns),
        frame=pd.DataFrame(columns),
        marks=marks,
        lines=np.array(text.lines, dtype=np.int64),
        sha256=text.sha256,
    )
    problems.extend(_repeated_keys(table))
    if problems:
        raise DataError(sorted(problems, key=lambda problem: problem.line or 0))
    return table


def shown_path(path: Path) -> str:
    """Name a file as a user would: from where the command was given, where possible.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    str
        A normalised path, with forward slashes.
    """
    return Path(os.path.normpath(path)).as_posix()


def _columns_not_there(text: TextTable, source: Source) -> Iterator[Problem]:
    for variable, column in source.columns.items():
        if column in text.header:
            continue
        hint = did_you_mean(column, text.header)
        if any(name.strip() == column for name in text.header):
            hint = "It is there with blanks around its name; remove them."
        message = f"There is no column '{column}' (variable '{variable}'). {hint}"
        yield Problem(message, text.file, 1)


def _convert(
    cells: Cells, name: str, variable: Variable
) -> tuple[pd.Series, npt.NDArray[np.int8] | None, list[Problem]]:
    """Convert a column to what its variable is declared to be."""
    import pandas as pd

    if variable.type == "number":
        limited = variable.limits is not None
        numbers, problems = to_numbers(cells, limited=limited)
        return pd.Series(numbers.numbers), numbers.marks if limited else None, problems
    if variable.type == "factor":
        factor, problems = to_factor(cells, name, variable.ordered_levels)
        return pd.Series(factor), None, problems
    labels, problems = to_labels(cells)
    return pd.Series(labels, dtype=object), None, problems


def _empty_key(cells: Cells) -> list[Problem]:
    empty = [row for row, text in enumerate(cells.texts) if not text]
    if not empty:
        return []
    return [cells.problem(empty, "an empty cell ({rows}) where each row needs its key.")]


def _repeated_keys(table: SourceTable) -> list[Problem]:
    if not set(table.key) <= set(table.frame.columns):
        return []
    keys = table.frame[list(table.key)].astype(object)
    repeated = keys.duplicated(keep=False) & keys.notna().all(axis=1)
    rows = np.flatnonzero(repeated.to_numpy())
    if not len(rows):
        return []
    n_keys = len(keys.iloc[rows].drop_duplicates())
    names = ", ".join(f"'{table.columns[name]}'" for name in table.key)
    value = ", ".join(repr(item) for item in keys.iloc[rows[0]])
    lines = rows_in_words(int(table.lines[row]) for row in rows)
    others = "does 1 other key" if n_keys == 2 else f"do {n_keys - 1} other keys"
    which = "" if n_keys == 1 else f", and so {others}"
    message = (
        f"Key {names} = {value} stands on more than one row{which} ({lines}). A key must be unique."
    )
    return [Problem(message, table.file, int(table.lines[rows[0]]))]
