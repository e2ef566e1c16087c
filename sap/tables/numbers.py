"""Number styles: how a full-precision number becomes the text of a cell, once.

A style rounds by `sap.tables.rounding`; its notation then writes decimal marks, gaps and
signs. `sap.tables.number_styles` has those with a name.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from sap.language import say
from sap.language.grammar import MINUS, PLAIN, Notation
from sap.tables.rounding import NOT_ESTIMABLE as NOT_ESTIMABLE
from sap.tables.rounding import exact, fixed, not_crossing, significant

MOST_DECIMALS = 4
#: Between the limits of an interval: a word of the language, and a sign that reads as a minus
#: beside a negative number.
TO, EN_DASH = "to", "\N{EN DASH}"
_SIGNS = frozenset({MINUS, "-"})
Formatter = Callable[[float | None], str]


@dataclass(frozen=True)
class NumberStyle:
    """How the numbers of a table are written.

    Parameters
    ----------
    name
        The name used in specs.
    p_decimals
        Pairs of (least p, decimals), largest least p first.
    p_floor
        Smaller p-values are shown as less than this.
    p_ceiling
        Larger p-values are shown as greater than this.
    significant_figures
        Of means, standard deviations and limits that a model estimates.
    ratio_decimals
        Of ratios and their limits.
    percent_decimals, statistic_decimals, df_decimals
        Of percentages, test statistics and degrees of freedom.
    notation
        How a rounded number is written.
    """

    #: Whether it writes shapes in the place of numbers, as a shell does.
    placeholder: ClassVar[bool] = False

    name: str
    p_decimals: tuple[tuple[float, int], ...]
    p_floor: float
    p_ceiling: float
    significant_figures: int = 3
    ratio_decimals: int = 2
    percent_decimals: int = 1
    statistic_decimals: int = 2
    df_decimals: int = 1
    notation: Notation = PLAIN

    def count(self, value: float | None) -> str:
        """Write a count, such as ``93``."""
        return self._fixed(value, 0)

    def percent(self, value: float | None) -> str:
        """Write a percentage without its sign, such as ``2.2``."""
        return self._fixed(value, self.percent_decimals)

    def statistic(self, value: float | None) -> str:
        """Write a test statistic."""
        return self._fixed(value, self.statistic_decimals)

    def df(self, value: float | None) -> str:
        """Write degrees of freedom; asymptotic ones are infinite."""
        return self._fixed(value, self.df_decimals)

    def raw(self, value: float | None, decimals: float | None) -> str:
        """Write a median, quartile, minimum or maximum with the decimals of the raw data.

        A number with more decimals than anybody writes down was computed; it has none of its
        own, and is written in significant figures.
        """
        if _is_computed(decimals):
            return self.estimate(value)
        return self._fixed(value, self._decimals(decimals))

    def mean(self, value: float | None, decimals: float | None) -> str:
        """Write a mean or SD with one decimal more than the raw data."""
        if _is_computed(decimals):
            return self.estimate(value)
        return self._fixed(value, self._decimals(decimals) + 1)

    def estimate(self, value: float | None) -> str:
        """Write what a model estimates, or a geometric mean, in significant figures."""
        return self.notation.written(significant(value, self.significant_figures))

    def ratio(self, value: float | None) -> str:
        """Write a ratio; one that would round to zero is shown as less than the least step."""
        text = fixed(value, self.ratio_decimals)
        least = Decimal(1).scaleb(-self.ratio_decimals)
        if value is not None and value > 0 and text == fixed(0.0, self.ratio_decimals):
            text = f"<{least}"
        return self.notation.written(text)

    def p_value(
        self, value: float | None, threshold: float = 0.05, *, either_side: bool = False
    ) -> str:
        """Write a p-value.

        Parameters
        ----------
        value
            The full-precision p-value, or None when it is missing.
        threshold
            The level of a claim. A smaller p is never shown as this level: decimals
            are added until it reads as smaller.
        either_side
            Whether a larger p is kept from reading as this level likewise.

        Returns
        -------
        str
            For example ``0.034``, ``<0.001``, ``>0.999``, ``0.0496`` or ``NE``.
        """
        if value is None or math.isnan(value):
            return NOT_ESTIMABLE
        if value < self.p_floor:
            return self.notation.written(f"<{exact(self.p_floor)}")
        if value > self.p_ceiling:
            return self.notation.written(f">{exact(self.p_ceiling)}")
        places = next((places for least, places in self.p_decimals if value >= least), 3)
        if value < threshold or (either_side and value > threshold):
            return self.notation.written(not_crossing(value, places, threshold))
        return self._fixed(value, places)

    def interval(
        self,
        low: float | None,
        high: float | None,
        written: Formatter,
        null: float | None = None,
    ) -> str:
        """Write a confidence interval.

        Parameters
        ----------
        low, high
            Full-precision limits, or None when they are missing.
        written
            How one limit is written, for example `ratio`.
        null
            The value of no effect. A limit that excludes it is never shown as it.

        Returns
        -------
        str
            For example ``(0.52, 0.81)``, or ``NE`` when a limit is missing.
        """
        texts = (self.limit(low, written, null), self.limit(high, written, null, upper=True))
        return NOT_ESTIMABLE if NOT_ESTIMABLE in texts else f"({self.pair(*texts)})"

    def pair(self, low: str, high: str) -> str:
        """Put two written numbers together, such as limits or quartiles.

        Parameters
        ----------
        low, high
            As written.

        Returns
        -------
        str
            For example ``0.52, 0.81``. Beside a negative number there is no dash.
        """
        between = self.notation.between
        signs = (low[:1], high[:1])
        if between == TO or (between == EN_DASH and not set(signs).isdisjoint(_SIGNS)):
            return say("{low} to {high}", low=low, high=high)
        return f"{low}{between}{high}"

    def limit(
        self,
        value: float | None,
        written: Formatter,
        null: float | None = None,
        *,
        upper: bool = False,
    ) -> str:
        """Write one limit of a confidence interval.

        Parameters
        ----------
        value
            The full-precision limit, or None when it is missing.
        written
            How it is written, for example `ratio`.
        null
            The value of no effect. A limit that excludes it is never shown as it.
        upper
            Whether it is the upper limit.

        Returns
        -------
        str
            For example ``0.81``, or ``NE``.
        """
        text = written(value)
        if text == NOT_ESTIMABLE or value is None or null is None:
            return text
        excludes = value < null if upper else value > null
        return self._excluding(value, text, null) if excludes else text

    def _excluding(self, limit: float, text: str, null: float) -> str:
        digits = self.notation.read(text)
        if digits.startswith("<") or Decimal(digits) != exact(null):
            return text
        places = len(digits.partition(".")[2])
        return self.notation.written(not_crossing(limit, places, null))

    def decision(self, rejected: bool) -> str:
        """Write whether a hypothesis was rejected."""
        return say("Yes") if rejected else say("No")

    def _fixed(self, value: float | None, places: int) -> str:
        return self.notation.written(fixed(value, places))

    @staticmethod
    def _decimals(decimals: float | None) -> int:
        if decimals is None or math.isnan(decimals):
            return 1
        return int(decimals)


def _is_computed(decimals: float | None) -> bool:
    return decimals is not None and decimals > MOST_DECIMALS
