"""Time reading at scale: `python -m benchmarks.reading [--rows 5000000] [--kind csv parquet]`.

Writes a SIMULATED file of ELISA wells to a temporary folder, reads it by a data dictionary,
checks it and reduces it to an analysis set, each kind of file in a process of its own; the
folder is deleted afterwards. Prints seconds and peak memory, and writes READING.md.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
ROWS = 5_000_000
SECONDS, MEGABYTES = 60.0, 6_000.0
WELLS_A_PLATE = 384
DONORS = 2_000

STUDY = """\
study: {{id: SCALE, title: Reading at scale, simulated: true}}
sources:
  donors:
    file: donors.csv
    key: [donor]
    columns: {{donor: donor_id, group: group, age: {{column: age, range: [18, 100]}}}}
  wells:
    file: wells.{kind}
    format: {kind}
    key: [plate, well]
    refers: {{donor: donors}}
    columns:
      plate: plate_id
      well: well
      donor: donor_id
      analyte: {{column: analyte, synonyms: {{CCL18: [MIP-4], IL6: [IL-6]}}}}
      treatment: treatment
      replicate: replicate
      concentration: {{column: conc, missing: [ND]}}
      lloq: lloq
      uloq: uloq
datasets:
  wells: {{from: wells, join: [{{source: donors, on: donor}}]}}
variables:
  donor: {{label: Donor, type: id}}
  plate: {{label: Plate, type: id}}
  well: {{label: Well, type: id}}
  replicate: {{label: Replicate, type: id}}
  group: {{label: Group, type: factor, levels: [SSC, HD]}}
  age: {{label: Age, type: number, unit: years}}
  analyte: {{label: Analyte, type: factor, levels: [CCL18, IL6, CXCL10, CXCL4, PDGFBB]}}
  treatment: {{label: Treatment, type: factor, levels: [DMSO, RUX]}}
  concentration:
    {{label: Concentration, type: number, unit: pg/mL, limits: {{lower: lloq, upper: uloq}}}}
  lloq: {{label: Lower limit, type: number, unit: pg/mL}}
  uloq: {{label: Upper limit, type: number, unit: pg/mL}}
analysis_sets:
  fas:
    label: Full analysis set
    unit: donor
    exclude: [{{when: group != "SSC", reason: No patient}}]
table_style: {{protocol: SCALE}}
"""

ENDPOINT = """\
study: study.yml
endpoints:
  - id: E
    title: CCL18
    estimand:
      population: Patients
      treatment: Ruxolitinib
      variable: CCL18
      intercurrent_events: []
      summary: Ratio
    data: {dataset: wells, where: analyte == "CCL18", analysis_set: fas}
    limits: {below: lloq/2, above: uloq}
    model:
      formula: log(concentration) ~ treatment + (1 | donor) + (1 | plate)
      method: REML
      ddf: satterthwaite
    contrast: {of: treatment, method: trt.vs.ctrl}
    table: {number: 14.1, kind: primary, title: CCL18, file: ccl18}
