"""A forest plot: effects with their intervals below each other, and their numbers beside them.

A `Forest` is laid out and frozen: its texts are texts, as in a table, and beside each row
stand the numbers that are drawn. `forest_figure` draws it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from sap.figures.drawing import Caption, files_of, full_name, look, new_figure
from sap.figures.forest_axis import Axis, axis_for
from sap.figures.forest_paper import Paper
from sap.language.grammar import PLAIN, Notation


@dataclass(frozen=True)
class ForestRow:
    """A row of a forest plot.

    Parameters
    ----------
    label
        Its label.
    cells
        Texts, one a column.
    estimate, low, high
        What is drawn; None where there is nothing to draw. Limits may be infinite.
    symbol
        ``square`` with an area in proportion to the weight; ``diamond`` as wide as the
        interval, for an effect that stands above the others; ``bar``, an interval alone.
    weight
        For the area of a square; None draws it small.
    indent
        Steps of indentation of the label.
    bold
        Whether it is a heading, or set apart from the others.
    ruled
        Whether a line is drawn below it.
    remark
        What stands in the plot in the place of a symbol, such as ``NE``.
    """

    label: str
    cells: tuple[str, ...]
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    symbol: Literal["square", "diamond", "bar"] = "square"
    weight: float | None = None
    indent: int = 0
    bold: bool = False
    ruled: bool = False
    remark: str = ""

    @property
    def drawn(self) -> tuple[float, float, float] | None:
        """Estimate and limits, or None where nothing can be drawn."""
        ends = [value for value in (self.low, self.high) if value is not None]
        if self.symbol == "bar" and len(ends) == 2 and not any(map(math.isnan, ends)):
            return ends[0], ends[0], ends[1]
        if self.estimate is None or not math.isfinite(self.estimate):
            return None
        low = self.estimate if self.low is None else self.low
        high = self.estimate if self.high is None else self.high
        return self.estimate, low, high


@dataclass(frozen=True)
class Dashed:
    """A dashed line at an overall effect, from one row to another, both included."""

    value: float
    first: int
    last: int


@dataclass(frozen=True)
class Forest:
    """A forest plot in its final wording.

    Parameters
    ----------
    number, title, population, protocol, notice
        As in a table.
    stub
        The heading of the row labels.
    columns
        Headings of the columns of text.
    before
        How many of them stand before the plot.
    effect
        What the axis shows, for example ``Geometric mean ratio (95% CI)``.
    directions
        What effects below and above no effect mean; two empty texts for nothing.
    logarithmic
        Whether effects are ratios.
    rows
        From top to bottom.
    dashed
        Overall effects.
    footnotes
        The lines below the figure: how it is read.
    sources
        The lines beside it: where it comes from.
    notation
        How the numbers at the axis are written, like those of the cells.
    """

    number: str
    title: str
    population: str
    protocol: str
    notice: str
    stub: str
    columns: tuple[str, ...]
    before: int
    effect: str
    directions: tuple[str, str]
    logarithmic: bool
    rows: tuple[ForestRow, ...]
    dashed: tuple[Dashed, ...] = ()
    footnotes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    notation: Notation = PLAIN

    def __post_init__(self) -> None:
        for row in self.rows:
            assert len(row.cells) == len(self.columns), row.label

    @property
    def null(self) -> float:
        """The value of no effect."""
        return 1.0 if self.logarithmic else 0.0

    @property
    def caption(self) -> Caption:
        """The words around it."""
        return Caption(
            title=full_name(self.number, self.title),
            notice=self.notice,
            notes=self.footnotes,
            protocol=self.protocol,
            population=self.population,
            sources=self.sources,
        )

    @property
    def axis(self) -> Axis:
        """The axis of the effects."""
        drawn = [row.drawn for row in self.rows]
        results = [row for row in drawn if row is not None]
        return axis_for(results, self.null, logarithmic=self.logarithmic)


def forest_figure(forest: Forest) -> dict[str, bytes]:
    """Draw a forest plot.

    Parameters
    ----------
    forest
        The plot.

    Returns
    -------
    dict of str to bytes
        Contents by the ending of the file: svg, pdf, png.
    """
    paper = Paper.of(forest)
    with look():
        figure = new_figure(paper.height, paper.width)
        axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
        axes.set_axis_off()
        axes.set(xlim=(0.0, paper.width), ylim=(paper.height, 0.0))
        paper.draw(axes)
    return files_of(figure, forest.caption, placed=True)
