"""The number style of a shell: the shapes of numbers, ``x.xx`` for 0.64, and no number."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import ClassVar

from sap.tables.numbers import Formatter, NumberStyle

# Examples with the usual digits before the point; those after it are the style's.
COUNT, ESTIMATE, ONE_PLACE, TWO_PLACES, P_VALUE = 88.0, 888.0, 88.8, 8.88, 0.888


@dataclass(frozen=True)
class PlaceholderStyle(NumberStyle):
    """Writes ``x`` for each digit that the style of the same parameters would write.

    A number that is missing stays missing, so that a shell shows it too.
    """

    placeholder: ClassVar[bool] = True

    def count(self, value: float | None) -> str:
        """Write ``xx``."""
        return _shape(super().count(_as(COUNT, value)))

    def percent(self, value: float | None) -> str:
        """Write ``xx.x``."""
        return _shape(super().percent(_as(ONE_PLACE, value)))

    def statistic(self, value: float | None) -> str:
        """Write ``x.xx``."""
        return _shape(super().statistic(_as(TWO_PLACES, value)))

    def df(self, value: float | None) -> str:
        """Write ``xx.x``."""
        return _shape(super().df(_as(ONE_PLACE, value)))

    def raw(self, value: float | None, decimals: float | None) -> str:
        """Write ``xx.x``: the decimals of data are known with the data."""
        return _shape(super().raw(_as(ONE_PLACE, value), 1))

    def mean(self, value: float | None, decimals: float | None) -> str:
        """Write ``xx.x``, as `raw`."""
        return _shape(super().mean(_as(ONE_PLACE, value), 0))

    def estimate(self, value: float | None) -> str:
        """Write as many digits as there are significant figures."""
        return _shape(super().estimate(_as(ESTIMATE, value)))

    def ratio(self, value: float | None) -> str:
        """Write ``x.xx``."""
        return _shape(super().ratio(_as(TWO_PLACES, value)))

    def p_value(
        self, value: float | None, threshold: float = 0.05, *, either_side: bool = False
    ) -> str:
        """Write ``0.xxx``."""
        text = super().p_value(_as(P_VALUE, value), threshold)
        return f"{text[:1]}{_shape(text[1:])}"

    def interval(
        self,
        low: float | None,
        high: float | None,
        written: Formatter,
        null: float | None = None,
    ) -> str:
        """Write ``(x.xx, x.xx)``: no limit of a shell comes near to no effect."""
        return super().interval(low, high, written)

    def pair(self, low: str, high: str) -> str:
        """Put two shapes together, as two numbers would stand."""
        return super().pair(low, high)

    def limit(
        self,
        value: float | None,
        written: Formatter,
        null: float | None = None,
        *,
        upper: bool = False,
    ) -> str:
        """Write ``x.xx``, as `interval`."""
        return super().limit(value, written, upper=upper)

    def decision(self, rejected: bool) -> str:
        """Write both words: which one it is, only data can say."""
        return f"{super().decision(True)}/{super().decision(False)}"


def placeholder_style(style: NumberStyle) -> PlaceholderStyle:
    """Make the style of a shell.

    Parameters
    ----------
    style
        That of the tables.

    Returns
    -------
    PlaceholderStyle
        With the same decimals.
    """
    return PlaceholderStyle(**{one.name: getattr(style, one.name) for one in fields(style)})


def _as(example: float, value: float | None) -> float | None:
    """Put an example in the place of a number that is there."""
    return None if value is None or value != value else example


def _shape(text: str) -> str:
    return re.sub(r"[0-9]", "x", text)
