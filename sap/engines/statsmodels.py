"""The default engine: the package's own solver and inference, a statsmodels result behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property
from importlib.metadata import version
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd

from sap.engines import conditions as say
from sap.engines.base import Condition, FitOptions, FittedModel, Scale
from sap.engines.diagnostics import Diagnostics
from sap.engines.mixedlm import StatsmodelsData, mixedlm_result, optimum_by_statsmodels
from sap.engines.threads import one_thread
from sap.errors import AnalysisError
from sap.formula import MixedFormula
from sap.inference.anova import anova_table
from sap.inference.basis import LinearBasis
from sap.inference.between_within import between_within_df
from sap.inference.contrasts import contrasts_table, interaction_contrasts_table
from sap.inference.ddf import FixedInference, fixed_inference
from sap.inference.distributions import t_critical, t_two_sided
from sap.inference.grid import reference_grid
from sap.inference.joint import joint_tests_table
from sap.inference.means import MarginalMeans, marginal_means, means_table
from sap.inference.trends import trends
from sap.model.fixed import FixedDesign, fixed_design, frame_columns
from sap.model.frame import ModelFrame, model_frame
from sap.model.random import random_blocks
from sap.solver.blocks import RandomBlock
from sap.solver.mixed_model import Estimates, MixedModel, estimate, mixed_model

if TYPE_CHECKING:
    from statsmodels.regression.mixed_linear_model import MixedLMResultsWrapper


def fit(formula: MixedFormula, data: pd.DataFrame, options: FitOptions) -> StatsmodelsFit:
    """Fit a formula to data.

    Parameters
    ----------
    formula
        The model.
    data
        One row a measurement.
    options
        How to fit; all of it within the engine's capabilities.

    Returns
    -------
    StatsmodelsFit

    Raises
    ------
    DataError
        If the data do not fit the formula.
    AnalysisError
        If the model is not identified, no optimum is found, or the policy on singular
        fits refuses the one found.
    """
    with one_thread():
        frame = model_frame(formula, data)
        design = fixed_design(formula.fixed, frame)
        x = _columns(design, frame)
        blocks = random_blocks(frame)
        model = mixed_model(x, frame.response, blocks, reml=options.method == "REML")
        estimates = _optimum(model, x, blocks, frame, design, options)
        kept: tuple[RandomBlock, ...] = blocks
        dropped: list[Condition] = []
        if estimates.optimum.singular and options.singular != "keep":
            estimates, kept, dropped = _apply_policy(estimates, x, blocks, frame, design, options)
        inference = fixed_inference(
            options.ddf,
            estimates,
            lambda: between_within_df(x, estimates.model.basis.kept, kept, design.columns_of),
        )
    return StatsmodelsFit(
        frame, design, x, kept, estimates, inference, options, dropped=tuple(dropped)
    )


def _columns(design: FixedDesign, frame: ModelFrame) -> Any:
    if not design.terms:
        return np.ones((frame.n, 1))
    return design.matrix(frame_columns(frame))


def _optimum(
    model: MixedModel,
    x: Any,
    blocks: Sequence[RandomBlock],
    frame: ModelFrame,
    design: FixedDesign,
    options: FitOptions,
) -> Estimates:
    if options.optimizer == "statsmodels":
        kept = model.basis.kept
        names = tuple(np.array(design.names, dtype=object)[kept])
        data = StatsmodelsData(frame.response, x[:, kept], names, tuple(blocks))
        return optimum_by_statsmodels(data, model)
    return estimate(model)


def _apply_policy(
    estimates: Estimates,
    x: Any,
    blocks: Sequence[RandomBlock],
    frame: ModelFrame,
    design: FixedDesign,
    options: FitOptions,
) -> tuple[Estimates, tuple[RandomBlock, ...], list[Condition]]:
    """Refuse a singular fit, or refit without the components at zero, as the spec declares."""
    found = _singular_conditions(estimates, blocks)
    words = " ".join(condition.message for condition in found)
    if options.singular == "error":
        raise AnalysisError(f"The fit is singular, which 'singular: error' refuses. {words}")
    dropped: list[Condition] = []
    kept = tuple(blocks)
    while estimates.optimum.singular:
        ranks = estimates.optimum.shape.ranks
        zero = [block for block, rank in zip(kept, ranks, strict=True) if rank == 0]
        if not zero:
            raise AnalysisError(
                f"'singular: drop' takes out variances at zero, and none is left to drop. {words} "
                "Write the random effects without their correlation (||)."
            )
        kept = tuple(block for block, rank in zip(kept, ranks, strict=True) if rank > 0)
        if not kept:
            raise AnalysisError(
                f"All variances are at zero; without them no mixed model is left. {words}"
            )
        dropped += [say.component_dropped(block.group, block.names) for block in zero]
        model = mixed_model(x, frame.response, kept, reml=options.method == "REML")
        estimates = _optimum(model, x, kept, frame, design, options)
    return estimates, kept, dropped


def _singular_conditions(
    estimates: Estimates, blocks: Sequence[RandomBlock]
) -> tuple[Condition, ...]:
    shape = estimates.optimum.shape
    return tuple(
        say.variance_at_zero(block.group, block.names, block.term)
        if rank == 0
        else say.correlation_at_boundary(block.group, block.names, block.term)
        for block, rank, width in zip(blocks, shape.ranks, shape.widths, strict=True)
        if rank < width
    )


@cache
def _versions() -> Mapping[str, str]:
    """Look the versions up once; each is read from a file."""
    names = ("sap", "statsmodels", "numpy", "scipy", "patsy")
    return MappingProxyType({name: version(name) for name in names})


class StatsmodelsFit(FittedModel):
    """A fit of the default engine; see `FittedModel` for its tables.

    Parameters
    ----------
    frame, design, x, blocks
        The model's data.
    estimates
        The optimum.
    inference
        Degrees of freedom and the covariance that goes with them.
    options
        As asked for.
    dropped
        Components that the policy on singular fits took out.
    """

    engine = "statsmodels"

    def __init__(
        self,
        frame: ModelFrame,
        design: FixedDesign,
        x: Any,
        blocks: tuple[RandomBlock, ...],
        estimates: Estimates,
        inference: FixedInference,
        options: FitOptions,
        dropped: tuple[Condition, ...] = (),
    ) -> None:
        self._frame, self._design, self._x, self._blocks = frame, design, x, blocks
        self.estimates, self._inference = estimates, inference
        self.options = options
        self.formula = str(frame.formula)
        self.n_obs = frame.n
        self.n_groups = {block.group: block.n_levels for block in blocks}
        self.converged = True
        self.singular = estimates.optimum.singular
        self.log_likelihood = estimates.log_likelihood
        self.conditions = (*dropped, *self._conditions())

    def _conditions(self) -> tuple[Condition, ...]:
        made = list(_singular_conditions(self.estimates, self._blocks))
        if len(self._frame.dropped):
            made.append(say.rows_dropped([int(row) + 1 for row in self._frame.dropped]))
        kept = self.estimates.model.basis.kept
        names = (name for name, k in zip(self._design.names, kept, strict=True) if not k)
        made += [say.column_aliased(name) for name in names]
        return tuple(made)

    @cached_property
    def basis(self) -> LinearBasis:
        """The coefficients as `sap.inference` takes them."""
        return self._inference.basis(self._design.names)

    @cached_property
    def diagnostics(self) -> Diagnostics:
        """Convergence, residuals, and the influence of donors or other groups on contrasts."""
        return Diagnostics(
            frame=self._frame,
            design=self._design,
            x=self._x,
            blocks=self._blocks,
            estimates=self.estimates,
            basis=self.basis,
            options=self.options,
            certificate=lambda: float(self.model_result.llf),
        )

    @property
    def coefficients(self) -> pd.DataFrame:
        """Columns: term, then the statistics columns; NaN where aliased.

        As in R, the others are those of the model without the aliased columns.
        """
        reduced = replace(self.basis, null_basis=self.basis.null_basis[:, :0])
        made = reduced.estimate(np.eye(len(self._design.names)))
        kept = self.estimates.model.basis.kept
        half = t_critical(1.0 - self.options.conf_level, made.df) * made.std_error
        columns = {
            "estimate": made.estimate,
            "std_error": made.std_error,
            "df": made.df,
            "statistic": made.statistic,
            "p_value": t_two_sided(made.statistic, made.df),
            "conf_low": made.estimate - half,
            "conf_high": made.estimate + half,
        }
        shown = {name: np.where(kept, values, np.nan) for name, values in columns.items()}
        return pd.DataFrame({"term": list(self._design.names), **shown})

    @property
    def vcov(self) -> pd.DataFrame:
        """Covariance of the fixed effects, (X'V^-1X)^-1; NaN where aliased."""
        names = list(self._design.names)
        kept = self.estimates.model.basis.kept
        known = np.outer(kept, kept)
        return pd.DataFrame(
            np.where(known, self.estimates.covariance, np.nan), index=names, columns=names
        )

    @property
    def vcov_adjusted(self) -> pd.DataFrame:
        """The covariance that standard errors are taken from (corrected for Kenward-Roger)."""
        names = list(self._design.names)
        return pd.DataFrame(self._inference.covariance, index=names, columns=names)

    @property
    def variance_components(self) -> pd.DataFrame:
        """Columns: group, term, term2, std_dev, variance, correlation."""
        rows: list[tuple[str, str, str, float, float, float]] = []
        for block, matrix in zip(self._blocks, self.estimates.random_covariances, strict=True):
            deviation = np.sqrt(np.diag(matrix))
            for i, name in enumerate(block.names):
                rows.append((block.group, name, "", deviation[i], matrix[i, i], np.nan))
            for i, first in enumerate(block.names):
                for j in range(i + 1, block.width):
                    size = deviation[i] * deviation[j]
                    correlation = matrix[i, j] / size if size > 0 else np.nan
                    rows.append(
                        (block.group, first, block.names[j], np.nan, matrix[i, j], correlation)
                    )
        sigma2 = self.estimates.sigma2
        rows.append(("Residual", "", "", float(np.sqrt(sigma2)), sigma2, np.nan))
        columns = ["group", "term", "term2", "std_dev", "variance", "correlation"]
        return pd.DataFrame(rows, columns=columns)

    @cached_property
    def model_result(self) -> MixedLMResultsWrapper:
        """The statsmodels `MixedLMResults` at this optimum, built when asked for."""
        kept = self.estimates.model.basis.kept
        names = tuple(np.array(self._design.names, dtype=object)[kept])
        data = StatsmodelsData(self._frame.response, self._x[:, kept], names, self._blocks)
        with one_thread():
            return cast("MixedLMResultsWrapper", mixedlm_result(data, self.estimates))

    def versions(self) -> Mapping[str, str]:
        """Names and versions of the software behind the numbers."""
        return _versions()

    def _means(
        self,
        specs: str | Sequence[str],
        by: str | Sequence[str] | None,
        weights: str | Sequence[float],
        at: Mapping[str, object] | None,
    ) -> MarginalMeans:
        grid = reference_grid(self._design, self._frame, at)
        return marginal_means(grid, _names(specs), _names(by), weights)

    def emmeans(
        self,
        specs: str | Sequence[str],
        by: str | Sequence[str] | None = None,
        *,
        type: Scale = "link",
        weights: str | Sequence[float] = "equal",
        at: Mapping[str, object] | None = None,
    ) -> pd.DataFrame:
        """Estimate marginal means; see `FittedModel.emmeans`."""
        means = self._means(specs, by, weights, at)
        return means_table(self.basis, means, self._frame.scale, type, self.options.conf_level)

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
        """Compare marginal means; see `FittedModel.contrasts`."""
        means = self._means(specs, by, weights, at)
        conf_level = self.options.conf_level
        return contrasts_table(
            self.basis, means, self._frame.scale, method, adjust, type, conf_level, reference
        )

    def anova(self, type: int = 3) -> pd.DataFrame:
        """Test the terms; see `FittedModel.anova`."""
        return anova_table(self.basis, self._design, self._frame, type)

    def joint_tests(
        self,
        by: str | Sequence[str] | None = None,
        *,
        weights: str | Sequence[float] = "equal",
        at: Mapping[str, object] | None = None,
    ) -> pd.DataFrame:
        """Test every effect of the reference grid within each combination of `by`.

        Parameters
        ----------
        by
            Factors within whose levels effects are tested.
        weights, at
            As for `emmeans`.

        Returns
        -------
        pandas.DataFrame
            Columns: term, the `by` factors, num_df, den_df, statistic, p_value.
        """
        return joint_tests_table(self.basis, self._design, self._frame, _names(by), at, weights)

    def trends(
        self,
        variable: str,
        specs: str | Sequence[str] = (),
        by: str | Sequence[str] | None = None,
        *,
        method: str | Mapping[str, Sequence[float]] | None = None,
        adjust: str = "none",
        type: Scale = "link",
        weights: str | Sequence[float] = "equal",
        at: Mapping[str, object] | None = None,
        reference: str | None = None,
    ) -> pd.DataFrame:
        """Estimate slopes of a covariate, or compare them.

        Parameters
        ----------
        variable
            The covariate; slopes are per one unit of it.
        specs, by
            Factors at whose combinations slopes are taken.
        method
            None for the slopes themselves, or a method of contrast as for `contrasts`.
        adjust, type, weights, at, reference
            As for `contrasts`.

        Returns
        -------
        pandas.DataFrame
            Columns as of `emmeans`, or as of `contrasts` if a method is given.
        """
        slopes = trends(self._design, self._frame, variable, _names(specs), _names(by), weights, at)
        scale, conf_level = self._frame.scale, self.options.conf_level
        if method is None:
            return means_table(self.basis, slopes, scale, type, conf_level)
        return contrasts_table(
            self.basis, slopes, scale, method, adjust, type, conf_level, reference
        )

    def interaction_contrasts(
        self,
        specs: Sequence[str],
        by: str | Sequence[str] | None = None,
        *,
        method: str | Mapping[str, str] = "trt.vs.ctrl",
        adjust: str = "none",
        type: Scale = "link",
        weights: str | Sequence[float] = "equal",
        at: Mapping[str, object] | None = None,
        reference: Mapping[str, str] | None = None,
    ) -> pd.DataFrame:
        """Contrast contrasts: ratios of ratios for a log response.

        Parameters
        ----------
        specs
            The factors whose contrasts are crossed.
        by
            Factors within whose combinations this is done.
        method
            One method for all factors, or one for each by name.
        adjust, type, weights, at
            As for `contrasts`.
        reference
            The controls of ``trt.vs.ctrl`` by factor.

        Returns
        -------
        pandas.DataFrame
            Columns: one for each factor's contrast, the `by` factors, the statistics.
        """
        means = self._means(specs, by, weights, at)
        conf_level = self.options.conf_level
        return interaction_contrasts_table(
            self.basis, means, self._frame.scale, method, adjust, type, conf_level, reference
        )


def _names(given: str | Sequence[str] | None) -> tuple[str, ...]:
    if given is None:
        return ()
    return (given,) if isinstance(given, str) else tuple(given)
