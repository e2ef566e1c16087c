"""A display's title block, body and footnotes put together."""

from __future__ import annotations

from collections.abc import Iterable

from sap.tables.footnotes import Footnotes
from sap.tables.table import Cell, Column, RowGroup, Table
from sap.tables.wording import TitleBlock


def framed(
    wording: TitleBlock,
    stub: Cell,
    columns: Iterable[Column],
    groups: Iterable[RowGroup],
    footnotes: Footnotes,
    sources: tuple[str, ...],
) -> Table:
    """Put a table together.

    Parameters
    ----------
    wording
        Its title block, and notes that stand below its own.
    stub
        The heading of the row labels.
    columns, groups
        Its body.
    footnotes
        Collected while the body was laid out.
    sources
        The lines below the footnotes.

    Returns
    -------
    Table
        With the footnotes in the order of their marks.
    """
    for text in wording.footnotes:
        footnotes.note(text)
    return Table(
        number=wording.number,
        title=wording.title,
        population=wording.population,
        protocol=wording.protocol,
        notice=wording.notice,
        stub=stub,
        columns=tuple(columns),
        groups=tuple(groups),
        footnotes=footnotes.all(),
        sources=sources,
    )
