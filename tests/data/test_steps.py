"""Which rows and units an analysis loses at each step, and why."""

from __future__ import annotations

import pytest

from sap.errors import DataError

# The small study has 20 rows of kind a, and 6 animals of which 5 were measured.
SET = "      analysis_set: mice\n"


def steps(small) -> list[tuple]:
    return [
        (step.kind, step.reason, step.n_rows, step.n_units, step.rows_left, step.units_left)
        for step in small.analysis().disposition
    ]


def test_every_loss_is_counted_once_in_order(small):
    small.set_cell("values", 2, "level", "")
    assert steps(small) == [
        ("data", "All data", 30, 6, 30, 6),
        ("where", 'kind == "a"', 10, 0, 20, 6),
        ("set", "No mouse", 4, 1, 16, 5),
        ("set", "Too young", 4, 1, 12, 4),
        ("set", "No row in the data of the analysis", 0, 1, 12, 3),
        ("missing", "Level is missing", 1, 0, 11, 3),
    ]


def test_losses_add_up(small):
    small.set_cell("values", 2, "level", "")
    data = small.analysis()
    first, *rest = data.disposition
    assert first.n_rows - sum(step.n_rows for step in rest) == len(data.frame)
    assert first.n_units - sum(step.n_units for step in rest) == data.n_units
    assert len(data.excluded) == first.n_units - data.n_units


def test_the_first_rule_that_applies_is_the_reason(small):
    small.set_cell("animals", 5, "age", "1")  # the rat is too young as well
    reasons = {lost.unit: lost.reason for lost in small.analysis().excluded}
    assert reasons == {
        "010": "No mouse",
        "009": "Too young",
        "012": "No row in the data of the analysis",
    }


def test_order_of_rules_decides_the_reason(small):
    small.set_cell("animals", 5, "age", "1")
    small.change("study", '- {when: species != "mouse", reason: No mouse}\n      ', "")
    rule = 'reason: Too young}\n      - {when: species != "mouse", reason: No mouse}'
    small.change("study", "reason: Too young}", rule)
    reasons = {lost.unit: lost.reason for lost in small.analysis().excluded}
    assert reasons["010"] == "Too young"


def test_a_missing_value_decides_nothing_and_is_counted(small):
    data = small.analysis()
    (young,) = (step for step in data.disposition if step.reason == "Too young")
    assert young.n_undecided == 1
    assert "011" in data.frame["animal"].tolist()


def test_no_rows_is_a_rule_with_a_reason_of_its_own(small):
    small.change(
        "study",
        "- {when: age < 3",
        "- {when: no rows, reason: Not measured}\n      - {when: age < 3",
    )
    reasons = {lost.unit: lost.reason for lost in small.analysis().excluded}
    assert reasons["012"] == "Not measured"


def test_units_without_rows_of_this_endpoint_are_out(small):
    for line in (2, 3, 5, 6):
        small.set_cell("values", line, "kind", "b")
    data = small.analysis()
    assert ("007", "No row in the data of the analysis") in {
        (lost.unit, lost.reason) for lost in data.excluded
    }


def test_rows_of_units_without_a_row_in_their_source(small):
    small.change("study", "      - {source: animals, on: animal}\n", "")
    small.set_cell("values", 3, "animal", "7")
    small.set_cell("values", 4, "animal", "8")
    with pytest.raises(DataError) as caught:
        small.analysis()
    (problem,) = caught.value.problems
    assert problem.line == 3
    assert "'7' is no animal of" in problem.message
    assert "(rows 3, 4)" in problem.message


def test_rows_of_no_unit_may_be_there_but_not_be_analysed(small):
    small.change("study", "      - {source: animals, on: animal}\n", "")
    small.set_cell("values", 3, "animal", "")
    with pytest.raises(DataError) as caught:
        small.analysis()
    (problem,) = caught.value.problems
    assert problem.line == 3
    assert "An empty cell is no animal of" in problem.message
    small.set_cell("values", 3, "kind", "b")
    assert 3 not in small.analysis().source_lines


def test_exclusions_of_an_analysis_take_rows(small):
    rules = """\
      exclude:
        - {when: level > 34, reason: Too high}
        - {when: cage == "c0", reason: Dirty cage}
"""
    small.change("endpoint", SET, SET + rules)
    data = small.analysis()
    taken = [(step.reason, step.n_rows, step.n_units) for step in data.disposition[5:]]
    assert taken == [("Too high", 3, 0), ("Dirty cage", 4, 1)]
    assert ("008", "exclude", "Dirty cage") in {
        (lost.unit, lost.kind, lost.reason) for lost in data.excluded
    }


