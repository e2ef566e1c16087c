"""What an engine owes the rest of the package: a fitted model, and what it can do.

An engine takes a formula and data and returns a `FittedModel`. Tables, the ARD and
`sap qc` see this contract and nothing of the engine behind it.
"""

from __future__ import annotations

import abc
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from sap.errors import PlanError
from sap.formula import Transformation

if TYPE_CHECKING:
    import pandas as pd

Method = Literal["REML", "ML"]
Singular = Literal["keep", "drop", "error"]
Scale = Literal["link", "response"]
Weights = Literal["equal", "proportional"]
PairedKind = Literal["paired-t", "wilcoxon"]
AnalysisKind = Literal["mixed-model", "paired-t", "wilcoxon", "leave-one-out"]


@dataclass(frozen=True)
class Capabilities:
    """What an engine can do, known without importing what it stands on.

    Parameters
    ----------
    name
        The name used in specs: ``statsmodels`` or ``pymer4``.
    ddf
        Methods for denominator degrees of freedom.
    methods
        ``REML``, ``ML``.
    adjust
        Adjustments for multiplicity within a family of contrasts.
    weights
        Weights for averaging in EMMs.
    singular
        Policies for a fit at the boundary.
    optimizers
        Names of optimisers a spec may choose.
    diagnostics
        Diagnostics a spec may ask for.
    kinds
        Kinds of analysis beside the mixed model.
    """

    name: str
    ddf: tuple[str, ...]
    methods: tuple[str, ...]
    adjust: tuple[str, ...]
    weights: tuple[str, ...]
    singular: tuple[str, ...]
    optimizers: tuple[str, ...]
    diagnostics: tuple[str, ...] = ()
    kinds: tuple[AnalysisKind, ...] = ("mixed-model",)


@dataclass(frozen=True)
class FitOptions:
    """How a model is to be fitted; every default is resolved before it is made."""

    method: Method
    ddf: str
    conf_level: float
    singular: Singular
    optimizer: str


@dataclass(frozen=True)
class Condition:
    """A warning or note that belongs to one analysis, in words both engines share.

    Parameters
    ----------
    kind
        ``singular``, ``aliased``, ``dropped_rows``, ``dropped_component``, ``simplified``,
        ``note``.
    message
        A sentence for a footnote.
    term
        The random term it is about, as the formula writes it; empty for none.
    """

    kind: str
    message: str
    term: str = ""


@dataclass(frozen=True)
class ContrastRequest:
    """Which means are compared, and how.

    Parameters
    ----------
    specs
        Factors whose combinations define the means.
    by
        Factors within whose combinations contrasts are taken (each is one family).
    method
        ``pairwise``, ``trt.vs.ctrl``, or named weights over the means of one family.
    adjust
        Adjustment within each family.
    type
        ``link`` or ``response`` (ratios for a log response).
    weights
        ``equal``, ``proportional``, or one weight per combination averaged over.
    at
        Values of covariates (default: means over the rows used) or levels of factors.
    reference
        The control of ``trt.vs.ctrl``; default the first level.
    """

    specs: tuple[str, ...]
    by: tuple[str, ...] = ()
    method: str | Mapping[str, Sequence[float]] = "pairwise"
    adjust: str = "none"
    type: Scale = "link"
    weights: str | Sequence[float] = "equal"
    at: Mapping[str, object] = field(default_factory=dict)
    reference: str | None = None


@dataclass(frozen=True)
class PairedRequest:
    """A test of two arms on unit means, one mean a unit and arm.

    Parameters
    ----------
    kind
        ``paired-t`` or ``wilcoxon``.
    response, transformation
        The variable, and the scale on which its rows are averaged and the arms compared.
    unit
        The variable that tells the units apart.
    arm, level, reference
        The factor compared, and its two levels: `level` less `reference`.
    conf_level
        Of the interval.
    """

    kind: PairedKind
    response: str
    transformation: Transformation
    unit: str
    arm: str
    level: str
    reference: str
    conf_level: float


