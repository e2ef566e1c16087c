"""What several endpoints have in common, shown once under all of their names."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from sap.language import say

Item = TypeVar("Item", bound=Hashable)


def endpoint_ids(names: Sequence[str], order: Sequence[str]) -> str:
    """Name endpoints briefly, ``S1.1 to S1.4`` where three or more follow one another.

    Parameters
    ----------
    names
        Ids, in the order of the plan.
    order
        All ids of the plan.

    Returns
    -------
    str
    """
    runs: list[list[str]] = []
    for name in names:
        place = order.index(name)
        follows = runs and order.index(runs[-1][-1]) == place - 1 and _alike(runs[-1][-1], name)
        if follows:
            runs[-1].append(name)
        else:
            runs.append([name])
    shown = []
    for run in runs:
        shown += [say("{low} to {high}", low=run[0], high=run[-1])] if len(run) > 2 else run
    return ", ".join(shown)


def _alike(one: str, other: str) -> bool:
    return re.sub(r"[0-9]+\Z", "", one) == re.sub(r"[0-9]+\Z", "", other)


def put_together(listed: Mapping[str, Iterable[Item]]) -> dict[tuple[str, ...], list[Item]]:
    """Put what several endpoints list under all of them, so that each thing stands once.

    Parameters
    ----------
    listed
        What each endpoint lists, by its id.

    Returns
    -------
    dict
        Ids of the endpoints that list the same, and what that is; in the order in which it was
        first listed. Endpoints that list nothing stand together at the end.
    """
    lists: dict[Item, dict[str, None]] = {}
    nothing = []
    for endpoint, items in listed.items():
        found = list(items)
        for item in found:
            lists.setdefault(item, {})[endpoint] = None
        if not found:
            nothing.append(endpoint)
    groups: dict[tuple[str, ...], list[Item]] = {}
    for item, endpoints in lists.items():
        groups.setdefault(tuple(endpoints), []).append(item)
    if nothing:
        groups[tuple(nothing)] = []
    return groups
