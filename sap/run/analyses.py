"""One planned analysis carried out: its data and its model become rows of results."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, get_args

from sap.ard.data import data_rows
from sap.ard.diagnostics import diagnostic_rows
from sap.ard.leave_one_out import leave_one_out_rows
from sap.ard.model import condition_rows, fact_rows, planned_rows
from sap.ard.paired import paired_rows
from sap.ard.rows import MODEL, Analysis, ArdRow
from sap.data.analysis import AnalysisData
from sap.engines.base import AnalysisKind, FittedModel, PairedKind
from sap.errors import AnalysisError, ConvergenceError, DataError, DesignError, Problem
from sap.fitting import fit, paired_test
from sap.formula import MixedFormula
from sap.plan.planned import PlannedAnalysis
from sap.run.ladder import Attempt, attempt
from sap.run.results import failed_results, fitted_results, paired_request, result_of

# The two log-likelihoods are the same sum in another order; this is rounding, no more.
CERTIFIED = 1e-8
PAIRED = get_args(PairedKind)


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
    analysis = analysis_of(planned)
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
            found, new_facts, error = DONE_BY_KIND[planned.kind](analysis, planned, data, certify)
            rows += found
            facts |= new_facts
            if error is not None:
                raise error
        except (AnalysisError, DataError) as error:
            failure = " ".join(problem.message for problem in error.problems)
            faults = error.problems if isinstance(error, DesignError) else ()
            rows += failed_results(analysis, planned, data, failure)
    facts["failure"] = failure or None
    facts["warnings"] = sorted({f"{w.category.__name__}: {w.message}" for w in caught})
    return Outcome(tuple(rows), failure, facts, faults)


def not_carried_out(
    planned: PlannedAnalysis, data: AnalysisData | None, reason: str, detail: str = ""
) -> Outcome:
    """Give an analysis that can't be carried out the rows of one that could.

    Parameters
    ----------
    planned
        The analysis.
    data
        Its data, None where there are none.
    reason, detail
        Why it can't be carried out, and more for the record of the run.

    Returns
    -------
    Outcome
        Without numbers of a model.
    """
    analysis = analysis_of(planned)
    rows = [] if data is None else list(data_rows(analysis, planned, data))
    rows += [*_asked(analysis, planned), *failed_results(analysis, planned, data, reason)]
    facts: dict[str, Any] = {
        "endpoint": planned.endpoint_id,
        "analysis": planned.analysis_id,
        "failure": reason,
        "warnings": [],
    }
    if detail:
        facts["detail"] = detail
    if data is not None:
        facts["data"] = _data_facts(data)
    return Outcome(tuple(rows), reason, facts)


def _data_facts(data: AnalysisData) -> dict[str, Any]:
    return {"rows": len(data.frame), "units": data.n_units, "sha256": data.hash}


def analysis_of(planned: PlannedAnalysis) -> Analysis:
    """Say whose rows are made.

    Parameters
    ----------
    planned
        The analysis.

    Returns
    -------
    Analysis
        It knows whether it is a sensitivity analysis.
    """
    return Analysis(planned.endpoint_id, planned.analysis_id, not planned.confirmatory)


#: Rows, facts, and why there are no more; what happened before a failure is told all the same.
Found = tuple[list[ArdRow], dict[str, Any], AnalysisError | None]


def _mixed_model(
    analysis: Analysis, planned: PlannedAnalysis, data: AnalysisData, certify: bool
) -> Found:
    def results(fitted: FittedModel, told: int) -> Iterator[ArdRow]:
        yield from fitted_results(analysis, fitted, planned, data, told)
        yield from diagnostic_rows(
            analysis, fitted, result_of(planned), planned.diagnostics, data.unit, data.source_lines
        )

    return _modelled(analysis, planned, data, certify, results)


def _leave_one_out(
    analysis: Analysis, planned: PlannedAnalysis, data: AnalysisData, certify: bool
) -> Found:
    def results(fitted: FittedModel, told: int) -> Iterator[ArdRow]:
        yield from fact_rows(analysis, fitted, told)
        yield from leave_one_out_rows(analysis, fitted, result_of(planned), planned.within)

    return _modelled(analysis, planned, data, certify, results)


def _modelled(
    analysis: Analysis,
    planned: PlannedAnalysis,
    data: AnalysisData,
    certify: bool,
    results: Callable[[FittedModel, int], Iterator[ArdRow]],
) -> Found:
    """Fit the model, simplified as its spec declares, and make its rows."""
    tried = attempt(planned, data, partial(_fit, planned, data))
    rows = [*_simplified(analysis, planned, tried)]
    facts = _steps(planned, tried)
    if tried.fitted is None:
        return rows, facts, tried.error
    try:
        made = list(results(tried.fitted, len(tried.steps)))
        if certify:
            made.append(_certified(analysis, tried.fitted))
    except AnalysisError as error:
        return rows, facts, error
    return rows + made, facts | _facts(tried.fitted), None


def _paired(
    analysis: Analysis, planned: PlannedAnalysis, data: AnalysisData, certify: bool
) -> Found:
    request = paired_request(planned)
    found = paired_test(data.frame, request, planned.engine)
    labels = dict(planned.variable(planned.contrast.of).levels)
    rows = list(paired_rows(analysis, found, request, result_of(planned), labels))
    facts = {"engine": found.engine, "rows_used": len(data.frame), "pairs": found.n_pairs}
    return rows, facts, None


DONE_BY_KIND: Mapping[
    AnalysisKind, Callable[[Analysis, PlannedAnalysis, AnalysisData, bool], Found]
] = {
    "mixed-model": _mixed_model,
    "leave-one-out": _leave_one_out,
    "paired-t": _paired,
    "wilcoxon": _paired,
}


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
    options: dict[str, str] = {
        "analysis_kind": planned.kind,
        "transformation": planned.transformation,
    }
    if planned.within:
        options["within"] = planned.within
    if planned.kind not in PAIRED:
        options |= {
            "formula": planned.formula,
            "method": planned.method,
            "ddf": planned.ddf,
            "singular_policy": planned.singular,
            "optimizer": planned.optimizer,
        }
    options |= {
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
