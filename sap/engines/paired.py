"""Paired tests of the default engine: rows to unit means, one difference a unit, a test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from importlib.metadata import version

import numpy as np
import pandas as pd

from sap.engines.base import PairedKind, PairedRequest, PairedResult
from sap.errors import DataError, rows_in_words
from sap.formula import Response
from sap.inference.paired import Floats, PairedStatistics, doubled_ranks, paired_t, signed_rank
from sap.model.response import ResponseScale

TESTS: dict[PairedKind, Callable[[Floats, float], PairedStatistics]] = {
    "paired-t": paired_t,
    "wilcoxon": signed_rank,
}


def paired_test(data: pd.DataFrame, request: PairedRequest) -> PairedResult:
    """Compare two arms within units.

    Parameters
    ----------
    data
        One row a measurement, without missing values.
    request
        What is compared, and how.

    Returns
    -------
    PairedResult

    Raises
    ------
    DataError
        If a value is outside the domain of the transformation.
    AnalysisError
        If there are too few pairs, or no difference between them.
    """
    scale = ResponseScale(request.transformation)
    means = unit_means(data, request, scale)
    alone = means.isna()
    pairs = means[~alone.any(axis=1)]
    differences = (pairs[request.level] - pairs[request.reference]).to_numpy(dtype=float)
    found = TESTS[request.kind](differences, request.conf_level)
    return PairedResult(
        engine="statsmodels",
        statistics=_statistics(found, scale),
        n_pairs=len(pairs),
        n_zero=len(pairs) - len(doubled_ranks(differences)),
        n_unpaired={
            level: int((alone.any(axis=1) & ~alone[level]).sum())
            for level in (request.reference, request.level)
        },
        versions={name: version(name) for name in ("sap", "numpy", "scipy")},
    )


def unit_means(data: pd.DataFrame, request: PairedRequest, scale: ResponseScale) -> pd.DataFrame:
    """Average the rows of each unit and arm on the scale of the model.

    Parameters
    ----------
    data, request
        As for `paired_test`.
    scale
        The scale.

    Returns
    -------
    pandas.DataFrame
        One row a unit, one column an arm; NaN where a unit has no row of an arm.
    """
    values = data[request.response].to_numpy(dtype=float)
    outside = ~scale.inside(values)
    if outside.any():
        label = Response(request.response, request.transformation).label
        raise DataError(
            f"{label} needs values {scale.domain}; '{request.response}' has other values in "
            f"{rows_in_words(data.index[outside])}."
        )
    scaled = pd.DataFrame(
        {
            "unit": data[request.unit].astype(str),
            "arm": data[request.arm].astype(str),
            "value": scale.forward(values),
        }
    )
    means = scaled.pivot_table("value", "unit", "arm", aggfunc="mean")
    return means.reindex(columns=[request.reference, request.level])


def _statistics(found: PairedStatistics, scale: ResponseScale) -> dict[str, float]:
    """Go back to the response scale; the standard error follows by the delta method."""
    statistics = {name: value for name, value in asdict(found).items() if value is not None}
    if "std_error" in statistics:
        slope = scale.back_contrast_slope(np.array([found.estimate]))
        statistics["std_error"] *= abs(float(slope[0]))
    for name in ("estimate", "conf_low", "conf_high"):
        statistics[name] = float(scale.back_contrast(np.array([statistics[name]]))[0])
    return statistics
