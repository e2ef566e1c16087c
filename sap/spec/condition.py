"""Conditions on rows, such as ``analyte == "CCL18" and age >= 18``: a closed grammar.

A condition is data: nothing in it is run as code. A comparison with a missing value
is neither true nor false (``not`` of it is not true either), and a row is kept or
excluded only where the condition is true. ``is missing`` asks for missing values.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, NoReturn, TypeAlias, cast

Operator = Literal["==", "!=", "<", "<=", ">", ">="]

MAX_CHARACTERS = 4000
MAX_DEPTH = 30


class ConditionError(ValueError):
    """A condition outside the grammar.

    Parameters
    ----------
    message
        What is wrong and what would be right.
    start
        0-based place of the offending character.
    """

    def __init__(self, message: str, start: int) -> None:
        super().__init__(message)
        self.message = message
        self.start = start


@dataclass(frozen=True)
class Comparison:
    """``variable == "text"`` or ``variable < 5``; `start` is the variable's place in the text."""

    variable: str
    operator: Operator
    value: str | float
    start: int = 0
    value_start: int = 0

    def __str__(self) -> str:
        return f"{self.variable} {self.operator} {_written(self.value)}"


@dataclass(frozen=True)
class Membership:
    """``variable in ["a", "b"]`` or, when `negated`, ``not in``."""

    variable: str
    values: tuple[str | float, ...]
    negated: bool = False
    start: int = 0
    value_starts: tuple[int, ...] = ()

    def __str__(self) -> str:
        values = ", ".join(_written(value) for value in self.values)
        return f"{self.variable} {'not ' * self.negated}in [{values}]"


@dataclass(frozen=True)
class Missing:
    """``variable is missing`` or, when `negated`, ``is not missing``."""

    variable: str
    negated: bool = False
    start: int = 0

    def __str__(self) -> str:
        return f"{self.variable} is {'not ' * self.negated}missing"


@dataclass(frozen=True)
class Not:
    """The opposite of a condition."""

    part: Node

    def __str__(self) -> str:
        return f"not {_bracketed(self.part, (AllOf, AnyOf))}"


@dataclass(frozen=True)
class AllOf:
    """Conditions joined by ``and``."""

    parts: tuple[Node, ...]

    def __str__(self) -> str:
        return " and ".join(_bracketed(part, (AllOf, AnyOf)) for part in self.parts)


@dataclass(frozen=True)
class AnyOf:
    """Conditions joined by ``or``."""

    parts: tuple[Node, ...]

    def __str__(self) -> str:
        return " or ".join(_bracketed(part, (AnyOf,)) for part in self.parts)


@dataclass(frozen=True)
class NoRows:
    """``no rows``: a unit of an analysis set with no row in the data of the analysis."""

    def __str__(self) -> str:
        return "no rows"


Node: TypeAlias = Comparison | Membership | Missing | Not | AllOf | AnyOf | NoRows


