"""French texts of the plan as a document: outcomes, data and their handling, outputs."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    # Names of endpoints, conditions.
    "{one} by {other}": "{one} × {other}",
    "“{label}”": "« {label} »",
    "{variable} is {value}": "{variable} = {value}",
    "{variable} is not {value}": "{variable} autre que {value}",
    "{variable} is below {value}": "{variable} < {value}",
    "{variable} is at most {value}": "{variable} ≤ {value}",
    "{variable} is above {value}": "{variable} > {value}",
    "{variable} is at least {value}": "{variable} ≥ {value}",
    "{variable} is missing": "donnée manquante pour {variable}",
    "{variable} is not missing": "donnée présente pour {variable}",
    "the {unit} has no data for the endpoint": (
        "aucune donnée pour le critère de jugement ({unit})"
    ),
    "it is not so that {condition}": "condition non remplie : {condition}",
    # Outcome definitions, derived variables.
    "Outcome definitions": "Définition des critères de jugement",
    "Table": "Tableau",
    "Derived variables": "Variables dérivées",
    "How it is made": "Construction",
    "Natural logarithm of {variable}.": "Logarithme népérien : {variable}.",
    "Logarithm to base 2 of {variable}.": "Logarithme en base 2 : {variable}.",
    "Logarithm to base 10 of {variable}.": "Logarithme en base 10 : {variable}.",
    "{variable} divided by {other}.": "rapport : {variable} / {other}.",
    "{variable}, cut at {points} into {levels}.": (
        "{variable} ; classes {levels}, bornes : {points}."
    ),
    "A value at a cut point belongs to the level above.": (
        "Une valeur égale à une borne appartient à la classe supérieure."
    ),
    "{variable}: {windows}, both ends included.": "{variable} : {windows}, bornes incluses.",
    "{level} from {low:g} to {high:g}": "{level} de {low:g} à {high:g}",
    "Missing outside of them.": "Donnée manquante en dehors.",
    "Days from {start} to {end}.": "Nombre de jours entre {start} et {end}.",
    "Levels of {variable} put together: {levels}.": (
        "Regroupement de modalités ({variable}) : {levels}."
    ),
    "{level} is {levels}": "{level} pour {levels}",
    "{variable} in numbers: {values}.": "{variable}, codage numérique : {values}.",
    "{level} is {value:+g}": "{level} = {value:+g}",
    "{level} if {condition}": "{level} si {condition}",
    "{level} otherwise": "{level} sinon",
    "missing ({reason})": "donnée manquante ({reason})",
    "missing otherwise": "donnée manquante sinon",
    "The first condition that is true decides.": "La première condition remplie s'applique.",
    "{variable} less the mean of the blanks with the same {factors}, on the raw scale; a blank is "
    "a row where {condition}.": (
        "{variable}, après soustraction, sur l'échelle d'origine, de la moyenne des blancs "
        "partageant les mêmes valeurs ({factors}) ; un blanc est une ligne où {condition}."
    ),
    "{variable} less the mean of {other} of the blanks with the same {factors}, on the raw scale; "
    "a blank is a row where {condition}.": (
        "{variable}, après soustraction, sur l'échelle d'origine, de la moyenne ({other}) des "
        "blancs partageant les mêmes valeurs ({factors}) ; un blanc est une ligne où {condition}."
    ),
    "A blank below its lower limit counts as zero.": (
        "Un blanc inférieur à sa limite inférieure compte pour zéro."
    ),
    "A blank below its lower limit counts as the limit.": (
        "Un blanc inférieur à sa limite inférieure compte pour cette limite."
    ),
    "A blank below its lower limit counts as no blank.": (
        "Un blanc inférieur à sa limite inférieure n'est pas utilisé."
    ),
    "Where the blanks make up more than {share:g} % of the mean measured over all rows with the "
    "same {factors}, no difference has a value.": (
        "Lorsque les blancs représentent plus de {share:g} % de la moyenne mesurée sur l'ensemble "
        "des lignes partageant les mêmes valeurs ({factors}), la différence est considérée comme "
        "manquante."
    ),
    "A value beyond the limits of quantification counts as the limit.": (
        "Une valeur au-delà des limites de quantification compte pour la limite."
    ),
    "A value beyond the limits of quantification is missing.": (
        "Une valeur au-delà des limites de quantification est considérée comme manquante."
    ),
    "Geometric mean of {variable} over rows with the same {factors}.": (
        "Moyenne géométrique ({variable}) des lignes partageant les mêmes valeurs ({factors})."
    ),
    # Data.
    "Data files": "Fichiers de données",
    "Source": "Source",
    "File": "Fichier",
    "Key of a row": "Clé d'une ligne",
    "Datasets": "Jeux de données",
    "Dataset": "Jeu de données",
    "Rows of": "Lignes issues de",
    "Joined": "Jointures",
    "{source} by {key}": "{source} par {key}",
    # Limits of quantification, missing data, check of the design.
    "Limits of quantification": "Limites de quantification",
    "Values beyond limits of quantification": "Valeurs au-delà des limites de quantification",
    "Rule": "Règle",
    "Limits stand in": "Variables contenant les limites",
    "Lower: ": "Inférieure : ",
    "Upper: ": "Supérieure : ",
    "No limits of quantification": "Aucune limite de quantification",
    "a value below the lower limit of quantification counts as half that limit (LLOQ/2)": (
        "une valeur inférieure à la limite inférieure de quantification (LIQ) est remplacée par la "
        "moitié de cette limite (LIQ/2)"
    ),
    "a value below the lower limit of quantification counts as that limit divided by the square "
    "root of 2 (LLOQ/√2)": (
        "une valeur inférieure à la limite inférieure de quantification (LIQ) est remplacée par "
        "cette limite divisée par la racine carrée de 2 (LIQ/√2)"
    ),
    "a value below the lower limit of quantification counts as that limit (LLOQ)": (
        "une valeur inférieure à la limite inférieure de quantification (LIQ) est remplacée par "
        "cette limite"
    ),
    "a row with a value below the lower limit of quantification is left out": (
        "une ligne dont la valeur est inférieure à la limite inférieure de quantification (LIQ) "
        "est exclue"
    ),
    "a value above the upper limit counts as that limit (ULOQ)": (
        "une valeur supérieure à la limite supérieure de quantification (LSQ) est remplacée par "
        "cette limite"
    ),
    "a row with a value above the upper limit is left out": (
        "une ligne dont la valeur est supérieure à la limite supérieure de quantification (LSQ) "
        "est exclue"
    ),
    "The limits are those of each row. Values beyond them are counted by arm and shown with the "
    "results.": (
        "Les limites sont celles de chaque ligne. Les valeurs au-delà sont dénombrées par bras et "
        "présentées avec les résultats."
    ),
    "Missing data": "Données manquantes",
    "No missing value is imputed. A row in which the response or another variable of the model is "
    "missing is left out, counted and shown with its reason.": (
        "Aucune donnée manquante n'est imputée. Une ligne pour laquelle la réponse ou une autre "
        "variable du modèle est manquante est exclue, dénombrée et présentée avec son motif."
    ),
    "A {units} with data in one arm only stays in the mixed model and gives what it can: "
    "likelihood methods are valid if data are missing at random given the model.": (
        "Toute unité ({units}) n'ayant de données que dans un seul bras est conservée dans le "
        "modèle mixte et apporte l'information dont elle dispose : les méthodes fondées sur la "
        "vraisemblance sont valides si les données manquent au hasard conditionnellement au modèle."
    ),
    "{endpoint}: only a {unit} with data at every level of {factor} is analysed.": (
        "{endpoint} : analyse restreinte aux données complètes par {unit}, pour toutes les "
        "modalités ({factor})."
    ),
    "Check of the design": "Vérification du plan d'expérience",
    "Before any model is fitted the design of each analysis is checked: what the unit of "
    "replication is, whether every layer that was measured repeatedly has a random term, whether "
    "the random terms can be told apart and from the residual, and whether each level has enough "
    "units (at least {minimum}). An analysis whose design misleads is not carried out; it is shown "
    "as not estimable (NE), with the reason.": (
        "Avant tout ajustement de modèle, le plan d'expérience de chaque analyse est vérifié : "
        "quelle est l'unité de réplication, chaque niveau mesuré de façon répétée a-t-il un terme "
        "aléatoire, les termes aléatoires se distinguent-ils entre eux et de la résiduelle, chaque "
        "modalité compte-t-elle assez d'unités (au moins {minimum}) ? Une analyse dont le plan "
        "d'expérience conduirait à des résultats trompeurs n'est pas réalisée ; elle est présentée "
        "comme non estimable (NE), avec le motif."
    ),
    "Findings that are accepted": "Constats acceptés",
    "Finding": "Constat",
    "own analysis": "analyse du critère",
    # What the check of the design finds; its own name for it stands behind.
    "layers": "niveaux de mesure non déclarés (layers)",
    "pseudo-replication": "pseudo-réplication (pseudo-replication)",
    "rests-on-few": "variance fondée sur peu de groupes (rests-on-few)",
    "assumed-alike": "effet supposé identique d'une unité à l'autre (assumed-alike)",
    "nested-in-arms": "facteur technique emboîté dans les bras (nested-in-arms)",
    "few-sampled": "peu d'unités échantillonnées (few-sampled)",
    "few-groups": "peu de groupes (few-groups)",
    "few-units": "peu d'unités (few-units)",
    "empty-cells": "combinaisons sans données (empty-cells)",
    # Further analyses, software, tables.
    "Additional analyses": "Analyses complémentaires",
    "Table {number}, {title}: observed values of {endpoints} in the set “{set}”, by arm and "
    "between arms. Nothing is modelled or tested.": (
        "Tableau {number}, {title} : valeurs observées de {endpoints} dans l'ensemble « {set} », "
        "par bras et entre bras. Sans modèle ni test."
    ),
    "Harms": "Effets indésirables",
    "Software": "Logiciels",
    "Models are fitted by the engine “{engine}” of the package sap. The versions below are those "
    "with which this document was made; each run records its own.": (
        "Les modèles sont estimés par le moteur « {engine} » du paquet sap. Les versions "
        "ci-dessous sont celles avec lesquelles ce document a été produit ; chaque exécution "
        "enregistre les siennes."
    ),
    "Presentation and list of tables and figures": (
        "Présentation et liste des tableaux et figures"
    ),
    "Numbers are rounded once, half away from zero.": (
        "Les nombres ne sont arrondis qu'une fois, les demis étant arrondis en s'éloignant de zéro."
    ),
    "What can't be estimated is shown as NE, with the reason.": (
        "Ce qui ne peut être estimé est présenté comme NE (non estimable), avec le motif."
    ),
    "Tables, listings and figures": "Tableaux, listes et figures",
    "Number": "Numéro",
}
