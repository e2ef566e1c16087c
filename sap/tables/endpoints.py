"""Table kind ``endpoints``: one row an endpoint, grouped by family of hypotheses.

What stands in the columns of p-values is ruled by the family and its gate: behind a gate
that is not open there is no test, and outside of every family there are no p-values.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sap.ard import Ard, ArdRow
from sap.ard.rows import CONTRAST, DISPOSITION, EMMEANS, FAILURE, LIMITS, MODEL
from sap.language import plural, say
from sap.tables import endpoint_notes as notes
from sap.tables.cautions import cautions
from sap.tables.display_wording import EndpointsWording, ShownEndpoint
from sap.tables.effects import Effect, effect_of
from sap.tables.families import Family, families_of
from sap.tables.footnotes import Footnotes
from sap.tables.frame import framed
from sap.tables.numbers import NOT_ESTIMABLE, NumberStyle
from sap.tables.primary_notes import (
    GEOMETRIC_RATIO,
    NO_RESULTS,
    not_estimable,
    of_fit,
    other_effect,
)
from sap.tables.sources import source_of
from sap.tables.table import EMPTY, Cell, Column, Row, RowGroup, Source, Table
from sap.tables.wording import titled

NO_P = Cell("-")


def endpoints_table(
    ard: Ard, wording: EndpointsWording, style: NumberStyle, sources: tuple[str, ...] = ()
) -> Table:
    """Lay out the effects of several endpoints.

    Parameters
    ----------
    ard
        Results of a run; those of other endpoints are left aside.
    wording
        The words of the table.
    style
        How numbers are written.
    sources
        The lines below the footnotes.

    Returns
    -------
    Table
        One row an endpoint, or a contrast where it has several. An endpoint without
        results keeps its row as ``NE`` with the reason.
    """
    return _Layout(ard, wording, style).table(sources)


class _Layout:
    """One table in the making."""

    def __init__(self, ard: Ard, wording: EndpointsWording, style: NumberStyle) -> None:
        self.wording, self.style, self.footnotes = wording, style, Footnotes()
        results = {
            one.endpoint: ard.select(endpoint=one.endpoint, analysis=one.analysis)
            for one in wording.shown
        }
        self.results = results
        self.families = families_of(ard, wording)
        self.effects = {name: effect_of(own) for name, own in results.items()}
        self.rules = {name: notes.rule_for_limits(own) for name, own in results.items()}
        self.models = {name: notes.model(own) for name, own in results.items()}
        self.levels = {
            name: own.number("conf_level", context=MODEL) or 0.95 for name, own in results.items()
        }

    @property
    def effect(self) -> Effect | None:
        """What all effects are, None where they differ."""
        kinds = set(self.effects.values())
        return next(iter(kinds)) if len(kinds) == 1 else None

    def table(self, sources: tuple[str, ...]) -> Table:
        columns = tuple(self._columns())
        groups = [self._group(label, shown) for label, shown in self._groups()]
        cells = [cell for group in groups for row in group.rows for cell in row.cells]
        self._notes(any(NOT_ESTIMABLE in cell.text for cell in cells))
        units = any(one.unit for one in self.wording.shown)
        stub = Cell(say("Endpoint (unit)") if units else say("Endpoint"))
        return framed(self.wording, stub, columns, groups, self.footnotes, sources)

    def _notes(self, not_estimable: bool) -> None:
        """Add the notes on the whole table."""
        note, effects = self.footnotes.note, tuple(self.effects.values())
        note(notes.abbreviations(self.wording, effects, self.families, not_estimable))
        for texts in (self.rules, self.models):
            every = {text for text in texts.values() if text}
            if len(every) == 1:
                note(next(iter(every)))
        for text in notes.back_transformations(effects):
            note(text)
        if not self.families:
            note(say(notes.UNADJUSTED))

    def _columns(self) -> Iterator[Column]:
        yield Column((Cell(plural(self.wording.unit_noun).capitalize()),))
        if any(self.rules.values()):
            yield Column((Cell(say("<LLOQ n (%)")),))
        geometric = all(effect.geometric for effect in self.effects.values())
        means = say("Geometric LS mean") if geometric else say("LS mean")
        for _, label in self.wording.arms:
            yield Column((Cell(label),), means)
        name = self.effect.short_name if self.effect else say("Effect")
        levels = set(self.levels.values())
        interval = say("CI")
        if len(levels) == 1:
            interval = say("{level:g}% CI", level=100 * next(iter(levels)))
        yield Column((Cell(f"{name} ({interval})"),))
        if self.families:
            marks = tuple(self.footnotes.mark(one.note()) for one in self.families.values())
            yield Column((Cell(say("p raw")),))
            yield Column((Cell(say("p adj"), marks),))

    def _groups(self) -> Iterator[tuple[Cell, list[ShownEndpoint]]]:
        """Sort the endpoints by family, in the order in which families first appear."""
        by_family: dict[str, list[ShownEndpoint]] = {}
        for shown in self.wording.shown:
            by_family.setdefault(shown.family, []).append(shown)
        for name, shown_here in by_family.items():
            family = self.families.get(name)
            if family is not None:
                words = say("{label} (family {name})", label=family.label, name=family.name)
                yield Cell(words), shown_here
            elif self.families:
                mark = self.footnotes.mark(say(notes.UNADJUSTED))
                yield Cell(say("In no family"), (mark,)), shown_here
            else:
                yield Cell(say("Endpoints")), shown_here

    def _group(self, label: Cell, shown: Sequence[ShownEndpoint]) -> RowGroup:
        models = {self.models[one.endpoint] for one in shown} - {""}
        several = len(set(self.models.values()) - {""}) > 1
        if several and len(models) == 1:
            # The group's own model stands at its heading rather than at each row.
            label = Cell(label.text, (*label.marks, self.footnotes.mark(next(iter(models)))))
        rows = [row for one in shown for row in self._rows(one, several and len(models) > 1)]
        return RowGroup(label, tuple(rows))

    def _rows(self, shown: ShownEndpoint, with_model: bool) -> Iterator[Row]:
        own = self.results[shown.endpoint]
        texts = [self.models[shown.endpoint]] * (with_model and bool(self.models[shown.endpoint]))
        if self.effect is None:
            row = own.find("estimate", context=CONTRAST)
            unit = row.unit if row is not None else ""
            effect = self.effects[shown.endpoint]
            kind = GEOMETRIC_RATIO if effect.is_geometric_ratio else effect.kind
            texts.append(other_effect(kind, unit))
        if len(set(self.levels.values())) > 1:
            level = 100 * self.levels[shown.endpoint]
            texts.append(say("The confidence level is {level:g}%.", level=level))
        marks = tuple(self.footnotes.mark(text) for text in (*texts, *of_fit(own)))
        one = _Endpoint(own, shown, self)
        contrasts = [row for row in own.select(context=CONTRAST) if row.stat_name == "estimate"]
        if not contrasts:
            yield Row(Cell(shown.with_unit, marks), one.missing())
        for number, contrast in enumerate(contrasts):
            label = shown.with_unit
            if len(contrasts) > 1:
                within = f", {contrast.group2_level}" if contrast.group2_level else ""
                label = titled(label, f"{contrast.group1_level}{within}")
            yield Row(Cell(label, () if number else marks), one.cells(contrast, number == 0))


@dataclass(frozen=True)
class _Endpoint:
    """The cells of one endpoint."""

    own: Ard
    shown: ShownEndpoint
    layout: _Layout

    @property
    def family(self) -> Family | None:
        return self.layout.families.get(self.shown.family)

    def not_estimable(self, reason: str, source: Source = ()) -> Cell:
        return Cell(NOT_ESTIMABLE, (self.layout.footnotes.mark(not_estimable(reason)),), source)

    def cells(self, contrast: ArdRow, first: bool) -> tuple[Cell, ...]:
        """Make the cells of a contrast; counts and p-values stand in the first one's row."""
        style, effect = self.layout.style, self.layout.effects[self.shown.endpoint]
        place = {"group1_level": contrast.group1_level, "group2_level": contrast.group2_level}
        means = []
        for level, _ in self.layout.wording.arms:
            mean = self.own.find(
                "estimate",
                context=EMMEANS,
                group1_level=level,
                group2_level=contrast.group2_level,
            )
            means.append(self._number(mean, "" if mean is None else style.estimate(mean.stat)))
        limits = [
            self.own.find(name, context=CONTRAST, **place) for name in ("conf_low", "conf_high")
        ]
        low, high = (row.stat if row is not None else None for row in limits)
        text = f"{effect.written(contrast.stat, style)} {effect.interval(low, high, style)}"
        counts = self._counts() if first else (EMPTY,) * len(self._counts())
        interval = self._number(contrast, text, *limits)
        if contrast.stat is not None:
            unknown = (self.layout.footnotes.mark(caution) for caution in cautions(self.own))
            interval = replace(interval, marks=(*interval.marks, *unknown))
        p_values = self._p_values() if first else (EMPTY,) * len(self._p_values())
        return (*counts, *means, interval, *p_values)

    def _number(self, row: ArdRow | None, text: str, *beside: ArdRow | None) -> Cell:
        source = source_of(row, *beside)
        if row is None or row.stat is None:
            reason = row.error if row is not None else ""
            return self.not_estimable(reason or NO_RESULTS, source)
        return Cell(text, source=source)

    def missing(self) -> tuple[Cell, ...]:
        """Make the cells of an endpoint of which no contrast is known."""
        reason = self.own.text("failure", context=FAILURE) or NO_RESULTS
        cell = self.not_estimable(reason)
        return (*self._counts(), *(cell,) * (len(self.layout.wording.arms) + 1), *self._p_values())

    def _counts(self) -> tuple[Cell, ...]:
        """Units in the analysis, and rows below their limit where the table has such."""
        style, layout = self.layout.style, self.layout
        steps = [
            row
            for row in self.own.select(context=DISPOSITION)
            if row.stat_name in ("n_units", "n_units_left")
        ]
        units = Cell("-")
        if steps:
            units = Cell(style.count(steps[-1].stat), source=source_of(steps[-1]))
        if not any(layout.rules.values()):
            return (units,)
        rule = layout.rules[self.shown.endpoint]
        if not rule:
            return (units, Cell("-"))
        rows = self.own.select(context=LIMITS).rows
        counted = [[row for row in rows if row.stat_name == n] for n in ("n_below", "n_measured")]
        below, measured = (sum(row.stat or 0.0 for row in found) for found in counted)
        source = source_of(*counted[0], *counted[1])
        share = style.percent(100 * below / measured if measured else None)
        several = len({text for text in layout.rules.values() if text}) > 1
        marks = (layout.footnotes.mark(rule),) if several else ()
        return (units, Cell(f"{style.count(below)} ({share})", marks, source))

    def _p_values(self) -> tuple[Cell, ...]:
        """Give the raw and the adjusted p-value, as the gate of the family allows."""
        style, family = self.layout.style, self.family
        if family is None:
            return (NO_P, NO_P) if self.layout.families else ()
        member = family.member(self.shown.endpoint)
        raw, adjusted = member.find("p_value"), member.find("p_adjusted")
        if raw is None:
            cell = self.not_estimable(
                say("Family {name} was not evaluated in this run.", name=family.name)
            )
            return (cell, cell)
        if raw.stat is None:
            cell = self.not_estimable(raw.error or say("There is no p-value."), source_of(raw))
            return (cell, cell if family.is_tested else NO_P)
        text = style.p_value(raw.stat, family.alpha)
        first = Cell(text, source=source_of(raw))
        if not family.is_tested:
            return (replace(first, marks=(self.layout.footnotes.mark(family.nominal()),)), NO_P)
        number = adjusted.stat if adjusted is not None else None
        if number is None:
            reason = adjusted.error if adjusted is not None else ""
            reason = reason or say("There is no adjusted p-value.")
            return (first, self.not_estimable(reason, source_of(adjusted)))
        return (first, Cell(style.p_value(number, family.alpha), source=source_of(adjusted)))
