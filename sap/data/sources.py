"""The sources of a spec, read and checked: typed columns under the spec's variable names.

Everything that is wrong with any of the files is told at once. Row numbers are lines
of the file, the header being line 1; a row with line breaks inside quotation marks
counts by the line on which it begins; a workbook's row is that of its sheet.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from sap.data.absent import AbsentFile, not_held
from sap.data.binary import read_parquet, read_sas
from sap.data.columns import Converted, convert
from sap.data.conditions import decide
from sap.data.convert import Cells, at_rows
from sap.data.csvcolumns import read_csv
from sap.data.mending import Fixes, cells_of, with_keys
from sap.data.repeated import exact_duplicates, superseded
from sap.data.texts import LeftOut, Positions, RawTable, objects, stacked
from sap.data.workbook import read_workbook
from sap.errors import DataError, Problem, did_you_mean, rows_in_words

if TYPE_CHECKING:
    import pandas as pd

    from sap.spec import Source, Spec

Reasons: TypeAlias = Mapping[str, npt.NDArray[np.object_]]


@dataclass(frozen=True)
class SourceTable:
    """One source, read.

    Parameters
    ----------
    name
        The source's name in the spec.
    file
        The file as messages name it; of several, the first.
    key
        The variables that identify a row.
    columns
        The file's column of each variable.
    frame
        One column a variable, one row a row of the file in its order: numbers as
        float64 (missing is NaN), factors as categoricals with the declared levels,
        the reference first, identifiers as text (missing is None), dates as datetime64.
    marks
        Of each variable with limits of quantification: per row -1 for ``<limit``, 1
        for ``>limit``, otherwise 0.
    lines
        The line of the file on which each row begins.
    sha256
        Of the file's bytes; of several, of the first.
    files
        All files, each with its hash.
    file_of
        The place in `files` of each row's file; None where there is one.
    rows_in
        How many rows the files have below their header, those left out included.
    fixes
        Cells that a declared rule changed.
    left_out
        Rows that a declared rule left out.
    reasons
        Of a derived variable that can be missing for a reason of its own: per row the reason,
        empty where there is none.
    absent
        Files of which no row is there, for they could not be read. Whoever uses the table
        asks whether it needs them, see `sap.data.absent.lacking`.
    """

    name: str
    file: str
    key: tuple[str, ...]
    columns: Mapping[str, str]
    frame: pd.DataFrame
    marks: Mapping[str, npt.NDArray[np.int8]]
    lines: npt.NDArray[np.int64]
    sha256: str
    files: tuple[tuple[str, str], ...] = ()
    file_of: npt.NDArray[np.int64] | None = None
    rows_in: int = 0
    fixes: tuple[Fixes, ...] = field(default=(), compare=False)
    left_out: tuple[LeftOut, ...] = ()
    reasons: Reasons = field(default_factory=dict)
    absent: tuple[AbsentFile, ...] = ()

    def problem(
        self, variable: str, rows: Sequence[int] | npt.NDArray[np.int64], message: str
    ) -> Problem:
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
        ordered = np.unique(np.asarray(rows, dtype=np.int64))
        files = None if self.file_of is None else self.file_names
        return at_rows(message, self.columns[variable], ordered, self.file, self.lines, files)

    @property
    def file_names(self) -> npt.NDArray[np.object_]:
        """The file of each row."""
        if self.file_of is None:
            return objects([self.file] * len(self.lines))
        return objects(file for file, _ in self.files)[self.file_of]

    def keys_in_words(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.object_]:
        """Write the keys of some rows, their parts joined by ``/``."""
        return _keys_in_words(self.frame, self.key, rows)


@dataclass(frozen=True)
class SourcesRead:
    """The sources of a spec, as far as they could be read.

    Parameters
    ----------
    tables
        By name, those without a problem.
    problems
        By name, what is wrong with the others.
    """

    tables: Mapping[str, SourceTable]
    problems: Mapping[str, tuple[Problem, ...]]

    def wrong_with(self, names: Iterable[str]) -> tuple[Problem, ...]:
        """List what is wrong with some of the sources."""
        return tuple(problem for name in names for problem in self.problems.get(name, ()))

    @property
    def unread(self) -> Mapping[str, tuple[Problem, ...]]:
        """What could not be read, by source: the whole source, or files of it."""
        files = {
            name: tuple(problem for file in table.absent for problem in file.problems)
            for name, table in self.tables.items()
            if table.absent
        }
        return {**self.problems, **files}


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
        With every problem of every file: it is not there or not of its format, a column
        is not there, a cell is no number or no declared level, a key is missing or
        repeated, or refers to nothing.
    """
    found = read_readable_sources(spec)
    if found.unread:
        raise DataError([problem for wrong in found.unread.values() for problem in wrong])
    return dict(found.tables)


