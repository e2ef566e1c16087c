"""Subgroups and families by the standard: levels, changes of the effect, what is suppressed."""

from __future__ import annotations

import csv
import json

import jsonschema
import pytest

from sap.run import run
from sap.run.progress import Progress
from tests.ars.standard import documented
from tests.run.test_subgroups import ENDPOINT, STUDY, WELLS

FAMILIES = """\
families:
  look: {label: Look, procedure: holm, exploratory: true, of: [G1, G2]}
table_style"""
ARM = ["Group.all.drug.IL4", "Group.all.drug.vehicle"]


def second(text):
    """Make another endpoint of the same wells, by age."""
    _, _, endpoint = text.partition("endpoints:\n")
    changes = {"G1": "G2", "VARIABLE, MORE": "age, at: [45, 60], per: 5", "VARIABLE": "age"}
    for old, new in (changes | {"1.1": "1.2", "by-ild": "by-age"}).items():
        endpoint = endpoint.replace(old, new)
    return endpoint


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    """Run two endpoints of subgroups; one level has one donor and is suppressed."""
    root = tmp_path_factory.mktemp("subgroups")
    with WELLS.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["treatment"] in ("vehicle", "IL-4")]
    levels = {row["donor"]: row["ild"] for row in rows}
    levels[next(iter(levels))] = "rare"
    donors = [f"{donor},{ild},{40 + 3 * n % 20}" for n, (donor, ild) in enumerate(levels.items())]
    wells = [
        f"{n},{row['donor']},{row['treatment'].replace('-', '')},{row['ccl18']}"
        for n, row in enumerate(rows)
    ]
    files = {
        "donors.csv": "\n".join(["donor,ild,age", *donors, ""]),
        "wells.csv": "\n".join(["well,donor,drug,level", *wells, ""]),
        "study.yml": STUDY.replace("table_style", FAMILIES),
        "wells.yml": ENDPOINT.replace("VARIABLE", "ild").replace("MORE", "minimum: 2")
        + second(ENDPOINT),
    }
    for name, text in files.items():
        (root / name).write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        made = run(root / "wells.yml", progress=Progress(), fresh=True)
        content = json.loads((made.folder / "ars.json").read_bytes())
        assert made.exit_code == 0
        return made.ard, made.tables, content


def results(content, endpoint, operation):
    """Give raw and formatted values of an operation by the groups they are of."""
    (found,) = (one for one in content["analyses"] if one["id"] == f"Analysis.{endpoint}.primary")
    return {
        tuple(
            group.get("groupId") or group["groupValue"] for group in one.get("resultGroups", [])
        ): (one.get("rawValue"), one["formattedValue"])
        for one in found["results"]
        if one["operationId"].endswith(f".{operation}")
    }


def texts(table):
    return {
        row.label.text: [cell.text for cell in row.cells] for g in table.groups for row in g.rows
    }


def test_it_is_valid(result):
    jsonschema.validate(result[2], documented(), jsonschema.Draft7Validator)


def test_effects_in_levels_and_their_changes_are_those_of_the_table(result):
    ard, tables, content = result
    lines = texts(tables[0])
    effect, low, high = (
        results(content, "G1", f"contrast.{name}") for name in ("estimate", "conf_low", "conf_high")
    )
    for label, code in (("No (ref)", "no"), ("Yes", "yes")):
        place = (*ARM, f"Group.all.ild.{code}")
        shown = f"{effect[place][1]} ({low[place][1]}, {high[place][1]})"
        assert shown in lines[label]
        raw = ard.number("estimate", endpoint="G1", context="contrast", group2_level=code)
        assert float(effect[place][0]) == raw
    change = results(content, "G1", "modification.estimate")
    place = (*ARM, "Group.all.ild.yes", "Group.all.ild.no")
    raw = ard.number("estimate", endpoint="G1", context="modification", group2_level="yes / no")
    assert float(change[place][0]) == raw
    assert any(cell.startswith(f"{change[place][1]} (") for cell in lines["Yes"])


def test_a_suppressed_level_says_why(result):
    content = result[2]
    place = (*ARM, "Group.all.ild.rare")
    assert results(content, "G1", "contrast.estimate")[place] == (None, "NE")
    assert "1 donor" in results(content, "G1", "contrast.error")[place][0]
    change = (*ARM, "Group.all.ild.rare", "Group.all.ild.no")
    assert results(content, "G1", "modification.estimate")[change] == (None, "NE")


def test_values_of_a_covariate_are_values_and_not_groups(result):
    _, tables, content = result
    found = results(content, "G2", "contrast.estimate")
    assert set(found) == {(*ARM, "45"), (*ARM, "60")}
    cells = texts(tables[1])["At 60 years"]
    assert any(cell.startswith(f"{found[*ARM, '60'][1]} (") for cell in cells)
    assert set(results(content, "G2", "modification.estimate")) == {(*ARM, "per 5")}
    (grouping,) = (one for one in content["analysisGroupings"] if one["id"] == "Grouping.all.age")
    assert grouping["dataDriven"]


def test_overall_effects_have_their_weights(result):
    found = results(result[2], "G1", "overall.estimate")
    assert set(found) == {(*ARM, "Group.weights.equal"), (*ARM, "Group.weights.observed")}


def test_families_and_purposes(result):
    ard, _, content = result
    for name in ("G1", "G2"):
        (found,) = (one for one in content["analyses"] if one["id"] == f"Analysis.{name}.primary")
        assert found["purpose"] == {"controlledTerm": "EXPLORATORY OUTCOME MEASURE"}
        assert found["categoryIds"] == [f"Category.endpoint.{name}", "Category.family.look"]
        adjusted = results(content, name, "multiplicity.p_adjusted")[("look",)]
        raw = ard.number("p_adjusted", endpoint=name, context="multiplicity")
        assert float(adjusted[0]) == raw
        assert "exploratory" in results(content, name, "multiplicity.warning")[("look",)][0].lower()


def test_rows_are_selected_by_where(result):
    (subset,) = result[2]["dataSubsets"]
    assert subset["condition"] == {"dataset": "all", "variable": "drug", "comparator": "NE"}
    assert subset["name"] == "drug is not missing"
