"""`sap.fit`: a mixed model from a formula and a data frame; beside it, tests on unit means."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sap.engines.base import (
    FitOptions,
    FittedModel,
    Method,
    PairedRequest,
    PairedResult,
    Singular,
)
from sap.engines.catalogue import CAPABILITIES, REML_ONLY, who_has
from sap.engines.load import load_engine, load_paired
from sap.errors import PlanError, Problem, did_you_mean
from sap.formula import MixedFormula, parse_formula

if TYPE_CHECKING:
    import pandas as pd


def fit(
    formula: str | MixedFormula,
    data: pd.DataFrame,
    *,
    method: str = "REML",
    ddf: str = "kenward-roger",
    engine: str = "statsmodels",
    conf_level: float = 0.95,
    singular: str = "keep",
    optimizer: str | None = None,
    weights: None = None,
) -> FittedModel:
    """Fit a linear mixed model.

    Parameters
    ----------
    formula
        In R's notation, for example ``log(ccl18) ~ treatment * ild + (1 | donor)``.
    data
        One row a measurement. Text and categorical columns are factors (categoricals keep
        their order of levels, the first is the reference), grouping variables always are;
        rows with a missing value in a variable of the formula are left out and counted.
    method
        ``REML`` or ``ML``.
    ddf
        Denominator degrees of freedom: ``kenward-roger`` (as pbkrtest),
        ``kenward-roger-sas``, ``satterthwaite``, ``between-within``, ``residual`` or
        ``asymptotic``. Never replaced by another one.
    engine
        ``statsmodels`` or ``pymer4``.
    conf_level
        Level of confidence intervals, between 0 and 1.
    singular
        What to do with a variance at zero: ``keep``, ``drop`` or ``error``.
    optimizer
        ``sap`` (the package's solver) or ``statsmodels`` (MixedLM's own BFGS) for engine
        ``statsmodels``, ``lme4`` for ``pymer4``; default the engine's first.
    weights
        Not supported; anything but None is refused.

    Returns
    -------
    FittedModel

    Raises
    ------
    FormulaError
        If the formula is outside the grammar.
    PlanError
        If the engine cannot do what is asked.
    DataError
        If the data do not fit the formula.
    AnalysisError
        If the model cannot be identified, or no optimum is found.
    """
    parsed = parse_formula(formula) if isinstance(formula, str) else formula
    if optimizer is None:
        optimizer = CAPABILITIES[engine].optimizers[0] if engine in CAPABILITIES else ""
    options = FitOptions(
        method=cast(Method, method),
        ddf=ddf,
        conf_level=conf_level,
        singular=cast(Singular, singular),
        optimizer=optimizer,
    )
    problems = _problems(options, engine)
    if weights is not None:
        problems.append(Problem("Weights are not supported; leave 'weights' out."))
    if problems:
        raise PlanError(problems)
    return load_engine(engine)(parsed, data, options)


def paired_test(data: pd.DataFrame, request: PairedRequest, engine: str) -> PairedResult:
    """Compare two arms by a test on unit means.

    Parameters
    ----------
    data
        One row a measurement, without missing values.
    request
        What is compared, and how.
    engine
        ``statsmodels`` or ``pymer4``.

    Returns
    -------
    PairedResult

    Raises
    ------
    PlanError
        If the engine is unknown or cannot do it.
    DataError
        If a value is outside the domain of the transformation.
    AnalysisError
        If there are too few pairs, or no difference between them.
    """
    able = CAPABILITIES.get(engine)
    if able is not None and request.kind not in able.kinds:
        hint = who_has("kinds", request.kind, able)
        raise PlanError(f"Engine '{engine}' has no analysis of the kind '{request.kind}'. {hint}")
    return load_paired(engine)(data, request)


def _problems(options: FitOptions, engine: str) -> list[Problem]:
    if engine not in CAPABILITIES:
        return [Problem(f"Unknown engine '{engine}'. {did_you_mean(engine, CAPABILITIES)}")]
    able = CAPABILITIES[engine]
    problems = []
    for what, kind, value in (
        ("method", "methods", options.method),
        ("ddf", "ddf", options.ddf),
        ("singular", "singular", options.singular),
        ("optimizer", "optimizers", options.optimizer),
    ):
        if value not in getattr(able, kind):
            hint = who_has(kind, value, able)
            problems.append(Problem(f"Engine '{engine}' has no {what} '{value}'. {hint}"))
    if options.method == "ML" and options.ddf in REML_ONLY:
        problems.append(Problem("Kenward-Roger needs method REML; for ML take satterthwaite."))
    if not 0 < options.conf_level < 1:
        problems.append(Problem(f"conf_level must be between 0 and 1, not {options.conf_level}."))
    return problems
