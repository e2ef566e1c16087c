"""Families of hypotheses as tables speak of them: procedure, gate, and what p-values are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sap.ard import Ard
from sap.ard.rows import MULTIPLICITY
from sap.language import noted, say, told
from sap.tables.display_wording import EndpointsWording
from sap.tables.multiplicity import PLANNED
from sap.tables.wording import ShownFamily

PROCEDURES: Mapping[str, str] = {
    "holm": noted("Holm's procedure"),
    "hochberg": noted("Hochberg's procedure"),
    "bonferroni": noted("Bonferroni's procedure"),
    "fixed-sequence": noted("the fixed-sequence procedure"),
    "graph": noted("the graphical procedure of Bretz and Maurer"),
}
#: Gates behind which there is a test: none at all, an open one, or in a shell a planned one.
TESTED = ("", "open", PLANNED)
#: How a family is tested, by the state of its gate.
GATES: Mapping[str, str] = {
    "": noted(
        "Family {name} ({label}): adjusted by {procedure} at a two-sided level of {alpha:g}; it "
        "has no gate."
    ),
    "open": noted(
        "Family {name} ({label}): adjusted by {procedure} at a two-sided level of {alpha:g}; its "
        "gate, {gate}, is open."
    ),
    "closed": noted(
        "Family {name} ({label}): adjusted by {procedure} at a two-sided level of {alpha:g}; its "
        "gate, {gate}, is closed, so nothing is tested."
    ),
    "absent": noted(
        "Family {name} ({label}): adjusted by {procedure} at a two-sided level of {alpha:g}; its "
        "gate, {gate}, is not part of this run, so nothing is tested."
    ),
    PLANNED: noted(
        "Family {name} ({label}): adjusted by {procedure} at a two-sided level of {alpha:g}; "
        "tested only if every hypothesis of its gate, {gate}, is rejected."
    ),
}
EXPLORATORY = noted(
    "Exploratory: p-values are nominal, with or without adjustment; nothing is claimed."
)


@dataclass(frozen=True)
class Family:
    """A family of hypotheses and what is known of it.

    Parameters
    ----------
    name, label
        As declared.
    exploratory
        Whether nothing is claimed.
    ard
        Rows of the context multiplicity of this family.
    gate_label
        Its gate in words, empty for none.
    """

    name: str
    label: str
    exploratory: bool
    ard: Ard
    gate_label: str

    @property
    def alpha(self) -> float:
        """The level of the family."""
        return self.ard.number("alpha", endpoint="") or 0.05

    @property
    def gate(self) -> str:
        """The state of the gate: ``open``, ``closed``, ``absent``, or empty for no gate."""
        return next(
            (row.stat_text for row in self.ard if row.endpoint and row.stat_name == "gate"), ""
        )

    @property
    def is_tested(self) -> bool:
        """Whether its p-values are those of a test."""
        return self.gate in TESTED

    @property
    def adjusts(self) -> bool:
        """Whether an adjusted p-value says more than the raw one: it has members or a gate."""
        members = {row.endpoint for row in self.ard if row.endpoint}
        return len(members) > 1 or bool(self.gate)

    def member(self, endpoint: str) -> Ard:
        """Return the rows of one of its endpoints."""
        return self.ard.select(endpoint=endpoint)

    def note(self) -> str:
        """Say how the family is tested, for a footnote."""
        written = self.ard.text("procedure", endpoint="")
        if not written:
            return say(
                "Family {name} ({label}) was not evaluated in this run.",
                name=self.name,
                label=self.label,
            )
        text = say(
            GATES[self.gate],
            name=self.name,
            label=self.label,
            procedure=say(PROCEDURES.get(written, written)),
            alpha=self.alpha,
            gate=self.gate_label,
        )
        return f"{text} {say(EXPLORATORY)}" if self.exploratory else text

    def nominal(self) -> str:
        """Say why a p-value is no test, for a footnote."""
        words = {"name": self.name, "gate": self.gate_label}
        if self.gate == "closed":
            return say(
                "Nominal, not a test: the gate of family {name}, {gate}, is closed.", **words
            )
        return say(
            "Nominal, not a test: the gate of family {name}, {gate}, is not part of this run.",
            **words,
        )


def families_of(ard: Ard, wording: EndpointsWording) -> dict[str, Family]:
    """Find the families of the endpoints of a table.

    Parameters
    ----------
    ard
        Results of a run.
    wording
        Names the families.

    Returns
    -------
    dict of str to Family
        By name, in order.
    """
    used = {shown.family for shown in wording.shown}
    return {one.name: family_of(ard, one) for one in wording.families if one.name in used}


def family_of(ard: Ard, shown: ShownFamily) -> Family:
    """Find what is known of a family.

    Parameters
    ----------
    ard
        Results of a run.
    shown
        Names the family.

    Returns
    -------
    Family
        Without rows where it was not evaluated.
    """
    tested = ard.select(context=MULTIPLICITY)
    own = tested.select(variable=shown.name)
    gate = own.text("gate", endpoint="")
    label = told(tested.text("label", endpoint="", variable=gate)) if gate else ""
    words = say("family {name}", name=f"{gate} ({label})" if label else gate) if gate else ""
    return Family(shown.name, shown.label, shown.exploratory, own, words)
