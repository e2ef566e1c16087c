"""`run_qc` from end to end: the same plan twice, and the faults that it must catch."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import pytest

from sap.cli import main
from sap.errors import ConvergenceError, DataError, DesignError
from sap.qc import Verdict, programmes, run_qc
from sap.qc.tolerances import DF, ESTIMATE
from sap.run.progress import Progress
from tests.run.small_study import write_study

ANALYSES = ("primary", "low_drop", "raw")


@pytest.fixture
def spec(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1770091506")
    return write_study(tmp_path).relative_to(tmp_path)


@pytest.fixture(params=["statsmodels", pytest.param("pymer4", marks=pytest.mark.r)])
def second(request, monkeypatch):
    """The checking engine; the default one checks itself where R is not asked for."""
    monkeypatch.setattr(programmes, "PAIRS", {"statsmodels": request.param})
    return request.param


def quiet(spec, **options):
    (result,) = run_qc([spec], progress=Progress(), **options)
    return result


def plant(monkeypatch, change):
    """Let the second engine carry out something else than was planned."""
    real = programmes.carry_out
    done = []

    def carry_out(planned, data, **options):
        done.append(planned)
        if len(done) > len(ANALYSES):
            planned, data = change(planned, data)
        return real(planned, data, **options)

    monkeypatch.setattr(programmes, "carry_out", carry_out)


def failed_kinds(result, analysis="primary"):
    (found,) = [one for one in result.findings.analyses if one.analysis == analysis]
    return {row.kind for row in found.rows if not row.passed}


def test_both_programs_agree(spec, second, tmp_path):
    result = quiet(spec)
    assert result.exit_code == 0
    assert set(result.verdicts.values()) == {Verdict.PASS}
    assert set(result.verdicts) == {("E1", name) for name in ANALYSES}
    names = {"qc.html", "qc.docx", "qc.csv", "run.json"}
    assert {path.name for path in (tmp_path / "output" / "qc" / "ethanol").iterdir()} == names
    manifest = json.loads((result.folder / "run.json").read_text(encoding="utf-8"))
    assert manifest["passed"] is True
    assert [one["verdict"] for one in manifest["analyses"]] == ["PASS"] * 3
    assert any(line.startswith(f"{second}: ") for line in manifest["engines"])


def test_the_report_names_programs_versions_and_a_line_to_sign(spec, second):
    result = quiet(spec)
    html = (result.folder / "qc.html").read_text(encoding="utf-8")
    for words in ("SIMULATED", "statsmodels: sap", f"{second}: sap", "QC reviewer: ____", "PASS"):
        assert words in html
    rows = list(csv.DictReader((result.folder / "qc.csv").read_text("utf-8").splitlines()))
    assert len(rows) == sum(len(one.rows) for one in result.findings.analyses)
    assert {row["verdict"] for row in rows} == {"PASS"}


def test_a_wrong_contrast_is_caught(spec, second, monkeypatch):
    def other_control(planned, data):
        return replace(planned, contrast=replace(planned.contrast, reference="B")), data

    plant(monkeypatch, other_control)
    result = quiet(spec)
    assert result.exit_code == 1
    assert set(result.verdicts.values()) == {Verdict.FAIL}
    assert result.findings.tables[0].differences


def test_a_shifted_well_is_caught(spec, second, monkeypatch):
    def shifted(planned, data):
        frame = data.frame.copy()
        frame.loc[frame.index[3], "ethanol"] *= 1.01
        return planned, replace(data, frame=frame)

    plant(monkeypatch, shifted)
    result = quiet(spec)
    assert result.exit_code == 1
    assert set(result.verdicts.values()) == {Verdict.FAIL}
    assert ESTIMATE in failed_kinds(result)


def test_another_df_method_is_caught(spec, second, monkeypatch):
    def quietly_asymptotic(planned, data):
        return replace(planned, ddf="asymptotic"), data

    plant(monkeypatch, quietly_asymptotic)
    result = quiet(spec)
    assert result.exit_code == 1
    assert DF in failed_kinds(result)
    assert ESTIMATE not in failed_kinds(result)


def test_ml_for_reml_is_caught(spec, second, monkeypatch):
    plant(monkeypatch, lambda planned, data: (replace(planned, method="ML"), data))
    assert quiet(spec).exit_code == 1


def test_what_one_engine_cannot_do_is_not_comparable_and_needs_no_r(spec, monkeypatch):
    monkeypatch.setattr(programmes, "prepare_engine", lambda *_: pytest.fail("R was started"))
    text = spec.read_text(encoding="utf-8").replace("ddf: satterthwaite", "ddf: kenward-roger-sas")
    spec.write_text(text, encoding="utf-8")
    result = quiet(spec)
    assert set(result.verdicts.values()) == {Verdict.NOT_COMPARABLE}
    assert result.exit_code == 1  # nothing was compared
    reasons = {one.reason for one in result.findings.analyses}
    assert reasons == {"Engine 'pymer4' has no ddf: kenward-roger-sas."}
    assert "NOT COMPARABLE" in (result.folder / "qc.csv").read_text(encoding="utf-8")


def failing(monkeypatch, *, first, error):
    """Let the primary analysis fail in one engine or in both."""
    real = programmes.carry_out
    from sap.run import analyses

    fits = analyses.fit
    done = []

    def carry_out(planned, data, **options):
        done.append(planned)
        fails = planned.analysis_id == "primary" and (first or len(done) > len(ANALYSES))

        def fit(*arguments, **more):
            if fails:
                raise error
            return fits(*arguments, **more)

        monkeypatch.setattr(analyses, "fit", fit)
        return real(planned, data, **options)

    monkeypatch.setattr(programmes, "carry_out", carry_out)


@pytest.mark.parametrize("error", [ConvergenceError("Nowhere."), DesignError("Not with these.")])
def test_an_analysis_that_fails_in_one_engine_fails(spec, second, monkeypatch, error):
    failing(monkeypatch, first=False, error=error)
    result = quiet(spec)
    assert result.verdicts["E1", "primary"] is Verdict.FAIL
    assert result.verdicts["E1", "raw"] is Verdict.PASS
    assert result.exit_code == 1


@pytest.mark.parametrize("error", [ConvergenceError("Nowhere."), DesignError("Not with these.")])
def test_an_analysis_that_fails_in_both_is_not_comparable(spec, second, monkeypatch, error):
    failing(monkeypatch, first=True, error=error)
    result = quiet(spec)
    assert result.verdicts["E1", "primary"] is Verdict.NOT_COMPARABLE
    (found,) = [one for one in result.findings.analyses if one.analysis == "primary"]
    assert str(error) in found.reason
    assert result.exit_code == 0  # all that could be compared agrees


def test_results_of_another_program(spec, tmp_path):
    from sap.run import run

    ard = run(spec, progress=Progress()).ard
    ratio = ard.number("estimate", analysis="primary", context="contrast")
    path = tmp_path / "sas.csv"
    path.write_text(
        f"analysis,statistic,group,value\nE1,contrast.estimate,B / W,{ratio:.4f}\n",
        encoding="utf-8",
    )
    result = quiet(spec, against=path)
    assert result.exit_code == 0
    assert result.verdicts["E1", "primary"] is Verdict.PASS
    path.write_text(
        f"analysis,statistic,group,value\nE1,contrast.estimate,B / W,{ratio + 0.01:.4f}\n",
        encoding="utf-8",
    )
    assert quiet(spec, against=path).exit_code == 1


def test_calls_that_cannot_be_right_are_refused(spec, tmp_path):
    copy = tmp_path / "specs" / "more" / spec.name
    copy.parent.mkdir()
    copy.write_text(spec.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(DataError, match="the same file name"):
        run_qc([spec, copy], progress=Progress())
    other = spec.with_name("other.yml")
    other.write_text(spec.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(DataError, match="one spec at a time"):
        run_qc([spec, other], against=tmp_path / "x.csv", progress=Progress())


def test_the_command(spec, monkeypatch, capsys):
    monkeypatch.setattr(programmes, "PAIRS", {"statsmodels": "statsmodels"})
    assert main(["qc", str(spec)]) == 0
    shown = capsys.readouterr()
    assert "Overall" in shown.out
    assert "qc.docx" in shown.err
    assert main(["qc", str(spec), "--against", "none.csv"]) == 2
    assert "no such file" in capsys.readouterr().err


def test_without_r_the_command_says_what_to_do(spec, monkeypatch, capsys):
    from sap.engines import pymer4_client

    monkeypatch.setattr(pymer4_client, "what_is_missing", lambda: "Needs R; `make r`.")
    monkeypatch.setattr(pymer4_client, "_worker", None)
    assert main(["qc", str(spec)]) == 2
    assert "make r" in capsys.readouterr().err
