"""`sap show`: a table of a run on the terminal, as its text file has it."""

from __future__ import annotations

from pathlib import Path

from sap.errors import OutputError, Problem, did_you_mean
from sap.review.finished import FinishedRun, finished_run, last_run
from sap.tables.stored import StoredItem
from sap.tables.table import plain

FORMS = (".txt", ".html", ".docx", ".svg", ".pdf", ".png")
MOST_NAMED = 8


def show(wanted: str | None = None, run: str | Path | None = None) -> str:
    """Give a table of a run as text, or say which there are.

    Parameters
    ----------
    wanted
        Its number, the name of its file, or a part of its title that no other has; None
        for a list.
    run
        The folder of the run; default the last one in ``output``.

    Returns
    -------
    str
        Lines, the last one ended too. Of a figure: which files hold it.

    Raises
    ------
    OutputError
        When there is no such run or table, or several tables could be meant.
    """
    finished = last_run() if run is None else finished_run(run)
    if wanted is None:
        return _listed(finished)
    item = find_item(finished, wanted)
    if item.table is None:
        files = "".join(f"  {finished.folder / name}\n" for name in finished.forms_of(item))
        return f"{plain(f'{item.caption}  {item.title}')}\nA figure; it is in\n{files}"
    return finished.content(f"{item.stem}.txt")


def find_item(finished: FinishedRun, wanted: str) -> StoredItem:
    """Find a table or figure by what a person would call it.

    Parameters
    ----------
    finished
        The run.
    wanted
        Its number, the name of its file, or a part of its title.

    Returns
    -------
    StoredItem
        Of a table and a figure of one number, the table.

    Raises
    ------
    OutputError
        When there is none, or several could be meant.
    """
    words = wanted.strip()
    stem = next((words.removesuffix(form) for form in FORMS if words.endswith(form)), words)
    number = words
    for kind in ("Table ", "Figure ", *(one.caption[: -len(one.number)] for one in finished.items)):
        number = number.removeprefix(kind)
    folded = words.casefold()
    ways = (
        [item for item in finished.items if item.number == number],
        [item for item in finished.items if item.stem == stem],
        [item for item in finished.items if item.title.casefold() == folded],
        [item for item in finished.items if folded and folded in item.title.casefold()],
    )
    if words.startswith("Figure "):
        ways = ([item for item in ways[0] if item.table is None], *ways[1:])
    for found in ways:
        tables = [item for item in found if item.table is not None]
        one = tables or found
        if len(one) == 1:
            return one[0]
        if one:
            message = f"'{wanted}' could be {_named(one)}."
            raise OutputError(Problem(message, str(finished.folder)))
    known = [name for one in finished.items for name in (one.number, one.stem, one.title)]
    advice = did_you_mean(wanted, known) if finished.items else ""
    if "Did you mean" not in advice:
        advice = "'sap show' without a name lists all."
    raise OutputError(Problem(f"There is no table '{wanted}'. {advice}", str(finished.folder)))


def _named(items: list[StoredItem]) -> str:
    names = [f"{item.caption} ({item.title})" for item in items[:MOST_NAMED]]
    more = len(items) - len(names)
    return ", or ".join([*names, *([f"one of {more} more"] if more else [])])


def _listed(finished: FinishedRun) -> str:
    width = max((len(item.caption) for item in finished.items), default=0)
    lines = [f"{item.caption:<{width}}  {item.title}" for item in finished.items]
    generated = finished.record.get("generated", "")
    return "\n".join([f"{finished.folder}, {generated}", *map(plain, lines)]) + "\n"
