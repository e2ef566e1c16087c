"""What all figures share: three forms, the same bytes each time, text that stays text and fits."""

from __future__ import annotations

import io
import os
import random
import re
import struct
import subprocess
import sys
import xml.etree.ElementTree as ET
import zlib

import matplotlib as mpl
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image
from pypdf import PdfReader

from sap.figures.drawing import (
    DOTS,
    FORMS,
    Caption,
    files_of,
    look,
    new_figure,
    text_width,
    wrapped,
)
from tests.house import ROOT

HOSTILE = '<b>&amp; $x_1$ "q" \\alpha 50% #\x00\n'
SHOWN = '<b>&amp; $x_1$ "q" \\alpha 50% #'
CAPTION = Caption(
    title=f"Figure 1: {HOSTILE}",
    notice="SIMULATED DATA",
    notes=(HOSTILE, "Points are units, " * 12),
    protocol="X",
    population="All units",
    sources=("Source data: wells.csv", HOSTILE),
)
SVG = "{http://www.w3.org/2000/svg}"
DC = "{http://purl.org/dc/elements/1.1/}"
# Pairs of letters that stand closer, and hinting, are not in the measure.
MEASURE = 0.03

ALONE = """
import hashlib
from tests.figures.test_drawing import CAPTION, drawn, files_of
files = files_of(drawn(), CAPTION)
print({form: hashlib.sha256(content).hexdigest() for form, content in files.items()})
"""


def drawn():
    """Draw a panel with a label that looks like a formula."""
    with look():
        figure = new_figure(2.0)
        axes = figure.subplots()
        axes.plot([1, 2, 3], [3, 1, 2])
        axes.set_title("$a$ and $b$")
    return figure


def texts(content: bytes) -> list[str]:
    return [node.text or "" for node in ET.fromstring(content).iter(f"{SVG}text")]


def streams(pdf: bytes) -> bytes:
    """Unpack what is packed in a PDF."""
    found = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    unpacked = []
    for one in found:
        try:
            unpacked.append(zlib.decompress(one))
        except zlib.error:
            unpacked.append(one)
    return b"\n".join(unpacked)


def test_there_are_three_forms():
    files = files_of(drawn(), CAPTION)
    assert tuple(files) == FORMS
    assert files["svg"].startswith(b"<?xml")
    assert files["pdf"].startswith(b"%PDF-")
    assert files["png"].startswith(b"\x89PNG\r\n")


def test_same_bytes_each_time_whatever_the_settings_of_the_user():
    first = files_of(drawn(), CAPTION)
    with mpl.rc_context({"font.size": 30, "pdf.fonttype": 42, "text.parse_math": True}):
        assert files_of(drawn(), CAPTION) == first
    assert b"<dc:date>" not in first["svg"]
    assert b"CreationDate" not in first["pdf"]


def test_same_bytes_in_another_process():
    """Hashes of texts differ from process to process; nothing drawn may depend on them."""
    found = []
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": ""}
        environment.pop("SOURCE_DATE_EPOCH")
        done = subprocess.run(
            [sys.executable, "-c", ALONE],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        found.append(done.stdout)
    assert found[0] == found[1]


def test_a_dollar_sign_is_a_dollar_sign_and_markup_is_text():
    content = files_of(drawn(), CAPTION)["svg"]
    words = texts(content)
    assert "$a$ and $b$" in words
    assert SHOWN in words
    assert b"\x00" not in content


def test_only_words_that_are_needed_to_read_it_are_drawn():
    words = texts(files_of(drawn(), CAPTION)["svg"])
    assert words.index("SIMULATED DATA") < words.index(SHOWN)
    beside = ("Figure 1", "Protocol", "All units", "wells.csv")
    assert not [word for word in words if any(text in word for text in beside)]


def test_the_other_words_are_properties_of_each_file():
    title, description = f"Figure 1: {SHOWN}", CAPTION.description
    assert description == f"Protocol: X; All units; Source data: wells.csv; {SHOWN}"
    files = files_of(drawn(), CAPTION)
    root = ET.fromstring(files["svg"])
    assert root.findtext(f"{SVG}title") == title
    assert root.findtext(f".//{DC}description") == description
    pdf = PdfReader(io.BytesIO(files["pdf"])).metadata
    assert (pdf.title, pdf.subject) == (title, description)
    png = Image.open(io.BytesIO(files["png"])).text
    assert (png["Title"], png["Description"]) == (title, description)


def test_a_figure_without_words_has_no_properties():
    files = files_of(drawn(), Caption(""))
    assert b"description" not in files["svg"]
    assert PdfReader(io.BytesIO(files["pdf"])).metadata.subject is None


def test_the_pdf_holds_its_fonts_and_its_text():
    pdf = files_of(drawn(), CAPTION)["pdf"]
    assert b"DejaVuSans" in pdf
    assert b"/ToUnicode" in pdf
    # Letters are shown one by one or in runs, with spacing between them.
    shown = b"".join(re.findall(rb"\(([^()]*)\)", streams(pdf)))
    assert b"BT" in streams(pdf)
    assert len(shown) > 100


def test_the_png_is_fit_for_print():
    png = files_of(drawn(), CAPTION)["png"]
    width, _ = struct.unpack(">II", png[16:24])
    assert abs(width - DOTS) <= 1


def test_placed_panels_keep_their_size():
    figure = new_figure(2.0, 5.0)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    files_of(figure, CAPTION, placed=True)
    x, y, across, up = axes.get_position().bounds
    height = figure.get_figheight()
    assert height > 2.0
    assert (x, across) == (0.0, 1.0)
    assert up * height == pytest.approx(2.0)
    assert 0.0 < y * height < height - 2.0


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("text", ["Anticentromere (ref)", "0.64 (0.59, 0.70)", "WWWWW", "iiiii"])
def test_widths_are_those_of_the_drawn_text(text, bold):
    with look():
        figure = new_figure(2.0)
        weight = "bold" if bold else "normal"
        found = figure.text(0, 0, text, fontsize=8.0, fontweight=weight)
        figure.set_dpi(600)
        drawn_width = found.get_window_extent(FigureCanvasAgg(figure).get_renderer()).width / 600
    assert text_width(text, 8.0, bold=bold) == pytest.approx(drawn_width, rel=MEASURE, abs=0.01)


def test_lines_fit_and_lose_nothing():
    chance = random.Random(5)
    for _ in range(50):
        words = ["".join(chance.choices("abW $", k=chance.randint(1, 30))) for _ in range(12)]
        text = " ".join(words)
        lines = wrapped(text, 1.0, 8.0)
        assert all(text_width(line, 8.0) <= 1.0 for line in lines)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_lines_break_where_they_should():
    assert wrapped("", 1.0, 8.0) == []
    assert wrapped(" \n ", 1.0, 8.0) == []
    assert wrapped("one two", 9.0, 8.0) == ["one two"]
    assert wrapped("one two", 0.3, 8.0) == ["one", "two"]
    together = "one\N{NO-BREAK SPACE}two"
    assert wrapped(f"nought {together}", text_width(together, 8.0) + 0.01, 8.0) == [
        "nought",
        together,
    ]
    # Even where not one letter fits, it goes on.
    assert wrapped("abc", 0.0, 8.0) == ["a", "b", "c"]
