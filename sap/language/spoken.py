"""What is said, in the language that is spoken."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from sap.language.grammar import PLAIN, Grammar, Notation, english_plural
from sap.language.templates import Templates


@dataclass(frozen=True)
class Language:
    """A language: its grammar, how it writes numbers, and its texts.

    Parameters
    ----------
    code
        The name used in specs, such as ``en``.
    grammar
        How nouns are counted.
    notation
        How numbers are written.
    words
        Text by the package's English text; a text that is not there stays as it is.
    texts
        Text by the study's own text, as its specs have it. Holes such as ``{name}`` stand for
        anything.
    messages
        Those of `words` that results hold, in which a text is looked for whose holes were filled;
        among all words one of a few letters and many holes would be found in anything.
    """

    code: str
    grammar: Grammar
    notation: Notation = PLAIN
    words: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    messages: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def study(self) -> Templates:
        """The study's texts, for finding one by what was made of it."""
        return Templates(self.texts)

    @cached_property
    def package(self) -> Templates:
        """The package's messages, for finding one by what was made of it."""
        return Templates(self.messages)


ENGLISH = Language("en", Grammar(english_plural, lambda count: count == 1))
_SPOKEN: ContextVar[Language] = ContextVar("spoken language", default=ENGLISH)


def language() -> Language:
    """Give the language that is spoken now.

    Returns
    -------
    Language
        English unless `speaking` says otherwise.
    """
    return _SPOKEN.get()


@contextmanager
def speaking(spoken: Language) -> Iterator[None]:
    """Speak a language while the block runs.

    Parameters
    ----------
    spoken
        The language. Results are made before, so that none depends on it.
    """
    token = _SPOKEN.set(spoken)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


