"""What a plan knows of data that are not there: steps, listings, levels that can't be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sap.ard.placeholder import Placeholder, placeholder_rows
from sap.ard.rows import CONTRAST, LIMITS, MODEL, Analysis
from sap.plan import make_plan
from sap.plan.planned import PlannedRule
from sap.run.analyses import analysis_of, not_carried_out
from sap.shell.data import made_up_data, possible, queries_of
from sap.shell.rows import placeholder_results
from sap.spec import load_spec
from tests.house import ROOT
from tests.run.small_study import write_study


@pytest.fixture
def spec(tmp_path):
    return load_spec(write_study(tmp_path))


@pytest.fixture
def planned(spec):
    return make_plan(spec).analyses[0]


def test_steps_are_those_of_the_plan(planned, spec):
    data = made_up_data(planned, spec)
    assert [(step.kind, step.reason) for step in data.disposition] == [
        ("data", "All data"),
        ("set", "Not active"),
        ("missing", "Ethanol is missing"),
        ("missing", "Yeast is missing"),
        ("missing", "Brewer is missing"),
    ]
    assert [(unit.unit, unit.kind) for unit in data.excluded] == [("xx", "set"), ("xx", "missing")]
    assert len({row.key for row in data.excluded_rows}) == len(data.excluded_rows) == 3


def test_a_rule_that_drops_and_one_that_completes_are_steps(planned, spec):
    dropping = make_plan(spec).analyses[1]
    reasons = [step.reason for step in made_up_data(dropping, spec).disposition]
    assert reasons[-1] == "Beyond a limit of quantification, dropped by the rule"


def test_queries_are_those_that_the_dataset_knows():
    study = load_spec(ROOT / "specs")
    by_id = {(one.endpoint_id, one.analysis_id): one for one in make_plan(study).analyses}
    assert queries_of(by_id["P1", "primary"], study) == ("plate_scale", "arms_exchanged")
    assert "plate_scale" not in queries_of(by_id["S2.1", "primary"], study)


@pytest.mark.parametrize(
    ("where", "exclude", "levels", "can_be"),
    [
        (None, [], {"yeast": "W"}, True),
        ('yeast == "W"', [], {"yeast": "W"}, True),
        ('yeast == "W"', [], {"yeast": "B"}, False),
        ('yeast in ["W", "X"] and ethanol > 3', [], {"yeast": "B"}, False),
        ('yeast == "W" or ethanol > 3', [], {"yeast": "B"}, True),
        ("ethanol > 3", [], {"yeast": "B"}, True),
        ("ethanol is not missing", [], {"yeast": "B"}, True),
        ("not (ethanol is missing)", [], {"yeast": "B"}, True),
        ("yeast is missing", [], {"yeast": "B"}, False),
        (None, ['yeast == "B"'], {"yeast": "B"}, False),
        (None, ['yeast == "B" and ethanol > 3'], {"yeast": "B"}, True),
        (None, ["ethanol is missing"], {"yeast": "B"}, True),
    ],
)
def test_a_level_can_be_unless_the_conditions_decide_against_it(
    planned, where, exclude, levels, can_be
):
    rules = tuple(PlannedRule(when, "A reason") for when in exclude)
    assert possible(replace(planned, where=where, exclude=rules), levels) is can_be


def test_placeholders_stand_for_what_data_give_and_for_nothing_else(planned, spec):
    rows = not_carried_out(planned, made_up_data(planned, spec), "No data.").rows
    made = list(placeholder_rows(rows, "ratio"))
    assert [row.key for row in made] == [row.key for row in rows if row.stat_name != "failure"]
    assert not any(row.error for row in made)
    by_name = {(row.context, row.stat_name): row.stat for row in made}
    assert by_name[MODEL, "conf_level"] == 0.95
    assert not isinstance(by_name[MODEL, "conf_level"], Placeholder)
    assert isinstance(by_name[LIMITS, "n_below"], Placeholder)
    low, middle, high = (by_name[CONTRAST, n] for n in ("conf_low", "estimate", "conf_high"))
    assert low * high == pytest.approx(middle**2)  # in the middle of a log axis


def test_differences_are_drawn_about_zero(planned):
    row = Analysis("E", "a").row(CONTRAST, "estimate", error="No data.")
    (made,) = placeholder_rows([row], "difference")
    assert made.stat < 0


def test_rows_stand_as_a_run_has_them(spec):
    plan = make_plan(spec)
    made = placeholder_results(spec, plan)
    assert made.values("analysis") == ("", "primary", "low_drop", "raw")
    assert analysis_of(plan.analyses[1]).sensitivity
    assert set(made.select(analysis="low_drop").values("kind")) <= {
        *("disposition", "exclusions", "excluded_rows", "limits", "summary", "model"),
        *("anova", "emmeans", "contrast", "variance_components"),
    }
