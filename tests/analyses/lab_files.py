"""Read the lab's files without the generator and without the package: what the tests hold true.

The lab's conventions stand here a second time, by hand, so that a test can tell a convention
from a defect.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import openpyxl

FOLDER = Path(__file__).parents[2] / "analyses" / "sclero_jak"
ENCODING = {
    "cultures.csv": "utf-8-sig",
    "plaques.csv": "cp1252",
    "elisa_ccl18.csv": "utf-8-sig",
    "elisa_pdgfbb.csv": "utf-8-sig",
    "elisa_il6.csv": "utf-8-sig",
    "elisa_cxcl10.csv": "utf-8-sig",
    "elisa_cxcl4.csv": "utf-8-sig",
    "cytometrie.csv": "cp1252",
    "serum_hd.csv": "cp1252",
    "serum_hd_cytometrie.csv": "cp1252",
}
FILES = ("donneurs.xlsx", *ENCODING)

# File of the lab: clean file, key of the clean rows.
CLEAN = {
    "donneurs.xlsx": ("donors", ("donor_id",)),
    "cultures.csv": ("cultures", ("culture_id",)),
    "plaques.csv": ("plates", ("plate_id",)),
    "cytometrie.csv": ("flow", ("culture_id", "marker", "run_id")),
    "serum_hd.csv": ("hd_serum", ("plate_id", "well")),
    "serum_hd_cytometrie.csv": ("hd_serum_flow", ("culture_id", "marker", "run_id")),
} | {name: ("elisa", ("plate_id", "well")) for name in ENCODING if name.startswith("elisa")}

YES_NO = {"Oui": "YES", "Non": "NO"}
DONE = {"Oui": "1", "Non": "0", "ND": "ND", "": ""}
ARMS = {"Traité": "RUX", "Non traité": "DMSO", "": ""}
SERUM = {"Aucun": "NONE", "SSc": "SSC", "Témoin": "HD"}


def number(text: str) -> str:
    if "." in text:
        raise ValueError(f"{text} has a decimal point where the lab writes a comma")
    return text.replace(",", ".")


def one_decimal(text: str) -> str:
    """A number cell of a workbook has no trailing zero."""
    return f"{float(text):.1f}" if text else ""


def day(text: str) -> str:
    return datetime.strptime(text, "%d/%m/%Y").date().isoformat()


def same(text: str) -> str:
    return text


# Column of the lab: clean column, and how a cell that follows the convention is read.
COLUMNS = {
    "N° donneur": ("donor_id", same),
    "Groupe": ("group", {"SSc": "SSC", "LES": "SLE", "Témoin": "HD"}.get),
    "Sexe": ("sex", {"F": "F", "H": "M"}.get),
    "Âge": ("age", same),
    "Date d'inclusion": ("incl_date", day),
    "Consentement": ("consent", {"Oui": "GIVEN", "Retiré": "WITHDRAWN"}.get),
    "Hb (g/dL)": ("hb_g_dl", one_decimal),
    "Macrophages obtenus": ("mdm_yield", YES_NO.get),
    "Chevauchement LES": ("overlap_sle", YES_NO.get),
    "Immunosuppresseur": ("immunosuppressant", YES_NO.get),
    "Forme cutanée": (
        "cutaneous_subset",
        {"SSc limitée": "lcSSc", "SSc diffuse": "dcSSc", "": ""}.get,
    ),
    "ACA": ("aca", same),
    "Scl70": ("ata", same),
    "ARN pol III": ("ara", same),
    "Auto-anticorps": (
        "autoab",
        {
            "ACA": "ACA",
            "Scl70": "ATA",
            "ARN pol III": "ARA3",
            "Aucun": "NONE",
            "Non fait": "MISSING",
            "": "",
        }.get,
    ),
    "mRSS": ("mrss", same),
    "Ulcères digitaux": (
        "du",
        {"jamais": "never", "passé": "past", "actuel": "current", "": ""}.get,
    ),
    "PID (TDM)": ("ild_ct", DONE.get),
    "HTAP (écho)": ("pah_echo", DONE.get),
    "HTAP (cathétérisme)": ("pah_rhc", DONE.get),
    "Durée (ans)": ("disease_dur_y", one_decimal),
    "Culture": ("culture_id", same),
    "Donneur": ("donor_id", same),
    "Stimulation": (
        "stim",
        {"NS": "NS", "IL-4 + IL-13": "IL4_IL13", "IFN-γ + LPS": "IFNG_LPS"}.get,
    ),
    "Traitement": ("treatment", ARMS.get),
    "Ruxo (µM)": ("rux_um", same),
    "Sérum": ("serum_type", SERUM.get),
    "Type sérum": ("serum_type", SERUM.get),
    "Sérum (%)": ("serum_pct", same),
    "Décongélation": ("thaw_date", day),
    "Lot": ("batch", same),
    "Opérateur": ("operator", same),
    "Viabilité (%)": ("viability_pct", number),
    "Plaque": ("plate_id", same),
    "Puits": ("well", same),
    "Analyte": ("analyte", same),
    "Réplicat": ("replicate", same),
    "Dilution": ("dilution", same),
    "Concentration": ("conc", number),
    "Unité": ("unit", same),
    "LIQ": ("lloq", number),
    "LSQ": ("uloq", number),
    "Drapeau": (
        "flag",
        {
            "OK": "OK",
            "<LIQ": "BLQ",
            ">LSQ": "ALQ",
            "CV>20": "CV>20",
            "Hémolysé": "HEMOL",
            "": "",
        }.get,
    ),
    "Commentaire": (
        "comment",
        {
            "": "",
            "pas de lecture": "no reading",
            "échantillon hémolysé": "haemolysed sample",
        }.get,
    ),
    "Date de lecture": ("read_date", day),
    "Lot du kit": ("kit_lot", same),
    "R2": ("curve_r2", number),
    "CQ nominal": ("qc_nominal", number),
    "CQ mesuré": ("qc_measured", number),
    "Statut": ("status", {"Validée": "VALID", "Rejetée": "FAILED"}.get),
    "Technique": ("assay", same),
    "Échantillon": ("sample", {"Culture": "CULTURE", "Blanc sérum": "SERUM_BLANK"}.get),
    "Donneur cellules": ("hd_donor", same),
    "Donneur sérum": ("serum_donor", same),
    "Marqueur": ("marker", same),
    "Passage": ("run_id", same),
    "MFI médiane": ("mfi_median", same),
    "MFI isotype": ("mfi_isotype", number),
    "% positives": ("pct_pos", number),
    "Événements": ("n_events", same),
    "Lot du panel": ("panel_lot", same),
    "origine": ("data_origin", same),
}
# Clean columns that the lab does not send: always empty, or computed from others.
NOT_SENT = {"cultures": {"serum_donor_id"}, "plates": {"qc"}}


@dataclass(frozen=True)
class LabFile:
    """The cells of a file as text; `rows` has the number of each row in the file."""

    header: list[str]
    rows: dict[int, dict[str, str]]


def read(name: str) -> LabFile:
    """Read a file of the lab, with all rows below its header."""
    if name.endswith(".xlsx"):
        return _read_workbook(FOLDER / "raw" / name)
    text = (FOLDER / "raw" / name).read_bytes().decode(ENCODING[name])
    header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    cells = {line: dict(zip(header, row, strict=True)) for line, row in enumerate(rows, start=2)}
    return LabFile(header, cells)


def _read_workbook(path: Path) -> LabFile:
    page = openpyxl.load_workbook(path)["Donneurs"]
    rows = page.iter_rows(min_row=4, values_only=True)
    header = [str(value) for value in next(rows)]
    cells = {}
    for line, row in enumerate(rows, start=5):
        cells[line] = dict(zip(header, map(_as_text, row), strict=True))
    return LabFile(header, cells)


def _as_text(value: object) -> str:
    return "" if value is None else str(value)


def clean_rows(name: str) -> list[dict[str, str]]:
    """Give the clean rows that a file of the lab should become."""
    table, _ = CLEAN[name]
    path = FOLDER / "data" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    analyte = name.removeprefix("elisa_").removesuffix(".csv").upper()
    return [row for row in rows if table != "elisa" or row["analyte"] == analyte]


def mess_log() -> list[dict[str, str]]:
    """Give the log of defects."""
    with (FOLDER / "mess_log.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def excel_day(serial: str) -> str:
    """Read an Excel serial number as a date."""
    return date.fromordinal(date(1899, 12, 30).toordinal() + int(serial)).isoformat()