class _Filling(string.Formatter):
    """Fills the holes of a text; numbers are written as the language does."""

    def format_field(self, value: Any, format_spec: str) -> str:
        text = str(super().format_field(value, format_spec))
        return _in_notation(text) if isinstance(value, int | float) else text

    def check_unused_args(
        self, used_args: set[int | str], args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> None:
        """Let a language leave out what it has no place for."""


_FILLING = _Filling()


def say(text: str, /, **values: Any) -> str:
    """Say one of the package's texts.

    Parameters
    ----------
    text
        In English, with holes such as ``{unit}``; a literal, or one marked by `noted`.
    values
        What fills the holes. Numbers are written as the language does; texts as they are.

    Returns
    -------
    str
        In the language that is spoken.
    """
    return _FILLING.vformat(language().words.get(text, text), (), values)


def noted(text: str) -> str:
    """Mark one of the package's texts that is said later.

    Parameters
    ----------
    text
        A literal in English.

    Returns
    -------
    str
        The same text.
    """
    return text


def number(value: float, written: str = "g") -> str:
    """Write a number that no number style rules, such as a level of confidence.

    Parameters
    ----------
    value
        The number.
    written
        A format specification.

    Returns
    -------
    str
        In the language's notation.
    """
    return _in_notation(format(value, written))


def _in_notation(text: str) -> str:
    notation = language().notation
    return text if notation == PLAIN else notation.written(text)


def plural(noun: str) -> str:
    """Form the plural of a counted noun, ``donor`` to ``donors``.

    Parameters
    ----------
    noun
        A noun in the singular, in the language that is spoken.

    Returns
    -------
    str
    """
    return language().grammar.plural(noun)


def counted(count: float | None, noun: str) -> str:
    """Count things in words, ``1 donor`` or ``94 donors``.

    Parameters
    ----------
    count
        How many, or None when it is not known.
    noun
        The noun in the singular, in the language that is spoken.

    Returns
    -------
    str
        The count and the noun.
    """
    grammar = language().grammar
    if count is None:
        return f"NE {grammar.plural(noun)}"
    things = noun if grammar.is_singular(count) else grammar.plural(noun)
    return f"{number(count, '.0f')} {things}"


def listed(items: Iterable[str], conjunction: Literal["and", "or", "then"] = "and") -> str:
    """List things as a sentence does, ``a, b and c``.

    Parameters
    ----------
    items
        In order, each in the language that is spoken.
    conjunction
        The English word before the last.

    Returns
    -------
    str
        Empty where there is nothing to list.
    """
    *before, last = [*items] or [""]
    word = language().grammar.conjunctions.get(conjunction, conjunction)
    return f"{', '.join(before)} {word} {last}" if before else last


def noun(name: str) -> str:
    """Make a noun of the name of a variable.

    Parameters
    ----------
    name
        As declared, ``cell_donor``.

    Returns
    -------
    str
        ``cell donor``, in the language that is spoken.
    """
    return told(name.replace("_", " "))


def inside_a_sentence(label: str) -> str:
    """Begin a label with a small letter where it is an ordinary word.

    Parameters
    ----------
    label
        A label such as ``Vehicle`` or ``IL-4``.

    Returns
    -------
    str
        ``vehicle``; ``IL-4`` stays as it is.
    """
    first, rest = label[:1], label[1:]
    return first.lower() + rest if rest.split(" ")[0].islower() else label


def told(text: str) -> str:
    """Say a text that came with the results or the specs, where the language has it.

    Such are the reason of an exclusion and why an analysis has no numbers: the results hold
    them in the words of the specs and in English.

    Parameters
    ----------
    text
        As it was written, with its holes filled.

    Returns
    -------
    str
        In the language that is spoken; the text as it is where that has none for it.
    """
    spoken = language()
    if not spoken.words and not spoken.texts:
        return text
    return _told(text, spoken)


def _told(text: str, spoken: Language) -> str:
    found = _known(text, spoken)
    return _in_parts(text, spoken) if found is None else found


def _known(text: str, spoken: Language) -> str | None:
    """Say a number, one of the texts, or nouns; None for another text."""
    if _is_number(text):
        return spoken.notation.written(text)
    found = spoken.study.filled(text, lambda part: _told(part, spoken))
    if found is None:
        found = spoken.words.get(text)
    if found is None:
        found = spoken.package.filled(text, lambda part: _told(part, spoken))
    return _counted_again(text, spoken) if found is None else found


def _counted_again(text: str, spoken: Language) -> str | None:
    """Count in the language what was counted in English, ``3 wells``; None for another text."""
    amount, _, things = text.partition(" ")
    number = amount.replace(",", "")
    for noun, own in spoken.texts.items():
        if text == english_plural(noun):
            return spoken.grammar.plural(own)
        if number.isdecimal() and things in (noun, english_plural(noun)):
            return counted(float(number), own)
    return None


def _in_parts(text: str, spoken: Language) -> str:
    """Say a name and what is told of it, several sentences, or a list; else the text as it is."""
    if _PLACE.match(text):
        return _named(text, spoken)
    parts = text.split("; ")
    if all(_NAMED.match(part) for part in parts):
        return say("; ").join(_named(part, spoken) for part in parts)
    sentences = _SENTENCES.split(text)
    for number in range(len(sentences) - 1, 0, -1):
        first, rest = " ".join(sentences[:number]), " ".join(sentences[number:])
        found = _known(first, spoken)
        if found is not None or number == 1:
            return f"{first if found is None else found} {_told(rest, spoken)}"
    items = [_item(one, spoken) for one in text.split(", ")]
    known = [one for one in items if one is not None]
    return ", ".join(known) if len(known) == len(items) else text


def _named(text: str, spoken: Language) -> str:
    """Say what is told of a place or a name, with the colon of the language."""
    name, _, rest = text.partition(": ")
    return say("{name}: {text}", name=name, text=_told(rest, spoken))


def _item(text: str, spoken: Language) -> str | None:
    """Say one of a list, possibly with how many there are of it, ``Vehicle 2``."""
    name, _, number = text.rpartition(" ")
    if not number.isdecimal():
        return _known(text, spoken)
    found = _known(name, spoken)
    return None if found is None else f"{found} {number}"


# A file with its line and column, as messages of errors begin.
_PLACE = re.compile(r"\S+\.[A-Za-z]\w*(?::[0-9]+){0,2}: ")
# A name in code, such as that of a query.
_NAMED = re.compile(r"[a-z]\w*: ")
_SENTENCES = re.compile(rf"(?<=[.)]) (?=[A-Z`]|{_PLACE.pattern})")


def _is_number(text: str) -> bool:
    return text[-1:].isdigit() and text.lstrip("-").replace(".", "", 1).isdigit()
