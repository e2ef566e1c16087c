"""A picture of all families of hypotheses: their graphs, the gates between them, the results."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import TYPE_CHECKING, Any

from sap.ard import Ard
from sap.ard.rows import MULTIPLICITY, ArdRow
from sap.figures.drawing import BAND, POINT, RULE, Caption, files_of, look, new_figure
from sap.figures.graph_layout import GAP, HEADING, MARK, PAD, WIDTH, WORDS, Box, Node, laid_out
from sap.language import noted, number, say
from sap.tables.multiplicity import FamilyWording, gate_state
from sap.tables.numbers import NOT_ESTIMABLE
from sap.tables.primary_notes import not_estimable
from sap.tables.wording import titled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BOXES = noted("Each box is a family of hypotheses, tested at its level.")
GATES = noted(
    "An arrow from box to box is a gate: it opens when every hypothesis of the first box is "
    "rejected."
)
#: What a number is, by whether arrows have one.
NUMBERS = {
    False: noted("The number of a hypothesis is the level with which it begins."),
    True: noted(
        "The number of a hypothesis is the level with which it begins, that of an arrow the part "
        "which is handed on after a rejection."
    ),
}
MARKS = noted(
    "Filled mark: rejected, in this order within the family. Open mark: not rejected. "
    "Dash: not tested. NE: not estimable, so not rejected."
)
EDGE = 0.02
"""Room around the picture, in inches, so that the rims of boxes are whole."""

BELOW_TOP = 0.28
"""Where gates leave and enter a box, in inches below its upper rim."""

BEND = 0.17
"""How far one of two opposite arrows bends, as a part of its length, so that they stay apart."""


@dataclass(frozen=True)
class _State:
    """What is known of a family and its hypotheses: nothing, before there are results."""

    gate: str = ""
    tested: bool = False
    known: bool = False
    rejected: frozenset[str] = frozenset()
    lacking: frozenset[str] = frozenset()
    order: tuple[tuple[str, int], ...] = ()


def graph_figure(
    families: Sequence[FamilyWording], caption: Caption, ard: Ard | None = None
) -> dict[str, bytes]:
    """Draw all families, their gates and, where there are results, what was rejected.

    Parameters
    ----------
    families
        In order. A graph or a fixed sequence is drawn arrow by arrow; in the other procedures
        all hypotheses are alike, so they are listed.
    caption
        The words around it; how to read the picture is added to the notes.
    ard
        Results with rows of the context multiplicity, or None for the plan alone.

    Returns
    -------
    dict of bytes
        The content of files by their ending: svg, pdf, png; the same bytes each time.
    """
    known = [say(MARKS), *_reasons(families, ard)] if ard else []
    notes = (_legend(families), *known, *caption.notes)
    with look():
        drawing = graph_drawing(families, ard)
    return files_of(drawing, replace(caption, notes=notes))


def graph_drawing(families: Sequence[FamilyWording], ard: Ard | None = None) -> Figure:
    """Draw the picture of `graph_figure` without the words around it.

    Parameters
    ----------
    families, ard
        As there.

    Returns
    -------
    matplotlib.figure.Figure
        With one panel whose coordinates are inches.
    """
    results = ard.select(context=MULTIPLICITY) if ard else None
    states = [_state(family, results) for family in families]
    words = [_words(family, state) for family, state in zip(families, states, strict=True)]
    boxes, height = laid_out(families, words)
    by_name = {family.name: state for family, state in zip(families, states, strict=True)}
    figure = new_figure(height + 0.3)
    axes = figure.add_subplot()
    axes.set(xlim=(-EDGE, WIDTH + EDGE), ylim=(-EDGE, height + EDGE), aspect="equal")
    axes.set_axis_off()
    for box in boxes:
        _draw_box(axes, box, by_name.get(box.name, _State()))
    _draw_gates(axes, boxes, by_name)
    return figure


def _legend(families: Sequence[FamilyWording]) -> str:
    """Say how to read what is drawn, and nothing of what is not."""
    gates = [say(GATES)] if any(family.gate for family in families) else []
    handed_on = any(_hands_on(family) for family in families)
    return " ".join((say(BOXES), *gates, say(NUMBERS[handed_on])))


def _hands_on(family: FamilyWording) -> bool:
    """Tell whether arrows with numbers are drawn between the hypotheses of a family."""
    if family.procedure == "fixed-sequence":
        return len(family.members) > 1
    return any(weight > 0.0 for row in family.transitions for weight in row)


def _reasons(families: Sequence[FamilyWording], ard: Ard) -> Iterator[str]:
    """Say why hypotheses have no p-value, each reason once."""
    shown = [(family, endpoint, label) for family in families for endpoint, label in family.members]
    results = ard.select(context=MULTIPLICITY)
    concerned: dict[str, list[str]] = {}
    for family, endpoint, label in shown:
        for row in _lacking(results.select(variable=family.name, endpoint=endpoint)):
            concerned.setdefault(row.error, []).append(f"{label} ({family.label})")
    for reason, names in concerned.items():
        text = not_estimable(reason)
        everywhere = len(names) == len(shown) > 1
        yield text if everywhere else titled(", ".join(names), text)


def _lacking(results: Ard) -> Iterator[ArdRow]:
    return (row for row in results if row.stat_name == "p_value" and row.stat is None)


def _state(family: FamilyWording, results: Ard | None) -> _State:
    own = results.select(variable=family.name) if results else None
    if own is None or not own.rows:
        return _State()
    rejected = {row.endpoint for row in own if row.stat_name == "rejected" and row.stat}
    order = [
        (row.endpoint, int(row.stat)) for row in own if row.stat_name == "sequence" and row.stat
    ]
    gate = gate_state(own, family)
    tested = gate in ("", "open") and not family.exploratory
    lacking = {row.endpoint for row in _lacking(own)}
    return _State(gate, tested, True, frozenset(rejected), frozenset(lacking), tuple(order))


def _words(family: FamilyWording, state: _State) -> tuple[str, ...]:
    lines = [family.in_words()]
    if family.exploratory:
        lines.append(say("exploratory, not tested"))
    elif state.gate == "closed":
        lines.append(say("gate closed, not tested"))
    elif state.gate == "absent":
        lines.append(say("gate not decided in this run, not tested"))
    elif state.gate == "open":
        lines.append(say("gate open"))
    return tuple(lines)


def _colour(box: Box, state: _State) -> str:
    shut = state.known and not state.tested
    return RULE if box.family is None or box.family.exploratory or shut else POINT


def _draw_box(axes: Axes, box: Box, state: _State) -> None:
    from matplotlib.patches import FancyBboxPatch

    colour = _colour(box, state)
    axes.add_patch(
        FancyBboxPatch(
            (box.x, box.y - box.height),
            box.width,
            box.height,
            boxstyle="round,pad=0,rounding_size=0.06",
            facecolor="white",
            edgecolor=colour,
            linewidth=1.1,
            linestyle="-" if colour == POINT else (0, (4, 2)),
        )
    )
    y = box.y - PAD
    for line in box.heading:
        y -= HEADING
        axes.text(box.x + PAD, y + 0.05, line, fontsize=9.0, fontweight="bold", color="black")
    for line in box.words:
        y -= WORDS
        axes.text(box.x + PAD, y + 0.04, line, fontsize=7.5, color=RULE)
    if box.family is None:
        return
    axes.plot([box.x, box.x + box.width], [box.rule] * 2, color=BAND, linewidth=0.8)
    if box.family.procedure == "graph":
        _draw_ring(axes, box, box.family, state)
    else:
        _draw_list(axes, box, box.family, state)


def _draw_list(axes: Axes, box: Box, family: FamilyWording, state: _State) -> None:
    chain = family.procedure == "fixed-sequence"
    for place, node in enumerate(box.nodes):
        _draw_mark(axes, node.x, node.y, node.radius, node.endpoint, state)
        x = node.x + node.radius + 0.08
        axes.text(x, node.y, "\n".join(node.lines), fontsize=8.0, va="center", linespacing=1.3)
        if chain and place + 1 < len(box.nodes):
            after = box.nodes[place + 1]
            start, end = (node.x, node.y - node.radius), (after.x, after.y + after.radius)
            _arrow(axes, start, (node.x, (node.y + after.y) / 2), end)
            axes.text(node.x + 0.07, (node.y + after.y) / 2, "1", fontsize=7.0, va="center")
        level = _first_level(family, place)
        right = box.x + box.width - PAD
        axes.text(right, node.y, level, fontsize=7.5, color=RULE, ha="right", va="center")


def _first_level(family: FamilyWording, place: int) -> str:
    """Write the level with which a hypothesis begins; a step-up begins with none."""
    if family.procedure == "hochberg" or family.exploratory:
        return ""
    first = {"fixed-sequence": float(place == 0)}.get(family.procedure, 1 / len(family.members))
    weight = family.weights[place] if family.procedure == "graph" else first
    return number(weight * family.alpha, ".3g")


def _draw_ring(axes: Axes, box: Box, family: FamilyWording, state: _State) -> None:
    from matplotlib.patches import Circle

    middle = fmean(node.x for node in box.nodes), fmean(node.y for node in box.nodes)
    for i, source in enumerate(box.nodes):
        for j, target in enumerate(box.nodes):
            weight, back = family.transitions[i][j], family.transitions[j][i]
            if weight > 0.0:
                bend = BEND if back > 0.0 else 0.0
                _draw_transition(axes, (source, target), weight, bend, box.scale)
    for place, node in enumerate(box.nodes):
        gone = node.endpoint in state.rejected
        axes.add_patch(
            Circle(
                (node.x, node.y),
                node.radius,
                facecolor="#e8f1fa" if gone else "white",
                edgecolor=_colour(box, state),
                linewidth=1.1,
                zorder=3,
            )
        )
        lines = "\n".join((*node.lines, _first_level(family, place)))
        size = 7.0 * box.scale
        axes.text(node.x, node.y, lines, fontsize=size, ha="center", va="center", zorder=4)
        if state.known:
            # On the rim, away from the middle, where no arrow ends.
            x, y = _edge(node, (2 * node.x - middle[0], 2 * node.y - middle[1]))
            _draw_mark(axes, x, y, MARK * box.scale, node.endpoint, state)


def _draw_transition(
    axes: Axes, ends: tuple[Node, Node], weight: float, bend: float, scale: float
) -> None:
    """Draw an arrow to the left of the straight line or on it, with its weight."""
    source, target = ends
    dx, dy = target.x - source.x, target.y - source.y
    middle = ((source.x + target.x) / 2 - bend * dy, (source.y + target.y) / 2 + bend * dx)
    start, end = _edge(source, middle), _edge(target, middle)
    _arrow(axes, start, middle, end)
    # Off the middle, where the diagonals of a ring cross.
    part = 0.35
    x, y = (
        (1 - part) ** 2 * a + 2 * part * (1 - part) * b + part**2 * c
        for a, b, c in zip(start, middle, end, strict=True)
    )
    axes.text(
        x,
        y,
        number(weight, ".3g"),
        fontsize=7.0 * scale,
        ha="center",
        va="center",
        zorder=5,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
    )


def _edge(node: Node, towards: tuple[float, float]) -> tuple[float, float]:
    """Find the point of a circle that faces another point."""
    dx, dy = towards[0] - node.x, towards[1] - node.y
    length = math.hypot(dx, dy)
    if length == 0.0:
        # A graph of one hypothesis: its middle is that of the ring.
        return node.x, node.y + node.radius
    part = node.radius / length
    return node.x + part * dx, node.y + part * dy


def _arrow(
    axes: Axes, start: tuple[float, float], bend: tuple[float, float], end: tuple[float, float]
) -> None:
    from matplotlib.patches import FancyArrowPatch
    from matplotlib.path import Path

    path = Path([start, bend, end], [Path.MOVETO, Path.CURVE3, Path.CURVE3])
    axes.add_patch(
        FancyArrowPatch(
            path=path, arrowstyle="-|>", mutation_scale=7.0, linewidth=0.8, color=RULE, zorder=2
        )
    )


def _draw_mark(axes: Axes, x: float, y: float, radius: float, endpoint: str, state: _State) -> None:
    from matplotlib.patches import Circle

    if endpoint in state.lacking:
        there: dict[str, Any] = {"color": RULE, "ha": "center", "va": "center_baseline"}
        axes.text(x, y, NOT_ESTIMABLE, fontsize=radius / MARK * 6.5, zorder=7, **there)
        return
    if state.known and not state.tested:
        axes.plot([x - radius / 2, x + radius / 2], [y, y], color=RULE, linewidth=1.2, zorder=6)
        return
    gone = endpoint in state.rejected
    # Before there are results each hypothesis has a small point.
    size = radius if state.known else radius / 3
    inside = POINT if gone or not state.known else "white"
    axes.add_patch(Circle((x, y), size, facecolor=inside, edgecolor=POINT, linewidth=0.9, zorder=6))
    if gone:
        order = dict(state.order).get(endpoint, "")
        look_of: dict[str, Any] = {"color": "white", "ha": "center", "va": "center_baseline"}
        axes.text(x, y, f"{order}", fontsize=radius / MARK * 6.5, zorder=7, **look_of)


def _draw_gates(axes: Axes, boxes: Sequence[Box], states: dict[str, _State]) -> None:
    """Draw one stem to the right of each gating family, with an arrow to each family behind."""
    from matplotlib.patches import FancyArrowPatch

    by_name = {box.name: box for box in boxes}
    gates = list(dict.fromkeys(box.family.gate for box in boxes if box.family and box.family.gate))
    for place, name in enumerate(gates):
        gate = by_name[name]
        start = gate.y - BELOW_TOP
        share = (place + 1) / (len(gates) + 1)
        stem = gate.x + gate.width + GAP * (0.2 + 0.5 * share)
        for box in boxes:
            if box.family is None or box.family.gate != name:
                continue
            state = states[box.name]
            is_open = state.gate == "open" or not state.known
            style: dict[str, Any] = {"color": POINT if is_open else RULE, "linewidth": 1.3}
            dashes: Any = "-" if is_open else (0, (4, 2))
            end = box.y - BELOW_TOP
            corner = [gate.x + gate.width, stem, stem], [start, start, end]
            axes.plot(*corner, linestyle=dashes, zorder=1, **style)
            axes.add_patch(
                FancyArrowPatch(
                    (stem, end),
                    (box.x, end),
                    arrowstyle="-|>",
                    mutation_scale=10.0,
                    shrinkA=0.0,
                    shrinkB=0.0,
                    zorder=1,
                    **style,
                )
            )
