"""SIMULATED cells under sera that bring some of the analyte themselves, with blanks of each."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analyses.sclero_jak import assays

MODEL = (
    "log({}) ~ arm + (1 | cell) + (1 | serum) + (0 + code | cell) + (0 + code | serum)"
    " + (1 | cell:serum) + (1 | cell:serum:arm) + (1 | plate)"
)
CELLS, SERA, EACH, WELLS, CELLS_A_PLATE = 24, 32, 4, 2, 3
MADE = 5000.0
LLOQ = 780.0
RATIO = 0.70
# Standard deviations of logs: of levels, of responses to the drug, of culture, plate and well.
SD_CELL, SD_SERUM, SD_PAIR, SD_CELL_SLOPE, SD_SERUM_SLOPE = 0.60, 0.35, 0.20, 0.25, 0.20
SD_CULTURE, SD_PLATE, SD_WELL, SD_BROUGHT = 0.15, 0.15, 0.08, 0.30


@dataclass(frozen=True)
class Serum:
    """What `wells_with_blanks` takes for an analyte of the study, by its assumptions.

    Parameters
    ----------
    share
        How much of what is in the medium the serum brings.
    ratio
        The true one.
    lloq
        The lower limit, where the cells make `MADE`.
    """

    share: float
    ratio: float
    lloq: float


def serum_of(analyte: str) -> Serum:
    """Give what the study assumes of an analyte in the medium with serum of patients.

    Parameters
    ----------
    analyte
        As the study names it.
    """
    response = next(r for r in assays.RESPONSES if (r.analyte, r.stimulation) == (analyte, "NS"))
    ratio = response.gmr["HD"]
    made = response.gm_vehicle["HD"] * assays.SERUM_RATIO[analyte] * math.sqrt(ratio)
    brought = assays.CARRY_OVER[analyte]
    lloq = assays.KIT_RANGE[analyte][0] * assays.SERUM_DILUTION[analyte]
    return Serum(brought / (brought + made), ratio, lloq / made * MADE)


def wells_with_blanks(
    seed: int, number: int, share: float, *, ratio: float = RATIO, lloq: float = LLOQ
) -> pd.DataFrame:
    """Simulate the wells of one data set, each with what was measured and its mean blank.

    Parameters
    ----------
    seed, number
        Of the random numbers.
    share
        How much of what is in the medium the serum brings, at the geometric means.
    ratio
        The true one, drug / vehicle, of what the cells make.
    lloq
        The lower limit, where the cells make `MADE` between the arms.

    Returns
    -------
    DataFrame
        Columns cell, serum, arm, code, plate, blank, measured, net; below `lloq` half of it.
    """
    rng = np.random.default_rng([seed, number])
    deal = np.concatenate([rng.permutation(SERA) for _ in range(CELLS * EACH // SERA)])
    pairs = pd.DataFrame({"cell": np.repeat(np.arange(CELLS), EACH), "serum": deal})
    rows = pairs.merge(pd.DataFrame({"code": [-0.5, 0.5]}), how="cross")

    def of(column: str, size: int, sd: float) -> np.ndarray:
        return rng.normal(0.0, sd, size)[rows[column].to_numpy()]

    slope = math.log(ratio) + of("cell", CELLS, SD_CELL_SLOPE) + of("serum", SERA, SD_SERUM_SLOPE)
    level = math.log(MADE) + of("cell", CELLS, SD_CELL) + of("serum", SERA, SD_SERUM)
    level += np.repeat(rng.normal(0.0, SD_PAIR, len(pairs)), 2)
    level += rng.normal(0.0, SD_CULTURE, len(rows)) + rows["code"] * slope
    middle = MADE * share / (1.0 - share)
    brought = middle * np.exp(rng.normal(0.0, SD_BROUGHT, SERA))
    rows["plate"] = rows["cell"] // CELLS_A_PLATE
    n_plates = CELLS // CELLS_A_PLATE
    plates = rng.normal(0.0, SD_PLATE, n_plates + 1)  # the last one holds the blanks
    inside = np.exp(level) + brought[rows["serum"]]
    inside *= np.exp(plates[rows["plate"]])
    blank = brought[:, None] * np.exp(plates[n_plates] + rng.normal(0.0, SD_WELL, (SERA, WELLS)))
    rows["inside"], rows["blank"] = inside, blank.mean(axis=1)[rows["serum"]]
    wells = rows.loc[rows.index.repeat(WELLS)].reset_index(drop=True)
    wells["measured"] = wells.pop("inside") * np.exp(rng.normal(0.0, SD_WELL, len(wells)))
    wells["net"] = wells["measured"] - wells["blank"]
    for name in ("measured", "net"):
        wells[name] = wells[name].where(wells[name] >= lloq, lloq / 2)
    arms = pd.Categorical.from_codes((wells["code"] > 0).astype(int), ["vehicle", "drug"])
    return wells.assign(arm=arms)
