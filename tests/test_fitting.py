"""`sap.fit` refuses what it cannot do, all at once and in words."""

import pandas as pd
import pytest

import sap
from sap.errors import DataError, FormulaError, PlanError
from tests.reference_cases import reference_case

CASE = reference_case("machines", "two_intercepts")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"ddf": "kenwardroger"}, r"no ddf 'kenwardroger'. Did you mean 'kenward-roger'\?"),
        ({"method": "reml"}, "no method 'reml'"),
        ({"method": "ML"}, "Kenward-Roger needs method REML"),
        ({"engine": "lme4"}, "Unknown engine 'lme4'"),
        ({"singular": "ignore"}, "no singular 'ignore'"),
        ({"optimizer": "bobyqa"}, "no optimizer 'bobyqa'"),
        ({"conf_level": 95}, "between 0 and 1, not 95"),
        ({"weights": [1.0]}, "Weights are not supported"),
        ({"engine": "pymer4", "ddf": "kenward-roger-sas"}, "no ddf 'kenward-roger-sas'"),
    ],
)
def test_what_cannot_be_done_is_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(PlanError, match=message):
        sap.fit(CASE.formula, CASE.frame(), **options)


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(PlanError) as caught:
        sap.fit(CASE.formula, CASE.frame(), ddf="none", conf_level=2, singular="no", weights=1)
    assert len(caught.value.problems) == 4


def test_a_formula_is_never_run() -> None:
    with pytest.raises(FormulaError):
        sap.fit("__import__('os').system('x') ~ machine + (1 | worker)", CASE.frame())


def test_a_missing_column_is_named() -> None:
    with pytest.raises(DataError, match="no column 'worker'"):
        sap.fit(CASE.formula, CASE.frame().rename(columns={"worker": "operator"}))


def test_rows_without_a_value_are_counted() -> None:
    data = CASE.frame()
    data.loc[[3, 7], "score"] = None
    fit = sap.fit(CASE.formula, data)
    assert fit.n_obs == len(data) - 2
    assert "rows 4, 8" in fit.conditions[0].message


def test_defaults_are_those_of_the_signature() -> None:
    plain = sap.fit(CASE.formula, CASE.frame())
    named = sap.fit(
        CASE.formula, CASE.frame(), method="REML", ddf="kenward-roger", engine="statsmodels"
    )
    pd.testing.assert_frame_equal(plain.coefficients, named.coefficients)
