"""Over studies of other seeds: intervals cover the truth as often as they promise.

The studies go the whole way, from the lab's files. Bounds are such that 36 right intervals break
one of them once in a thousand; the seeds are fixed, so that a test passes always or never.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from scipy.stats import binom

from analyses.sclero_jak.estimands import TrueEffect, causal_modifiers, true_effects
from sap.spec import load_spec
from tests.house import ROOT
from tests.simulation.stated import stated_coverage
from tests.simulation.studies import (
    SPECS,
    coverage_bounds,
    endpoint_files,
    estimates,
    seeds,
    with_truth,
)

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
TRUTH = ROOT / "analyses" / "sclero_jak" / "truth.json"
STUDIES = 36
LEVEL = 0.05
FEWEST, MOST = coverage_bounds(STUDIES)
# Four standard errors of a mean over the studies.
FAR = 4.0
NULL = {"CXCL4": "S1.4", "CD204": "S2.1", "CD163": "S2.3"}
# Their intervals are to hold the true effect as often as their level says.
HOLD_THE_TRUTH = (
    *("P1", "S1.1", "S1.4"),
    *(f"S2.{number}" for number in range(1, 7)),
    *(f"S3.{number}" for number in range(6, 12)),
    *(f"S4.{number}" for number in range(1, 7)),
)
# So many readings are below the limit that the rule for them, not the drug, decides the ratio:
# what these estimate is the value that the rule tends to. How often they hold the truth is stated,
# by tests/simulation/test_limits.py.
AS_READ = ("S1.2", "S1.3")
# Blanks are subtracted, and one plate of blanks errs for all sera alike: no interval knows of it,
# which its table says. How often such intervals hold is stated, by tests/simulation/test_blanks.py.
NET_OF_BLANKS = ("S3.1", "S3.2")
# The serum brings two thousand times what the cells make: the plan's rule refuses a number.
ALL_SERUM = "S3.5"
# What the serum brings lies below the limit of every blank, and so is left in.
SERUM_LEFT_IN = {"S3.3": "IL6", "S3.4": "CXCL10"}
GROUPS = (HOLD_THE_TRUTH, AS_READ, NET_OF_BLANKS, (ALL_SERUM,), tuple(SERUM_LEFT_IN))
# The share of blanks above which the plan wants no number, in percent.
LARGEST_SHARE = 80
# The joint model's terms for what the truth calls causal.
CAUSAL = {
    "treatmentRUX:cutaneous_subsetdcSSc": "cutaneous_subset dcSSc",
    "treatmentRUX:ild_knownyes": "ild_ct 1",
}


@pytest.fixture(scope="module")
def found():
    specs = [*endpoint_files(), HERE / "null_endpoints.yml", HERE / "joint_modifiers.yml"]
    return estimates(seeds(2, STUDIES), specs)


def effects() -> dict[str, TrueEffect]:
    """Say what each endpoint is to estimate whose intervals promise something of it."""
    true, read = true_effects(), true_effects("lloq/2")
    wanted = {name: true[name] for name in HOLD_THE_TRUTH}
    wanted |= {name: read[name] for name in AS_READ}
    seen = json.loads(TRUTH.read_text(encoding="utf-8"))["hd_serum"]["responses"]
    for name, analyte in SERUM_LEFT_IN.items():
        wanted[name] = TrueEffect(math.log(seen[analyte]["gmr_without_blanks"]))
    return wanted | {name: true[endpoint] for name, endpoint in NULL.items()}


@pytest.fixture(scope="module")
def contrasts(found):
    return with_truth(found, effects())


def of_each(table):
    """Give each estimate with its name, over the studies that could make it."""
    keys = ["endpoint", "context", "group2", "group2_level"]
    for name, rows in table.dropna(subset=["estimate"]).groupby(keys, sort=False):
        yield " ".join(name).strip(), rows


def test_no_analysis_fails_but_for_what_the_blanks_bring(found):
    """Blanks may read so high that CCL18 is refused too, by the rule the plan declares."""
    failed = found[found["context"] == "failure"]
    assert failed["words"].str.contains("The blanks alone account for").all()
    assert set(failed["endpoint"]) <= {ALL_SERUM, *NET_OF_BLANKS}


@pytest.mark.parametrize("endpoint", [ALL_SERUM, *NET_OF_BLANKS])
def test_an_endpoint_is_refused_exactly_where_the_share_of_blanks_is_above_the_rule(
    found, endpoint
):
    own = found[found["endpoint"] == endpoint]
    refused = _percents(own[own["context"] == "failure"], r"account for (\d+) %")
    taken = _percents(own[own["context"] == "model"], r"took off (\d+) %")
    estimated = own[(own["context"] == "contrast") & own["estimate"].notna()]
    assert all(percent >= LARGEST_SHARE for percent in refused.values())
    assert all(percent <= LARGEST_SHARE for percent in taken.values())
    assert set(taken) == set(estimated["seed"])
    assert set(taken).isdisjoint(refused)
    assert len(taken) + len(refused) == STUDIES


def _percents(rows, pattern: str) -> dict[str, int]:
    """Read the share of blanks from what is told of it, by seed."""
    found = rows["words"].str.extract(pattern)[0].astype(int)
    return dict(zip(rows["seed"], found, strict=True))


def test_what_serum_brings_two_thousand_times_is_hardly_ever_a_number(found):
    """The blanks' plate errs by a tenth, so that now and then they seem to leave a fifth."""
    failed = found[(found["context"] == "failure") & (found["endpoint"] == ALL_SERUM)]
    fewest, _ = coverage_bounds(STUDIES)
    assert failed["seed"].nunique() >= fewest


