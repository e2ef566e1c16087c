"""Whether the outputs of a former run stand: nothing that they depend on has changed.

A run leaves a fingerprint in its ``run.json``: one hash over the spec and data files, the
package's own code, all versions, and what was asked for. The next run works it out anew
without reading a spec or loading a numerical library. Where it is the same and every output
still has its bytes, there is nothing to do. Any doubt means a fresh run.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sap.errors import OutputError, Problem
from sap.run.folder import MANIFEST
from sap.run.manifest import EPOCH, json_bytes, sha256, shown, versions
from sap.run.result import RunResult

if TYPE_CHECKING:
    from sap.ard import Ard
    from sap.tables.table import Table

PACKAGE = Path(__file__).parent.parent
RESULTS = "ard.csv"
# Left out of the seal: it differs between runs that are the same otherwise.
UNSEALED = ("seconds", "seal")


@dataclass(frozen=True)
class Request:
    """What a run is asked for.

    Parameters
    ----------
    spec
        The endpoint file, or a folder of such files.
    folder
        The folder to write.
    certify
        Whether every fit is held against statsmodels' own log-likelihood.
    locale
        The language of the outputs; default as the study file says.
    """

    spec: Path
    folder: Path
    certify: bool = False
    locale: str | None = None

    @property
    def base(self) -> Path:
        """The folder from which the run's input files are named."""
        return self.spec if self.spec.is_dir() else self.spec.parent


@cache
def code_hash(package: Path = PACKAGE) -> str:
    """Hash the package's own files, once a process: the code that runs is the one loaded.

    Parameters
    ----------
    package
        Its folder.

    Returns
    -------
    str
        SHA-256 over the names and contents of its files.
    """
    made = hashlib.sha256()
    for path in sorted(package.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            made.update(f"{path.relative_to(package).as_posix()}\0".encode())
            made.update(hashlib.sha256(path.read_bytes()).digest())
    return made.hexdigest()


def fingerprint(request: Request, inputs: Iterable[tuple[str, str]]) -> str:
    """Hash all that the outputs of a run depend on.

    Parameters
    ----------
    request
        What is asked for.
    inputs
        Spec and data files in the order of reading: the path as seen from
        `request.base`, and the SHA-256 of the content.

    Returns
    -------
    str
        SHA-256 in hexadecimal digits.
    """
    in_folder = request.spec.glob("*.y*ml") if request.spec.is_dir() else ()
    parts = {
        # The names as shown stand in the tables, and depend on the working directory.
        "inputs": [[name, shown(request.base / name), digest] for name, digest in inputs],
        # A new file in a folder of specs is a change that no hash of the others shows.
        "specs": sorted(path.name for path in in_folder),
        "asked": [shown(request.spec), shown(request.folder), request.certify, request.locale],
        "clock": os.environ.get(EPOCH, ""),
        "code": code_hash(),
        "versions": versions(),
        "system": [platform.system(), platform.machine()],
    }
    return sha256(json_bytes(parts))


def reuse_record(
    request: Request,
    inputs: Iterable[tuple[str, str]],
    *,
    exit_code: int,
    failures: Sequence[str],
    texts: Sequence[str],
    said: Sequence[str],
) -> dict[str, Any]:
    """Say in the manifest by what a later run knows that this one stands.

    Parameters
    ----------
    request
        What was asked for.
    inputs
        Spec and data files in the order of reading, each with the SHA-256 of what was read.
    exit_code, failures, texts
        As in `RunResult`; `texts` by file name.
    said
        What else the user was told.

    Returns
    -------
    dict
        JSON; empty where a file has no path from the spec's folder, so that no later run
        could find it.
    """
    try:
        named = [(_from(request.base, file), digest) for file, digest in inputs]
    except ValueError:
        return {}
    return {
        "fingerprint": fingerprint(request, named),
        "inputs": [name for name, _ in named],
        "exit_code": exit_code,
        "failures": list(failures),
        "texts": list(texts),
        "said": list(said),
    }


def _from(base: Path, file: str) -> str:
    return Path(os.path.relpath(file, base)).as_posix()


def seal(manifest: Mapping[str, Any]) -> str:
    """Hash a manifest, so that one edited by hand is known.

    Parameters
    ----------
    manifest
        All of it; its seal and the seconds of its steps do not count.

    Returns
    -------
    str
        SHA-256 in hexadecimal digits.
    """
    return sha256(json_bytes({k: v for k, v in manifest.items() if k not in UNSEALED}))


@dataclass(frozen=True)
class Standing:
    """A former run that stands.

    Parameters
    ----------
    result
        What came of it.
    generated
        When it was, UTC, ISO 8601.
    said
        What the user was told beside the steps.
    """

    result: RunResult
    generated: str
    said: tuple[str, ...]


def standing_run(request: Request) -> Standing | None:
    """Find the former run of a folder, if it stands.

    Parameters
    ----------
    request
        What is asked for; the caller holds the lock of its folder.

    Returns
    -------
    Standing or None
        None when anything has changed, is missing, or cannot be read.
    """
    try:
        manifest = json.loads((request.folder / MANIFEST).read_bytes())
        if manifest["seal"] != seal(manifest):
            return None
        record = manifest["reuse"]
        found = fingerprint(request, [(n, _digest(request.base / n)) for n in record["inputs"]])
        written = manifest["sha256"]
        if found != record["fingerprint"] or not _stands(request.folder, written):
            return None
        generated = str(manifest["generated"])
        result = RunResult(
            exit_code=int(record["exit_code"]),
            folder=request.folder,
            paths=tuple(request.folder / name for name in manifest["files"]),
            failures=tuple(record["failures"]),
            texts=tuple(request.folder / name for name in record["texts"]),
            contents=lambda: _contents(request, written[RESULTS], generated),
            reused=True,
        )
        return Standing(result, generated, tuple(record["said"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _stands(folder: Path, written: Mapping[str, str]) -> bool:
    return all(_digest(folder / name) == digest for name, digest in written.items())


def _contents(request: Request, digest: str, generated: str) -> tuple[Ard, tuple[Table, ...]]:
    """Read the results of a former run, and lay its tables out anew."""
    from sap.ard.files import read_csv
    from sap.run.whole import tables_of

    path = request.folder / RESULTS
    if not path.is_file() or _digest(path) != digest:
        message = "The results are no longer those of the run; run again."
        raise OutputError(Problem(message, str(path)))
    ard = read_csv(path)
    return ard, tables_of(request, ard, generated)
