"""Means, contrasts and tests of every reference model, at the aim tolerances of its README."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

from sap.inference.anova import anova_table
from sap.inference.contrasts import contrasts_table, interaction_contrasts_table
from sap.inference.joint import equality_table, joint_tests_table
from sap.inference.means import means_table
from tests.inference.fitting import Fitted, fitted
from tests.reference_cases import ReferenceCase, reference_case, reference_cases

METHODS = {
    "kenward-roger": "kenward_roger",
    "satterthwaite": "satterthwaite",
    "kenward-roger-sas": "kenward_roger_observed",
}

AIM = 1e-6
"""Relative; the README's aim for standard errors, and tighter than its aim for df."""

SEVERAL_DF = 1e-3
"""Satterthwaite's df of several contrasts depend on which contrasts span the hypothesis."""

OFFSET = 1e-5
"""In standard errors: readings of 1e7 leave nine digits of a difference."""

FAR_TAIL = 1e-9
"""R's Sidak p-values are one minus a power, without relative accuracy below this."""

R_TUKEY = 1e-6
"""R's ptukey is off by 3e-7 at five df (machines); scipy and plain quadrature agree with sap."""

STATISTICS = {
    "SE": "std_error",
    "df": "df",
    "t": "statistic",
    "p": "p_value",
    "lower": "conf_low",
    "upper": "conf_high",
}
RATIOS = {
    "ratio": "estimate",
    "ratio_se": "std_error",
    "ratio_lower": "conf_low",
    "ratio_upper": "conf_high",
}
ADJUSTED = {"bonferroni": "p_bonferroni", "holm": "p_holm", "sidak": "p_sidak", "bh": "p_BH"}


@cache
def fit(dataset: str, model: str, ddf: str) -> Fitted:
    case = reference_case(dataset, model)
    return fitted(case.formula, case.frame(), ddf, case.method)


def blocks(case: ReferenceCase):
    """The fit and the reference's means and contrasts, for each method and request."""
    for ddf, key in METHODS.items():
        for name, block in case.results.get(key, {}).get("emmeans", {}).items():
            yield fit(case.dataset, case.model, ddf), name, block


def assert_statistics(table: pd.DataFrame, rows: pd.DataFrame, columns: dict[str, str]) -> None:
    scale = np.maximum(rows["SE"].to_numpy(float), 1e-300) if "SE" in rows else 1.0
    for theirs, ours in columns.items():
        if theirs in rows:
            expected = rows[theirs].to_numpy(float)
            near = OFFSET * scale if theirs in ("estimate", "lower", "upper") else 0.0
            assert table[ours].isna().tolist() == pd.isna(expected).tolist()
            gap = np.abs(table[ours].to_numpy(float) - expected)
            assert np.nanmax(gap - AIM * np.abs(expected) - near, initial=-1.0) <= 0.0, theirs


def test_means(any_reference_case):
    for found, name, block in blocks(any_reference_case):
        if name == "interaction_contrasts":
            continue
        means = found.means([block["specs"]], [block["by"]] if block["by"] else [])
        for type, key in (("link", "means"), ("response", "means_response")):
            if key not in block:
                continue
            table = means_table(found.basis, means, found.frame.scale, type)
            rows = pd.DataFrame(block[key])
            for variable in (*means.specs, *means.by):
                assert table[variable].tolist() == rows[variable].tolist()
            assert_statistics(table, rows, {"estimate": "estimate", **STATISTICS})


@pytest.mark.parametrize(
    ("method", "key"), [("pairwise", "pairwise"), ("trt.vs.ctrl", "trt_vs_ctrl")]
)
def test_contrasts(any_reference_case, method, key):
    for found, name, block in blocks(any_reference_case):
        if name == "interaction_contrasts" or key not in block:
            continue
        means = found.means([block["specs"]], [block["by"]] if block["by"] else [])
        rows = pd.DataFrame(block[key])
        arguments = found.basis, means, found.frame.scale, method
        table = contrasts_table(*arguments)
        assert table["contrast"].tolist() == rows["contrast"].tolist()
        assert_statistics(table, rows, {"estimate": "estimate", **STATISTICS})
        if "ratio" in rows:
            assert_statistics(contrasts_table(*arguments, type="response"), rows, RATIOS)
        for adjust, column in ADJUSTED.items():
            assert_adjusted(contrasts_table(*arguments, adjust), rows, column)
        if "lower_tukey" in rows:
            table = contrasts_table(*arguments, "tukey")
            assert_adjusted(table, rows, "p_tukey", R_TUKEY)
            gap = np.abs(table["conf_low"] - rows["lower_tukey"]) / rows["SE"]
            assert gap.max() < OFFSET


