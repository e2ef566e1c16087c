"""French: the package's texts, by the room of the house that says them."""

from __future__ import annotations

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
from sap.language.grammar import french_typeset

#: Results and remarks have these; what they are made of stands in the code without `say`.
_IN_RESULTS = (reasons, fits, remarks)
_ROOMS = (
    *(numbers, tables, families, populations, figures, pages, report),
    *(document, document_analysis, document_models),
    *_IN_RESULTS,
)
#: French by English, typeset.
FRENCH: Mapping[str, str] = MappingProxyType(
    {english: french_typeset(text) for room in _ROOMS for english, text in room.TEXTS.items()}
)
#: Those that results have.
MESSAGES: Mapping[str, str] = MappingProxyType(
    {english: FRENCH[english] for room in _IN_RESULTS for english in room.TEXTS}
)
