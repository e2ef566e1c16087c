"""The report of a run: one self-contained page with every table and figure.

Figures stand in it as images, so that nothing in one reaches another; every text is escaped.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from sap.render.html import FONTS, SECTION_STYLE
from sap.render.point import plain
from sap.tables.table import Table

STYLE = """
  :root { color-scheme: light; }
  body { margin: 0; background: #fff; color: #000; font: 14px FONTS; }
  .report { display: grid; grid-template-columns: 17rem minmax(0, 1fr); }
  nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; box-sizing: border-box;
    padding: 1.2rem 1rem; border-right: 1px solid #ccc; font-size: 13px; line-height: 1.35; }
  nav ol { list-style: none; margin: 0; padding: 0; }
  nav li { margin: .35em 0; }
  nav a { color: #0b5394; text-decoration: none; }
  nav a:hover, nav a:focus { text-decoration: underline; }
  main { padding: 1.2rem 2rem 4rem; max-width: 64rem; }
  section { padding: 1.5rem 0; border-top: 1px solid #ccc; overflow-x: auto; }
  h1 { font-size: 20px; margin: .2em 0; }
  section header h1 { font-size: 15px; }
  h2 { font-size: 15px; }
  .banner { font-weight: bold; letter-spacing: .08em; }
  .accounts { border-collapse: collapse; width: 100%; }
  .accounts th, .accounts td { text-align: left; padding: .25em .8em .25em 0; vertical-align: top; }
  .accounts th { border-bottom: 1.5px solid #000; }
  .accounts .failed { color: #990000; }
  figure { margin: 0; }
  figure img { max-width: 100%; height: auto; }
  @media (max-width: 50rem) {
    .report { display: block; }
    nav { position: static; height: auto; border: 0; }
    main { padding: 0 .75rem 2rem; }
  }
  @media print {
    nav { display: none; }
    .report { display: block; }
    main { max-width: none; padding: 0; }
    section { break-before: page; border: 0; overflow: visible; }
  }
"""


@dataclass(frozen=True)
class Account:
    """What came of one endpoint.

    Parameters
    ----------
    endpoint, label
        Its id and short name.
    effect
        The effect with its interval, as text; ``NE`` where it is not estimable.
    decision
        Its test in words: the p value and what the family made of it.
    reason
        Why there is no result; empty where there is one.
    """

    endpoint: str
    label: str
    effect: str
    decision: str
    reason: str


@dataclass(frozen=True)
class ReportItem:
    """A table or figure of a report: its name, and how it is written there."""

    name: str
    html: str


def table_item(table: Table, section: str) -> ReportItem:
    """Take a table into a report.

    Parameters
    ----------
    table
        The table.
    section
        The table by `sap.render.html.html_section`.

    Returns
    -------
    ReportItem
    """
    return ReportItem(f"{table.caption} {table.title}", section)


def picture_item(number: str, title: str, svg: bytes) -> ReportItem:
    """Take a figure into a report.

    Parameters
    ----------
    number, title
        Of the figure.
    svg
        Its drawing.

    Returns
    -------
    ReportItem
    """
    name, source = f"Figure {number} {title}", b64encode(svg).decode("ascii")
    picture = f'<img alt="{_text(name)}" src="data:image/svg+xml;base64,{source}">'
    return ReportItem(name, f"<figure>{picture}</figure>")


@dataclass(frozen=True)
class Report:
    """What a report says.

    Parameters
    ----------
    title
        The study and what was run.
    notice
        A word that nobody may overlook, or empty.
    facts
        Lines on when, from what and by what it was made.
    accounts
        One an endpoint.
    counted
        How many endpoints are accounted for, in words.
    remarks
        Warnings and open questions, one line each.
    items
        Tables and figures in their order.
    """

    title: str
    notice: str
    facts: tuple[str, ...]
    accounts: tuple[Account, ...]
    counted: str
    remarks: tuple[str, ...]
    items: Sequence[ReportItem]


def html_report(report: Report) -> str:
    """Write a report as one HTML page.

    Parameters
    ----------
    report
        What it says.

    Returns
    -------
    str
        A whole document in UTF-8 that asks for no other file.
    """
    fonts = ", ".join(f'"{name}"' if " " in name else name for name in FONTS)
    links = "\n".join(
        f'<li><a href="#item-{number}">{_text(item.name)}</a></li>'
        for number, item in enumerate(report.items)
    )
    sections = "\n".join(
        f'<section id="item-{number}">{item.html}</section>'
        for number, item in enumerate(report.items)
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(report.title)}</title>\n"
        f"<style>{(SECTION_STYLE + STYLE).replace('FONTS', fonts)}</style>\n</head>\n<body>\n"
        '<div class="report">\n'
        f'<nav aria-label="Tables and figures"><ol><li><a href="#summary">Summary</a></li>\n'
        f"{links}\n</ol></nav>\n<main>\n{_front(report)}\n{sections}\n</main>\n</div>\n"
        "</body>\n</html>\n"
    )


def _text(text: str) -> str:
    return escape(plain(text))


def _front(report: Report) -> str:
    notice = f'<p class="banner">{_text(report.notice)}</p>' if report.notice else ""
    facts = "<br>".join(_text(line) for line in report.facts)
    remarks = _listed("Remarks", report.remarks)
    return (
        f'<div id="summary">{notice}<h1>{_text(report.title)}</h1><p>{facts}</p>'
        f"{_accounts(report.accounts)}<p>{_text(report.counted)}</p>"
        f"{remarks}</div>"
    )


def _accounts(accounts: Sequence[Account]) -> str:
    if not accounts:
        return ""
    rows = []
    for one in accounts:
        cells = "".join(
            f"<td>{_text(text)}</td>"
            for text in (one.endpoint, one.label, one.effect, one.decision)
        )
        rows.append(f"<tr>{cells}</tr>")
        if one.reason:
            rows.append(
                f'<tr><td></td><td colspan="3" class="failed">{_text(one.reason)}</td></tr>'
            )
    heads = ("Id", "Endpoint", "Effect (CI)", "Test")
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    return f'<h2>Endpoints</h2><table class="accounts"><tr>{head}</tr>{"".join(rows)}</table>'


def _listed(title: str, lines: Sequence[str]) -> str:
    if not lines:
        return ""
    items = "".join(f"<li>{_text(line)}</li>" for line in lines)
    return f"<h2>{title}</h2><ul>{items}</ul>"
