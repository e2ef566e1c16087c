"""French texts of the report of a run."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {}
