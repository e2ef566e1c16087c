"""Rows of a model fitted without each unit in turn: how far its contrast moves, at most."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sap.ard.model import LEVEL_SEPARATOR, NOT_ESTIMABLE_REASON, Result
from sap.ard.rows import FAILURE, LEAVE_ONE_OUT, MODEL, Analysis, ArdRow
from sap.engines.base import FittedModel

EXTREMES: Mapping[str, tuple[str, bool]] = {
    "estimate_min": ("estimate", False),
    "estimate_max": ("estimate", True),
    "conf_low_min": ("conf_low", False),
    "conf_high_max": ("conf_high", True),
    "p_value_max": ("p_value", True),
}
"""By name: the statistic, and whether its largest value is meant."""
IN_UNITS = ("estimate", "conf_low", "conf_high")


def leave_one_out_rows(
    analysis: Analysis, fit: FittedModel, result: Result, unit: str
) -> Iterator[ArdRow]:
    """Fit without each unit in turn, and keep the extremes of the contrast.

    Parameters
    ----------
    analysis
        Whose rows they are.
    fit
        The model of all units.
    result
        The contrast.
    unit
        The grouping factor whose levels are left out.

    Yields
    ------
    ArdRow
        Rows of the context leave_one_out, each with the unit that gives it in
        `variable_level` (of several the first by name); and a row of the context model for units
        without which there is no fit.

    Raises
    ------
    PlanError
        When the engine has no diagnostics.
    """
    request = result.request
    frame = fit.diagnostics.influence(
        unit,
        request.specs,
        request.by or None,
        method=request.method,
        adjust=request.adjust,
        type=request.type,
        weights=request.weights,
        at=request.at or None,
        reference=request.reference,
    )
    places: dict[tuple[str, str], list[dict[Any, Any]]] = {}
    for record in frame.to_dict("records"):
        within = LEVEL_SEPARATOR.join(str(record[factor]) for factor in request.by)
        places.setdefault((str(record["contrast"]), within), []).append(record)
    yield from _without_fit(analysis, frame.to_dict("records"), unit)
    for place, records in places.items():
        yield from _extremes(analysis, result, place, unit, records)


def failed_leave_one_out_rows(
    analysis: Analysis,
    result: Result,
    contrasts: Sequence[tuple[str, str]],
    unit: str,
    reason: str,
) -> Iterator[ArdRow]:
    """Make the same rows for a model that failed, each with the reason.

    Parameters
    ----------
    analysis, result, unit
        As for `leave_one_out_rows`.
    contrasts
        Labels of the contrasts that would have been estimated, each with the level of `by`.
    reason
        Why there are no numbers.

    Yields
    ------
    ArdRow
        Rows of the contexts leave_one_out and failure.
    """
    for place in contrasts:
        yield from _extremes(analysis, result, place, unit, [], reason)
    yield analysis.row(FAILURE, "failure", text=reason, error=reason)


def _without_fit(
    analysis: Analysis, records: Sequence[dict[Any, Any]], unit: str
) -> Iterator[ArdRow]:
    """Say without which units there is no fit, and why."""
    lost: dict[str, list[str]] = {}
    for record in records:
        if record["reason"]:
            units = lost.setdefault(str(record["reason"]), [])
            units += [str(record["left_out"])] if str(record["left_out"]) not in units else []
    for number, (reason, units) in enumerate(lost.items(), start=1):
        yield analysis.row(
            MODEL,
            "condition",
            text="left_out_without_fit",
            variable="condition",
            variable_level=f"left out {number}",
            warning=f"No estimate without {unit} {', '.join(units)}: {reason}",
        )


def _extremes(
    analysis: Analysis,
    result: Result,
    place: tuple[str, str],
    unit: str,
    records: Sequence[dict[Any, Any]],
    error: str = "",
) -> Iterator[ArdRow]:
    request = result.request

    def row(name: str, stat: float | None = None, **more: str) -> ArdRow:
        return analysis.row(
            LEAVE_ONE_OUT,
            name,
            stat,
            group1=":".join(request.specs),
            group1_level=place[0],
            group2=":".join(request.by),
            group2_level=place[1],
            variable=unit,
            **more,
        )

    yield row("scale", text=result.effect, error=error)
    yield row("n_left_out", len(records) or None, error=error)
    for name, (statistic, largest) in EXTREMES.items():
        sign = -1.0 if largest else 1.0
        # The smaller name where two units give the same: no order of the data decides.
        ends = sorted(
            (sign * record[statistic], str(record["left_out"]))
            for record in records
            if record[statistic] == record[statistic]
        )
        value, left_out = (sign * ends[0][0], ends[0][1]) if ends else (None, "")
        in_units = request.type == "link" and statistic in IN_UNITS
        yield row(
            name,
            value,
            variable_level=left_out,
            unit=result.unit if in_units else "",
            error=error or ("" if ends else NOT_ESTIMABLE_REASON),
        )
