"""Paired tests by R: its own t.test and wilcox.test, on unit means that R makes too."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from sap.engines.base import PairedRequest, PairedResult
from sap.engines.pymer4_client import worker

if TYPE_CHECKING:
    import pandas as pd


def paired_test(data: pd.DataFrame, request: PairedRequest) -> PairedResult:
    """Have R compare two arms within units.

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
    AnalysisError
        With R's words, if there are too few pairs or no difference between them.
    """
    r = worker()
    codes = data[request.unit].astype(str).factorize()[0]
    found: dict[str, Any] = r.ask(
        "paired",
        kind=request.kind,
        value=data[request.response].astype(float).tolist(),
        unit=codes.tolist(),
        treated=(data[request.arm].astype(str) == request.level).tolist(),
        transformation=request.transformation,
        level=request.conf_level,
    )
    n_pairs, n_zero, only_reference, only_level = (int(n) for n in found.pop("counts"))
    numbers = {name: value[0] for name, value in found.items()}
    return PairedResult(
        engine="pymer4",
        statistics={name: float("nan") if x is None else float(x) for name, x in numbers.items()},
        n_pairs=n_pairs,
        n_zero=n_zero,
        n_unpaired={request.reference: only_reference, request.level: only_level},
        versions={"sap": version("sap"), **r.versions},
    )
