"""A forest plot on paper: where each of its parts stands, and how it is drawn."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sap.figures.drawing import MARGIN, POINT, RULE, text_width, wrapped
from sap.figures.forest_axis import Axis
from sap.language import say
from sap.language.grammar import MINUS
from sap.tables.table import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sap.figures.forest import Forest, ForestRow

SIZE = 8.0
"""Of the texts, in points."""

PLOT = 3.0
"""Width of the plot, in inches."""

WIDEST_LABEL, INDENT, GAP = 2.6, 0.14, 0.2
"""Of row labels, of a step of indentation, and between columns; in inches."""

NARROWEST_COLUMN = 0.75
"""A heading of a column breaks into lines rather than making it wider, in inches."""

PITCH, LEADING = 0.215, 0.14
"""Height of a row of one line, and of each further line; in inches."""

MOST_AREA = 90.0
"""Of the largest square, in square points; all others are in proportion to their weight."""

PLAIN_SIDE, DIAMOND = 5.0, 0.065
"""Side of a square without a weight in points, half the height of a diamond in inches."""

INK = "#000000"


@dataclass(frozen=True)
class Paper:
    """A forest plot with the place of each part, in inches from the upper left corner.

    `centres` are those of the columns, `tops` the upper edges of the rows and, last, their
    lower end; `labels` and `headings` are broken into lines.
    """

    forest: Forest
    axis: Axis
    width: float
    plot: float
    centres: tuple[float, ...]
    tops: tuple[float, ...]
    labels: tuple[tuple[str, ...], ...]
    headings: tuple[tuple[str, ...], ...]
    head: float

    @classmethod
    def of(cls, forest: Forest) -> Paper:
        """Measure all texts and find a place for them."""
        labels = tuple(
            tuple(wrapped(row.label, WIDEST_LABEL - row.indent * INDENT, SIZE, bold=row.bold))
            for row in forest.rows
        )
        stub = max(
            [text_width(plain(forest.stub), SIZE, bold=True)]
            + [
                text_width(line, SIZE, bold=row.bold) + row.indent * INDENT
                for row, lines in zip(forest.rows, labels, strict=True)
                for line in lines
            ]
        )
        headings, centres = [], []
        x = MARGIN + stub + GAP
        plot = x
        for number, column in enumerate(forest.columns):
            if number == forest.before:
                plot, x = x, x + PLOT + GAP
            cells = [text_width(plain(r.cells[number]), SIZE, bold=r.bold) for r in forest.rows]
            room = max([NARROWEST_COLUMN, *cells])
            lines = tuple(_heading(column, room))
            width = max([*cells, *(text_width(line, SIZE, bold=True) for line in lines)])
            headings.append(lines)
            centres.append(x + width / 2)
            x += width + GAP
        if forest.before >= len(forest.columns):
            plot, x = x, x + PLOT + GAP
        head = PITCH + LEADING * (max([1, *map(len, headings)]) - 1)
        tops = [head + 0.08]
        for lines in labels:
            tops.append(tops[-1] + PITCH + LEADING * (max(len(lines), 1) - 1))
        width = x - GAP + MARGIN
        place = tuple(centres), tuple(tops), labels, tuple(headings), head
        return cls(forest, forest.axis, width, plot, *place)

    @property
    def height(self) -> float:
        """Of rows, axis and the words below it."""
        lines = max(len(lines) for lines in self.directions)
        return self.tops[-1] + 0.1 + 3 * PITCH + LEADING * lines

    @property
    def directions(self) -> tuple[list[str], list[str]]:
        """The words on either side of no effect, each in lines of its half of the plot."""
        lower, higher = self.forest.directions
        left = f"\N{LEFTWARDS ARROW}\N{NO-BREAK SPACE}{lower}" if lower else ""
        right = f"{higher}\N{NO-BREAK SPACE}\N{RIGHTWARDS ARROW}" if higher else ""
        half = PLOT / 2 - GAP / 2
        return wrapped(left, half, SIZE), wrapped(right, half, SIZE)

    def middle(self, row: int) -> float:
        """Return the height at which a row's symbol stands."""
        return (self.tops[row] + self.tops[row + 1]) / 2

    def x(self, value: float) -> float:
        """Place a value; one beyond the axis stands at its end."""
        return self.plot + PLOT * min(max(self.axis.position(value), 0.0), 1.0)

    def draw(self, axes: Axes) -> None:
        """Draw all parts.

        Parameters
        ----------
        axes
            In inches, from the upper left corner, as wide and high as the paper.
        """
        self._headings(axes)
        self._lines(axes)
        self._axis(axes)
        for number, row in enumerate(self.forest.rows):
            self._texts(axes, number, row)
            self._symbol(axes, number, row)

    def _headings(self, axes: Axes) -> None:
        bold: dict[str, Any] = {"fontsize": SIZE, "fontweight": "bold", "va": "center"}
        bottom = self.head - PITCH / 2
        axes.text(MARGIN, bottom, plain(self.forest.stub), ha="left", **bold)
        for centre, lines in zip(self.centres, self.headings, strict=True):
            for number, line in enumerate(reversed(lines)):
                axes.text(centre, bottom - LEADING * number, line, ha="center", **bold)
        for y in (self.head, self.tops[-1] + 0.04):
            edges = (MARGIN, self.width - MARGIN) if y == self.head else self._plot_edges
            axes.plot(edges, (y, y), color=INK, linewidth=0.8, clip_on=False)

    @property
    def _plot_edges(self) -> tuple[float, float]:
        return self.plot, self.plot + PLOT

    def _lines(self, axes: Axes) -> None:
        top, bottom = self.tops[0] - 0.04, self.tops[-1] + 0.04
        null = self.x(self.forest.null)
        axes.plot((null, null), (top, bottom), color=RULE, linewidth=0.8, zorder=1, gid="null")
        for line in self.forest.dashed:
            if not 0.0 <= self.axis.position(line.value) <= 1.0:
                continue
            x, ends = self.x(line.value), (self.tops[line.first], self.tops[line.last + 1])
            axes.plot((x, x), ends, color=INK, linewidth=0.8, linestyle="--", zorder=1)
        for number, row in enumerate(self.forest.rows):
            if row.ruled:
                y = self.tops[number + 1]
                edges = (MARGIN, self.width - MARGIN)
                axes.plot(edges, (y, y), color=RULE, linewidth=0.5)

    def _axis(self, axes: Axes) -> None:
        y = self.tops[-1] + 0.04
        small: dict[str, Any] = {"fontsize": SIZE, "va": "center"}
        for value, label in self._spaced():
            x = self.x(value)
            axes.plot((x, x), (y, y + 0.05), color=INK, linewidth=0.8, clip_on=False)
            axes.text(x, y + 0.05 + PITCH / 2, label, ha="center", **small)
        effect = self.forest.effect
        if self.forest.logarithmic:
            effect = say("{effect}, log axis", effect=effect)
        y += 0.05 + PITCH
        axes.text(
            self.plot + PLOT / 2,
            y + PITCH / 2,
            effect,
            ha="center",
            **small,
        )
        y += PITCH * 1.5
        for x, side, lines in zip(
            self._plot_edges, ("left", "right"), self.directions, strict=True
        ):
            for number, line in enumerate(lines):
                axes.text(x, y + LEADING * number, line, ha=side, **small)

    def _spaced(self) -> Iterator[tuple[float, str]]:
        """Go through the marked values whose labels do not touch; no effect always is one."""
        null = self.forest.null
        marked = self.axis.ticks(null)
        taken: list[tuple[float, float]] = []
        for value in sorted(marked, key=lambda value: value != null):
            label = self.forest.notation.written(f"{value:.10g}".replace("-", MINUS))
            half = text_width(label, SIZE) / 2 + 0.04
            left, right = self.x(value) - half, self.x(value) + half
            if all(right <= start or left >= end for start, end in taken):
                taken.append((left, right))
                yield value, label

    def _texts(self, axes: Axes, number: int, row: ForestRow) -> None:
        look_of_row: dict[str, Any] = {
            "fontsize": SIZE,
            "fontweight": "bold" if row.bold else "normal",
            "va": "center",
        }
        lines = self.labels[number]
        start = self.middle(number) - LEADING * (len(lines) - 1) / 2
        for place, line in enumerate(lines):
            x = MARGIN + INDENT * row.indent
            axes.text(x, start + LEADING * place, line, ha="left", **look_of_row)
        for centre, text in zip(self.centres, row.cells, strict=True):
            if text:
                axes.text(centre, self.middle(number), plain(text), ha="center", **look_of_row)
        if row.remark and row.drawn is None:
            remark = {**look_of_row, "fontweight": "normal", "color": RULE}
            # White behind it, so that no line of reference runs through the words.
            remark["bbox"] = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
            x = self.plot + PLOT / 2
            axes.text(x, self.middle(number), plain(row.remark), ha="center", **remark)

    def _symbol(self, axes: Axes, number: int, row: ForestRow) -> None:
        if row.drawn is None:
            return
        estimate, low, high = row.drawn
        x, left, right, y = self.x(estimate), self.x(low), self.x(high), self.middle(number)
        colour = INK if row.symbol == "diamond" else POINT
        axes.plot((left, right), (y, y), color=colour, linewidth=1.1, solid_capstyle="butt")
        for value, end, sign in ((low, left, "<"), (high, right, ">")):
            if not 0.0 <= self.axis.position(value) <= 1.0:
                axes.plot(
                    end, y, marker=sign, markersize=4.5, color=colour, clip_on=False, zorder=4
                )
        if row.symbol == "diamond":
            corners = (left, x, right, x), (y, y - DIAMOND, y, y + DIAMOND)
            axes.fill(*corners, color=colour, linewidth=0.5, zorder=3, gid=f"row-{number}")
        elif row.symbol == "square":
            side = PLAIN_SIDE if row.weight is None else self._side(row.weight)
            axes.plot(
                *(x, y),
                marker="s",
                markersize=side,
                color=colour,
                markeredgewidth=0.0,
                zorder=3,
                gid=f"row-{number}",
            )

    def _side(self, weight: float) -> float:
        """Return the side of a square whose area is in proportion to a weight, in points."""
        weights = [row.weight for row in self.forest.rows if row.drawn and row.weight]
        return math.sqrt(MOST_AREA * weight / max([*weights, weight, 1.0]))


def _heading(text: str, room: float) -> Iterator[str]:
    """Break a heading of a column into lines that fit, before its bracket first."""
    before, bracket, rest = text.partition(" (")
    fits = text_width(plain(text), SIZE, bold=True) <= room
    for part in (text,) if fits or not bracket else (before, f"({rest}"):
        yield from wrapped(part, room, SIZE, bold=True)
