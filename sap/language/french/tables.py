"""French texts of tables and listings: columns, rows, models and their notes."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "SIMULATED DATA": "DONNÉES SIMULÉES",
    # Put together from several.
    "; ": " ; ",
    "{name}: {what}": "{name} : {what}",
    "{one} and {other}": "{one} et {other}",
    "{one} or {other}": "{one} ou {other}",
    "{name} {variable}": "{name} : {variable}",
    "by {variable}": "sous-groupe : {variable}",
    "'{label}'": "« {label} »",
    # Abbreviations.
    "CI, confidence interval": "IC, intervalle de confiance",
    "CV, coefficient of variation": "CV, coefficient de variation",
    "df, degrees of freedom": "ddl, degrés de liberté",
    "GMR, geometric mean ratio": "RMG, rapport des moyennes géométriques",
    "LLOQ, lower limit of quantification": "LIQ, limite inférieure de quantification",
    "LS, least squares": "MC, moindres carrés",
    "N, {units} analysed": "N, effectif analysé ({units})",
    "N, {units} in the column, each counted once": (
        "N, effectif de la colonne ({units}), chaque unité comptée une fois"
    ),
    "NE, not estimable": "NE, non estimable",
    "p adj, p-value adjusted within the family": "p ajustée, valeur p ajustée dans la famille",
    "p raw, p-value without adjustment": "p brute, valeur p sans ajustement",
    "Q1, Q3, quartiles (SAS definition 5)": "Q1, Q3, quartiles (définition 5 de SAS)",
    "ref, reference level": "réf., niveau de référence",
    "SD, standard deviation": "ET, écart-type",
    "-, not applicable": "-, sans objet",
    # Columns and rows.
    "Characteristic": "Caractéristique",
    "Endpoint (unit)": "Critère de jugement (unité)",
    "Endpoint": "Critère de jugement",
    "Endpoints": "Critères de jugement",
    "Effect": "Effet",
    "Observed": "Valeurs observées",
    "Model": "Modèle",
    "Variance components": "Composantes de la variance",
    "Residual": "Résiduelle",
    "Sensitivity analyses": "Analyses de sensibilité",
    "{label}, n (%)": "{label}, n (%)",
    "n {units} (n {rows})": "n {units} (n {rows})",
    "n (%) below LLOQ": "n (%) sous la LIQ",
    "<LLOQ n (%)": "<LIQ n (%)",
    "Mean (SD)": "Moyenne (ET)",
    "Geometric mean (geo. CV%)": "Moyenne géométrique (CV géo. %)",
    "Median (Q1, Q3)": "Médiane (Q1 ; Q3)",
    "Min, max": "Min ; max",
    "Missing": "Manquant",
    "Geometric LS mean": "Moyenne géométrique MC",
    "LS mean": "Moyenne MC",
    "CI": "IC",
    "{level:g}% CI": "IC à {level:g} %",
    "p-value": "Valeur p",
    "Adjusted p-value": "Valeur p ajustée",
    "p raw": "p brute",
    "p adj": "p ajustée",
    "z": "z",
    "t (df)": "t (ddl)",
    "SD ({scale})": "ET ({scale})",
    "{name}: correlation of {one} and {other}": "{name} : corrélation ({one} ; {other})",
    "{effect} vs {reference}": "{effect} contre {reference}",
    "Geometric mean of ratios within {units} (n)": (
        "Moyenne géométrique des rapports au sein des {units} (n)"
    ),
    "Mean of differences within {units} (n)": "Moyenne des différences au sein des {units} (n)",
    # Effects.
    "Ratio": "Rapport",
    "Odds ratio": "Rapport des cotes",
    "Difference": "Différence",
    "Geometric mean ratio": "Rapport des moyennes géométriques",
    "GMR": "RMG",
    "Ratio of GMRs": "Rapport des RMG",
    "Ratio of ratios": "Rapport des rapports",
    "Ratio of odds ratios": "Rapport des rapports de cotes",
    "Difference of differences": "Différence des différences",
    "{effect} in {unit}": "{effect} en {unit}",
    "The estimate is a ratio.": "L'estimation est un rapport.",
    "The estimate is a ratio in {unit}.": "L'estimation est un rapport, en {unit}.",
    "The estimate is a geometric mean ratio.": (
        "L'estimation est un rapport de moyennes géométriques."
    ),
    "The estimate is a geometric mean ratio in {unit}.": (
        "L'estimation est un rapport de moyennes géométriques, en {unit}."
    ),
    "The estimate is an odds ratio.": "L'estimation est un rapport des cotes.",
    "The estimate is an odds ratio in {unit}.": "L'estimation est un rapport des cotes, en {unit}.",
    "The estimate is a difference.": "L'estimation est une différence.",
    "The estimate is a difference in {unit}.": "L'estimation est une différence, en {unit}.",
    # Models.
    "Linear mixed model {formula}, fitted by {method}.": (
        "Modèle linéaire mixte {formula}, estimé par {method}."
    ),
    "Linear mixed model {formula} (planned: {planned}), fitted by {method}.": (
        "Modèle linéaire mixte {formula} (prévu : {planned}), estimé par {method}."
    ),
    "Linear mixed model {formula}, fitted by {method}; standard errors and degrees of freedom: "
    "{ddf}.": (
        "Modèle linéaire mixte {formula}, estimé par {method} ; erreurs types et degrés de "
        "liberté : {ddf}."
    ),
    "restricted maximum likelihood (REML)": "maximum de vraisemblance restreinte (REML)",
    "maximum likelihood (ML)": "maximum de vraisemblance (ML)",
    "Standard errors and degrees of freedom: {ddf}.": (
        "Erreurs types et degrés de liberté : {ddf}."
    ),
    "Kenward-Roger, expected information": "Kenward-Roger, information attendue",
    "Kenward-Roger, observed information, components at zero left out": (
        "Kenward-Roger, information observée, composantes nulles écartées"
    ),
    "Satterthwaite": "Satterthwaite",
    "between-within": "inter-intra (between-within)",
    "residual": "résiduels",
    "asymptotic (normal approximation)": "asymptotiques (approximation normale)",
    "Back-transformation: means and ratios are {how}.": (
        "Transformation inverse des moyennes et des rapports : {how}."
    ),
    "Back-transformation: means are {how}.": "Transformation inverse des moyennes : {how}.",
    "exponentials of estimates on the natural log scale": (
        "exponentielles des estimations sur l'échelle du logarithme népérien"
    ),
    "powers of 2 of estimates on the log2 scale": (
        "puissances de 2 des estimations sur l'échelle log2"
    ),
    "powers of 10 of estimates on the log10 scale": (
        "puissances de 10 des estimations sur l'échelle log10"
    ),
    "squares of estimates on the square-root scale": (
        "carrés des estimations sur l'échelle de la racine carrée"
    ),
    "inverse logits of estimates on the logit scale": (
        "logits inverses des estimations sur l'échelle logit"
    ),
    "original scale": "échelle d'origine",
    "log scale": "échelle logarithmique",
    "log2 scale": "échelle log2",
    "log10 scale": "échelle log10",
    "square-root scale": "échelle de la racine carrée",
    "logit scale": "échelle logit",
    "{rows} of {samples}.": "{rows} de {samples}.",
    "In the analysis set and not in the model: {reasons}.": (
        "Dans l'ensemble d'analyse et hors du modèle : {reasons}."
    ),
    "Engine: {engine}.": "Moteur de calcul : {engine}.",
    "Singular fit, at the boundary of its parameters: {why}": (
        "Ajustement singulier, au bord de l'espace des paramètres : {why}"
    ),
    # Limits of quantification.
    "analysed as LLOQ/2": "remplacement par LIQ/2",
    "analysed as LLOQ/√2": "remplacement par LIQ/√2",
    "analysed as the LLOQ": "remplacement par la LIQ",
    "analysed as the ULOQ": "remplacement par la LSQ",
    "left out": "exclusion",
    "handled by the rule {rule}": "traitement selon la règle {rule}",
    "LLOQ/2": "LIQ/2",
    "LLOQ/√2": "LIQ/√2",
    "The LLOQ": "La LIQ",
    "{value} stands for {share} % of the results ({below} of {measured}): the estimate depends on "
    "this rule, which mostly draws a ratio towards 1, and the interval does not know of it.": (
        "{value} remplace {share} % des résultats ({below} sur {measured}) : l'estimation dépend "
        "de cette règle, qui rapproche le plus souvent un rapport de 1, et l'intervalle n'en "
        "tient pas compte."
    ),
    "{value} stands for {share} % of the results ({below} of {measured}): the estimate depends on "
    "this rule, which mostly draws a difference towards 0, and the interval does not know of it.": (
        "{value} remplace {share} % des résultats ({below} sur {measured}) : l'estimation dépend "
        "de cette règle, qui rapproche le plus souvent une différence de 0, et l'intervalle n'en "
        "tient pas compte."
    ),
    "LLOQ{limits}: {rows} below it, {what}.": "LIQ{limits} : {rows} en dessous, {what}.",
    "ULOQ (upper limit of quantification){limits}: {rows} above it, {what}.": (
        "LSQ (limite supérieure de quantification){limits} : {rows} au-dessus, {what}."
    ),
    "LLOQ, lower limit of quantification. Percentages are of results; those below the LLOQ are "
    "{what}.": (
        "LIQ, limite inférieure de quantification. Pourcentages rapportés au nombre de "
        "résultats ; valeurs sous la LIQ : {what}."
    ),
    "Below the lower limit of quantification (LLOQ): {what}.": (
        "Sous la limite inférieure de quantification (LIQ) : {what}."
    ),
    "Where blanks were subtracted: {what}": "En cas de soustraction des blancs : {what}",
    "What is counted are differences from the blank, those of zero and less among them; what was "
    "measured may lie within the limits.": (
        "Le décompte porte sur les différences avec le blanc, y compris celles nulles ou "
        "négatives ; la valeur mesurée peut se trouver dans les limites."
    ),
    # Notes.
    "NE, not estimable: {reason}": "NE, non estimable : {reason}",
    "There are no results.": "Il n'y a pas de résultats.",
    "{units}: those in the analysis.": "{units} : effectif de l'analyse.",
    "Observed means, spread and quartiles are over {units}: the {rows} of a {unit} are first "
    "combined by their geometric mean.": (
        "Moyennes, dispersions et quartiles observés : calcul sur les {units}, après moyenne "
        "géométrique des {rows} au sein de chaque {unit}."
    ),
    "Observed means, spread and quartiles are over {units}: the {rows} of a {unit} are first "
    "combined by their arithmetic mean.": (
        "Moyennes, dispersions et quartiles observés : calcul sur les {units}, après moyenne "
        "arithmétique des {rows} au sein de chaque {unit}."
    ),
    "CV, coefficient of variation; Q1, Q3, quartiles (SAS definition 5). Values are over {units}: "
    "the results of a {unit} are first combined by their geometric mean, or by their mean where "
    "no geometric mean is shown. -, too few values.": (
        "CV, coefficient de variation ; Q1, Q3, quartiles (définition 5 de SAS). Valeurs "
        "calculées sur les {units}, après moyenne géométrique des résultats au sein de chaque "
        "{unit}, ou moyenne arithmétique si aucune moyenne géométrique n'est présentée. "
        "-, trop peu de valeurs."
    ),
    "Descriptive only: nothing is modelled or tested, and these {units} are never pooled with "
    "those of another analysis set.": (
        "Description seule : ni modèle ni test, et aucun regroupement de ces {units} avec ceux "
        "d'un autre ensemble d'analyse."
    ),
    "Percentages are of {units} with a value.": (
        "Pourcentages rapportés aux {units} dont la valeur est connue."
    ),
    "{labels} counts as missing.": "{labels} : considéré comme manquant.",
    "Confidence intervals are not adjusted for multiplicity and are not to be used for testing.": (
        "Les intervalles de confiance ne sont pas ajustés pour la multiplicité et ne doivent pas "
        "servir à des tests."
    ),
    "The confidence level is {level:g}%.": "Le niveau de confiance est de {level:g} %.",
    # Sensitivity analyses.
    "Not part of the confirmatory test: each changes the analysis above in what it is named "
    "after; intervals and p-values are nominal.": (
        "Hors du test confirmatoire : chacune modifie l'analyse ci-dessus sur le point qui lui "
        "donne son nom ; intervalles et valeurs p sont nominaux."
    ),
    "Paired t test of {unit} means in the place of the mixed model{scale}: {number}.": (
        "Test t apparié sur les moyennes par {unit}, à la place du modèle mixte{scale} : {number}."
    ),
    "Wilcoxon signed rank test of {unit} means in the place of the mixed model{scale}: {number}. "
    "Estimate and interval are those of Hodges and Lehmann (median of the Walsh averages); "
    "p-value and interval are exact.": (
        "Test des rangs signés de Wilcoxon sur les moyennes par {unit}, à la place du modèle "
        "mixte{scale} : {number}. Estimation et intervalle de Hodges et Lehmann (médiane des "
        "moyennes de Walsh) ; valeur p et intervalle exacts."
    ),
    "Interaction of {named}: F({num_df}, {den_df}) = {statistic}, p-value {p_value}.": (
        "Interaction ({named}) : F({num_df} ; {den_df}) = {statistic}, valeur p {p_value}."
    ),
    "Range of the estimates with each {unit} left out in turn ({number}): lowest without "
    "{lowest}, highest without {highest}. Confidence limits from {low} to {high}; largest p-value "
    "{p_value}.": (
        "Étendue des estimations obtenues en écartant tour à tour chaque {unit} ({number}) : la "
        "plus basse sans {lowest}, la plus haute sans {highest}. Limites de confiance de {low} à "
        "{high} ; valeur p maximale {p_value}."
    ),
    # Figures of how a model fits.
    "Model: {formula}": "Modèle : {formula}",
    "{endpoint}: residuals of the analysis '{title}'": (
        "{endpoint} : résidus de l'analyse « {title} »"
    ),
    "{endpoint}: the contrast of the analysis '{title}' without each {unit} in turn": (
        "{endpoint} : contraste de l'analyse « {title} », chaque {unit} étant omis tour à tour"
    ),
    "Lines in the plots against normal quantiles go through the quartiles.": (
        "Les droites des graphiques quantile-quantile passent par les quartiles."
    ),
    "Points and bars: estimate and {level:g} % confidence interval without the {unit}. Lines: "
    "with all of them.": (
        "Points et barres : estimation et intervalle de confiance à {level:g} % en l'absence d'une "
        "unité ({unit}). Lignes : avec l'ensemble des unités."
    ),
}
