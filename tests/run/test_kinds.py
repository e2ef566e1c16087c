"""Sensitivity analyses of other kinds through a whole run: results, table, failures, QC."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import sap.fitting
from sap.errors import AnalysisError, ConvergenceError
from sap.qc import Verdict, programmes, run_qc
from sap.run import analyses, run
from sap.run.progress import Progress
from tests.run.small_study import write_study

KINDS = """\
      - {id: pairs, title: Paired, test: {kind: paired-t, within: brewer}}
      - {id: ranks, title: Ranks, test: {kind: wilcoxon, within: brewer}}
      - id: raw_ranks
        title: Ranks on the raw scale
        model: {formula: ethanol ~ yeast + (1 | brewer)}
        test: {kind: wilcoxon, within: brewer}
      - {id: each, title: Each left out, leave_out: brewer}
    table:"""
OTHERS = ("pairs", "ranks", "raw_ranks", "each")


@pytest.fixture
def spec(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1770091506")
    path = write_study(tmp_path)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("    table:", KINDS), encoding="utf-8")
    return path


def quiet(spec):
    return run(spec, progress=Progress())


def lose(tmp_path, flask):
    """Take all readings of a flask out."""
    path = tmp_path / "data" / "readings.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith(flask)), "utf-8")


def logs(tmp_path):
    """Unit means by arm, with pandas alone, from the files."""
    readings = pd.read_csv(tmp_path / "data" / "readings.csv", dtype=str)
    flasks = pd.read_csv(tmp_path / "data" / "flasks.csv", dtype=str)
    table = readings.merge(flasks, on="flask_id")
    table = table[table["brewer_id"] != "012"]
    table["value"] = [np.log(2.5 if "<" in text else float(text)) for text in table["value"]]
    return table.pivot_table("value", "brewer_id", "strain")


def test_a_paired_test_is_on_the_means_of_units(spec, tmp_path):
    ard = quiet(spec).ard
    means = logs(tmp_path)
    d = (means["B"] - means["W"]).to_numpy()
    of = {"analysis": "pairs", "kind": "contrast", "group1_level": "B / W"}
    assert ard.number("estimate", **of) == pytest.approx(np.exp(d.mean()))
    statistic = d.mean() / (d.std(ddof=1) / np.sqrt(len(d)))
    assert ard.number("statistic", **of) == pytest.approx(statistic)
    assert ard.number("df", **of) == len(d) - 1 == 10
    assert ard.text("analysis_kind", analysis="pairs") == "paired-t"
    assert ard.text("within", analysis="pairs") == "brewer"
    assert ard.find("formula", analysis="pairs") is None
    assert ard.number("n_pairs", analysis="pairs") == 11


def test_signed_ranks_have_no_standard_error_and_no_df(spec):
    ard = quiet(spec).ard
    for name in ("std_error", "df"):
        assert ard.find(name, analysis="ranks", kind="contrast") is None
    row = ard.find("estimate", analysis="raw_ranks", kind="contrast")
    assert (row.group1_level, row.unit) == ("B - W", "g/L")
    assert ard.find("estimate", analysis="ranks", kind="contrast").unit == ""


def test_leaving_out_gives_the_extremes_of_the_fits(spec):
    from sap.data import assemble_all
    from sap.data.sources import read_sources
    from sap.plan import make_plan
    from sap.spec import load_spec

    ard = quiet(spec).ard.select(analysis="each", kind="leave_one_out")
    loaded = load_spec(spec)
    plan = make_plan(loaded)
    data = next(iter(assemble_all(loaded, plan.analyses, read_sources(loaded)))).frame
    found = {}
    for brewer in data["brewer"].unique():
        rest = data[data["brewer"] != brewer].copy()
        rest["brewer"] = rest["brewer"].cat.remove_unused_categories()
        fit = sap.fitting.fit(plan.analyses[0].formula, rest, ddf="satterthwaite")
        found[brewer] = fit.contrasts("yeast", method="trt.vs.ctrl", type="response").iloc[0]
    table = pd.DataFrame(found).T.drop(columns="contrast").astype(float)
    for name, column, end in (
        ("estimate_min", "estimate", "idxmin"),
        ("estimate_max", "estimate", "idxmax"),
        ("conf_low_min", "conf_low", "idxmin"),
        ("conf_high_max", "conf_high", "idxmax"),
        ("p_value_max", "p_value", "idxmax"),
    ):
        brewer = getattr(table[column], end)()
        row = ard.find(name)
        assert row.variable_level == brewer
        assert row.stat == pytest.approx(table.loc[brewer, column], rel=1e-5)
    assert ard.number("n_left_out") == 11


def test_no_row_of_a_sensitivity_analysis_is_taken_for_a_confirmatory_one(spec):
    ard = quiet(spec).ard
    for row in ard:
        is_main = row.analysis in ("", "primary")
        assert row.context.startswith("sensitivity: ") is not is_main
        assert row.kind == row.context.removeprefix("sensitivity: ")
    assert ard.select(context="contrast").values("analysis") == ("primary",)
    assert set(ard.select(kind="contrast").values("analysis")) == {
        *("primary", "low_drop", "raw", "pairs", "ranks", "raw_ranks")
    }


def test_a_unit_with_one_arm_is_left_out_counted_and_said(spec, tmp_path):
    lose(tmp_path, "003-B")
    lose(tmp_path, "005-W")
    lose(tmp_path, "006-W")
    result = quiet(spec)
    assert result.exit_code == 0
    ard = result.ard.select(analysis="pairs")
    assert ard.number("n_pairs") == 8
    assert ard.number("n_unpaired", group1_level="W") == 1
    assert ard.number("n_unpaired", group1_level="B") == 2
    words = "Left out for having one arm only: 3 of 11, by brewer (Wild yeast 1, Baker's yeast 2)."
    assert ard.find("condition", stat_text="unpaired").warning == words
    assert words in [note.text for note in result.tables[0].footnotes]


def test_the_table_shows_each_kind_with_its_footnote(spec):
    result = quiet(spec)
    block = result.tables[0].groups[-1]
    rows = {row.label.text: row for row in block.rows}
    ard = result.ard.select(analysis="each")
    low, high = (ard.number(name) for name in ("estimate_min", "estimate_max"))
    assert rows["Each left out"].cells[0].text == f"{low:.2f} to {high:.2f}"
    assert rows["Each left out"].cells[1].text == ""
    notes = {note.mark: note.text for note in result.tables[0].footnotes}

    def said(label):
        return " ".join(notes[mark] for mark in rows[label].label.marks)

    first = ard.find("estimate_min").variable_level
    assert f"lowest without {first}, highest without" in said("Each left out")
    assert "largest p-value" in said("Each left out")
    assert "Paired t test of brewer means" in said("Paired")
    assert "11 brewers" in said("Paired")
    assert "Hodges and Lehmann" in said("Ranks")
    assert "exact" in said("Ranks")
    assert "difference in g/L" in said("Ranks on the raw scale")


def test_what_failed_keeps_its_rows_with_the_reason(spec, monkeypatch):
    fitted = quiet(spec).ard

    def refuse(*_):
        raise AnalysisError("No pairs today.")

    def fails(*_, **__):
        raise ConvergenceError("No optimum.")

    monkeypatch.setattr(analyses, "paired_test", refuse)
    monkeypatch.setattr(analyses, "fit", fails)
    result = run(spec, progress=Progress(), fresh=True)
    assert result.exit_code == 1
    assert "E1 pairs: No pairs today." in result.failures
    for name in OTHERS:
        for kind in ("contrast", "leave_one_out"):
            asked = {"analysis": name, "kind": kind}
            places = {(r.stat_name, r.group1_level) for r in fitted.select(**asked)}
            rows = result.ard.select(**asked)
            assert {(r.stat_name, r.group1_level) for r in rows} == places
            assert all(row.stat is None and row.error for row in rows)
    shown = {row.label.text: row.cells for row in result.tables[0].groups[-1].rows}
    assert [shown[label][0].text for label in ("Paired", "Ranks", "Each left out")] == ["NE"] * 3
    notes = " ".join(note.text for note in result.tables[0].footnotes)
    assert "No pairs today." in notes


def test_too_few_pairs_for_an_interval_are_said(spec, tmp_path):
    for number in range(6, 12):
        lose(tmp_path, f"{number:03d}-")
    result = quiet(spec)
    row = result.ard.find("conf_low", analysis="ranks")
    assert row.stat is None
    assert row.error == "With 5 pairs no interval of signed ranks reaches 95 %."
    assert result.ard.number("p_value", analysis="ranks") >= 1 / 16


def test_a_unit_without_which_there_is_no_fit_is_named(spec, monkeypatch):
    from sap.engines.diagnostics import Diagnostics

    real = Diagnostics._basis_of

    def basis_of(self, rows):
        kept = set(self.frame.groups["brewer"].codes[rows])
        if len(kept) < len(self.frame.groups["brewer"].levels) and 0 not in kept:
            raise ConvergenceError("No optimum was found.")
        return real(self, rows)

    monkeypatch.setattr(Diagnostics, "_basis_of", basis_of)
    result = quiet(spec)
    row = result.ard.find("condition", analysis="each", stat_text="left_out_without_fit")
    assert row.warning == "No estimate without brewer 001: No optimum was found."
    assert result.ard.number("estimate_min", analysis="each") is not None


def test_qc_compares_pairs_and_says_why_not_the_rest(spec, monkeypatch):
    monkeypatch.setattr(programmes, "PAIRS", {"statsmodels": "statsmodels"})
    (result,) = run_qc([spec], progress=Progress())
    assert set(result.verdicts.values()) == {Verdict.PASS}


@pytest.mark.r
def test_r_agrees_on_pairs_and_leaves_leaving_out_alone(spec):
    (result,) = run_qc([spec], progress=Progress())
    for name in ("pairs", "ranks", "raw_ranks"):
        assert result.verdicts["E1", name] is Verdict.PASS
    assert result.verdicts["E1", "each"] is Verdict.NOT_COMPARABLE
    (each,) = [one for one in result.findings.analyses if one.analysis == "each"]
    assert each.reason == "Engine 'pymer4' has no kind: leave-one-out."
    assert result.exit_code == 0


def test_pairs_of_no_units_are_not_estimated(spec, tmp_path):
    """Each flask has one arm; given both under one name, two pairs a brewer pass for units."""
    study = tmp_path / "specs" / "study.yml"
    text = study.read_text(encoding="utf-8")
    text = text.replace("flask: flask_id, ethanol", "flask: flask_id, twin: twin, ethanol")
    text = text.replace(
        "  flask: {label: Flask, type: id}",
        "  flask: {label: Flask, type: id}\n  twin: {label: Twin, type: id}",
    )
    study.write_text(text, encoding="utf-8")
    path = tmp_path / "data" / "readings.csv"
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    twins = [f"{line},{line[:3]}{line.split(',')[0][-2:]}" for line in lines]
    path.write_text("\n".join([f"{head},twin", *twins]) + "\n", encoding="utf-8")
    spec.write_text(
        spec.read_text(encoding="utf-8").replace(
            "kind: paired-t, within: brewer", "kind: paired-t, within: twin"
        ),
        encoding="utf-8",
    )
    result = quiet(spec)
    assert result.exit_code == 1
    (failure,) = result.failures
    assert failure.startswith("E1 pairs: Twins are paired, but several are of one")
    assert result.ard.number("p_value", analysis="pairs", kind="contrast") is None
