"""Workbooks: the declared sheet and header row, and nothing unpacked or calculated unseen."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import openpyxl
import pytest

from sap.data import workbook

XLSX = "file: wells.xlsx\nformat: {kind: xlsx, sheet: Data, header: 3, footer: [Total]}"


def book(rows, *, title="Data", merged="A1:C1"):
    made = openpyxl.Workbook()
    made.active.title = "Read me"
    made.active.append(["Nothing here"])
    sheet = made.create_sheet(title)
    for row in rows:
        sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


ROWS = [
    ["A title over the columns"],
    [None, "units below", None],
    ["well", "value", "day"],
    ["A1", 1.5, "01/03/2024"],
    ["A2", 12, datetime(2024, 3, 2)],
    ["A3", None, 45354],
]


@pytest.fixture
def lab_book(lab):
    lab.source = XLSX
    lab.columns = "value: value\nday: {column: day, dates: [dd/mm/yyyy, excel]}"
    lab.variables += "\nday: {label: Day, type: date}"
    return lab


def test_a_sheet_is_read_from_its_header_row(lab_book):
    lab_book.write(book(ROWS), "wells.xlsx")
    table = lab_book.table()
    assert table.frame["well"].tolist() == ["A1", "A2", "A3"]
    assert table.frame["value"].tolist()[:2] == [1.5, 12.0]
    assert [str(day)[:10] for day in table.frame["day"]] == [
        "2024-03-01",
        "2024-03-02",
        "2024-03-03",
    ]
    assert table.lines.tolist() == [4, 5, 6]


def test_rows_below_the_data_are_left_out_and_listed(lab_book):
    lab_book.write(book([*ROWS, [], ["Total: 3"], ["SIMULATED"]]), "wells.xlsx")
    left = {(e.rule, e.row, e.before) for e in lab_book.report().entries if e.action == "left out"}
    assert ("footer", 8, "Total: 3") in left
    assert ("footer", 9, "SIMULATED") in left
    assert len(lab_book.table().frame) == 3


def test_a_sheet_that_is_not_there(lab_book):
    lab_book.write(book(ROWS, title="Daten"), "wells.xlsx")
    (message,) = lab_book.problems()
    assert message.startswith("wells.xlsx: The workbook has no sheet 'Data'.")
    assert "Daten" in message


def test_a_sheet_must_be_named_where_there_are_several(lab_book):
    lab_book.source = "file: wells.xlsx\nformat: {kind: xlsx, header: 3}"
    lab_book.write(book(ROWS), "wells.xlsx")
    (message,) = lab_book.problems()
    assert "2 sheets (Read me, Data); name one" in message


def test_a_header_row_beyond_the_sheet(lab_book):
    lab_book.write(book(ROWS[:2]), "wells.xlsx")
    assert "should be in row 3 of the sheet" in lab_book.problems()[0]


def test_a_formula_without_a_stored_result(lab_book):
    rows = [*ROWS, ["A4", "=B4*2", "02/03/2024"]]
    lab_book.write(book(rows), "wells.xlsx")
    (message,) = lab_book.problems()
    assert message.startswith("wells.xlsx:7:2: Cell B7 holds a formula without a stored result")


def test_cells_beside_the_table(lab_book):
    rows = [row[:] for row in ROWS]
    rows[4] = [*rows[4], None, "see mail"]
    lab_book.write(book(rows), "wells.xlsx")
    assert lab_book.problems() == [
        "wells.xlsx:5:4: Cells stand beside the table, under no name: row 5."
    ]


def test_a_blank_row_inside(lab_book):
    lab_book.write(book([*ROWS[:4], [], *ROWS[4:]]), "wells.xlsx")
    assert lab_book.problems()[0].startswith("wells.xlsx:5: Blank row in row 5; delete it")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty (0 bytes); a workbook (xlsx) is needed"),
        (b"well,value\nA1,2\n", "no Excel workbook"),
        (b"PK\x03\x04 and then nothing", "no Excel workbook"),
    ],
)
def test_no_workbook(lab_book, content, words):
    lab_book.write(content, "wells.xlsx")
    (message,) = lab_book.problems()
    assert message.startswith("wells.xlsx: ")
    assert words in message


def test_a_damaged_workbook(lab_book):
    content = bytearray(book(ROWS))
    content[200:400] = b"\0" * 200
    lab_book.write(bytes(content), "wells.xlsx")
    (message,) = lab_book.problems()
    assert message.startswith("wells.xlsx: ")


def test_an_archive_that_is_no_workbook(lab_book):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("notes.txt", "nothing")
    lab_book.write(content.getvalue(), "wells.xlsx")
    assert "a zip archive but no Excel workbook" in lab_book.problems()[0]


def test_a_zip_bomb_is_not_unpacked(lab_book, monkeypatch):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(120):
                part.write(b"0" * 1_000_000)
    monkeypatch.setattr(openpyxl, "load_workbook", lambda *a, **k: pytest.fail("it was opened"))
    lab_book.write(content.getvalue(), "wells.xlsx")
    (message,) = lab_book.problems()
    assert "would unpack to 120 MB" in message
    assert "it is not opened" in message


def test_many_parts_are_a_bomb_too(lab_book, monkeypatch):
    monkeypatch.setattr(workbook, "MAX_PARTS", 5)
    lab_book.write(book(ROWS), "wells.xlsx")
    assert "is not opened" in lab_book.problems()[0]


def test_a_wrong_extent_hides_no_cells(lab_book):
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(ROWS))) as old, zipfile.ZipFile(content, "w") as new:
        for part in old.infolist():
            text = old.read(part)
            if part.filename.endswith("sheet2.xml"):
                assert b'ref="A1:C6"' in text
                text = text.replace(b'ref="A1:C6"', b'ref="A1:A2"')
            new.writestr(part.filename, text)
    lab_book.write(content.getvalue(), "wells.xlsx")
    assert lab_book.table().frame["value"].tolist()[:2] == [1.5, 12.0]
