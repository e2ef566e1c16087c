"""Conditions of a spec, decided for rows: against the truth table and plain Python."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sap.data.conditions import decide
from sap.spec import parse_condition

FRAME = pd.DataFrame(
    {
        "n": [1.0, 2.0, np.nan, 3.0],
        "f": pd.Categorical(["a", "b", "a", None], categories=["b", "a", "c"]),
        "id": pd.Series(["1", "02", None, "x"], dtype=object),
    }
)
T, F, U = True, False, None


def decided(text: str, frame: pd.DataFrame = FRAME, marks=None) -> list[bool | None]:
    truth = decide(parse_condition(text).tree, frame, marks)
    assert not (truth.true & truth.false).any()
    pairs = zip(truth.true, truth.false, strict=True)
    answers = [True if true else False if false else None for true, false in pairs]
    assert [answer is None for answer in answers] == truth.undecided.tolist()
    return answers


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("n == 2", [F, T, U, F]),
        ("n != 2", [T, F, U, T]),
        ("n < 2", [T, F, U, F]),
        ("n <= 2", [T, T, U, F]),
        ("n > 2", [F, F, U, T]),
        ("n >= 2", [F, T, U, T]),
        ('f == "a"', [T, F, T, U]),
        ('f != "a"', [F, T, F, U]),
        ('f == "c"', [F, F, F, U]),
        ('id == "1"', [T, F, U, F]),
        ('id == "2"', [F, F, U, F]),
        ('f in ["a", "c"]', [T, F, T, U]),
        ('f not in ["a", "c"]', [F, T, F, U]),
        ("n in [1, 3]", [T, F, U, T]),
        ("n is missing", [F, F, T, F]),
        ("f is not missing", [T, T, T, F]),
        ("id is missing", [F, F, T, F]),
        ("not n == 2", [T, F, U, T]),
        ('n == 1 or f == "a"', [T, F, T, U]),
        ('n == 1 and f == "a"', [T, F, U, F]),
        ("n < 2 or n is missing", [T, F, T, F]),
        ("n < 2 and n is not missing", [T, F, F, F]),
        ('not (n == 1 or f == "a")', [F, T, F, U]),
    ],
)
def test_conditions(text, answers):
    assert decided(text) == answers


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        # The values are: below 10, above 10, and 10.
        ("n < 10", [T, F, F]),
        ("n <= 10", [T, F, T]),
        ("n >= 10", [F, T, T]),
        ("n == 10", [F, F, T]),
        ("n < 5", [U, F, F]),
        ("n > 5", [U, T, T]),
        ("n > 20", [F, U, F]),
        ("n != 20", [T, U, T]),
        ("n is missing", [F, F, F]),
    ],
)
def test_values_beyond_a_limit_are_compared_as_far_as_known(text, answers):
    frame = pd.DataFrame({"n": [10.0, 10.0, 10.0]})
    assert decided(text, frame, {"n": np.array([-1, 1, 0], dtype=np.int8)}) == answers


def test_no_row_no_answer():
    assert decided("n < 2 and n is missing", FRAME.iloc[:0]) == []


VALUES = st.one_of(st.none(), st.integers(0, 3))
LEAVES = st.builds(
    lambda name, operator, value: f"{name} {operator} {value}",
    st.sampled_from("xy"),
    st.sampled_from(["==", "!=", "<", "<=", ">", ">="]),
    st.integers(0, 3),
)
TEXTS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(lambda text: f"not ({text})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]}) and ({pair[1]})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]}) or ({pair[1]})"),
    ),
    max_leaves=5,
)


@given(TEXTS, VALUES, VALUES)
def test_decided_exactly_when_no_value_could_change_the_answer_of_two_valued_parts(text, x, y):
    """What Kleene decides is what every replacement of the missing values would give."""
    frame = pd.DataFrame({"x": [x], "y": [y]}, dtype=float)
    (answer,) = decided(text, frame)
    if answer is None:
        assert x is None or y is None
        return
    for one in range(4) if x is None else [x]:
        for other in range(4) if y is None else [y]:
            full = pd.DataFrame({"x": [one], "y": [other]}, dtype=float)
            assert decided(text, full) == [answer]
