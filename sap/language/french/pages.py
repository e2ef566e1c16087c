"""French texts of pages of tables in all forms."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {}
