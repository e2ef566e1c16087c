"""The study's own spec loads; whatever is done to it, it loads or is refused in words."""

from __future__ import annotations

import dataclasses
import pickle
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sap.errors import SpecError
from sap.formula import parse_formula
from sap.spec import (
    Complete,
    LimitsRule,
    PairedTest,
    analyses_of,
    check_file,
    load_spec,
)
from tests.house import ROOT

SPECS = ROOT / "specs"
EXAMPLES = ROOT / "tests" / "broken_specs"


@pytest.fixture(scope="module")
def primary():
    return load_spec(SPECS / "primary.yml")


@pytest.fixture
def example(tmp_path):
    """Return a way to load the whole example with texts replaced in either of its files."""
    for name in ("study.yml", "whole.yml"):
        shutil.copy(EXAMPLES / name, tmp_path / name)

    def load(*replaced: tuple[str, str], study: tuple[tuple[str, str], ...] = ()):
        for name, changes in (("whole.yml", replaced), ("study.yml", study)):
            text = (EXAMPLES / name).read_text(encoding="utf-8")
            for old, new in changes:
                assert old in text
                text = text.replace(old, new)
            (tmp_path / name).write_text(text, encoding="utf-8")
        return load_spec(tmp_path / "whole.yml")

    return load


def test_the_primary_endpoint_says_what_the_study_says(primary):
    (endpoint,) = primary.endpoints
    assert primary.engine == "statsmodels"
    assert endpoint.id == "P1"
    assert endpoint.model.formula == parse_formula(
        "log(concentration) ~ treatment + (1 | donor) + (1 | donor:treatment) + (1 | plate)"
    )
    assert (endpoint.model.method, endpoint.model.ddf) == ("REML", "kenward-roger")
    assert (endpoint.model.singular, endpoint.model.optimizer) == ("keep", None)
    assert endpoint.contrast.of == "treatment"
    assert endpoint.limits == LimitsRule(below="lloq/2", above="uloq")
    assert endpoint.table.number == "14.2.1.1"
    assert primary.study.simulated is True


def test_the_estimand_has_its_five_attributes(primary):
    estimand = primary.endpoints[0].estimand
    for name in ("population", "treatment", "variable", "summary"):
        assert len(getattr(estimand, name)) > 20
    assert estimand.intercurrent_events
    assert all(event.strategy and event.handling for event in estimand.intercurrent_events)


def test_each_sensitivity_analysis_changes_what_it_declares(primary):
    (endpoint,) = primary.endpoints
    main, *others = analyses_of(endpoint)
    by_id = {analysis.id: analysis for analysis in others}
    assert list(by_id) == [
        *("m2a", "by_stimulation", "paired_t", "wilcoxon", "lloq_sqrt2", "complete_pairs"),
        *("reliable_wells", "adjusted", "raw_scale", "leave_one_out"),
    ]
    changed = {
        name: [
            part
            for part in ("data", "limits", "model", "contrast", "test", "leave_out")
            if getattr(analysis, part) != getattr(main, part)
        ]
        for name, analysis in by_id.items()
    }
    assert changed == {
        "m2a": ["data"],
        "by_stimulation": ["data", "model", "contrast"],
        "paired_t": ["test"],
        "wilcoxon": ["test"],
        "lloq_sqrt2": ["limits"],
        "complete_pairs": ["data"],
        "reliable_wells": ["data"],
        "adjusted": ["model", "contrast"],
        "raw_scale": ["model"],
        "leave_one_out": ["leave_out"],
    }
    assert "IL4_IL13" in str(by_id["m2a"].data.where)
    assert by_id["lloq_sqrt2"].limits == LimitsRule(below="lloq/sqrt2", above="uloq")
    assert by_id["complete_pairs"].data.complete == Complete("treatment", "donor")
    assert [str(rule.when) for rule in by_id["reliable_wells"].data.exclude] == [
        'plate_status == "FAILED"',
        'flag == "CV>20"',
        "viability < 80",
    ]
    assert by_id["adjusted"].model.formula.fixed.variables == (
        *("treatment", "immunosuppressant", "age", "sex"),
    )
    assert by_id["paired_t"].test == PairedTest(kind="paired-t", within="donor")
    assert by_id["leave_one_out"].kind == "leave-one-out"
    assert by_id["raw_scale"].model.formula.response.transformation == "identity"


