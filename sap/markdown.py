"""A closed subset of Markdown: paragraphs, emphasis, lists, code; a link becomes its text.

The text of a statistician becomes frozen blocks that each format writes in its own way.
What is outside the subset is refused with its line, never passed on: raw HTML above all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from markdown_it.token import Token


class MarkdownError(ValueError):
    """A text outside the subset.

    Parameters
    ----------
    message
        What is wrong and what would be right.
    line
        0-based line of the text.
    """

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass(frozen=True)
class Run:
    """A piece of a line in one look."""

    text: str
    emphasis: bool = False
    strong: bool = False
    code: bool = False


@dataclass(frozen=True)
class Paragraph:
    """Text that flows."""

    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """Its text without its looks."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class CodeBlock:
    """Lines shown as they are, such as a formula."""

    text: str


@dataclass(frozen=True)
class Listing:
    """A list; each item is a row of blocks, so that lists may stand in lists."""

    items: tuple[tuple[Block, ...], ...]
    numbered: bool = False


Block: TypeAlias = Paragraph | CodeBlock | Listing

_REFUSED = {
    "html_block": "Raw HTML is not read; write the text in Markdown.",
    "html_inline": "Raw HTML is not read; put a '<' that is meant as such between backquotes.",
    "heading_open": "A heading is not read here: the order of the document is fixed. "
    "Write a paragraph that begins with **bold** text.",
    "image": "An image is not read: the document holds no other file.",
    "blockquote_open": "A quotation ('>') is not read; write a paragraph.",
    "hr": "A rule ('---') is not read; begin a new paragraph.",
}
_LISTS = ("bullet_list_open", "ordered_list_open")
# Code between as many backquotes on either side; or text up to the next backquote.
_CODE_OR_TEXT = re.compile(r"(`+)(?!`)(?:.*?[^`])\1(?!`)|`+|[^`]+", re.DOTALL)


def parse_markdown(text: str) -> tuple[Block, ...]:
    """Read a text.

    Parameters
    ----------
    text
        Paragraphs, lists, ``*emphasis*``, ``**strong**``, code and links.

    Returns
    -------
    tuple of Block
        In order.

    Raises
    ------
    MarkdownError
        At the first thing outside the subset.
    """
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").parse(text)
    for token in tokens:
        _refuse(token, token.map[0] if token.map else 0)
    return tuple(_blocks(_Tokens(tokens)))


def outside_code(text: str, words: Callable[[str], str]) -> str:
    """Put a text in other words, but for its code.

    Parameters
    ----------
    text
        In Markdown.
    words
        Gives the other words for a piece of a line, or of several.

    Returns
    -------
    str
        In Markdown; blocks and spans of code are as they were.
    """
    from markdown_it import MarkdownIt

    lines = text.split("\n")
    # From the end, so that the places of those before stay as they are.
    for token in reversed(MarkdownIt("commonmark").parse(text)):
        if token.type == "inline" and token.map:
            flowing = "\n".join(lines[slice(*token.map)])
            pieces = (found.group() for found in _CODE_OR_TEXT.finditer(flowing))
            made = (one if one.startswith("`") else words(one) for one in pieces)
            lines[slice(*token.map)] = ["".join(made)]
    return "\n".join(lines)


class _Tokens:
    """Tokens taken one by one."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._next = 0

    def take(self) -> Token | None:
        if self._next == len(self._tokens):
            return None
        self._next += 1
        return self._tokens[self._next - 1]


def _refuse(token: Token, line: int) -> None:
    if token.type in _REFUSED:
        raise MarkdownError(_REFUSED[token.type], line)
    for child in token.children or ():
        _refuse(child, line)
        if child.type in ("softbreak", "hardbreak"):
            line += 1


def _blocks(tokens: _Tokens, end: str = "") -> Iterator[Block]:
    """Read blocks up to the token that closes them."""
    while (token := tokens.take()) is not None and token.type != end:
        if token.type == "inline":
            runs = tuple(_runs(token.children or ()))
            if runs:
                yield Paragraph(runs)
        elif token.type in ("fence", "code_block"):
            yield CodeBlock(token.content.rstrip("\n"))
        elif token.type in _LISTS:
            yield Listing(tuple(_items(tokens)), numbered=token.type == "ordered_list_open")


def _items(tokens: _Tokens) -> Iterator[tuple[Block, ...]]:
    while (token := tokens.take()) is not None and token.type == "list_item_open":
        yield tuple(_blocks(tokens, "list_item_close"))


def _runs(children: Sequence[Token]) -> Iterator[Run]:
    emphasis = strong = 0
    address = shown = ""
    for child in children:
        step = child.nesting
        emphasis += step * (child.type in ("em_open", "em_close"))
        strong += step * (child.type in ("strong_open", "strong_close"))
        look = {"emphasis": emphasis > 0, "strong": strong > 0}
        if child.type == "link_open":
            address, shown = str(child.attrs.get("href", "")), ""
        elif child.type == "link_close":
            # Without the address a reader on paper would not know where it leads.
            if address not in (shown, f"mailto:{shown}"):
                yield Run(f" ({address})", **look)
        elif child.type in ("text", "code_inline"):
            shown += child.content
            if child.content:
                yield Run(child.content, code=child.type == "code_inline", **look)
        elif child.type in ("softbreak", "hardbreak"):
            yield Run(" ", **look)
