"""The report of what was done with the data: for a terminal, as HTML page, as CSV files."""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from html import escape
from itertools import groupby

from sap.ard.files import escaped
from sap.data.queries import OpenQuery
from sap.data.report import DataReport, Entry, SourceSummary
from sap.errors import rows_in_words
from sap.render.point import plain

WIDTH = 100
#: Different changes of one rule shown on the page; all are in the CSV file.
CHANGES_SHOWN = 40
SIMULATED = "SIMULATED DATA"
NUMBERS = ("rows_in", "rows_left_out", "rows_out", "cells_fixed", "rows_fixed", "rows_queried")
HEADINGS = ("Rows in", "Left out", "Rows out", "Cells fixed", "Rows fixed", "Rows queried")

STYLE = """
  body { margin: 2rem auto; max-width: 64rem; padding: 0 1rem; color: #000; background: #fff;
    font: 14px Arial, "Liberation Sans", Helvetica, sans-serif; line-height: 1.4; }
  .notice { font-weight: bold; letter-spacing: .08em; font-size: 12px; }
  h1 { font-size: 20px; } h2 { font-size: 16px; margin-top: 2em; } h3 { font-size: 14px; }
  table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
  th, td { text-align: left; vertical-align: top; padding: .25em .6em .25em 0; }
  thead th { border-bottom: 1.5px solid #000; } tbody tr { border-bottom: .5px solid #bbb; }
  .n { text-align: right; } td.text { white-space: pre-wrap; font-family: monospace; }
  .query { border-left: 3px solid #000; padding: .1em 0 .1em 1em; margin: 1em 0; }
  .quiet { color: #444; } summary { cursor: pointer; padding: .3em 0; }
"""

Group = tuple[tuple[str, str, str], list[Entry]]


def text_report(report: DataReport) -> str:
    """Write the report for a terminal.

    Parameters
    ----------
    report
        What was done.

    Returns
    -------
    str
        Lines, the last one ended too.
    """
    lines = [f"{report.study}{f', {SIMULATED}' if report.simulated else ''}", ""]
    width = max(len(source.name) for source in report.sources)
    lines.append(" " * width + "".join(f"{heading:>14}" for heading in HEADINGS))
    for source in report.sources:
        numbers = "".join(f"{getattr(source, name):>14,}" for name in NUMBERS)
        lines.append(f"{source.name:<{width}}{numbers}")
    for source in report.sources:
        lines += ["", *_source_lines(source, report)]
    lines += ["", *_query_lines(report.queries)]
    return "".join(f"{plain(line).rstrip()}\n" for line in lines)


def _source_lines(source: SourceSummary, report: DataReport) -> Iterator[str]:
    yield f"{source.name}: {source.label}"
    for (action, rule, column), entries in _groups(source, report.entries):
        where = f" in '{column}'" if column else ""
        line = f"  {action}: {rule}{where}, {_where(entries, len(source.files) > 1)}"
        if action == "fixed":
            line += f"; for example {entries[0].before!r} -> {entries[0].after!r}"
        elif entries[0].note:
            line += f"; {entries[0].note}"
        yield from textwrap.wrap(line, WIDTH, subsequent_indent="      ")


def _query_lines(queries: Sequence[OpenQuery]) -> Iterator[str]:
    if not queries:
        yield "No open query."
        return
    yield f"Open queries: {len(queries)}. Nothing was changed; the statistician decides."
    for query in queries:
        yield ""
        yield f"  {query.name}: {query.title}"
        told = [
            query.question,
            f"Evidence: {query.evidence}.",
            _suspected(query),
            _meanwhile(query),
        ]
        for text in (one for one in told if one):
            yield from textwrap.wrap(text, WIDTH, initial_indent="    ", subsequent_indent="    ")
        yield f"    {_places(query)}"


def _suspected(query: OpenQuery) -> str:
    return f"It would be explained by: {query.suspicion}." if query.suspicion else ""


def _meanwhile(query: OpenQuery) -> str:
    if query.leave_out:
        return "Until it is decided, its rows are left out of the analyses."
    return "Until it is decided, its rows are analysed as they are."


def _places(query: OpenQuery) -> str:
    by_file = groupby(query.concerned, key=lambda place: place[1])
    return "; ".join(
        f"{file}: {rows_in_words([place[2] for place in places])}" for file, places in by_file
    )


def _groups(source: SourceSummary, entries: Iterable[Entry]) -> list[Group]:
    """Gather the entries of a source by what was done; queries are shown apart."""
    groups: dict[tuple[str, str, str], list[Entry]] = {}
    for entry in entries:
        if entry.source == source.name and entry.action != "query":
            groups.setdefault((entry.action, entry.rule, entry.column), []).append(entry)
    return sorted(groups.items(), key=lambda item: (item[0][0] != "left out", item[0]))


