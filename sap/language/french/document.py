"""French texts of the plan as a document."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {}
