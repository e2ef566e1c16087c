"""Fit a reference model by `sap.fit`, and measure how far it is from the reference results."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

import sap
from sap.engines.catalogue import CAPABILITIES
from tests.validation.quantities import (
    ADJUSTED_P,
    BOUNDARY_SD,
    CONF_LIMIT,
    CORRELATION,
    COVARIANCE,
    DEN_DF,
    DF,
    ESTIMATE,
    F_STATISTIC,
    LOG_LIKELIHOOD,
    P_VALUE,
    RANDOM_SD,
    STD_ERROR,
    Quantity,
    Tally,
)

if TYPE_CHECKING:
    import pandas as pd

    from tests.reference_cases import ReferenceCase

Row = Mapping[str, Any]

METHODS = {
    "satterthwaite": "satterthwaite",
    "kenward-roger": "kenward_roger",
    "kenward-roger-sas": "kenward_roger_observed",
}
"""Names of the methods for degrees of freedom: in sap, and in the reference results."""

EXACT = {"bonferroni": "p_bonferroni", "holm": "p_holm", "bh": "p_BH"}
ROUNDED = {"sidak": "p_sidak"}
"""Below 1e-10 R's figure for these is the rounding of one minus a probability."""

TINY = 1e-10
AT_ZERO = 1e-4
"""Share of sigma below which a reference standard deviation is at zero."""


def differences(case: ReferenceCase, engine: str = "statsmodels") -> Tally:
    """Compare every number of a reference model that an engine gives.

    Parameters
    ----------
    case
        The model.
    engine
        Engine that fits it.

    Returns
    -------
    Tally
    """
    data = case.frame()
    tally = Tally()
    first = True
    for ddf, name in METHODS.items():
        expected = case.results.get(name)
        if not expected or ddf not in CAPABILITIES[engine].ddf:
            continue
        fit = sap.fit(case.formula, data, method=case.method, ddf=ddf, engine=engine)
        if first:
            _model(tally, fit, case.results)
            first = False
        _inference(tally, fit, expected, ddf)
    return tally


def _model(tally: Tally, fit: Any, expected: Row) -> None:
    """Compare what does not depend on the method for degrees of freedom."""
    tally.add(LOG_LIKELIHOOD, fit.log_likelihood - expected["criterion"]["loglik"])
    tally.add(LOG_LIKELIHOOD, 0.0 if fit.singular == expected["singular"] else np.nan)
    table = fit.coefficients
    _labels_agree(table["term"], (row["term"] for row in expected["fixef"]))
    for found, row in zip(table.to_dict("records"), expected["fixef"], strict=True):
        tally.add(ESTIMATE, _apart(found["estimate"], row["estimate"], row["se"]))
    _covariance(tally, fit.vcov.to_numpy(), np.array(expected["vcov"]["matrix"], dtype=float))
    _variance_components(tally, fit.variance_components, expected)


def _covariance(tally: Tally, found: np.ndarray, expected: np.ndarray) -> None:
    size = np.sqrt(np.diag(expected))
    tally.add(COVARIANCE, float(np.max(np.abs(found - expected) / np.outer(size, size))))


def _variance_components(tally: Tally, table: pd.DataFrame, expected: Row) -> None:
    sigma = expected["sigma"]
    found = {
        (frozenset(row["group"].split(":")), frozenset([row["term"], row["term2"]]) - {""}): row
        for row in table.to_dict("records")
    }
    residual = found.pop((frozenset(["Residual"]), frozenset()))
    tally.add(RANDOM_SD, residual["std_dev"] / sigma - 1.0)
    rows = [row for row in expected["variance_components"] if row["group"] != "Residual"]
    assert len(found) == len(rows), f"{len(found)} components for {len(rows)}"
    for row in rows:
        names = frozenset([row["var1"], row["var2"] or ""]) - {""}
        # lme4 numbers the terms of one group; here the columns tell them apart.
        group = re.sub(r"\.\d+$", "", row["group"])
        ours = found[frozenset(group.split(":")), names]
        size = row["sd_or_correlation"]
        if row["var2"]:
            if size is not None:
                tally.add(CORRELATION, ours["correlation"] - size)
        elif size > AT_ZERO * sigma:
            tally.add(RANDOM_SD, ours["std_dev"] / size - 1.0)
        else:
            tally.add(BOUNDARY_SD, (ours["std_dev"] - size) / sigma)


