"""A table or figure in its final wording, before it is written in any form."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sap.run.displays import Picture
from sap.tables.table import Table


@dataclass(frozen=True)
class LaidOut:
    """A table or figure in its final wording.

    Parameters
    ----------
    number, title
        As it is called.
    stem
        Of its files.
    made
        What is shown.
    """

    number: str
    title: str
    stem: str
    made: Table | Picture

    @property
    def place(self) -> tuple[tuple[int, ...], str, bool]:
        """Where it stands in a report: by its number, tables before figures."""
        parts = tuple(int(part) for part in re.findall(r"[0-9]+", self.number))
        return parts, self.number, isinstance(self.made, Picture)
