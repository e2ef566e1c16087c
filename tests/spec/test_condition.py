"""Conditions: a closed grammar that reads back, points at mistakes, and runs nothing."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sap.spec.condition import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    ConditionError,
    Membership,
    Missing,
    NoRows,
    Not,
    parse_condition,
)

NAMES = st.sampled_from(["a", "age", "größe", "x.1", "no", "order", "inside", "is_in"])
TEXTS = st.text(alphabet="abc no\\'é+>", max_size=5).map('"{}"'.format)
NUMBERS = st.one_of(
    st.integers(-(10**6), 10**6).map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
)
VALUES = TEXTS | NUMBERS
LEAVES = st.one_of(
    st.tuples(NAMES, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), VALUES).map(" ".join),
    st.tuples(
        NAMES, st.sampled_from(["in", "not in"]), st.lists(VALUES, min_size=1, max_size=3)
    ).map(lambda t: f"{t[0]} {t[1]} [{', '.join(t[2])}]"),
    st.tuples(NAMES, st.sampled_from(["is missing", "is not missing"])).map(" ".join),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map("not {}".format),
        inner.map("({})".format),
        st.tuples(inner, st.sampled_from([" and ", " or "]), inner).map("".join),
    ),
    max_leaves=8,
)
NOISE = st.one_of(
    st.text(max_size=30),
    st.lists(
        st.sampled_from(["a", "==", "=", "<", "(", ")", "[", "]", ",", '"x"', '"', "1", "in", "is"])
        | st.sampled_from(["not", "and", "or", "missing", "no", "rows", "__import__('os')"]),
        max_size=15,
    ).map(" ".join),
)


def stripped(tree):
    """Return a tree without the places of its parts in the text."""
    match tree:
        case Comparison(variable, operator, value):
            return Comparison(variable, operator, value)
        case Membership(variable, values, negated):
            return Membership(variable, values, negated)
        case Missing(variable, negated):
            return Missing(variable, negated)
        case Not(part):
            return Not(stripped(part))
        case AllOf(parts) | AnyOf(parts):
            return type(tree)(tuple(stripped(part) for part in parts))
    return tree


@settings(max_examples=300, deadline=None)
@given(CONDITIONS)
def test_a_condition_written_out_reads_back(text):
    condition = parse_condition(text)
    again = parse_condition(str(condition))
    assert stripped(again.tree) == stripped(condition.tree)
    assert str(again) == str(condition)
    assert again.variables == condition.variables


@settings(max_examples=500, deadline=None)
@given(NOISE)
@example("not " * 500 + "a == 1")
@example("(" * 500)
@example("a == 1e999")
def test_any_text_is_a_condition_or_a_condition_error(text):
    try:
        condition = parse_condition(text)
    except ConditionError as error:
        place = error.start
    else:
        place = 0
        assert isinstance(condition, Condition)
    assert 0 <= place <= len(text)


def test_or_binds_least_and_not_tightest():
    tree = stripped(parse_condition('a == 1 or not b == 2 and c in ["x"]').tree)
    assert tree == AnyOf(
        (
            Comparison("a", "==", 1.0),
            AllOf((Not(Comparison("b", "==", 2.0)), Membership("c", ("x",)))),
        )
    )


def test_brackets_bind_first():
    tree = stripped(parse_condition("(a == 1 or b == 2) and not (c is missing)").tree)
    assert tree == AllOf(
        (
            AnyOf((Comparison("a", "==", 1.0), Comparison("b", "==", 2.0))),
            Not(Missing("c")),
        )
    )


def test_values_stay_what_they_are():
    tree = parse_condition('a not in ["no", "1"] and b >= -1.5e3').tree
    assert isinstance(tree, AllOf)
    membership, comparison = tree.parts
    assert isinstance(membership, Membership)
    assert membership.values == ("no", "1")
    assert membership.negated
    assert isinstance(comparison, Comparison)
    assert comparison.value == -1500.0


def test_no_rows_is_a_condition_of_its_own():
    assert parse_condition("no rows").tree == NoRows()
    assert parse_condition('no == "x"').variables == ("no",)
    with pytest.raises(ConditionError):
        parse_condition("no rows and a == 1")


def test_variables_each_once_in_order():
    assert parse_condition('b == "x" or (a < 1 and b != "y")').variables == ("b", "a")


@pytest.mark.parametrize(
    ("text", "says", "at"),
    [
        ("a = 1", "Equality is written '=='", 2),
        ("a == 'x'", "double quotes", 5),
        ('a == "x', "not closed", 5),
        ("a == b", 'put it in double quotes: "b"', 5),
        ("a == no", 'double quotes: "no"', 5),
        ("a", "a comparison", 1),
        ("a ==", "Expected a number", 4),
        ("a == 1 b == 2", "join conditions", 7),
        ("a == 1 & b == 2", "Write 'and'", 7),
        ("a == 1 || b == 2", "Write 'or'", 7),
        ("!a == 1", "Write 'not'", 0),
        ("1 == a", "the name of a variable", 0),
        ("a in 1", "'[' and a list", 5),
        ("a in []", "Expected a number", 6),
        ("a in [1, 2", "',' or ']'", 10),
        ("a is 1", "'missing'", 5),
        ("a not 1", "'in'", 6),
        ("(a == 1", "')'", 7),
        ("a < b < c", "Two variables are not compared", 4),
        ("a.b() == 1", "a comparison", 3),
        ("a + 1 == 2", "has no meaning", 2),
        ("a == 1e999", "too large", 5),
        ("__import__('os')", "nothing in a condition is run as code", 0),
        ("", "the name of a variable", 0),
    ],
)
def test_what_is_refused_says_what_and_where(text, says, at):
    with pytest.raises(ConditionError) as caught:
        parse_condition(text)
    assert says in caught.value.message
    assert caught.value.start == at
