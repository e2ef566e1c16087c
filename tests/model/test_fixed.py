"""Columns of fixed parts: R's names, R's order, the same for new rows."""

import numpy as np
import pandas as pd
import pytest

from sap.errors import DataError
from sap.formula import parse_formula
from sap.model.fixed import FixedDesign, fixed_design, frame_columns
from sap.model.frame import model_frame

RNG = np.random.default_rng(2)
DATA = pd.DataFrame(
    {
        "y": RNG.normal(size=24),
        "arm": np.tile(["no", "yes"], 12),
        "site": np.repeat(["a", "b", "c"], 8),
        "age": RNG.normal(50, 9, size=24),
        "donor": np.tile(np.arange(6), 4),
    }
)


def _design(right: str) -> tuple[FixedDesign, np.ndarray]:
    formula = parse_formula(f"y ~ {right} + (1 | donor)")
    frame = model_frame(formula, DATA)
    design = fixed_design(formula.fixed, frame)
    return design, design.matrix(frame_columns(frame))


@pytest.mark.parametrize(
    ("right", "names"),
    [
        ("arm", ["(Intercept)", "armyes"]),
        ("0 + arm", ["armno", "armyes"]),
        ("age * arm", ["(Intercept)", "age", "armyes", "age:armyes"]),
        (
            "arm / site",
            ["(Intercept)", "armyes"] + [f"arm{a}:site{s}" for s in "bc" for a in ("no", "yes")],
        ),
        ("arm:age", ["(Intercept)", "armno:age", "armyes:age"]),
        ("poly(age, 2) + arm", ["(Intercept)", "poly(age, 2)1", "poly(age, 2)2", "armyes"]),
        ("I(age^2) + log(age)", ["(Intercept)", "I(age^2)", "log(age)"]),
        (
            "site + arm:site",
            ["(Intercept)", "siteb", "sitec", "sitea:armyes", "siteb:armyes", "sitec:armyes"],
        ),
    ],
)
def test_columns_have_the_names_and_order_of_r(right: str, names: list[str]) -> None:
    design, matrix = _design(right)
    assert list(design.names) == names
    assert matrix.shape == (24, len(names))


def test_products_are_products_of_the_columns_named() -> None:
    design, matrix = _design("arm * site * age")
    by_name = dict(zip(design.names, matrix.T, strict=True))
    for name, column in by_name.items():
        parts = [by_name[part] for part in name.split(":")]
        np.testing.assert_array_equal(column, np.prod(parts, axis=0))


def test_new_rows_are_coded_by_the_levels_and_polynomials_learned() -> None:
    design, matrix = _design("arm + poly(age, 3) + site")
    again = design.matrix({"arm": DATA.arm[:5], "age": DATA.age[:5], "site": DATA.site[:5]})
    np.testing.assert_allclose(again, matrix[:5], atol=1e-12)


def test_orthogonal_polynomials_are_orthonormal_and_span_the_powers() -> None:
    _, matrix = _design("poly(age, 3)")
    basis = matrix[:, 1:]
    np.testing.assert_allclose(basis.T @ basis, np.eye(3), atol=1e-10)
    np.testing.assert_allclose(basis.sum(axis=0), 0, atol=1e-10)
    powers = np.column_stack([DATA.age**k for k in range(4)])
    rest = powers - matrix @ np.linalg.lstsq(matrix, powers, rcond=None)[0]
    assert np.abs(rest / powers).max() < 1e-10


def test_a_level_never_seen_is_refused() -> None:
    design, _ = _design("arm")
    with pytest.raises(DataError):
        design.matrix({"arm": np.array(["maybe"])})


def test_a_factor_with_one_level_is_refused() -> None:
    formula = parse_formula("y ~ arm + (1 | donor)")
    frame = model_frame(formula, DATA.assign(arm="no"))
    with pytest.raises(DataError, match="'arm' has one level"):
        fixed_design(formula.fixed, frame)


def test_a_logarithm_of_what_has_none_is_refused() -> None:
    formula = parse_formula("y ~ log(age) + (1 | donor)")
    frame = model_frame(formula, DATA.assign(age=DATA.age - 60))
    with pytest.raises(DataError, match=r"log\(age\) is not a finite number"):
        fixed_design(formula.fixed, frame)


def test_too_few_values_for_a_polynomial_are_refused() -> None:
    formula = parse_formula("y ~ poly(age, 2) + (1 | donor)")
    frame = model_frame(formula, DATA.assign(age=np.tile([1.0, 2.0], 12)))
    with pytest.raises(DataError, match="needs more than 2 different values"):
        fixed_design(formula.fixed, frame)
