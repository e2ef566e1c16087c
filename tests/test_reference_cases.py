"""The reference data are what their results say they are."""

from __future__ import annotations

import pytest

from tests.reference_cases import reference_cases


def test_all_models_are_there():
    cases = reference_cases()
    assert len({case.dataset for case in cases}) == 19
    assert len({case.name for case in cases}) == len(cases) == 39


def test_rows_and_groups_are_those_of_the_results(any_reference_case):
    case = any_reference_case
    frame = case.frame()
    names = {name for name in frame if name in case.formula}
    complete = frame.dropna(subset=sorted(names))
    assert len(complete) == case.results["n_used"]
    for group, count in case.results["n_groups"].items():
        assert complete.groupby(group.split(":"), observed=True).ngroups == count


def test_factor_levels_are_all_declared(any_reference_case):
    frame = any_reference_case.frame()
    for name, levels in any_reference_case.factors.items():
        assert list(frame[name].cat.categories) == levels
        assert not frame[name].isna().any()


def test_unknown_case_lists_the_known(reference):
    with pytest.raises(KeyError, match="oats-splitplot"):
        reference("oats", "nothing")
