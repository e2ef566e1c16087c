"""What R is given: codes for every name, numbers of order one, groups that cannot collide."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from sap.engines.pymer4_coding import coded_model
from sap.errors import DataError, DesignError
from sap.formula import parse_formula

STRANGE = ["a - b", 'q"uote', "back\\slash", "dé jà", "x + y"]


def frame(**columns: object) -> pd.DataFrame:
    n = 20
    made = {
        "y": np.linspace(1.0, 4.0, n) ** 2,
        "donor": [f"d{i // 4}" for i in range(n)],
        "arm": pd.Categorical([STRANGE[i % 2] for i in range(n)], STRANGE),
        "dose": np.arange(n) % 3,
    }
    return pd.DataFrame(made | columns)


def code(formula: str, data: pd.DataFrame | None = None, **options: bool):
    return coded_model(parse_formula(formula), frame() if data is None else data, **options)


def test_no_name_and_no_level_reaches_r():
    data = frame().rename(columns={"arm": 'the "arm"', "donor": "donor\\id"})
    model = code('log(y) ~ `the "arm"` * dose + (1 | `donor\\id`)', data)
    assert model.formula == "y_ ~ v2_ + v1_ + v2_:v1_ + (1 | r1_)"
    assert model.factors["v2_"][1] == ["k1_", "k2_"]
    text = repr((model.formula, model.numbers, model.factors))
    assert not any(part in text for part in ("arm", "donor", "quote", "a - b", "d1"))


def test_codes_come_back_as_names():
    model = code("y ~ arm * I(dose^2) + factor(dose) + (1 | donor)")
    label = model.book.label
    assert label("(Intercept)") == "(Intercept)"
    assert label("v1_k2_:I(v2_^2)") == f"arm{STRANGE[1]}:I(dose^2)"
    assert label("factor(v2_)2") == "factor(dose)2"
    assert model.book.level("arm", "k1_") == STRANGE[0]
    assert model.book.level("dose", 2.0) == 2.0


def test_a_name_that_needs_backquotes_keeps_them():
    data = frame().rename(columns={"arm": "the arm"})
    model = code("y ~ `the arm` + (1 | donor)", data)
    assert model.book.label("v1_k2_") == f"`the arm`{STRANGE[1]}"


def test_levels_keep_the_order_of_a_categorical_and_those_unseen_go():
    data = frame(arm=pd.Categorical(["b", "a"] * 10, ["b", "unseen", "a"]))
    assert code("y ~ arm + (1 | donor)", data).book.levels["arm"] == ("b", "a")
    data = frame(arm=["b", "a"] * 10)
    assert code("y ~ arm + (1 | donor)", data).book.levels["arm"] == ("a", "b")


@pytest.mark.parametrize("pairs", [[("a:b", "c"), ("a", "b:c")], [("a b", "c"), ("a", "b c")]])
def test_groups_whose_names_would_collide_stay_apart(pairs):
    plate, well = zip(*(pairs[i % 2] for i in range(20)), strict=True)
    model = code("y ~ arm + (1 | plate:well)", frame(plate=plate, well=well))
    assert model.group_sizes == {"plate:well": 2}


def test_each_random_term_has_groups_of_its_own():
    model = code("y ~ arm + (1 | donor) + (0 + dose | donor) + (1 | donor:arm)")
    assert list(model.groups.values()) == ["donor", "donor", "donor:arm"]
    assert model.formula.endswith("(1 | r1_) + (0 + v2_ | r2_) + (1 | r3_)")
    assert model.factors["r1_"] == model.factors["r2_"]
    assert model.group_sizes == {"donor": 5, "donor:arm": 10}


@pytest.mark.parametrize("unit", [1e-9, 1.0, 1e9])
def test_the_response_is_of_order_one_by_an_exact_factor(unit):
    data = frame()
    data["y"] *= unit
    model = code("y ~ arm + (1 | donor)", data)
    scaled = np.array(model.numbers["y_"])
    assert 0.4 < scaled.std() < 2.5
    assert abs(scaled.mean()) < 1e-9
    assert math.frexp(model.scale)[0] == 0.5
    back = scaled * model.scale + model.shift
    np.testing.assert_allclose(back, data["y"], rtol=1e-14)


def test_without_an_intercept_nothing_is_subtracted():
    assert code("y ~ 0 + arm + (1 | donor)").shift == 0.0


def test_rescaling_can_be_left_out():
    model = code("y ~ arm + (1 | donor)", rescale=False)
    assert (model.shift, model.scale) == (0.0, 1.0)
    assert model.numbers["y_"] == frame()["y"].tolist()


def test_rows_with_a_gap_are_left_out_and_counted():
    data = frame()
    data.loc[[2, 5], "dose"] = np.nan
    model = code("y ~ dose + (1 | donor)", data.astype({"dose": float}))
    assert (model.n_obs, model.dropped) == (18, (3, 6))


@pytest.mark.parametrize(
    ("formula", "change", "words"),
    [
        ("y ~ arms + (1 | donor)", {}, "no column 'arms'. Did you mean 'arm'"),
        ("log(y) ~ arm + (1 | donor)", {"y": np.arange(20.0)}, "above zero.*row 0"),
        ("logit(y) ~ arm + (1 | donor)", {"y": np.full(20, 100.0)}, "above 0 and below 100"),
        ("y ~ arm + (1 | donor)", {"y": ["a"] * 20}, "'y' must hold numbers"),
        ("y ~ I(arm^2) + (1 | donor)", {}, "'arm' must hold numbers"),
        ("y ~ dose + (1 | donor)", {"dose": np.r_[np.inf, np.arange(19.0)]}, "infinite in row 0"),
        ("y ~ dose + (1 | donor)", {"dose": np.full(20, np.nan)}, "No row has a value"),
    ],
)
def test_data_that_do_not_fit_are_refused(formula, change, words):
    with pytest.raises(DataError, match=words):
        code(formula, frame(**change))


def test_two_columns_of_one_name_are_refused():
    data = pd.concat([frame(), frame()[["arm"]]], axis=1)
    with pytest.raises(DataError, match="more than one column 'arm'"):
        code("y ~ arm + (1 | donor)", data)


def test_levels_that_read_alike_are_refused():
    data = frame(arm=pd.Categorical([1, "1"] * 10))
    with pytest.raises(DataError, match="Two levels of 'arm' read '1'"):
        code("y ~ arm + (1 | donor)", data)


@pytest.mark.parametrize(
    ("groups", "words"),
    [(["d"] * 20, "one group only"), ([f"d{i}" for i in range(20)], "20 groups for 20 rows")],
)
def test_groups_without_information_are_refused(groups, words):
    with pytest.raises(DesignError, match=words):
        code("y ~ arm + (1 | donor)", frame(donor=groups))
