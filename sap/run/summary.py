"""What came of a whole plan: one line an endpoint, and that none is missing."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from sap.ard import Ard
from sap.ard.rows import CONTRAST, HYPOTHESIS, MULTIPLICITY, OVERALL
from sap.ard.subgroups import OBSERVED
from sap.language import counted as counted_things
from sap.language import noted, say, told
from sap.plan import Plan, PlannedAnalysis
from sap.render.report import Account
from sap.tables.number_styles import style_of
from sap.tables.numbers import NOT_ESTIMABLE, NumberStyle

GATES = {
    "closed": noted("{p}, no test: its gate is closed"),
    "absent": noted("{p}, no test: its gate is not part of this run"),
}
LABEL_WIDTH = 34
EFFECT_WIDTH = 28


def accounts(plan: Plan, ard: Ard) -> tuple[Account, ...]:
    """Account for every endpoint of a plan.

    Parameters
    ----------
    plan
        The plan.
    ard
        All results.

    Returns
    -------
    tuple of Account
        One an endpoint that has its hypothesis among the results, in the order of the plan.
    """
    style = style_of(plan.table_style)
    nominal = {family.name for family in plan.families if family.exploratory}
    stems = {table.endpoint_id: table.file for table in plan.tables}
    return tuple(
        _account(
            planned,
            ard.select(endpoint=planned.endpoint_id),
            planned.family in nominal,
            style,
            stems.get(planned.endpoint_id, ""),
        )
        for planned in plan.analyses
        if planned.confirmatory and ard.find("p_value", endpoint=planned.endpoint_id)
    )


def _account(
    planned: PlannedAnalysis, ard: Ard, exploratory: bool, style: NumberStyle, stem: str
) -> Account:
    own = ard.select(analysis=planned.analysis_id)
    hypothesis = own.find("p_value", context=HYPOTHESIS)
    assert hypothesis is not None, planned.endpoint_id
    if planned.subgroup is None:
        found = own.select(context=CONTRAST)
    else:
        found = own.select(context=OVERALL, group2_level=OBSERVED)
    effect = _effect(planned, found, style)
    family = own.select(context=MULTIPLICITY)
    return Account(
        planned.endpoint_id,
        planned.label,
        effect,
        _decision(hypothesis.stat, planned, family, exploratory, style, effect),
        told(hypothesis.error) if hypothesis.stat is None else "",
        stem,
    )


def _effect(planned: PlannedAnalysis, found: Ard, style: NumberStyle) -> str:
    labels = found.values("group1_level")
    if not any(row.stat is not None for row in found if row.stat_name == "estimate"):
        return NOT_ESTIMABLE
    if len(labels) != 1:
        return counted_things(len(labels), say("contrast"))
    ratio = planned.contrast.effect != "difference"
    written = style.ratio if ratio else style.estimate
    estimate = written(found.number("estimate"))
    low, high = found.number("conf_low"), found.number("conf_high")
    return f"{estimate} {style.interval(low, high, written, 1.0 if ratio else 0.0)}"


def _decision(
    p: float | None,
    planned: PlannedAnalysis,
    family: Ard,
    exploratory: bool,
    style: NumberStyle,
    effect: str,
) -> str:
    if p is None and effect == NOT_ESTIMABLE:
        return ""
    shown = style.p_value(p, planned.contrast.alpha)
    if planned.subgroup is not None:
        words = say("interaction p {p}", p=shown)
    else:
        words = say("p {p}", p=shown)
    if p is None:
        return say("{p}, no test", p=words)
    adjusted = family.number("p_adjusted")
    gate = family.text("gate")
    if gate in GATES:
        return say(GATES[gate], p=words)
    rejected = family.number("rejected")
    if rejected is not None:
        shown = style.p_value(adjusted, planned.contrast.alpha)
        if rejected:
            return say("{p}, adjusted {adjusted}: rejected", p=words, adjusted=shown)
        return say("{p}, adjusted {adjusted}: not rejected", p=words, adjusted=shown)
    if exploratory:
        return say("{p}, exploratory", p=words)
    return say("{p}, no test", p=words) if family.rows else words


def summary_lines(plan: Plan, found: Sequence[Account], width: int = 100) -> Iterator[str]:
    """Write what came of a plan.

    Parameters
    ----------
    plan
        The plan.
    found
        Its endpoints, by `accounts`.
    width
        Characters in a line.

    Yields
    ------
    str
        A line an endpoint, with more for reasons, and at last how many are accounted for.
    """
    stub = max((len(one.endpoint) for one in found), default=0)
    for one in found:
        label = textwrap.shorten(one.label, LABEL_WIDTH, placeholder="…")
        start = f"{one.endpoint:<{stub}}  {label:<{LABEL_WIDTH}}"
        yield f"{start}  {one.effect:<{EFFECT_WIDTH}}  {one.decision}".rstrip()
        if one.reason:
            indent = " " * (stub + 4)
            yield from textwrap.wrap(
                one.reason, width, initial_indent=indent, subsequent_indent=indent
            )
    yield counted(plan, found)


def counted(plan: Plan, found: Sequence[Account]) -> str:
    """Say how many of the planned endpoints are accounted for.

    Parameters
    ----------
    plan
        The plan.
    found
        Its endpoints, as far as they are among the results.

    Returns
    -------
    str
        A line.
    """
    planned = {analysis.endpoint_id for analysis in plan.analyses}
    failed = sum(one.effect == NOT_ESTIMABLE for one in found)
    # Such as an interaction whose levels have too few units; the effect over all has a number.
    untested = sum(bool(one.reason) and one.effect != NOT_ESTIMABLE for one in found)
    numbers = {
        "found": len(found),
        "planned": len(planned),
        "shown": len(found) - failed,
        "untested": untested,
        "failed": failed,
    }
    if untested:
        return say(
            "{found} of {planned} endpoints accounted for: {shown} with a result, "
            "{untested} of them without a test, {failed} not estimable",
            **numbers,
        )
    return say(
        "{found} of {planned} endpoints accounted for: {shown} with a result, "
        "{failed} not estimable",
        **numbers,
    )
