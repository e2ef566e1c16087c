"""Cross-products of a design, arranged so that a likelihood costs what its structure asks.

One grouping factor is taken as the *cluster* (the donor, in most designs). Random blocks
whose levels each lie inside one cluster make the covariance block-diagonal over clusters
and are handled cluster by cluster in batches; blocks that cross it (plates, sera) are
handled as one dense remainder of as many columns as they have levels. Cost is linear in
clusters, and no n x n matrix is formed. The idea of a blocked system is that of Bates et
al. (2015), doi:10.18637/jss.v067.i01; the layout is our own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sap.solver.blocks import RandomBlock, triangle

Floats: TypeAlias = NDArray[np.floating[Any]]
Ints = NDArray[np.intp]
Pairs = tuple[Ints, Ints]
"""Columns (a, a') linked by a linear parameter: its pattern is the sum of e_a e_a'^T."""


@dataclass(frozen=True)
class ClusterBatch:
    """Clusters of like size, padded to one layout.

    A level that a cluster lacks is a column of zeros, which changes nothing: it adds a
    one to the determinant and nothing to any product.

    Parameters
    ----------
    zz
        Z'Z of each cluster, shape (m, q, q).
    zs, zx
        Z'Z_s and Z'X of each cluster, shapes (m, q, s) and (m, q, p).
    width
        Levels that each inner block has room for in a cluster.
    design
        Z of the batch's rows over all its clusters, shape (r, m * q).
    rows
        Rows of the data in this batch, shape (r,).
    """

    zz: Floats
    zs: Floats
    zx: Floats
    width: tuple[int, ...]
    design: sparse.csr_array
    rows: Ints

    def with_rows(self, values: Floats) -> Floats:
        """Z' `values` for values of shape (n, ...): shape (m, q, ...)."""
        m, q, _ = self.zz.shape
        made = np.asarray(self.design.T @ values[self.rows])
        return made.reshape((m, q, *values.shape[1:]))


@dataclass(frozen=True)
class Moments:
    """All that the likelihood needs to know of X and Z.

    Parameters
    ----------
    n, p
        Rows, and columns of X (full rank).
    inner, outer
        Indices of the blocks inside clusters and of those that cross them.
    widths
        Columns of every block.
    levels
        Levels of every block.
    batches
        The clusters.
    outer_design
        Z_s, the columns of the crossing blocks, shape (n, s).
    ss, sx, xx
        Z_s'Z_s (s, s), Z_s'X (s, p), X'X (p, p).
    """

    n: int
    p: int
    inner: tuple[int, ...]
    outer: tuple[int, ...]
    widths: tuple[int, ...]
    levels: tuple[int, ...]
    batches: tuple[ClusterBatch, ...]
    outer_design: sparse.csr_array
    ss: Floats
    sx: Floats
    xx: Floats

    @property
    def s(self) -> int:
        """Columns of Z_s."""
        return int(self.ss.shape[0])


@dataclass(frozen=True)
class ResponseMoments:
    """Cross-products of one response with a design, and the rows that they came from.

    Parameters
    ----------
    zy
        Z'y of each batch, shapes (m, q).
    sy, xy
        Z_s'y (s,) and X'y (p,).
    x, y
        Fixed-effect columns (n, p) and response (n,).
    """

    zy: tuple[Floats, ...]
    sy: Floats
    xy: Floats
    x: Floats
    y: Floats


def design_moments(x: Floats, blocks: Sequence[RandomBlock]) -> Moments:
    """Reduce a design to its cross-products.

    Parameters
    ----------
    x
        Fixed-effect columns of full rank, shape (n, p).
    blocks
        Random terms over the same rows.

    Returns
    -------
    Moments
    """
    cluster, inner = choose_cluster(blocks)
    outer = tuple(b for b in range(len(blocks)) if b not in inner)
    outer_design = _wide_design([blocks[b] for b in outer], x.shape[0])
    batches = _batches(x, [blocks[b] for b in inner], cluster, outer_design)
    return Moments(
        n=x.shape[0],
        p=x.shape[1],
        inner=inner,
        outer=outer,
        widths=tuple(block.width for block in blocks),
        levels=tuple(block.n_levels for block in blocks),
        batches=batches,
        outer_design=outer_design,
        ss=np.asarray((outer_design.T @ outer_design).toarray()),
        sx=np.asarray(outer_design.T @ x),
        xx=x.T @ x,
    )


def response_moments(moments: Moments, x: Floats, y: Floats) -> ResponseMoments:
    """Cross-products of the response `y`, shape (n,), with a reduced design."""
    return ResponseMoments(
        zy=tuple(batch.with_rows(y) for batch in moments.batches),
        sy=np.asarray(moments.outer_design.T @ y),
        xy=x.T @ y,
        x=x,
        y=y,
    )


def choose_cluster(blocks: Sequence[RandomBlock]) -> tuple[RandomBlock, tuple[int, ...]]:
    """Pick the grouping factor whose clusters leave the smallest dense remainder.

    Parameters
    ----------
    blocks
        Random terms; at least one.

    Returns
    -------
    tuple
        The block that defines the clusters, and the indices of the blocks inside them.
    """
    best: tuple[tuple[int, int], RandomBlock, tuple[int, ...]] | None = None
    seen: set[str] = set()
    for candidate in blocks:
        if candidate.group in seen:
            continue
        seen.add(candidate.group)
        inner = tuple(b for b, block in enumerate(blocks) if _nested(block, candidate))
        remainder = sum(
            block.n_levels * block.width for b, block in enumerate(blocks) if b not in inner
        )
        # Of two equal remainders the finer clusters are the cheaper ones.
        cost = (remainder, -candidate.n_levels)
        if best is None or cost < best[0]:
            best = (cost, candidate, inner)
    assert best is not None
    return best[1], best[2]


def _nested(block: RandomBlock, cluster: RandomBlock) -> bool:
    """Whether every level of `block` lies within one level of `cluster`."""
    if block.group == cluster.group:
        return True
    if block.n_levels < cluster.n_levels:
        return False
    owner = np.full(block.n_levels, -1, dtype=np.intp)
    owner[block.codes] = cluster.codes
    return bool(np.all(owner[block.codes] == cluster.codes))


def _wide_design(blocks: Sequence[RandomBlock], n: int) -> sparse.csr_array:
    """Z of the crossing blocks, levels by columns side by side, shape (n, s)."""
    width = sum(block.n_levels * block.width for block in blocks)
    offsets = np.cumsum([0] + [block.n_levels * block.width for block in blocks])
    columns = [
        offset + block.codes[:, None] * block.width + np.arange(block.width)
        for offset, block in zip(offsets, blocks, strict=False)
    ]
    return _sparse_rows(n, width, columns, [block.columns for block in blocks])


def _sparse_rows(
    n: int, width: int, columns: Sequence[NDArray[np.int_]], values: Sequence[Floats]
) -> sparse.csr_array:
    if not columns:
        return sparse.csr_array((n, width), dtype=np.float64)
    index = np.concatenate(columns, axis=1)
    value = np.concatenate(values, axis=1)
    start = np.arange(n + 1) * index.shape[1]
    return sparse.csr_array((value.ravel(), index.ravel(), start), shape=(n, width))


def _batches(
    x: Floats, inner: Sequence[RandomBlock], cluster: RandomBlock, outer: sparse.csr_array
) -> tuple[ClusterBatch, ...]:
    local, counts = zip(*(_local_levels(block, cluster) for block in inner), strict=True)
    size = sum(
        count * block.width for count, block in zip(counts, inner, strict=True)
    )  # columns of Z in each cluster
    grade = np.ceil(np.log2(np.maximum(size, 1))).astype(int)
    made = []
    for value in np.unique(grade):
        member = np.flatnonzero(grade == value)
        made.append(_one_batch(x, inner, cluster, outer, member, local, counts))
    return tuple(made)


def _local_levels(block: RandomBlock, cluster: RandomBlock) -> tuple[Ints, Ints]:
    """Give every level of `block` a number within its cluster, and count them per cluster."""
    owner = np.zeros(block.n_levels, dtype=np.intp)
    owner[block.codes] = cluster.codes
    counts = np.bincount(owner, minlength=cluster.n_levels)
    order = np.argsort(owner, kind="stable")
    first = np.concatenate(([0], np.cumsum(counts)[:-1]))
    rank = np.empty(block.n_levels, dtype=np.intp)
    rank[order] = np.arange(block.n_levels) - np.repeat(first, counts)
    return rank[block.codes], counts


def _one_batch(
    x: Floats,
    inner: Sequence[RandomBlock],
    cluster: RandomBlock,
    outer: sparse.csr_array,
    member: Ints,
    local: Sequence[Ints],
    counts: Sequence[Ints],
) -> ClusterBatch:
    place = np.full(cluster.n_levels, -1, dtype=np.intp)
    place[member] = np.arange(len(member))
    rows = np.flatnonzero(place[cluster.codes] >= 0)
    width = tuple(int(count[member].max()) for count in counts)
    spans = [w * block.width for w, block in zip(width, inner, strict=True)]
    offsets = np.cumsum([0, *spans])
    m, q = len(member), int(offsets[-1])
    base = place[cluster.codes[rows]] * q
    columns = [
        (base + offset + level[rows] * block.width)[:, None] + np.arange(block.width)
        for offset, level, block in zip(offsets, local, inner, strict=False)
    ]
    design = _sparse_rows(len(rows), m * q, columns, [block.columns[rows] for block in inner])
    crossed = design.T @ outer[rows] if outer.shape[1] else None
    return ClusterBatch(
        zz=_own_products(design, m, q),
        zs=crossed.toarray().reshape(m, q, -1) if crossed is not None else np.zeros((m, q, 0)),
        zx=np.asarray(design.T @ x[rows]).reshape(m, q, x.shape[1]),
        width=width,
        design=design,
        rows=rows,
    )


def _own_products(design: sparse.csr_array, m: int, q: int) -> Floats:
    """Z'Z within clusters, shape (m, q, q), from rows that each touch one cluster."""
    n = design.shape[0]
    index = np.asarray(design.indices, dtype=np.intp).reshape(n, -1)
    value = np.asarray(design.data).reshape(n, -1)
    cell = index[:, :, None] * q + index[:, None, :] % q
    product = value[:, :, None] * value[:, None, :]
    sums = np.bincount(cell.ravel(), product.ravel(), minlength=m * q * q)
    return np.asarray(sums, dtype=np.float64).reshape(m, q, q)


def inner_pairs(moments: Moments, batch: ClusterBatch) -> list[Pairs | None]:
    """For every linear parameter, the pairs of columns it links in a batch's layout.

    Parameters
    ----------
    moments
        The reduced design.
    batch
        One of its batches.

    Returns
    -------
    list
        In the order of the linear parameters; None for parameters of crossing blocks.
    """
    spans = [w * moments.widths[b] for w, b in zip(batch.width, moments.inner, strict=True)]
    return _pairs(moments, moments.inner, spans)


def outer_pairs(moments: Moments) -> list[Pairs | None]:
    """As `inner_pairs`, for the columns of Z_s; None for parameters of inner blocks."""
    spans = [moments.levels[b] * moments.widths[b] for b in moments.outer]
    return _pairs(moments, moments.outer, spans)


def _pairs(moments: Moments, own: Sequence[int], spans: Sequence[int]) -> list[Pairs | None]:
    start = dict(zip(own, np.cumsum([0, *spans[:-1]]), strict=True)) if own else {}
    span = dict(zip(own, spans, strict=True))
    made: list[Pairs | None] = []
    for block, width in enumerate(moments.widths):
        for u, v in triangle(width):
            if block not in start:
                made.append(None)
                continue
            first = start[block] + np.arange(0, span[block], width)
            left, right = first + u, first + v
            if u != v:
                left, right = np.concatenate((left, right)), np.concatenate((right, left))
            made.append((left, right))
    return made
