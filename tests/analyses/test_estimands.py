"""The truth of each endpoint, worked out from assumptions, against what the generator draws."""

from __future__ import annotations

import math
import statistics

import numpy as np
import pytest

from analyses.sclero_jak import assays, assumptions, truth
from analyses.sclero_jak.clinic import make_donors
from analyses.sclero_jak.estimands import (
    CYTOKINES,
    MARKERS,
    causal_modifiers,
    true_effects,
    written_effects,
)

# Twelve thousand donors; the standard error of a mean over the rarest level is about .006.
DONORS = 12_000
NEAR = 0.02
READINGS = 400_000
NEAR_READINGS = 0.004
CODES = {
    "S4.1": ("autoab", {}),
    "S4.3": ("du", {"past": "ever", "current": "ever"}),
    "S4.4": ("ild_ct", {"0": "no", "1": "yes"}),
    "S4.5": ("pah_echo", {"0": "no", "1": "yes"}),
    "S4.6": ("cutaneous_subset", {}),
}
CCL18 = assays.RESPONSES[0]


@pytest.fixture(scope="module")
def donors():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assumptions, "GROUP_SIZES", {"SSC": DONORS, "SLE": 0, "HD": 0})
        return make_donors()


def ratio(donor) -> float:
    return truth.fixed_log_ratio(CCL18, donor)


def test_every_endpoint_of_the_study_has_its_truth():
    numbers = {"S1": 4, "S2": 6, "S3": 11, "S4": 6}
    named = ["P1", *(f"{part}.{n}" for part, count in numbers.items() for n in range(1, count + 1))]
    assert list(true_effects()) == named
    assert list(written_effects()) == named


def test_the_null_endpoints_are_those_of_the_protocol():
    null = {name for name, effect in true_effects().items() if effect.log_ratio == 0}
    cxcl4, cd204, cd163 = CYTOKINES.index("CXCL4"), MARKERS.index("CD204"), MARKERS.index("CD163")
    assert null == {
        f"S1.{cxcl4 + 1}", f"S2.{cd204 + 1}", f"S2.{cd163 + 1}",
        f"S3.{cxcl4 + 2}", f"S3.{cd204 + 6}", f"S3.{cd163 + 6}",
    }  # fmt: skip


@pytest.mark.parametrize("endpoint", CODES)
def test_effects_at_levels_are_those_of_simulated_donors(donors, endpoint):
    column, codes = CODES[endpoint]
    effect = true_effects()[endpoint]
    of_level: dict[str, list[float]] = {level: [] for level in effect.log_ratio_at}
    for donor in donors:
        code = str(donor.row[column])
        level = codes.get(code, code)
        if level in of_level:
            of_level[level].append(ratio(donor))
    means = {level: statistics.mean(logs) for level, logs in of_level.items()}
    assert means == pytest.approx(effect.log_ratio_at, abs=NEAR)
    reference, *others = effect.log_ratio_at
    assert list(effect.modification) == [f"{level} / {reference}" for level in others]
    for level in others:
        assert effect.modification[f"{level} / {reference}"] == pytest.approx(
            means[level] - means[reference], abs=1.5 * NEAR
        )
    donors_of = {level: len(logs) for level, logs in of_level.items()}
    assert effect.over(donors_of) == pytest.approx(effect.log_ratio, abs=NEAR)


def test_the_line_on_the_skin_score_is_that_of_simulated_donors(donors):
    effect = true_effects()["S4.2"]
    scores = [int(donor.row["mrss"]) for donor in donors]
    line = statistics.linear_regression(scores, [ratio(donor) for donor in donors])
    assert list(effect.log_ratio_at) == ["5", "15", "25"]
    for value, log in effect.log_ratio_at.items():
        assert line.intercept + line.slope * float(value) == pytest.approx(log, abs=NEAR)
    assert effect.modification["per 5"] == pytest.approx(5 * line.slope, abs=0.002)


