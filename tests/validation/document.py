"""docs/validation.md: the largest difference of every quantity, and of every model."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from tests.validation.compare import worst
from tests.validation.quantities import (
    ADJUSTED_P,
    CONF_LIMIT,
    COVARIANCE,
    DEN_DF,
    DF,
    ESTIMATE,
    F_STATISTIC,
    LOG_LIKELIHOOD,
    P_VALUE,
    QUANTITIES,
    RANDOM_SD,
    STD_ERROR,
    Quantity,
    Tally,
)

SMALLEST = -12
"""Differences below this power of ten are rounding, which differs between machines."""

COLUMNS: Mapping[str, tuple[Quantity, ...]] = {
    "estimate": (ESTIMATE,),
    "SE": (STD_ERROR, COVARIANCE),
    "random SD": (RANDOM_SD,),
    "log-lik.": (LOG_LIKELIHOOD,),
    "df S": (DF["satterthwaite"],),
    "df KR": (DF["kenward-roger"],),
    "df KR-SAS": (DF["kenward-roger-sas"],),
    "F KR": (F_STATISTIC["kenward-roger"], DEN_DF["kenward-roger"]),
    "F KR-SAS": (F_STATISTIC["kenward-roger-sas"], DEN_DF["kenward-roger-sas"]),
    "F S": (F_STATISTIC["satterthwaite"],),
    "den. df S": (DEN_DF["satterthwaite"],),
    "p": (P_VALUE, ADJUSTED_P),
    "CI": (CONF_LIMIT,),
}
"""The columns of the table by model; where there are several quantities, the larger counts."""

HEADING = """# Validation

Written by `python -m tests.validation`; `tests/validation` holds it. Every reference model
(`tests/reference`: R's lme4, lmerTest, pbkrtest and emmeans, SAS and JMP output, NIST's
certified values) is fitted by `sap.fit` with its own optimiser and by each method for degrees
of freedom, and every number is compared: coefficients, covariances, variance components,
log-likelihood, F tests of terms, means, contrasts against the control and of all pairs,
ratios, interaction contrasts, adjusted p values, simultaneous intervals.

A difference is shown by the power of ten above it; `<` marks what is below 1e-12, which is
rounding. The aim is the one of `tests/reference/README.md`, or the tolerance where that
states no aim.
"""

NOTES = """
S: Satterthwaite. KR: Kenward-Roger with the expected information (pbkrtest). KR-SAS: with the
observed one (SAS, JMP). An empty cell: the reference has no such number (models fitted by ML
have no Kenward-Roger).

- Denominator df of Satterthwaite's F are not unique ([methods.md](methods.md)); they may differ
  by 3 %, and their p values follow them.
- The largest differences of adjusted p and of confidence limits are those of R's `ptukey`, good
  to three to seven digits. sap's Tukey agrees with scipy's `studentized_range` to twelve.
"""


SECOND = """## The second engine

The same with `engine="pymer4"` (lme4, lmerTest, pbkrtest and emmeans in R, at lme4's own optimum),
for what both engines claim.
"""


def document(tallies: Mapping[str, Tally], second: Mapping[str, Tally]) -> str:
    """Lay out the differences of all models.

    Parameters
    ----------
    tallies
        Of the default engine, by name of the model.
    second
        Of the second engine.

    Returns
    -------
    str
        Markdown.
    """
    parts = [HEADING, "## Largest difference of each quantity", "", *by_quantity(tallies), ""]
    parts += [f"## The {len(tallies)} models", "", *by_model(tallies), NOTES]
    return "\n".join([*parts, SECOND, *by_quantity(second), ""])


def by_quantity(tallies: Mapping[str, Tally]) -> list[str]:
    """One line a quantity: how many numbers, the aim, the largest difference and where."""
    total = Tally()
    for tally in tallies.values():
        total.merge(tally)
    lines = [
        "| quantity | difference in | compared | aim | largest | model |",
        "|---|---|--:|--:|--:|---|",
    ]
    for quantity in (quantity for quantity in QUANTITIES if quantity in total.count):
        name, value = worst(tallies, quantity)
        place = name if power(value) > SMALLEST else "all"
        cells = [quantity.name, quantity.unit, f"{total.count[quantity]:,}", f"{quantity.aim:.0e}"]
        lines.append(f"| {' | '.join([*cells, shown(value), place])} |")
    return lines


def by_model(tallies: Mapping[str, Tally]) -> list[str]:
    """One line a model, one column a kind of number."""
    lines = [f"| model | {' | '.join(COLUMNS)} |", f"|---|{'--:|' * len(COLUMNS)}"]
    for name, tally in tallies.items():
        cells = [_largest(tally, quantities) for quantities in COLUMNS.values()]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


def power(value: float) -> int:
    """The power of ten at or above a difference."""
    return SMALLEST if value < 10.0**SMALLEST else math.ceil(math.log10(value))


def shown(value: float) -> str:
    """Write a difference by the power of ten above it."""
    if not math.isfinite(value):
        return "differs"
    return "<" if value < 10.0**SMALLEST else f"1e{power(value):+03d}"


def _largest(tally: Tally, quantities: Sequence[Quantity]) -> str:
    known = [tally.largest[quantity] for quantity in quantities if quantity in tally.largest]
    return shown(max(known)) if known else ""
