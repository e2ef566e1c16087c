"""Rows of a fitted model: facts, coefficients, tests, means, contrasts, components.

Nothing here knows an engine: a `FittedModel` is asked, and each number of its answers
becomes a row. `failed_rows` makes the same rows, without numbers, for a model that failed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sap.ard.rows import (
    ANOVA,
    COEFFICIENTS,
    CONTRAST,
    EMMEANS,
    FAILURE,
    MODEL,
    OVERALL_MEANS,
    VARIANCE_COMPONENTS,
    Analysis,
    ArdRow,
)
from sap.engines.base import Condition, ContrastRequest, FittedModel
from sap.formula import parse_formula

if TYPE_CHECKING:
    import pandas as pd

STATISTICS = ("estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high")
UNTESTED = ("estimate", "std_error", "df", "conf_low", "conf_high")
"""What is told of an estimate that no test belongs to, such as the effect in a subgroup, or a
coefficient of a model with an interaction: an effect within a reference level."""
IN_UNITS = ("estimate", "std_error", "conf_low", "conf_high")
TESTS = ("num_df", "den_df", "statistic", "p_value")
LEVEL_SEPARATOR = ", "
NOT_ESTIMABLE_REASON = "The data do not determine this quantity."


@dataclass(frozen=True)
class Result:
    """What means and contrasts are asked for, and in which words they are kept.

    Parameters
    ----------
    request
        The contrast, and with it the factors of the means.
    response
        The name of the response variable.
    unit
        The unit of the response on the scale of the means.
    effect
        ``ratio``, ``odds ratio`` or ``difference``: what a contrast is on its scale.
    alpha
        The level of the test.
    statistics
        What is told of each mean and contrast.
    """

    request: ContrastRequest
    response: str
    unit: str
    effect: str
    alpha: float
    statistics: tuple[str, ...] = STATISTICS


def model_rows(
    analysis: Analysis, fit: FittedModel, result: Result, told: int = 0
) -> Iterator[ArdRow]:
    """Make the rows of a fitted model.

    Parameters
    ----------
    analysis
        Whose rows they are.
    fit
        The model.
    result
        The means and the contrast wanted.
    told
        How many conditions have their rows already; those of the fit are numbered on.

    Yields
    ------
    ArdRow
        Rows of the contexts model, coefficients, anova, emmeans, contrast and
        variance_components.

    Raises
    ------
    AnalysisError
        When the engine cannot give one of them.
    """
    yield from fact_rows(analysis, fit, told)
    told_of = UNTESTED if _has_interaction(fit) else STATISTICS
    yield from _frame_rows(analysis, COEFFICIENTS, fit.coefficients, told_of, "term")
    yield from _frame_rows(analysis, ANOVA, fit.anova(type=3), TESTS, "term")
    yield from _means(analysis, fit, result)
    yield from _contrasts(analysis, fit, result)
    yield from _components(analysis, fit.variance_components)


def planned_rows(
    analysis: Analysis,
    options: Mapping[str, str],
    conf_level: float,
    alpha: float,
) -> Iterator[ArdRow]:
    """Make the rows of what was asked of a model, whether it succeeds or not.

    Parameters
    ----------
    analysis
        Whose rows they are.
    options
        Texts by the name of their statistic: formula, transformation, method, ddf, ...
    conf_level
        The confidence level.
    alpha
        The level of the test.

    Yields
    ------
    ArdRow
        Rows of the context model.
    """
    for name, text in options.items():
        yield analysis.row(MODEL, name, text=text)
    yield analysis.row(MODEL, "conf_level", conf_level)
    yield analysis.row(MODEL, "alpha", alpha)


def failed_rows(
    analysis: Analysis,
    result: Result,
    means: Sequence[tuple[str, str]],
    contrasts: Sequence[tuple[str, str]],
    components: Sequence[tuple[str, str, str]],
    reason: str,
) -> Iterator[ArdRow]:
    """Make the rows of a model that failed: the same results, each with the reason.

    Parameters
    ----------
    analysis
        Whose rows they are.
    result
        The means and the contrast wanted.
    means
        Levels that would have had a mean, each with the level of `by` or empty.
    contrasts
        Labels of the contrasts that would have been estimated, likewise.
    components
        Variance components that would have been: group, term and empty, or second term.
    reason
        Why there are no numbers.

    Yields
    ------
    ArdRow
        Rows of the contexts emmeans, contrast, variance_components and failure.
    """
    for context, levels in ((EMMEANS, means), (CONTRAST, contrasts)):
        for place in levels:
            missing = dict.fromkeys(STATISTICS)
            yield from result_rows(analysis, context, result, place, missing, error=reason)
    for group, first, second in components:
        for name in ("covariance", "correlation") if second else ("std_dev", "variance"):
            yield analysis.row(
                VARIANCE_COMPONENTS,
                name,
                group1=group,
                variable=first,
                variable_level=second,
                error=reason,
            )
    yield analysis.row(FAILURE, "failure", text=reason, error=reason)


def fact_rows(analysis: Analysis, fit: FittedModel, told: int = 0) -> Iterator[ArdRow]:
    """Make the rows of what became of a fit.

    Parameters
    ----------
    analysis
        Whose rows they are.
    fit
        The model.
    told
        How many conditions have their rows already; those of the fit are numbered on.

    Yields
    ------
    ArdRow
        Rows of the context model.
    """
    for name, version in fit.versions().items():
        yield analysis.row(MODEL, "engine_version", text=version, variable=name)
    yield analysis.row(MODEL, "n_obs", fit.n_obs)
    for group, levels in fit.n_groups.items():
        yield analysis.row(MODEL, "n_groups", levels, group1=group)
    yield analysis.row(MODEL, "log_likelihood", fit.log_likelihood)
    yield analysis.row(MODEL, "converged", fit.converged)
    yield analysis.row(MODEL, "singular", fit.singular)
    yield from condition_rows(analysis, fit.conditions, told)


def condition_rows(
    analysis: Analysis, conditions: Iterable[Condition], told: int = 0
) -> Iterator[ArdRow]:
    """Make the rows of what a reader of a model must know.

    Parameters
    ----------
    analysis
        Whose rows they are.
    conditions
        What happened, in order.
    told
        How many came before.

    Yields
    ------
    ArdRow
        Rows of the context model.
    """
    for number, condition in enumerate(conditions, start=told + 1):
        yield analysis.row(
            MODEL,
            "condition",
            text=condition.kind,
            variable="condition",
            variable_level=str(number),
            warning=condition.message,
        )


def _frame_rows(
    analysis: Analysis, context: str, frame: pd.DataFrame, names: Iterable[str], variable: str
) -> Iterator[ArdRow]:
    for record in records(frame):
        for name in names:
            yield analysis.row(context, name, record[name], variable=str(record[variable]))


def _has_interaction(fit: FittedModel) -> bool:
    """Whether a coefficient may be an effect at the reference levels of other factors alone."""
    return any(len(term.factors) > 1 for term in parse_formula(fit.formula).fixed.terms)


def _means(analysis: Analysis, fit: FittedModel, result: Result) -> Iterator[ArdRow]:
    request = result.request
    frame = fit.emmeans(
        request.specs,
        request.by or None,
        type=request.type,
        weights=request.weights,
        at=request.at or None,
    )
    for record in records(frame):
        levels = (levels_of(record, request.specs), levels_of(record, request.by))
        yield from result_rows(analysis, EMMEANS, result, levels, record)


def _contrasts(analysis: Analysis, fit: FittedModel, result: Result) -> Iterator[ArdRow]:
    request = result.request
    frame = fit.contrasts(
        request.specs,
        request.by or None,
        method=request.method,
        adjust=request.adjust,
        type=request.type,
        weights=request.weights,
        at=request.at or None,
        reference=request.reference,
    )
    for record in records(frame):
        levels = (str(record["contrast"]), levels_of(record, request.by))
        yield from result_rows(analysis, CONTRAST, result, levels, record)


def result_rows(
    analysis: Analysis,
    context: str,
    result: Result,
    levels: tuple[str, str],
    numbers: Mapping[str, Any],
    error: str = "",
    *,
    second: str = "",
) -> Iterator[ArdRow]:
    """Make the rows of one mean or contrast.

    Parameters
    ----------
    analysis, context, result
        Whose rows they are, and in which words.
    levels
        The level or the label of the contrast, and the level of `by` or empty.
    numbers
        Statistics by name.
    error
        Why there are none.
    second
        What `levels[1]` is a level of; default the `by` factors.

    Yields
    ------
    ArdRow
        The scale, then the statistics.
    """
    request = result.request
    # A contrast of a transformed response is a ratio, or stays on the scale of the model.
    is_mean = context in (EMMEANS, OVERALL_MEANS)
    in_units = is_mean or request.type == "link"

    def row(name: str, stat: Any = None, **more: str) -> ArdRow:
        return analysis.row(
            context,
            name,
            stat,
            group1=":".join(request.specs),
            group1_level=levels[0],
            group2=second or ":".join(request.by),
            group2_level=levels[1],
            variable=result.response,
            **more,
        )

    yield row("scale", text=request.type if is_mean else result.effect, error=error)
    for name in result.statistics:
        unit = result.unit if in_units and name in IN_UNITS else ""
        absent = NOT_ESTIMABLE_REASON if _missing(numbers[name]) else ""
        yield row(name, numbers[name], unit=unit, error=error or absent)


def _components(analysis: Analysis, frame: pd.DataFrame) -> Iterator[ArdRow]:
    for record in records(frame):
        group, first, second = (_text(record[name]) for name in ("group", "term", "term2"))
        names = {"std_dev": record["std_dev"], "variance": record["variance"]}
        if second:
            names = {"covariance": record["variance"], "correlation": record["correlation"]}
        for name, value in names.items():
            yield analysis.row(
                VARIANCE_COMPONENTS,
                name,
                value,
                group1=group,
                variable=first,
                variable_level=second,
            )


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """List the rows of a frame, each by its columns."""
    return [dict(zip(frame.columns, row, strict=True)) for row in frame.itertuples(index=False)]


def levels_of(record: Mapping[str, Any], factors: Sequence[str]) -> str:
    """Write the levels, or values, of some variables."""
    values = (record[factor] for factor in factors)
    return LEVEL_SEPARATOR.join(f"{v:g}" if isinstance(v, float) else str(v) for v in values)


def _missing(value: Any) -> bool:
    return value is None or bool(value != value)


def _text(value: Any) -> str:
    return "" if _missing(value) else str(value)
