"""The SIMULATED experiment with serum as the lab hands it over: two files, as for the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analyses.sclero_jak.handover import elisa, flow
from analyses.sclero_jak.handover import labels as lab
from analyses.sclero_jak.handover.sheet import Sheet

Row = Mapping[str, object]
SAMPLE = {"CULTURE": "Culture", "SERUM_BLANK": "Blanc sérum"}
TREATMENT = lab.TREATMENT | {"": ""}
TREATMENT_COLUMN, CELLS, SERUM = "Traitement", "Donneur cellules", "Donneur sérum"

ABOUT_NAMES = {
    "Technique": "assay",
    "Échantillon": "sample",
    CELLS: "hd_donor",
    SERUM: "serum_donor",
    "Type sérum": "serum_type",
    "Sérum (%)": "serum_pct",
    TREATMENT_COLUMN: "treatment",
    "Ruxo (µM)": "rux_um",
    "Lot": "batch",
}


def _about() -> dict[str, lab.Write]:
    columns = {name: lab.plain(clean) for name, clean in ABOUT_NAMES.items()}
    return columns | {
        "Échantillon": lab.label("sample", SAMPLE),
        "Type sérum": lab.label("serum_type", lab.SERUM),
        TREATMENT_COLUMN: lab.label("treatment", TREATMENT),
    }


def make_wells(wells: Sequence[Row], plates: Sequence[Row]) -> Sheet:
    """Make the sheet of ELISA wells and serum blanks."""
    sheet = Sheet(
        "serum_hd.csv",
        _about() | elisa.well_columns(plates),
        wells,
        key=("plate_id", "well"),
        names=ABOUT_NAMES | elisa.WELL_NAMES,
    )
    _spoil(sheet)
    elisa.spoil_wells(sheet, repeats=8, thousands=lab.in_thousands_cp1252)
    elisa.note_conventions(sheet)
    sheet.add_footer(f"Total : {len(wells)} puits")
    return sheet


def make_tubes(rows: Sequence[Row]) -> Sheet:
    """Make the sheet of flow cytometry."""
    sheet = Sheet(
        "serum_hd_cytometrie.csv",
        _about() | flow.tube_columns(),
        rows,
        key=("culture_id", "marker", "run_id"),
        names=ABOUT_NAMES | flow.TUBE_NAMES,
    )
    _spoil(sheet)
    flow.spoil_tubes(sheet)
    return sheet


def _spoil(sheet: Sheet) -> None:
    """Put in what goes wrong with the description of the cultures."""
    n = len(sheet.lines)
    sheet.spoil_some(
        CELLS, n // 80, lab.careless_id, "careless_id", lambda line: line.clean[CELLS] != ""
    )
    sheet.spoil_some(
        SERUM, n // 80, lab.careless_id, "careless_id", lambda line: line.clean[SERUM] != ""
    )
    sheet.spoil_some(
        TREATMENT_COLUMN,
        n // 40,
        lambda text: tuple(way for way in lab.TREATMENT_VARIANTS[text] if "\u03bc" not in way),
        "label_variant",
        lambda line: line.clean[TREATMENT_COLUMN] != "",
    )
    sheet.note(("Échantillon", "Type sérum", TREATMENT_COLUMN), "french_labels")
