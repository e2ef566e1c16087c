"""What an interval does not know of its data: blanks taken off, values put in for results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sap.ard import Ard
from sap.ard.placeholder import Placeholder
from sap.ard.rows import CONTRAST, LIMITS, MODEL
from sap.language import noted, number, say, told
from sap.tables.effects import effect_of

#: Conditions that the data bring with them; all others are those of a fit.
OF_DATA = ("blanks", "dropped_by_limit")
#: What a rule puts in the place of results below the limit, at the beginning of a sentence.
STAND_INS: Mapping[str, str] = {
    "lloq/2": noted("LLOQ/2"),
    "lloq/sqrt2": noted("LLOQ/√2"),
    "lloq": noted("The LLOQ"),
}
#: From this share of all results on, a rule for those below the limit moves the estimate.
LEAST_SHARE = 0.1
#: By the value of no effect.
TOWARDS_NONE: Mapping[float, str] = {
    1.0: noted(
        "{value} stands for {share} % of the results ({below} of {measured}): the estimate "
        "depends on this rule, which mostly draws a ratio towards 1, and the interval does not "
        "know of it."
    ),
    0.0: noted(
        "{value} stands for {share} % of the results ({below} of {measured}): the estimate "
        "depends on this rule, which mostly draws a difference towards 0, and the interval does "
        "not know of it."
    ),
}


def cautions(ard: Ard) -> Iterator[str]:
    """Go through what an interval does not know of its data.

    Parameters
    ----------
    ard
        Results of one analysis.

    Yields
    ------
    str
        A footnote on the interval; none where nothing is estimated.
    """
    effects = ard.select(kind=CONTRAST, stat_name="estimate")
    if all(row.stat is None for row in effects):
        return
    for row in ard.select(kind=MODEL, stat_name="condition"):
        if row.stat_text in OF_DATA:
            yield told(row.warning)
    yield from _stand_ins(ard)


def _stand_ins(ard: Ard) -> Iterator[str]:
    """Say how many results are none that was measured, where they are many."""
    value = STAND_INS.get(ard.text("below_rule", kind=LIMITS))
    counts = ard.select(kind=LIMITS)
    below, measured = (
        sum(row.stat or 0.0 for row in counts if row.stat_name == name)
        for name in ("n_below", "n_measured")
    )
    if value is None or not measured or below < LEAST_SHARE * measured:
        return
    if any(isinstance(row.stat, Placeholder) for row in counts):
        # How many they are, only data can say.
        return
    yield say(
        TOWARDS_NONE[effect_of(ard).null],
        value=say(value),
        share=number(100 * below / measured, ".0f"),
        below=number(below, ".0f"),
        measured=number(measured, ".0f"),
    )
