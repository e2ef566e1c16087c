"""Columns of designs against R's model.matrix (made by columns_from_r.R, R 4.2.2)."""

from __future__ import annotations

import csv
from itertools import groupby, product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sap.formula import parse_formula
from sap.model.fixed import fixed_design, frame_columns
from sap.model.frame import model_frame

with (Path(__file__).parent / "columns_from_r.csv").open(encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))
FORMULAS = {key: list(rows) for key, rows in groupby(ROWS, key=lambda row: row["formula"])}

DIGITS = 1e-10
"""R's figures are written with 15 digits; sums of 36 rows lose no more than a few."""


def _data() -> pd.DataFrame:
    keys = [key[::-1] for key in product((1, 2, 3), "xy", "FM", "abc")]
    data = pd.DataFrame(keys, columns=["drug", "sex", "site", "k"])
    data["age"] = 40.0 + np.arange(1, 37) % 7
    data["my var"] = data["age"] ** 2
    data["y"] = np.arange(36.0)
    data["g"] = np.tile(np.arange(6), 6)
    return data


@pytest.mark.parametrize("text", list(FORMULAS))
def test_columns_are_those_of_r(text: str) -> None:
    formula = parse_formula(f"y ~ {text} + (1 | g)")
    frame = model_frame(formula, _data())
    design = fixed_design(formula.fixed, frame)
    matrix = design.matrix(frame_columns(frame))
    expected = FORMULAS[text]
    assert list(design.names) == [row["column"] for row in expected]
    weights = np.arange(1, 37)
    np.testing.assert_allclose(
        matrix.sum(axis=0), [float(row["sum"]) for row in expected], rtol=DIGITS, atol=1e-9
    )
    np.testing.assert_allclose(
        weights @ matrix, [float(row["weighted"]) for row in expected], rtol=DIGITS, atol=1e-9
    )


@pytest.mark.parametrize("text", ["drug:sex", "0 + drug:age", "sex + drug:sex"])
def test_random_terms_are_coded_alike(text: str) -> None:
    formula = parse_formula(f"y ~ age + ({text} | g)")
    design = fixed_design(formula.random[0].lhs, model_frame(formula, _data()))
    assert list(design.names) == [row["column"] for row in FORMULAS[text]]
