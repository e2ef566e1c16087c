"""The SIMULATED second experiment: cells of healthy donors with the serum of others, crossed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from analyses.sclero_jak import assays
from analyses.sclero_jak import assumptions as a
from analyses.sclero_jak.chance import chosen, normal, uniform
from analyses.sclero_jak.clinic import Donor
from analyses.sclero_jak.cytometry import centre, lose_tubes, tube_row
from analyses.sclero_jak.laboratory import Row
from analyses.sclero_jak.truth import donor_deviate, in_full_analysis_set, slope_deviate
from analyses.sclero_jak.wells import plate_row, positions, record_faults, well_row

FIRST_DAY = date(2025, 4, 7)
UNSTIMULATED = [response for response in assays.RESPONSES if response.stimulation == "NS"]
EXPRESSIONS = [item for item in assays.EXPRESSIONS if item.stimulation == "NS"]


@dataclass(frozen=True)
class Pairing:
    """Whose cells meet whose serum.

    Parameters
    ----------
    cells
        The healthy cell donors, in order of plates.
    sera
        For each cell donor the serum donors; an empty text is no serum.
    """

    cells: tuple[Donor, ...]
    sera: dict[str, tuple[str, ...]]

    def serum_donors(self) -> list[str]:
        """Give all serum donors, sorted."""
        return sorted({serum for sera in self.sera.values() for serum in sera if serum})

    def plate(self, cell: Donor) -> int:
        """Give the plate of a cell donor, from 1."""
        return self.cells.index(cell) // assays.CELL_DONORS_PER_PLATE + 1

    def n_plates(self) -> int:
        """Count the plates of one analyte that hold cultures; one more holds the blanks."""
        return math.ceil(len(self.cells) / assays.CELL_DONORS_PER_PLATE)


def pair_up(donors: list[Donor]) -> Pairing:
    """Draw the cell donors and deal the sera, each patient's serum the same number of times."""
    healthy = {donor.id: donor for donor in donors if donor.group == "HD" and donor.cultured}
    cells = sorted(chosen(healthy, assays.N_CELL_DONORS, "cell donors"))
    patients = [donor.id for donor in donors if in_full_analysis_set(donor)]
    pool = sorted(chosen(patients, assays.N_SERA, "serum donors"))
    others = sorted(set(healthy) - set(cells))
    sera: dict[str, tuple[str, ...]] = {}
    n = assays.SERA_PER_CELL_DONOR
    dealt: list[str] = []
    for place, cell in enumerate(cells):
        if len(dealt) < n:  # a new round of all sera, so that no cell donor meets one twice
            order = "deal", place
            dealt = sorted(pool, key=lambda serum, order=order: uniform(*order, serum))
        sera[cell] = (*sorted(dealt[:n]), others[place % len(others)], "")
        dealt = dealt[n:]
    return Pairing(tuple(healthy[cell] for cell in cells), sera)


def make_serum_plates(pairing: Pairing) -> list[Row]:
    """Make the plates of this experiment."""
    numbers = range(1, pairing.n_plates() + 2)
    return [
        plate_row(kit, f"H{number:02d}", number, FIRST_DAY)
        for kit in assays.KIT_RANGE
        for number in numbers
    ]


def _cultures(pairing: Pairing) -> Iterator[tuple[Donor, str, Row]]:
    """Give cell donor, serum donor and the columns that say so, for each culture."""
    for cell in pairing.cells:
        for serum in pairing.sera[cell.id]:
            for treatment in a.TREATMENTS:
                yield (
                    cell,
                    serum,
                    {
                        "culture_id": f"{cell.id}_{serum or 'NONE'}_{treatment}",
                        "sample": "CULTURE",
                        "hd_donor": cell.id,
                        "serum_donor": serum,
                        "serum_type": serum.split("-")[0] or "NONE",
                        "serum_pct": assays.SERUM_PERCENT if serum else 0,
                        "treatment": treatment,
                        "rux_um": a.RUXOLITINIB_UM[treatment],
                        "batch": f"BH{pairing.plate(cell):02d}",
                    },
                )


def _brought(analyte: str, serum: str) -> float:
    """What a serum itself brings into the medium, pg/mL."""
    if not serum:
        return 0.0
    deviation = assays.SD_CARRY_OVER * normal("carry-over", analyte, serum)
    return assays.CARRY_OVER[analyte] * math.exp(deviation)


