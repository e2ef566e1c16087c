"""The data dictionary: what a source's file looks like, what its columns hold, how it is cleaned.

Nothing of it is needed for a plain CSV file (comma, UTF-8, clean cells). What is declared
here is done and logged; what is not declared is never done.
"""

# ruff: noqa: RUF009 (`entry` makes a dataclass field, anew for each)

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sap.spec.condition import Condition
from sap.spec.fields import (
    CODE,
    CONDITION,
    FLAG,
    NAME,
    NUMBER,
    RANGE,
    TEMPLATE,
    TEXT,
    WHOLE,
    choice,
)
from sap.spec.parts import ListOf, MapOf, PartOf, ShortOr, entry

FORMATS = ("csv", "xlsx", "parquet", "xpt", "sas7bdat")
DATE_FORMS = ("yyyy-mm-dd", "dd/mm/yyyy", "mm/dd/yyyy", "dd.mm.yyyy", "dd-mm-yyyy", "excel")


@dataclass(frozen=True, kw_only=True)
class Format:
    """What kind of file it is, and how its text is written."""

    kind: Literal["csv", "xlsx", "parquet", "xpt", "sas7bdat"] = entry(
        choice(*FORMATS), "csv, xlsx (Excel), parquet, xpt or sas7bdat (SAS).", default="csv"
    )
    separator: Literal["comma", "semicolon", "tab", "bar"] = entry(
        choice("comma", "semicolon", "tab", "bar"),
        "What separates the cells of a CSV file.",
        default="comma",
    )
    encoding: Literal["utf-8", "cp1252", "latin-1"] = entry(
        choice("utf-8", "cp1252", "latin-1"),
        "Encoding of a CSV file; utf-8 with or without byte order mark.",
        default="utf-8",
    )
    decimal: Literal["point", "comma", "either"] = entry(
        choice("point", "comma", "either"), "Decimal sign of numbers in text.", default="point"
    )
    thousands: Literal["none", "space", "point", "apostrophe"] = entry(
        choice("none", "space", "point", "apostrophe"),
        "What may separate thousands; space stands for all kinds of blanks.",
        default="none",
    )
    sheet: str | None = entry(TEXT, "Sheet of a workbook; it must be named.", default=None)
    header: int = entry(
        WHOLE, "Row that holds the column names; rows above are left out.", default=1
    )
    footer: tuple[str, ...] = entry(
        ListOf(TEXT),
        "Texts with which the first row below the data begins; all from there on is left out.",
        default=(),
    )
    blank_rows: Literal["error", "skip"] = entry(
        choice("error", "skip"), "Whether rows without any cell are left out.", default="error"
    )


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a file, and how its cells are read."""

    column: str = entry(TEXT, "Name of the column in the file.")
    synonyms: Mapping[str, tuple[str, ...]] = entry(
        MapOf(CODE, ListOf(CODE, 1)),
        "`level: [texts that stand for it]`, whatever their case and blanks.",
        default={},
    )
    missing: tuple[str, ...] = entry(
        ListOf(CODE), "Texts that mean: no value; besides those of the source.", default=()
    )
    below: tuple[str, ...] = entry(
        ListOf(CODE), "Words that mean: below the lower limit of the row.", default=()
    )
    above: tuple[str, ...] = entry(
        ListOf(CODE), "Words that mean: above the upper limit of the row.", default=()
    )
    units: Mapping[str, float] = entry(
        MapOf(TEXT, NUMBER, 1),
        "`unit in the file: factor to the variable's unit`; one, or as many as `unit_column` has.",
        default={},
    )
    unit_column: str | None = entry(
        TEXT, "Column of the file that gives the unit of each row.", default=None
    )
    dates: tuple[str, ...] = entry(
        ListOf(choice(*DATE_FORMS)),
        "Ways in which dates are written; excel is a serial number. Default yyyy-mm-dd.",
        default=(),
    )
    ids: tuple[str, ...] = entry(
        ListOf(TEMPLATE),
        "Patterns such as SSC-000: 0 is a digit, * any rest. `ssc 12` becomes SSC-012.",
        default=(),
    )
    range: tuple[float, float] | None = entry(
        RANGE, "Smallest and largest number that can be right, for example [0, 51].", default=None
    )


@dataclass(frozen=True, kw_only=True)
class Repeats:
    """A measurement that was repeated: which of its rows counts."""

    by: tuple[str, ...] = entry(ListOf(NAME, 1), "Variables that say which rows belong together.")
    when: Condition = entry(
        CONDITION, 'True of at least one of the rows, for example `flag == "REDO"`.'
    )
    keep: Literal["later", "earlier"] = entry(
        choice("later", "earlier"), "Which row counts.", default="later"
    )
    order: str | None = entry(
        NAME, "Number or date by which rows follow; default their order in the file.", default=None
    )
    reason: str = entry(TEXT, "The reason as the report shows it.")


@dataclass(frozen=True, kw_only=True)
class Dropped:
    """Rows of a file that are no data, with the reason that is shown."""

    when: Condition = entry(CONDITION, 'For example `donor == "TEST"`.')
    reason: str = entry(TEXT, "The reason as the report shows it.")


@dataclass(frozen=True, kw_only=True)
class Cleaning:
    """What is mended in a source by rule; each change is in the report."""

    trim: bool = entry(
        FLAG, "true removes blanks around cells, and the unit behind a number.", default=False
    )
    missing: tuple[str, ...] = entry(
        ListOf(CODE), "Texts that mean, in every column: no value.", default=()
    )
    duplicates: Literal["error", "drop"] = entry(
        choice("error", "drop"),
        "drop keeps the first of rows that are the same in every column.",
        default="error",
    )
    drop: tuple[Dropped, ...] = entry(
        ListOf(PartOf(Dropped)), "Rows that are no data, in this order.", default=()
    )
    repeats: tuple[Repeats, ...] = entry(
        ListOf(PartOf(Repeats)), "Repeated measurements, in this order.", default=()
    )


@dataclass(frozen=True, kw_only=True)
class SourceFile:
    """One of the files of a source, and which of its rows it holds."""

    file: str = entry(TEXT, "The file, seen from the folder of this file.")
    holds: Mapping[str, str] = entry(
        MapOf(NAME, CODE, 1),
        "`variable: level` that all rows of the file have. Where the file is missing, an analysis "
        "whose `where` names other levels goes on without it.",
        default={},
    )


@dataclass(frozen=True, kw_only=True)
class Source:
    """One file or several alike: what the rows are, and which variable stands in which column."""

    label: str | None = entry(TEXT, "What a row is.", default=None)
    file: str | None = entry(TEXT, "The file, seen from the folder of this file.", default=None)
    files: tuple[SourceFile, ...] = entry(
        ListOf(ShortOr(SourceFile, "file"), 1),
        "Instead of `file`: several files with the same columns; each by name, or with details.",
        default=(),
    )
    format: Format = entry(
        ShortOr(Format, "kind"), "Kind of file and dialect; default plain CSV.", default=Format()
    )
    clean: Cleaning = entry(
        PartOf(Cleaning), "What is mended by rule; default nothing.", default=Cleaning()
    )
    key: tuple[str, ...] = entry(ListOf(NAME, 1), "Variables that identify a row.")
    refers: Mapping[str, str] = entry(
        MapOf(NAME, NAME), "`variable: source` whose key must have each of its values.", default={}
    )
    columns: Mapping[str, Column] = entry(
        MapOf(NAME, ShortOr(Column, "column"), 1),
        "`variable: name of its column in the file`, or with details.",
    )

    @property
    def all_files(self) -> tuple[str, ...]:
        """The files, in order."""
        several = tuple(one.file for one in self.files)
        return several or ((self.file,) if self.file else ())

    @property
    def holds(self) -> tuple[Mapping[str, str], ...]:
        """What each of the files holds; empty where it is not declared."""
        return tuple(one.holds for one in self.files) or ({},)

    @property
    def column_names(self) -> dict[str, str]:
        """Name of the file's column of each variable."""
        return {name: column.column for name, column in self.columns.items()}

    @property
    def is_plain(self) -> bool:
        """Whether the file is plain CSV, read as it is."""
        return (
            self.format == Format()
            and self.clean == Cleaning()
            and not self.refers
            and not self.files
            and all(column == Column(column=column.column) for column in self.columns.values())
        )


