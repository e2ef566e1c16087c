"""A plan has every default resolved, and its hash is that of what will be done."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
import subprocess
import sys

import pytest

from sap.engines.catalogue import DDF_NAMES
from sap.errors import PlanError
from sap.formula import parse_formula
from sap.plan import Plan, PlannedAnalysis, make_plan
from sap.spec import Complete, LimitsRule, load_spec, parse_condition
from tests.house import ROOT

PRIMARY = ROOT / "specs" / "primary.yml"
EXAMPLES = ROOT / "tests" / "broken_specs"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(load_spec(PRIMARY))


@pytest.fixture
def example(tmp_path):
    """Return a way to plan the whole example with texts replaced in either of its files."""

    def planned(*replaced: tuple[str, str], study: tuple[tuple[str, str], ...] = ()) -> Plan:
        for name, changes in (("whole.yml", replaced), ("study.yml", study)):
            text = (EXAMPLES / name).read_text(encoding="utf-8")
            for old, new in changes:
                assert old in text
                text = text.replace(old, new)
            (tmp_path / name).write_text(text, encoding="utf-8")
        return make_plan(load_spec(tmp_path / "whole.yml"))

    return planned


def of(plan: Plan, analysis_id: str) -> PlannedAnalysis:
    return next(one for one in plan.analyses if one.analysis_id == analysis_id)


def test_one_analysis_for_the_endpoint_and_each_sensitivity_analysis(plan):
    assert [one.analysis_id for one in plan.analyses] == [
        *("primary", "m2a", "by_stimulation", "paired_t", "wilcoxon", "lloq_sqrt2"),
        *("complete_pairs", "reliable_wells", "adjusted", "raw_scale", "leave_one_out"),
    ]
    assert [one.confirmatory for one in plan.analyses] == [True] + [False] * 10


def test_a_whole_of_another_file_of_the_plan_stays_planned():
    alone = make_plan(load_spec(ROOT / "specs" / "subgroups.yml"))
    assert "P1" not in {one.endpoint_id for one in alone.analyses}
    assert [display.whole for display in alone.displays] == ["P1", "P1"]


def test_the_kind_of_each_analysis_is_planned(plan):
    other = {one.analysis_id: (one.kind, one.within) for one in plan.analyses if one.within}
    assert other == {
        "paired_t": ("paired-t", "donor"),
        "wilcoxon": ("wilcoxon", "donor"),
        "leave_one_out": ("leave-one-out", "donor"),
    }
    assert {one.kind for one in plan.analyses if not one.within} == {"mixed-model"}


def test_a_paired_test_reads_its_unit_though_the_formula_may_not(example):
    changed = example(
        ("of: drug, method", "of: sex, method"),
        ("drug + age + (1 | patient)", "sex + age"),
        ('data: {where: sex == "F"}', "test: {kind: wilcoxon, within: day}"),
    )
    assert changed.analyses[1].variable("day").type == "id"


def test_everything_of_an_analysis_is_resolved(plan):
    primary = of(plan, "primary")
    assert (primary.endpoint_id, primary.engine, primary.table) == ("P1", "statsmodels", "14.2.1.1")
    assert (primary.method, primary.ddf) == ("REML", "kenward-roger")
    assert (primary.singular, primary.optimizer) == ("keep", "sap")
    assert primary.limits == LimitsRule(below="lloq/2", above="uloq")
    assert (primary.response, primary.transformation) == ("concentration", "log")
    contrast = primary.contrast
    assert (contrast.of, contrast.method, contrast.reference) == (
        "treatment",
        "trt.vs.ctrl",
        "DMSO",
    )
    assert (contrast.adjust, contrast.weights) == ("none", "equal")
    assert (contrast.conf_level, contrast.alpha) == (0.95, 0.05)
    assert (contrast.type, contrast.effect) == ("response", "ratio")
    assert primary.variable("treatment").levels == (("DMSO", "Vehicle"), ("RUX", "Ruxolitinib"))
    assert primary.variable("concentration").unit == "pg/mL"
    assert (primary.variable("concentration").lower, primary.variable("concentration").upper) == (
        "lloq",
        "uloq",
    )
    with pytest.raises(KeyError):
        primary.variable("no such variable")


def test_formula_and_conditions_are_canonical_text(plan):
    for analysis in plan.analyses:
        assert str(parse_formula(analysis.formula)) == analysis.formula
        assert analysis.where is not None
        conditions = [analysis.where, *(rule.when for rule in analysis.exclude)]
        conditions += [rule.when for rule in analysis.analysis_set.rules]
        assert [str(parse_condition(text)) for text in conditions] == conditions


def test_a_sensitivity_analysis_changes_one_thing(plan):
    primary = of(plan, "primary")
    assert of(plan, "complete_pairs").complete == Complete("treatment", "donor")
    raw = of(plan, "raw_scale")
    assert (raw.contrast.type, raw.contrast.effect) == ("link", "difference")
    assert [rule.when for rule in of(plan, "reliable_wells").exclude] == [
        'plate_status == "FAILED"',
        'flag == "CV>20"',
        "viability < 80",
    ]
    apart = ("analysis_id", "title", "confirmatory")
    limits = dataclasses.replace(
        of(plan, "lloq_sqrt2"),
        **{name: getattr(primary, name) for name in apart},
        limits=primary.limits,
    )
    assert limits == primary


def test_all_variables_that_an_analysis_reads_are_named(plan):
    for analysis in plan.analyses:
        named = {variable.name for variable in analysis.variables}
        assert set(parse_formula(analysis.formula).variables) <= named
        for text in (analysis.where, *(rule.when for rule in analysis.exclude)):
            assert set(parse_condition(text or "no rows").variables) <= named
        assert {"lloq", "uloq", analysis.analysis_set.unit} <= named


def test_reference_level_comes_first_whatever_the_order_of_the_file(example):
    changed = example(study=(("B: Drug B}, reference: P}", "B: Drug B}, reference: B}"),))
    analysis = changed.analyses[0]
    assert [code for code, _ in analysis.variable("drug").levels] == ["B", "P", "A"]
    assert analysis.contrast.reference == "B"


def test_a_contrast_may_name_its_own_control(example):
    contrast = example(("trt.vs.ctrl}", "trt.vs.ctrl, reference: A}")).analyses[0].contrast
    assert contrast.reference == "A"
    assert example(("trt.vs.ctrl}", "pairwise}")).analyses[0].contrast.reference is None


@pytest.mark.parametrize(
    ("response", "kind", "effect"),
    [
        ("log(pain)", "response", "ratio"),
        ("log2(pain)", "response", "ratio"),
        ("log10(pain)", "response", "ratio"),
        ("sqrt(pain)", "response", "difference"),
        ("pain", "link", "difference"),
    ],
)
def test_scale_of_means_and_kind_of_effect_follow_the_transformation(
    example, response, kind, effect
):
    contrast = example(("log(pain)", response)).analyses[0].contrast
    assert (contrast.type, contrast.effect) == (kind, effect)


def test_each_engine_brings_its_own_optimizer(example):
    assert example().analyses[0].optimizer == "sap"
    lme4 = example(("endpoints:", "engine: pymer4\nendpoints:"))
    assert lme4.analyses[0].optimizer == "lme4"
    assert lme4.hash != example().hash


def test_what_another_engine_lacks_is_refused_when_planning():
    spec = load_spec(PRIMARY)
    endpoint = spec.endpoints[0]
    model = dataclasses.replace(endpoint.model, ddf="kenward-roger-sas")
    other = dataclasses.replace(
        spec, engine="pymer4", endpoints=(dataclasses.replace(endpoint, model=model),)
    )
    with pytest.raises(PlanError) as caught:
        make_plan(other)
    # Each of the eleven by its degrees of freedom, and one by its kind.
    assert len(caught.value.problems) == 12
    assert "has no analysis of the kind 'leave-one-out'" in str(caught.value)
    assert "P1, primary: The engine 'pymer4' has no method" in str(caught.value)
    with pytest.raises(PlanError, match="There is no engine 'sas'"):
        make_plan(dataclasses.replace(spec, engine="sas"))


class TestHash:
    def test_is_the_same_in_every_process(self, plan):
        source = (
            "from sap.spec import load_spec\nfrom sap.plan import make_plan\n"
            "print(make_plan(load_spec('specs/primary.yml')).hash)"
        )
        hashes = {
            subprocess.run(
                [sys.executable, "-c", source],
                cwd=ROOT,
                env={"PYTHONHASHSEED": seed},
                capture_output=True,
                text=True,
                check=True,
            ).stdout.strip()
            for seed in ("1", "2")
        }
        assert hashes == {plan.hash}
        assert re.fullmatch("[0-9a-f]{64}", plan.hash)

    def test_is_the_same_wherever_the_specs_are(self, plan, tmp_path):
        for name in ("study.yml", "study.fr.yml", "sources.yml", "primary.yml"):
            shutil.copy(ROOT / "specs" / name, tmp_path / name)
        assert make_plan(load_spec(tmp_path / "primary.yml")).hash == plan.hash

    def test_ignores_comments_layout_and_key_order(self, example):
        before = example().hash
        after = example(
            (
                "    limits: {below: lloq/2, above: drop}",
                "    limits:  # a word\n      above: drop\n      below: 'lloq/2'",
            ),
            (
                "      method: REML\n      ddf: kenward-roger",
                "      ddf: kenward-roger\n      method: REML",
            ),
            ("log(pain) ~ drug + age +", "log( pain )~drug+age+"),
            ('smoker == "no" and age >= 18', '(smoker=="no") and age >= 18.0'),
            (
                "    contrast: {of: drug, method: trt.vs.ctrl}",
                "    contrast: {adjust: none, method: trt.vs.ctrl, of: drug, alpha: 0.050}",
            ),
            study=(
                (
                    "{patient: id, centre: centre, sex: sex,",
                    "{sex: sex, patient: id, centre: centre,",
                ),
            ),
        ).hash
        assert after == before

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("age >= 18", "age >= 17"),
            ("drug + age", "drug + sex"),
            ("ddf: kenward-roger", "ddf: satterthwaite"),
            ("below: lloq/2", "below: lloq"),
            ("ddf: kenward-roger", "ddf: kenward-roger\n      singular: drop"),
            ("trt.vs.ctrl}", "trt.vs.ctrl, conf_level: 0.9}"),
            ("Women only", "Only women"),
            ('data: {where: sex == "F"}', "leave_out: patient"),
            ("Adults in pain", "Adults with pain"),
            ("number: 14.2.1", "number: 14.2.2"),
        ],
    )
    def test_changes_with_what_will_be_done(self, example, old, new):
        assert example((old, new)).hash != example().hash

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("A: Drug A", "A: Drug 1"),
            ("A: Drug A, B: Drug B}", "B: Drug B, A: Drug A}"),
            ("reference: P", "reference: A"),
            ("age < 18,", "age < 19,"),
            ("file: visits.csv", "file: visit.csv"),
            ("pain: pain,", "pain: vas,"),
            ("simulated: true", "simulated: false"),
            ("{protocol: EXAMPLE}", "{protocol: EXAMPLE, numbers: nejm}"),
        ],
    )
    def test_changes_with_the_study_file(self, example, old, new):
        before = example().hash
        changed = example(study=((old, new),))
        assert changed.hash != before

    def test_does_not_change_with_what_is_not_used(self, example):
        changed = example(study=(("relief: {label: Relief,", "relief: {label: Relief of pain,"),))
        assert changed.hash == example().hash


def test_json_holds_the_plan_and_its_hash(plan):
    data = json.loads(plan.to_json())
    assert data["hash"] == plan.hash
    assert [one["analysis_id"] for one in data["analyses"]] == [
        one.analysis_id for one in plan.analyses
    ]
    assert data["analyses"][0]["formula"] == plan.analyses[0].formula
    assert "Infinity" not in plan.to_json()


def test_a_plan_is_frozen(plan):
    with pytest.raises(dataclasses.FrozenInstanceError):
        plan.engine = "other"
    assert hash(plan.analyses[0].variables)


class TestInWords:
    def test_says_what_each_analysis_does(self, plan):
        words = plan.in_words()
        joined = " ".join(words.split())
        for analysis in plan.analyses:
            assert f"P1 / {analysis.analysis_id}:" in words
            assert joined.count(analysis.formula) >= 1
            assert joined.count(analysis.where) >= 1
        assert joined.count(DDF_NAMES["kenward-roger"]) == 9
        assert joined.count("restricted maximum likelihood (REML)") == 9
        for said in (
            "SIMULATED",
            "SSc full analysis set (ssc_fas)",
            '2. consent == "WITHDRAWN": Consent withdrawn',
            "back-transformed by exp to geometric means and ratios",
            "half its lower limit (lloq/2)",
            "its lower limit divided by the square root of 2",
            "(1 | donor:treatment): an intercept for each combination of donor and treatment",
            "Ruxolitinib / Vehicle (geometric mean ratio, trt.vs.ctrl)",
            "Ruxolitinib - Vehicle (difference, trt.vs.ctrl)",
            "two-sided at 0.05; 95 % confidence intervals",
            "only a donor with data at every level of treatment",
            "a variance of zero is kept in the model and reported",
            "14.2.1.1 Primary endpoint",
            f"Plan hash: {plan.hash}",
        ):
            assert said in joined

    def test_marks_what_a_sensitivity_analysis_changes(self, plan):
        words = plan.in_words()
        blocks = {
            match[1]: match[2]
            for match in re.finditer(r"P1 / (\w+):(.*?)(?=\nP1 /|\nPlan hash)", words, re.DOTALL)
        }

        def marked(block: str) -> list[str]:
            return re.findall(r"(?m)^\* (\w+(?: \w+)*)", block)

        assert marked(blocks["primary"]) == []
        assert marked(blocks["m2a"]) == ["Data"]
        assert marked(blocks["lloq_sqrt2"]) == ["Limits"]
        assert marked(blocks["complete_pairs"]) == ["Complete"]
        assert marked(blocks["adjusted"]) == ["Formula", "Fixed effects", "Test"]
        assert marked(blocks["paired_t"]) == ["Paired test", "Test"]
        assert marked(blocks["wilcoxon"]) == ["Paired test", "Test"]
        assert marked(blocks["leave_one_out"]) == ["Left out"]
        assert marked(blocks["raw_scale"]) == ["Response", "Formula", "Contrast"]

    @pytest.mark.parametrize("width", [40, 72, 100, 200])
    def test_keeps_to_the_width(self, plan, width):
        lines = plan.in_words(width).splitlines()
        formula = max(len(word) for word in plan.in_words(10**6).split())
        assert max(len(line) for line in lines) <= max(width, 23 + formula + 20)

    def test_counts_variances_and_correlations_of_slopes(self, example):
        words = example(
            ("(1 | centre)", "(drug | centre) + (0 + age | day)"),
            ("(1 | patient)", "(1 + age | patient)"),
        ).in_words(500)
        assert "(1 + drug | centre): an intercept and an effect of drug for each centre" in words
        assert "3 variances and 3 correlations" in words
        assert "2 variances and 1 correlation" in words
        assert (
            "(0 + age | day): a slope of age for each day, shared by all its rows; 1 variance"
            in words
        )

    @pytest.mark.parametrize(
        ("effects", "columns"),
        [
            ("1 + drug", 3),
            ("0 + drug", 3),
            ("0 + drug + sex", 4),
            ("1 + drug + sex", 4),
            ("drug * sex", 6),
            ("drug:sex", 7),
            ("0 + drug:sex", 6),
            ("age + drug:age", 4),
            ("drug:age", 4),
            ("0 + age + drug:age", 4),
            ("poly(age, 3)", 4),
            ("0 + I(age^2)", 1),
        ],
    )
    def test_counts_the_effects_of_a_random_term_as_r_does(self, example, effects, columns):
        words = example(("(1 | centre)", f"({effects} | centre)")).in_words(500)
        line = next(line for line in words.splitlines() if "| centre):" in line)
        assert f"; {columns} variance" in line
