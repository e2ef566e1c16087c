"""Files that belong to a spec file: the study file it names, and what that takes in."""

from __future__ import annotations

import os
from pathlib import Path

from sap.errors import SpecError, did_you_mean
from sap.spec.document import Document, Scalar, Unread, read_document
from sap.spec.parts import entries
from sap.spec.study import StudyFile


def take_in(document: Document) -> tuple[Document, ...]:
    """Take in the files that stand in the place of a key of a study file.

    Parameters
    ----------
    document
        The study file, which takes the problems of the others too.

    Returns
    -------
    tuple of Document
        The files taken in.
    """
    taken_in = []
    data = document.data if isinstance(document.data, dict) else {}
    for key, field in entries(StudyFile).items():
        named = data.get(key)
        if not field.metadata["elsewhere"] or not isinstance(named, Scalar):
            continue
        data[key] = Unread()
        shown = os.path.normpath(Path(document.file).parent / named)
        try:
            if not Path(shown).is_file():
                message = f"There is no file '{named}', seen from this file's folder."
                document.report((key,), f"{message}{nearest(Path(shown))}")
            elif Path(shown).parent != Path(os.path.normpath(Path(document.file).parent)):
                document.report((key,), f"'{named}' must be in the folder of this file.")
            else:
                other = read_document(Path(shown), shown)
                taken_in.append(other)
                _graft(document, key, other)
        except ValueError:
            document.report((key,), f"'{named}' is no path of a file.")
        except SpecError as error:
            document.problems.extend(error.problems)
    return tuple(taken_in)


def _graft(document: Document, key: str, other: Document) -> None:
    if not isinstance(other.data, dict) or key not in other.data:
        document.report((key,), f"The file '{other.file}' has no key '{key}'.")
        return
    for unknown in other.data:
        if unknown != key:
            other.report((unknown,), f"Only the key '{key}' is read here.", key=True)
    document.take_in(key, other)


def named_study(document: Document) -> Document | None:
    """Read the study file that an endpoint file names.

    Parameters
    ----------
    document
        The endpoint file, which takes the problems of the name.

    Returns
    -------
    Document or None
        None where there is none to be read.
    """
    named = document.get(("study",))
    if not isinstance(named, Scalar) or not named.strip():
        return None  # told when the endpoint file is read
    shown = os.path.normpath(Path(document.file).parent / named.strip())
    try:
        path = Path(shown)
        if not path.is_file():
            missing = f"There is no file '{named}', seen from this file's folder.{nearest(path)}"
            document.report(("study",), missing)
            return None
        found = read_document(path, shown)
    except ValueError:
        document.report(("study",), f"'{named}' is no path of a file.")
        return None
    except SpecError as error:
        document.problems.extend(error.problems)
        return None
    if isinstance(found.data, dict) and "endpoints" in found.data:
        document.report(("study",), f"'{named}' is an endpoint file, not a study file.")
        return None
    return found


def nearest(path: Path) -> str:
    """Suggest a file beside one that is not there; empty where none has a name like it."""
    beside = sorted(item.name for item in path.parent.glob("*.y*ml"))
    hint = did_you_mean(path.name, beside)
    return f" {hint}" if hint.startswith("Did") else ""
