"""Adjustment of p-values and intervals for the multiplicity of one family of contrasts.

A family keeps its planned size: a contrast that cannot be estimated counts as one whose
p-value is 1. Sources: Holm (1979); Hochberg (1988), doi:10.1093/biomet/75.4.800; Hommel
(1988), doi:10.1093/biomet/75.2.383; Benjamini & Hochberg (1995),
doi:10.1111/j.2517-6161.1995.tb02031.x; Benjamini & Yekutieli (2001),
doi:10.1214/aos/1013699998; Kramer (1956) for Tukey's method with unequal variances;
Dunnett (1955), doi:10.1080/01621459.1955.10501294.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sap.errors import PlanError, did_you_mean
from sap.inference.distributions import t_critical, t_two_sided
from sap.inference.multivariate_t import MultivariateT
from sap.inference.studentized import range_tail, studentized_critical, studentized_tail

Floats: TypeAlias = NDArray[np.floating[Any]]

ADJUSTMENTS = (
    "none",
    "bonferroni",
    "holm",
    "hochberg",
    "hommel",
    "bh",
    "by",
    "sidak",
    "tukey",
    "dunnett",
)
"""Adjustments by name."""

SIMULTANEOUS = frozenset({"bonferroni", "sidak", "tukey", "dunnett"})
"""Adjustments that also give simultaneous intervals; with the others they stay pointwise."""

ONLY_FOR = {"tukey": ("pairwise", "revpairwise"), "dunnett": ("trt.vs.ctrl",)}
"""Adjustments whose distribution is that of one kind of contrasts."""


@dataclass(frozen=True)
class Family:
    """What an adjustment needs to know of one family.

    Parameters
    ----------
    statistic, df
        t statistics and their degrees of freedom, (k,); NaN where not estimable.
    means
        How many means are compared (for Tukey).
    correlation
        Correlations of the k estimates, (k, k) (for Dunnett); called if needed.
    """

    statistic: Floats
    df: Floats
    means: int
    correlation: Callable[[], Floats]

    @property
    def size(self) -> int:
        """How many contrasts were planned."""
        return len(self.statistic)


def checked_adjustment(adjust: str, method: str) -> str:
    """Return the adjustment's name in lower case, or refuse it.

    Parameters
    ----------
    adjust
        As asked for.
    method
        The method of the contrasts: ``pairwise``, ``trt.vs.ctrl`` or another.

    Returns
    -------
    str

    Raises
    ------
    PlanError
        If the name is unknown, or the adjustment does not belong to these contrasts.
    """
    name = adjust.lower()
    if name not in ADJUSTMENTS:
        raise PlanError(f"Unknown adjustment '{adjust}'. {did_you_mean(name, ADJUSTMENTS)}")
    if method not in ONLY_FOR.get(name, (method,)):
        raise PlanError(
            f"Adjustment '{name}' is made for {ONLY_FOR[name][0]} contrasts, not for {method}; "
            "holm holds the error rate for any."
        )
    return name


def adjusted_p_values(family: Family, adjust: str) -> Floats:
    """Adjust the two-sided p-values of one family.

    Parameters
    ----------
    family
        The family.
    adjust
        One of `ADJUSTMENTS`.

    Returns
    -------
    ndarray
        (k,), NaN where not estimable.
    """
    plain = t_two_sided(family.statistic, family.df)
    if adjust == "none" or family.size == 1:
        return plain
    if adjust in STEPWISE:
        known = ~np.isnan(plain)
        made = STEPWISE[adjust](np.where(known, plain, 1.0))
        return np.where(known, np.minimum(made, 1.0), np.nan)
    if adjust == "sidak":
        with np.errstate(divide="ignore"):
            return np.asarray(-np.expm1(family.size * np.log1p(-np.minimum(plain, 1.0))))
    tail = _single_step_tail(family, adjust)
    pairs = zip(family.statistic, family.df, strict=True)
    found = np.array([tail(float(statistic), float(df)) for statistic, df in pairs])
    return np.asarray(np.clip(found, plain, 1.0), dtype=float)


def critical_values(family: Family, adjust: str, conf_level: float) -> Floats:
    """Multiples of the standard error that make confidence intervals.

    Parameters
    ----------
    family
        The family.
    adjust
        One of `ADJUSTMENTS`; intervals are simultaneous for those in `SIMULTANEOUS`.
    conf_level
        Between 0 and 1.

    Returns
    -------
    ndarray
        (k,), NaN where not estimable.
    """
    tail = 1.0 - conf_level
    if adjust not in SIMULTANEOUS or family.size == 1:
        return t_critical(tail, family.df)
    if adjust == "bonferroni":
        return t_critical(tail / family.size, family.df)
    if adjust == "sidak":
        return t_critical(-np.expm1(np.log1p(-tail) / family.size), family.df)
    solve = _single_step_critical(family, adjust)
    made = np.full(family.size, np.nan)
    solved: list[tuple[float, float]] = []
    for place, df in enumerate(family.df):
        if np.isnan(df):
            continue
        # Balanced designs give one df to all rows up to rounding; solve once for it.
        near = [value for known, value in solved if known == df or abs(known - df) < 1e-9 * df]
        made[place] = near[0] if near else solve(tail, float(df))
        if not near:
            solved.append((float(df), float(made[place])))
    return made


def _single_step_tail(family: Family, adjust: str) -> Callable[[float, float], float]:
    if adjust == "dunnett":
        return _dunnett(family).tail
    tail = range_tail(family.means)
    return lambda statistic, df: studentized_tail(tail, np.sqrt(2.0) * statistic, df)


def _single_step_critical(family: Family, adjust: str) -> Callable[[float, float], float]:
    if adjust == "dunnett":
        return _dunnett(family).critical
    tail = range_tail(family.means)
    return lambda wanted, df: studentized_critical(tail, wanted, df) / np.sqrt(2.0)


def _dunnett(family: Family) -> MultivariateT:
    known = ~np.isnan(family.statistic)
    return MultivariateT(family.correlation()[np.ix_(known, known)])


def _holm(p: Floats) -> Floats:
    return _from_smallest(p, np.arange(len(p), 0.0, -1.0))


def _bonferroni(p: Floats) -> Floats:
    return p * len(p)


def _hochberg(p: Floats) -> Floats:
    return _from_largest(p, np.arange(len(p), 0.0, -1.0))


def _bh(p: Floats) -> Floats:
    return _from_largest(p, len(p) / np.arange(1, len(p) + 1))


def _by(p: Floats) -> Floats:
    ranks = np.arange(1, len(p) + 1)
    return _from_largest(p, np.sum(1.0 / ranks) * len(p) / ranks)


def _from_smallest(p: Floats, factors: Floats) -> Floats:
    """Multiply ordered p-values, none smaller than the one before it."""
    order = np.argsort(p, kind="stable")
    made = np.empty_like(p)
    made[order] = np.maximum.accumulate(p[order] * factors)
    return made


def _from_largest(p: Floats, factors: Floats) -> Floats:
    """Multiply ordered p-values, none larger than the one after it."""
    order = np.argsort(p, kind="stable")
    made = np.empty_like(p)
    made[order] = np.minimum.accumulate((p[order] * factors)[::-1])[::-1]
    return made


def _hommel(p: Floats) -> Floats:
    """Close Simes' test: a p-value is adjusted by the worst subset that holds it.

    The worst subset of size s that holds the j-th smallest p-value consists of it and of the
    largest others, so that one pass over the sizes is enough.
    """
    count = len(p)
    order = np.argsort(p, kind="stable")
    ordered = p[order]
    made = ordered.copy()
    for size in range(2, count + 1):
        largest = ordered[count - size + 1 :]
        others = float(np.min(size * largest / np.arange(2, size + 1)))
        joint = np.minimum(size * ordered, others)
        joint[count - size + 1 :] = joint[count - size]
        made = np.maximum(made, joint)
    result = np.empty_like(p)
    result[order] = made
    return result


STEPWISE: dict[str, Callable[[Floats], Floats]] = {
    "bonferroni": _bonferroni,
    "holm": _holm,
    "hochberg": _hochberg,
    "hommel": _hommel,
    "bh": _bh,
    "by": _by,
}
