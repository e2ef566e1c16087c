"""House styles: what a spec says of numbers, in each kind of cell."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sap.language import ENGLISH, language_of, speaking
from sap.language.grammar import PLAIN, Notation
from sap.spec import HouseStyle, TableStyle
from sap.tables.multiplicity import multiplicity_table
from sap.tables.number_styles import STYLES, in_style, number_style, style_in_words, style_of
from sap.tables.placeholder import placeholder_style
from tests.tables.multiplicity_example import P_VALUES, WORDING, results

THIN = "\N{NARROW NO-BREAK SPACE}"
FRENCH = language_of("fr")


def house(**said):
    return number_style("own", {"own": HouseStyle(**said)})


def test_a_house_style_is_another_where_it_says_nothing():
    own, csr = house(ratio_decimals=3), STYLES["csr"]
    assert own.name == "own"
    assert own.ratio(0.6412) == "0.641"
    assert own.p_value(0.0342) == csr.p_value(0.0342)
    assert house(like="nejm").p_value(0.0342) == STYLES["nejm"].p_value(0.0342)


def test_p_values_have_the_decimals_of_the_largest_least_that_they_reach():
    own = house(p_decimals={0.001: 4, 0.1: 1, 0.01: 2}, p_ceiling=0.9)
    written = [own.p_value(p) for p in (0.95, 0.42, 0.034, 0.0042, 0.0002)]
    assert written == [">0.9", "0.4", "0.03", "0.0042", "<0.001"]


@pytest.mark.parametrize(
    ("said", "ratio", "interval", "large"),
    [
        ({}, "0.64", "(0.59, 0.70)", "12345"),
        ({"decimal": "middle dot"}, "0·64", "(0·59, 0·70)", "12345"),
        ({"decimal": "comma"}, "0,64", "(0,59; 0,70)", "12345"),
        ({"thousands": "thin space"}, "0.64", "(0.59, 0.70)", f"12{THIN}345"),
        ({"thousands": "comma", "interval": "to"}, "0.64", "(0.59 to 0.70)", "12,345"),
        ({"interval": "dash"}, "0.64", "(0.59–0.70)", "12345"),
        ({"leading_zero": False}, ".64", "(.59, .70)", "12345"),
    ],
)
def test_marks(said, ratio, interval, large):
    own = house(**said)
    assert own.ratio(0.6412) == ratio
    assert own.interval(0.591, 0.699, own.ratio, 1.0) == interval
    assert own.count(12345.0) == large
    assert own.count(1234.0) == "1234"


def test_beside_a_negative_number_a_dash_gives_way():
    own = house(interval="dash")
    assert own.interval(-1.2, 3.4, own.statistic) == "(−1.20 to 3.40)"
    assert own.interval(-3.4, -1.2, own.statistic) == "(−3.40 to −1.20)"
    hyphen = house(minus="hyphen", interval="to")
    assert hyphen.interval(-3.4, -1.2, hyphen.statistic) == "(-3.40 to -1.20)"


def test_a_limit_that_excludes_no_effect_never_reads_as_it_in_any_notation():
    for said, text in (
        ({"decimal": "comma"}, "(0,59; 0,9996)"),
        ({"leading_zero": False}, "(.59, .9996)"),
    ):
        own = house(**said)
        assert own.interval(0.591, 0.9996, own.ratio, 1.0) == text
    negative = house(decimal="comma", minus="hyphen")
    assert negative.interval(-2.0, -0.0004, negative.statistic, 0.0) == "(-2,00; -0,0004)"


def test_decimals_of_each_kind():
    own = house(percent_decimals=0, statistic_decimals=1, df_decimals=2, significant_figures=2)
    assert own.percent(2.5) == "3"
    assert own.statistic(-1.25) == "−1.3"
    assert own.df(88.125) == "88.13"
    assert own.estimate(6023.4) == "6000"


def test_the_notation_is_that_of_the_language_that_is_spoken():
    with speaking(FRENCH):
        csr = number_style("csr")
        assert csr.interval(0.591, 0.699, csr.ratio, 1.0) == f"(0,59{THIN}; 0,70)"
        assert csr.p_value(1e-9) == "<0,001"
        assert csr.p_value(0.0496) == "0,0496"
        assert csr.estimate(-12345.6) == f"−12{THIN}300"
        assert csr.estimate(0.000000012) == "1,20e−8"
        assert (csr.decision(True), csr.decision(False)) == ("Oui", "Non")
        point = number_style("own", {"own": HouseStyle(decimal="point")})
        assert point.interval(0.591, 0.699, point.ratio) == "(0.59, 0.70)"
        dash = number_style("own", {"own": HouseStyle(interval="dash")})
        assert dash.interval(-1.0, 1.0, dash.ratio) == "(−1,00 à 1,00)"
    assert number_style("csr").ratio(0.64) == "0.64"


def test_a_shell_has_the_marks_of_the_style():
    shape = placeholder_style(house(decimal="comma", leading_zero=False))
    assert shape.interval(0.5, 0.7, shape.ratio) == "(x,xx; x,xx)"
    assert shape.p_value(0.03) == ",xxx"


def test_the_style_of_the_tables_may_be_a_house_style():
    tables = TableStyle(
        protocol="S", numbers="own", number_styles={"own": HouseStyle(ratio_decimals=1)}
    )
    assert style_of(tables).ratio(0.64) == "0.6"


def test_styles_in_words():
    assert style_in_words(STYLES["csr"]) == (
        "P-values have 3 decimals, ratios 2, and estimates of models 3 significant figures."
    )
    assert "2 decimals from 0.01 on and 3 below" in style_in_words(STYLES["nejm"])
    own = house(p_decimals={0.1: 1, 0.01: 2, 0.001: 3})
    assert "1 decimal from 0.1 on, 2 from 0.01 on and 3 below" in style_in_words(own)
    with speaking(FRENCH):
        assert "2 décimales à partir de 0,01 et 3 en dessous" in style_in_words(STYLES["nejm"])


NOTATIONS = st.builds(
    Notation,
    decimal=st.sampled_from([".", ",", "·"]),
    groups=st.sampled_from(["", THIN]),
    minus=st.sampled_from(["−", "-"]),
    leading_zero=st.booleans(),
)


@given(NOTATIONS, st.decimals(-(10**7), 10**7, places=3), st.sampled_from(["", "<", ">"]))
def test_what_is_written_can_be_read_again(notation, value, sign):
    text = f"{sign}{value:f}"
    assert notation.read(notation.written(text)) == text


@given(st.text(max_size=12))
def test_the_plain_notation_changes_the_minus_sign_alone(text):
    assert PLAIN.written(text).replace("−", "-") == text.replace("−", "-")


def test_numbers_outside_of_cells_have_the_marks_of_those_in_cells():
    own = HouseStyle(decimal="middle dot", interval="to", thousands="comma", leading_zero=False)
    tables = TableStyle(protocol="S", numbers="own", number_styles={"own": own})
    with speaking(in_style(ENGLISH, tables)):
        table = multiplicity_table(results(P_VALUES), WORDING, style_of(tables))
    texts = [cell.text for cell in table.all_cells()] + [note.text for note in table.footnotes]
    assert any("level ·05" in group.label.text for group in table.groups)
    assert [text for text in texts if re.search(r"\d\.\d|\b0·\d*[1-9]", text)] == []


def test_a_zero_without_leading_zero_is_still_a_zero():
    own = house(leading_zero=False)
    assert (own.percent(0.0), own.percent(0.4), own.ratio(0.0)) == ("0.0", ".4", "0.00")