@dataclass(frozen=True, kw_only=True)
class Query:
    """What only the statistician can decide: looked for, shown with the evidence, never changed."""

    kind: Literal["rows", "scale", "swap"] = entry(
        choice("rows", "scale", "swap"),
        "rows: rows that a condition finds; scale: values of a group are off by a factor; "
        "swap: two levels changed places.",
    )
    dataset: str = entry(NAME, "The dataset that is looked at.")
    where: Condition | None = entry(
        CONDITION,
        "rows: what is suspicious, of derived variables too; otherwise the rows looked at.",
        default=None,
    )
    value: str | None = entry(
        NAME, "scale, swap: the number; it is compared on the log scale.", default=None
    )
    by: tuple[str, ...] = entry(
        ListOf(NAME, 1), "Groups that may be wrong as a whole, for example [plate]."
    )
    over: tuple[str, ...] = entry(
        ListOf(NAME),
        "Measurements that are alike only within themselves, for example [analyte].",
        default=(),
    )
    expected: str | None = entry(
        NAME,
        "scale: variable with the value it should have; default the other groups' median.",
        default=None,
    )
    factors: Mapping[str, str] = entry(
        MapOf(TEXT, CODE, 1), "scale: `suspicion: factor`, a number or a variable.", default={}
    )
    of: str | None = entry(NAME, "swap: the factor whose two levels are compared.", default=None)
    until_decided: Literal["keep", "leave out"] = entry(
        choice("keep", "leave out"),
        "Whether the rows in question are analysed while the query is open.",
        default="keep",
    )
    question: str = entry(TEXT, "What the statistician is asked.")

    @property
    def variables(self) -> tuple[str, ...]:
        """What it asks about, each once; a factor may be a number instead of a variable."""
        asked = self.where.variables if self.where is not None else ()
        named = (self.value, self.expected, self.of)
        every = (*self.by, *self.over, *asked, *(n for n in named if n), *self.factors.values())
        return tuple(dict.fromkeys(every))


@dataclass(frozen=True, kw_only=True)
class SourcesFile:
    """A file that holds the sources of a study file, which takes it in by its name."""

    sources: Mapping[str, Source] = entry(
        MapOf(NAME, PartOf(Source), 1), "The data files, by name."
    )