def test_missing_covariates_take_rows_each_with_its_name(small):
    small.change("endpoint", "log(level) ~ diet +", "log(level) ~ diet + age + sex +")
    small.set_cell("animals", 2, "sex", "")
    with pytest.raises(DataError, match="only '008' is left"):
        small.analysis()
    small.set_cell("animals", 5, "species", "mouse")
    data = small.analysis()
    lost = [(step.reason, step.n_rows, step.n_units) for step in data.disposition[-2:]]
    assert lost == [("Age is missing", 4, 1), ("Sex is missing", 4, 1)]


def test_a_level_that_is_missing_by_a_declared_reason_is_a_step_of_its_own(small):
    small.change(
        "study",
        "analysis_sets:",
        "  old: {label: Age class, type: factor, levels: [no, yes], derived: {cases: {first: "
        "[{when: age > 11, level: yes}, {when: age < 11, missing: Age is a guess}]}}}\n"
        "analysis_sets:",
    )
    small.change("endpoint", "log(level) ~ diet +", "log(level) ~ diet + old +")
    small.set_cell("animals", 5, "species", "mouse")
    small.set_cell("animals", 5, "age", "13")
    data = small.analysis()
    lost = [(step.reason, step.n_rows, step.n_units) for step in data.disposition[-2:]]
    # 007 by the declared reason; of 011 nothing is known, so that no case decides.
    assert lost == [("Age is a guess", 4, 1), ("Age class is missing", 4, 1)]
    assert ("007", "missing", "Age is a guess") in {
        (lost.unit, lost.kind, lost.reason) for lost in data.excluded
    }


def test_complete_keeps_units_seen_at_every_level(small):
    small.change("endpoint", SET, f"{SET}      complete: diet within animal\n")
    small.set_cell("values", 2, "level", "")  # one of two: the arm is still there
    for line in (8, 9):
        small.set_cell("values", line, "level", "")
    data = small.analysis()
    last = data.disposition[-1]
    assert (last.kind, last.n_rows, last.n_units) == ("complete", 2, 1)
    assert last.reason == "Not seen at every level of diet within animal"
    assert set(data.frame["animal"]) == {"007", "011"}


def test_complete_looks_at_rows_that_the_rule_for_limits_left(small):
    small.change("endpoint", SET, f"{SET}      complete: diet within animal\n")
    small.change("endpoint", "below: lloq/2", "below: drop")
    for line in (8, 9):
        small.set_cell("values", line, "level", "<1")
    data = small.analysis()
    kinds = [(step.kind, step.n_rows, step.n_units) for step in data.disposition[-2:]]
    assert kinds == [("limits", 2, 0), ("complete", 2, 1)]
    # Counts beyond the limits are of the units analysed.
    assert set(data.measured.frame["animal"]) == {"007", "011"}


def test_no_row_meets_the_condition(small):
    small.change("endpoint", 'where: kind == "a"', 'where: kind == "a" and species == "no"')
    with pytest.raises(DataError) as caught:
        small.analysis()
    (problem,) = caught.value.problems
    assert problem.file.endswith("values.csv")
    assert 'No row meets the condition: kind == "a" and species == "no".' in problem.message
    assert 'Of 30 rows (rows 2 to 31), those that meet each part are kind == "a": 20; ' in (
        problem.message
    )
    assert "'species' of" in problem.message


def test_no_row_is_left(small):
    small.change("study", "when: age < 3", "when: age > 0 or age is missing")
    with pytest.raises(DataError) as caught:
        small.analysis()
    (problem,) = caught.value.problems
    assert problem.file.endswith("values.csv")
    assert problem.message == "No row is left for the analysis: Too young."
    assert problem.detail == (
        'What took rows away, in order: kind == "a": 10 rows, 0 animals; '
        "No mouse: 4 rows, 1 animals; Too young: 16 rows, 5 animals."
    )


def test_no_value_is_left(small):
    for line in range(2, 32):
        small.set_cell("values", line, "level", "")
    with pytest.raises(DataError, match="Level is missing: 12 rows, 3 animals"):
        small.analysis()


def test_without_a_condition_all_rows_are_of_the_endpoint(small):
    small.change("endpoint", '      where: kind == "a"\n', "")
    data = small.analysis()
    assert len(data.frame) == 18
    assert [step.kind for step in data.disposition] == ["data", "set", "set", "set"]
