"""French texts of what happened in the fit of a model, as results data say it."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    # At the boundary.
    "The variance of {component} is zero.": "Variance nulle ({component}).",
    "The random effects {names} by {group} are perfectly correlated.": (
        "Effets aléatoires parfaitement corrélés ({names}, par {group})."
    ),
    "The random term of {component} was dropped: its variance is zero.": (
        "Le terme aléatoire de « {component} » a été retiré : sa variance est nulle."
    ),
    "Step {number} of the declared simplification: {term} was left out. {reason}": (
        "Étape {number} de la simplification déclarée : retrait de {term}. {reason}"
    ),
    "The fit is singular, which 'singular: error' refuses. {words}": (
        "L'ajustement est singulier, ce que « singular: error » refuse. {words}"
    ),
    "'singular: drop' takes out variances at zero, and none is left to drop. {words} Write the "
    "random effects without their correlation (||).": (
        "« singular: drop » retire les variances nulles, et il n'en reste aucune à retirer. "
        "{words} Écrire les effets aléatoires sans leur corrélation (||)."
    ),
    "All variances are at zero; without them no mixed model is left. {words}": (
        "Toutes les variances sont nulles ; sans elles il ne reste pas de modèle mixte. {words}"
    ),
    "{n} of the rows given have a missing value and were left out: {rows}.": (
        "{n} lignes avec une valeur manquante ont été exclues ({rows})."
    ),
    "The coefficient {name} is aliased with earlier ones (NE).": (
        "Le coefficient {name} est confondu avec les précédents (NE)."
    ),
    # No optimum.
    "No optimum was found. {text}": "Aucun optimum n'a été trouvé. {text}",
    "No optimum was found: lme4's optimiser ended with code {code}. ": (
        "Aucun optimum n'a été trouvé : l'optimiseur de lme4 s'est arrêté avec le code {code}. "
    ),
    "No optimum of the likelihood was reached: {what} (gradient norm {norm}).": (
        "L'optimum de la vraisemblance n'a pas été atteint : {what} (norme du gradient {norm})."
    ),
    "none was found in {n} Newton steps": "aucun après {n} pas de Newton",
    "it stopped improving at a Newton decrement {decrement}": (
        "plus d'amélioration à partir d'un décrément de Newton de {decrement}"
    ),
    "The likelihood has no optimum that can be computed: it rises as the residual variance goes to "
    "zero (random effects have {largest} times its variance). The random terms reproduce nearly "
    "every row; leave one of them out.": (
        "La vraisemblance n'a pas d'optimum calculable : elle croît quand la variance résiduelle "
        "tend vers zéro (celle des effets aléatoires vaut {largest} fois plus). Les termes "
        "aléatoires reproduisent presque chaque ligne ; en retirer un."
    ),
    "The likelihood cannot be evaluated at the starting values.": (
        "La vraisemblance ne peut pas être évaluée aux valeurs initiales."
    ),
    "The fixed effects reproduce the response exactly: there is no residual variation.": (
        "Les effets fixes reproduisent exactement la réponse : pas de variation résiduelle."
    ),
    # Not identified.
    "The data do not determine this quantity.": "Les données ne déterminent pas cette quantité.",
    "This design can't tell apart {terms}: any split of the variance between them has the same "
    "likelihood. Leave one of them out of the formula.": (
        "Ce plan d'expérience ne permet pas de distinguer {terms} : toute répartition de la "
        "variance a la même vraisemblance. Retirer l'un des termes de la formule."
    ),
    "The data hold no information on {named}: the fixed effects take it up, or no group shows it. "
    "Leave it out of the formula.": (
        "Les données n'apportent aucune information sur {named} : les effets fixes l'absorbent, ou "
        "aucun groupe ne la montre. Retirer ce terme de la formule."
    ),
    "the variance of {group}": "la variance de {group}",
    "The random effects {names} by {group} are linearly dependent on the rows used: their "
    "variances can't be told apart.": (
        "Effets aléatoires linéairement dépendants sur les lignes utilisées ({names}, par "
        "{group}) : leurs variances ne peuvent pas être distinguées."
    ),
    "The random term {term} has one group only ('{only}'): a variance between groups can't be "
    "estimated from one.": (
        "Le terme aléatoire {term} n'a qu'un groupe (« {only} ») : une variance entre groupes ne "
        "peut pas en être estimée."
    ),
    "The random term {term} has {count} groups for {rows} rows: it can't be told from the "
    "residual. Leave it out, or check that replicates are in the data.": (
        "Le terme aléatoire {term} a {count} groupes pour {rows} lignes : il ne peut pas être "
        "distingué de la résiduelle. Le retirer, ou vérifier que les réplicats sont dans les "
        "données."
    ),
    "There are no more rows than random effects: their variance can't be told from the residual. "
    "{text}": (
        "Il n'y a pas plus de lignes que d'effets aléatoires : leur variance ne peut pas être "
        "distinguée de la résiduelle. {text}"
    ),
    "{n} rows can't determine {p} coefficients and a residual variance.": (
        "{n} lignes ne peuvent pas déterminer {p} coefficients et une variance résiduelle."
    ),
    "'{name}' has one level in the rows used ('{level}'): it can't be compared with another. Take "
    "it out of the formula.": (
        "« {name} » n'a qu'un niveau dans les lignes utilisées (« {level} ») : aucune comparaison "
        "n'est possible. Le retirer de la formule."
    ),
    "`{first}` and `{second}` have the same groups.": (
        "Les termes `{first}` et `{second}` ont les mêmes groupes."
    ),
    "`{first}` already holds all that `{second}` could.": (
        "`{first}` contient déjà tout ce que `{second}` apporterait."
    ),
    "`{term}` and the residual are then the same {n} deviations: no data can say which share of "
    "their variance belongs to which.": (
        "`{term}` et la résiduelle sont alors les mêmes {n} écarts : aucune donnée ne dit quelle "
        "part de la variance revient à chacun."
    ),
    "Leave `{term}` out; the residual holds what it stands for.": (
        "Retirer `{term}` ; la résiduelle contient ce qu'il représente."
    ),
    "`{term}` has {count} only.": "`{term}` : {count} seulement.",
    # Tests.
    "The {name} information of the variance components is not positive definite, so Kenward-Roger "
    "degrees of freedom do not exist for this fit.": (
        "L'information des composantes de la variance ({name}) n'est pas définie positive : les "
        "degrés de liberté de Kenward-Roger n'existent pas pour cet ajustement."
    ),
    "There is nothing to compare: {what} gives one mean in each family.": (
        "Il n'y a rien à comparer : {what} ne donne qu'une moyenne par famille."
    ),
    "The reference '{reference}' is none of the means. {hint}": (
        "La référence « {reference} » n'est pas une des moyennes."
    ),
    "Not certified: the log-likelihood is {here}, but statsmodels finds {there} at the same "
    "parameters.": (
        "Non certifié : la log-vraisemblance est {here}, mais statsmodels trouve {there} aux mêmes "
        "paramètres."
    ),
    "The engine {engine} has no statsmodels result to be certified by.": (
        "Le moteur {engine} n'a pas de résultat statsmodels pour la certification."
    ),
}
