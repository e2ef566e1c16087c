"""A YAML 1.2 file as plain data, with the place of every key and value.

Scalars stay text as written: what is a number or a truth value is decided by the
field that reads it, so level codes such as ``no``, ``1`` or ``1e3`` are never altered.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from sap.errors import Problem, SpecError
from sap.spec.syntax_errors import yaml_problem

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node

#: Address of a value in a file: keys and list positions from the top.
Address: TypeAlias = tuple[str | int, ...]

MAX_BYTES = 200_000
MAX_VALUES = 20_000
MAX_DEPTH = 40
_CORE = "tag:yaml.org,2002:"
_SCALAR_TAGS = frozenset(
    _CORE + name for name in ("str", "int", "float", "bool", "null", "timestamp", "value", "merge")
)


class Scalar(str):
    """A scalar as written.

    Attributes
    ----------
    plain : bool
        Whether it stands without quotes.
    """

    __slots__ = ("plain",)
    plain: bool


class Unread:
    """Stands for a value that was refused while reading, and reported then."""


@dataclass(frozen=True)
class Place:
    """Where a key and its value stand, 1-based.

    Parameters
    ----------
    key
        Line and column of the key, or of the item in a list.
    value
        Line and column of the value; where nothing is written, of the key.
    written, text
        The value as it stands in the file, quotes and line breaks included, and as
        it reads; empty for what is no text.
    file
        The file where it stands, where that is another than the document's own.
    """

    key: tuple[int, int]
    value: tuple[int, int]
    written: str = ""
    text: str = ""
    file: str = ""

    def of_character(self, offset: int) -> tuple[int, int]:
        """Find a character of the text in the file.

        Parameters
        ----------
        offset
            0-based place in the text; its length stands for the end.

        Returns
        -------
        tuple of int
            Line and column, 1-based; those of the value where escapes hide the place.
        """
        block = self.written[:1] in ("|", ">")
        at = self.written.find("\n") + 1 if block else int(self.written[:1] in ("'", '"'))
        last = at - 1
        for character in self.text[: offset + 1]:
            if character.isspace():
                continue
            while self.written[at : at + 1].isspace():
                at += 1
            if self.written[at : at + 1] != character:
                return self.value
            last, at = at, at + 1
        if offset >= len(self.text):
            last += 1
        before = self.written[:last]
        breaks = before.count("\n")
        start = 1 if breaks else self.value[1]
        return self.value[0] + breaks, start + last - (before.rfind("\n") + 1)


@dataclass
class Document:
    """A YAML file that could be read.

    Parameters
    ----------
    file
        The file as the user named it.
    sha256
        Hash of its bytes.
    data
        Nested dicts, lists, `Scalar`, None, and `Unread` for what was refused.
    places
        By address.
    problems
        What was found wrong while reading.
    warnings
        What may be meant, but most likely is not.
    """

    file: str
    sha256: str
    data: Any = None
    places: dict[Address, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    _noted: set[Problem] = field(default_factory=set)

    def report(
        self,
        address: Address,
        message: str,
        *,
        key: bool = False,
        offset: int | None = None,
        warning: bool = False,
    ) -> None:
        """Note a problem at an address.

        Parameters
        ----------
        address
            Of the value that is wrong; an address with no place of its own
            stands at the nearest one above it.
        message
            What is wrong and what would be right.
        key
            Whether it is the key that is wrong.
        offset
            0-based place of the wrong character within a text.
        warning
            Whether it is a warning, which refuses nothing.
        """
        exact = address in self.places
        while address and address not in self.places:
            address = address[:-1]
        place = self.places.get(address, Place((1, 1), (1, 1)))
        line, column = place.key if key or not exact else place.value
        if exact and offset is not None and place.text:
            line, column = place.of_character(offset)
        severity: Literal["error", "warning"] = "warning" if warning else "error"
        file = place.file or self.file
        self.add(Problem(message, file, line, column, severity=severity))

    def take_in(self, key: str, other: Document) -> None:
        """Let the value of a key at the top come from another document.

        Parameters
        ----------
        key
            A key of both documents.
        other
            Takes no more problems: what is wrong there is noted here, with its place.
        """
        self.data[key] = other.data[key]
        self.places = {at: place for at, place in self.places.items() if at[:1] != (key,)}
        for at, place in other.places.items():
            if at[:1] == (key,):
                self.places[at] = replace(place, file=other.file)
        for problem in other.problems:
            self.add(problem)

    def add(self, problem: Problem) -> None:
        """Note a problem, once.

        Parameters
        ----------
        problem
            With its own place.
        """
        if problem not in self._noted:
            self._noted.add(problem)
            (self.warnings if problem.severity == "warning" else self.problems).append(problem)

    def at(self, address: Address) -> Callable[[str, int], None]:
        """Return a way to note problems at places within the text at an address.

        Parameters
        ----------
        address
            Of a text.

        Returns
        -------
        Callable
            Takes a message and a 0-based place in the text.
        """
        return lambda message, start: self.report(address, message, offset=start)

    def get(self, address: Address) -> Any:
        """Return the value at an address, None where there is none.

        Parameters
        ----------
        address
            Keys and list positions from the top.

        Returns
        -------
        Any
            A dict, list, `Scalar`, `Unread` or None.
        """
        value = self.data
        for step in address:
            if isinstance(value, dict):
                value = value.get(step)
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            else:
                return None
        return value


def read_document(path: Path, file: str) -> Document:
    """Read a YAML file; duplicate keys, tags and merge keys are noted as problems.

    Parameters
    ----------
    path
        Where the file is.
    file
        The file as the user named it, for messages.

    Returns
    -------
    Document
        With the problems found so far.

    Raises
    ------
    SpecError
        When the file can't be read or is no YAML.
    """
    raw = _bytes(path, file)
    text = _decoded(raw, file)
    document = Document(file, hashlib.sha256(raw).hexdigest())
    root = _compose(text, file)
    if root is None:
        raise SpecError(Problem("The file is empty.", file, 1, 1))
    document.data = _Builder(document, text).build(root, ())
    if not isinstance(document.data, dict) and not document.problems:
        raise SpecError(Problem("The file must start with 'key: value' pairs.", file, 1, 1))
    return document


def _bytes(path: Path, file: str) -> bytes:
    try:
        size = path.stat().st_size
        if not path.is_file() and not path.is_dir():
            raise SpecError(Problem("This is no regular file.", file))
        if path.is_file() and size > MAX_BYTES:
            raise SpecError(
                Problem(f"The file has {size} bytes; a spec has at most {MAX_BYTES}.", file)
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise SpecError(Problem("There is no such file.", file)) from None
    except IsADirectoryError:
        raise SpecError(Problem("This is a folder, not a file.", file)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SpecError(Problem(f"The file can't be read: {reason}.", file)) from None


def _decoded(raw: bytes, file: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2]) + 1
        message = (
            f"The file is not UTF-8 (byte 0x{raw[error.start]:02X}); "
            "save it with the encoding UTF-8."
        )
        raise SpecError(Problem(message, file, line, column)) from None


def _compose(text: str, file: str) -> Node | None:
    import warnings

    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError, YAMLWarning

    directive = re.match(r"(?:[ \t]*(?:#[^\n]*)?\r?\n)*%", text)
    if directive:
        line = directive.group().count("\n") + 1
        raise SpecError(
            Problem("Directives ('%...') are not read; a spec is YAML 1.2.", file, line, 1)
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            reader = YAML(typ="safe", pure=True)
            reader.max_depth = MAX_DEPTH
            root: Node | None = reader.compose(text)
            return root
    except (YAMLError, YAMLWarning) as error:
        raise SpecError(yaml_problem(error, text, file)) from None
    except RecursionError:
        raise SpecError(Problem("Lists or brackets are nested too deep.", file, 1, 1)) from None
    except (ValueError, IndexError, KeyError, TypeError, AttributeError, AssertionError):
        # The YAML reader has a few rough edges of its own on text that is no YAML.
        raise SpecError(Problem("The file is no valid YAML.", file, 1, 1)) from None


class _Builder:
    """Turns the reader's nodes into plain data and notes where each value stands."""

    def __init__(self, document: Document, text: str) -> None:
        self.document = document
        self.text = text
        self.count = 0
        self.open: list[int] = []

    def build(self, node: Node, address: Address, key: tuple[int, int] | None = None) -> Any:
        self.count += 1
        start = (node.start_mark.line + 1, node.start_mark.column + 1)
        self.document.places[address] = Place(key or start, start)
        if self.count > MAX_VALUES:
            if self.count == MAX_VALUES + 1:
                self.document.report(
                    address, f"More than {MAX_VALUES} values, counting repeats by '*'; too many."
                )
            return Unread()
        if id(node) in self.open or len(address) > MAX_DEPTH:
            self.document.report(address, "This is nested in itself, or too deep.")
            return Unread()
        self.open.append(id(node))
        try:
            return self._value(node, address, key or start)
        finally:
            self.open.pop()

    def _value(self, node: Node, address: Address, key: tuple[int, int]) -> Any:
        tag = str(node.tag)
        if isinstance(node.value, str) and tag in _SCALAR_TAGS:
            return self._scalar(node, tag, address, key)
        if tag == f"{_CORE}map":
            return self._mapping(node, address)
        if tag == f"{_CORE}seq":
            return [self.build(item, (*address, place)) for place, item in enumerate(node.value)]
        name = tag.replace(_CORE, "!!")
        self.document.report(
            address, f"The tag '{name}' is not read: a spec is data, and nothing in it is run."
        )
        return Unread()

    def _mapping(self, node: Node, address: Address) -> dict[str, Any]:
        pairs: dict[str, Any] = {}
        for key_node, value_node in node.value:
            start = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            for key in self._keys(key_node, address, start):
                if key in pairs:
                    first = self.document.places[(*address, key)].key[0]
                    self._report_key(
                        start, f"The key '{key}' stands twice (first in line {first}); keep one."
                    )
                else:
                    pairs[key] = self.build(value_node, (*address, key), start)
        return pairs

    def _keys(self, node: Node, address: Address, start: tuple[int, int]) -> Iterator[Scalar]:
        tag = str(node.tag)
        if not isinstance(node.value, str) or tag not in _SCALAR_TAGS:
            self._report_key(start, "A key is a word, not a list, a mapping or a tag.")
        elif tag == f"{_CORE}merge":
            self._report_key(start, "Merge keys ('<<') are not read; write the keys out.")
        elif not node.value:
            self._report_key(start, "A key is missing before the ':'.")
        else:
            yield _scalar(node)

    def _report_key(self, start: tuple[int, int], message: str) -> None:
        self.document.add(Problem(message, self.document.file, *start))

    def _scalar(
        self, node: Node, tag: str, address: Address, key: tuple[int, int]
    ) -> Scalar | None:
        if tag == f"{_CORE}null" and _style(node) is None:
            self.document.places[address] = Place(key, key)
            return None
        written = self.text[node.start_mark.index : node.end_mark.index]
        value = self.document.places[address].value
        self.document.places[address] = Place(key, value, written, node.value.strip())
        return _scalar(node)


def _scalar(node: Node) -> Scalar:
    scalar = Scalar(node.value)
    scalar.plain = _style(node) is None
    return scalar


def _style(node: Node) -> str | None:
    """Return the quote or block mark of a scalar, None for a plain one."""
    style: str | None = getattr(node, "style", None)
    return style
