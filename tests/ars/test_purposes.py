"""What an analysis is for, as families, gates and sensitivity analyses have it."""

from __future__ import annotations

import dataclasses

import pytest

from sap.ars.analyses import EXPLORATORY, PRIMARY, SECONDARY, SENSITIVITY, purpose_of
from sap.plan import PlannedFamily, make_plan
from sap.spec import load_spec
from tests.run.small_study import write_study

FAMILIES = (
    PlannedFamily("first", "First", "holm", 0.05, "", False, ("E1",)),
    PlannedFamily("second", "Second", "holm", 0.05, "first", False, ("E2",)),
    PlannedFamily("look", "Look", "holm", 0.05, "", True, ("E3",)),
)


@pytest.fixture(scope="module")
def analyses(tmp_path_factory):
    return make_plan(load_spec(write_study(tmp_path_factory.mktemp("study")))).analyses


@pytest.mark.parametrize(
    ("family", "families", "purpose"),
    [
        ("", (), PRIMARY),
        ("", FAMILIES, EXPLORATORY),
        ("first", FAMILIES, PRIMARY),
        ("second", FAMILIES, SECONDARY),
        ("look", FAMILIES, EXPLORATORY),
    ],
)
def test_purposes(analyses, family, families, purpose):
    main = dataclasses.replace(analyses[0], family=family)
    assert purpose_of(main, families) == purpose
    assert purpose_of(dataclasses.replace(main, confirmatory=False), families) == SENSITIVITY
