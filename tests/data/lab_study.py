"""A study of one source, whose file and dictionary a test writes as it needs them."""

from __future__ import annotations

from pathlib import Path

from sap.data.queries import OpenQuery, open_queries
from sap.data.report import DataReport, make_report
from sap.data.sources import SourceTable, read_sources
from sap.errors import DataError
from sap.spec import Spec, load_study

STUDY = """\
study: {id: LAB, title: From a lab, simulated: true}
sources:
  wells:
%s
    key: [well]
    columns:
%s
datasets:
  wells: {from: wells}
variables:
  well: {label: Well, type: id}
%s
analysis_sets:
  all: {label: All, unit: well}
table_style: {protocol: LAB}
%s
"""


def indented(lines: str, by: int) -> str:
    return "\n".join(" " * by + line for line in lines.splitlines())


class LabStudy:
    """One source with the columns `well` and what the test adds.

    Attributes hold YAML: how the file is read, the columns besides, the variables besides,
    and what stands at the end (queries).
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.source = "file: wells.csv"
        self.columns = "value: value"
        self.variables = "value: {label: Value, type: number, unit: mg}"
        self.end = ""

    def spec(self) -> Spec:
        """Write and load the study file."""
        columns = self.columns if "well:" in self.columns else "well: well\n" + self.columns
        text = STUDY % (
            indented(self.source, 4),
            indented(columns, 6),
            indented(self.variables, 2),
            self.end,
        )
        (self.folder / "study.yml").write_text(text, encoding="utf-8")
        return load_study(self.folder / "study.yml")

    def write(self, content: str | bytes, name: str = "wells.csv") -> Path:
        """Write a file of the source."""
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    def table(self) -> SourceTable:
        """Read the source."""
        return read_sources(self.spec())["wells"]

    def report(self) -> DataReport:
        """Read the source, look for queries, and gather what was done."""
        spec = self.spec()
        sources = read_sources(spec)
        return make_report(spec, sources, open_queries(spec, sources))

    def queries(self) -> tuple[OpenQuery, ...]:
        """Look for queries."""
        return self.report().queries

    def problems(self) -> list[str]:
        """Read the source, which must be refused; give the messages without the folder."""
        try:
            self.table()
        except DataError as error:
            return [str(one).replace(f"{self.folder.as_posix()}/", "") for one in error.problems]
        raise AssertionError("nothing was refused")
