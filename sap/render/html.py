"""A table as a self-contained HTML page, by great_tables.

Every text from a spec or from data is escaped here. On paper the page header, the column
headings and the footnotes stand on each page, and the browser numbers the pages.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

from sap.language import language, say
from sap.render.pages import full_name, page_layout, page_number, protocol_line
from sap.render.point import ColumnWidths, divided, plain, widths_of
from sap.tables.table import Cell, Column, Table

if TYPE_CHECKING:
    from great_tables import GT

LABEL = "label"
RULE = "1.5px"
INK = "#000000"
FONTS = ["Arial", "Liberation Sans", "Helvetica", "sans-serif"]
INDENT_EM = 1.4

SECTION_STYLE = """
  .gt_table { font-variant-numeric: lining-nums tabular-nums; width: 100%; }
  .notice { font-size: 12px; font-weight: bold; letter-spacing: .08em; padding: .7em 0; }
  header { text-align: center; padding-bottom: .6em; line-height: 1.25; }
  h1 { font-size: 15px; margin: .3em 0 0; }
  .group { font-weight: bold; }
  .gt_table tr:has(.group):not(:first-child) > * { padding-top: .8em !important; }
  .number { display: inline-block; text-align: left; white-space: pre; }
  .before { display: inline-block; text-align: right; }
  .footnote { padding-left: 2.2em; text-indent: -2.2em; }
  .footnote b { display: inline-block; min-width: 2.2em; text-indent: 0; font-weight: normal; }
  .sources { padding-top: .5em; color: #333; }
"""
PAGE_STYLE = """
  body { margin: 2rem auto; max-width: 58rem; padding: 0 1rem; background: #fff; color: #000;
    font: 14px FONTS; }
  .page-header { display: flex; justify-content: space-between; font-size: 12px;
    padding: 0 5px .4em; border-bottom: .75px solid #000; }
  @media (max-width: 40rem) { body { margin: .5rem auto; padding: 0 .25rem; } }
  @page { size: SIZE; margin: 20mm 15mm 15mm; font: 8pt FONTS;
    @top-left { content: PROTOCOL; }
    @top-center { content: NOTICE; font-weight: bold; }
    @top-right { content: COUNTED; } }
  @media print {
    body { margin: 0; max-width: none; padding: 0; }
    .page-header, .notice { display: none; }
    tr { break-inside: avoid; }
    tr:has(.group) { break-after: avoid; }
  }
"""


def load_library() -> None:
    """Load the library that tables are made with, before it is needed."""
    import great_tables  # noqa: F401


def html_table(table: Table) -> str:
    """Write a table as an HTML page.

    Parameters
    ----------
    table
        The table.

    Returns
    -------
    str
        A whole document in UTF-8 that asks for no other file.
    """
    return html_page(table, html_section(table))


def html_page(table: Table, section: str) -> str:
    """Write the page around a table.

    Parameters
    ----------
    table
        The table.
    section
        The table itself, by `html_section`.

    Returns
    -------
    str
        A whole document in UTF-8 that asks for no other file.
    """
    return (
        "<!DOCTYPE html>\n"
        f'<html lang="{language().code}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(full_name(table.caption, table.title))}</title>\n"
        f"<style>{_page_style(table)}</style>\n"
        f"</head>\n<body>\n{_page_header(table)}\n<main>\n{section}\n</main>\n"
        "</body>\n</html>\n"
    )


def html_section(table: Table) -> str:
    """Write a table as part of a page that holds several, styled by `SECTION_STYLE`.

    Parameters
    ----------
    table
        The table.

    Returns
    -------
    str
        Title block and table, with the style of the table's own cells.
    """
    return f"{_title_block(table)}\n{_great_table(table).as_raw_html(inline_css=False)}"


def _page_style(table: Table) -> str:
    words = {
        "FONTS": ", ".join(f'"{name}"' if " " in name else name for name in FONTS),
        "SIZE": "A4 landscape" if page_layout(table).landscape else "A4",
        "PROTOCOL": _style_text(protocol_line(table.protocol)),
        "COUNTED": page_counter(),
        "NOTICE": _style_text(table.notice),
    }
    # In one pass: a word put in may itself hold one of these names.
    return re.sub("|".join(words), lambda found: words[found[0]], SECTION_STYLE + PAGE_STYLE)


def page_counter() -> str:
    """Write the number of a page as a style sheet does: the browser counts.

    Returns
    -------
    str
        The value of ``content``.
    """
    before, between, after = page_number()
    return f'"{before}" counter(page) "{between}" counter(pages)' + (f' "{after}"' if after else "")


def _style_text(text: str) -> str:
    """Write a text as a string of a style sheet, every sign but letters and digits by number."""
    signs = (s if s.isascii() and s.isalnum() else f"\\{ord(s):06x}" for s in plain(text))
    return f'"{"".join(signs)}"'


def _page_header(table: Table) -> str:
    protocol = _text(protocol_line(table.protocol))
    counted = _text(say("Page {page} of {pages}", page=1, pages=1))
    return (
        f'<div class="page-header"><span>{protocol}</span>'
        f'<span class="page-number">{counted}</span></div>'
    )


def _great_table(table: Table) -> GT:
    import pandas as pd
    from great_tables import GT, html, loc, style

    names = [f"column{number}" for number in range(len(table.columns))]
    rows, group_rows = _rows(table, names)
    built = (
        GT(pd.DataFrame(rows, columns=[LABEL, *names]), rowname_col=LABEL, id=_id(table))
        .fmt_passthrough(columns=[LABEL, *names], escape=False)
        .tab_stubhead(label=html(_text(table.stub.shown)))
        .cols_label({name: html(_heading(c)) for name, c in zip(names, table.columns, strict=True)})
        .cols_align("center", columns=names)
        .cols_align("left", columns=_left(table, names))
        .cols_width({LABEL: _stub_width(table)})
        .tab_style(style.text(weight="bold"), loc.stub(rows=group_rows))
        .tab_style(style.text(weight="bold"), loc.body(rows=group_rows))
    )
    for spanner in dict.fromkeys(c.spanner for c in table.columns if c.spanner):
        under = [n for n, c in zip(names, table.columns, strict=True) if c.spanner == spanner]
        built = built.tab_spanner(label=html(_text(spanner)), columns=under)
    for note in _notes(table):
        built = built.tab_source_note(html(note))
    return _styled(built)


def _styled(built: GT) -> GT:
    """Draw rules above and below the headings and below the body, and none between rows."""
    rules: dict[str, Any] = {}
    drawn = ("column_labels_border_top", "column_labels_border_bottom", "table_body_border_bottom")
    for part in drawn:
        rules |= {f"{part}_style": "solid", f"{part}_width": RULE, f"{part}_color": INK}
    for part in ("table_border_top", "table_border_bottom"):
        rules |= {f"{part}_style": "none"}
    for part in ("table_body_hlines", "stub_border", "table_body_border_top"):
        rules |= {f"{part}_style": "none"}
    return built.tab_options(
        **rules,
        table_font_names=FONTS,
        table_font_size="14px",
        table_font_color=INK,
        column_labels_font_weight="bold",
        data_row_padding="3px",
        source_notes_font_size="12px",
        source_notes_padding="1px",
    )


def _stub_width(table: Table) -> str:
    """Give row labels the share of the width that their longest needs beside the columns."""
    rows = [row for group in table.groups for row in group.rows]
    longest = max((len(row.label.shown) + 2 * row.indent for row in rows), default=1)
    rest = sum(width.whole + 4 for width in widths_of(table))
    return f"{min(max(100 * longest / (longest + rest), 25), 60):.0f}%"


def _id(table: Table) -> str:
    digits = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in table.number)
    return f"table-{digits}"


def _text(text: str) -> str:
    return escape(plain(text))


def _title_block(table: Table) -> str:
    notice = f'<div class="notice">{_text(table.notice)}</div>' if table.notice else ""
    return (
        f"<header>{notice}<h1>{_text(table.caption)}<br>{_text(table.title)}</h1>"
        f"<div>{_text(table.population)}</div></header>"
    )


def _heading(column: Column) -> str:
    return "<br>".join(_text(line.shown) for line in column.lines)


def _rows(table: Table, names: list[str]) -> tuple[list[dict[str, str]], list[int]]:
    """Make the rows as HTML, and say which of them are headings of groups."""
    widths = widths_of(table)
    rows: list[dict[str, str]] = []
    headings: list[int] = []
    for group in table.groups:
        headings.append(len(rows))
        cells = group.headings or (Cell(),) * len(names)
        row = {LABEL: f'<span class="group">{_text(group.label.shown)}</span>'}
        row |= {n: _text(cell.shown) for n, cell in zip(names, cells, strict=True)}
        rows.append(row)
        for line in group.rows:
            indent = f"padding-left:{INDENT_EM * line.indent:g}em"
            row = {LABEL: f'<div style="{indent}">{_text(line.label.shown)}</div>'}
            words = _left(table, names)
            numbers = zip(names, line.cells, widths, strict=True)
            row |= {
                name: _text(cell.shown) if name in words else _number(cell, width)
                for name, cell, width in numbers
            }
            rows.append(row)
    return rows, headings


def _left(table: Table, names: list[str]) -> list[str]:
    """List the columns whose cells are words, flush left."""
    return [n for n, column in zip(names, table.columns, strict=True) if column.align == "left"]


def _number(cell: Cell, width: ColumnWidths) -> str:
    """Set the integer part flush right in its own box, so that points stand in one line."""
    parts = divided(cell)
    if not parts.whole:
        return ""
    before = f'<span class="before" style="min-width:{width.before}ch">{escape(parts.before)}'
    return (
        f'<span class="number" style="min-width:{width.whole}ch">'
        f"{before}</span>{escape(parts.after)}</span>"
    )


def _notes(table: Table) -> list[str]:
    notes = []
    for footnote in table.footnotes:
        mark = f"<b>[{_text(footnote.mark)}] </b>" if footnote.mark else ""
        name = "footnote" if footnote.mark else "note"
        notes.append(f'<div class="{name}">{mark}{_text(footnote.text)}</div>')
    if table.sources:
        lines = "<br>".join(_text(line) for line in table.sources)
        notes.append(f'<div class="sources">{lines}</div>')
    return notes
