"""Structures that tests/reference lacks against R's own answers, through sap.fit."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sap
from tests.reference_r.cases import RCase, r_cases

# The aims of tests/reference/README.md.
ESTIMATE = 1e-6  # in standard errors
STD_ERROR = 1e-6
RANDOM_SD = 1e-5
AT_ZERO = 1e-3  # of the residual standard deviation
LOG_LIKELIHOOD = 1e-8
DF = 1e-5
F_TEST = 1e-6
P_VALUE = 1e-2
INTERVAL = 1e-3  # in standard errors

METHODS = ("satterthwaite", "kenward-roger")
COEFFICIENTS = {"Std. Error": STD_ERROR, "df": DF, "t value": F_TEST, "Pr(>|t|)": P_VALUE}
OURS = {
    "Std. Error": "std_error",
    "df": "df",
    "t value": "statistic",
    "Pr(>|t|)": "p_value",
    "SE": "std_error",
    "p.value": "p_value",
    "lower.CL": "conf_low",
    "upper.CL": "conf_high",
}
ESTIMATES = ("emmean", "response", "estimate", "ratio", "nonEst")

MODELS = [pytest.param(case, id=case.name) for case in r_cases()]
RUNS = [
    pytest.param(case, ddf, id=f"{case.name}-{ddf}")
    for case in r_cases()
    for ddf in (METHODS if case.method == "REML" else METHODS[:1])
]


@cache
def fit(case_name: str, ddf: str) -> Any:
    case = next(case for case in r_cases() if case.name == case_name)
    return sap.fit(case.formula, case.frame(), method=case.method, ddf=ddf)


def numbers(rows: pd.DataFrame, column: str) -> np.ndarray:
    return pd.to_numeric(rows[column]).to_numpy(dtype=float)


def term(name: str) -> frozenset[str]:
    """R may turn the variables of an interaction round."""
    return frozenset(name.split(":"))


@pytest.mark.parametrize("case", MODELS)
def test_likelihood_and_coefficients(case: RCase) -> None:
    found, expected = fit(case.name, "satterthwaite"), case.results()
    assert abs(found.log_likelihood - expected["log_likelihood"]) < LOG_LIKELIHOOD
    assert found.singular == expected["singular"]
    names = list(expected["coefficients"])
    table = found.coefficients.set_index("term")
    aliased = [name for name in table.index if name not in names]
    assert table.loc[aliased].isna().all(axis=None)
    noted = [c.message for c in found.conditions if c.kind == "aliased"]
    assert len(noted) == len(aliased)
    covariance = np.array(expected["vcov"], dtype=float)
    size = np.sqrt(np.diag(covariance))
    estimates = np.array(list(expected["coefficients"].values()), dtype=float)
    assert np.max(np.abs(table.loc[names, "estimate"] - estimates) / size) < ESTIMATE
    gap = np.abs(found.vcov.loc[names, names] - covariance) / np.outer(size, size)
    assert gap.to_numpy().max() < 2 * STD_ERROR


@pytest.mark.parametrize("case", MODELS)
def test_variance_components(case: RCase) -> None:
    table = fit(case.name, "satterthwaite").variance_components
    sigma = table["std_dev"].iloc[-1]
    ours: dict[tuple[frozenset[str], frozenset[str]], list[float]] = {}
    for row in table.to_dict("records"):
        key = term(row["group"]), frozenset({row["term"], row["term2"]} - {""})
        size = row["correlation"] if row["term2"] else row["std_dev"]
        ours.setdefault(key, []).append(size)
    rows = case.results()["variances"]
    assert len(rows) == len(table)
    for row in rows:
        # lme4 numbers the terms of one group and writes a:b as a.b where it does.
        group = row["grp"].removesuffix(".1").replace(".", ":")
        names = frozenset(name for name in (row.get("var1"), row.get("var2")) if name)
        (size,) = ours[term(group), names]
        if row.get("var2"):
            assert abs(size - row["sdcor"]) < RANDOM_SD
        elif row["sdcor"] < AT_ZERO * sigma:
            assert size < AT_ZERO * sigma
        else:
            assert abs(size / row["sdcor"] - 1.0) < RANDOM_SD


@pytest.mark.parametrize(("case", "ddf"), RUNS)
def test_inference_on_coefficients(case: RCase, ddf: str) -> None:
    rows = pd.DataFrame(case.results()[ddf]["coefficients"])
    table = fit(case.name, ddf).coefficients.set_index("term").loc[rows["term"]]
    for theirs, tolerance in COEFFICIENTS.items():
        expected = numbers(rows, theirs)
        np.testing.assert_allclose(table[OURS[theirs]], expected, rtol=tolerance, err_msg=theirs)


@pytest.mark.parametrize(("case", "ddf"), RUNS)
@pytest.mark.parametrize("type", [1, 3])
def test_tests_of_terms(case: RCase, ddf: str, type: int) -> None:
    rows = pd.DataFrame(case.results()[ddf][f"type{type}"])
    rows = rows[numbers(rows, "NumDF") > 0]
    table = fit(case.name, ddf).anova(type=type)
    table.index = pd.Index([term(name) for name in table["term"]])
    table = table.loc[[term(name) for name in rows["term"]]]
    assert table["num_df"].tolist() == numbers(rows, "NumDF").tolist()
    np.testing.assert_allclose(table["statistic"], numbers(rows, "F value"), rtol=F_TEST)
    # Satterthwaite's df of several contrasts are not unique, and lmerTest's depend on the coding.
    unique = table["num_df"].to_numpy() == 1 if ddf == "satterthwaite" else slice(None)
    np.testing.assert_allclose(
        table["den_df"].to_numpy()[unique], numbers(rows, "DenDF")[unique], rtol=DF
    )


@pytest.mark.parametrize(("case", "ddf"), RUNS)
def test_means_and_contrasts(case: RCase, ddf: str) -> None:
    found, answers = fit(case.name, ddf), case.results()[ddf]["answers"]
    assert len(answers) == len(case.entry["asked"])
    for asked, answer in zip(case.entry["asked"], answers, strict=True):
        how = {
            "by": asked.get("by"),
            "type": asked["type"],
            "weights": asked.get("weights", "equal"),
            "at": asked.get("at"),
        }
        means = found.emmeans(asked["specs"], **how)
        assert_rows(means, answer["means"], [*asked["specs"], *filter(None, [how["by"]])])
        for method in asked["methods"]:
            table = found.contrasts(asked["specs"], method=method, **how)
            assert_rows(table, answer[method], ["contrast", *filter(None, [how["by"]])])
        if "interaction" in asked:
            ways = dict(zip(asked["specs"], asked["interaction"], strict=True))
            table = found.interaction_contrasts(asked["specs"], method=ways, **how)
            named = [f"{name}_{way}" for name, way in ways.items()]
            rows = pd.DataFrame(answer["interaction"])
            assert table[named].to_numpy().tolist() == rows[named].to_numpy().tolist()
            assert_rows(table, answer["interaction"], [])


def assert_rows(table: pd.DataFrame, answer: list[dict[str, Any]], labels: list[str]) -> None:
    rows = pd.DataFrame(answer)
    for label in labels:
        assert table[label].tolist() == rows[label].tolist()
    (centre,) = [name for name in ESTIMATES if name in rows]
    expected, size = numbers(rows, centre), numbers(rows, "SE")
    assert table["estimate"].isna().tolist() == np.isnan(expected).tolist()
    known = ~np.isnan(expected)
    if not known.any():
        assert table[list(OURS.values())].isna().all(axis=None)
        return
    if not known.any():
        # emmeans names interval columns otherwise where it has no df at all.
        assert table[list(OURS.values())].isna().all(axis=None)
        return
    gap = np.abs(table["estimate"].to_numpy() - expected) / size
    assert gap[known].max(initial=0.0) < ESTIMATE
    for theirs, tolerance in (("SE", STD_ERROR), ("df", DF)):
        np.testing.assert_allclose(table[OURS[theirs]], numbers(rows, theirs), rtol=tolerance)
    # emmeans tests a mean on the response scale against one; sap keeps the link scale's test.
    if centre in ("emmean", "estimate", "ratio"):
        np.testing.assert_allclose(table["p_value"], numbers(rows, "p.value"), rtol=P_VALUE)
    for theirs in ("lower.CL", "upper.CL"):
        gap = np.abs(table[OURS[theirs]].to_numpy() - numbers(rows, theirs)) / size
        assert gap[known].max(initial=0.0) < INTERVAL
