"""Footnotes in the making: each text gets one mark, in the order of first use."""

from __future__ import annotations

from sap.tables.table import Footnote


class Footnotes:
    """Collects footnotes while a table is laid out."""

    def __init__(self) -> None:
        self._marks: dict[str, str] = {}
        self._notes: list[str] = []

    def mark(self, text: str) -> str:
        """Give the mark of a footnote.

        Parameters
        ----------
        text
            The footnote. The same text keeps its mark.

        Returns
        -------
        str
            Its mark, a running number.
        """
        return self._marks.setdefault(text, str(len(self._marks) + 1))

    def note(self, text: str) -> None:
        """Add a note on the whole table, which no mark points at.

        Parameters
        ----------
        text
            The note.
        """
        self._notes.append(text)

    def all(self) -> tuple[Footnote, ...]:
        """List them: notes on the whole table first, then by mark.

        Returns
        -------
        tuple of Footnote
            The footnotes of the table.
        """
        notes = [Footnote("", text) for text in self._notes]
        return (*notes, *(Footnote(mark, text) for text, mark in self._marks.items()))