def html_report(report: DataReport, generated: str) -> str:
    """Write the report as an HTML page.

    Parameters
    ----------
    report
        What was done.
    generated
        When, as it is shown.

    Returns
    -------
    str
        A whole document in UTF-8 that asks for no other file.
    """
    notice = f'<p class="notice">{SIMULATED}</p>' if report.simulated else ""
    body = [
        notice,
        f"<h1>{_html(report.study)}: what was done with the data</h1>",
        _summary_table(report),
        "<h2>Open queries</h2>",
        *(_query_html(query) for query in report.queries),
        "" if report.queries else "<p>None.</p>",
        *(part for source in report.sources for part in _source_html(source, report)),
        f'<p class="quiet">Generated: {_html(generated)}. '
        "All changes, cell by cell: changes.csv.</p>",
    ]
    title = _html(f"{report.study}: data report")
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(part for part in body if part)
        + "\n</body>\n</html>\n"
    )


def _html(text: object) -> str:
    return escape(plain(str(text)))


def _summary_table(report: DataReport) -> str:
    head = "".join(f'<th class="n">{heading}</th>' for heading in HEADINGS)
    rows = "".join(
        f"<tr><th>{_html(source.name)}</th>"
        + "".join(f'<td class="n">{getattr(source, name):,}</td>' for name in NUMBERS)
        + "</tr>\n"
        for source in report.sources
    )
    return f"<table><thead><tr><th>Source</th>{head}</tr></thead><tbody>\n{rows}</tbody></table>"


def _query_html(query: OpenQuery) -> str:
    told = [f"Evidence: {query.evidence}.", _suspected(query), _meanwhile(query), _places(query)]
    paragraphs = "".join(f"<p>{_html(text)}</p>" for text in told if text)
    heading = _html(f"{query.name}: {query.title}")
    question = _html(query.question)
    return f'<div class="query"><h3>{heading}</h3><p><b>{question}</b></p>{paragraphs}</div>'


def _source_html(source: SourceSummary, report: DataReport) -> Iterator[str]:
    yield f"<h2>{_html(source.name)}: {_html(source.label)}</h2>"
    files = ", ".join(file for file, _ in source.files)
    yield f'<p class="quiet">{_html(files)}</p>'
    groups = _groups(source, report.entries)
    if not groups:
        yield "<p>Read as it is; nothing was changed or left out.</p>"
    for (action, rule, column), entries in groups:
        where = f", column {column}" if column else ""
        count = f"{len(entries):,} {'row' if action == 'left out' else 'cell'}"
        count += "" if len(entries) == 1 else "s"
        title = _html(f"{action}: {rule}{where} ({count})")
        yield f"<details><summary>{title}</summary>{_changes_html(entries)}</details>"


def _changes_html(entries: Sequence[Entry]) -> str:
    changes: dict[tuple[str, str, str], list[Entry]] = {}
    for entry in entries:
        changes.setdefault((entry.before, entry.after, entry.note), []).append(entry)
    rows = [
        f'<tr><td class="text">{_html(before)}</td><td class="text">{_html(after)}</td>'
        f"<td>{_html(_where(alike))}</td><td>{_html(note)}</td></tr>"
        for (before, after, note), alike in list(changes.items())[:CHANGES_SHOWN]
    ]
    more = len(changes) - CHANGES_SHOWN
    rest = f'<p class="quiet">and {more:,} other changes, see changes.csv</p>' if more > 0 else ""
    head = "<tr><th>Before</th><th>After</th><th>Rows</th><th>Why</th></tr>"
    body = "\n".join(rows)
    return f"<table><thead>{head}</thead><tbody>\n{body}</tbody></table>{rest}"


def _where(entries: Sequence[Entry], several: bool = True) -> str:
    """Say where entries stand, file by file."""
    lines: dict[str, list[int]] = {}
    for entry in entries:
        lines.setdefault(entry.file.rsplit("/", 1)[-1], []).append(entry.row)
    if not several:
        return rows_in_words(next(iter(lines.values())))
    return "; ".join(f"{name}: {rows_in_words(rows)}" for name, rows in lines.items())


def csv_reports(report: DataReport) -> dict[str, bytes]:
    """Write the report as CSV files: the summary, every change, the queries.

    Parameters
    ----------
    report
        What was done.

    Returns
    -------
    dict
        File name to content, UTF-8 with byte order mark so that spreadsheets show it right;
        a text that a spreadsheet would take for a formula has an apostrophe before it.
    """
    origin = "SIMULATED" if report.simulated else ""
    summary = [
        [one.name, one.label, *(str(getattr(one, name)) for name in NUMBERS), origin]
        for one in report.sources
    ]
    names = [field.name for field in fields(Entry)]
    changes = [[*(str(getattr(one, name)) for name in names), origin] for one in report.entries]
    queries = [
        [
            query.name,
            query.title,
            query.question,
            query.evidence,
            query.suspicion,
            "left out" if query.leave_out else "kept",
            _places(query),
            origin,
        ]
        for query in report.queries
    ]
    asked = ["query", "group", "question", "evidence", "suspicion", "until_decided", "rows"]
    return {
        "sources.csv": _csv([["source", "label", *NUMBERS, "data_origin"], *summary]),
        "changes.csv": _csv([[*names, "data_origin"], *changes]),
        "queries.csv": _csv([[*asked, "data_origin"], *queries]),
    }


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([escaped(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")
