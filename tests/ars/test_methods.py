"""Methods and operations: every kind of result has its words, every statistic its operation."""

from __future__ import annotations

from typing import get_args

import pytest

from sap.ard.rows import CONTEXTS
from sap.ard.statistics import STAT_LABELS
from sap.ars.ids import Ids
from sap.ars.methods import KINDS, NAMES, PARAMETERS, SHARES, Methods
from sap.ars.results import ASKED, LISTINGS
from sap.engines.base import AnalysisKind
from sap.tables.number_styles import number_style

CSR = number_style("csr")


@pytest.fixture
def method():
    return Methods(Ids()).named(("mixed-model", "REML"), "Linear mixed model")


def test_every_kind_of_result_and_of_analysis_has_its_words():
    assert set(NAMES) == set(CONTEXTS) - LISTINGS
    assert set(KINDS) == set(get_args(AnalysisKind))


def test_what_was_asked_for_is_named_as_in_the_results():
    assert set(STAT_LABELS) >= ASKED


def test_operations_stand_in_the_order_of_the_results(method):
    for kind, name in (("contrast", "p_value"), ("summary", "mean"), ("contrast", "estimate")):
        method.operation(kind, name)
    made = method.made(CSR, "sap 0")
    assert [(one.order, one.id) for one in made.operations] == [
        (1, "Method.mixed-model.REML.summary.mean"),
        (2, "Method.mixed-model.REML.contrast.p_value"),
        (3, "Method.mixed-model.REML.contrast.estimate"),
    ]
    assert made.operations[2].name == "Comparison: Estimate"
    assert made.operations[2].result_pattern == "ratio X.XX; difference 3 significant figures"
    assert made.code_template is None


def test_a_percentage_names_its_numerator_and_its_denominator(method):
    made = method.operation("limits", "p_below")
    operations = {one.id: one for one in method.made(CSR, "sap 0").operations}
    # Its counts are operations of the method although no result has asked for them.
    assert [one.rsplit(".", 1)[-1] for one in operations] == ["n_below", "n_measured", "p_below"]
    found = operations[made].referenced_operation_relationships
    assert [(one.referenced_operation_role.controlled_term, one.operation_id) for one in found] == [
        ("NUMERATOR", made.replace("p_below", "n_below")),
        ("DENOMINATOR", made.replace("p_below", "n_measured")),
    ]
    counts = [one for one in operations.values() if one.id != made]
    assert not any(one.referenced_operation_relationships for one in counts)


def test_every_share_of_the_results_has_its_counts():
    """A percentage is a share unless it is a coefficient of variation."""
    percentages = {name for name in STAT_LABELS if name.startswith("p_") and name != "p_value"}
    assert set(SHARES) == {name for name in percentages if "%" in STAT_LABELS[name]}


def test_a_reason_is_an_operation_without_a_pattern(method):
    made = method.operation("contrast", "error")
    (operation,) = method.made(CSR, "sap 0").operations
    assert (operation.id, operation.result_pattern) == (made, None)
    assert operation.name == "Comparison: Why there is no number"


def test_a_method_without_results_has_an_operation(method):
    assert len(method.made(CSR, "sap 0").operations) == 1


def test_parameters_are_those_noted(method):
    method.parameters |= {"alpha", "formula"}
    template = method.made(CSR, "sap 0").code_template
    assert [one.name for one in template.parameters] == ["formula", "alpha"]
    assert template.context == "sap 0"
    assert set(PARAMETERS) >= method.parameters
