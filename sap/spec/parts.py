"""How the parts of a spec are read: frozen classes whose fields say what they accept.

A part is a frozen dataclass made of `entry` fields. Reading one notes every mistake in
the document at once and goes on; a field that could not be read is None in the draft it
returns, so that the checks after it can look at all the rest. No draft leaves the loader.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from sap.errors import did_you_mean
from sap.spec.document import Address, Document, Unread

T = TypeVar("T")


class FieldError(ValueError):
    """A value that a field does not accept.

    Parameters
    ----------
    message
        What is wrong and what would be right.
    offset
        0-based place of the wrong character in the text, None for the whole.
    """

    def __init__(self, message: str, offset: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


@dataclass(frozen=True)
class Leaf:
    """A field that holds one value.

    Parameters
    ----------
    read
        Turns a value of a document into the field's value, or raises `FieldError`.
    schema
        Its JSON Schema.
    prose
        Whether readers of the outputs see it, in their language: a text, or labels by code.
    """

    read: Callable[[Any], Any]
    schema: Mapping[str, Any]
    prose: bool = False


@dataclass(frozen=True)
class ListOf:
    """A field that holds a list."""

    item: Kind
    minimum: int = 0


@dataclass(frozen=True)
class MapOf:
    """A field that holds named things."""

    key: Leaf
    value: Kind
    minimum: int = 0


@dataclass(frozen=True)
class PartOf:
    """A field that holds a part."""

    part: type


@dataclass(frozen=True)
class ChangeOf:
    """A field that holds some fields of a part, to stand instead of another's."""

    part: type


@dataclass(frozen=True)
class PartialOf:
    """A field that holds a part some of whose keys may be written elsewhere.

    What is missing in one place is put in from the other before anything is read, so that
    a part is read here like any other; only its JSON Schema requires no key.

    Parameters
    ----------
    part
        The part.
    repeats
        Whether it may stand for several, one a record of its key `each`.
    """

    part: type
    repeats: bool = False


@dataclass(frozen=True)
class ShortOr:
    """A field that holds a part, or in short the value of one of its fields.

    Parameters
    ----------
    part
        The part.
    short
        The key, in the part, of the field whose value may stand for the whole.
    """

    part: type
    short: str


@dataclass(frozen=True)
class OneOf:
    """A field that holds one of several parts, told apart by the value of one key.

    Parameters
    ----------
    key
        The key, in each part, that says which part it is.
    parts
        Part by the value of the key.
    """

    key: str
    parts: Mapping[str, type]


Kind: TypeAlias = Leaf | ListOf | MapOf | PartOf | PartialOf | ChangeOf | ShortOr | OneOf


@dataclass(frozen=True)
class Change(Generic[T]):
    """Fields that differ from another part of the same class.

    Parameters
    ----------
    values
        New values by field name.
    """

    values: Mapping[str, Any]

    def applied_to(self, part: T) -> T:
        """Return the part with the changes made.

        Parameters
        ----------
        part
            What is changed; a field whose metadata says ``adds`` is added to.

        Returns
        -------
        T
            A new part.
        """
        values = dict(self.values)
        for entry_field in dataclasses.fields(part):  # type: ignore[arg-type]
            if entry_field.metadata.get("adds") and entry_field.name in values:
                before = getattr(part, entry_field.name) or ()
                values[entry_field.name] = (*before, *(values[entry_field.name] or ()))
        return dataclasses.replace(part, **values)  # type: ignore[type-var]


