"""Every text of the package has its French, and no French has lost its text."""

from __future__ import annotations

from collections import Counter

import pytest

from sap.language.french import _IN_RESULTS, _ROOMS, FRENCH
from sap.language.templates import fixed, holes
from tests.language.said import messages, parts, said

TOLD = list(said())
TEXTS = {one.text for one in TOLD if one.text is not None}
SAID = [room for room in _ROOMS if room not in _IN_RESULTS]


def test_what_is_said_is_a_literal():
    assert not [one.place for one in TOLD if one.text is None]


def test_every_text_has_its_french():
    lacking = {one.text: one.place for one in TOLD if one.text and one.text not in FRENCH}
    assert not lacking


def test_every_french_text_is_of_a_text_that_is_said():
    known = {english for room in SAID for english in room.TEXTS}
    assert not known - TEXTS


def test_a_text_stands_once():
    counts = Counter(english for room in _ROOMS for english in room.TEXTS)
    assert not [english for english, number in counts.items() if number > 1]


@pytest.mark.parametrize("room", _ROOMS, ids=lambda room: room.__name__.rpartition(".")[2])
def test_holes_are_those_of_the_english(room):
    wrong = {
        english: french
        for english, french in room.TEXTS.items()
        if set(holes(french)) - set(holes(english))
    }
    assert not wrong


@pytest.mark.parametrize("room", _ROOMS, ids=lambda room: room.__name__.rpartition(".")[2])
def test_every_text_says_something(room):
    assert all(french.strip() and fixed(french) == fixed(french) for french in room.TEXTS.values())


def test_every_reason_is_a_message_of_the_package():
    known = messages()
    texts = [english for room in _IN_RESULTS for english in room.TEXTS]
    assert not [english for english in texts if parts(english) not in known]
