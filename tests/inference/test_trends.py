from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sap.errors import PlanError
from sap.inference.contrasts import contrasts_table
from sap.inference.means import means_table
from sap.inference.trends import trends
from tests.inference.fitting import fitted


def data(origin: float = 0.0) -> pd.DataFrame:
    rng = np.random.default_rng(5)
    frame = pd.DataFrame(
        {
            "donor": np.repeat([f"d{i}" for i in range(15)], 6),
            "arm": np.tile(["a", "b"], 45),
            "x": rng.uniform(0.5, 9.0, size=90) + origin,
        }
    )
    effect = rng.normal(size=15).repeat(6)
    frame["y"] = np.exp(0.1 * effect + rng.normal(size=90) * 0.2 + 0.05 * (frame["x"] - origin))
    return frame


def slope(formula: str, where: float, origin: float = 0.0):
    fit = fitted(formula, data(origin))
    made = trends(fit.design, fit.frame, "x", [], at={"x": where})
    return fit, made.rows[0, 0]


@pytest.mark.parametrize("where", [0.7, 4.0, 30.0])
@pytest.mark.parametrize(
    ("formula", "derivative"),
    [
        ("y ~ x + (1 | donor)", lambda x: [1.0]),
        ("y ~ x + I(x^2) + I(x^3) + (1 | donor)", lambda x: [1.0, 2 * x, 3 * x**2]),
        ("y ~ log(x) + (1 | donor)", lambda x: [1 / x]),
        ("y ~ sqrt(x) + (1 | donor)", lambda x: [0.5 / np.sqrt(x)]),
        ("y ~ poly(x, 2, raw = TRUE) + (1 | donor)", lambda x: [1.0, 2 * x]),
    ],
)
def test_slopes_are_derivatives(formula, derivative, where):
    _, row = slope(formula, where)
    np.testing.assert_allclose(row, [0.0, *derivative(where)], rtol=1e-9)


def test_orthogonal_polynomials_have_the_slope_of_raw_ones():
    fits = [slope(f"y ~ {term} + (1 | donor)", 4.0) for term in ("poly(x, 3)", "x+I(x^2)+I(x^3)")]
    found = [fit.basis.estimate(row[None]) for fit, row in fits]
    np.testing.assert_allclose(np.ravel(found[0]), np.ravel(found[1]), rtol=1e-7)


def test_far_origin_costs_no_accuracy():
    _, row = slope("y ~ x + (1 | donor)", 2024.0, origin=2020.0)
    assert row[1] == pytest.approx(1.0, rel=1e-12)


def test_slope_is_taken_at_the_mean_by_default():
    fit = fitted("y ~ x + I(x^2) + (1 | donor)", data())
    row = trends(fit.design, fit.frame, "x", []).rows[0, 0]
    assert row[2] == pytest.approx(2 * np.mean(fit.frame.covariates["x"]), rel=1e-12)


def test_slopes_by_arm_are_the_coefficients():
    fit = fitted("log(y) ~ arm * x + (1 | donor)", data())
    made = trends(fit.design, fit.frame, "x", ["arm"])
    table = means_table(fit.basis, made, fit.frame.scale)
    expected = [fit.basis.beta[2], fit.basis.beta[2] + fit.basis.beta[3]]
    np.testing.assert_allclose(table["estimate"], expected, rtol=1e-12)
    assert table["arm"].tolist() == ["a", "b"]
    ratio = means_table(fit.basis, made, fit.frame.scale, "response")
    np.testing.assert_allclose(ratio["estimate"], np.exp(expected))
    assert ratio.attrs["scale"] == "ratio"
    compared = contrasts_table(fit.basis, made, fit.frame.scale, "trt.vs.ctrl", type="response")
    assert compared["contrast"].tolist() == ["b / a"]
    assert compared["estimate"][0] == pytest.approx(np.exp(fit.basis.beta[3]))


def test_slopes_of_other_scales_stay_on_the_link():
    fit = fitted("sqrt(y) ~ x + (1 | donor)", data())
    made = trends(fit.design, fit.frame, "x", [])
    link = means_table(fit.basis, made, fit.frame.scale)
    pd.testing.assert_frame_equal(link, means_table(fit.basis, made, fit.frame.scale, "response"))


def test_covariate_of_two_values_has_one_slope():
    frame = data()
    frame["x"] = np.where(frame["x"] > 4, 2.0, -1.0)
    fit = fitted("y ~ arm * x + (1 | donor)", frame)
    made = trends(fit.design, fit.frame, "x", ["arm"])
    np.testing.assert_allclose(made.rows[0], [[0, 0, 1, 0], [0, 0, 1, 1]], atol=1e-12)


def test_undefined_slopes_are_refused():
    with pytest.raises(PlanError, match="undefined at one of x = -2"):
        slope("y ~ log(x) + (1 | donor)", -2.0)


@pytest.mark.parametrize("variable", ["arm", "donor", "z"])
def test_only_covariates_have_slopes(variable):
    fit = fitted("y ~ arm * x + (1 | donor)", data())
    with pytest.raises(PlanError, match="no covariate of the fixed effects"):
        trends(fit.design, fit.frame, variable, [])
