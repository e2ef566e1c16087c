"""Denominator degrees of freedom by name, and the covariance that goes with each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sap.engines.catalogue import DDF_NAMES
from sap.errors import PlanError, did_you_mean
from sap.inference.basis import LinearBasis
from sap.inference.kenward_roger import KenwardRoger, kenward_roger
from sap.inference.satterthwaite import Satterthwaite, satterthwaite
from sap.solver.derivatives import factor_derivatives, linear_derivatives
from sap.solver.mixed_model import Estimates

Floats: TypeAlias = NDArray[np.floating[Any]]
ColumnDf = Callable[[], Floats]


@dataclass(frozen=True)
class FixedInference:
    """Inference on contrasts of the coefficients by one method.

    Parameters
    ----------
    method
        Its name in a spec.
    estimates
        The fit.
    covariance
        Covariance of the coefficients that standard errors are taken from, (p_all, p_all).
    small_sample
        The method's object, for Kenward-Roger and Satterthwaite.
    column_df
        Degrees of freedom of each coefficient, (p_all,), for methods that give each
        coefficient its own.
    """

    method: str
    estimates: Estimates
    covariance: Floats
    small_sample: KenwardRoger | Satterthwaite | None
    column_df: Floats | None

    def basis(self, names: tuple[str, ...]) -> LinearBasis:
        """State the coefficients, by name, as grids, means and contrasts take them."""
        return LinearBasis(
            names=names,
            beta=np.asarray(self.estimates.coefficients, dtype=np.float64),
            null_basis=np.asarray(self.estimates.model.basis.null, dtype=np.float64),
            vcov=np.asarray(self.covariance, dtype=np.float64),
            t_df=self.t_df,
            f_test=self.f_test,
        )

    def t_df(self, contrasts: Floats) -> Floats:
        """Degrees of freedom of single contrasts.

        Parameters
        ----------
        contrasts
            Estimable rows, shape (m, p_all).

        Returns
        -------
        array of shape (m,)
            A contrast of coefficients with different df of their own takes the smallest.
        """
        if self.small_sample is not None:
            df = self.small_sample.t_df(self.estimates.in_basis(contrasts))
            return np.asarray(df, dtype=np.float64)
        assert self.column_df is not None
        largest = np.max(np.abs(contrasts), axis=1, keepdims=True)
        involved = np.abs(contrasts) > 1e-10 * np.where(largest > 0, largest, 1.0)
        return np.asarray(np.where(involved, self.column_df, np.inf).min(axis=1), dtype=np.float64)

    def f_test(self, contrasts: Floats) -> tuple[float, int, float]:
        """Test several contrasts at once.

        Parameters
        ----------
        contrasts
            Estimable rows, shape (m, p_all); dependent rows are taken once.

        Returns
        -------
        statistic, num_df, den_df
        """
        rows = independent_rows(self.estimates.in_basis(contrasts))
        gamma = self.estimates.optimum.evaluation.response.gamma
        model = self.estimates.model
        values = rows @ (gamma + model.least_squares / model.scale)
        sigma = np.sqrt(self.estimates.sigma2) / model.scale
        if self.small_sample is not None:
            statistic, df = self.small_sample.f_test(values / sigma, rows)
            return statistic, len(rows), df
        phi = self.estimates.optimum.evaluation.solved.phi
        spread = rows @ phi @ rows.T
        statistic = float(values @ np.linalg.solve(spread, values)) / sigma**2 / len(rows)
        return statistic, len(rows), float(self.t_df(contrasts).min())


def independent_rows(rows: Floats) -> Floats:
    """Return `rows` where they are independent, else orthonormal rows of the same span.

    Satterthwaite's df for several contrasts depends on the contrasts, not only on their
    span, so rows that need no reduction stay as they are.
    """
    _, values, vectors = np.linalg.svd(rows, full_matrices=False)
    if not len(values) or values[0] == 0:
        return vectors[:0]
    present = values > 1e-8 * values[0]
    return rows if present.all() and len(present) == len(rows) else vectors[present]


def fixed_inference(method: str, estimates: Estimates, between_within: ColumnDf) -> FixedInference:
    """Set up a method for degrees of freedom at a fit.

    Parameters
    ----------
    method
        A name of `sap.engines.catalogue.DDF_NAMES`.
    estimates
        The fit.
    between_within
        Gives the df of each coefficient by the between-within rule; called if asked for.

    Returns
    -------
    FixedInference

    Raises
    ------
    PlanError
        If the method is unknown, or is Kenward-Roger and the fit is not REML.
    EstimabilityError
        If the method has no value at this fit.
    """
    criterion, optimum = estimates.model.criterion, estimates.optimum
    phi = optimum.evaluation.solved.phi
    if method in ("kenward-roger", "kenward-roger-sas"):
        if not criterion.reml:
            raise PlanError("Kenward-Roger needs REML; for ML take ddf: satterthwaite.")
        derivatives = linear_derivatives(criterion, optimum)
        made = kenward_roger(derivatives, observed=method == "kenward-roger-sas")
        return FixedInference(method, estimates, estimates.covariance_of(made.adjusted), made, None)
    if method == "satterthwaite":
        derived = satterthwaite(phi, factor_derivatives(criterion, optimum))
        return FixedInference(method, estimates, estimates.covariance, derived, None)
    return FixedInference(
        method, estimates, estimates.covariance, None, _column_df(method, estimates, between_within)
    )


def _column_df(method: str, estimates: Estimates, between_within: ColumnDf) -> Floats:
    moments = estimates.model.criterion.design.moments
    count = len(estimates.model.basis.kept)
    if method == "asymptotic":
        return np.full(count, np.inf)
    if method == "residual":
        return np.full(count, float(moments.n - moments.p))
    if method == "between-within":
        return between_within()
    raise PlanError(f"Unknown ddf method '{method}'. {did_you_mean(method, DDF_NAMES)}")
