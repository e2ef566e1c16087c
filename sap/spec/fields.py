"""Kinds of values in a spec: texts, names, numbers, choices, formulas, conditions."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from sap.errors import FormulaError, did_you_mean
from sap.formula import MixedFormula, RandomTerm, parse_formula, parse_random_term
from sap.markdown import MarkdownError, parse_markdown
from sap.spec.condition import Condition, ConditionError, parse_condition
from sap.spec.parts import FieldError, Leaf

_NAME = re.compile(r"[^\W\d_](?:\w|\.)*\Z")
_IDENTIFIER = re.compile(r"\w(?:[\w.-]*\w)?\Z")
_FILE = re.compile(r"[^\W_](?:[\w.-]*\w)?\Z")
_TEMPLATE = re.compile(r"[A-Za-z0-9_.-]+\*?\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_TABLE_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)*[a-z]?\Z")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\Z")


@dataclass(frozen=True)
class Complete:
    """Keep only units seen at every level of a factor.

    Parameters
    ----------
    of
        The factor, for example ``treatment``.
    within
        The unit, for example ``donor``.
    """

    of: str
    within: str

    def __str__(self) -> str:
        return f"{self.of} within {self.within}"


def _read_text(value: Any) -> str:
    if value is None:
        raise FieldError("Nothing is written here; expected a text.")
    if isinstance(value, dict | list):
        kind = "'key: value' pairs" if isinstance(value, dict) else "a list"
        raise FieldError(f"Expected a text, found {kind}.")
    text = str(value).strip()
    if not text:
        raise FieldError("The text is empty.")
    if any(not (character.isprintable() or character == "\n") for character in text):
        raise FieldError("The text holds a control character.")
    return text


def _read_name(value: Any) -> str:
    text = _read_text(value)
    if not _NAME.match(text):
        raise FieldError(f"'{text}' is no name: a letter, then letters, digits, '_' and '.'.")
    return text


def _read_identifier(value: Any) -> str:
    text = _read_text(value)
    if not _IDENTIFIER.match(text):
        raise FieldError(f"'{text}' is no id: letters, digits, '.', '_' and '-', no blanks.")
    return text


def _read_file_stem(value: Any) -> str:
    text = _read_text(value)
    if not _FILE.match(text) or ".." in text or len(text) > 100:
        raise FieldError(f"'{text}' is no file name: letters, digits, '.', '_', '-', no folder.")
    return text


def _read_table_number(value: Any) -> str:
    text = _read_text(value)
    if not _TABLE_NUMBER.match(text):
        raise FieldError(f"'{text}' is no table number; write it like 14.2.1.1.")
    return text


def _read_date(value: Any) -> str:
    text = _read_text(value)
    try:
        if not _DATE.match(text):
            raise ValueError
        date.fromisoformat(text)
    except ValueError:
        raise FieldError(f"'{text}' is no date; write it like 2026-01-31.") from None
    return text


def _read_markdown(value: Any) -> str:
    text = _read_text(value)
    try:
        parse_markdown(text)
    except MarkdownError as error:
        before = text.split("\n")[: error.line]
        start = sum(len(line) + 1 for line in before)
        raise FieldError(error.message, start) from None
    return text


def _read_number(value: Any) -> float:
    text = _read_text(value)
    if not getattr(value, "plain", True) or not _NUMBER.match(text):
        raise FieldError(f"Expected a number such as 0.05 (without quotes), found '{text}'.")
    number = float(text)
    if not math.isfinite(number):
        raise FieldError(f"'{text}' is too large for a number.")
    return number


def _read_share(value: Any) -> float:
    number = _read_number(value)
    if not 0 < number < 1:
        raise FieldError(f"Expected a number between 0 and 1, for example 0.95; found {value}.")
    return number


def _read_whole(value: Any) -> int:
    number = _read_number(value)
    if number != int(number) or not 1 <= number <= 10_000:
        raise FieldError(f"Expected a whole number from 1, found {value}.")
    return int(number)


def _read_decimals(value: Any) -> int:
    number = _read_number(value)
    if number != int(number) or not 0 <= number <= 10:
        raise FieldError(f"Expected a number of decimals from 0 to 10, found {value}.")
    return int(number)


def _read_range(value: Any) -> tuple[float, float]:
    if not isinstance(value, list) or len(value) != 2:
        raise FieldError("Expected the smallest and the largest number, for example [0, 100].")
    low, high = (_read_number(each) for each in value)
    if low >= high:
        raise FieldError(f"The smallest, {low:g}, must be less than the largest, {high:g}.")
    return low, high


def _read_template(value: Any) -> str:
    text = _read_text(value)
    if not _TEMPLATE.match(text):
        raise FieldError(
            f"'{text}' is no pattern of ids: letters, digits from 1, 0 for any digit, '-', '_', "
            "'.', and '*' at the end for any rest, for example SSC-000."
        )
    return text


def _read_flag(value: Any) -> bool:
    text = _read_text(value)
    if text not in ("true", "false") or not getattr(value, "plain", True):
        raise FieldError(f"Expected true or false, found '{text}'.")
    return text == "true"


def _read_formula(value: Any) -> MixedFormula:
    text = _read_text(value)
    try:
        return parse_formula(text)
    except FormulaError as error:
        raise FieldError(f"In the formula: {error.message}", error.start) from None


def _read_random_term(value: Any) -> RandomTerm:
    text = _read_text(value)
    try:
        return parse_random_term(text)
    except FormulaError as error:
        raise FieldError(f"In the random term: {error.message}", error.start) from None


def _read_condition(value: Any) -> Condition:
    text = _read_text(value)
    try:
        return parse_condition(text)
    except ConditionError as error:
        raise FieldError(f"In the condition: {error.message}", error.start) from None


def _read_complete(value: Any) -> Complete:
    words = _read_text(value).split()
    if len(words) != 3 or words[1] != "within":
        raise FieldError("Write 'factor within unit', for example: treatment within donor.")
    return Complete(_read_name(words[0]), _read_name(words[2]))


def _read_levels(value: Any) -> dict[str, str]:
    if isinstance(value, list):
        codes = [_read_text(item) for item in value]
        twice = [code for code in codes if codes.count(code) > 1]
        if twice:
            raise FieldError(f"The level '{twice[0]}' stands twice.")
        value = {code: code for code in codes}
    if not isinstance(value, dict):
        raise FieldError("Expected levels as 'code: label' pairs, or a list of codes.")
    if not value:
        raise FieldError("No level is declared.")
    return {_read_text(code): _read_text(label) for code, label in value.items()}


_TEXT_SCHEMA: dict[str, Any] = {"type": "string", "minLength": 1}
_CODE_SCHEMA: dict[str, Any] = {"type": ["string", "number", "boolean"]}

TEXT = Leaf(_read_text, _TEXT_SCHEMA)
#: A text for the readers of the outputs.
PROSE = Leaf(_read_text, _TEXT_SCHEMA, prose=True)
NAME = Leaf(_read_name, {"type": "string", "pattern": r"^\S+$"})
IDENTIFIER = Leaf(_read_identifier, {"type": ["string", "number"], "pattern": r"^\S+$"})
FILE_STEM = Leaf(_read_file_stem, {"type": "string", "pattern": r"^[^\s/\\]+$"})
TABLE_NUMBER = Leaf(
    _read_table_number, {"type": ["string", "number"], "pattern": r"^[0-9]+(\.[0-9]+)*[a-z]?$"}
)
CODE = Leaf(_read_text, _CODE_SCHEMA)
DATE = Leaf(_read_date, {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"})
#: A text in the closed subset of Markdown that `sap.markdown` reads.
MARKDOWN = Leaf(_read_markdown, _TEXT_SCHEMA)
NUMBER = Leaf(_read_number, {"type": "number"})
#: A whole number from 1.
WHOLE = Leaf(_read_whole, {"type": "integer", "minimum": 1, "maximum": 10_000})
#: Decimals to show.
DECIMALS = Leaf(_read_decimals, {"type": "integer", "minimum": 0, "maximum": 10})
RANGE = Leaf(
    _read_range, {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
)
TEMPLATE = Leaf(_read_template, {"type": "string", "pattern": r"^[A-Za-z0-9_.-]+\*?$"})
#: A number between 0 and 1, both excluded.
SHARE = Leaf(_read_share, {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1})
FLAG = Leaf(_read_flag, {"type": "boolean"})
FORMULA = Leaf(_read_formula, _TEXT_SCHEMA)
RANDOM_TERM = Leaf(_read_random_term, _TEXT_SCHEMA)
CONDITION = Leaf(_read_condition, _TEXT_SCHEMA)
COMPLETE = Leaf(_read_complete, {"type": "string", "pattern": r"^\s*\S+\s+within\s+\S+\s*$"})
LEVELS = Leaf(
    _read_levels,
    {
        "anyOf": [
            {"type": "object", "additionalProperties": _CODE_SCHEMA, "minProperties": 1},
            {"type": "array", "items": _CODE_SCHEMA, "minItems": 1, "uniqueItems": True},
        ]
    },
    prose=True,
)


def choice(*words: str, refused: dict[str, str] | None = None) -> Leaf:
    """Make a field that accepts one of a few words.

    Parameters
    ----------
    words
        What is accepted.
    refused
        Words that a reader might expect, each with a sentence why it is not accepted.

    Returns
    -------
    Leaf
        The field.
    """

    def read(value: Any) -> str:
        text = _read_text(value)
        if text in words:
            return text
        known = " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
        hint = (refused or {}).get(text, "")
        if not hint:
            hint = did_you_mean(text, words)
            hint = hint if hint.startswith("Did") else ""
        raise FieldError(f"Expected {known}, found '{text}'. {hint}".rstrip())

    return Leaf(read, {"enum": list(words)})