def test_a_characteristic_that_is_no_cause_is_no_null_when_looked_at_alone():
    alone = {name: effect.modification for name, effect in true_effects().items()}
    assert math.exp(alone["S4.3"]["ever / never"]) == pytest.approx(0.976, abs=5e-4)
    assert math.exp(alone["S4.5"]["yes / no"]) == pytest.approx(1.034, abs=5e-4)
    assert {name.split()[0] for name in causal_modifiers()} == {"cutaneous_subset", "ild_ct"}


def test_average_over_levels():
    effect = true_effects()["S4.6"]
    limited, diffuse = effect.log_ratio_at["lcSSc"], effect.log_ratio_at["dcSSc"]
    assert effect.over({"lcSSc": 1, "dcSSc": 1}) == pytest.approx((limited + diffuse) / 2)
    assert effect.over({"lcSSc": 3, "dcSSc": 1}) == pytest.approx((3 * limited + diffuse) / 4)
    assert effect.over({"lcSSc": 2}) == pytest.approx(limited)


def as_read(response, divisor, rng) -> float:
    """Mean log ratio of readings drawn one by one, with limits of their plates."""
    treatment = np.array([[-0.5], [0.5]])
    strata = list(truth.strata())
    drawn = rng.choice(len(strata), READINGS, p=[one.probability for one in strata])
    log_ratio = math.log(response.gmr["SSC"]) + response.sd_slope * rng.normal(size=READINGS)
    if response.analyte == "CCL18":
        log_ratio += np.array([one.effect for one in strata])[drawn] - truth.mean_effect()
    level = math.log(response.gm_vehicle["SSC"]) + math.log(response.gmr["SSC"]) / 2
    shared = response.sd_donor * rng.normal(size=READINGS)
    for sd in (assumptions.SD_PLATE, assumptions.SD_BATCH):
        shared += sd * rng.normal(size=READINGS)
    logs = level + treatment * log_ratio + shared
    for sd in (assumptions.SD_CULTURE, assumptions.SD_REPLICATE):
        logs = logs + sd * rng.normal(size=logs.shape)
    lower, upper = (limit * response.dilution for limit in assays.KIT_RANGE[response.analyte])
    lloq = math.log(lower) + assumptions.SD_LLOQ_BETWEEN_PLATES * rng.normal(size=READINGS)
    uloq = math.log(upper) + assumptions.SD_ULOQ_BETWEEN_PLATES * rng.normal(size=READINGS)
    read = np.where(logs < lloq, lloq - math.log(divisor), np.minimum(logs, uloq))
    vehicle, drug = read.mean(axis=1)
    return float(drug - vehicle)


@pytest.mark.parametrize(
    ("below", "divisor"), [("lloq/2", 2.0), ("lloq/sqrt2", math.sqrt(2)), ("lloq", 1.0)]
)
def test_what_a_rule_for_the_limits_tends_to(below, divisor):
    """Many readings, drawn as the generator does, and put at the limit by hand."""
    rng = np.random.default_rng(11)
    effects = true_effects(below)
    assert "S3.1" not in effects
    unstimulated = {one.analyte: one for one in assays.RESPONSES if one.stimulation == "NS"}
    for endpoint, name in zip(
        ("P1", "S1.1", "S1.2", "S1.3", "S1.4"), ("CCL18", *CYTOKINES), strict=True
    ):
        found = as_read(unstimulated[name], divisor, rng)
        assert effects[endpoint].log_ratio == pytest.approx(found, abs=NEAR_READINGS), endpoint


def test_the_rule_for_the_limits_hides_a_part_of_the_effect_on_interleukin_6():
    true = math.exp(true_effects()["S1.2"].log_ratio)
    found = [math.exp(true_effects(below)["S1.2"].log_ratio) for below in ("lloq/2", "lloq/sqrt2")]
    assert true == pytest.approx(0.60)
    assert true + 0.05 < found[0] < found[1] - 0.03
