"""A run by the Analysis Results Standard: valid, whole, and the numbers that its table shows."""

from __future__ import annotations

import json

import jsonschema
import pytest
from ruamel.yaml import YAML

from sap.ard.rows import CONTRAST
from sap.ars import ShownItem, json_text, plain, reporting_event, yaml_text
from sap.ars.results import LISTINGS
from sap.errors import ConvergenceError
from sap.plan import make_plan
from sap.run import analyses, run
from sap.run.progress import Progress
from sap.spec import load_spec
from sap.tables.formatted import formatted_values
from sap.tables.number_styles import number_style
from tests.ars.standard import PUBLISHED, documented, identified, published, references
from tests.run.described_study import describe
from tests.run.small_study import write_study

OTHERS = """\
      - {id: pairs, title: Paired, test: {kind: paired-t, within: brewer}}
      - {id: ranks, title: Ranks, test: {kind: wilcoxon, within: brewer}}
      - {id: each, title: Each left out, leave_out: brewer}
      - {id: fails, title: "No <b>fit</b>", contrast: {conf_level: 0.9}}
    table:"""
REASON = "No optimum was found: {a: 'b'} # \N{LINE SEPARATOR}=cmd"
SCHEMAS = [
    pytest.param(documented, id="documented"),
    pytest.param(
        published,
        id="published",
        marks=pytest.mark.skipif(
            not PUBLISHED, reason="SAP_ARS_SCHEMA names no file with the published schema"
        ),
    ),
]


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    """Run a small study with an analysis of every kind; that of another level fails."""
    root = tmp_path_factory.mktemp("ars")
    path = write_study(root)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("    table:", OTHERS), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        patch.setenv("SOURCE_DATE_EPOCH", "1770091506")
        real = analyses.fit

        def fit(formula, *arguments, **options):
            if options["conf_level"] == 0.9:
                raise ConvergenceError(REASON)
            return real(formula, *arguments, **options)

        patch.setattr(analyses, "fit", fit)
        made = run(path, progress=Progress(), fresh=True)
        yield made


@pytest.fixture(scope="module")
def content(result):
    return json.loads((result.folder.absolute() / "ars.json").read_bytes())


@pytest.fixture(scope="module")
def study():
    """Describe the displays of the whole study; its analyses have no results here."""
    plan, ard = describe()
    items = [ShownItem(one.file, ("svg",), one.number, one.title) for one in plan.displays]
    return plan, ard, items


def described(study):
    plan, ard, items = study
    return plain(reporting_event(plan, ard, number_style("csr"), items, "sap 0"))


def analysis(content, name):
    (found,) = (one for one in content["analyses"] if one["id"] == f"Analysis.{name}")
    return found


def operations_in(content):
    """List the ids of all operations."""
    return [one["id"] for method in content["methods"] for one in method["operations"]]


def groups_of(result):
    """Name the groups of a result."""
    return [one.get("groupId", one.get("groupValue")) for one in result.get("resultGroups", [])]


def value(content, name, operation, *groups):
    """Give the results of an operation in some groups."""
    found = [
        one
        for one in analysis(content, name)["results"]
        if one["operationId"].endswith(f".{operation}")
        and (not groups or [g.get("groupId") for g in one.get("resultGroups", [])] == [*groups])
    ]
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize("schema", SCHEMAS)
def test_a_run_is_valid(content, schema):
    jsonschema.validate(content, schema(), jsonschema.Draft7Validator)


@pytest.mark.parametrize("schema", SCHEMAS)
def test_the_study_is_valid(study, schema):
    jsonschema.validate(described(study), schema(), jsonschema.Draft7Validator)


@pytest.mark.parametrize("schema", SCHEMAS)
def test_the_schema_can_refuse(content, schema):
    check = jsonschema.Draft7Validator(schema())
    other = json.loads(json.dumps(content))
    del other["analyses"][0]["methodId"]
    other["analyses"][1]["reason"] = {"controlledTerm": "SENSITIVITY"}
    other["dataSubsets"] = [{"id": "a", "name": "b", "level": 1, "order": 1, "colour": "red"}]
    assert len(list(check.iter_errors(other))) == 3


