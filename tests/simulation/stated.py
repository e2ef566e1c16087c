"""Coverages that docs/methods.md states of endpoints whose intervals do not hold their level."""

from __future__ import annotations

import re
from functools import cache

from tests.house import ROOT

_ROW = re.compile(r"^\| (S[\d.]+) \|.*\| (\d+) % \|$", re.MULTILINE)


@cache
def stated_coverage() -> dict[str, float]:
    """Read the share of intervals that cover the truth, by endpoint."""
    text = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
    return {endpoint: int(percent) / 100 for endpoint, percent in _ROW.findall(text)}
