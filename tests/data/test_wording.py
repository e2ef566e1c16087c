"""Texts of lab files: what they mean, and when they mean nothing or two things."""

from __future__ import annotations

import pytest

from sap.data.wording import UnclearError, date_reader, folded, id_reader, number_reader
from sap.spec import Format


@pytest.mark.parametrize(
    ("decimal", "thousands", "text", "meant"),
    [
        ("comma", "none", "12,5", "12.5"),
        ("comma", "none", "<15,6", "<15.6"),
        ("comma", "none", "< 15,6", "<15.6"),
        ("comma", "space", "1\u202f234,5", "1234.5"),
        ("comma", "space", "12\u2009345", "12345"),
        ("comma", "space", "1\u00a0234\u00a0567", "1234567"),
        ("comma", "point", "1.234,5", "1234.5"),
        ("point", "apostrophe", "1'234.5", "1234.5"),
        ("either", "none", "12,5", "12.5"),
        ("either", "none", "12.5", "12.5"),
        ("comma", "none", "-3,2e-4", "-3.2e-4"),
        ("comma", "space", "12 34", "12 34"),
        ("comma", "none", "abc", "abc"),
        ("comma", "none", "1,2,3", "1,2,3"),
    ],
)
def test_numbers(decimal, thousands, text, meant):
    assert number_reader(Format(decimal=decimal, thousands=thousands))(text) == meant


@pytest.mark.parametrize("text", ["1.234", "<12.345", "999.000"])
def test_a_point_that_may_separate_thousands_is_unclear(text):
    with pytest.raises(UnclearError, match="thousands or decimals"):
        number_reader(Format(decimal="comma", thousands="space"))(text)


@pytest.mark.parametrize("text", ["159.53", "0.998", "1234.567", "<9.4", "12."])
def test_a_point_that_cannot_separate_thousands_is_a_decimal_point(text):
    read = number_reader(Format(decimal="comma", thousands="space"))(text)
    assert float(read.lstrip("<")) == float(text.lstrip("<"))


@pytest.mark.parametrize(
    ("forms", "text", "meant"),
    [
        ([], "2024-03-01", "2024-03-01"),
        (["dd/mm/yyyy"], "01/03/2024", "2024-03-01"),
        (["mm/dd/yyyy"], "01/03/2024", "2024-01-03"),
        (["dd.mm.yyyy"], "1.3.2024", "2024-03-01"),
        (["excel"], "45352", "2024-03-01"),
        (["dd/mm/yyyy", "mm/dd/yyyy"], "25/03/2024", "2024-03-25"),
        (["dd/mm/yyyy", "mm/dd/yyyy"], "03/03/2024", "2024-03-03"),
    ],
)
def test_dates(forms, text, meant):
    assert date_reader(forms)(text) == meant


def test_a_date_that_reads_two_ways_is_unclear():
    with pytest.raises(UnclearError, match=r"two ways, 2024-03-01 .* or 2024-01-03"):
        date_reader(["dd/mm/yyyy", "mm/dd/yyyy"])("01/03/2024")


@pytest.mark.parametrize("text", ["03/25/2024", "31/02/2024", "yesterday", "12", "01/03/24"])
def test_no_date(text):
    with pytest.raises(UnclearError, match="no date of the form"):
        date_reader(["dd/mm/yyyy", "excel"])(text)


def test_a_date_in_the_other_order_casts_doubt_on_the_others():
    with pytest.raises(UnclearError, match="As mm/dd/yyyy it would be one"):
        date_reader(["dd/mm/yyyy"])("03/25/2024")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("SSC-012", "SSC-012"),
        ("ssc 12", "SSC-012"),
        ("SSC012", "SSC-012"),
        ("Ssc_12", "SSC-012"),
        ("SSC-O12", "SSC-012"),
        ("ssc-1o", "SSC-010"),
        ("hd 7", "HD-07"),
    ],
)
def test_ids(text, meant):
    assert id_reader(["SSC-000", "HD-00"])(text) == meant


@pytest.mark.parametrize("text", ["SSC-0123", "SS-12", "SSC", "12", "SSC-1A", "SSC-012;HD-01"])
def test_no_id(text):
    with pytest.raises(UnclearError, match="no id of the form SSC-000 or HD-00"):
        id_reader(["SSC-000", "HD-00"])(text)


def test_the_rest_of_an_id_stays_as_it_is():
    assert id_reader(["SSC-000_*"])("ssc 12_NS_rux") == "SSC-012_NS_rux"


def test_an_id_that_reads_two_ways_is_unclear():
    with pytest.raises(UnclearError, match="two ways"):
        id_reader(["A-00", "A-000"])("A 7")


def test_three_kinds_of_mu_are_two_letters():
    assert folded("Ruxo 1\u00b5M") == folded("ruxo  1\u03bcM") != folded("Ruxo 1uM")
