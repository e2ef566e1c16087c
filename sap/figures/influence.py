"""A contrast without each unit in turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sap.ard import Ard
from sap.ard.rows import CONTRAST, INFLUENCE
from sap.figures.drawing import (
    BAND,
    POINT,
    Caption,
    files_of,
    level_line,
    look,
    new_figure,
    write_numbers,
)
from sap.language import number, say, told
from sap.tables.effects import NAMES

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class _Point:
    left_out: str
    estimate: float
    low: float
    high: float


def influence_figure(ard: Ard, caption: Caption, unit: str) -> dict[str, bytes]:
    """Draw every contrast of one analysis, a panel each, without each unit in turn.

    Parameters
    ----------
    ard
        Rows of one analysis, those of its influences and of its contrasts among them.
    caption
        The words.
    unit
        What is left out, for the axis.

    Returns
    -------
    dict of str to bytes
        Contents by the ending of the file: svg, pdf, png. Estimates with their
        intervals in ascending order, the first and the last named by their unit; lines at the
        estimate and the interval of all units. Units without which there is no estimate are
        not drawn.
    """
    influences = ard.select(context=INFLUENCE)
    places = list(dict.fromkeys((row.group1_level, row.group2_level) for row in influences))
    with look():
        figure = new_figure(3.2 * len(places))
        panels = figure.subplots(len(places), 1, squeeze=False)
        for (axes,), (label, within) in zip(panels, places, strict=True):
            scope = {"group1_level": label, "group2_level": within}
            _panel(axes, influences.select(**scope), ard.select(context=CONTRAST, **scope))
            axes.set_title(f"{label}, {within}" if within else label)
            axes.set_xlabel(
                say(
                    "Left out: each {unit} in turn, ordered by the estimate without it",
                    unit=told(unit),
                )
            )
    return files_of(figure, caption)


def _panel(axes: Axes, influences: Ard, full: Ard) -> None:
    found = (_point(influences, level) for level in influences.values("variable_level"))
    points = sorted((point for point in found if point), key=lambda point: point.estimate)
    across = list(range(1, len(points) + 1))
    axes.vlines(
        across, [p.low for p in points], [p.high for p in points], color=BAND, linewidth=1.2
    )
    estimates = [point.estimate for point in points]
    axes.plot(across, estimates, linestyle="none", marker="o", markersize=3.0, color=POINT)
    for name, dashed in (("estimate", False), ("conf_low", True), ("conf_high", True)):
        value = full.number(name)
        if value is not None:
            level_line(axes, value, dashed=dashed)
    for place, side in ((0, "left"), (-1, "right")) if points else ():
        axes.annotate(
            points[place].left_out,
            (across[place], points[place].estimate),
            textcoords="offset points",
            xytext=(0, 5),
            ha=side,
            fontsize=7.0,
        )
    scale = full.text("scale")
    axes.set_ylabel(say(NAMES[scale]) if scale in NAMES else scale.capitalize())
    write_numbers(axes)
    if "ratio" in scale:
        _ratio_axis(axes)
    axes.set_xlim(0, len(points) + 1)


def _ratio_axis(axes: Axes) -> None:
    """Draw ratios on a logarithmic axis, written as plain numbers."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axes.set_yscale("log")
    axes.yaxis.set_major_locator(MaxNLocator(6))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value, ".3g")))
    axes.yaxis.set_minor_locator(MaxNLocator(1))
    axes.yaxis.set_minor_formatter("")


def _point(influences: Ard, level: str) -> _Point | None:
    rows = influences.select(variable_level=level)
    numbers = [rows.number(name) for name in ("estimate", "conf_low", "conf_high")]
    known = [number for number in numbers if number is not None]
    return _Point(level, *known) if len(known) == len(numbers) else None