@dataclass(frozen=True)
class Condition:
    """A condition as written and as read.

    Parameters
    ----------
    text
        As written.
    tree
        As read.
    """

    text: str
    tree: Node

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the variables it asks about, each once."""
        return tuple(dict.fromkeys(leaf.variable for leaf in leaves(self.tree)))

    def __str__(self) -> str:
        return str(self.tree)


def leaves(tree: Node) -> list[Comparison | Membership | Missing]:
    """List the comparisons of a condition, from left to right.

    Parameters
    ----------
    tree
        A condition or a part of one.

    Returns
    -------
    list
        Its comparisons, memberships and tests for missing values.
    """
    match tree:
        case Comparison() | Membership() | Missing():
            return [tree]
        case Not(part):
            return leaves(part)
        case AllOf(parts) | AnyOf(parts):
            return [leaf for part in parts for leaf in leaves(part)]
    return []


def _written(value: str | float) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    return repr(value).removesuffix(".0")


def _bracketed(part: Node, kinds: tuple[type, ...]) -> str:
    return f"({part})" if isinstance(part, kinds) else str(part)


_TOKEN = re.compile(
    r"""(?P<space>\s+)
    | (?P<number>[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?(?![\w.]))
    | (?P<text>"[^"\n\r]*")
    | (?P<name>[^\W\d_](?:\w|\.)*)
    | (?P<symbol>==|!=|<=|>=|<|>|\(|\)|\[|\]|,)
    """,
    re.VERBOSE,
)
_KEYWORDS = frozenset(["and", "or", "not", "in", "is", "missing"])
_OPERATORS = ("==", "!=", "<", "<=", ">", ">=")
_GRAMMAR = (
    "A condition is made of: == != < <= > >=, in [...], not in [...], is missing, "
    'is not missing, and, or, not, brackets, variables, numbers, and "text" in double quotes.'
)
_HINTS = {
    "'": 'Text goes in double quotes: "...".',
    "=": "Equality is written '=='.",
    "&": "Write 'and'.",
    "|": "Write 'or'.",
    "!": "Write 'not', or '!=' for unequal.",
    '"': "The double quote is not closed.",
    "_": "A name starts with a letter; nothing in a condition is run as code.",
}


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    start: int


def parse_condition(text: str) -> Condition:
    """Read a condition; nothing in it is run as code.

    Parameters
    ----------
    text
        For example ``analyte == "CCL18" and not (age < 18 or age is missing)``.

    Returns
    -------
    Condition
        The text and its tree.

    Raises
    ------
    ConditionError
        With the place of what is outside the grammar.
    """
    reader = _Reader(_tokens(text))
    if [token.text for token in reader.tokens] == ["no", "rows", ""]:
        return Condition(text, NoRows())
    tree = reader.any_of()
    if reader.next.kind != "end":
        raise ConditionError(
            f"'{reader.next.text}' does not belong here; join conditions by 'and' or 'or'.",
            reader.next.start,
        )
    return Condition(text, tree)


def _tokens(text: str) -> list[_Token]:
    if len(text) > MAX_CHARACTERS:
        raise ConditionError(f"A condition has at most {MAX_CHARACTERS} characters.", 0)
    tokens: list[_Token] = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            hint = _HINTS.get(text[place], _GRAMMAR)
            raise ConditionError(f"'{text[place]}' has no meaning in a condition. {hint}", place)
        kind, piece = str(match.lastgroup), match.group()
        if kind == "name" and piece in _KEYWORDS:
            kind = "keyword"
        if kind != "space":
            tokens.append(_Token(kind, piece, place))
        place = match.end()
    tokens.append(_Token("end", "", len(text)))
    return tokens


class _Reader:
    """Reads tokens from left to right; ``not`` binds tightest, ``or`` least."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.place = 0
        self.depth = 0

    @property
    def next(self) -> _Token:
        return self.tokens[self.place]

    def take(self) -> _Token:
        token = self.next
        self.place += token.kind != "end"
        return token

    def at(self, *texts: str) -> bool:
        return self.next.kind in ("keyword", "symbol") and self.next.text in texts

    def refuse(self, wanted: str) -> NoReturn:
        found = f"'{self.next.text}'" if self.next.text else "the end"
        raise ConditionError(f"Expected {wanted}, found {found}.", self.next.start)

    def expect(self, text: str, wanted: str) -> None:
        if not self.at(text):
            self.refuse(wanted)
        self.take()

    def any_of(self) -> Node:
        parts = [self.all_of()]
        while self.at("or"):
            self.take()
            parts.append(self.all_of())
        return AnyOf(tuple(parts)) if len(parts) > 1 else parts[0]

    def all_of(self) -> Node:
        parts = [self.one()]
        while self.at("and"):
            self.take()
            parts.append(self.one())
        return AllOf(tuple(parts)) if len(parts) > 1 else parts[0]

    def one(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ConditionError("Brackets are nested too deep.", self.next.start)
        if self.at("not"):
            self.take()
            node: Node = Not(self.one())
        elif self.at("("):
            self.take()
            node = self.any_of()
            self.expect(")", "')'")
        else:
            node = self.comparison()
        self.depth -= 1
        return node

    def comparison(self) -> Node:
        if self.next.kind != "name":
            self.refuse("the name of a variable")
        name = self.take()
        if self.at("is"):
            self.take()
            negated = self.at("not")
            if negated:
                self.take()
            self.expect("missing", "'missing'")
            return Missing(name.text, negated, name.start)
        if self.at("in", "not"):
            negated = self.take().text == "not"
            if negated:
                self.expect("in", "'in'")
            return self.membership(name, negated)
        if not self.at(*_OPERATORS):
            self.refuse(f"a comparison (==, !=, <, <=, >, >=, in, is missing) after '{name.text}'")
        operator = cast(Operator, self.take().text)
        start = self.next.start
        return Comparison(name.text, operator, self.value(), name.start, start)

    def membership(self, name: _Token, negated: bool) -> Membership:
        self.expect("[", '\'[\' and a list, as in ["a", "b"]')
        starts, values = [self.next.start], [self.value()]
        while self.at(","):
            self.take()
            starts.append(self.next.start)
            values.append(self.value())
        self.expect("]", "',' or ']'")
        return Membership(name.text, tuple(values), negated, name.start, tuple(starts))

    def value(self) -> str | float:
        token = self.next
        if token.kind == "text":
            return self.take().text[1:-1]
        if token.kind == "number":
            number = float(self.take().text)
            if number in (float("inf"), float("-inf")):
                raise ConditionError("The number is too large.", token.start)
            return number
        if token.kind in ("name", "keyword"):
            raise ConditionError(
                f"'{token.text}' stands where a value should; if it is a level, put it in "
                f'double quotes: "{token.text}". Two variables are not compared.',
                token.start,
            )
        self.refuse('a number or a "text" in double quotes')
