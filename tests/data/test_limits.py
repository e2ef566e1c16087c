"""Limits of quantification: which side a value lies on, and what a rule makes of it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from sap.data.limits import apply_limits
from sap.data.rows import join_rows
from sap.data.selection import select_all
from sap.data.steps import select_present
from sap.plan import make_plan
from sap.spec import LimitsRule


def applied(small, below="lloq/2", above="uloq", **changes):
    sources = small.read()
    rows = join_rows(small.spec.datasets["measured"], sources)
    rows = select_present(select_all(rows, sources["animals"]), [("level", "Level")]).rows
    response = replace(make_plan(small.spec).analyses[0].variable("level"), **changes)
    return apply_limits(rows, response, LimitsRule(below=below, above=above))


def with_values_beyond(small) -> None:
    for line, level in ((2, "<2"), (3, "1.9"), (4, "2"), (5, ">500"), (6, "501"), (7, "500")):
        small.set_cell("values", line, "level", level)
        small.set_cell("values", line, "low", "2")
        small.set_cell("values", line, "high", "500")


@pytest.mark.parametrize(
    ("below", "low"), [("lloq/2", 1.0), ("lloq/sqrt2", math.sqrt(2)), ("lloq", 2.0)]
)
def test_values_beyond_are_replaced_and_others_stay(small, below, low):
    with_values_beyond(small)
    limited, problems = applied(small, below)
    assert problems == []
    assert limited.response[:7].tolist() == pytest.approx([low, low, 2, 500, 500, 500, 16])
    assert limited.below[:7].tolist() == [True, True, False, False, False, False, False]
    assert limited.above[:7].tolist() == [False, False, False, True, True, False, False]
    assert not limited.drop.any()


@pytest.mark.parametrize(
    ("below", "above", "dropped"),
    [("drop", "uloq", [0, 1]), ("lloq", "drop", [3, 4]), ("drop", "drop", [0, 1, 3, 4])],
)
def test_values_beyond_are_dropped(small, below, above, dropped):
    with_values_beyond(small)
    limited, problems = applied(small, below, above)
    assert problems == []
    assert np.flatnonzero(limited.drop).tolist() == dropped


def test_each_row_has_its_own_limit(small):
    for line, low in ((2, "20"), (3, "30"), (4, "5")):
        small.set_cell("values", line, "low", low)
    limited, _ = applied(small)
    assert limited.response[:3].tolist() == [10, 15, 12]


@pytest.mark.parametrize(
    ("line", "column", "text", "level", "message"),
    [
        (3, "low", "", "11", "Column 'low': an empty cell (row 3) where 'level' has a value"),
        (3, "high", "", "<1", "Column 'high': an empty cell (row 3) where 'level' has a value"),
        (3, "low", "3", "<2", "Column 'level': the limit given with the value is not the one of"),
        (3, "high", "600", ">500", "in the first, 500 and 600"),
        (3, "low", "2000", "11", "Column 'low': the lower limit is above the upper one, 'high'"),
    ],
)
def test_limits_that_cannot_be(small, line, column, text, level, message):
    small.set_cell("values", line, column, text)
    small.set_cell("values", line, "level", level)
    _, problems = applied(small)
    assert len(problems) == 1
    assert problems[0].line == line
    assert message in problems[0].message


def test_limits_written_with_other_digits_are_the_same(small):
    small.set_cell("values", 3, "low", "0.30")
    small.set_cell("values", 3, "level", "<0.3")
    limited, problems = applied(small)
    assert problems == []
    assert limited.below[1]


def test_a_limit_may_be_missing_where_the_value_is(small):
    small.set_cell("values", 3, "level", "")
    small.set_cell("values", 3, "low", "")
    limited, problems = applied(small)
    assert problems == []
    assert len(limited.response) == 29


def test_a_side_without_a_declared_limit(small):
    small.set_cell("values", 3, "level", ">1000")
    small.set_cell("values", 4, "level", "2000")
    _, problems = applied(small, upper=None)
    (problem,) = problems
    assert problem.line == 3
    assert "'>' before the number (row 3), but the spec declares no upper limit" in problem.message
