"""The diagnostics that an endpoint asks for, held against its model and its engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sap.engines.base import Capabilities
from sap.spec.endpoint import Analysis
from sap.spec.study import StudyFile

if TYPE_CHECKING:
    from sap.spec.check_analyses import Report


def check_diagnostics(
    analysis: Analysis, study: StudyFile, engine: Capabilities | None, report: Report
) -> None:
    """Report diagnostics that can't be made.

    Parameters
    ----------
    analysis
        The analysis; what could not be read is None in it.
    study
        The study file.
    engine
        What the engine can do, None for an unknown engine.
    report
        Takes the problems.
    """
    if engine is not None:
        check_engine_diagnoses(analysis, engine, report)
    asked = analysis.diagnostics
    for place, name in enumerate(asked):
        if name is not None and name in asked[:place]:
            report("diagnostics", "", f"'{name}' stands twice.", item=place)
    unit = _unit(analysis, study)
    formula = analysis.model.formula if analysis.model is not None else None
    if "influence" in asked and unit and formula is not None and unit not in formula.grouping:
        report(
            "diagnostics",
            "",
            f"Influence leaves out each {unit}, the unit of the analysis set, in turn; "
            f"the formula has no random term of it, such as (1 | {unit}).",
            item=asked.index("influence"),
        )


def check_engine_diagnoses(analysis: Analysis, engine: Capabilities, report: Report) -> None:
    """Report diagnostics that an engine does not have.

    Parameters
    ----------
    analysis, engine, report
        As for `check_diagnostics`.
    """
    for place, name in enumerate(analysis.diagnostics):
        if name is not None and name not in engine.diagnostics:
            message = f"The engine '{engine.name}' has no diagnostics '{name}'."
            report("diagnostics", "", message, item=place)


def _unit(analysis: Analysis, study: StudyFile) -> str | None:
    """Return the unit of the analysis set, None where it is not known."""
    if analysis.data is None or analysis.data.analysis_set is None:
        return None
    chosen = (study.analysis_sets or {}).get(analysis.data.analysis_set)
    return chosen.unit if chosen is not None else None
