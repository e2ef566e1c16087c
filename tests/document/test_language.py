"""No document has a word that was not said in the language that is spoken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from sap.document import PlanDocument, plan_document
from sap.document.derivations import derivation_in_words
from sap.document.models import equation, fit_in_words, model_in_words
from sap.document.parts import Grid, Listing, Paragraph, Part
from sap.document.phrases import condition_in_words
from sap.document.references import references
from sap.language import language_of, listed, say, speaking
from sap.language.grammar import NARROW_SPACE
from sap.plan import Plan, make_plan
from sap.plan.spoken import plan_in
from sap.render.plan_docx import docx_plan
from sap.render.plan_html import html_plan
from sap.spec import Spec, load_spec
from sap.spec.document_request import DocumentSections
from tests.document.test_phrases import VARIABLES, factor
from tests.document_example import FACTS, all_text, example_plan, example_spec, section
from tests.house import ROOT
from tests.language.pseudo import latin_words, pseudo_spec, strings_in

FRENCH = language_of("fr")
#: In every language: names, and what the design check calls what it finds.
NAMES = ("sap", "ICH", "Gamble", "et al", "doi", "jama", "SHA", "REML", "ML")


def words_of(document: PlanDocument) -> Iterator[str]:
    """Go through the words of a document, code aside."""
    yield document.kind
    yield from (label for label, _ in document.facts)
    for one in document.walk():
        yield one.title
        for part in one.parts:
            yield from words_in(part)


def words_in(part: Part) -> Iterator[str]:
    match part:
        case Paragraph(runs):
            yield "".join(" " if run.code else run.text for run in runs)
        case Listing(items):
            for item in items:
                for inner in item:
                    yield from words_in(inner)
        case Grid():
            yield from (part.caption, *part.columns, *part.notes)
            for line in part.rows:
                for cell in line.cells:
                    for one in cell:
                        yield from words_in(one)


def unsaid(spec: Spec) -> dict[str, str]:
    """Write the document of a spec in signs that English lacks, and find what is in English."""
    spoken, language = pseudo_spec(spec)
    plan = replace(make_plan(spoken), document=None)
    with speaking(language):
        words = [*words_of(plan_document(plan, FACTS))]
    listing, *_ = references(plan, DocumentSections()).parts
    sources = {*words_in(listing)}
    return latin_words([one for one in words if one not in sources], names_in(plan))


def names_in(plan: Plan) -> set[str]:
    """Give what stands in a plan for programs, and in its document as it is."""
    found = {*NAMES, plan.engine, *strings_in(plan.study), *strings_in(FACTS.versions)}
    found |= {*strings_in([(one.name, one.from_, one.join) for one in plan.datasets])}
    found |= {*strings_in([(one.name, one.file, one.key) for one in plan.sources])}
    for one in plan.analyses:
        found |= {one.endpoint_id, one.analysis_id, one.family, one.analysis_set.name, one.table}
        found |= {variable.name for variable in one.variables}
        found |= {code for variable in one.variables for code, _ in variable.levels}
        found |= {str(term) for term in one.simplify} | {one.contrast.adjust, one.contrast.method}
        found |= {variable.unit or "" for variable in one.variables}
    found |= {*strings_in([(one.name, one.members) for one in plan.families])}
    return found


def test_the_document_of_the_whole_plan_is_said_wholly():
    assert not unsaid(load_spec(ROOT / "specs"))


FORMULA = "log(pain) ~ drug + age + (1 | patient) + (1 | centre)"
FAMILIES = """
families:
  first: {label: First, procedure: fixed-sequence, of: [E3]}
  free: {label: Free, procedure: graph, of: [E1, E2], weights: {E1: 0.8, E2: 0.2}, gate: first,
         transitions: {E1: {E2: 1}, E2: {E1: 0.5}}}
"""
CHANGES = {
    "as it is": (),
    "slopes": (("age + (1 | patient)", "age + (1 + age | patient)"),),
    "interactions": (("drug + age + (1", "drug * age * sex + (0 + drug"),),
    "square roots": (("log(pain)", "sqrt(pain)"),),
    "raw scale": (("log(pain)", "pain"),),
    "what is asked of the fit": (
        ("method: REML\n", "method: ML\n      singular: error\n"),
        ("ddf: kenward-roger", "ddf: satterthwaite\n      simplify: [(1 | centre)]"),
        ("method: trt.vs.ctrl}", "method: pairwise, adjust: tukey, weights: proportional}"),
    ),
    "limits": (("below: lloq/2, above: drop", "below: drop, above: uloq"),),
    "sensitivity": (
        ('data: {where: sex == "F"}', "contrast: {weights: proportional, conf_level: 0.9},"
         " limits: {below: lloq}, model: {ddf: asymptotic, singular: drop, method: ML,"
         " formula: pain ~ drug + sex + (1 | patient)}"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_every_variant_of_a_document_is_said_wholly(name, tmp_path):
    study = FAMILIES if name == "as it is" else ""
    assert not unsaid(example_spec(tmp_path, *CHANGES[name], study=study))


def test_a_word_in_english_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr("sap.document.make.KIND", "Plan of analysis")
    assert {"Plan", "of", "analysis"} <= unsaid(example_spec(tmp_path)).keys()


@pytest.fixture(scope="module")
def french() -> PlanDocument:
    """Write the study's plan in French."""
    spec = load_spec(ROOT / "specs")
    plan, language = plan_in(spec, make_plan(spec), "fr")
    with speaking(language):
        return plan_document(plan, FACTS)