def entry(
    kind: Kind,
    description: str,
    *,
    default: Any = MISSING,
    key: str = "",
    adds: bool = False,
    elsewhere: bool = False,
) -> Any:
    """Declare a field of a part.

    Parameters
    ----------
    kind
        What it accepts.
    description
        A line for editors that show the JSON Schema.
    default
        Its value when it is not written; without one it is required.
    key
        Its key in the file where that is not its name.
    adds
        Whether a change adds to it instead of standing in its place.
    elsewhere
        Whether the name of another file, which holds it, may stand in its place.

    Returns
    -------
    Any
        A dataclass field.
    """
    metadata = {
        "kind": kind,
        "description": description,
        "key": key,
        "adds": adds,
        "elsewhere": elsewhere,
    }
    if default == {}:
        return dataclasses.field(default_factory=dict, metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


def is_required(field: dataclasses.Field[Any]) -> bool:
    """Say whether a field must be written.

    Parameters
    ----------
    field
        Made by `entry`.

    Returns
    -------
    bool
        False where it has a value when it is not written.
    """
    return field.default is MISSING and field.default_factory is MISSING


def entries(part: type) -> dict[str, dataclasses.Field[Any]]:
    """List the fields of a part by their key in the file.

    Parameters
    ----------
    part
        A class made of `entry` fields.

    Returns
    -------
    dict
        Key to dataclass field, in order.
    """
    fields: tuple[dataclasses.Field[Any], ...] = dataclasses.fields(part)
    return {field.metadata["key"] or field.name: field for field in fields}


def read(kind: Kind, document: Document, address: Address = ()) -> Any:
    """Read the value at an address; what is wrong is noted in the document.

    Parameters
    ----------
    kind
        What is accepted there.
    document
        The file.
    address
        Where in the file.

    Returns
    -------
    Any
        The value, possibly a draft; None where it could not be read at all.
    """
    value = document.get(address)
    if isinstance(value, Unread):
        return None
    match kind:
        case Leaf():
            try:
                return kind.read(value)
            except FieldError as error:
                document.report(address, error.message, offset=error.offset)
                return None
        case ListOf():
            return _read_list(kind, document, address, value)
        case MapOf():
            return _read_map(kind, document, address, value)
        case PartOf(part) | PartialOf(part):
            return _read_part(part, document, address, value)
        case ShortOr(part, short):
            if isinstance(value, dict):
                return _read_part(part, document, address, value)
            field = entries(part)[short]
            found = read(field.metadata["kind"], document, address)
            return part(**(_absent(part) | {field.name: found}))
        case OneOf():
            return _read_one_of(kind, document, address, value)
        case ChangeOf(part):
            values = _read_entries(part, document, address, value, whole=False)
            return None if values is None else Change(values)


def _absent(part: type) -> dict[str, Any]:
    """Give the values of fields that are not written."""
    fields: tuple[dataclasses.Field[Any], ...] = dataclasses.fields(part)
    return {field.name: _default(field) for field in fields}


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return None if field.default is MISSING else field.default


def _read_part(part: type, document: Document, address: Address, value: Any) -> Any:
    values = _read_entries(part, document, address, value)
    return None if values is None else part(**(_absent(part) | values))


def _read_one_of(kind: OneOf, document: Document, address: Address, value: Any) -> Any:
    words = list(kind.parts)
    known = ", ".join(words[:-1]) + f" or {words[-1]}"
    if not isinstance(value, dict):
        found = _kind_of_value(value)
        message = f"Expected 'key: value' pairs with '{kind.key}: ...' ({known}), found {found}."
        document.report(address, message)
        return None
    if kind.key not in value:
        every = {key: None for part in kind.parts.values() for key in entries(part)}
        if kind.key not in _report_unknown(every, document, address, value):
            message = f"The key '{kind.key}' is missing: {known}."
            document.report(address, message, key=True)
        return None
    named = value[kind.key]
    if isinstance(named, str) and named in kind.parts:
        return _read_part(kind.parts[named], document, address, value)
    if not isinstance(named, Unread):
        hint = did_you_mean(str(named), words)
        hint = hint if hint.startswith("Did") else ""
        found = f"'{named}'" if isinstance(named, str) else _kind_of_value(named)
        message = f"Expected {known}, found {found}. {hint}".rstrip()
        document.report((*address, kind.key), message)
    return None


def _kind_of_value(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "'key: value' pairs"
    return "a list" if isinstance(value, list) else f"the text '{value}'"


def _read_list(kind: ListOf, document: Document, address: Address, value: Any) -> Any:
    if not isinstance(value, list):
        document.report(address, f"Expected a list, found {_kind_of_value(value)}.")
        return None
    if len(value) < kind.minimum:
        document.report(address, "The list is empty.")
    return tuple(read(kind.item, document, (*address, place)) for place in range(len(value)))


def _read_map(kind: MapOf, document: Document, address: Address, value: Any) -> Any:
    if not isinstance(value, dict):
        document.report(address, f"Expected 'name: ...' pairs, found {_kind_of_value(value)}.")
        return None
    if len(value) < kind.minimum:
        document.report(address, "Nothing is declared here.")
    pairs = {}
    for key in value:
        try:
            name = kind.key.read(key)
        except FieldError as error:
            document.report((*address, key), error.message, key=True)
            name = str(key)
        pairs[name] = read(kind.value, document, (*address, key))
    return pairs


def _read_entries(
    part: type, document: Document, address: Address, value: Any, *, whole: bool = True
) -> dict[str, Any] | None:
    known = entries(part)
    if not isinstance(value, dict):
        keys = ", ".join(known)
        document.report(
            address, f"Expected 'key: value' pairs ({keys}), found {_kind_of_value(value)}."
        )
        return None
    meant = _report_unknown(known, document, address, value)
    for key, field in known.items():
        if whole and is_required(field) and key not in value and key not in meant:
            said = field.metadata["description"]
            document.report(address, f"The key '{key}' is missing. {said}", key=True)
    if not value and not whole:
        document.report(address, "Nothing is changed here.")
    return {
        field.name: read(field.metadata["kind"], document, (*address, key))
        for key, field in known.items()
        if key in value
    }


def _report_unknown(
    known: Mapping[str, object], document: Document, address: Address, value: Mapping[str, Any]
) -> set[str]:
    """Report keys that are not known; return those that were probably meant."""
    left = [name for name in known if name not in value]
    meant: set[str] = set()
    for key in value:
        if key in known:
            continue
        hint = did_you_mean(key, left or known)
        meant.update(name for name in left if hint == f"Did you mean '{name}'?")
        document.report((*address, key), f"There is no key '{key}' here. {hint}", key=True)
    return meant
