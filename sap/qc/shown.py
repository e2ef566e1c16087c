"""What a reader sees: a table laid out from two sets of results, compared cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sap.ard import Ard, ordered
from sap.qc.compare import OWN, Compared
from sap.tables.table import Table

NUMBER = re.compile(r"\d+(?:\.\d+)?")


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
    rounded
        Whether no more than rounding parts them: both results agree within what is allowed,
        and the place where the last digit turns lies between them.
    """

    table: str
    where: str
    first: str
    second: str
    rounded: bool = False


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

    @property
    def passed(self) -> bool:
        """Whether no more than rounding parts what the two show."""
        return all(one.rounded for one in self.differences)


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


def compare_tables(first: Table, second: Table, results: Sequence[Compared] = ()) -> ComparedTable:
    """Compare what two layouts of a table show.

    Parameters
    ----------
    first, second
        The same table from two sets of results.
    results
        The statistics behind them, compared: they tell rounding from disagreement.

    Returns
    -------
    ComparedTable
    """
    ours, theirs = _numbered(first), _numbered(second)
    differences = []
    for place in dict.fromkeys([*ours, *theirs]):
        pair = ours.get(place, ""), theirs.get(place, "")
        if pair[0] != pair[1]:
            rounded = _is_rounding(*pair, results)
            differences.append(ShownDifference(first.caption, place[0], *pair, rounded))
    return ComparedTable(first.caption, len(ours), tuple(differences))


def _is_rounding(first: str, second: str, results: Sequence[Compared]) -> bool:
    """Tell whether results that agree are behind every number in which two texts differ."""
    if NUMBER.sub("#", first) != NUMBER.sub("#", second):
        return False
    pairs = zip(NUMBER.findall(first), NUMBER.findall(second), strict=True)
    return all(
        any(_turns_between(one, other, result) for result in results)
        for one, other in pairs
        if one != other
    )


def _turns_between(first: str, second: str, result: Compared) -> bool:
    """Tell whether two numbers are the two values of a result, and neighbours as shown."""
    if not result.passed or result.first is None or result.second is None:
        return False
    shown = Decimal(first), Decimal(second)
    unit = min(_unit(one) for one in shown)
    values = Decimal(abs(result.first)), Decimal(abs(result.second))
    return abs(shown[0] - shown[1]) <= unit and all(
        2 * abs(one - value) <= _unit(one) for one, value in zip(shown, values, strict=True)
    )


def _unit(shown: Decimal) -> Decimal:
    """Give what one step of the last digit is."""
    return Decimal(1).scaleb(int(shown.as_tuple().exponent))


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
