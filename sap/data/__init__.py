"""Sources read by the data dictionary, and from them the data of each analysis."""

from sap.data.analysis import AnalysisData, MeasuredRows
from sap.data.assemble import assemble, assemble_all
from sap.data.disposition import DispositionStep, ExcludedRow, ExcludedUnit
from sap.data.sources import SourceTable, read_sources

__all__ = [
    "AnalysisData",
    "DispositionStep",
    "ExcludedRow",
    "ExcludedUnit",
    "MeasuredRows",
    "SourceTable",
    "assemble",
    "assemble_all",
    "read_sources",
]
