"""A rule that takes rows or units out of an analysis."""

# ruff: noqa: RUF009 (`entry` makes a dataclass field, anew for each)

from __future__ import annotations

from dataclasses import dataclass

from sap.spec.condition import Condition
from sap.spec.fields import CONDITION, PROSE
from sap.spec.parts import entry


@dataclass(frozen=True, kw_only=True)
class Exclusion:
    """A rule that takes rows or units out, with the reason that is shown."""

    when: Condition = entry(CONDITION, 'For example `age < 18`, or `group != "SSC"`.')
    reason: str = entry(PROSE, "The reason as the disposition shows it.")
