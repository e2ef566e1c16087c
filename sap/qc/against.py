"""Results that somebody else produced, from a long CSV file: read, matched, compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path

from sap.ard import Ard, ArdRow
from sap.ard.rows import ANOVA, COEFFICIENTS, VARIANCE_COMPONENTS
from sap.data.csvtext import TextTable, read_text_table
from sap.errors import DataError, Problem, did_you_mean
from sap.qc.compare import OWN, Compared, ComparedAnalysis, analyses_of, compare_rows
from sap.qc.report import Findings
from sap.qc.tolerances import EXACT

NEEDED = ("analysis", "statistic", "group", "value")
NOT_THERE = "the file has none of its statistics"


@dataclass(frozen=True)
class Stated:
    """A number of the file.

    Parameters
    ----------
    analysis
        ``endpoint/analysis``, for example ``P1/primary``; the endpoint alone is its
        confirmatory analysis.
    statistic
        ``context.statistic``, for example ``contrast.estimate``.
    group
        Label of the contrast, levels of the mean, term, or group of the component.
    value
        The number.
    unit_in_last_place
        Of the number as written: a value cannot be compared beyond its last digit.
    line
        Where it stands in the file.
    """

    analysis: str
    statistic: str
    group: str
    value: float
    unit_in_last_place: float
    line: int

    @property
    def place(self) -> tuple[str, str, str]:
        """What tells it from every other number of the file."""
        return self.analysis, self.statistic, self.group


def read_stated(path: str | Path) -> tuple[Stated, ...]:
    """Read results in the long form.

    Parameters
    ----------
    path
        A CSV file (UTF-8, commas, decimal points) with the columns analysis, statistic,
        group and value; others are ignored.

    Returns
    -------
    tuple of Stated
        In the order of the file.

    Raises
    ------
    DataError
        With all that is wrong in it.
    """
    table = read_text_table(Path(path), str(path))
    lacking = [name for name in NEEDED if name not in table.header]
    if lacking:
        raise DataError(
            [
                Problem(f"No column '{name}'. {did_you_mean(name, table.header)}", table.file, 1)
                for name in lacking
            ]
        )
    problems: list[Problem] = []
    found = [
        made
        for made in (_stated(table, place, problems) for place in range(len(table.rows)))
        if made is not None
    ]
    first: dict[tuple[str, str, str], int] = {}
    for one in found:
        line = first.setdefault(one.place, one.line)
        if line != one.line:
            message = f"The same analysis, statistic and group stand in row {line} too."
            problems.append(Problem(message, table.file, one.line))
    if problems:
        raise DataError(sorted(problems, key=lambda problem: problem.line or 0))
    return tuple(found)


def _stated(table: TextTable, place: int, problems: list[Problem]) -> Stated | None:
    cells = dict(zip(table.header, table.rows[place], strict=True))
    line = table.lines[place]
    analysis, statistic, group, text = (cells[name].strip() for name in NEEDED)
    if not analysis or not statistic:
        problems.append(Problem("A row needs an analysis and a statistic.", table.file, line))
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int):
        message = f"'{text}' is no number; write it as 0.6455 or 1.2e-12."
        problems.append(Problem(message, table.file, line))
        return None
    if "/" not in analysis:
        analysis = f"{analysis}/primary"
    return Stated(
        analysis, statistic, group, float(number), float(Decimal(1).scaleb(exponent)), line
    )


def group_of(row: ArdRow) -> str:
    """Name the group of a statistic as the long form does.

    Parameters
    ----------
    row
        Its row.

    Returns
    -------
    str
        For example ``A / B`` or ``donor``.
    """
    if row.kind in (COEFFICIENTS, ANOVA):
        return row.variable
    if row.kind == VARIANCE_COMPONENTS:
        effects = [name for name in (row.variable, row.variable_level) if name]
        plain = not effects or effects == ["(Intercept)"]
        return row.group1 if plain else f"{row.group1}: {', '.join(effects)}"
    levels = [level for level in (row.group1_level, row.group2_level) if level]
    return ", ".join(levels) if levels else row.group1 or row.variable_level


def compare_with(
    ard: Ard, stated: tuple[Stated, ...], titles: Mapping[tuple[str, str], str]
) -> Findings:
    """Compare results with those of a file.

    Parameters
    ----------
    ard
        Our results.
    stated
        The numbers of the file.
    titles
        Title of each analysis by endpoint and id.

    Returns
    -------
    Findings
    """
    numbers = [row for row in ard if row.stat is not None and row.stat_name not in OWN]
    ours: dict[tuple[str, str, str], list[ArdRow]] = {}
    for row in numbers:
        ours.setdefault(_place(row), []).append(row)
    theirs = {one.place: one for one in stated}
    unmatched = [
        (_words(one, ours), repr(one.value)) for one in stated if len(ours.get(one.place, ())) != 1
    ]
    analyses = []
    matched = 0
    for endpoint, analysis in analyses_of(ard):
        rows = [row for row in ard if (row.endpoint, row.analysis) == (endpoint, analysis)]
        pairs = {
            row.key: theirs[_place(row)]
            for row in rows
            if row.stat is not None
            and len(ours.get(_place(row), ())) == 1
            and _place(row) in theirs
        }
        matched += len(pairs)
        compared = _compared(rows, pairs)
        title, reason = titles[endpoint, analysis], "" if pairs else NOT_THERE
        analyses.append(ComparedAnalysis(endpoint, analysis, title, compared, reason))
    return Findings(tuple(analyses), (), tuple(unmatched), len(numbers) - matched)


def _place(row: ArdRow) -> tuple[str, str, str]:
    return f"{row.endpoint}/{row.analysis}", f"{row.kind}.{row.stat_name}", group_of(row)


def _compared(rows: list[ArdRow], pairs: Mapping[tuple[str, ...], Stated]) -> tuple[Compared, ...]:
    """Compare our rows with a copy of them that has the numbers of the file."""
    copy = [replace(row, stat=pairs[row.key].value) if row.key in pairs else row for row in rows]
    compared = [one for one in compare_rows(rows, copy) if one.row.key in pairs]
    return tuple(_to_last_digit(one, pairs[one.row.key]) for one in compared)


def _to_last_digit(one: Compared, stated: Stated) -> Compared:
    """Allow half a unit in the last digit written: the file may hold rounded numbers."""
    if one.kind is EXACT or one.gap is None or one.limit is None:
        return one
    limit = max(one.limit, 0.5 * stated.unit_in_last_place * (1.0 + 1e-9))
    return replace(one, limit=limit, fault="" if one.gap <= limit else one.fault)


def _words(one: Stated, ours: Mapping[tuple[str, str, str], list[ArdRow]]) -> str:
    """Name a number without a counterpart, and what may have been meant."""
    named = f"{one.analysis}, {one.statistic}, '{one.group}' (row {one.line})"
    if len(ours.get(one.place, ())) > 1:
        return f"{named}: several statistics have this name"
    for known, given in (
        ({place[0] for place in ours}, one.analysis),
        ({place[1] for place in ours if place[0] == one.analysis}, one.statistic),
        ({place[2] for place in ours if place[:2] == one.place[:2]}, one.group),
    ):
        if given not in known:
            return f"{named}: {did_you_mean(given, sorted(known))}"
    return named
