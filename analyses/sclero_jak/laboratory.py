"""The SIMULATED cultures, ELISA plates and wells."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from analyses.sclero_jak import assumptions as a
from analyses.sclero_jak.chance import chosen, happens, normal, uniform
from analyses.sclero_jak.clinic import Donor
from analyses.sclero_jak.truth import log_ratio

Row = dict[str, object]
PLATE_ROWS = "ABCDEFGH"
SAMPLE_COLUMNS = range(3, 13)  # columns 1 and 2 hold the standard curve


@dataclass(frozen=True)
class Layout:
    """Who was cultured when, and on which plate an arm of a donor was read.

    Parameters
    ----------
    donors
        Donors with a culture, in order of inclusion.
    lost_arm
        The treatment that a donor lacks, for donors seen under one arm only.
    two_plates
        Donors whose ruxolitinib arm was read on the next plate.
    """

    donors: tuple[Donor, ...]
    lost_arm: dict[str, str]
    two_plates: frozenset[str]

    def batch(self, donor: Donor) -> int:
        """Give the culture batch, from 1."""
        return self.donors.index(donor) // a.DONORS_PER_BATCH + 1

    def n_plates(self) -> int:
        """Count the plates that one analyte takes."""
        return math.ceil(len(self.donors) / a.DONORS_PER_PLATE)

    def plate(self, donor: Donor, treatment: str) -> int:
        """Give the plate of one arm of a donor, from 1."""
        home = self.donors.index(donor) // a.DONORS_PER_PLATE
        away = treatment == "RUX" and donor.id in self.two_plates
        return (home + away) % self.n_plates() + 1


def make_layout(donors: list[Donor]) -> Layout:
    """Lay out batches and plates by order of inclusion."""
    cultured = sorted(
        (donor for donor in donors if donor.cultured),
        key=lambda donor: (str(donor.row["incl_date"]), donor.id),
    )
    ids = [donor.id for donor in cultured]
    one_arm = chosen(ids, round(a.SHARE_ONE_ARM * len(ids)), "one arm")
    both_arms = [donor_id for donor_id in ids if donor_id not in one_arm]
    lost = {i: "RUX" if happens(0.5, "lost arm", i) else "DMSO" for i in sorted(one_arm)}
    two_plates = chosen(both_arms, round(a.SHARE_TWO_PLATES * len(ids)), "two plates")
    return Layout(tuple(cultured), lost, frozenset(two_plates))


def make_cultures(layout: Layout) -> list[Row]:
    """Make one row a biological well: donor, stimulation, treatment."""
    stimulations = list(dict.fromkeys(response.stimulation for response in a.RESPONSES))
    rows: list[Row] = []
    for donor in layout.donors:
        batch = layout.batch(donor)
        thawed = date(2024, 1, 8) + timedelta(weeks=2 * (batch - 1))
        for stimulation in stimulations:
            for treatment in a.TREATMENTS:
                if layout.lost_arm.get(donor.id) == treatment:
                    continue
                culture_id = f"{donor.id}_{stimulation}_{treatment}"
                rows.append(
                    {
                        "culture_id": culture_id,
                        "donor_id": donor.id,
                        "serum_donor_id": "",
                        "serum_type": "NONE",
                        "serum_pct": 0,
                        "stim": stimulation,
                        "treatment": treatment,
                        "rux_um": a.RUXOLITINIB_UM[treatment],
                        "thaw_date": thawed.isoformat(),
                        "batch": f"B{batch:02d}",
                        "operator": "OP1" if batch % 2 else "OP2",
                        "viability_pct": f"{_viability(culture_id):.1f}",
                    }
                )
    return rows


def _viability(culture_id: str) -> float:
    low = happens(a.SHARE_LOW_VIABILITY, "low viability", culture_id)
    distribution = a.LOW_VIABILITY if low else a.VIABILITY
    return min(distribution.mean + distribution.stdev * normal("viability", culture_id), 99.5)


def make_plates(layout: Layout) -> list[Row]:
    """Make one row a plate, with its own limits of quantification (undiluted)."""
    rows: list[Row] = []
    for analyte, (lower, upper) in a.KIT_RANGE.items():
        for number in range(1, layout.n_plates() + 1):
            plate_id = f"{analyte}-{number:02d}"
            failed = plate_id in a.FAILED_PLATES
            read = date(2025, 1, 13) + timedelta(days=number - 1 + 2 * ((number - 1) // 5))
            lloq = lower * math.exp(a.SD_LLOQ_BETWEEN_PLATES * normal("lloq", plate_id))
            uloq = upper * math.exp(a.SD_ULOQ_BETWEEN_PLATES * normal("uloq", plate_id))
            recovered = round(73.0 if failed else 100 + 5 * normal("qc", plate_id), 1)
            rows.append(
                {
                    "plate_id": plate_id,
                    "analyte": analyte,
                    "kit_lot": f"L{(number - 1) // 7 + 1}",
                    "read_date": read.isoformat(),
                    "lloq": f"{lloq:.1f}",
                    "uloq": f"{uloq:.0f}",
                    "curve_r2": f"{1 - 0.004 * uniform('curve', plate_id):.4f}",
                    "qc_nominal": a.QC_NOMINAL[analyte],
                    "qc_measured": _number(recovered * a.QC_NOMINAL[analyte] / 100),
                    "qc": f"{recovered:.1f}",
                    "status": "FAILED" if failed else "VALID",
                }
            )
    return rows


def make_wells(layout: Layout, cultures: list[Row], plates: list[Row]) -> list[Row]:
    """Make one row an ELISA well, by plate and position."""
    donors = {donor.id: donor for donor in layout.donors}
    limits = {row["plate_id"]: row for row in plates}
    free = {plate: _positions() for plate in limits}
    rows: list[Row] = []
    for response in a.RESPONSES:
        for culture in cultures:
            if culture["stim"] != response.stimulation:
                continue
            donor = donors[str(culture["donor_id"])]
            number = layout.plate(donor, str(culture["treatment"]))
            plate = limits[f"{response.analyte}-{number:02d}"]
            for replicate in a.REPLICATES:
                position = next(free[plate["plate_id"]])
                rows.append(_make_well(response, donor, culture, plate, replicate, position))
    _lose_wells(rows)
    _flag_duplicates(rows)
    return sorted(rows, key=lambda row: (str(row["plate_id"]), str(row["well"])))


def _positions() -> Iterator[str]:
    for column in SAMPLE_COLUMNS:
        for letter in PLATE_ROWS:
            yield f"{letter}{column:02d}"


def _make_well(
    response: a.Response, donor: Donor, culture: Row, plate: Row, replicate: int, position: str
) -> Row:
    analyte, dilution = response.analyte, response.dilution
    coding = a.TREATMENTS[str(culture["treatment"])]
    culture_id, batch = culture["culture_id"], culture["batch"]
    vehicle = math.log(response.gm_vehicle[donor.group])
    centre = vehicle - a.TREATMENTS["DMSO"] * math.log(response.gmr[donor.group])
    log_conc = (
        centre
        + coding * log_ratio(response, donor)
        + response.sd_donor * donor_deviate(analyte, donor)
        + a.SD_CULTURE * normal("culture", analyte, culture_id)
        + a.SD_PLATE * normal("plate", plate["plate_id"])
        + a.SD_BATCH * normal("batch", analyte, batch)
        + a.SD_REPLICATE * normal("replicate", analyte, culture_id, replicate)
    )
    reading = round(math.exp(log_conc) / dilution, 2)
    lower, upper = float(str(plate["lloq"])), float(str(plate["uloq"]))
    lloq, uloq = _number(lower * dilution), _number(upper * dilution)
    conc, flag = _number(reading * dilution), "OK"
    if reading < lower:
        conc, flag = f"<{lloq}", "BLQ"
    elif reading > upper:
        conc, flag = f">{uloq}", "ALQ"
    return {
        "plate_id": plate["plate_id"],
        "well": position,
        "culture_id": culture_id,
        "analyte": analyte,
        "replicate": replicate,
        "dilution": dilution,
        "conc": conc,
        "unit": "pg/mL",
        "lloq": lloq,
        "uloq": uloq,
        "flag": flag,
        "comment": "",
    }


def donor_deviate(analyte: str, donor: Donor) -> float:
    """Draw the standard normal deviate of a donor's level, correlated between analytes."""
    shared, block = a.CORRELATION_DONOR_ALL, a.CORRELATION_DONOR_BLOCK
    return (
        math.sqrt(shared) * normal("donor", donor.id)
        + math.sqrt(block - shared) * normal("donor", a.BLOCK[analyte], donor.id)
        + math.sqrt(1 - block) * normal("donor", a.BLOCK[analyte], analyte, donor.id)
    )


