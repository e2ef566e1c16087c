"""The random-effects side of a model as the solver sees it, and its covariance parameters.

A `RandomBlock` is one random term: rows fall into the levels of a grouping factor and
carry `c` columns whose coefficients vary over the levels with a `c` x `c` covariance
matrix, relative to the residual variance. That matrix is written two ways:

- linearly, by its own elements `psi` (row-wise lower triangle), in which information
  matrices and Kenward-Roger are stated;
- by a lower-trapezoidal factor `theta` of given rank, in which the optimum is sought,
  so that no matrix leaves the positive semi-definite cone (Bates et al. 2015,
  doi:10.18637/jss.v067.i01).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.floating[Any]]
Ints = NDArray[np.intp]


@dataclass(frozen=True)
class RandomBlock:
    """One random term over the rows of a data set.

    Parameters
    ----------
    group
        Name of the grouping factor, for example ``donor`` or ``donor:treatment``.
    names
        Names of the `c` columns, ``(Intercept)`` first where there is one.
    codes
        Level of the grouping factor for each row, shape (n,), values 0..n_levels-1.
    n_levels
        Number of levels that occur.
    columns
        Values of the columns, shape (n, c).
    term
        The random term as a formula writes it, by which errors name it; empty for none.
    """

    group: str
    names: tuple[str, ...]
    codes: Ints
    n_levels: int
    columns: Floats
    term: str = ""

    @property
    def width(self) -> int:
        """Number of columns `c`."""
        return int(self.columns.shape[1])


@dataclass(frozen=True)
class Standardised:
    """A block whose columns have unit cross-product, and the way back.

    Parameters
    ----------
    block
        The block with columns `C R^-1`, so that the sum of squares of its rows is n per column.
    transform
        `R`, upper triangular (c, c): covariances return as `R^-1 Psi R^-T`.
    """

    block: RandomBlock
    transform: Floats

    def original_covariance(self, psi: Floats) -> Floats:
        """Covariance matrix of the original columns, relative to the residual variance."""
        back = np.linalg.inv(self.transform)
        return np.asarray(back @ psi @ back.T)


def standardise(block: RandomBlock) -> Standardised | None:
    """Make a block free of the units and the origin of its covariates.

    The unstructured covariance matrix absorbs any invertible change of columns, so the
    model is unchanged while slopes in any units become equally easy to find.

    Parameters
    ----------
    block
        A random term.

    Returns
    -------
    Standardised or None
        None if the columns are linearly dependent.
    """
    n = len(block.codes)
    norms = np.linalg.norm(block.columns, axis=0)
    if not np.all(norms > 0):
        return None
    q, r = np.linalg.qr(block.columns / norms)
    if np.min(np.abs(np.diag(r))) < 1e-10:
        return None
    sign = np.sign(np.diag(r))
    columns = q * sign * np.sqrt(n)
    transform = (r * sign[:, None]) * norms / np.sqrt(n)
    made = replace(block, columns=columns)
    return Standardised(made, transform)


def triangle(width: int) -> tuple[tuple[int, int], ...]:
    """Positions (u, v), u >= v, of the linear parameters of a block of `width` columns."""
    return tuple((u, v) for u in range(width) for v in range(u + 1))


@dataclass(frozen=True)
class CovarianceShape:
    """Widths and ranks of all blocks: the face of the parameter space that is searched.

    Parameters
    ----------
    widths
        Columns of each block.
    ranks
        Rank of each block's covariance matrix: `width` inside, less on the boundary.
    """

    widths: tuple[int, ...]
    ranks: tuple[int, ...]

    @property
    def free(self) -> tuple[tuple[int, int, int], ...]:
        """Free elements (block, row, column) of the factors, in the order of `theta`."""
        return tuple(
            (b, u, v)
            for b, (width, rank) in enumerate(zip(self.widths, self.ranks, strict=True))
            for v in range(rank)
            for u in range(v, width)
        )

    @property
    def linear(self) -> tuple[tuple[int, int, int], ...]:
        """Linear parameters (block, u, v), u >= v, in the order of `psi`."""
        return tuple((b, u, v) for b, width in enumerate(self.widths) for u, v in triangle(width))

    def factors(self, theta: Floats) -> list[Floats]:
        """Lower-trapezoidal factors, one (width, width) matrix a block."""
        made: list[Floats] = [np.zeros((width, width)) for width in self.widths]
        for value, (b, u, v) in zip(theta, self.free, strict=True):
            made[b][u, v] = value
        return made

    def covariances(self, theta: Floats) -> list[Floats]:
        """Relative covariance matrices, one (width, width) matrix a block."""
        return [factor @ factor.T for factor in self.factors(theta)]

    def psi(self, theta: Floats) -> Floats:
        """Linear parameters at `theta`, shape (k,)."""
        matrices = self.covariances(theta)
        return np.array([matrices[b][u, v] for b, u, v in self.linear])

    def jacobian(self, theta: Floats) -> Floats:
        """Derivative of `psi` with respect to `theta`, shape (k, f)."""
        factors = self.factors(theta)
        made = np.zeros((len(self.linear), len(self.free)))
        for j, (block, row, column) in enumerate(self.free):
            for i, (b, u, v) in enumerate(self.linear):
                if b != block:
                    continue
                if u == row:
                    made[i, j] += factors[b][v, column]
                if v == row:
                    made[i, j] += factors[b][u, column]
        return made

    def curvature(self, gradient: Floats) -> Floats:
        """Sum of `gradient[i]` times the (constant) second derivative of `psi[i]`, (f, f)."""
        place = {key: i for i, key in enumerate(self.linear)}
        made = np.zeros((len(self.free), len(self.free)))
        for i, (b, u, column) in enumerate(self.free):
            for j, (other, v, other_column) in enumerate(self.free):
                if b == other and column == other_column:
                    made[i, j] = gradient[place[b, max(u, v), min(u, v)]] * (2.0 if u == v else 1.0)
        return made

    def start(self) -> Floats:
        """Factors of unit variance without correlation."""
        return np.array([1.0 if u == v else 0.0 for _, u, v in self.free])

    def reduced(self, ranks: Sequence[int]) -> CovarianceShape:
        """The same blocks on a face of lower rank."""
        return CovarianceShape(self.widths, tuple(ranks))

    def theta_from(self, matrices: Sequence[Floats]) -> Floats:
        """Factors, of this shape's ranks, nearest to given covariance matrices."""
        factors = []
        for matrix, rank in zip(matrices, self.ranks, strict=True):
            values, vectors = np.linalg.eigh(matrix)
            order = np.argsort(values)[::-1][:rank]
            root = vectors[:, order] * np.sqrt(np.maximum(values[order], 0.0))
            lower = np.zeros_like(matrix)
            if rank:
                # QR of the transpose rotates the root into lower-trapezoidal form.
                r = np.linalg.qr(root.T)[1].T
                lower[:, :rank] = r * np.where(np.diag(r) < 0, -1.0, 1.0)
            factors.append(lower)
        return np.array([factors[b][u, v] for b, u, v in self.free])
