"""The QC report as a table: verdicts, largest differences, and what a reader would see."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sap.ard.files import escaped
from sap.language.grammar import MINUS
from sap.qc.compare import Compared, ComparedAnalysis, Verdict, whose
from sap.qc.shown import ComparedTable, ShownDifference
from sap.qc.tolerances import KINDS
from sap.tables.rounding import significant
from sap.tables.table import Cell, Column, Footnote, Row, RowGroup, Table

FIGURES = 2
SHOWN_FIGURES = 9
MOST_LISTED = 40
HEADS = (
    ("Statistics", "compared"),
    ("Largest", "difference"),
    ("Largest relative", "difference"),
    ("Largest share", "of allowed"),
    ("", "Verdict"),
)
PLAIN = (1e-3, 1e4)
"""Between these a difference is written without an exponent."""
SIGNATURE = (
    f"QC reviewer: {'_' * 28}   Signature: {'_' * 24}   Date: {'_' * 14}",
    "By signing, the reviewer states that every difference listed above was looked into.",
)


@dataclass(frozen=True)
class Title:
    """What stands around the report.

    Parameters
    ----------
    first, second
        Names of the two programs or files.
    subject
        The spec.
    protocol, notice
        Left part of the page header, and a word that nobody may overlook.
    versions
        One line a program.
    origin
        Lines on when and from what the report was made.
    """

    first: str
    second: str
    subject: str
    protocol: str
    notice: str
    versions: tuple[str, ...]
    origin: tuple[str, ...]


@dataclass(frozen=True)
class Findings:
    """All that was compared.

    Parameters
    ----------
    analyses
        Statistics, by analysis.
    tables
        Tables as laid out from both.
    unmatched
        Statistics of a file that have no counterpart: place, value.
    n_ours_only
        Statistics of ours that the file does not hold.
    """

    analyses: tuple[ComparedAnalysis, ...]
    tables: tuple[ComparedTable, ...] = ()
    unmatched: tuple[tuple[str, str], ...] = ()
    n_ours_only: int = 0

    @property
    def passed(self) -> bool:
        """Whether something was compared, and all of it agrees."""
        verdicts = [analysis.verdict for analysis in self.analyses]
        return (
            Verdict.PASS in verdicts
            and Verdict.FAIL not in verdicts
            and all(table.passed for table in self.tables)
            and not self.unmatched
        )


def report_table(findings: Findings, title: Title) -> Table:
    """Lay a QC report out.

    Parameters
    ----------
    findings
        What was compared.
    title
        What stands around it.

    Returns
    -------
    Table
        For the renderers of tables.
    """
    groups = [_summary(findings)]
    groups += [_analysis(analysis) for analysis in findings.analyses]
    groups += [_shown(table, title) for table in findings.tables]
    groups += _listed(findings, title)
    groups += _allowances(findings)
    return Table(
        number="QC",
        title=f"{title.first} against {title.second}: {title.subject}",
        population="Double programming" if findings.tables else "Results of another program",
        protocol=title.protocol,
        notice=title.notice,
        stub=Cell("Kind of statistic"),
        columns=tuple(
            Column(tuple(Cell(line) for line in lines), align="center") for lines in HEADS
        ),
        groups=tuple(groups),
        footnotes=tuple(_notes(findings)),
        sources=(*title.versions, *title.origin, *SIGNATURE),
    )


def _row(label: str, cells: Sequence[str], indent: int = 1) -> Row:
    filled = [*cells, *[""] * (len(HEADS) - len(cells))]
    return Row(Cell(label), tuple(Cell(text) for text in filled), indent)


def _verdict(label: str, verdict: Verdict, n_compared: int | None = None, share: str = "") -> Row:
    shown = "" if n_compared is None else str(n_compared)
    return _row(label, [shown, "", "", share, verdict.value])


def _summary(findings: Findings) -> RowGroup:
    rows = [
        _verdict(
            f"{one.endpoint} {one.analysis}: {one.title}",
            one.verdict,
            len(one.rows),
            _share(one.rows),
        )
        for one in findings.analyses
    ]
    rows += [
        _verdict(f"{table.caption} as shown", _of_table(table), table.n_shown)
        for table in findings.tables
    ]
    rows.append(_verdict("Overall", Verdict.PASS if findings.passed else Verdict.FAIL))
    return RowGroup(Cell("Verdicts"), tuple(rows))


def _of_table(table: ComparedTable) -> Verdict:
    if not table.differences:
        return Verdict.PASS
    return Verdict.ROUNDING if table.passed else Verdict.FAIL


def _analysis(analysis: ComparedAnalysis) -> RowGroup:
    label = Cell(f"{analysis.endpoint} {analysis.analysis}: {analysis.title}")
    if analysis.reason:
        return RowGroup(label, (_verdict(analysis.reason, analysis.verdict),))
    rows = []
    for kind in KINDS:
        of_kind = [row for row in analysis.rows if row.kind is kind]
        if of_kind:
            rows.append(_row(kind.name, _largest(of_kind)))
    return RowGroup(label, tuple(rows))


def _largest(rows: Sequence[Compared]) -> list[str]:
    gaps = [row.gap for row in rows if row.gap is not None]
    relative = [row.relative for row in rows if row.relative is not None]
    verdict = Verdict.PASS if all(row.passed for row in rows) else Verdict.FAIL
    return [
        str(len(rows)),
        _size(max(gaps)) if gaps else "",
        _size(max(relative)) if relative else "",
        _share(rows),
        verdict.value,
    ]


def _share(rows: Iterable[Compared]) -> str:
    """Largest difference as a share of what is allowed to it, in per cent."""
    shares = [
        100.0 * row.gap / row.limit if row.limit else float("inf")
        for row in rows
        if row.gap is not None and row.limit is not None and (row.gap or row.limit)
    ]
    return f"{_size(max(shares))} %" if shares else ""


def _size(value: float) -> str:
    """Write how large a difference is."""
    if value == 0 or math.isinf(value) or PLAIN[0] <= value < PLAIN[1]:
        return significant(value, FIGURES)
    return f"{value:.{FIGURES - 1}e}".replace("-", MINUS)


def _shown(table: ComparedTable, title: Title) -> RowGroup:
    label = Cell(f"{table.caption} as shown")
    if not table.differences:
        words = f"All {table.n_shown} texts a reader sees are the same"
        return RowGroup(label, (_verdict(words, Verdict.PASS),))
    heads = _heads(f"Shown by {title.first}", f"Shown by {title.second}", "", "", "Verdict")
    rows = [
        _row(one.where, [one.first, one.second, "", "", _of_text(one).value])
        for one in sorted(table.differences, key=lambda one: one.rounded)[:MOST_LISTED]
    ]
    return RowGroup(label, (*rows, *_more(len(table.differences))), heads)


def _of_text(one: ShownDifference) -> Verdict:
    return Verdict.ROUNDING if one.rounded else Verdict.FAIL


def _heads(*texts: str) -> tuple[Cell, ...]:
    return tuple(Cell(text) for text in texts)


def _more(number: int) -> tuple[Row, ...]:
    """Say how many are not listed."""
    return (_row(f"and {number - MOST_LISTED} more", []),) if number > MOST_LISTED else ()


def _listed(findings: Findings, title: Title) -> Iterator[RowGroup]:
    """List the statistics that differ, and those without a counterpart."""
    heads = _heads(title.first, title.second, "Difference", "Allowed", "What is wrong")
    for analysis in findings.analyses:
        wrong = [row for row in analysis.rows if not row.passed and not analysis.reason]
        rows = [
            _row(
                whose(row.row),
                [
                    _value(row.first, row.first_text),
                    _value(row.second, row.second_text),
                    "" if row.gap is None else _size(row.gap),
                    "" if row.limit is None else _size(row.limit),
                    row.fault,
                ],
            )
            for row in wrong[:MOST_LISTED]
        ]
        if rows:
            label = Cell(f"Differences in {analysis.endpoint} {analysis.analysis}")
            yield RowGroup(label, (*rows, *_more(len(wrong))), heads)
    if findings.unmatched:
        rows = [_row(place, ["", value]) for place, value in findings.unmatched[:MOST_LISTED]]
        label = Cell(f"In {title.second} only")
        yield RowGroup(label, (*rows, *_more(len(findings.unmatched))), heads)


def _value(number: float | None, text: str) -> str:
    return text or ("" if number is None else significant(number, SHOWN_FIGURES))


def _allowances(findings: Findings) -> Iterator[RowGroup]:
    used = {row.kind for one in findings.analyses if not one.reason for row in one.rows}
    rows = [
        _row(f"{kind.name}: {kind.allowed} ({kind.reason})", []) for kind in KINDS if kind in used
    ]
    if rows:
        yield RowGroup(Cell("Allowed differences, and why"), tuple(rows))


def _notes(findings: Findings) -> Iterator[Footnote]:
    yield Footnote(
        "",
        "A relative difference is one relative to the first value. NOT COMPARABLE: one of the two "
        "cannot do what the plan asks, or neither gives numbers; this neither passes nor fails.",
    )
    if findings.tables:
        yield Footnote(
            "",
            "Both programs analyse the same analysis data: what is compared is the statistics, "
            "not the selection of the data. Tables are laid out again from the second program's "
            "results by the same rounding; what differs there is listed even when the numbers "
            "agree within what is allowed. ROUNDING: they agree, and the last digit shown turns "
            "between them; this does not fail.",
        )
    if findings.n_ours_only:
        yield Footnote(
            "", f"{findings.n_ours_only} statistics of sap have no counterpart in the file."
        )


COLUMNS = (
    "endpoint",
    "analysis",
    "context",
    "group1",
    "group1_level",
    "group2",
    "group2_level",
    "variable",
    "variable_level",
    "stat_name",
)


def report_csv(findings: Findings, title: Title) -> bytes:
    """Write every compared statistic as CSV, one a row.

    Parameters
    ----------
    findings
        What was compared.
    title
        Names the two sides.

    Returns
    -------
    bytes
        UTF-8 text with Unix line ends.
    """
    sides = (f"{title.first} value", f"{title.second} value")
    names = [*COLUMNS, "kind", *sides, *("difference", "relative_difference", "allowed")]
    sink = io.StringIO()
    writer = csv.DictWriter(sink, [*names, "verdict", "fault"], restval="", lineterminator="\n")
    writer.writeheader()
    for analysis in findings.analyses:
        for row in analysis.rows:
            writer.writerow(_csv_row(analysis, row, sides))
        if analysis.reason:
            writer.writerow(
                {
                    "endpoint": escaped(analysis.endpoint),
                    "analysis": escaped(analysis.analysis),
                    "verdict": analysis.verdict.value,
                    "fault": escaped(analysis.reason),
                }
            )
    for place, value in findings.unmatched:
        fault = f"no counterpart: {place}"
        writer.writerow({sides[1]: value, "verdict": Verdict.FAIL.value, "fault": fault})
    return sink.getvalue().encode("utf-8")


def _csv_row(
    analysis: ComparedAnalysis, row: Compared, sides: tuple[str, str]
) -> Mapping[str, str]:
    verdict = Verdict.PASS if row.passed else Verdict.FAIL
    return {
        **{column: escaped(str(getattr(row.row, column))) for column in COLUMNS},
        "kind": row.kind.name,
        sides[0]: escaped(row.first_text) or _full(row.first),
        sides[1]: escaped(row.second_text) or _full(row.second),
        "difference": _full(row.gap),
        "relative_difference": _full(row.relative),
        "allowed": _full(row.limit),
        "verdict": (Verdict.NOT_COMPARABLE if analysis.reason else verdict).value,
        "fault": row.fault,
    }


def _full(number: float | None) -> str:
    return "" if number is None else repr(number)
