"""Diagnostics of a fit: convergence, residuals, and what each group weighs in a contrast."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sap.engines.base import FitOptions, Scale
from sap.engines.threads import one_thread
from sap.errors import AnalysisError, PlanError, did_you_mean
from sap.inference.basis import LinearBasis
from sap.inference.between_within import between_within_df
from sap.inference.contrasts import contrasts_table
from sap.inference.ddf import fixed_inference
from sap.inference.grid import reference_grid
from sap.inference.means import marginal_means
from sap.model.fixed import FixedDesign
from sap.model.frame import Coded, ModelFrame
from sap.model.random import crossed
from sap.solver.blocks import RandomBlock
from sap.solver.diagnostics import convergence, random_part
from sap.solver.mixed_model import Estimates
from sap.solver.refit import block_of_rows, refit

Floats: TypeAlias = NDArray[np.floating[Any]]
Ints = NDArray[np.intp]

STATISTICS = ("estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high")


@dataclass(frozen=True)
class Diagnostics:
    """Diagnostics of one fit.

    Parameters
    ----------
    frame, design, x, blocks
        The model's data.
    estimates
        The optimum.
    basis
        The coefficients and their inference.
    options
        How the model was fitted.
    certificate
        Gives the log-likelihood that statsmodels finds at the optimum.
    """

    frame: ModelFrame = field(repr=False)
    design: FixedDesign = field(repr=False)
    x: Floats = field(repr=False)
    blocks: tuple[RandomBlock, ...] = field(repr=False)
    estimates: Estimates = field(repr=False)
    basis: LinearBasis = field(repr=False)
    options: FitOptions
    certificate: Callable[[], float] = field(repr=False)

    def convergence(self, *, certify: bool = False) -> pd.DataFrame:
        """Report how good an optimum the optimum is.

        Parameters
        ----------
        certify
            Whether to have statsmodels compute the log-likelihood there too; takes long
            where random effects cross.

        Returns
        -------
        pandas.DataFrame
            Columns: name, value. ``iterations``; ``gradient_norm`` and
            ``hessian_eigenvalue`` (ascending, one row each) of -2 log-likelihood in the
            relative covariance factors of standardised columns; ``log_likelihood``;
            ``log_likelihood_certified`` on request.
        """
        found = convergence(self.estimates)
        rows = [("iterations", float(found.iterations)), ("gradient_norm", found.gradient_norm)]
        rows += [("hessian_eigenvalue", float(value)) for value in found.hessian_eigenvalues]
        rows.append(("log_likelihood", self.estimates.log_likelihood))
        if certify:
            rows.append(("log_likelihood_certified", self.certificate()))
        return pd.DataFrame(rows, columns=["name", "value"])

    def residuals(self) -> pd.DataFrame:
        """Residuals about the fixed part (marginal) and about all effects (conditional).

        Returns
        -------
        pandas.DataFrame
            One row a measurement used, on the scale of the model. Columns: row (0-based
            position in the data given), observed, fitted_marginal, fitted_conditional,
            residual_marginal, residual_conditional, residual_standardised (conditional,
            in residual standard deviations).
        """
        observed = self.frame.response
        marginal = self.x @ self.estimates.coefficients
        conditional = marginal + random_part(self.estimates)
        return pd.DataFrame(
            {
                "row": self.frame.rows,
                "observed": observed,
                "fitted_marginal": marginal,
                "fitted_conditional": conditional,
                "residual_marginal": observed - marginal,
                "residual_conditional": observed - conditional,
                "residual_standardised": (observed - conditional) / self.estimates.sigma2**0.5,
            }
        )

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
        """Contrasts with each level of a grouping factor left out in turn.

        Every level has a full optimum of its own, found from that of all rows; formula,
        data frame and design are not gone through again. The contrast is the same
        combination of coefficients each time: covariates stay at their means over all
        rows. A variance at zero is kept, whatever the policy on singular fits.

        Parameters
        ----------
        group
            A grouping factor of the model, for example ``donor`` or ``donor:treatment``.
        specs, by, method, adjust, type, weights, at, reference
            As for `contrasts`.

        Returns
        -------
        pandas.DataFrame
            Columns: left_out (the level), n_obs (rows left), contrast, the `by` factors,
            the statistics, change (of the estimate on the link scale, in standard errors
            of the full fit), singular, reason (why there are no numbers, else empty).

        Raises
        ------
        PlanError
            If `group` is no grouping factor of the model.
        """
        levels = self._grouping(group)
        grid = reference_grid(self.design, self.frame, at)
        means = marginal_means(grid, _names(specs), _names(by), weights)

        def contrasts(basis: LinearBasis, scale: Scale) -> pd.DataFrame:
            return contrasts_table(
                basis,
                means,
                self.frame.scale,
                method,
                adjust,
                scale,
                self.options.conf_level,
                reference,
            )

        full = contrasts(self.basis, "link")
        tables = []
        with one_thread():
            for code, level in enumerate(levels.levels):
                rows = np.flatnonzero(levels.codes != code)
                made = self._without(rows, full, contrasts, type)
                made.insert(0, "left_out", level)
                made.insert(1, "n_obs", len(rows))
                tables.append(made)
        return pd.concat(tables, ignore_index=True)

    def _grouping(self, group: str) -> Coded:
        names = group.split(":")
        for name in names:
            if name not in self.frame.groups:
                known = list(dict.fromkeys(block.group for block in self.blocks))
                raise PlanError(
                    f"'{group}' is no grouping factor of the model, so no level of it can be "
                    f"left out. {did_you_mean(group, known)}"
                )
        return crossed([self.frame.groups[name] for name in names])

    def _without(
        self,
        rows: Ints,
        full: pd.DataFrame,
        contrasts: Callable[[LinearBasis, Scale], pd.DataFrame],
        type: Scale,
    ) -> pd.DataFrame:
        """Contrasts of the rows kept; without numbers, and with the reason, if they fail."""
        try:
            estimates, basis = self._basis_of(rows)
        except AnalysisError as error:
            # Labelled as the others: a ratio is named otherwise than a difference of logarithms.
            named = full if type == "link" else contrasts(self.basis, type)
            made = named.assign(**dict.fromkeys(STATISTICS, np.nan))
            return made.assign(change=np.nan, singular=False, reason=str(error))
        link = contrasts(basis, "link")
        made = link if type == "link" else contrasts(basis, type)
        change = (link["estimate"] - full["estimate"]) / full["std_error"]
        return made.assign(change=change, singular=estimates.optimum.singular, reason="")

    def _basis_of(self, rows: Ints) -> tuple[Estimates, LinearBasis]:
        x = self.x[rows]
        blocks = tuple(block_of_rows(block, rows) for block in self.blocks)
        estimates = refit(self.estimates, x, self.frame.response[rows], blocks)
        kept = estimates.model.basis.kept
        inference = fixed_inference(
            self.options.ddf,
            estimates,
            lambda: between_within_df(x, kept, blocks, self.design.columns_of),
        )
        return estimates, inference.basis(self.design.names)


def _names(given: str | Sequence[str] | None) -> tuple[str, ...]:
    if given is None:
        return ()
    return (given,) if isinstance(given, str) else tuple(given)
