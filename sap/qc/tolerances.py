"""How far two independent programs may differ, by kind of statistic, and why.

Each searches the optimum of the likelihood by itself and stops near it; the likelihood
is flat there, so estimates agree better than the variances behind them, and degrees of
freedom, which are functions of those variances, agree no better than they. The values are
those that lme4, SAS and JMP keep among each other on published data. What does not hang
on an optimum must agree exactly.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass

FLOOR = 1e-8
"""Absolute difference below which relative ones mean nothing: rounding of sums."""

LEAST_P = 1e-10
"""p-values below are compared by their logarithm: a relative error of t is one of log p."""

VANISHED_P = 1e-13
"""Adjusted p-values below are computed as one minus a probability, and lost to rounding."""

LEAST_NUMBER = sys.float_info.min
"""Numbers below have fewer digits, or are zero, as the library computes them."""

BOUNDARY = 1e-3
"""Standard deviation, as a share of the residual's, below which a component counts as zero."""


@dataclass(frozen=True)
class Kind:
    """A kind of statistic and what is allowed to it.

    Parameters
    ----------
    name
        For reports.
    allowed
        The rule in words.
    reason
        Why.
    """

    name: str
    allowed: str
    reason: str


ESTIMATE = Kind("Estimates", "1e-4 of the SE", "the fixed effects are flat in the variances")
STD_ERROR = Kind("Standard errors", "5e-4 relative", "half the relative error of a variance")
DF = Kind("Degrees of freedom", "1e-3 relative", "they follow the variances")
SEVERAL_DF = Kind(
    "Denominator df, Satterthwaite, several contrasts",
    "3e-2 relative",
    "not unique: they depend on the coding of the factors",
)
T_STATISTIC = Kind("t statistics", "1e-4 + 5e-4 |t|", "an estimate over its SE")
F_STATISTIC = Kind("F statistics", "1e-3 relative", "a square over a variance")
P_VALUE = Kind("p-values", "1e-2 relative; 0.01 in log10 below 1e-10", "steep in t and df")
LIMIT = Kind("Confidence limits", "1e-3 of the SE (log scale for ratios)", "estimate, SE and df")
STD_DEV = Kind(
    "Standard deviations",
    "2e-3 relative; 1e-3 of the residual SD at zero",
    "where the likelihood is flat",
)
VARIANCE = Kind("Variances", "4e-3 relative; 1e-6 of the residual variance at zero", "SD squared")
CORRELATION = Kind("Correlations", "4e-3", "of random effects; as two standard deviations")
COVARIANCE = Kind("Covariances", "8e-3 of the two SDs", "a correlation and two SDs")
LIKELIHOOD = Kind("Log-likelihood", "1e-4", "flat at the optimum: errors enter squared")
OBSERVED = Kind("Observed summaries", "1e-9 relative", "sums in another order, no more")
CLOSED_FORM = Kind("Paired tests", "1e-9 relative", "closed forms and counts of ranks")
EXACT = Kind("Counts and settings", "no difference", "nothing is estimated")
WORDS = Kind("Words and conditions", "no difference", "both programs must say the same")

KINDS = (
    ESTIMATE,
    STD_ERROR,
    DF,
    SEVERAL_DF,
    T_STATISTIC,
    F_STATISTIC,
    P_VALUE,
    LIMIT,
    STD_DEV,
    VARIANCE,
    CORRELATION,
    COVARIANCE,
    LIKELIHOOD,
    OBSERVED,
    CLOSED_FORM,
    EXACT,
    WORDS,
)


@dataclass(frozen=True)
class Surroundings:
    """What stands beside a statistic and gives its difference a scale.

    Parameters
    ----------
    std_error, estimate
        Of the same estimate, mean or contrast; None where there is none.
    is_ratio
        Whether `estimate` and its limits are exponentials.
    num_df, ddf
        Numerator degrees of freedom of a test, and the method for the denominator's.
    residual
        Residual standard deviation.
    scale
        Product of the standard deviations of the two effects of a covariance.
    adjusted
        Whether a p-value is adjusted by a method that subtracts from one.
    closed
        Whether the numbers hang on no optimum.
    """

    std_error: float | None = None
    estimate: float | None = None
    is_ratio: bool = False
    num_df: float | None = None
    ddf: str = ""
    residual: float | None = None
    scale: float | None = None
    adjusted: bool = False
    closed: bool = False


