"""Sources read by the data dictionary, and from them the data of each analysis."""

from sap.data.analysis import AnalysisData, MeasuredRows
from sap.data.assemble import assemble
from sap.data.assemble_all import assemble_all, assemble_each
from sap.data.disposition import DispositionStep, ExcludedRow, ExcludedUnit
from sap.data.sources import SourcesRead, SourceTable, read_readable_sources, read_sources

__all__ = [
    "AnalysisData",
    "DispositionStep",
    "ExcludedRow",
    "ExcludedUnit",
    "MeasuredRows",
    "SourceTable",
    "SourcesRead",
    "assemble",
    "assemble_all",
    "assemble_each",
    "read_readable_sources",
    "read_sources",
]
