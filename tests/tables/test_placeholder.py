"""The number style of a shell: shapes of the right style, never a number."""

from __future__ import annotations

import inspect

import pytest

from sap.ard.placeholder import Placeholder
from sap.tables.number_styles import STYLES
from sap.tables.numbers import NOT_ESTIMABLE, NumberStyle
from sap.tables.placeholder import PlaceholderStyle, placeholder_style

CSR, NEJM = (placeholder_style(STYLES[name]) for name in ("csr", "nejm"))


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (lambda style: style.count(93), "xx"),
        (lambda style: style.percent(2.2), "xx.x"),
        (lambda style: style.statistic(-9.99), "x.xx"),
        (lambda style: style.df(float("inf")), "xx.x"),
        (lambda style: style.raw(3433.0, 0), "xx.x"),
        (lambda style: style.mean(59.2, 7), "xx.x"),
        (lambda style: style.estimate(0.0), "xxx"),
        (lambda style: style.ratio(0.64), "x.xx"),
        (lambda style: style.p_value(1e-9), "0.xxx"),
        (lambda style: style.interval(0.59, 0.996, style.ratio, 1.0), "(x.xx, x.xx)"),
        (lambda style: style.decision(True), "Yes/No"),
        (lambda style: style.decision(False), "Yes/No"),
    ],
)
def test_a_number_has_the_shape_of_its_kind(written, text):
    assert written(CSR) == text


def test_the_decimals_are_those_of_the_style():
    assert NEJM.p_value(0.5) == "0.xx"
    assert placeholder_style(NumberStyle("own", ((0.01, 2),), 0.01, 0.99, 4, 3)).ratio(1.0) == (
        "x.xxx"
    )


@pytest.mark.parametrize("missing", [None, float("nan")])
def test_a_missing_number_stays_missing(missing):
    for write in (CSR.count, CSR.percent, CSR.statistic, CSR.df, CSR.estimate, CSR.ratio):
        assert write(missing) == NOT_ESTIMABLE
    assert CSR.raw(missing, 1) == CSR.mean(missing, 1) == CSR.p_value(missing) == NOT_ESTIMABLE
    assert CSR.interval(1.0, missing, CSR.ratio) == NOT_ESTIMABLE


def test_no_way_of_writing_a_number_is_forgotten():
    ways = {name for name, _ in inspect.getmembers(NumberStyle, inspect.isfunction)}
    public = {name for name in ways if not name.startswith("_")}
    assert public <= vars(PlaceholderStyle).keys()
    assert PlaceholderStyle.placeholder
    assert not NumberStyle.placeholder


def test_a_placeholder_is_xx_in_a_sentence_and_in_a_sum():
    number = Placeholder(88.0)
    assert f"{number:.0f} wells of {number:g}, {number}" == "xx wells of xx, xx"
    assert f"{sum([number, number]):.0f} {0.0 + number} {number + 1}" == "xx xx xx"
    assert number == 88.0
