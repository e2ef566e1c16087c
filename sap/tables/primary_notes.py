"""Footnotes of a table of one comparison, from its results data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sap.ard import Ard, ArdRow
from sap.ard.rows import CONTRAST, DISPOSITION, LIMITS, MODEL, SUMMARY
from sap.language import counted, noted, number, plural, say, told
from sap.tables.cautions import OF_DATA
from sap.tables.wording import (
    BACK_TRANSFORMATIONS,
    DDF_NAMES,
    LOGARITHMS,
    METHOD_NAMES,
    Nouns,
    Wording,
    back_transformation,
    explained,
    joined,
    rule_in_words,
)

DIFFERENCES = noted(
    "What is counted are differences from the blank, those of zero and less among them; what was "
    "measured may lie within the limits."
)
#: Steps before and up to the analysis set.
OUTSIDE = ("data", "where", "set")
SENSITIVITY = noted(
    "Not part of the confirmatory test: each changes the analysis above in what it is named "
    "after; intervals and p-values are nominal."
)
BELOW = noted("LLOQ{limits}: {rows} below it, {what}.")
ABOVE = noted("ULOQ (upper limit of quantification){limits}: {rows} above it, {what}.")
NO_RESULTS = noted("There are no results.")
GEOMETRIC_RATIO = "geometric mean ratio"
#: What an estimate is where it is not what the heading says, without a unit and with one.
OTHER_EFFECTS: Mapping[str, tuple[str, str]] = {
    "ratio": (noted("The estimate is a ratio."), noted("The estimate is a ratio in {unit}.")),
    GEOMETRIC_RATIO: (
        noted("The estimate is a geometric mean ratio."),
        noted("The estimate is a geometric mean ratio in {unit}."),
    ),
    "odds ratio": (
        noted("The estimate is an odds ratio."),
        noted("The estimate is an odds ratio in {unit}."),
    ),
    "difference": (
        noted("The estimate is a difference."),
        noted("The estimate is a difference in {unit}."),
    ),
}


def abbreviations(endpoint: Ard, confirmatory: Ard, wording: Wording) -> str:
    """Explain the abbreviations used and how observed values are summarised.

    Parameters
    ----------
    endpoint
        All results of the endpoint.
    confirmatory
        Those of its confirmatory analysis.
    wording
        The words of the table.

    Returns
    -------
    str
        A note on the whole table.
    """
    geometric = confirmatory.text("transformation", kind=MODEL) in LOGARITHMS
    shown = {name for name, _ in wording.analyses}
    nouns = {
        "units": plural(wording.unit_noun),
        "unit": wording.unit_noun,
        "rows": plural(wording.row_noun),
    }
    used = {
        say("CI, confidence interval"): True,
        say("CV, coefficient of variation"): geometric,
        say("df, degrees of freedom"): True,
        say("GMR, geometric mean ratio"): geometric and len(shown) > 1,
        say("LLOQ, lower limit of quantification"): bool(limits(confirmatory, wording)),
        say("LS, least squares"): True,
        say("N, {units} analysed", **nouns): True,
        say("NE, not estimable"): any(row.error for row in endpoint if row.analysis in shown),
        say("Q1, Q3, quartiles (SAS definition 5)"): True,
        say("SD, standard deviation"): True,
    }
    if geometric:
        means = say(
            "Observed means, spread and quartiles are over {units}: the {rows} of a {unit} are "
            "first combined by their geometric mean.",
            **nouns,
        )
    else:
        means = say(
            "Observed means, spread and quartiles are over {units}: the {rows} of a {unit} are "
            "first combined by their arithmetic mean.",
            **nouns,
        )
    return f"{explained(used)} {means}"


def limits(ard: Ard, wording: Wording) -> str:
    """Say which limits of quantification hold and what is done beyond them.

    Parameters
    ----------
    ard
        Results of the confirmatory analysis.
    wording
        The words of the table.

    Returns
    -------
    str
        A footnote, empty when no limits are declared.
    """
    parts = []
    for side, text, words in (("lower", BELOW, "below"), ("upper", ABOVE, "above")):
        rule = ard.text(f"{words}_rule", kind=LIMITS)
        if rule:
            rows = [row for row in ard.select(kind=LIMITS) if row.stat_name == f"n_{words}"]
            concerned = counted(sum(row.stat or 0.0 for row in rows), wording.row_noun)
            where, what = _range(ard, side), rule_in_words(rule)
            parts.append(say(text, limits=where, rows=concerned, what=what))
    if parts and net_of_blanks(ard):
        parts.append(say(DIFFERENCES))
    return " ".join(parts)


def net_of_blanks(ard: Ard) -> bool:
    """Tell whether blanks took off so much of an endpoint's response that it must be said.

    Parameters
    ----------
    ard
        Results of the endpoint's own analysis.

    Returns
    -------
    bool
    """
    return any(row.stat_text == "blanks" for row in ard.select(kind=MODEL, stat_name="condition"))


def _range(ard: Ard, side: str) -> str:
    low = ard.find(f"{side}_min", kind=LIMITS)
    high = ard.find(f"{side}_max", kind=LIMITS)
    if low is None or high is None or low.stat is None or high.stat is None:
        return ""
    values = number(low.stat, ".10g")
    if high.stat != low.stat:
        values = say("{low} to {high}", low=values, high=number(high.stat, ".10g"))
    return f" {values} {low.unit}".rstrip()


def model(ard: Ard, wording: Wording) -> str:
    """Describe the model: formula, estimation, df, scale, rows used, engine.

    Parameters
    ----------
    ard
        Results of the confirmatory analysis.
    wording
        The words of the table.

    Returns
    -------
    str
        A footnote.
    """
    units = [row.stat for row in ard.select(kind=SUMMARY, stat_name="n_set") if row.stat]
    sentences = [formula(ard), inference(ard)]
    if units:
        sentences.append(used(ard, max(units), wording, wording.sampled))
    sentences.append(engine(ard))
    return " ".join(sentence for sentence in sentences if sentence)


def formula(ard: Ard) -> str:
    """Name the model and how it is fitted."""
    method = ard.text("method", kind=MODEL)
    planned = ard.text("formula", kind=MODEL)
    fitted = ard.text("formula_fitted", kind=MODEL) or planned
    words = {"formula": fitted, "method": say(METHOD_NAMES.get(method, method))}
    if fitted == planned:
        return say("Linear mixed model {formula}, fitted by {method}.", **words)
    return say(
        "Linear mixed model {formula} (planned: {planned}), fitted by {method}.",
        planned=planned,
        **words,
    )


def inference(ard: Ard) -> str:
    """Name the method for degrees of freedom, and the way back from the scale of the model."""
    ddf = ard.text("ddf", kind=MODEL)
    text = say("Standard errors and degrees of freedom: {ddf}.", ddf=say(DDF_NAMES.get(ddf, ddf)))
    transformation = ard.text("transformation", kind=MODEL)
    if transformation not in BACK_TRANSFORMATIONS:
        return text
    of_ratios = ard.text("scale", kind=CONTRAST).endswith("ratio")
    return f"{text} {back_transformation(transformation, of_ratios=of_ratios)}"


def used(ard: Ard, units: float, nouns: Nouns, sampled: Sequence[str] = ()) -> str:
    """Count the rows of the model, their units and what else was sampled; empty without a model."""
    rows = ard.number("n_obs", kind=MODEL)
    if rows is None:
        return ""
    samples = [counted(units, nouns.unit_noun)]
    for name in sampled:
        levels = ard.number("n_groups", kind=MODEL, group1=name)
        if levels is not None:
            samples.append(counted(levels, told(name.replace("_", " "))))
    return say("{rows} of {samples}.", rows=counted(rows, nouns.row_noun), samples=joined(samples))


def left_out(ard: Ard, nouns: Nouns) -> str:
    """Count the units of the analysis set that are not in the analysis, by reason.

    Parameters
    ----------
    ard
        Results of one analysis.
    nouns
        What is counted.

    Returns
    -------
    str
        A sentence, empty where all units of the set are analysed.
    """
    reasons = [
        f"{told(row.variable_level)} ({counted(row.stat, nouns.unit_noun)})"
        for row in ard.select(kind=DISPOSITION, stat_name="n_removed_units")
        if row.variable not in OUTSIDE and row.stat
    ]
    if not reasons:
        return ""
    return say(
        "In the analysis set and not in the model: {reasons}.", reasons=say("; ").join(reasons)
    )


def engine(ard: Ard) -> str:
    """Name the engine and its versions."""
    versions = ", ".join(
        f"{row.variable} {row.stat_text}" for row in ard.select(stat_name="engine_version")
    )
    name = ard.text("engine", kind=MODEL)
    return say("Engine: {engine}.", engine=f"{name} ({versions})" if versions else name)


def conditions(ard: Ard) -> Iterator[str]:
    """Go through what happened in the fit, and to the data, that a reader must know.

    Parameters
    ----------
    ard
        Results of one analysis.

    Yields
    ------
    str
        A footnote.
    """
    for row in ard.select(kind=MODEL, stat_name="condition"):
        yield from _condition(row)


def of_fit(ard: Ard) -> Iterator[str]:
    """Go through what happened in the fit that a reader must know.

    Parameters
    ----------
    ard
        Results of one analysis.

    Yields
    ------
    str
        A footnote on the model.
    """
    for row in ard.select(kind=MODEL, stat_name="condition"):
        if row.stat_text not in OF_DATA:
            yield from _condition(row)


def _condition(row: ArdRow) -> Iterator[str]:
    if row.stat_text == "singular":
        why = told(row.warning)
        yield say("Singular fit, at the boundary of its parameters: {why}", why=why)
    elif row.stat_text != "note":
        yield told(row.warning)


def other_effect(effect: str, unit: str) -> str:
    """Say what a sensitivity analysis estimates where it is not what the heading says.

    Parameters
    ----------
    effect
        ``ratio``, ``geometric mean ratio``, ``odds ratio`` or ``difference``.
    unit
        The unit of the estimate, possibly empty.

    Returns
    -------
    str
        A footnote.
    """
    without, with_unit = OTHER_EFFECTS[effect]
    return say(with_unit, unit=unit) if unit else say(without)


def not_estimable(reason: str) -> str:
    """Say why a result is NE.

    Parameters
    ----------
    reason
        The reason as the analysis gave it, or said.

    Returns
    -------
    str
        A footnote.
    """
    return say("NE, not estimable: {reason}", reason=told(reason))
