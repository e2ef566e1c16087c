"""Families of hypotheses: endpoints tested together, the procedure, the gate before them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sap.spec.fields import FLAG, IDENTIFIER, NAME, NUMBER, PROSE, SHARE, choice
from sap.spec.parts import ListOf, MapOf, entry

PROCEDURES = ("holm", "hochberg", "fixed-sequence", "bonferroni", "graph")


@dataclass(frozen=True, kw_only=True)
class Family:
    """Endpoints whose error rate is controlled together."""

    label: str = entry(PROSE, "Name in tables.")
    procedure: Literal["holm", "hochberg", "fixed-sequence", "bonferroni", "graph"] = entry(
        choice(*PROCEDURES),
        "holm, hochberg, bonferroni, fixed-sequence (in the order of the list), or graph (of "
        "Bretz and Maurer: weights and transitions).",
    )
    alpha: float = entry(SHARE, "Two-sided level of the family.", default=0.05)
    of: tuple[str, ...] = entry(ListOf(IDENTIFIER, 1), "Ids of its endpoints, in order.")
    gate: str | None = entry(
        NAME, "The family all of whose hypotheses must be rejected first.", default=None
    )
    exploratory: bool = entry(
        FLAG, "true: adjusted p values are shown, and nothing is claimed.", default=False
    )
    weights: Mapping[str, float] = entry(
        MapOf(IDENTIFIER, NUMBER, 1),
        "Of a graph, the share of alpha that each endpoint begins with.",
        default={},
    )
    transitions: Mapping[str, Mapping[str, float]] = entry(
        MapOf(IDENTIFIER, MapOf(IDENTIFIER, NUMBER, 1), 1),
        "Of a graph, which share of its level each endpoint passes on to which, once rejected.",
        default={},
    )
