"""Rows of a fitted model's diagnostics: convergence, residuals, influence of groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sap.ard.model import IN_UNITS, LEVEL_SEPARATOR, NOT_ESTIMABLE_REASON, STATISTICS, Result
from sap.ard.rows import CONVERGENCE, INFLUENCE, RESIDUALS, Analysis, ArdRow
from sap.engines.base import FittedModel

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

MEASURED = (
    "observed",
    "fitted_marginal",
    "fitted_conditional",
    "residual_marginal",
    "residual_conditional",
    "residual_standardised",
)


def diagnostic_rows(
    analysis: Analysis,
    fit: FittedModel,
    result: Result,
    wanted: Sequence[str],
    unit: str,
    lines: NDArray[np.int64],
) -> Iterator[ArdRow]:
    """Make the rows of the diagnostics that a spec asks for.

    Parameters
    ----------
    analysis
        Whose rows they are.
    fit
        The model.
    result
        The contrast whose influences are wanted.
    wanted
        Some of ``convergence``, ``residuals`` and ``influence``.
    unit
        The grouping factor whose levels are left out in turn.
    lines
        Line of the source file of each row of the data, (n,).

    Yields
    ------
    ArdRow
        Rows of the contexts of these names.

    Raises
    ------
    PlanError
        When the engine has no diagnostics.
    """
    if "convergence" in wanted:
        yield from _convergence(analysis, fit.diagnostics.convergence())
    if "residuals" in wanted:
        yield from _residuals(analysis, fit.diagnostics.residuals(), result, lines)
    if "influence" in wanted:
        yield from _influence(analysis, fit, result, unit)


def _convergence(analysis: Analysis, frame: pd.DataFrame) -> Iterator[ArdRow]:
    seen: dict[str, int] = {}
    for name, value in frame.itertuples(index=False):
        seen[name] = seen.get(name, 0) + 1
        several = name == "hessian_eigenvalue"
        yield analysis.row(
            CONVERGENCE, name, value, variable_level=str(seen[name]) if several else ""
        )


def _residuals(
    analysis: Analysis, frame: pd.DataFrame, result: Result, lines: NDArray[np.int64]
) -> Iterator[ArdRow]:
    for record in frame.to_dict("records"):
        for name in MEASURED:
            yield analysis.row(
                RESIDUALS,
                name,
                record[name],
                variable=result.response,
                variable_level=str(lines[record["row"]]),
            )


def _influence(analysis: Analysis, fit: FittedModel, result: Result, unit: str) -> Iterator[ArdRow]:
    request = result.request
    frame = fit.diagnostics.influence(
        unit,
        request.specs,
        request.by or None,
        method=request.method,
        adjust=request.adjust,
        type=request.type,
        weights=request.weights,
        at=request.at or None,
        reference=request.reference,
    )
    for record in frame.to_dict("records"):
        yield from _left_out(analysis, record, result, unit)


def _left_out(
    analysis: Analysis, record: dict[Any, Any], result: Result, unit: str
) -> Iterator[ArdRow]:
    request = result.request
    for name in ("n_obs", *STATISTICS, "change", "singular"):
        value = record[name]
        in_units = request.type == "link" and name in IN_UNITS
        missing = bool(value != value)
        yield analysis.row(
            INFLUENCE,
            name,
            value,
            group1=":".join(request.specs),
            group1_level=str(record["contrast"]),
            group2=":".join(request.by),
            group2_level=LEVEL_SEPARATOR.join(str(record[factor]) for factor in request.by),
            variable=unit,
            variable_level=str(record["left_out"]),
            unit=result.unit if in_units else "",
            error=(record["reason"] or NOT_ESTIMABLE_REASON) if missing else "",
        )
