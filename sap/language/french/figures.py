"""French texts of figures."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    # The flow of units and rows.
    "After exclusions": "Après exclusions",
    "With all values that the model needs": "Avec toutes les valeurs nécessaires au modèle",
    "Within the limits of quantification": "Dans les limites de quantification",
    "Complete": "Données complètes",
    "Left out: {counts}": "Exclusions : {counts}",
    "Rows of other endpoints": "Lignes d'autres critères de jugement",
    # Forest plots.
    "Lower with {arm}": "Plus faible avec {arm}",
    "Higher with {arm}": "Plus élevé avec {arm}",
    "{effect}, log axis": "{effect}, axe logarithmique",
    "{effect}, not on this axis": "{effect}, hors de cet axe",
    "Diamond: the endpoint's own analysis. Squares: sensitivity analyses. Bars and the width of "
    "the diamond: {interval}; an arrow where it leaves the axis.": (
        "Losange : analyse principale du critère de jugement. Carrés : analyses de sensibilité. "
        "Barres et largeur du losange : {interval} ; une flèche indique un dépassement de l'axe."
    ),
    "Squares: sensitivity analyses. Bars: {interval}; an arrow where it leaves the axis.": (
        "Carrés : analyses de sensibilité. Barres : {interval} ; une flèche indique un "
        "dépassement de l'axe."
    ),
    "Solid line: no effect.": "Trait plein : absence d'effet.",
    "Solid line: no effect; dashed line: the endpoint's own estimate.": (
        "Trait plein : absence d'effet ; tirets : estimation de l'analyse principale."
    ),
    "A bar without a square: lowest to highest estimate with each unit left out in turn.": (
        "Barre sans carré : de la plus petite à la plus grande estimation en excluant tour à tour "
        "chaque unité."
    ),
    "Squares: estimates, their area in proportion to the number of {units}; at values of a "
    "covariate, all alike. Diamonds: effects over all {units}. Bars and the width of diamonds: "
    "{interval}; an arrow where it leaves the axis. Solid line: no effect; dashed line: "
    "{dashed}.": (
        "Carrés : estimations, de surface proportionnelle à l'effectif ({units}) ; pour les "
        "valeurs d'une covariable, de même taille. Losanges : effets sur l'ensemble ({units}). "
        "Barres et largeur des losanges : {interval} ; une flèche indique un dépassement de "
        "l'axe. Trait plein : absence d'effet ; tirets : {dashed}."
    ),
    "the effect in the model without a subgroup variable": (
        "effet dans le modèle sans variable de sous-groupe"
    ),
    "the effect of the variable's model over all {units}, by observed margins or at the mean": (
        "effet sur l'ensemble ({units}) dans le modèle de la variable, selon les marges observées "
        "ou à la moyenne"
    ),
    "Models, tests and further footnotes: {table}.": "Modèles, tests et autres notes : {table}.",
    # Families of hypotheses and their gates.
    "Each box is a family of hypotheses, tested at its level.": (
        "Chaque cadre est une famille d'hypothèses, testée à son seuil."
    ),
    "An arrow from box to box is a gate: it opens when every hypothesis of the first box is "
    "rejected.": (
        "Une flèche d'un cadre à l'autre est un verrou : il s'ouvre lorsque toutes les hypothèses "
        "du premier cadre sont rejetées."
    ),
    "The number of a hypothesis is the level with which it begins.": (
        "Le nombre d'une hypothèse est son seuil initial."
    ),
    "The number of a hypothesis is the level with which it begins, that of an arrow the part which "
    "is handed on after a rejection.": (
        "Le nombre d'une hypothèse est son seuil initial, celui d'une flèche la part transmise "
        "après un rejet."
    ),
    "Filled mark: rejected, in this order within the family. Open mark: not rejected. "
    "Dash: not tested. NE: not estimable, so not rejected.": (
        "Marque pleine : hypothèse rejetée, dans cet ordre au sein de la famille. Marque vide : "
        "non rejetée. Tiret : non testée. NE : non estimable, donc non rejetée."
    ),
    "exploratory, not tested": "exploratoire, non testée",
    "gate closed, not tested": "verrou fermé, non testée",
    "gate not decided in this run, not tested": "verrou absent de cette exécution, non testée",
    "gate open": "verrou ouvert",
    "not part of this run": "absente de cette exécution",
    # Residuals, and the influence of each unit.
    "Conditional (random effects taken off)": "Conditionnels (effets aléatoires retirés)",
    "Marginal (fixed effects taken off)": "Marginaux (effets fixes retirés)",
    "Residual, in residual SDs": "Résidu, en ET résiduels",
    "Residual, scale of the model": "Résidu, échelle du modèle",
    "Fitted value, scale of the model": "Valeur prédite, échelle du modèle",
    "Normal quantile": "Quantile de la loi normale",
    "Left out: each {unit} in turn, ordered by the estimate without it": (
        "Exclusion à tour de rôle ({unit}), par ordre croissant d'estimation"
    ),
}
