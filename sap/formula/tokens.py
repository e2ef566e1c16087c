"""A formula's text cut into tokens with their positions."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import NoReturn

from sap.errors import FormulaError
from sap.formula.factors import RESERVED

#: Far beyond any model; keeps hostile text from costing time.
MAX_CHARACTERS = 5000

FUNCTIONS = ("log", "log2", "log10", "sqrt", "exp", "I", "poly", "factor")
RESPONSE_FUNCTIONS = ("log", "log2", "log10", "sqrt", "logit")
GRAMMAR = (
    "A formula holds names of variables, + - * : ^ / ( ), 0, 1, the functions "
    f"{', '.join(FUNCTIONS)}, and random terms such as (1 | donor); nothing in it is run as code."
)

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    | (?P<name>(?:[^\W\d_]|\.(?!\d))(?:\w|\.)*)
    | (?P<quoted>`[^`\n\r]+`)
    | (?P<symbol>\|\||[-~+*:^/(),=|])
    """,
    re.VERBOSE,
)
_HINTS = {
    "%": "For a nested effect write 'a/b' or 'a + a:b'.",
    "[": "Round brackets group terms.",
    "{": "Round brackets group terms.",
    "&": "An interaction is written 'a:b'.",
    "×": "An interaction is written 'a:b' or 'a*b'.",
    "–": "A minus is written '-'.",
    "−": "A minus is written '-'.",
    "_": "A name starts with a letter; nothing in a formula is run as code.",
    "'": "A formula holds no texts; nothing in it is run as code.",
    '"': "A formula holds no texts; nothing in it is run as code.",
    "`": "A name in backquotes ends with a backquote.",
}


@dataclass(frozen=True)
class Token:
    """A piece of a formula.

    Parameters
    ----------
    kind
        ``name``, ``number``, ``symbol`` or ``end``.
    text
        The name, number or symbol; without backquotes.
    start, end
        0-based half-open range in the formula.
    """

    kind: str
    text: str
    start: int
    end: int


def tokenize(text: str) -> list[Token]:
    """Cut a formula into tokens; the last one has the kind ``end``.

    Parameters
    ----------
    text
        The formula.

    Returns
    -------
    list of Token
        Without white space.

    Raises
    ------
    FormulaError
        For a character that no formula has.
    """
    if len(text) > MAX_CHARACTERS:
        raise FormulaError(
            f"The formula has {len(text)} characters; at most {MAX_CHARACTERS} are read."
        )
    tokens: list[Token] = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            _refuse_character(text, place)
        kind, piece = str(match.lastgroup), match.group()
        if kind == "number" and match.end() < len(text) and text[match.end()].isalnum():
            word = re.match(r"[\w.]+", text[place:])
            end = place + (word.end() if word else 1)
            raise FormulaError(
                f"'{text[place:end]}' is neither a number nor a name; put the name of a "
                "variable that starts with a digit in backquotes.",
                text,
                place,
                end,
            )
        if kind == "number" and not math.isfinite(float(piece)):
            raise FormulaError("The number is too large.", text, place, match.end())
        if kind == "name":
            _refuse_reserved(text, piece, place)
        if kind == "quoted":
            kind, piece = "name", piece[1:-1]
        if kind != "space":
            tokens.append(Token(kind, piece, place, match.end()))
        place = match.end()
    tokens.append(Token("end", "", len(text), len(text)))
    return tokens


def _refuse_character(text: str, place: int) -> NoReturn:
    character = text[place]
    hint = _HINTS.get(character, GRAMMAR)
    shown = f"'{character}'" if character.isprintable() else f"character U+{ord(character):04X}"
    raise FormulaError(
        f"{shown} has no meaning in a formula. {hint}",
        text,
        place,
        place + 1,
    )


def _refuse_reserved(text: str, name: str, place: int) -> None:
    if set(name) == {"."}:
        raise FormulaError(
            f"'{name}' stands for no variable here; name every variable.",
            text,
            place,
            place + len(name),
        )
    if name in RESERVED - {"TRUE", "FALSE"}:
        raise FormulaError(
            f"'{name}' is a word of R, not a variable; a variable of that name goes in backquotes.",
            text,
            place,
            place + len(name),
        )
