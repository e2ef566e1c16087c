"""The rows of analysis results data, their order, and how to look one up.

Rows stand in the order of the plan: endpoint, analysis, then context in the order of
`CONTEXTS`, then as the model or the data gave them (factor levels in their declared
order). Statistics of one result stand together.

A row of a sensitivity analysis has a context of its own, ``sensitivity: contrast`` for
one, so that it is never taken for a confirmatory result. Its `ArdRow.kind` is
``contrast``, for readers who mean both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property

from sap.ard.statistics import STAT_LABELS

STUDY = "study"
DISPOSITION = "disposition"
EXCLUSIONS = "exclusions"
EXCLUDED_ROWS = "excluded_rows"
LIMITS = "limits"
SUMMARY = "summary"
OBSERVED = "observed"
MODEL = "model"
COEFFICIENTS = "coefficients"
ANOVA = "anova"
EMMEANS = "emmeans"
CONTRAST = "contrast"
LEAVE_ONE_OUT = "leave_one_out"
HYPOTHESIS = "hypothesis"
SUBGROUP = "subgroup"
OVERALL_MEANS = "overall_means"
OVERALL = "overall"
MODIFICATION = "modification"
MULTIPLICITY = "multiplicity"
CHARACTERISTICS = "characteristics"
VARIANCE_COMPONENTS = "variance_components"
CONVERGENCE = "convergence"
RESIDUALS = "residuals"
INFLUENCE = "influence"
FAILURE = "failure"

CONTEXTS: tuple[str, ...] = (
    STUDY,
    DISPOSITION,
    EXCLUSIONS,
    EXCLUDED_ROWS,
    LIMITS,
    SUMMARY,
    OBSERVED,
    MODEL,
    COEFFICIENTS,
    ANOVA,
    EMMEANS,
    CONTRAST,
    LEAVE_ONE_OUT,
    HYPOTHESIS,
    SUBGROUP,
    OVERALL_MEANS,
    OVERALL,
    MODIFICATION,
    MULTIPLICITY,
    CHARACTERISTICS,
    VARIANCE_COMPONENTS,
    CONVERGENCE,
    RESIDUALS,
    INFLUENCE,
    FAILURE,
)

SENSITIVITY = "sensitivity: "
"""What a context begins with in the rows of a sensitivity analysis."""


@dataclass(frozen=True)
class ArdRow:
    """One statistic of one analysis.

    Parameters
    ----------
    endpoint, analysis
        Whose statistic it is; empty for what concerns the whole study.
    context
        The kind of result, one of `CONTEXTS`; of a sensitivity analysis, after `SENSITIVITY`.
    group1, group1_level, group2, group2_level
        The factors (or the grouping of a variance component) and their levels.
    variable, variable_level
        What was summarised or estimated.
    stat_name, stat_label
        The statistic, as a name for programs and as words.
    stat
        The number in full precision, None when it is missing or a text.
    stat_text
        A statistic that is a text, such as a formula; empty otherwise.
    unit
        The unit of `stat`, empty when it has none.
    warning, error
        Why to be careful, and why there is no number.
    """

    endpoint: str
    analysis: str
    context: str
    group1: str
    group1_level: str
    group2: str
    group2_level: str
    variable: str
    variable_level: str
    stat_name: str
    stat_label: str
    stat: float | None
    stat_text: str
    unit: str
    warning: str
    error: str

    @property
    def kind(self) -> str:
        """The kind of result, one of `CONTEXTS`, whoever's it is."""
        return self.context.removeprefix(SENSITIVITY)

    @property
    def key(self) -> tuple[str, ...]:
        """What tells this row from every other one."""
        return (
            self.endpoint,
            self.analysis,
            self.context,
            self.group1,
            self.group1_level,
            self.group2,
            self.group2_level,
            self.variable,
            self.variable_level,
            self.stat_name,
        )


COLUMNS: tuple[str, ...] = tuple(field.name for field in fields(ArdRow))


@dataclass(frozen=True)
class Analysis:
    """Whose rows are being made: the endpoint and the analysis within it.

    Parameters
    ----------
    endpoint, analysis
        Their ids; empty for what concerns the whole study.
    sensitivity
        Whether it is a sensitivity analysis, whose rows have contexts of their own.
    """

    endpoint: str = ""
    analysis: str = ""
    sensitivity: bool = False

    def row(
        self,
        context: str,
        stat_name: str,
        stat: float | None = None,
        *,
        text: str = "",
        group1: str = "",
        group1_level: str = "",
        group2: str = "",
        group2_level: str = "",
        variable: str = "",
        variable_level: str = "",
        unit: str = "",
        warning: str = "",
        error: str = "",
    ) -> ArdRow:
        """Make one row; a number that is not a number is missing."""
        number = None if stat is None else float(stat)
        return ArdRow(
            self.endpoint,
            self.analysis,
            f"{SENSITIVITY}{context}" if self.sensitivity else context,
            group1,
            group1_level,
            group2,
            group2_level,
            variable,
            variable_level,
            stat_name,
            STAT_LABELS[stat_name],
            None if number is None or number != number else number,
            text,
            unit,
            warning,
            error,
        )


