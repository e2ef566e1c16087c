"""Random numbers that depend on the seed and a name alone.

Each draw has a stream of its own, named after what it is for, so that adding a
donor, an analyte or a variable leaves all other draws as they were. Only
`random.Random.random` on a text seed is used where possible: Python guarantees
its sequence across versions and platforms.

The seed is that of the study, unless a `with seeded(...)` says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from random import Random
from statistics import NormalDist

from analyses.sclero_jak.assumptions import SEED

STANDARD_NORMAL = NormalDist()
_SEED: ContextVar[str] = ContextVar("seed", default=SEED)


@contextmanager
def seeded(seed: str) -> Iterator[None]:
    """Draw with another seed inside a ``with``; outside it the seed is as before.

    Parameters
    ----------
    seed
        Any text.
    """
    before = _SEED.set(seed)
    try:
        yield
    finally:
        _SEED.reset(before)


def current_seed() -> str:
    """Give the seed that draws depend on now."""
    return _SEED.get()


def stream(*name: object) -> Random:
    """Give the generator that belongs to a name."""
    return Random(_text(name))  # noqa: S311  (a simulation, no secret)


def _text(name: tuple[object, ...]) -> str:
    return "/".join([_SEED.get(), *map(str, name)])


# Many draws are asked for again, such as the deviate of a donor, once a culture. The text holds
# the seed, so that no seed sees the draws of another.
@lru_cache(maxsize=1 << 15)
def _first(text: str) -> float:
    """Give the first number of the stream of a text."""
    return Random(text).random()  # noqa: S311  (a simulation, no secret)


def uniform(*name: object) -> float:
    """Draw from (0, 1)."""
    # The end 0 is left out: the normal quantile is infinite there.
    return max(_first(_text(name)), 1e-15)


def normal(*name: object) -> float:
    """Draw a standard normal deviate."""
    return STANDARD_NORMAL.inv_cdf(uniform(*name))


def happens(probability: float, *name: object) -> bool:
    """Draw an event of the given probability."""
    return uniform(*name) < probability


def category(probabilities: Mapping[str, float], *name: object) -> str:
    """Draw one key, with the given probabilities."""
    remaining = uniform(*name)
    for key, probability in probabilities.items():
        remaining -= probability
        if remaining < 0:
            return key
    return list(probabilities)[-1]


def gamma(shape_scale: tuple[float, float], *name: object) -> float:
    """Draw a gamma deviate of the given shape and scale."""
    return stream(*name).gammavariate(*shape_scale)


def chosen(items: Iterable[str], count: int, *name: object) -> set[str]:
    """Choose `count` of the items, each subset equally likely."""
    return set(sorted(items, key=lambda item: uniform(*name, item))[:count])