"""


def write_study(folder: Path, rows: int, kind: str) -> int:
    """Write the study with a number of wells.

    Returns
    -------
    int
        Bytes of the file of wells.
    """
    import pyarrow as pa
    import pyarrow.csv as arrow_csv
    import pyarrow.parquet as pq

    rng = np.random.default_rng(20_404)
    donors = [f"D-{number:05d}" for number in range(DONORS)]
    groups = ("HD", "SSC", "SSC", "SSC")
    lines = [f"{name},{groups[at % 4]},{30 + at % 50}" for at, name in enumerate(donors)]
    (folder / "donors.csv").write_text("\n".join(["donor_id,group,age", *lines, ""]))
    at = np.arange(rows)
    plates = pa.array([f"P-{number:06d}" for number in range(rows // WELLS_A_PLATE + 1)])
    places = [f"{'ABCDEFGHIJKLMNOP'[n // 24]}{n % 24 + 1:02d}" for n in range(WELLS_A_PLATE)]
    wells = pa.array(places)
    values = np.round(np.exp(rng.normal(6, 1.5, rows)), 2)
    analytes = pa.array(["CCL18", "IL6", "CXCL10", "CXCL4", "PDGFBB", "MIP-4"])
    columns = {
        "plate_id": plates.take(pa.array(at // WELLS_A_PLATE)),
        "well": wells.take(pa.array(at % WELLS_A_PLATE)),
        "donor_id": pa.array(donors).take(pa.array(rng.integers(0, DONORS, rows))),
        "analyte": analytes.take(pa.array(rng.choice(6, rows, p=[0.3, 0.2, 0.2, 0.2, 0.09, 0.01]))),
        "treatment": pa.array(["DMSO", "RUX"]).take(pa.array(at // 2 % 2)),
        "replicate": pa.array(["1", "2"]).take(pa.array(at % 2)),
        "conc": pa.array(values),
        "lloq": pa.array(np.full(rows, 31.2)),
        "uloq": pa.array(np.full(rows, 20_000.0)),
    }
    path = folder / f"wells.{kind}"
    if kind == "parquet":
        pq.write_table(pa.table(columns), path)
    else:
        columns["conc"] = _as_written(values)
        options = arrow_csv.WriteOptions(include_header=False, quoting_style="none")
        with path.open("wb") as stream:
            stream.write(",".join(columns).encode() + b"\n")
            arrow_csv.write_csv(pa.table(columns), stream, options)
    (folder / "study.yml").write_text(STUDY.format(kind=kind))
    (folder / "endpoint.yml").write_text(ENDPOINT)
    return path.stat().st_size


def _as_written(values: np.ndarray) -> object:
    """Write values as a lab does: `<31.2` below the limit, ND for a few."""
    import pyarrow as pa
    import pyarrow.compute as pc

    text = pc.cast(pa.array(values), pa.string())
    text = pc.if_else(pa.array(values < 31.2), "<31.2", text)
    return pc.if_else(pa.array(np.arange(len(values)) % 997 == 0), "ND", text)


def read_study(folder: Path) -> dict[str, float]:
    """Read, check and reduce; return seconds of each part, and what was left."""
    from sap.data import assemble_all, read_sources
    from sap.plan import make_plan
    from sap.spec import load_spec

    start = time.perf_counter()
    spec = load_spec(folder / "endpoint.yml")
    plan = make_plan(spec)
    sources = read_sources(spec)
    read = time.perf_counter()
    data = assemble_all(spec, plan.analyses, sources)[0]
    done = time.perf_counter()
    return {
        "read": read - start,
        "reduce": done - read,
        "total": done - start,
        "processor": time.process_time(),
        "peak_mb": _peak_memory(),
        "rows": len(data.frame),
        "below": int(data.below.sum()),
    }


def _peak_memory() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(one for one in status.splitlines() if one.startswith("VmHWM"))
    return float(line.split()[1]) / 1024


def main() -> int:
    """Measure what is asked for, and report it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading", description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--kind", nargs="+", choices=("csv", "parquet"), default=["csv", "parquet"])
    parser.add_argument("--read", metavar="FOLDER", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.read:
        print(json.dumps(read_study(Path(asked.read))))
        return 0
    lines = []
    worst = (0.0, 0.0)
    for kind in asked.kind:
        with tempfile.TemporaryDirectory() as folder:
            size = write_study(Path(folder), asked.rows, kind)
            command = [sys.executable, "-m", "benchmarks.reading", "--read", folder]
            done = subprocess.run(
                command, cwd=HERE.parent, capture_output=True, text=True, check=True
            )
        found = json.loads(done.stdout)
        worst = max(worst[0], found["total"]), max(worst[1], found["peak_mb"])
        lines.append(
            f"| {kind} | {asked.rows:,} | {size / 1e6:,.0f} | {found['read']:.1f} "
            f"| {found['reduce']:.1f} | {found['total']:.1f} | {found['processor']:.1f} "
            f"| {found['peak_mb']:,.0f} "
            f"| {found['rows']:,} |"
        )
        print(lines[-1], flush=True)
    if asked.rows == ROWS and len(asked.kind) == 2:
        (HERE / "READING.md").write_text(_report(lines), encoding="utf-8")
    return 0 if worst[0] < SECONDS and worst[1] < MEGABYTES else 1


def _report(lines: list[str]) -> str:
    head = "| file | wells | MB | read and checked, s | reduced, s | total, s "
    head += "| processor, s | peak, MB | rows left |"
    return "\n".join(
        [
            "# Reading at scale",
            "",
            "Written by `python -m benchmarks.reading`. SIMULATED wells of nine columns, in a",
            "process of their own; checked: numbers, levels, missing codes, keys, references,",
            "limits. Processor seconds are those of all threads, imports included.",
            f"Aim: under {SECONDS:.0f} s and {MEGABYTES:,.0f} MB on 2 cores.",
            "",
            f"{os.cpu_count()} cores.",
            "",
            head,
            "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
            *lines,
            "",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
