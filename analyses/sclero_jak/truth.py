"""The known truth of the SIMULATED study, from the assumptions alone.

`log_ratio` is the generator's own effect of ruxolitinib for one donor; everything
else is computed from the assumed probabilities, never from simulated wells.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from analyses.sclero_jak import assays
from analyses.sclero_jak import assumptions as a
from analyses.sclero_jak.assays import (
    BLOCK,
    CORRELATION_DONOR_ALL,
    CORRELATION_DONOR_BLOCK,
    CORRELATION_SLOPE_BLOCK,
    MODIFIED_ANALYTE,
    RESPONSES,
    Response,
)
from analyses.sclero_jak.chance import current_seed, normal
from analyses.sclero_jak.clinic import Donor, probability_ild

LOG_DIFFUSE = math.log(a.MODIFIER_DIFFUSE)
LOG_ILD = math.log(a.MODIFIER_ILD)


@dataclass(frozen=True)
class Stratum:
    """A combination of antibody, cutaneous subset and lung disease, with its probability."""

    antibody: str
    diffuse: bool
    ild: bool
    probability: float

    @property
    def effect(self) -> float:
        """Log ratio of the stratum against a donor with neither modifier."""
        return LOG_DIFFUSE * self.diffuse + LOG_ILD * self.ild


def strata() -> Iterator[Stratum]:
    """Give all strata of the assumed SSc population; probabilities sum to one."""
    for antibody, p_antibody in a.AUTOANTIBODY.items():
        for diffuse in (False, True):
            p_diffuse = a.DIFFUSE[antibody] if diffuse else 1 - a.DIFFUSE[antibody]
            for ild in (False, True):
                p_ild = probability_ild(antibody, diffuse)
                p = p_antibody * p_diffuse * (p_ild if ild else 1 - p_ild)
                yield Stratum(antibody, diffuse, ild, p)


def mean_over(
    value: Callable[[Stratum], float], share: Callable[[Stratum], float] = lambda stratum: 1.0
) -> float:
    """Mean of a value over the assumed SSc population, or over a part of it.

    Parameters
    ----------
    value
        Of a stratum.
    share
        The share of a stratum's donors that belong to the part.
    """
    shares = [(stratum, stratum.probability * share(stratum)) for stratum in strata()]
    return sum(p * value(stratum) for stratum, p in shares) / sum(p for _, p in shares)


def mean_effect() -> float:
    """Mean contribution of the effect modifiers to the log ratio."""
    return mean_over(lambda stratum: stratum.effect)


def fixed_log_ratio(response: Response, donor: Donor) -> float:
    """Log ratio of a donor without the donor's own random slope."""
    log_gmr = math.log(response.gmr[donor.group])
    if donor.group != "SSC" or response.analyte != MODIFIED_ANALYTE:
        return log_gmr
    return log_gmr + LOG_DIFFUSE * donor.diffuse + LOG_ILD * donor.ild - mean_effect()


def log_ratio(response: Response, donor: Donor) -> float:
    """Log ratio ruxolitinib / vehicle of one donor: fixed part and random slope."""
    return fixed_log_ratio(response, donor) + response.sd_slope * slope_deviate(
        response.analyte, donor
    )


def donor_deviate(name: str, donor: Donor) -> float:
    """Draw the deviate of a donor's level of an analyte or marker: .45 in a block, .10 across."""
    shared, within = CORRELATION_DONOR_ALL, CORRELATION_DONOR_BLOCK
    common = math.sqrt(shared) * normal("donor", donor.id)
    if name not in BLOCK:
        return common + math.sqrt(1 - shared) * normal("donor", name, donor.id)
    return (
        common
        + math.sqrt(within - shared) * normal("donor", BLOCK[name], donor.id)
        + math.sqrt(1 - within) * normal("donor", BLOCK[name], name, donor.id)
    )


def slope_deviate(name: str, donor: Donor) -> float:
    """Draw the deviate of a donor's log ratio of an analyte or marker: .30 in a block."""
    if name not in BLOCK:
        return normal("slope", name, donor.id)
    within = CORRELATION_SLOPE_BLOCK
    deviate = math.sqrt(within) * normal("slope", BLOCK[name], donor.id)
    return deviate + math.sqrt(1 - within) * normal("slope", BLOCK[name], name, donor.id)


