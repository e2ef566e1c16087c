"""A table as a LaTeX document that compiles alone, and whose table can be taken out of it.

It needs no more than a small TeX has (longtable, booktabs, fancyhdr), and pdfLaTeX, XeLaTeX
and LuaLaTeX set it alike. Headings and footnotes stand on each page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sap.language import language
from sap.render.latex_text import latex_text
from sap.render.pages import (
    BODY_POINTS,
    HANGING_MM,
    INDENT_MM,
    MARGIN,
    MARK_MM,
    NOTE_POINTS,
    TOP_MARGIN,
    Note,
    PageLayout,
    kept_with_next,
    named_again,
    page_layout,
    page_number,
    protocol_line,
    spanners_of,
)
from sap.render.point import divided
from sap.tables.table import Column, Row, RowGroup, Table

# TeX sets more space after a colon or a full stop, which is an English habit.
SPACING: Mapping[str, tuple[str, ...]] = {"fr": ("\\frenchspacing",)}
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

PREAMBLE = r"""% Compile twice with pdfLaTeX, XeLaTeX or LuaLaTeX: the second time knows how
% many pages there are. Signs beyond Latin and Greek need one of the last two, and
% \setsansfont with a font that has them.
\documentclass{article}
\usepackage[a4paper,ORIENTATIONmargin=MARGINmm,top=TOPmm,headheight=28pt,headsep=4mm]{geometry}
\usepackage{iftex}
\ifpdftex\usepackage[T1]{fontenc}\usepackage[utf8]{inputenc}\else\usepackage{fontspec}\fi
\IfFileExists{lmodern.sty}{\ifpdftex\usepackage{lmodern}\fi}{}
\usepackage{textcomp,array,longtable,booktabs,fancyhdr}
\renewcommand{\familydefault}{\sfdefault}
\newcommand{\bodysize}{\fontsize{BODY}{BODYLEAD}\selectfont}
\newcommand{\notesize}{\fontsize{NOTE}{NOTELEAD}\selectfont}
\setlength{\parindent}{0pt}\setlength{\tabcolsep}{0pt}\setlength{\LTleft}{0pt}
\setlength{\LTpre}{0pt}\setlength{\LTpost}{0pt}
% A sign by its number, where no command of LaTeX stands for it.
\newcommand{\sign}[1]{\ifpdftex{\scriptsize[U+#1]}\else\symbol{"#1}\fi}
% A row's label so many steps in; what does not fit stands a little further in.
\newcommand{\rowlabel}[2]{\hangafter=1\hangindent=\dimexpr INDENTmm*#1+HANGINGmm\relax
  \hspace*{\dimexpr INDENTmm*#1\relax}#2}
\newcommand{\heading}[1]{\parbox[b]{\linewidth}{\centering\bfseries #1}}
\newcommand{\wordheading}[1]{\parbox[b]{\linewidth}{\raggedright\bfseries #1}}
% The part before and from the decimal point on, between the widest ones of the column.
\newlength{\before}\newlength{\after}
\newcommand{\pointed}[4]{\settowidth{\before}{#1}\settowidth{\after}{#2}%
  \makebox[\before][r]{#3}\makebox[\after][l]{#4}}
\newcommand{\marked}[2]{\hangafter=1\hangindent=MARKmm\relax\makebox[MARKmm][l]{[#1]}#2\par}
\newcommand{\unmarked}[1]{#1\par}
"""


def latex_table(table: Table) -> str:
    """Write a table as a LaTeX document.

    Parameters
    ----------
    table
        The table.

    Returns
    -------
    str
        A whole document, in ASCII.
    """
    layout = page_layout(table)
    macros = [_column_macro(table, layout, place) for place in range(len(table.columns))]
    lines = [
        _preamble(layout).rstrip(),
        *(line for line in macros if line),
        *_page_header(table),
        # Before the document begins, so that page headers have it too.
        *SPACING.get(language().code, ()),
        "\\begin{document}\\bodysize",
        "% From here on the table.",
        f"\\begin{{longtable}}{{{_columns(table, layout)}}}",
        *_title(table),
        *_headings(table),
        "\\endfirsthead",
        _across(table, f"\\centering\\bfseries {_again(table)}") + "\\\\[4pt]",
        *_headings(table),
        "\\endhead",
        "\\bottomrule",
        *_notes(table, layout.each_page),
        "\\endfoot",
        "\\bottomrule",
        *_notes(table, layout.at_end or layout.each_page),
        "\\endlastfoot",
        *_body(table),
        "\\end{longtable}",
        "% Up to here the table.",
        "\\label{lastpage}",
        "\\end{document}",
    ]
    return "\n".join(lines) + "\n"


def _preamble(layout: PageLayout) -> str:
    words = {
        "ORIENTATION": "landscape," if layout.landscape else "",
        "MARGIN": f"{MARGIN}",
        "TOP": f"{TOP_MARGIN}",
        "BODYLEAD": f"{1.2 * BODY_POINTS:g}",
        "NOTELEAD": f"{1.2 * NOTE_POINTS:g}",
        "BODY": f"{BODY_POINTS:g}",
        "NOTE": f"{NOTE_POINTS:g}",
        "INDENT": f"{INDENT_MM:g}",
        "HANGING": f"{HANGING_MM:g}",
        "MARK": f"{MARK_MM:g}",
    }
    text = PREAMBLE
    for word, value in words.items():
        text = text.replace(word, value)
    return text


def _column_macro(table: Table, layout: PageLayout, place: int) -> str:
    """Define what sets a number in a column: it knows the widest parts of the column."""
    if table.columns[place].align == "left":
        return ""
    parts = [divided(row.cells[place]) for group in table.groups for row in group.rows]
    before = max((part.before for part in parts), key=len, default="")
    after = max((part.after for part in parts), key=len, default="")
    widest = f"{{{latex_text(before)}}}{{{latex_text(after)}}}"
    return f"\\newcommand{{{_macro(place)}}}{{\\pointed{widest}}}"


def _macro(place: int) -> str:
    """Name the macro of a column; commands of LaTeX are made of letters."""
    name = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, len(LETTERS))
        name = LETTERS[letter] + name
    return f"\\column{name}"


def _page_header(table: Table) -> Iterator[str]:
    protocol = latex_text(protocol_line(table.protocol))
    before, between, after = (latex_text(words) for words in page_number())
    notice = latex_text(table.notice)
    yield "\\pagestyle{fancy}\\fancyhf{}"
    yield f"\\lhead{{\\notesize {protocol}}}"
    # In the middle it would meet a long protocol: it stands below the line.
    yield f"\\rhead{{\\notesize {before}\\thepage{between}\\pageref{{lastpage}}{after}}}"
    if notice:
        yield (
            "\\renewcommand{\\headrule}{\\hrule width\\headwidth\\vskip4pt"
            f"\\centerline{{\\notesize\\bfseries {notice}}}}}"
        )


def _columns(table: Table, layout: PageLayout) -> str:
    label, *rest = layout.columns_mm
    specs = [f">{{\\raggedright\\arraybackslash}}p{{{label:.2f}mm}}"]
    for column, width in zip(table.columns, rest, strict=True):
        side = "raggedright" if column.align == "left" else "centering"
        specs.append(f">{{\\{side}\\arraybackslash}}p{{{width:.2f}mm}}")
    return "@{}" + "".join(specs) + "@{}"


def _across(table: Table, content: str) -> str:
    count = len(table.columns) + 1
    # Of a box that hangs from its first line longtable would not see the height.
    return f"\\multicolumn{{{count}}}{{@{{}}b{{\\textwidth}}@{{}}}}{{{content}}}"


def _title(table: Table) -> Iterator[str]:
    lines = "\\\\".join((latex_text(table.caption), latex_text(table.title)))
    population = latex_text(table.population)
    yield _across(table, f"\\centering{{\\bfseries {lines}}}\\\\{population}") + "\\\\[6pt]"


def _again(table: Table) -> str:
    return latex_text(named_again(table))


def _headings(table: Table) -> Iterator[str]:
    yield "\\toprule"
    spanners = spanners_of(table)
    if spanners:
        cells, rules, start = [""], "", 2
        for spanner in spanners:
            text = f"\\textbf{{{latex_text(spanner.text)}}}" if spanner.text else ""
            cells.append(f"\\multicolumn{{{spanner.columns}}}{{c}}{{{text}}}")
            end = start + spanner.columns - 1
            rules += f"\\cmidrule(lr){{{start}-{end}}}" if spanner.text else ""
            start = end + 1
        yield " & ".join(cells) + f"\\\\{rules}"
    cells = [f"\\wordheading{{{latex_text(table.stub.shown)}}}"]
    cells += [_heading(column) for column in table.columns]
    yield " & ".join(cells) + "\\\\\\midrule"


def _heading(column: Column) -> str:
    lines = "\\\\".join(latex_text(line.shown) for line in column.lines)
    return f"\\{'wordheading' if column.align == 'left' else 'heading'}{{{lines}}}"


def _body(table: Table) -> Iterator[str]:
    for place, group in enumerate(table.groups):
        keeps = kept_with_next(group)
        if place:
            yield "\\addlinespace"
        yield _group_heading(group, table) + _ended(keeps[0])
        for row, keep in zip(group.rows, keeps[1:], strict=True):
            yield _row(row, table) + _ended(keep)


def _ended(keep: bool) -> str:
    return "\\\\*" if keep else "\\\\"


def _group_heading(group: RowGroup, table: Table) -> str:
    label = f"\\rowlabel{{0}}{{\\bfseries {latex_text(group.label.shown)}}}"
    if not group.headings:
        return _across(table, label)
    cells = [f"{{\\bfseries {latex_text(cell.shown)}}}" for cell in group.headings]
    return " & ".join([label, *cells])


def _row(row: Row, table: Table) -> str:
    cells = [f"\\rowlabel{{{row.indent}}}{{{latex_text(row.label.shown)}}}"]
    for place, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True)):
        parts = divided(cell)
        if column.align == "left" or not parts.whole:
            cells.append(latex_text(parts.whole))
        else:
            before, after = latex_text(parts.before), latex_text(parts.after)
            cells.append(f"{_macro(place)}{{{before}}}{{{after}}}")
    return " & ".join(cells)


def _notes(table: Table, notes: Sequence[Note]) -> Iterator[str]:
    if not notes:
        return
    lines = []
    for place, note in enumerate(notes):
        if note.source and (place == 0 or not notes[place - 1].source):
            lines.append("\\vspace{4pt}")
        text = latex_text(note.text)
        mark = latex_text(note.mark)
        lines.append(f"\\marked{{{mark}}}{{{text}}}" if mark else f"\\unmarked{{{text}}}")
    body = "\n".join(lines)
    yield _across(table, f"\\notesize\\raggedright\n{body}") + "\\\\"
