"""What all figures share: their words, their look, and how they become files."""

from __future__ import annotations

import io
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sap.language import language, say
from sap.tables.table import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.ft2font import FT2Font

WIDTH = 8.0
"""Of a figure, in inches."""

LINE = 0.17
"""Height of a line of small text, in inches."""

MARGIN = 0.16
"""Left and right of the words around a figure, in inches."""

NOTICE_SIZE, NOTE_SIZE = 8.5, 7.5
"""Of the notice and of the notes, in points."""

POINT, BAND, RULE = "#0b5394", "#9fc5e8", "#666666"
"""Colours: one blue in two shades, which copies well in grey, and grey for lines of reference."""

FONT = "DejaVu Sans"
"""Comes with matplotlib, so that text has the same width on every machine."""

LOOK: Mapping[str, object] = {
    "font.family": FONT,
    "font.size": 9.0,
    "axes.titlesize": 9.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    # Text is text: a dollar sign begins no formula.
    "text.parse_math": False,
    # At the resolution of print, fitting outlines to pixels costs time and changes nothing.
    "text.hinting": "none",
    "svg.fonttype": "none",
    # Embedded fonts that can be searched and copied; TrueType ones take twice the time to make.
    "pdf.fonttype": 3,
    # Names of the parts of an SVG are random otherwise.
    "svg.hashsalt": "sap",
}

DOTS = 2400
"""Across a PNG: 300 per inch where the figure is as wide as a page."""

FORMS = ("svg", "pdf", "png")
"""The forms of a figure, by the ending of their files."""

# Every other field of these that matplotlib fills in by itself is the same each time.
NO_DATE: Mapping[str, Mapping[str, str | None]] = {
    "svg": {"Date": None},
    "pdf": {"CreationDate": None},
    "png": {},
}

# The property of a file that says more than its title.
DESCRIPTION: Mapping[str, str] = {"svg": "Description", "pdf": "Subject", "png": "Description"}


def font_folder() -> str:
    """Name the folder of the fonts that come with matplotlib, `FONT` among them."""
    from matplotlib import get_data_path

    return f"{get_data_path()}/fonts/ttf"


@dataclass(frozen=True)
class Caption:
    """The words around a figure.

    Drawn are those that are needed to read it; the others stand beside it, in a report as in a
    manuscript, and are properties of the file.

    Parameters
    ----------
    title
        What is shown, in a line.
    notice
        A word that nobody may overlook, or empty; drawn above.
    notes
        How the figure is read; drawn below.
    protocol, population
        As in a table; or empty.
    sources
        Lines on where it comes from.
    """

    title: str
    notice: str = ""
    notes: tuple[str, ...] = ()
    protocol: str = ""
    population: str = ""
    sources: tuple[str, ...] = ()

    @property
    def description(self) -> str:
        """What stands beside the figure below its title, in one text."""
        protocol = say("Protocol: {protocol}", protocol=self.protocol) if self.protocol else ""
        return "; ".join(
            plain(part).strip() for part in (protocol, self.population, *self.sources) if part
        )


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


def load_library() -> None:
    """Load the library that figures are drawn with, before it is needed."""
    import matplotlib.backends.backend_agg
    import matplotlib.backends.backend_pdf
    import matplotlib.backends.backend_svg
    import matplotlib.style  # noqa: F401


def new_figure(height: float, width: float = WIDTH) -> Figure:
    """Make an empty figure.

    Parameters
    ----------
    height
        Of its panels, in inches; captions come on top.
    width
        In inches.

    Returns
    -------
    matplotlib.figure.Figure
        To be handed to `files_of`.
    """
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout=None)


def files_of(figure: Figure, caption: Caption, *, placed: bool = False) -> dict[str, bytes]:
    """Put the words around a figure and write it down in each form; the same bytes each time.

    Parameters
    ----------
    figure
        With its panels, made by `new_figure`.
    caption
        The words: notice and notes are drawn, all others are properties of the files.
    placed
        Whether the panels stand where they should; else they are fitted to the space.

    Returns
    -------
    dict of str to bytes
        Contents by the ending of the file, one a form of `FORMS`. Texts are texts in SVG
        and in PDF, which holds its fonts; a PNG is `DOTS` wide.
    """
    with look():
        _put_words(figure, caption, placed)
        return {form: _written(figure, caption, form) for form in FORMS}


