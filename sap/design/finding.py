"""What the design check finds, in words for the person who ran the experiment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sap.spec.endpoint import ACCEPTABLE

Severity: TypeAlias = Literal["error", "warning", "note"]

#: Every rule of the check, and what it asks. Those in `ACCEPTABLE` a spec may accept.
RULES: Mapping[str, str] = {
    "layers": "Does the spec say what was measured more than once?",
    "replication": "What is the unit of replication of each fixed effect?",
    "pseudo-replication": "Are repeated measurements counted as independent ones?",
    "single-group": "Has each random term more than one group?",
    "one-row-groups": "Can a random term be told from the residual?",
    "same-groups": "Can two random terms be told apart?",
    "same-as-fixed": "Can a random term be told from a fixed effect?",
    "constant-slope": "Does what has a random slope vary within its groups?",
    "rests-on-few": "Do enough groups tell one variance from another?",
    "two-in-one": "Does a random term stand for more than one source of variation?",
    "assumed-alike": "May the effect differ from one unit to the next?",
    "nested-in-arms": "Are plates, runs or batches shared by the arms?",
    "few-sampled": "Are there enough units to speak of the population they were drawn from?",
    "few-groups": "Are there enough groups to estimate a variance?",
    "few-units": "Has each level enough units?",
    "empty-cells": "Is each combination that the model compares seen at all?",
    "unseen-values": "Is the effect shown at values of a number that the data reach?",
}
assert set(ACCEPTABLE) <= set(RULES)


@dataclass(frozen=True)
class Finding:
    """One thing that the design does to the analysis.

    Parameters
    ----------
    rule
        One of `RULES`.
    severity
        ``error``: the results would mislead, or there would be none. ``warning``: read
        the results with this in mind. ``note``: how the design works.
    headline
        The finding, in one sentence.
    why
        What it rests on, with the counts, and what it does to the results.
    instead
        What to write or to do; empty where nothing is to be changed.
    accepted
        The reason given in the spec for going on in spite of it; empty otherwise.
    terms
        The random terms at fault, as the formula writes them; empty where it is none.
    """

    rule: str
    severity: Severity
    headline: str
    why: str
    instead: str = ""
    accepted: str = ""
    terms: tuple[str, ...] = ()

    @property
    def stops(self) -> bool:
        """Whether it stops a run."""
        return self.severity == "error" and not self.accepted
