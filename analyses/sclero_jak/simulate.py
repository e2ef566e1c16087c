"""Write the SIMULATED study: clean data, what a lab hands over, and the truth.

Run from the top of the repository::

    python -m analyses.sclero_jak.simulate [--to FOLDER] [--seed TEXT]

The same files come out of every run with the same seed, byte for byte: nothing depends
on the clock, the machine or the order in which random numbers are drawn.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
from pathlib import Path

from analyses.sclero_jak.assumptions import DATA_ORIGIN, SEED
from analyses.sclero_jak.chance import seeded
from analyses.sclero_jak.clinic import make_donors
from analyses.sclero_jak.cytometry import make_flow
from analyses.sclero_jak.estimands import written_effects
from analyses.sclero_jak.handover.files import make_files
from analyses.sclero_jak.laboratory import make_cultures, make_layout
from analyses.sclero_jak.serum import make_serum_flow, make_serum_plates, make_serum_wells, pair_up
from analyses.sclero_jak.truth import make_truth
from analyses.sclero_jak.wells import make_plates, make_wells

HERE = Path(__file__).parent

Tables = dict[str, list[dict[str, object]]]


def simulate(seed: str = SEED) -> tuple[Tables, dict[str, object]]:
    """Simulate the study.

    Parameters
    ----------
    seed
        Any text; each gives a study of its own, drawn from the same population.

    Returns
    -------
    tables : dict
        File name (without ending) to its rows; all rows of a table have the same columns.
    truth : dict
        What is known to be true of the population the rows were drawn from.
    """
    with seeded(seed):
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
        return tables, make_truth(donors) | {"endpoints": written_effects()}


def study_files(seed: str = SEED) -> dict[str, bytes]:
    """Simulate the study and give its files.

    Parameters
    ----------
    seed
        As for `simulate`.

    Returns
    -------
    dict of str to bytes
        Content by path: clean tables in ``data``, the lab's files in ``raw``, the log of
        their defects, and the truth.
    """
    tables, truth = simulate(seed)
    files = {f"data/{name}.csv": _csv_bytes(rows) for name, rows in tables.items()}
    with seeded(seed):
        files |= make_files(tables)
    return files | {"truth.json": (json.dumps(truth, indent=2) + "\n").encode("utf-8")}


def _csv_bytes(rows: list[dict[str, object]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, [*rows[0], "data_origin"], lineterminator="\n")
    writer.writeheader()
    writer.writerows({**row, "data_origin": DATA_ORIGIN} for row in rows)
    return text.getvalue().encode("utf-8")


def write(folder: Path, seed: str = SEED) -> list[Path]:
    """Write the study into ``folder``: ``data``, ``raw``, log and truth.

    Parameters
    ----------
    folder
        Made where it is not there.
    seed
        As for `simulate`.

    Returns
    -------
    list of Path
        The files written.
    """
    written = []
    for name, content in study_files(seed).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        written.append(path)
    return written


def main() -> None:
    """Write the study where the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--to", type=Path, default=HERE, metavar="FOLDER")
    parser.add_argument("--seed", default=SEED, metavar="TEXT", help=f"default: {SEED}")
    given = parser.parse_args()
    if given.seed != SEED and given.to == HERE:
        parser.error("the committed study has its own seed; say --to where another one goes")
    for path in write(given.to, given.seed):
        print(path)


if __name__ == "__main__":
    main()
