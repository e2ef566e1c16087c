"""Footnotes of a table with one row an endpoint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sap.ard import Ard
from sap.ard.rows import LIMITS, MODEL
from sap.language import inside_a_sentence, noted, plural, say
from sap.tables.display_wording import EndpointsWording
from sap.tables.effects import Effect
from sap.tables.families import Family
from sap.tables.primary_notes import DIFFERENCES, net_of_blanks
from sap.tables.wording import (
    BACK_TRANSFORMATIONS,
    DDF_NAMES,
    METHOD_NAMES,
    back_transformation,
    explained,
    rule_in_words,
)

UNADJUSTED = noted(
    "Confidence intervals are not adjusted for multiplicity and are not to be used for testing."
)


def abbreviations(
    wording: EndpointsWording,
    effects: Iterable[Effect],
    families: Mapping[str, Family],
    not_estimable: bool,
) -> str:
    """Explain the abbreviations used.

    Parameters
    ----------
    wording
        The words of the table.
    effects
        Those of its endpoints.
    families
        Those of its endpoints.
    not_estimable
        Whether anything is.

    Returns
    -------
    str
        A note on the whole table.
    """
    units = plural(wording.unit_noun).capitalize()
    used = {
        say("CI, confidence interval"): True,
        say("GMR, geometric mean ratio"): any(one.is_geometric_ratio for one in effects),
        say("LS, least squares"): True,
        say("NE, not estimable"): not_estimable,
        say("p adj, p-value adjusted within the family"): bool(families),
        say("p raw, p-value without adjustment"): bool(families),
    }
    return f"{explained(used)} {say('{units}: those in the analysis.', units=units)}"


def rule_for_limits(own: Ard) -> str:
    """Say what is done below the lower limit of quantification; empty where there is none."""
    rule = own.text("below_rule", context=LIMITS)
    if not rule:
        return ""
    text = say(
        "LLOQ, lower limit of quantification. Percentages are of results; those below the LLOQ "
        "are {what}.",
        what=rule_in_words(rule),
    )
    if not net_of_blanks(own):
        return text
    what = inside_a_sentence(say(DIFFERENCES))
    return f"{text} {say('Where blanks were subtracted: {what}', what=what)}"


def model(own: Ard) -> str:
    """Describe a model: formula, estimation, degrees of freedom; empty where nothing is known."""
    formula = own.text("formula", context=MODEL)
    if not formula:
        return ""
    method, ddf = (own.text(name, context=MODEL) for name in ("method", "ddf"))
    return say(
        "Linear mixed model {formula}, fitted by {method}; standard errors and degrees of "
        "freedom: {ddf}.",
        formula=formula,
        method=say(METHOD_NAMES.get(method, method)),
        ddf=say(DDF_NAMES.get(ddf, ddf)),
    )


def back_transformations(effects: Iterable[Effect]) -> Iterator[str]:
    """Say how means and effects come back from the scale of the model.

    Parameters
    ----------
    effects
        Those of the endpoints.

    Yields
    ------
    str
        A note on the whole table for each scale.
    """
    for one in dict.fromkeys(effects):
        if one.transformation in BACK_TRANSFORMATIONS:
            of_ratios = one.kind.endswith("ratio")
            yield back_transformation(one.transformation, of_ratios=of_ratios)
