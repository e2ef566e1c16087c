"""The committed JSON Schemas are current, accept the specs, and refuse what the loader refuses."""

from __future__ import annotations

import json

import jsonschema
import pytest
from ruamel.yaml import YAML

from sap.spec.endpoint import EndpointFile
from sap.spec.parts import entries
from sap.spec.schema import json_schema, schema_text
from sap.spec.study import StudyFile
from tests.house import ROOT

SPECS = ROOT / "specs"
KIND_OF = {"study.yml": "study", "sources.yml": "sources", "primary.yml": "endpoints"}


def plain(path):
    """Return a YAML file as a schema-aware editor sees it."""
    return json.loads(json.dumps(YAML(typ="safe", pure=True).load(path), default=str))


@pytest.fixture(params=["study", "sources", "endpoints"])
def kind(request):
    return request.param


def test_committed_schema_is_current(kind):
    committed = (SPECS / f"{kind}.schema.json").read_text(encoding="utf-8")
    assert committed == schema_text(kind), f"run: sap schema {kind} > specs/{kind}.schema.json"


def test_schema_is_a_schema(kind):
    jsonschema.Draft202012Validator.check_schema(json_schema(kind))


@pytest.mark.parametrize("name", sorted(KIND_OF))
def test_the_specs_fit_their_schema(name):
    validator = jsonschema.Draft202012Validator(json_schema(KIND_OF[name]))
    assert list(validator.iter_errors(plain(SPECS / name))) == []


@pytest.mark.parametrize("name", sorted(KIND_OF))
def test_the_specs_name_their_schema(name):
    first = (SPECS / name).read_text(encoding="utf-8").splitlines()[0]
    assert first == f"# yaml-language-server: $schema={KIND_OF[name]}.schema.json"


def test_every_key_has_a_description(kind):
    schema = json_schema(kind)
    parts = [schema, *schema["$defs"].values()]
    assert len(parts) > 6
    for part in parts:
        assert part["description"]
        for key, described in part["properties"].items():
            assert described["description"], key


def test_the_schema_knows_every_key_of_the_classes():
    assert set(json_schema("study")["properties"]) == set(entries(StudyFile))
    assert set(json_schema("endpoints")["properties"]) == set(entries(EndpointFile))


def endpoint(data):
    return data["endpoints"][0]


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data.pop("study"),
        lambda data: data.update(colour="red"),
        lambda data: data.update(endpoints={}),
        lambda data: endpoint(data)["model"].update(ddff="kenward-roger"),
        lambda data: endpoint(data)["model"].update(method="reml"),
        lambda data: endpoint(data)["model"].update(singular="ignore"),
        lambda data: endpoint(data).update(contrast={"conf_level": 95}),
        lambda data: endpoint(data).update(contrast={"alpha": "5 %"}),
        lambda data: endpoint(data)["limits"].update(below="half"),
        lambda data: endpoint(data)["table"].update(titel="CCL18"),
        lambda data: endpoint(data)["sensitivity"][0].update(data={}),
        lambda data: endpoint(data)["sensitivity"][0].pop("id"),
        lambda data: endpoint(data)["table"].update(file="a/b"),
        lambda data: endpoint(data)["table"].update(number="fourteen"),
    ],
)
def test_the_schema_refuses_what_the_loader_refuses(damage):
    data = plain(SPECS / "primary.yml")
    damage(data)
    assert list(jsonschema.Draft202012Validator(json_schema("endpoints")).iter_errors(data))


def test_a_change_has_no_required_keys():
    schema = json_schema("endpoints")["$defs"]["ModelChangeFilledIn"]
    assert "required" not in schema
    assert schema["minProperties"] == 1
    assert "default" not in schema["properties"]["singular"]


def test_what_defaults_may_say_is_not_required_of_an_endpoint():
    schema = json_schema("endpoints")["$defs"]
    assert "required" not in schema["EndpointPartial"]
    assert schema["EndpointEach"]["required"] == ["each"]
    assert "id" in schema["SensitivityFilledIn"]["required"]


def test_words_in_braces_stand_for_any_value():
    validator = jsonschema.Draft202012Validator(json_schema("endpoints"))
    endpoint = {"each": [{"id": "S1"}], "id": "{id}", "table": {"number": "{table}"}}
    assert list(validator.iter_errors({"study": "study.yml", "endpoints": [endpoint]})) == []
