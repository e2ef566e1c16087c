"""What a formula takes from a data frame, and what it refuses."""

import numpy as np
import pandas as pd
import pytest

from sap.errors import DataError
from sap.formula import parse_formula
from sap.model.frame import coded, model_frame


def _data() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "y": [1.0, 2.0, 4.0, 8.0, np.nan, 16.0],
            "arm": pd.Categorical(list("ababab"), categories=["b", "a", "unused"]),
            "dose": [0.0, 1.0, 2.0, 0.0, 1.0, 2.0],
            "donor": [1, 1, 2, 2, 3, 3],
        }
    )


def test_rows_with_a_missing_value_are_left_out_and_counted() -> None:
    frame = model_frame(parse_formula("log2(y) ~ arm + dose + (1 | donor)"), _data())
    assert frame.rows.tolist() == [0, 1, 2, 3, 5]
    assert frame.dropped.tolist() == [4]
    np.testing.assert_allclose(frame.response, [0, 1, 2, 3, 4])


def test_a_missing_value_elsewhere_does_not_matter() -> None:
    data = _data().assign(other=[None] * 6)
    frame = model_frame(parse_formula("dose ~ arm + (1 | donor)"), data)
    assert frame.n == 6


def test_categoricals_keep_their_order_and_lose_levels_that_no_row_has() -> None:
    frame = model_frame(parse_formula("y ~ arm + (1 | donor)"), _data())
    assert frame.factors["arm"].levels == ("b", "a")
    assert frame.factors["arm"].codes.tolist() == [1, 0, 1, 0, 0]


def test_text_is_sorted_and_numbers_are_covariates_unless_called_factors() -> None:
    data = _data().assign(site=["z", "m", "z", "m", "z", "m"])
    frame = model_frame(parse_formula("y ~ site + factor(dose) + (1 | donor)"), data)
    assert frame.factors["site"].levels == ("m", "z")
    assert frame.factors["dose"].levels == ("0", "1", "2")
    assert model_frame(parse_formula("y ~ dose + (1 | donor)"), data).factors == {}


def test_grouping_variables_are_factors_whatever_their_type() -> None:
    frame = model_frame(parse_formula("y ~ dose + (1 | donor)"), _data())
    assert frame.groups["donor"].levels == ("1", "2", "3")


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("y ~ arn + (1 | donor)", r"no column 'arn'. Did you mean 'arm'\?"),
        ("arm ~ dose + (1 | donor)", "'arm' must hold numbers"),
        ("log(dose) ~ arm + (1 | donor)", r"needs values above zero.*rows 0, 3"),
        ("logit(y) ~ log(arm) + (1 | donor)", "'arm' must hold numbers"),
    ],
)
def test_what_does_not_fit_is_named(formula: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        model_frame(parse_formula(formula), _data())


def test_everything_wrong_is_named_at_once() -> None:
    with pytest.raises(DataError) as caught:
        model_frame(parse_formula("why ~ arn + (1 | doner)"), _data())
    assert len(caught.value.problems) == 3


def test_infinite_values_are_refused() -> None:
    data = _data().assign(dose=[0.0, np.inf, 2.0, 0.0, 1.0, -np.inf])
    with pytest.raises(DataError, match="'dose' is infinite in rows 1, 5"):
        model_frame(parse_formula("y ~ dose + (1 | donor)"), data)


def test_no_complete_row_is_refused() -> None:
    with pytest.raises(DataError, match="No row has a value"):
        model_frame(parse_formula("y ~ dose + (1 | donor)"), _data().assign(dose=np.nan))


def test_levels_that_read_the_same_are_refused() -> None:
    column = pd.Series(pd.Categorical([1, "1"], categories=[1, "1"]), name="arm")
    with pytest.raises(DataError, match="Two levels of 'arm' read '1'"):
        coded(column)


def test_whole_numbers_read_without_a_decimal_point() -> None:
    assert coded(pd.Series([0.0, 0.2, 1.0], name="dose")).levels == ("0", "0.2", "1")
