"""Results by subgroup as a run would give them, with made-up numbers, and the words for them."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator

from sap.ard import Ard, ArdRow, ordered
from sap.ard.model import planned_rows
from sap.ard.rows import (
    ANOVA,
    CONTRAST,
    EMMEANS,
    FAILURE,
    MODEL,
    MODIFICATION,
    MULTIPLICITY,
    OVERALL,
    OVERALL_MEANS,
    SUBGROUP,
    SUMMARY,
    Analysis,
)
from sap.tables.wording import SubgroupFactor, SubgroupWording

ARMS = (("DMSO", "Vehicle"), ("RUX", "Ruxolitinib"))
LABEL = "RUX / DMSO"
SUPPRESSED = "the level has 3 donors, fewer than 5 donors."
REASON = "No optimum was found: the gradient is 0.2 after 200 steps."
ANTIBODY = SubgroupFactor(
    "S4.1",
    "primary",
    "autoab",
    "Autoantibody",
    (
        ("ACA", "Anticentromere"),
        ("ATA", "Antitopoisomerase"),
        ("ARA3", "Anti-RNA polymerase III"),
        ("NONE", "None"),
    ),
)
SKIN = SubgroupFactor(
    "S4.2", "primary", "mrss", "mRSS", at=(5.0, 15.0, 25.0), per=5.0, unit="points"
)
ULCERS = SubgroupFactor(
    "S4.3", "primary", "ulcers", "Digital ulcers", (("never", "Never"), ("ever", "Ever"))
)
ILD = SubgroupFactor(
    "S4.4", "primary", "ild", "Interstitial lung disease", (("0", "No"), ("1", "Yes"))
)
PAH = SubgroupFactor(
    "S4.5", "primary", "pah", "Pulmonary arterial hypertension", (("0", "No"), ("1", "Yes"))
)
SUBSET = SubgroupFactor(
    "S4.6", "primary", "subset", "SSc type", (("lcSSc", "Limited"), ("dcSSc", "Diffuse"))
)
FACTORS = (ANTIBODY, SKIN, ULCERS, ILD, PAH, SUBSET)
UNITS = {
    "autoab": (38, 27, 8, 21),
    "ulcers": (58, 36),
    "ild": (55, 37),
    "pah": (88, 3),
    "subset": (60, 34),
}
EFFECTS = {
    "autoab": (0.70, 0.565, 0.61, 0.68),
    "mrss": (0.69, 0.62, 0.55),
    "ulcers": (0.66, 0.62),
    "ild": (0.72, 0.551),
    "pah": (0.645, 0.7),
    "subset": (0.701, 0.5561),
}
WORDING = SubgroupWording(
    number="14.2.5",
    title="CCL18 in conditioned media, ruxolitinib versus vehicle, by subgroup",
    population="SSc full analysis set",
    protocol="SCLERO-JAK (NCT04206644)",
    notice="SIMULATED DATA",
    arms=ARMS,
    unit_noun="donor",
    row_noun="well",
    factors=FACTORS,
    response="CCL18 concentration (pg/mL)",
    footnotes=("All subgroups were prespecified; their analysis is exploratory.",),
)


def words(*factors: SubgroupFactor, **changes) -> SubgroupWording:
    """Give the words of a table of some of the factors."""
    return dataclasses.replace(WORDING, factors=factors or FACTORS, **changes)


def _result(
    analysis: Analysis, context: str, estimate: float | None, width: float, error: str = "", **place
) -> Iterator[ArdRow]:
    """Give an estimate and its interval, on the log scale as wide on either side."""
    effect = context in (CONTRAST, OVERALL, MODIFICATION)
    scale = "ratio" if effect else "response"
    numbers = {"estimate": estimate}
    for name, sign in (("conf_low", -1), ("conf_high", 1)):
        numbers[name] = None if estimate is None else estimate * math.exp(sign * width)
    if context in (EMMEANS, CONTRAST, OVERALL_MEANS, OVERALL):
        yield analysis.row(context, "scale", text=scale, group1="treatment", error=error, **place)
    for name, value in numbers.items():
        unit = "" if effect else "pg/mL"
        yield analysis.row(
            context, name, value, group1="treatment", unit=unit, error=error, **place
        )


def _both(
    analysis: Analysis, contexts: tuple[str, str], ratio: float, n: float, error: str, **place
) -> Iterator[ArdRow]:
    means, effects = contexts
    known = not error
    for arm, mean in (("DMSO", 5874.2), ("RUX", 5874.2 * ratio)):
        value = mean if known else None
        yield from _result(analysis, means, value, 1 / n**0.5, error, group1_level=arm, **place)
    value = ratio if known else None
    yield from _result(analysis, effects, value, 0.8 / n**0.5, error, group1_level=LABEL, **place)


def factor_rows(factor: SubgroupFactor, *, fails: bool = False) -> Iterator[ArdRow]:
    """Give the rows of the model of one factor; a level of fewer than 5 units is suppressed."""
    analysis = Analysis(factor.endpoint, factor.analysis)
    name = factor.variable
    options = {
        "formula": f"log(concentration) ~ treatment * {name} + (1 | donor) + "
        "(1 | donor:treatment) + (1 | plate)",
        "transformation": "log",
        "method": "REML",
        "ddf": "kenward-roger",
        "engine": "statsmodels",
        "contrast_method": "trt.vs.ctrl",
    }
    yield from planned_rows(analysis, options, 0.95, 0.05)
    codes = [code for code, _ in factor.levels] or [f"{value:g}" for value in factor.at]
    units = UNITS.get(name, (93,))
    if factor.levels:
        for code, number in zip(codes, units, strict=True):
            yield analysis.row(SUBGROUP, "n_units", number, group2=name, group2_level=code)
    else:
        yield analysis.row(SUBGROUP, "n_units", units[0], group2=name)
    if not fails:
        yield analysis.row(MODEL, "n_obs", 4 * sum(units) - 3)
        yield analysis.row(MODEL, "engine_version", text="0.15.0", variable="statsmodels")
        for stat, value in (
            ("num_df", max(len(units) - 1, 1)),
            ("den_df", 88.314),
            ("statistic", 2.4049),
            ("p_value", 0.0496 if name == "ild" else 0.1249),
        ):
            yield analysis.row(ANOVA, stat, value, variable=f"treatment:{name}")
    effects = EFFECTS[name]
    for number, (code, ratio) in enumerate(zip(codes, effects, strict=True)):
        n = units[number] if factor.levels else units[0] / 2
        error = REASON if fails else SUPPRESSED if n < 5 else ""
        place = {"group2": name, "group2_level": code}
        yield from _both(analysis, (EMMEANS, CONTRAST), ratio, n, error, **place)
        if factor.levels and number:
            place["group2_level"] = f"{code} / {codes[0]}"
            change = None if error else ratio / effects[0]
            place["group1_level"] = LABEL
            yield from _result(analysis, MODIFICATION, change, 1 / n**0.5, error, **place)
    if factor.per is not None:
        place = {"group1_level": LABEL, "group2": name, "group2_level": f"per {factor.per:g}"}
        change, error = (None, REASON) if fails else (0.944, "")
        yield from _result(analysis, MODIFICATION, change, 0.05, error, **place)
    for weights in ("observed", "equal") if factor.levels else ("observed",):
        place = {"group2": "weights", "group2_level": weights}
        ratio = 0.641 if weights == "observed" else 0.66
        contexts = (OVERALL_MEANS, OVERALL)
        yield from _both(analysis, contexts, ratio, sum(units), REASON if fails else "", **place)
    if fails:
        yield analysis.row(FAILURE, "failure", text=REASON, error=REASON)


def whole_rows() -> Iterator[ArdRow]:
    """Give the rows of a model without a subgroup variable."""
    analysis = Analysis("P1", "primary")
    yield analysis.row(SUMMARY, "n_set", 94, group1="treatment", group1_level="DMSO")
    yield from _both(analysis, (EMMEANS, CONTRAST), 0.644787, 94, "")


def family_rows() -> Iterator[ArdRow]:
    """Give the rows of the family of all factors."""
    for name, text in (("procedure", "holm"), ("label", "F4, exploratory")):
        yield Analysis().row(MULTIPLICITY, name, text=text, variable="F4")
    for number, factor in enumerate(FACTORS):
        analysis = Analysis(factor.endpoint, factor.analysis)
        yield analysis.row(MULTIPLICITY, "p_adjusted", 0.2976 + number / 10, variable="F4")


def example(*factors: SubgroupFactor, fails: tuple[str, ...] = (), more: tuple[ArdRow, ...] = ()):
    """Give the results of some factors, all by default."""
    rows = [*whole_rows(), *more]
    for factor in factors or FACTORS:
        rows += factor_rows(factor, fails=factor.variable in fails)
    return Ard(ordered(rows))


def as_differences(ard: Ard) -> Ard:
    """Put effects on the scale of the response: logarithms of ratios, as differences."""

    def changed(row: ArdRow) -> ArdRow:
        if row.stat_name == "transformation":
            return dataclasses.replace(row, stat_text="identity")
        if row.context not in (CONTRAST, OVERALL, MODIFICATION):
            return row
        if row.stat_name == "scale":
            return dataclasses.replace(row, stat_text="difference")
        if row.stat_name not in ("estimate", "conf_low", "conf_high"):
            return row
        stat = None if row.stat is None else 1000.0 * math.log(row.stat)
        label = row.group2_level.replace(" / ", " - ")
        return dataclasses.replace(row, stat=stat, unit="pg/mL", group2_level=label)

    return Ard(tuple(changed(row) for row in ard))
