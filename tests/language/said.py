"""What the package's files say: the literals of `say` and `noted`, and of all messages."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.house import PACKAGE

SAYING = ("say", "noted")


@dataclass(frozen=True)
class Said:
    """A text said in the code: where, and as it stands there; None where it is put together."""

    place: str
    text: str | None


def said() -> Iterator[Said]:
    """List what is said, literal by literal; what was noted before is not listed again."""
    for path in files():
        text = path.read_text(encoding="utf-8")
        if "from sap.language" not in text:
            continue  # what is called `say` there is another thing
        for node in ast.walk(ast.parse(text)):
            if not (isinstance(node, ast.Call) and _called(node) in SAYING and node.args):
                continue
            first = node.args[0]
            place = f"{path.relative_to(PACKAGE.parent)}:{node.lineno}"
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield Said(place, first.value)
            elif isinstance(first, ast.JoinedStr | ast.BinOp | ast.Constant):
                yield Said(place, None)


def messages() -> frozenset[tuple[str, ...]]:
    """Give the fixed parts of every text with or without holes in the package.

    What may follow a text or stand before it is told apart: blanks at its ends do not count.
    """
    found = set()
    for path in files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                made = _fixed_parts(node)
                found.add(made)
                found.update(_with_holes("{}".join(made)))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add((node.value,))
                found.update(_with_holes(node.value))
    return frozenset(_trimmed(made) for made in found)


def parts(text: str) -> tuple[str, ...]:
    """Give the fixed parts of a text with holes, as `messages` does."""
    made = [""]
    for before, hole, _, _ in string.Formatter().parse(text):
        made[-1] += before
        if hole is not None:
            made.append("")
    return _trimmed(tuple(made))


def _trimmed(made: tuple[str, ...]) -> tuple[str, ...]:
    ends = "".join(made[:1]).lstrip(), "".join(made[-1:]).rstrip()
    return (made[0].strip(),) if len(made) == 1 else (ends[0], *made[1:-1], ends[1])


def _with_holes(text: str) -> Iterator[tuple[str, ...]]:
    """Give the fixed parts of a literal whose holes are filled later."""
    try:
        made = parts(text)
    except ValueError:
        return  # braces of another kind
    if len(made) > 1:
        yield made


def files() -> Iterator[Path]:
    """List the package's files, those of the languages aside."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if PACKAGE / "language" not in path.parents:
            yield path


def _called(node: ast.Call) -> str:
    function = node.func
    return function.id if isinstance(function, ast.Name) else ""


def _fixed_parts(node: ast.JoinedStr) -> tuple[str, ...]:
    made = [""]
    for value in node.values:
        if isinstance(value, ast.Constant):
            made[-1] += str(value.value)
        else:
            made.append("")
    return tuple(made)
