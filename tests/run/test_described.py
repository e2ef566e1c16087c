"""The study's own descriptive tables, held against its clean data; displays in a whole run."""

from __future__ import annotations

import csv
import dataclasses
import statistics

import pytest

from sap.plan import PlannedFamily
from sap.render.text import text_table
from sap.run import run
from sap.run.displays import endpoints_wording
from sap.run.progress import Progress
from tests.house import ROOT
from tests.run.described_study import describe, shown
from tests.run.held import HELD, HERE
from tests.run.small_study import write_study


@pytest.fixture(scope="module")
def study():
    """Give the plan of the study's descriptive displays, and what they describe."""
    return describe()


@pytest.fixture(scope="module")
def donors():
    """Give the donors of the clean data who may be analysed, by group."""
    path = ROOT / "analyses" / "sclero_jak" / "data" / "donors.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    by_group: dict[str, list[dict[str, str]]] = {"SSC": [], "SLE": [], "HD": []}
    for row in rows:
        able = row["mdm_yield"] == "YES" and float(row["hb_g_dl"]) >= 7
        if able and row["consent"] == "GIVEN":
            by_group[row["group"]].append(row)
    return by_group


def cells(table, group, row):
    (found,) = (one for one in table.groups if one.label.text == group)
    return [cell.text for line in found.rows if line.label.text == row for cell in line.cells]


def test_demographics_are_those_of_the_clean_data(study, donors):
    table = shown(*study, "14.1.2")
    sizes = [column.lines[1].text for column in table.columns]
    assert sizes == [f"(N={len(donors['SSC'])})", f"(N={len(donors['HD'])})"]
    for place, group in enumerate(("SSC", "HD")):
        ages = [float(row["age"]) for row in donors[group]]
        mean, sd = statistics.mean(ages), statistics.stdev(ages)
        assert cells(table, "Age (years)", "Mean (SD)")[place] == f"{mean:.1f} ({sd:.1f})"
        extremes = f"{min(ages):.0f}, {max(ages):.0f}"
        assert cells(table, "Age (years)", "Min, max")[place] == extremes
        women = sum(row["sex"] == "F" for row in donors[group])
        share = f"{women} ({100 * women / len(ages):.1f})"
        assert cells(table, "Sex, n (%)", "Female")[place] == share
    assert cells(table, "Immunosuppressant, n (%)", "Yes")[1] == "-"


def test_ssc_characteristics_are_those_of_the_clean_data(study, donors):
    table = shown(*study, "14.1.3")
    subsets = ("", "lcSSc", "dcSSc")
    for place, subset in enumerate(subsets):
        own = [row for row in donors["SSC"] if subset in ("", row["cutaneous_subset"])]
        assert table.columns[place].lines[1].text == f"(N={len(own)})"
        scans = [row["ild_ct"] for row in own if row["ild_ct"] != "ND"]
        ill = f"{scans.count('1')} ({100 * scans.count('1') / len(scans):.1f})"
        lungs = "Interstitial lung disease on CT, n (%)"
        assert cells(table, lungs, "Yes")[place] == ill
        assert cells(table, lungs, "Missing")[place] == str(len(own) - len(scans))
        none = sum(row["autoab"] == "MISSING" for row in own)
        assert cells(table, "Autoantibody, n (%)", "Missing")[place] == str(none)
    assert cells(table, "Cutaneous subset, n (%)", "Limited")[1:] == ["-", "-", "-"]
    # Nothing of the disease applies to healthy donors, which is not missing.
    assert table.columns[-1].lines[0].text == "Healthy donors"
    assert {row.cells[-1].text for group in table.groups for row in group.rows} == {"-"}


def test_lupus_donors_are_described_by_every_endpoint_and_never_modelled(study, donors):
    plan, ard = study
    table = shown(*study, "14.2.7")
    assert len(table.groups) == 11
    assert {row.context for row in ard} == {"characteristics", "observed"}
    lupus = {row["donor_id"] for row in donors["SLE"]}
    most = max(row.stat or 0 for row in ard if row.stat_name == "n_units" and row.endpoint)
    assert 0 < most <= len(lupus)
    assert "sle_set" not in {one.analysis_set.name for one in plan.analyses}


@pytest.mark.parametrize("number", HELD)
def test_the_tables_of_the_study_look_as_held(study, number):
    held = (HERE / f"{number}.txt").read_text(encoding="utf-8")
    assert text_table(shown(*study, number)) == held


def test_the_plan_says_what_displays_need(study):
    plan, _ = study
    words = " ".join(plan.in_words().split())
    assert "observed values only, nothing is fitted" in words
    assert "'no rows' asks about the rows of P1" in words
    assert "row Autoantibody; missing: MISSING" in words


def test_families_of_the_plan_are_those_of_the_table(study):
    plan, _ = study
    family = PlannedFamily("F1", "Cytokines", "holm", 0.05, "P", False, ("P1",), (), ())
    analyses = tuple(dataclasses.replace(one, family="F1", label="X") for one in plan.analyses)
    plan = dataclasses.replace(plan, analyses=analyses, families=(family,))
    display = next(one for one in plan.displays if one.endpoint_ids == ("P1",))
    words = endpoints_wording(plan, display)
    assert [one.name for one in words.families] == ["F1"]
    assert [(one.label, one.family, one.unit) for one in words.shown] == [("X", "F1", "pg/mL")]


DISPLAYS = """\
displays:
  - {number: 14.2.2, kind: endpoints, title: All, file: all, of: [E1]}
  - number: 14.1.2
    kind: characteristics
    title: Brewers
    file: brewers
    columns: {brewing: brewing}
    rows: [active]
  - {number: 14.2.7, kind: observed, title: Idle, file: idle, analysis_set: idle, of: [E1]}
  - {number: 16.2.6, kind: excluded-rows, title: Taken out, file: rows, of: [E1]}
"""
IDLE = """\
  idle:
    label: Idle brewers
    unit: brewer
    exclude: [{when: active == "yes", reason: Active}]
table_style:"""


@pytest.fixture
def spec(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = write_study(tmp_path)
    path.write_text(path.read_text(encoding="utf-8") + DISPLAYS, encoding="utf-8")
    change(tmp_path / "specs" / "study.yml", "table_style:", IDLE)
    return path.relative_to(tmp_path)


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_run_writes_displays_of_every_kind(spec):
    result = run(spec, progress=Progress())
    assert result.exit_code == 0
    names = {path.name for path in result.paths}
    stems = ("all", "brewers", "idle", "rows")
    assert {f"{stem}.{form}" for stem in stems for form in ("html", "docx", "txt")} <= names
    idle = (result.folder / "idle.txt").read_text(encoding="utf-8")
    assert "1 (2)" in idle
    every = (result.folder / "all.txt").read_text(encoding="utf-8")
    assert f"{result.ard.number('estimate', context='contrast', analysis='primary'):.2f} (" in every
    assert result.ard.values("analysis") == ("", "primary", "low_drop", "raw", "observed:14.2.7")


def test_a_description_of_nobody_is_a_row_and_a_failure(spec, tmp_path):
    change(tmp_path / "data" / "brewers.csv", "012,no", "012,yes")
    result = run(spec, progress=Progress())
    assert result.exit_code == 1
    (failure,) = result.failures
    assert failure.startswith("E1 observed:14.2.7: ")
    assert failure.endswith("No row is left for the analysis: Active.")
    assert "NE [1]" in (result.folder / "idle.txt").read_text(encoding="utf-8")
