"""The rows of one fitted model, or of one that failed, with its subgroups and its hypothesis."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import combinations, product
from typing import cast, get_args

from sap.ard.leave_one_out import failed_leave_one_out_rows
from sap.ard.model import (
    LEVEL_SEPARATOR,
    UNTESTED,
    Result,
    failed_rows,
    model_rows,
    result_rows,
)
from sap.ard.paired import failed_paired_rows
from sap.ard.rows import (
    ANOVA,
    CONTRAST,
    EMMEANS,
    HYPOTHESIS,
    MODIFICATION,
    OVERALL,
    OVERALL_MEANS,
    Analysis,
    ArdRow,
)
from sap.ard.subgroups import (
    EQUAL,
    OBSERVED,
    WEIGHTS,
    SubgroupUnits,
    count_rows,
    expected_modifications,
    subgroup_result,
    subgroup_rows,
    suppressed,
    units_by_subgroup,
)
from sap.data.analysis import AnalysisData
from sap.engines.base import ContrastRequest, FittedModel, PairedKind, PairedRequest
from sap.formula import parse_formula
from sap.plan.planned import PlannedAnalysis

Place = tuple[str, str]
INTERACTION = "interaction"
PAIRED = get_args(PairedKind)


def result_of(planned: PlannedAnalysis) -> Result:
    """Say which means and contrasts an analysis asks for.

    Parameters
    ----------
    planned
        The analysis.

    Returns
    -------
    Result
        The request to the fitted model, and the words for its rows; subgroups apart.
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


def paired_request(planned: PlannedAnalysis) -> PairedRequest:
    """Say which paired test an analysis asks for.

    Parameters
    ----------
    planned
        An analysis of the kind ``paired-t`` or ``wilcoxon``.

    Returns
    -------
    PairedRequest
    """
    contrast = planned.contrast
    (level,) = (
        code for code, _ in planned.variable(contrast.of).levels if code != contrast.reference
    )
    return PairedRequest(
        kind=cast(PairedKind, planned.kind),
        response=planned.response,
        transformation=planned.transformation,
        unit=planned.within,
        arm=contrast.of,
        level=level,
        reference=str(contrast.reference),
        conf_level=contrast.conf_level,
    )


def fitted_results(
    analysis: Analysis,
    fit: FittedModel,
    planned: PlannedAnalysis,
    data: AnalysisData,
    told: int = 0,
) -> Iterator[ArdRow]:
    """Make the rows of a fitted model.

    Parameters
    ----------
    analysis
        Whose rows they are.
    fit
        The model.
    planned, data
        The analysis and its data.
    told
        How many conditions have their rows already.

    Yields
    ------
    ArdRow
        Rows of the model, of its subgroups where it has any, and of the hypothesis.

    Raises
    ------
    AnalysisError
        When the engine cannot give one of them.
    """
    result, units = result_of(planned), _units(planned, data)
    rows: Iterable[ArdRow] = model_rows(analysis, fit, _within(result, units), told)
    made = list(rows)
    if units is not None:
        made += _unseen_levels(analysis, _within(result, units), units, made)
        made += subgroup_rows(analysis, fit, result, units)
    if planned.confirmatory:
        made += _hypothesis(analysis, planned, made)
    yield from _shown(made, planned, units)


def failed_results(
    analysis: Analysis, planned: PlannedAnalysis, data: AnalysisData | None, reason: str
) -> Iterator[ArdRow]:
    """Make the rows of a model that failed, or has no data.

    Parameters
    ----------
    analysis
        Whose rows they are.
    planned
        The analysis.
    data
        Its data, None where there are none.
    reason
        Why there are no numbers.

    Yields
    ------
    ArdRow
        Those of `fitted_results`, without numbers and with the reason.
    """
    result = result_of(planned)
    if planned.kind in PAIRED:
        yield from failed_paired_rows(analysis, paired_request(planned), result, reason)
        return
    if planned.kind == "leave-one-out":
        _, contrasts = expected_places(planned)
        yield from failed_leave_one_out_rows(analysis, result, contrasts, planned.within, reason)
        return
    units = _units(planned, data) if data is not None else _no_units(planned)
    components = list(expected_components(planned))
    means, contrasts = expected_places(planned)
    yield from failed_rows(analysis, _within(result, units), means, contrasts, components, reason)
    if units is not None:
        yield from _failed_subgroups(analysis, planned, result, units, reason)
    if planned.confirmatory:
        asked = "contrast" if planned.subgroup is None else INTERACTION
        yield analysis.row(HYPOTHESIS, "p_value", text=asked, error=reason)


