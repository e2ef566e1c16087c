"""From the path of an endpoint file to a checked `Spec`, or to all its mistakes at once."""

from __future__ import annotations

import os
from pathlib import Path

from sap.errors import Problem, SpecError
from sap.spec.check_endpoints import check_endpoints
from sap.spec.check_study import check_study
from sap.spec.document import Document, read_document
from sap.spec.endpoint import EndpointFile
from sap.spec.parts import PartOf, read
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
    shown = os.fspath(path)
    document = read_document(Path(path), shown)
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
        path=Path(path),
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
            document.report(("study",), f"There is no study file '{shown}'.")
            return path, None, None
        study_document = read_document(path, shown)
    except ValueError:
        document.report(("study",), f"'{named}' is no path of a file.")
        return None, None, None
    except SpecError as error:
        document.problems.extend(error.problems)
        return None, None, None
    study: StudyFile | None = read(PartOf(StudyFile), study_document)
    if study is not None:
        check_study(study, study_document)
    return path, study_document, study
