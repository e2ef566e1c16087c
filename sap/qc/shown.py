"""What a reader sees: a table laid out from two sets of results, compared cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sap.ard import Ard, ordered
from sap.qc.compare import OWN
from sap.tables.table import Table


@dataclass(frozen=True)
class ShownDifference:
    """A text that the two tables show differently.

    Parameters
    ----------
    table
        Caption of the table.
    where
        Row and column, or footnote.
    first, second
        The two texts.
    """

    table: str
    where: str
    first: str
    second: str


@dataclass(frozen=True)
class ComparedTable:
    """A table laid out twice.

    Parameters
    ----------
    caption
        For example ``Table 14.2.1.1``.
    n_shown
        Texts compared: cells and footnotes.
    differences
        Where they differ.
    """

    caption: str
    n_shown: int
    differences: tuple[ShownDifference, ...]


def for_reader(first: Ard, second: Ard, comparable: frozenset[tuple[str, str]]) -> Ard:
    """Prepare the second results to be laid out as the first were.

    Parameters
    ----------
    first, second
        The two sets of results.
    comparable
        Endpoint and analysis of those that both have; of the others, and of what
        describes the program, the first's rows stand in.

    Returns
    -------
    Ard
        In the order of the first.
    """
    kept = [row for row in first if (row.endpoint, row.analysis) not in comparable]
    for name in comparable:
        theirs = [row for row in second if (row.endpoint, row.analysis) == name]
        kept += [row for row in theirs if row.stat_name not in OWN]
        ours = [row for row in first if (row.endpoint, row.analysis) == name]
        kept += [row for row in ours if row.stat_name in OWN]
    place = {row.key: number for number, row in enumerate(first)}
    # Sorting is stable, so that rows which only the second has stay in their order.
    kept.sort(key=lambda row: place.get(row.key, len(place)))
    names = list(dict.fromkeys((row.endpoint, row.analysis) for row in first))
    kept.sort(key=lambda row: names.index((row.endpoint, row.analysis)))
    return Ard(ordered(kept))


def compare_tables(first: Table, second: Table) -> ComparedTable:
    """Compare what two layouts of a table show.

    Parameters
    ----------
    first, second
        The same table from two sets of results.

    Returns
    -------
    ComparedTable
    """
    ours, theirs = _numbered(first), _numbered(second)
    differences = tuple(
        ShownDifference(first.caption, place[0], ours.get(place, ""), theirs.get(place, ""))
        for place in dict.fromkeys([*ours, *theirs])
        if ours.get(place) != theirs.get(place)
    )
    return ComparedTable(first.caption, len(ours), differences)


def _numbered(table: Table) -> dict[tuple[str, int], str]:
    """Give each place its text; places of one name are numbered."""
    found: dict[tuple[str, int], str] = {}
    times: dict[str, int] = {}
    for where, text in _texts(table):
        times[where] = times.get(where, 0) + 1
        found[where, times[where]] = text
    return found


def _texts(table: Table) -> Iterator[tuple[str, str]]:
    """Go through place and text of every cell and footnote."""
    heads = [" ".join(cell.shown for cell in column.lines) for column in table.columns]
    for number, column in enumerate(table.columns):
        for cell in column.lines:
            yield f"heading {number + 1}", cell.shown
    for group in table.groups:
        above = group.label.text
        named = [cell.shown for cell in group.headings] or heads
        yield above, group.label.shown
        for row in group.rows:
            label = f"{above}: {row.label.text}" if above else row.label.text
            yield label, row.label.shown
            for head, cell in zip(named, row.cells, strict=True):
                yield f"{label}, {head}", cell.shown
    for note in table.footnotes:
        yield f"footnote [{note.mark}]" if note.mark else "footnote", note.shown
