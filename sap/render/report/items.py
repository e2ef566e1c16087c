"""The tables and figures of a report, each with what can be done with it."""

from __future__ import annotations

from base64 import b64encode

from sap.language import say
from sap.render.report.content import Form, ReportFigure, ReportItem
from sap.render.report.markup import data, link_to_file, text
from sap.render.report.sources import Sources
from sap.render.report.table_markup import is_wide, sources_markup, table_markup
from sap.tables.table import Table

# What the page holds itself, and what a browser opens rather than saves.
HELD = (".txt", ".svg")
OPENED = (".html", ".pdf", ".png")


def item_markup(item: ReportItem, sources: Sources) -> str:
    """Write a table or figure with its title and its buttons.

    Parameters
    ----------
    item
        The table or figure.
    sources
        Collects what its cells show.

    Returns
    -------
    str
        A section of the page.
    """
    label = f"{item.anchor}-title"
    if isinstance(item.shown, Table):
        kind = "item wide" if is_wide(item.shown) else "item"
        body = table_markup(item.shown, label, sources)
    else:
        kind, body = "item figure", _figure(item, item.shown)
    words = text(item.shown.population)
    population = f'<p class="population">{words}</p>' if words else ""
    return (
        f'<section class="{kind}" id="{item.anchor}" aria-labelledby="{label}">'
        f'<header><h2 id="{label}"><span class="caption">{text(item.caption)}</span> '
        f"{text(item.title)}</h2>{population}</header>{_tools(item)}{body}</section>"
    )


def _figure(item: ReportItem, figure: ReportFigure) -> str:
    """Show a drawing as an image, so that nothing in it reaches the page."""
    source = b64encode(figure.svg).decode("ascii")
    alt = text(f"{item.caption}. {item.title}")
    image = f'<img alt="{alt}" src="data:image/svg+xml;base64,{source}">'
    notes = sources_markup(figure.sources)
    return f"<figure>{image}</figure>" + (f'<div class="notes">{notes}</div>' if notes else "")


def _tools(item: ReportItem) -> str:
    copy = embedded = ""
    if item.text:
        # Only the script can copy, so that it is the script that shows the button.
        copy = (
            f'<button type="button" class="copy" hidden>{text(say("Copy"))}<span class="unseen"> '
            f"{text(say('{table} as text', table=item.caption))}</span></button>"
        )
        embedded = f'<script type="application/json" class="text">{data(item.text)}</script>'
    links = "".join(_download(form, item.caption) for form in item.forms)
    label = text(say("Download {table}", table=item.caption))
    forms = f'<ul aria-label="{label}">{links}</ul>' if links else ""
    return f'<div class="tools">{copy}{forms}{embedded}</div>' if copy or forms else ""


def _download(form: Form, of: str) -> str:
    """Link to a file beside the page; the script gives those that the page itself holds.

    From a folder browsers open what they can show, and do not save it: so it is opened in a
    tab of its own, and the report stays.
    """
    kind = ' class="held"' if form.file.endswith(HELD) else ""
    tab = ' target="_blank" rel="noopener"' if form.file.endswith(OPENED) else ""
    return (
        f'<li><a download{kind}{tab} href="{text(link_to_file(form.file))}">{text(form.name)}'
        f'<span class="unseen"> {text(say("of {table}", table=of))}</span></a></li>'
    )
