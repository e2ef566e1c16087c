from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sap.errors import PlanError
from sap.formula import parse_formula
from sap.inference.grid import reference_grid
from sap.model.fixed import fixed_design
from sap.model.frame import model_frame


def data() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    return pd.DataFrame(
        {
            "y": rng.normal(size=40),
            "arm": pd.Categorical(["b", "a"] * 20, categories=["b", "a"]),
            "dose": pd.Categorical(np.repeat(["0", "0.5", "2"], [10, 14, 16])),
            "x": rng.uniform(1.0, 5.0, size=40),
            "late": np.repeat([0.0, 1.0], [10, 30]),
            "g": np.tile(np.arange(8), 5).astype(str),
        }
    )


def grid(formula: str, at=None):
    parsed = parse_formula(formula)
    frame = model_frame(parsed, data())
    return reference_grid(fixed_design(parsed.fixed, frame), frame, at), frame


def test_levels_means_and_two_valued_covariates():
    made, frame = grid("y ~ arm * x + dose + late + (1 | g)")
    assert made.levels["arm"] == ("b", "a")
    assert made.levels["dose"] == ("0", "0.5", "2")
    assert made.levels["late"] == (0.0, 1.0)
    assert made.levels["x"] == (np.mean(frame.covariates["x"]),)
    assert made.factors == {"arm", "dose"}
    assert made.rows.shape == (*(len(v) for v in made.levels.values()), 7)


def test_functions_are_taken_at_the_mean():
    made, frame = grid("y ~ I(x^2) + log(x) + poly(x, 2) + (1 | g)")
    mean = np.mean(frame.covariates["x"])
    np.testing.assert_allclose(made.rows[0, 1:3], [mean**2, np.log(mean)])


def test_counts_are_those_of_the_data():
    made, _ = grid("y ~ arm + dose + late + x + (1 | g)", {"x": [1, 2]})
    assert made.variables == ("arm", "dose", "late", "x")
    one = made.counts[..., 0]
    np.testing.assert_array_equal(made.counts[..., 1], one)
    assert one.sum() == 40
    frame = data()
    for i, arm in enumerate("ba"):
        for j, dose in enumerate(("0", "0.5", "2")):
            for k, late in enumerate((0.0, 1.0)):
                same = (frame["arm"] == arm) & (frame["dose"] == dose) & (frame["late"] == late)
                assert one[i, j, k] == same.sum()


def test_at_restricts_levels_in_its_own_order():
    made, _ = grid("y ~ arm + dose + (1 | g)", {"dose": [2, 0], "arm": "a"})
    assert made.levels == {"arm": ("a",), "dose": ("2", "0")}
    np.testing.assert_array_equal(made.rows[0, :, 3], [1.0, 0.0])
    assert made.counts[0, 1] == 5


def test_intercept_only():
    made, _ = grid("y ~ 1 + (1 | g)")
    np.testing.assert_array_equal(made.rows, [1.0])
    assert made.variables == ()


def test_undefined_functions_are_refused():
    with pytest.raises(PlanError, match=r"undefined at one of x = -1, x = 2\.5\."):
        grid("y ~ log(x) + (1 | g)", {"x": [-1.0, 2.5]})


def test_infinite_functions_are_unknown_rows():
    made, _ = grid("y ~ I(1/x) + (1 | g)", {"x": [0.0, 2.0]})
    assert np.isnan(made.rows[0]).all()
    assert np.isfinite(made.rows[1]).all()


@pytest.mark.parametrize(
    ("at", "says"),
    [
        ({"arn": "a"}, "no variable of the fixed effects. Did you mean 'arm'"),
        ({"g": "1"}, "'g', which is no variable"),
        ({"dose": ["0", "1"]}, "'1' is no level of 'dose'"),
        ({"dose": []}, "one or more different levels"),
        ({"dose": ["0", 0]}, "one or more different levels"),
        ({"x": "high"}, "must give it numbers, not 'high'"),
        ({"x": [1.0, float("nan")]}, "must give it numbers"),
        ({"x": True}, "must give it numbers"),
        ({"x": [2, 2.0]}, "one or more different numbers"),
        ({"x": range(40_000)}, "240000 combinations"),
    ],
)
def test_bad_values_are_refused(at, says):
    with pytest.raises(PlanError, match=says):
        grid("y ~ arm * x + dose + (1 | g)", at)


def test_variable_of_two_kinds_is_refused():
    with pytest.raises(PlanError, match="'late' is both a factor and a covariate"):
        grid("y ~ factor(late) + I(late^2) + (1 | g)")
