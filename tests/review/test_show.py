"""Tables shown: found by what a person calls them, and a word where there is none."""

from __future__ import annotations

import os

import pytest

from sap.errors import OutputError
from sap.language import language_of, speaking
from sap.render.text import text_table
from sap.review.show import show
from tests.review.folders import Laid, figure, leave, table

TABLE = table()


@pytest.fixture
def output(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    leave(
        tmp_path / "output" / "brew",
        Laid("14.1", "Yield of wild yeast", "14.1-yield", TABLE),
        Laid("14.1", "Yield drawn", "14.1-yield-forest", figure("Yield")),
        Laid("14.2", "Yield of baker's yeast", "14.2-baker", table(number="14.2")),
        Laid("14.3", "Taste", "14.3-taste", figure("Taste")),
    )
    return tmp_path / "output"


def test_without_a_name_all_are_listed(output):
    assert show() == (
        "output/brew, 2026-01-01T00:00:00Z\n"
        "Table 14.1   Yield of wild yeast\n"
        "Figure 14.1  Yield drawn\n"
        "Table 14.2   Yield of baker's yeast\n"
        "Figure 14.3  Taste\n"
    )


@pytest.mark.parametrize(
    "wanted",
    [
        "14.1",
        "Table 14.1",
        " 14.1 ",
        "14.1-yield",
        "14.1-yield.docx",
        "14.1-yield.txt",
        "Yield of wild yeast",
        "WILD",
    ],
)
def test_a_table_is_found_by_what_it_is_called(output, wanted):
    assert show(wanted) == text_table(TABLE)


@pytest.mark.parametrize("wanted", ["14.3", "taste", "14.3-taste.svg"])
def test_of_a_figure_the_files_are_named(output, wanted):
    assert show(wanted) == "Figure 14.3  Taste\nA figure; it is in\n  output/brew/14.3-taste.svg\n"


def test_a_figure_beside_a_table_of_its_number_is_asked_for_by_its_name(output):
    for wanted in ("Figure 14.1", "14.1-yield-forest", "drawn"):
        assert show(wanted).startswith("Figure 14.1  Yield drawn\n")


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ("14.11", "There is no table '14.11'. Did you mean '14.1'?"),
        ("14.2-bakers", "Did you mean '14.2-baker'?"),
        ("alcohol", "There is no table 'alcohol'. 'sap show' without a name lists all."),
        ("", "'sap show' without a name lists all."),
        ("yeast", "could be Table 14.1 (Yield of wild yeast), or Table 14.2 (Yield of baker's"),
        ("Figure 14.2", "There is no table 'Figure 14.2'."),
    ],
)
def test_a_miss_says_what_would_be_right(output, wanted, message):
    with pytest.raises(OutputError) as caught:
        show(wanted)
    assert message in str(caught.value)


def test_the_last_run_is_the_one_written_last(output):
    leave(output / "older", Laid("1", "Older", "1-older", table()))
    for number, name in enumerate(("older", "brew")):
        os.utime(output / name / "run.json", (number, number))
    assert show().startswith("output/brew,")
    os.utime(output / "older" / "run.json", (5, 5))
    assert show().startswith("output/older,")
    assert show("14.1", "output/brew") == text_table(TABLE)


def test_a_shell_and_a_report_of_data_are_no_last_run(output):
    shell = leave(output / "brew-shell", Laid("1", "Shell", "1-shell", table()), shell=True)
    record = (shell / "run.json").read_text().replace('"analyses"', '"other"')
    (shell / "run.json").write_text(record)
    assert show().startswith("output/brew,")
    assert show("1", shell) == text_table(table())


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda folder: None, "There is no such folder. There are runs in output/brew."),
        (lambda folder: folder.mkdir(), "The folder has no 'run.json': no run wrote it."),
        (lambda folder: folder.write_text(""), "There is no such folder."),
        (
            lambda folder: (leave(folder) / "tables.json").unlink(),
            "The run has no 'tables.json', which 'sap run' writes: run it again.",
        ),
        (
            lambda folder: (leave(folder) / "tables.json").write_text("{}"),
            "tables.json: The file is damaged: not the tables of a run",
        ),
        (
            lambda folder: (leave(folder) / "run.json").write_text("[]"),
            "run.json: The file is damaged: it is no record of a run.",
        ),
    ],
)
def test_a_folder_without_a_run_is_refused(output, make, message):
    make(output / "other")
    with pytest.raises(OutputError) as caught:
        show("14.1", "output/other")
    assert message in str(caught.value)


def test_a_text_that_is_gone_is_told(output):
    (output / "brew" / "14.1-yield.txt").unlink()
    with pytest.raises(OutputError, match=r"14\.1-yield\.txt: The file cannot be read"):
        show("14.1")


def test_without_any_run_it_says_how_to_make_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OutputError, match="'sap run SPEC' makes one"):
        show()


def test_a_title_moves_nothing_on_the_terminal(output):
    leave(output / "hostile", Laid("1", "Yield \x1b[31m\nred", "1-hostile", figure("x")))
    for text in (show(None, output / "hostile"), show("1", output / "hostile")):
        assert "\x1b" not in text
        assert "Figure 1  Yield  [31m red\n" in text


@pytest.mark.parametrize("wanted", ["Tableau 14.1", "Table 14.1", "14.1", "Rendement"])
def test_a_run_in_french_is_shown_in_french(output, wanted):
    with speaking(language_of("fr")):
        made = table(title="Rendement")
        run = leave(
            output / "french",
            Laid("14.1", "Rendement", "14.1-r", made),
            Laid("14.1", "Figure", "14.1-f", figure("x")),
        )
        text = text_table(made)
    assert "Tableau 14.1" in text
    assert show(wanted, run) == text
    assert "Tableau 14.1  Rendement\nFigure 14.1   Figure\n" in show(None, run)
