"""Number styles: how a full-precision number becomes the text of a cell, once.

Rounding is half away from zero in decimal arithmetic, on the shortest decimal
text that names the float (0.125 becomes 0.13, 2.675 becomes 2.68). Negative
numbers carry a true minus sign (U+2212). There are no thousands separators.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import ClassVar

from sap.errors import Problem, SpecError, did_you_mean

MINUS = "\N{MINUS SIGN}"
INFINITY = "\N{INFINITY}"
NOT_ESTIMABLE = "NE"
MOST_DECIMALS = 4
# A float holds at most 17 significant digits and 324 places; nothing is lost with these.
EXACT = Context(prec=800, rounding=ROUND_HALF_UP)
MOST_EXTRA_DIGITS = 15
# Outside these powers of ten a number is written with an exponent.
LEAST_EXPONENT, GREATEST_EXPONENT = -7, 9

Formatter = Callable[[float | None], str]


def exact(value: float) -> Decimal:
    """Return the decimal number that the shortest text of a float names.

    Parameters
    ----------
    value
        A finite number.

    Returns
    -------
    Decimal
        The number, unrounded.
    """
    return Decimal(repr(float(value)))


def rounded(value: Decimal, places: int) -> Decimal:
    """Round half away from zero.

    Parameters
    ----------
    value
        A finite number.
    places
        Decimal places to keep; negative ones round to tens, hundreds, ...

    Returns
    -------
    Decimal
        The rounded number, never a negative zero.
    """
    result = value.quantize(Decimal(1).scaleb(-places), context=EXACT)
    return abs(result) if result.is_zero() else result


def special(value: float | None) -> str | None:
    """Name what cannot be rounded: missing is ``NE``, infinite is a sign.

    Parameters
    ----------
    value
        Any number, or None when it is missing.

    Returns
    -------
    str or None
        The text to show, or None for a finite number.
    """
    if value is None or math.isnan(value):
        return NOT_ESTIMABLE
    if math.isinf(value):
        return INFINITY if value > 0 else MINUS + INFINITY
    return None


def in_digits(value: Decimal) -> str:
    """Write a rounded number in plain digits with a true minus sign.

    Parameters
    ----------
    value
        A rounded number.

    Returns
    -------
    str
        Its text.
    """
    return f"{value:f}".replace("-", MINUS)


def fixed(value: float | None, places: int) -> str:
    """Write a number with a fixed number of decimals.

    Parameters
    ----------
    value
        The full-precision number, or None when it is missing.
    places
        Decimals to show.

    Returns
    -------
    str
        The rounded number, or ``NE``.
    """
    text = special(value)
    if text is not None or value is None:
        return text or NOT_ESTIMABLE
    return in_digits(rounded(exact(value), places))


def significant(value: float | None, figures: int) -> str:
    """Write a number with a fixed number of significant figures.

    Parameters
    ----------
    value
        The full-precision number, or None when it is missing.
    figures
        Significant figures to keep.

    Returns
    -------
    str
        The rounded number in plain digits, with an exponent when it is extreme, or ``NE``.
    """
    text = special(value)
    if text is not None or value is None:
        return text or NOT_ESTIMABLE
    number = exact(value)
    if number.is_zero():
        # Zero has no significant figure; bare, it reads as exactly zero (a variance at its bound).
        return "0"
    result = rounded(number, figures - 1 - number.adjusted())
    # 9.996 to three figures is 10.0: the power of ten grew, so one decimal fewer is shown.
    exponent = result.adjusted()
    if not LEAST_EXPONENT <= exponent <= GREATEST_EXPONENT:
        mantissa = rounded(result.scaleb(-exponent, EXACT), figures - 1)
        return f"{mantissa}e{exponent}".replace("-", MINUS)
    return in_digits(rounded(result, max(figures - 1 - exponent, 0)))


def not_crossing(value: float, places: int, threshold: float) -> str:
    """Write a number so that it never reads as a threshold it does not reach.

    A decimal is added until the text differs from the threshold: 0.0496 is not
    shown as 0.050 beside a claim of p < 0.05.

    Parameters
    ----------
    value
        The full-precision number.
    places
        Decimals to show where there is no doubt.
    threshold
        The number that must not be touched by rounding.

    Returns
    -------
    str
        The rounded number.
    """
    number, limit = exact(value), exact(threshold)
    text = in_digits(rounded(number, places))
    for more in range(1, MOST_EXTRA_DIGITS):
        if number == limit or Decimal(text.replace(MINUS, "-")) != limit:
            break
        text = in_digits(rounded(number, places + more))
    return text


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
    """

    #: Whether it writes shapes in the place of numbers, as a shell does.
    placeholder: ClassVar[bool] = False

    name: str
    p_decimals: tuple[tuple[float, int], ...]
    p_floor: float
    p_ceiling: float
    significant_figures: int = 3
    ratio_decimals: int = 2

    def count(self, value: float | None) -> str:
        """Write a count, such as ``93``."""
        return fixed(value, 0)

    def percent(self, value: float | None) -> str:
        """Write a percentage without its sign, such as ``2.2``."""
        return fixed(value, 1)

    def statistic(self, value: float | None) -> str:
        """Write a test statistic, two decimals."""
        return fixed(value, 2)

    def df(self, value: float | None) -> str:
        """Write degrees of freedom, one decimal; asymptotic ones are infinite."""
        return fixed(value, 1)

    def raw(self, value: float | None, decimals: float | None) -> str:
        """Write a median, quartile, minimum or maximum with the decimals of the raw data.

        A number with more decimals than anybody writes down was computed; it has none of its
        own, and is written in significant figures.
        """
        if _is_computed(decimals):
            return self.estimate(value)
        return fixed(value, self._decimals(decimals))

    def mean(self, value: float | None, decimals: float | None) -> str:
        """Write a mean or SD with one decimal more than the raw data."""
        if _is_computed(decimals):
            return self.estimate(value)
        return fixed(value, self._decimals(decimals) + 1)

    def estimate(self, value: float | None) -> str:
        """Write what a model estimates, or a geometric mean, in significant figures."""
        return significant(value, self.significant_figures)

    def ratio(self, value: float | None) -> str:
        """Write a ratio; one that would round to zero is shown as less than the least step."""
        text = fixed(value, self.ratio_decimals)
        least = Decimal(1).scaleb(-self.ratio_decimals)
        if value is not None and value > 0 and text == fixed(0.0, self.ratio_decimals):
            return f"<{least}"
        return text

    def p_value(self, value: float | None, threshold: float = 0.05) -> str:
        """Write a p-value.

        Parameters
        ----------
        value
            The full-precision p-value, or None when it is missing.
        threshold
            The level of a claim. A smaller p is never shown as this level: decimals
            are added until it reads as smaller.

        Returns
        -------
        str
            For example ``0.034``, ``<0.001``, ``>0.999``, ``0.0496`` or ``NE``.
        """
        if value is None or math.isnan(value):
            return NOT_ESTIMABLE
        if value < self.p_floor:
            return f"<{exact(self.p_floor)}"
        if value > self.p_ceiling:
            return f">{exact(self.p_ceiling)}"
        places = next((places for least, places in self.p_decimals if value >= least), 3)
        if value < threshold:
            return not_crossing(value, places, threshold)
        return fixed(value, places)

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
        return NOT_ESTIMABLE if NOT_ESTIMABLE in texts else f"({texts[0]}, {texts[1]})"

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
        digits = text.replace(MINUS, "-")
        if digits.startswith("<") or Decimal(digits) != exact(null):
            return text
        places = len(digits.partition(".")[2])
        return not_crossing(limit, places, null)

    def decision(self, rejected: bool) -> str:
        """Write whether a hypothesis was rejected."""
        return "Yes" if rejected else "No"

    @staticmethod
    def _decimals(decimals: float | None) -> int:
        if decimals is None or math.isnan(decimals):
            return 1
        return int(decimals)


def _is_computed(decimals: float | None) -> bool:
    return decimals is not None and decimals > MOST_DECIMALS


STYLES: Mapping[str, NumberStyle] = {
    "csr": NumberStyle("csr", p_decimals=((0.001, 3),), p_floor=0.001, p_ceiling=0.999),
    "nejm": NumberStyle("nejm", p_decimals=((0.01, 2), (0.001, 3)), p_floor=0.001, p_ceiling=0.99),
}


def number_style(name: str) -> NumberStyle:
    """Find a number style by its name.

    Parameters
    ----------
    name
        ``csr`` or ``nejm``.

    Returns
    -------
    NumberStyle
        The style.

    Raises
    ------
    SpecError
        When there is no such style.
    """
    if name not in STYLES:
        raise SpecError(Problem(f"There is no number style '{name}'. {did_you_mean(name, STYLES)}"))
    return STYLES[name]