def test_level_names_stay_text(example):
    spec = example()
    smoker = spec.variables["smoker"]
    assert smoker.levels == {"no": "Never or former", "yes": "Current"}
    assert smoker.ordered_levels == ("no", "yes")


def test_numeric_level_names_stay_text_too(example):
    changes = (("{F: Female, M: Male}", "{1: Female, 0: Male, 1.0: Other}, reference: 0"),)
    spec = example(('sex == "F"', 'sex == "1.0"'), study=changes)
    assert spec.variables["sex"].levels == {"1": "Female", "0": "Male", "1.0": "Other"}
    assert spec.variables["sex"].ordered_levels == ("0", "1", "1.0")


def test_levels_may_be_a_list_of_codes(example):
    spec = example(study=(("{F: Female, M: Male}", "[F, M]"),))
    assert spec.variables["sex"].levels == {"F": "F", "M": "M"}


def test_a_spec_is_frozen(primary):
    with pytest.raises(dataclasses.FrozenInstanceError):
        primary.engine = "other"
    with pytest.raises(dataclasses.FrozenInstanceError):
        primary.endpoints[0].model.ddf = "other"


def test_a_spec_survives_a_process(primary):
    assert pickle.loads(pickle.dumps(primary)) == primary


def test_files_are_named_with_their_hashes(primary):
    names = [one.file.rsplit("/", 1)[-1] for one in primary.files]
    assert names == ["primary.yml", "study.yml", "sources.yml", "study.fr.yml"]
    assert all(len(one.sha256) == 64 for one in primary.files)


def test_sources_are_found_from_the_study_file(primary):
    for name in primary.sources:
        assert all(path.is_file() for path in primary.source_paths(name))


def test_exclusions_of_a_sensitivity_analysis_are_added(example):
    spec = example(
        (
            "analysis_set: everyone",
            "analysis_set: everyone\n      exclude: [{when: age > 90, reason: r}]",
        ),
        ('data: {where: sex == "F"}', "data: {exclude: [{when: relief is missing, reason: s}]}"),
    )
    main, other = analyses_of(spec.endpoints[0])
    assert [rule.reason for rule in main.data.exclude] == ["r"]
    assert [rule.reason for rule in other.data.exclude] == ["r", "s"]


def test_a_mistake_in_an_added_exclusion_is_at_its_place(example):
    with pytest.raises(SpecError, match=r"whole\.yml:25:\d+: There is no variable 'reliev'"):
        example(
            (
                "analysis_set: everyone",
                "analysis_set: everyone\n      exclude: [{when: age > 90, reason: r}]",
            ),
            (
                'data: {where: sex == "F"}',
                "data: {exclude: [{when: reliev is missing, reason: s}]}",
            ),
        )


def test_a_mistake_that_a_sensitivity_analysis_takes_over_is_said_once(example):
    with pytest.raises(SpecError) as caught:
        example(("drug + age", "drgu + age"))
    assert len(caught.value.problems) == 1


def test_a_limits_rule_only_for_a_sensitivity_analysis(example):
    spec = example(
        ("log(pain) ~", "relief ~"),
        ("    limits: {below: lloq/2, above: drop}\n", ""),
        (
            'data: {where: sex == "F"}',
            "limits: {below: lloq, above: uloq}, model: {formula: pain ~ drug + (1 | patient)}",
        ),
    )
    main, other = analyses_of(spec.endpoints[0])
    assert main.limits is None
    assert other.limits == LimitsRule(below="lloq", above="uloq")


def test_half_a_limits_rule_is_no_rule(example):
    with pytest.raises(SpecError, match="'above' is missing"):
        example(
            ("log(pain) ~", "relief ~"),
            ("    limits: {below: lloq/2, above: drop}\n", ""),
            (
                'data: {where: sex == "F"}',
                "model: {formula: log(pain) ~ drug + (1 | patient)}, limits: {below: lloq}",
            ),
        )


@pytest.mark.parametrize(
    ("unit", "fine"), [('"%"', True), ("percent", False), ("mm", False)], ids=str
)
def test_logit_is_for_percentages(example, unit, fine):
    replaced = (
        ("log(pain)", "logit(relief)"),
        ("    limits: {below: lloq/2, above: drop}\n", ""),
    )
    study = (('unit: "%"', f"unit: {unit}"),)
    if fine:
        assert example(*replaced, study=study).endpoints[0].model.formula.response.variable
    else:
        with pytest.raises(SpecError, match="for a percentage"):
            example(*replaced, study=study)


