"""Load an engine when it is asked for, and not before."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from sap.engines.base import FitOptions, FittedModel, PairedRequest, PairedResult
from sap.engines.catalogue import CAPABILITIES
from sap.errors import PlanError, did_you_mean
from sap.formula import MixedFormula

if TYPE_CHECKING:
    import pandas as pd


SLOW_ENGINES = frozenset({"pymer4"})
"""Engines whose start takes seconds, once a run."""


class FitFunction(Protocol):
    """What an engine's file offers under the name `fit`."""

    def __call__(
        self, formula: MixedFormula, data: pd.DataFrame, options: FitOptions
    ) -> FittedModel:
        """Fit a formula to data."""


def load_engine(name: str) -> FitFunction:
    """Return an engine's fit function.

    Parameters
    ----------
    name
        ``statsmodels`` or ``pymer4``.

    Returns
    -------
    callable
        ``fit(formula, data, options) -> FittedModel``.

    Raises
    ------
    PlanError
        If there is no such engine, or what it stands on is not installed.
    """
    if name == "statsmodels":
        from sap.engines import statsmodels

        return statsmodels.fit
    if name == "pymer4":
        from sap.engines import pymer4

        return pymer4.fit
    raise PlanError(f"Unknown engine '{name}'. {did_you_mean(name, CAPABILITIES)}")


PairedFunction = Callable[["pd.DataFrame", PairedRequest], PairedResult]


def load_paired(name: str) -> PairedFunction:
    """Return an engine's function for paired tests.

    Parameters
    ----------
    name
        ``statsmodels`` or ``pymer4``.

    Returns
    -------
    callable
        ``paired_test(data, request) -> PairedResult``.

    Raises
    ------
    PlanError
        If there is no such engine.
    """
    if name == "statsmodels":
        from sap.engines import paired

        return paired.paired_test
    if name == "pymer4":
        from sap.engines import pymer4_paired

        return pymer4_paired.paired_test
    raise PlanError(f"Unknown engine '{name}'. {did_you_mean(name, CAPABILITIES)}")


def prepare_engine(name: str, say: Callable[[str], None] | None = None) -> None:
    """Load what an engine needs a while for, once for all analyses.

    Parameters
    ----------
    name
        ``statsmodels``, which needs nothing, or ``pymer4``, which starts R.
    say
        Told what is happening. Without it nobody waits: R loads while the caller goes on,
        and the first fit waits for what is left.

    Raises
    ------
    PlanError
        If what the engine stands on is not installed.
    """
    if name in SLOW_ENGINES:
        from sap.engines.pymer4_client import worker

        r = worker()
        if say is not None:
            r.ready(say)
