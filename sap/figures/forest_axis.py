"""The axis of a forest plot: what it spans, where a value stands, which values are marked."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median

# An interval may reach beyond the outermost estimate by so many median half-widths; a wider
# one would press all others together, so it leaves the axis with an arrow.
REACH = 3.0
SPACE = 0.04
MOST_TICKS, FEWEST_TICKS = 9, 4
LEAST_SPAN = 0.2
# Powers of e that a float can hold, with some to spare for the space at the ends.
MOST_POWER = 600.0
# Steps between marked values, the coarsest first; of a logarithmic axis within a power of ten.
LOG_STEPS = (
    (1.0, 3.0),
    (1.0, 2.0, 5.0),
    (1.0, 1.5, 2.0, 3.0, 5.0, 7.0),
    (1.0, 1.2, 1.4, 1.6, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0),
)
STEPS = (5.0, 2.0, 1.0)


@dataclass(frozen=True)
class Axis:
    """The axis of the effects.

    Parameters
    ----------
    low, high
        The values at its ends.
    logarithmic
        Whether equal ratios have equal lengths.
    """

    low: float
    high: float
    logarithmic: bool

    def position(self, value: float) -> float:
        """Place a value.

        Parameters
        ----------
        value
            A number, above zero on a logarithmic axis.

        Returns
        -------
        float
            0 at the low end, 1 at the high end, less or more beyond them.
        """
        low, high, at = (self._linear(number) for number in (self.low, self.high, value))
        return (at - low) / (high - low)

    def _linear(self, value: float) -> float:
        if not self.logarithmic:
            return value
        if not 0 < value < math.inf:
            return math.inf if value > 0 else -math.inf
        return math.log(value)

    def ticks(self, null: float) -> tuple[float, ...]:
        """Choose the values that are marked.

        Parameters
        ----------
        null
            The value of no effect, which is always marked.

        Returns
        -------
        tuple of float
            Round numbers in ascending order, on the axis.
        """
        best: tuple[float, ...] = (null,)
        for candidate in self._candidates():
            inside = {number for number in candidate if self.low <= number <= self.high}
            marked = tuple(sorted(inside | {null}))
            if len(best) < len(marked) <= MOST_TICKS:
                best = marked
            if len(best) >= FEWEST_TICKS:
                break
        return best

    def _candidates(self) -> Iterator[tuple[float, ...]]:
        """Go through sets of round numbers, the coarsest first."""
        if self.logarithmic:
            first, last = (math.floor(math.log10(end)) for end in (self.low, self.high))
            for powers in range(max(1, math.ceil((last - first) / (MOST_TICKS - 1))), 0, -1):
                aligned = range(first - first % powers, last + 1, powers)
                yield tuple(_decimal(1.0, power) for power in aligned)
            for digits in LOG_STEPS:
                yield tuple(_decimal(d, p) for p in range(first, last + 1) for d in digits)
        # Within a short span ratios are marked by equal steps, too.
        power = math.ceil(math.log10(self.high - self.low))
        for lower in range(power, power - 3, -1):
            for digit in STEPS:
                step = _decimal(digit, lower)
                start, end = math.ceil(self.low / step), math.floor(self.high / step)
                if end - start <= 2 * MOST_TICKS:
                    yield tuple(float(f"{n * step:.12g}") for n in range(start, end + 1))


def _decimal(digit: float, power: int) -> float:
    return float(f"{digit:g}e{power}")


def axis_for(
    results: Iterable[tuple[float, float, float]], null: float, *, logarithmic: bool
) -> Axis:
    """Choose the axis of some effects.

    Parameters
    ----------
    results
        Estimate and limits of each effect that is drawn; limits may be infinite.
    null
        The value of no effect.
    logarithmic
        Whether they are ratios.

    Returns
    -------
    Axis
        Spans no effect and every estimate, and of the intervals what does not press the
        others together.
    """

    def linear(value: float) -> float:
        if not logarithmic:
            return value
        if not 0 < value < math.inf:
            return math.inf if value > 0 else -math.inf
        return max(-MOST_POWER, min(MOST_POWER, math.log(value)))

    rows = [tuple(linear(value) for value in row) for row in results]
    rows = [row for row in rows if math.isfinite(row[0])]
    centres = [linear(null), *(row[0] for row in rows)]
    halves = [(high - low) / 2 for _, low, high in rows if math.isfinite(high - low)]
    reach = REACH * median(halves) if halves else 0.0
    bounds = [bound for row in rows for bound in row[1:]]
    low = max(min([*centres, *bounds]), min(centres) - reach)
    high = min(max([*centres, *bounds]), max(centres) + reach)
    least = LEAST_SPAN if logarithmic or not high > low else 0.0
    missing = max(0.0, least - (high - low)) / 2
    more = SPACE * (high - low) + missing
    low, high = low - more, high + more
    if logarithmic:
        low, high = math.exp(low), math.exp(high)
    return Axis(low, high, logarithmic)
