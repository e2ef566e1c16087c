"""JSON Schemas of the two kinds of spec file, for editors; made from the spec classes."""

from __future__ import annotations

import json
from typing import Any, Literal

from sap.spec.endpoint import EndpointFile
from sap.spec.parts import (
    ChangeOf,
    Kind,
    Leaf,
    ListOf,
    MapOf,
    OneOf,
    PartialOf,
    PartOf,
    ShortOr,
    entries,
    is_required,
)
from sap.spec.source import SourcesFile
from sap.spec.study import StudyFile

FileKind = Literal["study", "sources", "endpoints"]

_FILES: dict[FileKind, type] = {
    "study": StudyFile,
    "sources": SourcesFile,
    "endpoints": EndpointFile,
}


def json_schema(kind: FileKind) -> dict[str, Any]:
    """Make the JSON Schema of a kind of spec file.

    Parameters
    ----------
    kind
        ``study``, ``sources`` or ``endpoints``.

    Returns
    -------
    dict
        Draft 2020-12.
    """
    definitions: dict[str, Any] = {}
    top = _part(_FILES[kind], definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"sap {kind} file",
        **top,
        "$defs": dict(sorted(definitions.items())),
    }


def schema_text(kind: FileKind) -> str:
    """Write the JSON Schema of a kind of spec file as it is committed.

    Parameters
    ----------
    kind
        ``study``, ``sources`` or ``endpoints``.

    Returns
    -------
    str
        Indented JSON with a line break at the end.
    """
    return json.dumps(json_schema(kind), indent=2, ensure_ascii=False) + "\n"


#: How much of a part must be written where it stands. ``filled in``: all of it, and words in
#: braces may stand for values; ``partial``: they may, and keys may come from the defaults.
Writing = Literal["whole", "filled in", "partial"]
_SUFFIX: dict[Writing, str] = {"whole": "", "filled in": "FilledIn", "partial": "Partial"}
#: A text in which words in braces stand for what a record of `each` says.
_FILLED_IN = {"type": "string", "pattern": r"\{[^{}]+\}"}


def _part(
    part: type, definitions: dict[str, Any], *, changed: bool = False, writing: Writing = "whole"
) -> dict[str, Any]:
    fields = entries(part)
    properties = {}
    for key, field in fields.items():
        kind = _kind(field.metadata["kind"], definitions, writing)
        if field.metadata["elsewhere"]:
            kind = {"anyOf": [kind, {"type": "string", "minLength": 1}]}
        properties[key] = {**kind, "description": field.metadata["description"]}
        plain = isinstance(field.default, str | bool | int | float)
        if plain and not changed and writing == "whole":
            properties[key]["default"] = field.default
    schema: dict[str, Any] = {
        "type": "object",
        "description": (part.__doc__ or "").strip(),
        "properties": properties,
        "additionalProperties": False,
    }
    if changed:
        return {**schema, "minProperties": 1}
    if writing == "partial":
        return schema
    required = [key for key, field in fields.items() if is_required(field)]
    return {**schema, "required": required}


def _kind(kind: Kind, definitions: dict[str, Any], writing: Writing = "whole") -> dict[str, Any]:
    match kind:
        case Leaf():
            return _or_filled_in(dict(kind.schema), writing)
        case ListOf(item, minimum):
            # A list stands in the place of that of the defaults; nothing is added to its items.
            inner: Writing = "whole" if writing == "whole" else "filled in"
            schema = {"type": "array", "items": _kind(item, definitions, inner)}
            return _or_filled_in({**schema, "minItems": minimum} if minimum else schema, writing)
        case MapOf(_, value, minimum):
            schema = {"type": "object", "additionalProperties": _kind(value, definitions, writing)}
            return {**schema, "minProperties": minimum} if minimum else schema
        case PartOf(part):
            return _reference(part, definitions, writing)
        case PartialOf(part, repeats):
            one = _reference(part, definitions, "partial")
            return {"anyOf": [one, _repeated(one, part, definitions)]} if repeats else one
        case ShortOr(part, short):
            one = _kind(entries(part)[short].metadata["kind"], definitions, writing)
            return {"anyOf": [one, _reference(part, definitions, writing)]}
        case OneOf(_, parts):
            each = dict.fromkeys(parts.values())
            return {"anyOf": [_reference(part, definitions, writing) for part in each]}
        case ChangeOf(part):
            return _reference(part, definitions, writing, changed=True)


def _or_filled_in(schema: dict[str, Any], writing: Writing) -> dict[str, Any]:
    return schema if writing == "whole" else {"anyOf": [schema, _FILLED_IN]}


def _repeated(one: dict[str, Any], part: type, definitions: dict[str, Any]) -> dict[str, Any]:
    """Make the schema of a part that stands for one a record."""
    written = definitions[one["$ref"].rpartition("/")[2]]
    each = {
        "type": "array",
        "minItems": 1,
        "items": {"type": "object", "minProperties": 1},
        "description": "Records; each stands for one, with its words for those in braces.",
    }
    name = f"{part.__name__}Each"
    definitions[name] = {
        **written,
        "properties": {"each": each, **written["properties"]},
        "required": ["each"],
    }
    return {"$ref": f"#/$defs/{name}"}


def _reference(
    part: type, definitions: dict[str, Any], writing: Writing, *, changed: bool = False
) -> dict[str, Any]:
    name = part.__name__ + "Change" * changed + _SUFFIX[writing]
    if name not in definitions:
        definitions[name] = {}  # holds the place, so that a part may hold itself
        definitions[name] = _part(part, definitions, changed=changed, writing=writing)
    return {"$ref": f"#/$defs/{name}"}
