"""French texts of the plan as a document: its frame, its principles, its shells."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    # The first pages.
    "Statistical Analysis Plan": "Plan d'analyse statistique",
    "SIMULATED": "SIMULÉES",
    "Study": "Étude",
    "Registration": "Enregistrement",
    "Sponsor": "Promoteur",
    "Version": "Version",
    "Date": "Date",
    "Protocol version": "Version du protocole",
    "Made from": "Établi à partir de",
    "Generated": "Produit le",
    "Plan (SHA-256)": "Plan (SHA-256)",
    "Appendix: {title}": "Annexe : {title}",
    "Administrative information": "Informations administratives",
    "Title and registration": "Titre et enregistrement",
    "Title": "Titre",
    "Item": "Élément",
    "Version of the plan": "Version du plan",
    "Versions": "Versions",
    "Change": "Modification",
    "This version": "Présente version",
    "Version of the protocol": "Version du protocole",
    "The protocol": "Protocole",
    "Roles and responsibilities": "Rôles et responsabilités",
    "Contributors": "Contributeurs",
    "Name": "Nom",
    "Role": "Fonction",
    "Affiliation": "Affiliation",
    "Signatures": "Signatures",
    "Signature": "Signature",
    "Person who wrote the plan": "Personne ayant rédigé le plan",
    "Senior statistician responsible": "Statisticien senior responsable",
    "Chief investigator or clinical lead": "Investigateur principal ou responsable clinique",
    # Introduction.
    "Introduction": "Introduction",
    "Background and rationale": "Contexte et justification",
    "Objectives": "Objectifs",
    "Estimands": "Estimands",
    "The estimands are described by the attributes of ICH E9(R1).": (
        "Les estimands sont décrits selon les attributs de la ligne directrice ICH E9(R1)."
    ),
    "Estimand of {endpoints}": "Estimand : {endpoints}",
    "{endpoints}: {variable}": "{endpoints} : {variable}",
    "Attribute": "Attribut",
    "Description": "Description",
    "Population": "Population",
    "Treatment": "Traitement",
    "Variable": "Variable",
    "Intercurrent events": "Événements intercurrents",
    "Population-level summary": "Mesure résumée au niveau de la population",
    "{event}: treatment policy strategy. {handling}.": (
        "{event} : stratégie de politique de traitement. {handling}."
    ),
    "{event}: hypothetical strategy. {handling}.": (
        "{event} : stratégie hypothétique. {handling}."
    ),
    "{event}: composite strategy. {handling}.": (
        "{event} : stratégie de variable composite. {handling}."
    ),
    "{event}: while on treatment strategy. {handling}.": (
        "{event} : stratégie pendant le traitement. {handling}."
    ),
    "{event}: principal stratum strategy. {handling}.": (
        "{event} : stratégie de strate principale. {handling}."
    ),
    # Study methods.
    "Study methods": "Méthodologie de l'étude",
    "Design": "Schéma de l'étude",
    "Randomisation": "Randomisation",
    "Sample size": "Nombre de sujets nécessaires",
    "Framework": "Cadre des hypothèses",
    "Every hypothesis tested is that of no effect, against a two-sided alternative. No "
    "equivalence and no non-inferiority is tested.": (
        "Chaque hypothèse testée est celle d'une absence d'effet, contre une alternative "
        "bilatérale. Aucun test d'équivalence ni de non-infériorité n'est réalisé."
    ),
    "Interim analyses": "Analyses intermédiaires",
    "Timing of the final analysis": "Calendrier de l'analyse finale",
    "Timing of outcome assessments": "Calendrier des évaluations",
    # Statistical principles.
    "Statistical principles": "Principes statistiques",
    "Significance levels and confidence intervals": (
        "Seuils de signification et intervalles de confiance"
    ),
    "Tests are two-sided at the level {alpha:g}. Confidence intervals have the level "
    "{level:g} % and are not adjusted for the number of endpoints.": (
        "Les tests sont bilatéraux au seuil de {alpha:g}. Les intervalles de confiance sont "
        "au niveau de {level:g} % et ne sont pas ajustés sur le nombre de critères de jugement."
    ),
    "Tests of {endpoints} are two-sided at the level {alpha:g}. Confidence intervals of "
    "{endpoints} have the level {level:g} % and are not adjusted for the number of endpoints.": (
        "{endpoints} : les tests sont bilatéraux au seuil de {alpha:g} ; les intervalles de "
        "confiance sont au niveau de {level:g} % et ne sont pas ajustés sur le nombre de critères "
        "de jugement."
    ),
    "Endpoints in no family of hypotheses ({endpoints}) have confidence intervals and no p-value "
    "in tables of several endpoints; these intervals are not to be used for testing.": (
        "Les critères de jugement n'appartenant à aucune famille d'hypothèses ({endpoints}) sont "
        "présentés avec des intervalles de confiance et sans valeur p dans les tableaux "
        "regroupant plusieurs critères ; ces intervalles ne doivent pas servir de tests."
    ),
    "Multiplicity": "Multiplicité",
    "No family of hypotheses is declared: no error rate over endpoints is held.": (
        "Aucune famille d'hypothèses n'est déclarée : le risque d'erreur n'est pas contrôlé sur "
        "l'ensemble des critères de jugement."
    ),
    "Holm's step-down procedure": "la procédure descendante de Holm",
    "Hochberg's step-up procedure": "la procédure ascendante de Hochberg",
    "a fixed sequence, in the order listed": "une séquence fixe, dans l'ordre indiqué",
    "{family} ({name}): the hypothesis of {endpoints} is tested at the level {alpha:g}, "
    "two-sided.": (
        "{family} ({name}) : l'hypothèse {endpoints} est testée au seuil bilatéral de {alpha:g}."
    ),
    "{family} ({name}): the hypothesis of {endpoints} is tested at the level {alpha:g}, "
    "two-sided, only if every hypothesis of the family “{gate}” ({gate_name}) is rejected.": (
        "{family} ({name}) : l'hypothèse {endpoints} est testée au seuil bilatéral de "
        "{alpha:g}, uniquement si toutes les hypothèses de la famille « {gate} » ({gate_name}) "
        "sont rejetées."
    ),
    "{family} ({name}): the hypotheses of {endpoints} are tested by {procedure} at the level "
    "{alpha:g}, two-sided.": (
        "{family} ({name}) : les hypothèses {endpoints} sont testées par {procedure} "
        "au seuil bilatéral de {alpha:g}."
    ),
    "{family} ({name}): the hypotheses of {endpoints} are tested by {procedure} at the level "
    "{alpha:g}, two-sided, only if every hypothesis of the family “{gate}” ({gate_name}) is "
    "rejected.": (
        "{family} ({name}) : les hypothèses {endpoints} sont testées par {procedure} "
        "au seuil bilatéral de {alpha:g}, uniquement si toutes les hypothèses de la famille "
        "« {gate} » ({gate_name}) sont rejetées."
    ),
    "{family} ({name}): p-values of {endpoints} are adjusted by {procedure}; no hypothesis is "
    "tested.": (
        "{family} ({name}) : les valeurs p ({endpoints}) sont ajustées par {procedure} ; "
        "aucune hypothèse n'est testée."
    ),
    "{family} ({name}): p-values of {endpoints} are adjusted by {procedure}; no hypothesis is "
    "tested, only if every hypothesis of the family “{gate}” ({gate_name}) is rejected.": (
        "{family} ({name}) : les valeurs p ({endpoints}) sont ajustées par {procedure}, "
        "uniquement si toutes les hypothèses de la famille « {gate} » ({gate_name}) sont "
        "rejetées ; aucune hypothèse n'est testée."
    ),
    "Shares of the level to begin with: {shares}.": ("Répartition initiale du seuil : {shares}."),
    "Shares handed on after a rejection: {shares}.": (
        "Fractions transmises après un rejet : {shares}."
    ),
    "Shares handed on after a rejection: none.": "Fractions transmises après un rejet : aucune.",
    "{one} to {other} {share:g}": "{one} vers {other} {share:g}",
    "{endpoint} (not in this plan)": "{endpoint} (absent de ce plan)",
    "one hypothesis": "une seule hypothèse",
    "Hypotheses": "Hypothèses",
    "Procedure": "Procédure",
    "Families of hypotheses and their gates": "Familles d'hypothèses et leurs verrous",
    "{family}: {tested}, {endpoints}": "{family} : {tested}, {endpoints}",
    "{family}: {tested}, {endpoints}, behind the gate {gate}": (
        "{family} : {tested}, {endpoints}, sous condition du verrou « {gate} »"
    ),
    "Adherence and protocol deviations": "Observance et écarts au protocole",
    "Analysis sets": "Ensembles d'analyse",
    "{set}: every {unit}.": "{set} : sans exclusion ({unit}).",
    "A {unit} is left out if": "Condition d'exclusion ({unit})",
    "As declared": "Telle que déclarée",
    "Reason shown": "Motif affiché",
    "A {unit} is in or out as a whole. Rules apply in this order; the first that applies is the "
    "reason.": (
        "Chaque unité ({unit}) est incluse ou exclue en totalité. Les règles s'appliquent dans cet "
        "ordre ; la première qui s'applique donne le motif."
    ),
    # Trial population.
    "Trial population": "Population de l'étude",
    "Screening": "Sélection",
    "Eligibility": "Éligibilité",
    "Recruitment and flow": "Recrutement et flux",
    "Withdrawal and follow-up": "Sorties d'étude et suivi",
    "Baseline characteristics": "Caractéristiques initiales",
    "The way from the data to the analyses is shown in": (
        "Le cheminement des données jusqu'aux analyses est présenté dans les sorties suivantes :"
    ),
    "{display}, {title}: {content} ({endpoints})": "{display}, {title} : {content} ({endpoints})",
    "what each step took away": "effectifs retirés à chaque étape",
    "of each endpoint, what was taken out and what is analysed": (
        "par critère de jugement, données retirées et données analysées"
    ),
    "the way from all data to those analysed": (
        "cheminement de l'ensemble des données aux données analysées"
    ),
    "a listing of {units} not analysed, each with its reason": (
        "liste individuelle des exclusions ({units}), avec leur motif"
    ),
    "a listing of rows taken out, each with its reason": (
        "liste des lignes retirées, avec leur motif"
    ),
    "table {number}": "tableau {number}",
    "figure {number}": "figure {number}",
    "listing {number}": "liste {number}",
    "Numbers are summarised by n, mean and standard deviation, median and quartiles, minimum and "
    "maximum, factors by counts and percentages of those not missing. Nothing is tested. A {unit} "
    "counts once.": (
        "Les variables quantitatives sont résumées par l'effectif, la moyenne et l'écart-type, la "
        "médiane et les quartiles, le minimum et le maximum ; les variables qualitatives par "
        "l'effectif et le pourcentage parmi les données non manquantes. Aucun test n'est réalisé. "
        "Chaque unité ({unit}) ne compte qu'une fois."
    ),
    "Table {number}, {title}. Columns: {columns}.": (
        "Tableau {number}, {title}. Colonnes : {columns}."
    ),
    "where {condition}": "où {condition}",
    "by the data of {endpoint}": "d'après les données de {endpoint}",
    "Rows of table {number}": "Lignes du tableau {number}",
    "Levels": "Modalités",
    "Counts as missing": "Considéré comme manquant",
    "Applies to": "S'applique à",
    "number": "valeur numérique",
    "all": "toutes",
    # Appendices.
    "References": "Références",
    "Table shells": "Maquettes des tableaux",
    "{spanner}: {column}": "{spanner} : {column}",
    "Items of the guideline": "Éléments de la recommandation",
    "The order is that of the guideline of Gamble et al. 2017 (doi:10.1001/jama.2017.18556). An "
    "item that this plan does not address is named as such.": (
        "L'ordre suit la recommandation de Gamble et al. 2017 (doi:10.1001/jama.2017.18556). Tout "
        "élément que ce plan ne traite pas est signalé comme tel."
    ),
    "Items and sections": "Éléments et sections correspondantes",
    "Section": "Section",
    "not addressed": "non traité",
    "Revisions of the plan": "Révisions du plan",
    "Interim analyses and stopping guidance": "Analyses intermédiaires et règles d'arrêt",
    "Level of significance": "Seuil de signification",
    "Confidence intervals": "Intervalles de confiance",
    "Analysis populations": "Populations d'analyse",
    "Screening data": "Données de sélection",
    "Recruitment": "Recrutement",
    "Analysis methods": "Méthodes d'analyse",
    "Statistical software": "Logiciels statistiques",
    # Shells.
    "SHELL, no data": "MAQUETTE, sans données",
    "SHELL, no data: the effects drawn are schematic": (
        "MAQUETTE, sans données : les effets tracés sont schématiques"
    ),
    "{tables} and {figures}. There are no results": "{tables} et {figures}. Aucun résultat",
    "table": "tableau",
    "figure": "figure",
}
