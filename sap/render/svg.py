"""A flow figure as SVG: boxes, arrows and text, every text escaped."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from html import escape

from sap.figures.flow import Flow
from sap.render.point import plain

WIDTH = 860
MAIN_LEFT, MAIN_WIDTH = 30, 360
SIDE_LEFT, SIDE_WIDTH = 440, 390
LINE = 17
PADDING = 10
GAP = 26
MAIN_CHARACTERS, SIDE_CHARACTERS, WHOLE_CHARACTERS = 50, 54, 118
FONTS = "Helvetica, Arial, 'Liberation Sans', sans-serif"


def flow_svg(flow: Flow) -> str:
    """Draw a flow figure.

    Parameters
    ----------
    flow
        The figure.

    Returns
    -------
    str
        A whole SVG document that asks for no other file and runs nothing.
    """
    shapes: list[str] = []
    y = _title(flow, shapes)
    for place, stage in enumerate(flow.stages):
        lines = _wrapped(stage.lines, MAIN_CHARACTERS)
        if place:
            beside = _wrapped(stage.left, SIDE_CHARACTERS)
            y = _arrow(y, beside, shapes)
        y = _box(MAIN_LEFT, y, MAIN_WIDTH, lines, shapes)
    if flow.arms:
        y = _arms(flow, y, shapes)
    y += GAP
    for text in flow.sources:
        for line in textwrap.wrap(plain(text), WHOLE_CHARACTERS) or [""]:
            shapes.append(_text(MAIN_LEFT, y, line, size=11, colour="#333"))
            y += 15
    height = round(y + 10)
    label = escape(plain(f"{flow.caption}: {flow.title}"), quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{label}" '
        f'font-family="{FONTS}" font-size="13">\n<title>{label}</title>\n'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>\n'
        + "\n".join(shapes)
        + "\n</svg>\n"
    )


def _title(flow: Flow, shapes: list[str]) -> float:
    shapes.append(_text(MAIN_LEFT, 24, f"Protocol: {flow.protocol}", size=12))
    y = 24.0
    if flow.notice:
        shapes.append(_text(WIDTH / 2, 44, flow.notice, size=12, bold=True, middle=True))
        y = 44
    for text, bold in ((flow.caption, True), (flow.title, True), (flow.population, False)):
        for line in textwrap.wrap(plain(text), 100):
            y += 20
            shapes.append(
                _text(WIDTH / 2, y, line, size=15 if bold else 13, bold=bold, middle=True)
            )
    return y + GAP


def _wrapped(texts: Sequence[str], characters: int) -> list[str]:
    return [line for text in texts for line in textwrap.wrap(plain(text), characters) or [""]]


def _box(x: float, y: float, width: float, lines: Sequence[str], shapes: list[str]) -> float:
    """Draw a box with its first line in bold; return its lower edge."""
    height = len(lines) * LINE + 2 * PADDING - 4
    shapes.append(
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="3" '
        'fill="#fff" stroke="#000"/>'
    )
    for number, line in enumerate(lines):
        below = y + PADDING + 11 + number * LINE
        shapes.append(_text(x + PADDING, below, line, bold=number == 0))
    return y + height


def _arrow(y: float, beside: Sequence[str], shapes: list[str]) -> float:
    """Draw the way to the next box, past a box with what left; return where it ends."""
    x = MAIN_LEFT + MAIN_WIDTH / 2
    end = y + GAP
    if beside:
        top = y + GAP / 2
        bottom = _box(SIDE_LEFT, top, SIDE_WIDTH, beside, shapes)
        middle = (top + bottom) / 2
        shapes.extend(_line(x, middle, SIDE_LEFT, middle))
        end = bottom + GAP / 2
    shapes.extend(_line(x, y, x, end))
    return end


def _arms(flow: Flow, y: float, shapes: list[str]) -> float:
    count = len(flow.arms)
    width = (WIDTH - 2 * MAIN_LEFT - (count - 1) * 20) / count
    start, turn, top = MAIN_LEFT + MAIN_WIDTH / 2, y + GAP / 2, y + GAP * 1.2
    lowest = top
    shapes.append(f'<path d="M{start:g} {y:g}V{turn:g}" stroke="#000" fill="none"/>')
    for number, arm in enumerate(flow.arms):
        left = MAIN_LEFT + number * (width + 20)
        centre = left + width / 2
        shapes.append(f'<path d="M{start:g} {turn:g}H{centre:g}" stroke="#000" fill="none"/>')
        shapes.extend(_line(centre, turn, centre, top))
        lines = _wrapped(arm, max(12, int(width / 7.4)))
        lowest = max(lowest, _box(left, top, width, lines, shapes))
    return lowest


def _line(x1: float, y1: float, x2: float, y2: float) -> Iterator[str]:
    """Draw a line with an arrowhead at its end."""
    yield f'<path d="M{x1:g} {y1:g}L{x2:g} {y2:g}" stroke="#000" fill="none"/>'
    if x1 == x2:
        yield f'<path d="M{x2 - 4:g} {y2 - 7:g}L{x2:g} {y2:g}L{x2 + 4:g} {y2 - 7:g}Z"/>'
    else:
        yield f'<path d="M{x2 - 7:g} {y2 - 4:g}L{x2:g} {y2:g}L{x2 - 7:g} {y2 + 4:g}Z"/>'


def _text(
    x: float,
    y: float,
    text: str,
    *,
    size: int = 13,
    bold: bool = False,
    middle: bool = False,
    colour: str = "#000",
) -> str:
    style = ' font-weight="bold"' if bold else ""
    style += ' text-anchor="middle"' if middle else ""
    style += f' fill="{colour}"' if colour != "#000" else ""
    return f'<text x="{x:g}" y="{y:g}" font-size="{size}"{style}>{escape(plain(text))}</text>'
