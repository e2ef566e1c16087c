"""Which rows, columns and texts of two tables belong together, though a count in them changed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

T = TypeVar("T")
Pair = tuple[T | None, T | None]
MARKS = re.compile(r"[0-9]+")


def without_numbers(text: str) -> str:
    """Put one sign in the place of every number.

    Parameters
    ----------
    text
        A label, such as ``(N=98)``.

    Returns
    -------
    str
        What stays the same when a count in it changes.
    """
    return MARKS.sub("#", text)


def aligned(
    former: Sequence[T],
    later: Sequence[T],
    exact: Callable[[T], Hashable],
    near: Callable[[T], Hashable],
) -> Iterator[Pair[T]]:
    """Pair what belongs together in two lists, in their order.

    Parameters
    ----------
    former, later
        The lists.
    exact, near
        What is equal where two belong together; what is equal where they may, between two
        that do.

    Yields
    ------
    tuple
        A pair; None where one list has nothing.
    """
    keys = [_counted([exact(one) for one in some]) for some in (former, later)]
    matcher = SequenceMatcher(None, keys[0], keys[1], autojunk=False)
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag == "equal":
            yield from zip(former[first:last], later[start:end], strict=True)
        else:
            yield from _nearly(former[first:last], later[start:end], near)


def _nearly(
    former: Sequence[T], later: Sequence[T], near: Callable[[T], Hashable]
) -> Iterator[Pair[T]]:
    waiting = list(later)
    for one in former:
        other = next((item for item in waiting if near(item) == near(one)), None)
        if other is not None:
            waiting.remove(other)
        yield one, other
    yield from ((None, item) for item in waiting)


def _counted(keys: Sequence[Hashable]) -> list[tuple[Hashable, int]]:
    """Tell equal keys apart by which one of them each is."""
    seen: Counter[Hashable] = Counter()
    made = []
    for key in keys:
        seen[key] += 1
        made.append((key, seen[key]))
    return made
