"""Displays: what the parts of a spec allow together, beside what tests/broken_specs holds."""

from __future__ import annotations

import pytest

from sap.errors import SpecError
from sap.spec import CharacteristicsDisplay, DataDisplay, LimitsDisplay, load_spec
from sap.spec.check_displays import check_displays
from sap.spec.document import read_document
from tests.house import ROOT

FOLDER = ROOT / "tests" / "broken_specs"


@pytest.fixture
def spec(tmp_path):
    """Return a way to load the whole example spec with displays and other changes."""

    def load(displays, *, changes=(), study_changes=(), endpoints=""):
        text = (FOLDER / "whole.yml").read_text(encoding="utf-8")
        study = (FOLDER / "study.yml").read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        for old, new in study_changes:
            assert old in study
            study = study.replace(old, new)
        (tmp_path / "study.yml").write_text(study, encoding="utf-8")
        path = tmp_path / "whole.yml"
        path.write_text(f"{text}{endpoints}displays:\n{displays}\n", encoding="utf-8")
        return load_spec(path)

    return load


def second(**changes) -> str:
    """Write the example's endpoint once more, under another id."""
    text = (FOLDER / "whole.yml").read_text(encoding="utf-8").partition("endpoints:\n")[2]
    for old, new in {"E1": "E2", "14.2.1": "14.2.2", "file: pain": "file: ache", **changes}.items():
        assert old in text
        text = text.replace(old, new)
    return text


def refused(load, *arguments, **options) -> list[str]:
    with pytest.raises(SpecError) as caught:
        load(*arguments, **options)
    return [problem.message for problem in caught.value.problems]


def display(kind: str, more: str, number: str = "14.1.1") -> str:
    return f"  - {{number: {number}, kind: {kind}, title: Who, file: who-{number}, {more}}}"


def test_each_kind_becomes_its_own_class(spec):
    columns = "columns: {all: {analysis_set: everyone, of: E1}}, rows: [age, sex]"
    loaded = spec(
        "\n".join(
            (
                display("disposition", "of: [E1]"),
                display("characteristics", columns, number="14.1.2"),
                display("limits", "of: [E1]", number="14.1.4"),
            )
        )
    )
    first, other, limits = loaded.displays
    assert isinstance(first, DataDisplay)
    assert isinstance(limits, LimitsDisplay)
    assert dict(limits.sensitivity) == {}
    assert isinstance(other, CharacteristicsDisplay)
    assert other.rows[0].variable == "age"
    assert other.rows[0].only == ()
    assert other.columns["all"].of == "E1"


def test_limits_of_sensitivity_analyses_are_of_endpoints_in_the_table(spec):
    loaded = spec(display("limits", "of: [E1], sensitivity: {E1: [women]}"))
    assert loaded.displays[0].sensitivity == {"E1": ("women",)}
    messages = refused(spec, display("limits", "of: [E1], sensitivity: {E1: [womem], E2: [women]}"))
    assert messages == [
        "'E1' has no sensitivity analysis 'womem'. Did you mean 'women'?",
        "'E2' is not among the endpoints of this table. Known: 'E1'.",
    ]


def test_a_table_of_endpoints_has_one_pair_of_arms(spec):
    one = display("endpoints", "of: [E1, E2]", number="14.2.9")
    spec(one, endpoints=second())
    messages = refused(
        spec, one, endpoints=second(**{"trt.vs.ctrl}": "trt.vs.ctrl, reference: A}"})
    )
    assert messages == [
        "'E2' compares drug with the control A, 'E1' compares drug with P; rows of one table "
        "share their columns."
    ]


def test_an_endpoint_for_a_set_without_such_a_rule_is_no_use(spec):
    columns = "columns: {all: {analysis_set: everyone, of: E1}}, rows: [age]"
    without = [("      - {when: no rows, reason: No visit}\n", "")]
    messages = refused(spec, display("characteristics", columns), study_changes=without)
    assert messages == [
        "The analysis set 'everyone' has no rule 'no rows', so 'of' changes nothing."
    ]


CENTRES = (
    "analysis_sets:\n",
    "analysis_sets:\n  centres: {label: Centres, unit: centre}\n",
)
BY_CENTRE = (
    "datasets:\n",
    "  rooms: {file: rooms.csv, key: [centre], columns: {centre: id}}\n\ndatasets:\n",
)


def test_units_of_a_table_are_of_one_kind(spec):
    columns = "columns: {all: {analysis_set: everyone, of: E1}, rooms: centres}, rows: [age]"
    changes = [CENTRES, BY_CENTRE]
    messages = refused(spec, display("characteristics", columns), study_changes=changes)
    assert messages == ["The unit of this set is centre, that of the columns before patient."]
    observed = display("observed", "of: [E1], analysis_set: centres")
    assert refused(spec, observed, study_changes=changes) == [
        "The unit of 'E1' is patient, that of the analysis set 'centres' is centre."
    ]


def test_without_the_endpoints_of_other_files_their_names_are_left(spec):
    loaded = spec(display("limits", "of: [E1]"))
    document = read_document(FOLDER / "whole.yml", "whole.yml")
    check_displays(loaded.displays, None, None, document)
    assert document.problems == []
    check_displays(loaded.displays, (), None, document)
    assert [one.message for one in document.problems] == [
        "There is no endpoint 'E1'. Endpoints of other files are known when the folder is read."
    ]
