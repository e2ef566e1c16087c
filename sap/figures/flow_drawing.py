"""A flow figure as a drawing: boxes in two columns, and the ways between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sap.figures.drawing import MARGIN, WIDTH, files_of, look, new_figure, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sap.figures.flow import Flow

SIZE = 8.5
"""Of the texts, in points."""

LEADING, PADDING, GAP = 0.18, 0.1, 0.3
"""Between lines, between text and rim, and between boxes one below the other; in inches."""

BETWEEN = 0.36
"""Between boxes side by side, in inches."""

COLUMN = (WIDTH - 2 * MARGIN - BETWEEN) / 2
"""Width of the main line's boxes and of those beside it, in inches."""

NEAR = 0.7
"""So near the middle of the last box, a way to an arm leaves straight above it; in inches."""

HEAD_LENGTH, HEAD_HALF = 0.08, 0.045
"""Of an arrowhead, in inches."""

INK = "#000000"

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A box with its upper left corner, in inches, and its lines; the first is a heading."""

    x: float
    y: float
    width: float
    lines: tuple[str, ...]

    @classmethod
    def of(cls, texts: Sequence[str], x: float, y: float, width: float) -> Box:
        """Break texts into lines that fit."""
        room = width - 2 * PADDING
        found = [
            line
            for place, text in enumerate(texts)
            for line in wrapped(text, room, SIZE, bold=place == 0)
        ]
        return cls(x, y, width, tuple(found))

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + LEADING * max(len(self.lines), 1) + 1.4 * PADDING

    @property
    def centre(self) -> float:
        """Its middle, across."""
        return self.x + self.width / 2


@dataclass(frozen=True)
class Layout:
    """A flow figure with the place of each part; ways end in an arrowhead, lines do not."""

    boxes: tuple[Box, ...]
    ways: tuple[tuple[Point, Point], ...]
    lines: tuple[tuple[Point, Point], ...]

    @classmethod
    def of(cls, flow: Flow) -> Layout:
        """Find a place for each part, from top to bottom."""
        boxes: list[Box] = []
        ways: list[tuple[Point, Point]] = []
        lines: list[tuple[Point, Point]] = []
        last: Box | None = None
        for stage in flow.stages:
            top = 0.0
            if last:
                top = last.bottom + GAP
                if stage.left:
                    left = MARGIN + COLUMN + BETWEEN
                    beside = Box.of(stage.left, left, last.bottom + GAP / 2, COLUMN)
                    height = (beside.y + beside.bottom) / 2
                    ways.append(((last.centre, height), (left, height)))
                    boxes.append(beside)
                    top = beside.bottom + GAP / 2
                ways.append(((last.centre, last.bottom), (last.centre, top)))
            last = Box.of(stage.lines, MARGIN, top, COLUMN)
            boxes.append(last)
        if last and flow.arms:
            arms = list(_arms(flow.arms, last.bottom + 1.4 * GAP))
            start, turn = _stem(last, arms), last.bottom + GAP * 0.7
            ends = [start, *(arm.centre for arm in arms)]
            lines += [((start, last.bottom), (start, turn)), ((min(ends), turn), (max(ends), turn))]
            ways += [((arm.centre, turn), (arm.centre, arm.y)) for arm in arms]
            boxes += arms
        return cls(tuple(boxes), tuple(ways), tuple(lines))

    @property
    def height(self) -> float:
        """Of the lowest edge, and a rim that is drawn whole."""
        return max([0.0, *(box.bottom for box in self.boxes)]) + 0.04


def _arms(arms: Sequence[Sequence[str]], y: float) -> Iterator[Box]:
    """Put the boxes of the arms side by side; two are below the two columns."""
    width = (WIDTH - 2 * MARGIN - BETWEEN * (len(arms) - 1)) / len(arms)
    width = min(width, COLUMN)
    for place, arm in enumerate(arms):
        yield Box.of(arm, MARGIN + place * (width + BETWEEN), y, width)


def _stem(last: Box, arms: Sequence[Box]) -> float:
    """Say where the way to the arms leaves the last box, so that none has a small step."""
    nearest = min((arm.centre for arm in arms), key=lambda x: abs(x - last.centre))
    return nearest if abs(nearest - last.centre) < NEAR else last.centre


def draw_flow(flow: Flow) -> dict[str, bytes]:
    """Draw a flow figure.

    Parameters
    ----------
    flow
        The figure.

    Returns
    -------
    dict of str to bytes
        Contents by the ending of the file: svg, pdf, png; the same bytes each time.
    """
    layout = Layout.of(flow)
    with look():
        figure = new_figure(layout.height)
        axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
        axes.set_axis_off()
        axes.set(xlim=(0.0, WIDTH), ylim=(layout.height, 0.0))
        for (x1, y1), (x2, y2) in (*layout.lines, *layout.ways):
            axes.plot((x1, x2), (y1, y2), color=INK, linewidth=0.8, solid_capstyle="projecting")
        for start, end in layout.ways:
            _head(axes, start, end)
        for box in layout.boxes:
            _box(axes, box)
    return files_of(figure, flow.caption, placed=True)


def _head(axes: Axes, start: Point, end: Point) -> None:
    """Draw the head of an arrow that goes down or to the right."""
    x, y = end
    if start[0] == x:
        corners = (x - HEAD_HALF, x, x + HEAD_HALF), (y - HEAD_LENGTH, y, y - HEAD_LENGTH)
    else:
        corners = (x - HEAD_LENGTH, x, x - HEAD_LENGTH), (y - HEAD_HALF, y, y + HEAD_HALF)
    axes.fill(*corners, color=INK, linewidth=0.0, zorder=3)


def _box(axes: Axes, box: Box) -> None:
    from matplotlib.patches import Rectangle

    height = box.bottom - box.y
    rim: dict[str, Any] = {
        "facecolor": "white",
        "edgecolor": INK,
        "linewidth": 0.8,
        "clip_on": False,
    }
    axes.add_patch(Rectangle((box.x, box.y), box.width, height, zorder=2, **rim))
    for number, line in enumerate(box.lines):
        y = box.y + 0.7 * PADDING + LEADING * (number + 0.5)
        weight = "normal" if number else "bold"
        axes.text(box.x + PADDING, y, line, fontsize=SIZE, fontweight=weight, va="center", zorder=4)