def assert_adjusted(
    table: pd.DataFrame, rows: pd.DataFrame, column: str, floor: float = FAR_TAIL
) -> None:
    if column in rows:
        expected = rows[column].to_numpy(float)
        close = np.isclose(table["p_value"], expected, rtol=1e-5, atol=floor)
        assert close.all(), column


def test_interaction_contrasts(any_reference_case):
    for found, name, block in blocks(any_reference_case):
        if name != "interaction_contrasts":
            continue
        rows = pd.DataFrame(block)
        specs = [c.removeprefix("contrast_") for c in rows if c.startswith("contrast_")]
        means = found.means(specs)
        table = interaction_contrasts_table(found.basis, means, found.frame.scale)
        for variable in specs:
            expected = rows[f"contrast_{variable}"].tolist()
            assert table[f"{variable}_trt.vs.ctrl"].tolist() == expected
        assert_statistics(table, rows, {"estimate": "estimate", **STATISTICS})
        response = interaction_contrasts_table(
            found.basis, means, found.frame.scale, type="response"
        )
        if "ratio" in rows:
            assert_statistics(response, rows, RATIOS)


def test_equal_means(any_reference_case):
    for found, name, block in blocks(any_reference_case):
        if name == "interaction_contrasts" or "joint_test_of_factor" not in block:
            continue
        means = found.means([block["specs"]], [block["by"]] if block["by"] else [])
        table = equality_table(found.basis, means)
        rows = pd.DataFrame(block["joint_test_of_factor"])
        if block["by"]:
            assert table[block["by"]].tolist() == rows["level"].tolist()
        assert table["num_df"].tolist() == rows["numDF"].tolist()
        np.testing.assert_allclose(table["statistic"], rows["F"], rtol=1e-6)
        np.testing.assert_allclose(table["den_df"], rows["denDF"], rtol=SEVERAL_DF)


def having(key: str, ddf: str | None = None):
    """The models and methods for which the reference has tests of a kind."""
    return [
        pytest.param(case, name, id=f"{case.name}-{name}")
        for case in reference_cases()
        for name, block in METHODS.items()
        if case.results.get(block, {}).get(key) and ddf in (None, name)
    ]


@pytest.mark.parametrize(("case", "ddf"), having("type3"))
def test_type_three(case, ddf):
    expected = case.results[METHODS[ddf]]["type3"]
    found = fit(case.dataset, case.model, ddf)
    table = anova_table(found.basis, found.design, found.frame)
    rows = pd.DataFrame(expected)
    assert table["term"].tolist() == rows["term"].tolist()
    assert table["num_df"].tolist() == rows["numDF"].tolist()
    np.testing.assert_allclose(table["statistic"], rows["F"], rtol=AIM)
    several = SEVERAL_DF if ddf == "satterthwaite" else AIM
    spread = np.where(rows["numDF"] > 1, several, AIM)
    assert (np.abs(table["den_df"] / rows["denDF"] - 1.0) < spread).all()


@pytest.mark.parametrize(("case", "ddf"), having("joint_tests_emmeans", "kenward-roger"))
def test_joint_tests_of_emmeans(case, ddf):
    found = fit(case.dataset, case.model, ddf)
    table = joint_tests_table(found.basis, found.design, found.frame)
    assert_joint_tests(table, pd.DataFrame(case.results["kenward_roger"]["joint_tests_emmeans"]))


@pytest.mark.parametrize(("case", "ddf"), having("joint_tests_by_emmeans", "kenward-roger"))
def test_joint_tests_of_emmeans_by_level(case, ddf):
    found = fit(case.dataset, case.model, ddf)
    expected = case.results["kenward_roger"]["joint_tests_by_emmeans"]
    table = joint_tests_table(found.basis, found.design, found.frame, [expected["by"]])
    rows = pd.DataFrame(expected["tests"])
    assert table[expected["by"]].tolist() == rows[expected["by"]].tolist()
    assert_joint_tests(table, rows)


def assert_joint_tests(table: pd.DataFrame, rows: pd.DataFrame) -> None:
    assert table["term"].tolist() == rows["term"].tolist()
    assert table["num_df"].tolist() == rows["numDF"].tolist()
    # emmeans rounds F to three decimals and df to two. With several numerator df it takes the
    # plain Wald F and the smallest df of single contrasts, which is not Kenward and Roger's test.
    alike = (rows["numDF"] == 1) | (rows["denDF"] > 100)
    gap = np.abs(table["statistic"] - rows["F"])[alike]
    assert (gap < 6e-4 + 1e-4 * rows["F"][alike]).all()
