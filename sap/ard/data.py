"""Rows of the data of an analysis: who was analysed, limits, summaries by arm."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sap.ard.observed import Limits, Observed, limit_rows, summary_rows
from sap.ard.rows import (
    DISPOSITION,
    EXCLUDED_ROWS,
    EXCLUSIONS,
    LIMITS,
    MODEL,
    STUDY,
    Analysis,
    ArdRow,
)
from sap.data.analysis import AnalysisData
from sap.plan.planned import PlannedAnalysis
from sap.spec import StudyHeader

GEOMETRIC = ("log", "log2", "log10")
#: A smaller share of blanks moves no interval that anybody would notice.
WORTH_SAYING = 0.01


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
        Rows of the contexts disposition, exclusions, excluded_rows, limits, summary and model.
    """
    yield from _disposition(analysis, data)
    yield from _exclusions(analysis, data)
    yield from _excluded_rows(analysis, planned, data)
    yield from _missing(analysis, planned, data)
    yield from _dropped(analysis, planned, data)
    yield from _blanks(analysis, planned, data)
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


def _blanks(analysis: Analysis, planned: PlannedAnalysis, data: AnalysisData) -> Iterator[ArdRow]:
    """Warn of what blanks took off: their own error is no part of any model.

    It shifts both arms alike. So it goes out of a difference, and leaves a ratio of 1 at 1:
    the test of no effect holds its level.
    """
    share = data.blank_share
    if share is None or share < WORTH_SAYING:
        return
    message = (
        f"Blanks took off {100 * share:.0f} % of what was measured. The model knows nothing of "
        "their error, which is common to both arms: for a ratio other than 1, and for the means, "
        "the interval is too narrow, the more so the larger this share."
    )
    if planned.transformation == "identity":
        message = (
            f"Blanks took off {100 * share:.0f} % of what was measured. The model knows nothing "
            "of their error, which is common to both arms: it leaves a difference as it is, and "
            "the interval of the means is too narrow."
        )
    yield analysis.row(
        MODEL,
        "condition",
        text="blanks",
        variable="condition",
        variable_level="blanks",
        warning=message,
    )


#: Counts of a step that tell of rows of other endpoints too, all of which may not be there.
OF_ALL_ROWS = {"data": ("n_rows",), "where": ("n_removed_rows", "n_undecided")}


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
            unknown = data.unread if name in OF_ALL_ROWS.get(step.kind, ()) else ""
            yield analysis.row(
                DISPOSITION,
                name,
                None if unknown else count,
                error=unknown,
                group1="step",
                group1_level=str(number),
                variable=step.kind,
                variable_level=step.reason,
            )


def _exclusions(analysis: Analysis, data: AnalysisData) -> Iterator[ArdRow]:
    """Name each unit of the study that is not analysed, and the first reason."""
    for unit in data.excluded:
        yield analysis.row(
            EXCLUSIONS,
            "excluded",
            text=unit.reason,
            group1=data.unit,
            group1_level=unit.unit,
            variable=unit.kind,
        )


def _excluded_rows(
    analysis: Analysis, planned: PlannedAnalysis, data: AnalysisData
) -> Iterator[ArdRow]:
    """Name each row taken out by a reason of its own, and where it stands."""
    for row in data.excluded_rows:
        facts = {
            "excluded_row": (None, row.reason),
            "excluded_step": (None, row.kind),
            "source_file": (None, Path(row.file).name),
            "source_line": (row.line, ""),
        }
        for name, (number, text) in facts.items():
            yield analysis.row(
                EXCLUDED_ROWS,
                name,
                number,
                text=text,
                group1=data.unit,
                group1_level=row.unit,
                group2=planned.contrast.of,
                group2_level=row.level,
                variable=planned.design.row,
                variable_level=row.key,
            )


def _missing(analysis: Analysis, planned: PlannedAnalysis, data: AnalysisData) -> Iterator[ArdRow]:
    """Count the rows without a result in each arm."""
    for level, number in data.n_missing.items():
        yield analysis.row(
            LIMITS,
            "n_missing",
            number,
            group1=planned.contrast.of,
            group1_level=level,
            variable=planned.response,
        )


def _dropped(analysis: Analysis, planned: PlannedAnalysis, data: AnalysisData) -> Iterator[ArdRow]:
    """Warn where results were left out because of what they are."""
    if data.measured is None or planned.limits is None:
        return
    arm = data.measured.frame[planned.contrast.of]
    sides = (
        ("below", "lower", planned.limits.below, data.measured.below),
        ("above", "upper", planned.limits.above, data.measured.above),
    )
    for words, limit, rule, beyond in sides:
        if rule != "drop" or not beyond.any():
            continue
        labels = dict(planned.variable(planned.contrast.of).levels)
        counts = (
            f"{labels.get(level, level)} {int(beyond[(arm == level).to_numpy()].sum())}"
            for level in arm.cat.categories
        )
        message = (
            f"Results {words} the {limit} limit were left out ({', '.join(counts)}). Whether a "
            "result is there then depends on its value: means and the effect are biased wherever "
            "arms lose different shares."
        )
        yield analysis.row(
            MODEL,
            "condition",
            text="dropped_by_limit",
            variable="condition",
            variable_level=words,
            warning=message,
        )
