"""Rows of a model without each unit in turn: the ends, the units that give them, what is lost."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from sap.ard import Ard
from sap.ard.leave_one_out import EXTREMES, failed_leave_one_out_rows, leave_one_out_rows
from sap.ard.rows import Analysis
from tests.example_run import CONTRASTS, NAMES, REASON, RESULT, EachLeftOut

EACH = Analysis("P1", "each", sensitivity=True)
NAN = float("nan")


class Fits(EachLeftOut):
    """Fits whose numbers without each unit are given."""

    def __init__(self, rows, **columns):
        super().__init__()
        self.rows, self.columns = rows, columns

    def influence(self, group, specs, by=None, **rest):
        made = pd.DataFrame(self.rows, columns=["left_out", *NAMES])
        fixed = {"contrast": "RUX / DMSO", "singular": False, "reason": ""} | self.columns
        return made.assign(**fixed)


def made(fit, result=RESULT):
    return Ard(tuple(leave_one_out_rows(EACH, fit, result, "donor")))


def end(ard, name, **of):
    row = ard.find(name, **of)
    return row.variable_level, row.stat


def test_the_ends_and_the_units_that_give_them():
    ard = made(EachLeftOut())
    assert end(ard, "estimate_min") == ("007", 0.6311)
    assert end(ard, "estimate_max") == ("02", 0.6514)
    assert end(ard, "conf_low_min") == ("3", 0.5699)
    assert end(ard, "conf_high_max") == ("02", 0.7209)
    assert end(ard, "p_value_max") == ("02", 0.0413)
    assert ard.number("n_left_out") == 3
    assert ard.values("context") == ("sensitivity: leave_one_out",)
    assert ard.text("scale") == "ratio"


def test_of_several_the_first_by_name_is_named_whatever_their_order():
    rows = [(unit, 0.5, 0.1, 9.0, -5.0, 0.01, 0.4, 0.6) for unit in ("b", "a", "c")]
    for order in (rows, rows[::-1]):
        ard = made(Fits(order))
        assert {end(ard, name)[0] for name in EXTREMES} == {"a"}


def test_levels_of_other_factors_have_ends_of_their_own():
    rows = [
        ("a", 0.5, 0.1, 9.0, -5.0, 0.01, 0.4, 0.6),
        ("a", 0.9, 0.1, 9.0, -1.0, 0.30, 0.7, 1.1),
        ("b", 0.6, 0.1, 9.0, -5.0, 0.02, 0.5, 0.7),
        ("b", 0.8, 0.1, 9.0, -2.0, 0.20, 0.6, 1.0),
    ]
    by = replace(RESULT, request=replace(RESULT.request, by=("smoking",)))
    ard = made(Fits(rows, smoking=["no", "yes", "no", "yes"]), by)
    assert end(ard, "estimate_max", group2_level="no") == ("b", 0.6)
    assert end(ard, "estimate_max", group2_level="yes") == ("a", 0.9)
    assert ard.number("n_left_out", group2_level="yes") == 2


def test_a_fit_that_is_lost_is_named_and_takes_no_part():
    rows = [("a", *[NAN] * 7), ("b", 0.6, 0.1, NAN, -5.0, NAN, 0.5, 0.7)]
    ard = made(Fits(rows, reason=["No optimum.", ""]))
    assert ard.find("condition").warning == "No estimate without donor a: No optimum."
    assert end(ard, "estimate_min") == ("b", 0.6)
    p = ard.find("p_value_max")
    assert (p.stat, p.variable_level) == (None, "")
    assert p.error


def test_a_difference_has_the_unit_of_the_response():
    plain = replace(
        RESULT, effect="difference", request=replace(RESULT.request, type="link", by=())
    )
    ard = made(EachLeftOut(), plain)
    assert ard.find("estimate_min").unit == ard.find("conf_high_max").unit == "pg/mL"
    assert ard.find("p_value_max").unit == ""


@pytest.mark.parametrize("name", ["scale", "n_left_out", *EXTREMES])
def test_a_model_that_failed_has_the_same_rows_with_the_reason(name):
    rows = Ard(tuple(failed_leave_one_out_rows(EACH, RESULT, CONTRASTS, "donor", REASON)))
    row, fitted = rows.find(name), made(EachLeftOut()).find(name)
    assert (row.stat, row.error) == (None, REASON)
    assert (row.group1, row.group1_level, row.variable) == (
        fitted.group1,
        fitted.group1_level,
        fitted.variable,
    )
    assert rows.text("failure") == REASON
