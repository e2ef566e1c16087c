"""Means that need no reference: weights, scales and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sap.errors import PlanError
from sap.inference.contrasts import contrasts_table, interaction_contrasts_table
from sap.inference.means import means_table
from tests.inference.fitting import Fitted, fitted

STATISTICS = ["estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high"]


def data() -> pd.DataFrame:
    rng = np.random.default_rng(11)
    frame = pd.DataFrame(
        {
            "donor": np.repeat([f"d{i}" for i in range(12)], 4),
            "arm": pd.Categorical(np.tile(["v", "a", "b", "b"], 12), categories=["v", "a", "b"]),
            "sex": np.repeat(["F", "M"], 24),
        }
    )
    effect = rng.normal(size=12).repeat(4) * 0.5
    frame["y"] = np.exp(effect + rng.normal(size=48) * 0.3 + 0.4 * (frame["arm"] == "b"))
    frame["share"] = 100.0 / (1.0 + np.exp(-effect - rng.normal(size=48) * 0.4))
    return frame


@pytest.fixture(scope="module")
def fit() -> Fitted:
    return fitted("log(y) ~ arm * sex + (1 | donor)", data())


def test_columns(fit):
    table = means_table(fit.basis, fit.means(["arm"], ["sex"]), fit.frame.scale)
    assert list(table.columns) == ["arm", "sex", *STATISTICS]
    assert table["arm"].tolist() == ["v", "a", "b"] * 2
    assert table["sex"].tolist() == ["F"] * 3 + ["M"] * 3
    table = contrasts_table(fit.basis, fit.means(["arm"], ["sex"]), fit.frame.scale)
    assert list(table.columns) == ["contrast", "sex", *STATISTICS]


def test_overall_mean(fit):
    for specs in ([], ["1"]):
        table = means_table(fit.basis, fit.means(specs), fit.frame.scale)
        assert table["1"].tolist() == ["overall"]


def test_by_leaves_specs(fit):
    table = means_table(fit.basis, fit.means(["arm", "sex"], ["sex"]), fit.frame.scale)
    assert list(table.columns[:2]) == ["arm", "sex"]


def test_log_means_are_geometric(fit):
    means = fit.means(["arm"])
    link = means_table(fit.basis, means, fit.frame.scale)
    response = means_table(fit.basis, means, fit.frame.scale, "response")
    np.testing.assert_allclose(response["estimate"], np.exp(link["estimate"]))
    np.testing.assert_allclose(response["std_error"], np.exp(link["estimate"]) * link["std_error"])
    np.testing.assert_allclose(response["conf_high"], np.exp(link["conf_high"]))
    assert response["p_value"].tolist() == link["p_value"].tolist()
    assert (link.attrs["scale"], response.attrs["scale"]) == ("link", "response")


def test_logit_means_are_percentages_and_contrasts_odds_ratios():
    fit = fitted("logit(share) ~ arm + (1 | donor)", data())
    means = fit.means(["arm"])
    link = means_table(fit.basis, means, fit.frame.scale)
    response = means_table(fit.basis, means, fit.frame.scale, "response")
    percent = 100.0 / (1.0 + np.exp(-link["estimate"]))
    np.testing.assert_allclose(response["estimate"], percent)
    slope = percent * (1.0 - percent / 100.0)
    np.testing.assert_allclose(response["std_error"], slope * link["std_error"])
    plain = contrasts_table(fit.basis, means, fit.frame.scale)
    odds = contrasts_table(fit.basis, means, fit.frame.scale, type="response")
    np.testing.assert_allclose(odds["estimate"], np.exp(plain["estimate"]))
    assert odds["contrast"].tolist() == ["v / a", "v / b", "a / b"]
    assert odds.attrs["scale"] == "odds ratio"


def test_square_roots_end_at_zero():
    frame = data()
    frame["y"] = (frame["y"] - frame["y"].min()) ** 2
    fit = fitted("sqrt(y) ~ arm + (1 | donor)", frame)
    table = means_table(fit.basis, fit.means(["arm"]), fit.frame.scale, "response", 1 - 1e-9)
    assert (table["conf_low"] == 0.0).all()
    assert (table["conf_high"] > table["estimate"]).all()


def test_sqrt_contrasts_stay_on_the_link_scale():
    fit = fitted("sqrt(y) ~ arm + (1 | donor)", data())
    means = fit.means(["arm"])
    link = contrasts_table(fit.basis, means, fit.frame.scale)
    response = contrasts_table(fit.basis, means, fit.frame.scale, type="response")
    pd.testing.assert_frame_equal(link, response)
    assert response.attrs["scale"] == "link"


def test_equal_weights_are_stated_weights(fit):
    equal = fit.means(["arm"]).rows
    np.testing.assert_allclose(fit.means(["arm"], weights=[2, 2]).rows, equal)


def test_interval_level(fit):
    means = fit.means(["arm"])
    narrow = means_table(fit.basis, means, fit.frame.scale, conf_level=0.5)
    wide = means_table(fit.basis, means, fit.frame.scale, conf_level=0.99)
    assert (wide["conf_low"] < narrow["conf_low"]).all()


def test_dunnett_lies_between_none_and_bonferroni(fit):
    means = fit.means(["arm"], ["sex"])
    tables = {
        adjust: contrasts_table(fit.basis, means, fit.frame.scale, "trt.vs.ctrl", adjust)
        for adjust in ("none", "dunnett", "bonferroni")
    }
    p = {adjust: table["p_value"] for adjust, table in tables.items()}
    assert (p["none"] < p["dunnett"]).all()
    assert (p["dunnett"] < p["bonferroni"]).all()
    low = {adjust: table["conf_low"] for adjust, table in tables.items()}
    assert (low["bonferroni"] < low["dunnett"]).all()
    assert tables["dunnett"].attrs["interval"] == "simultaneous"


@pytest.mark.parametrize(
    ("arguments", "options", "says"),
    [
        ((["arn"],), {}, "'arn' is no variable of the fixed effects. Did you mean 'arm'"),
        ((["arm"], ["donor"]), {}, "'donor' is no variable"),
        ((["arm"],), {"weights": "proportionall"}, "Did you mean 'proportional'"),
        ((["arm"],), {"weights": [1, 2, 3]}, "3 weights given; .* over 'sex', which takes 2"),
        ((["arm", "sex"],), {"weights": [1, 2]}, "over nothing, which takes 1"),
        ((["arm"],), {"weights": [1, -1]}, "zero or more"),
        ((["arm"],), {"weights": [0, 0]}, "not all zero"),
    ],
)
def test_bad_means_are_refused(fit, arguments, options, says):
    with pytest.raises(PlanError, match=says):
        fit.means(*arguments, **options)


def test_bad_scale_is_refused(fit):
    with pytest.raises(PlanError, match="Did you mean 'response'"):
        means_table(fit.basis, fit.means(["arm"]), fit.frame.scale, "responce")


@pytest.mark.parametrize(
    ("methods", "reference", "says"),
    [
        ({"arm": "pairwise"}, None, "No contrast method is given for 'sex'"),
        ({"arm": "pairwise", "sexx": "pairwise"}, None, "'sexx' is none of the factors"),
        ("trt.vs.ctrl", {"treatment": "v"}, "'treatment' is none of the factors"),
        ("trt.vs.ctrl", {"arm": "w"}, "'w' is none of the means"),
    ],
)
def test_bad_interactions_are_refused(fit, methods, reference, says):
    with pytest.raises(PlanError, match=says):
        interaction_contrasts_table(
            fit.basis, fit.means(["arm", "sex"]), fit.frame.scale, methods, reference=reference
        )


def test_interaction_of_nothing_is_refused(fit):
    with pytest.raises(PlanError, match="at least one factor"):
        interaction_contrasts_table(fit.basis, fit.means([]), fit.frame.scale)


def test_interaction_reference(fit):
    table = interaction_contrasts_table(
        fit.basis, fit.means(["arm", "sex"]), fit.frame.scale, reference={"arm": "b"}
    )
    assert table["arm_trt.vs.ctrl"].tolist() == ["v - b", "a - b"]
    assert table["sex_trt.vs.ctrl"].tolist() == ["M - F", "M - F"]
