"""What is compared with the reference results, in which unit, and how near it must be."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Quantity:
    """One kind of number.

    Parameters
    ----------
    name, unit
        What it is called, and what its differences are measured in.
    aim
        Largest difference allowed: the "aim" of tests/reference/README.md where it states one,
        otherwise its tolerance.
    """

    name: str
    unit: str
    aim: float


ESTIMATE = Quantity("estimate", "standard errors", 1e-6)
STD_ERROR = Quantity("standard error", "relative", 1e-6)
COVARIANCE = Quantity("covariance of coefficients", "standard errors", 1e-6)
RANDOM_SD = Quantity("random SD, sigma", "relative", 1e-5)
BOUNDARY_SD = Quantity("random SD at zero", "sigma", 1e-3)
CORRELATION = Quantity("random correlation", "absolute", 1e-5)
LOG_LIKELIHOOD = Quantity("log-likelihood", "absolute", 1e-8)
DF = {
    "satterthwaite": Quantity("df, satterthwaite", "relative", 1e-5),
    "kenward-roger": Quantity("df, kenward-roger", "relative", 1e-5),
    "kenward-roger-sas": Quantity("df, kenward-roger-sas", "relative", 1e-5),
}
F_STATISTIC = {
    "satterthwaite": Quantity("F, satterthwaite", "relative", 1e-3),
    "kenward-roger": Quantity("F, kenward-roger", "relative", 1e-6),
    "kenward-roger-sas": Quantity("F, kenward-roger-sas", "relative", 1e-6),
}
DEN_DF = {
    "satterthwaite": Quantity("denominator df, satterthwaite", "relative", 3e-2),
    "kenward-roger": Quantity("denominator df, kenward-roger", "relative", 1e-6),
    "kenward-roger-sas": Quantity("denominator df, kenward-roger-sas", "relative", 1e-6),
}
P_VALUE = Quantity("p", "relative; log10 below 1e-10", 1e-2)
ADJUSTED_P = Quantity("adjusted p", "relative; log10 below 1e-10", 1e-2)
CONF_LIMIT = Quantity("confidence limit", "standard errors", 1e-3)

QUANTITIES: tuple[Quantity, ...] = (
    ESTIMATE,
    STD_ERROR,
    COVARIANCE,
    RANDOM_SD,
    BOUNDARY_SD,
    CORRELATION,
    LOG_LIKELIHOOD,
    *DF.values(),
    *F_STATISTIC.values(),
    *DEN_DF.values(),
    P_VALUE,
    ADJUSTED_P,
    CONF_LIMIT,
)


@dataclass
class Tally:
    """The largest difference of each quantity, and how many were compared."""

    largest: dict[Quantity, float] = field(default_factory=dict)
    count: dict[Quantity, int] = field(default_factory=dict)

    def add(self, quantity: Quantity, difference: float) -> None:
        """Take a difference in; NaN counts as infinite."""
        value = abs(difference) if difference == difference else float("inf")
        self.largest[quantity] = max(self.largest.get(quantity, 0.0), value)
        self.count[quantity] = self.count.get(quantity, 0) + 1

    def merge(self, other: Tally) -> None:
        """Take all of another tally in."""
        for quantity, value in other.largest.items():
            self.largest[quantity] = max(self.largest.get(quantity, 0.0), value)
            self.count[quantity] = self.count.get(quantity, 0) + other.count[quantity]
