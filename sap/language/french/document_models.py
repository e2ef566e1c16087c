"""French texts of the plan as a document: models, sensitivity analyses."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    # Methods of analysis.
    "Methods of analysis": "Méthodes d'analyse statistique",
    "The following holds for all models.": (
        "Les dispositions suivantes s'appliquent à tous les modèles."
    ),
    "Analysis set: {set}.": "Ensemble d'analyse : {set}.",
    "Dataset: {dataset}.": "Jeu de données : {dataset}.",
    "A row is a {row} of a {unit}.": (
        "Chaque ligne est une unité d'observation ({row}), regroupée par {unit}."
    ),
    "{inner} within {outer}": "{inner}, puis par {outer}",
    "Across them, {units} are sampled too.": (
        "Échantillonnage croisé avec cette structure : {units}."
    ),
    "The {response} is analysed by a linear mixed model with {fixed}, and {random}.": (
        "Variable analysée : {response}. Le modèle est un modèle linéaire mixte comportant "
        "{fixed}, et {random}."
    ),
    "The natural logarithm of the {response} is analysed by a linear mixed model with {fixed}, "
    "and {random}.": (
        "Variable analysée : {response}, après transformation par le logarithme népérien. Le "
        "modèle est un modèle linéaire mixte comportant {fixed}, et {random}."
    ),
    "The logarithm to base 2 of the {response} is analysed by a linear mixed model with {fixed}, "
    "and {random}.": (
        "Variable analysée : {response}, après transformation par le logarithme en base 2. Le "
        "modèle est un modèle linéaire mixte comportant {fixed}, et {random}."
    ),
    "The logarithm to base 10 of the {response} is analysed by a linear mixed model with {fixed}, "
    "and {random}.": (
        "Variable analysée : {response}, après transformation par le logarithme en base 10. Le "
        "modèle est un modèle linéaire mixte comportant {fixed}, et {random}."
    ),
    "The square root of the {response} is analysed by a linear mixed model with {fixed}, and "
    "{random}.": (
        "Variable analysée : {response}, après transformation par la racine carrée. Le modèle est "
        "un modèle linéaire mixte comportant {fixed}, et {random}."
    ),
    "The logit of the {response} is analysed by a linear mixed model with {fixed}, and {random}.": (
        "Variable analysée : {response}, après transformation logit. Le modèle est un modèle "
        "linéaire mixte comportant {fixed}, et {random}."
    ),
    "response of the endpoint": "réponse propre à chaque critère de jugement",
    "subgroup variable": "variable de sous-groupe",
    "the {variable}": "{variable}",
    "an intercept": "une constante pour seul effet fixe",
    "no fixed effect": "aucun effet fixe",
    "a fixed effect of {effect}": "un effet fixe : {effect}",
    "fixed effects of {effects}": "les effets fixes suivants : {effects}",
    "a fixed effect of {effect}, without an intercept": "un effet fixe, sans constante : {effect}",
    "fixed effects of {effects}, without an intercept": (
        "les effets fixes suivants, sans constante : {effects}"
    ),
    "their interaction": "leur interaction",
    "the interaction of {factors}": "l'interaction entre {factors}",
    "{factor} ({levels} versus {reference} as reference)": (
        "{factor} ({levels} ; référence : {reference})"
    ),
    "{variable} (linear, {unit})": "{variable} (effet linéaire, {unit})",
    "{variable} (linear)": "{variable} (effet linéaire)",
    "random {effects} {groups}": "{effects} {groups}",
    "intercepts": "des ordonnées à l'origine aléatoires",
    "slopes on {variable}": "des pentes aléatoires ({variable})",
    "effects of {factor}": "des effets aléatoires ({factor})",
    "of {group}": "par {group}",
    "{one}, and {other}": "{one}, ainsi que {other}",
    "{one}, then {other}": "{one}, puis {other}",
    "Random effects are normal with mean zero; residuals are independent and normal with one "
    "variance.": (
        "Les effets aléatoires sont gaussiens et centrés ; les résidus sont indépendants, "
        "gaussiens et de variance commune."
    ),
    "Random effects are normal with mean zero and independent of each other; residuals are "
    "independent and normal with one variance.": (
        "Les effets aléatoires sont gaussiens, centrés et indépendants entre eux ; les résidus "
        "sont indépendants, gaussiens et de variance commune."
    ),
    "Random effects are normal with mean zero, correlated within a term and independent between "
    "terms; residuals are independent and normal with one variance.": (
        "Les effets aléatoires sont gaussiens et centrés, corrélés au sein d'un même terme et "
        "indépendants d'un terme à l'autre ; les résidus sont indépendants, gaussiens et de "
        "variance commune."
    ),
    "uk ~ N(0, σk²) for k = 1 to {number}": "uk ~ N(0, σk²) pour k = 1 à {number}",
    "({names}) jointly normal": "({names}) de loi normale conjointe",
    "The model is fitted by restricted maximum likelihood (REML).": (
        "Le modèle est estimé par maximum de vraisemblance restreinte (REML)."
    ),
    "The model is fitted by maximum likelihood (ML).": (
        "Le modèle est estimé par maximum de vraisemblance (ML)."
    ),
    "Tests and intervals of fixed effects have degrees of freedom by {method}.": (
        "Degrés de liberté (ddl) des tests et des intervalles de confiance des effets fixes : "
        "{method}."
    ),
    "Kenward-Roger (expected information)": "Kenward-Roger (information attendue)",
    "Kenward-Roger (observed information, as SAS ddfm=kr)": (
        "Kenward-Roger (information observée, comme SAS ddfm=kr)"
    ),
    "asymptotic (infinite: normal and chi-squared tests)": (
        "asymptotiques (infinis : tests fondés sur les lois normale et du khi-deux)"
    ),
    "A random term that is estimated at zero or at a correlation of 1, or that the data can't "
    "identify, is left out and the model is fitted again; only these terms may go, in this order: "
    "{terms}. What was left out is told with the result.": (
        "Un terme aléatoire dont la variance est estimée à zéro ou la corrélation à 1, ou que les "
        "données ne permettent pas d'identifier, est retiré et le modèle est réestimé ; seuls "
        "les termes suivants peuvent être retirés, dans cet ordre : {terms}. Tout retrait est "
        "signalé avec le résultat."
    ),
    "A variance estimated at zero stays in the model and is reported.": (
        "Une variance estimée à zéro est conservée dans le modèle et signalée."
    ),
    "A random term whose variance is estimated at zero is left out, and that is reported.": (
        "Un terme aléatoire dont la variance est estimée à zéro est retiré, et ce retrait est "
        "signalé."
    ),
    "Where a variance is estimated at zero, the analysis is shown as not estimable (NE).": (
        "Lorsqu'une variance est estimée à zéro, l'analyse est présentée comme non estimable (NE)."
    ),
    "Estimated marginal means are compared: {pairs}.": (
        "Comparaison des moyennes marginales estimées : {pairs}."
    ),
    "Estimated marginal means are compared: {pairs}, within each level of {factors}.": (
        "Comparaison des moyennes marginales estimées : {pairs}, par modalité ({factors})."
    ),
    "all pairs of {levels}": "toutes les paires parmi {levels}",
    "{levels} with {reference}": "{levels} contre {reference}",
    "Means are arithmetic, and contrasts are differences on the scale measured.": (
        "Les moyennes sont arithmétiques et les contrastes sont des différences sur l'échelle de "
        "mesure."
    ),
    "Means are back-transformed to geometric means, and contrasts to ratios of them.": (
        "Après transformation inverse, les moyennes sont exprimées en moyennes géométriques et "
        "les contrastes en rapports des moyennes géométriques (RMG)."
    ),
    "Means are back-transformed by squaring; contrasts stay on the square-root scale.": (
        "Les moyennes sont ramenées à l'échelle de mesure par élévation au carré ; les contrastes "
        "restent sur l'échelle de la racine carrée."
    ),
    "Means are back-transformed to percentages, and contrasts to odds ratios.": (
        "Après transformation inverse, les moyennes sont exprimées en pourcentages et les "
        "contrastes en rapports de cotes."
    ),
    "Means are averaged over other factors with weights in proportion to the data.": (
        "Les moyennes sont calculées sur les autres facteurs avec des poids proportionnels aux "
        "données."
    ),
    "P-values and intervals of several contrasts are adjusted by {method}.": (
        "Les valeurs p et les intervalles de plusieurs contrastes sont ajustés (méthode : "
        "{method})."
    ),
    "The test is two-sided at the level {alpha:g}, with {level:g} % confidence intervals.": (
        "Le test est bilatéral au seuil de {alpha:g}, avec des intervalles de confiance (IC) à "
        "{level:g} %."
    ),
    "Each subgroup variable has one joint model. The hypothesis tested is that of no interaction, "
    "by an F test; effects at levels and values have confidence intervals and no tests, and are "
    "compared with that of the reference level, or per step of a number. The overall effect is "
    "given with equal weights and with the observed margins of {units}. A level with fewer than "
    "{minimum} {units} is shown without inference; it stays in the model.": (
        "Chaque variable de sous-groupe fait l'objet d'un modèle conjoint. L'hypothèse testée est "
        "l'absence d'interaction, par un test F ; les effets par modalité ou par valeur sont "
        "présentés avec des intervalles de confiance, sans test, et comparés à celui de la "
        "modalité de référence, ou par incrément d'une variable numérique. L'effet global est "
        "donné avec des poids égaux et avec les marges observées ({units}). Une modalité "
        "d'effectif inférieur à {minimum} ({units}) est présentée sans inférence ; elle reste dans "
        "le modèle."
    ),
    "Reported of the fit: {contents}.": "Diagnostics rapportés : {contents}.",
    "convergence of the optimiser": "convergence de l'optimiseur",
    "residuals, with a figure": "résidus, avec une figure",
    "the contrast without each {unit} in turn, with a figure": (
        "contraste après exclusion à tour de rôle (par {unit}), avec une figure"
    ),
    "Subgroup variable": "Variable de sous-groupe",
    "{variable}: {levels}, each against {reference}.": (
        "{variable} : {levels} (référence : {reference})."
    ),
    "{variable}: effects at {values}; change per {step}.": (
        "{variable} : effets à {values} ; variation par incrément de {step}."
    ),
    "Response": "Réponse",
    "Rows analysed": "Lignes analysées",
    "Rows analysed: ": "Lignes analysées : ",
    "Rows left out": "Lignes exclues",
    "No row is left out by a rule of the endpoint.": (
        "Aucune ligne n'est exclue par une règle propre au critère de jugement."
    ),
    "{reason}: {condition}.": "{reason} : {condition}.",
    "Not complete: {rule}.": "Données incomplètes : {rule}.",
    "Endpoints: {endpoints}": "Critères de jugement : {endpoints}",
    # Sensitivity analyses.
    "Each is the endpoint's own analysis with the change that is named, or a test of another kind. "
    "None is part of a confirmatory test; all are shown beside the endpoint's own analysis.": (
        "Chacune reprend l'analyse du critère de jugement avec la modification indiquée, ou "
        "applique un test d'un autre type. Aucune ne fait partie d'un test confirmatoire ; toutes "
        "sont présentées à côté de l'analyse du critère."
    ),
    "What is changed": "Modification",
    "Rows analysed: {condition}.": "Lignes analysées : {condition}.",
    "Rows are left out where {condition}: {reason}.": ("Lignes exclues si {condition} : {reason}."),
    "Only a {unit} with data at every level of {factor}.": (
        "Restriction aux données complètes par {unit}, pour toutes les modalités ({factor})."
    ),
    "Limits of quantification: {rule}": "Limites de quantification : {rule}",
    "Model: {changes}.": "Modèle : {changes}.",
    "written otherwise": "écriture différente",
    "the response is the {variable}": "autre variable réponse ({variable})",
    "it is analysed on the {scale}": "analyse en {scale}",
    "of {effect}": "{effect}",
    "with the fixed effect {effects}": "avec l'effet fixe supplémentaire {effects}",
    "with fixed effects {effects}": "avec les effets fixes supplémentaires {effects}",
    "without the fixed effect {effects}": "sans l'effet fixe {effects}",
    "without fixed effects {effects}": "sans les effets fixes {effects}",
    "with {effects}": "avec {effects}",
    "without {effects}": "sans {effects}",
    "Estimation by {method}.": "Méthode d'estimation : {method}.",
    "Denominator degrees of freedom: {method}.": "Degrés de liberté du dénominateur : {method}.",
    "At a variance of zero: keep.": "Variance nulle : terme conservé.",
    "At a variance of zero: drop.": "Variance nulle : terme retiré.",
    "At a variance of zero: error.": "Variance nulle : analyse non estimable.",
    "Random terms that may go: {terms}.": "Termes aléatoires pouvant être retirés : {terms}.",
    "Random terms that may go: none.": "Termes aléatoires pouvant être retirés : aucun.",
    "The contrast is made within each level of {factors}.": (
        "Le contraste est estimé pour chaque modalité ({factors})."
    ),
    "Means are averaged with weights in proportion to the data.": (
        "Les moyennes sont calculées avec des poids proportionnels aux données."
    ),
    "Means are averaged with weights that are equal.": (
        "Les moyennes sont calculées avec des poids égaux."
    ),
    "Effect: ratio.": "Effet : rapport.",
    "Effect: odds ratio.": "Effet : rapport de cotes.",
    "Effect: difference.": "Effet : différence.",
    "Method of the contrast: {value}.": "Méthode de contraste : {value}.",
    "Reference: {value}.": "Référence : {value}.",
    "Adjustment: {value}.": "Ajustement : {value}.",
    "Confidence level: {value}.": "Niveau de confiance : {value}.",
    "Two-sided level: {value}.": "Seuil bilatéral : {value}.",
    "In the place of the mixed model a t test of the differences of each {unit}: its rows are "
    "averaged by arm on the scale of the response. A {unit} with one arm is left out.": (
        "À la place du modèle mixte, test t sur les différences appariées (par {unit}) : les "
        "lignes sont moyennées par bras sur l'échelle de la réponse. Exclusion en cas de bras "
        "unique."
    ),
    "In the place of the mixed model Wilcoxon's signed rank test of the differences of each "
    "{unit}: its rows are averaged by arm on the scale of the response. A {unit} with one arm is "
    "left out. The p-value is exact, and differences of zero are dropped for it; the estimate is "
    "that of Hodges and Lehmann, with its exact interval.": (
        "À la place du modèle mixte, test des rangs signés de Wilcoxon sur les différences "
        "appariées (par {unit}) : les lignes sont moyennées par bras sur l'échelle de la réponse. "
        "Exclusion en cas de bras unique. La valeur p est exacte et calculée sans les différences "
        "nulles ; l'estimateur est celui de Hodges et Lehmann, avec son intervalle exact."
    ),
    "The analysis with each {unit} left out in turn: the range of the estimates, the {units} that "
    "give its ends, the range of the confidence limits, and the largest p-value.": (
        "Analyse répétée en excluant tour à tour chaque unité ({unit}) : étendue des estimations, "
        "unités à l'origine des extrêmes, étendue des limites de confiance et plus grande valeur p."
    ),
}
