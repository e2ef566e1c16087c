"""The SIMULATED ELISA wells and plates as the lab hands them over."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from analyses.sclero_jak import assumptions as a
from analyses.sclero_jak.chance import uniform
from analyses.sclero_jak.handover import labels as lab
from analyses.sclero_jak.handover.sheet import QUERY, RESOLVED, Line, Sheet

Row = Mapping[str, object]
CONC, READ_ON = "Concentration", "Date de lecture"

WELL_NAMES = {
    "Plaque": "plate_id",
    "Puits": "well",
    "Culture": "culture_id",
    "Analyte": "analyte",
    "Réplicat": "replicate",
    "Dilution": "dilution",
    CONC: "conc",
    "Unité": "unit",
    "LIQ": "lloq",
    "LSQ": "uloq",
    "Drapeau": "flag",
    "Commentaire": "comment",
}
PLATE_NAMES = {
    "Plaque": "plate_id",
    "Analyte": "analyte",
    "Lot du kit": "kit_lot",
    READ_ON: "read_date",
    "LIQ": "lloq",
    "LSQ": "uloq",
    "R2": "curve_r2",
    "CQ nominal": "qc_nominal",
    "CQ mesuré": "qc_measured",
    "Statut": "status",
}


def make_plates(plates: Sequence[Row]) -> Sheet:
    """Make the sheet of plates.

    The quality control of a plate shows what went wrong with its unit or dilution.
    """
    columns = {
        name: lab.french_date(clean) if name == READ_ON else lab.comma(clean)
        for name, clean in PLATE_NAMES.items()
    }
    columns |= {"Statut": lab.label("status", lab.STATUS), "Unité": lambda row: "pg/mL"}
    sheet = Sheet("plaques.csv", columns, plates, key=("plate_id",), names=PLATE_NAMES)
    for line in sheet.lines:
        measured = float(line.clean["CQ mesuré"])
        if line.key in a.PLATES_IN_NANOGRAMS:
            wrong = _comma(measured / 1000)
            sheet.spoil(line, "CQ mesuré", wrong, "ng_labelled_pg", QUERY)
        elif line.key in a.PLATES_DILUTED_TWICE:
            wrong = _comma(measured * a.PLATES_DILUTED_TWICE[line.key])
            sheet.spoil(line, "CQ mesuré", wrong, "dilution_twice", QUERY)
    sheet.spoil_some("Analyte", 4, lab.other_ways(lab.ANALYTE_VARIANTS), "label_variant")
    sheet.spoil_some("Plaque", 2, lab.trailing_blank, "trailing_blank")
    sheet.spoil_some("Statut", 3, lambda text: ("validee", "Validée "), "label_variant", _valid)
    sheet.note(("LIQ", "LSQ", "R2", "CQ nominal", "CQ mesuré"), "decimal_comma")
    sheet.note((READ_ON,), "day_month_year")
    sheet.add_footer(f"Total : {len(plates)} plaques")
    return sheet


def _valid(line: Line) -> bool:
    return line.clean["Statut"] == "VALID"


def make_wells(analyte: str, wells: Sequence[Row], plates: Sequence[Row]) -> Sheet:
    """Make the sheet of one analyte's wells."""
    rows = [row for row in wells if row["analyte"] == analyte]
    file = f"elisa_{analyte.lower()}.csv"
    sheet = Sheet(file, well_columns(plates), rows, key=("plate_id", "well"), names=WELL_NAMES)
    spoil_wells(sheet, repeats=6)
    note_conventions(sheet)
    sheet.add_footer(f"Total : {len(rows)} puits", "LIQ et LSQ : limites de la plaque x dilution")
    return sheet


def well_columns(plates: Sequence[Row]) -> dict[str, lab.Write]:
    """Give the columns of a sheet of wells."""
    read_on = {row["plate_id"]: str(row["read_date"]) for row in plates}
    columns = {name: lab.plain(clean) for name, clean in WELL_NAMES.items()}
    columns |= {name: lab.comma(WELL_NAMES[name]) for name in (CONC, "LIQ", "LSQ")}
    return columns | {
        "Drapeau": lab.label("flag", lab.FLAG),
        READ_ON: lambda row: lab.day_month_year(read_on[row["plate_id"]]),
        "Commentaire": lab.label("comment", lab.COMMENT),
    }


