"""Units of characteristics, rows that are only described, and single rows taken out."""

from __future__ import annotations

import numpy as np
import pytest

from sap.data import SourcesRead
from sap.data.characteristics import characterise, units_in_set
from sap.data.describe import describe_all
from sap.data.rows import join_rows
from sap.data.selection import select_all
from sap.data.steps import select_set, select_where
from sap.errors import DataError
from sap.plan import make_plan
from tests.data.small_study import SmallStudy

SETS = """\
  rats:
    label: Rats
    unit: animal
    exclude:
      - {when: species != "rat", reason: No rat}
  measured_mice:
    label: Measured mice
    unit: animal
    exclude:
      - {when: species != "mouse", reason: No mouse}
      - {when: no rows, reason: Never measured}
table_style"""
DISPLAYS = """\
displays:
  - number: 14.1.2
    kind: characteristics
    title: Animals
    file: animals
    columns:
      mice: mice
      measured: {analysis_set: measured_mice, of: E}
      females: {analysis_set: measured_mice, of: E, where: sex == "f"}
      rats: {analysis_set: rats, label: The rats}
    rows:
      - age
      - {variable: sex, missing: [m]}
      - {variable: species, only: [mice]}
  - {number: 14.2.7, kind: observed, title: Rats, file: rats, analysis_set: rats, of: [E]}
"""


@pytest.fixture
def study(tmp_path):
    study = SmallStudy(tmp_path)
    study.change("study", "table_style", SETS)
    study.endpoint += DISPLAYS
    return study


def characteristics(study):
    sources = study.read()
    planned = make_plan(study.spec).displays[0]
    return characterise(study.spec, planned, sources).columns


def described(study):
    sources = study.read()
    planned = make_plan(study.spec).displays[1].descriptions
    (found,) = describe_all(study.spec, planned, SourcesRead(sources, {}))
    return found


def test_each_unit_counts_once_in_the_columns_it_belongs_to(study):
    columns = characteristics(study)
    # Of the mice one is too young; 012 was never measured; 011 has no age, which excludes nothing.
    assert {name: len(frame) for name, frame in columns.items()} == {
        "mice": 4,
        "measured": 4,
        "females": 3,
        "rats": 1,
    }
    assert columns["mice"]["age"].tolist()[:2] == [10.0, 12.0]
    assert np.isnan(columns["mice"]["age"].tolist()[2])


def test_rows_of_other_endpoints_do_not_make_a_unit_measured(study):
    for line, row in enumerate(study.values, start=1):
        if row.split(",")[2] == "007":
            study.set_cell("values", line, "kind", "b")
    assert len(characteristics(study)["measured"]) == 3


def test_levels_that_mean_missing_are_missing(study):
    sexes = characteristics(study)["measured"]["sex"]
    assert list(sexes.cat.categories) == ["f"]
    assert sexes.isna().sum() == 1


def test_a_set_has_the_units_that_an_analysis_would_have(study):
    sources = study.read()
    planned = make_plan(study.spec)
    analysis, column = planned.analyses[0], planned.displays[0].columns[1]
    rows = join_rows(study.spec.datasets["measured"], sources)
    selection = select_where(select_all(rows, sources["animals"]), analysis.where)
    kept = units_in_set(column.analysis_set, sources["animals"], set(selection.units_of_rows))
    expected = select_set(selection, column.analysis_set, sources["animals"])
    assert tuple(sources["animals"].frame["animal"][kept]) == expected.units


def test_a_value_beyond_a_limit_has_no_place_among_characteristics(study):
    study.change(
        "study",
        "age: {label: Age, type: number, unit: weeks}",
        "age: {label: Age, type: number, unit: weeks, limits: {lower: youngest}}\n"
        "  youngest: {label: Youngest, type: number, unit: weeks}",
    )
    study.change("study", "age: age, sex: sex}", "age: age, sex: sex, youngest: youngest}")
    study.animals = [
        f"{row},{text}" for row, text in zip(study.animals, ["youngest"] + ["1"] * 6, strict=True)
    ]
    study.set_cell("animals", 2, "age", "<1")
    with pytest.raises(DataError, match="no place in a table of characteristics") as caught:
        characteristics(study)
    assert caught.value.problems[0].line == 2


def test_a_description_takes_the_rows_of_the_endpoint_in_the_other_set(study):
    found = described(study)
    assert set(found.frame["animal"]) == {"010"}
    assert found.frame["level"].tolist() == [28.0, 29.0, 31.0, 32.0]
    assert not found.below.any()


def test_a_description_applies_the_rule_for_limits(study):
    line = next(n for n, row in enumerate(study.values, start=1) if row.startswith("010f,1"))
    study.set_cell("values", line, "level", "<1")
    found = described(study)
    assert sorted(found.frame["level"])[0] == 0.5
    assert found.below.sum() == found.measured_below.sum() == 1


def test_a_rule_that_drops_leaves_the_row_counted(study):
    study.change("endpoint", "below: lloq/2", "below: drop")
    line = next(n for n, row in enumerate(study.values, start=1) if row.startswith("010f,1"))
    study.set_cell("values", line, "level", "<1")
    found = described(study)
    assert len(found.frame) == 3
    assert len(found.measured) == 4
    assert found.measured_below.sum() == 1


def test_where_nothing_is_left_the_reason_is_given(study):
    study.set_cell("animals", 5, "species", "mouse")
    found = described(study)
    assert isinstance(found, DataError)
    assert "No row is left" in str(found)


def test_a_geometric_mean_needs_values_above_zero(study):
    study.change("study", ", limits: {lower: low, upper: high}", "")
    study.change("endpoint", "    limits: {below: lloq/2, above: uloq}\n", "")
    line = next(n for n, row in enumerate(study.values, start=1) if row.startswith("010f,1"))
    study.set_cell("values", line, "level", "0")
    found = described(study)
    assert isinstance(found, DataError)
    assert "above zero; 0 is not" in str(found)


def test_single_rows_taken_out_are_named_with_their_place_and_reason(study):
    study.change(
        "endpoint",
        "      analysis_set: mice\n",
        "      analysis_set: mice\n"
        '      exclude: [{when: cage == "c0", reason: In the other room}]\n',
    )
    line = next(n for n, row in enumerate(study.values, start=1) if row.startswith("007p,2"))
    study.set_cell("values", line, "level", "")
    data = study.analysis()
    excluded = [(one.unit, one.key, one.level, one.kind) for one in data.excluded_rows]
    assert excluded[-1] == ("007", "007p/2", "plain", "missing")
    assert [one[:2] for one in excluded[:-1]] == [
        ("008", f"008{diet}/{replicate}") for diet in "fp" for replicate in (1, 2)
    ]
    last = data.excluded_rows[-1]
    assert (last.line, last.reason) == (line, "Level is missing")
    assert last.file.endswith("values.csv")
    # Rows of animals outside the set go with their animal, and are not named one by one.
    assert {one.unit for one in data.excluded_rows} == {"007", "008"}


def test_rows_that_the_rule_for_limits_drops_are_named(study):
    study.change("endpoint", "below: lloq/2", "below: drop")
    line = next(n for n, row in enumerate(study.values, start=1) if row.startswith("007f,1"))
    study.set_cell("values", line, "level", "<1")
    (row,) = study.analysis().excluded_rows
    assert (row.key, row.kind, row.line) == ("007f/1", "limits", line)
