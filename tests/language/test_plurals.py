"""Plurals by rule and not by a study's own words."""

from __future__ import annotations

import pytest

from sap.language import counted, language_of, plural, speaking


@pytest.mark.parametrize(
    ("one", "several"),
    [
        ("donor", "donors"),
        ("batch", "batches"),
        ("biopsy", "biopsies"),
        ("day", "days"),
        ("serum", "sera"),
        ("culture medium", "culture media"),
        ("sum", "sums"),
        ("analysis", "analyses"),
        ("mouse", "mice"),
    ],
)
def test_plurals(one, several):
    assert plural(one) == several


@pytest.mark.parametrize(
    ("one", "several"),
    [
        ("donneur", "donneurs"),
        ("puits", "puits"),
        ("tuyau", "tuyaux"),
        ("animal", "animaux"),
        ("festival", "festivals"),
        ("tube de cytométrie", "tubes de cytométrie"),
        ("donneur d'organe", "donneurs d'organe"),
        ("critère principal", "critères principaux"),
    ],
)
def test_french_plurals(one, several):
    with speaking(language_of("fr")):
        assert plural(one) == several


@pytest.mark.parametrize(("count", "text"), [(0, "0 donneur"), (1, "1 donneur"), (2, "2 donneurs")])
def test_in_french_less_than_two_is_singular(count, text):
    with speaking(language_of("fr")):
        assert counted(count, "donneur") == text


def test_in_english_one_alone_is_singular():
    assert [counted(n, "donor") for n in (0, 1, 12345)] == ["0 donors", "1 donor", "12345 donors"]
    assert counted(None, "donor") == "NE donors"
