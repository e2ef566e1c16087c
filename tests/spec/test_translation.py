"""Translations: every text of the specs has one, and each is of a text; the rest is the same."""

from __future__ import annotations

import dataclasses
import re
import shutil

import pytest

from sap.errors import SpecError
from sap.language.grammar import NARROW_SPACE
from sap.plan import make_plan
from sap.plan.spoken import plan_in
from sap.spec import load_spec, translated
from sap.spec.prose import texts_of
from tests.house import ROOT


@pytest.fixture
def specs(tmp_path):
    """Copy the study's specs, to be changed."""
    return shutil.copytree(ROOT / "specs", tmp_path / "specs")


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def problems(path):
    with pytest.raises(SpecError) as found:
        load_spec(path)
    return [(one.file.rpartition("/")[2], one.line, one.message) for one in found.value.problems]


def test_the_study_has_every_text_in_french():
    spec = load_spec(ROOT / "specs")
    french = translated(spec, "fr")
    plan, told = make_plan(spec), make_plan(french)
    assert told.study.title.startswith("Effet du ruxolitinib")
    assert {one.analysis_set.label for one in told.analyses} & {"Donneurs de cellules sains"}
    assert told.hash != plan.hash
    assert plan_in(spec, plan, "fr")[0].hash == plan.hash
    assert len(texts_of(french)) > 200


def test_nothing_but_texts_differs():
    spec = load_spec(ROOT / "specs")
    plan, told = make_plan(spec), make_plan(translated(spec, "fr"))
    for one, other in zip(plan.analyses, told.analyses, strict=True):
        for name in ("endpoint_id", "analysis_id", "formula", "ddf", "family", "dataset", "table"):
            assert getattr(one, name) == getattr(other, name)
        assert [v.name for v in one.variables] == [v.name for v in other.variables]
        assert [dict(v.levels).keys() for v in one.variables] == [
            dict(v.levels).keys() for v in other.variables
        ]
    assert [t.file for t in plan.tables] == [t.file for t in told.tables]
    assert dataclasses.replace(translated(spec, "fr"), **_texts(spec)) == spec


def _texts(spec):
    names = [field.name for field in dataclasses.fields(spec)]
    with_texts = ("study", "sources", "datasets", "variables", "analysis_sets", "endpoints")
    more = ("displays", "queries", "families", "document")
    return {name: getattr(spec, name) for name in names if name in (*with_texts, *more)}


def test_in_its_own_language_a_spec_stays_as_it_is():
    spec = load_spec(ROOT / "specs")
    assert translated(spec, "en") is spec
    plan = make_plan(spec)
    assert plan_in(spec, plan)[0] is plan


def test_a_language_that_the_specs_lack_is_refused(specs):
    change(specs / "study.yml", "translations: {fr: study.fr.yml}\n", "")
    (specs / "study.fr.yml").unlink()
    spec = load_spec(specs)
    with pytest.raises(SpecError, match=r"no counterparts in 'fr'.*translations: \{fr: study\.fr"):
        plan_in(spec, make_plan(spec), "fr")


def test_without_translations_texts_are_in_the_language_of_the_study_file(specs):
    change(specs / "study.yml", "translations: {fr: study.fr.yml}\n", "")
    (specs / "study.fr.yml").unlink()
    change(specs / "study.yml", "locale: en", "locale: fr")
    spec = load_spec(specs)
    plan = make_plan(spec)
    told, spoken = plan_in(spec, plan)
    assert (told is plan, spoken.code) == (True, "fr")


def test_in_the_language_that_has_no_translation_a_spec_is_as_typed(specs):
    change(specs / "study.yml", "locale: en", "locale: fr")
    spec = load_spec(specs)
    plan = make_plan(spec)
    told, spoken = plan_in(spec, plan, "en")
    assert (told is plan, spoken.code, spoken.texts) == (True, "en", {})
    assert plan_in(spec, plan)[0].study.title.startswith("Effet du ruxolitinib")


def test_translated_texts_have_the_spaces_of_their_language(specs):
    section = "  harms: |\n    Aucun ; voir `a ; b`.\n\n    ```\n    c : d\n    ```\n\n"
    change(specs / "study.fr.yml", "  harms: |\n", section)
    french = translated(load_spec(specs), "fr")
    typed = re.compile(r" [:;?!%»]|« ")
    assert not [text for text in texts_of(french) if typed.search(text)]
    sections = french.document.sections
    assert sections.harms.startswith(
        f"Aucun{NARROW_SPACE}; voir `a ; b`.\n\n```\nc : d\n```\n\nLe ruxolitinib"
    )
    assert not typed.search(sections.objectives)