def _inference(tally: Tally, fit: Any, expected: Row, ddf: str) -> None:
    _statistics(tally, fit.coefficients.to_dict("records"), expected["coef"], ddf)
    if "type3" in expected:
        _tests(tally, fit.anova(type=3), expected["type3"], ddf)
    if "vcov_adjusted" in expected and hasattr(fit, "vcov_adjusted"):
        adjusted = np.array(expected["vcov_adjusted"], dtype=float)
        _covariance(tally, fit.vcov_adjusted.to_numpy(), adjusted)
    for key, part in (expected.get("emmeans") or {}).items():
        if key != "interaction_contrasts":
            _means(tally, fit, part, ddf)
        elif hasattr(fit, "interaction_contrasts"):
            _interaction(tally, fit, part, ddf)


def _means(tally: Tally, fit: Any, expected: Row, ddf: str) -> None:
    specs, by = expected["specs"], expected["by"]
    names = [name for name in (specs, by) if name]
    means = fit.emmeans(specs, by)
    for name in names:
        _labels_agree(means[name], (row[name] for row in expected["means"]))
    _statistics(tally, means.to_dict("records"), expected["means"], ddf)
    if "means_response" in expected:
        back = fit.emmeans(specs, by, type="response").to_dict("records")
        _on_response_scale(tally, back, expected["means_response"])
    for method, place in (("pairwise", "pairwise"), ("trt.vs.ctrl", "trt_vs_ctrl")):
        if place in expected:
            _contrasts(tally, fit, expected, method, expected[place], ddf)
    if not hasattr(fit, "joint_tests"):
        return
    tests = fit.joint_tests(by)
    own = tests[tests["term"] == specs]
    for found, row in zip(own.to_dict("records"), expected["joint_test_of_factor"], strict=True):
        assert not by or found[by] == row["level"]
        _test(tally, found, row, ddf)


def _contrasts(
    tally: Tally, fit: Any, asked: Row, method: str, expected: list[Row], ddf: str
) -> None:
    specs, by = asked["specs"], asked["by"]
    table = fit.contrasts(specs, by, method=method)
    _labels_agree(table["contrast"], (row["contrast"] for row in expected))
    if by:
        _labels_agree(table[by], (row[by] for row in expected))
    _statistics(tally, table.to_dict("records"), expected, ddf)
    if "ratio" in expected[0]:
        ratios = fit.contrasts(specs, by, method=method, type="response").to_dict("records")
        _on_response_scale(tally, ratios, expected)
    for adjust, column in {**EXACT, **ROUNDED}.items():
        found = fit.contrasts(specs, by, method=method, adjust=adjust)["p_value"]
        for ours, row in zip(found, expected, strict=True):
            tally.add(ADJUSTED_P, _p_apart(ours, row[column], rounded=adjust in ROUNDED))
    if "p_tukey" in expected[0]:
        tukey = fit.contrasts(specs, by, method=method, adjust="tukey").to_dict("records")
        for ours, row in zip(tukey, expected, strict=True):
            tally.add(ADJUSTED_P, _p_apart(ours["p_value"], row["p_tukey"], rounded=True))
            for end, theirs in (("conf_low", "lower_tukey"), ("conf_high", "upper_tukey")):
                tally.add(CONF_LIMIT, _apart(ours[end], row[theirs], row["SE"]))


