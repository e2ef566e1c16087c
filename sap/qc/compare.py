"""Join two sets of results row by row, and judge every difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from sap.ard import Ard, ArdRow
from sap.ard.rows import ANOVA, CONTRAST, EMMEANS, FAILURE, MODEL, VARIANCE_COMPONENTS
from sap.qc.tolerances import (
    WORDS,
    Kind,
    Surroundings,
    allowed,
    difference,
    kind_of,
)

OWN = frozenset({"engine", "engine_version", "optimizer", "log_likelihood_certified"})
"""Statistics that describe the program, in which two programs differ."""

BY_SUBTRACTION = frozenset({"sidak", "tukey", "dunnett"})
"""Adjustments whose p-values are one minus a probability."""


CLOSED = frozenset({"paired-t", "wilcoxon"})
"""Kinds of analysis whose numbers hang on no optimum."""


class Verdict(Enum):
    """What comes of a comparison."""

    PASS = "PASS"  # noqa: S105 - no password
    FAIL = "FAIL"
    ROUNDING = "ROUNDING"
    NOT_COMPARABLE = "NOT COMPARABLE"


@dataclass(frozen=True)
class Compared:
    """One statistic in both sets of results.

    Parameters
    ----------
    row
        Its row; of the first set where that has it.
    kind
        What it is.
    first, second
        The numbers, None where missing.
    first_text, second_text
        The texts of a statistic that is a text.
    gap, relative
        Absolute and relative difference; None where there is nothing to subtract.
    limit
        The largest absolute difference allowed.
    fault
        What is wrong; empty when the two agree.
    """

    row: ArdRow
    kind: Kind
    first: float | None
    second: float | None
    first_text: str
    second_text: str
    gap: float | None
    relative: float | None
    limit: float | None
    fault: str

    @property
    def passed(self) -> bool:
        """Whether the two agree."""
        return not self.fault


@dataclass(frozen=True)
class ComparedAnalysis:
    """One analysis in both sets of results.

    Parameters
    ----------
    endpoint, analysis, title
        Which one.
    rows
        Its statistics.
    reason
        Why it cannot be compared; empty when it can.
    """

    endpoint: str
    analysis: str
    title: str
    rows: tuple[Compared, ...]
    reason: str = ""

    @property
    def verdict(self) -> Verdict:
        """PASS when every statistic agrees."""
        if self.reason:
            return Verdict.NOT_COMPARABLE
        return Verdict.PASS if all(row.passed for row in self.rows) else Verdict.FAIL


def compare_rows(first: Iterable[ArdRow], second: Iterable[ArdRow]) -> tuple[Compared, ...]:
    """Compare two sets of results of the same analyses.

    Parameters
    ----------
    first, second
        Rows of results data.

    Returns
    -------
    tuple of Compared
        In the order of the first set; what only the second has stands last.
    """
    ours = _by_key(first)
    theirs = _by_key(second)
    around = _surroundings(tuple(ours.values()))
    compared = [_judged(row, theirs.get(key), around) for key, row in ours.items()]
    compared += [_only_in_second(row) for key, row in theirs.items() if key not in ours]
    return tuple(compared)


def failure_of(rows: Iterable[ArdRow]) -> str:
    """Return why an analysis failed, or nothing.

    Parameters
    ----------
    rows
        Its rows.

    Returns
    -------
    str
        The reason.
    """
    return next((row.stat_text for row in rows if row.kind == FAILURE), "")


def _by_key(rows: Iterable[ArdRow]) -> dict[tuple[str, ...], ArdRow]:
    return {_key(row): row for row in rows if row.stat_name not in OWN}


def _key(row: ArdRow) -> tuple[str, ...]:
    if row.stat_name == "condition":
        # Numbered in the order of their making, which is the engine's own affair.
        return (*replace(row, variable_level="").key, row.stat_text, row.warning)
    return row.key


def _place(row: ArdRow) -> tuple[str, ...]:
    """What the statistics of one estimate, test or component share; by kind, not context."""
    endpoint, analysis, _, *rest, _ = row.key
    return endpoint, analysis, row.kind, *rest


def _surroundings(rows: tuple[ArdRow, ...]) -> Mapping[tuple[str, ...], Surroundings]:
    """Collect what gives each difference its scale."""
    stats: dict[tuple[str, ...], dict[str, ArdRow]] = {}
    for row in rows:
        stats.setdefault(_place(row), {})[row.stat_name] = row
    found = {}
    for place, here in stats.items():
        ard = _Analysis(stats, place[:2])
        numbers = {name: row.stat for name, row in here.items()}
        scale = here["scale"].stat_text if "scale" in here else ""
        found[place] = Surroundings(
            std_error=numbers.get("std_error"),
            estimate=numbers.get("estimate"),
            is_ratio=scale.endswith("ratio") or (scale == "response" and ard.logarithmic),
            num_df=numbers.get("num_df"),
            ddf=ard.text("ddf"),
            residual=ard.residual,
            scale=ard.deviations(place),
            adjusted=place[2] == CONTRAST and ard.text("adjust") in BY_SUBTRACTION,
            closed=place[2] == CONTRAST and ard.text("analysis_kind") in CLOSED,
        )
    return found


@dataclass(frozen=True)
class _Analysis:
    """Looks statistics of one analysis up."""

    stats: Mapping[tuple[str, ...], Mapping[str, ArdRow]]
    name: tuple[str, ...]

    def _at(self, context: str, group: str = "", variable: str = "") -> Mapping[str, ArdRow]:
        return self.stats.get((*self.name, context, group, "", "", "", variable, ""), {})

    def text(self, stat_name: str) -> str:
        row = self._at(MODEL).get(stat_name)
        return row.stat_text if row else ""

    @property
    def logarithmic(self) -> bool:
        return self.text("transformation") in ("log", "log2", "log10")

    @property
    def residual(self) -> float | None:
        row = self._at(VARIANCE_COMPONENTS, "Residual").get("std_dev")
        return row.stat if row else None

    def deviations(self, place: tuple[str, ...]) -> float | None:
        """Product of the standard deviations of the two effects of a covariance."""
        if place[2] != VARIANCE_COMPONENTS or not place[8]:
            return None
        product = 1.0
        for variable in (place[7], place[8]):
            row = self._at(VARIANCE_COMPONENTS, place[3], variable).get("std_dev")
            product *= (row.stat or 0.0) if row else 0.0
        return product


def _judged(
    row: ArdRow, other: ArdRow | None, around: Mapping[tuple[str, ...], Surroundings]
) -> Compared:
    beside = around[_place(row)]
    kind = WORDS if _is_text(row) else kind_of(row.kind, row.stat_name, beside)
    if other is None:
        shown = row.warning or row.stat_text
        return Compared(row, kind, row.stat, None, shown, "", None, None, None, "not in the second")
    texts = (row.warning or row.stat_text, other.warning or other.stat_text)
    if row.stat is None or other.stat is None:
        fault = _fault_of_texts(row, other, texts)
        return Compared(row, kind, row.stat, other.stat, *texts, None, None, None, fault)
    gap, relative = difference(row.stat, other.stat)
    limit = allowed(kind, row.stat, other.stat, beside)
    fault = "" if gap <= limit else "differ by more than is allowed"
    return Compared(row, kind, row.stat, other.stat, *texts, gap, relative, limit, fault)


def _fault_of_texts(row: ArdRow, other: ArdRow, texts: tuple[str, str]) -> str:
    if (row.stat is None) != (other.stat is None):
        return "no number in the " + ("first" if row.stat is None else "second")
    return "" if texts[0] == texts[1] else "different words"


def _only_in_second(row: ArdRow) -> Compared:
    kind = WORDS if _is_text(row) else kind_of(row.kind, row.stat_name, Surroundings())
    shown = row.warning or row.stat_text
    return Compared(row, kind, None, row.stat, "", shown, None, None, None, "not in the first")


def _is_text(row: ArdRow) -> bool:
    return bool(row.stat_text) and row.stat is None


def whose(row: ArdRow) -> str:
    """Name the place of a statistic within its analysis, for a person.

    Parameters
    ----------
    row
        Its row.

    Returns
    -------
    str
        For example ``contrast A / B, Estimate``.
    """
    if row.kind in (EMMEANS, CONTRAST):
        places: Iterator[str] = iter((row.group1_level, row.group2_level))
    elif row.kind == ANOVA:
        places = iter((row.variable,))
    else:
        places = iter((row.group1, row.group1_level, row.variable, row.variable_level))
    kind = row.kind.replace("_", " ")
    return f"{kind} {', '.join(place for place in places if place)}".rstrip() + (
        f": {row.stat_label}"
    )


def analyses_of(ard: Ard) -> tuple[tuple[str, str], ...]:
    """List the analyses of some results in order.

    Parameters
    ----------
    ard
        The results.

    Returns
    -------
    tuple of tuple of str
        Endpoint and analysis; what concerns the whole study is left out.
    """
    return tuple(dict.fromkeys((row.endpoint, row.analysis) for row in ard if row.endpoint))
