"""Counts and lists in words."""

from __future__ import annotations

from collections.abc import Iterable

from sap.language import plural


def count(number: int, word: str) -> str:
    """Count things: ``1 donor``, ``94 donors``, ``1,204 wells``."""
    return f"{number:,} {word if number == 1 else plural(word)}"


def listed(words: Iterable[str], joined_by: str = "and") -> str:
    """Join words: ``a``, ``a and b``, ``a, b and c``."""
    every = list(words)
    if len(every) < 2:
        return "".join(every)
    return f"{', '.join(every[:-1])} {joined_by} {every[-1]}"


def an(word: str) -> str:
    """Put the indefinite article before a word."""
    return f"{'an' if word[:1].lower() in 'aeiou' else 'a'} {word}"


def span(low: int, high: int) -> str:
    """Write a range: ``2`` or ``1 to 2``."""
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def upper_first(text: str) -> str:
    """Begin a sentence."""
    return text[:1].upper() + text[1:]