def ordered(rows: Iterable[ArdRow]) -> tuple[ArdRow, ...]:
    """Put rows into their fixed order, keeping the order of the plan.

    Parameters
    ----------
    rows
        Rows with the analyses in the order of the plan.

    Returns
    -------
    tuple of ArdRow
        The same rows: by analysis in order of first appearance, then by context.
    """
    given = list(rows)
    place: dict[tuple[str, str], int] = {}
    for row in given:
        place.setdefault((row.endpoint, row.analysis), len(place))
    rank = {context: number for number, context in enumerate(CONTEXTS)}
    return tuple(sorted(given, key=lambda row: (place[row.endpoint, row.analysis], rank[row.kind])))


def repeated_key(rows: Iterable[ArdRow]) -> tuple[str, ...] | None:
    """Find a key that stands in two rows.

    Parameters
    ----------
    rows
        Rows of results.

    Returns
    -------
    tuple of str or None
        The first key that repeats.
    """
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        if row.key in seen:
            return row.key
        seen.add(row.key)
    return None


# The columns by which most rows can be left aside at once.
LISTED = frozenset({"endpoint", "analysis", "context", "variable_level", "stat_name"})


@dataclass(frozen=True)
class Ard:
    """All results of a run.

    Parameters
    ----------
    rows
        The rows in their fixed order.
    """

    rows: tuple[ArdRow, ...]

    def __post_init__(self) -> None:
        repeated = repeated_key(self.rows)
        assert repeated is None, f"two rows of the ARD have one key: {repeated}"

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[ArdRow]:
        return iter(self.rows)

    def select(self, **wanted: str) -> Ard:
        """Keep the rows whose columns have the wanted texts.

        Parameters
        ----------
        **wanted
            Column names, or ``kind``, and the text each must equal.

        Returns
        -------
        Ard
            The rows left, possibly none.
        """
        return self._part(tuple(self._found(wanted)))

    def find(self, stat_name: str, **wanted: str) -> ArdRow | None:
        """Look one statistic up.

        Parameters
        ----------
        stat_name
            Its name.
        **wanted
            Column names, or ``kind``, and the text each must equal.

        Returns
        -------
        ArdRow or None
            The first such row, or None when there is none.
        """
        return next(self._found({"stat_name": stat_name, **wanted}), None)

    def number(self, stat_name: str, **wanted: str) -> float | None:
        """Look one number up; None when it is missing or has no row."""
        row = self.find(stat_name, **wanted)
        return row.stat if row else None

    def text(self, stat_name: str, **wanted: str) -> str:
        """Look one text up; empty when it has no row."""
        row = self.find(stat_name, **wanted)
        return row.stat_text if row else ""

    def values(self, column: str) -> tuple[str, ...]:
        """List the different texts of a column in order of appearance."""
        return tuple(dict.fromkeys(str(getattr(row, column)) for row in self.rows))

    def _found(self, wanted: Mapping[str, str]) -> Iterator[ArdRow]:
        """Go through the rows whose columns have the wanted texts, in their order."""
        listed = [self._rows_by(column).get(wanted[column], ()) for column in LISTED & {*wanted}]
        tests = tuple(wanted.items())
        for row in min(listed, key=len, default=self.rows):
            if all(getattr(row, column) == text for column, text in tests):
                yield row

    def _rows_by(self, column: str) -> Mapping[str, Sequence[ArdRow]]:
        """List the rows by the texts of a column, once: a table asks hundreds of times."""
        if column not in self._lists:
            made: dict[str, list[ArdRow]] = {}
            for row in self.rows:
                made.setdefault(getattr(row, column), []).append(row)
            self._lists[column] = made
        return self._lists[column]

    @cached_property
    def _lists(self) -> dict[str, Mapping[str, Sequence[ArdRow]]]:
        return {}

    @classmethod
    def _part(cls, rows: tuple[ArdRow, ...]) -> Ard:
        """Make an ARD of some rows of another, whose keys need not be looked at again."""
        made = object.__new__(cls)
        object.__setattr__(made, "rows", rows)
        return made
