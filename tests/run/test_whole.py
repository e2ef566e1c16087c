"""A whole run of a small study: what is written, what a failure leaves, what stays untouched."""

import json
import re
import zipfile
from io import BytesIO

import docx
import pytest

from sap.ard.files import read_csv, read_parquet
from sap.errors import ConvergenceError, DataError, DesignError, OutputError, SpecError
from sap.figures.drawing import FORMS as PICTURE_ENDINGS
from sap.run import analyses, run
from sap.run.folder import files_in_words, locked
from sap.run.progress import Progress
from tests.run.small_study import write_study

FORMS = ("html", "docx", "rtf", "tex", "txt")
NAMES = {f"1.10-ethanol.{form}" for form in FORMS} | {
    "ard.csv",
    "ard.parquet",
    "ard-cards.csv",
    "ars.json",
    "ars.yaml",
    "design.txt",
    "plan.json",
    "report.html",
    "tables.json",
    "run.json",
    "summary.txt",
    "tables-and-figures.pdf",
}


@pytest.fixture
def spec(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1770091506")
    return write_study(tmp_path).relative_to(tmp_path)


def quiet(spec, **options):
    # Fresh, for what these tests change in a run leaves no trace in files.
    return run(spec, progress=Progress(), fresh=True, **options)


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def failing_for(word, error):
    real = analyses.fit

    def fit(formula, *arguments, **options):
        if word in formula:
            raise error
        return real(formula, *arguments, **options)

    return fit


def test_a_run_writes_its_folder(spec, tmp_path):
    result = quiet(spec)
    assert result.exit_code == 0
    assert result.failures == ()
    assert {path.name for path in result.paths} == NAMES
    assert contents(tmp_path / "output" / "ethanol").keys() == NAMES
    assert [path.name for path in (tmp_path / "output").iterdir()] == ["ethanol"]
    assert read_csv(result.folder / "ard.csv") == result.ard
    assert read_parquet(result.folder / "ard.parquet") == result.ard


def test_the_results_are_those_of_the_data(spec):
    ard = quiet(spec).ard
    assert ard.values("analysis") == ("", "primary", "low_drop", "raw")
    assert ard.text("simulated") == "SIMULATED"
    main = {"analysis": "primary"}
    assert ard.number("n_set", group1_level="B", **main) == 11
    assert ard.number("n_rows", group1_level="W", context="summary", **main) == 22
    assert ard.number("n_removed_units", variable="set", **main) == 1
    below = ard.number("n_below", group1_level="W", **main)
    assert below > 0
    assert ard.number("n_rows", group1_level="W", kind="summary", analysis="low_drop") == (
        22 - below
    )
    # The rule leaves rows out; they are counted all the same.
    assert ard.number("n_below", group1_level="W", analysis="low_drop") == below
    ratio = {"context": "contrast", "group1_level": "B / W"}
    low, high = (ard.number(name, **ratio, **main) for name in ("conf_low", "conf_high"))
    assert 1 < low < ard.number("estimate", **ratio, **main) < high < 2
    assert ard.number("estimate", kind="contrast", group1_level="B - W", analysis="raw") > 0
    assert ard.find("estimate", kind="contrast", analysis="raw").unit == "g/L"


def test_the_table_says_what_the_results_say(spec):
    result = quiet(spec)
    (table,) = result.tables
    assert (table.number, table.notice) == ("1.10", "SIMULATED DATA")
    assert table.stub.text == "Ethanol (g/L)"
    assert [c.lines[0].text for c in table.columns] == ["Wild yeast", "Baker's yeast"]
    rows = {row.label.text: row.cells for group in table.groups for row in group.rows}
    assert rows["n brewers (n readings)"][1].text == "11 (22)"
    estimate = result.ard.number("estimate", context="contrast", analysis="primary")
    assert rows["Geometric mean ratio vs wild yeast"][1].text == f"{estimate:.2f}"
    assert rows["Brewer × yeast"][0].text
    sources = "\n".join(table.sources)
    assert "Source data: data/brewers.csv, data/flasks.csv, data/readings.csv" in sources
    assert "Program: sap run specs/ethanol.yml" in sources
    assert "Output: output/ethanol/1.10-ethanol" in sources
    assert "Generated: 2026-02-03T04:05:06Z" in sources
    html = (result.folder / "1.10-ethanol.html").read_text(encoding="utf-8")
    assert "&lt;Ethanol&gt; &amp; yeast" in html
    word = docx.Document(BytesIO((result.folder / "1.10-ethanol.docx").read_bytes()))
    assert word.tables[0].rows[0].cells[1].text == "Wild yeast\n(N=11)"


def test_a_rule_that_drops_results_warns(spec):
    result = quiet(spec)
    row = result.ard.find("condition", analysis="low_drop", stat_text="dropped_by_limit")
    assert row.warning.startswith("Results below the lower limit were left out (Wild yeast ")
    assert "biased" in row.warning
    assert result.ard.find("condition", analysis="primary", stat_text="dropped_by_limit") is None
    assert any(note.text == row.warning for note in result.tables[0].footnotes)


def test_displays_are_written_beside_the_tables(spec, tmp_path):
    shown = "".join(
        f"  - {{number: 14.1, kind: {kind}, title: Who, file: {kind}, of: [E1]}}\n".replace(
            "14.1", f"14.1.{place}"
        )
        for place, kind in enumerate(("disposition", "limits", "exclusions", "flow"))
    )
    path = tmp_path / spec
    path.write_text(f"{path.read_text(encoding='utf-8')}displays:\n{shown}", encoding="utf-8")
    result = quiet(spec)
    names = {path.name for path in result.paths} - NAMES
    tables = ("disposition", "limits", "exclusions")
    assert names == {f"{k}.{form}" for k in tables for form in FORMS} | {
        f"flow.{form}" for form in PICTURE_ENDINGS
    }
    listing = (result.folder / "exclusions.txt").read_text(encoding="utf-8")
    assert "012" in listing
    assert "Not active" in listing
    limits = (result.folder / "limits.txt").read_text(encoding="utf-8")
    below = result.ard.number("n_below", analysis="primary", group1_level="W")
    assert f" {below:.0f} (" in limits
    assert "1 brewer, 4 readings" in (result.folder / "flow.svg").read_text(encoding="utf-8")


def test_the_manifest_and_the_plan(spec):
    result = quiet(spec, certify=True)
    manifest = json.loads((result.folder / "run.json").read_bytes())
    plan = json.loads((result.folder / "plan.json").read_bytes())
    assert manifest["plan_sha256"] == plan["hash"]
    assert manifest["simulated"] is True
    assert manifest["generated"] == "2026-02-03T04:05:06Z"
    assert set(manifest["files"]) == NAMES
    assert set(manifest["sha256"]) == NAMES - {"run.json"}
    assert [one["file"] for one in manifest["spec_files"]] == [
        "specs/ethanol.yml",
        "specs/study.yml",
    ]
    assert all(re.fullmatch("[0-9a-f]{64}", one["sha256"]) for one in manifest["data_files"])
    assert [one["analysis"] for one in manifest["analyses"]] == ["primary", "low_drop", "raw"]
    main = manifest["analyses"][0]
    assert (main["converged"], main["failure"], main["rows_used"]) == (True, None, 44)
    assert main["groups"] == {"brewer": 11, "brewer:yeast": 22}
    assert re.fullmatch("[0-9a-f]{64}", main["data"]["sha256"])
    assert all(seconds >= 0 for seconds in manifest["seconds"].values())
    assert manifest["versions"]["pandas"]
    certified = result.ard.number("log_likelihood_certified", analysis="primary")
    assert certified == pytest.approx(main["log_likelihood"], rel=1e-8)


def test_two_runs_give_the_same_bytes_but_for_the_seconds(spec):
    first = contents(quiet(spec).folder)
    second = contents(quiet(spec).folder)
    differ = {name for name in NAMES if first[name] != second[name]}
    assert differ <= {"run.json"}
    times = [json.loads(run["run.json"]) for run in (first, second)]
    for manifest in times:
        del manifest["seconds"]
    assert times[0] == times[1]


def test_no_output_tells_the_folders_of_the_machine(spec, tmp_path):
    for name, content in contents(quiet(spec.absolute()).folder).items():
        parts = [content]
        if name.endswith(".docx"):
            archive = zipfile.ZipFile(BytesIO(content))
            parts = [archive.read(part) for part in archive.namelist()]
        assert not [part for part in parts if str(tmp_path).encode() in part], name


def test_a_failed_analysis_is_a_row_and_the_others_are_there(spec, monkeypatch):
    error = ConvergenceError("No optimum was found.")
    # Of the three formulas only that on the raw scale has the bare name on its left.
    monkeypatch.setattr(analyses, "fit", failing_for("ethanol ~", error))
    result = quiet(spec)
    assert result.exit_code == 1
    assert result.failures == ("E1 raw: No optimum was found.",)
    (table,) = result.tables
    rows = {row.label.text: row.cells for group in table.groups for row in group.rows}
    assert rows["Raw scale"][0].text == "NE"
    assert rows["Geometric mean ratio vs wild yeast"][1].text != "NE"
    assert rows["Without readings below the limit"][0].text != "NE"
    assert any("No optimum was found." in note.text for note in table.footnotes)
    manifest = json.loads((result.folder / "run.json").read_bytes())
    assert [one["failure"] for one in manifest["analyses"]] == [
        None,
        None,
        "No optimum was found.",
    ]


def test_a_failed_primary_keeps_the_places_of_a_fitted_one(spec, monkeypatch):
    fitted = quiet(spec).ard
    monkeypatch.setattr(analyses, "fit", failing_for("(1 |", ConvergenceError("None.")))
    result = quiet(spec)
    assert result.exit_code == 1
    assert len(result.failures) == 3
    for context in ("emmeans", "contrast", "summary", "disposition", "limits"):
        keys = [row.key for row in fitted.select(kind=context)]
        assert [row.key for row in result.ard.select(kind=context)] == keys
    failed = {row.key for row in result.ard.select(kind="variance_components")}
    assert failed == {row.key for row in fitted.select(kind="variance_components")}


@pytest.fixture
def former(spec, tmp_path):
    quiet(spec)
    return contents(tmp_path / "output" / "ethanol")


def unchanged(tmp_path, former):
    assert contents(tmp_path / "output" / "ethanol") == former
    assert [path.name for path in (tmp_path / "output").iterdir()] == ["ethanol"]


def test_a_bad_spec_leaves_the_former_run(spec, tmp_path, former):
    spec.write_text(spec.read_text().replace("of: yeast", "of: yest"), encoding="utf-8")
    with pytest.raises(SpecError, match="yest"):
        quiet(spec)
    unchanged(tmp_path, former)


def test_bad_data_leave_the_former_run(spec, tmp_path, former):
    (tmp_path / "data" / "readings.csv").write_bytes(b"")
    with pytest.raises(DataError, match="readings"):
        quiet(spec)
    unchanged(tmp_path, former)


def test_a_design_that_identifies_nothing_leaves_the_former_run(
    spec, tmp_path, former, monkeypatch
):
    error = DesignError("The random term (1 | brewer) cannot be identified.")
    monkeypatch.setattr(analyses, "fit", failing_for("ethanol", error))
    with pytest.raises(DesignError, match="cannot be identified") as caught:
        quiet(spec)
    (problem,) = caught.value.problems
    assert str(problem).startswith("specs/ethanol.yml: E1 primary, E1 low_drop, E1 raw: The random")
    unchanged(tmp_path, former)


def test_a_design_that_misleads_stops_before_any_fit(spec, tmp_path, former, monkeypatch):
    declare_layers(tmp_path)
    change(tmp_path / spec, " + (1 | brewer:yeast)", "")
    monkeypatch.setattr(analyses, "fit", failing_for("ethanol", AssertionError("fitted")))
    with pytest.raises(DesignError, match="no term for the flask") as caught:
        quiet(spec)
    (problem,) = caught.value.problems
    assert problem.file == "specs/ethanol.yml"
    assert problem.message.startswith("E1 primary, E1 low_drop, E1 raw: The model has no term")
    assert "here `(1 | brewer:yeast)` is the same" in problem.message
    unchanged(tmp_path, former)


def test_a_fault_of_the_design_is_accepted_with_a_reason(spec, tmp_path):
    declare_layers(tmp_path)
    change(tmp_path / spec, " + (1 | brewer:yeast)", "")
    reason = "Each reading is of a flask of its own."
    rule = f"{{finding: pseudo-replication, reason: {reason}}}"
    change(
        tmp_path / spec, "    sensitivity:", f"    design: {{accept: [{rule}]}}\n    sensitivity:"
    )
    result = quiet(spec)
    assert result.exit_code == 0
    assert f"The spec goes on: {reason}" in (result.folder / "design.txt").read_text()
    found = json.loads((result.folder / "run.json").read_bytes())["design"]
    assert {(one["rule"], one["accepted"]) for one in found} == {("pseudo-replication", reason)}


def declare_layers(root):
    change(
        root / "specs" / "study.yml",
        "from: readings",
        "from: readings\n    layers: [brewer, flask]",
    )


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    "step", ["lay_out_all", "made_files", "run_record", "sealed", "write_whole"]
)
def test_a_crash_in_any_step_leaves_the_former_run(spec, tmp_path, former, monkeypatch, step):
    def crash(*arguments, **options):
        raise MemoryError("crash")

    monkeypatch.setattr(f"sap.run.whole.{step}", crash)
    with pytest.raises(MemoryError):
        quiet(spec)
    unchanged(tmp_path, former)


