"""Conditions and derivations in words."""

from __future__ import annotations

import json

import pytest

from sap.document.derivations import derivation_in_words
from sap.document.phrases import condition_in_words
from sap.language import listed
from sap.plan import PlannedVariable


def number(name, label, unit=None, derived=""):
    return PlannedVariable(name, label, "number", unit, (), None, None, derived)


def factor(name, label, derived="", **levels):
    return PlannedVariable(name, label, "factor", None, tuple(levels.items()), None, None, derived)


VARIABLES = {
    "age": number("age", "Age", "years"),
    "sex": factor("sex", "Sex", F="Female", M="Male"),
    "IgG": number("IgG", "IgG titre"),
}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('sex == "F"', "sex is “Female”"),
        ('sex != "F" and age >= 18', "sex is not “Female” and age is at least 18 years"),
        ('sex in ["F", "M"]', "sex is “Female” or “Male”"),
        ('sex not in ["F"]', "sex is not “Female”"),
        ("age is missing", "age is missing"),
        ("IgG is not missing", "IgG titre is not missing"),
        ("not (age < 18 or age is missing)",
         "it is not so that (age is below 18 years or age is missing)"),
        ('age < 18 and (sex == "F" or age > 3)',
         "age is below 18 years and (sex is “Female” or age is above 3 years)"),
        ("no rows", "the cell donor has no data for the endpoint"),
        ('other_thing == "x"', "other thing is “x”"),
    ],
)  # fmt: skip
def test_a_condition_in_words(text, said):
    assert condition_in_words(text, VARIABLES, "cell_donor") == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"log": "age"}, "Natural logarithm of age."),
        ({"ratio": ["IgG", "age"]}, "IgG titre divided by age."),
        ({"per": {"of": "age", "step": 10.0}}, "Age divided by 10."),
        (
            {"cut": {"of": "age", "at": [50.0, 65.0]}},
            "Age, cut at 50 and 65 into “Low” and “High”. A value at a cut point belongs to the "
            "level above.",
        ),
        (
            {"windows": {"of": "age", "levels": {"a": [1.0, 2.0]}}},
            "Age: “Low” from 1 to 2, both ends included. Missing outside of them.",
        ),
        ({"days": {"from": "x", "to": "y"}}, "Days from x to y."),
        (
            {"merge": {"of": "sex", "into": {"a": ["F"], "b": ["M"]}}},
            "Levels of sex put together: “Low” is “Female” and “High” is “Male”.",
        ),
        (
            {"code": {"of": "sex", "as": {"F": -0.5, "M": 0.5}}},
            "Sex in numbers: “Female” is -0.5 and “Male” is +0.5.",
        ),
        (
            {"cases": {"first": [{"when": "age < 1", "level": "a"}], "otherwise": "b"}},
            "“Low” if age is below 1 years; “High” otherwise. The first condition that is true "
            "decides.",
        ),
        (
            {"geometric_mean": {"of": "IgG", "by": ["sex"]}, "beyond": "missing"},
            "Geometric mean of IgG titre over rows with the same sex. A value beyond the limits of "
            "quantification is missing.",
        ),
        (
            {
                "minus_blank": {
                    "of": "IgG",
                    "blank": 'sex == "F"',
                    "by": ["age"],
                    "blank_below": "zero",
                    "largest_share": 0.8,
                }
            },
            "IgG titre less the mean of the blanks with the same age, on the raw scale; a blank is "
            "a row where sex is “Female”. A blank below its lower limit counts as zero. Where the "
            "blanks make up more than 80 % of the mean measured over all rows with the same age, "
            "no difference has a value.",
        ),
    ],
)
def test_every_operation_in_words(written, said):
    own = factor("own", "Own", json.dumps(written), a="Low", b="High")
    assert derivation_in_words(own, VARIABLES) == said


def test_levels_of_one_factor_need_no_word_on_order():
    first = [{"when": f'sex == "{code}"', "level": code} for code in ("F", "M")]
    own = factor("own", "Own", json.dumps({"cases": {"first": first}}), F="Woman", M="Man")
    assert derivation_in_words(own, VARIABLES) == (
        "“Woman” if sex is “Female”; “Man” if sex is “Male”; missing otherwise."
    )


def test_an_enumeration_of_nothing_is_empty():
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"], "or") == "a, b or c"
