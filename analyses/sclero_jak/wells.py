"""The SIMULATED ELISA plates and wells."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from analyses.sclero_jak import assumptions as a
from analyses.sclero_jak.assays import KIT_RANGE, QC_NOMINAL, RESPONSES, Response
from analyses.sclero_jak.chance import chosen, happens, normal, uniform
from analyses.sclero_jak.clinic import Donor
from analyses.sclero_jak.laboratory import Layout, Row
from analyses.sclero_jak.truth import donor_deviate, log_ratio

PLATE_ROWS = "ABCDEFGH"
SAMPLE_COLUMNS = range(3, 13)  # columns 1 and 2 hold the standard curve


def make_plates(layout: Layout) -> list[Row]:
    """Make one row a plate, with its own limits of quantification (undiluted)."""
    numbers = range(1, layout.n_plates() + 1)
    first_day = date(2025, 1, 13)
    return [
        plate_row(kit, f"{number:02d}", number, first_day)
        for kit in KIT_RANGE
        for number in numbers
    ]


def plate_row(analyte: str, name: str, number: int, first_day: date) -> Row:
    """Make one plate.

    Parameters
    ----------
    analyte
        Its kit.
    name
        What follows the analyte in the plate's identifier.
    number
        Its turn, from 1: one plate of a kit is read a working day.
    first_day
        The day, a Monday, on which the first was read.
    """
    plate_id = f"{analyte}-{name}"
    lower, upper = KIT_RANGE[analyte]
    nominal = QC_NOMINAL[analyte]
    failed = plate_id in a.FAILED_PLATES
    read = first_day + timedelta(days=number - 1 + 2 * ((number - 1) // 5))
    lloq = lower * math.exp(a.SD_LLOQ_BETWEEN_PLATES * normal("lloq", plate_id))
    uloq = upper * math.exp(a.SD_ULOQ_BETWEEN_PLATES * normal("uloq", plate_id))
    recovered = round(73.0 if failed else 100 + 5 * normal("qc", plate_id), 1)
    return {
        "plate_id": plate_id,
        "analyte": analyte,
        "kit_lot": f"L{(number - 1) // 7 + 1}",
        "read_date": read.isoformat(),
        "lloq": f"{lloq:.1f}",
        "uloq": f"{uloq:.0f}",
        "curve_r2": f"{1 - 0.004 * uniform('curve', plate_id):.4f}",
        "qc_nominal": nominal,
        "qc_measured": _number(recovered * nominal / 100),
        "qc": f"{recovered:.1f}",
        "status": "FAILED" if failed else "VALID",
    }


def make_wells(layout: Layout, cultures: list[Row], plates: list[Row]) -> list[Row]:
    """Make one row an ELISA well, by plate and position."""
    donors = {donor.id: donor for donor in layout.donors}
    limits = {row["plate_id"]: row for row in plates}
    free = {plate: positions() for plate in limits}
    rows: list[Row] = []
    for response in RESPONSES:
        for culture in cultures:
            if culture["stim"] != response.stimulation:
                continue
            donor = donors[str(culture["donor_id"])]
            number = layout.plate(donor, str(culture["treatment"]))
            plate = limits[f"{response.analyte}-{number:02d}"]
            level = _log_level(response, donor, culture)
            for replicate in a.REPLICATES:
                position = next(free[plate["plate_id"]])
                rows.append(
                    well_row(
                        plate,
                        position,
                        str(culture["culture_id"]),
                        replicate,
                        level,
                        response.dilution,
                    )
                )
    record_faults(rows)
    return sorted(rows, key=lambda row: (str(row["plate_id"]), str(row["well"])))


def positions() -> Iterator[str]:
    """Give the positions for samples on a plate, in order of filling."""
    for column in SAMPLE_COLUMNS:
        for letter in PLATE_ROWS:
            yield f"{letter}{column:02d}"


def _log_level(response: Response, donor: Donor, culture: Row) -> float:
    """Log concentration in the medium of a culture."""
    analyte, treatment = response.analyte, str(culture["treatment"])
    vehicle = math.log(response.gm_vehicle[donor.group])
    centre = vehicle - a.TREATMENTS["DMSO"] * math.log(response.gmr[donor.group])
    return (
        centre
        + a.TREATMENTS[treatment] * log_ratio(response, donor)
        + response.sd_donor * donor_deviate(analyte, donor)
        + a.SD_CULTURE * normal("culture", analyte, culture["culture_id"])
        + a.SD_BATCH * normal("batch", analyte, culture["batch"])
    )


def well_row(
    plate: Row, position: str, culture_id: str, replicate: int, level: float, dilution: int
) -> Row:
    """Make one well: what is in the medium, read with the error of plate and well.

    Parameters
    ----------
    plate, position
        Where it is read.
    culture_id, replicate
        What is read.
    level
        Log concentration in the medium, pg/mL.
    dilution
        Fold dilution of the medium on the plate.
    """
    analyte = str(plate["analyte"])
    error = a.SD_PLATE * normal("plate", plate["plate_id"])
    error += a.SD_REPLICATE * normal("replicate", analyte, culture_id, replicate)
    reading = round(math.exp(level + error) / dilution, 2)
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


def record_faults(rows: list[Row]) -> None:
    """Lose some readings of each analyte, and flag duplicates."""
    for analyte in dict.fromkeys(str(row["analyte"]) for row in rows):
        _lose_wells([row for row in rows if row["analyte"] == analyte])
    _flag_duplicates(rows)


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