def _made(response: assays.Response, cell: Donor, serum: str, culture: Row) -> float:
    """What the cells of a culture made, pg/mL."""
    name, ratio = response.analyte, response.gmr["HD"]
    slope = math.log(ratio) + assays.SD_CELL_DONOR_SLOPE * slope_deviate(name, cell)
    level = math.log(response.gm_vehicle["HD"]) + math.log(ratio) / 2
    level += assays.SD_CELL_DONOR * donor_deviate(name, cell)
    if serum:
        slope += assays.SD_SERUM_SLOPE * normal("serum slope", name, serum)
        level += assays.SD_SERUM * normal("serum", name, serum)
        level += assays.SD_CELL_DONOR_SERUM * normal("pair", name, cell.id, serum)
    if culture["serum_type"] == "SSC":
        level += math.log(assays.SERUM_RATIO[name])
    level += a.TREATMENTS[str(culture["treatment"])] * slope
    level += a.SD_CULTURE * normal("culture", name, culture["culture_id"])
    return math.exp(level + a.SD_BATCH * normal("batch", name, culture["batch"]))


def make_serum_wells(pairing: Pairing, plates: list[Row]) -> list[Row]:
    """Make one row an ELISA well, with the cell-free blanks of each serum."""
    limits = {row["plate_id"]: row for row in plates}
    free = {plate: positions() for plate in limits}
    about: dict[str, Row] = {}
    rows: list[Row] = []
    for response in UNSTIMULATED:
        name = response.analyte

        def add(culture: Row, number: int, amount: float, dilution: int, name: str = name) -> None:
            plate = limits[f"{name}-H{number:02d}"]
            culture_id = str(culture["culture_id"])
            about[culture_id] = culture
            for replicate in a.REPLICATES:
                position = next(free[plate["plate_id"]])
                level = math.log(amount)
                rows.append(well_row(plate, position, culture_id, replicate, level, dilution))

        for cell, serum, culture in _cultures(pairing):
            amount = _made(response, cell, serum, culture) + _brought(name, serum)
            dilution = assays.SERUM_DILUTION[name] if serum else response.dilution
            add(culture, pairing.plate(cell), amount, dilution)
        for serum in pairing.serum_donors():
            blank = _blank(serum)
            add(blank, pairing.n_plates() + 1, _brought(name, serum), assays.SERUM_DILUTION[name])
    record_faults(rows)
    rows.sort(key=lambda row: (str(row["plate_id"]), str(row["well"])))
    return [{"assay": "ELISA"} | about[str(row["culture_id"])] | row for row in rows]


def _blank(serum: str) -> Row:
    """Give the columns of a serum in medium without cells."""
    return {
        "culture_id": f"BLANK_{serum}",
        "sample": "SERUM_BLANK",
        "hd_donor": "",
        "serum_donor": serum,
        "serum_type": serum.split("-")[0],
        "serum_pct": assays.SERUM_PERCENT,
        "treatment": "",
        "rux_um": "",
        "batch": "",
    }


def make_serum_flow(pairing: Pairing) -> list[Row]:
    """Make one row a marker of a culture."""
    about: dict[str, Row] = {}
    rows: list[Row] = []
    for expression in EXPRESSIONS:
        name = expression.marker
        for cell, serum, culture in _cultures(pairing):
            slope = math.log(expression.gmr) + assays.SD_FLOW_SLOPE * slope_deviate(name, cell)
            level = centre(expression) + assays.SD_FLOW_DONOR * donor_deviate(name, cell)
            if serum:
                slope += assays.SD_FLOW_SERUM_SLOPE * normal("serum slope", name, serum)
                level += assays.SD_FLOW_SERUM * normal("serum", name, serum)
            if culture["serum_type"] == "SSC":
                level += math.log(assays.SERUM_RATIO_FLOW)
            level += a.TREATMENTS[str(culture["treatment"])] * slope
            about[str(culture["culture_id"])] = culture
            run = f"RH{pairing.plate(cell):02d}"
            rows.append(tube_row(str(culture["culture_id"]), name, run, level))
    lose_tubes(rows)
    rows.sort(key=lambda row: str(row["run_id"]))
    return [{"assay": "FLOW"} | about[str(row["culture_id"])] | row for row in rows]