@pytest.mark.parametrize("whole", [True, False])
def test_every_reference_names_one_thing(content, study, whole):
    checked = described(study) if whole else content
    known = identified(checked)
    assert [name for name, found in known.items() if len(found) > 1] == []
    found = references(checked)
    assert {slot for slot, _ in found} >= {"analysisId", "groupId", "operationId", "sponsorTermId"}
    assert [one for one in found if one[1] not in known] == []


def test_each_group_belongs_to_its_grouping(content):
    groups = {
        grouping["id"]: {group["id"] for group in grouping.get("groups", [])}
        for grouping in content["analysisGroupings"]
    }
    for one in content["analyses"]:
        named = {grouping["groupingId"] for grouping in one["orderedGroupings"]}
        used = [group for found in one["results"] for group in found.get("resultGroups", [])]
        assert {group["groupingId"] for group in used} <= named
        for group in used:
            assert ("groupId" in group) != ("groupValue" in group)
            assert "groupId" not in group or group["groupId"] in groups[group["groupingId"]]


def test_operations_are_those_of_the_method(content):
    methods = {
        one["id"]: {operation["id"] for operation in one["operations"]}
        for one in content["methods"]
    }
    for one in content["analyses"]:
        used = {found["operationId"] for found in one["results"]}
        assert used <= methods[one["methodId"]]
    assert {one["id"].split(".")[1] for one in content["methods"]} == {
        *("mixed-model", "paired-t", "wilcoxon", "leave-one-out")
    }


@pytest.mark.parametrize("whole", [True, False])
def test_every_percentage_is_made_of_two_results_beside_it(content, study, whole):
    """Each is 100 times the numerator over the denominator, in the groups of the denominator."""
    checked = described(study) if whole else content
    uses = {
        operation["id"]: operation["referencedOperationRelationships"]
        for method in checked["methods"]
        for operation in method["operations"]
        if "referencedOperationRelationships" in operation
    }
    seen = 0
    for one in checked["analyses"]:
        results = {
            (found["operationId"], *groups_of(found)): float(found["rawValue"])
            for found in one.get("results", ())
            if found["operationId"].rsplit(".", 1)[-1][:2] in ("n_", "p_") and "rawValue" in found
        }
        named = {
            each["referencedOperationRelationshipId"]: each["analysisId"]
            for each in one.get("referencedAnalysisOperations", ())
        }
        shares = [place for place in results if place[0] in uses]
        assert named == {
            each["id"]: one["id"] for use in {place[0] for place in shares} for each in uses[use]
        }
        for operation, *groups in shares:
            top, below = uses[operation]
            assert [each["referencedOperationRole"] for each in (top, below)] == [
                {"controlledTerm": "NUMERATOR"},
                {"controlledTerm": "DENOMINATOR"},
            ]
            count = results[top["operationId"], *groups]
            # The number of units with a value has the group of the column alone.
            all_ = (
                results.get((below["operationId"], *groups))
                or results[below["operationId"], groups[0]]
            )
            assert results[operation, *groups] == pytest.approx(100 * count / all_)
            seen += 1
    assert seen > 0


@pytest.mark.parametrize("whole", [True, False])
def test_no_two_results_of_an_analysis_have_one_place(content, study, whole):
    for one in (described(study) if whole else content)["analyses"]:
        places = [
            (found["operationId"], json.dumps(found.get("resultGroups")))
            for found in one.get("results", [])
        ]
        assert len(set(places)) == len(places)


def test_every_contrast_has_the_raw_value_of_the_results(result, content):
    groups = {"B": "Group.all_readings.yeast.B", "W": "Group.all_readings.yeast.W"}
    rows = [row for row in result.ard if row.kind == CONTRAST and row.stat is not None]
    assert len(rows) > 20
    for row in rows:
        pair = [groups["B"], groups["W"]]
        name = f"{row.endpoint}.{row.analysis}"
        found = value(content, name, f"contrast.{row.stat_name}", *pair)
        assert float(found["rawValue"]) == row.stat


