"""Footnotes of sensitivity analyses: other kinds of test, interactions, units left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sap.ard import Ard
from sap.ard.rows import ANOVA, CONTRAST, LEAVE_ONE_OUT, MODEL
from sap.language import counted, inside_a_sentence, noted, say, told
from sap.tables.numbers import NumberStyle
from sap.tables.wording import SCALE_NAMES, Wording, joined

PAIRED = {
    "paired-t": noted(
        "Paired t test of {unit} means in the place of the mixed model{scale}: {number}."
    ),
    "wilcoxon": noted(
        "Wilcoxon signed rank test of {unit} means in the place of the mixed model{scale}: "
        "{number}. Estimate and interval are those of Hodges and Lehmann (median of the Walsh "
        "averages); p-value and interval are exact."
    ),
}


def kind(ard: Ard) -> Iterator[str]:
    """Say what an analysis does where it is no mixed model.

    Parameters
    ----------
    ard
        Results of one analysis.

    Yields
    ------
    str
        A footnote.
    """
    words = PAIRED.get(ard.text("analysis_kind", kind=MODEL))
    pairs = ard.number("n_pairs", kind=MODEL)
    if words is None or pairs is None:
        return
    unit = _noun(ard.text("within", kind=MODEL))
    transformation = ard.text("transformation", kind=MODEL)
    scale = "" if transformation == "identity" else f" ({say(SCALE_NAMES[transformation])})"
    yield say(words, unit=unit, scale=scale, number=counted(pairs, unit))


def interactions(ard: Ard, wording: Wording, style: NumberStyle) -> Iterator[str]:
    """Give the test of each interaction of the compared factor.

    Parameters
    ----------
    ard
        Results of one analysis.
    wording
        The words of the table.
    style
        How numbers are written.

    Yields
    ------
    str
        A footnote.
    """
    factors = ard.select(kind=CONTRAST).values("group1")
    for term in ard.select(kind=ANOVA).values("variable"):
        parts = term.split(":")
        if len(parts) < 2 or not set(factors) & set(parts):
            continue
        of = {
            name: ard.number(name, kind=ANOVA, variable=term)
            for name in ("num_df", "den_df", "statistic", "p_value")
        }
        names = [wording.labels.get(part, part) for part in parts]
        yield say(
            "Interaction of {named}: F({num_df}, {den_df}) = {statistic}, p-value {p_value}.",
            named=joined(inside_a_sentence(name) for name in names),
            num_df=style.count(of["num_df"]),
            den_df=style.df(of["den_df"]),
            statistic=style.statistic(of["statistic"]),
            p_value=style.p_value(of["p_value"]),
        )


def left_out(
    ard: Ard, label: str, style: NumberStyle, written: Callable[[float | None], str]
) -> Iterator[str]:
    """Say without which units the estimate is lowest and highest.

    Parameters
    ----------
    ard
        Results of one analysis.
    label
        The contrast.
    style
        How numbers are written.
    written
        Writes an estimate.

    Yields
    ------
    str
        A footnote; none where there are no numbers.
    """
    rows = ard.select(kind=LEAVE_ONE_OUT, group1_level=label)
    low, high = rows.find("estimate_min"), rows.find("estimate_max")
    if low is None or high is None or low.stat is None or high.stat is None:
        return
    unit = _noun(low.variable)
    limits = [written(rows.number(name)) for name in ("conf_low_min", "conf_high_max")]
    yield say(
        "Range of the estimates with each {unit} left out in turn ({number}): lowest without "
        "{lowest}, highest without {highest}. Confidence limits from {low} to {high}; largest "
        "p-value {p_value}.",
        unit=unit,
        number=counted(rows.number("n_left_out"), unit),
        lowest=low.variable_level,
        highest=high.variable_level,
        low=limits[0],
        high=limits[1],
        p_value=style.p_value(rows.number("p_value_max")),
    )


def _noun(variable: str) -> str:
    return told(variable.replace("_", " "))