def read_readable_sources(spec: Spec) -> SourcesRead:
    """Read the sources that a spec declares, and keep those without a problem.

    Parameters
    ----------
    spec
        Its sources and variables are used.

    Returns
    -------
    SourcesRead
        A source that refers to one with problems has none for that. One that refers to a
        source some of whose files could not be read cannot be checked, and is not read.
    """
    tables: dict[str, SourceTable] = {}
    problems: dict[str, list[Problem]] = {}
    for name, source in spec.sources.items():
        try:
            tables[name] = _read_source(name, source, spec)
        except DataError as error:
            problems[name] = list(error.problems)
    for name, table in tables.items():
        for variable, other in spec.sources[name].refers.items():
            if other not in tables:
                continue
            unknown = [problem for file in tables[other].absent for problem in file.problems]
            lost = unknown or list(dangling(table, variable, tables[other]))
            if lost:
                problems.setdefault(name, []).extend(lost)
    return SourcesRead(
        {name: table for name, table in tables.items() if name not in problems},
        {name: tuple(wrong) for name, wrong in problems.items()},
    )


def _read_source(name: str, source: Source, spec: Spec) -> SourceTable:
    raw, absent = _read_raw(spec.source_paths(name), source)
    rows_in = len(raw) + sum(len(left.places) for left in raw.left_out)
    if source.clean.duplicates == "drop":
        reason = "The same as an earlier row in every column"
        raw = raw.without(exact_duplicates(raw), "exact duplicate", reason)
    made = convert(raw, source, spec.variables)
    problems = list(made.problems)
    fixes = tuple(
        with_keys(one, _keys_in_words(made.frame, source.key, one.rows)) for one in made.fixes
    )
    if not problems:
        raw, made, problems = _without_superseded(raw, made, source)
    for variable in source.key:
        if variable in made.frame.columns:
            problems.extend(
                _empty_key(made.frame[variable], cells_of(raw, _column(source, variable)))
            )
    several = len(raw.files) > 1
    table = SourceTable(
        name=name,
        file=raw.files[0][0],
        key=tuple(source.key),
        columns=source.column_names,
        frame=made.frame,
        marks=made.marks,
        lines=raw.lines,
        sha256=raw.files[0][1],
        files=raw.files,
        file_of=raw.file_of if several else None,
        rows_in=rows_in,
        fixes=fixes,
        left_out=raw.left_out,
        absent=absent,
    )
    problems.extend(_repeated_keys(table))
    if not made.problems:
        gone = [file.file for file in absent]
        shown = [shown_path(path) for path in spec.source_paths(name)]
        held = zip(shown, source.holds, strict=True)
        problems.extend(not_held(table, [holds for file, holds in held if file not in gone]))
    if problems:
        problems.extend(problem for file in absent for problem in file.problems)
        raise DataError(sorted(problems, key=lambda problem: problem.line or 0))
    return table


def _column(source: Source, variable: str) -> str:
    return source.columns[variable].column


def _read_raw(paths: Sequence[Path], source: Source) -> tuple[RawTable, tuple[AbsentFile, ...]]:
    """Read all files of a source that can be read, and put them one below the other."""
    tables: list[RawTable] = []
    absent: list[AbsentFile] = []
    problems: list[Problem] = []
    for path, holds in zip(paths, source.holds, strict=True):
        try:
            table = _read_file(path, source)
        except DataError as error:
            absent.append(AbsentFile(shown_path(path), holds, error.problems))
            continue
        tables.append(table)
        problems.extend(_columns_not_there(table, source))
    if problems or not tables or not all(file.holds for file in absent):
        # A file of which nothing is said may hold anything: all that use the source need it.
        raise DataError([*(one for file in absent for one in file.problems), *problems])
    wanted = [name for name in tables[0].header if all(name in table.columns for table in tables)]
    for table in tables[1:]:
        if set(table.header) != set(tables[0].header) and source.clean.duplicates == "drop":
            message = f"The columns are not those of {tables[0].files[0][0]}."
            raise DataError(Problem(message, table.files[0][0], 1))
    return stacked(tables, wanted), tuple(absent)


def _read_file(path: Path, source: Source) -> RawTable:
    shown, form = shown_path(path), source.format
    if form.kind == "xlsx":
        return read_workbook(path, shown, form)
    if form.kind == "parquet":
        return read_parquet(path, shown, wanted_columns(source))
    if form.kind in ("xpt", "sas7bdat"):
        return read_sas(path, shown, form)
    return read_csv(path, shown, form)


def wanted_columns(source: Source) -> frozenset[str]:
    """List the columns of a file that a source declares, those of units included.

    Parameters
    ----------
    source
        As declared.

    Returns
    -------
    frozenset of str
        Names in the file.
    """
    columns = source.columns.values()
    return frozenset(
        name for column in columns for name in (column.column, column.unit_column) if name
    )


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