def test_a_second_run_at_the_same_time_is_refused(spec, tmp_path):
    quiet(spec)
    with (
        locked(tmp_path / "output" / "ethanol"),
        pytest.raises(OutputError, match="Another run"),
    ):
        quiet(spec)
    assert quiet(spec).exit_code == 0


def test_a_folder_can_be_named(spec, tmp_path):
    result = quiet(spec, output=tmp_path / "elsewhere" / "mine")
    assert {path.name for path in (tmp_path / "elsewhere" / "mine").iterdir()} == NAMES
    assert "Output: elsewhere/mine/1.10-ethanol" in "\n".join(result.tables[0].sources)


def test_a_folder_of_the_user_is_refused_before_any_work(spec, tmp_path, monkeypatch):
    (tmp_path / "notes.txt").write_text("mine")
    monkeypatch.setattr("sap.run.whole.read_readable_sources", None)
    with pytest.raises(OutputError, match="no run wrote it"):
        quiet(spec, output=".")
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_fit_whose_likelihood_is_not_statsmodels_own_is_not_certified(spec, monkeypatch):
    real = analyses.fit

    class Wrong:
        def __init__(self, fitted):
            self.fitted = fitted
            self.log_likelihood = fitted.log_likelihood + 1e-4

        def __getattr__(self, name):
            return getattr(self.fitted, name)

    monkeypatch.setattr(analyses, "fit", lambda *a, **k: Wrong(real(*a, **k)))
    assert quiet(spec).exit_code == 0
    result = quiet(spec, certify=True)
    assert result.exit_code == 1
    assert all("Not certified" in failure for failure in result.failures)


