"""Where the text of a cell comes from: the rows of the results that it shows."""

from __future__ import annotations

from collections.abc import Iterable

from sap.ard.rows import ArdRow
from sap.tables.table import Source

INTERVAL = ("estimate", "conf_low", "conf_high")


def source_of(*rows: ArdRow | None) -> Source:
    """Name rows of the results by their keys.

    Parameters
    ----------
    *rows
        Rows that a cell shows; None for one that the results do not have.

    Returns
    -------
    tuple of tuple of str
        The keys of those that there are, each once.
    """
    return tuple(dict.fromkeys(row.key for row in rows if row is not None))


def source_among(rows: Iterable[ArdRow], *names: str) -> Source:
    """Name those rows that hold some statistics.

    Parameters
    ----------
    rows
        Rows of one result.
    *names
        Of the statistics, in the order in which they are shown.

    Returns
    -------
    tuple of tuple of str
        Their keys.
    """
    found = {row.stat_name: row for row in reversed(tuple(rows))}
    return source_of(*(found.get(name) for name in names))
