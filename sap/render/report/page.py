"""A report as one page: contents, search, sections, script and style."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

from sap.language import language, noted, say
from sap.render.html import FONTS, page_counter
from sap.render.pages import protocol_line
from sap.render.report.content import Report
from sap.render.report.front import FrontSection, front_sections
from sap.render.report.items import item_markup
from sap.render.report.markup import data, script_text, style_text, text
from sap.render.report.sources import Sources
from sap.render.report.table_markup import width_rules
from sap.tables.table import Table

HERE = Path(__file__).parent
KEYS = noted(
    "Numbers say where they are from: point at one or tap it, or reach it with Tab and go on with "
    "the arrow keys; Escape closes."
)


def html_report(report: Report) -> str:
    """Write a report as one HTML page.

    Parameters
    ----------
    report
        What it says.

    Returns
    -------
    str
        A whole document in UTF-8 that asks for no other file; links lead to those beside it.
    """
    sources = Sources(report.rows, report.models)
    items = "\n".join(item_markup(item, sources) for item in report.items)
    front = front_sections(report)
    style, script = _style(report), _script()
    policy = (
        f"default-src 'none'; img-src data:; style-src '{_hash(style)}'; "
        f"script-src '{_hash(script)}'; base-uri 'none'; form-action 'none'"
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{language().code}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{text(report.title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<a class="skip" href="#content">{text(say("Skip to the content"))}</a>\n'
        f'<div class="report">\n{_navigation(report, front)}\n<main id="content" tabindex="-1">\n'
        f"{_head(report)}\n{''.join(section.markup() for section in front)}\n{items}\n"
        f'<p id="nothing" hidden>{text(say("Nothing is found."))}</p>\n</main>\n</div>\n'
        '<div id="source" role="tooltip" hidden></div>\n'
        '<div id="said" class="unseen" role="status"></div>\n'
        f'<script type="application/json" id="sources">{data(sources.listed())}</script>\n'
        f"<script>{script}</script>\n</body>\n</html>\n"
    )


def _hash(content: str) -> str:
    return f"sha256-{b64encode(sha256(content.encode('utf-8')).digest()).decode('ascii')}"


@cache
def _file(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _style(report: Report) -> str:
    words = {
        "FONTS": ", ".join(f'"{name}"' if " " in name else name for name in FONTS),
        "PROTOCOL": style_text(protocol_line(report.protocol)),
        "COUNTED": page_counter(),
        "NOTICE": style_text(report.notice),
    }
    # In one pass: a word put in may itself hold one of these names.
    sheet = re.sub("|".join(words), lambda found: words[found[0]], _file("report.css"))
    tables = (item.shown for item in report.items if isinstance(item.shown, Table))
    return f"{sheet}{width_rules(tables)}\n"


def _script() -> str:
    """Write the script with its words; the places that it fills in itself stay as they are."""
    words = {
        "SAID_COPY": say("Copy"),
        "SAID_COPIED": say("Copied"),
        "SAID_NOT_COPIED": say("Not copied"),
        "SAID_NO_COPIES": say("The browser does not allow copies"),
        "SAID_AS_TEXT": say("{title}: copied as text", title="${title}"),
        "SAID_FOUND": say(
            "{shown} of {all} found", shown="${shown.length}", all="${sections.length}"
        ),
        "SAID_ARD_ROW": say("ARD row: {place}", place="${where}"),
    }
    script = _file("report.js")
    return re.sub(r"SAID_[A-Z_]+", lambda found: script_text(words[found[0]]), script)


def _head(report: Report) -> str:
    notice = f'<p class="notice">{text(report.notice)}</p>' if report.notice else ""
    kinds = [isinstance(item.shown, Table) for item in report.items]
    tables, figures = kinds.count(True), kinds.count(False)
    lead = say(
        "{counted}. {analyses} analyses, {tables} tables and listings, {figures} figures.",
        counted=report.counted,
        analyses=len(report.carried),
        tables=tables,
        figures=figures,
    )
    return (
        f'<header class="head" id="top">{notice}<h1>{text(report.title)}</h1>'
        f'<p class="lead">{text(lead)}</p><p class="keys" hidden>{text(say(KEYS))}</p></header>'
    )


def _navigation(report: Report, front: tuple[FrontSection, ...]) -> str:
    first = [(section.anchor, "", section.name) for section in front]
    rest = [(item.anchor, item.caption, item.title) for item in report.items]
    contents, asked = text(say("Contents")), text(say("Search the tables and figures"))
    return (
        f'<nav aria-label="{contents}"><div class="search" role="search" hidden>'
        f'<label for="search">{asked}</label>'
        f'<input type="search" id="search" placeholder="{text(say("Search"))}" autocomplete="off" '
        'spellcheck="false" aria-describedby="found"><p id="found" role="status"></p></div>'
        f'<details id="contents" open><summary>{contents}</summary>{_links(first)}{_links(rest)}'
        "</details></nav>"
    )


def _links(places: list[tuple[str, str, str]]) -> str:
    links = "".join(
        f'<li><a href="#{anchor}">{f"<b>{text(caption)}</b> " if caption else ""}{text(title)}'
        "</a></li>"
        for anchor, caption, title in places
    )
    return f"<ol>{links}</ol>" if links else ""
