"""Rows of an effect in subgroups: by level, overall, and how it changes from level to level.

All come from one joint model. What is tested is the interaction; no test belongs to the
effect within a level. A level with fewer units than the plan asks for keeps its rows,
with the reason and without numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sap.ard.model import UNTESTED, Result, levels_of, records, result_rows
from sap.ard.rows import (
    ANOVA,
    COEFFICIENTS,
    CONTRAST,
    EMMEANS,
    HYPOTHESIS,
    MODIFICATION,
    OVERALL,
    OVERALL_MEANS,
    SUBGROUP,
    Analysis,
    ArdRow,
)
from sap.engines.base import FittedModel
from sap.plan.planned import PlannedSubgroup

if TYPE_CHECKING:
    import pandas as pd

WEIGHTS = "weights"
EQUAL, OBSERVED = "equal", "observed"
INTERCEPT = "(Intercept)"


@dataclass(frozen=True)
class SubgroupUnits:
    """The units of an analysis by the variable that may modify the effect.

    Parameters
    ----------
    subgroup
        As planned.
    unit
        Name of the unit, for reasons.
    counts
        Units by level of a factor, in the order of the plan; of a number, all of them
        under an empty level.
    mean
        Of a number, its mean over units; None for a factor.
    """

    subgroup: PlannedSubgroup
    unit: str
    counts: Mapping[str, int]
    mean: float | None

    @property
    def suppressed(self) -> Mapping[str, str]:
        """Why a level is shown without inference, by level."""
        few = self.subgroup.minimum
        if self.mean is not None:
            return {}
        return {
            level: f"{count} {self.unit}{'s' * (count != 1)}; fewer than {few} give no inference."
            for level, count in self.counts.items()
            if 0 < count < few
        }


def units_by_subgroup(
    subgroup: PlannedSubgroup, frame: pd.DataFrame, unit: str, noun: str
) -> SubgroupUnits:
    """Count the units of an analysis by the levels of a variable.

    Parameters
    ----------
    subgroup
        The variable.
    frame
        The rows analysed, with the unit and the variable.
    unit, noun
        Name of the unit's column, and what a unit is called.

    Returns
    -------
    SubgroupUnits
    """
    once = frame.drop_duplicates([unit, subgroup.variable])
    values = once[subgroup.variable]
    if not subgroup.levels:
        counts = {"": int(once[unit].nunique())}
        return SubgroupUnits(subgroup, noun, counts, float(values.mean()))
    codes = values.astype(str).tolist()
    return SubgroupUnits(
        subgroup, noun, {code: codes.count(code) for code, _ in subgroup.levels}, None
    )


def subgroup_result(result: Result, subgroup: PlannedSubgroup) -> Result:
    """Ask for means and contrasts within the levels, or at the values, of a subgroup variable.

    Parameters
    ----------
    result
        What is asked for without subgroups.
    subgroup
        The variable.

    Returns
    -------
    Result
        Without tests: those within a level are none.
    """
    at = {} if subgroup.levels else {subgroup.variable: subgroup.at}
    request = replace(result.request, by=(subgroup.variable,), at=at)
    return replace(result, request=request, statistics=UNTESTED)


def subgroup_rows(
    analysis: Analysis, fit: FittedModel, result: Result, units: SubgroupUnits
) -> Iterator[ArdRow]:
    """Make the rows that a model with subgroups has beside its means and contrasts.

    Parameters
    ----------
    analysis
        Whose rows they are.
    fit
        The joint model.
    result
        What is asked for without subgroups.
    units
        Units by level.

    Yields
    ------
    ArdRow
        Rows of the contexts subgroup, overall_means, overall and modification.
    """
    yield from count_rows(analysis, result, units)
    plain = replace(result, statistics=UNTESTED)
    for name, options in _margins(fit, units).items():
        yield from _overall(analysis, fit, plain, name, options)
    yield from _modification(analysis, fit, plain, units)


def count_rows(analysis: Analysis, result: Result, units: SubgroupUnits) -> Iterator[ArdRow]:
    """Count the units at each level.

    Parameters
    ----------
    analysis, result, units
        As of `subgroup_rows`.

    Yields
    ------
    ArdRow
        Rows of the context subgroup.
    """
    for level, count in units.counts.items():
        yield analysis.row(
            SUBGROUP,
            "n_units",
            count,
            group2=units.subgroup.variable,
            group2_level=level,
            variable=result.response,
        )


def _margins(fit: FittedModel, units: SubgroupUnits) -> dict[str, dict[str, Any]]:
    """Say how means are averaged over the subgroups: alike, and as often as units have them."""
    name = units.subgroup.variable
    if units.mean is not None:
        return {OBSERVED: {"at": {name: units.mean}}}
    # The levels that the model has, in its own order.
    seen = [str(record[name]) for record in records(fit.emmeans((name,)))]
    counts = [float(units.counts.get(level, 0)) for level in seen]
    return {EQUAL: {"weights": EQUAL}, OBSERVED: {"weights": counts}}


def _overall(
    analysis: Analysis, fit: FittedModel, result: Result, name: str, options: Mapping[str, Any]
) -> Iterator[ArdRow]:
    request = result.request
    means = fit.emmeans(request.specs, type=request.type, **options)
    for record in records(means):
        place = (levels_of(record, request.specs), name)
        yield from result_rows(analysis, OVERALL_MEANS, result, place, record, second=WEIGHTS)
    contrasts = fit.contrasts(
        request.specs,
        method=request.method,
        type=request.type,
        reference=request.reference,
        **options,
    )
    for record in records(contrasts):
        place = (str(record["contrast"]), name)
        yield from result_rows(analysis, OVERALL, result, place, record, second=WEIGHTS)


def _modification(
    analysis: Analysis, fit: FittedModel, result: Result, units: SubgroupUnits
) -> Iterator[ArdRow]:
    """Compare effects between levels: ratios of ratios on a log scale."""
    subgroup, request = units.subgroup, result.request
    if subgroup.levels:
        seen = [
            str(record[subgroup.variable]) for record in records(fit.emmeans(subgroup.variable))
        ]
        values, at = seen, {}
    else:
        start, step = min(subgroup.at), float(subgroup.per or 1.0)
        values, at = ["", f"per {step:g}"], {subgroup.variable: (start, start + step)}
    arms = [str(record[request.specs[0]]) for record in records(fit.emmeans(request.specs))]
    wanted = dict(_differences(arms, values, result, units))
    rows = []
    if wanted:
        found = fit.contrasts(
            (*request.specs, subgroup.variable),
            method={":".join(place): weights for place, weights in wanted.items()},
            type=request.type,
            at=at or None,
        )
        rows = records(found)
    for place, record in zip(wanted, rows, strict=True):
        yield from result_rows(
            analysis, MODIFICATION, result, place, record, second=subgroup.variable
        )
    nothing = dict.fromkeys(result.statistics)
    for place in expected_modifications(result, units, arms):
        if place not in wanted:
            why = f"No {units.unit} of one of the levels."
            yield from result_rows(
                analysis, MODIFICATION, result, place, nothing, why, second=subgroup.variable
            )


def _differences(
    arms: list[str], values: list[str], result: Result, units: SubgroupUnits
) -> Iterator[tuple[tuple[str, str], list[float]]]:
    """Go through pairs of labels and their weights over arms (varying fastest) and levels."""
    sign = " - " if result.effect == "difference" else " / "
    control = str(result.request.reference)
    first = units.subgroup.levels[0][0] if units.subgroup.levels else ""
    if control not in arms or first not in values:
        return
    for level in values:
        for arm in arms:
            if level == first or arm == control:
                continue
            weights = [0.0] * (len(arms) * len(values))
            for other, of_level in ((level, 1.0), (first, -1.0)):
                start = len(arms) * values.index(other)
                weights[start + arms.index(arm)] = of_level
                weights[start + arms.index(control)] = -of_level
            label = f"{level}{sign}{first}" if first else level
            yield (f"{arm}{sign}{control}", label), weights


def expected_modifications(
    result: Result, units: SubgroupUnits, arms: list[str]
) -> list[tuple[str, str]]:
    """List the comparisons of effects that a model would have given.

    Parameters
    ----------
    result
        What is asked for without subgroups.
    units
        Units by level.
    arms
        Levels of the compared factor.

    Returns
    -------
    list of tuple of str
        Label of the contrast, and label of the comparison.
    """
    subgroup = units.subgroup
    values = [code for code, _ in subgroup.levels] or ["", f"per {float(subgroup.per or 1.0):g}"]
    return [place for place, _ in _differences(arms, values, result, units)]


def suppressed(rows: Iterable[ArdRow], units: SubgroupUnits, separator: str) -> Iterator[ArdRow]:
    """Take the numbers out of what rests on a level with too few units.

    Parameters
    ----------
    rows
        Rows of an analysis.
    units
        Units by level.
    separator
        Between the levels of a comparison of effects.

    Yields
    ------
    ArdRow
        All rows; those of suppressed levels without numbers and with the reason, and the
        coefficients that would give them again. The overall effect with equal weights goes too,
        and the interaction where fewer than two levels are left to be compared.
    """
    rows = list(rows)
    reasons = units.suppressed
    left = sum(count > 0 for level, count in units.counts.items() if level not in reasons)
    nothing = units.mean is None and left < 2
    of_terms = _coefficients(rows, units)
    for row in rows:
        reason = ""
        if row.context in (EMMEANS, CONTRAST) and row.group2 == units.subgroup.variable:
            reason = reasons.get(row.group2_level, "")
        elif row.context == COEFFICIENTS:
            reason = of_terms.get(row.variable, "")
        elif row.context == MODIFICATION:
            levels = row.group2_level.split(separator)
            reason = " ".join(reasons[level] for level in levels if level in reasons)
        elif row.context in (OVERALL_MEANS, OVERALL) and row.group2_level == EQUAL:
            # A level of three units would count as much as one of sixty.
            reason = " ".join(reasons.values())
        elif nothing and _is_interaction(row, units):
            reason = " ".join(reasons.values())
        yield replace(row, stat=None, error=reason) if reason and row.stat is not None else row


def _coefficients(rows: Sequence[ArdRow], units: SubgroupUnits) -> Mapping[str, str]:
    """Say why a term is without numbers: it is, or leads to, what a suppressed level has."""
    reasons, variable = units.suppressed, units.subgroup.variable
    of_level = {f"{variable}{level}": level for level in units.counts}
    arms = {f"{row.group1}{row.group1_level}" for row in rows if row.context == EMMEANS}
    reference = next((level for level, count in units.counts.items() if count), "")
    found = {}
    for term in {row.variable for row in rows if row.context == COEFFICIENTS}:
        levels = [level for name, level in of_level.items() if _has(term, name)]
        # The reference has no term of its own: it is what all others are measured from.
        if levels or term == INTERCEPT or any(_has(term, arm) for arm in arms):
            levels.append(reference)
        found[term] = " ".join(dict.fromkeys(reasons[one] for one in levels if one in reasons))
    return found


def _has(term: str, name: str) -> bool:
    return f":{name}:" in f":{term}:"


def _is_interaction(row: ArdRow, units: SubgroupUnits) -> bool:
    of_term = row.context == ANOVA and row.variable == units.subgroup.term
    return row.context == HYPOTHESIS or of_term
