"""Slopes of a covariate, averaged over a reference grid as means are.

The slope is the derivative of the design's rows in the covariate, by central differences
extrapolated to step zero (Richardson): exact for polynomials up to degree six, and to about
twelve digits for logarithms and roots. emmeans takes one forward difference instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sap.errors import PlanError, did_you_mean
from sap.inference.grid import Value, design_rows, reference_grid
from sap.inference.means import MarginalMeans, marginal_means
from sap.model.fixed import FixedDesign
from sap.model.frame import ModelFrame

Floats: TypeAlias = NDArray[np.floating[Any]]

STEP = 0.02
"""Largest step, in ranges of the covariate."""

STEPS = (1.0, 0.5, 0.25)
EXTRAPOLATION = (1.0 / 45.0, -20.0 / 45.0, 64.0 / 45.0)
"""Steps, and the weights of their central differences that cancel h^2 and h^4."""


def trends(
    design: FixedDesign,
    frame: ModelFrame,
    variable: str,
    specs: Sequence[str],
    by: Sequence[str] = (),
    weights: str | Sequence[float] = "equal",
    at: Mapping[str, object] | None = None,
) -> MarginalMeans:
    """Slopes of a covariate at each combination of other variables.

    Parameters
    ----------
    design
        The fixed effects.
    frame
        The rows used.
    variable
        The covariate; the slope is per one unit of it.
    specs, by, weights
        As for `means.marginal_means`.
    at
        As for `grid.reference_grid`; may state where on the covariate the slope is taken.

    Returns
    -------
    MarginalMeans

    Raises
    ------
    PlanError
        If the variable is no covariate of the fixed effects, or the request does not fit.
    """
    if variable not in design.numeric or variable in design.levels:
        raise PlanError(
            f"'{variable}' is no covariate of the fixed effects, so it has no slope. "
            f"{did_you_mean(variable, [n for n in design.numeric if n not in design.levels])}"
        )
    grid = reference_grid(design, frame, at)
    if variable not in (at or {}) and len(grid.levels[variable]) > 1:
        # A covariate with two values has one slope, taken between them.
        middle = float(np.mean(frame.covariates[variable]))
        grid = reference_grid(design, frame, {**(at or {}), variable: middle})
    rows = slope_rows(design, frame, variable, grid.levels)
    return marginal_means(replace(grid, rows=rows), specs, by, weights, slope_of=variable)


def slope_rows(
    design: FixedDesign,
    frame: ModelFrame,
    variable: str,
    values: Mapping[str, Sequence[Value]],
) -> Floats:
    """Differentiate the design's rows in a covariate.

    Parameters
    ----------
    design, frame, variable
        As for `trends`.
    values
        Values of each variable by name.

    Returns
    -------
    ndarray
        Shape (number of values of each variable..., p).
    """
    axis = list(values).index(variable)
    where = np.array(values[variable], dtype=float)
    step = _steps(where, frame.covariates[variable])
    slope: Floats | None = None
    for size, weight in zip(STEPS, EXTRAPOLATION, strict=True):
        sides = np.concatenate([where - size * step, where + size * step])
        low, high = np.split(
            design_rows(design, frame, {**values, variable: tuple(sides)}), 2, axis=axis
        )
        # The step as the rounded ends have it, so that a straight line has its exact slope.
        width = sides[len(where) :] - sides[: len(where)]
        shape = [-1 if i == axis else 1 for i in range(low.ndim)]
        part = weight * (high - low) / width.reshape(shape)
        slope = part if slope is None else slope + part
    assert slope is not None
    return slope


def _steps(where: Floats, observed: Floats) -> Floats:
    """Steps that stay inside the domain of logarithms and roots where the data do."""
    step = np.full(len(where), STEP * float(np.ptp(observed)))
    if observed.min() > 0.0:
        positive = where > 0.0
        step[positive] = np.minimum(step[positive], where[positive] / 32.0)
    return step
