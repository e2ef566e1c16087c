"""The design check as a text to read in a terminal."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator

from sap.design.check import Checked
from sap.design.finding import Finding
from sap.design.words import an, count, listed, span
from sap.language import noun, plural

WIDTH = 88
SIGNS = {"error": "✗", "warning": "!", "note": "·"}


def report(checked: Iterable[Checked], width: int = WIDTH) -> str:
    """Write what the design check found.

    Parameters
    ----------
    checked
        The designs; those of sensitivity analyses follow that of their endpoint.
    width
        Characters in a line.

    Returns
    -------
    str
        Text with a line break at the end. A sensitivity analysis shows its errors and
        warnings, and only those notes that its endpoint's own analysis lacks.
    """
    lines: list[str] = []
    before: Checked | None = None
    every = list(checked)
    for one in every:
        same = before is not None and before.endpoint_id == one.endpoint_id
        lines += [*_analysis(one, before if same else None, width), ""]
        before = before if same else one
    lines.append(_summary(every))
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _analysis(one: Checked, main: Checked | None, width: int) -> Iterator[str]:
    title = f"{one.endpoint_id} {one.analysis_id}: {one.title}"
    yield from textwrap.wrap(title, width)
    yield "─" * min(len(title), width)
    if main is None or str(main.design.formula) != str(one.design.formula):
        formula = re.sub(r"\([^()]*\|[^()]*\)", r"`\g<0>`", str(one.design.formula))
        yield from (line.replace("`", "") for line in _wrapped(formula, width, "  ", "    "))
    yield ""
    yield from _ladder(one, width)
    shown = list(one.findings)
    if main is not None:
        known = {(note.rule, note.headline) for note in main.findings}
        shown = [f for f in shown if f.severity != "note" or (f.rule, f.headline) not in known]
    for finding in shown:
        yield ""
        yield from _finding(finding, width)
    if main is not None and len(shown) < len(one.findings):
        same = len(one.findings) - len(shown)
        words = f"{count(same, 'note')} as for {main.endpoint_id} {main.analysis_id}."
        yield ""
        yield f"  {SIGNS['note']} {words}"


def _ladder(one: Checked, width: int) -> Iterator[str]:
    """Say how many units each layer has, and how many of the next lie in one."""
    design = one.design
    names = [design.layer_noun(place) for place in range(len(design.layers) + 1)]
    groups = [design.layer_groups(place) for place in range(len(names))]
    steps = [count(each.count, name) for each, name in zip(groups, names, strict=True)]
    yield "  " + "  >  ".join(steps)
    inside = []
    for outer, inner, name, below in zip(groups, groups[1:], names, names[1:], strict=False):
        parts = inner.parts_in(outer)
        most = span(int(parts.min()), int(parts.max()))
        word = below if most == "1" else plural(below)
        inside.append(f"{most} {word} {an(name)}")
    text = "; ".join(inside)
    others = dict.fromkeys(
        name
        for family in design.families
        for name in family.group
        if name not in design.layers and not design.is_factor(name)
    )
    if others:
        counts = [count(design.groups(name).count, noun(name)) for name in others]
        text += f"; across them {listed(counts)}"
    yield from textwrap.wrap(text, width, initial_indent="  ", subsequent_indent="  ")


def _finding(finding: Finding, width: int) -> Iterator[str]:
    word = "" if finding.severity == "note" else f"{finding.severity}: "
    if finding.accepted:
        word = f"{finding.severity}, accepted: "
    head = f"{word}{finding.headline}"
    yield from _wrapped(head, width, f"  {SIGNS[finding.severity]} ", "    ")
    yield from _wrapped(finding.why, width, "      ", "      ")
    if finding.instead and not finding.accepted:
        yield from _wrapped(finding.instead, width, "      → ", "        ")
    if finding.accepted:
        yield from _wrapped(f"The spec goes on: {finding.accepted}", width, "      = ", "        ")
    if finding.severity != "note" and not finding.accepted:
        yield from _wrapped(f"[{finding.rule}]", width, "        ", "        ")


def _wrapped(text: str, width: int, first: str, rest: str) -> list[str]:
    # A term of a formula reads best whole, so its blanks don't take a line break.
    pieces = text.split("`")
    pieces[1::2] = [piece.replace(" ", "\u00a0") for piece in pieces[1::2]]
    lines = textwrap.wrap(
        "`".join(pieces),
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace("\u00a0", " ") for line in lines]


def _summary(every: list[Checked]) -> str:
    found = [finding for one in every for finding in one.findings]
    numbers = {
        "error": sum(f.stops for f in found),
        "warning": sum(f.severity == "warning" and not f.accepted for f in found),
        "note": sum(f.severity == "note" for f in found),
    }
    words = [count(number, kind) for kind, number in numbers.items() if number or kind == "error"]
    accepted = sum(bool(f.accepted) for f in found)
    if accepted:
        words.append(f"{accepted} accepted by the spec")
    return f"Design of {count(len(every), 'analysis')}: {listed(words)}."
