"""A plan as one HTML page that asks for no other file; every text is escaped here."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from html import escape

from sap.document.parts import (
    CodeBlock,
    Grid,
    GridRow,
    Listing,
    Paragraph,
    Part,
    Picture,
    PlanDocument,
    Run,
    Section,
)
from sap.language import language, say
from sap.render.html import FONTS, page_counter
from sap.render.pages import full_name, protocol_line
from sap.tables.table import plain

STYLE = """
  :root { color-scheme: light; }
  body { margin: 0 auto; max-width: 56rem; padding: 2rem 1.25rem 4rem; background: #fff;
    color: #111; font: 16px/1.5 FONTS; }
  h1 { font-size: 1.75rem; line-height: 1.25; margin: .2em 0; }
  h2 { font-size: 1.4rem; margin: 2.2em 0 .5em; padding-bottom: .2em;
    border-bottom: 2px solid #111; }
  h3 { font-size: 1.1rem; margin: 1.8em 0 .4em; }
  h4 { font-size: 1rem; margin: 1.5em 0 .4em; }
  p { margin: .6em 0; }
  .kind { font-size: 1.1rem; margin: 0; }
  .notice { font-weight: bold; letter-spacing: .08em; }
  .facts { display: grid; grid-template-columns: max-content 1fr; gap: .15em 1.2em;
    margin: 1.5em 0; }
  .facts dt { font-weight: bold; }
  .facts dd { margin: 0; overflow-wrap: anywhere; }
  nav ol { list-style: none; margin: 0; padding-left: 0; }
  nav ol ol { padding-left: 1.5em; }
  nav a { color: #0b4a82; text-decoration: none; }
  nav a:hover, nav a:focus { text-decoration: underline; }
  .wide { overflow-x: auto; margin: 1em 0; }
  table { border-collapse: collapse; width: 100%; font-size: .875rem; line-height: 1.4; }
  caption { text-align: left; font-weight: bold; padding: .3em 0; }
  th, td { text-align: left; vertical-align: top; padding: .35em .8em .35em 0;
    border-bottom: 1px solid #bbb; overflow-wrap: break-word; }
  thead th { border-bottom: 1.5px solid #111; border-top: 1.5px solid #111; }
  tbody tr:last-child > * { border-bottom: 1.5px solid #111; }
  td p, th p { margin: 0; }
  .heard { position: absolute; width: 1px; height: 1px; padding: 0; overflow: hidden;
    clip-path: inset(50%); }
  .boxed th, .boxed td { border: 1px solid #111; padding: .9em .5em; }
  code, pre { font: .875em/1.4 "Liberation Mono", "Courier New", monospace;
    overflow-wrap: anywhere; }
  pre { background: #f4f4f4; padding: .6em .8em; white-space: pre-wrap; }
  .note { font-size: .8125rem; }
  figure { margin: 1.2em 0; }
  figure img { max-width: 100%; height: auto; }
  figcaption { font-weight: bold; font-size: .875rem; }
  @page { size: A4; margin: 22mm 18mm 18mm; font: 8pt FONTS;
    @top-left { content: PROTOCOL; }
    @top-center { content: NOTICE; font-weight: bold; }
    @top-right { content: COUNTED; } }
  @media print {
    :root { font-size: 9.5pt; }
    body { max-width: none; padding: 0; font-size: 1rem; }
    h2, h3, h4, caption { break-after: avoid; }
    tr, figure, pre { break-inside: avoid; }
    .wide { overflow: visible; }
  }
"""


def html_plan(document: PlanDocument) -> str:
    """Write a plan as an HTML page.

    Parameters
    ----------
    document
        The plan.

    Returns
    -------
    str
        A whole document in UTF-8 that asks for no other file.
    """
    fonts = ", ".join(f'"{name}"' if " " in name else name for name in FONTS)
    style = STYLE.replace("FONTS", fonts)
    style = style.replace("COUNTED", page_counter())
    style = style.replace("PROTOCOL", _css(protocol_line(document.protocol)))
    style = style.replace("NOTICE", _css(document.notice))
    notice = f'<p class="notice">{_text(document.notice)}</p>\n' if document.notice else ""
    contents = _text(say("Contents"))
    facts = "".join(f"<dt>{_text(k)}</dt><dd>{_text(v)}</dd>" for k, v in document.facts)
    body = "\n".join(_section(section, 2) for section in document.sections)
    return (
        f'<!DOCTYPE html>\n<html lang="{language().code}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(full_name(document.kind, document.title))}</title>\n"
        f"<style>{style}</style>\n</head>\n<body>\n<header>\n{notice}"
        f'<p class="kind">{_text(document.kind)}</p>\n<h1>{_text(document.title)}</h1>\n'
        f'<dl class="facts">{facts}</dl>\n</header>\n'
        f'<nav aria-label="{contents}">\n<h2>{contents}</h2>\n'
        f"{_contents(document.sections)}</nav>\n"
        f"<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _text(text: str) -> str:
    return escape(plain(text))


def _css(text: str) -> str:
    """Write a text as a CSS string: whatever is no plain letter by its number."""
    signs = (s if s.isascii() and (s.isalnum() or s in " .,-") else f"\\{ord(s):x} " for s in text)
    return f'"{"".join(signs)}"'


def _id(section: Section) -> str:
    return f"section-{section.number}"


def _contents(sections: Iterable[Section]) -> str:
    items = "".join(
        f'<li><a href="#{_id(one)}">{_text(one.heading)}</a>'
        f"{_contents(one.sections) if one.sections else ''}</li>\n"
        for one in sections
    )
    return f"<ol>\n{items}</ol>"


def _section(section: Section, level: int) -> str:
    heading = f'<h{level} id="{_id(section)}-title">{_text(section.heading)}</h{level}>'
    inner = [_part(part) for part in section.parts]
    inner += [_section(one, min(level + 1, 6)) for one in section.sections]
    content = "\n".join([heading, *inner])
    return (
        f'<section id="{_id(section)}" aria-labelledby="{_id(section)}-title">\n'
        f"{content}\n</section>"
    )


def _part(part: Part) -> str:
    match part:
        case Paragraph():
            return f"<p>{_runs(part)}</p>"
        case CodeBlock(text):
            lines = "\n".join(_text(line) for line in text.split("\n"))
            return f"<pre>{lines}</pre>"
        case Listing(items, numbered):
            name = "ol" if numbered else "ul"
            shown = "".join(f"<li>{''.join(_part(one) for one in item)}</li>" for item in items)
            return f"<{name}>{shown}</{name}>"
        case Grid():
            return _grid(part)
        case Picture():
            source = b64encode(part.svg).decode("ascii")
            return (
                f"<figure><figcaption>{_text(part.caption)}</figcaption>"
                f'<img alt="{_text(part.words)}" src="data:image/svg+xml;base64,{source}"></figure>'
            )


def _runs(paragraph: Paragraph) -> str:
    return "".join(_run(run) for run in paragraph.runs)


def _run(run: Run) -> str:
    shown = _text(run.text)
    for wanted, tag in ((run.code, "code"), (run.emphasis, "em"), (run.strong, "strong")):
        shown = f"<{tag}>{shown}</{tag}>" if wanted else shown
    return shown


def _grid(grid: Grid) -> str:
    widths = "".join(f'<col style="width:{100 * share:.4g}%">' for share in grid.shares)
    heads = "".join(f'<th scope="col">{_text(one)}</th>' for one in grid.columns)
    rows = "".join(_row(one, grid) for one in grid.rows)
    notes = "".join(f'<p class="note">{_text(note)}</p>' for note in grid.notes)
    name = ' class="boxed"' if grid.boxed else ""
    hidden = "" if grid.titled else ' class="heard"'
    caption = f"<caption{hidden}>{_text(grid.caption)}</caption>"
    return (
        f'<div class="wide" role="region" aria-label="{_text(grid.caption)}" tabindex="0">'
        f"<table{name}>{caption}"
        f"<colgroup>{widths}</colgroup><thead><tr>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>{notes}"
    )


def _row(row: GridRow, grid: Grid) -> str:
    if row.heading:
        span = len(grid.columns)
        return f'<tr><th scope="rowgroup" colspan="{span}">{_cell(row.cells[0])}</th></tr>'
    first, *others = row.cells
    cells = "".join(f"<td>{_cell(one)}</td>" for one in others)
    return f'<tr><th scope="row">{_cell(first)}</th>{cells}</tr>'


def _cell(paragraphs: tuple[Paragraph, ...]) -> str:
    return "".join(f"<p>{_runs(one)}</p>" for one in paragraphs)
