"""Rounding, p-value edges, significant figures, and what has no number."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sap.errors import SpecError
from sap.tables.number_styles import STYLES, number_style
from sap.tables.rounding import fixed, significant

CSR, NEJM = STYLES["csr"], STYLES["nejm"]
NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (0.125, 2, "0.13"),
        (-0.125, 2, "−0.13"),
        (2.675, 2, "2.68"),
        (1.005, 2, "1.01"),
        (0.5, 0, "1"),
        (2.5, 0, "3"),
        (-0.004, 2, "0.00"),
        (0.0, 1, "0.0"),
        (1e22, 0, "10000000000000000000000"),
        (5e-324, 3, "0.000"),
        (1234567.891, 1, "1234567.9"),
        (None, 2, "NE"),
        (NAN, 2, "NE"),
        (INF, 1, "∞"),
        (-INF, 1, "−∞"),
    ],
)
def test_fixed_rounds_half_away_from_zero(value, places, text):
    assert fixed(value, places) == text


@given(st.integers(-(10**9), 10**9), st.integers(0, 4))
def test_halves_always_go_away_from_zero(whole, places):
    half = Decimal(whole) + Decimal("0.5").copy_sign(whole)
    value = float(half.scaleb(-places))
    shown = Decimal(fixed(value, places).replace("−", "-"))
    exact = Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    assert shown == exact
    assert abs(shown) >= abs(Decimal(repr(value)))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (6023.4, "6020"),
        (0.644787, "0.645"),
        (9.996, "10.0"),
        (999.5, "1000"),
        (99.95, "100"),
        (0.00012345, "0.000123"),
        (-12.35, "−12.4"),
        (123.0, "123"),
        (0.0, "0"),
        (1.5e-9, "1.50e−9"),
        (-1.2345e15, "−1.23e15"),
        (NAN, "NE"),
        (None, "NE"),
    ],
)
def test_three_significant_figures(value, text):
    assert significant(value, 3) == text


@given(st.floats(1e-300, 1e300))
def test_significant_figures_are_within_half_a_unit(value):
    shown = Decimal(significant(value, 3).replace("−", "-"))
    exact = Decimal(repr(value))
    assert abs(shown - exact) <= Decimal("0.5").scaleb(exact.adjusted() - 2)


@pytest.mark.parametrize(
    ("p", "csr", "nejm"),
    [
        (0.0, "<0.001", "<0.001"),
        (0.00099999, "<0.001", "<0.001"),
        (0.001, "0.001", "0.001"),
        (0.0014999, "0.001", "0.001"),
        (0.0095, "0.010", "0.010"),
        (0.01, "0.010", "0.01"),
        (0.034, "0.034", "0.03"),
        (0.0451, "0.045", "0.045"),
        (0.0496, "0.0496", "0.0496"),
        (0.04996, "0.04996", "0.04996"),
        (0.05, "0.050", "0.05"),
        (0.0504, "0.050", "0.05"),
        (0.125, "0.125", "0.13"),
        (0.999, "0.999", ">0.99"),
        (0.9990001, ">0.999", ">0.99"),
        (1.0, ">0.999", ">0.99"),
        (NAN, "NE", "NE"),
        (None, "NE", "NE"),
    ],
)
def test_p_values(p, csr, nejm):
    assert CSR.p_value(p) == csr
    assert NEJM.p_value(p) == nejm


@pytest.mark.parametrize(("threshold", "text"), [(0.025, "0.0246"), (0.05, "0.025")])
def test_the_threshold_is_the_level_of_the_test(threshold, text):
    assert CSR.p_value(0.0246, threshold) == text


@given(
    st.floats(0, 1),
    st.sampled_from([0.05, 0.025, 0.01, 0.1]),
    st.sampled_from([CSR, NEJM]),
)
def test_no_p_value_is_shown_on_the_other_side_of_its_threshold(p, threshold, style):
    text = style.p_value(p, threshold)
    if text[0] in "<>":
        return
    assert (Decimal(text) < Decimal(repr(threshold))) == (p < threshold)


@pytest.mark.parametrize(
    ("ratio", "text"),
    [(0.644787, "0.64"), (0.645, "0.65"), (1.0, "1.00"), (0.004, "<0.01"), (0.005, "0.01")],
)
def test_ratios_have_two_decimals(ratio, text):
    assert CSR.ratio(ratio) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (0.580461, 0.716241, "(0.58, 0.72)"),
        (0.58, 0.9971, "(0.58, 0.997)"),
        (0.58, 0.99996, "(0.58, 0.99996)"),
        (1.0049, 1.2, "(1.005, 1.20)"),
        (0.9951, 1.2, "(1.00, 1.20)"),
        (0.9, 1.0, "(0.90, 1.00)"),
        (0.001, 0.2, "(<0.01, 0.20)"),
        (None, 0.2, "NE"),
        (0.1, NAN, "NE"),
        (0.0, INF, "(0.00, ∞)"),
    ],
)
def test_a_limit_that_excludes_no_effect_never_reads_as_no_effect(low, high, text):
    assert CSR.interval(low, high, CSR.ratio, null=1.0) == text


def test_an_interval_without_a_null_is_only_rounded():
    assert CSR.interval(0.58, 0.9971, CSR.ratio) == "(0.58, 1.00)"


def test_raw_precision_and_one_more():
    assert CSR.raw(12.25, 1) == "12.3"
    assert CSR.mean(12.25, 1) == "12.25"
    assert CSR.raw(3.14159265, 4) == "3.1416"
    assert CSR.mean(3.14159265, 4) == "3.14159"
    assert CSR.raw(12.25, None) == "12.3"
    assert CSR.raw(None, 1) == "NE"


def test_a_number_that_was_computed_has_no_decimals_of_its_own():
    assert CSR.raw(3.14159265, 9) == "3.14"
    assert CSR.mean(1234.5678, 9) == "1230"
    assert CSR.raw(None, 9) == "NE"


def test_asymptotic_df_are_infinite():
    assert CSR.df(INF) == "∞"
    assert CSR.df(88.25) == "88.3"


def test_an_unknown_style_is_an_error_with_the_nearest_name():
    with pytest.raises(SpecError, match="Did you mean 'nejm'"):
        number_style("nejn")
    assert number_style("csr") is CSR


@pytest.mark.parametrize(
    ("value", "upper", "text"),
    [
        (0.58, False, "0.58"),
        (1.0004, False, "1.0004"),
        (0.9996, False, "1.00"),
        (0.9996, True, "0.9996"),
        (1.0004, True, "1.00"),
        (None, True, "NE"),
    ],
)
def test_one_limit_is_written_as_in_its_interval(value, upper, text):
    assert CSR.limit(value, CSR.ratio, 1.0, upper=upper) == text
