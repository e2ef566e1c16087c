"""A fitted model, or a failed one, as rows: every number in full, and the same places."""

import numpy as np

from sap.ard.model import STATISTICS, Result, failed_rows, model_rows
from sap.ard.rows import Analysis, Ard
from sap.engines.base import ContrastRequest
from tests.example_run import (
    ARMS,
    CONTRASTS,
    MEAN,
    NAMES,
    PLACES,
    RATIO,
    REASON,
    RESULT,
    SINGULAR,
    FakeFit,
)

MAIN = Analysis("P1", "primary")


def rows_of(fit, result=RESULT):
    return Ard(tuple(model_rows(MAIN, fit, result)))


def test_every_statistic_of_means_and_contrasts_is_a_row_in_full_precision():
    ard = rows_of(FakeFit())
    assert tuple(NAMES) == STATISTICS
    for arm in ARMS:
        for name, value in zip(NAMES, MEAN[arm], strict=True):
            row = ard.find(name, context="emmeans", group1="treatment", group1_level=arm)
            assert row.stat == value
            assert row.unit == ("pg/mL" if name in NAMES[:2] + NAMES[-2:] else "")
    for name, value in zip(NAMES, RATIO, strict=True):
        row = ard.find(name, context="contrast", group1_level="RUX / DMSO")
        assert (row.stat, row.unit, row.variable) == (value, "", "concentration")


def test_a_difference_has_the_unit_of_the_response():
    result = Result(ContrastRequest(("treatment",)), "concentration", "pg/mL", "difference", 0.05)
    ard = rows_of(FakeFit([-1.0, 2.0, 3.0, 4.0, 0.5, -9.0, 9.0]), result)
    assert ard.find("estimate", context="contrast").unit == "pg/mL"
    assert ard.find("df", context="contrast").unit == ""
    assert ard.text("scale", context="contrast") == "difference"


def test_a_difference_on_a_transformed_scale_has_no_unit():
    request = ContrastRequest(("treatment",), type="response")
    result = Result(request, "concentration", "pg/mL", "difference", 0.05)
    ard = rows_of(FakeFit(), result)
    assert ard.find("estimate", context="contrast").unit == ""
    assert ard.find("estimate", context="emmeans").unit == "pg/mL"


def test_facts_coefficients_tests_and_components():
    ard = rows_of(FakeFit(conditions=[SINGULAR], slopes=True))
    assert ard.number("n_obs") == 371
    assert ard.number("n_groups", group1="donor:treatment") == 185
    assert ard.number("singular") == 1.0
    assert ard.number("log_likelihood") == FakeFit.log_likelihood
    assert ard.find("condition").warning == SINGULAR.message
    assert ard.text("condition") == "singular"
    assert ard.text("engine_version", variable="statsmodels") == "0.15.0"
    assert ard.number("p_value", context="coefficients", variable="treatmentRUX") == 1.2e-12
    assert ard.number("den_df", context="anova", variable="treatment") == 88.314
    components = {"context": "variance_components", "group1": "donor"}
    assert ard.number("std_dev", variable="treatmentRUX", **components) == 0.3049
    between = {"variable": "(Intercept)", "variable_level": "treatmentRUX"}
    assert ard.number("correlation", **between, **components) == -0.2113
    assert ard.number("covariance", **between, **components) == -0.052
    assert ard.number("variance", context="variance_components", group1="Residual") == 0.00659


def test_a_coefficient_beside_an_interaction_has_no_test():
    class Joint(FakeFit):
        formula = FakeFit.formula.replace("treatment", "treatment * smoking", 1)

    tested = rows_of(FakeFit()).select(context="coefficients")
    told = rows_of(Joint()).select(context="coefficients")
    names = {row.stat_name for row in tested} - {row.stat_name for row in told}
    assert names == {"statistic", "p_value"}
    kept = {row.key: row.stat for row in told}
    assert kept == {row.key: row.stat for row in tested if row.stat_name not in names}
    assert rows_of(Joint()).number("p_value", context="anova", variable="treatment") is not None


def test_what_is_not_estimable_keeps_its_row_and_says_so():
    ard = rows_of(FakeFit([np.nan] * 7))
    rows = [row for row in ard.select(context="contrast") if row.stat_name != "scale"]
    assert len(rows) == len(STATISTICS)
    assert all(row.stat is None and row.error for row in rows)


def test_a_failed_model_has_the_rows_of_a_fitted_one():
    groups = [("donor", "(Intercept)", ""), ("Residual", "", "")]
    failed = Ard(tuple(failed_rows(MAIN, RESULT, PLACES, CONTRASTS, groups, REASON)))
    fitted = rows_of(FakeFit())
    for context in ("emmeans", "contrast"):
        keys = [row.key for row in fitted.select(context=context)]
        assert [row.key for row in failed.select(context=context)] == keys
    assert all(row.stat is None and row.error == REASON for row in failed)
    components = failed.select(context="variance_components")
    fitted_keys = {row.key for row in fitted}
    assert components.rows
    assert {row.key for row in components} <= fitted_keys
