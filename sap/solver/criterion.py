"""The profiled (RE)ML criterion of a mixed model with its exact derivatives.

Notation: V = I + sum_r psi_r G_r is the covariance of the response in units of the
residual variance, G_r = Z Q_r Z' with Q_r the 0/1 pattern of one linear parameter,
P = V^-1 - V^-1 X (X'V^-1X)^-1 X'V^-1. Everything needed, tr(P G_r), tr(P G_r P G_t),
y'P G_r P y, y'P G_r P G_t P y and their fixed-effect counterparts, follows from
M = Z'PZ, which is block-diagonal over clusters minus a product of low rank; M itself is
never formed. Derivatives of the REML criterion: Searle, Casella & McCulloch (1992),
chapter 6, doi:10.1002/9780470316856.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sap.solver.moments import Moments, Pairs, ResponseMoments, inner_pairs, outer_pairs

Floats: TypeAlias = NDArray[np.floating[Any]]


class Design:
    """A reduced design with the bookkeeping that every evaluation shares.

    Parameters
    ----------
    moments
        The cross-products.
    """

    def __init__(self, moments: Moments) -> None:
        self.moments = moments
        self.inner_pairs = [inner_pairs(moments, batch) for batch in moments.batches]
        self.outer_pairs = outer_pairs(moments)
        self.parameters = len(self.outer_pairs)
        self.d = moments.s + moments.p

    def inner_covariance(self, batch: int, matrices: Sequence[Floats]) -> Floats:
        """Relative covariance of the random effects of one cluster, shape (q, q)."""
        widths = self.moments.batches[batch].width
        size = self.moments.batches[batch].zz.shape[1]
        made = np.zeros((size, size))
        start = 0
        for levels, b in zip(widths, self.moments.inner, strict=True):
            start = _fill_diagonal(made, start, levels, matrices[b])
        return made

    def outer_covariance(self, matrices: Sequence[Floats]) -> Floats:
        """Relative covariance of the crossing random effects, shape (s, s)."""
        made = np.zeros((self.moments.s, self.moments.s))
        start = 0
        for b in self.moments.outer:
            start = _fill_diagonal(made, start, self.moments.levels[b], matrices[b])
        return made


def _fill_diagonal(into: Floats, start: int, levels: int, matrix: Floats) -> int:
    width = len(matrix)
    first = start + width * np.arange(levels)
    for u in range(width):
        for v in range(width):
            into[first + u, first + v] = matrix[u, v]
    return start + width * levels


@dataclass(frozen=True)
class Solved:
    """A design solved at one covariance: everything that does not need the response.

    Parameters
    ----------
    design
        The design.
    b
        Z'V_c^-1 Z of each batch, (m, q, q), V_c being the clusters' part of V.
    e
        Z'V_c^-1 [Z_s, X] of each batch, (m, q, d).
    f
        [Z_s, X]'V_c^-1 [Z_s, X], (d, d).
    inner_psi, outer_psi
        Relative covariance of the random effects of one cluster of each batch, (q, q), and of
        the crossing random effects, (s, s).
    k_outer
        (Psi_s^-1 + Z_s'V_c^-1Z_s)^-1, (s, s), valid where Psi_s is singular.
    phi
        (X'V^-1X)^-1, (p, p).
    log_det_v, log_det_x
        log|V| and log|X'V^-1X|.
    """

    design: Design
    b: tuple[Floats, ...]
    e: tuple[Floats, ...]
    f: Floats
    inner_psi: tuple[Floats, ...]
    outer_psi: Floats
    k_outer: Floats
    phi: Floats
    log_det_v: float
    log_det_x: float

    @cached_property
    def k_all(self) -> Floats:
        """The low-rank core of P: M = diag(B) - E K E', shape (d, d)."""
        s = self.design.moments.s
        cross = self.k_outer @ self.f[:s, s:]
        made = np.empty_like(self.f)
        made[:s, :s] = self.k_outer + cross @ self.phi @ cross.T
        made[:s, s:] = -cross @ self.phi
        made[s:, :s] = made[:s, s:].T
        made[s:, s:] = self.phi
        return made

    @cached_property
    def k_v(self) -> Floats:
        """The low-rank core of V^-1, shape (d, d)."""
        s = self.design.moments.s
        made = np.zeros_like(self.f)
        made[:s, :s] = self.k_outer
        return made

    @cached_property
    def rx(self) -> tuple[Floats, ...]:
        """Z'V^-1X of each batch, (m, q, p)."""
        s = self.design.moments.s
        cross = self.k_outer @ self.f[:s, s:]
        return tuple(e[:, :, s:] - e[:, :, :s] @ cross for e in self.e)

    @cached_property
    def rx_outer(self) -> Floats:
        """Z_s'V^-1X, (s, p)."""
        s = self.design.moments.s
        return self.f[:s, s:] - self.f[:s, :s] @ self.k_outer @ self.f[:s, s:]


def solve(design: Design, matrices: Sequence[Floats]) -> Solved:
    """Solve a design at given relative covariance matrices, one a block.

    Raises
    ------
    numpy.linalg.LinAlgError
        If a system is singular to working precision.
    """
    moments = design.moments
    f = np.block([[moments.ss, moments.sx], [moments.sx.T, moments.xx]])
    b_all, e_all, psi_all = [], [], []
    log_det = 0.0
    for index, batch in enumerate(moments.batches):
        psi = design.inner_covariance(index, matrices)
        q = batch.zz.shape[1]
        zu = np.concatenate((batch.zs, batch.zx), axis=2)
        # Z'V^-1 = (I + Z'Z Psi)^-1 Z' loses no digits when Psi is large, unlike Z'Z - C'C.
        system = np.eye(q) + batch.zz @ psi
        made = np.linalg.solve(system, np.concatenate((batch.zz, zu), axis=2))
        log_det += float(np.sum(np.linalg.slogdet(system)[1]))
        b = made[:, :, :q]
        e = made[:, :, q:]
        f = f - _pooled(zu, psi @ e)
        b_all.append((b + b.transpose(0, 2, 1)) / 2)
        e_all.append(e)
        psi_all.append(psi)
    f = (f + f.T) / 2
    s = moments.s
    psi_s = design.outer_covariance(matrices)
    system = np.eye(s) + f[:s, :s] @ psi_s
    k_outer = psi_s @ np.linalg.inv(system) if s else np.zeros((0, 0))
    k_outer = (k_outer + k_outer.T) / 2
    if s:
        log_det += float(np.linalg.slogdet(system)[1])
    g = f[s:, s:] - f[s:, :s] @ k_outer @ f[:s, s:]
    phi = np.linalg.inv((g + g.T) / 2)
    return Solved(
        design=design,
        b=tuple(b_all),
        e=tuple(e_all),
        f=f,
        inner_psi=tuple(psi_all),
        outer_psi=psi_s,
        k_outer=k_outer,
        phi=(phi + phi.T) / 2,
        log_det_v=log_det,
        log_det_x=float(np.linalg.slogdet(g)[1]),
    )


@dataclass(frozen=True)
class SolvedResponse:
    """One response at one covariance.

    Parameters
    ----------
    gamma
        Generalised least squares coefficients, (p,).
    ypy
        y'Py.
    w, w_outer
        Z'Py of each batch, (m, q), and Z_s'Py, (s,).
    """

    gamma: Floats
    ypy: float
    w: tuple[Floats, ...]
    w_outer: Floats


def solve_response(solved: Solved, response: ResponseMoments) -> SolvedResponse:
    """Coefficients, y'Py and Z'Py of a response at a solved covariance."""
    design, moments = solved.design, solved.design.moments
    s = moments.s
    uy = np.concatenate((response.sy, response.xy))
    own = []
    for batch, e, psi, zy in zip(
        moments.batches, solved.e, solved.inner_psi, response.zy, strict=True
    ):
        system = np.eye(batch.zz.shape[1]) + batch.zz @ psi
        wy = np.linalg.solve(system, zy[:, :, None])[:, :, 0]
        uy = uy - _pooled(e, (zy @ psi)[:, :, None])[:, 0]
        own.append(wy)
    outer = solved.k_outer @ uy[:s]
    gamma = solved.phi @ (uy[s:] - solved.f[s:, :s] @ outer)
    core = np.concatenate((outer - solved.k_outer @ solved.f[:s, s:] @ gamma, gamma))
    w = tuple(wy - e @ core for wy, e in zip(own, solved.e, strict=True))
    w_outer = uy[:s] - solved.f[:s] @ core
    assert design.d == len(uy)
    ypy = _weighted_squares(solved, response, gamma, w, w_outer)
    return SolvedResponse(gamma=gamma, ypy=ypy, w=w, w_outer=w_outer)


def _weighted_squares(
    solved: Solved,
    response: ResponseMoments,
    gamma: Floats,
    w: Sequence[Floats],
    w_outer: Floats,
) -> float:
    """Evaluate y'Py as |y - X gamma - Z u|^2 + u'Psi^-1 u at the predictions u = Psi Z'Py.

    Both terms are positive and their sum is smallest there, so that errors of gamma and u
    enter by their squares. y'y less what is explained would lose all digits where groups
    differ 1e8 times as much as the rows within them.
    """
    moments = solved.design.moments
    rest = response.y - response.x @ gamma
    penalty = 0.0
    for batch, psi, score in zip(moments.batches, solved.inner_psi, w, strict=True):
        effects = score @ psi
        rest[batch.rows] -= batch.design @ effects.ravel()
        penalty += float(np.vdot(effects, score))
    if moments.s:
        effects = solved.outer_psi @ w_outer
        rest -= moments.outer_design @ effects
        penalty += float(effects @ w_outer)
    return float(rest @ rest) + penalty


def traces(solved: Solved, k: Floats) -> tuple[Floats, Floats]:
    """First and second traces of the patterns against M = diag(B) - E K E'.

    Parameters
    ----------
    solved
        The solved design.
    k
        `solved.k_all` for M = Z'PZ, `solved.k_v` for M = Z'V^-1Z.

    Returns
    -------
    first, second
        tr(M Q_r), shape (k,), and tr(M Q_r M Q_t), shape (k, k).
    """
    design, s = solved.design, solved.design.moments.s
    number = design.parameters
    first, second = np.zeros(number), np.zeros((number, number))
    cores: list[Floats | None] = [None] * number
    for b, e, pairs in zip(solved.b, solved.e, design.inner_pairs, strict=True):
        low = (e @ k) @ e.transpose(0, 2, 1)
        for r, own in enumerate(pairs):
            if own is None:
                continue
            left, right = own
            first[r] += float(np.sum(b[:, left, right] - low[:, left, right]))
            core = _pooled(e[:, left], e[:, right])
            earlier = cores[r]
            cores[r] = core if earlier is None else earlier + core
            for t in range(r + 1):
                second[r, t] += _own_trace(b, low, own, pairs[t])
    _inner_low_rank_traces(second, cores, k)
    if s:
        half = -solved.f[:s] @ k
        half[:, :s] += np.eye(s)
        m = half @ solved.f[:, :s]
        for r, own in enumerate(design.outer_pairs):
            if own is None:
                continue
            left, right = own
            first[r] += float(np.sum(m[left, right]))
            for t, other in enumerate(design.outer_pairs):
                if other is not None and t <= r:
                    second[r, t] = _pair_trace(m, own, other)
        _cross_traces(second, cores, half, design.outer_pairs)
    lower = np.tril(second)
    return first, lower + np.tril(lower, -1).T


def _pooled(left: Floats, right: Floats) -> Floats:
    """Sum over clusters of left' right: shapes (m, q, a) and (m, q, b) give (a, b)."""
    return left.reshape(-1, left.shape[2]).T @ right.reshape(-1, right.shape[2])


def _own_trace(b: Floats, low: Floats, own: Pairs, other: Pairs | None) -> float:
    """Sum over clusters of tr(B Q_r B Q_t) - 2 tr(B Q_r EKE' Q_t)."""
    if other is None:
        return 0.0
    (a, a2), (c, c2) = own, other
    first = b[:, a2[:, None], c]
    second = b[:, a[:, None], c2] - 2.0 * low[:, a[:, None], c2]
    # The two cross terms are equal after summation over both orders of each pair.
    return float(np.vdot(first, second))


def _inner_low_rank_traces(second: Floats, cores: Sequence[Floats | None], k: Floats) -> None:
    """Add tr(K T_r K T_t), T_r the sum over clusters of E'Q_rE."""
    scaled = [None if core is None else k @ core for core in cores]
    for r, left in enumerate(scaled):
        for t, right in enumerate(scaled[: r + 1]):
            if left is not None and right is not None:
                second[r, t] += float(np.sum(left * right.T))


def _pair_trace(m: Floats, own: Pairs, other: Pairs) -> float:
    (a, a2), (c, c2) = own, other
    return float(np.sum(m[a2[:, None], c] * m[a[:, None], c2]))


def _cross_traces(
    second: Floats,
    cores: Sequence[Floats | None],
    half: Floats,
    outer: Sequence[Pairs | None],
) -> None:
    """Fill the traces between inner and crossing parameters: tr(H T_r H' Q_t)."""
    for r, core in enumerate(cores):
        if core is None:
            continue
        m = half @ core @ half.T
        for t, pairs in enumerate(outer):
            if pairs is not None:
                second[max(r, t), min(r, t)] = float(np.sum(m[pairs[0], pairs[1]]))


def quadratics(
    solved: Solved, k: Floats, rows: Sequence[Floats], rows_outer: Floats
) -> tuple[Floats, Floats]:
    """Quadratic forms of the patterns in given random-effect scores.

    Parameters
    ----------
    solved
        The solved design.
    k
        Core of M, as for `traces`.
    rows, rows_outer
        R of each batch, (m, q, c), and of the crossing effects, (s, c).

    Returns
    -------
    first, second
        R'Q_rR, shape (k, c, c), and R'Q_r M Q_t R, shape (k, k, c, c).
    """
    design, s = solved.design, solved.design.moments.s
    number, c = design.parameters, rows_outer.shape[1]
    first, second = np.zeros((number, c, c)), np.zeros((number, number, c, c))
    scores = np.zeros((number, design.d, c))  # [Z_s, X]'V_c^-1 Z Q_r R
    for b, e, r_own, pairs in zip(solved.b, solved.e, rows, design.inner_pairs, strict=True):
        for t, other in enumerate(pairs):
            if other is None:
                continue
            left, right = other
            picked = r_own[:, right]
            first[t] += _pooled(r_own[:, left], picked)
            scores[t] += _pooled(e[:, left], picked)
            product = b[:, :, left] @ picked
            for r, own in enumerate(pairs):
                if own is not None:
                    second[r, t] += _pooled(r_own[:, own[0]], product[:, own[1]])
    for r, own in enumerate(design.outer_pairs):
        if own is not None:
            picked = np.zeros((s, c))
            np.add.at(picked, own[0], rows_outer[own[1]])
            first[r] += rows_outer.T @ picked
            # A crossing effect's column of [Z_s, X]'V_c^-1 Z_s is its own column of F.
            scores[r] += solved.f[:, :s] @ picked
            _outer_products(second, solved, design.outer_pairs, rows_outer, r, picked)
    _mixed_products(second, solved, scores, rows_outer)
    flat = scores.transpose(1, 0, 2).reshape(design.d, number * c)
    low = (flat.T @ k @ flat).reshape(number, c, number, c)
    return first, second - low.transpose(0, 2, 1, 3)


def _outer_products(
    second: Floats,
    solved: Solved,
    outer: Sequence[Pairs | None],
    rows_outer: Floats,
    t: int,
    picked: Floats,
) -> None:
    """Add R_s'Q_r F_ss Q_t R_s, the full-rank part between crossing parameters."""
    s = len(rows_outer)
    product = solved.f[:s, :s] @ picked
    for r, own in enumerate(outer):
        if own is not None:
            second[r, t] += rows_outer[own[0]].T @ product[own[1]]


def _mixed_products(second: Floats, solved: Solved, scores: Floats, rows_outer: Floats) -> None:
    """Add R_s'Q_r Z_s'V_c^-1 Z Q_t R between crossing (r) and inner (t) parameters."""
    design, s = solved.design, len(rows_outer)
    for r, own in enumerate(design.outer_pairs):
        if own is None:
            continue
        for t, other in enumerate(design.outer_pairs):
            if other is None:
                block = rows_outer[own[0]].T @ scores[t, :s][own[1]]
                second[r, t] += block
                second[t, r] += block.T
