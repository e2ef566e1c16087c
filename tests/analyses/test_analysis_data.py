"""The data of the study's analyses, held against counts made from the CSV files by hand."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import pytest

from sap.data import assemble_all, read_sources
from sap.plan import make_plan
from sap.spec import load_spec
from tests.analyses.test_simulated_study import FILES, primary, table, value, wells

ROOT = Path(__file__).parents[2]
__all__ = ["wells"]  # a fixture


@pytest.fixture(scope="module")
def data():
    return {name: table(name) for name in FILES}


@pytest.fixture(scope="module")
def made():
    spec = load_spec(ROOT / "specs" / "primary.yml")
    plan = make_plan(spec)
    analyses = assemble_all(spec, plan.analyses, read_sources(spec))
    return {analysis.analysis_id: analysis for analysis in analyses}


# Read in another unit than it is labelled, and arms labelled the wrong way round: the lab's files
# show both, and the rows are left out until the statistician has decided.
PLATE_IN_QUESTION, DONOR_IN_QUESTION = "CCL18-11", "SSC-040"


def key(row) -> tuple:
    return row["donor_id"], row["treatment"], row["plate_id"], value(row)


def undisputed(row) -> bool:
    exchanged = row["donor_id"] == DONOR_IN_QUESTION and row["stim"] == "NS"
    return row["plate_id"] != PLATE_IN_QUESTION and not exchanged


def with_a_reading(wells, stimulation: str = "NS"):
    return [row for row in primary(wells, stimulation) if row["conc"] and undisputed(row)]


def test_primary_rows_are_those_with_a_reading(made, wells):
    expected = Counter(key(row) for row in with_a_reading(wells))
    frame = made["primary"].frame
    columns = ("donor", "treatment", "plate", "concentration")
    found = Counter(zip(*(frame[name].tolist() for name in columns), strict=True))
    assert found == expected
    assert made["primary"].n_units == len({row["donor_id"] for row in with_a_reading(wells)})


def test_primary_disposition(made, wells):
    reasons = {step.reason: (step.n_rows, step.n_units) for step in made["primary"].disposition}
    assert reasons["Not a systemic sclerosis donor"][1] == 42
    assert reasons["Consent withdrawn"][1] == 1
    assert reasons["Haemoglobin below 7 g/dL"][1] == 2
    assert reasons["No macrophages could be grown"] == (0, 1)
    assert made["primary"].disposition[-1].rows_left == len(made["primary"].frame)
    assert len(made["primary"].excluded) == 150 - made["primary"].n_units
    disputed = [row for row in primary(wells) if not undisputed(row)]
    in_question = [n for reason, (n, _) in reasons.items() if reason.startswith("In question")]
    assert sum(in_question) == len(disputed) > 0


def test_values_beyond_limits_are_those_flagged(made, wells):
    flags = Counter(row["flag"] for row in with_a_reading(wells))
    assert made["primary"].below.sum() == flags["BLQ"]
    assert made["primary"].above.sum() == flags["ALQ"]


def test_the_other_rule_changes_those_values_and_no_other(made):
    half, root = made["primary"], made["lloq_sqrt2"]
    ratio = root.frame["concentration"] / half.frame["concentration"]
    assert ratio[half.below].tolist() == pytest.approx([math.sqrt(2)] * int(half.below.sum()))
    assert (ratio[~half.below] == 1).all()


def test_complete_pairs_have_both_arms(made):
    frame = made["complete_pairs"].frame
    assert (frame.groupby("donor", observed=True)["treatment"].nunique() == 2).all()
    lost = set(made["primary"].frame["donor"]) - set(frame["donor"])
    one_arm = made["primary"].frame.groupby("donor", observed=True)["treatment"].nunique()
    assert lost == set(one_arm.index[one_arm == 1])


def test_stimulated_cultures_are_other_rows_of_the_same_donors(made, wells):
    expected = Counter(key(row) for row in with_a_reading(wells, "IL4_IL13"))
    assert len(made["m2a"].frame) == expected.total()
    assert not set(made["m2a"].source_lines) & set(made["primary"].source_lines)