@dataclass(frozen=True)
class PairedResult:
    """What a paired test gives.

    Parameters
    ----------
    engine
        What computed it.
    statistics
        By name, on the response scale where the transformation has a way back: estimate,
        conf_low, conf_high (NaN where no interval reaches the level), statistic, p_value,
        and of a t test std_error and df.
    n_pairs, n_zero
        Units compared, and those of them whose means are equal.
    n_unpaired
        Units of one arm only, by arm, which are left out.
    versions
        Names and versions of the software behind the numbers.
    """

    engine: str
    statistics: Mapping[str, float]
    n_pairs: int
    n_zero: int
    n_unpaired: Mapping[str, int]
    versions: Mapping[str, str]


class ModelDiagnostics(Protocol):
    """How a fitted model may be looked into; see `sap.engines.diagnostics`."""

    def convergence(self, *, certify: bool = False) -> pd.DataFrame:
        """Columns: name, value."""

    def residuals(self) -> pd.DataFrame:
        """One row a measurement used; its first column, row, is its 0-based position."""

    def influence(
        self,
        group: str,
        specs: str | Sequence[str],
        by: str | Sequence[str] | None = None,
        *,
        method: str | Mapping[str, Sequence[float]] = "trt.vs.ctrl",
        adjust: str = "none",
        type: Scale = "link",
        weights: str | Sequence[float] = "equal",
        at: Mapping[str, object] | None = None,
        reference: str | None = None,
    ) -> pd.DataFrame:
        """Columns: left_out, n_obs, those of `contrasts`, change, singular, reason."""


class FittedModel(abc.ABC):
    """A fitted mixed model with the inference asked for.

    Every table is a pandas DataFrame; statistics columns are always named
    ``estimate, std_error, df, statistic, p_value, conf_low, conf_high``. An
    inestimable quantity is a row of NaN, never a missing row.
    """

    engine: str
    formula: str
    options: FitOptions
    n_obs: int
    n_groups: Mapping[str, int]
    conditions: tuple[Condition, ...]
    converged: bool
    singular: bool
    log_likelihood: float

    @property
    @abc.abstractmethod
    def coefficients(self) -> pd.DataFrame:
        """Columns: term, then the statistics columns. Terms are named as in R."""

    @property
    @abc.abstractmethod
    def vcov(self) -> pd.DataFrame:
        """Covariance of the fixed effects, (X'V^-1X)^-1, terms by terms."""

    @property
    @abc.abstractmethod
    def variance_components(self) -> pd.DataFrame:
        """Columns: group, term, term2, std_dev, variance, correlation.

        One row a variance (term2 is empty, correlation NaN), one row a
        covariance (term2 named; variance holds the covariance, std_dev is NaN),
        and a last row with group ``Residual``.
        """

    @property
    def diagnostics(self) -> ModelDiagnostics:
        """Convergence, residuals and influence, where the engine has them."""
        raise PlanError(f"The engine '{self.engine}' has no diagnostics; take 'statsmodels'.")

    @abc.abstractmethod
    def anova(self, type: int = 3) -> pd.DataFrame:
        """Columns: term, num_df, den_df, statistic, p_value."""

    @abc.abstractmethod
    def emmeans(
        self,
        specs: str | Sequence[str],
        by: str | Sequence[str] | None = None,
        *,
        type: Scale = "link",
        weights: str | Sequence[float] = "equal",
        at: Mapping[str, object] | None = None,
    ) -> pd.DataFrame:
        """Columns: the factors, then the statistics columns (test against 0 on the link scale)."""

    @abc.abstractmethod
    def contrasts(
        self,
        specs: str | Sequence[str],
        by: str | Sequence[str] | None = None,
        *,
        method: str | Mapping[str, Sequence[float]] = "pairwise",
        adjust: str = "none",
        type: Scale = "link",
        weights: str | Sequence[float] = "equal",
        at: Mapping[str, object] | None = None,
        reference: str | None = None,
    ) -> pd.DataFrame:
        """Columns: contrast, the `by` factors, then the statistics columns."""

    @abc.abstractmethod
    def versions(self) -> Mapping[str, str]:
        """Names and versions of the software behind the numbers."""