def _put_words(figure: Figure, caption: Caption, placed: bool) -> None:
    width = float(figure.get_figwidth())
    within = width - 2 * MARGIN
    notes = [line for note in caption.notes for line in wrapped(note, within, NOTE_SIZE)]
    notice = wrapped(caption.notice, within, NOTICE_SIZE, bold=True)
    above = LINE * (1.4 * len(notice) + (1.0 if notice else 0.5))
    below = LINE * (len(notes) + (1.0 if notes else 0.5))
    panels = float(figure.get_figheight())
    total = panels + above + below
    figure.set_figheight(total)
    if placed:
        for axes in figure.axes:
            x, y, across, up = axes.get_position().bounds
            up *= panels / total
            axes.set_position((x, (below + y * panels) / total, across, up))
    else:
        figure.tight_layout(rect=(0.0, below / total, 1.0, 1.0 - above / total), h_pad=2.0)
        # The layout stands; with an engine left behind, saving draws everything twice.
        figure.set_layout_engine(None)
    x = MARGIN / width
    for number, line in enumerate(notice):
        y = 1.0 - LINE * (1.4 * number + 1.0) / total
        figure.text(x, y, line, fontsize=NOTICE_SIZE, fontweight="bold", va="center")
    for number, line in enumerate(notes):
        y = (below - LINE * (number + 0.5)) / total
        figure.text(x, y, line, fontsize=NOTE_SIZE, color=RULE, va="center")


def _written(figure: Figure, caption: Caption, form: str) -> bytes:
    content = io.BytesIO()
    words = {"Title": plain(caption.title).strip(), DESCRIPTION[form]: caption.description}
    metadata = {**NO_DATE[form], **{name: text for name, text in words.items() if text}}
    # The fastest compression: the whites of a figure need no better.
    more: dict[str, Any] = {"pil_kwargs": {"compress_level": 1}} if form == "png" else {}
    dpi = DOTS / float(figure.get_figwidth())
    figure.savefig(content, format=form, dpi=dpi, metadata=metadata, **more)
    return content.getvalue()


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Measure a text in the font of all figures, pairs of letters that stand closer left aside.

    Parameters
    ----------
    text
        One line.
    size
        In points.
    bold
        Whether it is set in bold.

    Returns
    -------
    float
        Its width in inches.
    """
    return sum(_advance(sign, bold) for sign in text) * size / 72


@cache
def _advance(sign: str, bold: bool) -> float:
    """Measure the way from one sign to the next, in sizes of the font."""
    from matplotlib.ft2font import LoadFlags

    font = _font(bold)
    font.set_size(1, 72)
    # FreeType counts unfitted advances in 65536ths of a point.
    return float(font.load_char(ord(sign), LoadFlags.NO_HINTING).linearHoriAdvance) / 65536


@cache
def _font(bold: bool) -> FT2Font:
    from matplotlib.font_manager import FontProperties, findfont, get_font

    return get_font(findfont(FontProperties(family=FONT, weight="bold" if bold else "normal")))


def wrapped(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Break a text into lines that fit.

    Parameters
    ----------
    text
        Any text; signs that cannot be seen become spaces.
    width
        Of a line, in inches.
    size
        In points.
    bold
        Whether it is set in bold.

    Returns
    -------
    list of str
        The lines, none where the text is empty. A word wider than a line is divided.
    """

    def fits(line: str) -> bool:
        return text_width(line, size, bold=bold) <= width

    lines: list[str] = []
    line = ""
    # A no-break space is no place to break.
    for word in filter(None, plain(text).split(" ")):
        if line and not fits(f"{line} {word}"):
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
        while not fits(line) and len(line) > 1:
            end = next(n for n in range(len(line) - 1, 0, -1) if n == 1 or fits(line[:n]))
            lines.append(line[:end])
            line = line[end:]
    return [*lines, line] if line else lines


def full_name(number: str, title: str) -> str:
    """Name a figure by its number and its title, in one line."""
    return say("{caption}: {title}", caption=say("Figure {number}", number=number), title=title)


def write_numbers(axes: Axes) -> None:
    """Write the numbers at both axes in the notation of the language that is spoken."""
    from matplotlib.ticker import ScalarFormatter

    class Written(ScalarFormatter):
        def __call__(self, x: float, pos: int | None = None) -> str:
            return language().notation.written(super().__call__(x, pos))

    axes.xaxis.set_major_formatter(Written())
    axes.yaxis.set_major_formatter(Written())


def level_line(axes: Axes, value: float, *, dashed: bool = False) -> None:
    """Draw a horizontal line of reference."""
    axes.axhline(value, color=RULE, linewidth=0.8, linestyle="--" if dashed else "-", zorder=1)
