"""A run whose spec asks for diagnostics: results and figures beside the table."""

import json
import re

import pytest

from sap.errors import ConvergenceError
from sap.run import analyses, run
from sap.run.progress import Progress
from tests.run.small_study import write_study

ASKED = "    diagnostics: [convergence, residuals, influence]\n    table:"


@pytest.fixture
def spec(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1770091506")
    path = write_study(tmp_path)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("    table:", ASKED), encoding="utf-8")
    return path.relative_to(tmp_path)


def test_results_and_figures_of_the_own_analysis(spec):
    result = run(spec, progress=Progress())
    names = {path.name for path in result.paths}
    for form in ("svg", "pdf", "png"):
        assert {f"1.10-ethanol-residuals.{form}", f"1.10-ethanol-influence.{form}"} <= names
    for context in ("convergence", "residuals", "influence"):
        assert result.ard.select(context=context).values("analysis") == ("primary",)
    brewers = result.ard.select(context="influence", variable="brewer").values("variable_level")
    assert brewers == tuple(f"{number:03d}" for number in range(1, 12))
    lines = result.ard.select(context="residuals").values("variable_level")
    assert lines == tuple(str(number) for number in range(2, 46))


def test_figures_say_what_they_show_and_where_they_come_from(spec):
    folder = run(spec, progress=Progress()).folder
    text = (folder / "1.10-ethanol-influence.svg").read_text(encoding="utf-8")
    words = " ".join(re.findall(r">([^<>]+)</text>", text))
    assert "SIMULATED DATA" in words
    assert "95 % confidence interval" in words
    title = re.search(r"<title>([^<]+)</title>", text)[1]
    assert "E1: the contrast of the analysis" in title
    assert "without each brewer in turn" in title
    assert "Output: output/ethanol/1.10-ethanol-influence" in text
    report = (folder / "report.html").read_text(encoding="utf-8")
    assert "Output: output/ethanol/1.10-ethanol-influence" in report
    for form in ("PDF", "SVG", "PNG"):
        assert re.search(rf'1.10-ethanol-influence.{form.lower()}">{form}<', report)


def test_plan_and_manifest_know_of_them(spec):
    folder = run(spec, progress=Progress()).folder
    plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    asked = [analysis["diagnostics"] for analysis in plan["analyses"]]
    assert asked == [["convergence", "residuals", "influence"], [], []]
    manifest = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert "1.10-ethanol-residuals.svg" in manifest["files"]
    assert "1.10-ethanol-residuals.svg" in manifest["sha256"]
    assert "matplotlib" in manifest["versions"]


def test_failed_analysis_has_no_figure(spec, monkeypatch):
    def fails(*arguments, **options):
        raise ConvergenceError("No optimum.")

    monkeypatch.setattr(analyses, "fit", fails)
    result = run(spec, progress=Progress())
    assert result.exit_code == 1
    assert not [path for path in result.paths if path.suffix == ".svg"]
    assert len(result.ard.select(context="residuals")) == 0
