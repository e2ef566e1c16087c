"""A language in which no text of the package has a letter left: what can be read was not said."""

from __future__ import annotations

import dataclasses
import re
import string

from sap.language import ENGLISH
from tests.language.said import said

WORD = re.compile(r"[A-Za-z]{2,}")


def unreadable(text: str) -> str:
    """Take all letters off a text but those in its holes."""
    made = ""
    for before, name, form, _ in string.Formatter().parse(text):
        made += re.sub("[A-Za-z]", "ж", before)
        if name is not None:
            made += f"{{{name}{f':{form}' if form else ''}}}"
    return made


NO_WORDS = {one.text: unreadable(one.text) for one in said() if one.text}
UNREADABLE = dataclasses.replace(ENGLISH, words=NO_WORDS)
