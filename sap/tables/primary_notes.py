"""Footnotes of a table of one comparison, from its results data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sap.ard import Ard
from sap.ard.rows import CONTRAST, DISPOSITION, LIMITS, MODEL, SUMMARY
from sap.tables.wording import (
    BACK_TRANSFORMATIONS,
    DDF_NAMES,
    LOGARITHMS,
    METHOD_NAMES,
    RULE_NAMES,
    Nouns,
    Wording,
    counted,
    plural,
)

DIFFERENCES = (
    "What is counted are differences from the blank, those of zero and less among them; what was "
    "measured may lie within the limits."
)
#: Steps before and up to the analysis set.
OUTSIDE = ("data", "where", "set")
SENSITIVITY = (
    "Not part of the confirmatory test: each changes the analysis above in what it is named "
    "after; intervals and p-values are nominal."
)


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
    unit, row = wording.unit_noun, plural(wording.row_noun)
    used = {
        "CI, confidence interval": True,
        "CV, coefficient of variation": geometric,
        "df, degrees of freedom": True,
        "GMR, geometric mean ratio": geometric and len(shown) > 1,
        "LLOQ, lower limit of quantification": bool(limits(confirmatory, wording)),
        "LS, least squares": True,
        f"N, {plural(unit)} analysed": True,
        "NE, not estimable": any(row.error for row in endpoint if row.analysis in shown),
        "Q1, Q3, quartiles (SAS definition 5)": True,
        "SD, standard deviation": True,
    }
    kind = "geometric" if geometric else "arithmetic"
    return (
        f"{'; '.join(words for words, is_used in used.items() if is_used)}. "
        f"Observed means, spread and quartiles are over {plural(unit)}: "
        f"the {row} of a {unit} are first combined by their {kind} mean."
    )


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
    for side, name, words in (
        ("lower", "LLOQ", "below"),
        ("upper", "ULOQ (upper limit of quantification)", "above"),
    ):
        rule = ard.text(f"{words}_rule", kind=LIMITS)
        if rule:
            what = RULE_NAMES.get(rule, f"handled by the rule {rule}")
            where = _range(ard, side)
            rows = [row for row in ard.select(kind=LIMITS) if row.stat_name == f"n_{words}"]
            number = sum(row.stat or 0.0 for row in rows)
            concerned = f"{counted(number, wording.row_noun)} {words} it"
            parts.append(f"{name}{where}: {concerned}, {what}.")
    if parts and net_of_blanks(ard):
        parts.append(DIFFERENCES)
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
    values = f"{low.stat:.10g}"
    if high.stat != low.stat:
        values = f"{values} to {high.stat:.10g}"
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
    simpler = f" (planned: {planned})" if fitted != planned else ""
    return f"Linear mixed model {fitted}{simpler}, fitted by {METHOD_NAMES.get(method, method)}."


def inference(ard: Ard) -> str:
    """Name the method for degrees of freedom, and the way back from the scale of the model."""
    ddf = ard.text("ddf", kind=MODEL)
    text = f"Standard errors and degrees of freedom: {DDF_NAMES.get(ddf, ddf)}."
    transformation = ard.text("transformation", kind=MODEL)
    if transformation not in BACK_TRANSFORMATIONS:
        return text
    is_ratio = ard.text("scale", kind=CONTRAST).endswith("ratio")
    what = "means and ratios" if is_ratio else "means"
    return f"{text} Back-transformation: {what} are {BACK_TRANSFORMATIONS[transformation]}."


def used(ard: Ard, units: float, nouns: Nouns, sampled: Sequence[str] = ()) -> str:
    """Count the rows of the model, their units and what else was sampled; empty without a model."""
    rows = ard.number("n_obs", kind=MODEL)
    if rows is None:
        return ""
    samples = [counted(units, nouns.unit_noun)]
    for name in sampled:
        levels = ard.number("n_groups", kind=MODEL, group1=name)
        if levels is not None:
            samples.append(counted(levels, name.replace("_", " ")))
    return f"{counted(rows, nouns.row_noun)} of {' and '.join(samples)}."


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
        f"{row.variable_level} ({counted(row.stat, nouns.unit_noun)})"
        for row in ard.select(kind=DISPOSITION, stat_name="n_removed_units")
        if row.variable not in OUTSIDE and row.stat
    ]
    return f"In the analysis set and not in the model: {'; '.join(reasons)}." if reasons else ""


def engine(ard: Ard) -> str:
    """Name the engine and its versions."""
    versions = ", ".join(
        f"{row.variable} {row.stat_text}" for row in ard.select(stat_name="engine_version")
    )
    return f"Engine: {ard.text('engine', kind=MODEL)}{f' ({versions})' if versions else ''}."


def conditions(ard: Ard) -> Iterator[str]:
    """Go through what happened in the fit that a reader must know.

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
        if row.stat_text == "singular":
            yield f"Singular fit, at the boundary of its parameters: {row.warning}"
        elif row.stat_text != "note":
            yield row.warning


def other_effect(effect: str, unit: str) -> str:
    """Say what a sensitivity analysis estimates where it is not what the heading says.

    Parameters
    ----------
    effect
        ``ratio``, ``odds ratio`` or ``difference``.
    unit
        The unit of the estimate, possibly empty.

    Returns
    -------
    str
        A footnote.
    """
    article = "an" if effect.startswith("o") else "a"
    return f"The estimate is {article} {effect}{f' in {unit}' if unit else ''}."


def not_estimable(reason: str) -> str:
    """Say why a result is NE.

    Parameters
    ----------
    reason
        The reason as the analysis gave it.

    Returns
    -------
    str
        A footnote.
    """
    return f"NE, not estimable: {reason}"
