from __future__ import annotations

import numpy as np
import pytest

from sap.errors import PlanError
from sap.inference.contrast_methods import contrast_set, mean_labels, value_label
from sap.inference.means import MarginalMeans


def means(**levels: tuple[str | float, ...]) -> MarginalMeans:
    count = int(np.prod([len(found) for found in levels.values()], dtype=int))
    factors = frozenset(name for name, found in levels.items() if isinstance(found[0], str))
    return MarginalMeans(tuple(levels), (), levels, factors, np.zeros((1, count, 2)))


@pytest.mark.parametrize(
    ("levels", "labels"),
    [
        ({"arm": ("a", "b")}, ["a", "b"]),
        ({"dose": ("0", "0.2")}, ["dose0", "dose0.2"]),
        ({"dose": ("0", "high")}, ["0", "high"]),
        ({"dose": ("-1", "1e3", " 2 ", ".5")}, ["dose-1", "dose1e3", "dose 2 ", "dose.5"]),
        ({"x": (13.533333333333333, 2.0)}, ["x13.5333333333333", "x2"]),
        (
            {"arm": ("a", "b"), "day": ("1", "2")},
            ["a day1", "b day1", "a day2", "b day2"],
        ),
    ],
)
def test_labels_of_means(levels, labels):
    assert mean_labels(means(**levels)) == labels


def test_plain_labels():
    assert mean_labels(means(dose=("0", "0.2")), enhanced=False) == ["0", "0.2"]
    assert value_label(1e-9) == "1e-09"
    assert value_label(0.1 + 0.2) == "0.3"


@pytest.mark.parametrize("operator", list("-+*/"))
def test_operators_get_brackets(operator):
    made = contrast_set(means(arm=("vehicle", f"IL{operator}4")), "pairwise")
    assert made.differences == (f"vehicle - (IL{operator}4)",)
    assert made.ratios == (f"vehicle / (IL{operator}4)",)


def test_brackets_enclose_joined_labels():
    made = contrast_set(means(arm=("a", "b-c"), day=("1", "2")), "pairwise")
    assert made.differences[0] == "a day1 - (b-c day1)"


def test_ratio_labels_leave_levels_alone():
    made = contrast_set(means(stage=("I - II", "III")), "pairwise")
    assert made.ratios == ("(I - II) / III",)


@pytest.mark.parametrize(
    ("method", "first", "weights"),
    [
        ("pairwise", "a - b", [[1, -1, 0], [1, 0, -1], [0, 1, -1]]),
        ("revpairwise", "b - a", [[-1, 1, 0], [-1, 0, 1], [0, -1, 1]]),
        ("trt.vs.ctrl", "b - a", [[-1, 1, 0], [-1, 0, 1]]),
        ("consec", "b - a", [[-1, 1, 0], [0, -1, 1]]),
        ("eff", "a effect", np.eye(3) - 1 / 3),
    ],
)
def test_methods(method, first, weights):
    made = contrast_set(means(arm=("a", "b", "c")), method)
    assert made.differences[0] == first
    assert made.method == method
    assert made.are_contrasts
    np.testing.assert_array_equal(made.weights, weights)


def test_reference_by_its_label():
    made = contrast_set(means(dose=("0", "1", "2")), "trt.vs.ctrl", "1")
    assert made.differences == ("dose0 - dose1", "dose2 - dose1")
    both = means(arm=("a", "b"), day=("1", "2"))
    made = contrast_set(both, "trt.vs.ctrl", "b 1")
    assert made.differences[0] == "a day1 - b day1"


def test_stated_weights():
    given = {"high - low": [-1, 0.5, 0.5], "mean": [1, 1, 1]}
    made = contrast_set(means(arm=("a", "b", "c")), given)
    assert made.method == "custom"
    assert made.differences == ("high - low", "mean")
    assert made.ratios == ("high / low", "mean")
    assert not made.are_contrasts
    assert contrast_set(means(arm=("a", "b", "c")), {"x": [1, 0, -1]}).are_contrasts


@pytest.mark.parametrize(
    ("method", "reference", "says"),
    [
        ("pairwisee", None, "Did you mean 'pairwise'"),
        ("pairwise", "a", "reference belongs to trt.vs.ctrl"),
        ("trt.vs.ctrl", "A", "'A' is none of the means. Did you mean 'a'"),
        ({}, None, "at least one name"),
        ({"x": [1, -1]}, None, "2 weights; it takes 3 finite numbers, one for each of: a, b, c"),
        ({"x": [1, -1, float("nan")]}, None, "3 finite numbers"),
    ],
)
def test_bad_requests_are_refused(method, reference, says):
    with pytest.raises(PlanError, match=says):
        contrast_set(means(arm=("a", "b", "c")), method, reference)


def test_one_mean_leaves_nothing_to_compare():
    with pytest.raises(PlanError, match="'x' gives one mean"):
        contrast_set(means(x=(2.5,)), "pairwise")
    with pytest.raises(PlanError, match="the overall mean gives one"):
        contrast_set(means(), "pairwise")
