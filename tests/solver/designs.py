"""Small designs of every structure, and the same quantities by dense matrices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sap.solver.blocks import CovarianceShape, RandomBlock


@dataclass(frozen=True)
class Dense:
    """A design with its full matrices: what the blocked solver must reproduce."""

    x: np.ndarray
    y: np.ndarray
    blocks: tuple[RandomBlock, ...]

    @property
    def shape(self) -> CovarianceShape:
        widths = tuple(block.width for block in self.blocks)
        return CovarianceShape(widths, widths)

    def patterns(self) -> list[np.ndarray]:
        made = []
        for b, u, v in self.shape.linear:
            block = self.blocks[b]
            same = block.codes[:, None] == block.codes[None, :]
            g = np.outer(block.columns[:, u], block.columns[:, v])
            made.append(np.where(same, g if u == v else g + g.T, 0.0))
        return made

    def v(self, theta: np.ndarray) -> np.ndarray:
        psi = self.shape.psi(theta)
        return np.eye(len(self.y)) + sum(p * g for p, g in zip(psi, self.patterns(), strict=True))

    def criterion(self, theta: np.ndarray, *, reml: bool) -> float:
        v = self.v(theta)
        inverse = np.linalg.inv(v)
        xvx = self.x.T @ inverse @ self.x
        p = inverse - inverse @ self.x @ np.linalg.solve(xvx, self.x.T @ inverse)
        nu = len(self.y) - (self.x.shape[1] if reml else 0)
        value = np.linalg.slogdet(v)[1] + nu * (1 + np.log(2 * np.pi * (self.y @ p @ self.y) / nu))
        return value + (np.linalg.slogdet(xvx)[1] if reml else 0.0)


def _block(group: str, codes: np.ndarray, columns: np.ndarray) -> RandomBlock:
    levels, index = np.unique(codes, return_inverse=True)
    names = tuple(f"c{i}" for i in range(columns.shape[1]))
    return RandomBlock(group, names, index.astype(np.intp), len(levels), columns)


def dense_design(kind: str, seed: int = 7) -> Dense:
    """Unbalanced rows of donors, arms and plates with one random structure."""
    rng = np.random.default_rng(seed)
    n = 48
    donor = np.sort(rng.integers(0, 7, n))
    arm = rng.integers(0, 2, n)
    plate = rng.integers(0, 4, n)
    serum = rng.integers(0, 5, n)
    dose = rng.normal(size=n)
    one = np.ones((n, 1))
    slope = np.column_stack((np.ones(n), dose))
    nested = donor * 2 + arm
    structures = {
        "intercept": [("donor", donor, one)],
        "nested": [("donor", donor, one), ("donor:arm", nested, one)],
        "crossed": [("donor", donor, one), ("plate", plate, one)],
        "slope": [("donor", donor, slope)],
        "uncorrelated": [("donor", donor, one), ("donor", donor, dose[:, None])],
        "two slopes": [("donor", donor, slope), ("plate", plate, slope)],
        "everything": [
            ("donor", donor, slope),
            ("donor:arm", nested, one),
            ("plate", plate, one),
            ("serum", serum, dose[:, None]),
        ],
    }
    blocks = tuple(_block(*parts) for parts in structures[kind])
    x = np.column_stack((np.ones(n), arm, dose))
    y = rng.normal(size=n) + rng.normal(size=7)[donor] + 0.5 * arm
    return Dense(x, y, blocks)


KINDS = ("intercept", "nested", "crossed", "slope", "uncorrelated", "two slopes", "everything")
