"""What was done with every row of every source, as plain records: for people and for scoring."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sap.data.queries import OpenQuery
from sap.data.sources import SourceTable
from sap.spec import Spec

Action: TypeAlias = Literal["fixed", "left out", "query"]


@dataclass(frozen=True)
class Entry:
    """One thing that was done with a row, or is asked about it.

    Parameters
    ----------
    source, file, row
        Where the row stands; `row` is its line in the file.
    key
        Of the row, as cleaned; empty for rows left out.
    action
        ``fixed``: a cell was changed by a declared rule. ``left out``: the row is not
        read on. ``query``: the statistician is asked; nothing was changed.
    rule
        Which rule, or the name of the query.
    column
        The file's column; empty where the whole row is meant.
    before, after
        The cell's text before and after; of a row left out, the row; of a query, nothing.
    note
        The reason, or the evidence.
    """

    source: str
    file: str
    row: int
    key: str
    action: Action
    rule: str
    column: str
    before: str
    after: str
    note: str


@dataclass(frozen=True)
class SourceSummary:
    """What became of a source.

    Parameters
    ----------
    name, label
        As declared.
    files
        As messages name them, each with the hash of its bytes.
    rows_in
        Rows below the header, blank and footer rows included.
    rows_left_out, rows_out
        Rows that a rule left out, and rows that are left.
    cells_fixed, rows_fixed
        Cells that a rule changed, and the rows that they are in.
    rows_queried
        Rows that an open query is about.
    """

    name: str
    label: str
    files: tuple[tuple[str, str], ...]
    rows_in: int
    rows_left_out: int
    rows_out: int
    cells_fixed: int
    rows_fixed: int
    rows_queried: int


@dataclass(frozen=True)
class DataReport:
    """What was done with the sources of a study.

    Parameters
    ----------
    study, simulated
        Which study, and whether its data are simulated.
    sources
        In the order of the spec.
    entries
        By source, then in the order of the files.
    queries
        Left to the statistician.
    """

    study: str
    simulated: bool
    sources: tuple[SourceSummary, ...]
    entries: tuple[Entry, ...]
    queries: tuple[OpenQuery, ...]


def make_report(
    spec: Spec, sources: Mapping[str, SourceTable], queries: Sequence[OpenQuery]
) -> DataReport:
    """Gather what was done with every row.

    Parameters
    ----------
    spec
        Declares the sources.
    sources
        As read.
    queries
        As found.

    Returns
    -------
    DataReport
        For rendering and for scoring.
    """
    summaries: list[SourceSummary] = []
    entries: list[Entry] = []
    for table in sources.values():
        place = {file: at for at, (file, _) in enumerate(table.files)}
        found = [*_fixed(table), *_left_out(table), *_queried(table, queries)]
        found.sort(key=lambda entry: (place.get(entry.file, 0), entry.row, entry.column))
        entries.extend(found)
        summaries.append(_summary(spec, table, found))
    return DataReport(
        spec.study.id, spec.study.simulated, tuple(summaries), tuple(entries), tuple(queries)
    )


def _summary(spec: Spec, table: SourceTable, entries: Sequence[Entry]) -> SourceSummary:
    def rows(action: Action) -> int:
        return len({(one.file, one.row) for one in entries if one.action == action})

    return SourceSummary(
        name=table.name,
        label=spec.sources[table.name].label or table.name,
        files=table.files,
        rows_in=table.rows_in,
        rows_left_out=rows("left out"),
        rows_out=len(table.frame),
        cells_fixed=sum(len(fixes) for fixes in table.fixes),
        rows_fixed=rows("fixed"),
        rows_queried=rows("query"),
    )


def _fixed(table: SourceTable) -> Iterator[Entry]:
    for fixes in table.fixes:
        cells = zip(fixes.files, fixes.lines, fixes.keys, fixes.before, fixes.after, strict=True)
        for file, line, key, before, after in cells:
            yield Entry(
                source=table.name,
                file=str(file),
                row=int(line),
                key=str(key),
                action="fixed",
                rule=fixes.rule,
                column=fixes.column,
                before=str(before),
                after=str(after),
                note="",
            )


def _left_out(table: SourceTable) -> Iterator[Entry]:
    for left in table.left_out:
        for (file, line), text in zip(left.places, left.texts, strict=True):
            yield Entry(
                source=table.name,
                file=file,
                row=line,
                key="",
                action="left out",
                rule=left.rule,
                column="",
                before=text,
                after="",
                note=left.reason,
            )


def _queried(table: SourceTable, queries: Sequence[OpenQuery]) -> Iterator[Entry]:
    for query in queries:
        shown = set(query.places) if query.source == table.name else set()
        evidence = "; ".join(part for part in (query.evidence, query.suspicion) if part)
        for source, file, line, key in query.concerned:
            if source == table.name:
                yield Entry(
                    source=table.name,
                    file=file,
                    row=line,
                    key=key,
                    action="query",
                    rule=query.name,
                    column="",
                    before="",
                    after="",
                    note=evidence if (file, line) in shown else f"belongs to {query.title}",
                )
