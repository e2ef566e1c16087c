"""French texts of the report of a run."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    # The page around the tables.
    "Skip to the content": "Aller au contenu",
    "Contents": "Sommaire",
    "Search": "Rechercher",
    "Search the tables and figures": "Rechercher dans les tableaux et figures",
    "Nothing is found.": "Aucun résultat.",
    "{shown} of {all} found": "Trouvé : {shown} sur {all}",
    "Numbers say where they are from: point at one or tap it, or reach it with Tab and go on with "
    "the arrow keys; Escape closes.": (
        "Chaque nombre indique son origine : le pointer ou le toucher, ou l'atteindre avec la "
        "touche Tab puis les flèches ; Échap ferme."
    ),
    "{counted}. {analyses} analyses, {tables} tables and listings, {figures} figures.": (
        "{counted}. Analyses : {analyses} ; tableaux et listes : {tables} ; figures : {figures}."
    ),
    "Copy": "Copier",
    "Copied": "Copié",
    "Not copied": "Copie impossible",
    "The browser does not allow copies": "Le navigateur ne permet pas la copie",
    "{title}: copied as text": "{title} : copie effectuée sous forme de texte",
    "{table} as text": "{table} sous forme de texte",
    "Download {table}": "Télécharger : {table}",
    "of {table}": "({table})",
    "Text": "Texte",
    "ARD row: {place}": "Ligne de l'ARD : {place}",
    # Results by endpoint.
    "Results by endpoint": "Résultats par critère de jugement",
    "What came of each endpoint": "Résultat de chaque critère de jugement",
    "Id": "Code",
    "Effect (CI)": "Effet (IC)",
    "Test": "Test",
    "contrast": "contraste",
    "p {p}": "p {p}",
    "interaction p {p}": "p d'interaction {p}",
    "{p}, no test": "{p}, sans test",
    "{p}, exploratory": "{p}, à titre exploratoire",
    "{p}, no test: its gate is closed": "{p}, sans test : verrou fermé",
    "{p}, no test: its gate is not part of this run": (
        "{p}, sans test : verrou absent de cette exécution"
    ),
    "{p}, adjusted {adjusted}: rejected": "{p}, ajustée {adjusted} : hypothèse rejetée",
    "{p}, adjusted {adjusted}: not rejected": "{p}, ajustée {adjusted} : hypothèse non rejetée",
    "{found} of {planned} endpoints accounted for: {shown} with a result, {failed} not estimable": (
        "Critères de jugement pris en compte : {found} sur {planned} (avec résultat : {shown} ; "
        "non estimables : {failed})"
    ),
    "{found} of {planned} endpoints accounted for: {shown} with a result, "
    "{untested} of them without a test, {failed} not estimable": (
        "Critères de jugement pris en compte : {found} sur {planned} (avec résultat : {shown}, "
        "dont sans test : {untested} ; non estimables : {failed})"
    ),
    # Families of hypotheses.
    "Families of hypotheses": "Familles d'hypothèses",
    "How each family is tested": "Procédure de test de chaque famille",
    "Family": "Famille",
    "Tested by": "Procédure de test",
    "Gate": "Verrou",
    "Outcome": "Résultat",
    "None": "Aucun",
    "{tested}, exploratory": "{tested}, à titre exploratoire",
    "Not rejected": "Non rejetée",
    "Exploratory, not tested": "Exploratoire, non testée",
    "Not in this run": "Absente de cette exécution",
    # Deviations, warnings, open queries.
    "Deviations, warnings, open queries": "Écarts, avertissements, questions ouvertes",
    "Not estimable": "Non estimable",
    "What happened in the fits": "Particularités des ajustements",
    "Designs and open queries": "Plans d'expérience et questions ouvertes",
    "None.": "Rien à signaler.",
    # Data, program, software; analyses.
    "Data, program, software": "Données, programme, logiciels",
    "Analyses planned and carried out": "Analyses prévues et réalisées",
    "{planned} planned: {own} of endpoints, {others} sensitivity analyses. "
    "{done} carried out, {failed} not estimable.": (
        "Analyses prévues : {planned} (critères de jugement : {own} ; analyses de sensibilité : "
        "{others}). Réalisées : {done} ; non estimables : {failed}."
    ),
    "All analyses": "Toutes les analyses",
    "Analysis": "Analyse",
    "In it": "Effectifs",
    "As planned": "Conforme au plan",
    "{name}: {text}": "{name} : {text}",
    "{first}; {second}": "{first} ; {second}",
    "{method}; df: {df}; {engine}": "{method} ; ddl : {df} ; {engine}",
    "{fitted} (planned: {formula})": "{fitted} (prévu : {formula})",
    "pair": "paire",
    "Paired t test of {unit} means": "Test t apparié sur les moyennes par {unit}",
    "Wilcoxon signed rank test of {unit} means": (
        "Test des rangs signés de Wilcoxon sur les moyennes par {unit}"
    ),
    "Each {unit} left out in turn": "Chaque unité ({unit}) omise à tour de rôle",
    "Described, not modelled": "Description, sans modèle",
}
