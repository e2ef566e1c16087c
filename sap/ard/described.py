"""Rows of endpoints that are described and never modelled: a context of their own."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from sap.ard.observed import Limits, Observed, limit_rows, means_of_units, summary_rows
from sap.ard.rows import OBSERVED, Analysis, ArdRow
from sap.data.describe import DescribedData
from sap.plan.planned_displays import PlannedDescription

EXPECTED = ("n_units", "n_rows")


def described_rows(planned: PlannedDescription, data: DescribedData) -> Iterator[ArdRow]:
    """Describe the observed values of an endpoint by arm, and within units that have two.

    Parameters
    ----------
    planned
        What is described.
    data
        Its rows.

    Yields
    ------
    ArdRow
        Rows of the context observed, of an analysis named ``observed:...``.
    """
    analysis = Analysis(planned.endpoint_id, planned.description_id)
    observed = _observed(planned, data)
    found = [
        *_limits(analysis, planned, data, observed.measured_in),
        *summary_rows(analysis, observed, data.below | data.above),
    ]
    yield from (replace(row, context=OBSERVED) for row in found)
    yield from _within(analysis, planned, data, observed)


def undescribed_rows(planned: PlannedDescription, reason: str) -> Iterator[ArdRow]:
    """Make the rows of an endpoint that has nothing to describe.

    Parameters
    ----------
    planned
        What was to be described.
    reason
        Why there are no numbers.

    Yields
    ------
    ArdRow
        One group an arm, without numbers.
    """
    analysis = Analysis(planned.endpoint_id, planned.description_id)
    for code, _ in planned.variable(planned.of).levels:
        for name in EXPECTED:
            yield analysis.row(
                OBSERVED,
                name,
                group1=planned.of,
                group1_level=code,
                variable=planned.response,
                error=reason,
            )


def _observed(planned: PlannedDescription, data: DescribedData) -> Observed:
    return Observed(
        arm=data.frame[planned.of],
        unit=data.frame[planned.analysis_set.unit],
        value=data.frame[planned.response],
        response=planned.response,
        measured_in=planned.variable(planned.response).unit or "",
        geometric=planned.geometric,
    )


def _limits(
    analysis: Analysis, planned: PlannedDescription, data: DescribedData, measured_in: str
) -> Iterator[ArdRow]:
    response, frame = planned.variable(planned.response), data.measured
    if frame is None or planned.limits is None:
        return
    limits = Limits(
        below=data.measured_below,
        above=data.measured_above,
        lower=frame[response.lower] if response.lower else None,
        upper=frame[response.upper] if response.upper else None,
        below_rule=planned.limits.below if response.lower else "",
        above_rule=planned.limits.above if response.upper else "",
    )
    yield from limit_rows(analysis, frame[planned.of], limits, response.name, measured_in)


def _within(
    analysis: Analysis, planned: PlannedDescription, data: DescribedData, observed: Observed
) -> Iterator[ArdRow]:
    """Compare each arm with the control, in the units that have both."""
    levels = [code for code, _ in planned.variable(planned.of).levels]
    rows = {code: data.frame[(observed.arm == code).to_numpy()] for code in levels}
    means = {
        code: means_of_units(
            part[planned.response], part[planned.analysis_set.unit], planned.geometric
        )
        for code, part in rows.items()
    }
    for code in levels:
        if code == planned.control:
            continue
        both = means[code].index.intersection(means[planned.control].index)
        differences = (means[code][both] - means[planned.control][both]).to_numpy(dtype=float)
        centre = float(differences.mean()) if len(both) else None
        name, sign, unit = "mean", "-", observed.measured_in
        if planned.geometric:
            name, sign, unit = "geo_mean", "/", ""
            centre = math.exp(centre) if centre is not None else None
        place = {
            "group1": planned.of,
            "group1_level": f"{code} {sign} {planned.control}",
            "variable": planned.response,
        }
        yield analysis.row(OBSERVED, "n_within", len(both), **place)
        none = "" if len(both) else "No unit has both."
        yield analysis.row(OBSERVED, name, centre, unit=unit, error=none, **place)
