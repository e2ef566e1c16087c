"""French texts of tables and listings about data: who and what was analysed, and what was not."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    # Steps from the data to the analysis.
    "Step": "Étape",
    "Taken away": "Retrait",
    "Left": "Reste",
    "Data": "Données",
    "Rows of the endpoint": "Lignes du critère de jugement",
    "Analysis set": "Ensemble d'analyse",
    "Left out of the analysis": "Exclusion de l'analyse",
    "Without a value that the model needs": "Sans une valeur nécessaire au modèle",
    "Beyond the limits of quantification": "Hors des limites de quantification",
    "Incomplete": "Incomplet",
    "Analysed": "Dans l'analyse",
    "A missing value leaves the rule undecided for {number} of them; they stay in.": (
        "Une valeur manquante laisse la règle sans réponse dans {number} cas, conservés."
    ),
    # Endpoint by endpoint.
    "In the set": "Dans l'ensemble",
    "Taken out": "Hors analyse",
    "Left out": "Exclusion",
    "Beyond limits": "Hors limites",
    "All": "Total",
    "Numbers are of {units}, in brackets of {rows}. The number of {units} falls where none of the "
    "results of a {unit} is left.": (
        "Les nombres sont ceux des {units}, entre parenthèses ceux des {rows}. Le nombre de "
        "{units} ne diminue que s'il ne reste aucun résultat de l'unité ({unit})."
    ),
    "Of {number} {units}, not in the set: {reasons}.": (
        "Hors de l'ensemble, sur {number} {units} : {reasons}."
    ),
    "a missing value leaves this undecided for {number} of them, which stay in": (
        "sans réponse par valeur manquante dans {number} cas, conservés"
    ),
    # Limits of quantification.
    "Endpoint and arm": "Critère de jugement et bras",
    "With a result": "Avec résultat",
    "Below LLOQ, n (%)": "Sous la LIQ, n (%)",
    "Above ULOQ, n (%)": "Au-dessus de la LSQ, n (%)",
    "Percentages are of {rows} with a result.": (
        "Pourcentages rapportés au nombre de {rows} avec résultat."
    ),
    "below the LLOQ{limits} {what}": "sous la LIQ{limits} : {what}",
    "above the ULOQ{limits} {what}": "au-dessus de la LSQ{limits} : {what}",
    "-, there is no such limit.": "-, sans limite de ce type.",
    # Listings.
    "Reason": "Raison",
    "Row": "Ligne",
    "File and line": "Fichier et ligne",
    "{number} row": "{number} ligne",
    "{number} rows": "{number} lignes",
    "{endpoints}: {rows} taken out": "{endpoints} : {rows} hors analyse",
    "{endpoints}: {number} not analysed": "{endpoints} : {number} hors analyse",
    "The first reason that applied is shown.": "Seule la première raison applicable est indiquée.",
    "A {unit} not analysed for several endpoints by one reason stands once, under all of them; for "
    "other endpoints the {unit} may be analysed, or stand under another reason.": (
        "Une unité ({unit}) hors analyse pour plusieurs critères par une même raison figure une "
        "seule fois, sous tous ces critères ; pour d'autres critères elle peut être analysée, ou "
        "figurer sous une autre raison."
    ),
    "Rows of a {unit} of the analysis set; those of {units} outside of it are not listed.": (
        "Lignes des {units} de l'ensemble d'analyse ; celles des {units} hors de cet ensemble ne "
        "sont pas listées."
    ),
    "A row taken out of several endpoints by one reason stands once, under all of them.": (
        "Une ligne écartée de plusieurs critères par une même raison figure une seule fois, sous "
        "tous ces critères."
    ),
    "More than {number} rows: counted by reason. Each one is in the results file.": (
        "Plus de {number} lignes : décompte par raison. Chacune figure dans le fichier des "
        "résultats."
    ),
}
