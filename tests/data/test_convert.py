"""Cells become what they are declared to be, or problems; nothing in between."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sap.data.convert import ABOVE, BELOW, WITHIN, Cells, to_factor, to_labels, to_numbers


def cells(*texts: str) -> Cells:
    return Cells("f.csv", "c", texts, range(2, 2 + len(texts)))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0.0),
        ("-1.50", -1.5),
        ("+2", 2.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e-3", 0.001),
        ("1E+3", 1000.0),
        ("007", 7.0),
    ],
)
def test_numbers(text, value):
    numbers, problems = to_numbers(cells(text), limited=False)
    assert problems == []
    assert numbers.numbers.tolist() == [value]


def test_only_an_empty_cell_is_missing():
    numbers, problems = to_numbers(cells("1", "", "3"), limited=False)
    assert problems == []
    np.testing.assert_array_equal(numbers.numbers, [1, np.nan, 3])


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("12,5", "Write decimals with a point"),
        ("-0,1", "Write decimals with a point"),
        ("1,000,000", "separator for thousands"),
        ("1 000", "separator for thousands"),
        ("1\u202f000", "separator for thousands"),
        (" 12", "Remove the blanks"),
        ("12\u00a0", "Remove the blanks"),
        (" ", "blanks only"),
        ("NaN", "Leave the cell empty"),
        ("NA", "Leave the cell empty"),
        ("n.d.", "Leave the cell empty"),
        ("#N/A", "A number, or an empty cell"),
        ("inf", "must be finite"),
        ("-Infinity", "must be finite"),
        ("1e999", "too large"),
        ("-1e999", "too large"),
        ("1_000", "A number, or an empty cell"),
        ("0x1F", "A number, or an empty cell"),
        ("１２", "A number, or an empty cell"),
        ("1e", "A number, or an empty cell"),
        ("OVER", "A number, or an empty cell"),
        ("12\n", "Remove the blanks"),
        ("<5", "only in a variable whose limits"),
        ("TRUE", "A number, or an empty cell"),
    ],
)
def test_what_is_no_number(text, advice):
    numbers, problems = to_numbers(cells("1", text), limited=False)
    (problem,) = problems
    assert problem.file == "f.csv"
    assert problem.line == 3
    assert problem.message.startswith(f"Column 'c': {text!r} is not a number (row 3). ")
    assert advice in problem.message
    assert math.isnan(numbers.numbers[1])


def test_one_problem_for_each_kind_with_rows_counted():
    texts = ["x"] * 7 + ["1,5"]
    _, problems = to_numbers(cells(*texts), limited=False)
    assert [problem.line for problem in problems] == [2, 9]
    assert "rows 2, 3, 4, 5, 6 and 2 more (7 in all)" in problems[0].message
    assert "'x' and others are not numbers" in problems[0].message


def test_values_beyond_a_limit_keep_their_side():
    numbers, problems = to_numbers(cells("<680", ">5e4", "700", ""), limited=True)
    assert problems == []
    np.testing.assert_array_equal(numbers.numbers, [680, 50_000, 700, np.nan])
    assert numbers.marks.tolist() == [BELOW, ABOVE, WITHIN, WITHIN]


@pytest.mark.parametrize("text", ["<", "< 680", "<=680", "<LLOQ", "<<1", "<1,5", "<inf"])
def test_half_marks_are_no_numbers(text):
    _, problems = to_numbers(cells(text), limited=True)
    assert len(problems) == 1


def test_levels_keep_their_order_and_missing_ones():
    factor, problems = to_factor(
        cells("no", "", "yes", "no"), "v", {"yes": "Y", "no": "N", "x": ""}
    )
    assert problems == []
    assert list(factor.categories) == ["yes", "no", "x"]
    assert factor.codes.tolist() == [1, -1, 0, 1]
    assert not factor.ordered


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("Yes", "Did you mean 'yes'?"),
        ("yess", "Did you mean 'yes'?"),
        (" yes", "Remove the blanks"),
        ("yes\t", "Remove the blanks"),
        ("  ", "blanks only"),
        ("1", "Known: 'yes', 'no'."),
    ],
)
def test_levels_not_declared(text, advice):
    factor, problems = to_factor(cells("no", text), "v", ("yes", "no"))
    (problem,) = problems
    assert problem.line == 3
    assert f"{text!r} is not a declared level of 'v' (row 3)." in problem.message
    assert advice in problem.message
    assert factor.codes.tolist() == [1, -1]


def test_many_undeclared_levels_are_summed_up():
    _, problems = to_factor(cells(*"abcdefgh", "a"), "v", ("z",))
    assert len(problems) == 6
    assert "(rows 2, 10)" in problems[0].message
    assert "3 more codes are not declared for 'v' (rows 7, 8, 9)." in problems[-1].message


def test_identifiers_are_text():
    labels, problems = to_labels(cells("007", "", "1e5", "NA"))
    assert problems == []
    assert labels.tolist() == ["007", None, "1e5", "NA"]


def test_identifiers_with_blanks_around_them():
    _, problems = to_labels(cells("a", "b ", "\u00a0c"))
    (problem,) = problems
    assert "'b ' has blanks around it (rows 3, 4)" in problem.message


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_finite_number_as_python_writes_it(value):
    numbers, problems = to_numbers(cells(repr(value)), limited=False)
    assert problems == []
    assert numbers.numbers[0] == value


@given(st.text(max_size=8))
def test_any_text_is_a_number_missing_or_a_problem(text):
    numbers, problems = to_numbers(cells(text), limited=True)
    value = numbers.numbers[0]
    assert bool(problems) == bool(text and math.isnan(value))
    if not problems and text:
        assert float(text.lstrip("<>")) == value
