"""What endpoints share stands once, under names that a reader can unfold."""

from __future__ import annotations

import pytest

from sap.tables.together import endpoint_ids, put_together

ORDER = ("P1", "S1.1", "S1.2", "S1.3", "S2.1", "S2.2", "X")


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (("P1",), "P1"),
        (("S1.1", "S1.2"), "S1.1, S1.2"),
        (("S1.1", "S1.2", "S1.3"), "S1.1 to S1.3"),
        # Names alike follow one another in the plan, or the short form would claim too much.
        (("S1.1", "S1.3", "S2.1", "S2.2"), "S1.1, S1.3, S2.1, S2.2"),
        (ORDER, "P1, S1.1 to S1.3, S2.1, S2.2, X"),
    ],
)
def test_names_in_short(names, shown):
    assert endpoint_ids(names, ORDER) == shown


def test_each_thing_stands_once_under_all_that_list_it():
    listed = {"A": ["x", "y"], "B": [], "C": ["y", "z", "x"], "D": ["y"], "E": []}
    made = put_together(listed)
    assert made == {("A", "C"): ["x"], ("A", "C", "D"): ["y"], ("C",): ["z"], ("B", "E"): []}
    assert list(made) == [("A", "C"), ("A", "C", "D"), ("C",), ("B", "E")]


def test_nothing_at_all():
    assert put_together({}) == {}
