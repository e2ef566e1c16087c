"""A spec: a study file and an endpoint file, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sap.errors import Problem
from sap.spec.display import Display
from sap.spec.document_request import DocumentRequest
from sap.spec.endpoint import Endpoint
from sap.spec.family import Family
from sap.spec.source import Query, Source
from sap.spec.study import AnalysisSet, Dataset, StudyHeader, TableStyle, Variable

if TYPE_CHECKING:
    from sap.spec.translation import Translation


@dataclass(frozen=True)
class SpecFile:
    """A file that a spec was read from.

    Parameters
    ----------
    file
        As the user named it, or as it was found from there.
    sha256
        Hash of its bytes.
    """

    file: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Spec:
    """A spec without mistakes that can be found before data are read.

    Parameters
    ----------
    path
        The endpoint file, or the folder of a whole plan.
    study_path
        The study file; the files of sources are found from its folder.
    engine
        What fits the models.
    study
        Which study it is.
    sources, datasets, variables, analysis_sets
        What the study file declares, by name.
    table_style
        How all tables look.
    endpoints
        In the order of the file.
    files
        The files read, the endpoint files first.
    displays
        Tables, listings and figures about the data of endpoints.
    queries
        What is looked for and left to the statistician, by name.
    families
        Families of hypotheses, by name.
    document
        What the study file says for the plan as a document, or None.
    translations
        What the texts are in other languages, by language.
    warnings
        What the files say that may be meant, but most likely is not, each with its place.
    whole
        Whether it is a whole plan, read from a folder, and not one endpoint file alone.
    """

    path: Path
    study_path: Path
    engine: str
    study: StudyHeader
    sources: Mapping[str, Source]
    datasets: Mapping[str, Dataset]
    variables: Mapping[str, Variable]
    analysis_sets: Mapping[str, AnalysisSet]
    table_style: TableStyle
    endpoints: tuple[Endpoint, ...]
    files: tuple[SpecFile, ...]
    displays: tuple[Display, ...] = ()
    queries: Mapping[str, Query] = field(default_factory=dict)
    families: Mapping[str, Family] = field(default_factory=dict)
    document: DocumentRequest | None = None
    translations: Mapping[str, Translation] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()
    whole: bool = False

    def source_paths(self, name: str) -> tuple[Path, ...]:
        """Return where the files of a source are.

        Parameters
        ----------
        name
            A name in `sources`.

        Returns
        -------
        tuple of Path
            Seen from where the spec was found.
        """
        return tuple(self.study_path.parent / file for file in self.sources[name].all_files)
