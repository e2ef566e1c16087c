"""Footnotes of a table with one row an endpoint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sap.ard import Ard
from sap.ard.rows import LIMITS, MODEL
from sap.tables.display_wording import EndpointsWording
from sap.tables.effects import Effect
from sap.tables.families import Family
from sap.tables.primary_notes import DIFFERENCES, net_of_blanks
from sap.tables.wording import (
    BACK_TRANSFORMATIONS,
    DDF_NAMES,
    METHOD_NAMES,
    RULE_NAMES,
    plural,
)

UNADJUSTED = (
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
    units = plural(wording.unit_noun)
    used = {
        "CI, confidence interval": True,
        "GMR, geometric mean ratio": any(one.short_name == "GMR" for one in effects),
        "LS, least squares": True,
        "NE, not estimable": not_estimable,
        "p adj, p-value adjusted within the family": bool(families),
        "p raw, p-value without adjustment": bool(families),
    }
    text = "; ".join(words for words, is_used in used.items() if is_used)
    return f"{text}. {units.capitalize()}: those in the analysis."


def rule_for_limits(own: Ard) -> str:
    """Say what is done below the lower limit of quantification; empty where there is none."""
    rule = own.text("below_rule", context=LIMITS)
    if not rule:
        return ""
    what = RULE_NAMES.get(rule, f"handled by the rule {rule}")
    text = (
        "LLOQ, lower limit of quantification. Percentages are of results; those below the LLOQ "
        f"are {what}."
    )
    return f"{text} Where blanks were subtracted: {DIFFERENCES}" if net_of_blanks(own) else text


def model(own: Ard) -> str:
    """Describe a model: formula, estimation, degrees of freedom; empty where nothing is known."""
    formula = own.text("formula", context=MODEL)
    if not formula:
        return ""
    method, ddf = (own.text(name, context=MODEL) for name in ("method", "ddf"))
    return (
        f"Linear mixed model {formula}, fitted by {METHOD_NAMES.get(method, method)}; standard "
        f"errors and degrees of freedom: {DDF_NAMES.get(ddf, ddf)}."
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
            what = "means and ratios" if one.kind.endswith("ratio") else "means"
            back = BACK_TRANSFORMATIONS[one.transformation]
            yield f"Back-transformation: {what} are {back}."
