"""Word and RTF as a reader opens them: converted by LibreOffice, their pages read back."""

import dataclasses
import shutil
import subprocess

import pytest

from sap.render.docx import docx_table
from sap.render.pages import SEE_THE_END
from sap.render.rtf import rtf_table
from sap.tables.table import Footnote
from tests.example_run import PROVENANCE
from tests.render.opened import closed_up, pages_of
from tests.render.samples import TABLES, grid

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
FORMS = {"docx": docx_table, "rtf": rtf_table}
LONG_NOTES = tuple(Footnote("", f"Note {n}: " + "a long explanation " * 12) for n in range(30))
OPENED = TABLES | {"notes": dataclasses.replace(TABLES["wide"], footnotes=LONG_NOTES)}

pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """Convert every table in both forms at once; give the pages by form and table."""
    folder = tmp_path_factory.mktemp("opened")
    sources = []
    for form, write in FORMS.items():
        for name, table in OPENED.items():
            # LibreOffice names what it makes by the stem.
            path = folder / f"{form}-{name}.{form}"
            path.write_bytes(write(table, PROVENANCE.generated))
            sources.append(str(path))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [OFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, *sources], check=True, capture_output=True, timeout=240)
    return {
        (form, name): pages_of(folder / f"{form}-{name}.pdf") for form in FORMS for name in OPENED
    }


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", OPENED)
def test_every_cell_is_shown_in_its_order(opened, form, name):
    shown = "".join(opened[form, name])
    place = 0
    for row in grid(OPENED[name], closed_up):
        for cell in row:
            found = shown.find(cell, place)
            assert found >= 0, cell
            place = found + len(cell)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", TABLES)
def test_each_page_has_its_number_the_protocol_and_the_notes(opened, form, name):
    table, pages = TABLES[name], opened[form, name]
    assert (len(pages) > 3) if name == "wide" else (len(pages) == 1)
    for number, page in enumerate(pages, start=1):
        assert f"Page{number}of{len(pages)}" in page
        assert closed_up(f"Protocol: {table.protocol}") in page
        assert closed_up(table.notice) in page
        for note in table.footnotes:
            assert closed_up(note.shown) in page
        for line in table.sources:
            assert closed_up(line) in page


@pytest.mark.parametrize("form", FORMS)
def test_later_pages_name_the_table_again(opened, form):
    first, *others = opened[form, "wide"]
    again = closed_up(f"Table 14.2.1.1 (continued): {TABLES['wide'].title}")
    assert again not in first
    assert all(again in page for page in others)


def test_column_headings_stand_on_each_page_of_word(opened):
    # LibreOffice 7.4 repeats no heading of RTF, whoever wrote it: test_rtf reads the words.
    assert all("One(N=10)" in page for page in opened["docx", "wide"])


@pytest.mark.parametrize("form", FORMS)
def test_a_short_group_stands_on_one_page(opened, form):
    for group in TABLES["wide"].groups:
        texts = [closed_up(group.label.shown)]
        texts += [closed_up(row.label.shown + row.cells[0].shown) for row in group.rows]
        assert any(all(text in page for text in texts) for page in opened[form, "wide"])


@pytest.mark.parametrize("form", FORMS)
def test_notes_without_room_stand_on_the_last_page_and_others_say_where(opened, form):
    pages = opened[form, "notes"]
    assert all(closed_up(SEE_THE_END) in page for page in pages)
    shown = "".join(pages)
    for note in LONG_NOTES:
        assert shown.count(closed_up(note.text)[:30]) == 1
        assert closed_up(note.text)[:30] not in pages[0]
