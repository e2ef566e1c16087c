"""Kenward and Roger's F where the textbook formulas are nought divided by nought."""

import itertools

import numpy as np
import pandas as pd
import pytest

import sap
from sap.inference.kenward_roger import scaled_f


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_two_denominator_df_are_those_of_the_analysis_of_variance(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows = pd.DataFrame(
        list(itertools.product("xy", "abc", range(4))), columns=["block", "arm", "well"]
    )
    plot = rng.normal(size=6) + np.repeat(4 * rng.normal(size=2), 3)
    rows["y"] = plot[rows.groupby(["block", "arm"]).ngroup()] * 3 + rng.normal(size=24)
    fit = sap.fit("y ~ arm + (1 | block) + (1 | block:arm)", rows)
    assert not fit.singular
    found = fit.anova().iloc[0]
    means = rows.pivot_table("y", "block", "arm").to_numpy()
    arm = 2 * ((means.mean(axis=0) - means.mean()) ** 2).sum() / 2
    rest = means - means.mean(axis=0) - means.mean(axis=1, keepdims=True) + means.mean()
    assert found["num_df"] == 2
    assert found["den_df"] == pytest.approx(2, abs=1e-6)
    assert found["statistic"] == pytest.approx(arm / ((rest**2).sum() / 2), rel=1e-6)


@pytest.mark.parametrize("q", [2, 3, 5])
@pytest.mark.parametrize("df", [3.0, 5.0, 12.0, 200.0])
def test_a_design_with_an_exact_f_test_keeps_it(q: int, df: float) -> None:
    # One mean square below the line: A1 = q A2 and A2 = 2 q / df.
    a2 = 2.0 * q / df
    found, scale = scaled_f(q, q * a2, a2)
    assert found == pytest.approx(df, rel=1e-10)
    assert scale == pytest.approx(1.0, rel=1e-10)