def test_formatted_values_are_those_of_the_table(result, content):
    (table,) = result.tables
    shown = {
        row.label.text: [cell.text for cell in row.cells] for g in table.groups for row in g.rows
    }
    lines = {
        "primary": "Geometric mean ratio vs wild yeast",
        "low_drop": "Without readings below the limit",
        "raw": "Raw scale",
        "pairs": "Paired",
        "ranks": "Ranks",
    }
    for name, label in lines.items():
        of = {
            stat: value(content, f"E1.{name}", f"contrast.{stat}")["formattedValue"]
            for stat in ("estimate", "conf_low", "conf_high", "p_value")
        }
        interval = f"({of['conf_low']}, {of['conf_high']})"
        if name == "primary":
            assert shown[label][1] == of["estimate"]
            assert shown["95% CI"][1] == interval
            assert shown["p-value"][1] == of["p_value"]
            df, t = (
                value(content, "E1.primary", f"contrast.{stat}")["formattedValue"]
                for stat in ("df", "statistic")
            )
            assert shown["t (df)"][1] == f"{t} ({df})"
        else:
            assert shown[label][0] == f"{of['estimate']} {interval}"
            assert shown[label][1] == of["p_value"]
    ends = [
        value(content, "E1.each", f"leave_one_out.{stat}")["formattedValue"]
        for stat in ("estimate_min", "estimate_max")
    ]
    assert shown["Each left out"][0] == " to ".join(ends)


def test_observed_values_and_means_are_those_of_the_table(result, content):
    (table,) = result.tables
    shown = {
        row.label.text: [cell.text for cell in row.cells] for g in table.groups for row in g.rows
    }
    for place, code in enumerate("WB"):
        group = f"Group.all_readings.yeast.{code}"

        def text(operation, group=group):
            return value(content, "E1.primary", operation, group)["formattedValue"]

        counts = f"{text('summary.n_units')} ({text('summary.n_rows')})"
        assert shown["n brewers (n readings)"][place] == counts
        centre = f"{text('summary.geo_mean')} ({text('summary.geo_cv')})"
        assert shown["Geometric mean (geo. CV%)"][place] == centre
        interval = f"({text('emmeans.conf_low')}, {text('emmeans.conf_high')})"
        mean = f"{text('emmeans.estimate')} {interval}"
        assert shown["Geometric LS mean (95% CI)"][place] == mean


def test_a_count_is_whole_and_a_number_is_full(content):
    found = value(content, "E1.primary", "summary.n_units", "Group.all_readings.yeast.W")
    assert (found["rawValue"], found["formattedValue"]) == ("11", "11")
    assert len(value(content, "E1.primary", "contrast.estimate")["rawValue"]) > 10


def test_what_cannot_be_estimated_says_why(content):
    pair = ("Group.all_readings.yeast.B", "Group.all_readings.yeast.W")
    for statistic in ("estimate", "conf_low", "p_value"):
        found = value(content, "E1.fails", f"contrast.{statistic}", *pair)
        assert found["formattedValue"] == "NE"
        assert "rawValue" not in found
    assert value(content, "E1.fails", "contrast.error", *pair)["rawValue"] == REASON
    assert value(content, "E1.fails", "failure.failure")["rawValue"] == REASON
    fitted = [one["operationId"] for one in analysis(content, "E1.primary")["results"]]
    assert not [one for one in fitted if one.endswith(".error")]


def test_reasons_and_purposes_are_told(content, study):
    main, other = analysis(content, "E1.primary"), analysis(content, "E1.low_drop")
    assert main["reason"] == other["reason"] == {"controlledTerm": "SPECIFIED IN SAP"}
    # Without families every endpoint's own analysis claims for itself.
    assert main["purpose"] == {"controlledTerm": "PRIMARY OUTCOME MEASURE"}
    assert other["purpose"] == {"sponsorTermId": "Purpose.sensitivity"}
    ages = analysis(described(study), "Table_14.1.2.age")
    assert ages["purpose"] == {"sponsorTermId": "Purpose.descriptive"}


def test_parameters_are_those_of_the_plan(content):
    given = analysis(content, "E1.low_drop")["programmingCode"]["parameters"]
    values = {one["name"]: one["value"] for one in given}
    assert values["formula"] == ["log(ethanol) ~ yeast + (1 | brewer) + (1 | brewer:yeast)"]
    assert values["ddf"] == ["satterthwaite"]
    assert values["below_limit"] == ["drop"]
    assert analysis(content, "E1.fails")["programmingCode"]["parameters"][-4]["value"] == ["0.9"]
    method = next(one for one in content["methods"] if "mixed-model" in one["id"])
    named = {one["name"] for one in method["codeTemplate"]["parameters"]}
    assert set(values) == named
    for name in ("formula", "ddf", "contrast_of"):
        assert f"{{{name}}}" in method["codeTemplate"]["code"]


