"""Where the families of a picture of multiplicity stand, and their hypotheses within them.

Families stand in columns, each to the right of the one that gates it. All lengths are inches,
x to the right and y upward from the lower left corner of the picture.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sap.language import say
from sap.tables.multiplicity import FamilyWording

WIDTH = 7.7
"""Of the picture: a figure less its margins."""

GAP, SPACE, PAD = 0.6, 0.28, 0.12
"""Between columns, between families of a column, and within a box."""

WIDEST = 4.4
"""Of a box, where columns are few."""

HEADING, WORDS, ENTRY, STEP = 0.19, 0.155, 0.2, 0.44
"""Heights of a line of each kind; a step is one of a fixed sequence, with its arrow."""

HEADING_CHARACTERS, WORDS_CHARACTERS, ENTRY_CHARACTERS = 12.0, 17.0, 15.0
"""Characters in an inch of each kind of line; the widest words of a label fit in."""

MARK, LEVEL = 0.082, 0.75
"""Radius of the mark of a listed hypothesis, and the room for mark and level beside a label."""

RADIUS, BETWEEN = 0.36, 0.7
"""Of a hypothesis drawn as a circle, and the least room between two for the arrow's weight."""


@dataclass(frozen=True)
class Node:
    """A hypothesis: id, lines of its label, centre and radius of its mark."""

    endpoint: str
    lines: tuple[str, ...]
    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class Box:
    """A family in its place.

    Parameters
    ----------
    family
        What it shows; None for a gate that is not part of the run.
    name
        Of the family.
    heading, words
        Lines of the label, and of how it is tested.
    x, y
        The upper left corner.
    width, height
        Of the box.
    column
        How many gates stand before it.
    nodes
        Its hypotheses, in order.
    scale
        By how much a ring of circles had to shrink to fit.
    """

    family: FamilyWording | None
    name: str
    heading: tuple[str, ...]
    words: tuple[str, ...]
    x: float
    y: float
    width: float
    height: float
    column: int
    nodes: tuple[Node, ...] = ()
    scale: float = 1.0

    @property
    def rule(self) -> float:
        """The height of the line below heading and words."""
        return self.y - PAD - HEADING * len(self.heading) - WORDS * len(self.words) - 0.04


@dataclass
class _Column:
    """The boxes of a column while they are stacked."""

    boxes: list[Box] = field(default_factory=list)
    depth: float = 0.0


def laid_out(
    families: Sequence[FamilyWording], words: Sequence[tuple[str, ...]]
) -> tuple[tuple[Box, ...], float]:
    """Place families.

    Parameters
    ----------
    families
        In order; their gates do not go round in a circle.
    words
        The lines below the label of each.

    Returns
    -------
    boxes : tuple of Box
        One a family in order, and before them one for each gate that is not among them.
    height : float
        Of the picture.
    """
    by_name = {family.name: family for family in families}
    absent = {
        family.gate: family.gate_label
        for family in families
        if family.gate and family.gate not in by_name
    }
    columns = {family.name: _gates_before(family, by_name) for family in families}
    count = max(columns.values()) + 1
    width = min((WIDTH - GAP * (count - 1)) / count, WIDEST)
    left = (WIDTH - count * width - GAP * (count - 1)) / 2.0
    empty = [_ghost(name, label, width) for name, label in absent.items()]
    made = [
        _box(family, lines, columns[family.name], width)
        for family, lines in zip(families, words, strict=True)
    ]
    stacks = [_Column() for _ in range(count)]
    for box in (*empty, *_by_gate(made, by_name)):
        stack = stacks[box.column]
        stack.boxes.append(_moved(box, left + box.column * (width + GAP), -stack.depth))
        stack.depth += box.height + SPACE
    height = max(stack.depth for stack in stacks) - SPACE
    placed = {box.name: _moved(box, 0.0, height) for stack in stacks for box in stack.boxes}
    order = (*absent, *(family.name for family in families))
    return tuple(placed[name] for name in order), height


