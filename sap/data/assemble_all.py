"""The data of many analyses: what they share is made once, and what fails fails by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sap.data.analysis import AnalysisData
from sap.data.assemble import from_rows
from sap.data.shared import Problems, SharedRows
from sap.data.sources import SourcesRead, SourceTable
from sap.errors import DataError
from sap.plan.planned import PlannedAnalysis
from sap.spec import Spec


def assemble_all(
    spec: Spec, analyses: Iterable[PlannedAnalysis], sources: Mapping[str, SourceTable]
) -> tuple[AnalysisData, ...]:
    """Make the data of several analyses.

    Parameters
    ----------
    spec
        Names the datasets and how they are joined.
    analyses
        As planned.
    sources
        As read.

    Returns
    -------
    tuple of AnalysisData
        One an analysis.

    Raises
    ------
    DataError
        With the problems of all analyses, each once.
    """
    found = assemble_each(spec, analyses, SourcesRead(sources, {}))
    problems = [problem for one in found if isinstance(one, tuple) for problem in one]
    if problems:
        raise DataError(tuple(dict.fromkeys(problems)))
    return tuple(one for one in found if isinstance(one, AnalysisData))


def assemble_each(
    spec: Spec, analyses: Iterable[PlannedAnalysis], read: SourcesRead
) -> tuple[AnalysisData | Problems, ...]:
    """Make the data of several analyses, and say why there are none where there are none.

    Parameters
    ----------
    spec
        Names the datasets and how they are joined.
    analyses
        As planned.
    read
        The sources, as far as they could be read.

    Returns
    -------
    tuple
        An analysis each: its data, or the problems that it has. A problem of one analysis
        is none of another that does not use the same rows or variables.
    """
    asked = tuple(analyses)
    shared = SharedRows(spec, {v.name for one in asked for v in one.variables}, read)
    made: list[AnalysisData | Problems] = []
    for analysis in asked:
        try:
            rows, tables = shared.rows_of(analysis)
            made.append(from_rows(rows, analysis, tables, shared.queries))
        except DataError as error:
            made.append(error.problems)
    return tuple(made)
