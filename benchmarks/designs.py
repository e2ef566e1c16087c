"""SIMULATED data in the designs that are timed; every draw follows from a fixed seed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

ARMS = ("control", "drug")
"""In alphabetical order, so that every program takes the same reference level."""


def paired(donors: int, *, wells: int = 3, seed: int = 1) -> pd.DataFrame:
    """Simulate wells of each donor under two treatments.

    Parameters
    ----------
    donors
        Number of donors.
    wells
        Wells of a donor under one treatment.
    seed
        Of the random numbers.

    Returns
    -------
    pandas.DataFrame
        ``conc``, ``treatment``, ``donor``; donors x 2 x wells rows.
    """
    rng = np.random.default_rng(seed)
    donor = np.repeat(np.arange(donors), 2 * wells)
    arm = np.tile(np.repeat([0, 1], wells), donors)
    mean = 5.0 - 0.4 * arm + rng.normal(0.0, 0.8, donors)[donor]
    culture = rng.normal(0.0, 0.3, (donors, 2))[donor, arm]
    noise = rng.normal(0.0, 0.2, len(donor))
    return pd.DataFrame(
        {
            "conc": np.exp(mean + culture + noise),
            "treatment": _factor(arm, ARMS),
            "donor": _labelled(donor, "D"),
        }
    )


def plated(donors: int = 104, *, plates: int = 19, seed: int = 5) -> pd.DataFrame:
    """Simulate duplicate wells of donors under two treatments, read on plates.

    A donor's wells share a plate, except that 6 % of the donors have one for each treatment.

    Returns
    -------
    pandas.DataFrame
        ``conc``, ``treatment``, ``donor``, ``plate``; donors x 2 x 2 rows.
    """
    rng = np.random.default_rng(seed)
    made = paired(donors, wells=2, seed=seed)
    donor, arm = made["donor"].cat.codes.to_numpy(), made["treatment"].cat.codes.to_numpy()
    home = np.arange(donors) * plates // donors
    moved = rng.random(donors) < 0.06
    plate = (home[donor] + (moved[donor] & (arm == 1))) % plates
    shift = rng.normal(0.0, 0.15, plates)[plate]
    return made.assign(conc=made["conc"] * np.exp(shift), plate=_labelled(plate, "P"))


def crossed(cells: int = 24, *, sera: int = 32, each: int = 4, seed: int = 3) -> pd.DataFrame:
    """Simulate cells of healthy donors, each exposed to some of a pool of patient sera.

    Standard deviations: cells 0.60, serum 0.35, their slopes 0.25 and 0.20, cells x serum
    0.20, culture 0.15, plate 0.15, well 0.08; ratio of the treatments 0.70.

    Returns
    -------
    pandas.DataFrame
        ``conc``, ``trt`` and its code ``trt_c`` (-1/2, +1/2), ``hd``, ``serum``, ``plate``;
        cells x each x 2 treatments x 2 wells rows.
    """
    rng = np.random.default_rng(seed)
    deal = np.concatenate([rng.permutation(sera) for _ in range(cells * each // sera)])
    hd, serum, arm = (
        part.ravel() for part in np.broadcast_arrays(*_crossed_cells(deal.reshape(cells, each)))
    )
    code = arm - 0.5
    slope = np.log(0.7) + rng.normal(0, 0.25, cells)[hd] + rng.normal(0, 0.2, sera)[serum]
    mean = 8.0 + rng.normal(0, 0.6, cells)[hd] + rng.normal(0, 0.35, sera)[serum]
    pair = rng.normal(0, 0.2, (cells, sera))[hd, serum]
    culture = rng.normal(0, 0.15, (cells, sera, 2))[hd, serum, arm]
    plate = hd // 2
    noise = rng.normal(0, 0.15, cells)[plate] + rng.normal(0, 0.08, len(hd))
    return pd.DataFrame(
        {
            "conc": np.exp(mean + code * slope + pair + culture + noise),
            "trt": _factor(arm, ARMS),
            "trt_c": code,
            "hd": _labelled(hd, "H"),
            "serum": _labelled(serum, "S"),
            "plate": _labelled(plate, "P"),
        }
    )


def _crossed_cells(deal: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cells, sera and treatments of all wells, to be broadcast to (cells, each, 2, 2)."""
    wells = np.zeros((1, 1, 1, 2), dtype=int)
    hd = np.arange(len(deal))[:, None, None, None] + wells
    return hd, deal[:, :, None, None] + wells, np.arange(2)[None, None, :, None] + wells


def _factor(codes: np.ndarray, levels: tuple[str, ...]) -> Any:
    return pd.Categorical(np.array(levels)[codes], categories=list(levels))


def _labelled(codes: np.ndarray, letter: str) -> Any:
    return pd.Categorical([f"{letter}{code + 1:05d}" for code in codes])
