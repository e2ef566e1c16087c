"""The report of a run says what was planned and what came of it, and leads to the files."""

import re
from urllib.parse import unquote

import pytest

from sap.errors import ConvergenceError
from sap.language import language_of, speaking
from sap.language.grammar import french_typeset
from sap.plan import make_plan
from sap.render.report import FamilyLine, Form
from sap.review.diff import compare_runs
from sap.run import analyses, run
from sap.run.progress import Progress
from sap.run.report import _remark, family_line, forms_of
from sap.spec import load_spec
from sap.tables.stored import read_stored
from tests.render.report.reading import Page
from tests.run.small_study import write_study
from tests.tables.multiplicity_example import P_VALUES, WORDING, results


@pytest.fixture
def spec(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return write_study(tmp_path).relative_to(tmp_path)


def report_of(spec):
    result = run(spec, progress=Progress(), fresh=True)
    return result, Page((result.folder / "report.html").read_text(encoding="utf-8"))


def listed(page, label):
    (rows,) = [rows for given, rows in page.tables if given.get("aria-label") == label]
    return rows


def test_every_planned_analysis_is_told(spec):
    _, page = report_of(spec)
    rows = listed(page, "All analyses")
    assert [row[0].split()[:2] for row in rows] == [
        ["E1", one.analysis_id] for one in make_plan(load_spec(spec)).analyses
    ]
    assert rows[0][1].startswith("log(ethanol) ~ yeast")
    assert rows[0][1].endswith("REML; df: Satterthwaite; statsmodels")
    assert re.fullmatch(r"11 brewers4[0-9] readings", rows[0][2])
    assert rows[0][3] == "As planned"
    assert "left out" in rows[1][3]


def test_a_run_in_french_reports_in_french_and_ends_in_english(spec):
    english, _ = report_of(spec)
    study = spec.parent / "study.yml"
    study.write_text(study.read_text().replace("locale: en", "locale: fr"))
    result = run(spec, "output/french", progress=Progress(), fresh=True)
    page = Page((result.folder / "report.html").read_text(encoding="utf-8"))
    assert page.of("html") == [{"lang": "fr"}]
    rows = listed(page, "Toutes les analyses")
    assert rows[0][1].endswith("REML\u202f; ddl\u00a0: Satterthwaite\u202f; statsmodels")
    assert rows[0][3] == "Conforme au plan"
    summary = (result.folder / "summary.txt").read_text(encoding="utf-8")
    assert summary == (english.folder / "summary.txt").read_text(encoding="utf-8")
    assert "endpoints accounted for" in summary
    stored = read_stored((result.folder / "tables.json").read_bytes())
    assert {one.language for one in stored} == {"fr"}
    found = compare_runs(english.folder, result.folder)
    assert found.languages == ("en", "fr")


def test_an_analysis_that_failed_says_why(spec, monkeypatch):
    real = analyses.fit

    def fit(formula, *arguments, **options):
        if "log" not in formula:
            raise ConvergenceError("No optimum was found.")
        return real(formula, *arguments, **options)

    monkeypatch.setattr(analyses, "fit", fit)
    result, page = report_of(spec)
    text = (result.folder / "report.html").read_text(encoding="utf-8")
    assert listed(page, "All analyses")[2][3] == "Not estimable: No optimum was found."
    assert "<h3>Not estimable (1)</h3><ul><li>E1 raw: No optimum was found.</li></ul>" in text


def test_every_number_leads_to_a_row_of_the_results(spec):
    result, page = report_of(spec)
    lists = page.data()[-1]
    values = {(row.stat_name, repr(row.stat)) for row in result.ard}
    wanted = {
        (name, value.split()[0]) for _, name, value in lists["rows"] if "." in value.split()[0]
    }
    assert len(wanted) > 20
    assert wanted <= values
    names = {name: (model, used) for name, model, used in lists["models"]}
    model, used = names["E1 primary: Ethanol, baker's versus wild yeast"]
    assert "log(ethanol) ~ yeast" in model
    assert used.startswith("11 brewers, 4")


def test_links_lead_to_files_of_the_run(spec):
    result, page = report_of(spec)
    files = [unquote(a["href"])[2:] for a in page.of("a") if a["href"].startswith("./")]
    assert {name.rpartition(".")[2] for name in files} >= {"docx", "html", "txt"}
    assert all((result.folder / name).is_file() for name in files)


def test_forms_are_offered_in_order_and_those_of_others_are_not():
    names = ["14.2.txt", "14.2.zip", "14.2.html", "14.2.docx", "14.2-more.txt", "14.2.1.txt"]
    assert list(forms_of("14.2", names)) == [
        Form("Word", "14.2.docx"),
        Form("HTML", "14.2.html"),
        Form("Text", "14.2.txt"),
        Form("ZIP", "14.2.zip"),
    ]
    assert list(forms_of("absent", names)) == []


def test_a_family_tells_what_became_of_its_endpoints():
    ard = results(P_VALUES)
    found = {one.name: family_line(ard, one) for one in WORDING.families}
    assert found["blood"] == FamilyLine(
        "Blood",
        "Holm, level 0.05",
        "Primary: open",
        (
            "Rejected: B1 Endpoint B1",
            "Not rejected: B2 Endpoint B2, B4 Endpoint B4",
            "Not estimable: B3 Endpoint B3",
        ),
    )
    assert found["diet"].gate == "Blood: closed"
    assert found["diet"].outcome == ("Not tested: D1 Endpoint D1, D2 Endpoint D2, D3 Endpoint D3",)
    assert found["modifiers"].procedure == "Holm, level 0.05, exploratory"
    assert found["modifiers"].outcome[0].startswith("Exploratory, not tested: F1")
    absent = family_line(results({"B1": 0.2}), WORDING.families[0])
    assert absent.outcome == ("Not in this run: A Endpoint A",)


@pytest.mark.parametrize(
    ("line", "french"),
    [
        (
            "Design, accepted: Stimulation: no well of M1 (IFN-gamma + LPS). (P1 by, P2 by)",
            "Plan d'expérience, accepté : Stimulation : aucune donnée (puits) pour M1 (IFN-gamma + "
            "LPS). (P1 by, P2 by)",
        ),
        (
            "Design, warning: The study file does not say what was measured more than once. "
            "(E1 primary)",
            "Plan d'expérience, avertissement : Le fichier de l'étude n'indique pas ce qui a été "
            "mesuré plusieurs fois. (E1 primary)",
        ),
        (
            "Open queries (2): scale: CCL18-11; arms: SSC-040, NS. See: sap data",
            "Questions ouvertes (2) : scale : CCL18-11 ; arms : SSC-040, NS. Voir : sap data",
        ),
        (
            "Spec, specs/a.yml:3:5: 'S1' is in no family, so that no p-value of it counts as a "
            "test. Name it in a family of the study file, or in an exploratory one.",
            "Spécification, specs/a.yml:3:5 : « S1 » n'appartient à aucune famille : aucune de ses "
            "valeurs p ne vaut test. Le nommer dans une famille du fichier de l'étude, ou dans une "
            "famille exploratoire.",
        ),
        ("Nobody knows this line (at all)", "Nobody knows this line (at all)"),
    ],
)
def test_what_a_run_remarks_is_said_in_french(line, french):
    with speaking(language_of("fr", {"well": "puits"})):
        assert _remark(line) == french_typeset(french)
    assert _remark(line) == line
