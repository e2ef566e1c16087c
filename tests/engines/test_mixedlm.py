"""The statsmodels result behind a fit, and MixedLM's own optimiser."""

import numpy as np
import pandas as pd
import pytest

import sap
from sap.errors import AnalysisError
from tests.reference_cases import reference_case

SAME_SUM = 1e-8
"""Two ways to sum one log-likelihood; rounding of 600 rows leaves 1e-11."""

OPTIMISER = 1e-6
"""BFGS stops at a gradient of 1e-8; estimates and df follow to about its root."""


def test_the_log_likelihood_is_what_statsmodels_computes(any_reference_case) -> None:
    case = any_reference_case
    fit = sap.fit(case.formula, case.frame(), method=case.method, ddf="satterthwaite")
    assert fit.model_result.llf == pytest.approx(fit.log_likelihood, abs=_rounding(case.name))


def _rounding(name: str) -> float:
    # A response of 1e7 with a standard deviation of one has lost seven of sixteen digits.
    return 1e-6 if "offset-signal" in name else SAME_SUM


def test_the_standard_errors_are_those_of_generalised_least_squares() -> None:
    case = reference_case("sas_splitplot", "splitplot")
    fit = sap.fit(case.formula, case.frame())
    expected = np.sqrt(np.diag(fit.vcov))
    np.testing.assert_allclose(fit.model_result.bse_fe, expected, rtol=1e-10)


@pytest.mark.parametrize(
    ("data", "model"),
    [
        ("sleepstudy", "slope_corr"),
        ("invitro_ild2", "log_interaction"),
        ("invitro_nested", "nested"),
        ("machines", "two_intercepts"),
        ("penicillin", "crossed"),
    ],
)
def test_mixedlms_own_optimiser_gives_the_same_numbers(data: str, model: str) -> None:
    case = reference_case(data, model)
    ours = sap.fit(case.formula, case.frame(), method=case.method)
    theirs = sap.fit(case.formula, case.frame(), method=case.method, optimizer="statsmodels")
    for column in ("estimate", "std_error", "df"):
        np.testing.assert_allclose(
            theirs.coefficients[column], ours.coefficients[column], rtol=OPTIMISER
        )


def test_a_model_that_mixedlm_cannot_hold_is_refused_by_name() -> None:
    rng = np.random.default_rng(4)
    a, b, x = np.repeat(np.arange(6), 12), np.tile(np.arange(6), 12), rng.normal(size=72)
    y = rng.normal(size=72) + (rng.normal(size=6) * 2)[a] + (rng.normal(size=6) * x[:6])[b] * x
    data = pd.DataFrame({"y": y, "x": x, "a": a, "b": b})
    fit = sap.fit("y ~ x + (1 + x | a) + (1 + x | b)", data)
    with pytest.raises(AnalysisError, match="MixedLM can't hold this model"):
        _ = fit.model_result
