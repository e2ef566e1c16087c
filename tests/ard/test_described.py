"""Rows of characteristics and of observed values, against numbers worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from sap.ard.characteristics import characteristic_rows, failed_characteristic_rows
from sap.ard.described import described_rows, undescribed_rows
from sap.ard.rows import CHARACTERISTICS, OBSERVED, Ard, ordered
from sap.data.characteristics import CharacteristicsData
from sap.data.describe import DescribedData
from sap.plan import (
    PlannedCharacteristic,
    PlannedCharacteristics,
    PlannedColumn,
    PlannedDescription,
    PlannedSet,
    PlannedVariable,
)
from sap.spec import LimitsRule

# Sums of a few floats in another order.
ROUNDING = 1e-12


def variable(name, kind, levels=(), unit=None, lower=None):
    return PlannedVariable(name, name.capitalize(), kind, unit, levels, lower, None)


MICE = PlannedSet("mice", "Mice", "mouse", (), "mice")
DIET = variable("diet", "factor", (("plain", "Plain"), ("fat", "Fat")))
SEX = variable("sex", "factor", (("f", "Female"), ("m", "Male"), ("x", "Not done")))
AGE = variable("age", "number", unit="weeks")
TABLE = PlannedCharacteristics(
    "14.1.2",
    "characteristics",
    "Mice",
    "mice",
    (),
    (),
    variable("mouse", "id"),
    tuple(PlannedColumn(name, name, MICE, None, "", "", None) for name in ("ill", "well", "none")),
    (
        PlannedCharacteristic(AGE, (), (), ("ill", "well", "none")),
        PlannedCharacteristic(SEX, SEX.levels[:2], ("x",), ("ill", "none")),
    ),
    (),
)


def frame(ages, sexes):
    return pd.DataFrame(
        {
            "age": np.asarray(ages, dtype=float),
            "sex": pd.Categorical(sexes, categories=["f", "m"]),
        }
    )


@pytest.fixture
def characteristics():
    columns = {
        "ill": frame([1.0, 2.5, 4.0, np.nan], ["f", "f", None, "m"]),
        "well": frame([8.0], ["f"]),
        "none": frame([], []),
    }
    return Ard(ordered(characteristic_rows(TABLE, CharacteristicsData(columns))))


def test_numbers_of_each_column(characteristics):
    ill = {"context": CHARACTERISTICS, "group1_level": "ill", "variable": "age"}
    found = {row.stat_name: row.stat for row in characteristics.select(**ill)}
    assert found == pytest.approx(
        {
            "n_known": 3,
            "n_unknown": 1,
            "decimals": 1,
            "mean": 2.5,
            "sd": 1.5,
            "median": 2.5,
            "q1": 1.0,
            "q3": 4.0,
            "min": 1.0,
            "max": 4.0,
        },
        rel=ROUNDING,
    )


def test_decimals_are_those_of_all_columns(characteristics):
    where = {"variable": "age", "group1_level": "well"}
    assert characteristics.number("decimals", **where) == 1
    assert characteristics.find("sd", **where).error == "Too few units with a value."


def test_shares_are_of_units_with_a_value(characteristics):
    where = {"group1_level": "ill", "variable": "sex"}
    assert characteristics.number("n_level", variable_level="f", **where) == 2
    share = characteristics.number("p_level", variable_level="f", **where)
    assert share == pytest.approx(200 / 3, rel=ROUNDING)
    none = {"group1_level": "none", "variable": "sex", "variable_level": "f"}
    assert characteristics.number("n_level", **none) == 0
    assert characteristics.find("p_level", **none).error


def test_what_does_not_apply_is_said_so(characteristics):
    (row,) = characteristics.select(variable="sex", group1_level="well")
    assert (row.stat_name, row.stat, row.error) == ("not_applicable", None, "")


def test_columns_have_their_size(characteristics):
    sizes = [row.stat for row in characteristics.select(stat_name="n_units")]
    assert sizes == [4, 1, 0]


def test_a_table_that_failed_has_a_row_for_each_place():
    rows = list(failed_characteristic_rows(TABLE, "Nothing there."))
    assert len(rows) == 3 * (1 + 2)
    apart = [row for row in rows if row.stat_name == "not_applicable"]
    assert [(row.variable, row.error) for row in apart] == [("sex", "")]
    known = [row for row in rows if row not in apart]
    assert all(row.stat is None and row.error == "Nothing there." for row in known)


LEVEL = variable("level", "number", unit="mg", lower="low")
DESCRIPTION = PlannedDescription(
    endpoint_id="E1",
    description_id="observed:14.2.7",
    title="Level",
    label="Level",
    dataset="wells",
    where=None,
    exclude=(),
    complete=None,
    limits=LimitsRule(below="lloq/2"),
    analysis_set=MICE,
    response="level",
    transformation="log",
    of="diet",
    control="plain",
    variables=(LEVEL, DIET, variable("mouse", "id")),
)


def data(mice, diets, levels, below=None):
    arms = pd.Categorical(diets, categories=["plain", "fat"])
    rows = pd.DataFrame({"mouse": mice, "diet": arms, "level": np.asarray(levels, dtype=float)})
    beyond = np.zeros(len(rows), dtype=bool) if below is None else np.asarray(below)
    nothing = np.zeros(len(rows), dtype=bool)
    measured = rows[["diet"]].assign(low=0.5)
    return DescribedData(rows, beyond, nothing, measured, beyond, nothing)


def test_ratios_are_within_units_that_have_both_arms():
    mice = ["a", "a", "a", "b", "b", "c"]
    diets = ["plain", "plain", "fat", "plain", "fat", "fat"]
    found = Ard(tuple(described_rows(DESCRIPTION, data(mice, diets, [1, 4, 4, 1, 8, 100]))))
    ratio = {"context": OBSERVED, "group1_level": "fat / plain"}
    # a: 4 over the geometric mean of 1 and 4; b: 8 over 1; c has one arm only.
    assert found.number("geo_mean", **ratio) == pytest.approx(math.sqrt(2 * 8), rel=ROUNDING)
    assert found.number("n_within", **ratio) == 2
    plain = {"context": OBSERVED, "group1_level": "plain"}
    assert found.number("geo_mean", **plain) == pytest.approx(math.sqrt(2), rel=ROUNDING)
    assert [found.number(name, **plain) for name in ("n_units", "n_rows")] == [2, 3]


def test_values_below_the_limit_are_counted_by_arm():
    some = data(["a", "b"], ["plain", "fat"], [0.25, 4], below=[True, False])
    found = Ard(tuple(described_rows(DESCRIPTION, some)))
    assert found.number("n_below", group1_level="plain") == 1
    assert found.number("p_below", group1_level="fat") == 0
    assert found.text("below_rule") == "lloq/2"


def test_no_unit_with_both_arms_has_no_ratio():
    found = Ard(tuple(described_rows(DESCRIPTION, data(["a", "b"], ["plain", "fat"], [1, 2]))))
    row = found.find("geo_mean", group1_level="fat / plain")
    assert (row.stat, row.error) == (None, "No unit has both.")


def test_differences_where_the_model_is_on_the_raw_scale():
    from dataclasses import replace

    raw = replace(DESCRIPTION, transformation="identity")
    some = data(["a", "a", "b", "b"], ["plain", "fat"] * 2, [1, 4, 2, 7])
    found = Ard(tuple(described_rows(raw, some)))
    row = found.find("mean", group1_level="fat - plain")
    assert (row.stat, row.unit) == (4.0, "mg")


def test_nobody_can_take_them_for_results_of_the_endpoint():
    rows = [*described_rows(DESCRIPTION, data(["a"], ["plain"], [1]))]
    rows += undescribed_rows(DESCRIPTION, "Nothing there.")
    assert {row.context for row in rows} == {OBSERVED}
    assert {row.analysis for row in rows} == {"observed:14.2.7"}
    names = {row.stat_name for row in rows}
    assert not names & {"estimate", "p_value", "conf_low", "conf_high"}