def note_conventions(sheet: Sheet) -> None:
    """Log what every row of a sheet of wells follows."""
    sheet.note((CONC, "LIQ", "LSQ"), "decimal_comma")
    sheet.note(("Drapeau", "Commentaire"), "french_labels")


def spoil_wells(
    sheet: Sheet, repeats: int, thousands: Callable[[str], tuple[str, ...]] = lab.in_thousands
) -> None:
    """Put in what goes wrong with ELISA wells."""
    _spoil_plates(sheet)
    _repeat_wells(sheet, repeats)
    n = len(sheet.lines)
    above = sum(line.clean[CONC].startswith(">") for line in sheet.lines)
    lost = sum(line.clean[CONC] == "" for line in sheet.lines)
    sheet.spoil_some(CONC, above // 2, lambda text: ("OVER",), "over_for_limit", _above)
    ways = ("ND", "n.d.", "#DIV/0!", "n.d.")
    sheet.spoil_some(CONC, round(0.6 * lost), lambda text: ways, "missing_code", _lost)
    sheet.spoil_some(CONC, n // 12, thousands, "thousands_separator", _thousands)
    sheet.spoil_some(CONC, n // 100, lab.trailing_blank, "trailing_blank", _read)
    sheet.spoil_some("Culture", n // 100, lab.trailing_blank, "trailing_blank")
    sheet.spoil_some("Analyte", n // 40, lab.other_ways(lab.ANALYTE_VARIANTS), "label_variant")
    sheet.spoil_some("Unité", n // 60, lab.other_ways(lab.UNIT_VARIANTS), "label_variant")
    sheet.repeat_rows(5)


def _spoil_plates(sheet: Sheet) -> None:
    """Shift the readings of plates in the wrong unit, or multiplied by the dilution twice."""
    for line in sheet.lines:
        plate, conc = line.clean["Plaque"], line.clean[CONC]
        if not conc:
            continue
        if plate in a.PLATES_IN_NANOGRAMS:
            sign, number = (conc[0], conc[1:]) if conc[0] in "<>" else ("", conc)
            text = sign + _comma(float(number) / 1000)
            sheet.spoil(line, CONC, text, "ng_labelled_pg", QUERY)
        elif plate in a.PLATES_DILUTED_TWICE and conc[0] not in "<>" and _dilution(line) > 1:
            text = _comma(float(conc) * _dilution(line))
            sheet.spoil(line, CONC, text, "dilution_twice", QUERY)


def _dilution(line: Line) -> int:
    return int(line.clean["Dilution"])


def _repeat_wells(sheet: Sheet, count: int) -> None:
    """Keep the first reading of wells that were read again a few days later.

    The later reading is the valid one. It stands before or after the first, so that
    only the date tells them apart.
    """
    intact = [line for line in sheet.lines if not line.spoiled and _read(line)]
    for turn, line in enumerate(sheet.some(intact, count, "repeat")):
        first = Line(line.key, dict(line.cells), line.clean)
        factor = math.exp(0.5 - uniform("raw", sheet.file, "first reading", line.key))
        within = min(
            max(float(line.clean[CONC]) * factor, _limit(line, "LIQ")), _limit(line, "LSQ")
        )
        first.cells |= {CONC: _comma(round(within, 1)), "Drapeau": "REDO"}
        first.cells["Commentaire"] = "à refaire"
        line.cells[READ_ON] = (_day(line) + timedelta(days=2)).strftime("%d/%m/%Y")
        line.spoiled.add(READ_ON)
        sheet.insert(first, sheet.lines.index(line) + turn % 2, "superseded_by_repeat", RESOLVED)


def _day(line: Line) -> date:
    day, month, year = str(line.cells[READ_ON]).split("/")
    return date(int(year), int(month), int(day))


def _limit(line: Line, name: str) -> float:
    return float(line.clean[name])


def _above(line: Line) -> bool:
    return line.clean[CONC].startswith(">")


def _lost(line: Line) -> bool:
    return line.clean[CONC] == ""


def _read(line: Line) -> bool:
    return line.clean[CONC] != "" and line.clean[CONC][0] not in "<>"


def _thousands(line: Line) -> bool:
    return _read(line) and float(line.clean[CONC]) >= 1000


def _comma(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".").replace(".", ",")
