"""Estimated marginal means: averages of a reference grid, on either scale.

Searle, Speed & Milliken (1980), doi:10.1080/00031305.1980.10483031. Weights as in emmeans.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sap.errors import PlanError, did_you_mean
from sap.inference.basis import LinearBasis, combine
from sap.inference.distributions import t_critical, t_two_sided
from sap.inference.grid import ReferenceGrid, Value
from sap.inference.statistics import LINK, BackTransformation, back_transformation, columns_of
from sap.model.response import ResponseScale

Floats: TypeAlias = NDArray[np.floating[Any]]

WEIGHTS = ("equal", "proportional", "outer", "cells")
"""Ways to average by name.

``equal``: each combination alike. ``proportional``: by the rows of the data in each
combination averaged over, the same for all means. ``outer``: by products of the one-factor
frequencies. ``cells``: by the rows of the data in each cell.
"""


@dataclass(frozen=True)
class MarginalMeans:
    """Means, or slopes, as linear combinations of the coefficients.

    Parameters
    ----------
    specs
        Variables that define the means of one family.
    by
        Variables that define the families.
    levels
        Levels or values of each of them, by name: `specs` first, then `by`.
    factors
        Names of the factors among them; the others are covariates.
    rows
        (families, means, p); the first of `specs` and the first of `by` vary fastest.
    slope_of
        The covariate whose slopes these are; empty for means.
    """

    specs: tuple[str, ...]
    by: tuple[str, ...]
    levels: Mapping[str, tuple[Value, ...]]
    factors: frozenset[str]
    rows: Floats
    slope_of: str = ""

    def columns(self, names: Sequence[str], repeat: int, tile: int) -> dict[str, list[Value]]:
        """Values of some variables over their combinations, the first varying fastest.

        Parameters
        ----------
        names
            `specs` or `by`.
        repeat
            How often each combination is repeated in a row.
        tile
            How often the whole is repeated.

        Returns
        -------
        dict
            A column a name.
        """
        made: dict[str, list[Value]] = {}
        below, total = 1, int(np.prod([len(self.levels[name]) for name in names], dtype=int))
        for name in names:
            values = self.levels[name]
            once = [value for value in values for _ in range(below)]
            once = once * (total // (below * len(values)))
            made[name] = [value for value in once for _ in range(repeat)] * tile
            below *= len(values)
        return made


def marginal_means(
    grid: ReferenceGrid,
    specs: Sequence[str],
    by: Sequence[str] = (),
    weights: str | Sequence[float] = "equal",
    slope_of: str = "",
) -> MarginalMeans:
    """Average a grid over the variables that are not asked for.

    Parameters
    ----------
    grid
        The reference grid.
    specs
        Variables that define the means; none, or ``"1"``, for the overall mean.
    by
        Variables that define families of means.
    weights
        One of `WEIGHTS`, or one weight a combination averaged over, the first variable of
        the grid varying fastest; they are divided by their sum.
    slope_of
        The covariate whose slopes the grid's rows are; empty for means.

    Returns
    -------
    MarginalMeans

    Raises
    ------
    PlanError
        If a name is no variable of the grid, or the weights don't fit.
    """
    primary = tuple(name for name in dict.fromkeys(specs) if name not in by and name != "1")
    asked = (*primary, *dict.fromkeys(by))
    for name in asked:
        if name not in grid.levels:
            raise PlanError(
                f"'{name}' is no variable of the fixed effects. "
                f"{did_you_mean(name, grid.variables)}"
            )
    averaged = tuple(i for i, name in enumerate(grid.variables) if name not in asked)
    kept = [grid.variables.index(name) for name in reversed(asked)]
    order = (*kept, *averaged, len(grid.variables))
    over = int(np.prod([grid.counts.shape[i] for i in averaged], dtype=int))
    rows = grid.rows.transpose(order).reshape(-1, over, grid.rows.shape[-1])
    shares = _shares(grid, averaged, order[:-1], weights).reshape(-1, over)
    families = int(np.prod([len(grid.levels[name]) for name in dict.fromkeys(by)], dtype=int))
    return MarginalMeans(
        specs=primary,
        by=tuple(dict.fromkeys(by)),
        levels={name: grid.levels[name] for name in asked},
        factors=grid.factors & set(asked),
        rows=_averages(shares, rows).reshape(families, -1, rows.shape[-1]),
        slope_of=slope_of,
    )


def _averages(shares: Floats, rows: Floats) -> Floats:
    """Weighted averages over the second axis, (cells, p); NaN for a cell without weight."""
    total = shares.sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = shares / total
    if not np.isnan(rows).any():
        return np.asarray(np.sum(shares[:, :, None] * rows, axis=1), dtype=float)
    return np.concatenate([combine(s[None], r) for s, r in zip(shares, rows, strict=True)])


def _shares(
    grid: ReferenceGrid,
    averaged: tuple[int, ...],
    order: tuple[int, ...],
    weights: str | Sequence[float],
) -> Floats:
    """Weights of all combinations, axes in the order asked for."""
    counts = grid.counts if grid.counts.any() else np.ones_like(grid.counts)
    if not isinstance(weights, str):
        made = _stated(grid, averaged, weights)
    elif weights == "equal":
        made = np.ones_like(counts)
    elif weights == "cells":
        made = counts
    elif weights in ("proportional", "outer"):
        margin = counts.sum(axis=tuple(set(range(counts.ndim)) - set(averaged)), keepdims=True)
        made = margin if weights == "proportional" else _outer(margin)
    else:
        raise PlanError(f"Unknown weights '{weights}'. {did_you_mean(weights, WEIGHTS)}")
    return np.broadcast_to(made, counts.shape).transpose(order)


def _outer(margin: Floats) -> Floats:
    made = np.ones_like(margin)
    for axis in range(margin.ndim):
        others = tuple(i for i in range(margin.ndim) if i != axis)
        made = made * margin.sum(axis=others, keepdims=True)
    return made


def _stated(grid: ReferenceGrid, averaged: tuple[int, ...], weights: Sequence[float]) -> Floats:
    given = np.asarray(weights, dtype=float)
    sizes = [grid.counts.shape[axis] for axis in averaged]
    if given.shape != (int(np.prod(sizes, dtype=int)),):
        names = " and ".join(f"'{grid.variables[axis]}'" for axis in averaged) or "nothing"
        raise PlanError(
            f"{given.size} weights given; the means average over {names}, "
            f"which takes {int(np.prod(sizes, dtype=int))}."
        )
    if not (np.isfinite(given).all() and (given >= 0).all() and given.sum() > 0):
        raise PlanError("Weights must be zero or more, and not all zero.")
    shape = [size if i in averaged else 1 for i, size in enumerate(grid.counts.shape)]
    # The first variable varies fastest, so the last axis averaged over comes first.
    return np.asarray(given.reshape(sizes[::-1]).transpose().reshape(shape), dtype=float)


def means_table(
    basis: LinearBasis,
    means: MarginalMeans,
    scale: ResponseScale,
    type: str = "link",
    conf_level: float = 0.95,
) -> pd.DataFrame:
    """Estimate means, with tests against zero on the link scale.

    Parameters
    ----------
    basis
        The fitted model.
    means
        Which means.
    scale
        The response's scale.
    type
        ``link``, or ``response`` for the scale of the data. Slopes of a log response become
        ratios per unit of the covariate; other slopes stay on the link scale.
    conf_level
        Of the intervals.

    Returns
    -------
    pandas.DataFrame
        Columns: the variables, then the statistics. ``attrs["scale"]`` says what the
        estimates are: ``link``, ``response``, ``ratio``.
    """
    found = basis.estimate(means.rows.reshape(-1, means.rows.shape[-1]))
    back = _back(means, scale, type)
    families, count = means.rows.shape[:2]
    columns: dict[str, object] = {**means.columns(means.specs, 1, families)}
    if not means.specs:
        columns["1"] = ["overall"] * families
    columns.update(means.columns(means.by, count, 1))
    critical = t_critical(1.0 - conf_level, found.df)
    columns.update(columns_of(found, critical, t_two_sided(found.statistic, found.df), back))
    table = pd.DataFrame(columns)
    table.attrs["scale"] = back.name
    return table


def _back(means: MarginalMeans, scale: ResponseScale, type: str) -> BackTransformation:
    if means.slope_of:
        return back_transformation(scale, type, contrast=True) if scale.is_log else LINK
    return back_transformation(scale, type, contrast=False)
