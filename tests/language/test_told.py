"""What came with results in English is told in the language that is spoken."""

from __future__ import annotations

import pytest

from sap.language import language_of, speaking, told
from sap.language.grammar import NARROW_SPACE

STUDY = {
    "Vehicle": "Véhicule",
    "Ruxolitinib": "Ruxolitinib",
    "Concentration": "Concentration",
    "donor": "donneur",
    "serum donor": "donneur de sérum",
    "plate": "plaque",
    "Serum of {whom}": "Sérum ({whom})",
}
ZERO = "The variance of plate is zero."


def in_french(text: str) -> str:
    with speaking(language_of("fr", STUDY)):
        return told(text).replace(NARROW_SPACE, " ").replace("\N{NO-BREAK SPACE}", " ")


def test_nothing_is_told_otherwise_in_english():
    assert told(ZERO) == ZERO


def test_what_no_one_knows_stays():
    assert in_french("Something of nobody's.") == "Something of nobody's."
    assert in_french("one of two.") == "one of two."
    assert in_french("") == ""


@pytest.mark.parametrize(
    ("english", "french"),
    [
        (ZERO, "Variance nulle (plaque)."),
        ("Concentration is missing", "Valeur manquante : Concentration"),
        (
            "4 donors; fewer than 5 give no inference.",
            "Effectif de 4 ; pas d'inférence en dessous de 5.",
        ),
        ("Serum of Vehicle", "Sérum (Véhicule)"),
        ("3 serum donors", "3 donneurs de sérum"),
        ("1,204 donors", "1204 donneurs"),
        ("serum donors", "donneurs de sérum"),
        ("-1.5", "-1,5"),
    ],
)
def test_a_text_is_told_with_what_fills_its_holes(english, french):
    assert in_french(english).replace("\N{MINUS SIGN}", "-") == french


def test_a_place_stands_before_what_is_wrong_there():
    assert in_french("raw/wells.csv: There is no such file.") == (
        "raw/wells.csv : Ce fichier n'existe pas."
    )
    assert in_french("wells.csv:3:1: Nobody knows this.") == "wells.csv:3:1 : Nobody knows this."


def test_names_in_a_row_are_told_each_with_what_is_of_it():
    assert in_french("Open queries (2): scale: Vehicle; dose: A-11, NS. See: sap data") == (
        "Questions ouvertes (2) : scale : Véhicule ; dose : A-11, NS. Voir : sap data"
    )
    assert in_french("Dose: this; that: more") == "Dose: this; that: more"


def test_sentences_are_told_one_by_one():
    step = "Step 1 of the declared simplification: (1 | plate) was left out."
    assert in_french(f"{step} {ZERO}") == (
        "Étape 1 de la simplification déclarée : retrait de (1 | plate). Variance nulle (plaque)."
    )
    assert in_french(f"Nobody knows this. {ZERO}") == "Nobody knows this. Variance nulle (plaque)."


def test_no_other_text_of_the_package_is_found_in_a_message():
    assert in_french(
        "a.csv: No row is left for the analysis: The blanks alone account for 90 % of what was "
        "measured (Vehicle); above 80 % what is left is not estimable."
    ) == (
        "a.csv : Aucune ligne ne reste pour l'analyse : Les blancs représentent à eux seuls 90 % "
        "de la mesure (Véhicule) ; au-delà de 80 %, la différence n'est pas estimable."
    )
    assert in_french("What a spec has is not told.") == "What a spec has is not told."


def test_several_problems_are_told_each_with_its_place():
    first, second = (
        "a.csv: There is no such file.",
        "b.csv:1: There is no column 'X' (variable 'x').",
    )
    assert in_french(f"{first} {second} Did you mean 'Y'?") == (
        "a.csv : Ce fichier n'existe pas. b.csv:1 : La colonne « X » est absente (variable « x »). "
        "Peut-être « Y » ?"
    )
    assert in_french("c.csv:7: Column 'Dose': '3' is not a declared level of 'dose' (row 7).") == (
        "c.csv:7 : Colonne « Dose » : '3' n'est pas un niveau déclaré de « dose » (row 7)."
    )


def test_a_list_is_told_where_all_of_it_is_known():
    text = "Left out for having one arm only: 6 of 98, by donor ({counts})."
    assert in_french(text.format(counts="Vehicle 2, Ruxolitinib 4")) == (
        "Exclusion faute d'avoir les deux bras : 6 sur 98, par donneur (Véhicule 2, Ruxolitinib 4)."
    )
    assert in_french("Vehicle, elsewhere") == "Vehicle, elsewhere"


def test_too_few_sera_are_told_whole():
    told_so = in_french(
        "3 serum donors can't speak for serum donors in general. A result about serum donors "
        "other than these rests on how much they differ, and 3 show next to nothing of it: the "
        "interval would be far too narrow, or have hardly any degrees of freedom. At least 5 are "
        "needed, and ten or more are wanted. Use more serum donors; or make serum donor a fixed "
        "effect, and speak of these 3 only."
    )
    assert told_so.startswith("Échantillon trop petit pour une conclusion générale : 3 donneurs")
    assert told_so.endswith("ne conclure que sur ces 3.")
    assert "serum" not in told_so
