"""Tables in French: the words of pages in every form, the comma in one line, the language told.

That the cells are those of the table, each form's own test reads back.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess

import docx
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from sap.language import language_of, speaking
from sap.language.grammar import NARROW_SPACE
from sap.render.docx import docx_table
from sap.render.html import html_table
from sap.render.latex import latex_table
from sap.render.pages import SEE_THE_END, page_layout
from sap.render.pdf import TableSet, pdf_set
from sap.render.point import FIGURE_SPACE, divided, filling, widths_of
from sap.render.rtf import rtf_table
from sap.render.text import text_table
from sap.tables.table import Cell, Footnote
from tests.example_run import PROVENANCE
from tests.render.opened import closed_up, pages_of
from tests.render.rtf_reader import read_rtf
from tests.render.samples import french, grid
from tests.render.test_latex import missing_tex

TITLE = "CCL18 des macrophages de sujets traités\u00a0: ruxolitinib contre véhicule"
PROTOCOL = "Protocole\u00a0: ÉTUDE-1 (NCT00000000)"
AGAIN = f"Tableau 14.2.1.1 (suite)\u00a0: {TITLE}"
ENGLISH = re.compile(r"\b(Protocol|Table|continued|of|Page \d+ of)\b(?! *contre)")
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.fixture(autouse=True)
def _french():
    with speaking(language_of("fr")):
        yield


def test_text_has_the_words_and_commas_in_one_line():
    text = text_table(french())
    first, *lines = text.splitlines()
    assert first.startswith(PROTOCOL)
    assert first.endswith("Page 1 sur 1")
    assert "Tableau 14.2.1.1" in text
    assert not ENGLISH.search(text)
    rows = [line for line in lines if line.startswith(("  Moyenne", "  Médiane", "  Diff"))]
    assert len({line.index(",", 20) for line in rows}) == 1


def test_a_page_of_html_tells_its_language_and_counts_in_it():
    page = html_table(french())
    assert '<html lang="fr">' in page
    assert 'content: "Page " counter(page) " sur " counter(pages);' in page
    assert f"<title>Tableau 14.2.1.1\u00a0: {TITLE}</title>" in page
    assert f"<span>{PROTOCOL}</span>" in page
    assert "Page 1 sur 1" in page


def test_word_has_the_words_and_spells_french():
    document = docx.Document(io.BytesIO(docx_table(french(), PROVENANCE.generated)))
    header = document.sections[0].header
    assert [line.text for line in header.paragraphs] == [
        f"{PROTOCOL}\tPage 1 sur 1",
        "DONNÉES SIMULÉES",
        AGAIN,
    ]
    languages = {part.get(qn("w:val")) for part in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"fr-FR"}
    assert document.core_properties.title == f"Tableau 14.2.1.1\u00a0: {TITLE}"
    assert document.core_properties.subject == PROTOCOL


def test_rtf_has_the_words_and_spells_french():
    content = rtf_table(french(), PROVENANCE.generated)
    assert b"\\deflang1036" in content
    margins = read_rtf(content).margins
    first = f"{PROTOCOL}\tPage 1 sur 1\nDONNÉES SIMULÉES\n"
    assert margins["headerf"] == first
    assert margins["header"] == f"{first}{AGAIN}\n"


def test_without_another_language_word_and_rtf_spell_english():
    with speaking(language_of("en")):
        document = docx.Document(io.BytesIO(docx_table(french(), PROVENANCE.generated)))
        assert b"\\deflang1033" in rtf_table(french(), PROVENANCE.generated)
    languages = {part.get(qn("w:val")) for part in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-US"}


def test_numbers_are_filled_up_to_one_width_though_gaps_are_narrow():
    table = french()
    widths = widths_of(table)
    for place, column in enumerate(table.columns):
        cells = [row.cells[place] for group in table.groups for row in group.rows]
        if column.align == "left":
            continue
        found = [
            filling(divided(cell), widths[place]) + divided(cell).before
            for cell in cells
            if "," in cell.text
        ]
        assert len({text.count(NARROW_SPACE) for text in found}) == 1
        assert len({len(text) for text in found}) == 1
        assert all(set(text) <= set(f"0123456789−<({FIGURE_SPACE}{NARROW_SPACE}") for text in found)
    assert filling(divided(Cell()), widths[0]) == ""


def test_word_and_rtf_have_the_same_filling():
    document = docx.Document(io.BytesIO(docx_table(french(), PROVENANCE.generated)))
    (word,) = document.tables
    rich = read_rtf(rtf_table(french(), PROVENANCE.generated))
    shown = {cell.text for row in word.rows for cell in row.cells}
    assert shown >= {cell for row in rich.rows for cell in row.cells if "," in cell}


def test_the_set_as_pdf_tells_its_language():
    content = TableSet("ÉTUDE-1", "ÉTUDE-1", "", (), (french(),))
    reader = PdfReader(io.BytesIO(pdf_set(content, PROVENANCE.generated)))
    assert str(reader.trailer["/Root"]["/Lang"]).startswith("fr")
    front, page = (closed_up(one.extract_text()) for one in reader.pages)
    assert "Tableauxetfigures" in front
    assert "Page1sur2" in front
    assert closed_up(PROTOCOL) in page
    assert closed_up(f"Tableau 14.2.1.1 {TITLE}") in page
    for row in grid(french(), closed_up):
        assert "".join(row) in page


def test_notes_without_room_are_pointed_at_in_french():
    import dataclasses

    notes = tuple(Footnote("", "une longue explication " * 20) for _ in range(30))
    each_page = page_layout(dataclasses.replace(french(), footnotes=notes)).each_page
    assert [note.text for note in each_page] != [SEE_THE_END]
    assert "dernière ligne" in each_page[0].text


def test_tex_sets_the_spaces_of_french_on_the_whole_page():
    assert "\n\\frenchspacing\n\\begin{document}" in latex_table(french())
    with speaking(language_of("en")):
        assert "frenchspacing" not in latex_table(french())


@pytest.mark.skipif(bool(missing_tex()), reason=missing_tex() or "TeX is there")
def test_tex_sets_it_as_it_is(tmp_path):
    (tmp_path / "french.tex").write_text(latex_table(french()), encoding="ascii")
    command = ["pdflatex", "-halt-on-error", "-interaction=nonstopmode", "french.tex"]
    for _ in range(2):
        subprocess.run(command, cwd=tmp_path, capture_output=True, check=True, timeout=120)
    _is_shown(pages_of(tmp_path / "french.pdf"))


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_an_office_shows_it_as_it_is(tmp_path):
    made = {"word.docx": docx_table, "rich.rtf": rtf_table}
    for name, write in made.items():
        (tmp_path / name).write_bytes(write(french(), PROVENANCE.generated))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [OFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    paths = [str(tmp_path / name) for name in made]
    subprocess.run([*command, *paths], check=True, capture_output=True, timeout=240)
    for name in made:
        _is_shown(pages_of(tmp_path / f"{name.partition('.')[0]}.pdf"))


def _is_shown(pages):
    (page,) = pages
    for words in (PROTOCOL, "Page 1 sur 1", "Tableau 14.2.1.1", TITLE, "DONNÉES SIMULÉES"):
        assert closed_up(words) in page
    for row in grid(french(), closed_up):
        assert "".join(row) in page
