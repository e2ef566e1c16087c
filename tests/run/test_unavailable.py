"""An endpoint that cannot be carried out keeps its rows and its place; the others go on."""

from __future__ import annotations

import json

import pytest

from sap.errors import DataError, DesignError
from sap.plan import make_plan
from sap.run import analyses, run
from sap.run.progress import Progress
from sap.run.summary import accounts, summary_lines
from sap.spec import load_spec
from tests.run.small_study import ENDPOINTS, write_study

# The same readings once more, in a file of their own, for a second endpoint.
SOURCE = """\
  again:
    file: ../data/again.csv
    key: [again_id]
    columns: {again_id: reading_id, flask: flask_id, ethanol: value, low: low, high: high}
datasets:
  read_again:
    from: again
    join: [{source: flasks, on: flask}, {source: brewers, on: brewer}]
"""


@pytest.fixture
def plan(tmp_path, monkeypatch):
    """Write a plan of two endpoints that share two files and have one each to themselves."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1770091506")
    specs = write_study(tmp_path).parent
    text = (specs / "study.yml").read_text(encoding="utf-8")
    text = text.replace("datasets:\n", SOURCE).replace(
        "  reading: {label: Reading, type: id}\n",
        "  reading: {label: Reading, type: id}\n  again_id: {label: Reading, type: id}\n",
    )
    (specs / "study.yml").write_text(text, encoding="utf-8")
    second = ENDPOINTS.replace("E1", "E2").replace("all_readings", "read_again")
    second = second.replace("1.10-ethanol", "1.11-again").replace('"1.10"', '"1.11"')
    (specs / "zagain.yml").write_text(second, encoding="utf-8")
    data = tmp_path / "data"
    (data / "again.csv").write_bytes((data / "readings.csv").read_bytes())
    return tmp_path


def go(plan):
    return run("specs", progress=Progress())


def places(ard, endpoint: str) -> set[tuple[str, ...]]:
    contexts = {"emmeans", "contrast", "variance_components", "hypothesis"}
    return {row.key[1:] for row in ard.select(endpoint=endpoint) if row.context in contexts}


def test_all_is_well(plan):
    result = go(plan)
    assert result.exit_code == 0
    assert result.folder.name == "specs"
    assert [table.number for table in result.tables] == ["1.10", "1.11"]


@pytest.mark.parametrize(
    ("file", "lost", "left"), [("again", "E2", "E1"), ("readings", "E1", "E2")]
)
def test_a_file_that_is_not_there_costs_its_own_endpoint_only(plan, file, lost, left):
    whole = go(plan).ard
    (plan / "data" / f"{file}.csv").unlink()
    result = go(plan)
    assert result.exit_code == 1
    assert {line.split()[0] for line in result.failures} == {lost}
    assert f"{file}.csv: There is no such file" in result.failures[0]
    assert places(result.ard, lost) == places(whole, lost)
    assert result.ard.number("estimate", endpoint=lost, context="contrast") is None
    assert result.ard.select(endpoint=left) == whole.select(endpoint=left)
    manifest = json.loads((result.folder / "run.json").read_text(encoding="utf-8"))
    assert list(manifest["unread"]) == [file]


def test_its_table_says_why(plan):
    (plan / "data" / "again.csv").unlink()
    first, second = go(plan).tables
    assert first.number == "1.10"
    notes = " ".join(note.text for note in second.footnotes)
    assert "NE, not estimable: data/again.csv: There is no such file." in notes
    cells = [cell.text for cell in second.all_cells()]
    assert cells.count("NE") > 8
    assert not any(character in cell for cell in cells for character in "[]{}")


@pytest.mark.parametrize("file", ["flasks", "brewers"])
def test_a_file_that_all_need_leaves_every_row_of_a_whole_plan(plan, file):
    whole = go(plan).ard
    (plan / "data" / f"{file}.csv").unlink()
    result = go(plan)
    assert result.exit_code == 1
    reason = f"data/{file}.csv: There is no such file."
    for endpoint in ("E1", "E2"):
        assert places(result.ard, endpoint) == places(whole, endpoint)
        p = result.ard.find("p_value", endpoint=endpoint, context="hypothesis")
        assert (p.stat, p.error) == (None, reason)
    for table in result.tables:
        assert any(reason in note.text for note in table.footnotes)
    assert "2 of 2 endpoints accounted for: 0 with a result, 2 not estimable" in (
        result.folder / "summary.txt"
    ).read_text(encoding="utf-8")
    assert "There is no such file" in (result.folder / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("file", ["flasks", "brewers"])
def test_a_file_that_a_single_spec_needs_leaves_its_former_run(plan, file):
    run("specs/ethanol.yml", progress=Progress())
    folder = plan / "output" / "ethanol"
    former = {path.name: path.read_bytes() for path in folder.iterdir()}
    (plan / "data" / f"{file}.csv").unlink()
    with pytest.raises(DataError, match=f"{file}.csv: There is no such file"):
        run("specs/ethanol.yml", progress=Progress())
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == former


def test_a_whole_plan_whose_designs_all_mislead_keeps_its_rows(plan):
    path = plan / "specs" / "study.yml"
    text = path.read_text(encoding="utf-8")
    for source in ("again", "readings"):
        text = text.replace(
            f"    from: {source}\n", f"    from: {source}\n    layers: [brewer, flask]\n"
        )
    path.write_text(text, encoding="utf-8")
    for name in ("ethanol", "zagain"):
        spec = plan / "specs" / f"{name}.yml"
        changed = spec.read_text(encoding="utf-8").replace(" + (1 | brewer:yeast)", "")
        spec.write_text(changed, encoding="utf-8")
    result = go(plan)
    assert result.exit_code == 1
    assert {line.split()[0] for line in result.failures} == {"E1", "E2"}
    assert all("The model has no term for the flask" in line for line in result.failures)
    assert all(
        any("no term for the flask" in note.text for note in table.footnotes)
        for table in result.tables
    )
    with pytest.raises(DesignError, match="no term for the flask"):
        run("specs/zagain.yml", progress=Progress())


def test_a_whole_plan_whose_models_can_never_be_identified_keeps_its_rows(plan, monkeypatch):
    def fit(*arguments, **options):
        raise DesignError("The random term (1 | brewer) cannot be identified.")

    monkeypatch.setattr(analyses, "fit", fit)
    result = go(plan)
    assert result.exit_code == 1
    assert {line.split()[0] for line in result.failures} == {"E1", "E2"}
    assert [row.error for row in result.ard.select(context="hypothesis")] == [
        "The random term (1 | brewer) cannot be identified."
    ] * 2


def test_wrong_data_cost_the_endpoint_that_uses_them(plan):
    path = plan / "data" / "again.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace(",5,100", ",x,100", 1), encoding="utf-8"
    )
    result = go(plan)
    assert result.exit_code == 1
    assert all(line.startswith("E2 ") for line in result.failures)
    assert "'x'" in result.failures[0]


def test_no_row_left_costs_the_endpoint(plan):
    path = plan / "specs" / "zagain.yml"
    text = path.read_text(encoding="utf-8")
    text = text.replace("analysis_set: brewing}", "analysis_set: brewing, where: ethanol > 1000}")
    path.write_text(text, encoding="utf-8")
    result = go(plan)
    assert result.exit_code == 1
    assert (
        "No row meets the condition"
        in result.ard.find("p_value", endpoint="E2", context="hypothesis").error
    )


def test_a_sensitivity_analysis_without_data_is_ne_and_its_endpoint_is_not(plan):
    path = plan / "specs" / "ethanol.yml"
    text = path.read_text(encoding="utf-8").replace(
        "limits: {below: drop}}", "data: {where: ethanol > 1000}}"
    )
    path.write_text(text, encoding="utf-8")
    result = go(plan)
    assert result.exit_code == 1
    assert [line.split(":")[0] for line in result.failures] == ["E1 low_drop"]
    p = result.ard.find("p_value", endpoint="E1", context="hypothesis")
    assert p.stat is not None


def test_a_design_that_misleads_costs_its_endpoint(plan):
    path = plan / "specs" / "study.yml"
    text = path.read_text(encoding="utf-8")
    text = text.replace("    from: again\n", "    from: again\n    layers: [brewer, flask]\n")
    path.write_text(text, encoding="utf-8")
    spec = plan / "specs" / "zagain.yml"
    changed = spec.read_text(encoding="utf-8").replace(" + (1 | brewer:yeast)", "")
    spec.write_text(changed, encoding="utf-8")
    result = go(plan)
    assert result.exit_code == 1
    assert "The model has no term for the flask" in result.failures[0]
    with pytest.raises(DesignError, match="no term for the flask"):
        run("specs/zagain.yml", progress=Progress())


def test_the_summary_accounts_for_each(plan):
    (plan / "data" / "again.csv").unlink()
    planned = make_plan(load_spec("specs"))
    lines = list(summary_lines(planned, accounts(planned, go(plan).ard)))
    assert lines[0].startswith("E1  Ethanol")
    assert "NE" in next(line for line in lines if line.startswith("E2"))
    assert any("There is no such file" in line for line in lines)
    assert lines[-1] == "2 of 2 endpoints accounted for: 1 with a result, 1 not estimable"
