"""The language of what readers see: tables, figures, report, plan document and shells.

The package's texts stand in the code in English, as the first argument of `say`, or marked by
`noted` where they are kept for later. A language gives its own text for each of them; English
gives the text itself. Results data, messages and what the terminal says stay in English.
"""

from sap.language.known import LOCALES, language_of
from sap.language.spoken import (
    ENGLISH,
    Language,
    counted,
    inside_a_sentence,
    language,
    listed,
    noted,
    noun,
    number,
    plural,
    say,
    speaking,
    told,
)

__all__ = [
    "ENGLISH",
    "LOCALES",
    "Language",
    "counted",
    "inside_a_sentence",
    "language",
    "language_of",
    "listed",
    "noted",
    "noun",
    "number",
    "plural",
    "say",
    "speaking",
    "told",
]
