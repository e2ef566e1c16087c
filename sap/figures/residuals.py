"""Residuals against fitted values and against normal quantiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import NormalDist, quantiles
from typing import TYPE_CHECKING, Any

from sap.ard import Ard
from sap.ard.rows import RESIDUALS
from sap.figures.drawing import (
    POINT,
    RULE,
    Caption,
    files_of,
    level_line,
    look,
    new_figure,
    write_numbers,
)
from sap.language import noted, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PANELS = (
    (
        noted("Conditional (random effects taken off)"),
        "fitted_conditional",
        "residual_standardised",
    ),
    (noted("Marginal (fixed effects taken off)"), "fitted_marginal", "residual_marginal"),
)
DOTS: Mapping[str, Any] = {
    "linestyle": "none",
    "marker": "o",
    "markersize": 2.5,
    "color": POINT,
    "alpha": 0.6,
}
UNITS = {
    "residual_standardised": noted("Residual, in residual SDs"),
    "residual_marginal": noted("Residual, scale of the model"),
}


def residual_figure(ard: Ard, caption: Caption, unit: str) -> dict[str, bytes]:
    """Draw conditional and marginal residuals of one analysis.

    Parameters
    ----------
    ard
        Rows of one analysis, those of its residuals among them.
    caption
        The words.
    unit
        Of the analysis set; every row is drawn alike, whatever its unit.

    Returns
    -------
    dict of str to bytes
        Contents by the ending of the file: svg, pdf, png. On the left residuals
        against fitted values, on the right normal QQ plots with a line through the quartiles.
    """
    with look():
        figure = new_figure(6.5)
        panels = figure.subplots(2, 2)
        for (scatter, qq), (name, fitted, residual) in zip(panels, PANELS, strict=True):
            across, up = _numbers(ard, fitted), _numbers(ard, residual)
            scatter.plot(across, up, **DOTS)
            level_line(scatter, 0.0)
            scatter.set(title=say(name), xlabel=say("Fitted value, scale of the model"))
            scatter.set_ylabel(say(UNITS[residual]))
            _qq(qq, up)
            qq.set(title=say(name), xlabel=say("Normal quantile"))
            qq.set_ylabel(say(UNITS[residual]))
            for panel in (scatter, qq):
                write_numbers(panel)
    return files_of(figure, caption)


def _numbers(ard: Ard, name: str) -> list[float]:
    rows = ard.select(context=RESIDUALS, stat_name=name)
    return [row.stat for row in rows if row.stat is not None]


def normal_quantiles(count: int) -> list[float]:
    """Quantiles of the standard normal at which ordered values are drawn, as in R's qqnorm.

    Parameters
    ----------
    count
        How many values.

    Returns
    -------
    list of float
        Ascending.
    """
    shift = 0.375 if count <= 10 else 0.5
    normal = NormalDist()
    return [normal.inv_cdf((i + 1 - shift) / (count + 1 - 2 * shift)) for i in range(count)]


def _qq(axes: Axes, values: Sequence[float]) -> None:
    across, up = normal_quantiles(len(values)), sorted(values)
    axes.plot(across, up, **DOTS)
    low, _, high = quantiles(up, n=4, method="inclusive")
    slope = (high - low) / (2.0 * NormalDist().inv_cdf(0.75))
    middle = (low + high) / 2.0
    ends = [across[0], across[-1]]
    axes.plot(ends, [middle + slope * x for x in ends], color=RULE, linewidth=0.8, zorder=1)
