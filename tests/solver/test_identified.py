"""What a design can tell apart is fitted; what it can't is refused, by name."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import sap
from sap.errors import DesignError
from sap.formula import parse_formula
from sap.model.fixed import fixed_design, frame_columns
from sap.model.frame import model_frame
from sap.model.random import random_blocks
from sap.solver.mixed_model import MixedModel, mixed_model


def rows(donors: int, arms: int, wells: int, *, missing: float = 0.0) -> pd.DataFrame:
    """Simulated wells; `pair` halves the donors, `half` the arms, `time` counts the wells."""
    rng = np.random.default_rng(8)
    frame = pd.DataFrame(
        [
            (f"d{donor}", f"a{arm}", float(well))
            for donor in range(donors)
            for arm in range(arms)
            for well in range(wells)
        ],
        columns=["donor", "arm", "time"],
    )
    frame = frame[rng.random(len(frame)) >= missing].reset_index(drop=True)
    number = frame["donor"].str[1:].astype(int)
    frame["again"] = "x" + frame["donor"]
    frame["pair"] = "p" + (number // 2).astype(str)
    frame["half"] = np.where(frame["arm"].isin(["a0", "a1"]), "low", "high")
    frame["sex"] = np.where(number % 2, "f", "m")
    frame["age"] = 40.0 + 3.0 * number
    frame["plate"] = rng.choice(["k", "l", "m", "n"], size=len(frame))
    frame["x"] = rng.normal(size=len(frame))
    frame["row"] = [f"r{i}" for i in range(len(frame))]
    frame["square"] = frame["time"] ** 2
    frame["y"] = rng.normal(size=len(frame)) + rng.normal(size=donors)[number]
    return frame


def made(right: str, frame: pd.DataFrame) -> MixedModel:
    formula = parse_formula(f"y ~ {right}")
    used = model_frame(formula, frame)
    design = fixed_design(formula.fixed, used)
    x = design.matrix(frame_columns(used)) if design.terms else np.ones((used.n, 1))
    return mixed_model(x, used.response, random_blocks(used), reml=True)


ONE_WELL, TWO_WELLS, TIMES = rows(10, 2, 1), rows(10, 2, 2), rows(10, 2, 3)
TWICE_ONCE = pd.concat([ONE_WELL, ONE_WELL.iloc[[0]].assign(y=0.3)], ignore_index=True)
MANY = pd.concat([rows(2000, 2, 1), ONE_WELL.iloc[[0]].assign(y=0.3)], ignore_index=True)
ALMOST = TWO_WELLS.assign(again=np.where(np.arange(40) == 0, "xd1", TWO_WELLS["again"]))

IDENTIFIED = {
    "one well an arm": ("arm + (1 | donor)", ONE_WELL),
    "two donors": ("arm + (1 | donor)", rows(2, 2, 1)),
    "donors and plates": ("arm + (1 | donor) + (1 | plate)", ONE_WELL),
    "one replicate among twenty wells": ("arm + (1 | donor) + (1 | donor:arm)", TWICE_ONCE),
    "one replicate among 4000 wells": ("arm + (1 | donor) + (1 | donor:arm)", MANY),
    "slopes of arms": ("arm + (arm | donor)", TWO_WELLS),
    "a variance for each arm": ("arm + (0 + arm | donor)", TWO_WELLS),
    "half of the wells missing": ("arm + (1 | donor/arm)", rows(12, 2, 2, missing=0.5)),
    "donors within pairs": ("arm + (1 | pair) + (1 | donor)", TWO_WELLS),
    "fixed donors": ("arm + donor + (1 | donor:arm)", TWO_WELLS),
    "groups that differ in one row": ("arm + (1 | donor) + (1 | again)", ALMOST),
    "slope of a donor's own covariate": ("age + (age | donor)", TWO_WELLS),
    "curves": ("time + square + (time + square | donor)", TIMES),
    "slope of a covariate over single rows": ("arm + (0 + x | row)", ONE_WELL),
    "arms as a sample": ("1 + (1 | donor) + (1 | arm) + (1 | donor:arm)", rows(8, 3, 3)),
    "halves of four arms": ("arm + (half | donor)", rows(6, 4, 1)),
}

CONFOUNDED = {
    "slopes of arms with one well": (
        "arm + (arm | donor)",
        ONE_WELL,
        "the residual and the variances of (Intercept), arma1 by donor",
    ),
    "a variance for each arm with one well": (
        "arm + (0 + arm | donor)",
        ONE_WELL,
        "the residual and the variances of arma0, arma1 by donor",
    ),
    "slopes beside cells": (
        "arm + (arm | donor) + (1 | donor:arm)",
        TWO_WELLS,
        "the variances of (Intercept), arma1 by donor and the variance of donor:arm",
    ),
    "a factor split by ||": (
        "arm + (arm || donor)",
        TWO_WELLS,
        "the variance of donor and the variances of arma0, arma1 by donor",
    ),
    "two names of one grouping": (
        "arm + (1 | donor) + (1 | again)",
        TWO_WELLS,
        "the variance of donor and the variance of again",
    ),
    "curves through all points": (
        "time + (time + square | donor)",
        rows(10, 1, 3),
        "the residual and the variances of (Intercept), time, square by donor",
    ),
    "a donor's own factor as a slope": (
        "sex + (sex | donor)",
        TWO_WELLS,
        "the variances of (Intercept), sexm by donor",
    ),
    "a factor fixed and random": (
        "arm + (1 | donor) + (1 | arm)",
        TWO_WELLS,
        "no information on the variance of arm",
    ),
    "donors fixed and random": (
        "donor + (1 | donor)",
        rows(150, 3, 2),
        "no information on the variance of donor",
    ),
    "a covariance that no donor shows": (
        "sex + (0 + sex | donor)",
        TWO_WELLS,
        "no information on the covariance of sexf, sexm by donor",
    ),
}


@pytest.mark.parametrize("name", IDENTIFIED)
def test_what_is_identified_is_fitted(name: str) -> None:
    made(*IDENTIFIED[name])


@pytest.mark.parametrize("name", CONFOUNDED)
def test_what_is_confounded_is_refused_by_name(name: str) -> None:
    right, frame, words = CONFOUNDED[name]
    with pytest.raises(DesignError) as caught:
        made(right, frame)
    assert words in str(caught.value)


@pytest.mark.parametrize("scale", [1e-9, 1.0, 1e9])
@pytest.mark.parametrize("origin", [0.0, 1e6])
def test_units_of_a_slope_hide_nothing(scale: float, origin: float) -> None:
    frame = TIMES.assign(time=(TIMES["time"] + origin) * scale)
    made("time + (time | donor)", frame)


@pytest.mark.parametrize("origin", [1e2, 1e4, 1e6])
def test_an_uncorrelated_slope_far_from_its_origin_is_nearly_an_intercept(origin: float) -> None:
    frame = TIMES.assign(time=TIMES["time"] + origin)
    made("time + (time || donor)", frame)


def test_single_rows_with_an_intercept_are_refused() -> None:
    with pytest.raises(DesignError, match="20 groups for 20 rows"):
        sap.fit("y ~ arm + (x | row)", ONE_WELL)
