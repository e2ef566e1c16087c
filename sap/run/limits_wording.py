"""The words of a table of values beyond limits, taken from the plan."""

from __future__ import annotations

from dataclasses import replace

from sap.plan import Plan, PlannedLimits
from sap.run.wording import words_about_data
from sap.spec import PRIMARY
from sap.tables.wording import DisplayWording, titled


def limits_wording(plan: Plan, display: PlannedLimits) -> DisplayWording:
    """Take the words of a table of values beyond limits from the plan.

    Parameters
    ----------
    plan
        The plan.
    display
        The table.

    Returns
    -------
    DisplayWording
        Titles, labels and names; no results. The sensitivity analyses that it shows stand
        behind the main analysis of their endpoint.
    """
    chosen = {(one, PRIMARY) for one in display.endpoint_ids}
    chosen |= {(one, name) for one, names in display.sensitivity.items() for name in names}
    known = [one for one in plan.analyses if (one.endpoint_id, one.analysis_id) in chosen]
    order = display.endpoint_ids
    shown = sorted(known, key=lambda one: order.index(one.endpoint_id))
    words = words_about_data(plan, display, shown)
    named = (
        data if one.confirmatory else replace(data, response=titled(one.title, data.response))
        for one, data in zip(shown, words.shown, strict=True)
    )
    return replace(words, shown=tuple(named))
