"""run.json: what made the outputs of a run, so that they can be made again and audited."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sap.errors import OutputError, Problem

# The packages behind the numbers and the files; none is imported to learn its version.
PACKAGES = (
    "sap",
    "great-tables",
    "lxml",
    "markdown-it-py",
    "matplotlib",
    "numpy",
    "openpyxl",
    "pandas",
    "patsy",
    "pyarrow",
    "pylatexenc",
    "pyreadstat",
    "python-docx",
    "rich",
    "ruamel.yaml",
    "scipy",
    "statsmodels",
    "threadpoolctl",
    "typst",
)
EPOCH = "SOURCE_DATE_EPOCH"


def generated_at() -> str:
    """Read the clock once, for all outputs of a run.

    Returns
    -------
    str
        UTC, ISO 8601 to the second. The environment's ``SOURCE_DATE_EPOCH`` stands for
        the clock where it is set, so that a run can be repeated byte for byte.

    Raises
    ------
    OutputError
        When ``SOURCE_DATE_EPOCH`` is no number of seconds.
    """
    text = os.environ.get(EPOCH, "")
    try:
        moment = datetime.fromtimestamp(int(text) if text else int(time.time()), UTC)
    except (ValueError, OverflowError, OSError):
        message = f"'{text}' is no time. Unset it, or give the seconds since 1970-01-01."
        raise OutputError(Problem(f"The environment variable {EPOCH}: {message}")) from None
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@cache
def versions() -> Mapping[str, str]:
    """Give the versions of Python, of this package and of those it stands on.

    Returns
    -------
    mapping of str to str
        Version by name; packages that are not installed are left out.
    """
    from importlib.metadata import PackageNotFoundError, version

    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return MappingProxyType(found)


def sha256(content: bytes) -> str:
    """Hash a content.

    Parameters
    ----------
    content
        Any bytes.

    Returns
    -------
    str
        SHA-256 in hexadecimal digits.
    """
    return hashlib.sha256(content).hexdigest()


def file_hashes(paths: Iterable[Path]) -> list[dict[str, str]]:
    """Hash files.

    Parameters
    ----------
    paths
        The files.

    Returns
    -------
    list of dict
        Of each, ``file``, the path as the user sees it, and ``sha256``.
    """
    return [{"file": shown(path), "sha256": sha256(path.read_bytes())} for path in paths]


def shown(path: Path) -> str:
    """Name a file as a user in the working directory would, with forward slashes.

    Parameters
    ----------
    path
        A file.

    Returns
    -------
    str
        Its path from the working directory when it lies below it or near it, or else
        its name: an output does not tell how a machine's folders are called.
    """
    resolved, here = path.resolve(), Path.cwd().resolve()
    if resolved.is_relative_to(here):
        return resolved.relative_to(here).as_posix()
    return resolved.name


def json_bytes(content: Mapping[str, Any]) -> bytes:
    """Write JSON for people and programs, always in the same way.

    Parameters
    ----------
    content
        Texts, numbers, lists and mappings; numbers that are none become null.

    Returns
    -------
    bytes
        UTF-8 text with two spaces of indentation.
    """
    text = json.dumps(_strict(content), indent=2, ensure_ascii=False, allow_nan=False)
    return f"{text}\n".encode()


def _strict(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _strict(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_strict(item) for item in value]
    if isinstance(value, float) and (value != value or value in (float("inf"), -float("inf"))):
        return None
    return value
