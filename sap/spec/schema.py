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
    top = _part(_FILES[kind], definitions, changed=False)
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


def _part(part: type, definitions: dict[str, Any], *, changed: bool) -> dict[str, Any]:
    fields = entries(part)
    properties = {}
    for key, field in fields.items():
        kind = _kind(field.metadata["kind"], definitions)
        if field.metadata["elsewhere"]:
            kind = {"anyOf": [kind, {"type": "string", "minLength": 1}]}
        properties[key] = {**kind, "description": field.metadata["description"]}
        plain = isinstance(field.default, str | bool | int | float)
        if plain and not changed:
            properties[key]["default"] = field.default
    schema: dict[str, Any] = {
        "type": "object",
        "description": (part.__doc__ or "").strip(),
        "properties": properties,
        "additionalProperties": False,
    }
    if changed:
        return {**schema, "minProperties": 1}
    required = [key for key, field in fields.items() if is_required(field)]
    return {**schema, "required": required}


def _kind(kind: Kind, definitions: dict[str, Any]) -> dict[str, Any]:
    match kind:
        case Leaf():
            return dict(kind.schema)
        case ListOf(item, minimum):
            schema = {"type": "array", "items": _kind(item, definitions)}
            return {**schema, "minItems": minimum} if minimum else schema
        case MapOf(_, value, minimum):
            schema = {"type": "object", "additionalProperties": _kind(value, definitions)}
            return {**schema, "minProperties": minimum} if minimum else schema
        case PartOf(part):
            return _reference(part.__name__, part, definitions, changed=False)
        case ShortOr(part, short):
            one = _kind(entries(part)[short].metadata["kind"], definitions)
            return {"anyOf": [one, _reference(part.__name__, part, definitions, changed=False)]}
        case OneOf(_, parts):
            each = dict.fromkeys(parts.values())
            references = [
                _reference(part.__name__, part, definitions, changed=False) for part in each
            ]
            return {"anyOf": references}
        case ChangeOf(part):
            return _reference(f"{part.__name__}Change", part, definitions, changed=True)


def _reference(
    name: str, part: type, definitions: dict[str, Any], *, changed: bool
) -> dict[str, Any]:
    if name not in definitions:
        definitions[name] = {}  # holds the place, so that a part may hold itself
        definitions[name] = _part(part, definitions, changed=changed)
    return {"$ref": f"#/$defs/{name}"}
