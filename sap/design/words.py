"""Counts and lists in words."""

from __future__ import annotations

from collections.abc import Iterable

# English plurals that no rule here gives.
_IRREGULAR = {"analysis": "analyses", "mouse": "mice", "person": "people"}
# Shorter words, such as sum, are no Latin ones.
_SHORTEST_LATIN = 5


def noun(name: str) -> str:
    """Turn the name of a variable into a word: ``serum_donor`` is a serum donor."""
    return name.replace("_", " ")


def many(word: str) -> str:
    """Form the plural of a noun; the last word of several takes it."""
    *before, last = word.split(" ")
    if last in _IRREGULAR:
        last = _IRREGULAR[last]
    elif last.endswith("um") and len(last) >= _SHORTEST_LATIN:
        last = f"{last[:-2]}a"
    elif last.endswith("y") and last[-2:-1] not in "aeiou":
        last = f"{last[:-1]}ies"
    else:
        last = f"{last}es" if last.endswith(("s", "x", "ch", "sh")) else f"{last}s"
    return " ".join([*before, last])


def count(number: int, word: str) -> str:
    """Count things: ``1 donor``, ``94 donors``, ``1,204 wells``."""
    return f"{number:,} {word if number == 1 else many(word)}"


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
