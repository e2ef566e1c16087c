"""Estimands by the attributes of ICH E9(R1), those that are alike said once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sap.document.parts import Grid, Paragraph, Part, row, words
from sap.document.phrases import endpoint_ids, main_analyses
from sap.plan import Plan
from sap.spec import Estimand, IntercurrentEvent


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
    intro = words("The estimands are described by the attributes of ICH E9(R1).")
    return (intro, *(_table(plan, estimand, names) for estimand, names in alike.items()))


def _table(plan: Plan, estimand: Estimand, names: list[str]) -> Grid:
    main = main_analyses(plan)
    variables: dict[str, list[str]] = {}
    for name in names:
        variables.setdefault(main[name].estimand.variable, []).append(name)
    shown = tuple(
        words(f"{endpoint_ids(those, list(main))}: {variable}" if len(variables) > 1 else variable)
        for variable, those in variables.items()
    )
    return Grid(
        f"Estimand of {endpoint_ids(names, list(main))}",
        ("Attribute", "Description"),
        (0.22, 0.78),
        (
            row("Population", estimand.population),
            row("Treatment", estimand.treatment),
            row("Variable", shown),
            row("Intercurrent events", tuple(_events(estimand.intercurrent_events))),
            row("Population-level summary", estimand.summary),
        ),
    )


def _events(events: tuple[IntercurrentEvent, ...]) -> Iterator[Paragraph]:
    if not events:
        yield words("None.")
    for one in events:
        yield words(f"{one.event}: {one.strategy} strategy. {one.handling}.")
