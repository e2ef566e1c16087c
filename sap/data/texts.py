"""A table as text, column by column: each distinct text once, and which rows hold it.

Cleaning and reading look at distinct texts, so that a million rows with forty labels
cost forty decisions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, overload

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pyarrow as pa

Codes = npt.NDArray[np.int64]
Positions = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class TextColumn(Sequence[str]):
    """The cells of a column.

    Parameters
    ----------
    distinct
        Texts; each stands once.
    codes
        For each row, the place of its text in `distinct`.
    """

    distinct: npt.NDArray[np.object_]
    codes: Codes

    def __len__(self) -> int:
        return len(self.codes)

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> TextColumn: ...
    def __getitem__(self, row: int | slice) -> str | TextColumn:
        if isinstance(row, slice):
            return TextColumn(self.distinct, self.codes[row])
        return str(self.distinct[self.codes[row]])

    def take(self, rows: npt.NDArray[Any]) -> TextColumn:
        """Take some rows: a mask, or positions."""
        return TextColumn(self.distinct, self.codes[rows])

    def rows_with(self, chosen: npt.NDArray[np.bool_]) -> Positions:
        """Give the rows whose text is chosen, one entry a distinct text."""
        return np.flatnonzero(chosen[self.codes]).astype(np.int64)

    def spread(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Give each row the value of its text."""
        return values[self.codes]

    def changed(self, texts: Sequence[str]) -> TextColumn:
        """Put other texts in the place of the distinct ones."""
        places: dict[str, int] = {}
        moved = np.array([places.setdefault(text, len(places)) for text in texts], dtype=np.int64)
        return TextColumn(objects(places), moved[self.codes] if len(moved) else self.codes)


def objects(texts: Iterable[object]) -> npt.NDArray[np.object_]:
    """Make an array of Python objects, never of fixed-width text."""
    items = list(texts)
    made = np.empty(len(items), dtype=object)
    made[:] = items
    return made


def text_column(texts: Sequence[str]) -> TextColumn:
    """Make a column of a list of cells.

    Parameters
    ----------
    texts
        One a row.

    Returns
    -------
    TextColumn
        Distinct texts in the order in which they appear.
    """
    if isinstance(texts, TextColumn):
        return texts
    places: dict[str, int] = {}
    codes = np.fromiter(
        (places.setdefault(text, len(places)) for text in texts), np.int64, len(texts)
    )
    return TextColumn(objects(places), codes)


def from_arrow(column: pa.ChunkedArray) -> TextColumn:
    """Make a column of an Arrow column of dictionary-encoded text without nulls."""
    chunks = column.unify_dictionaries().chunks
    if not chunks:
        return text_column([])
    codes = np.concatenate([chunk.indices.to_numpy(zero_copy_only=False) for chunk in chunks])
    return TextColumn(objects(chunks[0].dictionary.to_pylist()), codes.astype(np.int64))


@dataclass(frozen=True)
class LeftOut:
    """Rows of a file that are not read on.

    Parameters
    ----------
    rule
        What left them out: ``blank row``, ``footer``, ``exact duplicate``, ``repeat`` or
        ``no data``.
    reason
        In words.
    places
        File and line of each.
    texts
        What each row holds, in short.
    """

    rule: str
    reason: str
    places: tuple[tuple[str, int], ...]
    texts: tuple[str, ...]


@dataclass(frozen=True)
class RawTable:
    """A source's file, or several one below the other, as text.

    Parameters
    ----------
    files
        As messages name them, each with the hash of its bytes.
    header
        Column names, each once.
    columns
        By name.
    lines
        The line (or row of the sheet) of each row, from 1.
    file_of
        The place in `files` of each row's file.
    left_out
        Rows that stand in a file but not here.
    numeric
        Columns whose numbers are numbers in the file, not text.
    """

    files: tuple[tuple[str, str], ...]
    header: tuple[str, ...]
    columns: Mapping[str, TextColumn]
    lines: Positions
    file_of: Positions
    left_out: tuple[LeftOut, ...] = ()
    numeric: Mapping[str, npt.NDArray[np.float64]] | None = None

    def __len__(self) -> int:
        return len(self.lines)

    def place(self, row: int) -> tuple[str, int]:
        """Give file and line of a row."""
        return self.files[int(self.file_of[row])][0], int(self.lines[row])

    def row_text(self, row: int) -> str:
        """Show a row in short."""
        cells = [column[row] for column in self.columns.values()]
        return "; ".join(cells)[:200]

    def keep(self, mask: npt.NDArray[np.bool_], *left_out: LeftOut) -> RawTable:
        """Keep some rows, and note why the others went."""
        numeric = {name: values[mask] for name, values in (self.numeric or {}).items()}
        return replace(
            self,
            columns={name: column.take(mask) for name, column in self.columns.items()},
            lines=self.lines[mask],
            file_of=self.file_of[mask],
            left_out=(*self.left_out, *left_out),
            numeric=numeric or None,
        )

    def without(self, rows: Positions, rule: str, reason: str) -> RawTable:
        """Leave some rows out."""
        if not len(rows):
            return self
        places = tuple(self.place(int(row)) for row in rows)
        texts = tuple(self.row_text(int(row)) for row in rows)
        mask = np.ones(len(self), dtype=bool)
        mask[rows] = False
        return self.keep(mask, LeftOut(rule, reason, places, texts))


def stacked(tables: Sequence[RawTable], header: Sequence[str]) -> RawTable:
    """Put tables one below the other.

    Parameters
    ----------
    tables
        One a file.
    header
        Columns that all of them have.

    Returns
    -------
    RawTable
        The rows of all, in order.
    """
    if len(tables) == 1:
        return tables[0]
    columns = {}
    for name in header:
        parts = [table.columns[name] for table in tables]
        places: dict[str, int] = {}
        moved = [
            np.array(
                [places.setdefault(text, len(places)) for text in part.distinct], dtype=np.int64
            )[part.codes]
            for part in parts
        ]
        columns[name] = TextColumn(objects(places), np.concatenate(moved))
    return RawTable(
        files=tuple(file for table in tables for file in table.files),
        header=tuple(header),
        columns=columns,
        lines=np.concatenate([table.lines for table in tables]),
        file_of=np.concatenate(
            [np.full(len(table), place, dtype=np.int64) for place, table in enumerate(tables)]
        ),
        left_out=tuple(left for table in tables for left in table.left_out),
        numeric={
            name: np.concatenate([(table.numeric or {})[name] for table in tables])
            for name in tables[0].numeric or {}
            if all(name in (table.numeric or {}) for table in tables)
        },
    )
