"""The SIMULATED flow cytometry: one tube a culture and panel, one row a marker."""

from __future__ import annotations

import math
from statistics import NormalDist

from analyses.sclero_jak import assays
from analyses.sclero_jak import assumptions as a
from analyses.sclero_jak.chance import chosen, normal, uniform
from analyses.sclero_jak.laboratory import Layout, Row
from analyses.sclero_jak.truth import donor_deviate, slope_deviate

POSITIVE = NormalDist(math.log(2.0), 0.6)  # log ratio at which a share of the cells is positive


def make_flow(layout: Layout, cultures: list[Row]) -> list[Row]:
    """Make one row a marker of a culture, by run."""
    donors = {donor.id: donor for donor in layout.donors}
    rows: list[Row] = []
    for expression in assays.EXPRESSIONS:
        for culture in cultures:
            if culture["stim"] != expression.stimulation:
                continue
            donor, treatment = donors[str(culture["donor_id"])], str(culture["treatment"])
            run = f"R{layout.run(donor, treatment):02d}"
            slope = math.log(expression.gmr)
            slope += assays.SD_FLOW_SLOPE * slope_deviate(expression.marker, donor)
            level = centre(expression) + a.TREATMENTS[treatment] * slope
            level += assays.SD_FLOW_DONOR * donor_deviate(expression.marker, donor)
            rows.append(tube_row(str(culture["culture_id"]), expression.marker, run, level))
    lose_tubes(rows)
    return sorted(rows, key=lambda row: str(row["run_id"]))


def centre(expression: assays.Expression) -> float:
    """Log ratio half way between the arms."""
    return math.log(expression.gm_vehicle) + math.log(expression.gmr) / 2


def tube_row(culture_id: str, marker: str, run: str, level: float) -> Row:
    """Make one marker of a culture.

    Parameters
    ----------
    culture_id, marker, run
        What is measured, and in which run of the cytometer.
    level
        Log of the ratio of the median fluorescence to that of the isotype control.
    """
    level += assays.SD_FLOW_RUN * normal("run", marker, run)
    level += assays.SD_FLOW_RESIDUAL * normal("tube", marker, culture_id)
    isotype = assays.ISOTYPE_MFI * math.exp(assays.SD_ISOTYPE * normal("isotype", culture_id))
    low, high = assays.EVENTS
    return {
        "culture_id": culture_id,
        "marker": marker,
        "run_id": run,
        "mfi_median": round(round(isotype, 1) * math.exp(level)),
        "mfi_isotype": f"{isotype:.1f}",
        "pct_pos": f"{100 * POSITIVE.cdf(level):.1f}",
        "n_events": round(low + (high - low) * uniform("events", culture_id)),
        "panel_lot": f"P{1 + (int(run[-2:]) - 1) // 5}",
        "flag": "OK",
    }


def lose_tubes(rows: list[Row]) -> None:
    """Empty the measurement of some rows; the rows stay, so that they are counted."""
    names = {f"{row['culture_id']}/{row['marker']}": row for row in rows}
    for name in sorted(chosen(names, round(a.SHARE_WELLS_MISSING * len(names)), "missing tube")):
        names[name] |= {"mfi_median": "", "mfi_isotype": "", "pct_pos": "", "n_events": ""}
        names[name]["flag"] = ""
