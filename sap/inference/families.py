"""Families of hypotheses, and the gates between them.

Each family controls its own error rate by its own procedure. A family with a gate is tested
only if every hypothesis of the gating family is rejected. Its adjusted p-values count the
gate: none is smaller than the worst of the gating family, in proportion to the two levels. So
an adjusted p-value at or below the level of its family and a rejection are one and the same.

Where the gating family is not part of a run, nothing behind it is tested. In an exploratory
family nothing is tested either; its adjusted p-values are there to be read beside raw ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from sap.errors import PlanError, did_you_mean
from sap.inference.adjust import STEPWISE
from sap.inference.graph import (
    Graph,
    bonferroni_graph,
    check_level,
    checked_p_values,
    fixed_sequence_graph,
    graphical_test,
    holm_graph,
    settled,
)
from sap.plan.planned import PlannedFamily

Gate: TypeAlias = Literal["open", "closed", "absent", ""]

GRAPHS: Mapping[str, Callable[[Sequence[str]], Graph]] = {
    "bonferroni": bonferroni_graph,
    "holm": holm_graph,
    "fixed-sequence": fixed_sequence_graph,
}
PROCEDURES = (*GRAPHS, "hochberg", "graph")


@dataclass(frozen=True)
class DecidedHypothesis:
    """What became of one hypothesis of a family.

    Parameters
    ----------
    endpoint
        Whose hypothesis it is.
    p_value
        The raw p-value, None where there is none.
    p_within
        Adjusted within the family alone.
    p_adjusted
        Adjusted, the gate counted; None where the gate is not part of the run.
    weight
        The share of the level with which it begins; None for a step-up procedure.
    local_alpha
        The level at which it was rejected, or at which it stood in the end; None where
        nothing is tested.
    rejected
        None in an exploratory family.
    sequence
        Its place in the order of rejection within the family; a step-up rejects all in one step.
    """

    endpoint: str
    p_value: float | None
    p_within: float | None
    p_adjusted: float | None
    weight: float | None
    local_alpha: float | None
    rejected: bool | None
    sequence: int | None


@dataclass(frozen=True)
class DecidedFamily:
    """What became of a family.

    Parameters
    ----------
    family
        As planned.
    gate
        ``open``, ``closed``, ``absent`` where it cannot be decided in this run, or empty
        where there is none.
    hypotheses
        One a member, in order.
    """

    family: PlannedFamily
    gate: Gate
    hypotheses: tuple[DecidedHypothesis, ...]

    @property
    def tested(self) -> bool:
        """Whether the hypotheses are tested at all."""
        return self.gate in ("open", "") and not self.family.exploratory

    @property
    def all_rejected(self) -> bool:
        """Whether every hypothesis is rejected, which opens the gate to the next family."""
        return all(one.rejected for one in self.hypotheses)

    @property
    def worst(self) -> float:
        """The largest adjusted p-value; one that is missing counts as 1."""
        return max(1.0 if one.p_adjusted is None else one.p_adjusted for one in self.hypotheses)


@dataclass(frozen=True)
class _Within:
    """A family tested for itself, one value a member."""

    adjusted: tuple[float | None, ...]
    weights: tuple[float | None, ...]
    levels: tuple[float, ...]
    steps: tuple[int | None, ...]


def decided_families(
    families: Sequence[PlannedFamily], p_values: Mapping[str, float | None]
) -> tuple[DecidedFamily, ...]:
    """Test families of hypotheses, those behind a gate after the gate.

    Parameters
    ----------
    families
        All families of the run, in any order.
    p_values
        Raw p-value by endpoint. A member without one (None, NaN or not there) counts as 1,
        keeps its place and is never rejected.

    Returns
    -------
    tuple of DecidedFamily
        In the order given.

    Raises
    ------
    PlanError
        When families cannot be tested as planned: an unknown procedure, a level that is
        none, a graph that is none, gates that go round in a circle.
    """
    by_name = _by_name(families)
    done: dict[str, DecidedFamily] = {}
    for family in _gates_first(by_name):
        gate = _gate(family, done)
        within = _tested_alone(family, [p_values.get(member) for member in family.members])
        done[family.name] = _decided(family, gate, within, done.get(family.gate), p_values)
    return tuple(done[family.name] for family in families)


def _by_name(families: Sequence[PlannedFamily]) -> dict[str, PlannedFamily]:
    made: dict[str, PlannedFamily] = {}
    for family in families:
        if family.name in made:
            raise PlanError(f"Two families have the name '{family.name}'.")
        made[family.name] = family
        if family.procedure not in PROCEDURES:
            raise PlanError(
                f"Family '{family.name}': unknown procedure '{family.procedure}'. "
                f"{did_you_mean(family.procedure, PROCEDURES)}"
            )
        if not family.members:
            raise PlanError(f"Family '{family.name}' has no members; name its endpoints.")
        if family.exploratory and family.gate:
            raise PlanError(
                f"Family '{family.name}' is exploratory: nothing in it is tested, so that a gate "
                "before it means nothing; take the gate away."
            )
    for family in families:
        gate = made.get(family.gate)
        if gate is not None and gate.exploratory:
            raise PlanError(
                f"Family '{family.name}': its gate '{family.gate}' is exploratory and rejects "
                "nothing; name a family that is tested."
            )
    return made


def _gates_first(by_name: Mapping[str, PlannedFamily]) -> list[PlannedFamily]:
    """Put each family behind the one that gates it."""
    ordered: dict[str, PlannedFamily] = {}
    for family in by_name.values():
        path = [family]
        while (before := by_name.get(path[-1].gate)) is not None and before.name not in ordered:
            if before in path:
                circle = (*path[path.index(before) :], before)
                named = " -> ".join(f"'{one.name}'" for one in circle)
                raise PlanError(
                    f"The gates of these families go round in a circle: {named}; "
                    "one of them must have no gate."
                )
            path.append(before)
        ordered.update((one.name, one) for one in reversed(path))
    return list(ordered.values())


def _gate(family: PlannedFamily, done: Mapping[str, DecidedFamily]) -> Gate:
    if not family.gate:
        return ""
    before = done.get(family.gate)
    if before is None or before.gate == "absent":
        return "absent"
    return "open" if before.all_rejected else "closed"


def _decided(
    family: PlannedFamily,
    gate: Gate,
    within: _Within,
    before: DecidedFamily | None,
    p_values: Mapping[str, float | None],
) -> DecidedFamily:
    floor = 0.0 if before is None else before.worst * (family.alpha / before.family.alpha)
    tested = gate in ("open", "") and not family.exploratory
    hypotheses = []
    for place, member in enumerate(family.members):
        own, step = within.adjusted[place], within.steps[place]
        counted = None if own is None else settled(min(max(own, floor), 1.0), family.alpha)
        hypotheses.append(
            DecidedHypothesis(
                member,
                None if own is None else p_values[member],
                own,
                None if gate == "absent" else counted,
                within.weights[place],
                within.levels[place] if tested else None,
                None if family.exploratory else tested and step is not None,
                step if tested else None,
            )
        )
    return DecidedFamily(family, gate, tuple(hypotheses))


def _tested_alone(family: PlannedFamily, p_values: Sequence[float | None]) -> _Within:
    try:
        check_level(family.alpha)
        if family.procedure == "hochberg":
            return _step_up(family, checked_p_values(family.members, p_values))
        graph = graph_of(family)
        made = graphical_test(graph, p_values, family.alpha)
    except PlanError as error:
        raise PlanError(f"Family '{family.name}': {error}") from error
    places = {name: number for number, name in enumerate(made.sequence, start=1)}
    steps = tuple(places.get(member) for member in family.members)
    return _Within(made.adjusted, graph.weights, made.levels, steps)


def graph_of(family: PlannedFamily) -> Graph:
    """Write the procedure of a family as a graph.

    Parameters
    ----------
    family
        Of any procedure but Hochberg's, which is no graph.

    Returns
    -------
    Graph

    Raises
    ------
    PlanError
        When its weights and transitions are no graph.
    """
    if family.procedure == "graph":
        return Graph(family.members, family.weights, family.transitions)
    return GRAPHS[family.procedure](family.members)


def _step_up(family: PlannedFamily, p_values: Sequence[float | None]) -> _Within:
    """Hochberg's procedure: the largest p-value at or below its level takes all smaller along."""
    p = np.array([1.0 if value is None else value for value in p_values])
    count, alpha = len(p), family.alpha
    adjusted = [settled(float(value), alpha) for value in STEPWISE["hochberg"](p)]
    rejected = [value <= alpha for value in adjusted]
    # One step rejects them all, at one level; the others stay at that of their own rank.
    together = alpha / (count - sum(rejected) + 1)
    levels = (
        together if gone else alpha / (count - int((p <= value).sum()) + 1)
        for value, gone in zip(p, rejected, strict=True)
    )
    return _Within(
        tuple(
            None if raw is None else value for raw, value in zip(p_values, adjusted, strict=True)
        ),
        (None,) * count,
        tuple(float(level) for level in levels),
        tuple(1 if gone else None for gone in rejected),
    )
