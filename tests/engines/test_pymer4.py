"""The pymer4 engine where R itself would fail, be silent, or be misled."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sap.engines import pymer4
from sap.engines.base import FitOptions
from sap.engines.pymer4_coding import coded_model
from sap.errors import AnalysisError, DesignError, PlanError
from sap.fitting import fit
from sap.formula import parse_formula
from tests.reference_cases import reference_case

pytestmark = pytest.mark.r

NUMBERS = ["estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high"]
ARMS = ['veh "x"', "IL-4 + a\\b", "dé l'arm", "10:3 %"]
AGREEMENT = 2e-5  # lme4's optimum, in degrees of freedom; the tests of qc hold the rest


def study() -> pd.DataFrame:
    """Simulate donors, arms and doses with names that no language would like."""
    chance = np.random.default_rng(20260211)
    n = 240
    donors = [f'D:{i} "\\ é' for i in range(20)]
    data = pd.DataFrame(
        {
            "donor id": chance.choice(donors, n),
            "arm": pd.Categorical(chance.choice(ARMS, n), categories=ARMS),
            "dose": chance.choice(["0", "0.5", "10"], n),
            "sex": chance.choice(["F", "M"], n),
            "age": chance.normal(50.0, 10.0, n),
            "coded": chance.choice([-0.5, 0.5], n),
        }
    )
    effects = dict(zip(donors, chance.normal(size=20), strict=True))
    mean = data["donor id"].map(effects) + 0.3 * data["coded"] + 0.2 * (data["arm"] == ARMS[1])
    data["y"] = np.exp(mean + 0.4 * chance.normal(size=n))
    return data


@pytest.fixture(scope="module")
def data() -> pd.DataFrame:
    return study()


def both(formula: str, data: pd.DataFrame, **options: str):
    return [fit(formula, data, engine=engine, **options) for engine in ("pymer4", "statsmodels")]


def same(
    got: pd.DataFrame, wanted: pd.DataFrame, relative: float = AGREEMENT, absolute: float = 1e-9
) -> None:
    """Hold two tables against each other: columns, labels, numbers."""
    assert list(got.columns) == list(wanted.columns)
    for name in got.columns:
        if pd.api.types.is_float_dtype(wanted[name]):
            np.testing.assert_allclose(
                got[name].to_numpy(dtype=float), wanted[name], rtol=relative, atol=absolute
            )
        else:
            assert [str(v) for v in got[name]] == [str(v) for v in wanted[name]]


def test_names_with_quotes_backslashes_spaces_accents_and_signs_survive(data):
    ours, theirs = both("log(y) ~ arm * sex + (1 | `donor id`) + (1 | `donor id`:arm)", data)
    assert list(ours.coefficients["term"])[1] == f"arm{ARMS[1]}"
    same(ours.coefficients, theirs.coefficients)
    same(ours.variance_components, theirs.variance_components)
    same(ours.anova(), theirs.anova())
    assert ours.n_groups == theirs.n_groups
    means = ours.emmeans("arm", by="sex", type="response")
    same(means, theirs.emmeans("arm", by="sex", type="response"))
    assert list(means["arm"])[:4] == ARMS
    contrasts = ours.contrasts("arm", type="response")
    same(contrasts, theirs.contrasts("arm", type="response"))
    assert contrasts["contrast"][0] == 'veh "x" / (IL-4 + a\\b)'


@pytest.mark.parametrize(
    ("formula", "method", "ddf"),
    [
        ("log(y) ~ arm * sex + age + coded + (1 | `donor id`)", "REML", "kenward-roger"),
        ("y ~ arm * dose + I(age^2) + (1 | `donor id`)", "REML", "satterthwaite"),
        ("sqrt(y) ~ poly(age, 2) * sex + factor(dose) + (1 | `donor id`/arm)", "ML", "asymptotic"),
        ("log10(y) ~ 0 + arm + log(age) + (coded || `donor id`)", "REML", "kenward-roger"),
    ],
)
def test_formulas_mean_the_same_to_both_engines(data, formula, method, ddf):
    ours, theirs = both(formula, data, method=method, ddf=ddf)
    same(ours.coefficients, theirs.coefficients)
    # Near a variance of zero the likelihood is flat, and optimisers end where they end.
    same(ours.variance_components, theirs.variance_components, absolute=1e-4)
    assert ours.log_likelihood == pytest.approx(theirs.log_likelihood, abs=1e-8)
    assert ours.conditions == theirs.conditions
    tests, others = ours.anova(), theirs.anova()
    # A Satterthwaite F test of several contrasts depends on how the factors are coded.
    same(tests, others, relative=3e-2 if ddf == "satterthwaite" else AGREEMENT)


REQUESTS = [
    {"specs": "arm"},
    {"specs": ["arm", "sex"]},
    {"specs": "sex", "by": ["arm"]},
    {"specs": "arm", "by": "sex", "weights": "proportional"},
    {"specs": ()},
    {"specs": "coded"},
    {"specs": "arm", "at": {"age": [30, 60]}},
    {"specs": "arm", "by": "age", "at": {"age": [30, 60.5]}},
    {"specs": "age", "at": {"age": [30, 60.5]}},
    {"specs": "arm", "at": {"arm": ARMS[1:3], "sex": "M"}},
]


@pytest.mark.parametrize("request_", REQUESTS, ids=str)
def test_means_and_contrasts_are_labelled_and_computed_alike(data, request_):
    formula = "log(y) ~ arm * sex + age + coded + (1 | `donor id`)"
    ours, theirs = both(formula, data, ddf="satterthwaite")
    for scale in ("link", "response"):
        got = ours.emmeans(**request_, type=scale)
        same(got, theirs.emmeans(**request_, type=scale))
        if not request_["specs"]:
            continue
        for method in ("pairwise", "revpairwise", "trt.vs.ctrl", "consec", "eff"):
            same(
                ours.contrasts(**request_, method=method, type=scale),
                theirs.contrasts(**request_, method=method, type=scale),
            )


@pytest.mark.parametrize(
    "adjust", ["bonferroni", "holm", "hochberg", "hommel", "bh", "by", "sidak", "tukey"]
)
def test_adjustments_and_their_intervals_are_the_same(data, adjust):
    ours, theirs = both("log(y) ~ arm + sex + (1 | `donor id`)", data)
    got = ours.contrasts("arm", by="sex", adjust=adjust)
    # R computes Tukey's distribution to five digits.
    same(got, theirs.contrasts("arm", by="sex", adjust=adjust), relative=2e-3)


def test_numeric_looking_levels_and_own_weights(data):
    ours, theirs = both("y ~ dose + (1 | `donor id`)", data)
    labels = ours.contrasts("dose")["contrast"]
    assert list(labels) == ["dose0 - dose0.5", "dose0 - dose10", "dose0.5 - dose10"]
    weights = {"0.5 - others": [-0.5, 1, -0.5], "half": [0, 0.5, 0.5]}
    same(ours.contrasts("dose", method=weights), theirs.contrasts("dose", method=weights))
    same(
        ours.contrasts("dose", method="trt.vs.ctrl", reference="10"),
        theirs.contrasts("dose", method="trt.vs.ctrl", reference="10"),
    )


def test_an_empty_cell_is_not_estimable_in_both(data):
    kept = data[~((data["arm"] == ARMS[0]) & (data["dose"] == "0"))]
    ours, theirs = both("y ~ arm * dose + (1 | `donor id`)", kept)
    assert [c.kind for c in ours.conditions] == ["aliased"]
    assert ours.conditions == theirs.conditions
    same(ours.coefficients, theirs.coefficients)
    means = ours.emmeans("arm", by="dose")
    same(means, theirs.emmeans("arm", by="dose"))
    assert means[NUMBERS].isna().all(axis=1).sum() == 1
    same(ours.contrasts("arm", by="dose"), theirs.contrasts("arm", by="dose"))


def test_gaps_and_variances_at_zero_are_said_in_the_same_words():
    case = reference_case("invitro_singular", "additive")
    frame = case.frame()
    frame.loc[[0, 4], "value"] = np.nan
    ours, theirs = both(case.formula, frame)
    assert ours.singular
    assert ours.conditions == theirs.conditions
    assert {condition.kind for condition in ours.conditions} == {"singular", "dropped_rows"}
    with pytest.raises(AnalysisError, match=r"'singular: error' refuses.*donor is zero"):
        fit(case.formula, frame, engine="pymer4", singular="error")


def test_a_perfect_correlation_is_said_in_the_same_words():
    chance = np.random.default_rng(3)
    effect = np.repeat(chance.normal(size=12), 6)
    days = np.tile(np.arange(6.0), 12)
    donor = np.repeat([f"d{i}" for i in range(12)], 6)
    y = effect * (1.0 + days) + 0.3 * chance.normal(size=72)
    frame = pd.DataFrame({"y": y, "days": days, "donor": donor})
    ours, theirs = both("y ~ days + (days | donor)", frame, ddf="satterthwaite")
    assert [c.kind for c in ours.conditions] == ["singular"]
    assert ours.conditions == theirs.conditions


@pytest.mark.parametrize("unit", [1e-9, 1e9])
def test_lmertests_scale_fault_is_avoided_and_shown(unit):
    case = reference_case("invitro_slope", "intercept_only")
    formula = parse_formula("cxcl10 ~ treatment + (1 | donor)")
    options = FitOptions("REML", "satterthwaite", 0.95, "keep", "lme4")
    plain = pymer4.fit(formula, case.frame(), options).coefficients
    frame = case.frame()
    frame["cxcl10"] *= unit
    ours = pymer4.fit(formula, frame, options).coefficients
    np.testing.assert_allclose(ours["df"], plain["df"], rtol=1e-6)
    np.testing.assert_allclose(ours["estimate"], plain["estimate"] * unit, rtol=1e-8)
    np.testing.assert_allclose(ours["p_value"], plain["p_value"], rtol=1e-5)
    # What lmerTest makes of the same numbers when they are not rescaled first.
    raw = pymer4.fit_coded(formula, coded_model(formula, frame, rescale=False), options)
    np.testing.assert_allclose(raw.coefficients["estimate"], ours["estimate"], rtol=1e-6)
    assert np.abs(raw.coefficients["df"] / ours["df"] - 1.0).max() > 0.5


def test_kenward_roger_is_not_dropped_on_many_rows():
    chance = np.random.default_rng(11)
    n = 3200  # emmeans by itself goes over to infinite degrees of freedom above 3,000 rows
    donor = chance.integers(0, 250, n)
    arm = chance.choice(["a", "b"], n)
    y = chance.normal(size=250)[donor] + chance.normal(size=n)
    frame = pd.DataFrame({"y": y, "arm": arm, "donor": donor.astype(str)})
    ours, theirs = both("y ~ arm + (1 | donor)", frame)
    assert np.isfinite(ours.emmeans("arm")["df"]).all()
    same(ours.emmeans("arm"), theirs.emmeans("arm"))


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("y ~ arm + (1 + arm | donor) + (1 | donor:arm)", "can't tell apart.*donor and donor:arm"),
        ("y ~ arm + (1 | donor) + (1 | same)", "can't tell apart.*donor and same"),
        ("y ~ donor + (1 | donor)", "no information on the variance of donor"),
        ("y ~ arm + (arm | culture)", "no more rows than random effects|can't tell apart"),
    ],
)
def test_what_the_design_cannot_tell_apart_is_refused(formula, words):
    chance = np.random.default_rng(5)
    rows = [(f"d{i}", arm) for i in range(10) for arm in "AB" for _ in range(2)]
    frame = pd.DataFrame(rows, columns=["donor", "arm"])
    frame["same"] = frame["donor"].str.upper()
    frame["culture"] = frame["donor"] + frame["arm"]
    frame["y"] = chance.normal(size=len(frame))
    with pytest.raises(DesignError, match=words):
        fit(formula, frame, engine="pymer4", ddf="satterthwaite")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            {"ddf": "kenward-roger-sas"},
            "Engine 'pymer4' has no ddf 'kenward-roger-sas'. Engine statsmodels has it.",
        ),
        ({"ddf": "between-within"}, "has no ddf"),
        ({"singular": "drop"}, "has no singular 'drop'"),
        ({"optimizer": "sap"}, "has no optimizer 'sap'"),
    ],
)
def test_what_the_engine_lacks_is_refused_before_the_fit(data, options, words):
    with pytest.raises(PlanError, match=words):
        fit("y ~ arm + (1 | `donor id`)", data, engine="pymer4", **options)


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({"specs": "arms"}, "'arms' is no fixed effect. Did you mean 'arm'"),
        ({"specs": "arm", "at": {"arm": ["none"]}}, "'none' is no level of 'arm'"),
        ({"specs": "arm", "at": {"age": ["old"]}}, "'at' must give it numbers"),
        ({"specs": "arm", "at": {"age": []}}, "one or more different values"),
        ({"specs": "arm", "method": "poly"}, "Unknown contrast method 'poly'"),
        ({"specs": "arm", "adjust": "dunnett"}, "no adjustment 'dunnett'"),
        ({"specs": "arm", "method": "consec", "adjust": "tukey"}, "made for pairwise"),
        ({"specs": "arm", "method": "trt.vs.ctrl", "reference": "x"}, "none of the means"),
        ({"specs": "arm", "reference": ARMS[0]}, "belongs to trt.vs.ctrl"),
        ({"specs": "age"}, "There is nothing to compare: 'age'"),
        ({"specs": ()}, "nothing to compare: the overall mean"),
    ],
)
def test_requests_that_do_not_fit_are_refused(data, request_, words):
    model = fit("y ~ arm + age + (1 | `donor id`)", data, engine="pymer4", ddf="satterthwaite")
    with pytest.raises(PlanError, match=words):
        model.contrasts(**request_)


def test_versions_name_all_that_is_behind_the_numbers(data):
    model = fit("y ~ arm + (1 | `donor id`)", data, engine="pymer4", ddf="satterthwaite")
    needed = {"sap", "pymer4", "rpy2", "R", "lme4", "lmerTest", "pbkrtest", "emmeans"}
    assert set(model.versions()) == needed
    assert all(version[0].isdigit() for version in model.versions().values())
