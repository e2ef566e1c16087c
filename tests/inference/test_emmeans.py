"""Conventions against emmeans and lmerTest themselves (tests/inference/emmeans).

R's figures stand at lme4's optimum, which is near the exact one; hence the tolerance.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sap.inference.anova import anova_table
from sap.inference.contrasts import contrasts_table, interaction_contrasts_table
from sap.inference.means import means_table
from sap.inference.trends import trends
from tests.inference.fitting import Fitted, fitted
from tests.reference_cases import reference_case

FOLDER = Path(__file__).parent / "emmeans"

#: lme4 stops where the criterion is flat to about 1e-12, which leaves 1e-6 in the variances.
OPTIMUM = 2e-5

NAMES = {
    "SE": "std_error",
    "df": "df",
    "t.ratio": "statistic",
    "p.value": "p_value",
    "lower.CL": "conf_low",
    "upper.CL": "conf_high",
}
ESTIMATES = ("emmean", "estimate", "response", "ratio", "time.trend")


@cache
def results() -> dict[str, dict[str, list[dict[str, object]]]]:
    return json.loads((FOLDER / "results.json").read_text(encoding="utf-8"))


@cache
def model(name: str) -> Fitted:
    oats = reference_case("oats_unbalanced", "additive").frame()
    growth = reference_case("orthodont", "intercept").frame()
    growth["late"] = (growth["age"] > 8).astype(float)
    ild = reference_case("invitro_ild2", "log_interaction").frame()
    ild["time"] = ild["replicate"].astype(float)
    number = ild["donor"].astype(str).str[1:].astype(int)
    ild["half"] = ild["ild"].astype(str) + (number % 2).astype(str)
    ild["number"], ild["twin"] = number.astype(float), 2.0 * number + 1.0
    corners = oats[(oats["variety"] == "Victory") == (oats["nitro"] == "0.6")]
    corners = corners[corners["variety"] != "Marvellous"]
    holed = oats[~((oats["variety"] == "Victory") & (oats["nitro"] == "0.6"))]
    formula, data = {
        "oats": ("yield ~ variety * nitro + (1 | block/variety)", oats),
        "holed": ("yield ~ variety * nitro + (1 | block/variety)", holed),
        "growth": ("distance ~ age * sex + I(age^2) + (1 | subject)", growth),
        "curve": ("distance ~ poly(age, 2) * sex + (1 | subject)", growth),
        "binary": ("distance ~ late * sex + age + (1 | subject)", growth),
        "log2": ("log2(ccl18) ~ treatment * ild + (1 | donor)", ild),
        "sqrt": ("sqrt(ccl18) ~ treatment * ild + (1 | donor)", ild),
        "nested": ("log(ccl18) ~ ild * treatment + half * treatment + (1 | donor)", ild),
        "twins": ("log(ccl18) ~ number + twin + treatment + (1 | donor)", ild),
        "corners": ("yield ~ variety * nitro + (1 | block)", corners),
        "drift": ("log(ccl18) ~ treatment + time + treatment:time + (1 | donor)", ild),
    }[name]
    return fitted(formula, data)


def assert_rows(
    table: pd.DataFrame, name: str, what: str, skip: tuple[str, ...] = (), rtol: float = OPTIMUM
) -> None:
    expected = pd.DataFrame(results()[name][what])
    assert len(table) == len(expected)
    statistics = {*NAMES, *ESTIMATES, "null"}
    for column in expected.columns:
        if column not in statistics:
            found = table[column].tolist()
            wanted = expected[column].tolist()
            assert found == wanted, column
            continue
        ours = NAMES.get(column, "estimate")
        if column == "null" or ours in skip:
            continue
        wanted = expected[column].to_numpy(dtype=float)
        np.testing.assert_allclose(table[ours], wanted, rtol=rtol, atol=1e-9, err_msg=column)


def means(name: str, *arguments: object, type: str = "link", **options: object) -> pd.DataFrame:
    fit = model(name)
    return means_table(fit.basis, fit.means(*arguments, **options), fit.frame.scale, type)


def contrasts(
    name: str,
    specs: tuple[str, ...],
    by: tuple[str, ...] = (),
    **options: object,
) -> pd.DataFrame:
    fit = model(name)
    grid = {key: options.pop(key) for key in ("at", "weights") if key in options}
    return contrasts_table(fit.basis, fit.means(specs, by, **grid), fit.frame.scale, **options)


@pytest.mark.parametrize(
    ("name", "what", "specs", "by", "options"),
    [
        ("oats", "proportional", ["nitro"], [], {"weights": "proportional"}),
        ("oats", "overall_proportional", ["1"], [], {"weights": "proportional"}),
        ("oats", "outer", [], [], {"weights": "outer"}),
        ("oats", "cells", ["variety"], [], {"weights": "cells"}),
        ("oats", "stated", ["variety"], [], {"weights": [1, 2, 3, 4]}),
        ("oats", "stated_two", [], [], {"weights": range(1, 13)}),
        ("oats", "restricted", ["variety"], [], {"at": {"nitro": ["0.4", "0"]}}),
        ("holed", "means", ["nitro"], ["variety"], {}),
        ("holed", "equal", ["variety"], [], {}),
        ("holed", "proportional", ["variety"], [], {"weights": "proportional"}),
        ("holed", "cells", ["variety"], [], {"weights": "cells"}),
        ("growth", "means", ["sex"], [], {}),
        ("growth", "at", ["sex"], ["age"], {"at": {"age": [8, 12.5]}}),
        ("growth", "averaged", ["sex"], [], {"at": {"age": [8, 12.5]}}),
        ("curve", "means", ["sex"], ["age"], {"at": {"age": [9, 13]}}),
        ("binary", "means", ["sex"], [], {}),
        ("binary", "by", ["sex"], ["late"], {}),
        ("binary", "proportional", ["sex"], [], {"weights": "proportional"}),
        ("log2", "means", ["treatment"], ["ild"], {"type": "response"}),
        ("sqrt", "means", ["treatment"], ["ild"], {"type": "response"}),
    ],
)
def test_means(name, what, specs, by, options):
    assert_rows(means(name, specs, by, **options), name, what)


@pytest.mark.parametrize(
    ("name", "what", "specs", "by", "options"),
    [
        ("oats", "pairs_two_factors", ("variety", "nitro"), (), {}),
        (
            "oats",
            "control_two_factors",
            ("variety", "nitro"),
            (),
            {"method": "trt.vs.ctrl", "reference": "Marvellous 0.2"},
        ),
        (
            "oats",
            "reference",
            ("nitro",),
            ("variety",),
            {"method": "trt.vs.ctrl", "reference": "0.4"},
        ),
        ("oats", "consec", ("nitro",), (), {"method": "consec"}),
        ("oats", "eff", ("nitro",), (), {"method": "eff"}),
        (
            "oats",
            "custom",
            ("nitro",),
            (),
            {"method": {"high - low": [-0.5, -0.5, 0.5, 0.5], "average": [0.25] * 4}},
        ),
        ("growth", "pairs_age", ("age",), (), {"at": {"age": [8, 10, 14]}}),
        ("binary", "pairs", ("late",), ("sex",), {}),
        (
            "log2",
            "ratios",
            ("treatment",),
            ("ild",),
            {"method": "trt.vs.ctrl", "type": "response"},
        ),
        (
            "log2",
            "custom",
            ("treatment",),
            (),
            {"method": {"drugs - IL-4": [0, -1, 0.5, 0.5]}, "type": "response"},
        ),
        (
            "log2",
            "average",
            ("treatment",),
            (),
            {"method": {"average": [0.25] * 4}, "type": "response"},
        ),
        ("log2", "eff", ("treatment",), (), {"method": "eff", "type": "response"}),
        ("sqrt", "pairs", ("treatment",), (), {"type": "response"}),
    ],
)
def test_contrasts(name, what, specs, by, options):
    assert_rows(contrasts(name, specs, by, **options), name, what)


@pytest.mark.parametrize("adjust", ["hochberg", "hommel", "by"])
def test_stepwise_adjustment_within_families(adjust):
    # emmeans writes Bonferroni intervals beside these p-values; ours stay pointwise.
    table = contrasts("oats", ("nitro",), ("variety",), adjust=adjust)
    assert_rows(table, "oats", adjust, skip=("conf_low", "conf_high"))
    assert table.attrs["interval"] == "pointwise"


def test_family_keeps_its_planned_size():
    table = contrasts("holed", ("nitro",), ("variety",), adjust="holm")
    assert_rows(table, "holed", "pairs", skip=("conf_low", "conf_high"))
    assert table["estimate"].isna().sum() == 3
    assert_rows(contrasts("holed", ("nitro",), ("variety",), adjust="tukey"), "holed", "tukey")
    table = contrasts("holed", ("nitro",), method="trt.vs.ctrl", adjust="bonferroni")
    assert_rows(table, "holed", "bonferroni")
    assert table.attrs["interval"] == "simultaneous"


def test_tukey_of_reversed_pairs():
    table = contrasts("oats", ("nitro",), method="revpairwise", adjust="tukey")
    assert_rows(table, "oats", "revpairwise")


def test_interaction_contrasts():
    fit = model("oats")
    both = fit.means(("variety", "nitro"))
    methods = {"variety": "pairwise", "nitro": "consec"}
    table = interaction_contrasts_table(fit.basis, both, fit.frame.scale, methods)
    assert_rows(table, "oats", "interaction")
    by = fit.means(("variety",), ("nitro",))
    table = interaction_contrasts_table(fit.basis, by, fit.frame.scale, "pairwise")
    assert_rows(table, "oats", "interaction_by")


def test_ratio_of_ratios():
    fit = model("log2")
    both = fit.means(("treatment", "ild"))
    table = interaction_contrasts_table(fit.basis, both, fit.frame.scale, type="response")
    assert_rows(table, "log2", "interaction")
    assert table.attrs["scale"] == "ratio"


def test_slopes_and_their_contrasts():
    fit = model("drift")
    slopes = trends(fit.design, fit.frame, "time", ["treatment"])
    assert_rows(means_table(fit.basis, slopes, fit.frame.scale), "drift", "slopes")
    table = contrasts_table(fit.basis, slopes, fit.frame.scale, "trt.vs.ctrl")
    assert_rows(table, "drift", "pairs")


ANOVAS = ["oats", "holed", "growth", "curve", "binary", "nested", "twins", "corners"]


@pytest.mark.parametrize("type", [1, 2, 3])
@pytest.mark.parametrize("name", ANOVAS)
def test_anova(name, type):
    fit = model(name)
    table = anova_table(fit.basis, fit.design, fit.frame, type)
    expected = pd.DataFrame(results()[name]["anova"][f"type{type}"])
    # lmerTest empties the row of a term without columns and puts it last; ours has zero df.
    expected = expected.set_index("term").loc[table["term"]].reset_index()
    expected["num_df"] = expected["num_df"].fillna(0.0)
    pd.testing.assert_frame_equal(
        table, expected, check_dtype=False, rtol=OPTIMUM, atol=1e-9, check_exact=False
    )
