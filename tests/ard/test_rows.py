"""Rows of results data: their order, their keys, and how one is found."""

import pytest

from sap.ard import CONTEXTS, Ard, ordered
from sap.ard.rows import CONTRAST, EMMEANS, FAILURE, LIMITS, MODEL, Analysis
from tests.example_run import example_ard, example_kinds


def test_rows_stand_by_analysis_then_by_context():
    first, second = Analysis("P1", "primary"), Analysis("P1", "adjusted")
    rows = [
        first.row(CONTRAST, "estimate", 1.0),
        second.row(MODEL, "n_obs", 2),
        first.row(MODEL, "n_obs", 3),
        second.row(LIMITS, "n_below", 0),
        first.row(CONTRAST, "std_error", 1.0),
    ]
    found = [(row.analysis, row.context, row.stat_name) for row in ordered(rows)]
    assert found == [
        ("primary", "model", "n_obs"),
        ("primary", "contrast", "estimate"),
        ("primary", "contrast", "std_error"),
        ("adjusted", "limits", "n_below"),
        ("adjusted", "model", "n_obs"),
    ]


def test_a_run_is_in_order_and_every_context_is_known():
    ard = example_ard()
    assert ordered(ard.rows) == ard.rows
    assert set(ard.values("kind")) <= set(CONTEXTS)


def test_rows_of_a_sensitivity_analysis_have_contexts_of_their_own():
    main, other = Analysis("P1", "primary"), Analysis("P1", "adjusted", sensitivity=True)
    rows = [other.row(CONTRAST, "estimate", 2.0), other.row(LIMITS, "n_below", 0)]
    ard = Ard(ordered([main.row(CONTRAST, "estimate", 1.0), *rows]))
    assert [row.context for row in ard] == [
        *("contrast", "sensitivity: limits", "sensitivity: contrast")
    ]
    assert [row.kind for row in ard] == [CONTRAST, LIMITS, CONTRAST]
    assert [row.stat for row in ard.select(context=CONTRAST)] == [1.0]
    assert [row.stat for row in ard.select(kind=CONTRAST)] == [1.0, 2.0]
    assert ard.number("estimate", kind=CONTRAST, analysis="adjusted") == 2.0
    assert ard.number("estimate", context=CONTRAST, analysis="adjusted") is None


def test_every_kind_of_analysis_is_in_order():
    ard = example_kinds()
    assert ordered(ard.rows) == ard.rows
    assert set(ard.values("kind")) <= set(CONTEXTS)
    sensitivity = {row.context for row in ard if row.analysis != "primary"}
    assert all(context.startswith("sensitivity: ") for context in sensitivity)


def test_two_rows_of_one_key_are_a_defect():
    row = Analysis("P1", "primary").row(MODEL, "n_obs", 3)
    with pytest.raises(AssertionError, match="one key"):
        Ard((row, row))


def test_a_statistic_without_a_name_in_words_is_a_defect():
    with pytest.raises(KeyError):
        Analysis().row(MODEL, "nonsense", 1.0)


def test_not_a_number_is_missing():
    assert Analysis().row(MODEL, "n_obs", float("nan")).stat is None
    assert Analysis().row(MODEL, "n_obs", float("inf")).stat == float("inf")
    assert Analysis().row(MODEL, "converged", True).stat == 1.0


def test_looking_up():
    ard = example_ard()
    contrast = {"analysis": "primary", "context": CONTRAST}
    assert ard.number("df", **contrast) == 88.314
    assert ard.text("scale", **contrast) == "ratio"
    assert ard.find("estimate", analysis="complete_pairs", kind=EMMEANS).stat is None
    assert ard.number("estimate", analysis="nobody") is None
    assert ard.text("scale", analysis="nobody") == ""
    assert ard.find("failure", kind=FAILURE).analysis == "complete_pairs"
    assert len(ard.select(context="nothing")) == 0
