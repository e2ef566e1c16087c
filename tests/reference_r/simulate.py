"""Write the SIMULATED data sets of this folder: `python -m tests.reference_r.simulate`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

FOLDER = Path(__file__).parent / "data"
Rows = list[dict[str, object]]


def sera(rng: np.random.Generator) -> Rows:
    """Cells of 24 donors in 4 of 32 sera each, two arms, two wells: seven variance components."""
    cells, serum = rng.normal(0, 0.6, 24), rng.normal(0, 0.35, 32)
    slopes, serum_slopes = rng.normal(0, 0.25, 24), rng.normal(0, 0.2, 32)
    plates = rng.normal(0, 0.15, 20)
    pool = rng.permutation(np.repeat(np.arange(32), 3))
    rows: Rows = []
    for pair, s in enumerate(pool):
        hd = pair // 4
        both = rng.normal(0, 0.2)
        for arm, coded in (("vehicle", -0.5), ("drug", 0.5)):
            culture = rng.normal(0, 0.15)
            for _ in range(2):
                plate = rng.integers(20)
                mean = 8.0 + cells[hd] + serum[s] + both + culture + plates[plate]
                mean += coded * (-0.36 + slopes[hd] + serum_slopes[s])
                rows.append(
                    {"hd": f"H{hd + 1:02d}", "serum": f"S{s + 1:02d}", "arm": arm, "arm_c": coded}
                    | {"plate": f"P{plate + 1:02d}", "conc": np.exp(mean + rng.normal(0, 0.08))}
                )
    return rows


def crossed(rng: np.random.Generator) -> Rows:
    """30 readers and 24 slides, each reader with 7 slides, once or twice."""
    readers, slides = rng.normal(0, 1.0, 30), rng.normal(0, 0.7, 24)
    slopes, item_slopes = rng.normal(0, 0.5, 30), rng.normal(0, 0.4, 24)
    rows: Rows = []
    for reader in range(30):
        for slide in rng.choice(24, 7, replace=False):
            for _ in range(rng.integers(1, 3)):
                stain, x = int(rng.integers(2)), rng.normal()
                score = readers[reader] + slides[slide] + (0.3 + slopes[reader]) * stain
                score += item_slopes[slide] * x + rng.normal(0, 0.5)
                rows.append(
                    {"reader": f"r{reader}", "slide": f"s{slide}", "stain": ("old", "new")[stain]}
                    | {"x": x, "score": score}
                )
    return rows


def holes(rng: np.random.Generator) -> Rows:
    """12 donors, 3 arms by 3 times without two of the cells, some wells missing."""
    rows: Rows = []
    for donor in range(12):
        mean, own = rng.normal(0, 0.7), rng.normal(0, 0.3, 3)
        for a, arm in enumerate(("A", "B", "C")):
            for t, time in enumerate(("x", "y", "z")):
                if (arm, time) in (("B", "x"), ("C", "z")) or rng.random() < 0.15:
                    continue
                weight = rng.normal(70, 9)
                y = mean + own[a] + 0.5 * a - 0.2 * t + rng.normal(0, 0.4)
                rows.append(
                    {"donor": f"d{donor}", "arm": arm, "time": time, "weight": weight}
                    | {"pounds": 2.2 * weight + 1.0, "y": y}
                )
    return rows


def arms(rng: np.random.Generator) -> Rows:
    """16 donors, 4 arms with names of all kinds, 2 wells; a fifth missing, one-armed donors."""
    names = ("vehicle", "IL-4 (10 ng/mL)", "a/b + c", "2.50")
    rows: Rows = []
    for donor in range(16):
        mean, slopes = rng.normal(5.0, 0.8), rng.normal(0, 0.3, 4)
        for a, name in enumerate(names):
            for _ in range(2):
                if rng.random() < 0.2 or (donor < 3 and a != donor):
                    continue
                eta = mean + slopes[a] - 0.2 * a + rng.normal(0, 0.15)
                rows.append(
                    {"donor": str(donor + 1), "arm": name, "ild": ("no", "yes")[donor % 3 == 0]}
                    | {"age": 40.0 + 2.0 * donor + donor % 5, "conc": np.exp(eta)}
                    | {"percent": 100.0 / (1.0 + np.exp(5.0 - eta))}
                )
    return rows


def curves(rng: np.random.Generator) -> Rows:
    """25 subjects over 7 days; intercepts, slopes and curvatures are correlated."""
    spread = np.array([[1.0, 0.3, 0.05], [0.3, 0.25, -0.02], [0.05, -0.02, 0.02]])
    rows: Rows = []
    for subject in range(25):
        b = rng.multivariate_normal(np.zeros(3), spread)
        arm = ("A", "B")[subject % 2]
        for day in range(7):
            if rng.random() < 0.15:
                continue
            y = 3.0 + b[0] + (0.5 + b[1] + 0.3 * (arm == "B")) * day + b[2] * day**2
            rows.append(
                {"subject": f"s{subject}", "arm": arm, "day": day, "y": y + rng.normal(0, 0.5)}
            )
    return rows


def lines(rng: np.random.Generator) -> Rows:
    """9 subjects whose slopes are their intercepts; a batch without variance."""
    rows: Rows = []
    for subject in range(9):
        b = rng.normal()
        for day in range(5):
            y = 2.0 + b + (0.3 + 0.6 * b) * day + rng.normal(0, 0.5)
            rows.append({"subject": f"s{subject}", "day": day, "batch": f"b{day % 3}", "y": y})
    return rows


def plots(rng: np.random.Generator) -> Rows:
    """A balanced split-plot of two blocks: two denominator df."""
    rows: Rows = []
    for block in ("I", "II"):
        whole = rng.normal(0, 3.0)
        for variety in ("P", "Q", "R"):
            sub = rng.normal(0, 0.7)
            for nitro in (0, 0.2, 0.4):
                y = whole + sub + 2.0 * nitro + rng.normal(0, 0.5)
                rows.append({"block": block, "variety": variety, "nitro": nitro, "y": y})
    return rows


SETS: tuple[Callable[[np.random.Generator], Rows], ...] = (
    sera,
    crossed,
    holes,
    arms,
    curves,
    lines,
    plots,
)


def main() -> None:
    """Write every data set."""
    FOLDER.mkdir(exist_ok=True)
    for seed, make in enumerate(SETS, start=1):
        frame = pd.DataFrame(make(np.random.default_rng([2024, seed])))
        frame.to_csv(FOLDER / f"{make.__name__}.csv", index=False, float_format="%.10g")


if __name__ == "__main__":
    main()
