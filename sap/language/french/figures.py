"""French texts of figures."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {}
