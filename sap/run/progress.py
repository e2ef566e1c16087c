"""What a run is doing, step by step, with the seconds each step took."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

WIDTH = 64


class Progress:
    """Times the steps of a run in silence.

    Attributes
    ----------
    seconds
        Wall-clock seconds by step, in the order in which steps ended.
    """

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, words: str) -> Iterator[None]:
        """Time one step.

        Parameters
        ----------
        words
            What is being done, for a person.
        """
        start = time.perf_counter()
        yield
        self.seconds[words] = time.perf_counter() - start

    def say(self, words: str) -> None:
        """Tell something that is no step.

        Parameters
        ----------
        words
            A line.
        """


class ScreenProgress(Progress):
    """Shows the steps of a run on a terminal as they go.

    Parameters
    ----------
    console
        A rich console; default one on standard error, so that what a run prints on
        standard output can be piped.
    """

    def __init__(self, console: Console | None = None) -> None:
        from rich.console import Console

        super().__init__()
        self.console = console or Console(stderr=True, highlight=False)

    @contextmanager
    def step(self, words: str) -> Iterator[None]:
        """Show a step, and its seconds once it has ended well."""
        from rich.text import Text

        line = words if len(words) <= WIDTH else f"{words[: WIDTH - 1].rstrip()}…"
        with self.console.status(Text(line)), super().step(words):
            yield
        self.console.print(Text(f"{line:<{WIDTH}} {self.seconds[words]:6.2f} s"))

    def say(self, words: str) -> None:
        """Show a line."""
        from rich.text import Text

        # As Text, so that brackets in names are not read as markup.
        self.console.print(Text(words), soft_wrap=True)
