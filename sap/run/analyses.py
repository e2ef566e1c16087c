"""One planned analysis carried out: its data and its model become rows of results."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

from sap.ard.data import data_rows
from sap.ard.diagnostics import diagnostic_rows
from sap.ard.model import (
    LEVEL_SEPARATOR,
    Result,
    failed_rows,
    model_rows,
    planned_rows,
)
from sap.ard.rows import MODEL, Analysis, ArdRow
from sap.data.analysis import AnalysisData
from sap.engines.base import ContrastRequest, FittedModel
from sap.errors import AnalysisError, ConvergenceError, DesignError
from sap.fitting import fit
from sap.formula import parse_formula
from sap.plan.planned import PlannedAnalysis

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
    """

    rows: tuple[ArdRow, ...]
    failure: str
    facts: dict[str, Any]


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

    Raises
    ------
    DesignError
        When the data can never identify the model: the spec or the data are wrong, and
        no row should stand for it.
    """
    analysis = Analysis(planned.endpoint_id, planned.analysis_id)
    result = result_of(planned)
    rows = [*data_rows(analysis, planned, data), *_asked(analysis, planned)]
    facts = _data_facts(planned, data)
    failure = ""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            fitted = _fit(planned, data)
            modelled = list(model_rows(analysis, fitted, result))
            modelled += diagnostic_rows(
                analysis, fitted, result, planned.diagnostics, data.unit, data.source_lines
            )
            if certify:
                modelled.append(_certified(analysis, fitted))
            rows += modelled
            facts |= _facts(fitted)
        except DesignError:
            raise
        except AnalysisError as error:
            failure = " ".join(problem.message for problem in error.problems)
            rows += _not_estimated(analysis, planned, failure)
    facts["failure"] = failure or None
    facts["warnings"] = sorted({f"{w.category.__name__}: {w.message}" for w in caught})
    return Outcome(tuple(rows), failure, facts)


def failed_outcome(planned: PlannedAnalysis, data: AnalysisData, failure: str) -> Outcome:
    """Give an analysis that was not carried out its place among the results.

    Parameters
    ----------
    planned
        The analysis.
    data
        Its data.
    failure
        Why it has no numbers.

    Returns
    -------
    Outcome
        The rows of a fitted model, without numbers.
    """
    analysis = Analysis(planned.endpoint_id, planned.analysis_id)
    rows = [*data_rows(analysis, planned, data), *_asked(analysis, planned)]
    rows += _not_estimated(analysis, planned, failure)
    facts = _data_facts(planned, data) | {"failure": failure, "warnings": []}
    return Outcome(tuple(rows), failure, facts)


def _data_facts(planned: PlannedAnalysis, data: AnalysisData) -> dict[str, Any]:
    return {
        "endpoint": planned.endpoint_id,
        "analysis": planned.analysis_id,
        "data": {"rows": len(data.frame), "units": data.n_units, "sha256": data.hash},
    }


def _not_estimated(analysis: Analysis, planned: PlannedAnalysis, failure: str) -> Iterator[ArdRow]:
    places = expected_places(planned)
    components = list(expected_components(planned))
    yield from failed_rows(analysis, result_of(planned), *places, components, failure)


def _fit(planned: PlannedAnalysis, data: AnalysisData) -> FittedModel:
    return fit(
        planned.formula,
        data.frame,
        method=planned.method,
        ddf=planned.ddf,
        engine=planned.engine,
        conf_level=planned.contrast.conf_level,
        singular=planned.singular,
        optimizer=planned.optimizer,
    )


def result_of(planned: PlannedAnalysis) -> Result:
    """Say which means and contrasts an analysis asks for.

    Parameters
    ----------
    planned
        The analysis.

    Returns
    -------
    Result
        The request to the fitted model, and the words for its rows.
    """
    contrast = planned.contrast
    request = ContrastRequest(
        specs=(contrast.of,),
        by=contrast.by,
        method=contrast.method,
        adjust=contrast.adjust,
        type=contrast.type,
        weights=contrast.weights,
        reference=contrast.reference,
    )
    unit = planned.variable(planned.response).unit or ""
    return Result(request, planned.response, unit, contrast.effect, contrast.alpha)


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


Place = tuple[str, str]


def expected_places(planned: PlannedAnalysis) -> tuple[list[Place], list[Place]]:
    """List the means and the contrasts that a model would have given.

    Parameters
    ----------
    planned
        The analysis.

    Returns
    -------
    means, contrasts : list of tuple of str
        Level or label of the contrast, and level of the `by` factors or empty.
    """
    contrast = planned.contrast
    levels = [code for code, _ in planned.variable(contrast.of).levels]
    inner = [[code for code, _ in planned.variable(name).levels] for name in contrast.by]
    within = [LEVEL_SEPARATOR.join(codes) for codes in product(*inner)]
    sign = " - " if contrast.effect == "difference" else " / "
    if contrast.method == "pairwise":
        pairs = list(combinations(levels, 2))
    else:
        pairs = [(code, str(contrast.reference)) for code in levels if code != contrast.reference]
    labels = [sign.join(pair) for pair in pairs]
    return (
        [(level, by) for by in within for level in levels],
        [(label, by) for by in within for label in labels],
    )


def expected_components(planned: PlannedAnalysis) -> Iterator[tuple[str, str, str]]:
    """Go through the variance components that a model would have given.

    Parameters
    ----------
    planned
        The analysis.

    Yields
    ------
    tuple of str
        Group, term, and an empty text. Slopes of factors are named by the factor, for
        which columns they have depends on the data.
    """
    for term in parse_formula(planned.formula).random:
        group = ":".join(term.group)
        if term.lhs.intercept:
            yield group, "(Intercept)", ""
        for slope in term.lhs.terms:
            yield group, slope.label, ""
    yield "Residual", "", ""


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
