"""French texts of what a run remarks on its specs, its data and its designs."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "Open queries ({count}): {queries}. See: sap data": (
        "Questions ouvertes ({count}) : {queries}. Voir : sap data"
    ),
    "Not read, {whole} {name}: {problem}": "Non lu, {whole} {name} : {problem}",
    "the source": "la source",
    "part of the source": "une partie de la source",
    "Not asked, the query {name}: {reasons}": "Question non posée, {name} : {reasons}",
    # The specs.
    "Spec, {warning}": "Spécification, {warning}",
    "'{endpoint}' is in no family, so that no p-value of it counts as a test. Name it in a family "
    "of the study file, or in an exploratory one.": (
        "« {endpoint} » n'appartient à aucune famille : aucune de ses valeurs p ne vaut test. Le "
        "nommer dans une famille du fichier de l'étude, ou dans une famille exploratoire."
    ),
    "The family is tested at the level {alpha}, but the 'alpha' of contrasts is another "
    "({levels}). Write the level of the family in both places.": (
        "La famille est testée au seuil {alpha}, mais « alpha » diffère dans les contrastes "
        "({levels}). Écrire le seuil de la famille aux deux endroits."
    ),
    "{term} lets the effect of '{of}' differ, and no term that stays does so for {units}: once it "
    "has gone, the interval is too narrow. Take it off this list; at an estimate of zero it does "
    "no harm in the model.": (
        "{term} laisse varier l'effet de « {of} », et aucun terme restant ne le fait pour "
        "{units} : une fois retiré, l'intervalle est trop étroit. L'ôter de cette liste ; estimé "
        "à zéro, il ne nuit pas au modèle."
    ),
    # Designs.
    "Design, {word}: {finding}": "Plan d'expérience, {word} : {finding}",
    "accepted": "accepté",
    "warning": "avertissement",
    "The study file does not say what was measured more than once.": (
        "Le fichier de l'étude n'indique pas ce qui a été mesuré plusieurs fois."
    ),
    "The model has no term for the {thing}, which was measured more than once.": (
        "Le modèle n'a pas de terme pour une unité mesurée plusieurs fois ({thing})."
    ),
    "{rows} may be repeats of one experiment.": (
        "Répétitions possibles d'une même expérience : {rows}."
    ),
    "{things} of {all} {lie} in more than one {around}.": (
        "Rattachement multiple ({around}) : {things} sur {all}."
    ),
    "{things} are paired, but several are of one {unit}.": (
        "Plusieurs paires proviennent d'une même unité ({things} ; {unit})."
    ),
    "No {thing} holds more than one level of {label}.": (
        "Aucune unité ({thing}) ne porte plus d'un niveau : {label}."
    ),
    "{combinations} of {labels} {were} never measured.": (
        "Des combinaisons n'ont jamais été mesurées : {labels}."
    ),
    "{label} has {levels} with fewer than {least}.": (
        "{label} : certains niveaux comptent moins de {least}."
    ),
    "{label}: no {row} of {levels}.": "{label} : aucune donnée ({row}) pour {levels}.",
    "{label}: the effect is shown at {values}, and the data reach from {low} to {high}.": (
        "{label} : l'effet est donné pour {values}, alors que les données vont de {low} à {high}."
    ),
    "`{term}` has {groups} only.": "`{term}` n'a que peu de groupes.",
    "All {rows} are of one {group}.": "Toutes les lignes ({rows}) relèvent d'un seul {group}.",
    "Each {group} has one {row}.": "Une seule ligne ({row}) par {group}.",
    "Each {group} has one {row} at each {slopes}.": (
        "Une seule ligne ({row}) par {group} pour chaque niveau ({slopes})."
    ),
    "What differs between {groups} can't be told from {words}.": (
        "Les différences entre {groups} ne se distinguent pas de : {words}."
    ),
    "{label} is the same throughout each {group}.": (
        "Valeur constante au sein de chaque {group} : {label}."
    ),
    "{coarse} and {fine} are hard to tell apart.": "Difficiles à distinguer : {coarse} et {fine}.",
    "the residual": "résidu",
    "The model assumes that the effect of {label} is the same in every {unit}.": (
        "Le modèle suppose que l'effet est identique d'une unité ({unit}) à l'autre : {label}."
    ),
}
