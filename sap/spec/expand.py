"""Endpoints written in full: what defaults say for all, and what one says for a whole list.

Both are put in before anything is read, value by value with its place in the file, so
that a mistake is told where it was written, and all checks see endpoints written out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sap.errors import did_you_mean
from sap.spec.document import Address, Document, Place, Scalar, Unread

DEFAULTS, ENDPOINTS, EACH = "defaults", "endpoints", "each"
#: A word in braces; a brace that is meant as such is written twice.
_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")


@dataclass(frozen=True)
class Written:
    """A value and where it stands.

    Parameters
    ----------
    value
        Nested dicts, lists and `Scalar`.
    document, address
        Where it was written.
    """

    value: Any
    document: Document
    address: Address

    @property
    def place(self) -> Place:
        """Its line and column, and its file."""
        place = self.document.places.get(self.address, Place((1, 1), (1, 1)))
        return place if place.file else replace(place, file=self.document.file)

    def child(self, key: str | int) -> Written:
        """Return a value in it, by its key or its place in the list."""
        return Written(self.value[key], self.document, (*self.address, key))


def take_defaults(document: Document) -> Written | None:
    """Take the defaults for endpoints out of a study or endpoint file.

    Parameters
    ----------
    document
        The file; a mistake in how they are written is noted there.

    Returns
    -------
    Written or None
        None where there are none.
    """
    data = document.data if isinstance(document.data, dict) else {}
    value = data.pop(DEFAULTS, None)
    if value is None or isinstance(value, Unread):
        return None
    if not isinstance(value, dict):
        document.report((DEFAULTS,), "Expected 'key: value' pairs, as an endpoint has them.")
        return None
    for key in ("id", EACH):
        if key in value:
            document.report((DEFAULTS, key), f"'{key}' belongs to an endpoint.", key=True)
    return Written(value, document, (DEFAULTS,))


def expand(document: Document, behind: Written | None = None) -> None:
    """Put defaults into the endpoints of a file, and write out those that stand for several.

    Parameters
    ----------
    document
        An endpoint file. Its key ``defaults`` goes, its ``endpoints`` become complete; a
        mistake in how they are written is noted there.
    behind
        The defaults of the study file, which stand behind those of the endpoint file.
    """
    under = tuple(one for one in (take_defaults(document), behind) if one is not None)
    written = document.data.get(ENDPOINTS) if isinstance(document.data, dict) else None
    if not isinstance(written, list) or not (under or _any_repeats(written)):
        return
    pieces: list[tuple[Written, Written | None]] = []
    for place, value in enumerate(written):
        piece = Written(value, document, (ENDPOINTS, place))
        pieces += [(piece, record) for record in _records(piece)]
    places: dict[Address, Place] = {}
    made = []
    for number, (piece, record) in enumerate(pieces):
        writing = _Writing(document, places, record)
        made.append(writing.write((ENDPOINTS, number), piece, under))
        writing.report_unused(piece)
    document.data[ENDPOINTS] = made
    document.places = {
        at: place for at, place in document.places.items() if at[:1] != (ENDPOINTS,) or len(at) == 1
    } | places


def _any_repeats(written: list[Any]) -> bool:
    return any(isinstance(value, dict) and EACH in value for value in written)


def _records(piece: Written) -> Iterator[Written | None]:
    """Go through the records of an endpoint; None for one that stands for itself."""
    if not isinstance(piece.value, dict) or EACH not in piece.value:
        yield None
        return
    each = piece.child(EACH)
    if not isinstance(each.value, list) or not each.value:
        message = "Expected a list of records, such as [{id: S1, name: One}, {id: S2, name: Two}]."
        piece.document.report(each.address, message)
        return
    for place in range(len(each.value)):
        record = each.child(place)
        if isinstance(record.value, dict) and record.value:
            yield record
        else:
            message = "Expected a record, such as {id: S1, name: One}."
            piece.document.report(record.address, message)


class _Writing:
    """Writes one endpoint out.

    Parameters
    ----------
    document
        Takes problems.
    places
        Takes the place of each value.
    record
        What words in braces stand for; None where braces mean nothing.
    """

    def __init__(
        self, document: Document, places: dict[Address, Place], record: Written | None
    ) -> None:
        self.document, self.places, self.record = document, places, record
        self.used: set[str] = set()

    def write(self, at: Address, over: Written, under: tuple[Written, ...]) -> Any:
        """Write a value, and what stands behind it, at an address of the endpoints."""
        self._note(at, over)
        if isinstance(over.value, dict):
            return self._pairs(at, over, under)
        if isinstance(over.value, list):
            return [self.write((*at, n), over.child(n), ()) for n in range(len(over.value))]
        # Braces mean nothing in an endpoint that stands for itself.
        means = self.record is not None or over.address[:1] == (DEFAULTS,)
        return self._filled(at, over) if isinstance(over.value, Scalar) and means else over.value

    def _note(self, at: Address, piece: Written) -> None:
        place = piece.place
        self.places[at] = replace(place, file="") if place.file == self.document.file else place

    def _pairs(self, at: Address, over: Written, under: tuple[Written, ...]) -> dict[str, Any]:
        layers = [over, *(piece for piece in under if isinstance(piece.value, dict))]
        keys = dict.fromkeys(key for layer in layers for key in layer.value)
        made = {}
        for key in keys:
            if key == EACH and len(at) == 2:
                continue
            first, *rest = [layer.child(key) for layer in layers if key in layer.value]
            made[key] = self.write((*at, key), first, tuple(rest))
        return made

    def _filled(self, at: Address, over: Written) -> Any:
        """Put what the record says in the place of words in braces."""
        text: str = over.value
        names = [match[1] for match in _PLACEHOLDER.finditer(text) if match[1] is not None]
        said = {name: self._said(over, name) for name in names}
        known = {name: piece for name, piece in said.items() if piece is not None}
        if len(known) < len(said):
            return Unread()
        if len(names) == 1 and text.strip() == f"{{{names[0]}}}":
            # A value by itself may be a number or a list; it is taken as it stands.
            return self._copied(at, known[names[0]])
        made = Scalar(
            _PLACEHOLDER.sub(lambda m: m[0][0] if m[1] is None else str(known[m[1]].value), text)
        )
        made.plain = over.value.plain
        if made != text:
            # Characters have moved, so a place within the text is no longer known.
            self.places[at] = replace(self.places[at], written="", text="")
        return made

    def _said(self, over: Written, name: str) -> Written | None:
        if self.record is None:
            message = f"'{{{name}}}' stands for a key of 'each', and an endpoint here has none."
            over.document.report(over.address, message)
            return None
        if name in self.record.value:
            self.used.add(name)
            return self.record.child(name)
        message = f"'{{{name}}}' is no key of a record of 'each'."
        over.document.report(over.address, f"{message} {did_you_mean(name, self.record.value)}")
        return None

    def _copied(self, at: Address, piece: Written) -> Any:
        self._note(at, piece)
        if isinstance(piece.value, dict):
            return {key: self._copied((*at, key), piece.child(key)) for key in piece.value}
        if isinstance(piece.value, list):
            return [self._copied((*at, n), piece.child(n)) for n in range(len(piece.value))]
        return piece.value

    def report_unused(self, piece: Written) -> None:
        """Report what a record says and the endpoint never asks for."""
        if self.record is None:
            return
        for name in self.record.value:
            if name not in self.used:
                address = (*self.record.address, name)
                message = f"'{name}' is used nowhere: write '{{{name}}}' where it belongs."
                piece.document.report(address, message, key=True)
