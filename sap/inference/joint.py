"""F tests of equal means and of their interactions, over all rows or within families."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sap.inference.basis import JointTest, LinearBasis, combine
from sap.inference.grid import Value, reference_grid
from sap.inference.means import MarginalMeans, marginal_means
from sap.model.fixed import FixedDesign
from sap.model.frame import ModelFrame

Floats: TypeAlias = NDArray[np.floating[Any]]

NOTHING = 1e-8
"""Singular values below this share of the largest are zero."""


def hypothesis_rows(basis: LinearBasis, functions: Floats, means: Floats) -> Floats:
    """Choose independent estimable rows that span what a hypothesis can test.

    Parameters
    ----------
    basis
        The fitted model.
    functions
        Orthonormal combinations of means that are zero under the hypothesis, (c, k).
    means
        The means as rows of coefficients, (k, p).

    Returns
    -------
    ndarray
        (q, p). The rows are orthonormal as functions of the means, so that Satterthwaite's
        df for several contrasts depends neither on the order of levels nor on the
        reference level.
    """
    if np.isnan(means).any():
        unknown = np.atleast_1d(np.isnan(means).any(axis=1))
        functions = functions[(functions[:, unknown] == 0.0).all(axis=1)]
        means = np.where(unknown[:, None], 0.0, means)
    if basis.null_basis.shape[1] and len(functions):
        unseen = combine(functions, means) @ basis.null_basis
        left, sizes, _ = np.linalg.svd(unseen, full_matrices=True)
        rank = int(np.sum(sizes > 1e-6 * max(1.0, sizes.max(initial=0.0))))
        functions = left[:, rank:].T @ functions
    columns, sizes, _ = np.linalg.svd(_unit_columns(means), full_matrices=False)
    columns = columns[:, sizes > NOTHING * sizes.max(initial=0.0)]
    _, sizes, right = np.linalg.svd(functions @ columns, full_matrices=False)
    right = right[sizes > NOTHING * max(1.0, sizes.max(initial=0.0))]
    return combine(right @ columns.T, means)


def _unit_columns(rows: Floats) -> Floats:
    sizes = np.linalg.norm(rows, axis=0)
    return np.asarray(rows / np.where(sizes > 0.0, sizes, 1.0), dtype=float)


def differences(count: int) -> Floats:
    """Orthonormal contrasts of `count` means (Helmert's), (count - 1, count)."""
    made = np.zeros((count - 1, count))
    for row in range(1, count):
        made[row - 1, :row] = -1.0
        made[row - 1, row] = row
        made[row - 1] /= np.sqrt(row * (row + 1.0))
    return made


def interaction(sizes: Sequence[int]) -> Floats:
    """Orthonormal interaction contrasts of means, the first variable varying fastest."""
    made: Floats = np.ones((1, 1))
    for size in sizes:
        made = np.kron(differences(size), made)
    return made


def equality_table(basis: LinearBasis, means: MarginalMeans) -> pd.DataFrame:
    """Test in each family that all its means are equal.

    Parameters
    ----------
    basis
        The fitted model.
    means
        The means, or slopes.

    Returns
    -------
    pandas.DataFrame
        Columns: term (the names of `specs` joined by ``:``), the `by` variables, num_df,
        den_df, statistic, p_value.
    """
    functions = differences(means.rows.shape[1])
    found = [basis.test(hypothesis_rows(basis, functions, family)) for family in means.rows]
    terms = [":".join(means.specs)] * len(found)
    return joint_table(terms, found, means.columns(means.by, 1, 1))


def joint_tests_table(
    basis: LinearBasis,
    design: FixedDesign,
    frame: ModelFrame,
    by: Sequence[str] = (),
    at: Mapping[str, object] | None = None,
    weights: str | Sequence[float] = "equal",
) -> pd.DataFrame:
    """Test each effect of the reference grid, within each combination of `by`.

    As emmeans' joint_tests: an effect is tested by the interaction contrasts of its means;
    a covariate enters by its mean less one and plus one. Unlike type III tests, factors
    are compared at the means of covariates and not at zero.

    Parameters
    ----------
    basis
        The fitted model.
    design
        The fixed effects.
    frame
        The rows used.
    by
        Variables within whose combinations effects are tested.
    at
        As for `grid.reference_grid`.
    weights
        As for `means.marginal_means`, by name.

    Returns
    -------
    pandas.DataFrame
        Columns as of `equality_table`; rows by order of the effect, then as named.
    """
    chosen: dict[str, object] = dict(at or {})
    for name in design.numeric:
        if name not in chosen and name not in by:
            values = np.unique(frame.covariates[name])
            middle = float(np.mean(frame.covariates[name]))
            chosen[name] = tuple(values) if len(values) <= 2 else (middle - 1.0, middle + 1.0)
    grid = reference_grid(design, frame, chosen)
    names = [n for n in grid.variables if n not in by and len(grid.levels[n]) > 1]
    together = [set(term.variables) for term in design.terms]
    terms: list[str] = []
    found: list[JointTest] = []
    columns: dict[str, list[Value]] = {name: [] for name in by}
    for order in range(1, len(names) + 1):
        for effect in combinations(names, order):
            if not any(set(effect) <= variables for variables in together):
                continue
            means = marginal_means(grid, effect, by, weights)
            functions = interaction([len(grid.levels[name]) for name in effect])
            found += [
                basis.test(hypothesis_rows(basis, functions, family)) for family in means.rows
            ]
            terms.extend([":".join(effect)] * len(means.rows))
            for name, filled in means.columns(means.by, 1, 1).items():
                columns[name].extend(filled)
    return joint_table(terms, found, columns)


def joint_table(
    terms: Sequence[str],
    found: Sequence[JointTest],
    levels: Mapping[str, Sequence[Value]] | None = None,
) -> pd.DataFrame:
    """Write F tests as a table.

    Parameters
    ----------
    terms
        What is tested, one a row.
    found
        The tests.
    levels
        Further columns.

    Returns
    -------
    pandas.DataFrame
        Columns: term, those of `levels`, num_df, den_df, statistic, p_value.
    """
    columns: dict[str, object] = {"term": list(terms), **(levels or {})}
    for name in JointTest._fields:
        columns[name] = [getattr(test, name) for test in found]
    return pd.DataFrame(columns)
