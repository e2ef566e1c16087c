"""Diagnostics: residuals against statsmodels, influence against refits without the group."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import sap
from sap.errors import PlanError
from tests.reference_cases import reference_case

STATISTICS = ["estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high"]


def wells(seed: int = 5, donors: int = 9) -> pd.DataFrame:
    """SIMULATED wells of donors under three treatments, on plates, a tenth of them missing."""
    rng = np.random.default_rng(seed)
    donor, arm, _ = (part.ravel() for part in np.indices((donors, 3, 2)))
    plate = (donor + arm) % 4
    log_conc = (
        5.0
        + 0.3 * arm
        + rng.normal(0, 0.6, donors)[donor]
        + rng.normal(0, 0.3, (donors, 3))[donor, arm]
        + rng.normal(0, 0.3, 4)[plate]
        + rng.normal(0, 0.1, len(donor))
    )
    made = pd.DataFrame(
        {
            "conc": np.exp(log_conc),
            "arm": np.array(["none", "low", "high"])[arm],
            "donor": [f"D{i}" for i in donor],
            "plate": [f"P{i}" for i in plate],
            "age": np.round(rng.uniform(20, 70, donors)[donor]),
        }
    )
    return made[rng.random(len(made)) > 0.1].reset_index(drop=True)


NESTED = "log(conc) ~ arm + (1 | donor) + (1 | donor:arm) + (1 | plate)"


@pytest.mark.parametrize("ddf", ["kenward-roger", "kenward-roger-sas", "satterthwaite"])
@pytest.mark.parametrize("group", ["donor", "plate", "donor:arm"])
def test_influence_is_that_of_refits(group, ddf):
    data = wells()
    fit = sap.fit(NESTED, data, ddf=ddf)
    label = data[group.split(":")].agg(":".join, axis=1)
    found = fit.diagnostics.influence(group, "arm", type="response")
    assert set(found["left_out"]) == set(label)
    for level, part in list(found.groupby("left_out"))[:5]:
        kept = data[label != level]
        again = sap.fit(NESTED, kept, ddf=ddf)
        expected = again.contrasts("arm", method="trt.vs.ctrl", type="response")
        assert part["contrast"].tolist() == expected["contrast"].tolist()
        np.testing.assert_allclose(part[STATISTICS], expected[STATISTICS], rtol=1e-7)
        assert set(part["n_obs"]) == {len(kept)}
        assert set(part["singular"]) == {again.singular}


@pytest.mark.parametrize(
    ("dataset", "model", "group", "specs", "at"),
    [
        ("invitro_slope", "slope", "donor", "treatment", None),
        ("invitro_singular", "additive", "donor", "treatment", None),
        ("machines", "treatment_slope", "worker", "machine", None),
        ("oats_unbalanced", "additive", "block", "nitro", None),
        ("orthodont", "slope", "subject", "sex", {"age": 11.0}),
    ],
)
def test_influence_on_reference_models(dataset, model, group, specs, at):
    case = reference_case(dataset, model)
    data = case.frame()
    found = sap.fit(case.formula, data).diagnostics.influence(
        group, specs, method="pairwise", at=at
    )
    for level in list(dict.fromkeys(found["left_out"]))[:4]:
        again = sap.fit(case.formula, data[data[group].astype(str) != level])
        expected = again.contrasts(specs, method="pairwise", at=at)
        part = found[found["left_out"] == level]
        assert part["contrast"].tolist() == expected["contrast"].tolist()
        np.testing.assert_allclose(part[STATISTICS], expected[STATISTICS], rtol=1e-6)


def test_change_is_measured_in_standard_errors_of_the_full_fit():
    fit = sap.fit(NESTED, wells())
    full = fit.contrasts("arm", method="trt.vs.ctrl").set_index("contrast")
    found = fit.diagnostics.influence("donor", "arm")
    of_all = full.loc[found["contrast"]].reset_index()
    expected = (found["estimate"] - of_all["estimate"]) / of_all["std_error"]
    np.testing.assert_allclose(found["change"], expected, rtol=1e-12)
    ratios = fit.diagnostics.influence("donor", "arm", type="response")
    np.testing.assert_allclose(ratios["change"], found["change"], rtol=1e-12)


def test_an_outlying_donor_stands_out():
    data = wells()
    odd = (data["donor"] == "D4") & (data["arm"] == "high")
    data.loc[odd, "conc"] *= 20
    found = sap.fit(NESTED, data).diagnostics.influence("donor", "arm", reference="none")
    of_high = found[found["contrast"] == "high - none"]
    assert of_high.loc[of_high["change"].abs().idxmax(), "left_out"] == "D4"


def test_covariates_stay_at_the_means_of_all_rows():
    data = wells()
    formula = "log(conc) ~ arm * age + (1 | donor)"
    fit = sap.fit(formula, data)
    found = fit.diagnostics.influence("donor", "arm")
    part = found[found["left_out"] == "D3"]
    again = sap.fit(formula, data[data["donor"] != "D3"])
    at = {"age": float(data["age"].mean())}
    expected = again.contrasts("arm", method="trt.vs.ctrl", at=at)
    np.testing.assert_allclose(part[STATISTICS], expected[STATISTICS], rtol=1e-6)


def test_level_without_which_there_is_no_contrast_has_a_row_without_numbers():
    data = wells()
    lone = data["donor"] == "D8"
    data.loc[lone, "arm"] = "high"
    data = data[lone | (data["arm"] != "high")]
    found = sap.fit("log(conc) ~ arm + (1 | donor)", data).diagnostics.influence("donor", "arm")
    without = found[found["left_out"] == "D8"].set_index("contrast")
    assert without.loc["low - high", STATISTICS].isna().all()
    assert not found[found["left_out"] == "D1"][STATISTICS].isna().any(axis=None)


def test_level_without_which_the_model_is_not_identified_says_why():
    data = wells(donors=2)
    found = sap.fit("log(conc) ~ arm + (1 | donor)", data).diagnostics.influence("donor", "arm")
    assert found[STATISTICS].isna().all(axis=None)
    assert found["reason"].str.contains("donor").all()


def test_unknown_group_is_named():
    fit = sap.fit(NESTED, wells())
    with pytest.raises(PlanError, match=r"'donors' is no grouping factor .* Did you mean 'donor'"):
        fit.diagnostics.influence("donors", "arm")


def test_residuals_are_those_of_statsmodels():
    data = wells()
    fit = sap.fit("log(conc) ~ arm + (1 | donor) + (1 | donor:arm)", data)
    found = fit.diagnostics.residuals()
    result = fit.model_result
    np.testing.assert_allclose(found["fitted_conditional"], result.fittedvalues, atol=1e-9)
    np.testing.assert_allclose(
        found["fitted_marginal"], result.model.exog @ result.fe_params, atol=1e-9
    )
    np.testing.assert_allclose(found["observed"], np.log(data["conc"]))
    for kind in ("marginal", "conditional"):
        total = found[f"fitted_{kind}"] + found[f"residual_{kind}"]
        np.testing.assert_allclose(total, found["observed"], rtol=1e-12)
    sigma = fit.variance_components["std_dev"].iloc[-1]
    standardised = found["residual_conditional"] / sigma
    np.testing.assert_allclose(found["residual_standardised"], standardised)


def test_residuals_name_the_rows_used():
    data = wells()
    data.loc[[0, 7], "conc"] = np.nan
    found = sap.fit(NESTED, data).diagnostics.residuals()
    assert found["row"].tolist() == [i for i in range(len(data)) if i not in (0, 7)]


def test_crossed_random_effects_are_part_of_the_conditional_fit():
    """Against the mixed-model equations written out with dense matrices."""
    data = wells()
    fit = sap.fit("log(conc) ~ arm + (1 | donor) + (1 | plate)", data)
    components = fit.variance_components.set_index("group")["variance"]
    z = pd.get_dummies(data[["donor", "plate"]]).to_numpy(dtype=float)
    size = [components["donor"]] * 9 + [components["plate"]] * 4
    v = z @ np.diag(size) @ z.T + components["Residual"] * np.eye(len(data))
    found = fit.diagnostics.residuals()
    about = np.linalg.solve(v, found["residual_marginal"])
    random = z @ (np.array(size) * (z.T @ about))
    np.testing.assert_allclose(
        found["fitted_conditional"] - found["fitted_marginal"], random, atol=1e-9
    )


def test_convergence_report():
    fit = sap.fit(NESTED, wells())
    report = fit.diagnostics.convergence(certify=True)
    value = report.drop_duplicates("name").set_index("name")["value"]
    assert value["iterations"] > 0
    assert value["gradient_norm"] < 1e-8
    assert (report.loc[report["name"] == "hessian_eigenvalue", "value"] > 0).all()
    assert (report["name"] == "hessian_eigenvalue").sum() == 3
    assert value["log_likelihood"] == fit.log_likelihood
    assert value["log_likelihood_certified"] == pytest.approx(fit.log_likelihood, abs=1e-8)


def test_statsmodels_is_asked_on_request_only():
    report = sap.fit(NESTED, wells()).diagnostics.convergence()
    assert "log_likelihood_certified" not in set(report["name"])