def _columns_not_there(raw: RawTable, source: Source) -> Iterator[Problem]:
    header_line = source.format.header
    for variable, declared in source.columns.items():
        for column in (declared.column, declared.unit_column):
            if column is None or column in raw.header:
                continue
            hint = did_you_mean(column, raw.header)
            if any(name.strip() == column for name in raw.header):
                hint = "It is there with blanks around its name; remove them."
            message = f"There is no column '{column}' (variable '{variable}'). {hint}"
            yield Problem(message, raw.files[0][0], header_line)


def _without_superseded(
    raw: RawTable, made: Converted, source: Source
) -> tuple[RawTable, Converted, list[Problem]]:
    """Leave out rows that are no data, and readings that another one supersedes."""
    problems: list[Problem] = []
    for rule in source.clean.drop:
        truth = decide(rule.when.tree, made.frame, made.marks)
        raw, made = _left(raw, made, np.flatnonzero(truth.true), "no data", rule.reason)
    for repeats in source.clean.repeats:
        column = _column(source, repeats.order or repeats.by[0])
        rows, wrong = superseded(made.frame, made.marks, repeats, raw, column)
        problems.extend(wrong)
        raw, made = _left(raw, made, rows, "repeat", repeats.reason)
    if not len(raw):
        problems.append(Problem("No row is left after cleaning.", raw.files[0][0]))
    return raw, made, problems


def _left(
    raw: RawTable, made: Converted, rows: Positions, rule: str, reason: str
) -> tuple[RawTable, Converted]:
    mask = np.ones(len(raw), dtype=bool)
    mask[rows] = False
    return raw.without(rows, rule, reason), made.keep(mask) if len(rows) else made


def _keys_in_words(
    frame: pd.DataFrame, key: Sequence[str], rows: npt.NDArray[np.int64]
) -> npt.NDArray[np.object_]:
    """Write keys, their parts joined by ``/``."""
    there = [frame[name].astype(object).to_numpy()[rows] for name in key if name in frame.columns]
    return objects("/".join(str(part) for part in parts) for parts in zip(*there, strict=True))


def dangling(table: SourceTable, variable: str, other: SourceTable) -> Iterator[Problem]:
    """Find rows that refer to nothing.

    Parameters
    ----------
    table
        Whose rows refer.
    variable
        By which they refer: the key of `other`.
    other
        What they refer to.

    Yields
    ------
    Problem
        One, where there are such rows.
    """
    import pandas as pd

    wanted = table.frame[variable].astype(object)
    known = pd.Index(other.frame[other.key[0]].astype(object).unique())
    lost = np.flatnonzero((~wanted.isin(known) & wanted.notna()).to_numpy())
    if len(lost):
        what = "is not" if len(lost) == 1 else "and others are not"
        column = other.columns[other.key[0]]
        message = (
            f"{wanted.iloc[lost[0]]!r} {what} in column '{column}' of {other.file} ({{rows}})."
        )
        yield table.problem(variable, lost, message)


def _empty_key(values: pd.Series, cells: Cells) -> list[Problem]:
    empty = np.flatnonzero(values.isna().to_numpy())
    if not len(empty):
        return []
    return [cells.problem(empty, "an empty cell ({rows}) where each row needs its key.")]


def _repeated_keys(table: SourceTable) -> list[Problem]:
    if not set(table.key) <= set(table.frame.columns):
        return []
    keys = table.frame[list(table.key)]
    if not keys.duplicated().any():
        return []
    keys = keys.astype(object)
    repeated = keys.duplicated(keep=False) & keys.notna().all(axis=1)
    rows = np.flatnonzero(repeated.to_numpy())
    if not len(rows):
        return []
    n_keys = len(keys.iloc[rows].drop_duplicates())
    names = ", ".join(f"'{table.columns[name]}'" for name in table.key)
    value = ", ".join(repr(item) for item in keys.iloc[rows[0]])
    lines = _rows_by_file(table, rows)
    others = "does 1 other key" if n_keys == 2 else f"do {n_keys - 1} other keys"
    which = "" if n_keys == 1 else f", and so {others}"
    message = (
        f"Key {names} = {value} stands on more than one row{which} ({lines}). A key must be unique."
    )
    return [Problem(message, str(table.file_names[rows[0]]), int(table.lines[rows[0]]))]


def _rows_by_file(table: SourceTable, rows: npt.NDArray[np.int64]) -> str:
    """Name rows, with their files where there are several."""
    if table.file_of is None:
        return rows_in_words(int(table.lines[row]) for row in rows)
    files = table.file_names[rows]
    return "; ".join(
        f"{file}: {rows_in_words(int(line) for line in table.lines[rows[files == file]])}"
        for file in dict.fromkeys(files)
    )
