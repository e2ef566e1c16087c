"""What the lab hands over: each difference from the clean data is logged, and nothing else is."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter, defaultdict

import pytest

from tests.analyses import lab_files as lab

CONVENTIONS = {"french_labels", "decimal_comma", "day_month_year"}
WITHOUT_PARTNER = {"exact_duplicate", "superseded_by_repeat", "footer_row"}
# Rows as they should be, which an analysis leaves out.
INELIGIBLE = {"haemoglobin_below_7", "consent_withdrawn", "no_yield"}


@pytest.fixture(scope="module")
def files():
    return {name: lab.read(name) for name in lab.FILES}


@pytest.fixture(scope="module")
def log():
    return lab.mess_log()


def of_cells(log, name):
    """Logged cells of a file: by row and column."""
    return {
        (int(entry["row"]), entry["column"]): entry
        for entry in log
        if entry["file"] == name and entry["row"] and entry["column"] != "*"
    }


def without_partner(log, name):
    """Rows of a file that are no rows of the clean data, with the reason."""
    return {
        int(entry["row"]): entry["defect"]
        for entry in log
        if entry["file"] == name and entry["column"] == "*"
    }


def by_convention(column, text):
    return lab.COLUMNS[column][1](text)


@pytest.mark.parametrize("name", lab.FILES)
def test_the_log_makes_the_clean_rows_of_the_raw_ones(files, log, name):
    """Undoing what is logged, and the lab's conventions, leaves no difference in any row."""
    logged, extra = of_cells(log, name), without_partner(log, name)
    file = files[name]
    clean = lab.clean_rows(name)
    table, _ = lab.CLEAN[name]
    sent = {lab.COLUMNS[column][0]: column for column in file.header}
    assert set(clean[0]) - set(sent) == lab.NOT_SENT.get(table, set()) - set(sent)
    kept = [(line, cells) for line, cells in file.rows.items() if line not in extra]
    assert len(kept) == len(clean)
    for (line, cells), row in zip(kept, clean, strict=True):
        for clean_name, column in sent.items():
            if clean_name not in row:
                continue
            entry = logged.get((line, column))
            found = entry["after"] if entry else by_convention(column, cells[column])
            assert found == row[clean_name], (name, line, column)


@pytest.mark.parametrize("name", lab.FILES)
def test_every_logged_cell_holds_what_the_log_says_and_differs(files, log, name):
    rows = files[name].rows
    clean = {
        "/".join(row[part] for part in lab.CLEAN[name][1]): row for row in lab.clean_rows(name)
    }
    for (line, column), entry in of_cells(log, name).items():
        assert rows[line][column] == entry["before"]
        assert clean[entry["row_key"]][lab.COLUMNS[column][0]] == entry["after"]
        if entry["defect"] in INELIGIBLE:
            continue
        try:
            read = by_convention(column, entry["before"])
        except ValueError:
            continue
        assert read != entry["after"], entry


def test_a_cell_is_logged_once_and_a_row_without_partner_only_as_a_row(log):
    places = Counter(
        (entry["file"], entry["row"], entry["column"]) for entry in log if entry["row"]
    )
    assert set(places.values()) == {1}
    whole = {(entry["file"], entry["row"]) for entry in log if entry["column"] == "*"}
    assert not [place for place in places if place[2] != "*" and place[:2] in whole]


def test_conventions_of_whole_columns_are_logged_without_a_row(log):
    assert {entry["defect"] for entry in log if not entry["row"]} == CONVENTIONS
    assert all(entry["column"] in lab.COLUMNS for entry in log if not entry["row"])
    whole = {entry["defect"] for entry in log if entry["column"] == "*"}
    assert whole == WITHOUT_PARTNER


def test_every_kind_of_defect_is_there_with_its_resolution(log):
    resolutions = defaultdict(set)
    for entry in log:
        resolutions[entry["defect"]].add(entry["resolution"])
    expected = {
        "fixed": CONVENTIONS
        | {
            "careless_id",
            "decimal_point",
            "exact_duplicate",
            "excel_date_cell",
            "excel_serial_date",
            "label_variant",
            "missing_code",
            "over_for_limit",
            "thousands_separator",
            "trailing_blank",
            "unit_in_cell",
        },
        "resolved": {"overlap_lupus", "several_antibodies", "superseded_by_repeat"},
        "query": {"dilution_twice", "ng_labelled_pg", "swapped_pair"},
        "excluded": {"footer_row", *INELIGIBLE},
    }
    assert resolutions == {
        defect: {resolution} for resolution, defects in expected.items() for defect in defects
    }


def test_what_the_protocol_names_is_written_somewhere(files):
    texts = {text for file in files.values() for row in file.rows.values() for text in row.values()}
    labels = {"Traite", "Non traite", "SSc diffuse", "Oui", "Non", "F", "H", "HLA-DR", "PDGFbb"}
    labels |= {"IP-10", "PF4", "Scl70", "OVER", "ND", "n.d.", "#DIV/0!", "REDO", "ACA + Scl70"}
    labels |= {"Ruxo 1\u00b5M", "Ruxo 1\u03bcM", "Ruxo 1uM"}
    assert not labels - texts
    for pattern in (r"ssc \d+", r"SSC-\d+ ", r"SSC-\d*O\d*", r"<\d+,\d+", r">\d+"):
        assert any(re.fullmatch(pattern, text) for text in texts), pattern
    blanks = {"\u202f", "\u2009", "\u00a0"}
    for blank in blanks:
        assert any(re.fullmatch(rf"\d+{blank}\d{{3}}(,\d+)?", text) for text in texts)


