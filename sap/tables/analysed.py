"""Display kind ``analysed``: of each endpoint, who and what was analysed, and why the rest was not.

The same counts as in a disposition, with one row an endpoint in the place of one a step.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from sap.ard import Ard
from sap.ard.rows import DISPOSITION, SUMMARY
from sap.language import noted, plural, say, told
from sap.tables.footnotes import Footnotes
from sap.tables.frame import framed
from sap.tables.numbers import NOT_ESTIMABLE, NumberStyle
from sap.tables.populations import row_nouns, why_nothing
from sap.tables.primary_notes import not_estimable
from sap.tables.sources import source_among
from sap.tables.table import Cell, Column, Row, RowGroup, Source, Table
from sap.tables.wording import OR, DisplayedData, DisplayWording, joined

#: Kinds of steps after the analysis set, each with its heading.
TAKEN_OUT = {
    "exclude": noted("Left out"),
    "missing": noted("Missing"),
    "limits": noted("Beyond limits"),
    "complete": noted("Incomplete"),
}
UNDECIDED = noted("a missing value leaves this undecided for {number} of them, which stay in")


def analysed_table(
    ard: Ard, wording: DisplayWording, style: NumberStyle, sources: tuple[str, ...] = ()
) -> Table:
    """Lay out what is in the analysis set of each endpoint, was taken out, and is analysed.

    Parameters
    ----------
    ard
        Results of a run.
    wording
        The words of the table.
    style
        How numbers are written.
    sources
        The lines below the footnotes.

    Returns
    -------
    Table
        One row an endpoint, grouped by analysis set. Reasons are footnotes.
    """
    footnotes = Footnotes()
    results = {one.endpoint: _Endpoint(ard, one, wording, style) for one in wording.shown}
    kinds = [kind for kind in TAKEN_OUT if any(one.steps(kind) for one in results.values())]
    by_set: dict[str, list[DisplayedData]] = {}
    for shown in wording.shown:
        by_set.setdefault(shown.population, []).append(shown)
    groups = []
    for population, endpoints in by_set.items():
        own = [results[shown.endpoint] for shown in endpoints]
        # What all of them have in common stands at the heading.
        outside = {one.outside() for one in own if not one.reason}
        common = next(iter(outside)) if len(outside) == 1 else ""
        marks = (footnotes.mark(common),) if common else ()
        rows = tuple(one.row(kinds, footnotes, without_set=bool(common)) for one in own)
        groups.append(RowGroup(Cell(population, marks), rows))
    units = plural(wording.unit_noun)
    footnotes.note(
        say(
            "Numbers are of {units}, in brackets of {rows}. The number of {units} falls where none "
            "of the results of a {unit} is left.",
            units=units,
            rows=joined(row_nouns(wording), OR),
            unit=wording.unit_noun,
        )
    )
    headings = [(_heading(say("In the set")), "")]
    headings += [(_heading(say(TAKEN_OUT[kind])), say("Taken out")) for kind in kinds]
    labels = (say("All"), *(label for _, label in wording.shown[0].arms))
    headings += [(_heading(label), say("Analysed")) for label in labels]
    columns = tuple(Column(lines, spanner) for lines, spanner in headings)
    return framed(wording, Cell(say("Endpoint")), columns, groups, footnotes, sources)


def _heading(words: str) -> tuple[Cell, ...]:
    return (Cell(words), Cell("n (n)"))


@dataclass(frozen=True)
class _Endpoint:
    """The way of one endpoint from the data to its analysis."""

    ard: Ard
    shown: DisplayedData
    wording: DisplayWording
    style: NumberStyle

    @cached_property
    def own(self) -> Ard:
        """Results of its main analysis."""
        return self.ard.select(endpoint=self.shown.endpoint, analysis=self.shown.analysis)

    @property
    def reason(self) -> str:
        """Why there are no numbers; empty where there are some."""
        return "" if self.own.select(context=DISPOSITION).rows else why_nothing(self.own)

    def steps(self, *kinds: str) -> list[Ard]:
        """Give the steps of some kinds, in order."""
        return [step for step in self.every_step if step.rows[0].variable in kinds]

    @cached_property
    def every_step(self) -> tuple[Ard, ...]:
        """All steps, in order."""
        found = self.own.select(context=DISPOSITION)
        return tuple(found.select(group1_level=level) for level in found.values("group1_level"))

    def outside(self) -> str:
        """Say why units of the study are not in the analysis set."""
        whole = self.steps("data")
        reasons = self._reasons(self.steps("set"), with_rows=False)
        if not whole or not reasons:
            return ""
        number = self.style.count(whole[0].number("n_units"))
        units = plural(self.shown.unit_noun or self.wording.unit_noun)
        return say(
            "Of {number} {units}, not in the set: {reasons}.",
            number=number,
            units=units,
            reasons=say("; ").join(reasons),
        )

    def row(self, kinds: Sequence[str], footnotes: Footnotes, *, without_set: bool) -> Row:
        """Lay the endpoint out."""
        label = Cell(f"{self.shown.endpoint} {self.shown.label or self.shown.title}")
        if self.reason:
            cell = Cell(NOT_ESTIMABLE, (footnotes.mark(self.reason),))
            return Row(label, (cell,) * (len(kinds) + 2 + len(self.shown.arms)))
        outside = "" if without_set else self.outside()
        marks = (footnotes.mark(outside),) if outside else ()
        cells = [self._left(("data", "where", "set"), marks, footnotes)]
        cells += [self._taken_out(kind, footnotes) for kind in kinds]
        cells.append(self._left(("data", "where", "set", *TAKEN_OUT), (), footnotes))
        return Row(label, (*cells, *self._arms()))

    def _left(self, kinds: Sequence[str], marks: tuple[str, ...], footnotes: Footnotes) -> Cell:
        """Count what is left after the last step of some kinds, or say why nobody knows it."""
        last = self.steps(*kinds)[-1]
        names = ("n_units", "n_rows")
        if last.rows[0].variable != "data":
            names = ("n_units_left", "n_rows_left")
        unknown = dict.fromkeys(row.error for row in last if row.stat_name in names and row.error)
        marks = (*marks, *(footnotes.mark(not_estimable(reason)) for reason in unknown))
        return self._cell([last.number(name) for name in names], marks, source_among(last, *names))

    def _taken_out(self, kind: str, footnotes: Footnotes) -> Cell:
        steps, names = self.steps(kind), ("n_removed_units", "n_removed_rows")
        counts = [sum(step.number(name) or 0.0 for step in steps) for name in names]
        source = tuple(key for step in steps for key in source_among(step, *names))
        if not any(counts):
            return Cell(self.style.count(0.0), source=source)
        reasons = self._reasons(steps, with_rows=True)
        return self._cell(counts, (footnotes.mark(f"{say('; ').join(reasons)}."),), source)

    def _reasons(self, steps: Sequence[Ard], *, with_rows: bool) -> list[str]:
        """Name the reasons that took something away; how much, where there are several."""
        there = [step for step in steps if step.number("n_removed_rows") or _units(step)]
        return [
            self._reason(step, with_rows=with_rows, counted=len(there) > 1 or not with_rows)
            for step in there
        ]

    def _reason(self, step: Ard, *, with_rows: bool, counted: bool) -> str:
        text = told(step.rows[0].variable_level)
        if counted:
            count = self.style.count(step.number("n_removed_units"))
            if with_rows:
                count = f"{count} ({self.style.count(step.number('n_removed_rows'))})"
            text = f"{text}, {count}"
        undecided = step.number("n_undecided")
        if undecided:
            text = f"{text} ({say(UNDECIDED, number=self.style.count(undecided))})"
        return text

    def _arms(self) -> Iterator[Cell]:
        names = ("n_units", "n_rows")
        for level, _ in self.shown.arms:
            arm = self.own.select(context=SUMMARY, group1_level=level)
            yield self._cell([arm.number(name) for name in names], (), source_among(arm, *names))

    def _cell(self, counts: Sequence[float | None], marks: tuple[str, ...], source: Source) -> Cell:
        units, rows = (self.style.count(count) for count in counts)
        return Cell(f"{units} ({rows})", marks, source)


def _units(step: Ard) -> float:
    return step.number("n_removed_units") or 0.0
