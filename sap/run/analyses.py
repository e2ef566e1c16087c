"""One planned analysis carried out: its data and its model become rows of results."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from sap.ard.data import data_rows
from sap.ard.diagnostics import diagnostic_rows
from sap.ard.model import condition_rows, planned_rows
from sap.ard.rows import MODEL, Analysis, ArdRow
from sap.data.analysis import AnalysisData
from sap.engines.base import FittedModel
from sap.errors import AnalysisError, ConvergenceError, DataError, DesignError, Problem
from sap.fitting import fit
from sap.formula import MixedFormula
from sap.plan.planned import PlannedAnalysis
from sap.run.ladder import Attempt, attempt
from sap.run.results import failed_results, fitted_results, result_of

# The two log-likelihoods are the same sum in another order; this is rounding, no more.
CERTIFIED = 1e-8


@dataclass(frozen=True)
class Outcome:
    """What came of one analysis.

    Parameters
    ----------
    rows
        Its results data.
    failure
        Why it has no numbers; empty when it has.
    facts
        What the manifest says of it.
    design_problems
        Where it failed because its data can never identify the model: why.
    """

    rows: tuple[ArdRow, ...]
    failure: str
    facts: dict[str, Any]
    design_problems: tuple[Problem, ...] = ()


def carry_out(planned: PlannedAnalysis, data: AnalysisData, *, certify: bool = False) -> Outcome:
    """Fit one analysis and collect its results.

    Parameters
    ----------
    planned
        The analysis.
    data
        Its data.
    certify
        Whether to hold the fit's log-likelihood against statsmodels' own.

    Returns
    -------
    Outcome
        A model that failed has the rows of one that did not, without numbers.
    """
    analysis = Analysis(planned.endpoint_id, planned.analysis_id)
    rows = [*data_rows(analysis, planned, data), *_asked(analysis, planned)]
    facts: dict[str, Any] = {
        "endpoint": planned.endpoint_id,
        "analysis": planned.analysis_id,
        "data": _data_facts(data),
    }
    failure: str = ""
    faults: tuple[Problem, ...] = ()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            tried = attempt(planned, data, partial(_fit, planned, data))
            rows += _simplified(analysis, planned, tried)
            facts |= _steps(planned, tried)
            if tried.fitted is None:
                raise tried.error or AssertionError
            fitted = tried.fitted
            modelled = list(fitted_results(analysis, fitted, planned, data, len(tried.steps)))
            modelled += diagnostic_rows(
                analysis,
                fitted,
                result_of(planned),
                planned.diagnostics,
                data.unit,
                data.source_lines,
            )
            if certify:
                modelled.append(_certified(analysis, fitted))
            rows += modelled
            facts |= _facts(fitted)
        except (AnalysisError, DataError) as error:
            failure = " ".join(problem.message for problem in error.problems)
            faults = error.problems if isinstance(error, DesignError) else ()
            rows += failed_results(analysis, planned, data, failure)
    facts["failure"] = failure or None
    facts["warnings"] = sorted({f"{w.category.__name__}: {w.message}" for w in caught})
    return Outcome(tuple(rows), failure, facts, faults)


def not_carried_out(planned: PlannedAnalysis, data: AnalysisData | None, reason: str) -> Outcome:
    """Give an analysis that can't be carried out the rows of one that could.

    Parameters
    ----------
    planned
        The analysis.
    data
        Its data, None where there are none.
    reason
        Why it can't be carried out.

    Returns
    -------
    Outcome
        Without numbers of a model.
    """
    analysis = Analysis(planned.endpoint_id, planned.analysis_id)
    rows = [] if data is None else list(data_rows(analysis, planned, data))
    rows += [*_asked(analysis, planned), *failed_results(analysis, planned, data, reason)]
    facts: dict[str, Any] = {
        "endpoint": planned.endpoint_id,
        "analysis": planned.analysis_id,
        "failure": reason,
        "warnings": [],
    }
    if data is not None:
        facts["data"] = _data_facts(data)
    return Outcome(tuple(rows), reason, facts)


def _data_facts(data: AnalysisData) -> dict[str, Any]:
    return {"rows": len(data.frame), "units": data.n_units, "sha256": data.hash}


def _fit(
    planned: PlannedAnalysis, data: AnalysisData, formula: MixedFormula, singular: str
) -> FittedModel:
    return fit(
        str(formula),
        data.frame,
        method=planned.method,
        ddf=planned.ddf,
        engine=planned.engine,
        conf_level=planned.contrast.conf_level,
        singular=singular,
        optimizer=planned.optimizer,
    )


def _simplified(analysis: Analysis, planned: PlannedAnalysis, tried: Attempt) -> Iterator[ArdRow]:
    """Record the model after the declared simplification, and each step of it."""
    if planned.simplify:
        yield analysis.row(MODEL, "formula_fitted", text=str(tried.formula))
    yield from condition_rows(analysis, tried.conditions)


def _steps(planned: PlannedAnalysis, tried: Attempt) -> dict[str, Any]:
    if not planned.simplify:
        return {}
    taken = [{"term": step.term, "reason": step.reason} for step in tried.steps]
    return {"formula_planned": planned.formula, "simplified": taken}


def _asked(analysis: Analysis, planned: PlannedAnalysis) -> Iterator[ArdRow]:
    options = {
        "formula": planned.formula,
        "transformation": planned.transformation,
        "method": planned.method,
        "ddf": planned.ddf,
        "singular_policy": planned.singular,
        "optimizer": planned.optimizer,
        "engine": planned.engine,
        "contrast_method": planned.contrast.method,
        "adjust": planned.contrast.adjust,
    }
    yield from planned_rows(analysis, options, planned.contrast.conf_level, planned.contrast.alpha)


def _facts(fitted: FittedModel) -> dict[str, Any]:
    return {
        "formula": fitted.formula,
        "engine": fitted.engine,
        "rows_used": fitted.n_obs,
        "groups": dict(fitted.n_groups),
        "converged": fitted.converged,
        "singular": fitted.singular,
        "log_likelihood": fitted.log_likelihood,
        "conditions": [{"kind": c.kind, "message": c.message} for c in fitted.conditions],
    }


def _certified(analysis: Analysis, fitted: FittedModel) -> ArdRow:
    """Hold the optimum against the log-likelihood that statsmodels finds there itself."""
    model_result = getattr(fitted, "model_result", None)
    if model_result is None:
        message = f"The engine {fitted.engine} has no statsmodels result to be certified by."
        raise AnalysisError(message)
    own = float(model_result.llf)
    if not abs(own - fitted.log_likelihood) <= CERTIFIED * max(1.0, abs(own)):
        raise ConvergenceError(
            f"Not certified: the log-likelihood is {fitted.log_likelihood!r}, but statsmodels "
            f"finds {own!r} at the same parameters."
        )
    return analysis.row(MODEL, "log_likelihood_certified", own)
