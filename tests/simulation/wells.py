"""SIMULATED duplicate wells of donors: two treatments that do not differ, and readings cut off."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analyses.sclero_jak.assays import KIT_RANGE, RESPONSES
from analyses.sclero_jak.assumptions import (
    SD_BATCH,
    SD_CULTURE,
    SD_LLOQ_BETWEEN_PLATES,
    SD_PLATE,
    SD_REPLICATE,
    SD_ULOQ_BETWEEN_PLATES,
)

#: Standard deviations on the log scale, those that the first study assumes for CCL18.
DONOR, SLOPE, CULTURE, PLATE, WELL = 0.80, 0.30, 0.15, 0.15, 0.08

MODEL = "log(conc) ~ treatment + (1 | donor) + (1 | donor:treatment) + (1 | plate)"
WELLS_AS_DONORS = "log(conc) ~ treatment + (1 | donor)"


def null_wells(seed: int, number: int, *, donors: int = 8) -> pd.DataFrame:
    """Simulate one data set in which the treatment does nothing on average.

    Two donors share a plate, 4 % of the wells have no reading, and 5 % of the donors were
    seen under one treatment only. Donors differ in how they respond, so that wells of one
    donor and treatment are alike.

    Parameters
    ----------
    seed, number
        Of the simulation, and of the data set in it.
    donors
        How many donors.

    Returns
    -------
    pandas.DataFrame
        ``conc``, ``treatment``, ``donor``, ``plate``.
    """
    rng = np.random.default_rng([seed, number])
    donor, arm, _ = (part.ravel() for part in np.indices((donors, 2, 2)))
    plate = donor // 2
    log_conc = (
        8.7
        + rng.normal(0.0, DONOR, donors)[donor]
        + (arm - 0.5) * rng.normal(0.0, SLOPE, donors)[donor]
        + rng.normal(0.0, CULTURE, (donors, 2))[donor, arm]
        + rng.normal(0.0, PLATE, donors)[plate]
        + rng.normal(0.0, WELL, len(donor))
    )
    kept = rng.random(len(donor)) >= 0.04
    kept &= ~((rng.random(donors) < 0.05)[donor] & (arm == 1))
    made = pd.DataFrame(
        {
            "conc": np.exp(log_conc),
            "treatment": np.array(["control", "drug"])[arm],
            "donor": [f"D{number + 1}" for number in donor],
            "plate": [f"P{number + 1}" for number in plate],
        }
    )
    return made[kept].reset_index(drop=True)


def wells_below_the_limit(
    seed: int, number: int, analyte: str, *, donors: int = 98
) -> pd.DataFrame:
    """Simulate one data set of an analyte of the study, much of which lies below its limit.

    Eight donors share a plate, whose limits are its own. A reading below the lower one is half
    of it, a reading above the upper one is the upper one.

    Parameters
    ----------
    seed, number
        Of the simulation, and of the data set in it.
    analyte
        Unstimulated, in the medium of patients' cells.
    donors
        How many donors.

    Returns
    -------
    pandas.DataFrame
        ``conc``, ``treatment``, ``donor``, ``plate``.
    """
    rng = np.random.default_rng([seed, number])
    response = next(r for r in RESPONSES if (r.analyte, r.stimulation) == (analyte, "NS"))
    donor, arm, _ = (part.ravel() for part in np.indices((donors, 2, 2)))
    plate = donor // 8
    log_ratio = np.log(response.gmr["SSC"]) + rng.normal(0.0, response.sd_slope, donors)
    log_conc = (
        np.log(response.gm_vehicle["SSC"] * response.gmr["SSC"] ** 0.5)
        + rng.normal(0.0, response.sd_donor, donors)[donor]
        + (arm - 0.5) * log_ratio[donor]
        + rng.normal(0.0, SD_CULTURE, (donors, 2))[donor, arm]
        + rng.normal(0.0, np.hypot(SD_PLATE, SD_BATCH), donors)[plate]
        + rng.normal(0.0, SD_REPLICATE, len(donor))
    )
    lower, upper = (np.log(limit * response.dilution) for limit in KIT_RANGE[analyte])
    lloq = lower + rng.normal(0.0, SD_LLOQ_BETWEEN_PLATES, donors)[plate]
    uloq = upper + rng.normal(0.0, SD_ULOQ_BETWEEN_PLATES, donors)[plate]
    read = np.where(log_conc < lloq, lloq - np.log(2.0), np.minimum(log_conc, uloq))
    kept = rng.random(len(donor)) >= 0.04
    kept &= ~((rng.random(donors) < 0.05)[donor] & (arm == 1))
    made = pd.DataFrame(
        {
            "conc": np.exp(read),
            "treatment": np.array(["control", "drug"])[arm],
            "donor": [f"D{number + 1}" for number in donor],
            "plate": [f"P{number + 1}" for number in plate],
        }
    )
    return made[kept].reset_index(drop=True)
