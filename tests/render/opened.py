"""Read a PDF as its reader does: page by page, as text without spaces."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from pypdf import PdfReader

from sap.render.point import plain

# Signs that fonts or programs exchange for one another: those of a text are made alike.
ALIKE = {
    "\N{FIGURE SPACE}": "",
    "\N{GREEK SMALL LETTER MU}": "\N{MICRO SIGN}",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{LEFT SINGLE QUOTATION MARK}": "`",
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    "\N{N-ARY SUMMATION}": "\N{GREEK CAPITAL LETTER SIGMA}",
    "\N{INCREMENT}": "\N{GREEK CAPITAL LETTER DELTA}",
}


# Few machines have a font for these; test_docx and test_rtf read them in the files themselves.
CHINESE = re.compile("[\u4e00-\u9fff]")


def closed_up(text: str) -> str:
    """Give a text as it is shown, without spaces, and with signs that look alike made equal."""
    text = CHINESE.sub("", plain(text))
    for sign, same in ALIKE.items():
        text = text.replace(sign, same)
    return "".join(unicodedata.normalize("NFC", text).split())


def pages_of(path: Path) -> list[str]:
    """List the texts of the pages of a PDF, closed up."""
    return [closed_up(page.extract_text()) for page in PdfReader(path).pages]
