"""From the path of an endpoint file to a checked `Spec`, or to all its mistakes at once."""

from __future__ import annotations

import os
from dataclasses import fields, replace
from pathlib import Path

from sap.errors import Problem, SpecError, did_you_mean
from sap.spec.check_endpoints import check_endpoints
from sap.spec.check_study import check_study
from sap.spec.document import Document, Scalar, Unread, read_document
from sap.spec.endpoint import Endpoint, EndpointFile
from sap.spec.parts import PartOf, entries, read
from sap.spec.source import SourcesFile
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
    if _is_sources(document):
        message = "This is a sources file; check the study file that takes it in."
        raise SpecError(Problem(message, document.file, 1, 1))
    if not _is_study(document):
        return _load(Path(path), document)
    _take_in(document)
    _read_study_file(document)
    if document.problems:
        raise SpecError(_sorted(document))
    return None


def load_study(path: str | os.PathLike[str]) -> Spec:
    """Read a study file by itself, or the one that an endpoint file names.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    Spec
        Of a study file, without endpoints.

    Raises
    ------
    SpecError
        With every problem found, by file and place.
    """
    document = read_document(Path(path), os.fspath(path))
    if not _is_study(document):
        return load_spec(path)
    taken_in = _take_in(document)
    study = _read_study_file(document)
    if document.problems or study is None:
        raise SpecError(_sorted(document))
    return _spec(Path(path), Path(path), study, "", (), (document, *taken_in))


def _load(path: Path, document: Document) -> Spec:
    declared: EndpointFile = read(PartOf(EndpointFile), document)
    problems: list[Problem] = []
    study_path, study_documents, study = _read_study(declared, document)
    if declared is not None:
        check_endpoints(declared, study, document)
    problems += sorted(document.problems, key=_position)
    if study_documents:
        problems += _sorted(study_documents[0])
    if problems or study is None or study_path is None:
        raise SpecError(problems)
    documents = (document, *study_documents)
    spec = _spec(path, study_path, study, declared.engine, declared.endpoints, documents)
    return replace(spec, displays=declared.displays)


def _spec(
    path: Path,
    study_path: Path,
    study: StudyFile,
    engine: str,
    endpoints: tuple[Endpoint, ...],
    documents: tuple[Document, ...],
) -> Spec:
    shared = {field.name: getattr(study, field.name) for field in fields(StudyFile)}
    return Spec(
        path=path,
        study_path=study_path,
        engine=engine,
        endpoints=endpoints,
        files=tuple(SpecFile(one.file, one.sha256) for one in documents),
        **shared,
    )


def _is_study(document: Document) -> bool:
    keys = set(document.data) if isinstance(document.data, dict) else set()
    return not keys & {"endpoints", "engine"} and len(keys & set(entries(StudyFile))) > 1


def _is_sources(document: Document) -> bool:
    keys = set(document.data) if isinstance(document.data, dict) else set()
    return bool(keys) and keys <= set(entries(SourcesFile))


def _take_in(document: Document) -> tuple[Document, ...]:
    """Take in the files that stand in the place of a key of a study file."""
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
                hint = _nearest(Path(shown))
                message = f"There is no file '{named}', seen from this file's folder.{hint}"
                document.report((key,), message)
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


def _sorted(document: Document) -> list[Problem]:
    own = [problem for problem in document.problems if problem.file == document.file]
    others = [problem for problem in document.problems if problem.file != document.file]
    return sorted(own, key=_position) + sorted(others, key=_position)


def _read_study_file(document: Document) -> StudyFile | None:
    study: StudyFile | None = read(PartOf(StudyFile), document)
    if study is not None:
        check_study(study, document)
    return study


def _position(problem: Problem) -> tuple[int, int, str]:
    return problem.line or 0, problem.column or 0, problem.message


def _read_study(
    declared: EndpointFile | None, document: Document
) -> tuple[Path | None, tuple[Document, ...], StudyFile | None]:
    named = declared.study if declared is not None else None
    if named is None:
        return None, (), None
    shown = os.path.normpath(Path(document.file).parent / named)
    try:
        path = Path(shown)
        if not path.is_file():
            missing = f"There is no file '{named}', seen from this file's folder.{_nearest(path)}"
            document.report(("study",), missing)
            return path, (), None
        study_document = read_document(path, shown)
        if isinstance(study_document.data, dict) and "endpoints" in study_document.data:
            document.report(("study",), f"'{named}' is an endpoint file, not a study file.")
            return path, (), None
        documents = (study_document, *_take_in(study_document))
        return path, documents, _read_study_file(study_document)
    except ValueError:
        document.report(("study",), f"'{named}' is no path of a file.")
        return None, (), None
    except SpecError as error:
        document.problems.extend(error.problems)
        return None, (), None


def _nearest(path: Path) -> str:
    beside = sorted(item.name for item in path.parent.glob("*.y*ml"))
    hint = did_you_mean(path.name, beside)
    return f" {hint}" if hint.startswith("Did") else ""
