"""Rows that name a unit, or a partner of a join, by another name than its source does."""

from __future__ import annotations

import pytest

from sap.errors import DataError, SpecError
from sap.plan import make_plan
from tests.data.test_rows import joined

KEEPER = "replicate: rep, animal: animal,"


@pytest.fixture
def kept(small):
    """The animals of the study, whom the values call `keeper`."""
    small.change("study", "      - {source: animals, on: animal}\n", "")
    small.change("study", KEEPER, "replicate: rep, keeper: animal,")
    small.change(
        "study",
        "    key: [jar, replicate]\n",
        "    key: [jar, replicate]\n    refers: {keeper: animals}\n",
    )
    small.change("study", "  sex: {label", "  keeper: {label: Keeper, type: id}\n  sex: {label")
    small.change("study", "unit: animal", "unit: keeper")
    small.change("endpoint", "(1 | animal)", "(1 | keeper)")
    return small


def test_the_rules_of_a_set_ask_the_source_that_its_unit_refers_to(kept):
    data = kept.analysis()
    assert data.unit == "keeper"
    assert sorted(data.frame["keeper"].unique()) == ["007", "008", "011"]
    reasons = {one.unit: one.reason for one in data.excluded}
    assert reasons["010"] == "No mouse"
    assert reasons["009"] == "Too young"
    (planned,) = make_plan(kept.spec).analyses
    assert (planned.analysis_set.unit, planned.analysis_set.source) == ("keeper", "animals")


def test_rows_of_no_unit_may_stand_beside_those_analysed(kept):
    kept.set_cell("values", 4, "animal", "")  # of kind b, as a blank
    assert kept.analysis().n_units == 3
    kept.set_cell("values", 3, "animal", "")
    with pytest.raises(DataError, match=r"An empty cell is no keeper of .*animals.csv \(row 3\)"):
        kept.analysis()


def test_a_source_is_joined_by_the_variable_that_refers_to_it(kept):
    kept.change(
        "study",
        "{source: jars, on: jar}",
        "{source: jars, on: jar}\n      - {source: animals, on: keeper}",
    )
    rows = joined(kept)
    assert "animal" not in rows.frame
    assert rows.frame["species"].astype(object).tolist().count("rat") == 6
    assert rows.frame["age"][0] == 10.0
    kept.change("endpoint", "diet + (1", "diet + age + (1")
    assert set(kept.analysis().frame["age"]) == {10.0, 12.0}


def test_without_a_reference_what_is_joined_is_missing(kept):
    kept.change(
        "study",
        "{source: jars, on: jar}",
        "{source: jars, on: jar}\n      - {source: animals, on: keeper}",
    )
    kept.set_cell("values", 4, "animal", "")
    rows = joined(kept)
    assert rows.frame.loc[2, ["age", "species", "sex"]].isna().all()
    assert rows.frame.loc[[1, 3], ["age", "species", "sex"]].notna().all(axis=None)


def test_a_reference_to_nothing_is_a_problem_of_its_source(kept):
    kept.set_cell("values", 4, "animal", "700")
    with pytest.raises(DataError, match="'700' is not in column 'id'"):
        kept.analysis()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "    refers: {keeper: animals}\n",
            "",
            "One source must have the key [keeper] alone, or be",
        ),
        ("{keeper: animals}", "{keeper: jars}", "'species' is not in the source 'jars'"),
        (
            "{source: jars, on: jar}",
            "{source: jars, on: jar}\n      - {source: animals, on: cage}",
            "The key of 'animals' is animal; by 'cage' a row could find several partners.",
        ),
    ],
)
def test_what_refers_to_nothing_that_fits_is_refused(kept, old, new, says):
    kept.change("study", old, new)
    with pytest.raises(SpecError) as caught:
        kept.read()
    told = [str(problem) for problem in caught.value.problems]
    assert any(says in line for line in told), told


def test_a_unit_that_refers_to_two_sources_is_refused(kept):
    kept.change("study", "    key: [jar]\n", "    key: [jar]\n    refers: {keeper: jars}\n")
    kept.change(
        "study",
        "jar: jar, cage: cage, diet: diet",
        "jar: jar, keeper: keeper, cage: cage, diet: diet",
    )
    with pytest.raises(SpecError, match=r"jars and animals have|animals and jars have"):
        kept.read()
