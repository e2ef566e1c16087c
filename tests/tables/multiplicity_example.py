"""Six families of a made-up study, results of their endpoints, and the words for them."""

from __future__ import annotations

import dataclasses

from sap.ard import Ard, ordered
from sap.ard.multiplicity import multiplicity_rows
from sap.ard.rows import HYPOTHESIS, Analysis
from sap.plan import PlannedFamily
from sap.run.wording import families_in_words
from sap.tables.multiplicity import MultiplicityWording

REASON = "No well of the arm 'fat' has a result."
FAMILIES = (
    PlannedFamily("main", "Primary", "holm", 0.05, "", False, ("A",)),
    PlannedFamily("blood", "Blood", "holm", 0.05, "main", False, ("B1", "B2", "B3", "B4")),
    PlannedFamily("liver", "Liver", "hochberg", 0.05, "main", False, ("C1", "C2", "C3")),
    PlannedFamily("diet", "Diet", "fixed-sequence", 0.05, "blood", False, ("D1", "D2", "D3")),
    PlannedFamily(
        "gut",
        "Gut",
        "graph",
        0.05,
        "main",
        False,
        ("E1", "E2", "E3", "E4"),
        (0.5, 0.5, 0.0, 0.0),
        ((0.0, 0.5, 0.5, 0.0), (0.5, 0.0, 0.0, 0.5), (0.0, 1.0, 0.0, 0.0), (1.0, 0.0, 0.0, 0.0)),
    ),
    PlannedFamily("modifiers", "Effect modifiers", "holm", 0.05, "", True, ("F1", "F2")),
)
P_VALUES: dict[str, float | None] = {
    "A": 0.0002,
    "B1": 0.0004,
    "B2": 0.0248,
    "B3": None,
    "B4": 0.31,
    "C1": 0.0496,
    "C2": 0.01,
    "C3": 0.02,
    "D1": 0.003,
    "D2": 0.2,
    "D3": 0.0001,
    "E1": 0.018,
    "E2": 0.01,
    "E3": 0.2,
    "E4": 0.006,
    "F1": 0.03,
    "F2": 0.6,
}
LABELS = {endpoint: f"Endpoint {endpoint}" for endpoint in P_VALUES}


def hypotheses(p_values: dict[str, float | None] | None = None) -> Ard:
    """Results that hold nothing but the p-values of confirmatory analyses."""
    rows = [
        Analysis(endpoint, "primary").row(
            HYPOTHESIS, "p_value", p, text="contrast", error="" if p is not None else REASON
        )
        for endpoint, p in (P_VALUES if p_values is None else p_values).items()
    ]
    return Ard(tuple(rows))


def results(p_values: dict[str, float | None] | None = None, families=FAMILIES) -> Ard:
    """The same with the rows of the families."""
    given = hypotheses(p_values)
    return Ard(ordered((*given, *multiplicity_rows(families, given))))


WORDING = MultiplicityWording(
    number="14.2.6",
    title="Multiplicity",
    population="All mice",
    protocol="SMALL",
    notice="SIMULATED DATA",
    families=families_in_words(FAMILIES, LABELS),
)


def words(**changes) -> MultiplicityWording:
    """The wording with changes."""
    return dataclasses.replace(WORDING, **changes)
