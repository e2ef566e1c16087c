"""The files of a folder are one plan; none is passed over, and nothing stands twice."""

from __future__ import annotations

import shutil

import pytest

from sap.cli import main
from sap.errors import SpecError
from sap.plan import make_plan
from sap.spec import check_file, load_spec
from tests.house import ROOT

EXAMPLES = ROOT / "tests" / "broken_specs"
WHOLE = (EXAMPLES / "whole.yml").read_text(encoding="utf-8")
STUDY = (EXAMPLES / "study.yml").read_text(encoding="utf-8")


def endpoint(name: str, number: str) -> str:
    text = WHOLE.replace("id: E1", f"id: {name}").replace("14.2.1", number)
    return text.replace("file: pain", f"file: {name}")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "study.yml").write_text(STUDY, encoding="utf-8")
    for file, name, number in (("b.yml", "E1", "14.2.1"), ("a.yml", "E2", "14.2.2")):
        (tmp_path / "specs" / file).write_text(endpoint(name, number), encoding="utf-8")
    return tmp_path / "specs"


def add(folder, text: str) -> None:
    with (folder / "study.yml").open("a", encoding="utf-8") as file:
        file.write(f"\n{text}\n")


def told(folder) -> list[str]:
    with pytest.raises(SpecError) as caught:
        load_spec(folder)
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]


def test_files_come_by_name(folder):
    assert [one.id for one in load_spec(folder).endpoints] == ["E2", "E1"]


def test_or_in_the_order_of_the_study_file(folder):
    add(folder, "plan: [b.yml, a.yml]")
    spec = load_spec(folder)
    assert [one.id for one in spec.endpoints] == ["E1", "E2"]
    assert [one.file.rpartition("/")[2] for one in spec.files] == ["b.yml", "a.yml", "study.yml"]
    assert [one.endpoint_id for one in make_plan(spec).analyses] == ["E1", "E1", "E2", "E2"]


def test_a_file_that_the_plan_does_not_name_is_an_error(folder):
    add(folder, "plan: [b.yml]")
    (problem,) = told(folder)
    assert "The endpoint file 'a.yml' of this folder is not named here" in problem


def test_a_file_that_is_not_there_is_an_error(folder):
    add(folder, "plan: [b.yml, aa.yml, a.yml, a.yml]")
    first, second = told(folder)
    assert "There is no endpoint file 'aa.yml' here. Did you mean 'a.yml'?" in first
    assert "'a.yml' stands twice" in second


def test_nothing_stands_twice_in_two_files(folder):
    (folder / "b.yml").write_text(endpoint("E2", "14.2.2"), encoding="utf-8")
    problems = told(folder)
    assert len(problems) == 3
    assert all("stands twice (first in line " in one and "a.yml" in one for one in problems)
    assert all(one.startswith("b.yml:") for one in problems)


def test_all_mistakes_of_all_files_are_told(folder):
    for name in ("a.yml", "b.yml"):
        text = (folder / name).read_text(encoding="utf-8").replace("drug + age", "drug + agee")
        (folder / name).write_text(text, encoding="utf-8")
    add(folder, "families: {one: {label: One, procedure: holm, of: [E1, E3]}}")
    problems = told(folder)
    assert [one.partition(":")[0] for one in problems] == ["a.yml", "b.yml", "study.yml"]
    assert "No file declares the endpoint 'E3'." in problems[-1]


def test_files_share_one_engine(folder):
    text = (folder / "b.yml").read_text(encoding="utf-8")
    text = text.replace("study: study.yml", "study: study.yml\nengine: pymer4")
    (folder / "b.yml").write_text(text, encoding="utf-8")
    assert any("share one engine" in problem for problem in told(folder))


def test_a_file_of_displays_shows_endpoints_of_other_files(folder):
    text = (
        "study: study.yml\ndisplays:\n"
        "  - {number: 14.1.1, kind: disposition, title: Disposition, file: disposition, of: [E1]}\n"
    )
    (folder / "c.yml").write_text(text, encoding="utf-8")
    assert [one.number for one in load_spec(folder).displays] == ["14.1.1"]
    with pytest.raises(SpecError, match="known when the folder is read"):
        load_spec(folder / "c.yml")


def test_a_folder_without_a_study_or_with_two_is_refused(folder):
    shutil.copy(folder / "study.yml", folder / "other.yml")
    assert told(folder) == [
        f"{folder}: A plan has one study file; this folder has 2: other.yml, study.yml."
    ]
    for name in ("study.yml", "other.yml"):
        (folder / name).unlink()
    assert "no study file" in told(folder)[0]


def test_a_folder_without_endpoints_is_refused(folder):
    for name in ("a.yml", "b.yml"):
        (folder / name).unlink()
    assert "a study file, study.yml, and no endpoint file" in told(folder)[0]


def test_another_study_file_is_refused(folder):
    text = (folder / "b.yml").read_text(encoding="utf-8").replace("study.yml", "else.yml")
    (folder / "b.yml").write_text(text, encoding="utf-8")
    assert "The study file of this folder is 'study.yml'" in told(folder)[0]


def test_families_are_of_the_endpoints_that_are_planned(folder):
    add(
        folder,
        "families:\n"
        "  first: {label: First, procedure: holm, of: [E1]}\n"
        "  second: {label: Second, procedure: graph, of: [E2], gate: first, weights: {E2: 1}}\n",
    )
    plan = make_plan(load_spec(folder))
    assert [one.name for one in plan.families] == ["first", "second"]
    assert plan.families[1].weights == (1.0,)
    assert plan.families[1].transitions == ((0.0,),)
    assert [one.family for one in plan.analyses] == ["second", "second", "first", "first"]
    alone = make_plan(load_spec(folder / "b.yml"))
    assert [one.name for one in alone.families] == ["first"]
    gated = make_plan(load_spec(folder / "a.yml"))
    assert [one.name for one in gated.families] == ["first", "second"]
    assert "not in this plan, so that nothing is tested: E1" in " ".join(gated.in_words().split())


def test_the_command_checks_a_folder(folder, capsys):
    assert main(["check", str(folder)]) == 0
    assert "fine; 2 tables, 4 analyses" in capsys.readouterr().out
    assert check_file(folder) is not None
