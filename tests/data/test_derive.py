"""Derived variables: each operation on values known by heart, and each refusal."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sap.data.derive import derive_in_rows, derive_in_sources
from sap.data.rows import join_rows
from sap.errors import DataError, SpecError


def declare(small, variable: str) -> None:
    """Declare one more variable."""
    small.change("study", "analysis_sets:", f"  {variable}\nanalysis_sets:")


def derived(small, variable: str, source: str):
    """Declare a derived variable, and give its column in a source."""
    declare(small, variable)
    tables = small.read()
    name = variable.split(":")[0]
    return derive_in_sources(small.spec, tables)[source].frame[name]


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ("log: age", [math.log(x) for x in (10, 12, 2, 9)]),
        ("log2: age", [math.log2(x) for x in (10, 12, 2, 9)]),
        ("log10: age", [math.log10(x) for x in (10, 12, 2, 9)]),
        ("per: {of: age, step: 5}", [2.0, 2.4, 0.4, 1.8]),
    ],
)
def test_numbers_of_one_number(small, operation, expected):
    column = derived(small, f"x: {{label: X, type: number, derived: {{{operation}}}}}", "animals")
    assert column[:4].tolist() == pytest.approx(expected, abs=0)
    assert np.isnan(column[4])
    assert len(column) == 6


def test_a_ratio_and_its_units(small):
    variable = "x: {label: X, type: number, unit: fold, derived: {ratio: [high, low]}}"
    column = derived(small, variable, "values")
    assert set(column) == {1000.0}
    assert small.spec.variables["x"].unit == "fold"


def test_a_ratio_to_zero_names_its_rows(small):
    small.set_cell("values", 4, "low", "0")
    declare(small, "x: {label: X, type: number, derived: {ratio: [high, low]}}")
    tables = small.read()
    with pytest.raises(DataError) as caught:
        derive_in_sources(small.spec, tables)
    (problem,) = caught.value.problems
    assert problem.line == 4
    assert "a denominator must be above zero; 0 is not (row 4)" in problem.message


def test_categories_by_cut_points(small):
    variable = (
        "x: {label: X, type: factor, levels: {young: Young, grown: Grown, old: Old}, "
        "reference: grown, derived: {cut: {of: age, at: [9, 12]}}}"
    )
    column = derived(small, variable, "animals")
    assert column.astype(object).tolist()[:4] == ["grown", "old", "young", "grown"]
    assert column.isna().tolist() == [False] * 4 + [True, False]
    assert list(column.cat.categories) == ["grown", "young", "old"]


def test_time_windows_leave_gaps_missing(small):
    variable = (
        "x: {label: X, type: factor, levels: [W1, W2], "
        "derived: {windows: {of: age, levels: {W1: [1, 9], W2: [10, 11]}}}}"
    )
    column = derived(small, variable, "animals").astype(object)
    assert column[:4].tolist()[0] == "W2"
    assert column.isna().tolist() == [False, True, False, False, True, False]


def test_levels_put_together(small):
    variable = (
        "x: {label: X, type: factor, levels: {rodent: Rodent, other: Other}, "
        "derived: {merge: {of: species, into: {rodent: [mouse, rat], other: [no]}}}}"
    )
    column = derived(small, variable, "animals")
    assert set(column) == {"rodent"}


def test_cases_take_the_first_that_is_true_and_an_undecided_one_gives_missing(small):
    variable = (
        "x: {label: X, type: factor, levels: [a, b, c], derived: {cases: {first: ["
        '{when: species == "rat", level: a}, {when: age < 9, level: b}], otherwise: c}}}'
    )
    column = derived(small, variable, "animals").astype(object)
    assert column[[0, 1, 2, 3, 5]].tolist() == ["c", "c", "b", "a", "b"]
    assert column.isna()[4]


CASES_WITH_A_REASON = (
    "x: {label: X, type: factor, levels: [a, b], derived: {cases: {first: ["
    '{when: species == "rat", missing: A rat}, {when: age < 9, level: b}], otherwise: a}}}'
)


def test_a_case_may_say_why_there_is_no_level(small):
    declare(small, CASES_WITH_A_REASON)
    tables = small.read()
    table = derive_in_sources(small.spec, tables)["animals"]
    column = table.frame["x"].astype(object)
    assert column[[0, 1, 2, 5]].tolist() == ["a", "a", "b", "b"]
    assert column[[3, 4]].isna().all()
    # What is undecided is missing without a reason.
    assert table.reasons["x"].tolist() == ["", "", "", "A rat", "", ""]


def test_days_between_dates(small):
    small.animals[0] += ",born,seen"
    small.animals[1:] = [f"{row},2024-02-28,2024-03-01" for row in small.animals[1:]]
    small.change("study", "sex: sex}", "sex: sex, born: born, seen: seen}")
    declare(small, "born: {label: Born, type: date}")
    declare(small, "seen: {label: Seen, type: date}")
    column = derived(
        small,
        "x: {label: X, type: number, unit: days, derived: {days: {from: born, to: seen}}}",
        "animals",
    )
    assert set(column) == {2.0}


def test_blanks_are_subtracted_on_the_raw_scale(small):
    variable = (
        "x: {label: X, type: number, unit: mg, derived: {minus_blank: "
        '{of: level, blank: kind == "b", by: [jar], blank_below: zero}, beyond: limit}}'
    )
    column = derived(small, variable, "values")
    assert column[:2].tolist() == [-2.0, -1.0]
    assert column.isna().tolist() == [False, False, True] * 10


def test_a_group_without_a_blank_is_missing(small):
    small.set_cell("values", 4, "kind", "a")
    variable = (
        "x: {label: X, type: number, derived: {minus_blank: "
        '{of: level, blank: kind == "b", by: [jar], blank_below: zero}, beyond: limit}}'
    )
    assert derived(small, variable, "values").isna().tolist()[:6] == [True] * 3 + [
        False,
        False,
        True,
    ]


def test_replicates_are_averaged_on_the_log_scale_once_a_group(small):
    variable = (
        "x: {label: X, type: number, unit: mg, "
        "derived: {geometric_mean: {of: level, by: [jar, kind]}, beyond: limit}}"
    )
    column = derived(small, variable, "values")
    assert column[0] == pytest.approx(math.sqrt(10 * 11))
    assert column[2] == 12.0
    assert column.isna().tolist() == [False, True, False] * 10


@pytest.mark.parametrize(("beyond", "expected"), [("limit", [11.0, 11.0]), ("missing", [11.0])])
def test_values_beyond_a_limit_count_as_the_limit_or_not_at_all(small, beyond, expected):
    small.set_cell("values", 2, "level", "<11")
    small.set_cell("values", 2, "low", "11")
    variable = (
        f"x: {{label: X, type: number, derived: {{per: {{of: level, step: 1}}, beyond: {beyond}}}}}"
    )
    column = derived(small, variable, "values")[:2]
    assert column.dropna().tolist() == expected


def test_a_factor_in_numbers(small):
    code = "{of: diet, as: {fat: 0.5, plain: -0.5}}"
    column = derived(small, f"x: {{label: X, type: number, derived: {{code: {code}}}}}", "jars")
    assert column.tolist() == [0.5, -0.5] * 5


def test_a_missing_level_has_no_number(small):
    small.set_cell("jars", 2, "diet", "")
    code = "{of: diet, as: {fat: 1, plain: 2}}"
    column = derived(small, f"x: {{label: X, type: number, derived: {{code: {code}}}}}", "jars")
    assert np.isnan(column[0])
    assert column[1:].tolist() == [2.0] + [1.0, 2.0] * 4


def test_a_variable_of_two_sources_is_derived_after_the_join(small):
    variable = "x: {label: X, type: number, derived: {ratio: [high, age]}}"
    declare(small, variable)
    tables = small.read()
    tables = derive_in_sources(small.spec, tables)
    assert all("x" not in table.frame for table in tables.values())
    rows = derive_in_rows(small.spec, join_rows(small.spec.datasets["measured"], tables))
    assert rows.frame["x"][0] == 100.0
    assert rows.lines[0] == 2


def test_a_derived_variable_is_analysed_like_any_other(small):
    declare(small, "years: {label: Age, type: number, derived: {per: {of: age, step: 4}}}")
    declare(
        small,
        "stage: {label: Stage, type: factor, levels: {cub: Cub, grown: Grown}, "
        "derived: {cut: {of: years, at: [2.6]}}}",
    )
    small.change("endpoint", "diet + (1", "diet + stage + (1")
    small.change("study", "when: age < 3", "when: years < 0.75")
    data = small.analysis()
    assert data.frame.groupby("stage", observed=True)["animal"].unique().map(list).to_dict() == {
        "cub": ["007"],
        "grown": ["008"],
    }
    assert "Too young" in [step.reason for step in data.disposition if step.n_units]


def test_what_is_derived_changes_the_plan(small):
    from sap.plan import make_plan

    def planned(step):
        return f"years: {{label: Age, type: number, derived: {{per: {{of: age, step: {step}}}}}}}"

    declare(small, planned(4))
    small.change("endpoint", "diet + (1", "diet + years + (1")
    small.read()
    first = make_plan(small.spec).hash
    small.change("study", planned(4), planned(5))
    small.read()
    assert make_plan(small.spec).hash != first


@pytest.mark.parametrize(
    ("variable", "says"),
    [
        ("x: {label: X, type: number, derived: {}}", "One operation is needed"),
        ("x: {label: X, type: number, derived: {log: age, log2: age}}", "Found 2."),
        ("x: {label: X, type: number, derived: {log: ages}}", "Did you mean 'age'?"),
        ("x: {label: X, type: number, derived: {log: sex}}", "'sex' has the type factor"),
        ("x: {label: X, type: number, derived: {log: x}}", "can't be made of itself"),
        ("x: {label: X, type: factor, levels: [a], derived: {log: age}}", "makes a number"),
        ("x: {label: X, type: number, derived: {ratio: [age]}}", "A ratio is of two numbers"),
        ("x: {label: X, type: number, derived: {log: level}}", "beyond: limit or beyond: missing"),
        ("x: {label: X, type: number, derived: {log: age, beyond: limit}}", "has no meaning"),
        ("x: {label: X, type: number, derived: {per: {of: age, step: 0}}}", "above zero"),
        (
            "x: {label: X, type: factor, levels: [a, b, c], derived: {cut: {of: age, at: [5]}}}",
            "1 cut point makes 2 levels; 3 are declared",
        ),
        (
            "x: {label: X, type: factor, levels: [a, b, c], derived: {cut: {of: age, at: [5, 4]}}}",
            "must rise",
        ),
        (
            "x: {label: X, type: factor, levels: [a, b], derived: "
            "{windows: {of: age, levels: {a: [1, 5], b: [5, 9]}}}}",
            "must not overlap",
        ),
        (
            "x: {label: X, type: factor, levels: [a, b], derived: "
            "{merge: {of: species, into: {a: [mouse], b: [rat]}}}}",
            "The level 'no' of 'species' goes to no new level.",
        ),
        (
            "x: {label: X, type: factor, levels: [a], derived: "
            "{merge: {of: sex, into: {a: [f, m, d]}}}}",
            "'d' is no level of 'sex'",
        ),
        (
            "x: {label: X, type: factor, levels: [a], derived: "
            "{cases: {first: [{when: age < 5, level: b}]}}}",
            "'b' is no declared level",
        ),
        (
            "x: {label: X, type: factor, levels: [a], derived: "
            "{cases: {first: [{when: age < 5, level: a, missing: Young}]}}}",
            "A case has either a level or, as 'missing', why there is none; found both.",
        ),
        (
            "x: {label: X, type: factor, levels: [a], derived: "
            "{cases: {first: [{when: age < 5}]}}}",
            "found neither.",
        ),
        (
            "x: {label: X, type: factor, levels: [a], derived: "
            '{cases: {first: [{when: sex == "d", level: a}]}}}',
            "'d' is no level of 'sex'",
        ),
        (
            "x: {label: X, type: number, derived: {code: {of: sex, as: {f: 1}}}}",
            "The level 'm' of 'sex' has no number.",
        ),
        (
            "x: {label: X, type: number, derived: {code: {of: sex, as: {f: 1, m: 2, d: 3}}}}",
            "'d' is no level of 'sex'",
        ),
        (
            "x: {label: X, type: number, derived: {code: {of: sex, as: {f: 1, m: 1}}}}",
            "All levels have the same number.",
        ),
        (
            "x: {label: X, type: number, derived: {code: {of: age, as: {f: 1, m: 2}}}}",
            "'age' has the type number; needed is a factor.",
        ),
        (
            "x: {label: X, type: factor, levels: [f], "
            "derived: {code: {of: sex, as: {f: 1, m: 2}}}}",
            "'code' makes a number",
        ),
        ("x: {label: X, type: number, derived: {sqrt: age}}", "There is no key 'sqrt'"),
        ("age: {label: X, type: number, derived: {log: low}}", "read from the source 'animals'"),
    ],
)
def test_what_can_not_be_derived_is_refused_with_its_line(small, variable, says):
    if variable.startswith("age"):
        small.change("study", "  age: {label: Age, type: number, unit: weeks}\n", "")
    declare(small, variable)
    with pytest.raises(SpecError) as caught:
        small.read()
    told = [str(problem) for problem in caught.value.problems]
    assert any(says in line for line in told), told
    assert all(problem.line for problem in caught.value.problems)


def test_variables_made_of_each_other_are_refused(small):
    declare(small, "x: {label: X, type: number, derived: {log: y}}")
    declare(small, "y: {label: Y, type: number, derived: {log: x}}")
    with pytest.raises(SpecError, match="No dataset has all that it is made of: 'y'"):
        small.read()