def _gates_before(family: FamilyWording, by_name: dict[str, FamilyWording]) -> int:
    count = 0
    while family.gate and count < len(by_name):
        count += 1
        before = by_name.get(family.gate)
        if before is None:
            break
        family = before
    return count


def _by_gate(boxes: Sequence[Box], by_name: dict[str, FamilyWording]) -> list[Box]:
    """Order boxes so that those behind one gate stand together, as high as it stands."""
    rank = {name: number for number, name in enumerate(by_name)}
    gate = {box.name: box.family.gate if box.family else "" for box in boxes}
    # Families that gate others come first in their column: their arrows start at the top.
    gating = set(gate.values())
    return sorted(
        boxes,
        key=lambda box: (box.name not in gating, rank.get(gate[box.name], -1), rank[box.name]),
    )


def _moved(box: Box, dx: float, dy: float) -> Box:
    nodes = tuple(replace(node, x=node.x + dx, y=node.y + dy) for node in box.nodes)
    return replace(box, x=box.x + dx, y=box.y + dy, nodes=nodes)


def _wrapped(text: str, width: float, characters: float) -> tuple[str, ...]:
    return tuple(textwrap.wrap(text, max(int((width - 2 * PAD) * characters), 8))) or ("",)


def _ghost(name: str, label: str, width: float) -> Box:
    heading = _wrapped(label, width, HEADING_CHARACTERS)
    words = _wrapped(say("not part of this run"), width, WORDS_CHARACTERS)
    height = 2 * PAD + HEADING * len(heading) + WORDS * len(words)
    return Box(None, name, heading, words, 0.0, 0.0, width, height, 0)


def _box(family: FamilyWording, words: tuple[str, ...], column: int, width: float) -> Box:
    heading = _wrapped(family.label, width, HEADING_CHARACTERS)
    lines = tuple(line for text in words for line in _wrapped(text, width, WORDS_CHARACTERS))
    box = Box(family, family.name, heading, lines, 0.0, 0.0, width, 0.0, column)
    top = box.rule - PAD
    scale = 1.0
    if family.procedure == "graph":
        nodes, bottom, scale = _ring(family, width, top)
    else:
        step = STEP if family.procedure == "fixed-sequence" else ENTRY
        nodes, bottom = _list(family, width, top, step)
    return replace(box, nodes=nodes, height=PAD - bottom, scale=scale)


def _list(
    family: FamilyWording, width: float, top: float, step: float
) -> tuple[tuple[Node, ...], float]:
    """Put hypotheses below each other; the lowest point of the list is given too."""
    nodes, y = [], top
    for endpoint, label in family.members:
        lines = _wrapped(label, width - LEVEL, ENTRY_CHARACTERS)
        height = ENTRY * len(lines)
        nodes.append(Node(endpoint, lines, PAD + MARK, y - height / 2, MARK))
        y -= height + step - ENTRY
    return tuple(nodes), y + (step - ENTRY)


def _ring(family: FamilyWording, width: float, top: float) -> tuple[tuple[Node, ...], float, float]:
    """Put hypotheses on a ring, clockwise from the upper left; smaller where it is too wide."""
    count = len(family.members)
    ring = 0.0 if count == 1 else (RADIUS + BETWEEN / 2) / math.sin(math.pi / count)
    scale = min(1.0, (width - 2 * PAD) / (2 * (ring + RADIUS)))
    ring, radius = ring * scale, RADIUS * scale
    start = math.pi / 2 + (math.pi / count if count % 2 == 0 else 0.0)
    angles = [start - 2 * math.pi * place / count for place in range(count)]
    highest = max(math.sin(angle) for angle in angles) * ring
    lowest = min(math.sin(angle) for angle in angles) * ring
    middle = top - radius - highest - 0.06
    nodes = tuple(
        Node(
            endpoint,
            tuple(textwrap.wrap(label, 11)),
            width / 2 + ring * math.cos(angle),
            middle + ring * math.sin(angle),
            radius,
        )
        for (endpoint, label), angle in zip(family.members, angles, strict=True)
    )
    return nodes, middle + lowest - radius, scale