def test_the_french_plan_reads_as_a_plan_does(french):
    assert french.kind == "Plan d'analyse statistique"
    assert french.notice == "DONNÉES SIMULÉES"
    text = "\n".join(all_text(one) for one in french.sections)
    text = text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    for wanted in (
        "Les tests sont bilatéraux au seuil de 0,05.",
        "avec des intervalles de confiance (IC) à 95 %.",
        "les hypothèses S1.1 à S1.4 sont testées par la procédure descendante de Holm au seuil "
        "bilatéral de 0,05, uniquement si toutes les hypothèses de la famille « Critère principal »"
        " (gate) sont rejetées.",
        "un effet fixe : traitement (Ruxolitinib ; référence : Véhicule), et des ordonnées à "
        "l'origine aléatoires par donneur, par donneur × traitement et par plaque.",
        "une unité d'observation (puits), regroupée par culture, puis par donneur.",
        "uk ~ N(0, σk²) pour k = 1 à 3 ;  ε ~ N(0, σ²)",
        "« Véhicule » = −0,5 et « Ruxolitinib » = +0,5.",
        "Score cutané de Rodnan modifié : effets à 5, 15 et 25 points ; variation par "
        "incrément de 5 points.",
    ):
        assert wanted in text
    checked = section(french, "Annexe\N{NO-BREAK SPACE}: Éléments de la recommandation")
    assert "Nombre de sujets nécessaires" in all_text(checked)
    assert "non traité" in all_text(checked)


def test_both_forms_tell_their_language(french):
    import io

    import docx

    with speaking(FRENCH):
        page, word = html_plan(french), docx.Document(io.BytesIO(docx_plan(french)))
    assert '<html lang="fr">' in page
    assert '<nav aria-label="Sommaire">' in page
    assert r'content: "Page " counter(page) " sur " counter(pages)' in page
    assert word.core_properties.language == "fr"
    languages = {
        value
        for element in word.styles.element.iter()
        if element.tag.endswith("}lang")
        for key, value in element.attrib.items()
        if key.endswith("}val")
    }
    assert languages == {"fr-FR"}
    header = [line.text for line in word.sections[0].header.paragraphs]
    assert header[0].startswith("Protocole\N{NO-BREAK SPACE}: SCLERO-JAK")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('sex not in ["F", "M"]', "sex autre que « Female » ou « Male »"),
        ("age >= 18.5", "age ≥ 18,5 years"),
        ("age is missing", "donnée manquante pour age"),
        ("no rows", "aucune donnée pour le critère de jugement (cell donor)"),
    ],
)
def test_a_condition_in_french(text, said):
    with speaking(FRENCH):
        made = condition_in_words(text, VARIABLES, "cell_donor")
    assert made.replace("\N{NO-BREAK SPACE}", " ") == said


def test_a_derivation_in_french():
    own = factor("own", "Own", '{"cut": {"of": "age", "at": [49.5, 65]}}', a="Low", b="High")
    with speaking(FRENCH):
        made = derivation_in_words(own, VARIABLES)
    assert made.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ") == (
        "Age ; classes « Low » et « High », bornes : 49,5 et 65. Une valeur égale à une borne "
        "appartient à la classe supérieure."
    )


def test_an_equation_has_the_same_terms_in_every_language(tmp_path):
    one = example_plan(tmp_path).analyses[0]
    with speaking(FRENCH):
        said = equation(one, one.formula)
        model, fit = model_in_words(one, one.formula), fit_in_words(one)
    english = equation(one, one.formula)
    assert said == english.replace("for k = 1 to 2;", f"pour k = 1 à 2{NARROW_SPACE};")
    assert "par patient et par centre" in model
    assert len(fit) == len(fit_in_words(one))


def test_things_are_listed_as_the_language_does():
    assert listed(["a", "b", "c"], "then") == "a, b then c"
    with speaking(FRENCH):
        assert listed(["a", "b", "c"]) == "a, b et c"
        assert listed(["a", "b"], "or") == "a ou b"
        assert listed(["a", "b"], "then") == "a puis b"
        assert listed(["a"]) == "a"
        assert say("{level} is {value:+g}", level="a", value=0.5) == "a = +0,5"
