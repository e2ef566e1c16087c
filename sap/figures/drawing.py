"""What all figures share: their words, their look, and how they become a file."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 8.0
"""Of a figure, in inches."""

LINE = 0.17
"""Height of a line of small text, in inches."""

POINT, BAND, RULE = "#0b5394", "#9fc5e8", "#666666"
"""Colours: one blue in two shades, which copies well in grey, and grey for lines of reference."""

LOOK: Mapping[str, object] = {
    "font.size": 9.0,
    "axes.titlesize": 9.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "svg.fonttype": "none",
    # Names of the parts of an SVG are random otherwise.
    "svg.hashsalt": "sap",
}


@dataclass(frozen=True)
class Caption:
    """The words around a figure.

    Parameters
    ----------
    title
        What is shown, in a line.
    notice
        A word that nobody may overlook, or empty.
    notes
        Lines below the figure.
    """

    title: str
    notice: str
    notes: tuple[str, ...]


def look() -> AbstractContextManager[None]:
    """Draw in the look of all figures, whatever the settings of the user's matplotlib.

    Returns
    -------
    context manager
    """
    from matplotlib import style

    settings: Any = ["default", dict(LOOK)]
    made: AbstractContextManager[None] = style.context(settings)
    return made


def new_figure(height: float) -> Figure:
    """Make an empty figure.

    Parameters
    ----------
    height
        Of its panels, in inches; captions come on top.

    Returns
    -------
    matplotlib.figure.Figure
        To be handed to `svg`.
    """
    from matplotlib.figure import Figure

    return Figure(figsize=(WIDTH, height), layout=None)


def svg(figure: Figure, caption: Caption) -> bytes:
    """Put the words around a figure and write it down; the same bytes each time.

    Parameters
    ----------
    figure
        With its panels.
    caption
        The words.

    Returns
    -------
    bytes
        An SVG file; its texts are texts.
    """
    notes = [line for note in caption.notes for line in textwrap.wrap(note, 105)]
    heading = [*([caption.notice] if caption.notice else []), *textwrap.wrap(caption.title, 85)]
    above, below = LINE * (1.4 * len(heading) + 1.5), LINE * (len(notes) + 1)
    panels = float(figure.get_figheight())
    total = panels + above + below
    figure.set_figheight(total)
    with look():
        figure.tight_layout(rect=(0.0, below / total, 1.0, 1.0 - above / total), h_pad=2.0)
        # The layout stands; with an engine left behind, saving draws everything twice.
        figure.set_layout_engine(None)
        for number, line in enumerate(heading):
            y = 1.0 - LINE * (1.4 * number + 1.2) / total
            figure.text(0.02, y, line, fontsize=10.0, fontweight="bold", va="center")
        for number, line in enumerate(notes):
            y = (below - LINE * (number + 0.5)) / total
            figure.text(0.02, y, line, fontsize=7.5, color=RULE, va="center")
        content = io.BytesIO()
        figure.savefig(content, format="svg", metadata={"Date": None, "Title": caption.title})
    return content.getvalue()


def level_line(axes: Axes, value: float, *, dashed: bool = False) -> None:
    """Draw a horizontal line of reference."""
    axes.axhline(value, color=RULE, linewidth=0.8, linestyle="--" if dashed else "-", zorder=1)
