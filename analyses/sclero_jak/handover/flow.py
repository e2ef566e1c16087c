"""The SIMULATED flow cytometry as the lab hands it over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analyses.sclero_jak.handover import labels as lab
from analyses.sclero_jak.handover.sheet import Line, Sheet

Row = Mapping[str, object]
MEDIAN, EVENTS = "MFI médiane", "Événements"

TUBE_NAMES = {
    "Culture": "culture_id",
    "Marqueur": "marker",
    "Passage": "run_id",
    MEDIAN: "mfi_median",
    "MFI isotype": "mfi_isotype",
    "% positives": "pct_pos",
    EVENTS: "n_events",
    "Lot du panel": "panel_lot",
    "Drapeau": "flag",
}


def make_tubes(rows: Sequence[Row]) -> Sheet:
    """Make the sheet of the patients' and healthy donors' own cells."""
    sheet = Sheet(
        "cytometrie.csv",
        tube_columns(),
        rows,
        key=("culture_id", "marker", "run_id"),
        names=TUBE_NAMES,
    )
    spoil_tubes(sheet)
    return sheet


def tube_columns() -> dict[str, lab.Write]:
    """Give the columns of a sheet of tubes."""
    columns = {name: lab.plain(clean) for name, clean in TUBE_NAMES.items()}
    return columns | {name: lab.comma(TUBE_NAMES[name]) for name in ("MFI isotype", "% positives")}


def spoil_tubes(sheet: Sheet) -> None:
    """Put in what goes wrong with tubes."""
    n = len(sheet.lines)
    lost = sum(_lost(line) for line in sheet.lines)
    ways = ("ND", "n.d.", "#DIV/0!")
    sheet.spoil_some(MEDIAN, lost // 2, lambda text: ways, "missing_code", _lost)
    sheet.spoil_some(MEDIAN, n // 40, lab.in_thousands_cp1252, "thousands_separator", _thousands)
    sheet.spoil_some(EVENTS, n // 40, lab.in_thousands_cp1252, "thousands_separator", _read)
    sheet.spoil_some(
        "Marqueur",
        n // 25,
        lab.other_ways(lab.MARKER_VARIANTS),
        "label_variant",
        lambda line: line.cells["Marqueur"] in lab.MARKER_VARIANTS,
    )
    sheet.spoil_some("% positives", n // 100, lambda text: (f"{text} %",), "unit_in_cell", _read)
    sheet.spoil_some("Culture", n // 100, lab.trailing_blank, "trailing_blank")
    sheet.repeat_rows(4)
    sheet.note(("MFI isotype", "% positives"), "decimal_comma")
    sheet.add_footer(f"Total : {n} lignes")


def _lost(line: Line) -> bool:
    return line.clean[MEDIAN] == ""


def _read(line: Line) -> bool:
    return not _lost(line)


def _thousands(line: Line) -> bool:
    return _read(line) and int(line.clean[MEDIAN]) >= 1000
