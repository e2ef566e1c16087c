"""How a language writes numbers, counts nouns and spaces its signs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

MINUS = "\N{MINUS SIGN}"
NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"
# In a number of four digits a gap is more in the way than of help.
LEAST_GROUPED = 5


@dataclass(frozen=True)
class Notation:
    """How a number is written once it is rounded.

    Parameters
    ----------
    decimal
        The decimal mark.
    groups
        What stands between thousands in numbers of five digits and more, or empty.
    minus
        The sign of a negative number.
    between
        What stands between the limits of an interval.
    leading_zero
        Whether a number under one begins with a zero.
    """

    decimal: str = "."
    groups: str = ""
    minus: str = MINUS
    between: str = ", "
    leading_zero: bool = True

    def written(self, text: str) -> str:
        """Write a number in this notation.

        Parameters
        ----------
        text
            The number in digits with a point, as ``-1234.5``, ``<0.001`` or ``1.2e-7``;
            the minus sign may be a hyphen or U+2212.

        Returns
        -------
        str
            For example ``-1 234,5``; a text without digits stays as it is.
        """
        body = text.lstrip(f"<>(+-{MINUS}")
        before, point, after = body.partition(".")
        digits = before.isascii() and before.isdigit()
        if not digits:
            return text
        sign = text[: len(text) - len(body)]
        # Of a zero something must be left to be seen.
        if point and before == "0" and not self.leading_zero and after.strip("0"):
            before = ""
        if self.groups and len(before) >= LEAST_GROUPED:
            before = f"{int(before):,}".replace(",", self.groups)
        made = f"{sign}{before}{self.decimal if point else ''}{after}"
        return made.replace(MINUS, "-").replace("-", self.minus)

    def read(self, text: str) -> str:
        """Undo what `written` does: digits, a point, and a hyphen for the minus sign."""
        found = text.replace(self.groups, "") if self.groups else text
        found = found.replace(self.minus, "-").replace(self.decimal, ".")
        sign = found[: len(found) - len(found.lstrip("<>-"))]
        body = found[len(sign) :]
        return f"{sign}0{body}" if body.startswith(".") else found


#: As numbers stand in code and in results data, but for the true minus sign.
PLAIN = Notation()


@dataclass(frozen=True)
class Grammar:
    """How nouns are counted and listed, and signs are spaced.

    Parameters
    ----------
    plural
        Forms the plural of a noun.
    is_singular
        Whether a number takes the noun in the singular.
    conjunctions
        The word before the last of a list, by the English one.
    typeset
        Puts in the spaces that a text typed in the language lacks; twice is as once.
    """

    plural: Callable[[str], str]
    is_singular: Callable[[float], bool]
    conjunctions: Mapping[str, str] = field(default_factory=dict)
    typeset: Callable[[str], str] = str


# English plurals that no rule here gives.
_IRREGULAR = {"analysis": "analyses", "mouse": "mice", "person": "people"}
# Shorter words, such as sum, are no Latin ones.
_SHORTEST_LATIN = 5


def english_plural(noun: str) -> str:
    """Form the English plural, ``donor`` to ``donors``; the last word of several takes it.

    Parameters
    ----------
    noun
        A noun in the singular, with or without words before it.

    Returns
    -------
    str
    """
    *before, last = noun.split(" ")
    if last in _IRREGULAR:
        last = _IRREGULAR[last]
    elif last.endswith("um") and len(last) >= _SHORTEST_LATIN:
        last = f"{last[:-2]}a"
    elif last.endswith("y") and last[-2:-1] not in "aeiou":
        last = f"{last[:-1]}ies"
    else:
        last = f"{last}es" if last.endswith(("s", "x", "ch", "sh")) else f"{last}s"
    return " ".join([*before, last])


# What follows these belongs to the noun and keeps its form: `tube de cytométrie`.
_FRENCH_LINKS = frozenset({"de", "du", "des", "d'", "en", "à", "au", "aux", "sur", "par", "avec"})
_FRENCH_IN_S = frozenset({"bal", "carnaval", "festival", "récital", "régal", "pneu", "bleu"})


def french_plural(noun: str) -> str:
    """Form the regular French plural, ``donneur`` to ``donneurs``.

    Parameters
    ----------
    noun
        A noun in the singular, with or without words that belong to it.

    Returns
    -------
    str
        The words before the first preposition in the plural.
    """
    words = noun.split(" ")
    linked = (
        place
        for place, word in enumerate(words)
        if word in _FRENCH_LINKS or word.startswith(("d'", "d\N{RIGHT SINGLE QUOTATION MARK}"))
    )
    end = next(linked, len(words))
    return " ".join([*(_french_word(word) for word in words[:end]), *words[end:]])


def _french_word(word: str) -> str:
    if word.endswith(("s", "x", "z")):
        return word
    if word in _FRENCH_IN_S:
        return f"{word}s"
    if word.endswith("al"):
        return f"{word[:-2]}aux"
    return f"{word}x" if word.endswith(("eau", "au", "eu")) else f"{word}s"


_NARROW = re.compile(r" (?=[;?!%])")
_WIDE = re.compile(r" (?=:)|(?<=«) | (?=»)")


def french_typeset(text: str) -> str:
    """Put the spaces in that French wants at some signs, so that no line breaks there.

    Parameters
    ----------
    text
        With plain spaces before ``: ; ? ! %`` and within ``« »``.

    Returns
    -------
    str
        With narrow or wide no-break spaces there.
    """
    return _WIDE.sub("\N{NO-BREAK SPACE}", _NARROW.sub(NARROW_SPACE, text))