# The share of a stratum's donors that are of a level; ulcers and pulmonary hypertension depend on
# the antibody alone.
LEVELS: dict[str, dict[str, Callable[[Stratum], float]]] = {
    "autoab": {
        name: lambda stratum, name=name: stratum.antibody == name for name in a.AUTOANTIBODY
    },
    "du": {
        "never": lambda stratum: 1 - a.ULCERS_EVER[stratum.antibody],
        "ever": lambda stratum: a.ULCERS_EVER[stratum.antibody],
    },
    "ild_ct": {"0": lambda stratum: not stratum.ild, "1": lambda stratum: stratum.ild},
    "pah_echo": {
        "0": lambda stratum: 1 - a.PAH[stratum.antibody],
        "1": lambda stratum: a.PAH[stratum.antibody],
    },
    "cutaneous_subset": {
        "lcSSc": lambda stratum: not stratum.diffuse,
        "dcSSc": lambda stratum: stratum.diffuse,
    },
}


def one_at_a_time() -> dict[str, float]:
    """Ratios of geometric mean ratios when one characteristic is looked at alone."""
    ratios = {}
    for variable in ("cutaneous_subset", "ild_ct", "autoab", "du", "pah_echo"):
        reference, *others = LEVELS[variable]
        base = mean_over(lambda s: s.effect, LEVELS[variable][reference])
        for level in others:
            mean = mean_over(lambda s: s.effect, LEVELS[variable][level])
            ratios[f"{variable} {level} / {reference}"] = round(math.exp(mean - base), 4)
    _, slope = line_on_mrss(lambda s: s.effect)
    return ratios | {"mrss per 5 points": round(math.exp(5 * slope), 4)}


def line_on_mrss(value: Callable[[Stratum], float]) -> tuple[float, float]:
    """Least-squares line of a value on mRSS in the population.

    Parameters
    ----------
    value
        Of a stratum: within a stratum it does not depend on mRSS.

    Returns
    -------
    tuple of float
        The value at mRSS 0, and its slope per point.
    """
    moments = {diffuse: (k * t, k * t * t + 1 / 12) for diffuse, (k, t) in a.MRSS_GAMMA.items()}
    mean = mean_over(lambda s: moments[s.diffuse][0])
    variance = mean_over(lambda s: moments[s.diffuse][1] + (moments[s.diffuse][0] - mean) ** 2)
    covariance = mean_over(lambda s: (moments[s.diffuse][0] - mean) * value(s))
    slope = covariance / variance
    return mean_over(value) - slope * mean, slope


def variance_components(response: Response) -> dict[str, float]:
    """Give the standard deviations that model A sees in the SSc population, log scale.

    A random slope of variance S on treatment coded -1/2, +1/2, seen through random
    intercepts of donor and of donor x treatment, adds -S/4 to the variance of the
    first and S/2 to that of the second. Batches are no part of model A: their variance
    goes to donors and, as plates are filled batch by batch, to plates; so these two are
    given together.
    """
    modifiers = 0.0
    if response.analyte == MODIFIED_ANALYTE:
        modifiers = mean_over(lambda s: (s.effect - mean_effect()) ** 2)
    slope = response.sd_slope**2 + modifiers
    between = response.sd_donor**2 + a.SD_BATCH**2 + a.SD_PLATE**2 - slope / 4
    components = {
        "donor and plate": between,
        "donor:treatment": a.SD_CULTURE**2 + slope / 2,
        "residual": a.SD_REPLICATE**2,
    }
    return {name: round(math.sqrt(variance), 4) for name, variance in components.items()}


