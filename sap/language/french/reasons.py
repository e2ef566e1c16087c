"""French texts of why there is no number, and of what happened to data and models.

Results data have them in English, in their words when the run was made.
"""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    # Steps from the data to the analysis, and why a row or a unit went.
    "All data": "Ensemble des données",
    "No row in the data of the analysis": "Aucune ligne dans les données de l'analyse",
    "Beyond a limit of quantification, dropped by the rule": (
        "Au-delà d'une limite de quantification, exclusion selon la règle"
    ),
    "In question until query {name} is answered: {title}": (
        "En suspens jusqu'à la réponse à la question {name} : {title}"
    ),
    "{label} is missing": "Valeur manquante : {label}",
    "Not seen at every level of {of} within {within}": (
        "Non observé à tous les niveaux ({of}) au sein d'une unité ({within})"
    ),
    # Data that are not there.
    "No row is left for the analysis: {most}.": "Aucune ligne ne reste pour l'analyse : {most}.",
    "No row is left after cleaning.": "Aucune ligne ne reste après le nettoyage.",
    "There is no such file.": "Ce fichier n'existe pas.",
    "There is no such file: its folder does not exist either.": (
        "Ce fichier n'existe pas, son dossier non plus."
    ),
    "The file may not be read: you lack the permission.": (
        "Le fichier ne peut pas être lu : droits insuffisants."
    ),
    "The file cannot be read: {reason}.": "Le fichier ne peut pas être lu : {reason}.",
    "The file is empty (0 bytes); {needed} is needed.": (
        "Le fichier est vide (0 octet) ; contenu attendu : {needed}."
    ),
    "The file has a header but no rows.": "Le fichier a un en-tête mais aucune ligne.",
    "There is no column '{column}' (variable '{variable}'). {hint}": (
        "La colonne « {column} » est absente (variable « {variable} »). {hint}"
    ),
    "The columns are not those of {file}.": "Les colonnes ne sont pas celles de {file}.",
    "The data have no column '{name}'. {hint}": (
        "Les données n'ont pas de colonne « {name} ». {hint}"
    ),
    "No row has a value in every variable of the formula.": (
        "Aucune ligne n'a de valeur pour toutes les variables de la formule."
    ),
    "'{name}' is infinite in {rows}.": "« {name} » est infini ({rows}).",
    "'{name}' must hold numbers; it holds {kind} values.": (
        "« {name} » doit contenir des nombres, et contient des valeurs {kind}."
    ),
    "{response} needs values {domain}; '{name}' has other values in {rows}.": (
        "{response} demande des valeurs {domain} ; « {name} » en a d'autres ({rows})."
    ),
    "There is no blank with the same {same}, so none can be subtracted": (
        "Aucun blanc comparable ({same}) : la soustraction est impossible"
    ),
    "The blanks alone account for {share} % of what was measured ({named}); above {largest} % what "
    "is left is not estimable": (
        "Les blancs représentent à eux seuls {share} % de la mesure ({named}) ; au-delà de "
        "{largest} %, la différence n'est pas estimable"
    ),
    "Blanks took off {share} % of what was measured. The model knows nothing of their error, which "
    "is common to both arms: for a ratio other than 1, and for the means, the interval is too "
    "narrow, the more so the larger this share.": (
        "La soustraction des blancs a retiré {share} % de la mesure. Le modèle ignore leur "
        "erreur, commune aux deux bras : pour un rapport autre que 1, et pour les moyennes, "
        "l'intervalle est trop étroit, d'autant plus que cette part est grande."
    ),
    "Blanks took off {share} % of what was measured. The model knows nothing of their error, which "
    "is common to both arms: it leaves a difference as it is, and the interval of the means is too "
    "narrow.": (
        "La soustraction des blancs a retiré {share} % de la mesure. Le modèle ignore leur "
        "erreur, commune aux deux bras : elle ne change pas une différence, et l'intervalle des "
        "moyennes est trop étroit."
    ),
    "Results {words} the {limit} limit were left out ({counts}). Whether a result is there then "
    "depends on its value: means and the effect are biased wherever arms lose different shares.": (
        "Exclusion des résultats au-delà de la limite {limit} ({counts}). La présence d'un "
        "résultat dépend alors de sa valeur : les moyennes et l'effet sont biaisés dès que les "
        "bras en perdent des parts différentes."
    ),
    "lower": "inférieure",
    "upper": "supérieure",
    # Values and keys that are not as declared.
    "Did you mean '{word}'?": "Peut-être « {word} » ?",
    "rows {shown} and {n} more ({all} in all)": "lignes {shown} et {n} autres ({all} en tout)",
    "rows {shown}": "lignes {shown}",
    "Column '{column}': {text}": "Colonne « {column} » : {text}",
    "{text} is not a declared level of '{variable}' ({rows}).": (
        "{text} n'est pas un niveau déclaré de « {variable} » ({rows})."
    ),
    "{what} outside the declared range {low} to {high}{unit} ({rows}).": (
        "{what} hors de l'étendue déclarée, {low} à {high}{unit} ({rows})."
    ),
    "This is no id of the form {known}.": "Identifiant d'une autre forme que {known}.",
    "Key {names} = {value} stands on more than one row{which} ({lines}). A key must be unique.": (
        "La clé {names} = {value} figure sur plusieurs lignes ({lines}). Une clé doit être unique."
    ),
    "only {value} is left ({rows}); {label} must have at least two values in an analysis.": (
        "seul {value} reste ({rows}) ; une analyse demande au moins deux valeurs ({label})."
    ),
    "values given as '<limit' or '>limit' ({rows}) have no place in a table of characteristics.": (
        "les valeurs de la forme « <limite » ou « >limite » ({rows}) n'ont pas leur place dans un "
        "tableau de caractéristiques."
    ),
    "a geometric mean needs values above zero; {first} is not ({rows}).": (
        "une moyenne géométrique demande des valeurs positives ; {first} ne l'est pas ({rows})."
    ),
    # Too few of what is needed.
    "Too few units with a value.": "Trop peu d'unités ayant une valeur.",
    "No unit with a value.": "Aucune unité n'a de valeur.",
    "No unit has both.": "Aucune unité n'a les deux.",
    "No {unit} of this level.": "Niveau sans effectif ({unit}).",
    "No {unit} of one of the levels.": "Un des niveaux est sans effectif ({unit}).",
    "{count} {unit}{s}; fewer than {few} give no inference.": (
        "Effectif de {count} ; pas d'inférence en dessous de {few}."
    ),
    "{count} can't speak for {many} in general.": (
        "Échantillon trop petit pour une conclusion générale : {count}."
    ),
    "A result about {many} other than these rests on how much they differ, and {number} show next "
    "to nothing of it: the interval would be far too narrow, or have hardly any degrees of "
    "freedom. At least {few} are needed, and ten or more are wanted.": (
        "Un résultat sur d'autres ({many}) dépend de leur variabilité, et {number} n'en montrent "
        "presque rien : l'intervalle serait bien trop étroit, ou presque sans degrés de liberté. "
        "Il en faut au moins {few}, et de préférence dix ou plus."
    ),
    "Use more {many}; or make {one} a fixed effect, and speak of these {number} only.": (
        "En étudier davantage ; ou faire de « {one} » un effet fixe, et ne conclure que sur ces "
        "{number}."
    ),
    "A paired t test needs two pairs at least; there are {n}.": (
        "Un test t apparié demande au moins deux paires ; nombre de paires : {n}."
    ),
    "All pairs have the same difference, so it has no standard error.": (
        "Toutes les paires ont la même différence : pas d'erreur type."
    ),
    "No pair differs, so there is nothing to rank.": (
        "Aucune paire ne présente de différence : rien à classer."
    ),
    "With {n} pairs no interval of signed ranks reaches {level} %.": (
        "Avec {n} paires, aucun intervalle des rangs signés n'atteint {level} %."
    ),
    "Left out for having one arm only: {total} of {all}, by {unit} ({counts}).": (
        "Exclusion faute d'avoir les deux bras : {total} sur {all}, par {unit} ({counts})."
    ),
    "Differences of zero, {n} of {all}, are dropped for the p-value; estimate and interval have "
    "them.": (
        "Les différences nulles, {n} sur {all}, sont exclues pour la valeur p ; l'estimation et "
        "l'intervalle les comprennent."
    ),
    # What was not asked, or not carried out.
    "The endpoint is not part of this run.": (
        "Le critère de jugement est absent de cette exécution."
    ),
    "The analysis gave no p-value.": "L'analyse n'a pas donné de valeur p.",
    "The gate, family {gate}, is not decided in this run.": (
        "Le verrou, famille {gate}, est sans décision dans cette exécution."
    ),
    "Nominal, not a test: the gate, family {gate}, is {state}.": (
        "Valeur nominale, sans test : verrou famille {gate} ({state})."
    ),
    "Nominal, not a test: the family is exploratory.": (
        "Valeur nominale, sans test : la famille est exploratoire."
    ),
    "The endpoint has {n} tests; a family of endpoints takes one of each.": (
        "Le critère de jugement a {n} tests ; une famille n'en prend qu'un par critère."
    ),
    "Not carried out: {answer}.": "Non réalisée : {answer}.",
    "its process ended with exit code {code}": "arrêt du processus, code de sortie {code}",
    "its process was killed by signal {signal}": "arrêt du processus par le signal {signal}",
    "No estimate without {unit} {units}: {reason}": (
        "Pas d'estimation en l'absence de {units} ({unit}) : {reason}"
    ),
}
