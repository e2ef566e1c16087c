"""A study small enough to know by heart: six animals, two diets, two jars an animal and diet."""

from __future__ import annotations

from pathlib import Path

from sap.data import AnalysisData, SourceTable, assemble, read_sources
from sap.plan import make_plan
from sap.spec import load_spec

STUDY = """\
study: {id: SMALL, title: A small study, simulated: true}
sources:
  animals:
    file: animals.csv
    key: [animal]
    columns: {animal: id, species: species, age: age, sex: sex}
  jars:
    file: jars.csv
    key: [jar]
    columns: {jar: jar, cage: cage, diet: diet}
  values:
    file: values.csv
    key: [jar, replicate]
    columns:
      {jar: jar, replicate: rep, animal: animal, kind: kind, level: level, low: low, high: high}
datasets:
  measured:
    from: values
    join:
      - {source: jars, on: jar}
      - {source: animals, on: animal}
variables:
  animal: {label: Animal, type: id}
  jar: {label: Jar, type: id}
  cage: {label: Cage, type: id}
  replicate: {label: Replicate, type: id}
  species: {label: Species, type: factor, levels: {mouse: Mouse, rat: Rat, no: None of both}}
  sex: {label: Sex, type: factor, levels: {f: Female, m: Male}}
  age: {label: Age, type: number, unit: weeks}
  diet: {label: Diet, type: factor, levels: {fat: High fat, plain: Plain}, reference: plain}
  kind: {label: Kind, type: factor, levels: [a, b]}
  level: {label: Level, type: number, unit: mg, limits: {lower: low, upper: high}}
  low: {label: Lower limit, type: number, unit: mg}
  high: {label: Upper limit, type: number, unit: mg}
analysis_sets:
  mice:
    label: Mice
    unit: animal
    exclude:
      - {when: species != "mouse", reason: No mouse}
      - {when: age < 3, reason: Too young}
table_style: {protocol: SMALL}
"""

ENDPOINT = """\
study: study.yml
endpoints:
  - id: E
    title: Level by diet
    estimand:
      population: Mice
      treatment: Diet
      variable: Level
      intercurrent_events: []
      summary: Ratio
    data:
      dataset: measured
      where: kind == "a"
      analysis_set: mice
    limits: {below: lloq/2, above: uloq}
    model:
      formula: log(level) ~ diet + (1 | animal)
      method: REML
      ddf: kenward-roger
    contrast: {of: diet, method: trt.vs.ctrl}
    table: {number: 14.1, kind: primary, title: Level, file: level}
"""

ANIMALS = [
    "id,species,age,sex,note",
    "007,mouse,10,f,",
    "008,mouse,12,m,",
    "009,mouse,2,f,",
    "010,rat,9,m,",
    "011,mouse,,f,",
    "012,mouse,8,m,never measured",
]


def jars() -> list[str]:
    """Write the jars: one for each of five animals and two diets."""
    animals = ("007", "008", "009", "010", "011")
    rows = [(animal, diet) for animal in animals for diet in ("fat", "plain")]
    return ["jar,cage,diet", *(f"{one}{diet[0]},c{int(one) % 2},{diet}" for one, diet in rows)]


def values() -> list[str]:
    """Write two values of kind a and one of kind b for each jar: 10, 11, 12, ..."""
    rows = ["jar,rep,animal,kind,level,low,high"]
    number = 10
    for row in jars()[1:]:
        jar = row.split(",")[0]
        for replicate, kind in (("1", "a"), ("2", "a"), ("3", "b")):
            rows.append(f"{jar},{replicate},{jar[:3]},{kind},{number},1,1000")
            number += 1
    return rows


class SmallStudy:
    """The study's files in a folder; change the lines, then read.

    Lines are those of the files: the first is the header, as in messages.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.study = STUDY
        self.endpoint = ENDPOINT
        self.animals = list(ANIMALS)
        self.jars = jars()
        self.values = values()

    def set_cell(self, table: str, line: int, column: str, text: str) -> None:
        """Put a text into a cell, the line counted as in the file."""
        rows = getattr(self, table)
        cells = rows[line - 1].split(",")
        cells[rows[0].split(",").index(column)] = text
        rows[line - 1] = ",".join(cells)

    def change(self, file: str, old: str, new: str) -> None:
        """Replace a text of the study or endpoint file, which must be there."""
        text = getattr(self, file)
        assert old in text
        setattr(self, file, text.replace(old, new))

    def write(self) -> None:
        """Write all files."""
        for name in ("animals", "jars", "values"):
            path = self.folder / f"{name}.csv"
            path.write_bytes("".join(f"{row}\n" for row in getattr(self, name)).encode())
        (self.folder / "study.yml").write_text(self.study)
        (self.folder / "endpoint.yml").write_text(self.endpoint)

    def read(self, *, write: bool = True) -> dict[str, SourceTable]:
        """Write the files, and read the sources."""
        if write:
            self.write()
        self.spec = load_spec(self.folder / "endpoint.yml")
        return read_sources(self.spec)

    def analysis(self, which: int = 0) -> AnalysisData:
        """Write and read everything, and make the data of one analysis."""
        sources = self.read()
        return assemble(self.spec, make_plan(self.spec).analyses[which], sources)

    def write_bytes(self, table: str, content: bytes) -> None:
        """Write everything, then one file as given; read with ``write=False``."""
        self.write()
        (self.folder / f"{table}.csv").write_bytes(content)
