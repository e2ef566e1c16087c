"""A fitted model with made-up numbers, and results data as a run would give them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from sap.ard import Ard, ArdRow, ordered
from sap.ard.leave_one_out import failed_leave_one_out_rows, leave_one_out_rows
from sap.ard.model import Result, failed_rows, model_rows, planned_rows
from sap.ard.observed import Limits, Observed, limit_rows, summary_rows
from sap.ard.paired import failed_paired_rows, paired_rows
from sap.ard.rows import Analysis
from sap.engines.base import (
    Condition,
    ContrastRequest,
    FitOptions,
    FittedModel,
    PairedRequest,
    PairedResult,
)
from sap.tables.wording import Provenance, Wording

ARMS = ("DMSO", "RUX")
FORMULA = "log(concentration) ~ treatment + (1 | donor) + (1 | donor:treatment) + (1 | plate)"
NAMES = ["estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high"]
MEAN = {
    "DMSO": [5874.2, 610.1, 31.44, 83.6, 1e-30, 4781.2, 7216.9],
    "RUX": [3787.61, 393.4, 31.52, 79.1, 3e-30, 3082.9, 4653.35],
}
RATIO = [0.644787, 0.0341, 88.314, -8.2951, 1.2e-12, 0.580461, 0.716241]
RESULT = Result(
    ContrastRequest(("treatment",), method="trt.vs.ctrl", type="response"),
    response="concentration",
    unit="pg/mL",
    effect="ratio",
    alpha=0.05,
)


class FakeFit(FittedModel):
    """A fitted model whose numbers are given."""

    engine = "statsmodels"
    formula = FORMULA
    options = FitOptions("REML", "kenward-roger", 0.95, "keep", "sap")
    n_obs = 371
    converged = True
    log_likelihood = -312.4567890123

    def __init__(self, ratio=None, conditions=(), slopes=False):
        self.ratio = RATIO if ratio is None else ratio
        self.conditions = tuple(conditions)
        self.singular = any(condition.kind == "singular" for condition in conditions)
        self.n_groups = {"donor": 94, "donor:treatment": 185, "plate": 12}
        self.slopes = slopes

    @property
    def coefficients(self):
        rows = [("(Intercept)", 8.678, 0.104, 31.44, 83.6, 1e-30, 8.47, 8.88)]
        rows.append(("treatmentRUX", -0.4388, 0.0529, 88.314, -8.2951, 1.2e-12, -0.544, -0.334))
        return pd.DataFrame(rows, columns=["term", *NAMES])

    @property
    def vcov(self):
        names = ["(Intercept)", "treatmentRUX"]
        return pd.DataFrame(np.diag([0.0108, 0.0028]), index=names, columns=names)

    @property
    def variance_components(self):
        zero = self.singular
        rows = [
            ("donor", "(Intercept)", "", 0.8123, 0.65983, np.nan),
            ("donor:treatment", "(Intercept)", "", 0.0 if zero else 0.2514, 0.0632, np.nan),
            ("plate", "(Intercept)", "", 0.14972, 0.022416, np.nan),
        ]
        if self.slopes:
            rows.insert(1, ("donor", "treatmentRUX", "", 0.3049, 0.09296, np.nan))
            rows.insert(2, ("donor", "(Intercept)", "treatmentRUX", np.nan, -0.052, -0.2113))
        rows.append(("Residual", "", "", 0.0812, 0.00659, np.nan))
        names = ["group", "term", "term2", "std_dev", "variance", "correlation"]
        return pd.DataFrame(rows, columns=names)

    def anova(self, type=3):
        names = ["term", "num_df", "den_df", "statistic", "p_value"]
        return pd.DataFrame([("treatment", 1.0, 88.314, 68.809, 1.2e-12)], columns=names)

    def emmeans(self, specs, by=None, *, type="link", weights="equal", at=None):
        return pd.DataFrame([(arm, *MEAN[arm]) for arm in ARMS], columns=["treatment", *NAMES])

    def contrasts(self, specs, by=None, *, method="pairwise", adjust="none", **rest):
        label = "RUX / DMSO" if rest["type"] == "response" else "RUX - DMSO"
        return pd.DataFrame([(label, *self.ratio)], columns=["contrast", *NAMES])

    def versions(self):
        return {"sap": "0.1.0", "statsmodels": "0.15.0"}


def planned(analysis: Analysis, **changes: str) -> Iterator[ArdRow]:
    """Give the rows of what was asked of the model."""
    options = {
        "analysis_kind": "mixed-model",
        "formula": FORMULA,
        "transformation": "log",
        "method": "REML",
        "ddf": "kenward-roger",
        "singular_policy": "keep",
        "engine": "statsmodels",
        "contrast_method": "trt.vs.ctrl",
        "adjust": "none",
    }
    yield from planned_rows(analysis, options | changes, 0.95, 0.05)


def wells() -> pd.DataFrame:
    """Make three donors, two arms, two wells each, one arm of one donor missing."""
    values = [6000.5, 5000.0, 4000.0, 3500.0, 390.0, 390.0, 2000.0, 1500.5, 9000.0, 8000.0]
    donors = ["007", "007", "007", "007", "02", "02", "02", "02", "3", "3"]
    arms = ["DMSO", "DMSO", "RUX", "RUX", "RUX", "RUX", "DMSO", "DMSO", "DMSO", "DMSO"]
    return pd.DataFrame(
        {
            "donor": donors,
            "treatment": pd.Categorical(arms, categories=list(ARMS)),
            "concentration": values,
            "lloq": [780.0] * 8 + [820.0] * 2,
        }
    )


def observed(analysis: Analysis, frame: pd.DataFrame) -> Iterator[ArdRow]:
    """Give the rows of the data as observed."""
    below = (frame["concentration"] < frame["lloq"]).to_numpy()
    above = np.zeros(len(frame), dtype=bool)
    limits = Limits(below, above, frame["lloq"], None, "lloq/2", "")
    arm = frame["treatment"]
    yield from limit_rows(analysis, arm, limits, "concentration", "pg/mL")
    seen = Observed(arm, frame["donor"], frame["concentration"], "concentration", "pg/mL", True)
    yield from summary_rows(analysis, seen, below)


SINGULAR = Condition("singular", "The variance of donor:treatment is zero.")
GROUPS = [
    ("donor", "(Intercept)", ""),
    ("donor:treatment", "(Intercept)", ""),
    ("plate", "(Intercept)", ""),
    ("Residual", "", ""),
]
PLACES = [(arm, "") for arm in ARMS]
CONTRASTS = [("RUX / DMSO", "")]
REASON = "No optimum was found: the gradient is 0.2 after 200 steps."


def example_ard(primary: FittedModel | None = None, *, fails: bool = False) -> Ard:
    """Give the results of a primary analysis and three sensitivity analyses."""
    rows: list[ArdRow] = []
    main = Analysis("P1", "primary")
    rows += [*observed(main, wells()), *planned(main)]
    if fails:
        rows += failed_rows(main, RESULT, PLACES, CONTRASTS, GROUPS, REASON)
    else:
        rows += model_rows(main, primary or FakeFit(), RESULT)
    adjusted = FakeFit([0.65, 0.035, 84.2, -2.0, 0.0496, 0.58, 0.9971])
    for name, fit in (("adjusted", adjusted), ("m2a", FakeFit(conditions=[SINGULAR]))):
        other = Analysis("P1", name, sensitivity=True)
        rows += [*planned(other), *model_rows(other, fit, RESULT)]
    broken = Analysis("P1", "complete_pairs", sensitivity=True)
    rows += [*planned(broken), *failed_rows(broken, RESULT, PLACES, CONTRASTS, GROUPS, REASON)]
    return Ard(ordered(rows))


LABELS = {"DMSO": "Vehicle", "RUX": "Ruxolitinib"}
PAIRED = PairedResult(
    engine="statsmodels",
    statistics=dict(zip(NAMES, [0.632, 0.0285, 91.0, -10.16, 1.2e-16, 0.578, 0.691], strict=True)),
    n_pairs=92,
    n_zero=1,
    n_unpaired={"DMSO": 2, "RUX": 4},
    versions={"sap": "0.1.0"},
)
SMOKING = ("no", "yes")


class ByLevel(FakeFit):
    """A fit whose contrast is taken within two levels, with the test of the interaction."""

    def anova(self, type=3):
        made = super().anova(type)
        term = ("treatment:smoking", 1.0, 91.24, 5.306, 0.02353)
        return pd.concat([made, pd.DataFrame([term], columns=made.columns)])

    def emmeans(self, specs, by=None, **rest):
        made = super().emmeans(specs, None, **rest)
        return pd.concat([made.assign(smoking=level) for level in SMOKING])

    def contrasts(self, specs, by=None, **rest):
        made = super().contrasts(specs, None, **rest)
        return pd.concat([made.assign(smoking=level) for level in SMOKING])


class EachLeftOut(FakeFit):
    """A fit that was made without each of three donors in turn."""

    @property
    def diagnostics(self):
        return self

    def influence(self, group, specs, by=None, **rest):
        numbers = [
            ("007", 0.6311, 0.034, 87.0, -9.1, 0.0301, 0.571, 0.702),
            ("02", 0.6514, 0.034, 87.0, -8.1, 0.0413, 0.588, 0.7209),
            ("3", 0.6449, 0.034, 87.0, -8.3, 0.0002, 0.5699, 0.71),
        ]
        made = pd.DataFrame(numbers, columns=["left_out", *NAMES])
        return made.assign(contrast="RUX / DMSO", n_obs=365, change=0.1, singular=False, reason="")


def example_kinds() -> Ard:
    """Give a primary analysis with sensitivity analyses of every kind, and one that failed."""
    rows: list[ArdRow] = [*example_ard().select(analysis="primary")]
    by = replace(RESULT, request=replace(RESULT.request, by=("smoking",)))
    grouped = Analysis("P1", "by_smoking", sensitivity=True)
    rows += [*planned(grouped), *model_rows(grouped, ByLevel(), by)]
    for kind in ("paired-t", "wilcoxon"):
        for name, fails in ((kind, False), (f"{kind}-failed", True)):
            of = Analysis("P1", name, sensitivity=True)
            asked = PairedRequest(
                kind, "concentration", "log", "donor", "treatment", "RUX", "DMSO", 0.95
            )
            rows += planned(of, analysis_kind=kind, within="donor")
            if fails:
                rows += failed_paired_rows(of, asked, RESULT, REASON)
            else:
                rows += paired_rows(of, PAIRED, asked, RESULT, LABELS)
    each = Analysis("P1", "each", sensitivity=True)
    rows += planned(each, analysis_kind="leave-one-out", within="donor")
    rows += [*leave_one_out_rows(each, EachLeftOut(), RESULT, "donor")]
    none = Analysis("P1", "none", sensitivity=True)
    rows += planned(none, analysis_kind="leave-one-out", within="donor")
    rows += failed_leave_one_out_rows(none, RESULT, CONTRASTS, "donor", REASON)
    return Ard(ordered(rows))


WORDING = Wording(
    number="14.2.1.1",
    title="CCL18 in conditioned media, ruxolitinib versus vehicle",
    population="SSc full analysis set",
    protocol="SCLERO-JAK (NCT04206644)",
    notice="SIMULATED DATA",
    endpoint="P1",
    analyses=(
        ("primary", "Primary"),
        ("adjusted", "Adjusted for age and sex"),
        ("m2a", "M2a (IL-4 + IL-13) stimulation"),
        ("complete_pairs", "Donors with both arms only"),
    ),
    arms=(("DMSO", "Vehicle"), ("RUX", "Ruxolitinib")),
    response="CCL18 concentration (pg/mL)",
    unit_noun="donor",
    row_noun="well",
    labels={"donor": "Donor", "treatment": "Treatment", "plate": "Plate"},
)
KINDS_WORDING = replace(
    WORDING,
    analyses=(
        ("primary", "Primary"),
        ("by_smoking", "Treatment × smoking"),
        ("paired-t", "Paired t test on donor means"),
        ("paired-t-failed", "Paired t test that failed"),
        ("wilcoxon", "Signed ranks of donor means"),
        ("wilcoxon-failed", "Signed ranks that failed"),
        ("each", "Each donor left out in turn"),
        ("none", "No donor left out in turn"),
    ),
    labels=WORDING.labels | {"smoking": "Smoking"},
    levels={"smoking": {"no": "Never or former", "yes": "Current"}},
)
PROVENANCE = Provenance(
    source_data=("donors.csv", "elisa.csv"),
    program="sap run specs/primary.yml",
    output="output/primary/14.2.1.1-primary-ccl18",
    generated="2026-02-03T04:05:06Z",
    software="sap 0.1.0, Python 3.11.7",
    spec_hash="sha256 0123456789abcdef",
)
