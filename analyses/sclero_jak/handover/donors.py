"""The SIMULATED register of donors and list of cultures as the lab hands them over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from analyses.sclero_jak import assumptions as a
from analyses.sclero_jak.handover import labels as lab
from analyses.sclero_jak.handover.sheet import EXCLUDED, QUERY, RESOLVED, Line, Sheet

Row = Mapping[str, object]
DONOR, INCLUDED, TREATMENT = "N° donneur", "Date d'inclusion", "Traitement"
DONOR_FIRST_ROW = 5

DONOR_NAMES = {
    DONOR: "donor_id",
    "Groupe": "group",
    "Sexe": "sex",
    "Âge": "age",
    INCLUDED: "incl_date",
    "Consentement": "consent",
    "Hb (g/dL)": "hb_g_dl",
    "Macrophages obtenus": "mdm_yield",
    "Chevauchement LES": "overlap_sle",
    "Immunosuppresseur": "immunosuppressant",
    "Forme cutanée": "cutaneous_subset",
    "ACA": "aca",
    "Scl70": "ata",
    "ARN pol III": "ara",
    "Auto-anticorps": "autoab",
    "mRSS": "mrss",
    "Ulcères digitaux": "du",
    "PID (TDM)": "ild_ct",
    "HTAP (écho)": "pah_echo",
    "HTAP (cathétérisme)": "pah_rhc",
    "Durée (ans)": "disease_dur_y",
}
DONOR_LABELS = {
    "group": lab.GROUP,
    "sex": lab.SEX,
    "consent": lab.CONSENT,
    "mdm_yield": lab.YES_NO,
    "overlap_sle": lab.YES_NO,
    "immunosuppressant": lab.YES_NO,
    "cutaneous_subset": lab.SUBSET,
    "autoab": lab.ANTIBODY,
    "du": lab.ULCERS,
    "ild_ct": lab.YES_NO_ND,
    "pah_echo": lab.YES_NO_ND,
    "pah_rhc": lab.YES_NO_ND,
}
CULTURE_NAMES = {
    "Culture": "culture_id",
    "Donneur": "donor_id",
    "Stimulation": "stim",
    TREATMENT: "treatment",
    "Ruxo (µM)": "rux_um",
    "Sérum": "serum_type",
    "Sérum (%)": "serum_pct",
    "Décongélation": "thaw_date",
    "Lot": "batch",
    "Opérateur": "operator",
    "Viabilité (%)": "viability_pct",
}


def make_donors(donors: Sequence[Row]) -> Sheet:
    """Make the register of donors, to be written as a workbook."""
    columns = {name: lab.plain(clean) for name, clean in DONOR_NAMES.items()}
    columns |= {
        name: lab.label(clean, DONOR_LABELS[clean])
        for name, clean in DONOR_NAMES.items()
        if clean in DONOR_LABELS
    }
    columns |= {name: _number(DONOR_NAMES[name]) for name in ("Âge", "Hb (g/dL)", "mRSS")}
    columns |= {"Durée (ans)": _number("disease_dur_y"), INCLUDED: lab.french_date("incl_date")}
    sheet = Sheet(
        "donneurs.xlsx",
        columns,
        donors,
        key=("donor_id",),
        names=DONOR_NAMES,
        first_row=DONOR_FIRST_ROW,
    )
    _spoil_donors(sheet)
    sheet.note((INCLUDED,), "day_month_year")
    labelled = [name for name, clean in DONOR_NAMES.items() if clean in DONOR_LABELS]
    sheet.note(labelled, "french_labels")
    sheet.add_footer(f"Total : {len(donors)} donneurs", "Données SIMULÉES")
    return sheet


def _number(name: str) -> lab.Write:
    """Write a number as a number; nothing where it does not apply."""

    def write(row: Row) -> object:
        text = str(row[name])
        return text if text == "" else float(text) if "." in text else int(text)

    return write


def _spoil_donors(sheet: Sheet) -> None:
    for line in sheet.lines:
        _mark_special_case(sheet, line)
    sheet.spoil_some(DONOR, 9, lab.careless_id, "careless_id")
    variants = {
        "Groupe": (8, lab.GROUP_VARIANTS),
        "Sexe": (12, lab.SEX_VARIANTS),
        "Immunosuppresseur": (10, lab.YES_NO_VARIANTS),
        "Forme cutanée": (8, lab.SUBSET_VARIANTS),
        "Auto-anticorps": (10, lab.ANTIBODY_VARIANTS),
        "PID (TDM)": (6, lab.YES_NO_VARIANTS),
    }
    for column, (count, ways) in variants.items():
        sheet.spoil_some(
            column, count, lab.other_ways(ways), "label_variant",
            lambda line, column=column, ways=ways: line.cells[column] in ways,
        )  # fmt: skip
    for column in ("PID (TDM)", "HTAP (écho)"):
        sheet.spoil_some(column, 2, lambda text: ("n.d.",), "missing_code", _not_done(column))
    sheet.spoil_some("Hb (g/dL)", 12, _decimal_comma, "decimal_comma")
    sheet.spoil_some("Âge", 4, lambda text: (f"{text} ans",), "unit_in_cell")
    sheet.spoil_some("Sexe", 5, lab.trailing_blank, "trailing_blank")
    intact = [line for line in sheet.lines if INCLUDED not in line.spoiled]
    for turn, line in enumerate(sheet.some(intact, 36, "Excel date")):
        iso = line.clean[INCLUDED]
        if turn % 2:
            sheet.spoil(line, INCLUDED, lab.excel_serial(iso), "excel_serial_date")
        else:
            sheet.spoil(line, INCLUDED, datetime.fromisoformat(iso), "excel_date_cell")
    sheet.repeat_rows(2)


def _mark_special_case(sheet: Sheet, line: Line) -> None:
    """Log what makes a donor ineligible, and what a rule has to settle."""
    clean = line.clean
    if float(clean["Hb (g/dL)"]) < 7:
        sheet.spoil(line, "Hb (g/dL)", line.cells["Hb (g/dL)"], "haemoglobin_below_7", EXCLUDED)
    if clean["Consentement"] == "WITHDRAWN":
        sheet.spoil(line, "Consentement", "Retiré", "consent_withdrawn", EXCLUDED)
    if clean["Macrophages obtenus"] == "NO":
        sheet.spoil(line, "Macrophages obtenus", "Non", "no_yield", EXCLUDED)
    if clean["Chevauchement LES"] == "YES":
        sheet.spoil(line, "Groupe", "SSc-LES", "overlap_lupus", RESOLVED)
    if clean["Auto-anticorps"] == "MULTI":
        sheet.spoil(line, "Auto-anticorps", "ACA + Scl70", "several_antibodies", RESOLVED)


def _not_done(column: str):
    return lambda line: line.clean[column] == "ND"


def _decimal_comma(text: str) -> tuple[str, ...]:
    return (text.replace(".", ","),)


def make_cultures(cultures: Sequence[Row]) -> Sheet:
    """Make the list of cultures."""
    columns = {name: lab.plain(clean) for name, clean in CULTURE_NAMES.items()}
    columns |= {
        "Stimulation": lab.label("stim", lab.STIMULATION),
        TREATMENT: lab.label("treatment", lab.TREATMENT),
        "Sérum": lab.label("serum_type", lab.SERUM),
        "Décongélation": lab.french_date("thaw_date"),
        "Viabilité (%)": lab.comma("viability_pct"),
    }
    sheet = Sheet("cultures.csv", columns, cultures, key=("culture_id",), names=CULTURE_NAMES)
    _swap_pair(sheet)
    sheet.spoil_some("Donneur", 24, lab.careless_id, "careless_id")
    sheet.spoil_some("Culture", 6, lab.trailing_blank, "trailing_blank")
    sheet.spoil_some(TREATMENT, 60, lab.other_ways(lab.TREATMENT_VARIANTS), "label_variant")
    sheet.spoil_some(TREATMENT, 10, lab.trailing_blank, "trailing_blank")
    ways = lab.other_ways(lab.STIMULATION_VARIANTS)
    sheet.spoil_some("Stimulation", 20, ways, "label_variant")
    sheet.spoil_some("Viabilité (%)", 8, _decimal_point, "decimal_point")
    sheet.spoil_some("Viabilité (%)", 6, lambda text: (f"{text} %",), "unit_in_cell")
    sheet.repeat_rows(3)
    sheet.note(("Viabilité (%)",), "decimal_comma")
    sheet.note(("Décongélation",), "day_month_year")
    sheet.note(("Stimulation", TREATMENT, "Sérum"), "french_labels")
    sheet.add_footer(f"Total : {len(cultures)} cultures")
    return sheet


def _decimal_point(text: str) -> tuple[str, ...]:
    return (text.replace(",", "."),)


def _swap_pair(sheet: Sheet) -> None:
    """Swap the arms of one donor; the dose and the culture's name still say what was done."""
    cultures = {line.key: line for line in sheet.lines}
    for treatment, line in _arms_to_swap(cultures).items():
        wrong = next(other for other in a.TREATMENTS if other != treatment)
        sheet.spoil(line, TREATMENT, lab.TREATMENT[wrong], "swapped_pair", QUERY)


def _arms_to_swap(cultures: Mapping[str, Line]) -> dict[str, Line]:
    """Find both unstimulated cultures of the donor, or of the next one who has both."""
    names = sorted(key.split("_")[0] for key in cultures if key.endswith("_NS_DMSO"))
    for donor in (name for name in names if name >= a.SWAPPED_DONOR):
        arms = {treatment: f"{donor}_NS_{treatment}" for treatment in a.TREATMENTS}
        if all(key in cultures for key in arms.values()):
            return {treatment: cultures[key] for treatment, key in arms.items()}
    raise ValueError(f"No donor from {a.SWAPPED_DONOR} on has both arms unstimulated")
