"""Endpoint files held against each other: nothing stands twice, what is named is there."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from sap.errors import did_you_mean
from sap.spec.check_displays import check_displays
from sap.spec.display import FIGURES, SubgroupsDisplay
from sap.spec.document import Address, Document
from sap.spec.endpoint import PRIMARY, Endpoint, EndpointFile
from sap.spec.study import StudyFile

Files = Sequence[tuple[EndpointFile, Document]]


def check_together(files: Files, study: StudyFile | None, *, whole: bool) -> None:
    """Report what stands twice, and displays that can't be made of the endpoints of all files.

    Parameters
    ----------
    files
        Endpoint files as read, each with its document, which takes the problems.
    study
        Their study file, None when that could not be read at all.
    whole
        Whether these are all files of a plan.
    """
    _check_engines(files)
    seen = _Seen()
    for declared, document in files:
        _check_unique(declared, document, seen)
    endpoints = [one for declared, _ in files for one in declared.endpoints or ()]
    for declared, document in files:
        check_displays(declared.displays or (), endpoints, study, document)
        if whole:
            _check_wholes(declared, endpoints, document)


def _check_wholes(
    declared: EndpointFile, endpoints: Sequence[Endpoint | None], document: Document
) -> None:
    """Report a display whose effect without subgroups is that of no endpoint of the plan."""
    known = [one.id for one in endpoints if one is not None and one.id is not None]
    for place, display in enumerate(declared.displays or ()):
        name = display.whole if isinstance(display, SubgroupsDisplay) else None
        if name is not None and name not in known:
            message = f"There is no endpoint '{name}'. {did_you_mean(name, known)}"
            document.report(("displays", place, "whole"), message)


def _check_engines(files: Files) -> None:
    for (first, _), (second, document) in pairwise(files):
        if first.engine and second.engine and first.engine != second.engine:
            message = f"The files of a plan share one engine; the others have '{first.engine}'."
            document.report(("engine",), message)


class _Seen:
    """Remembers where each name first stood."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, str], tuple[str, int]] = {}

    def once(self, kind: str, value: str | None, document: Document, address: Address) -> None:
        """Report a name that stands a second time."""
        if value is None:
            return
        folded = (kind, value.casefold())
        place = document.places[address]
        file = place.file or document.file
        if folded in self._places:
            first, line = self._places[folded]
            where = f"line {line}" if first == file else f"line {line} of {first}"
            document.report(address, f"The {kind} '{value}' stands twice (first in {where}).")
        self._places.setdefault(folded, (file, place.value[0]))


def _check_unique(declared: EndpointFile, document: Document, seen: _Seen) -> None:
    for place, endpoint in enumerate(declared.endpoints or ()):
        if endpoint is None:
            continue
        address: Address = ("endpoints", place)
        seen.once("endpoint id", endpoint.id, document, (*address, "id"))
        if endpoint.table is not None:
            here = (*address, "table")
            seen.once("table number", endpoint.table.number, document, (*here, "number"))
            seen.once("output file", endpoint.table.file, document, (*here, "file"))
        _check_sensitivity(endpoint, document, address)
    for place, display in enumerate(declared.displays or ()):
        if display is not None:
            kind = "figure number" if display.kind in FIGURES else "table number"
            seen.once(kind, display.number, document, ("displays", place, "number"))
            seen.once("output file", display.file, document, ("displays", place, "file"))


def _check_sensitivity(endpoint: Endpoint, document: Document, address: Address) -> None:
    ids: set[str] = set()
    for at, change in enumerate(endpoint.sensitivity or ()):
        if change is None or change.id is None:
            continue
        here = (*address, "sensitivity", at, "id")
        if change.id.casefold() == PRIMARY:
            document.report(here, f"'{PRIMARY}' is the endpoint's own analysis; name another.")
        elif change.id.casefold() in ids:
            document.report(here, f"The sensitivity id '{change.id}' stands twice.")
        ids.add(change.id.casefold())
