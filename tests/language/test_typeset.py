"""Spaces that French wants at signs: where they go, and that twice is as once."""

from __future__ import annotations

import pytest

from sap.language import ENGLISH, language_of, speaking, told
from sap.language.french import FRENCH
from sap.language.grammar import NARROW_SPACE, french_typeset

WIDE = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("typed", "french"),
    [
        ("Un ; deux", f"Un{NARROW_SPACE}; deux"),
        ("Qui ? Lui !", f"Qui{NARROW_SPACE}? Lui{NARROW_SPACE}!"),
        ("20 %", f"20{NARROW_SPACE}%"),
        ("{name} : {what}", f"{{name}}{WIDE}: {{what}}"),
        ("dit « oui »", f"dit «{WIDE}oui{WIDE}»"),
        ("Un, deux. pg/mL a:b", "Un, deux. pg/mL a:b"),
    ],
)
def test_spaces_at_signs_are_no_place_to_break(typed, french):
    assert french_typeset(typed) == french


def test_twice_is_as_once():
    assert all(french_typeset(french) == french for french in FRENCH.values())


def test_texts_of_a_study_are_typeset_in_a_language_that_wants_it():
    texts = {"Above 20 %": "Plus de 20 %", "{name}: {what}": "{name} : {what}"}
    with speaking(language_of("fr", texts)):
        assert told("Above 20 %") == f"Plus de 20{NARROW_SPACE}%"
    assert language_of("en", texts).texts == texts
    assert ENGLISH.grammar.typeset("20 %") == "20 %"
