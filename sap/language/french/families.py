"""French texts of families of hypotheses and of subgroups in tables."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    # Families.
    "family {name}": "famille {name}",
    "{label} (family {name})": "{label} (famille {name})",
    "In no family": "Hors de toute famille",
    "Family {name} was not evaluated in this run.": (
        "La famille {name} n'a pas été évaluée dans cette exécution."
    ),
    "Family {name} ({label}) was not evaluated in this run.": (
        "La famille {name} ({label}) n'a pas été évaluée dans cette exécution."
    ),
    "There is no p-value.": "Il n'y a pas de valeur p.",
    "There is no adjusted p-value.": "Il n'y a pas de valeur p ajustée.",
    "Holm's procedure": "la procédure de Holm",
    "Hochberg's procedure": "la procédure de Hochberg",
    "Bonferroni's procedure": "la procédure de Bonferroni",
    "the fixed-sequence procedure": "la procédure à séquence fixe",
    "the graphical procedure of Bretz and Maurer": "la procédure graphique de Bretz et Maurer",
    "Family {name} ({label}): adjusted by {procedure} at a two-sided level of {alpha:g}; it has no "
    "gate.": (
        "Famille {name} ({label}) : ajustement par {procedure} au seuil bilatéral de {alpha:g} ; "
        "pas de verrou."
    ),
    "Family {name} ({label}): adjusted by {procedure} at a two-sided level of {alpha:g}; its gate, "
    "{gate}, is open.": (
        "Famille {name} ({label}) : ajustement par {procedure} au seuil bilatéral de {alpha:g} ; "
        "son verrou, {gate}, est ouvert."
    ),
    "Family {name} ({label}): adjusted by {procedure} at a two-sided level of {alpha:g}; its gate, "
    "{gate}, is closed, so nothing is tested.": (
        "Famille {name} ({label}) : ajustement par {procedure} au seuil bilatéral de {alpha:g} ; "
        "son verrou, {gate}, est fermé : aucun test n'est réalisé."
    ),
    "Family {name} ({label}): adjusted by {procedure} at a two-sided level of {alpha:g}; its gate, "
    "{gate}, is not part of this run, so nothing is tested.": (
        "Famille {name} ({label}) : ajustement par {procedure} au seuil bilatéral de {alpha:g} ; "
        "son verrou, {gate}, est absent de cette exécution : aucun test n'est réalisé."
    ),
    "Family {name} ({label}): adjusted by {procedure} at a two-sided level of {alpha:g}; tested "
    "only if every hypothesis of its gate, {gate}, is rejected.": (
        "Famille {name} ({label}) : ajustement par {procedure} au seuil bilatéral de {alpha:g} ; "
        "test réalisé seulement si toutes les hypothèses de son verrou, {gate}, sont rejetées."
    ),
    "Exploratory: p-values are nominal, with or without adjustment; nothing is claimed.": (
        "Exploratoire : les valeurs p sont nominales, avec ou sans ajustement ; aucune conclusion "
        "n'est revendiquée."
    ),
    "Nominal, not a test: the gate of family {name}, {gate}, is closed.": (
        "Valeur nominale, sans test : le verrou de la famille {name}, {gate}, est fermé."
    ),
    "Nominal, not a test: the gate of family {name}, {gate}, is not part of this run.": (
        "Valeur nominale, sans test : le verrou de la famille {name}, {gate}, est absent de cette "
        "exécution."
    ),
    # The table of all families.
    "Family and endpoint": "Famille et critère de jugement",
    "Adjusted\np-value": "Valeur p\najustée",
    "Initial\nweight": "Poids\ninitial",
    "Level": "Seuil",
    "Rejected": "Rejetée",
    "Order of\nrejection": "Ordre\nde rejet",
    "Not tested": "Non testée",
    "Bonferroni": "Bonferroni",
    "Holm": "Holm",
    "Hochberg": "Hochberg",
    "fixed sequence": "séquence fixe",
    "graphical procedure": "procédure graphique",
    "{procedure}, level {alpha:g}": "{procedure}, seuil {alpha:g}",
    "one hypothesis, level {alpha:g}": "une seule hypothèse, seuil {alpha:g}",
    "exploratory": "exploratoire",
    "gate {gate}": "verrou : {gate}",
    "open": "ouvert",
    "closed": "fermé",
    "not decided in this run": "sans décision dans cette exécution",
    "The family is not part of this run.": "La famille est absente de cette exécution.",
    "Adjusted by the procedure of the family. Behind a gate it is not smaller than the adjusted "
    "p-values of the gating family, in proportion to the levels of the two: rejected are exactly "
    "the hypotheses at or below the level of their family.": (
        "Ajustement selon la procédure de la famille. Derrière un verrou, la valeur n'est pas "
        "inférieure aux valeurs p ajustées de la famille qui sert de verrou, en proportion des "
        "seuils des deux familles : sont rejetées exactement les hypothèses dont la valeur ne "
        "dépasse pas le seuil de leur famille."
    ),
    "The level at which the hypothesis was rejected, or at which it stood in the end.": (
        "Seuil auquel l'hypothèse a été rejetée, ou seuil final si elle ne l'a pas été."
    ),
    "The error rate is controlled within each family, not over all families together.": (
        "Le risque d'erreur est contrôlé au sein de chaque famille, et non sur l'ensemble des "
        "familles."
    ),
    "Hochberg's procedure holds its level where the test statistics are independent or positively "
    "dependent. All that it rejects is rejected in one step.": (
        "La procédure de Hochberg respecte son seuil si les statistiques de test sont "
        "indépendantes ou positivement dépendantes. Tous ses rejets ont lieu en une seule étape."
    ),
    "Exploratory: p-values are nominal, and no hypothesis is tested; the adjusted p-values beside "
    "them support no claim.": (
        "Exploratoire : les valeurs p sont nominales et aucune hypothèse n'est testée ; les "
        "valeurs p ajustées données à côté ne fondent aucune conclusion."
    ),
    "Tested only if every hypothesis of the family {gate} is rejected.": (
        "Test réalisé seulement si toutes les hypothèses de la famille {gate} sont rejetées."
    ),
    "Without a p-value there is no test: the hypothesis counts as one with a p-value of 1. It "
    "keeps its place and its weight in the family, so that the others gain nothing by an analysis "
    "that failed, and a gate that needs it stays closed.": (
        "Sans valeur p, il n'y a pas de test : l'hypothèse compte comme si sa valeur p était 1. "
        "Elle garde sa place et son poids dans la famille : l'échec d'une analyse ne profite pas "
        "aux autres hypothèses, et un verrou qui en dépend reste fermé."
    ),
    "Nominal p-value, not a test: the gate, {gate}, is {state}.": (
        "Valeur p nominale, sans test : verrou {gate} ({state})."
    ),
    # Subgroups.
    "Subgroup / level": "Sous-groupe / niveau",
    "Interaction\np": "Interaction\np",
    "Adjusted\np": "p\najustée",
    "All {units}": "Ensemble des {units}",
    "Model without a subgroup variable": "Modèle sans variable de sous-groupe",
    "observed margins": "marges observées",
    "equal weights": "poids égaux",
    "at the mean": "à la moyenne",
    "{level} (ref)": "{level} (réf.)",
    "At {value:g} {unit}": "À {value:g} {unit}",
    "Per {value:g} {unit}": "Par pas de {value:g} {unit}",
    "the results hold no number for it.": "les résultats ne contiennent aucune valeur.",
    "From a model of the same response without a subgroup variable.": (
        "D'après un modèle de la même réponse sans variable de sous-groupe."
    ),
    "From the joint model of the variable, at the mean of the variable.": (
        "D'après le modèle conjoint de la variable, à la moyenne de la variable."
    ),
    "From the joint model of the variable, over the {units} whose level is known, averaged over "
    "its levels in proportion to them.": (
        "D'après le modèle conjoint de la variable, sur les {units} dont le niveau est connu, en "
        "moyenne sur ses niveaux, proportionnellement à leurs effectifs."
    ),
    "From the joint model of the variable, over the {units} whose level is known, averaged over "
    "its levels with equal weights.": (
        "D'après le modèle conjoint de la variable, sur les {units} dont le niveau est connu, en "
        "moyenne sur ses niveaux, à poids égaux."
    ),
    "Under {arms} stand geometric LS means of {response}.": (
        "Colonnes {arms} : moyennes géométriques MC, {response}."
    ),
    "Under {arms} stand geometric LS means.": "Colonnes {arms} : moyennes géométriques MC.",
    "Under {arms} stand LS means of {response}.": "Colonnes {arms} : moyennes MC, {response}.",
    "Under {arms} stand LS means.": "Colonnes {arms} : moyennes MC.",
    "The {effect} in a level against that in the reference level, from the joint model of the "
    "variable.": (
        "Comparaison d'un niveau au niveau de référence ({effect}), d'après le modèle conjoint de "
        "la variable."
    ),
    "The change of the {effect} per step of the variable, from the joint model of the variable.": (
        "Variation ({effect}) par pas de la variable, d'après le modèle conjoint de la variable."
    ),
    "The {effect} in a level against that in the reference level; the change of the {effect} per "
    "step of the variable, from the joint model of the variable.": (
        "Comparaison d'un niveau au niveau de référence, ou variation par pas de la variable "
        "({effect}), d'après le modèle conjoint de la variable."
    ),
    "F test of the interaction of arm and variable in the joint model of the variable, whose "
    "footnote gives F (numerator df, denominator df). There is no test within a level.": (
        "Test F de l'interaction entre bras et variable dans le modèle conjoint de la variable, "
        "dont la note donne F (ddl du numérateur ; ddl du dénominateur). Aucun test n'est réalisé "
        "au sein d'un niveau."
    ),
    "One joint model for each variable.": "Un modèle conjoint pour chaque variable.",
    "Interaction: F({num_df}, {den_df}) = {statistic}.": (
        "Interaction : F({num_df} ; {den_df}) = {statistic}."
    ),
    "The test is of all levels, also of those without an effect here ({levels}).": (
        "Le test porte sur tous les niveaux, y compris ceux dont l'effet n'est pas donné ici "
        "({levels})."
    ),
    "{endpoint} is not part of this run.": "{endpoint} est absent de cette exécution.",
    "Interaction p adjusted {how}.": "Valeur p d'interaction ajustée {how}.",
    "by {procedure} in the family '{label}'": "selon {procedure}, dans la famille « {label} »",
}
