"""Figure kind ``flow``: from all data to the rows analysed, with what left on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sap.ard import Ard
from sap.ard.rows import DISPOSITION, SUMMARY
from sap.figures.drawing import Caption, full_name
from sap.language import language, noted, plural, say, told
from sap.tables.numbers import NOT_ESTIMABLE, NumberStyle
from sap.tables.populations import lacks_data, why_nothing
from sap.tables.primary_notes import not_estimable
from sap.tables.wording import DisplayWording, titled

# What is left after a kind of step.
REMAINING = {
    "data": noted("All data"),
    "where": noted("Rows of the endpoint"),
    "exclude": noted("After exclusions"),
    "missing": noted("With all values that the model needs"),
    "limits": noted("Within the limits of quantification"),
    "complete": noted("Complete"),
}


@dataclass(frozen=True)
class Stage:
    """A box of the main line, and the box beside the arrow that leads to it.

    Parameters
    ----------
    lines
        What the box says, its heading first.
    left
        What left on the way to it, a heading first; empty where nothing did.
    """

    lines: tuple[str, ...]
    left: tuple[str, ...] = ()


@dataclass(frozen=True)
class Flow:
    """A flow figure in its final wording.

    Parameters
    ----------
    number, title, population, protocol, notice
        As in a table.
    stages
        From top to bottom.
    arms
        The boxes side by side below the last stage.
    sources
        The lines beside the figure.
    """

    number: str
    title: str
    population: str
    protocol: str
    notice: str
    stages: tuple[Stage, ...]
    arms: tuple[tuple[str, ...], ...]
    sources: tuple[str, ...] = ()

    @property
    def caption(self) -> Caption:
        """The words around it."""
        return Caption(
            title=full_name(self.number, self.title),
            notice=self.notice,
            protocol=self.protocol,
            population=self.population,
            sources=self.sources,
        )


def flow_figure(
    ard: Ard, wording: DisplayWording, style: NumberStyle, sources: tuple[str, ...] = ()
) -> Flow:
    """Lay out the flow of an endpoint's main analysis.

    Parameters
    ----------
    ard
        Results of a run.
    wording
        The words of the figure; its first endpoint is shown.
    style
        How numbers are written.
    sources
        The lines below the figure.

    Returns
    -------
    Flow
        One stage for each kind of step that took something away; of an analysis without
        data, one that says why.
    """
    shown = wording.shown[0]
    own = ard.select(endpoint=shown.endpoint, analysis=shown.analysis)
    if lacks_data(own):
        stages = [Stage((say("Analysed"), why_nothing(own)))]
        arms = [(label, NOT_ESTIMABLE) for _, label in shown.arms]
    else:
        stages = [*_stages(own, wording, style)]
        arms = [(label, _arm(own, level, wording, style)) for level, label in shown.arms]
    return Flow(
        number=wording.number,
        title=wording.title,
        population=wording.population,
        protocol=wording.protocol,
        notice=wording.notice,
        stages=tuple(stages),
        arms=tuple(arms),
        sources=sources,
    )


def _arm(own: Ard, level: str, wording: DisplayWording, style: NumberStyle) -> str:
    units, rows = (
        own.number(name, context=SUMMARY, group1_level=level) for name in ("n_units", "n_rows")
    )
    return _counts(units, rows, wording, style)


def _counts(
    units: float | None, rows: float | None, wording: DisplayWording, style: NumberStyle
) -> str:
    words = [
        f"{style.count(number)} {noun if _is_one(number) else plural(noun)}"
        for number, noun in ((units, wording.unit_noun), (rows, wording.row_noun))
    ]
    return ", ".join(words)


def _is_one(number: float | None) -> bool:
    return number is not None and language().grammar.is_singular(number)


def _stages(own: Ard, wording: DisplayWording, style: NumberStyle) -> Iterator[Stage]:
    steps = own.select(context=DISPOSITION)
    numbers = steps.values("group1_level")
    kinds = [steps.select(group1_level=number).rows[0].variable for number in numbers]
    of_kind: dict[str, list[Ard]] = {}
    for number, kind in zip(numbers, kinds, strict=True):
        of_kind.setdefault(kind, []).append(steps.select(group1_level=number))
    last = list(of_kind)[-1] if of_kind else ""
    for kind, some in of_kind.items():
        end = some[-1]
        suffix = "" if kind == "data" else "_left"
        counts = _counts(
            end.number(f"n_units{suffix}"), end.number(f"n_rows{suffix}"), wording, style
        )
        remaining = say(REMAINING[kind]) if kind in REMAINING else wording.population
        heading = say("Analysed") if kind == last else remaining
        unknown = [not_estimable(row.error) for row in end if row.error and kind == "data"]
        yield Stage((heading, counts, *unknown), tuple(_left(kind, some, wording, style)))


def _left(
    kind: str, steps: list[Ard], wording: DisplayWording, style: NumberStyle
) -> Iterator[str]:
    if kind == "data":
        return
    gone: dict[str, float | None] = {
        name: sum(step.number(f"n_removed_{name}") or 0 for step in steps)
        for name in ("units", "rows")
    }
    if any(row.error for step in steps for row in step if row.stat_name == "n_removed_rows"):
        gone["rows"] = None
    if not any(number is None or number for number in gone.values()):
        return
    yield say("Left out: {counts}", counts=_counts(gone["units"], gone["rows"], wording, style))
    if kind == "where":
        yield say("Rows of other endpoints")
        return
    for step in steps:
        units, rows = step.number("n_removed_units"), step.number("n_removed_rows")
        if units or rows:
            reason = told(step.rows[0].variable_level)
            yield titled(reason, _counts(units, rows, wording, style))
