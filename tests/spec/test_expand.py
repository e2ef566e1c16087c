"""Defaults and lists: endpoints come out as if each had been written in full."""

from __future__ import annotations

import shutil

import pytest

from sap.errors import SpecError
from sap.plan import make_plan
from sap.spec import load_spec
from tests.house import ROOT

EXAMPLES = ROOT / "tests" / "broken_specs"
WHOLE = (EXAMPLES / "whole.yml").read_text(encoding="utf-8")

SHORT = """\
study: study.yml
defaults:
  title: Pain under {what}
  estimand:
    population: Adults in pain
    treatment: Drug A or B versus placebo
    variable: Pain score
    intercurrent_events: []
    summary: Ratio of geometric means
  data: {dataset: pain, where: 'sex == "{sex}"', analysis_set: everyone}
  limits: {below: lloq/2, above: drop}
  model: {method: REML, ddf: kenward-roger}
  contrast: {of: drug, method: trt.vs.ctrl}
  table: {kind: primary, title: Pain, number: "14.2.{n}", file: "pain-{sex}"}
endpoints:
  - each:
      - {id: E1, sex: F, what: "braces {{}}, quotes ' and a colon: all", n: 1, accept: [few-units]}
      - {id: E2, sex: M, what: two drugs, n: 2, accept: [few-units, empty-cells]}
    id: "{id}"
    model:
      formula: log(pain) ~ drug + age + (1 | patient) + (1 | centre)
      ddf: satterthwaite
"""


@pytest.fixture
def load(tmp_path):
    shutil.copy(EXAMPLES / "study.yml", tmp_path / "study.yml")

    def loaded(text: str, study: str = ""):
        (tmp_path / "plan.yml").write_text(text, encoding="utf-8")
        if study:
            with (tmp_path / "study.yml").open("a", encoding="utf-8") as file:
                file.write(study)
        return load_spec(tmp_path / "plan.yml")

    return loaded


def problems(load, text: str, study: str = "") -> list[str]:
    with pytest.raises(SpecError) as caught:
        load(text, study)
    return [f"{p.line}:{p.column} {p.message}" for p in caught.value.problems]


def without_unused(text: str) -> str:
    return text.replace(", accept: [few-units]", "").replace(
        ", accept: [few-units, empty-cells]", ""
    )


def test_one_stands_for_each_record(load):
    first, second = load(without_unused(SHORT)).endpoints
    assert (first.id, second.id) == ("E1", "E2")
    assert str(first.data.where) == 'sex == "F"'
    assert str(second.data.where) == 'sex == "M"'
    assert (second.table.number, second.table.file) == ("14.2.2", "pain-M")


def test_what_an_endpoint_says_stands_before_the_defaults(load):
    for endpoint in load(without_unused(SHORT)).endpoints:
        assert endpoint.model.ddf == "satterthwaite"
        assert endpoint.model.method == "REML"


def test_double_braces_are_braces_only_where_words_are_put_in(load):
    text = without_unused(SHORT)
    assert load(text).endpoints[0].title == "Pain under braces {{}}, quotes ' and a colon: all"
    text = text.replace("title: Pain under {what}", "title: 'Pain {{sic}} under {what}'")
    assert load(text).endpoints[1].title == "Pain {sic} under two drugs"


def test_a_record_may_hold_a_list(load):
    text = SHORT.replace("    model:\n", "    design: {accept: '{rules}'}\n    model:\n")
    rule = "{finding: few-units, reason: Rare}"
    text = text.replace("accept: [few-units]}", f"rules: [{rule}]}}")
    text = text.replace("accept: [few-units, empty-cells]}", "rules: []}")
    first, second = load(text).endpoints
    assert [one.finding for one in first.design.accept] == ["few-units"]
    assert second.design.accept == ()


def test_the_same_plan_comes_of_endpoints_written_in_full(load):
    short = WHOLE.replace("    limits: {below: lloq/2, above: drop}\n", "").replace(
        "endpoints:\n", "defaults: {limits: {below: lloq/2, above: drop}}\nendpoints:\n"
    )
    assert make_plan(load(short)).hash == make_plan(load(WHOLE)).hash


def test_defaults_of_the_study_stand_behind_those_of_the_file(load):
    study = "\ndefaults: {limits: {below: drop, above: drop}, label: Pain}\n"
    text = WHOLE.replace("endpoints:\n", "defaults: {limits: {above: uloq}}\nendpoints:\n")
    text = text.replace("    limits: {below: lloq/2, above: drop}\n", "")
    (endpoint,) = load(text, study).endpoints
    assert (endpoint.limits.below, endpoint.limits.above) == ("drop", "uloq")
    assert endpoint.label == "Pain"


def test_a_mistake_in_the_defaults_of_the_study_is_told_there(load):
    text = WHOLE.replace("      ddf: kenward-roger\n", "")
    with pytest.raises(SpecError) as caught:
        load(text, "\ndefaults: {model: {ddf: kenward}}\n")
    (problem,) = caught.value.problems
    assert problem.file.endswith("study.yml")
    assert "no method for degrees of freedom 'kenward'" in problem.message


def test_lists_are_replaced_and_not_joined(load):
    text = WHOLE.replace(
        "endpoints:\n",
        "defaults: {sensitivity: [{id: men, title: Men, data: {where: sex is missing}}]}\n"
        "endpoints:\n",
    )
    (endpoint,) = load(text).endpoints
    assert [one.id for one in endpoint.sensitivity] == ["women"]


def test_a_mistake_is_told_once_for_all_records(load):
    text = without_unused(SHORT).replace("drug + age", "drug + agee")
    assert problems(load, text) == [
        "21:35 In the formula: There is no variable 'agee'. Did you mean 'age'?"
    ]


def test_a_mistake_of_one_record_is_told_for_it_alone(load):
    text = without_unused(SHORT).replace("sex: M", "sex: W")
    (told,) = problems(load, text)
    assert told.startswith("10:32 ")
    assert "'W' is no level of 'sex'" in told


def test_a_word_that_nothing_asks_for_is_a_mistake(load):
    told = problems(load, SHORT)
    assert len(told) == 2
    assert all("'accept' is used nowhere" in one for one in told)
