"""LaTeX: every cell in its place, nothing of a text is a command, and a TeX compiles it."""

import re
import shutil
import subprocess
from functools import partial

import pytest
from pylatexenc.latex2text import LatexNodes2Text

from sap.render.latex import latex_table
from sap.render.latex_text import latex_text
from sap.render.point import plain
from tests.render.opened import closed_up, pages_of
from tests.render.samples import HOSTILE, SIGNS, TABLES, example, grid


def squeezed(text):
    return " ".join(plain(text).split())


# Commands that stand for one sign each, whatever is beside it.
COMMANDS = {
    "\\textquotedbl{}": '"',
    "\\textquotesingle{}": "'",
    "\\textasciigrave{}": "`",
    "\\textasciitilde{}": "~",
    "\\textasciicircum{}": "^",
    "\\textbackslash{}": "\\",
    "\\textbar{}": "|",
    "\\textless{}": "<",
    "\\textgreater{}": ">",
    "\\ensuremath{-}": "\N{MINUS SIGN}",
    "\\ensuremath{\\surd}": "\N{SQUARE ROOT}",
    "-{}": "-",
    ",{}": ",",
    "!{}": "!",
    "?{}": "?",
    "\\nobreakspace{}": "\N{NO-BREAK SPACE}",
}


def decoded(latex):
    """Read an escaped text back, without the code that wrote it."""
    text = re.sub(r"\\sign\{([0-9A-F]+)\}", lambda m: chr(int(m[1], 16)), latex)
    # Stand-ins of private use, for the reader would join some of these signs as TeX does.
    for place, command in enumerate(COMMANDS):
        text = text.replace(command, chr(0xE000 + place))
    reader = LatexNodes2Text(keep_braced_groups=False, strict_latex_spaces=True)
    text = reader.latex_to_text(text)
    for place, sign in enumerate(COMMANDS.values()):
        text = text.replace(chr(0xE000 + place), sign)
    return text


def body(text):
    """List the rows between the foot of the table and its end, each as its cells."""
    inside = text.split("\\endlastfoot\n")[1].split("\\end{longtable}\n")[0]
    lines = [line for line in inside.split("\n") if line and line != "\\addlinespace"]
    return [[contents(cell) for cell in re.split(r" & ", end(line))] for line in lines]


def end(line):
    assert re.search(r"\\\\\*?$", line), line
    return re.sub(r"\\\\\*?$", "", line)


def contents(cell):
    """Take the frame off a cell: its place, its look and the division at the point."""
    cell = re.sub(r"^\\multicolumn\{\d+\}\{@\{\}b\{\\textwidth\}@\{\}\}\{(.*)\}$", r"\1", cell)
    cell = re.sub(r"^\\rowlabel\{\d+\}\{(.*)\}$", r"\1", cell)
    cell = re.sub(r"^\{?\\bfseries (.*?)\}?$", r"\1", cell) if "\\bfseries " in cell else cell
    cell = re.sub(r"^\\column[A-Z]+\{", "", cell)
    return squeezed(decoded(cell.replace("}{", "")))


@pytest.mark.parametrize("sign", [*SIGNS, HOSTILE])
def test_a_text_comes_back_as_it_was(sign):
    escaped = latex_text(sign)
    assert escaped.isascii()
    assert squeezed(decoded(escaped)) == squeezed(sign)


@pytest.mark.parametrize("sign", [*SIGNS, HOSTILE])
def test_a_text_has_no_sign_that_tex_acts_on(sign):
    # Every sign with a meaning stands behind a backslash or in a command of ours.
    escaped = latex_text(sign)
    bare = re.sub(r"\\[A-Za-z]+|\\.", "", escaped)
    assert not re.search(r"[$%&_#~^\\]", bare)
    assert not re.search(r"--|,,|''|``|<<|>>", bare)
    assert bare.count("{") == bare.count("}")
    allowed = (
        "text\\w+|ensuremath|sign|hphantom|surd|alpha|beta|Delta|mu|leq|geq|pm|infty|times|ss|oe"
        "|r|u|c|i|ae|AE|OE|o|O|l|L|v|H|k|guillemot\\w+|nobreakspace"
    )
    used = set(re.findall(r"\\([A-Za-z]+)", escaped))
    assert all(re.fullmatch(allowed, name) for name in used), used


@pytest.mark.parametrize("name", ["example", "wide"])
def test_the_cells_of_the_document_are_those_of_the_table(name):
    assert body(latex_table(TABLES[name])) == grid(TABLES[name], squeezed)


@pytest.mark.parametrize("name", TABLES)
def test_the_document_is_ascii_and_the_same_each_time(name):
    text = latex_table(TABLES[name])
    assert text.isascii()
    assert text == latex_table(TABLES[name])
    assert text.count("\\end{longtable}") == 1


def test_heads_and_notes_repeat_and_rows_keep_together():
    text = latex_table(TABLES["wide"])
    assert text.count("One\\\\(N=10)") == 2  # on the first page and on the others
    assert text.index("\\endfirsthead") < text.index("(continued)") < text.index("\\endhead")
    assert "A note." in text[text.index("\\endhead") : text.index("\\endfoot")]
    assert "A note." in text[text.index("\\endfoot") : text.index("\\endlastfoot")]
    rows = text.split("\\endlastfoot\n")[1].split("\n")
    first = rows.index(next(row for row in rows if "Group 3" in row))
    assert all(row.endswith("\\\\*") for row in rows[first : first + 12])
    assert not rows[first + 12].endswith("*")


def test_the_page_turns_when_the_table_is_wide():
    assert "landscape," in latex_table(TABLES["wide"])
    assert "landscape," not in latex_table(example())


def test_columns_beyond_the_alphabet_have_names():
    from sap.render.latex import _macro

    assert [_macro(n) for n in (0, 25, 26, 701, 702)] == [
        "\\columnA",
        "\\columnZ",
        "\\columnAA",
        "\\columnZZ",
        "\\columnAAA",
    ]


def missing_tex():
    if shutil.which("pdflatex") is None:
        return "pdflatex is not installed"
    found = subprocess.run(["kpsewhich", "booktabs.sty"], capture_output=True, check=False)
    return "" if found.stdout else "TeX has no booktabs.sty"


@pytest.mark.skipif(bool(missing_tex()), reason=missing_tex() or "TeX is there")
def test_a_tex_compiles_every_table_and_shows_its_cells(tmp_path):
    for name, table in TABLES.items():
        (tmp_path / f"{name}.tex").write_text(latex_table(table), encoding="ascii")
        command = ["pdflatex", "-halt-on-error", "-interaction=nonstopmode", f"{name}.tex"]
        compiled = partial(
            subprocess.run, command, cwd=tmp_path, capture_output=True, check=False, timeout=120
        )
        for _ in range(2):
            done = compiled()
            assert done.returncode == 0, done.stdout[-2000:]
        assert b"undefined" not in done.stdout
        pages = pages_of(tmp_path / f"{name}.pdf")
        shown = "".join(pages)
        for number, page in enumerate(pages, start=1):
            assert f"Page{number}of{len(pages)}" in page
        for row in grid(table, squeezed):
            for cell in row:
                assert closed_up(cell) in shown
