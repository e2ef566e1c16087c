"""Words and texts of effects: ratios or differences, their intervals, on their scale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sap.ard import Ard
from sap.ard.rows import CONTRAST, LEAVE_ONE_OUT, MODEL
from sap.language import noted, say
from sap.tables.numbers import NOT_ESTIMABLE, NumberStyle
from sap.tables.wording import LOGARITHMS

RATIO = "ratio"
ODDS_RATIO = "odds ratio"
RATIOS = (RATIO, ODDS_RATIO)
DIFFERENCE = "difference"
NAMES: Mapping[str, str] = {
    RATIO: noted("Ratio"),
    ODDS_RATIO: noted("Odds ratio"),
    DIFFERENCE: noted("Difference"),
}


@dataclass(frozen=True)
class Effect:
    """What a contrast is on its scale, what it is called and how it is written.

    Parameters
    ----------
    kind
        ``ratio``, ``odds ratio`` or ``difference``.
    transformation
        The scale of the model.
    """

    kind: str
    transformation: str

    @property
    def geometric(self) -> bool:
        """Whether means are geometric means."""
        return self.transformation in LOGARITHMS

    @property
    def is_geometric_ratio(self) -> bool:
        """Whether it is a ratio of geometric means."""
        return self.kind == RATIO and self.geometric

    @property
    def name(self) -> str:
        """In words, for example ``Geometric mean ratio``."""
        return (
            say("Geometric mean ratio")
            if self.is_geometric_ratio
            else say(NAMES.get(self.kind, self.kind))
        )

    @property
    def short_name(self) -> str:
        """In the heading of a column, ``GMR`` for a ratio of geometric means."""
        return say("GMR") if self.is_geometric_ratio else self.name

    @property
    def comparison_name(self) -> str:
        """What two effects are compared by, for example ``Ratio of GMRs``."""
        if self.kind == RATIO:
            return say("Ratio of GMRs") if self.geometric else say("Ratio of ratios")
        if self.kind == ODDS_RATIO:
            return say("Ratio of odds ratios")
        return say("Difference of differences")

    @property
    def null(self) -> float:
        """The value of no effect."""
        return 1.0 if self.kind in RATIOS else 0.0

    def written(self, value: float | None, style: NumberStyle) -> str:
        """Write an effect or one of its limits; ``NE`` when it is missing."""
        return style.ratio(value) if self.kind in RATIOS else style.estimate(value)

    def interval(self, low: float | None, high: float | None, style: NumberStyle) -> str:
        """Write a confidence interval; a limit that excludes no effect never reads as it."""
        return style.interval(low, high, lambda limit: self.written(limit, style), self.null)


def effect_of(ard: Ard) -> Effect:
    """Say what the contrasts of an analysis are.

    Parameters
    ----------
    ard
        Results of one analysis; it may have failed.

    Returns
    -------
    Effect
        A ratio where nothing is said.
    """
    return Effect(_scale(ard) or RATIO, ard.text("transformation", kind=MODEL))


def _scale(ard: Ard) -> str:
    said = (ard.text("scale", kind=kind) for kind in (CONTRAST, LEAVE_ONE_OUT))
    return next((scale for scale in said if scale), "")


class Effects:
    """The effects of one analysis as texts.

    A class of results inherits from it and has `ard`, the rows of the analysis, and `style`.
    """

    ard: Ard
    style: NumberStyle

    @cached_property
    def of(self) -> Effect:
        """What the effects are."""
        return effect_of(self.ard)

    @property
    def scale(self) -> str:
        """``ratio``, ``odds ratio`` or ``difference``; empty where the results do not say."""
        return _scale(self.ard)

    def unlike(self, other: Effects) -> bool:
        """Tell whether the effects are of another kind than those of another analysis.

        Parameters
        ----------
        other
            The other analysis.

        Returns
        -------
        bool
            False where there are no results to tell by.
        """
        return bool(self.scale) and self.effect != other.effect

    @property
    def effect(self) -> str:
        """``ratio``, ``odds ratio`` or ``difference``; a ratio where nothing says otherwise."""
        return self.of.kind

    @property
    def transformation(self) -> str:
        """The scale of the model."""
        return self.of.transformation

    @property
    def geometric(self) -> bool:
        """Whether means are geometric means."""
        return self.of.geometric

    @property
    def is_geometric_ratio(self) -> bool:
        """Whether the effects are ratios of geometric means."""
        return self.of.is_geometric_ratio

    @property
    def effect_name(self) -> str:
        """For example ``Geometric mean ratio``."""
        return self.of.name

    @property
    def short_name(self) -> str:
        """The effect in the heading of a column."""
        return self.of.short_name

    @property
    def comparison_name(self) -> str:
        """What two effects are compared by."""
        return self.of.comparison_name

    @property
    def null(self) -> float:
        """The value of no effect."""
        return self.of.null

    @property
    def interval_name(self) -> str:
        """For example ``95% CI``."""
        level = self.ard.number("conf_level", kind=MODEL) or 0.95
        return say("{level:g}% CI", level=100 * level)

    @property
    def in_words(self) -> str:
        """The effect with its unit and interval, for an axis: ``Difference in mg (95% CI)``."""
        name = self.effect_name
        if self.unit:
            name = say("{effect} in {unit}", effect=name, unit=self.unit)
        return f"{name} ({self.interval_name})"

    @property
    def unit(self) -> str:
        """The unit of the effect, possibly empty."""
        row = self.ard.find("estimate", kind=CONTRAST)
        return row.unit if row is not None else ""

    def written(self, value: float | None) -> str:
        """Write an effect or one of its limits; ``NE`` when it is missing."""
        return self.of.written(value, self.style)

    def with_interval(self, rows: Ard, *, mean: bool = False) -> str:
        """Write an estimate and its interval.

        Parameters
        ----------
        rows
            The rows of this one result.
        mean
            Whether it is a mean, not an effect.

        Returns
        -------
        str
            For example ``0.64 (0.58, 0.72)``, or ``NE``.
        """
        written = self.style.estimate if mean else self.written
        estimate = written(rows.number("estimate"))
        if estimate == NOT_ESTIMABLE:
            return NOT_ESTIMABLE
        low, high = rows.number("conf_low"), rows.number("conf_high")
        null = None if mean else self.null
        return f"{estimate} {self.style.interval(low, high, written, null)}"
