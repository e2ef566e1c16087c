"""French texts of why there is no number, as results data say it."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {}
