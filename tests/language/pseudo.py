"""A language made of signs that English does not have, so that what is not said shows.

Every letter of its texts is Cyrillic. What is left of Latin letters in an output that speaks it
was not said, or is no word: a code, a formula, a name of a file.
"""

from __future__ import annotations

import dataclasses
import re
import string
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from sap.language import ENGLISH, Language
from sap.language.french import FRENCH
from sap.spec import Spec
from sap.spec.prose import in_other_words, texts_of
from sap.tables.table import Table

SMALL = "абвгдежзийклмнопрстуфхцчшщ"
_LETTERS = str.maketrans(string.ascii_letters, SMALL + SMALL.upper())
_HOLE = re.compile(r"(\{[^{}]*\})")
_WORD = re.compile(r"(?<!\w)[A-Za-z]{2,}(?!\w)")
#: No words of a language: what is missing, and the signs of a shell.
SIGNS = re.compile(r"NE|x+")


def pseudo(text: str) -> str:
    """Write a text in the signs of the language; holes stay as they are."""
    parts = _HOLE.split(text)
    return "".join(one if _HOLE.fullmatch(one) else one.translate(_LETTERS) for one in parts)


def pseudo_language(texts: Iterable[str] = ()) -> Language:
    """Make the language, with all texts of the package and some of a study."""
    return Language(
        "pseudo",
        replace(
            ENGLISH.grammar,
            plural=lambda noun: f"{noun}{pseudo('s')}",
            conjunctions={word: pseudo(word) for word in ("and", "or", "then")},
        ),
        words={english: pseudo(english) for english in FRENCH},
        texts={text: pseudo(text) for text in texts},
    )


def pseudo_spec(spec: Spec) -> tuple[Spec, Language]:
    """Put all texts of a spec that readers see in the language, and give the language."""
    return in_other_words(spec, pseudo, None), pseudo_language(texts_of(spec))


def texts_of_table(table: Table) -> Iterator[str]:
    """Go through all texts of a table but its protocol, notice and lines of sources."""
    yield from (table.title, table.population)
    yield from (cell.text for cell in table.all_cells())
    yield from (column.spanner or "" for column in table.columns)
    yield from (footnote.text for footnote in table.footnotes)


def latin_words(texts: Iterable[str], allowed: Iterable[str]) -> dict[str, str]:
    """Find words in Latin letters, each with the first text that has it; names in code aside.

    Parameters
    ----------
    texts
        Of an output.
    allowed
        Codes, formulas and the like, which may stand in a text as they are.

    Returns
    -------
    dict
        Text by word; none for an output all of which was said.
    """
    known = sorted({one for one in allowed if one}, key=len, reverse=True)
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in known), re.I)
    found: dict[str, str] = {}
    for text in dict.fromkeys(texts):
        rest = pattern.sub(" ", text) if known else text
        for word in _WORD.findall(rest):
            if not SIGNS.fullmatch(word):
                found.setdefault(word, text)
    return found


def strings_in(value: Any, keep: Callable[[str], bool] = bool) -> Iterator[str]:
    """Go through all strings in parts of parts, keys of mappings too."""
    if isinstance(value, str):
        if keep(value):
            yield value
    elif isinstance(value, Mapping):
        for pair in value.items():
            yield from strings_in(pair, keep)
    elif isinstance(value, tuple | list | set | frozenset):
        for one in value:
            yield from strings_in(one, keep)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from strings_in(getattr(value, field.name), keep)
