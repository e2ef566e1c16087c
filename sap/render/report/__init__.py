"""The report of a run: one self-contained page with every table and figure.

`content` says what stands in a report, `page` writes it. The page works from the file system:
it asks no network, its script and its style are its own and named by their hashes in a content
security policy, and every text is escaped. Without its script all can be read and downloaded;
the script adds the search, the copies, and what stands behind a number.
"""

from sap.render.report.content import (
    Account,
    Carried,
    FamilyLine,
    Form,
    Remarks,
    Report,
    ReportFigure,
    ReportItem,
    SourceModel,
)
from sap.render.report.page import html_report

__all__ = [
    "Account",
    "Carried",
    "FamilyLine",
    "Form",
    "Remarks",
    "Report",
    "ReportFigure",
    "ReportItem",
    "SourceModel",
    "html_report",
]
