"""Results by subgroup: which rows a display of them has, and where their numbers stand.

The table and the forest plot go through the same places, so that both have the same rows
in the same order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from sap.ard import Ard
from sap.ard.rows import (
    ANOVA,
    CONTRAST,
    DISPOSITION,
    EMMEANS,
    FAILURE,
    MODIFICATION,
    MULTIPLICITY,
    OVERALL,
    OVERALL_MEANS,
    SUBGROUP,
    SUMMARY,
    ArdRow,
)
from sap.language import noted, plural, say
from sap.tables.effects import Effects
from sap.tables.numbers import NumberStyle
from sap.tables.wording import SubgroupFactor, SubgroupWording, titled

OBSERVED, EQUAL = "observed", "equal"
ABSENT = noted("the results hold no number for it.")
NOT_IN_RUN = noted("{endpoint} is not part of this run.")


@dataclass(frozen=True)
class SubgroupResults(Effects):
    """The results of one model.

    Parameters
    ----------
    ard
        Its rows.
    style
        How numbers are written.
    factor
        The subgroup variable, None for a model without one.
    endpoint
        Of a model without one, the endpoint; it may be of another file of the plan.
    """

    ard: Ard
    style: NumberStyle
    factor: SubgroupFactor | None = None
    endpoint: str = ""

    @property
    def contrasts(self) -> tuple[str, ...]:
        """Labels of the contrasts; one that is empty where there are no results."""
        return self.ard.select(context=CONTRAST).values("group1_level") or ("",)

    @property
    def failure(self) -> str:
        """Why there are no numbers, where no row of a number says so."""
        if self.endpoint and not self.ard.rows:
            return say(NOT_IN_RUN, endpoint=self.endpoint)
        return self.ard.text("failure", context=FAILURE) or ABSENT

    @property
    def units(self) -> float | None:
        """How many units there are in all, None where the results do not say."""
        counts = self.ard.select(context=SUBGROUP, stat_name="n_units")
        known = [row.stat for row in counts if row.stat is not None]
        if known:
            return sum(known)
        left = [row.stat for row in self.ard.select(context=DISPOSITION, stat_name="n_units_left")]
        in_set = [row.stat for row in self.ard.select(context=SUMMARY, stat_name="n_set")]
        return next((number for number in (*left[::-1], *in_set) if number is not None), None)

    @property
    def interaction(self) -> Ard:
        """The rows of the F test of arms by subgroup, possibly none."""
        if self.factor is None:
            return Ard(())
        names = {self.factor.variable, *self.ard.select(context=CONTRAST).values("group1")}
        tests = self.ard.select(context=ANOVA)
        return Ard(tuple(row for row in tests if set(row.variable.split(":")) == names))

    @property
    def suppressed(self) -> tuple[str, ...]:
        """Labels of the levels that have units and yet no effect of their own."""
        shown = self.ard.select(context=CONTRAST, stat_name="estimate")
        refused = {row.group2_level for row in shown if row.stat is None}
        counts = self.ard.select(context=SUBGROUP, stat_name="n_units")
        seen = {row.group2_level for row in counts if row.stat}
        levels = self.factor.levels if self.factor is not None else ()
        return tuple(label for code, label in levels if code in refused & seen)

    @property
    def adjusted(self) -> ArdRow | None:
        """The p-value of the interaction, adjusted in its family; None where it has none."""
        return self.ard.find("p_adjusted", context=MULTIPLICITY)


@dataclass(frozen=True)
class Place:
    """A row of a display, and where its numbers stand in the results.

    Parameters
    ----------
    label
        The label of the row.
    results
        The model that it is from.
    contrast
        Label of the contrast in the results.
    means, effects
        Contexts of its means and of its effect; empty for a row without them.
    level
        What `group2_level` holds there.
    changes
        What `group2_level` may hold where the effect is compared with another; empty if it
        is not.
    kind
        ``level``, the ``reference`` level, a ``step`` of a covariate, or one of the overall
        effects: ``whole`` (of a model without the factor), ``observed``, ``equal``.
    """

    label: str
    results: SubgroupResults
    contrast: str
    means: str = ""
    effects: str = ""
    level: str = ""
    changes: tuple[str, ...] = ()
    kind: Literal["level", "reference", "step", "whole", "observed", "equal"] = "level"

    @property
    def overall(self) -> bool:
        """Whether it is about all units."""
        return self.kind in ("whole", OBSERVED, EQUAL)

    @property
    def counted(self) -> bool:
        """Whether it is about a group of units, and not about a value of a covariate."""
        factor = self.results.factor
        return self.overall or bool(factor and factor.levels)

    @property
    def counting(self) -> ArdRow | None:
        """The one row that says how many units it is about; None where several do, or none."""
        if self.overall or not self.counted:
            return None
        return self.results.ard.find("n_units", context=SUBGROUP, group2_level=self.level)

    @property
    def units(self) -> float | None:
        """How many units it is about, None where the results do not say."""
        if self.overall:
            return self.results.units
        return self.results.ard.number("n_units", context=SUBGROUP, group2_level=self.level)

    def mean(self, arm: str) -> Ard:
        """Return the rows of the mean of an arm."""
        scope = {"context": self.means, "group1_level": arm, "group2_level": self.level}
        return self.results.ard.select(**scope)

    @property
    def effect(self) -> Ard:
        """The rows of its effect."""
        scope = {"context": self.effects, "group2_level": self.level}
        return self.results.ard.select(group1_level=self.contrast, **scope)

    @property
    def comparison(self) -> Ard:
        """The rows that compare its effect with another."""
        rows = self.results.ard.select(context=MODIFICATION, group1_level=self.contrast)
        return Ard(tuple(row for row in rows if row.group2_level in self.changes))


@dataclass(frozen=True)
class Block:
    """The rows under one heading.

    Parameters
    ----------
    heading
        What it is about.
    places
        The rows.
    results
        The model whose interaction is shown beside the heading, or None.
    """

    heading: str
    places: tuple[Place, ...]
    results: SubgroupResults | None = None


def subgroup_blocks(ard: Ard, wording: SubgroupWording, style: NumberStyle) -> tuple[Block, ...]:
    """List the rows of a display by subgroup.

    Parameters
    ----------
    ard
        Results of a run.
    wording
        The words of the display.
    style
        How numbers are written.

    Returns
    -------
    tuple of Block
        First all units, where one model stands for them, then a block for each factor. Of
        several factors, each has the overall effects of its own model at its end.
    """

    def results(endpoint: str, analysis: str, factor: SubgroupFactor | None) -> SubgroupResults:
        own = ard.select(endpoint=endpoint, analysis=analysis)
        return SubgroupResults(own, style, factor)

    everyone = say("All {units}", units=plural(wording.unit_noun))
    models = [(results(f.endpoint, f.analysis, f), f) for f in wording.factors]
    several = len(models) > 1
    first: list[Place] = []
    if wording.whole is not None:
        model = results(*wording.whole, None)
        first += _whole(replace(model, endpoint=wording.whole[0]))
    blocks = []
    for model, factor in models:
        levels = [*_levels(model, factor)]
        if several:
            levels += _overall(model, factor, everyone)
        else:
            first += _overall(model, factor)
        blocks.append(Block(factor.label, tuple(levels), model))
    return (*([Block(everyone, tuple(first))] if first else []), *blocks)


def _named(label: str, results: SubgroupResults) -> Iterator[tuple[str, str]]:
    """Go through the contrasts, each with a label that names it where there are several."""
    contrasts = results.contrasts
    for contrast in contrasts:
        yield contrast, label if len(contrasts) == 1 else titled(label, contrast)


def _whole(results: SubgroupResults) -> Iterator[Place]:
    for contrast, label in _named(say("Model without a subgroup variable"), results):
        yield Place(label, results, contrast, EMMEANS, CONTRAST, kind="whole")


def _overall(results: SubgroupResults, factor: SubgroupFactor, of: str = "") -> Iterator[Place]:
    names: tuple[tuple[Literal["observed", "equal"], str], ...]
    names = (("observed", say("observed margins")), ("equal", say("equal weights")))
    if not factor.levels:
        names = (("observed", say("at the mean")),)
    for kind, name in names:
        text = f"{of}, {name}" if of else name
        for contrast, label in _named(f"{text[:1].upper()}{text[1:]}", results):
            yield Place(label, results, contrast, OVERALL_MEANS, OVERALL, kind, kind=kind)


def _levels(results: SubgroupResults, factor: SubgroupFactor) -> Iterator[Place]:
    reference = factor.levels[0][0] if factor.levels else ""
    for code, name in factor.levels:
        is_reference = code == reference
        shown = say("{level} (ref)", level=name) if is_reference else name
        changes = () if is_reference else (f"{code} / {reference}", f"{code} - {reference}")
        for contrast, label in _named(shown, results):
            yield Place(
                label,
                results,
                contrast,
                EMMEANS,
                CONTRAST,
                code,
                changes,
                "reference" if is_reference else "level",
            )
    for value in factor.at:
        at = say("At {value:g} {unit}", value=value, unit=factor.unit).strip()
        for contrast, label in _named(at, results):
            yield Place(label, results, contrast, EMMEANS, CONTRAST, f"{value:g}")
    if factor.per is not None:
        step = f"{factor.per:g}"
        per = say("Per {value:g} {unit}", value=factor.per, unit=factor.unit).strip()
        for contrast, label in _named(per, results):
            yield Place(label, results, contrast, changes=(f"per {step}",), kind="step")
