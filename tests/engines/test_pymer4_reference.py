"""The pymer4 engine on every reference model, and the two engines against each other."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np
import pytest

from sap.ard import ArdRow
from sap.ard.model import Result, model_rows, planned_rows
from sap.ard.rows import Analysis
from sap.engines.base import ContrastRequest, FittedModel
from sap.fitting import fit
from sap.formula import parse_formula
from sap.qc.compare import compare_rows
from tests.reference_cases import ReferenceCase, reference_cases
from tests.reference_r.cases import r_cases

pytestmark = pytest.mark.r

# What independent implementations justify of each other, each on its own optimiser
# (tests/reference/README.md): none of these may be widened.
ESTIMATE_IN_SE = 1e-4
SE = 5e-4
SD = 2e-3
SD_AT_BOUNDARY_IN_SIGMA = 1e-3
LOG_LIKELIHOOD = 1e-4
DF = 1e-3
F = 1e-3
SATTERTHWAITE_F_DF = 3e-2
P = 1e-2
LIMIT_IN_SE = 1e-3
FLOOR = 1e-8

DDF = {"kenward-roger": "kenward_roger", "satterthwaite": "satterthwaite"}
RESULTS = [(c, ddf) for c in reference_cases() for ddf in DDF if DDF[ddf] in c.results]
TESTED = [(c, ddf) for c, ddf in RESULTS if "type3" in c.results[DDF[ddf]]]
WITH_MEANS = [(c, ddf) for c, ddf in RESULTS if c.results[DDF[ddf]].get("emmeans")]
COMPARED = [*RESULTS, *((c, "asymptotic") for c in reference_cases())]


def each(pairs: list[tuple[ReferenceCase, str]]) -> pytest.MarkDecorator:
    """Give a test each model with each method for df, and no more than have results."""
    return pytest.mark.parametrize(
        ("case", "ddf"), pairs, ids=[f"{case.name}-{ddf}" for case, ddf in pairs]
    )


@cache
def fitted(case: ReferenceCase, ddf: str, engine: str = "pymer4") -> FittedModel:
    """Fit a reference model once for all tests of it."""
    return fit(case.formula, case.frame(), method=case.method, ddf=ddf, engine=engine)


def near(got, wanted, relative: float = 0.0, absolute=FLOOR) -> None:
    """Hold numbers against numbers; a missing one against a missing one."""
    got = np.asarray(got, dtype=float)
    wanted = np.array([np.nan if x is None else x for x in wanted], dtype=float)
    np.testing.assert_array_equal(np.isnan(got), np.isnan(wanted))
    known = ~np.isnan(wanted)
    bound = relative * np.abs(wanted) + np.asarray(absolute, dtype=float)
    assert np.all(np.abs(got - wanted)[known] <= np.broadcast_to(bound, got.shape)[known])


def column(rows: Iterable[dict], name: str) -> list:
    return [row[name] for row in rows]


def errors(rows: Iterable[dict], name: str) -> np.ndarray:
    return np.array([np.nan if row[name] is None else row[name] for row in rows], dtype=float)


@each(RESULTS)
def test_coefficients(case, ddf):
    rows = case.results[DDF[ddf]]["coef"]
    table = fitted(case, ddf).coefficients
    assert list(table["term"]) == column(rows, "term")
    se = errors(rows, "se")
    near(table["estimate"], column(rows, "estimate"), absolute=ESTIMATE_IN_SE * se)
    near(table["std_error"], column(rows, "se"), SE)
    near(table["df"], column(rows, "df"), DF)
    near(table["p_value"], column(rows, "p"), P)
    near(table["conf_low"], column(rows, "lower"), absolute=LIMIT_IN_SE * se)
    near(table["conf_high"], column(rows, "upper"), absolute=LIMIT_IN_SE * se)


@each(TESTED)
def test_tests_of_terms(case, ddf):
    rows = case.results[DDF[ddf]]["type3"]
    table = fitted(case, ddf).anova(type=3)
    assert list(table["term"]) == column(rows, "term")
    near(table["num_df"], column(rows, "numDF"))
    near(table["statistic"], column(rows, "F"), F)
    several = np.array(column(rows, "numDF"), dtype=float) > 1
    loose = np.where(several & (ddf == "satterthwaite"), SATTERTHWAITE_F_DF, DF)
    near(table["den_df"], column(rows, "denDF"), absolute=loose * errors(rows, "denDF"))


def test_likelihood_and_covariance(any_reference_case):
    results = any_reference_case.results
    model = fitted(any_reference_case, "satterthwaite")
    assert model.converged
    assert model.singular == results["singular"]
    assert model.n_obs == results["n_used"]
    assert abs(model.log_likelihood - results["criterion"]["loglik"]) <= LOG_LIKELIHOOD
    wanted = np.array(results["vcov"]["matrix"], dtype=float)
    size = np.sqrt(np.outer(np.diag(wanted), np.diag(wanted)))
    near(model.vcov.to_numpy().ravel(), wanted.ravel(), absolute=2 * SE * size.ravel())


def test_variance_components(any_reference_case):
    results = any_reference_case.results
    table = fitted(any_reference_case, "satterthwaite").variance_components

    def key(group: str, *names: str | None) -> tuple:
        # lme4 numbers the terms of one group that are uncorrelated: subject, subject.1, ...
        return (frozenset(group.split(".")[0].split(":")), *(name or "" for name in names))

    rows = {key(c["group"], c["var1"], c["var2"]): c for c in results["variance_components"]}
    assert len(rows) == len(table) == len(results["variance_components"])
    sigma = results["sigma"]
    for got in table.to_dict("records"):
        row = rows[key(got["group"], got["term"], got["term2"])]
        wanted = row["sd_or_correlation"]
        if got["term2"]:
            assert abs(got["correlation"] - wanted) <= 2 * SD
        else:
            bound = max(SD * wanted, SD_AT_BOUNDARY_IN_SIGMA * sigma if wanted == 0 else 0.0)
            assert abs(got["std_dev"] - wanted) <= bound
            assert got["variance"] == pytest.approx(got["std_dev"] ** 2)


@each(WITH_MEANS)
def test_means(case, ddf):
    model = fitted(case, ddf)
    for request in requests(case, ddf):
        for scale, name in (("link", "means"), ("response", "means_response")):
            rows = request.get(name)
            if not rows:
                continue
            table = model.emmeans(request["specs"], request["by"], type=scale)
            for factor in filter(None, (request["specs"], request["by"])):
                assert list(table[factor]) == column(rows, factor)
            hold_estimates(table, rows, "SE")


@each(WITH_MEANS)
def test_contrasts(case, ddf):
    model = fitted(case, ddf)
    for number, request in enumerate(requests(case, ddf)):
        for method, name in (("pairwise", "pairwise"), ("trt.vs.ctrl", "trt_vs_ctrl")):
            rows = request.get(name)
            if not rows:
                continue
            where = (request["specs"], request["by"])
            table = model.contrasts(*where, method=method)
            assert list(table["contrast"]) == column(rows, "contrast")
            hold_estimates(table, rows, "SE")
            if number == 0:
                adjusted = model.contrasts(*where, method=method, adjust="holm")
                near(adjusted["p_value"], column(rows, "p_holm"), P)
            if number == 0 and "ratio" in rows[0]:
                ratios = model.contrasts(*where, method=method, type="response")
                labels = [label.replace(" - ", " / ") for label in column(rows, "contrast")]
                assert list(ratios["contrast"]) == labels
                near(np.log(ratios["estimate"]), np.log(errors(rows, "ratio")), absolute=1e-5)
                near(ratios["std_error"], column(rows, "ratio_se"), 2 * SE)


def requests(case: ReferenceCase, ddf: str) -> list[dict]:
    """List the means that the reference has."""
    found = case.results[DDF[ddf]]["emmeans"]
    return [request for name, request in found.items() if name != "interaction_contrasts"]


def hold_estimates(table, rows: list[dict], error: str) -> None:
    se = errors(rows, error)
    near(table["estimate"], column(rows, "estimate"), absolute=ESTIMATE_IN_SE * se)
    near(table["std_error"], column(rows, error), SE)
    near(table["df"], column(rows, "df"), DF)
    near(table["p_value"], column(rows, "p"), P)
    near(table["conf_low"], column(rows, "lower"), absolute=2 * LIMIT_IN_SE * se)
    near(table["conf_high"], column(rows, "upper"), absolute=2 * LIMIT_IN_SE * se)


@each(COMPARED)
def test_both_engines_agree_within_the_tolerances_of_qc(case, ddf):
    ours = list(rows_of(case, ddf, "statsmodels"))
    theirs = list(rows_of(case, ddf, "pymer4"))
    compared = compare_rows(ours, theirs)
    assert [(one.row.key, one.fault) for one in compared if not one.passed] == []
    assert sum(one.gap is not None for one in compared) > 10


@pytest.mark.parametrize("case", r_cases(), ids=[case.name for case in r_cases()])
def test_both_engines_agree_on_crossed_holed_and_transformed_models(case):
    ddf = "kenward-roger" if case.method == "REML" else "asymptotic"
    ours, theirs = (
        fit(case.formula, case.frame(), method=case.method, ddf=ddf, engine=engine)
        for engine in ("statsmodels", "pymer4")
    )
    analysis = Analysis(case.name, ddf)
    response = parse_formula(case.formula).response
    result = Result(ContrastRequest((), method={"overall": [1.0]}), response.variable, "", "", 0.05)
    compared = compare_rows(
        list(model_rows(analysis, ours, result)), list(model_rows(analysis, theirs, result))
    )
    assert [(one.row.key, one.fault) for one in compared if not one.passed] == []


def rows_of(case: ReferenceCase, ddf: str, engine: str) -> Iterable[ArdRow]:
    """Make the results data of a reference model."""
    analysis = Analysis(case.name, ddf)
    response = parse_formula(case.formula).response
    transformation = response.transformation
    named = [
        factor for factor in case.factors if factor in parse_formula(case.formula).fixed.variables
    ]
    ratio = transformation in ("log", "log2", "log10")
    specs = tuple(named[:1])
    request = ContrastRequest(
        specs,
        by=tuple(named[1:2]),
        method="pairwise" if specs else {"overall": [1.0]},
        type="response" if ratio else "link",
    )
    result = Result(request, response.variable, "", "ratio" if ratio else "difference", 0.05)
    model = fitted(case, ddf, engine)
    options = {"ddf": ddf, "transformation": transformation, "adjust": "none"}
    yield from planned_rows(analysis, options, 0.95, 0.05)
    yield from model_rows(analysis, model, result)