def test_a_study_file_is_no_endpoint_file():
    with pytest.raises(SpecError, match="This is a study file"):
        load_spec(SPECS / "study.yml")
    assert check_file(SPECS / "study.yml") is None


def test_an_endpoint_file_is_no_study_file(example):
    with pytest.raises(SpecError, match=r":2:8: 'whole\.yml' is an endpoint file"):
        example(("study: study.yml", "study: whole.yml"))


def test_a_study_file_that_is_no_yaml_is_told_with_its_own_place(example, tmp_path):
    with pytest.raises(SpecError, match=r"study\.yml:\d+:\d+: Expected"):
        example(study=(("key: [patient]", "key: [patient"),))


def test_problems_stand_in_the_order_of_the_files():
    with pytest.raises(SpecError) as caught:
        load_spec(EXAMPLES / "many_in_both_files.yml")
    places = [(p.file or "", p.line or 0, p.column or 0) for p in caught.value.problems]
    assert places == sorted(
        places, key=lambda place: ("study" in place[0].rsplit("/")[-1], *place[1:])
    )


WHOLE = (EXAMPLES / "whole.yml").read_text(encoding="utf-8")
STUDY = (EXAMPLES / "study.yml").read_text(encoding="utf-8")
PIECES = st.one_of(
    st.text(max_size=12),
    st.sampled_from([*"[]{}'\"#~%|>\n\t\0\ufeff", ": ", "- ", "? ", "<<: ", "&x ", "*x", "---\n"]),
    st.sampled_from(["null", "no", "1e999", "..", "!!python/x ", "study.yml", "pain", "(1 | a)"]),
)


def mutated(text: str, cuts: list[tuple[int, int, str]]) -> str:
    for start, length, piece in cuts:
        at = start % (len(text) + 1)
        text = text[:at] + piece + text[at + length :]
    return text


CUTS = st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 40), PIECES), min_size=1, max_size=4)


@settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(whole=CUTS, study=st.one_of(st.just([]), CUTS))
def test_a_damaged_spec_loads_or_is_refused_with_places(tmp_path, whole, study):
    (tmp_path / "study.yml").write_text(mutated(STUDY, study), encoding="utf-8", newline="")
    (tmp_path / "whole.yml").write_text(mutated(WHOLE, whole), encoding="utf-8", newline="")
    try:
        load_spec(tmp_path / "whole.yml")
    except SpecError as error:
        problems = error.problems
    else:
        problems = ()
    for problem in problems:
        assert problem.message
        assert problem.file
        assert problem.line
        assert problem.column


LINES = st.lists(st.integers(0, 60), min_size=1, max_size=3)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(dropped=LINES, doubled=LINES, swapped=LINES)
def test_lines_lost_doubled_or_swapped_never_escape(tmp_path, dropped, doubled, swapped):
    for name, text in (("study.yml", STUDY), ("whole.yml", WHOLE)):
        lines = text.splitlines(keepends=True)
        for at in swapped:
            at %= len(lines)
            lines[at], lines[-at] = lines[-at], lines[at]
        for at in doubled:
            lines.insert(at % len(lines), lines[at % len(lines)])
        for at in dropped:
            del lines[at % len(lines)]
        (tmp_path / name).write_text("".join(lines), encoding="utf-8")
    try:
        load_spec(tmp_path / "whole.yml")
    except SpecError as error:
        messages = [problem.message for problem in error.problems]
    else:
        messages = ["fine"]
    assert all(messages)


def test_a_variable_limited_on_one_side_needs_a_rule_for_that_side_only(example):
    spec = example(
        ("limits: {below: lloq/2, above: drop}", "limits: {below: lloq/2}"),
        study=((", upper: pain_upper}", "}"),),
    )
    assert analyses_of(spec.endpoints[0])[0].limits == LimitsRule(below="lloq/2", above="")


def test_a_rule_for_the_side_without_a_limit_is_refused(example):
    with pytest.raises(SpecError, match="'pain' has no upper limit"):
        example(study=((", upper: pain_upper}", "}"),))
