"""Rows of families of hypotheses: what each member has, and why something is missing."""

from __future__ import annotations

import dataclasses

import pytest

from sap.ard import Ard, ordered
from sap.ard.files import csv_bytes, read_csv
from sap.ard.multiplicity import multiplicity_rows
from sap.ard.rows import HYPOTHESIS, MULTIPLICITY, Analysis
from sap.errors import PlanError
from tests.tables.multiplicity_example import FAMILIES, P_VALUES, REASON, hypotheses, results

WITHOUT_MAIN = {endpoint: p for endpoint, p in P_VALUES.items() if endpoint != "A"}


def of(ard: Ard, endpoint: str) -> dict[str, object]:
    rows = ard.select(context=MULTIPLICITY, endpoint=endpoint)
    return {row.stat_name: row.stat_text if row.stat is None else row.stat for row in rows}


def test_a_member_that_is_rejected():
    found = of(results(), "B1")
    assert found == {
        "p_value": 0.0004,
        "p_adjusted": pytest.approx(0.0016),
        "weight": 0.25,
        "local_alpha": 0.0125,
        "rejected": 1.0,
        "sequence": 1.0,
        "gate": "open",
    }


def test_a_member_that_is_not_rejected_has_no_place_in_the_order():
    found = of(results(), "B2")
    assert found["rejected"] == 0.0
    assert "sequence" not in found


def test_a_member_without_p_value_keeps_its_rows_with_the_reason():
    ard = results().select(context=MULTIPLICITY, endpoint="B3")
    assert {row.stat_name: row.error for row in ard if row.stat is None and not row.stat_text} == {
        "p_value": REASON,
        "p_adjusted": REASON,
    }
    assert ard.number("rejected") == 0.0


def test_members_behind_a_closed_gate_are_nominal():
    ard = results()
    found = of(ard, "D1")
    # The worst of the family before, which has a member without p-value, is 1.
    assert found == {
        "p_value": 0.003,
        "p_adjusted": 1.0,
        "weight": 1.0,
        "rejected": 0.0,
        "gate": "closed",
    }
    warning = ard.find("p_value", context=MULTIPLICITY, endpoint="D1").warning
    assert warning == "Nominal, not a test: the gate, family blood, is closed."


def test_members_behind_a_gate_outside_the_run():
    ard = results(WITHOUT_MAIN)
    assert not ard.select(variable="main").rows
    assert of(ard, "B1")["gate"] == "absent"
    row = ard.find("p_adjusted", context=MULTIPLICITY, endpoint="B1")
    assert (row.stat, row.error) == (
        None,
        "The gate, family main, is not decided in this run.",
    )


def test_exploratory_members_have_no_decision():
    assert of(results(), "F1") == {
        "p_value": 0.03,
        "p_adjusted": 0.06,
        "weight": 0.5,
        "gate": "",
    }


def test_a_family_has_rows_of_its_own():
    ard = results().select(context=MULTIPLICITY, variable="diet", endpoint="")
    assert {row.stat_name: row.stat_text or row.stat for row in ard} == {
        "procedure": "fixed-sequence",
        "alpha": 0.05,
        "gate": "blood",
        "exploratory": 0.0,
        "label": "Diet",
    }


def test_a_family_without_any_result_has_no_rows():
    only = {"A": 0.01}
    ard = results(only).select(context=MULTIPLICITY)
    assert ard.values("variable") == ("main",)


def test_a_member_outside_the_run_counts_as_one():
    ard = results({"A": 0.01, "B1": 0.001, "B2": 0.02})
    row = ard.find("p_value", context=MULTIPLICITY, endpoint="B3")
    assert row.error == "The endpoint is not part of this run."
    assert of(ard, "B2")["p_adjusted"] == pytest.approx(0.06)


def test_sensitivity_analyses_have_no_part():
    given = hypotheses()
    other = Analysis("A", "other").row(HYPOTHESIS, "p_value", 0.9, text="contrast")
    found = list(multiplicity_rows(FAMILIES, Ard((*given, other))))
    assert found == list(multiplicity_rows(FAMILIES, given))


def test_two_hypotheses_of_one_endpoint_are_refused():
    given = hypotheses()
    first = given.rows[0]
    second = dataclasses.replace(first, group1_level="b / a")
    with pytest.raises(PlanError, match="Endpoint A has more than one hypothesis"):
        list(multiplicity_rows(FAMILIES, Ard((*given, second))))


def test_keys_are_different_and_rows_come_back_from_a_file(tmp_path):
    ard = results()
    (tmp_path / "ard.csv").write_bytes(csv_bytes(ard))
    assert read_csv(tmp_path / "ard.csv") == ard
    assert ordered(ard) == ard.rows
