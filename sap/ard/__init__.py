"""Analysis results data: one statistic a row, full precision, before any formatting."""

from __future__ import annotations

from sap.ard.rows import COLUMNS, CONTEXTS, Ard, ArdRow, ordered

__all__ = ["COLUMNS", "CONTEXTS", "Ard", "ArdRow", "ordered"]
