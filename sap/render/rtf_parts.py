"""The words of RTF 1.9 that a table needs, each as text; every text of a table is escaped here."""

from __future__ import annotations

from collections.abc import Iterable

from sap.render.pages import BODY_POINTS
from sap.render.point import plain

TWIPS_A_MM = 1440 / 25.4
RULE_TWIPS, THIN_RULE_TWIPS = 20, 10
# What a reader that knows no Unicode shows instead of a sign.
SUBSTITUTES = {"\N{MINUS SIGN}": "-", "\N{MULTIPLICATION SIGN}": "x", "\N{FIGURE SPACE}": "\\'a0"}
SUBSTITUTES |= {"\N{NARROW NO-BREAK SPACE}": "\\'a0", "\N{NO-BREAK SPACE}": "\\'a0"}


def twips(millimetres: float) -> int:
    """Give a length in twentieths of a point.

    Parameters
    ----------
    millimetres
        The length.

    Returns
    -------
    int
        The nearest number of twips.
    """
    return round(millimetres * TWIPS_A_MM)


def rtf_text(text: str) -> str:
    """Escape a text: no word or group of RTF can begin in it.

    Parameters
    ----------
    text
        Any text, from data or a spec.

    Returns
    -------
    str
        ASCII; other signs by their number in UTF-16, as RTF has it.
    """
    return "".join(_sign(sign) for sign in plain(text))


def _sign(sign: str) -> str:
    if sign in "\\{}":
        return f"\\{sign}"
    if " " <= sign <= "~":
        return sign
    units = sign.encode("utf-16-le")
    numbers = [
        int.from_bytes(units[n : n + 2], "little", signed=True) for n in range(0, len(units), 2)
    ]
    return "".join(f"\\u{number}{SUBSTITUTES.get(sign, '?')}" for number in numbers)


def paragraph(
    *,
    points: float = BODY_POINTS,
    bold: bool = False,
    centre: bool = False,
    left_mm: float = 0.0,
    hanging_mm: float = 0.0,
    before: float = 0.0,
    after: float = 0.0,
    keep: bool = False,
    in_table: bool = False,
    tabs: str = "",
    rule: str = "",
) -> str:
    """Begin a paragraph.

    Parameters
    ----------
    points
        Size of the font.
    bold, centre
        Its look.
    left_mm, hanging_mm
        How far in it stands, and how far out its first line.
    before, after
        Space around it in points.
    keep
        Whether it stays on the page of the next one.
    in_table
        Whether it stands in a table cell.
    tabs
        Its tab stops, as words of RTF.
    rule
        ``t`` draws a thin rule above it, ``b`` one below.

    Returns
    -------
    str
        Words of RTF; the text follows.
    """
    words = ["\\pard\\plain\\f0", f"\\fs{round(points * 2)}"]
    words += ["\\intbl"] if in_table else []
    words += ["\\qc" if centre else "\\ql"]
    if left_mm or hanging_mm:
        words += [f"\\li{twips(left_mm)}\\fi{-twips(hanging_mm)}"]
    # Said even where it is none, for readers give headings space of their own.
    words += [f"\\sb{round(before * 20)}\\sa{round(after * 20)}"]
    words += ["\\keepn"] if keep else []
    words += [f"\\brdr{rule}\\brdrs\\brdrw{THIN_RULE_TWIPS}\\brsp60"] if rule else []
    words += [tabs] if tabs else []
    words += ["\\b"] if bold else []
    return "".join(words) + " "


def field(instruction: str) -> str:
    """Write a field that the reader works out, such as a page number.

    Parameters
    ----------
    instruction
        ``PAGE`` or ``NUMPAGES``.

    Returns
    -------
    str
        A group of RTF.
    """
    return f"{{\\field{{\\*\\fldinst {{ {instruction} }}}}{{\\fldrslt {{1}}}}}}"


def table_row(
    cells: Iterable[tuple[str, float]], *, heading: bool = False, rules: Iterable[str] = ()
) -> str:
    """Write a table row, which no page divides.

    Parameters
    ----------
    cells
        The content of each cell, and its width in millimetres.
    heading
        Whether it stands again at the top of each page.
    rules
        For each cell the sides with a rule, of ``t`` and ``b``.

    Returns
    -------
    str
        A line of RTF.
    """
    contents = list(cells)
    sides = list(rules) or [""] * len(contents)
    words = "\\trowd\\trgaph0\\trleft0\\trkeep" + ("\\trhdr" if heading else "")
    edge = 0.0
    for (_, width), drawn in zip(contents, sides, strict=True):
        edge += width
        borders = "".join(f"\\clbrdr{side}\\brdrs\\brdrw{RULE_TWIPS}" for side in drawn)
        bottom = "\\clvertalb" if heading else "\\clvertalt"
        words += f"{bottom}{borders}\\cellx{twips(edge)}"
    return words + "\n" + "".join(f"{content}\\cell\n" for content, _ in contents) + "\\row\n"
