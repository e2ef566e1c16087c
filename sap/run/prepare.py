"""What each planned analysis stands on before it is fitted: its data and its design, or why not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sap.data.analysis import AnalysisData
from sap.data.assemble_all import assemble_each
from sap.data.sources import SourcesRead
from sap.design import Checked, check_design, faults, stop_at_errors
from sap.errors import DataError, DesignError, Problem
from sap.plan import Plan, PlannedAnalysis
from sap.spec import Spec


@dataclass(frozen=True)
class Prepared:
    """An analysis that is ready to be fitted, or why it is not.

    Parameters
    ----------
    planned
        The analysis.
    data
        Its data, None where there are none.
    checked
        What its design can bear, None without data.
    data_problems, design_problems
        Why it can't be fitted; none where it can.
    """

    planned: PlannedAnalysis
    data: AnalysisData | None
    checked: Checked | None
    data_problems: tuple[Problem, ...] = ()
    design_problems: tuple[Problem, ...] = ()

    @property
    def reason(self) -> str:
        """Why it can't be fitted, in words; empty where it can."""
        wrong = (*self.data_problems, *self.design_problems)
        return " ".join(problem.brief for problem in wrong)

    @property
    def detail(self) -> str:
        """What else is known of why it can't be fitted; possibly empty."""
        return " ".join(problem.detail for problem in self.data_problems if problem.detail)


def prepare(spec: Spec, plan: Plan, read: SourcesRead) -> tuple[Prepared, ...]:
    """Make the data of all analyses and check their designs.

    Parameters
    ----------
    spec
        The spec.
    plan
        Its analyses.
    read
        The sources, as far as they could be read.

    Returns
    -------
    tuple of Prepared
        One an analysis. One that can't be carried out says why; the others go on.
    """
    made = assemble_each(spec, plan.analyses, read)
    return tuple(
        _checked(planned, data)
        if isinstance(data, AnalysisData)
        else Prepared(planned, None, None, data_problems=data)
        for planned, data in zip(plan.analyses, made, strict=True)
    )


def _checked(planned: PlannedAnalysis, data: AnalysisData) -> Prepared:
    checked = check_design(planned, data)
    return Prepared(planned, data, checked, design_problems=faults(checked))


def stop_if_nothing_is_left(prepared: Sequence[Prepared], file: str) -> None:
    """Refuse to go on where no endpoint's own analysis can be carried out.

    Of a whole plan this is not asked: its endpoints keep their rows, and each says why.

    Parameters
    ----------
    prepared
        All analyses.
    file
        The spec, as messages name it.

    Raises
    ------
    DataError
        When some have no data.
    DesignError
        When all have data of a design that misleads.
    """
    own = [one for one in prepared if one.planned.confirmatory]
    if not own or any(not one.reason for one in own):
        return
    wrong = tuple(problem for one in prepared for problem in one.data_problems)
    if wrong:
        raise DataError(tuple(dict.fromkeys(wrong)))
    stop_at_errors((one.checked for one in prepared if one.checked is not None), file)


def stop_at_designs(found: Iterable[tuple[PlannedAnalysis, Iterable[Problem]]], file: str) -> None:
    """Raise the faults of designs, each once with the analyses that it concerns.

    Parameters
    ----------
    found
        Analyses and the faults of their designs.
    file
        The spec, as messages name it.

    Raises
    ------
    DesignError
        Where there is a fault.
    """
    concerned: dict[str, list[str]] = {}
    for planned, problems in found:
        for problem in problems:
            named = concerned.setdefault(problem.message, [])
            named.append(f"{planned.endpoint_id} {planned.analysis_id}")
    if concerned:
        raise DesignError(
            [
                Problem(f"{', '.join(names)}: {message}", file)
                for message, names in concerned.items()
            ]
        )
