"""Table kind ``characteristics``: who the units are, by analysis set; a unit counts once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from sap.ard import Ard
from sap.ard.rows import CHARACTERISTICS
from sap.language import plural, say
from sap.tables.display_wording import CharacteristicsWording, ShownCharacteristic
from sap.tables.footnotes import Footnotes
from sap.tables.frame import framed
from sap.tables.numbers import NOT_ESTIMABLE, NumberStyle
from sap.tables.primary_notes import NO_RESULTS, not_estimable
from sap.tables.sources import source_among, source_of
from sap.tables.table import Cell, Column, Row, RowGroup, Table
from sap.tables.wording import explained, joined

NOT_APPLICABLE = "-"


def characteristics_table(
    ard: Ard, wording: CharacteristicsWording, style: NumberStyle, sources: tuple[str, ...] = ()
) -> Table:
    """Lay out the characteristics of units.

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
        One group a variable. What does not apply to a column is a dash there.
    """
    footnotes = Footnotes()
    own = ard.select(context=CHARACTERISTICS, group2_level=wording.number)
    columns = [_column(own, name, label, style, footnotes) for name, label in wording.columns]
    groups = [
        _Characteristic(own.select(variable=row.name), row, wording, style, footnotes).group()
        for row in wording.rows
    ]
    footnotes.note(_abbreviations(own, wording))
    return framed(wording, Cell(say("Characteristic")), columns, groups, footnotes, sources)


def _column(own: Ard, name: str, label: str, style: NumberStyle, footnotes: Footnotes) -> Column:
    size = own.find("n_units", group1_level=name)
    reason = NO_RESULTS if size is None else size.error
    marks = (footnotes.mark(not_estimable(reason)),) if reason else ()
    number = style.count(None if size is None else size.stat)
    return Column((Cell(label), Cell(f"(N={number})", marks, source_of(size))))


def _abbreviations(own: Ard, wording: CharacteristicsWording) -> str:
    units = plural(wording.unit_noun)
    numbers = any(not row.levels for row in wording.rows)
    few = any(row.error for row in own if row.stat_name == "sd")
    used = {
        say("N, {units} in the column, each counted once", units=units): True,
        say("NE, not estimable"): few,
        say("Q1, Q3, quartiles (SAS definition 5)"): numbers,
        say("SD, standard deviation"): numbers,
        say("-, not applicable"): own.find("not_applicable") is not None,
    }
    if not any(row.levels for row in wording.rows):
        return explained(used)
    return f"{explained(used)} {say('Percentages are of {units} with a value.', units=units)}"


class _Characteristic:
    """The rows of one variable."""

    def __init__(
        self,
        ard: Ard,
        shown: ShownCharacteristic,
        wording: CharacteristicsWording,
        style: NumberStyle,
        footnotes: Footnotes,
    ) -> None:
        self.shown, self.wording, self.style, self.footnotes = shown, wording, style, footnotes
        self.columns = [ard.select(group1_level=name) for name, _ in wording.columns]

    def group(self) -> RowGroup:
        """Lay the variable out."""
        unit = f" ({self.shown.unit})" if self.shown.unit else ""
        label = f"{self.shown.label}{unit}"
        if self.shown.levels:
            label = say("{label}, n (%)", label=self.shown.label)
        body = self._levels() if self.shown.levels else self._numbers()
        return RowGroup(
            Cell(label),
            (self._line("n", self._count("n_known"), ("n_known",)), *body, *self._missing()),
        )

    def _line(
        self,
        label: str,
        text: Callable[[Ard], str],
        names: tuple[str, ...],
        marks: tuple[str, ...] = (),
        level: str = "",
    ) -> Row:
        """Write one row, of some statistics of each column, possibly within a level."""
        cells = tuple(
            Cell(NOT_APPLICABLE)
            if column.find("not_applicable")
            else Cell(
                text(column),
                source=source_among(
                    column.select(variable_level=level) if level else column, *names
                ),
            )
            for column in self.columns
        )
        return Row(Cell(label, marks), cells)

    def _count(self, name: str) -> Callable[[Ard], str]:
        return lambda column: self.style.count(column.number(name))

    def _numbers(self) -> Iterator[Row]:
        style = self.style

        def centre(column: Ard) -> str:
            mean, sd = (
                style.mean(column.number(name), column.number("decimals"))
                for name in ("mean", "sd")
            )
            return mean if NOT_ESTIMABLE in mean else f"{mean} ({sd})"

        def raw(column: Ard, name: str) -> str:
            return style.raw(column.number(name), column.number("decimals"))

        def quartiles(column: Ard) -> str:
            text = raw(column, "median")
            if NOT_ESTIMABLE in text:
                return text
            return f"{text} ({style.pair(raw(column, 'q1'), raw(column, 'q3'))})"

        def extremes(column: Ard) -> str:
            text = raw(column, "min")
            return text if NOT_ESTIMABLE in text else style.pair(text, raw(column, "max"))

        yield self._line(say("Mean (SD)"), centre, ("mean", "sd"))
        yield self._line(say("Median (Q1, Q3)"), quartiles, ("median", "q1", "q3"))
        yield self._line(say("Min, max"), extremes, ("min", "max"))

    def _levels(self) -> Iterator[Row]:
        def share(column: Ard, code: str) -> str:
            count = self.style.count(column.number("n_level", variable_level=code))
            percent = self.style.percent(column.number("p_level", variable_level=code))
            return count if percent == NOT_ESTIMABLE else f"{count} ({percent})"

        for code, label in self.shown.levels:
            yield self._line(label, partial(share, code=code), ("n_level", "p_level"), level=code)

    def _missing(self) -> Iterator[Row]:
        """Show how many have no value, where any has none."""
        if not any(column.number("n_unknown") for column in self.columns):
            return
        marks: tuple[str, ...] = ()
        if self.shown.missing:
            quoted = joined(say("'{label}'", label=label) for label in self.shown.missing)
            marks = (self.footnotes.mark(say("{labels} counts as missing.", labels=quoted)),)
        yield self._line(say("Missing"), self._count("n_unknown"), ("n_unknown",), marks)
