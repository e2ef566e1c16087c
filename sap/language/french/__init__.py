"""French: the package's texts, by the room of the house that says them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from sap.language.french import (
    document,
    document_analysis,
    document_models,
    families,
    figures,
    fits,
    numbers,
    pages,
    populations,
    reasons,
    remarks,
    report,
    tables,
)
from sap.language.grammar import NARROW_SPACE

_NARROW = re.compile(r" (?=[;?!%])")
_WIDE = re.compile(r" (?=:)|(?<=«) | (?=»)")


def typeset(text: str) -> str:
    """Put the spaces in that French wants before some signs, so that no line breaks there.

    Parameters
    ----------
    text
        With plain spaces before ``: ; ? ! %`` and within ``« »``.

    Returns
    -------
    str
        With narrow or wide no-break spaces there.
    """
    return _WIDE.sub("\N{NO-BREAK SPACE}", _NARROW.sub(NARROW_SPACE, text))


_ROOMS = (
    *(numbers, tables, families, populations, figures, pages, report),
    *(document, document_analysis, document_models),
    *(reasons, fits, remarks),
)
#: French by English, typeset.
FRENCH: Mapping[str, str] = MappingProxyType(
    {english: typeset(text) for room in _ROOMS for english, text in room.TEXTS.items()}
)
