"""A fit again without some of its rows, from the optimum of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sap.solver.blocks import CovarianceShape, RandomBlock
from sap.solver.mixed_model import Estimates, MixedModel, estimate, mixed_model

Floats: TypeAlias = NDArray[np.floating[Any]]
Ints = NDArray[np.intp]

OFF_THE_BOUNDARY = 0.01
"""Smallest relative variance to start from: at zero itself the criterion is stationary."""


def block_of_rows(block: RandomBlock, rows: Ints) -> RandomBlock:
    """Take some rows of a random term; levels that none of them has are gone.

    Parameters
    ----------
    block
        A random term over all rows.
    rows
        Positions of the rows kept.

    Returns
    -------
    RandomBlock
    """
    levels, codes = np.unique(block.codes[rows], return_inverse=True)
    return RandomBlock(
        block.group, block.names, codes.astype(np.intp), len(levels), block.columns[rows]
    )


def refit(estimates: Estimates, x: Floats, y: Floats, blocks: Sequence[RandomBlock]) -> Estimates:
    """Fit nearly the same data, starting from an optimum.

    Parameters
    ----------
    estimates
        The fit to start from; of the same terms.
    x, y, blocks
        The rows to be fitted, as for `mixed_model`.

    Returns
    -------
    Estimates
        At the optimum of these rows; the start decides only how soon it is found.

    Raises
    ------
    AnalysisError
        If these rows do not identify the model, or no optimum is found.
    """
    model = mixed_model(x, y, blocks, reml=estimates.model.criterion.reml)
    return estimate(model, start_from(estimates, model))


def start_from(estimates: Estimates, model: MixedModel) -> Floats:
    """Factors that give a model the covariances of another fit of the same terms.

    Parameters
    ----------
    estimates
        The fit.
    model
        The model to be started, whose columns are standardised over other rows.

    Returns
    -------
    array of shape (f,)
        Of full rank, a little off the boundary where the fit lies on it.
    """
    relative = estimates.optimum.shape.covariances(estimates.optimum.evaluation.theta)
    matrices = []
    for fitted, other, matrix in zip(estimates.model.blocks, model.blocks, relative, strict=True):
        way = other.transform @ np.linalg.inv(fitted.transform)
        values, vectors = np.linalg.eigh(way @ matrix @ way.T)
        matrices.append((vectors * np.maximum(values, OFF_THE_BOUNDARY)) @ vectors.T)
    widths = tuple(len(matrix) for matrix in matrices)
    return CovarianceShape(widths, widths).theta_from(matrices)
