"""Conditions of a spec as where clauses: operators, levels, missing values, what is left out."""

from __future__ import annotations

import pytest

from sap.ars.files import plain
from sap.ars.where import clause, selected
from sap.spec.condition import ConditionError, NoRows, parse_condition


def written(text):
    return plain(clause(parse_condition(text).tree, "wells"))


def condition(variable, comparator, *values):
    made = {"dataset": "wells", "variable": variable, "comparator": comparator}
    return {"condition": made | ({"value": [*values]} if values else {})}


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ('dye == "red"', condition("dye", "EQ", "red")),
        ('dye != ""', condition("dye", "NE", "")),
        ("age < 18", condition("age", "LT", "18")),
        ("age <= 1e-20", condition("age", "LE", "1e-20")),
        ("age > -0.5", condition("age", "GT", "-0.5")),
        ("age >= 12.50", condition("age", "GE", "12.5")),
        ('dye in ["red", "no"]', condition("dye", "IN", "red", "no")),
        ("age not in [1, 2]", condition("age", "NOTIN", "1", "2")),
        ("age is missing", condition("age", "EQ")),
        ("age is not missing", condition("age", "NE")),
    ],
)
def test_comparisons(text, made):
    assert written(text) == made


def test_compound_expressions_are_nested_with_their_levels():
    made = written('dye == "red" and not (age < 18 or age is missing)')
    expression = made["compoundExpression"]
    assert expression["logicalOperator"] == "AND"
    first, second = expression["whereClauses"]
    assert first == {"level": 2, "order": 1, **condition("dye", "EQ", "red")}
    assert (second["level"], second["order"]) == (2, 2)
    inner = second["compoundExpression"]
    assert inner["logicalOperator"] == "NOT"
    (either,) = inner["whereClauses"]
    assert either["compoundExpression"]["logicalOperator"] == "OR"
    leaves = either["compoundExpression"]["whereClauses"]
    assert [(one["level"], one["order"]) for one in leaves] == [(4, 1), (4, 2)]
    assert leaves[1]["condition"] == condition("age", "EQ")["condition"]


def test_what_is_kept_is_true_and_not_excluded():
    assert str(selected('dye == "red"', ["age < 18"])) == 'dye == "red" and not age < 18'
    assert str(selected(None, ["age < 18"])) == "not age < 18"
    assert selected(None, []) is None


def test_no_rows_is_no_condition():
    assert selected(None, ["no rows"]) is None
    assert str(selected(None, ["no rows", "age < 18"])) == "not age < 18"
    with pytest.raises(AssertionError):
        clause(NoRows(), "wells")


def test_a_condition_outside_the_grammar_is_refused():
    with pytest.raises(ConditionError):
        selected("dye = red", [])
