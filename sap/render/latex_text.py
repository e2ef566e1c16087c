"""Any text as LaTeX, in ASCII: nothing in it can be a command, a comment or a ligature."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from sap.render.point import plain

if TYPE_CHECKING:
    from pylatexenc.latexencode import UnicodeToLatexEncoder

# Signs that LaTeX takes for something else at some place, or sets as another sign.
OWN_SIGNS = {
    '"': "\\textquotedbl{}",
    "'": "\\textquotesingle{}",
    "`": "\\textasciigrave{}",
    "<": "\\textless{}",
    ">": "\\textgreater{}",
    "|": "\\textbar{}",
    "[": "{[}",
    "]": "{]}",
    "*": "{*}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
    "\\": "\\textbackslash{}",
    "\N{MINUS SIGN}": "\\ensuremath{-}",
    "\N{SQUARE ROOT}": "\\ensuremath{\\surd}",
    "\N{FIGURE SPACE}": "\\hphantom{0}",
    "\N{NARROW NO-BREAK SPACE}": "\\,",
    "\N{NO-BREAK SPACE}": "\\nobreakspace{}",
    "\N{THIN SPACE}": "\\,",
}
# Two of these would become one sign: a dash, a quotation mark, an inverted mark.
JOINED = re.compile(r"([-,!?])(?=[-,\\])")


def latex_text(text: str) -> str:
    """Escape a text.

    Parameters
    ----------
    text
        Any text, from data or a spec.

    Returns
    -------
    str
        LaTeX in ASCII. A sign that has no command is given to ``sign``, which
        `sap.render.latex` defines, by its number.
    """
    shown = unicodedata.normalize("NFC", plain(text))
    # Spaces in a row stay as many, as in the other forms.
    encoded = JOINED.sub(r"\1{}", _encoder().unicode_to_latex(shown))
    return re.sub(r"(?<= ) |^ ", r"\\ ", encoded)


@cache
def _encoder() -> UnicodeToLatexEncoder:
    from pylatexenc.latexencode import (
        RULE_DICT,
        UnicodeToLatexConversionRule,
        UnicodeToLatexEncoder,
    )

    own = UnicodeToLatexConversionRule(
        rule_type=RULE_DICT,
        rule={ord(sign): command for sign, command in OWN_SIGNS.items()},
        replacement_latex_protection="none",
    )
    return UnicodeToLatexEncoder(
        conversion_rules=[own, "defaults"],
        replacement_latex_protection="braces-almost-all",
        unknown_char_policy=_by_number,
        unknown_char_warning=False,
    )


def _by_number(sign: str) -> str:
    return f"\\sign{{{ord(sign):04X}}}"
