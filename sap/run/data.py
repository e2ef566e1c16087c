"""`sap data`: read the sources of a study, and report what was done with every row."""

from __future__ import annotations

import sys
from pathlib import Path

from sap.data.queries import open_queries
from sap.data.report import DataReport, make_report
from sap.data.sources import read_sources
from sap.render.cleaning import csv_reports, html_report, text_report
from sap.render.text import in_encoding
from sap.run.folder import (
    MANIFEST,
    default_folder,
    locked,
    mend,
    refuse_foreign,
    write_whole,
)
from sap.run.manifest import generated_at, json_bytes, sha256, shown, versions
from sap.spec import load_study

PAGE = "data-report.html"


def report_data(spec_path: str | Path, output: str | Path | None = None) -> DataReport:
    """Read the sources of a study, print the report, and write it as HTML and CSV.

    Open queries are reported and are no error: the exit code of the command stays 0.

    Parameters
    ----------
    spec_path
        A study file, or an endpoint file that names one.
    output
        The folder to write; default ``output/<name of the spec>-data``.

    Returns
    -------
    DataReport
        What was done.

    Raises
    ------
    SpecError, DataError
        When the spec or the data cannot be right; the former report stays as it is.
    OutputError
        When the report cannot be written, likewise.
    """
    folder = default_folder(spec_path, "data") if output is None else Path(output)
    generated = generated_at()
    spec = load_study(spec_path)
    with locked(folder.resolve()):
        mend(folder.resolve())
        refuse_foreign(folder.resolve())
        sources = read_sources(spec)
        report = make_report(spec, sources, open_queries(spec, sources))
        files = {PAGE: html_report(report, generated).encode("utf-8"), **csv_reports(report)}
        manifest = {
            "simulated": report.simulated,
            "study": {"id": spec.study.id, "registration": spec.study.registration},
            "generated": generated,
            "spec_files": [
                {"file": shown(Path(one.file)), "sha256": one.sha256} for one in spec.files
            ],
            "data_files": [
                {"file": shown(Path(file)), "sha256": digest}
                for source in report.sources
                for file, digest in source.files
            ],
            "open_queries": [f"{query.name}: {query.title}" for query in report.queries],
            "versions": versions(),
            "files": [*files, MANIFEST],
            "sha256": {name: sha256(content) for name, content in files.items()},
        }
        paths = write_whole(folder.resolve(), {**files, MANIFEST: json_bytes(manifest)})
    print(in_encoding(text_report(report), sys.stdout.encoding), end="")
    print(f"\nWritten to {folder}:")
    for path in paths:
        print(f"  {path.name}")
    return report
