"""A SIMULATED table as the lab hands it over, and the log of what is wrong in it.

A sheet starts as the clean rows in the lab's own conventions. Each defect is put in by
a method of `Sheet`, which logs it, so that nothing is spoiled unlogged. A cell takes one
defect at most.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from analyses.sclero_jak.assumptions import DATA_ORIGIN
from analyses.sclero_jak.chance import chosen, uniform

FIXED, RESOLVED, QUERY, EXCLUDED = "fixed", "resolved", "query", "excluded"
ORIGIN_COLUMN = "origine"
WHOLE_ROW = "*"


@dataclass(eq=False)
class Line:
    """One row of a sheet.

    Parameters
    ----------
    key
        The row's key in the clean data; several keys are joined by ``/``.
    cells
        What the lab wrote, by column.
    clean
        What the clean data hold, by column of the lab.
    spoiled
        Columns with a defect.
    copy
        Whether the row has no partner in the clean data.
    """

    key: str
    cells: dict[str, object]
    clean: Mapping[str, str]
    spoiled: set[str] = field(default_factory=set)
    copy: bool = False


@dataclass(frozen=True)
class Entry:
    """One injected defect; `line` is None if it concerns the whole file."""

    line: Line | None
    column: str
    defect: str
    before: str
    after: str
    resolution: str


class Sheet:
    """A table of the hand-over.

    Parameters
    ----------
    file
        Its file name.
    columns
        The lab's name of each column to what the lab writes there for a clean row.
    rows
        The clean rows.
    key
        Columns of the clean rows that identify a row.
    names
        The lab's column to the clean column.
    first_row
        Number of the first data row in the file.
    """

    def __init__(
        self,
        file: str,
        columns: Mapping[str, Callable[[Mapping[str, object]], object]],
        rows: Iterable[Mapping[str, object]],
        *,
        key: tuple[str, ...],
        names: Mapping[str, str],
        first_row: int = 2,
    ) -> None:
        self.file = file
        self.columns = [*columns, ORIGIN_COLUMN]
        self.first_row = first_row
        self.log: list[Entry] = []
        self.footer: list[str] = []
        self.lines = [
            Line(
                "/".join(str(row[name]) for name in key),
                {name: write(row) for name, write in columns.items()}
                | {ORIGIN_COLUMN: DATA_ORIGIN},
                {name: str(row[names[name]]) for name in columns if name in names},
            )
            for row in rows
        ]

    def spoil(
        self, line: Line, column: str, text: object, defect: str, resolution: str = FIXED
    ) -> None:
        """Write something else into a cell."""
        if column in line.spoiled:
            raise ValueError(f"{self.file}: {line.key}, {column} is spoiled already")
        line.cells[column] = text
        line.spoiled.add(column)
        after = line.clean[column]
        self.log.append(Entry(line, column, defect, str(text), after, resolution))

    def spoil_some(
        self,
        column: str,
        count: int,
        texts: Callable[[str], tuple[str, ...]],
        defect: str,
        where: Callable[[Line], bool] = lambda line: True,
    ) -> None:
        """Spoil a number of intact cells of a column.

        Parameters
        ----------
        column
            The lab's column.
        count
            How many cells.
        texts
            Gives the ways of writing a text wrong; they are used in turn.
        defect
            Its name in the log.
        where
            Rows that may be spoiled.
        """
        intact = [
            line for line in self.lines if column not in line.spoiled and not line.copy
            and where(line)
        ]  # fmt: skip
        for turn, line in enumerate(self.some(intact, count, defect, column)):
            ways = texts(str(line.cells[column]))
            self.spoil(line, column, ways[turn % len(ways)], defect)

    def some(self, lines: Iterable[Line], count: int, *name: str) -> list[Line]:
        """Choose rows by chance, in an order by chance."""
        by_key = {line.key: line for line in lines}
        keys = sorted(chosen(by_key, count, "raw", self.file, *name))
        keys.sort(key=lambda key: uniform("raw order", self.file, *name, key))
        return [by_key[key] for key in keys]

    def insert(self, line: Line, at: int, defect: str, resolution: str) -> None:
        """Insert a row that has no partner in the clean data."""
        line.copy = True
        self.lines.insert(at, line)
        self.log.append(Entry(line, WHOLE_ROW, defect, "", "", resolution))

    def repeat_rows(self, count: int, defect: str = "exact_duplicate") -> None:
        """Copy some intact rows to further down; to be done last."""
        intact = [line for line in self.lines if not line.spoiled and not line.copy]
        for line in self.some(intact, count, defect):
            place = self.lines.index(line) + 1
            later = place + int(uniform("raw", self.file, defect, line.key) * 40)
            twin = Line(line.key, dict(line.cells), line.clean)
            self.insert(twin, min(later, len(self.lines)), defect, FIXED)

    def add_footer(self, *texts: str) -> None:
        """Add rows below the data; the first is blank."""
        self.footer = ["", *texts]

    def note(self, columns: Iterable[str], defect: str) -> None:
        """Log a convention that a whole column follows, by the first row that shows it."""
        for column in columns:
            for line in self.lines:
                before, after = str(line.cells[column]), line.clean[column]
                if before != after and column not in line.spoiled:
                    self.log.append(Entry(None, column, defect, before, after, FIXED))
                    break

    def grid(self) -> list[list[object]]:
        """Give header, data and footer, all of the same width."""
        width = len(self.columns)
        data = [[line.cells[name] for name in self.columns] for line in self.lines]
        footer = [[text, *[""] * (width - 1)] for text in self.footer]
        return [list(self.columns), *data, *footer]

    def csv_bytes(self, encoding: str) -> bytes:
        """Give the file as a lab's spreadsheet program saves it: ``;`` and CR LF."""
        text = io.StringIO()
        csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(self.grid())
        return text.getvalue().encode(encoding)

    def log_rows(self) -> list[dict[str, object]]:
        """Give the log with row numbers of the file, in order of the file."""
        number = {id(line): self.first_row + i for i, line in enumerate(self.lines)}
        rows = []
        for entry in self.log:
            row, key = ("", "") if entry.line is None else (number[id(entry.line)], entry.line.key)
            rows.append(self._log_row(row, key, entry))
        last = self.first_row + len(self.lines)
        for i, text in enumerate(self.footer):
            footer = Entry(None, WHOLE_ROW, "footer_row", text, "", EXCLUDED)
            rows.append(self._log_row(last + i, "", footer))
        order = {name: i for i, name in enumerate([WHOLE_ROW, *self.columns])}
        return sorted(rows, key=lambda row: (row["row"] or 0, order[str(row["column"])]))

    def _log_row(self, row: object, key: str, entry: Entry) -> dict[str, object]:
        return {
            "file": self.file,
            "row": row,
            "row_key": key,
            "column": entry.column,
            "defect": entry.defect,
            "before": entry.before,
            "after": entry.after,
            "resolution": entry.resolution,
        }
