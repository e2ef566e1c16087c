"""From the path of an endpoint file, or of a whole plan, to a checked `Spec`.

All mistakes of all files are told at once.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import chain
from pathlib import Path

from sap.errors import Problem, SpecError
from sap.spec.check_endpoints import check_endpoints
from sap.spec.check_families import check_families, check_members, check_membership
from sap.spec.check_study import check_study
from sap.spec.check_together import check_together
from sap.spec.document import Document, read_document
from sap.spec.endpoint import EndpointFile
from sap.spec.expand import expand, take_defaults
from sap.spec.folder import WholePlan, whole_plan
from sap.spec.parts import PartOf, entries, read
from sap.spec.source import SourcesFile
from sap.spec.spec import Spec, SpecFile
from sap.spec.study import StudyFile
from sap.spec.taken_in import named_study, take_in
from sap.spec.translation import (
    ReadTranslation,
    check_translation,
    is_translation,
    read_translations,
)


def load_spec(path: str | os.PathLike[str]) -> Spec:
    """Read an endpoint file and the study file it names, or a whole plan, and check all.

    Parameters
    ----------
    path
        The endpoint file; or the folder of a plan, with one study file and the endpoint
        files of its key `plan`.

    Returns
    -------
    Spec
        Frozen; its names, levels, formulas and methods fit each other.

    Raises
    ------
    SpecError
        With every problem found in all files, by file and place.
    """
    if Path(path).is_dir():
        return _load_folder(Path(path), os.fspath(path))
    document = read_document(Path(path), os.fspath(path))
    if is_study(document):
        message = (
            "This is a study file; name an endpoint file that refers to it by 'study: ...', "
            "or the folder for the whole plan."
        )
        raise SpecError(Problem(message, document.file, 1, 1))
    return _load(Path(path), (document,), named_study(document))


def check_file(path: str | os.PathLike[str]) -> Spec | None:
    """Check a spec file of either kind, or the folder of a whole plan.

    Parameters
    ----------
    path
        An endpoint file, a study file by itself, or a folder.

    Returns
    -------
    Spec or None
        What endpoint files declare; None for a study file without mistakes.

    Raises
    ------
    SpecError
        With every problem found, by file and place.
    """
    if Path(path).is_dir():
        return load_spec(path)
    document = read_document(Path(path), os.fspath(path))
    if is_sources(document):
        message = "This is a sources file; check the study file that takes it in."
        raise SpecError(Problem(message, document.file, 1, 1))
    if not is_study(document):
        return _load(Path(path), (document,), named_study(document))
    _read_study(document)
    if document.problems:
        raise SpecError(_sorted(document))
    return None


def load_study(path: str | os.PathLike[str]) -> Spec:
    """Read a study file by itself, the one that an endpoint file names, or that of a folder.

    Parameters
    ----------
    path
        The file or folder.

    Returns
    -------
    Spec
        Of a study file, without endpoints.

    Raises
    ------
    SpecError
        With every problem found, by file and place.
    """
    if Path(path).is_dir():
        return load_spec(path)
    document = read_document(Path(path), os.fspath(path))
    if not is_study(document):
        return load_spec(path)
    found = _read_study(document)
    if document.problems or found.study is None:
        raise SpecError(_sorted(document))
    return _spec(Path(path), Path(path), found, (), ())


def is_study(document: Document) -> bool:
    """Whether a file is a study file, by its keys."""
    keys = set(document.data) if isinstance(document.data, dict) else set()
    return not keys & {"endpoints", "engine"} and len(keys & set(entries(StudyFile))) > 1


def is_sources(document: Document) -> bool:
    """Whether a file holds sources that a study file takes in, by its keys."""
    keys = set(document.data) if isinstance(document.data, dict) else set()
    return bool(keys) and keys <= set(entries(SourcesFile))


def _is_other(document: Document) -> bool:
    """Whether a file of a plan's folder is read by way of the study file."""
    return is_sources(document) or is_translation(document)


@dataclass(frozen=True)
class _Study:
    """A study file as read, None where it could not be, the files it stands in, translations."""

    study: StudyFile | None
    documents: tuple[Document, ...]
    translations: Mapping[str, ReadTranslation] = field(default_factory=dict)


def _load_folder(folder: Path, shown: str) -> Spec:
    plan: WholePlan = whole_plan(folder, shown, is_study, _is_other)
    return _load(folder, plan.documents, plan.study)


def _load(path: Path, documents: Sequence[Document], named: Document | None) -> Spec:
    """Read endpoint files with their study file; `path` is what the user named."""
    behind = take_defaults(named) if named is not None else None
    found = _Study(None, ()) if named is None else _read_study(named)
    declared = []
    for document in documents:
        expand(document, behind)
        one: EndpointFile = read(PartOf(EndpointFile), document)
        declared.append(one)
        if one is not None:
            check_endpoints(one, found.study, document)
    readable = [(one, d) for one, d in zip(declared, documents, strict=True) if one is not None]
    check_together(readable, found.study, whole=path.is_dir())
    if found.study is not None and named is not None and path.is_dir():
        endpoints = [one for each, _ in readable for one in each.endpoints or () if one]
        check_members(found.study, named, endpoints)
    if found.study is not None and named is not None:
        check_membership(found.study, named, readable)
    problems = [one for document in documents for one in sorted(document.problems, key=_position)]
    if found.documents:
        problems += _sorted(found.documents[0])
    if problems or found.study is None or named is None:
        raise SpecError(tuple(dict.fromkeys(problems)))
    spec = _spec(path, Path(named.file), found, declared, documents)
    for language, translation in found.translations.items():
        check_translation(spec, translation, language, whole=path.is_dir())
    doubts = [w for other in found.translations.values() for w in other.document.warnings]
    return replace(spec, warnings=(*spec.warnings, *sorted(doubts, key=_position)))


def _spec(
    path: Path,
    study_path: Path,
    found: _Study,
    declared: Sequence[EndpointFile],
    documents: Sequence[Document],
) -> Spec:
    read_from = (*documents, *found.documents[:1])
    kept = {field.name for field in fields(Spec)}
    shared = {
        field.name: getattr(found.study, field.name)
        for field in fields(StudyFile)
        if field.name in kept
    }
    return Spec(
        path=path,
        study_path=study_path,
        engine=declared[0].engine if declared else "",
        endpoints=tuple(chain.from_iterable(one.endpoints for one in declared)),
        displays=tuple(chain.from_iterable(one.displays for one in declared)),
        files=tuple(SpecFile(one.file, one.sha256) for one in (*documents, *found.documents)),
        whole=path.is_dir(),
        warnings=tuple(one for each in read_from for one in sorted(each.warnings, key=_position)),
        **(shared | {"translations": {k: v.translation for k, v in found.translations.items()}}),
    )


def _read_study(document: Document) -> _Study:
    take_defaults(document)  # they are looked at where endpoints have taken them up
    documents = (document, *take_in(document))
    study: StudyFile | None = read(PartOf(StudyFile), document)
    if study is None:
        return _Study(None, documents)
    check_study(study, document)
    check_families(study, document)
    translations = read_translations(study, document)
    others = tuple(one.document for one in translations.values())
    return _Study(study, (*documents, *others), translations)


def _sorted(document: Document) -> list[Problem]:
    own = [problem for problem in document.problems if problem.file == document.file]
    others = [problem for problem in document.problems if problem.file != document.file]
    return sorted(own, key=_position) + sorted(others, key=_position)


def _position(problem: Problem) -> tuple[int, int, str]:
    return problem.line or 0, problem.column or 0, problem.message
