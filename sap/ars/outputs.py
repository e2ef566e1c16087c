"""Outputs of a run: each table or figure with its texts, its files and what it shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from sap.ars.analyses import Book, in_table
from sap.ars.model import (
    DisplaySection,
    DisplaySubSection,
    ListItem,
    NestedList,
    OrderedDisplay,
    OrderedSubSection,
    Output,
    OutputDisplay,
    OutputFile,
    SponsorTerm,
    Term,
)
from sap.plan import Plan, PlannedCharacteristics, PlannedObserved
from sap.tables.table import Table

#: Endings for which the standard has a term.
CONTROLLED = frozenset({"pdf", "rtf", "txt"})
FORMS: Mapping[str, str] = {
    "docx": "Office Open XML document",
    "html": "Hypertext Markup Language",
    "png": "Portable Network Graphics",
    "svg": "Scalable Vector Graphics",
    "tex": "LaTeX",
}


@dataclass(frozen=True)
class ShownItem:
    """A table or figure of a run.

    Parameters
    ----------
    stem, endings
        Of its files.
    number, title
        As it is called.
    table
        The table, None for a figure.
    """

    stem: str
    endings: tuple[str, ...]
    number: str
    title: str
    table: Table | None = None

    @property
    def caption(self) -> str:
        """For example ``Table 14.2.1.1``."""
        return self.table.caption if self.table is not None else f"Figure {self.number}"


def output(book: Book, item: ShownItem) -> Output:
    """Describe a table or figure.

    Parameters
    ----------
    book
        Gives ids.
    item
        The table or figure.

    Returns
    -------
    Output
        With one display.
    """
    made = book.ids.of("Output", item.stem)
    display = OutputDisplay(
        book.ids.of("Display", item.stem),
        f"{item.caption} {item.title}",
        item.title,
        tuple(_sections(book, item)),
    )
    files = tuple(
        OutputFile(f"{item.stem}.{ending}", form(book, ending), quote(f"{item.stem}.{ending}"))
        for ending in item.endings
    )
    return Output(made, item.title, files, (OrderedDisplay(1, display),))


def form(book: Book, ending: str) -> Term:
    """Name the form of a file by its ending."""
    if ending in CONTROLLED:
        return Term(ending)
    return Term(sponsor_term_id=book.ids.of("FileType", ending))


def forms(book: Book, items: Iterable[ShownItem]) -> tuple[SponsorTerm, ...]:
    """List the forms of files for which the standard has no term."""
    endings = {ending for item in items for ending in item.endings} - CONTROLLED
    return tuple(
        SponsorTerm(book.ids.of("FileType", one), one, FORMS.get(one)) for one in sorted(endings)
    )


def _sections(book: Book, item: ShownItem) -> Iterator[DisplaySection]:
    table = item.table
    texts: dict[str, Sequence[str]] = {"Title": (item.caption, item.title)}
    if table is not None:
        texts = {
            "Header": (table.protocol, table.notice),
            "Title": (table.caption, table.title, table.population),
            "Rowlabel Header": (table.stub.shown,),
            "Legend": [note.shown for note in table.footnotes if not note.mark],
            "Footnote": [note.shown for note in table.footnotes if note.mark],
            "Footer": table.sources,
        }
    for kind, lines in texts.items():
        said = [line for line in lines if line]
        if said:
            parts = tuple(
                OrderedSubSection(
                    order,
                    DisplaySubSection(book.ids.of("Text", item.stem, kind, str(order)), line),
                )
                for order, line in enumerate(said, start=1)
            )
            yield DisplaySection(kind, parts)


def shown_by(plan: Plan) -> dict[str, list[tuple[str, str]]]:
    """List the analyses that each table or figure of a plan shows.

    Parameters
    ----------
    plan
        The plan.

    Returns
    -------
    dict of str to list
        By the stem of its files; an analysis is its endpoint, or a table, and its name there.
    """
    made = {
        table.file: [(table.endpoint_id, name) for name in table.analysis_ids]
        for table in plan.tables
    }
    own = {one.endpoint_id: one.analysis_id for one in plan.analyses if one.confirmatory}
    for display in plan.displays:
        if isinstance(display, PlannedObserved):
            found = [(one.endpoint_id, one.description_id) for one in display.descriptions]
        elif isinstance(display, PlannedCharacteristics):
            found = [(in_table(display), name) for name in _variables(display)]
        else:
            found = [(one, own[one]) for one in display.endpoint_ids if one in own]
        made[display.file] = found
    for planned in plan.analyses:
        table_file = next(t.file for t in plan.tables if t.endpoint_id == planned.endpoint_id)
        for name in planned.diagnostics:
            made[f"{table_file}-{name}"] = [(planned.endpoint_id, planned.analysis_id)]
    return made


def _variables(display: PlannedCharacteristics) -> list[str]:
    return [display.unit.name, *(row.variable.name for row in display.rows)]


def contents(
    book: Book, items: Sequence[ShownItem], names: Mapping[str, str]
) -> tuple[ListItem, ...]:
    """List outputs in order, each with the analyses that it shows.

    Parameters
    ----------
    book
        Gives ids.
    items
        Tables and figures.
    names
        The names of all analyses by their ids.

    Returns
    -------
    tuple of ListItem
        Analyses that no output shows stand at the end.
    """
    shown = shown_by(book.plan)
    listed, seen = [], set()
    for order, item in enumerate(items, start=1):
        ids = [book.analysis_id(*one) for one in shown.get(item.stem, ())]
        known = [one for one in ids if one in names]
        seen |= set(known)
        inside = NestedList(_analyses(known, names, 2)) if known else None
        listed.append(
            ListItem(
                f"{item.caption} {item.title}",
                level=1,
                order=order,
                output_id=book.ids.of("Output", item.stem),
                sublist=inside,
            )
        )
    rest = _analyses([one for one in names if one not in seen], names, 1, len(listed) + 1)
    return (*listed, *rest)


def _analyses(
    ids: Sequence[str], names: Mapping[str, str], level: int, first: int = 1
) -> tuple[ListItem, ...]:
    return tuple(
        ListItem(names[one], level, order, analysis_id=one)
        for order, one in enumerate(ids, start=first)
    )
