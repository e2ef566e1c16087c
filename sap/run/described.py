"""What displays describe beside the analyses: units, and rows that are never modelled."""

from __future__ import annotations

from dataclasses import dataclass

from sap.ard.characteristics import characteristic_rows, failed_characteristic_rows
from sap.ard.described import described_rows, undescribed_rows
from sap.ard.rows import ArdRow
from sap.data.absent import Selected, lacking
from sap.data.characteristics import characterise
from sap.data.describe import describe_all
from sap.data.sources import SourcesRead
from sap.errors import DataError, Problem
from sap.plan import Plan, PlannedCharacteristics, PlannedObserved
from sap.spec import Spec
from sap.spec.check_study import source_of_unit


@dataclass(frozen=True)
class Described:
    """Results of displays that no analysis gives.

    Parameters
    ----------
    rows
        Results data.
    failures
        One line for each table or endpoint that could not be described.
    """

    rows: tuple[ArdRow, ...]
    failures: tuple[str, ...]


def describe_displays(spec: Spec, plan: Plan, read: SourcesRead) -> Described:
    """Describe units and rows as the displays of a plan ask for.

    Parameters
    ----------
    spec
        Names datasets, and how variables are derived.
    plan
        The plan.
    read
        The sources, as far as they could be read.

    Returns
    -------
    Described
        What could not be described has rows without numbers, with the reason.
    """
    rows: list[ArdRow] = []
    failures: list[str] = []
    for display in plan.displays:
        if isinstance(display, PlannedCharacteristics):
            try:
                _need_sources(spec, display, read)
                rows += characteristic_rows(display, characterise(spec, display, read.tables))
            except DataError as error:
                reason = _reason(error)
                rows += failed_characteristic_rows(display, reason)
                failures.append(f"{display.number} {display.title}: {reason}")
        elif isinstance(display, PlannedObserved):
            found = describe_all(spec, display.descriptions, read)
            for one, data in zip(display.descriptions, found, strict=True):
                if isinstance(data, DataError):
                    reason = _reason(data)
                    rows += undescribed_rows(one, reason)
                    failures.append(f"{one.endpoint_id} {one.description_id}: {reason}")
                else:
                    rows += described_rows(one, data)
    return Described(tuple(rows), tuple(failures))


def _need_sources(spec: Spec, display: PlannedCharacteristics, read: SourcesRead) -> None:
    """Refuse a table one of whose sources, or a file of it with rows that count, was not read."""
    (keyed,) = source_of_unit(spec.sources, display.unit.name)
    measured = [one for one in display.columns if one.dataset]
    names = [keyed, *(name for one in measured for name in spec.datasets[one.dataset].sources)]
    wrong: tuple[Problem, ...] = read.wrong_with(dict.fromkeys(names))
    needed = tuple(variable.name for variable in display.needed)
    asked = [Selected(one.dataset, one.rows, needed, keyed) for one in measured]
    for selected in asked if not wrong else ():
        wrong += lacking(spec, selected, read.tables)
    if not wrong and not asked:
        wrong = read.unread.get(keyed, ())
    if wrong:
        raise DataError(tuple(dict.fromkeys(wrong)))


def _reason(error: DataError) -> str:
    return " ".join(problem.brief for problem in error.problems)
