"""Forest plot of an endpoint's own analysis and, set apart from it, its sensitivity analyses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sap.ard import Ard
from sap.ard.rows import CONTRAST, FAILURE, LEAVE_ONE_OUT
from sap.figures.forest import Dashed, Forest, ForestRow
from sap.language import inside_a_sentence, say
from sap.tables.cautions import cautions
from sap.tables.effects import NAMES, Effects
from sap.tables.numbers import NOT_ESTIMABLE, NumberStyle
from sap.tables.primary_notes import SENSITIVITY, not_estimable
from sap.tables.subgroup_results import ABSENT
from sap.tables.wording import Wording, explained, titled


def sensitivity_forest(
    ard: Ard, wording: Wording, style: NumberStyle, sources: tuple[str, ...] = ()
) -> Forest:
    """Lay out the forest plot of an endpoint's analyses.

    Parameters
    ----------
    ard
        Results of a run.
    wording
        The words of the endpoint's table.
    style
        How numbers are written.
    sources
        The lines below the footnotes.

    Returns
    -------
    Forest
        The endpoint's own analysis first, then each sensitivity analysis. One that
        estimates something else keeps its row and its numbers, but has no symbol.
    """
    endpoint = ard.select(endpoint=wording.endpoint)
    own, *others = [
        _Results(endpoint.select(analysis=name), style, title, wording)
        for name, title in wording.analyses
    ]
    first = [*own.rows(own)]
    rows = [*first[:-1], replace(first[-1], ruled=True)]
    rows += [row for results in others for row in results.rows(own)]
    value = first[0].estimate if len(first) == 1 else None
    arm = inside_a_sentence(wording.arms[1][1]) if len(wording.arms) == 2 else ""
    return Forest(
        number=wording.number,
        title=wording.title,
        population=wording.population,
        protocol=wording.protocol,
        notice=wording.notice,
        stub=say("Analysis"),
        columns=(f"{own.short_name} ({own.interval_name})",),
        before=0,
        effect=own.in_words,
        directions=directions(arm),
        logarithmic=own.null == 1.0,
        rows=tuple(rows),
        dashed=() if value is None else (Dashed(value, 0, len(rows) - 1),),
        footnotes=(_legend(own, rows, value), *_notes(own, others, rows)),
        sources=sources,
        notation=style.notation,
    )


def directions(arm: str) -> tuple[str, str]:
    """Say what effects below and above no effect mean, by the arm compared; of none, nothing."""
    return (
        (say("Lower with {arm}", arm=arm), say("Higher with {arm}", arm=arm)) if arm else ("", "")
    )


def off_the_axis(effect: str, unit: str = "") -> str:
    """Say what is estimated where it is not what the axis shows, by the kind of the effect."""
    name = inside_a_sentence(say(NAMES.get(effect, effect)))
    if unit:
        name = say("{effect} in {unit}", effect=name, unit=unit)
    return say("{effect}, not on this axis", effect=name)


@dataclass(frozen=True)
class _Results(Effects):
    """The results of one analysis."""

    ard: Ard
    style: NumberStyle
    title: str
    wording: Wording

    def rows(self, own: _Results) -> Iterator[ForestRow]:
        """Give a row a contrast, beside those of the endpoint's own analysis."""
        is_range = bool(len(self.ard.select(kind=LEAVE_ONE_OUT)))
        results = self.ard.select(kind=LEAVE_ONE_OUT if is_range else CONTRAST)
        places = list(dict.fromkeys((row.group1_level, row.group2_level) for row in results))
        several = len({label for label, _ in places}) > 1
        for label, within in places or [("", "")]:
            factors = results.values("group2")[0] if within else ""
            parts = [self.wording.levels_in_words(factors, within)] if within else []
            parts += [self.wording.contrast(label)] if several else []
            name = titled(self.title, ", ".join(parts)) if parts else self.title
            found = results.select(group1_level=label, group2_level=within)
            row = self._range(name, found) if is_range else self._row(name, found)
            if self is own:
                row = replace(row, symbol="diamond", bold=True)
            elif self.unlike(own):
                row = replace(row, estimate=None, low=None, high=None, remark=self.other(found))
            yield row

    def _row(self, name: str, found: Ard) -> ForestRow:
        estimate = found.number("estimate")
        remark = NOT_ESTIMABLE if estimate is None else ""
        low, high = found.number("conf_low"), found.number("conf_high")
        cells = (self.with_interval(found),)
        return ForestRow(name, cells, estimate, low, high, remark=remark)

    def _range(self, name: str, found: Ard) -> ForestRow:
        low, high = found.number("estimate_min"), found.number("estimate_max")
        if low is None or high is None:
            return ForestRow(name, (NOT_ESTIMABLE,), remark=NOT_ESTIMABLE)
        text = say("{low} to {high}", low=self.written(low), high=self.written(high))
        return ForestRow(name, (text,), None, low, high, symbol="bar")

    def other(self, found: Ard) -> str:
        """Say what is estimated where it is not what the axis shows."""
        unit = next((row.unit for row in found if row.unit), "")
        return off_the_axis(self.effect, unit)

    @property
    def reasons(self) -> Iterator[str]:
        """Why something is not estimable."""
        rows = [row for row in self.ard if row.kind in (CONTRAST, LEAVE_ONE_OUT)]
        yield from (row.error for row in rows if row.error)
        if not rows:
            yield self.ard.text("failure", kind=FAILURE) or ABSENT


def _legend(own: _Results, rows: Sequence[ForestRow], dashed: float | None) -> str:
    """Say how to read what is drawn, and nothing of what is not."""
    if any(row.drawn for row in rows if row.symbol == "diamond"):
        symbols = say(
            "Diamond: the endpoint's own analysis. Squares: sensitivity analyses. Bars and the "
            "width of the diamond: {interval}; an arrow where it leaves the axis.",
            interval=own.interval_name,
        )
    else:
        symbols = say(
            "Squares: sensitivity analyses. Bars: {interval}; an arrow where it leaves the axis.",
            interval=own.interval_name,
        )
    if dashed is None:
        return f"{symbols} {say('Solid line: no effect.')}"
    lines = say("Solid line: no effect; dashed line: the endpoint's own estimate.")
    return f"{symbols} {lines}"


def _notes(own: _Results, others: Sequence[_Results], rows: Sequence[ForestRow]) -> Iterator[str]:
    if any(len(results.ard.select(kind=LEAVE_ONE_OUT)) for results in others):
        yield say(
            "A bar without a square: lowest to highest estimate with each unit left out in turn."
        )
    yield explained(
        {
            say("CI, confidence interval"): True,
            say("GMR, geometric mean ratio"): own.is_geometric_ratio,
            say("NE, not estimable"): any(row.remark == NOT_ESTIMABLE for row in rows),
        }
    )
    if others:
        yield say(SENSITIVITY)
    yield from cautions(own.ard)
    yield from _reasons((own, *others))


def _reasons(analyses: Sequence[_Results]) -> Iterator[str]:
    """Say each reason once, with the analyses that it concerns."""
    concerned: dict[str, list[str]] = {}
    for results in analyses:
        for reason in dict.fromkeys(results.reasons):
            concerned.setdefault(reason, []).append(results.title)
    for reason, titles in concerned.items():
        text = not_estimable(reason)
        everywhere = len(titles) == len(analyses) > 1
        yield text if everywhere else titled(say("; ").join(titles), text)
