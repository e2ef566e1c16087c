"""What each endpoint of the SIMULATED study is to estimate, known from the assumptions alone.

An effect is the log of a geometric mean ratio ruxolitinib / vehicle in the population that
donors are drawn from, not among the donors of one study: that is what a confidence interval
promises to cover. Each stands beside the value that an analysis tends to, however large the
study, if it puts a number in the place of readings outside the limits of quantification.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import NormalDist

from analyses.sclero_jak import assays
from analyses.sclero_jak import assumptions as a
from analyses.sclero_jak.assays import MODIFIED_ANALYTE, RESPONSES, Response
from analyses.sclero_jak.truth import LEVELS, Stratum, line_on_mrss, mean_effect, mean_over

CYTOKINES = ("PDGFBB", "IL6", "CXCL10", "CXCL4")
MARKERS = ("CD204", "CD206", "CD163", "CD86", "CMHII", "TLR4")
MRSS_AT, MRSS_PER = (5, 15, 25), 5
# Endpoint, what its model has beside treatment, and the levels' codes in the analysis plan.
SUBGROUPS: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("S4.1", "autoab", {}),
    ("S4.2", "mrss", {}),
    ("S4.3", "du", {}),
    ("S4.4", "ild_ct", {"0": "no", "1": "yes"}),
    ("S4.5", "pah_echo", {"0": "no", "1": "yes"}),
    ("S4.6", "cutaneous_subset", {}),
)
READ_ON_PLATES = ("P1", "S1", "S4")  # media of the patients' own cells
# What stands for a reading below the lower limit: the limit over this.
BELOW = {"lloq/2": 2.0, "lloq/sqrt2": math.sqrt(2), "lloq": 1.0}
STANDARD_NORMAL = NormalDist()


@dataclass(frozen=True)
class TrueEffect:
    """The effect that an endpoint is to estimate; all ratios are natural logs.

    Parameters
    ----------
    log_ratio
        Ruxolitinib / vehicle in the population.
    log_ratio_at
        The same at each level of the endpoint's subgroup variable, or at values of it; on
        the least-squares line where the variable is a number.
    modification
        Ratio of two such ratios, named ``level / reference`` or ``per 5``.
    """

    log_ratio: float
    log_ratio_at: Mapping[str, float] = field(default_factory=dict)
    modification: Mapping[str, float] = field(default_factory=dict)

    def over(self, weights: Mapping[str, float]) -> float:
        """Average over levels.

        Parameters
        ----------
        weights
            By level, not all zero: 1 each for equal weights, or the number of donors. A
            level without a weight has none.

        Returns
        -------
        float
            A log ratio.
        """
        total = sum(weights.values())
        return sum(weight * self.log_ratio_at[level] for level, weight in weights.items()) / total


def true_effects(below: str | None = None) -> dict[str, TrueEffect]:
    """Give the true effect of each endpoint of the study.

    Parameters
    ----------
    below
        None for the truth. Otherwise what an analysis puts in the place of a reading below
        the lower limit, ``lloq/2``, ``lloq/sqrt2`` or ``lloq``, the upper limit standing
        for one above it: the effects are then those that a very large study would find. For
        endpoints with serum, where blanks are subtracted, they are not given.

    Returns
    -------
    dict of str to TrueEffect
        By endpoint, in the order of the plan.
    """
    responses = {
        response.analyte: response for response in RESPONSES if response.stimulation == "NS"
    }
    markers = {
        expression.marker: math.log(expression.gmr)
        for expression in assays.EXPRESSIONS
        if expression.stimulation == "NS"
    }
    effects = {"P1": _of_patients(responses["CCL18"], below)}
    for number, name in enumerate(CYTOKINES, start=1):
        effects[f"S1.{number}"] = _of_patients(responses[name], below)
    for number, name in enumerate(MARKERS, start=1):
        effects[f"S2.{number}"] = TrueEffect(markers[name])
    if below is None:
        for number, name in enumerate((MODIFIED_ANALYTE, *CYTOKINES), start=1):
            effects[f"S3.{number}"] = TrueEffect(math.log(responses[name].gmr["HD"]))
    for number, name in enumerate(MARKERS, start=6):
        effects[f"S3.{number}"] = TrueEffect(markers[name])
    of_stratum = _effect_by_stratum(responses[MODIFIED_ANALYTE], below)
    for endpoint, variable, codes in SUBGROUPS:
        effects[endpoint] = _by_subgroup(variable, codes, of_stratum)
    return effects


def written_effects() -> dict[str, dict[str, object]]:
    """Give the true ratios of each endpoint, rounded, as the file of the truth has them.

    Returns
    -------
    dict
        By endpoint: ``gmr``; of an endpoint with subgroups ``gmr_at`` and ``ratio_of_gmr``;
        of one read on plates ``gmr_as_read``, by what stands for a reading below the limit.
    """
    as_read = {below: true_effects(below) for below in ("lloq/2", "lloq/sqrt2")}
    written: dict[str, dict[str, object]] = {}
    for endpoint, effect in true_effects().items():
        written[endpoint] = {"gmr": _ratio(effect.log_ratio)}
        if effect.log_ratio_at:
            written[endpoint] |= {
                "gmr_at": {level: _ratio(log) for level, log in effect.log_ratio_at.items()},
                "ratio_of_gmr": {name: _ratio(log) for name, log in effect.modification.items()},
            }
        if endpoint.startswith(READ_ON_PLATES):
            written[endpoint]["gmr_as_read"] = {
                below: _ratio(effects[endpoint].log_ratio) for below, effects in as_read.items()
            }
    return written


def _ratio(log: float) -> float:
    return round(math.exp(log), 4)


def causal_modifiers() -> dict[str, float]:
    """Log ratios of ratios in the model of CCL18 that holds all characteristics at once.

    Returns
    -------
    dict of str to float
        By ``variable level``; every other characteristic has 0.
    """
    return {
        "cutaneous_subset dcSSc": math.log(a.MODIFIER_DIFFUSE),
        "ild_ct 1": math.log(a.MODIFIER_ILD),
    }


def _of_patients(response: Response, below: str | None) -> TrueEffect:
    return TrueEffect(mean_over(_effect_by_stratum(response, below)))


def _by_subgroup(
    variable: str, codes: Mapping[str, str], effect: Callable[[Stratum], float]
) -> TrueEffect:
    overall = mean_over(effect)
    if variable not in LEVELS:
        start, slope = line_on_mrss(effect)
        at = {str(value): start + slope * value for value in MRSS_AT}
        return TrueEffect(overall, at, {f"per {MRSS_PER}": MRSS_PER * slope})
    at = {
        codes.get(level, level): mean_over(effect, share)
        for level, share in LEVELS[variable].items()
    }
    reference, *others = at
    ratios = {f"{level} / {reference}": at[level] - at[reference] for level in others}
    return TrueEffect(overall, at, ratios)


def _effect_by_stratum(response: Response, below: str | None) -> Callable[[Stratum], float]:
    """Give the mean log ratio of each stratum of patients, as it is or as it is read."""
    centre = math.log(response.gm_vehicle["SSC"]) + math.log(response.gmr["SSC"]) / 2
    modified = response.analyte == MODIFIED_ANALYTE

    def effect(stratum: Stratum) -> float:
        log_ratio = math.log(response.gmr["SSC"])
        if modified:
            log_ratio += stratum.effect - mean_effect()
        if below is None:
            return log_ratio
        means = [
            _mean_as_read(response, centre + coded * log_ratio, BELOW[below])
            for coded in (a.TREATMENTS["DMSO"], a.TREATMENTS["RUX"])
        ]
        return means[1] - means[0]

    return effect


def _mean_as_read(response: Response, mean: float, divisor: float) -> float:
    """Mean log reading of a well, with numbers in the place of what is beyond the limits.

    Log concentration Y and log limits L and U of the plate are normal. With D = Y - L, what
    is read is L - log(divisor) + [D + log(divisor)] where D > 0, less Y - U where Y > U.
    """
    variance = (
        response.sd_donor**2
        + response.sd_slope**2 / 4
        + a.SD_CULTURE**2
        + a.SD_BATCH**2
        + a.SD_PLATE**2
        + a.SD_REPLICATE**2
    )
    lower, upper = (
        math.log(limit * response.dilution) for limit in assays.KIT_RANGE[response.analyte]
    )
    sd_below = math.sqrt(variance + a.SD_LLOQ_BETWEEN_PLATES**2)
    sd_above = math.sqrt(variance + a.SD_ULOQ_BETWEEN_PLATES**2)
    within = _mean_above_zero(mean - lower, sd_below)
    within += math.log(divisor) * STANDARD_NORMAL.cdf((mean - lower) / sd_below)
    return lower - math.log(divisor) + within - _mean_above_zero(mean - upper, sd_above)


def _mean_above_zero(mean: float, sd: float) -> float:
    """Mean of a normal deviate, with 0 in the place of what is below 0."""
    z = mean / sd
    return mean * STANDARD_NORMAL.cdf(z) + sd * STANDARD_NORMAL.pdf(z)