def make_truth(donors: list[Donor]) -> dict[str, object]:
    """Collect the truth of every response.

    Parameters
    ----------
    donors
        The simulated donors; only their recorded effect modifiers are used, for the
        geometric mean ratio over exactly these donors.
    """
    eligible = [donor for donor in donors if in_full_analysis_set(donor)]
    responses = {}
    for response in RESPONSES:
        over_these = [fixed_log_ratio(response, donor) for donor in eligible]
        responses[f"{response.analyte} {response.stimulation}"] = {
            "gmr": response.gmr["SSC"],
            "gmr_over_these_donors": round(math.exp(sum(over_these) / len(over_these)), 4),
            "gm_vehicle": response.gm_vehicle["SSC"],
            "gmr_by_group": response.gmr,
            "model_a_sd": variance_components(response),
        }
    return {
        "data_origin": a.DATA_ORIGIN,
        "seed": current_seed(),
        "scale": "ratios are exp of differences of natural logs; SDs are of natural logs",
        "primary": {
            "endpoint": "CCL18 concentration, unstimulated, ruxolitinib / vehicle, SSc donors",
            "gmr": RESPONSES[0].gmr["SSC"],
        },
        "responses": responses,
        "flow": _truth_of_flow(),
        "hd_serum": _truth_with_serum(),
        "hd_serum_flow": {
            f"{expression.marker} NS": {"gmr": round(expression.gmr, 4)}
            for expression in assays.EXPRESSIONS
            if expression.stimulation == "NS"
        },
        "correlations": {
            "donor_within_block": CORRELATION_DONOR_BLOCK,
            "donor_across": CORRELATION_DONOR_ALL,
            "slope_within_block": CORRELATION_SLOPE_BLOCK,
            "blocks": BLOCK,
        },
        "effect_modification": {
            "joint": {
                "cutaneous_subset dcSSc / lcSSc": a.MODIFIER_DIFFUSE,
                "ild_ct 1 / 0": a.MODIFIER_ILD,
            },
            "one_at_a_time": one_at_a_time(),
        },
        "population": {
            "diffuse": round(mean_over(lambda s: s.diffuse), 4),
            "ild": round(mean_over(lambda s: s.ild), 4),
        },
        "ssc_full_analysis_set": {"donors": len(eligible)},
    }


def _truth_of_flow() -> dict[str, object]:
    """Give the effects on the markers, and the standard deviations that model B sees."""
    slope = assays.SD_FLOW_SLOPE**2
    sds = {
        "donor": math.sqrt(assays.SD_FLOW_DONOR**2 - slope / 4),
        "run": assays.SD_FLOW_RUN,
        "residual": math.sqrt(assays.SD_FLOW_RESIDUAL**2 + slope / 2),
    }
    effects = {
        f"{expression.marker} {expression.stimulation}": {
            "gmr": round(expression.gmr, 4),
            "gm_vehicle": expression.gm_vehicle,
        }
        for expression in assays.EXPRESSIONS
    }
    return {"responses": effects, "model_b_sd": {k: round(sd, 4) for k, sd in sds.items()}}


def _truth_with_serum() -> dict[str, object]:
    """Give the effects on healthy cells with serum, and what serum itself does to them.

    Serum brings the same amount into both arms, so that the ratio that is seen without
    subtracting the blanks is nearer to 1; it is given at the geometric means.
    """
    truth: dict[str, object] = {}
    for response in RESPONSES:
        if response.stimulation != "NS":
            continue
        name, gmr = response.analyte, response.gmr["HD"]
        vehicle = response.gm_vehicle["HD"] * assays.SERUM_RATIO[name]
        brought = assays.CARRY_OVER[name]
        truth[name] = {
            "gmr": gmr,
            "gmr_without_blanks": round((gmr * vehicle + brought) / (vehicle + brought), 4),
            "gm_vehicle_ssc_serum": vehicle,
            "serum_ratio_ssc_hd": assays.SERUM_RATIO[name],
            "carry_over": brought,
        }
    sds = {
        "hd": assays.SD_CELL_DONOR,
        "serum": assays.SD_SERUM,
        "hd:serum": assays.SD_CELL_DONOR_SERUM,
        "slope hd": assays.SD_CELL_DONOR_SLOPE,
        "slope serum": assays.SD_SERUM_SLOPE,
        "hd:serum:treatment": a.SD_CULTURE,
        "plate": a.SD_PLATE,
        "residual": a.SD_REPLICATE,
    }
    return {"responses": truth, "generator_sd": sds}


def in_full_analysis_set(donor: Donor) -> bool:
    """Whether the donor is in the SSc full analysis set."""
    row = donor.row
    return (
        donor.group == "SSC"
        and row["consent"] == "GIVEN"
        and float(str(row["hb_g_dl"])) >= 7
        and donor.cultured
    )
