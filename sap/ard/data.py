"""Rows of the data of an analysis: who was analysed, limits, summaries by arm."""

from __future__ import annotations

from collections.abc import Iterator

from sap.ard.observed import Limits, Observed, limit_rows, summary_rows
from sap.ard.rows import DISPOSITION, STUDY, Analysis, ArdRow
from sap.data.analysis import AnalysisData
from sap.plan.planned import PlannedAnalysis
from sap.spec import StudyHeader

GEOMETRIC = ("log", "log2", "log10")


def study_rows(study: StudyHeader) -> Iterator[ArdRow]:
    """Name the study, and say whether its data are simulated.

    Parameters
    ----------
    study
        As declared.

    Yields
    ------
    ArdRow
        Rows of the context study, which belong to no analysis.
    """
    every = Analysis()
    yield every.row(STUDY, "study_id", text=study.id)
    yield every.row(STUDY, "registration", text=study.registration or "")
    yield every.row(STUDY, "study_title", text=study.title)
    label = "SIMULATED" if study.simulated else ""
    yield every.row(STUDY, "simulated", study.simulated, text=label)


def data_rows(analysis: Analysis, planned: PlannedAnalysis, data: AnalysisData) -> Iterator[ArdRow]:
    """Describe the data of one analysis.

    Parameters
    ----------
    analysis
        Whose rows they are.
    planned
        The analysis as planned.
    data
        Its data.

    Yields
    ------
    ArdRow
        Rows of the contexts disposition, limits and summary.
    """
    yield from _disposition(analysis, data)
    response = planned.variable(planned.response)
    measured_in = response.unit or ""
    if data.measured is not None and planned.limits is not None:
        frame = data.measured.frame
        limits = Limits(
            below=data.measured.below,
            above=data.measured.above,
            lower=frame[response.lower] if response.lower else None,
            upper=frame[response.upper] if response.upper else None,
            below_rule=planned.limits.below if response.lower else "",
            above_rule=planned.limits.above if response.upper else "",
        )
        yield from limit_rows(
            analysis, frame[planned.contrast.of], limits, response.name, measured_in
        )
    observed = Observed(
        arm=data.frame[planned.contrast.of],
        unit=data.frame[data.unit],
        value=data.frame[data.response],
        response=response.name,
        measured_in=measured_in,
        geometric=planned.transformation in GEOMETRIC,
    )
    yield from summary_rows(analysis, observed, data.below | data.above)


def _disposition(analysis: Analysis, data: AnalysisData) -> Iterator[ArdRow]:
    for number, step in enumerate(data.disposition, start=1):
        counts = {
            "n_removed_rows": step.n_rows,
            "n_removed_units": step.n_units,
            "n_rows_left": step.rows_left,
            "n_units_left": step.units_left,
            "n_undecided": step.n_undecided,
        }
        if step.kind == "data":
            counts = {"n_rows": step.n_rows, "n_units": step.n_units}
        for name, count in counts.items():
            yield analysis.row(
                DISPOSITION,
                name,
                count,
                group1="step",
                group1_level=str(number),
                variable=step.kind,
                variable_level=step.reason,
            )
