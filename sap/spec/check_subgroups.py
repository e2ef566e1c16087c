"""The subgroups that an endpoint asks for, held against its variables and its model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sap.errors import did_you_mean
from sap.spec.check_conditions import unknown_variable
from sap.spec.check_study import columns_of
from sap.spec.endpoint import Analysis, Endpoint, Subgroup
from sap.spec.study import StudyFile, Variable

if TYPE_CHECKING:
    from sap.spec.check_analyses import Report


def check_subgroup(
    analysis: Analysis,
    study: StudyFile,
    available: Mapping[str, Variable | None],
    report: Report,
) -> None:
    """Report a variable that is not there, does not interact, or is asked for wrongly.

    Parameters
    ----------
    analysis
        The analysis; what could not be read is None in it.
    study
        The study file.
    available
        Those of the dataset.
    report
        Takes the problems.
    """
    subgroup = analysis.subgroup
    if subgroup is None or subgroup.of is None:
        return
    if subgroup.of not in available:
        where = f"the dataset '{analysis.data.dataset}'"
        declared = study.variables or {}
        report("subgroup", "of", unknown_variable(subgroup.of, available, declared, where))
        return
    _check_interaction(analysis, subgroup, report)
    variable = available[subgroup.of]
    if variable is None or variable.type is None:
        return
    if variable.type == "factor":
        _check_factor(subgroup, variable, report)
    elif variable.type == "number":
        _check_number(subgroup, report)
        _check_range(subgroup, analysis, study, report)
    else:
        message = f"'{subgroup.of}' has the type {variable.type}; needed is a factor or a number."
        report("subgroup", "of", message)


def _check_interaction(analysis: Analysis, subgroup: Subgroup, report: Report) -> None:
    contrast = analysis.contrast
    if contrast is None or contrast.of is None:
        return
    if contrast.by:
        report("contrast", "by", "The subgroups are the levels within which effects are shown.")
    if contrast.method == "pairwise":
        report("contrast", "method", "Subgroups need an effect: trt.vs.ctrl, with a control.")
    formula = analysis.model.formula if analysis.model is not None else None
    wanted = {contrast.of, subgroup.of}
    if formula is not None and not any(set(t.variables) == wanted for t in formula.fixed.terms):
        message = (
            f"The formula has no interaction of '{contrast.of}' and '{subgroup.of}'; "
            f"write {contrast.of} * {subgroup.of}."
        )
        report("subgroup", "of", message)


def _check_factor(subgroup: Subgroup, variable: Variable, report: Report) -> None:
    for key in ("at", "per"):
        if getattr(subgroup, key):
            report("subgroup", key, f"'{subgroup.of}' is a factor; '{key}' is for a number.")
    levels = variable.levels or {}
    if subgroup.reference is not None and subgroup.reference not in levels:
        hint = did_you_mean(subgroup.reference, levels)
        message = f"'{subgroup.reference}' is no level of '{subgroup.of}'. {hint}"
        report("subgroup", "reference", message)


def _check_number(subgroup: Subgroup, report: Report) -> None:
    if subgroup.reference is not None:
        message = f"'{subgroup.of}' is a number; it has no reference level."
        report("subgroup", "reference", message)
    if not subgroup.at:
        message = f"'{subgroup.of}' is a number: say at which values the effect is shown, 'at'."
        report("subgroup", "", message)
    if subgroup.per is None:
        message = f"'{subgroup.of}' is a number: say for which step its effect is shown, 'per'."
        report("subgroup", "", message)
    elif subgroup.per <= 0:
        report("subgroup", "per", f"A step is above zero, not {subgroup.per:g}.")
    values = [value for value in subgroup.at or () if value is not None]
    if len(set(values)) < len(values):
        report("subgroup", "at", "A value stands twice.")


def _check_range(subgroup: Subgroup, analysis: Analysis, study: StudyFile, report: Report) -> None:
    """Report values that the declared range of the variable's column lets no data have."""
    dataset = (study.datasets or {}).get(analysis.data.dataset)
    sources = dataset.sources if dataset is not None else ()
    columns = (columns_of(study, source).get(subgroup.of) for source in sources)
    ranges = [column.range for column in columns if column is not None and column.range]
    for place, value in enumerate(subgroup.at or ()):
        if value is not None and ranges and not any(low <= value <= high for low, high in ranges):
            low, high = ranges[0]
            message = (
                f"{value:g} is outside the range that the study file declares for "
                f"'{subgroup.of}', {low:g} to {high:g}: no effect is there to be shown."
            )
            report("subgroup", "at", message, item=place)


def check_sensitivity(endpoint: Endpoint) -> str:
    """Say why an endpoint of subgroups can't have sensitivity analyses; empty where it can.

    Parameters
    ----------
    endpoint
        As read.

    Returns
    -------
    str
        A message.
    """
    if endpoint.subgroup is None or not endpoint.sensitivity:
        return ""
    return "An endpoint of subgroups has no sensitivity analyses; declare another endpoint."
