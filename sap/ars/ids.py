"""Ids that a person can read, each given once."""

from __future__ import annotations

import re

_OTHER = re.compile(r"[^\w.:-]+")


class Ids:
    """Ids by what they are for; the same question has the same answer.

    Two different things whose names read alike, such as ``a b`` and ``a_b``, are told apart
    by a number at the end of the second one's id.
    """

    def __init__(self) -> None:
        self._given: dict[tuple[str, ...], str] = {}
        self._used: set[str] = set()

    def of(self, *parts: str) -> str:
        """Give the id of something.

        Parameters
        ----------
        *parts
            What it is and its names, the widest first: ``("Analysis", "P1", "primary")``.

        Returns
        -------
        str
            For example ``Analysis.P1.primary``.
        """
        if parts not in self._given:
            name = ".".join(_OTHER.sub("_", part).strip("_") or "_" for part in parts)
            made, number = name, 1
            while made in self._used:
                number += 1
                made = f"{name}-{number}"
            self._given[parts] = made
            self._used.add(made)
        return self._given[parts]