def _interaction(tally: Tally, fit: Any, expected: list[Row], ddf: str) -> None:
    prefix = "contrast_"
    names = [name.removeprefix(prefix) for name in expected[0] if name.startswith(prefix)]
    table = fit.interaction_contrasts(names, method="trt.vs.ctrl")
    for name in names:
        _labels_agree(table[f"{name}_trt.vs.ctrl"], (row[prefix + name] for row in expected))
    _statistics(tally, table.to_dict("records"), expected, ddf)
    if "ratio" in expected[0]:
        back = fit.interaction_contrasts(names, method="trt.vs.ctrl", type="response")
        _on_response_scale(tally, back.to_dict("records"), expected)


def _statistics(tally: Tally, found: list[Row], expected: list[Row], ddf: str) -> None:
    for ours, row in zip(found, expected, strict=True):
        size = row["SE"] if "SE" in row else row["se"]
        if row["estimate"] is None or size is None:
            tally.add(ESTIMATE, 0.0 if math.isnan(ours["std_error"]) else np.nan)
            continue
        tally.add(ESTIMATE, _apart(ours["estimate"], row["estimate"], size))
        tally.add(STD_ERROR, ours["std_error"] / size - 1.0)
        tally.add(DF[ddf], ours["df"] / row["df"] - 1.0)
        tally.add(P_VALUE, _p_apart(ours["p_value"], row["p"]))
        tally.add(CONF_LIMIT, _apart(ours["conf_low"], row["lower"], size))
        tally.add(CONF_LIMIT, _apart(ours["conf_high"], row["upper"], size))


def _on_response_scale(tally: Tally, found: list[Row], expected: list[Row]) -> None:
    """Compare means or ratios of a log response: in standard errors of the logarithm."""
    for ours, row in zip(found, expected, strict=True):
        ratio = "ratio" in row
        centre = row["ratio"] if ratio else row["estimate"]
        size = row.get("ratio_se") if ratio else row["SE"]
        low, high = ("ratio_lower", "ratio_upper") if ratio else ("lower", "upper")
        size = size if size is not None else ours["std_error"]
        relative = size / centre
        tally.add(ESTIMATE, math.log(ours["estimate"] / centre) / relative)
        tally.add(STD_ERROR, ours["std_error"] / size - 1.0)
        tally.add(CONF_LIMIT, math.log(ours["conf_low"] / row[low]) / relative)
        tally.add(CONF_LIMIT, math.log(ours["conf_high"] / row[high]) / relative)


def _tests(tally: Tally, table: pd.DataFrame, expected: list[Row], ddf: str) -> None:
    _labels_agree(table["term"], (row["term"] for row in expected))
    for found, row in zip(table.to_dict("records"), expected, strict=True):
        _test(tally, found, row, ddf)


def _test(tally: Tally, found: Row, row: Row, ddf: str) -> None:
    assert found["num_df"] == row["numDF"]
    tally.add(F_STATISTIC[ddf], found["statistic"] / row["F"] - 1.0)
    tally.add(DEN_DF[ddf], found["den_df"] / row["denDF"] - 1.0)
    tally.add(P_VALUE, _p_apart(found["p_value"], row["p"]))


def _apart(found: float, expected: float, size: float) -> float:
    return (found - expected) / size


def _p_apart(found: float, expected: float, *, rounded: bool = False) -> float:
    """Relative difference of p; below 1e-10 that of log10 p, or none if R has only rounding."""
    if rounded and expected < TINY:
        return 0.0 if found < TINY else np.nan
    if expected < TINY:
        return math.log10(found / expected)
    return found / expected - 1.0


def _labels_agree(found: Iterable[object], expected: Iterable[object]) -> None:
    ours, theirs = [str(x) for x in found], [str(x) for x in expected]
    assert ours == theirs, f"{ours} for {theirs}"


def worst(tallies: Mapping[str, Tally], quantity: Quantity) -> tuple[str, float]:
    """Name the model with the largest difference of a quantity, and that difference."""
    known = {name: t.largest[quantity] for name, t in tallies.items() if quantity in t.largest}
    name = max(known, key=lambda key: known[key])
    return name, known[name]