def _unseen_levels(
    analysis: Analysis, result: Result, units: SubgroupUnits, made: Iterable[ArdRow]
) -> list[ArdRow]:
    """Make the rows of declared levels that no unit has, which the model does not know."""
    found: dict[str, dict[str, None]] = {EMMEANS: {}, CONTRAST: {}}
    for row in made:
        if row.context in found:
            found[row.context][row.group1_level] = None
    unseen = [level for level, count in units.counts.items() if not count]
    nothing = dict.fromkeys(result.statistics)
    why = f"No {units.unit} of this level."
    return [
        row
        for context, labels in found.items()
        for level in unseen
        for label in labels
        for row in result_rows(analysis, context, result, (label, level), nothing, why)
    ]


def _failed_subgroups(
    analysis: Analysis,
    planned: PlannedAnalysis,
    result: Result,
    units: SubgroupUnits,
    reason: str,
) -> Iterator[ArdRow]:
    assert planned.subgroup is not None
    within = _within(result, units)
    nothing = dict.fromkeys(within.statistics)
    yield from count_rows(analysis, result, units)
    arms = [code for code, _ in planned.variable(planned.contrast.of).levels]
    control = str(planned.contrast.reference)
    sign = " - " if result.effect == "difference" else " / "
    margins = (EQUAL, OBSERVED) if planned.subgroup.levels else (OBSERVED,)
    labels = {
        OVERALL_MEANS: arms,
        OVERALL: [f"{arm}{sign}{control}" for arm in arms if arm != control],
    }
    plain = replace(result, statistics=UNTESTED)
    for context, places in labels.items():
        for margin in margins:
            for label in places:
                place = (label, margin)
                yield from result_rows(
                    analysis, context, plain, place, nothing, reason, second=WEIGHTS
                )
    for place in expected_modifications(result, units, arms):
        yield from result_rows(
            analysis, MODIFICATION, plain, place, nothing, reason, second=units.subgroup.variable
        )
    for name in ("num_df", "den_df", "statistic", "p_value"):
        yield analysis.row(ANOVA, name, variable=planned.subgroup.term, error=reason)


def _within(result: Result, units: SubgroupUnits | None) -> Result:
    return result if units is None else subgroup_result(result, units.subgroup)


def _units(planned: PlannedAnalysis, data: AnalysisData) -> SubgroupUnits | None:
    if planned.subgroup is None:
        return None
    noun = data.unit.replace("_", " ")
    return units_by_subgroup(planned.subgroup, data.frame, data.unit, noun)


def _no_units(planned: PlannedAnalysis) -> SubgroupUnits | None:
    subgroup = planned.subgroup
    if subgroup is None:
        return None
    return SubgroupUnits(subgroup, "", {}, None if subgroup.levels else float("nan"))


def _shown(
    rows: Iterable[ArdRow], planned: PlannedAnalysis, units: SubgroupUnits | None
) -> Iterator[ArdRow]:
    if units is None:
        return iter(rows)
    sign = " - " if planned.contrast.effect == "difference" else " / "
    return suppressed(rows, units, sign)


def _hypothesis(
    analysis: Analysis, planned: PlannedAnalysis, rows: Iterable[ArdRow]
) -> Iterator[ArdRow]:
    """Name the one p value that a family of endpoints tests."""
    if planned.subgroup is not None:
        asked, context, variable = INTERACTION, ANOVA, planned.subgroup.term
    else:
        asked, context, variable = "contrast", CONTRAST, planned.response
    found = [
        row
        for row in rows
        if row.context == context and row.variable == variable and row.stat_name == "p_value"
    ]
    if len(found) != 1:
        why = f"The endpoint has {len(found)} tests; a family of endpoints takes one of each."
        yield analysis.row(HYPOTHESIS, "p_value", text=asked, error=why)
        return
    yield analysis.row(HYPOTHESIS, "p_value", found[0].stat, text=asked, error=found[0].error)


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
    contrast, subgroup = planned.contrast, planned.subgroup
    levels = [code for code, _ in planned.variable(contrast.of).levels]
    inner = [[code for code, _ in planned.variable(name).levels] for name in contrast.by]
    if subgroup is not None:
        inner = [[c for c, _ in subgroup.levels] or [f"{value:g}" for value in subgroup.at]]
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
