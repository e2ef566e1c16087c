"""Rows of the data as observed: limits of quantification and summaries by arm.

A unit (a donor, say) counts once in each arm: its rows are combined by their mean, on
the log scale where the model is on a log scale, and the summary is over units. Quartiles
are averaged at the steps of the empirical distribution (definition 5 of SAS, type 2 of
Hyndman and Fan, doi:10.1080/00031305.1996.10473566).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from sap.ard.rows import LIMITS, SUMMARY, Analysis, ArdRow

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

QUANTILE_METHOD: Final = "averaged_inverted_cdf"


@dataclass(frozen=True)
class Observed:
    """The rows of one analysis, as far as their summary needs them.

    Parameters
    ----------
    arm, unit
        The compared factor (categorical, levels in order) and the unit of each row.
    value
        The response of each row, after the rules for limits; missing ones are left out.
    response, measured_in
        Its name and its unit of measurement, which may be empty.
    geometric
        Whether to combine and summarise on the log scale.
    """

    arm: pd.Series
    unit: pd.Series
    value: pd.Series
    response: str
    measured_in: str
    geometric: bool


@dataclass(frozen=True)
class Limits:
    """Limits of quantification of each row, and which rows lie beyond them.

    Parameters
    ----------
    below, above
        Whether each row lies below its lower or above its upper limit.
    lower, upper
        The limits of each row, or None where there are none.
    below_rule, above_rule
        What is done with such rows, by name; empty when there is no such limit.
    """

    below: NDArray[np.bool_]
    above: NDArray[np.bool_]
    lower: pd.Series | None
    upper: pd.Series | None
    below_rule: str
    above_rule: str


def limit_rows(
    analysis: Analysis, arm: pd.Series, limits: Limits, response: str, measured_in: str
) -> Iterator[ArdRow]:
    """Count the rows beyond the limits of quantification, by arm.

    Parameters
    ----------
    analysis
        Whose rows they are.
    arm
        The compared factor of each row.
    limits
        The limits, and which rows lie beyond them.
    response, measured_in
        Name and unit of what is limited.

    Yields
    ------
    ArdRow
        Rows of the context limits.
    """
    sides = (
        ("below", "lower", limits.below_rule, limits.below, limits.lower),
        ("above", "upper", limits.above_rule, limits.above, limits.upper),
    )
    for level in arm.cat.categories:
        place = {"group1": str(arm.name), "group1_level": str(level), "variable": response}
        yield _placed(analysis, LIMITS, "n_measured", int((arm == level).sum()), place)
    for words, side, rule, beyond, limit in sides:
        if not rule:
            continue
        yield analysis.row(LIMITS, f"{words}_rule", text=rule, variable=response)
        if limit is not None and limit.notna().any():
            for name, value in (("min", limit.min()), ("max", limit.max())):
                yield analysis.row(
                    LIMITS, f"{side}_{name}", value, variable=response, unit=measured_in
                )
        for level in arm.cat.categories:
            here = (arm == level).to_numpy()
            count = int(beyond[here].sum())
            place = {"group1": str(arm.name), "group1_level": str(level), "variable": response}
            yield _placed(analysis, LIMITS, f"n_{words}", count, place)
            share = 100 * count / here.sum() if here.any() else None
            yield _placed(analysis, LIMITS, f"p_{words}", share, place, "%")


def summary_rows(
    analysis: Analysis, observed: Observed, replaced: NDArray[np.bool_] | None = None
) -> Iterator[ArdRow]:
    """Summarise the response by arm, over units.

    Parameters
    ----------
    analysis
        Whose rows they are.
    observed
        The rows.
    replaced
        Rows whose value stands for one beyond a limit; they say nothing about the
        decimals of the raw data.

    Yields
    ------
    ArdRow
        Rows of the context summary.
    """
    import pandas as pd

    table = pd.DataFrame(
        {"arm": observed.arm, "unit": observed.unit.astype(str), "value": observed.value}
    )
    raw = table["value"] if replaced is None else table["value"][~replaced]
    places = decimals(raw.dropna().unique())
    table = table.dropna()
    within = table.groupby("unit", observed=True)["arm"].nunique().gt(1).any()
    for level in observed.arm.cat.categories:
        rows = table[table["arm"] == level]
        units = _by_unit(rows, observed.geometric)
        in_set = table["unit"].nunique() if within else len(units)
        place = {
            "group1": str(observed.arm.name),
            "group1_level": str(level),
            "variable": observed.response,
        }
        counts = {"n_set": in_set, "n_units": len(units), "n_rows": len(rows), "decimals": places}
        for name, count in counts.items():
            yield _placed(analysis, SUMMARY, name, count, place)
        for name, number in summary(units, observed.geometric).items():
            unit = "%" if name == "geo_cv" else observed.measured_in
            yield _placed(analysis, SUMMARY, name, number, place, unit)


def _placed(
    analysis: Analysis,
    context: str,
    name: str,
    number: float | None,
    place: dict[str, str],
    unit: str = "",
) -> ArdRow:
    return analysis.row(
        context,
        name,
        number,
        group1=place["group1"],
        group1_level=place["group1_level"],
        variable=place["variable"],
        unit=unit,
    )


def means_of_units(values: pd.Series, units: pd.Series, geometric: bool) -> pd.Series:
    """Combine the rows of each unit.

    Parameters
    ----------
    values
        One number a row; positive ones when `geometric`.
    units
        The unit of each row.
    geometric
        Whether the mean is of natural logarithms.

    Returns
    -------
    Series
        By unit, its mean, on the log scale when `geometric`.
    """
    import numpy as np

    numbers = np.log(values) if geometric else values
    means: pd.Series = numbers.groupby(units.astype(str)).mean()
    return means


def _by_unit(rows: pd.DataFrame, geometric: bool) -> NDArray[np.float64]:
    import numpy as np

    means = means_of_units(rows["value"], rows["unit"], geometric).to_numpy(dtype=np.float64)
    combined: NDArray[np.float64] = np.exp(means) if geometric else means
    return combined


def summary(values: NDArray[np.float64], geometric: bool) -> dict[str, float | None]:
    """Summarise numbers, one a unit.

    Parameters
    ----------
    values
        The numbers, shape (n,); positive ones when `geometric`.
    geometric
        Whether to take the geometric mean and its coefficient of variation,
        ``100 sqrt(exp(s^2) - 1)`` with s the SD of natural logs, instead of mean and SD.

    Returns
    -------
    dict of str to float or None
        Statistics by name; what too few numbers cannot give is None.
    """
    import numpy as np

    n = len(values)
    result: dict[str, float | None] = {}
    if not geometric:
        result["mean"] = float(values.mean()) if n else None
        result["sd"] = float(values.std(ddof=1)) if n > 1 else None
    else:
        logs = np.log(values)
        result["geo_mean"] = math.exp(logs.mean()) if n else None
        result["geo_cv"] = 100 * math.sqrt(math.expm1(logs.var(ddof=1))) if n > 1 else None
    for name, share in (("median", 0.5), ("q1", 0.25), ("q3", 0.75), ("min", 0.0), ("max", 1.0)):
        quantile = np.quantile(values, share, method=QUANTILE_METHOD) if n else None
        result[name] = None if quantile is None else float(quantile)
    return result


def decimals(values: NDArray[np.float64]) -> int:
    """Count the decimals that raw numbers were written with.

    Parameters
    ----------
    values
        Numbers, shape (n,).

    Returns
    -------
    int
        The most decimals any of them has in its shortest text.
    """
    places = 0
    for value in values:
        exponent = Decimal(repr(float(value))).normalize().as_tuple().exponent
        if isinstance(exponent, int):
            places = max(places, -exponent)
    return places