def _number(value: float) -> str:
    """Write a number without an exponent and without trailing zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _lose_wells(rows: list[Row]) -> None:
    """Empty the reading of some wells; their rows stay, so that missing wells are counted."""
    names = {f"{row['culture_id']}/{row['analyte']}/{row['replicate']}": row for row in rows}
    lost = chosen(names, round(a.SHARE_WELLS_MISSING * len(names)), "missing well")
    for name in sorted(lost):
        names[name] |= {"conc": "", "flag": "", "comment": "no reading"}


def _flag_duplicates(rows: list[Row]) -> None:
    """Flag haemolysed samples and duplicates that disagree; their values stay."""
    duplicates: dict[tuple[object, object], list[Row]] = defaultdict(list)
    for row in rows:
        if row["flag"] == "OK" and row["conc"]:
            duplicates[row["culture_id"], row["analyte"]].append(row)
    for (culture_id, analyte), pair in duplicates.items():
        values = [float(str(row["conc"])) for row in pair]
        if len(values) == 2 and _cv_percent(*values) > a.CV_LIMIT_PERCENT:
            for row in pair:
                row["flag"] = "CV>20"
        elif happens(a.SHARE_HAEMOLYSED, "haemolysed", analyte, culture_id):
            for row in pair:
                row |= {"flag": "HEMOL", "comment": "haemolysed sample"}


def _cv_percent(first: float, second: float) -> float:
    mean = (first + second) / 2
    return 100 * abs(first - second) / math.sqrt(2) / mean
