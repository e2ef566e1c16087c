"""Groups of results: levels, comparisons of levels, values of the data, several factors."""

from __future__ import annotations

import pytest

from sap.ard.rows import Analysis
from sap.ars.groupings import Grouped, Groupings
from sap.ars.ids import Ids
from sap.plan import PlannedVariable

OF = Analysis("E1", "primary")


def factor(name, *codes):
    return PlannedVariable(
        name, name.capitalize(), "factor", None, tuple((c, f"Level {c}") for c in codes), None, None
    )


VARIABLES = {
    "drug": factor("drug", "vehicle", "IL-4", "IL-4+a"),
    "dose": factor("dose", "0", "10"),
    "age": PlannedVariable("age", "Age", "number", "years", (), None, None),
}


@pytest.fixture
def groupings():
    return Groupings(Ids())


@pytest.fixture
def grouped(groupings):
    return Grouped(groupings, "wells", VARIABLES)


def groups(grouped, kind, **columns):
    found = grouped.of(OF.row(kind, "estimate", 1.0, **columns))
    return [one.group_id or one.group_value for one in found]


def test_a_level_is_a_declared_group(groupings, grouped):
    place = {"group1": "drug", "group1_level": "IL-4"}
    assert groups(grouped, "emmeans", **place) == ["Group.wells.drug.IL-4"]
    (made,) = groupings.all()
    assert (made.id, made.data_driven) == ("Grouping.wells.drug", False)
    assert [group.name for group in made.groups] == ["Level vehicle", "Level IL-4", "Level IL-4+a"]
    assert made.groups[1].condition.value == ("IL-4",)


@pytest.mark.parametrize("sign", [" / ", " - "])
def test_a_comparison_is_a_pair_first_against_second(grouped, sign):
    label = f"(IL-4+a){sign}vehicle"
    assert groups(grouped, "contrast", group1="drug", group1_level=label) == [
        "Group.wells.drug.IL-4_a",
        "Group.wells.drug.vehicle",
    ]
    # Levels that are numbers have the name of the variable before them.
    assert groups(grouped, "contrast", group1="dose", group1_level=f"dose10{sign}dose0") == [
        "Group.wells.dose.10",
        "Group.wells.dose.0",
    ]


def test_a_comparison_of_effects_is_a_pair_of_each_factor(grouped):
    found = groups(
        grouped,
        "modification",
        group1="drug",
        group1_level="IL-4 / vehicle",
        group2="dose",
        group2_level="10 / 0",
    )
    assert found == [
        *("Group.wells.drug.IL-4", "Group.wells.drug.vehicle"),
        *("Group.wells.dose.10", "Group.wells.dose.0"),
    ]


def test_a_value_of_a_number_is_data_driven(groupings, grouped):
    assert groups(grouped, "emmeans", group2="age", group2_level="50") == ["50"]
    assert groups(grouped, "modification", group2="age", group2_level="per 5") == ["per 5"]
    (made,) = groupings.all()
    assert (made.data_driven, made.grouping_variable, made.groups) == (True, "age", ())


def test_several_factors_are_taken_apart(grouped):
    place = {"group1": "drug:dose", "group1_level": "vehicle, 10"}
    assert groups(grouped, "emmeans", **place) == [
        "Group.wells.drug.vehicle",
        "Group.wells.dose.10",
    ]
    label = {"group1": "drug:dose", "group1_level": "vehicle 10 / vehicle 0"}
    assert groups(grouped, "contrast", **label) == ["vehicle 10 / vehicle 0"]


def test_a_label_that_is_none_of_the_pairs_stays_a_text(grouped):
    assert groups(grouped, "contrast", group1="drug", group1_level="vehicle / none") == [
        "vehicle / none"
    ]


def test_groupings_beside_the_variables(grouped):
    assert groups(grouped, "coefficients", variable="drugIL-4") == ["drugIL-4"]
    place = {"group1": "donor", "variable": "(Intercept)", "variable_level": "drugIL-4"}
    assert groups(grouped, "variance_components", **place) == ["donor", "(Intercept)", "drugIL-4"]
    assert groups(grouped, "model", group1="donor") == ["donor"]
    assert groups(grouped, "overall", group2="weights", group2_level="equal") == [
        "Group.weights.equal"
    ]
    step = {"group1": "step", "group1_level": "2", "variable": "set", "variable_level": "Too young"}
    assert groups(grouped, "disposition", **step) == ["2", "set", "Too young"]
    assert next(iter(grouped.used)) == "Grouping.term"


def test_two_data_sets_have_groupings_of_their_own(groupings, grouped):
    other = Grouped(groupings, "tubes", VARIABLES)
    assert grouped.variable("drug") != other.variable("drug")
    assert grouped.variable("drug") == Grouped(groupings, "wells", VARIABLES).variable("drug")