def test_every_endpoint_of_the_plan_is_in_one_group_of_those_here(found):
    planned = [one.id for one in load_spec(SPECS).endpoints]
    assert len(planned) == 28
    assert sorted(planned) == sorted(name for group in GROUPS for name in group)
    assert set(planned) <= set(found["endpoint"])


def test_every_group_is_held_to_something(contrasts):
    stated = set(stated_coverage())
    assert stated == {*AS_READ, *NET_OF_BLANKS}
    for group in GROUPS:
        assert set(group) <= set(contrasts["endpoint"]) | stated | {ALL_SERUM}


@pytest.mark.parametrize("endpoint", [*AS_READ, *NET_OF_BLANKS])
def test_where_intervals_miss_the_truth_they_do_so_as_often_as_stated(found, endpoint):
    """Better is a change too: then what is stated, and printed below tables, is to be mended."""
    own = with_truth(found, {endpoint: true_effects()[endpoint]}).dropna(subset=["estimate"])
    fewest, most = coverage_bounds(len(own), level=stated_coverage()[endpoint])
    assert fewest <= own["covers"].sum() <= most
    assert len(own) > 0.8 * STUDIES


def test_the_study_itself_misses_no_more_than_chance_allows():
    """The committed data, every endpoint: intervals that hold 95 % miss 1 of 20 by chance."""
    own = with_truth(estimates(seeds(1, 1), endpoint_files(), workers=1), effects())
    told = own.dropna(subset=["estimate"])
    assert len(told) > 40
    assert told["endpoint"].nunique() == 25
    assert (~told["covers"]).sum() <= binom.ppf(0.999, len(told), LEVEL)


def test_intervals_cover_the_truth_as_often_as_they_promise(contrasts):
    assert {"P1", *NULL} <= set(contrasts["endpoint"])
    wrong = {}
    for name, rows in of_each(contrasts):
        fewest, _ = coverage_bounds(len(rows))
        if rows["covers"].sum() < fewest:
            wrong[name] = f"{rows['covers'].sum()} of {len(rows)}"
    assert wrong == {}


def test_all_intervals_together_are_neither_too_narrow_nor_too_wide(contrasts):
    share = contrasts.dropna(subset=["estimate"]).groupby("seed")["covers"].mean()
    error = share.std() / math.sqrt(len(share))
    assert abs(share.mean() - (1 - LEVEL)) < FAR * error


def test_estimates_are_right_on_average(contrasts):
    wrong = {}
    for name, rows in of_each(contrasts):
        if len(rows) < STUDIES:
            continue  # a level that is too rare in some studies is not there by chance alone
        off = rows["estimate"] - rows["truth"]
        if abs(off.mean()) > FAR * off.std() / math.sqrt(len(off)):
            wrong[name] = f"{off.mean():.4f}"
    assert wrong == {}


def test_null_endpoints_are_rejected_no_more_often_than_their_level(contrasts):
    null = contrasts[contrasts["truth"] == 0.0]
    assert {*NULL, "S1.4", "S2.1", "S2.3", "S3.6", "S3.8"} <= set(null["endpoint"])
    rejected = null["p_value"] < LEVEL
    for name, of_endpoint in rejected.groupby(null["endpoint"]):
        assert of_endpoint.sum() <= STUDIES - FEWEST, name


def test_only_diffuse_and_lung_disease_modify_the_effect_by_themselves(found):
    joint = found[(found["endpoint"] == "JOINT") & (found["context"] == "coefficients")]
    terms = joint[joint["variable"].str.startswith("treatmentRUX:")]
    assert terms["variable"].nunique() == 8
    causal = causal_modifiers()
    for term, rows in terms.groupby("variable"):
        true = causal[CAUSAL[term]] if term in CAUSAL else 0.0
        covered = ((rows["conf_low"] <= true) & (true <= rows["conf_high"])).sum()
        assert covered >= FEWEST, term
        off = rows["estimate"] - true
        assert abs(off.mean()) < FAR * off.std() / math.sqrt(STUDIES), term
        against_null = ((rows["conf_low"] > 0) | (rows["conf_high"] < 0)).sum()
        if term not in CAUSAL:
            assert against_null <= STUDIES - FEWEST, term
    ild = terms[terms["variable"] == "treatmentRUX:ild_knownyes"]
    assert (ild["conf_high"] < 0).sum() > STUDIES / 2
