"""Specs that stand, but most likely say what was not meant: each doubt has its line and column.

A file in tests/doubtful_specs says at its top what is expected of it::

    # warn LINE:COLUMN how the message starts
    # warn OTHER_FILE:LINE:COLUMN the same for the study file it names
"""

from __future__ import annotations

import re

import pytest

from sap.cli import main
from sap.errors import Problem, SpecError
from sap.spec import load_spec
from tests.house import ROOT

FOLDER = ROOT / "tests" / "doubtful_specs"
NO_DOUBT = ("study.yml", "whole.yml")
DOUBTFUL = sorted(path.name for path in FOLDER.glob("*.yml") if path.name not in NO_DOUBT)
EXPECTED = re.compile(r"# warn (?:([\w.]+\.yml):)?(\d+):(\d+) (.+)")
TOLD = re.compile(r"(?:.*/)?([\w.]+\.yml):(\d+):(\d+): warning: (.+)")
LADDER = "simplify: [(1 | patient:centre:drug), (1 | patient:drug), (1 | centre)]"


@pytest.mark.parametrize("name", DOUBTFUL)
def test_a_doubt_is_told_with_its_place_and_refuses_nothing(name, capsys):
    expected = EXPECTED.findall((FOLDER / name).read_text(encoding="utf-8"))
    assert expected
    assert main(["check", str(FOLDER / name)]) == 0
    told = capsys.readouterr()
    found = [TOLD.fullmatch(line).groups() for line in told.err.splitlines()]
    assert [place for *place, _ in found] == [[one or name, *at] for one, *at, _ in expected]
    for (*_, message), (*_, start) in zip(found, expected, strict=True):
        assert message.startswith(start)
    count = f"{len(expected)} warning{'s' * (len(expected) > 1)}"
    assert told.out.endswith(f", {count}\n")


@pytest.mark.parametrize("name", NO_DOUBT)
def test_where_nothing_is_doubtful_nothing_is_told(name, capsys):
    assert main(["check", str(FOLDER / name)]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    assert "warning" not in told.out


@pytest.fixture
def warnings_of(tmp_path):
    """Return a way to load the example with changes, and to list what is doubted."""

    def load(*changes, study_changes=()):
        for name, wanted in (("whole.yml", changes), ("study.yml", study_changes)):
            text = (FOLDER / name).read_text(encoding="utf-8")
            for old, new in wanted:
                assert old in text
                text = text.replace(old, new)
            (tmp_path / name).write_text(text, encoding="utf-8")
        return load_spec(tmp_path / "whole.yml").warnings

    return load


@pytest.mark.parametrize(
    ("ladder", "doubted"),
    [
        ("[(1 | centre)]", 0),
        # The coded response of each patient and the patient's culture in an arm are one unit's.
        ("[(1 | patient:drug)]", 0),
        ("[(0 + drug_code | patient)]", 0),
        ("[(1 | patient:drug), (0 + drug_code | patient)]", 2),
        # With all that is coarser gone too, the finest is no refinement of anything.
        ("[(1 | patient:centre:drug), (1 | patient:drug), (0 + drug_code | patient)]", 3),
    ],
)
def test_a_term_may_go_where_a_coarser_or_equal_response_stays(warnings_of, ladder, doubted):
    assert len(warnings_of((LADDER, f"simplify: {ladder}"))) == doubted


def test_a_code_of_a_code_is_known_for_what_it_is(warnings_of):
    again = (
        "  pain: {label: Pain score",
        '  drug_step: {label: "Drug, in halves", type: number, derived: {per: {of: drug_code, '
        "step: 2}}}\n  pain: {label: Pain score",
    )
    formula = "(0 + drug_code | patient)"
    assert not warnings_of((formula, "(0 + drug_step | patient)"), study_changes=[again])
    (doubt,) = warnings_of(
        (f"{formula}\n        + (1 | patient:drug)", "(0 + drug_step | patient)"),
        (LADDER, "simplify: [(0 + drug_step | patient)]"),
        ("+ (1 | patient:centre:drug)", ""),
        study_changes=[again],
    )
    assert "(0 + drug_step | patient)" in doubt.message


def test_a_covariate_that_may_go_is_no_doubt(warnings_of):
    changed = (
        ("(0 + drug_code | patient)", "(0 + age | centre)"),
        (LADDER, "simplify: [(1|centre)]"),
    )
    assert not warnings_of(*changed)


def test_without_families_no_endpoint_must_belong_to_one(warnings_of):
    family = "families:\n  main: {label: Main, procedure: holm, alpha: 0.025, of: [E1]}\n"
    assert not warnings_of(("id: E1", "id: E9"), study_changes=[(family, "")])


def test_an_exploratory_family_is_a_family(warnings_of):
    assert not warnings_of(study_changes=[("of: [E1]", "of: [E1], exploratory: true")])


def test_a_level_that_nobody_wrote_is_doubted_where_the_family_stands(warnings_of):
    doubts = warnings_of(study_changes=[("alpha: 0.025, of", "of")])
    (doubt,) = doubts
    assert (doubt.line, doubt.column) == (48, 3)
    assert "level 0.05, but the 'alpha' of contrasts is another (E1 0.025)" in doubt.message


def test_a_mistake_is_told_before_any_doubt(tmp_path):
    text = (FOLDER / "endpoint_in_no_family.yml").read_text(encoding="utf-8")
    (tmp_path / "study.yml").write_bytes((FOLDER / "study.yml").read_bytes())
    (tmp_path / "a.yml").write_text(text.replace("method: REML", "method: OLS"), encoding="utf-8")
    with pytest.raises(SpecError) as caught:
        load_spec(tmp_path / "a.yml")
    assert [problem.severity for problem in caught.value.problems] == ["error"]


def test_a_warning_says_so_wherever_it_is_printed():
    assert str(Problem("Why.", "a.yml", 2, 3, severity="warning")) == "a.yml:2:3: warning: Why."


def test_the_plan_of_the_study_raises_no_doubt():
    assert load_spec(ROOT / "specs").warnings == ()
