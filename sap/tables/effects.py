"""What a contrast is on its scale, what it is called and how it is written."""

from __future__ import annotations

from dataclasses import dataclass

from sap.ard import Ard
from sap.ard.rows import CONTRAST, MODEL
from sap.tables.numbers import NumberStyle
from sap.tables.wording import LOGARITHMS

RATIO = "ratio"
RATIOS = (RATIO, "odds ratio")


@dataclass(frozen=True)
class Effect:
    """The kind of a contrast.

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
        """Whether means are geometric."""
        return self.transformation in LOGARITHMS

    @property
    def name(self) -> str:
        """In words, for example ``Geometric mean ratio``."""
        if self.kind == RATIO and self.geometric:
            return "Geometric mean ratio"
        return self.kind.capitalize()

    @property
    def short_name(self) -> str:
        """In words, with the abbreviation of a geometric mean ratio."""
        return "GMR" if self.kind == RATIO and self.geometric else self.name

    @property
    def null(self) -> float:
        """The value of no effect."""
        return 1.0 if self.kind in RATIOS else 0.0

    def written(self, value: float | None, style: NumberStyle) -> str:
        """Write a contrast or one of its limits."""
        return style.ratio(value) if self.kind in RATIOS else style.estimate(value)

    def interval(self, low: float | None, high: float | None, style: NumberStyle) -> str:
        """Write a confidence interval of a contrast."""
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
    kind = ard.text("scale", context=CONTRAST) or RATIO
    return Effect(kind, ard.text("transformation", context=MODEL))
