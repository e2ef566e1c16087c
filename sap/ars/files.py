"""A reporting event as JSON and as YAML: the same content, always the same bytes.

The YAML is block style with every text in double quotes, so that no text can be taken for
a number, a word of YAML or its structure. It is written here because a general library takes
seconds for a large file; tests read it with one.
"""

from __future__ import annotations

import dataclasses
import json
import re
from functools import cache
from typing import Any

# YAML has no escape for half of a pair, and some readers refuse these signs unescaped.
_LONE = re.compile("[\ud800-\udfff]")
_ENCODE = json.JSONEncoder(ensure_ascii=False).encode
_UNSEEN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def plain(part: Any) -> Any:
    """Turn a part of the model into dicts and lists with the names of the standard.

    Parameters
    ----------
    part
        An instance of a class of the model, or a value of a slot.

    Returns
    -------
    dict, list, str, int or bool
        Without what is None or empty.
    """
    kind = type(part)
    if kind is str:
        return _LONE.sub("\ufffd", part) if not part.isascii() else part
    if kind is tuple:
        return [plain(item) for item in part]
    if not dataclasses.is_dataclass(kind):
        return part
    made = {}
    for name, slot in _slots(kind):
        value = getattr(part, name)
        if value is not None and value != ():
            made[slot] = plain(value)
    return made


@cache
def _slots(kind: type) -> tuple[tuple[str, str], ...]:
    names = (one.name for one in dataclasses.fields(kind))
    return tuple((name, _camel(name)) for name in names)


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


def json_text(content: dict[str, Any]) -> str:
    """Write a reporting event as JSON.

    Parameters
    ----------
    content
        As `plain` gives it.

    Returns
    -------
    str
        Indented, with a line break at the end.
    """
    return f"{_escaped(json.dumps(content, indent=1, ensure_ascii=False))}\n"


def yaml_text(content: dict[str, Any]) -> str:
    """Write a reporting event as YAML 1.2.

    Parameters
    ----------
    content
        As `plain` gives it.

    Returns
    -------
    str
        Block style, with a line break at the end.
    """
    lines: list[str] = []
    _write(content, "", lines)
    return "".join(f"{line}\n" for line in lines)


def _write(value: Any, indent: str, lines: list[str]) -> None:
    """Append the lines of a mapping or a list that is not empty."""
    inner = f"{indent}  "
    if isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, dict | list) and item:
                lines.append(f"{indent}{key}:")
                _write(item, inner, lines)
            else:
                lines.append(f"{indent}{key}: {_escaped(_ENCODE(item))}")
        return
    for item in value:
        if isinstance(item, dict | list) and item:
            first = len(lines)
            _write(item, inner, lines)
            # The dash stands in the place of the first line's indent.
            lines[first] = f"{indent}- {lines[first][len(inner) :]}"
        else:
            lines.append(f"{indent}- {_escaped(_ENCODE(item))}")


def _escaped(text: str) -> str:
    if text.isascii() and "\x7f" not in text:
        return text
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
