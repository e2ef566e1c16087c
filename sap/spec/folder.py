"""The files of a whole plan: one study file, and the endpoint files beside it in their order."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sap.errors import Problem, SpecError, did_you_mean
from sap.spec.document import Document, Scalar, read_document


@dataclass(frozen=True)
class WholePlan:
    """The files of a plan.

    Parameters
    ----------
    study
        The study file.
    documents
        The endpoint files, in the order of the plan.
    """

    study: Document
    documents: tuple[Document, ...]


def whole_plan(
    folder: Path,
    shown: str,
    is_study: Callable[[Document], bool],
    is_other: Callable[[Document], bool],
) -> WholePlan:
    """Find the files of a plan in a folder; no endpoint file is passed over.

    Parameters
    ----------
    folder
        The folder.
    shown
        As the user named it.
    is_study, is_other
        Tell a study file, and a file that is read by way of it.

    Returns
    -------
    WholePlan
        Its endpoint files in the order of the study file's `plan`, or of their names.

    Raises
    ------
    SpecError
        When there is not one study file, an endpoint file names another, `plan` names a
        file that is not there, or an endpoint file is not named in it.
    """
    found: dict[str, Document] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.y*ml")):
        name = os.path.normpath(Path(shown) / path.name)
        try:
            found[path.name] = read_document(path, name)
        except SpecError as error:
            problems += error.problems
    studies = {name: one for name, one in found.items() if is_study(one)}
    endpoints = {
        name: one for name, one in found.items() if not is_study(one) and not is_other(one)
    }
    if problems:
        raise SpecError(problems)
    if len(studies) != 1 or not endpoints:
        raise SpecError(Problem(_lacking(studies, endpoints), shown))
    study_name, study = next(iter(studies.items()))
    for document in endpoints.values():
        _check_named(document, study_name)
    order = _order(study, endpoints)
    wrong = [problem for one in endpoints.values() for problem in one.problems]
    if study.problems or wrong:
        raise SpecError((*wrong, *study.problems))
    return WholePlan(study, tuple(endpoints[name] for name in order))


def _lacking(studies: dict[str, Document], endpoints: dict[str, Document]) -> str:
    if len(studies) > 1:
        return f"A plan has one study file; this folder has {len(studies)}: {', '.join(studies)}."
    if not studies:
        return "This folder has no study file, which a whole plan needs (key 'study' and others)."
    return f"This folder has a study file, {next(iter(studies))}, and no endpoint file."


def _check_named(document: Document, study_name: str) -> None:
    """Report an endpoint file that names another study file than that of its folder."""
    named = document.get(("study",))
    if isinstance(named, Scalar) and os.path.normpath(named.strip()) != study_name:
        message = f"The study file of this folder is '{study_name}'; a plan has one."
        document.report(("study",), message)


def _order(study: Document, endpoints: dict[str, Document]) -> list[str]:
    named = study.get(("plan",))
    if not isinstance(named, list):
        return list(endpoints)
    order = []
    for place, name in enumerate(named):
        if not isinstance(name, Scalar):
            continue  # told when the study file is read
        if name not in endpoints:
            hint = did_you_mean(name, endpoints)
            study.report(("plan", place), f"There is no endpoint file '{name}' here. {hint}")
        elif name in order:
            study.report(("plan", place), f"'{name}' stands twice.")
        else:
            order.append(str(name))
    for name in endpoints:
        if name not in order and not study.problems:
            message = (
                f"The endpoint file '{name}' of this folder is not named here; add it, or take it "
                "out of the folder."
            )
            study.report(("plan",), message)
    return order
