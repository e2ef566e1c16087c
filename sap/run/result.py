"""What came of a run, and how it is told at the end."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sap.render.text import in_encoding
from sap.run.folder import files_in_words
from sap.run.progress import Progress

if TYPE_CHECKING:
    from sap.ard import Ard
    from sap.tables.table import Table

FINE, FAILED = 0, 1


@dataclass(frozen=True)
class RunResult:
    """What came of a run.

    Parameters
    ----------
    exit_code
        0 when every analysis has its numbers, 1 when one failed.
    folder
        Where the outputs are.
    paths
        The files written.
    failures
        One line an analysis that failed: endpoint, analysis and why.
    texts
        Of `paths`, the tables as text, in the order of the plan.
    contents
        Gives all results and the tables, when they are first asked for.
    reused
        Whether nothing had changed since a former run, whose outputs these are.
    """

    exit_code: int
    folder: Path
    paths: tuple[Path, ...]
    failures: tuple[str, ...]
    texts: tuple[Path, ...]
    contents: Callable[[], tuple[Ard, tuple[Table, ...]]] = field(repr=False, compare=False)
    reused: bool = False

    @cached_property
    def _contents(self) -> tuple[Ard, tuple[Table, ...]]:
        return self.contents()

    @property
    def ard(self) -> Ard:
        """All results.

        Raises
        ------
        OutputError
            When they are those of a former run, and its folder is no longer as it was.
        """
        return self._contents[0]

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables, laid out; raises as `ard` does."""
        return self._contents[1]


def show(result: RunResult, teller: Progress) -> None:
    """Print the tables, and say where everything is.

    Parameters
    ----------
    result
        What came of the run.
    teller
        Is told what failed and which files there are.
    """
    for path in result.texts:
        text = path.read_text(encoding="utf-8")
        print(in_encoding(text, sys.stdout.encoding), flush=True)
    for failure in result.failures:
        teller.say(f"FAILED {failure}")
    teller.say(f"Written to {result.folder}:")
    for words in files_in_words(path.name for path in result.paths):
        teller.say(f"  {words}")
