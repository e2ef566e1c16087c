"""What must not matter: the order and names of levels, the reference level, units, row order."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sap.inference.anova import anova_table
from sap.inference.contrasts import contrasts_table
from sap.inference.joint import joint_tests_table
from sap.inference.means import means_table
from tests.inference.fitting import Fitted, fitted

ARMS, SITES = ("v", "a", "b", "c"), ("north", "south", "west")
FORMULA = "y ~ arm * site + x + (1 | donor)"
STATISTICS = ["estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high"]
TESTS = ["num_df", "den_df", "statistic", "p_value"]

#: The solver's optimum is the same to about 1e-9 in the variances, whatever the coding.
SAME = 2e-7


def data(*, holed: bool) -> pd.DataFrame:
    rng = np.random.default_rng(21)
    frame = pd.DataFrame(
        {
            "donor": np.repeat(np.arange(24), 5).astype(str),
            "arm": rng.choice(ARMS, size=120, p=[0.4, 0.3, 0.2, 0.1]),
            "site": np.repeat(rng.choice(SITES, size=24), 5),
            "x": rng.normal(10.0, 2.0, size=120),
        }
    )
    effect = rng.normal(size=24).repeat(5)
    frame["y"] = effect + rng.normal(size=120) + 0.7 * (frame["arm"] == "a") + 0.1 * frame["x"]
    return frame[~((frame["arm"] == "c") & (frame["site"] == "west"))] if holed else frame


@cache
def plain(ddf: str, holed: bool) -> Fitted:
    return relevelled(ddf, holed, ARMS, SITES)


def relevelled(ddf: str, holed: bool, arms, sites, rename=None) -> Fitted:
    frame = data(holed=holed)
    frame["arm"] = pd.Categorical(frame["arm"], categories=arms)
    frame["site"] = pd.Categorical(frame["site"], categories=sites)
    if rename:
        frame["arm"] = frame["arm"].cat.rename_categories(rename)
    return fitted(FORMULA, frame, ddf)


def by_label(table: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    return table.set_index(names).sort_index()


def pairs(fit: Fitted, adjust: str) -> pd.DataFrame:
    table = contrasts_table(
        fit.basis, fit.means(["arm"], ["site"]), fit.frame.scale, "pairwise", adjust
    )
    # A pair turned round has the other sign.
    turned = table["contrast"].str.split(" - ").map(lambda pair: pair != sorted(pair))
    table["contrast"] = table["contrast"].str.split(" - ").map(lambda pair: "|".join(sorted(pair)))
    low, high = table["conf_low"].copy(), table["conf_high"].copy()
    for column in ("estimate", "statistic"):
        table.loc[turned, column] *= -1.0
    table.loc[turned, "conf_low"], table.loc[turned, "conf_high"] = -high[turned], -low[turned]
    return by_label(table, ["contrast", "site"])


def assert_same(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    assert found.index.tolist() == expected.index.tolist()
    for column in expected.columns.intersection([*STATISTICS, *TESTS]):
        np.testing.assert_allclose(
            found[column], expected[column], rtol=SAME, atol=1e-8, err_msg=column
        )


orders = st.tuples(st.permutations(ARMS), st.permutations(SITES))


@pytest.mark.parametrize("holed", [False, True])
@pytest.mark.parametrize("ddf", ["kenward-roger", "satterthwaite"])
@settings(deadline=None, max_examples=6, derandomize=True)
@given(orders=orders)
def test_order_of_levels_and_reference(ddf, holed, orders):
    one, other = plain(ddf, holed), relevelled(ddf, holed, *orders)
    for specs in (["arm"], ["site"], ["arm", "site"]):
        for weights in ("equal", "proportional"):
            assert_same(
                by_label(
                    means_table(
                        other.basis, other.means(specs, weights=weights), other.frame.scale
                    ),
                    specs,
                ),
                by_label(
                    means_table(one.basis, one.means(specs, weights=weights), one.frame.scale),
                    specs,
                ),
            )
    for adjust in ("none", "holm", "tukey"):
        assert_same(pairs(other, adjust), pairs(one, adjust))
    for type in (2, 3):
        assert_same(
            anova_table(other.basis, other.design, other.frame, type).set_index("term"),
            anova_table(one.basis, one.design, one.frame, type).set_index("term"),
        )
    assert_same(
        joint_tests_table(other.basis, other.design, other.frame).set_index("term"),
        joint_tests_table(one.basis, one.design, one.frame).set_index("term"),
    )


@settings(deadline=None, max_examples=6, derandomize=True)
@given(st.lists(st.text("ab0.-+é ", min_size=1, max_size=6), min_size=4, max_size=4, unique=True))
def test_names_of_levels(names):
    one = plain("kenward-roger", True)
    other = relevelled("kenward-roger", True, ARMS, SITES, dict(zip(ARMS, names, strict=True)))
    for fit in (one, other):
        assert len(pairs_in_order(fit)) == 18
    np.testing.assert_allclose(pairs_in_order(other), pairs_in_order(one), rtol=SAME, atol=1e-8)


def pairs_in_order(fit: Fitted) -> np.ndarray:
    table = contrasts_table(fit.basis, fit.means(["arm"], ["site"]), fit.frame.scale)
    return table[STATISTICS].to_numpy(dtype=float)


@pytest.mark.parametrize("scale", [1e-9, 1e9])
def test_units_of_a_covariate(scale):
    frame = data(holed=True)
    one = fitted(FORMULA, frame)
    frame["x"] *= scale
    other = fitted(FORMULA, frame)
    np.testing.assert_allclose(pairs_in_order(other), pairs_in_order(one), rtol=SAME, atol=1e-8)
    for type in (1, 2, 3):
        assert_same(
            anova_table(other.basis, other.design, other.frame, type).set_index("term"),
            anova_table(one.basis, one.design, one.frame, type).set_index("term"),
        )


@pytest.mark.parametrize(("factor", "origin"), [(1e-9, 0.0), (1e9, 0.0), (1.0, 1e7)])
def test_units_of_the_response(factor, origin):
    frame = data(holed=False)
    one = pairs_in_order(fitted(FORMULA, frame))
    frame["y"] = frame["y"] * factor + origin
    other = pairs_in_order(fitted(FORMULA, frame))
    # df, t and p carry no unit; a reading of 1e7 itself is rounded to 2e-9.
    np.testing.assert_allclose(other[:, 2:5], one[:, 2:5], rtol=1e-7, atol=1e-8)


def test_order_of_rows():
    frame = data(holed=False)
    shuffled = frame.sample(frac=1.0, random_state=3)
    one, other = fitted(FORMULA, frame), fitted(FORMULA, shuffled)
    np.testing.assert_allclose(pairs_in_order(other), pairs_in_order(one), rtol=SAME, atol=1e-9)