@pytest.mark.parametrize("name", lab.FILES)
def test_duplicates_are_exact_and_stand_behind_the_first(files, log, name):
    rows = files[name].rows
    found = {line for line, defect in without_partner(log, name).items() if "duplicate" in defect}
    for line in found:
        assert any(rows[first] == rows[line] for first in range(min(rows), line))
    seen, copies = set(), set()
    for line, cells in rows.items():
        content = tuple(cells.values())
        if content in seen and any(content):
            copies.add(line)
        seen.add(content)
    assert copies == found


def test_of_two_readings_of_a_well_the_later_is_the_clean_one(files, log):
    n = 0
    for name in (name for name in lab.FILES if name.startswith(("elisa", "serum_hd.csv"))):
        rows, extra = files[name].rows, without_partner(log, name)
        wells = defaultdict(list)
        for line, cells in rows.items():
            if extra.get(line) not in {"exact_duplicate", "footer_row"}:
                wells[cells["Plaque"], cells["Puits"]].append(line)
        repeated = [lines for lines in wells.values() if len(lines) > 1]
        n += len(repeated)
        assert {line for lines in repeated for line in lines if line in extra} == {
            line for line, defect in extra.items() if defect == "superseded_by_repeat"
        }
        orders = set()
        for lines in repeated:
            dates = {lab.day(rows[line]["Date de lecture"]): line for line in lines}
            assert len(dates) == 2
            assert dates[min(dates)] in extra
            assert dates[max(dates)] not in extra
            orders.add(dates[min(dates)] < dates[max(dates)])
        assert orders == {True, False}
    assert n > 30


def test_the_control_shows_which_plates_are_shifted_and_no_other(files, log):
    expected = {
        entry["row_key"]: entry["defect"]
        for entry in log
        if entry["file"] == "plaques.csv" and entry["resolution"] == "query"
    }
    assert Counter(expected.values()) == {"ng_labelled_pg": 2, "dilution_twice": 1}
    for cells in files["plaques.csv"].rows.values():
        if not cells["CQ mesuré"]:
            continue
        plate = cells["Plaque"].strip()
        ratio = float(lab.number(cells["CQ mesuré"])) / float(lab.number(cells["CQ nominal"]))
        if expected.get(plate) == "ng_labelled_pg":
            assert 0.0008 < ratio < 0.0012
        elif expected.get(plate) == "dilution_twice":
            assert ratio > 20
        else:
            assert 0.5 < ratio < 2
    wells = {(e["row_key"].split("/")[0], e["defect"]) for e in log if e["file"] != "plaques.csv"}
    assert {plate: d for plate, d in wells if d in expected.values()} == expected


def test_all_readings_of_a_shifted_plate_are_shifted(files, log):
    logged = {
        (entry["file"], int(entry["row"]))
        for entry in log
        if entry["defect"] == "ng_labelled_pg" and entry["file"] != "plaques.csv"
    }
    for name, plate in (("elisa_ccl18.csv", "CCL18-11"), ("elisa_il6.csv", "IL6-05")):
        extra = without_partner(log, name)
        for line, cells in files[name].rows.items():
            if cells["Plaque"] == plate and re.search(r"\d,?\d*$", cells["Concentration"]):
                assert ((name, line) in logged) == (extra.get(line) is None)


def test_the_swapped_pair_contradicts_its_dose(files, log):
    swapped = {entry["row"] for entry in log if entry["defect"] == "swapped_pair"}
    assert len(swapped) == 2
    treated = {"Traité", "Traite", "Ruxo 1\u00b5M", "Ruxo 1\u03bcM", "Ruxo 1uM"}
    for line, cells in files["cultures.csv"].rows.items():
        if cells["Ruxo (µM)"]:
            agrees = (cells["Traitement"].strip() in treated) == (cells["Ruxo (µM)"] == "1")
            assert agrees == (str(line) not in swapped)


def test_dates_are_written_in_three_ways_that_mean_one_day(files, log):
    rows = files["donneurs.xlsx"].rows
    for entry in log:
        if entry["defect"] == "excel_serial_date":
            serial = rows[int(entry["row"])]["Date d'inclusion"]
            assert lab.excel_day(serial) == entry["after"]
        elif entry["defect"] == "excel_date_cell":
            assert entry["before"] == f"{entry['after']} 00:00:00"


@pytest.mark.parametrize("name", lab.FILES)
def test_every_row_says_that_it_is_simulated(files, log, name):
    footer = {line for line, d in without_partner(log, name).items() if d == "footer_row"}
    for line, cells in files[name].rows.items():
        assert cells["origine"] == ("" if line in footer else "SIMULATED")
    assert footer == set(range(min(footer), max(files[name].rows) + 1))


def test_text_files_are_written_as_a_lab_would():
    for name, encoding in lab.ENCODING.items():
        content = (lab.FOLDER / "raw" / name).read_bytes()
        assert content.startswith(b"\xef\xbb\xbf") == (encoding == "utf-8-sig")
        assert content.count(b"\n") == content.count(b"\r\n") > 10
        if encoding == "cp1252":
            with pytest.raises(UnicodeDecodeError):
                content.decode("utf-8")


def test_the_workbook_has_titles_above_its_header_and_no_clock_inside():
    import openpyxl

    content = (lab.FOLDER / "raw" / "donneurs.xlsx").read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Lisez-moi", "Donneurs"]
    merged = {str(cells) for cells in book["Donneurs"].merged_cells.ranges}
    assert {"A1:V1", "A2:V2", "A3:D3"} <= merged
    assert "SIMULÉES" in book["Donneurs"]["A2"].value
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2025-05-12T09:00:00Z" in archive.read("docProps/core.xml")


def test_the_hand_over_stays_small():
    folders = (lab.FOLDER / "raw", lab.FOLDER / "data")
    assert sum(path.stat().st_size for folder in folders for path in folder.iterdir()) < 5e6