def kind_of(context: str, stat_name: str, around: Surroundings) -> Kind:
    """Tell what kind a statistic of the results data is.

    Parameters
    ----------
    context, stat_name
        Of its row; the context without the word for a sensitivity analysis.
    around
        What stands beside it.

    Returns
    -------
    Kind
        `EXACT` for what no other kind holds.
    """
    if around.closed:
        return CLOSED_FORM
    if context == "anova" and stat_name == "statistic":
        return F_STATISTIC
    if stat_name == "den_df" and around.ddf == "satterthwaite" and (around.num_df or 0) > 1:
        return SEVERAL_DF
    if context == "summary" and not stat_name.startswith(("n_", "decimals")):
        return OBSERVED
    return {
        "estimate": ESTIMATE,
        "std_error": STD_ERROR,
        "df": DF,
        "den_df": DF,
        "statistic": T_STATISTIC,
        "p_value": P_VALUE,
        "conf_low": LIMIT,
        "conf_high": LIMIT,
        "std_dev": STD_DEV,
        "variance": VARIANCE,
        "correlation": CORRELATION,
        "covariance": COVARIANCE,
        "log_likelihood": LIKELIHOOD,
    }.get(stat_name, EXACT)


def allowed(kind: Kind, first: float, second: float, around: Surroundings) -> float:
    """Largest absolute difference allowed between two values.

    Parameters
    ----------
    kind
        What they are.
    first, second
        The values; `first` is the one a relative difference refers to.
    around
        What stands beside the first.

    Returns
    -------
    float
        Zero or more.
    """
    size = abs(first)
    if kind is P_VALUE:
        return _allowed_p(first, second, around)
    if kind in (ESTIMATE, LIMIT):
        return _allowed_in_errors(kind, first, around)
    if kind in (STD_DEV, VARIANCE):
        return _allowed_component(kind, first, second, around)
    return {
        STD_ERROR: 5e-4 * size,
        DF: max(1e-3 * size, FLOOR),
        SEVERAL_DF: max(3e-2 * size, FLOOR),
        T_STATISTIC: 1e-4 + 5e-4 * size,
        F_STATISTIC: max(1e-3 * size, FLOOR),
        CORRELATION: 4e-3,
        COVARIANCE: 8e-3 * (around.scale or 0.0),
        LIKELIHOOD: 1e-4,
        OBSERVED: 1e-9 * size,
        CLOSED_FORM: 1e-9 * size,
    }.get(kind, 0.0)


def _allowed_in_errors(kind: Kind, value: float, around: Surroundings) -> float:
    error = around.std_error or 0.0
    if kind is ESTIMATE:
        return 1e-4 * error
    if around.is_ratio and around.estimate:
        # d(log value) = d(value) / value, and the SE of the log is SE / estimate.
        return 1e-3 * error * abs(value / around.estimate)
    return 1e-3 * error


def _allowed_component(kind: Kind, first: float, second: float, around: Surroundings) -> float:
    residual = around.residual or 0.0
    power = 1 if kind is STD_DEV else 2
    at_zero = min(first, second) <= (10 * BOUNDARY * residual) ** power
    share = 2e-3 * power * abs(first)
    return max(share, (BOUNDARY * residual) ** power) if at_zero else share


def _allowed_p(first: float, second: float, around: Surroundings) -> float:
    vanished = VANISHED_P if around.adjusted else LEAST_NUMBER
    if max(first, second) < vanished:
        return vanished
    if first >= LEAST_P:
        return 1e-2 * first
    return first * (10.0**0.01 - 1.0) if first > 0.0 else 0.0


def difference(first: float, second: float) -> tuple[float, float]:
    """Absolute and relative difference of two values.

    Parameters
    ----------
    first, second
        The values.

    Returns
    -------
    tuple of float
        The second is relative to the first, infinite when that is zero and they differ.
    """
    if first == second:
        return 0.0, 0.0
    gap = abs(first - second)
    if math.isinf(gap):
        return gap, gap
    return gap, gap / abs(first) if first else math.inf