def test_a_run_on_the_terminal_shows_steps_table_and_files(spec, capsys):
    result = run(spec)
    shown = capsys.readouterr()
    assert "Table 1.10" in shown.out
    assert "SIMULATED DATA" in shown.out
    assert "Read the data" in shown.err
    assert "Fit 1 of 3: E1 primary" in shown.err
    assert {path.name for path in result.paths} == NAMES
    for words in files_in_words(path.name for path in result.paths):
        assert f"  {words}\n" in shown.err
    assert "\x1b" not in shown.out


def test_a_doubt_about_the_spec_is_told_and_stands_in_the_report(spec):
    with (spec.parent / "study.yml").open("a", encoding="utf-8") as file:
        file.write("families: {other: {label: Other, procedure: holm, of: [E9]}}\n")
    teller = Progress()
    result = run(spec, progress=teller)
    (doubt,) = (words for words in teller.said if words.startswith("Spec, "))
    assert re.match(r"Spec, specs/ethanol\.yml:\d+:\d+: warning: 'E1' is in no family", doubt)
    assert "is in no family" in (result.folder / "report.html").read_text(encoding="utf-8")
    again = Progress()
    assert run(spec, progress=again).exit_code == result.exit_code
    assert doubt in again.said


def test_a_warning_of_a_fit_goes_to_the_manifest(spec, monkeypatch):
    import warnings

    real = analyses.fit

    def warned(*arguments, **options):
        warnings.warn("overflow", RuntimeWarning, stacklevel=1)
        return real(*arguments, **options)

    monkeypatch.setattr(analyses, "fit", warned)
    result = quiet(spec)
    manifest = json.loads((result.folder / "run.json").read_bytes())
    assert manifest["analyses"][0]["warnings"] == ["RuntimeWarning: overflow"]
