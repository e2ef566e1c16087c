"""`sap diff`: which numbers a reader of two runs sees changed, table by table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sap.review.changes import Change, figure_changes, table_changes
from sap.review.finished import FinishedRun, finished_run
from sap.tables.stored import StoredItem
from sap.tables.table import plain


@dataclass(frozen=True)
class ChangedItem:
    """A table or figure that a reader sees changed, added or removed.

    Parameters
    ----------
    name
        What it is called.
    state
        ``changed``, ``added`` or ``removed``.
    changes
        What changed in it.
    """

    name: str
    state: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """Two runs held against each other.

    Parameters
    ----------
    former, later
        Their folders.
    compared
        How many tables and figures are in both.
    endpoints
        Endpoints that one of them lacks.
    items
        Tables and figures that differ, in the order of the later run; then those removed.
    notes
        What explains differences and is none itself: other data, another plan.
    languages
        Their languages where they differ; what two languages say is not compared.
    """

    former: Path
    later: Path
    compared: int
    endpoints: tuple[Change, ...]
    items: tuple[ChangedItem, ...]
    notes: tuple[str, ...]
    languages: tuple[str, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether a reader sees any difference."""
        return bool(self.items or self.endpoints or self.languages)


def compare_runs(former: str | Path, later: str | Path) -> Comparison:
    """Compare what two runs show.

    Parameters
    ----------
    former, later
        Their folders.

    Returns
    -------
    Comparison
        Times, paths, versions and hashes below a table are no difference.

    Raises
    ------
    OutputError
        When one is no folder of a run, or damaged.
    """
    old, new = finished_run(former), finished_run(later)
    before = {item.stem: item for item in old.items}
    after = {item.stem: item for item in new.items}
    languages = (old.language, new.language) if old.language != new.language else ()
    items = []
    for stem, item in after.items():
        if stem not in before:
            items.append(ChangedItem(_name(item), "added"))
            continue
        changes = () if languages else tuple(_changes(old, before[stem], new, item))
        if changes:
            items.append(ChangedItem(_name(item), "changed", changes))
    items += [
        ChangedItem(_name(item), "removed") for stem, item in before.items() if stem not in after
    ]
    return Comparison(
        old.folder,
        new.folder,
        len(before.keys() & after.keys()),
        tuple(_endpoints(old.record, new.record)),
        tuple(items),
        tuple(_notes(old.record, new.record)),
        languages,
    )


def _name(item: StoredItem) -> str:
    return f"{item.caption}  {item.title}"


def _changes(
    old: FinishedRun, before: StoredItem, new: FinishedRun, after: StoredItem
) -> Iterator[Change]:
    if before.table is not None and after.table is not None:
        yield from table_changes(before.table, after.table)
    elif before.table is None and after.table is None:
        for name in ("number", "title"):
            former, later = getattr(before, name), getattr(after, name)
            if former != later:
                yield Change(name, former, later)
        yield from figure_changes(
            old.content(f"{before.stem}.svg"), new.content(f"{after.stem}.svg")
        )
    else:
        yield Change("form", before.caption, after.caption)


def _endpoints(former: Mapping[str, Any], later: Mapping[str, Any]) -> Iterator[Change]:
    if "analyses" not in former or "analyses" not in later:  # a shell has none
        return
    old, new = _analysed(former), _analysed(later)
    yield from (Change("endpoint", name, "") for name in old if name not in new)
    yield from (Change("endpoint", "", name) for name in new if name not in old)


def _analysed(record: Mapping[str, Any]) -> dict[str, None]:
    return dict.fromkeys(str(one["endpoint"]) for one in record["analyses"])


def _notes(former: Mapping[str, Any], later: Mapping[str, Any]) -> Iterator[str]:
    if former.get("plan_sha256") != later.get("plan_sha256"):
        yield "The plans differ."
    old, new = (_contents(record) for record in (former, later))
    names = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    if names:
        yield f"Data files that differ: {', '.join(names)}."
    versions = [record.get("versions", {}) for record in (former, later)]
    packages = sorted(
        name
        for name in versions[0].keys() | versions[1].keys()
        if versions[0].get(name) != versions[1].get(name)
    )
    if packages:
        yield f"Versions that differ: {', '.join(packages)}."


def _contents(record: Mapping[str, Any]) -> dict[str, str]:
    """Give the hashes of data files by name alone: a folder that moved is no difference."""
    return {Path(one["file"]).name: str(one["sha256"]) for one in record.get("data_files", ())}


def in_words(found: Comparison) -> str:
    """Write a comparison.

    Parameters
    ----------
    found
        The comparison.

    Returns
    -------
    str
        A line a difference, under the table that it is in; the last line ended too.
    """
    lines = [change.in_words for change in found.endpoints]
    for item in found.items:
        lines += ["", f"{item.name}: {item.state}" if item.state != "changed" else item.name]
        lines += [f"  {change.in_words}" for change in item.changes]
    lines += ["", *found.notes] if found.items and found.notes else [*found.notes]
    return "\n".join(plain(line) for line in [*lines, _last(found)]).lstrip("\n") + "\n"


def _last(found: Comparison) -> str:
    if found.languages:
        states = [item.state for item in found.items]
        among = ", ".join(_also(states, ("added", "removed")))
        return (
            f"The languages differ ({', '.join(found.languages)}): what the {found.compared} "
            f"tables and figures of both runs say is not compared{f'; {among}' if among else ''}. "
            "Numbers can be compared between runs of one language."
        )
    if not found.changes:
        return (
            f"No difference that a reader would see: {found.compared} tables and figures are "
            "the same."
        )
    states = [item.state for item in found.items]
    parts = [
        f"{states.count('changed')} of {found.compared} tables and figures changed",
        *_also(states, ("added", "removed")),
    ]
    return f"{', '.join(parts)}."


def _also(states: Sequence[str], names: Sequence[str]) -> Iterator[str]:
    return (f"{states.count(name)} {name}" for name in names if name in states)
