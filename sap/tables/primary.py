"""Table kind ``primary``: one confirmatory comparison, its model, its sensitivity analyses.

Laid out from results data, words and a number style alone, so that a stored ARD gives
the same table again and placeholder rows give its shell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sap.ard import Ard
from sap.ard.rows import (
    CONTRAST,
    EMMEANS,
    LEAVE_ONE_OUT,
    LIMITS,
    MODEL,
    SUMMARY,
    VARIANCE_COMPONENTS,
)
from sap.language import inside_a_sentence, plural, say
from sap.tables import primary_notes as notes
from sap.tables import sensitivity_notes as about
from sap.tables.cautions import cautions
from sap.tables.effects import Effects
from sap.tables.families import Family, family_of
from sap.tables.footnotes import Footnotes
from sap.tables.numbers import NOT_ESTIMABLE, NumberStyle
from sap.tables.sources import INTERVAL, source_among, source_of
from sap.tables.table import EMPTY, Cell, Column, Row, RowGroup, Source, Table
from sap.tables.wording import SCALE_NAMES, Wording, titled

OBSERVED = (
    *("n_units", "n_rows", "decimals"),
    *("mean", "sd", "geo_mean", "geo_cv", "median", "q1", "q3"),
)


def primary_table(
    ard: Ard, wording: Wording, style: NumberStyle, sources: tuple[str, ...] = ()
) -> Table:
    """Lay out the table of a primary endpoint.

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
        Observed values, model, variance components and sensitivity analyses. What could
        not be estimated is ``NE`` with a footnote that says why.
    """
    footnotes = Footnotes()
    endpoint = ard.select(endpoint=wording.endpoint)
    results = [
        _Results(endpoint.select(analysis=name), title, wording, style, footnotes)
        for name, title in wording.analyses
    ]
    confirmatory, sensitivity = results[0], results[1:]
    if wording.family is not None:
        confirmatory = replace(confirmatory, family=family_of(ard, wording.family))
    footnotes.note(notes.abbreviations(endpoint, confirmatory.ard, wording))
    for text in wording.footnotes:
        footnotes.note(text)
    # Marks follow the order in which the table is read, whatever is not estimable comes last.
    limits_mark = _marks(footnotes, notes.limits(confirmatory.ard, wording))
    model_mark = _marks(footnotes, notes.model(confirmatory.ard, wording))
    sensitivity_mark = _marks(footnotes, say(notes.SENSITIVITY) if sensitivity else "")
    groups = [
        RowGroup(Cell(say("Observed")), tuple(confirmatory.observed(limits_mark))),
        RowGroup(Cell(say("Model"), model_mark), tuple(confirmatory.model())),
        confirmatory.components(),
    ]
    if sensitivity:
        heading = Cell(say("Sensitivity analyses"), sensitivity_mark)
        rows = tuple(row for result in sensitivity for row in result.one_line(confirmatory))
        groups.append(RowGroup(heading, rows, confirmatory.sensitivity_headings()))
    return Table(
        number=wording.number,
        title=wording.title,
        population=wording.population,
        protocol=wording.protocol,
        notice=wording.notice,
        stub=Cell(wording.response),
        columns=tuple(confirmatory.columns()),
        groups=tuple(group for group in groups if group.rows),
        footnotes=footnotes.all(),
        sources=sources,
    )


def _marks(footnotes: Footnotes, text: str) -> tuple[str, ...]:
    return (footnotes.mark(text),) if text else ()


@dataclass(frozen=True)
class _Results(Effects):
    """The results of one analysis, asked for as cells and rows."""

    ard: Ard
    title: str
    wording: Wording
    style: NumberStyle
    footnotes: Footnotes
    family: Family | None = None

    def columns(self) -> Iterator[Column]:
        for level, label in self.wording.arms:
            size = self.style.count(self.number(SUMMARY, "n_set", level))
            source = self.source(SUMMARY, level, "n_set")
            yield Column((Cell(label), Cell(f"(N={size})", source=source)))

    def number(self, context: str, name: str, level: str) -> float | None:
        return self.ard.number(name, kind=context, group1_level=level)

    def source(self, context: str, level: str, *names: str) -> Source:
        """Name the rows of some statistics of a result."""
        return source_among(self.ard.select(kind=context, group1_level=level), *names)

    def cell(self, text: str, context: str, level: str, names: tuple[str, ...] = INTERVAL) -> Cell:
        """Make a cell of some statistics; one that says NE points at the reason of the first."""
        rows = self.ard.select(kind=context, group1_level=level)
        row, source = rows.find(names[0]), source_among(rows, *names)
        if NOT_ESTIMABLE not in text or row is None or not row.error:
            return Cell(text, source=source)
        return Cell(text, (self.footnotes.mark(notes.not_estimable(row.error)),), source)

    def observed(self, limits_mark: tuple[str, ...]) -> Iterator[Row]:
        style = self.style
        units, rows = plural(self.wording.unit_noun), plural(self.wording.row_noun)
        counts, below, centre, median = [], [], [], []
        for level, _ in self.wording.arms:
            of = {name: self.number(SUMMARY, name, level) for name in OBSERVED}
            share = self.number(LIMITS, "p_below", level)
            number_below = style.count(self.number(LIMITS, "n_below", level))
            summary = self.ard.select(kind=SUMMARY, group1_level=level)
            text = f"{style.count(of['n_units'])} ({style.count(of['n_rows'])})"
            counts.append(Cell(text, source=source_among(summary, "n_units", "n_rows")))
            source = self.source(LIMITS, level, "n_below", "p_below")
            below.append(Cell(f"{number_below} ({style.percent(share)})", source=source))
            raw = [style.raw(of[name], of["decimals"]) for name in ("median", "q1", "q3")]
            source = source_among(summary, "median", "q1", "q3")
            median.append(Cell(f"{raw[0]} ({style.pair(*raw[1:])})", source=source))
            mean, spread = (style.mean(of[name], of["decimals"]) for name in ("mean", "sd"))
            if self.geometric:
                mean, spread = style.estimate(of["geo_mean"]), style.percent(of["geo_cv"])
            names = ("geo_mean", "geo_cv") if self.geometric else ("mean", "sd")
            centre.append(Cell(f"{mean} ({spread})", source=source_among(summary, *names)))
        yield Row(Cell(say("n {units} (n {rows})", units=units, rows=rows)), tuple(counts))
        if limits_mark:
            yield Row(Cell(say("n (%) below LLOQ"), limits_mark), tuple(below))
        name = say("Geometric mean (geo. CV%)") if self.geometric else say("Mean (SD)")
        yield Row(Cell(name), tuple(centre))
        yield Row(Cell(say("Median (Q1, Q3)")), tuple(median))

    def model(self) -> Iterator[Row]:
        means = []
        for level, _ in self.wording.arms:
            text = self.estimate_and_interval(EMMEANS, level)
            means.append(self.cell(text, EMMEANS, level))
        name = say("Geometric LS mean") if self.geometric else say("LS mean")
        yield Row(Cell(f"{name} ({self.interval_name})"), tuple(means))
        labels = self.ard.select(kind=CONTRAST).values("group1_level")
        if self.ard.text("contrast_method", kind=MODEL) == "trt.vs.ctrl":
            reference = inside_a_sentence(self.wording.arms[0][1])
            name = say("{effect} vs {reference}", effect=self.effect_name, reference=reference)
            yield from self.comparison(name, labels)
            return
        for label in labels:
            yield from self.comparison(f"{self.effect_name}, {label}", (label,))

    def comparison(self, name: str, labels: tuple[str, ...]) -> Iterator[Row]:
        """Make the four rows of contrasts, which stand in the last columns."""
        blank = (EMPTY,) * (len(self.wording.arms) - len(labels))
        lines: dict[str, list[Cell]] = {"estimate": [], "interval": [], "test": [], "p": []}
        all_df = [self.number(CONTRAST, "df", label) for label in labels]
        asymptotic = all(df == float("inf") for df in all_df)
        for label, df in zip(labels, all_df, strict=True):
            statistic = self.style.statistic(self.number(CONTRAST, "statistic", label))
            test = statistic if asymptotic else f"{statistic} ({self.style.df(df)})"
            written = self.written(self.number(CONTRAST, "estimate", label))
            texts = {
                "estimate": (written, ("estimate",)),
                "interval": (self.interval(CONTRAST, label), ("conf_low", "conf_high")),
                "test": (NOT_ESTIMABLE if df is None else test, ("statistic", "df")),
                "p": (self.p_value(label), ("p_value",)),
            }
            for line, (text, names) in texts.items():
                lines[line].append(self.cell(text, CONTRAST, label, names))
        test_name = say("z") if asymptotic else say("t (df)")
        yield Row(Cell(name), (*blank, *lines["estimate"]))
        unknown = tuple(self.footnotes.mark(text) for text in cautions(self.ard))
        yield Row(Cell(self.interval_name, unknown), (*blank, *lines["interval"]), indent=2)
        yield Row(Cell(test_name), (*blank, *lines["test"]), indent=2)
        nominal = self.nominal
        p_values = [replace(cell, marks=(*cell.marks, *nominal)) for cell in lines["p"]]
        yield Row(Cell(say("p-value")), (*blank, *p_values), indent=2)
        if self.family is not None and self.family.adjusts and len(labels) == 1:
            mark = self.footnotes.mark(self.family.note())
            adjusted = self.adjusted_p_value(self.family)
            yield Row(Cell(say("Adjusted p-value"), (mark,)), (*blank, adjusted), indent=2)

    @property
    def nominal(self) -> tuple[str, ...]:
        """The mark of a p-value behind a gate that is not open; none where there is a test."""
        if self.family is None or self.family.is_tested:
            return ()
        return (self.footnotes.mark(self.family.nominal()),)

    def adjusted_p_value(self, family: Family) -> Cell:
        """Write the p-value adjusted within the family; a dash where nothing is tested."""
        row = family.member(self.wording.endpoint).find("p_adjusted")
        if not family.is_tested:
            return Cell("-")
        if row is None or row.stat is None:
            why = notes.not_estimable(row.error) if row is not None and row.error else ""
            return Cell(NOT_ESTIMABLE, _marks(self.footnotes, why), source_of(row))
        return Cell(self.style.p_value(row.stat, family.alpha), source=source_of(row))

    def interval(self, context: str, level: str) -> str:
        low, high = (self.number(context, name, level) for name in ("conf_low", "conf_high"))
        if context == CONTRAST:
            return self.style.interval(low, high, self.written, self.null)
        return self.style.interval(low, high, self.style.estimate)

    def estimate_and_interval(self, context: str, level: str) -> str:
        rows = self.ard.select(kind=context, group1_level=level)
        return self.with_interval(rows, mean=context != CONTRAST)

    def p_value(self, label: str) -> str:
        alpha = self.ard.number("alpha", kind=MODEL)
        p = self.number(CONTRAST, "p_value", label)
        return self.style.p_value(p) if alpha is None else self.style.p_value(p, alpha)

    def components(self) -> RowGroup:
        """List standard deviations and correlations of the random effects and the residual."""
        rows = []
        found = self.ard.select(kind=VARIANCE_COMPONENTS)
        blank = (EMPTY,) * (len(self.wording.arms) - 1)
        for row in found:
            if row.stat_name not in ("std_dev", "correlation"):
                continue
            name = self.wording.grouping(row.group1)
            if row.stat_name == "correlation":
                name = say(
                    "{name}: correlation of {one} and {other}",
                    name=name,
                    one=row.variable,
                    other=row.variable_level,
                )
            elif row.variable not in ("", "(Intercept)"):
                name = titled(name, inside_a_sentence(self.wording.grouping(row.variable)))
            why = _marks(self.footnotes, notes.not_estimable(row.error) if row.error else "")
            cell = Cell(self.style.estimate(row.stat), why, source_of(row))
            rows.append(Row(Cell(name), (cell, *blank)))
        marks = tuple(self.footnotes.mark(text) for text in notes.of_fit(self.ard))
        scale = say(SCALE_NAMES.get(self.transformation, self.transformation))
        heading = Cell(say("SD ({scale})", scale=scale))
        return RowGroup(Cell(say("Variance components"), marks), tuple(rows), (heading, *blank))

    def sensitivity_headings(self) -> tuple[Cell, ...]:
        blank = (EMPTY,) * (len(self.wording.arms) - 2)
        return (Cell(f"{self.short_name} ({self.interval_name})"), Cell(say("p-value")), *blank)

    def one_line(self, confirmatory: _Results) -> Iterator[Row]:
        """Make one row a contrast of a sensitivity analysis: estimate (CI) and p.

        The range of estimates without each unit in turn stands in the place of an interval.
        """
        results = self.ard.select(kind=LEAVE_ONE_OUT if self.leaves_out else CONTRAST)
        places = tuple(dict.fromkeys((row.group1_level, row.group2_level) for row in results))
        several = len({label for label, _ in places}) > 1
        factors = results.values("group2")
        for label, within in places:
            here = self.within(within)
            parts = [self.wording.levels_in_words(factors[0], within)] if within else []
            parts += [self.wording.contrast(label)] if several else []
            name = titled(self.title, ", ".join(parts)) if parts else self.title
            cells = here.extremes(label) if self.leaves_out else here.estimate_and_p(label)
            blank = (EMPTY,) * (len(self.wording.arms) - 2)
            marks = tuple(self.footnotes.mark(text) for text in here.remarks(label, confirmatory))
            yield Row(Cell(name, tuple(sorted(marks, key=int))), (*cells, *blank))

    @property
    def leaves_out(self) -> bool:
        return self.ard.text("analysis_kind", kind=MODEL) == "leave-one-out"

    def within(self, level: str) -> _Results:
        """Keep, of the contrasts, those within a level of the other factors."""
        compared = (CONTRAST, LEAVE_ONE_OUT)
        rows = (r for r in self.ard if r.kind not in compared or r.group2_level == level)
        return replace(self, ard=Ard(tuple(rows)))

    def remarks(self, label: str, confirmatory: _Results) -> Iterator[str]:
        """Go through the footnotes of a sensitivity analysis."""
        yield from about.kind(self.ard)
        yield from notes.conditions(self.ard)
        yield from about.interactions(self.ard, self.wording, self.style)
        if self.leaves_out:
            yield from about.left_out(self.ard, label, self.style, self.written)
        if self.unlike(confirmatory):
            row = self.ard.find("estimate", kind=CONTRAST, group1_level=label)
            yield notes.other_effect(self.effect, row.unit if row else "")

    def estimate_and_p(self, label: str) -> tuple[Cell, Cell]:
        effect = self.cell(self.estimate_and_interval(CONTRAST, label), CONTRAST, label)
        return effect, self.cell(self.p_value(label), CONTRAST, label, ("p_value",))

    def extremes(self, label: str) -> tuple[Cell, Cell]:
        """Write the lowest and the highest estimate; the largest p stands in the footnote."""
        names = ("estimate_min", "estimate_max")
        low, high = (self.written(self.number(LEAVE_ONE_OUT, name, label)) for name in names)
        text = (
            NOT_ESTIMABLE
            if NOT_ESTIMABLE in (low, high)
            else say("{low} to {high}", low=low, high=high)
        )
        return self.cell(text, LEAVE_ONE_OUT, label, names), EMPTY
