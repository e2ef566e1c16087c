"""A finished run, read back from its folder: what it laid out, and its record."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sap.errors import OutputError, Problem
from sap.language import ENGLISH
from sap.run.folder import MANIFEST, OUTPUT
from sap.tables.stored import StoredItem, read_stored

TABLES = "tables.json"


@dataclass(frozen=True)
class FinishedRun:
    """What a run, or a shell, left in its folder.

    Parameters
    ----------
    folder
        Where it is.
    items
        Its tables and figures, in the order of its report.
    record
        What its ``run.json`` says.
    """

    folder: Path
    items: tuple[StoredItem, ...]
    record: Mapping[str, Any]

    @property
    def language(self) -> str:
        """The language of its tables, as specs name it."""
        return next((item.language for item in self.items), ENGLISH.code)

    def forms_of(self, item: StoredItem) -> tuple[str, ...]:
        """Name the files of a table or figure.

        Parameters
        ----------
        item
            One of its items.

        Returns
        -------
        tuple of str
            Names without the folder, in alphabetical order.
        """
        names = self.record.get("files", ())
        return tuple(sorted(name for name in names if Path(name).stem == item.stem))

    def content(self, name: str) -> str:
        """Read one of its files.

        Parameters
        ----------
        name
            Its name.

        Returns
        -------
        str
            The text in it.

        Raises
        ------
        OutputError
            When it cannot be read.
        """
        return _read(self.folder / name).decode("utf-8", "replace")


def finished_run(folder: str | Path) -> FinishedRun:
    """Read what a run left.

    Parameters
    ----------
    folder
        Its folder.

    Returns
    -------
    FinishedRun

    Raises
    ------
    OutputError
        When there is no run, or one of an older version, or its files are damaged.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise OutputError(Problem(f"There is no such folder. {_known()}".rstrip(), str(folder)))
    if not (folder / MANIFEST).is_file():
        message = f"The folder has no '{MANIFEST}': no run wrote it. {_known()}".rstrip()
        raise OutputError(Problem(message, str(folder)))
    record = _record(folder / MANIFEST)
    if not (folder / TABLES).is_file():
        message = f"The run has no '{TABLES}', which 'sap run' writes: run it again."
        raise OutputError(Problem(message, str(folder)))
    try:
        items = read_stored(_read(folder / TABLES))
    except ValueError as error:
        raise OutputError(Problem(f"The file is damaged: {error}.", str(folder / TABLES))) from None
    return FinishedRun(folder, items, record)


def last_run(output: Path | None = None) -> FinishedRun:
    """Read what the last run left.

    Parameters
    ----------
    output
        The folder that holds those of runs; default ``output``.

    Returns
    -------
    FinishedRun
        Of all runs in it the one written last; a shell is none.

    Raises
    ------
    OutputError
        When there is no run.
    """
    output = Path(OUTPUT) if output is None else output
    found = sorted(_runs(output), key=lambda path: (path / MANIFEST).stat().st_mtime_ns)
    if not found:
        message = (
            "There is no run in it. 'sap run SPEC' makes one; --run FOLDER names one elsewhere."
        )
        raise OutputError(Problem(message, str(output)))
    return finished_run(found[-1])


def _runs(output: Path) -> Iterator[Path]:
    """Go through the folders of runs, shells and reports of data left aside."""
    folders = sorted(output.iterdir()) if output.is_dir() else []
    for path in folders:
        if not path.name.startswith(".") and (path / MANIFEST).is_file():
            record = _record(path / MANIFEST)
            if "analyses" in record:
                yield path


def _known() -> str:
    names = ", ".join(str(path) for path in _runs(Path(OUTPUT)))
    return f"There are runs in {names}." if names else ""


def _record(path: Path) -> Mapping[str, Any]:
    try:
        record = json.loads(_read(path))
    except ValueError:
        record = None
    if not isinstance(record, dict):
        raise OutputError(Problem("The file is damaged: it is no record of a run.", str(path)))
    return record


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(Problem(f"The file cannot be read: {reason}.", str(path))) from None
