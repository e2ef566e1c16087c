"""Rounding: half away from zero in decimal arithmetic, once, on the full-precision number.

It is done on the shortest decimal text that names the float (0.125 becomes 0.13, 2.675
becomes 2.68). Negative numbers carry a true minus sign (U+2212).
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Context, Decimal

from sap.language.grammar import MINUS

INFINITY = "\N{INFINITY}"
NOT_ESTIMABLE = "NE"
# A float holds at most 17 significant digits and 324 places; nothing is lost with these.
EXACT = Context(prec=800, rounding=ROUND_HALF_UP)
MOST_EXTRA_DIGITS = 15
# Outside these powers of ten a number is written with an exponent.
LEAST_EXPONENT, GREATEST_EXPONENT = -7, 9


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
