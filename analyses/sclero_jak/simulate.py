"""Write the SIMULATED study: clean data, what a lab hands over, and the truth.

Run from the top of the repository::

    python -m analyses.sclero_jak.simulate [--to FOLDER]

The same files come out of every run, byte for byte: nothing depends on the clock,
the machine or the order in which random numbers are drawn.
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path

from analyses.sclero_jak.assumptions import DATA_ORIGIN
from analyses.sclero_jak.clinic import make_donors
from analyses.sclero_jak.cytometry import make_flow
from analyses.sclero_jak.handover.files import make_files
from analyses.sclero_jak.laboratory import make_cultures, make_layout
from analyses.sclero_jak.serum import make_serum_flow, make_serum_plates, make_serum_wells, pair_up
from analyses.sclero_jak.truth import make_truth
from analyses.sclero_jak.wells import make_plates, make_wells

HERE = Path(__file__).parent


def simulate() -> tuple[dict[str, list[dict[str, object]]], dict[str, object]]:
    """Simulate the study.

    Returns
    -------
    tables : dict
        File name (without ending) to its rows; all rows of a table have the same columns.
    truth : dict
        What is known to be true of the population the rows were drawn from.
    """
    donors = make_donors()
    layout = make_layout(donors)
    cultures = make_cultures(layout)
    plates = make_plates(layout)
    pairing = pair_up(donors)
    serum_plates = make_serum_plates(pairing)
    tables = {
        "donors": [donor.row for donor in donors],
        "cultures": cultures,
        "plates": plates + serum_plates,
        "elisa": make_wells(layout, cultures, plates),
        "flow": make_flow(layout, cultures),
        "hd_serum": make_serum_wells(pairing, serum_plates),
        "hd_serum_flow": make_serum_flow(pairing),
    }
    return tables, make_truth(donors)


def write(folder: Path) -> list[Path]:
    """Write the study into ``folder``: ``data``, ``raw``, log and truth.

    Returns
    -------
    list of Path
        The files written.
    """
    tables, truth = simulate()
    (folder / "data").mkdir(parents=True, exist_ok=True)
    written = []
    for name, rows in tables.items():
        path = folder / "data" / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, [*rows[0], "data_origin"], lineterminator="\n")
            writer.writeheader()
            writer.writerows({**row, "data_origin": DATA_ORIGIN} for row in rows)
        written.append(path)
    (folder / "raw").mkdir(exist_ok=True)
    for name, content in make_files(tables).items():
        path = folder / name
        path.write_bytes(content)
        written.append(path)
    truth_file = folder / "truth.json"
    truth_file.write_bytes((json.dumps(truth, indent=2) + "\n").encode("utf-8"))
    return [*written, truth_file]


def main() -> None:
    """Write the study where the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--to", type=Path, default=HERE, metavar="FOLDER")
    for path in write(parser.parse_args().to):
        print(path)


if __name__ == "__main__":
    main()
