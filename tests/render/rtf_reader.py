"""A small reader of RTF, written for the tests alone: groups, table rows, cells, their text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

TOKEN = re.compile(
    r"\\([a-z]+)(-?\d+)? ?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|([^\\{}\r\n]+)|[\r\n]+"
)
# Groups that hold no text of the page.
ASIDE = ("fonttbl", "stylesheet", "info", "fldinst", "*")


@dataclass
class RtfRow:
    """A table row: the texts of its cells, and the words that say how it stands."""

    cells: list[str]
    words: set[str]
    edges: list[int]
    kept: list[bool]


@dataclass
class RtfDocument:
    """What a reader shows: rows, paragraphs, and headers and footers by their word."""

    rows: list[RtfRow] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    margins: dict[str, str] = field(default_factory=dict)


def read_rtf(content: bytes) -> RtfDocument:
    """Read a document; groups must be balanced, and nothing may be outside of them."""
    text = content.decode("ascii")
    made = RtfDocument()
    stack: list[str] = []
    where, run, high = "", "", 0
    cells: list[str] = []
    kept: list[bool] = []
    words: set[str] = set()
    edges: list[int] = []
    skip, keep, end = 0, False, 0
    for token in TOKEN.finditer(text):
        assert token.start() == end, text[end : end + 40]
        end = token.end()
        word, number, code, sign, brace, plain = token.groups()
        if brace == "{":
            stack.append("")
            continue
        if brace == "}":
            kind = stack.pop()
            if kind in ("header", "headerf", "footer", "footerf"):
                made.margins[kind], run, where = run, "", ""
            continue
        if not word and not sign and not plain and not code:
            continue
        if word and stack and not stack[-1]:
            stack[-1] = word
            where = word if word in ("header", "headerf", "footer", "footerf") else where
        elif sign == "*":
            stack[-1] = "*"
        if any(kind in ASIDE for kind in stack):
            continue
        shown = plain or (sign if sign in ("\\", "{", "}") else "")
        if code:
            shown = bytes.fromhex(code).decode("cp1252")
        if word == "u":
            unit = int(number) % 65536
            if 0xD800 <= unit < 0xDC00:
                high, skip = unit, 1
                continue
            low = (high << 16 | unit).to_bytes(4 if high else 2, "big")
            run += low.decode("utf-16-be")
            high, skip = 0, 1
            continue
        if shown:
            run += shown[skip:]
            skip = 0
        elif word == "tab":
            run += "\t"
        elif word in ("line", "par"):
            run += "\n"
            if word == "par" and not where:
                made.paragraphs.append(run.strip("\n"))
                run = ""
        elif word == "pard":
            keep = False
        elif word == "keepn":
            keep = True
        elif word == "trowd":
            words, edges = set(), []
        elif word in ("trhdr", "trkeep"):
            words.add(word)
        elif word == "cellx":
            edges.append(int(number))
        elif word == "cell":
            cells.append(run)
            kept.append(keep)
            run = ""
        elif word == "row":
            made.rows.append(RtfRow(cells, words, edges, kept))
            cells, kept = [], []
    assert not stack, "a group is left open"
    assert end == len(text)
    return made
