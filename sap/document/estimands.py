"""Estimands by the attributes of ICH E9(R1), those that are alike said once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sap.document.parts import Grid, Paragraph, Part, row, words
from sap.document.phrases import endpoint_ids, main_analyses
from sap.language import noted, say
from sap.plan import Plan
from sap.spec import Estimand, IntercurrentEvent

_STRATEGIES = {
    "treatment policy": noted("{event}: treatment policy strategy. {handling}."),
    "hypothetical": noted("{event}: hypothetical strategy. {handling}."),
    "composite": noted("{event}: composite strategy. {handling}."),
    "while on treatment": noted("{event}: while on treatment strategy. {handling}."),
    "principal stratum": noted("{event}: principal stratum strategy. {handling}."),
}


def estimands(plan: Plan) -> tuple[Part, ...]:
    """Write the estimand of every endpoint.

    Parameters
    ----------
    plan
        The plan.

    Returns
    -------
    tuple of Part
        One table for all endpoints whose estimands differ in the variable only.
    """
    alike: dict[Estimand, list[str]] = {}
    for name, one in main_analyses(plan).items():
        alike.setdefault(replace(one.estimand, variable=""), []).append(name)
    intro = words(say("The estimands are described by the attributes of ICH E9(R1)."))
    return (intro, *(_table(plan, estimand, names) for estimand, names in alike.items()))


def _table(plan: Plan, estimand: Estimand, names: list[str]) -> Grid:
    main = main_analyses(plan)
    variables: dict[str, list[str]] = {}
    for name in names:
        variables.setdefault(main[name].estimand.variable, []).append(name)
    shown = tuple(
        words(
            say(
                "{endpoints}: {variable}",
                endpoints=endpoint_ids(those, list(main)),
                variable=variable,
            )
            if len(variables) > 1
            else variable
        )
        for variable, those in variables.items()
    )
    return Grid(
        say("Estimand of {endpoints}", endpoints=endpoint_ids(names, list(main))),
        (say("Attribute"), say("Description")),
        (0.22, 0.78),
        (
            row(say("Population"), estimand.population),
            row(say("Treatment"), estimand.treatment),
            row(say("Variable"), shown),
            row(say("Intercurrent events"), tuple(_events(estimand.intercurrent_events))),
            row(say("Population-level summary"), estimand.summary),
        ),
    )


def _events(events: tuple[IntercurrentEvent, ...]) -> Iterator[Paragraph]:
    if not events:
        yield words(say("None."))
    for one in events:
        yield words(say(_STRATEGIES[one.strategy], event=one.event, handling=one.handling))
