"""SIMULATED duplicate wells of a few donors under two treatments that do not differ."""

from __future__ import annotations

import numpy as np
import pandas as pd

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
