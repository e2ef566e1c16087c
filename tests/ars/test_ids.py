"""Ids: the same for the same thing, readable, never the same for two things."""

from hypothesis import given
from hypothesis import strategies as st

from sap.ars.ids import Ids


def test_an_id_can_be_read():
    ids = Ids()
    assert ids.of("Analysis", "S1.1", "primary") == "Analysis.S1.1.primary"
    assert ids.of("Group", "arm", "IL-4 + drug <b>") == "Group.arm.IL-4_drug_b"
    assert ids.of("Group", "arm", "  ") == "Group.arm._"
    assert ids.of("Group", "arm", "Âge é") == "Group.arm.Âge_é"


def test_names_that_read_alike_are_told_apart():
    ids = Ids()
    first, second, third = ids.of("a b"), ids.of("a_b"), ids.of("a", "b-2")
    assert (first, second, third) == ("a_b", "a_b-2", "a.b-2")
    assert ids.of("a b") == first
    assert ids.of("a.b-2") == "a.b-2-2"


@given(st.lists(st.lists(st.text(max_size=4), min_size=1, max_size=3).map(tuple), unique=True))
def test_two_things_never_have_one_id(names):
    ids = Ids()
    made = [ids.of(*name) for name in names]
    assert len(set(made)) == len(made)
    assert made == [ids.of(*name) for name in names]
