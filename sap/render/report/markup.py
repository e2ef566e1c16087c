"""Texts, attributes and data as parts of a page: the only places where they are escaped."""

from __future__ import annotations

import json
from html import escape
from urllib.parse import quote

from sap.render.point import plain


def text(words: str) -> str:
    """Write any text as content of an element or in a quoted attribute.

    Parameters
    ----------
    words
        Any text.

    Returns
    -------
    str
        On one line, without a sign that a page could take for its own.
    """
    return escape(plain(words), quote=True)


def link_to_file(name: str) -> str:
    """Write the address of a file beside the page.

    Parameters
    ----------
    name
        Of the file; it cannot leave the folder or name another scheme.

    Returns
    -------
    str
        A relative address for a quoted attribute.
    """
    return f"./{quote(name, safe='', errors='replace')}"


def data(what: object) -> str:
    """Write data for the script, as the content of a script element that is not run.

    Parameters
    ----------
    what
        Lists, dicts, texts and numbers.

    Returns
    -------
    str
        JSON in which no element can end.
    """
    made = json.dumps(what, ensure_ascii=False, separators=(",", ":"))
    for sign in ("<", ">", "&", "\N{LINE SEPARATOR}", "\N{PARAGRAPH SEPARATOR}"):
        made = made.replace(sign, f"\\u{ord(sign):04x}")
    # Half a pair of a long character is no text in UTF-8.
    return made.encode("utf-8", "replace").decode("utf-8")


def script_text(words: str) -> str:
    """Write a text within a string of the script, quoted in any way.

    Parameters
    ----------
    words
        Any text; ``${name}`` in it is filled in by a script between backticks.

    Returns
    -------
    str
        Signs that could end the string or the script by number.
    """
    return "".join(f"\\u{ord(s):04x}" if s in "\\\"'`<>&" else s for s in plain(words))


def style_text(words: str) -> str:
    """Write a text as a string of a style sheet.

    Parameters
    ----------
    words
        Any text.

    Returns
    -------
    str
        Quoted, every sign but letters and digits by its number.
    """
    signs = (s if s.isascii() and s.isalnum() else f"\\{ord(s):06x}" for s in plain(words))
    return f'"{"".join(signs)}"'
