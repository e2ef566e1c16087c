"""Tests of several hypotheses by a graph: weights of hypotheses, and who inherits them.

Each hypothesis is tested at its weight times the level. One that is rejected hands its weight
on along its arrows, and the arrows themselves are joined up behind it; so on until nothing
more can be rejected. This is a short cut of the closed test by weighted Bonferroni tests, so
that the family-wise error rate holds whatever the dependence, and the order in which
hypotheses are taken does not matter. Bonferroni, Holm, fixed sequence and fallback are graphs.

Hochberg's step-up is not: it closes Simes' test, needs independent or positively dependent
statistics, and may reject where no graph of Bonferroni tests does. It is no graph here either
and stands in `sap.inference.adjust`.

Source: Bretz, Maurer, Brannath & Posch (2009), doi:10.1002/sim.3495 (algorithms 1 and 2).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sap.errors import PlanError

Floats: TypeAlias = NDArray[np.floating[Any]]

SUM_TOLERANCE = 1e-9
"""By how much weights may add up to more than 1: thirds and sevenths are written in decimals."""

ROUNDING = 1e-12
"""Relative difference below which a p-value is its level."""


@dataclass(frozen=True)
class Graph:
    """Hypotheses, their weights, and which part of a weight goes where after a rejection.

    Parameters
    ----------
    names
        The hypotheses, in order.
    weights
        The share of the level with which each begins; at least 0, at most 1 together.
    transitions
        Row i, column j: the part of the weight of i that j inherits when i is rejected. At
        least 0, a row at most 1, the diagonal 0.

    Raises
    ------
    PlanError
        When this is no such graph; the message names the hypothesis.
    """

    names: tuple[str, ...]
    weights: tuple[float, ...]
    transitions: tuple[tuple[float, ...], ...]

    def __post_init__(self) -> None:
        _check_names(self.names)
        _check_shares(self.names, self.weights, "The weights of the hypotheses", "weight")
        if len(self.transitions) != len(self.names):
            raise PlanError(
                f"The graph has {len(self.transitions)} rows of transitions for "
                f"{len(self.names)} hypotheses; write one row each, in their order."
            )
        for place, (name, row) in enumerate(zip(self.names, self.transitions, strict=True)):
            _check_shares(self.names, row, f"The transitions from '{name}'", "transition")
            if row[place] != 0.0:
                raise PlanError(
                    f"The transition from '{name}' to itself is {row[place]:g}; it must be 0."
                )

    def without(self, name: str) -> Graph:
        """Take a rejected hypothesis out; its weight and its arrows go to the others.

        Parameters
        ----------
        name
            One of the hypotheses.

        Returns
        -------
        Graph
            The graph of those that are left, none being possible.
        """
        place = self.names.index(name)
        weights, transitions = _handed_on(
            np.array(self.weights), np.array(self.transitions).reshape(len(self.names), -1), place
        )
        left = [other for other in range(len(self.names)) if other != place]
        return Graph(
            tuple(self.names[other] for other in left),
            tuple(float(weights[other]) for other in left),
            tuple(tuple(float(transitions[i, j]) for j in left) for i in left),
        )


@dataclass(frozen=True)
class GraphicalTest:
    """What came of testing the hypotheses of a graph.

    Parameters
    ----------
    graph
        The graph before anything was rejected.
    alpha
        The level of the family.
    adjusted
        Adjusted p-value of each hypothesis, None where it has no p-value; rejected are exactly
        those at or below `alpha`.
    levels
        The level at which each was rejected, or at which it stood in the end.
    sequence
        The rejected hypotheses in the order of their rejection.
    """

    graph: Graph
    alpha: float
    adjusted: tuple[float | None, ...]
    levels: tuple[float, ...]
    sequence: tuple[str, ...]

    def graphs(self) -> Iterator[Graph]:
        """Go through the graph as it was after each rejection.

        Yields
        ------
        Graph
            The hypotheses not yet rejected, their weights and transitions.
        """
        left = self.graph
        for name in self.sequence:
            left = left.without(name)
            yield left


def bonferroni_graph(names: Sequence[str]) -> Graph:
    """Bonferroni: equal weights, and nothing is inherited.

    Parameters
    ----------
    names
        The hypotheses.

    Returns
    -------
    Graph
    """
    count = len(names)
    return Graph(tuple(names), _equal(count), ((0.0,) * count,) * count)


def holm_graph(names: Sequence[str]) -> Graph:
    """Holm: equal weights, and all others inherit alike.

    Parameters
    ----------
    names
        The hypotheses.

    Returns
    -------
    Graph
    """
    count = len(names)
    part = 1.0 / max(count - 1, 1)
    rows = tuple(tuple(0.0 if i == j else part for j in range(count)) for i in range(count))
    return Graph(tuple(names), _equal(count), rows)


def fixed_sequence_graph(names: Sequence[str]) -> Graph:
    """Fixed sequence: all of the level for the first, which hands it to the next.

    Parameters
    ----------
    names
        The hypotheses in the order in which they are tested.

    Returns
    -------
    Graph
    """
    return fallback_graph(names, (1.0, *(0.0,) * (len(names) - 1)))


def fallback_graph(names: Sequence[str], weights: Sequence[float]) -> Graph:
    """Fallback (Wiens 2003, Pharm. Stat. 2:211): a sequence where each has a weight of its own.

    Parameters
    ----------
    names
        The hypotheses in the order in which they are tested.
    weights
        Their weights.

    Returns
    -------
    Graph
    """
    count = len(names)
    rows = tuple(tuple(float(j == i + 1) for j in range(count)) for i in range(count))
    return Graph(tuple(names), tuple(weights), rows)


def graphical_test(
    graph: Graph, p_values: Sequence[float | None], alpha: float = 0.05
) -> GraphicalTest:
    """Test the hypotheses of a graph.

    Parameters
    ----------
    graph
        The hypotheses, weights and transitions.
    p_values
        One a hypothesis. A missing one (None or NaN) counts as 1: the hypothesis keeps its
        weight and is never rejected.
    alpha
        The level of the family.

    Returns
    -------
    GraphicalTest
        Where two hypotheses could be rejected at the same adjusted p-value, the one that
        stands first in the graph goes first.

    Raises
    ------
    PlanError
        When there is not one p-value a hypothesis, when one is not between 0 and 1, or when
        the level is not.
    """
    known = checked_p_values(graph.names, p_values)
    check_level(alpha)
    p = np.array([1.0 if value is None else value for value in known])
    weights = np.array(graph.weights, dtype=float)
    transitions = np.array(graph.transitions, dtype=float)
    left = np.ones(len(p), dtype=bool)
    adjusted, levels = np.ones(len(p)), np.zeros(len(p))
    sequence: list[str] = []
    worst, going_on = 0.0, True
    while left.any():
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            ratio = np.where(left & (weights > 0.0), p / weights, np.inf)
        place = int(np.argmin(ratio))
        worst = max(worst, min(float(ratio[place]), 1.0))
        if going_on and settled(worst, alpha) > alpha:
            levels[left] = weights[left] * alpha
            going_on = False
        if not math.isfinite(ratio[place]):
            break
        adjusted[place] = settled(worst, alpha)
        if going_on:
            levels[place] = weights[place] * alpha
            sequence.append(graph.names[place])
        weights, transitions = _handed_on(weights, transitions, place)
        left[place] = False
    return GraphicalTest(
        graph,
        alpha,
        tuple(None if p is None else float(x) for p, x in zip(known, adjusted, strict=True)),
        tuple(float(level) for level in levels),
        tuple(sequence),
    )


def settled(p_value: float, alpha: float) -> float:
    """Return the level for a p-value that is the level but for rounding, else the p-value.

    Parameters
    ----------
    p_value
        Adjusted, so that it went through divisions: 0.01875 / 0.75 is not 0.025 in binary.
    alpha
        The level.

    Returns
    -------
    float
    """
    return alpha if math.isclose(p_value, alpha, rel_tol=ROUNDING, abs_tol=0.0) else p_value


def checked_p_values(
    names: Sequence[str], p_values: Sequence[float | None]
) -> tuple[float | None, ...]:
    """Return the p-values with None for missing ones, or refuse them.

    Parameters
    ----------
    names
        The hypotheses.
    p_values
        One a hypothesis.

    Returns
    -------
    tuple of float or None

    Raises
    ------
    PlanError
        When there is not one each, or when one is not between 0 and 1.
    """
    if len(p_values) != len(names):
        raise PlanError(f"There are {len(p_values)} p-values for {len(names)} hypotheses.")
    known = tuple(None if p is None or math.isnan(p) else float(p) for p in p_values)
    for name, p in zip(names, known, strict=True):
        if p is not None and not 0.0 <= p <= 1.0:
            raise PlanError(f"The p-value of '{name}' is {p:g}; it must be between 0 and 1.")
    return known


def check_level(alpha: float) -> None:
    """Refuse a level that is none.

    Parameters
    ----------
    alpha
        The level of a family.

    Raises
    ------
    PlanError
        When it is not between 0 and 1.
    """
    if not 0.0 < alpha < 1.0:
        raise PlanError(f"The level of a family is {alpha:g}; it must be between 0 and 1.")


def _handed_on(weights: Floats, transitions: Floats, place: int) -> tuple[Floats, Floats]:
    """Take one hypothesis out of the graph; it stays in the arrays, with zeros.

    Nothing is subtracted but a loop from 1, so what is zero stays zero: where rounding leaves a
    loop open that is closed, there is nothing that it could hand on.
    """
    leaving, arriving = transitions[place], transitions[:, place]
    back = np.outer(arriving, leaving)
    loop = np.diag(back)
    open_ = loop < 1.0
    joined = (transitions + back) / np.where(open_, 1.0 - loop, 1.0)[:, None]
    joined[~open_] = 0.0
    joined[place], joined[:, place] = 0.0, 0.0
    np.fill_diagonal(joined, 0.0)
    joined /= np.maximum(joined.sum(axis=1, keepdims=True), 1.0)
    inherited = weights + weights[place] * leaving
    inherited[place] = 0.0
    return inherited, joined


def _equal(count: int) -> tuple[float, ...]:
    return (1.0 / count,) * count if count else ()


def _check_names(names: Sequence[str]) -> None:
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise PlanError(f"The hypothesis '{twice}' stands twice in the graph.")


def _check_shares(names: Sequence[str], shares: Sequence[float], whose: str, word: str) -> None:
    if len(shares) != len(names):
        raise PlanError(
            f"{whose} are {len(shares)} for {len(names)} hypotheses; write one each, in order."
        )
    for name, share in zip(names, shares, strict=True):
        if not share >= 0.0:
            raise PlanError(f"The {word} of or to '{name}' is {share:g}; it must be 0 or more.")
    total = math.fsum(shares)
    if not total <= 1.0 + SUM_TOLERANCE:
        raise PlanError(f"{whose} add up to {total:.10g}; together they must be 1 at most.")
