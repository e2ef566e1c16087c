"""Endpoints that are analysed alike, so that what they share is said once."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass

from sap.document.phrases import endpoint_ids, main_analyses
from sap.language import inside_a_sentence, listed
from sap.plan import Plan, PlannedAnalysis, PlannedSet
from sap.spec import Complete, LimitsRule

#: What stands in a formula for the variable of a subgroup, where there are several.
SUBGROUP = "subgroup"
RESPONSE = "response"


@dataclass(frozen=True)
class Likeness:
    """What endpoints of a group share."""

    formula: str
    simplify: tuple[str, ...]
    dataset: str
    analysis_set: PlannedSet
    complete: Complete | None
    limits: LimitsRule | None
    fitted: tuple[object, ...]


@dataclass(frozen=True)
class Group:
    """Endpoints whose own analyses differ in the response, the rows and the subgroup only.

    Parameters
    ----------
    formula
        The formula; where they differ in the response or the subgroup, with those words.
    analyses
        In the order of the plan.
    order
        All endpoints of the plan.
    families
        Label of each family of the plan, by its name.
    """

    formula: str
    analyses: tuple[PlannedAnalysis, ...]
    order: tuple[str, ...]
    families: Mapping[str, str]

    @property
    def first(self) -> PlannedAnalysis:
        """One that stands for all in what they share."""
        return self.analyses[0]

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the endpoints."""
        return tuple(one.endpoint_id for one in self.analyses)

    @property
    def title(self) -> str:
        """Families and ids of the endpoints; without families their labels."""
        labels = [self.families.get(one.family, one.label) for one in self.analyses]
        shown = [inside_a_sentence(label) for label in dict.fromkeys(labels)]
        text = f"{listed(shown)} ({endpoint_ids(self.ids, self.order)})"
        return text[:1].upper() + text[1:]


def groups_of(plan: Plan) -> tuple[Group, ...]:
    """Put endpoints together that are analysed alike.

    Parameters
    ----------
    plan
        The plan.

    Returns
    -------
    tuple of Group
        In the order of the first endpoint of each.
    """
    main = main_analyses(plan)
    found: dict[Likeness, list[PlannedAnalysis]] = {}
    for one in main.values():
        found.setdefault(_likeness(one), []).append(one)
    order = tuple(main)
    labels = {family.name: family.label for family in plan.families}
    return tuple(
        Group(_shared(likeness, analyses), tuple(analyses), order, labels)
        for likeness, analyses in found.items()
    )


def _likeness(one: PlannedAnalysis) -> Likeness:
    subgroup = one.subgroup
    return Likeness(
        formula=_general(one),
        simplify=one.simplify,
        dataset=one.dataset,
        analysis_set=one.analysis_set,
        complete=one.complete,
        limits=one.limits,
        fitted=(
            one.method,
            one.ddf,
            one.singular,
            one.optimizer,
            one.engine,
            one.contrast,
            one.diagnostics,
            # How subgroups are shown may differ; how many units a level needs may not.
            dataclasses.astuple(subgroup)[-1] if subgroup is not None else None,
        ),
    )


def _general(one: PlannedAnalysis) -> str:
    """Write a formula without the names that endpoints of a group may differ in."""
    left, right = one.formula.split(" ~ ", 1)
    left = _renamed(left, one.response, RESPONSE)
    if one.subgroup is not None:
        right = _renamed(right, one.subgroup.variable, SUBGROUP)
    return f"{left} ~ {right}"


def _renamed(text: str, name: str, by: str) -> str:
    return re.sub(rf"(?<![\w.]){re.escape(name)}(?![\w.])", by, text)


def _shared(likeness: Likeness, analyses: list[PlannedAnalysis]) -> str:
    """Write the formula with the names that all of a group share."""
    formula = likeness.formula
    responses = {one.response for one in analyses}
    if len(responses) == 1:
        formula = _renamed(formula, RESPONSE, responses.pop())
    variables = {one.subgroup.variable for one in analyses if one.subgroup is not None}
    if len(variables) == 1:
        formula = _renamed(formula, SUBGROUP, variables.pop())
    return formula
