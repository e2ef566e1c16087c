"""The exceptions of sap, one tree, each saying what a user can do about it.

::

    SapError
    ├── SpecError            a spec that cannot be right (exit code 2)
    │   └── FormulaError     a model formula outside the closed grammar
    ├── DataError            data that do not match the spec or the call (exit code 2)
    ├── PlanError            a plan that an engine cannot carry out (exit code 2)
    ├── OutputError          an output that could not be written (exit code 2)
    └── AnalysisError        one analysis that failed; becomes a row (exit code 1)
        ├── DesignError      a model that this design can never identify; stops a run (exit code 2)
        ├── ConvergenceError an optimum that was not found
        └── EstimabilityError a quantity that the data cannot determine

Everything else that escapes is a defect of the package.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

ROWS_SHOWN = 5


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, where it stands, and what would be right.

    Parameters
    ----------
    message
        What is wrong and what would be right, one or two sentences.
    file
        The file as the user named it, or None when there is none.
    line, column
        1-based position in `file`, or None when unknown.
    detail
        More for the person who looks into it, too much for a footnote.
    severity
        ``warning`` for what may be meant, but most likely is not; nothing stops at it.
    """

    message: str
    file: str | None = None
    line: int | None = None
    column: int | None = None
    detail: str = ""
    severity: Literal["error", "warning"] = "error"

    @property
    def brief(self) -> str:
        """The problem and its place, without details."""
        where = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        words = f"warning: {self.message}" if self.severity == "warning" else self.message
        return f"{where}: {words}" if where else words

    def __str__(self) -> str:
        return f"{self.brief} {self.detail}".rstrip()


class SapError(Exception):
    """Base of all that sap raises on purpose.

    Parameters
    ----------
    problems
        A message, one Problem, or several of them; all are shown.
    """

    def __init__(self, problems: str | Problem | Sequence[Problem]) -> None:
        if isinstance(problems, str):
            problems = Problem(problems)
        if isinstance(problems, Problem):
            problems = (problems,)
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[SapError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class SpecError(SapError):
    """A spec that cannot be right."""


class FormulaError(SpecError):
    """A model formula outside the closed grammar.

    Parameters
    ----------
    message
        What is wrong and what would be right.
    formula
        The formula as written.
    start, end
        0-based half-open range of the offending characters in `formula`.
    """

    def __init__(self, message: str, formula: str = "", start: int = 0, end: int = 0) -> None:
        self.message = message
        self.formula = formula
        self.start = start
        self.end = max(end, start + 1)
        text = message
        if formula:
            text = f"{message}\n    {formula}\n    {' ' * start}{'^' * (self.end - self.start)}"
        super().__init__(text)

    def __reduce__(self) -> tuple[type[FormulaError], tuple[str, str, int, int]]:  # type: ignore[override]
        return type(self), (self.message, self.formula, self.start, self.end)


class DataError(SapError):
    """Data that do not match the spec or the call."""


class PlanError(SapError):
    """A plan that the chosen engine cannot carry out."""


class OutputError(SapError):
    """An output that could not be written."""


class AnalysisError(SapError):
    """One analysis that failed: it keeps its row, as NE with this reason."""


class DesignError(AnalysisError):
    """A model that the design of the data cannot identify.

    Parameters
    ----------
    problems
        As of every error.
    terms
        The random terms at fault, as a formula writes them; empty where it is none of them.
    """

    def __init__(
        self, problems: str | Problem | Sequence[Problem], terms: Iterable[str] = ()
    ) -> None:
        super().__init__(problems)
        self.terms = tuple(terms)

    def __reduce__(  # type: ignore[override]
        self,
    ) -> tuple[type[DesignError], tuple[tuple[Problem, ...], tuple[str, ...]]]:
        return type(self), (self.problems, self.terms)


class ConvergenceError(AnalysisError):
    """An optimum that was not found."""


class EstimabilityError(AnalysisError):
    """A quantity that the data cannot determine."""


def rows_in_words(rows: Iterable[object]) -> str:
    """Name row numbers: the first five and how many there are.

    Parameters
    ----------
    rows
        Row numbers as the user counts them (a CSV's header is row 1).

    Returns
    -------
    str
        For example ``row 7`` or ``rows 2, 3, 5, 8, 13 and 21 more (26 in all)``.
    """
    numbers = list(rows)
    shown = ", ".join(str(number) for number in numbers[:ROWS_SHOWN])
    if len(numbers) == 1:
        return f"row {shown}"
    if len(numbers) <= ROWS_SHOWN:
        return f"rows {shown}"
    return f"rows {shown} and {len(numbers) - ROWS_SHOWN} more ({len(numbers)} in all)"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Suggest the nearest known word, or list what is known.

    Parameters
    ----------
    word
        What was written.
    known
        What would have been right.

    Returns
    -------
    str
        A sentence, empty when nothing is known.
    """
    from difflib import get_close_matches

    words = [str(item) for item in known]
    close = get_close_matches(str(word), words, n=1, cutoff=0.6)
    if not close:
        folded = {item.casefold(): item for item in words}
        close = [folded[word.casefold()]] if word.casefold() in folded else []
    if close:
        return f"Did you mean '{close[0]}'?"
    if not words:
        return ""
    return "Known: " + ", ".join(f"'{item}'" for item in words) + "."
