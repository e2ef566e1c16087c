"""From the path of an endpoint file to a checked `Spec`, or to all its mistakes at once."""

from __future__ import annotations

import os
from pathlib import Path

from sap.errors import Problem, SpecError, did_you_mean
from sap.spec.check_endpoints import check_endpoints
from sap.spec.check_study import check_study
from sap.spec.document import Document, read_document
from sap.spec.endpoint import EndpointFile
from sap.spec.parts import PartOf, entries, read
from sap.spec.spec import Spec, SpecFile
from sap.spec.study import StudyFile


def load_spec(path: str | os.PathLike[str]) -> Spec:
    """Read an endpoint file and the study file it names, and check both.

    Parameters
    ----------
    path
        The endpoint file.

    Returns
    -------
    Spec
        Frozen; its names, levels, formulas and methods fit each other.

    Raises
    ------
    SpecError
        With every problem found in both files, by file and place.
    """
    document = read_document(Path(path), os.fspath(path))
    if _is_study(document):
        message = "This is a study file; name an endpoint file that refers to it by 'study: ...'."
        raise SpecError(Problem(message, document.file, 1, 1))
    return _load(Path(path), document)


def check_file(path: str | os.PathLike[str]) -> Spec | None:
    """Check a spec file of either kind: an endpoint file, or a study file by itself.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    Spec or None
        What an endpoint file declares; None for a study file without mistakes.

    Raises
    ------
    SpecError
        With every problem found, by file and place.
    """
    document = read_document(Path(path), os.fspath(path))
    if not _is_study(document):
        return _load(Path(path), document)
    _read_study_file(document)
    if document.problems:
        raise SpecError(sorted(document.problems, key=_position))
    return None


def _load(path: Path, document: Document) -> Spec:
    declared: EndpointFile = read(PartOf(EndpointFile), document)
    problems: list[Problem] = []
    study_path, study_document, study = _read_study(declared, document)
    if declared is not None:
        check_endpoints(declared, study, document)
    problems += sorted(document.problems, key=_position)
    if study_document is not None:
        problems += sorted(study_document.problems, key=_position)
    if problems or study is None or study_path is None or study_document is None:
        raise SpecError(problems)
    return Spec(
        path=path,
        study_path=study_path,
        engine=declared.engine,
        study=study.study,
        sources=study.sources,
        datasets=study.datasets,
        variables=study.variables,
        analysis_sets=study.analysis_sets,
        table_style=study.table_style,
        endpoints=declared.endpoints,
        files=tuple(SpecFile(one.file, one.sha256) for one in (document, study_document)),
    )


def _is_study(document: Document) -> bool:
    keys = set(document.data) if isinstance(document.data, dict) else set()
    return not keys & {"endpoints", "engine"} and len(keys & set(entries(StudyFile))) > 1


def _read_study_file(document: Document) -> StudyFile | None:
    study: StudyFile | None = read(PartOf(StudyFile), document)
    if study is not None:
        check_study(study, document)
    return study


def _position(problem: Problem) -> tuple[int, int, str]:
    return problem.line or 0, problem.column or 0, problem.message


def _read_study(
    declared: EndpointFile | None, document: Document
) -> tuple[Path | None, Document | None, StudyFile | None]:
    named = declared.study if declared is not None else None
    if named is None:
        return None, None, None
    shown = os.path.normpath(Path(document.file).parent / named)
    try:
        path = Path(shown)
        if not path.is_file():
            missing = f"There is no file '{named}', seen from this file's folder.{_nearest(path)}"
            document.report(("study",), missing)
            return path, None, None
        study_document = read_document(path, shown)
        if isinstance(study_document.data, dict) and "endpoints" in study_document.data:
            document.report(("study",), f"'{named}' is an endpoint file, not a study file.")
            return path, None, None
        return path, study_document, _read_study_file(study_document)
    except ValueError:
        document.report(("study",), f"'{named}' is no path of a file.")
        return None, None, None
    except SpecError as error:
        document.problems.extend(error.problems)
        return None, None, None


def _nearest(path: Path) -> str:
    beside = sorted(item.name for item in path.parent.glob("*.y*ml"))
    hint = did_you_mean(path.name, beside)
    return f" {hint}" if hint.startswith("Did") else ""