def test_specs_written_in_french_stay_as_typed(specs):
    change(specs / "study.yml", "translations: {fr: study.fr.yml}\n", "")
    (specs / "study.fr.yml").unlink()
    change(specs / "study.yml", "locale: en", "locale: fr")
    change(specs / "study.yml", "reason: Haemoglobin below 7 g/dL", "reason: Moins de 7 % ; ou pas")
    spec = load_spec(specs)
    assert translated(spec, "fr") is spec
    assert "Moins de 7 % ; ou pas" in texts_of(spec)


def test_texts_without_counterpart_and_counterparts_of_no_text_are_named(specs):
    change(specs / "study.fr.yml", "  Consent withdrawn: Consentement", "  Consent wihdrawn: Non")
    change(specs / "study.fr.yml", "  - CXCL10\n", "  - CXCL11\n")
    spec = load_spec(specs)
    assert {one.file.rpartition("/")[2] for one in spec.warnings} == {"study.fr.yml"}
    lacking, *stale = (one.message for one in spec.warnings)
    told = (
        "The text 'Consent withdrawn' of the specs has no counterpart in 'fr'. "
        "Did you mean 'Consent wihdrawn'?",
        "The text 'CXCL10' of the specs has no counterpart in 'fr'.",
    )
    assert lacking == f"{' '.join(told)} Outputs in 'fr' are refused until they have."
    assert [one.partition("'.")[0] for one in stale] == [
        "No text of the specs reads 'Consent wihdrawn",
        "No text of the specs reads 'CXCL11",
    ]
    assert plan_in(spec, make_plan(spec), "en")[1].code == "en"
    with pytest.raises(SpecError) as refused:
        plan_in(spec, make_plan(spec), "fr")
    assert tuple(one.message for one in refused.value.problems) == told


def test_many_texts_without_counterpart_are_one_warning(specs):
    text = (specs / "study.fr.yml").read_text(encoding="utf-8")
    start, end = text.index("  # Estimands"), text.index("  # Endpoints")
    (specs / "study.fr.yml").write_text(text[:start] + text[end:], encoding="utf-8")
    (warning,) = load_spec(specs).warnings
    assert warning.line
    assert "more. Outputs in 'fr' are refused until they have." in warning.message


def test_of_a_single_file_other_texts_may_be_there(specs):
    assert load_spec(specs / "primary.yml").translations.keys() == {"fr"}
    change(specs / "study.fr.yml", "  Consent withdrawn: ", "  Another text: ")
    (warning,) = load_spec(specs / "primary.yml").warnings
    assert "'Consent withdrawn' of the specs has no counterpart" in warning.message


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"{name} on SSc macrophages": "{name} des', '"{name} on SSc macrophages": "{nom} des',
         "'{nom}' is not in the text of the specs. It has: name."),
        ('"{name} on SSc macrophages": "{name} des', '"{name} on SSc macrophages": "{name des',
         "Braces hold a word, as in {name}, and come in pairs."),
        ("same:\n", "same:\n  - Donor\n", "'Donor' has another text above"),
        ("texts:\n", "texts:\n  Vehicle: A\n", "stands twice"),
        ("same:\n", "sames:\n", "There is no key 'sames' here. Did you mean 'same'?"),
        ("  harms: |\n", "  harmful: |\n", "There is no key 'harmful' here."),
    ],
)  # fmt: skip
def test_a_wrong_translation_is_told_with_its_line(specs, old, new, message):
    change(specs / "study.fr.yml", old, new)
    found = problems(specs)
    assert any(file == "study.fr.yml" and line and message in said for file, line, said in found)


def test_a_section_of_the_document_without_text_is_named(specs):
    text = (specs / "study.fr.yml").read_text(encoding="utf-8")
    (specs / "study.fr.yml").write_text(text[: text.index("  harms: |")], encoding="utf-8")
    spec = load_spec(specs)
    (warning,) = spec.warnings
    assert warning.message.startswith("The section 'harms' of the document has no text in 'fr'.")
    with pytest.raises(SpecError, match="The section 'harms'"):
        plan_in(spec, make_plan(spec), "fr")


def test_the_results_know_nothing_of_the_language(specs):
    spec = load_spec(specs)
    assert spec.files[-1].file.endswith("study.fr.yml")
