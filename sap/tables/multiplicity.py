"""The summary of multiplicity: every family, its gate, and what became of each hypothesis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sap.ard import Ard, ArdRow
from sap.ard.rows import MULTIPLICITY
from sap.language import noted, say
from sap.tables.footnotes import Footnotes
from sap.tables.numbers import NumberStyle
from sap.tables.primary_notes import not_estimable
from sap.tables.sources import source_of
from sap.tables.table import Cell, Column, Row, RowGroup, Table, heading_lines
from sap.tables.wording import titled

PROCEDURE_NAMES: Mapping[str, str] = {
    "bonferroni": noted("Bonferroni"),
    "holm": noted("Holm"),
    "hochberg": noted("Hochberg"),
    "fixed-sequence": noted("fixed sequence"),
    "graph": noted("graphical procedure"),
}
NONE = Cell("-")
NOT_TESTED = noted("Not tested")
NOT_IN_RUN = noted("The family is not part of this run.")

ADJUSTED = noted(
    "Adjusted by the procedure of the family. Behind a gate it is not smaller than the adjusted "
    "p-values of the gating family, in proportion to the levels of the two: rejected are exactly "
    "the hypotheses at or below the level of their family."
)
LEVEL = noted("The level at which the hypothesis was rejected, or at which it stood in the end.")
WITHIN = noted("The error rate is controlled within each family, not over all families together.")
HOCHBERG = noted(
    "Hochberg's procedure holds its level where the test statistics are independent or positively "
    "dependent. All that it rejects is rejected in one step."
)
EXPLORATORY = noted(
    "Exploratory: p-values are nominal, and no hypothesis is tested; the adjusted p-values beside "
    "them support no claim."
)
GATED = noted("Tested only if every hypothesis of the family {gate} is rejected.")
NO_TEST = noted(
    "Without a p-value there is no test: the hypothesis counts as one with a p-value of 1. It "
    "keeps its place and its weight in the family, so that the others gain nothing by an analysis "
    "that failed, and a gate that needs it stays closed."
)
NOMINAL = noted("Nominal p-value, not a test: the gate, {gate}, is {state}.")
#: The state of a gate before there are data.
PLANNED = "planned"
STATES: Mapping[str, str] = {
    "open": noted("open"),
    "closed": noted("closed"),
    "absent": noted("not decided in this run"),
}


@dataclass(frozen=True)
class FamilyWording:
    """What a display of multiplicity takes from the plan for one family.

    Parameters
    ----------
    name, label
        As declared.
    procedure, alpha
        How the error rate is held, and at which level.
    gate, gate_label
        The name and the label of the family that gates it; empty for none.
    exploratory
        Whether nothing in it is tested.
    members
        Id and label of each endpoint, in order.
    weights, transitions
        Of a graph; else empty.
    """

    name: str
    label: str
    procedure: str
    alpha: float
    gate: str
    gate_label: str
    exploratory: bool
    members: tuple[tuple[str, str], ...]
    weights: tuple[float, ...] = ()
    transitions: tuple[tuple[float, ...], ...] = ()

    def in_words(self) -> str:
        """Say how the family is tested, ``Holm, level 0.05``."""
        # With one hypothesis all procedures are the same test.
        if len(self.members) < 2:
            return say("one hypothesis, level {alpha:g}", alpha=self.alpha)
        procedure = say(PROCEDURE_NAMES[self.procedure])
        return say("{procedure}, level {alpha:g}", procedure=procedure, alpha=self.alpha)


@dataclass(frozen=True)
class MultiplicityWording:
    """What a display of multiplicity takes from the plan: words and names, no results.

    Parameters
    ----------
    number, title, population, protocol, notice
        As in a table.
    families
        In order.
    footnotes
        Further notes on the whole display.
    """

    number: str
    title: str
    population: str
    protocol: str
    notice: str
    families: tuple[FamilyWording, ...]
    footnotes: tuple[str, ...] = ()


def multiplicity_table(
    ard: Ard, wording: MultiplicityWording, style: NumberStyle, sources: tuple[str, ...] = ()
) -> Table:
    """Lay out all families, one group a family and one row a hypothesis.

    Parameters
    ----------
    ard
        Results of a run, those of the context multiplicity among them.
    wording
        The words of the table.
    style
        How numbers are written.
    sources
        The lines below the footnotes.

    Returns
    -------
    Table
        An endpoint without a p-value keeps its row, as NE with the reason; one behind a gate
        that is not open has its p-value marked as nominal.
    """
    footnotes = Footnotes()
    if sum(not family.exploratory for family in wording.families) > 1:
        footnotes.note(say(WITHIN))
    for text in wording.footnotes:
        footnotes.note(text)
    columns = (
        Column((Cell(say("p-value")),)),
        Column(heading_lines(say("Adjusted\np-value"), footnotes.mark(say(ADJUSTED)))),
        Column(heading_lines(say("Initial\nweight"))),
        Column((Cell(say("Level"), (footnotes.mark(say(LEVEL)),)),)),
        Column((Cell(say("Rejected")),), align="center"),
        Column(heading_lines(say("Order of\nrejection")), align="center"),
    )
    results = ard.select(context=MULTIPLICITY)
    groups = tuple(_group(results, family, style, footnotes) for family in wording.families)
    return Table(
        number=wording.number,
        title=wording.title,
        population=wording.population,
        protocol=wording.protocol,
        notice=wording.notice,
        stub=Cell(say("Family and endpoint")),
        columns=columns,
        groups=groups,
        footnotes=footnotes.all(),
        sources=sources,
    )


def gate_state(results: Ard, family: FamilyWording) -> str:
    """Look up what became of a family's gate.

    Parameters
    ----------
    results
        Rows of the context multiplicity.
    family
        The family.

    Returns
    -------
    str
        ``open``, ``closed``, ``absent``, in a shell ``planned``, or empty where there is none or
        no result.
    """
    endpoints = {endpoint for endpoint, _ in family.members}
    rows = results.select(variable=family.name, stat_name="gate")
    return next((row.stat_text for row in rows if row.endpoint in endpoints), "")


def _group(
    results: Ard, family: FamilyWording, style: NumberStyle, footnotes: Footnotes
) -> RowGroup:
    state = gate_state(results, family)
    parts, marks = [titled(family.label, family.in_words())], []
    if family.exploratory:
        parts.append(say("exploratory"))
        marks.append(footnotes.mark(say(EXPLORATORY)))
    if family.gate:
        words = f" ({say(STATES[state])})" if state in STATES else ""
        parts.append(say("gate {gate}", gate=f"{family.gate_label}{words}"))
        marks.append(footnotes.mark(say(GATED, gate=family.gate_label)))
    if family.procedure == "hochberg" and len(family.members) > 1:
        marks.append(footnotes.mark(say(HOCHBERG)))
    heading = Cell(say("; ").join(parts), tuple(marks))
    rows = tuple(
        Row(
            Cell(label),
            _cells(results.select(endpoint=endpoint), family, state, style, footnotes),
        )
        for endpoint, label in family.members
    )
    return RowGroup(heading, rows)


def _cells(
    results: Ard, family: FamilyWording, state: str, style: NumberStyle, footnotes: Footnotes
) -> tuple[Cell, ...]:
    own = results.select(variable=family.name)
    raw, adjusted = (own.find(name) for name in ("p_value", "p_adjusted"))
    missing = raw is None or raw.stat is None
    marks = []
    if missing:
        marks.append(footnotes.mark(not_estimable(raw.error if raw else NOT_IN_RUN)))
    elif state in ("closed", "absent"):
        nominal = say(NOMINAL, gate=family.gate_label, state=say(STATES[state]))
        marks.append(footnotes.mark(nominal))
    words = family_p_value(raw.stat if raw else None, family.alpha, style)
    first = Cell(words, tuple(marks), source_of(raw))
    if state in ("closed", "absent"):
        return (first, NONE, NONE, NONE, Cell(say(NOT_TESTED)), NONE)
    words = family_p_value(adjusted.stat if adjusted else None, family.alpha, style)
    second = Cell(words, source=source_of(adjusted))
    verdict, order = own.find("rejected"), own.find("sequence")
    rejected = verdict.stat if verdict else None
    if family.exploratory or rejected is None:
        return (first, second, NONE, NONE, NONE, NONE)
    return (
        first,
        second,
        _number(own.find("weight"), style),
        _number(own.find("local_alpha"), style),
        Cell(say(NOT_TESTED), (footnotes.mark(say(NO_TEST)),))
        if missing
        else Cell(style.decision(bool(rejected)), source=source_of(verdict)),
        NONE if order is None else Cell(style.count(order.stat), source=source_of(order)),
    )


def family_p_value(value: float | None, alpha: float, style: NumberStyle) -> str:
    """Write a p-value that is held against the level of a family.

    Parameters
    ----------
    value
        The full-precision p-value, or None when it is missing.
    alpha
        The level of the family.
    style
        How numbers are written.

    Returns
    -------
    str
        One that never reads as the other side of the level.
    """
    # Rejected is what reads as the level or less, so that 0.0501 must not read as 0.050.
    return style.p_value(value, alpha, either_side=True)


def _number(row: ArdRow | None, style: NumberStyle) -> Cell:
    if row is None or row.stat is None:
        return NONE
    return Cell(style.estimate(row.stat), source=source_of(row))
