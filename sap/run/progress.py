"""What a run is doing, step by step, with the seconds each step took."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
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
    said
        What was told that is no step.
    """

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.said: list[str] = []

    @contextmanager
    def step(self, words: str, *, still: bool = False) -> Iterator[None]:
        """Time one step.

        Parameters
        ----------
        words
            What is being done, for a person.
        still
            Whether nothing may move on the screen, as while processes are forked.
        """
        start = time.perf_counter()
        yield
        self.done(words, time.perf_counter() - start)

    def done(self, words: str, seconds: float) -> None:
        """Note a step that ended well elsewhere, in another process.

        Parameters
        ----------
        words
            What has been done, for a person.
        seconds
            Wall-clock seconds that it took.
        """
        self.seconds[words] = seconds

    def say(self, words: str) -> None:
        """Tell something that is no step.

        Parameters
        ----------
        words
            A line.
        """
        self.said.append(words)


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
    def step(self, words: str, *, still: bool = False) -> Iterator[None]:
        """Show a step, and its seconds once it has ended well."""
        from rich.text import Text

        line = Text(_in_a_line(words))
        if still and self.console.is_terminal:
            self.console.print(line, end="\r")
        with nullcontext() if still else self.console.status(line):
            start = time.perf_counter()
            yield
            seconds = time.perf_counter() - start
        self.done(words, seconds)

    def done(self, words: str, seconds: float) -> None:
        """Show a step that ended well, and its seconds."""
        from rich.text import Text

        super().done(words, seconds)
        self.console.print(Text(f"{_in_a_line(words):<{WIDTH}} {seconds:6.2f} s"))

    def say(self, words: str) -> None:
        """Show a line."""
        from rich.text import Text

        super().say(words)
        # As Text, so that brackets in names are not read as markup.
        self.console.print(Text(words), soft_wrap=True)


def _in_a_line(words: str) -> str:
    return words if len(words) <= WIDTH else f"{words[: WIDTH - 1].rstrip()}…"
