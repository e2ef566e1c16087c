"""The languages there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from sap.language.grammar import NARROW_SPACE, Grammar, Notation, french_plural, french_typeset
from sap.language.spoken import ENGLISH, Language

#: Names of languages in specs.
LOCALES = ("en", "fr")


def language_of(code: str, texts: Mapping[str, str] | None = None) -> Language:
    """Give a language by its name.

    Parameters
    ----------
    code
        One of `LOCALES`.
    texts
        Text by the study's own text, to be typeset; none where its specs are in this language.

    Returns
    -------
    Language
    """
    spoken = _french() if code == "fr" else ENGLISH
    typeset = spoken.grammar.typeset
    own = {text: typeset(other) for text, other in (texts or {}).items()}
    return replace(spoken, texts=own) if own else spoken


@cache
def _french() -> Language:
    from sap.language.french import FRENCH, MESSAGES

    return Language(
        "fr",
        Grammar(
            french_plural,
            lambda count: count < 2,  # 0 and 1.5 are singular
            {"and": "et", "or": "ou", "then": "puis"},
            french_typeset,
        ),
        Notation(decimal=",", groups=NARROW_SPACE, between=f"{NARROW_SPACE}; "),
        FRENCH,
        messages=MESSAGES,
    )
