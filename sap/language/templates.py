"""Texts with holes, found again by what was made of them."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

#: A text with fewer letters than this outside of its holes would be found in anything.
LEAST_FIXED = 4


class Templates:
    """Texts and their counterparts, by what was made of a text when its holes were filled.

    Parameters
    ----------
    pairs
        Counterpart by text. Both have holes such as ``{name}``, of the same names.
    """

    def __init__(self, pairs: Mapping[str, str]) -> None:
        self._pairs = pairs
        self._found: dict[str, tuple[str, dict[str, str]] | None] = {}

    def filled(self, text: str, inner: Callable[[str], str]) -> str | None:
        """Give the counterpart of a text.

        Parameters
        ----------
        text
            Made of one of the texts.
        inner
            Says in the other language what fills a hole.

        Returns
        -------
        str or None
            The counterpart with its holes filled; None where the text was made of none of
            these. Of several that fit, the one with most outside of its holes counts.
        """
        if text not in self._found:
            self._found[text] = self._find(text)
        found = self._found[text]
        if found is None:
            return None
        counterpart, holes = found
        said = {name: inner(part) for name, part in holes.items()}
        return _PLAIN.vformat(counterpart, (), said)

    def source_of(self, text: str) -> str | None:
        """Name the text that another was made of, None where there is none."""
        if text in self._pairs:
            return text
        found = next((one for one, made in self._patterns if made.fullmatch(text)), None)
        return found

    def _find(self, text: str) -> tuple[str, dict[str, str]] | None:
        source = self.source_of(text)
        if source is None:
            return None
        made = pattern(source).fullmatch(text)
        return (self._pairs[source], made.groupdict() if made else {})

    @cached_property
    def _patterns(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        with_holes = [one for one in self._pairs if fixed(one) != one]
        kept = [one for one in with_holes if _letters(fixed(one)) >= LEAST_FIXED]
        kept.sort(key=lambda one: (-len(fixed(one)), one))
        return tuple((one, pattern(one)) for one in kept)


class _Plain(string.Formatter):
    """Fills holes with texts: what a number's format was, no longer matters."""

    def format_field(self, value: object, format_spec: str) -> str:
        return str(value)


_PLAIN = _Plain()


def holes(text: str) -> tuple[str, ...]:
    """Name the holes of a text in their order.

    Parameters
    ----------
    text
        With holes such as ``{name}`` or ``{level:g}``.

    Returns
    -------
    tuple of str
    """
    return tuple(name for _, name in _parts(text) if name)


def fixed(text: str) -> str:
    """Give what stands outside of the holes of a text."""
    return "".join(before for before, _ in _parts(text))


def pattern(text: str) -> re.Pattern[str]:
    """Make the pattern of all that can be made of a text.

    Parameters
    ----------
    text
        With holes.

    Returns
    -------
    re.Pattern
        With a group a hole.
    """
    made, seen = [], set()
    for before, name in _parts(text):
        made.append(re.escape(before))
        if name in seen:
            made.append(f"(?P={name})")
        elif name:
            made.append(f"(?P<{name}>.+?)")
            seen.add(name)
    return re.compile("".join(made), re.DOTALL)


def _letters(text: str) -> int:
    return sum(sign.isalpha() for sign in text)


def _parts(text: str) -> Iterator[tuple[str, str]]:
    for before, name, _, _ in string.Formatter().parse(text):
        yield before, name or ""
