"""House number styles of a study file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sap.spec.fields import DECIMALS, FLAG, SHARE, WHOLE, choice
from sap.spec.parts import MapOf, entry


@dataclass(frozen=True, kw_only=True)
class HouseStyle:
    """How a journal or a sponsor wants numbers; what is not said is as in another style."""

    like: Literal["csr", "nejm"] = entry(
        choice("csr", "nejm"), "The style that holds where nothing is said here.", default="csr"
    )
    p_decimals: Mapping[float, int] | None = entry(
        MapOf(SHARE, DECIMALS, 1),
        "Decimals of p-values by the least p that has them, as {0.01: 2, 0.001: 3}.",
        default=None,
    )
    p_floor: float | None = entry(
        SHARE, "Smaller p-values are shown as less than this.", default=None
    )
    p_ceiling: float | None = entry(
        SHARE, "Larger p-values are shown as greater than this.", default=None
    )
    significant_figures: int | None = entry(
        WHOLE, "Of means, standard deviations and limits that a model estimates.", default=None
    )
    ratio_decimals: int | None = entry(DECIMALS, "Of ratios and their limits.", default=None)
    percent_decimals: int | None = entry(DECIMALS, "Of percentages.", default=None)
    statistic_decimals: int | None = entry(DECIMALS, "Of test statistics.", default=None)
    df_decimals: int | None = entry(DECIMALS, "Of degrees of freedom.", default=None)
    decimal: Literal["point", "comma", "middle dot"] | None = entry(
        choice("point", "comma", "middle dot"),
        "The decimal mark; default that of the language.",
        default=None,
    )
    thousands: Literal["none", "thin space", "comma"] | None = entry(
        choice("none", "thin space", "comma"),
        "What parts thousands in numbers of five digits and more; default as the language does.",
        default=None,
    )
    minus: Literal["minus", "hyphen"] | None = entry(
        choice("minus", "hyphen"), "The sign of negative numbers; default minus.", default=None
    )
    interval: Literal["comma", "semicolon", "to", "dash"] | None = entry(
        choice("comma", "semicolon", "to", "dash"),
        "What stands between two limits; beside a negative number a dash gives way to `to`.",
        default=None,
    )
    leading_zero: bool | None = entry(
        FLAG, "Whether numbers under one begin with a zero; default true.", default=None
    )