def test_the_analysis_set_has_the_rules_of_the_plan(content):
    (found,) = content["analysisSets"]
    assert found["compoundExpression"]["logicalOperator"] == "NOT"
    (inner,) = found["compoundExpression"]["whereClauses"]
    assert inner["condition"] == {
        "dataset": "brewers",
        "variable": "active",
        "comparator": "EQ",
        "value": ["no"],
    }
    assert "Not active" in found["description"]
    assert "dataSubsets" not in content
    assert "dataSubsetId" not in analysis(content, "E1.primary")


def test_outputs_have_their_files_and_texts(result, content):
    (found,) = content["outputs"]
    (table,) = result.tables
    files = {one["location"] for one in found["fileSpecifications"]}
    # A form of tables that is new stands here too.
    assert files == {path.name for path in result.paths if path.stem == "1.10-ethanol"}
    assert {name.rpartition(".")[2] for name in files} >= {"html", "docx", "txt"}
    display = found["displays"][0]["display"]
    sections = {
        one["sectionType"]: [text["subSection"]["text"] for text in one["orderedSubSections"]]
        for one in display["displaySections"]
    }
    assert sections["Title"] == ["Table 1.10", table.title, table.population]
    notes = [note.shown for note in table.footnotes]
    assert sorted(sections["Legend"] + sections["Footnote"]) == sorted(notes)
    (item,) = content["mainListOfContents"]["contentsList"]["listItems"]
    assert item["outputId"] == found["id"]
    listed = [one["analysisId"] for one in item["sublist"]["listItems"]]
    assert listed == [one["id"] for one in content["analyses"]]


def test_a_listing_is_an_output_with_its_display_and_no_results(study):
    plan, _, _ = study
    checked = described(study)
    outputs = {one["id"]: one for one in checked["outputs"]}
    listings = [one for one in plan.displays if one.kind in ("exclusions", "excluded-rows")]
    assert len(listings) == 2
    for listing in listings:
        (shown,) = outputs[f"Output.{listing.file}"]["displays"]
        assert shown["display"]["displayTitle"] == listing.title
    named = {text.split(".")[-2] for text in operations_in(checked)}
    assert not named & LISTINGS


def test_every_analysis_of_the_study_stands_in_the_list(study):
    content = described(study)
    listed = {
        name for slot, name in references(content["mainListOfContents"]) if slot == "analysisId"
    }
    assert listed == {one["id"] for one in content["analyses"]}
    plan = study[0]
    assert len(listed) > len(plan.analyses)


def test_characteristics_are_those_of_the_table(study):
    plan, ard, _ = study
    content = described(study)
    texts = dict(
        zip((row.key for row in ard), formatted_values(ard, number_style("csr")), strict=True)
    )
    table = next(one for one in plan.displays if one.kind == "characteristics")
    first = table.columns[0].name
    row = ard.find("mean", kind="characteristics", group1_level=first, variable="age")
    found = value(
        content,
        f"Table_{table.number}.age",
        "characteristics.mean",
        f"Group.{table.number}.column.{first}",
    )
    assert (float(found["rawValue"]), found["formattedValue"]) == (row.stat, texts[row.key])


def test_json_and_yaml_say_the_same(result, content):
    text = (result.folder.absolute() / "ars.yaml").read_text(encoding="utf-8")
    assert YAML(typ="safe", pure=True).load(text) == content


def test_the_same_results_give_the_same_bytes(result, study):
    plan, ard, items = study
    texts = {
        write(plain(reporting_event(plan, ard, number_style("csr"), items, "sap 0")))
        for write in (json_text, yaml_text)
        for _ in range(2)
    }
    assert len(texts) == 2


def test_a_plan_without_results_is_valid(result):
    folder = result.folder.absolute()
    plan = make_plan(load_spec(folder.parent.parent / "specs" / "ethanol.yml"))
    empty = result.ard.select(endpoint="nothing")
    made = plain(reporting_event(plan, empty, number_style("csr"), [], "sap 0"))
    jsonschema.validate(made, documented(), jsonschema.Draft7Validator)
    assert made["analyses"][0]["id"] == "Analysis.E1.primary"
