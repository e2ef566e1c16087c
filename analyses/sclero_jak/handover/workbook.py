"""Write a sheet as an Excel workbook, with the same bytes each time."""

from __future__ import annotations

import io
import re
from datetime import datetime
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from analyses.sclero_jak.handover.sheet import Sheet

WRITTEN = datetime(2025, 5, 12, 9, 0, 0)  # the hand-over, not the clock
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
TITLES = ("Étude SCLERO-JAK : registre des donneurs", "Données SIMULÉES, aucune personne réelle")
GROUPS = ("Identité", "Inclusion", "Clinique (SSc seulement)")
README = (
    "Données SIMULÉES : aucune ligne ne décrit une personne réelle.",
    "Feuille Donneurs : une ligne par donneur, à partir de la ligne 5.",
    "Case vide dans la partie clinique : sans objet (LES, témoin). ND : non fait.",
    "Oui/Non ; F/H ; LES : lupus ; Témoin : donneur sain.",
)


def workbook_bytes(sheet: Sheet, group_starts: tuple[int, ...]) -> bytes:
    """Write a sheet with merged titles above its header row.

    Parameters
    ----------
    sheet
        Its data start in row 5: two title rows, one row of column groups, the header.
    group_starts
        The first column of each group, from 1.
    """
    book = Workbook()
    book.properties.creator = "SIMULATED"
    book.properties.created = WRITTEN
    notes = book.active
    notes.title = "Lisez-moi"
    for text in README:
        notes.append([text])
    page = book.create_sheet("Donneurs")
    width = len(sheet.columns)
    for text in TITLES:
        page.append([text])
        page.cell(page.max_row, 1).font = Font(bold=True)
        page.merge_cells(
            start_row=page.max_row, end_row=page.max_row, start_column=1, end_column=width
        )
    for group, first, after in zip(
        GROUPS, group_starts, (*group_starts[1:], width + 1), strict=True
    ):
        page.cell(3, first, group)
        page.merge_cells(start_row=3, end_row=3, start_column=first, end_column=after - 1)
    for number, cells in enumerate(sheet.grid(), start=4):
        for column, value in enumerate(cells, start=1):
            if value != "":
                _write(page, number, column, value)
    page.freeze_panes = f"{get_column_letter(2)}5"
    stream = io.BytesIO()
    book.save(stream)
    return _without_clock(stream.getvalue())


def _write(page, row: int, column: int, value: object) -> None:
    cell = page.cell(row, column, value)
    if isinstance(value, datetime):
        cell.number_format = "dd/mm/yyyy"


def _without_clock(content: bytes) -> bytes:
    """Take the time of writing out of a workbook; stored, as compression differs by platform."""
    stream = io.BytesIO()
    stamp = WRITTEN.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with ZipFile(io.BytesIO(content)) as old, ZipFile(stream, "w", ZIP_STORED) as new:
        for name in sorted(old.namelist()):
            part = old.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, part)
            new.writestr(ZipInfo(name, ZIP_DATE), part)
    return stream.getvalue()
