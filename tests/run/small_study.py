"""A small study of its own in a folder: two sources, one endpoint, two sensitivity analyses."""

from __future__ import annotations

import math
import random
from pathlib import Path

STUDY = """\
study:
  id: BREW
  title: Yeast and temperature
  simulated: true
sources:
  flasks:
    file: ../data/flasks.csv
    key: [flask]
    columns: {flask: flask_id, brewer: brewer_id, yeast: strain}
  brewers:
    file: ../data/brewers.csv
    key: [brewer]
    columns: {brewer: brewer_id, active: active}
  readings:
    file: ../data/readings.csv
    key: [reading]
    columns: {reading: reading_id, flask: flask_id, ethanol: value, low: low, high: high}
datasets:
  all_readings:
    from: readings
    join: [{source: flasks, on: flask}, {source: brewers, on: brewer}]
variables:
  flask: {label: Flask, type: id}
  brewer: {label: Brewer, type: id}
  reading: {label: Reading, type: id}
  yeast: {label: Yeast, type: factor, levels: {W: Wild yeast, B: Baker's yeast}, reference: W}
  active: {label: Active, type: factor, levels: {yes: Yes, no: No}}
  ethanol: {label: Ethanol, type: number, unit: g/L, limits: {lower: low, upper: high}}
  low: {label: Lower limit, type: number, unit: g/L}
  high: {label: Upper limit, type: number, unit: g/L}
analysis_sets:
  brewing:
    label: Active brewers
    unit: brewer
    exclude: [{when: active == "no", reason: Not active}]
table_style: {protocol: BREW (no registration), numbers: csr, locale: en}
"""

ENDPOINTS = """\
study: study.yml
endpoints:
  - id: E1
    title: Ethanol, baker's versus wild yeast
    estimand:
      population: Active brewers
      treatment: Baker's yeast, versus wild yeast
      variable: Ethanol
      intercurrent_events: []
      summary: Geometric mean ratio
    data: {dataset: all_readings, analysis_set: brewing}
    limits: {below: lloq/2, above: uloq}
    model:
      formula: log(ethanol) ~ yeast + (1 | brewer) + (1 | brewer:yeast)
      method: REML
      ddf: satterthwaite
    contrast: {of: yeast, method: trt.vs.ctrl}
    sensitivity:
      - {id: low_drop, title: Without readings below the limit, limits: {below: drop}}
      - id: raw
        title: Raw scale
        model: {formula: ethanol ~ yeast + (1 | brewer) + (1 | brewer:yeast)}
    table: {number: "1.10", kind: primary, title: <Ethanol> & yeast, file: 1.10-ethanol}
"""


def write_study(root: Path) -> Path:
    """Write the specs and the data, and give the endpoint file."""
    chance = random.Random(20260203)
    flasks, readings = ["flask_id,brewer_id,strain"], ["reading_id,flask_id,value,low,high"]
    brewers = ["brewer_id,active"]
    for brewer in range(1, 13):
        brewers.append(f"{brewer:03d},{'no' if brewer == 12 else 'yes'}")
        own = chance.gauss(0, 0.4)
        for strain in "WB":
            flask = f"{brewer:03d}-{strain}"
            flasks.append(f"{flask},{brewer:03d},{strain}")
            level = own + chance.gauss(0, 0.2) + (0.3 if strain == "B" else 0)
            for replicate in (1, 2):
                value = math.exp(2 + level + chance.gauss(0, 0.1))
                text = "<5" if value < 5 else f"{value:.2f}"
                readings.append(f"{flask}-{replicate},{flask},{text},5,100")
    for name, lines in (("flasks", flasks), ("brewers", brewers), ("readings", readings)):
        path = root / "data" / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    specs = root / "specs"
    specs.mkdir()
    (specs / "study.yml").write_text(STUDY, encoding="utf-8")
    (specs / "ethanol.yml").write_text(ENDPOINTS, encoding="utf-8")
    return specs / "ethanol.yml"
