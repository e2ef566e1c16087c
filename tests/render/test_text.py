"""Plain text: points in one line, nothing that a terminal would act on, any encoding."""

import dataclasses

import pytest

from sap.render.point import divided, plain, widths_of
from sap.render.text import in_encoding, text_table
from sap.tables.table import Cell
from tests.render.samples import TABLES, example, hostile, wide


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("0.64", "0", ".64"),
        ("(0.58, 0.72)", "(0", ".58, 0.72)"),
        ("<0.001", "<0", ".001"),
        ("−8.30 (88.3)", "−8", ".30 (88.3)"),
        ("-8.30 (88.3)", "-8", ".30 (88.3)"),
        ("·64 (·58 to ·72)", "", "·64 (·58 to ·72)"),
        ("−·64", "−", "·64"),
        ("<·001", "<", "·001"),
        ("5870 (4780, 7220)", "5870", " (4780, 7220)"),
        ("NE [4]", "NE", " [4]"),
        ("", "", ""),
        ("—", "—", ""),
        ("0,64 (0,58\u202f; 0,72)", "0", ",64 (0,58\u202f; 0,72)"),
        ("12\u202f345,6", "12\u202f345", ",6"),
        ("3\u202f%", "3", "\u202f%"),
        ("<.001", "<", ".001"),
        (",5", "", ",5"),
    ],
)
def test_cells_are_divided_at_the_point(text, before, after):
    parts = divided(Cell(text))
    assert (parts.before, parts.after) == (before, after)
    assert parts.whole == text


@pytest.mark.parametrize("name", TABLES)
def test_every_cell_is_in_the_text(name):
    text = " ".join(text_table(TABLES[name]).split())
    for cell in TABLES[name].all_cells():
        for word in plain(cell.shown).split():
            assert word in text


def test_decimal_points_stand_in_one_line():
    lines = text_table(example()).splitlines()
    places = {
        line.rstrip().index(".", 38, 50)
        for line in lines
        if line.startswith(("  Donor ×", "  Plate", "  Residual", "  Adjusted"))
    }
    assert len(places) == 1


def test_no_line_is_wider_than_the_rules_of_the_table():
    stub = Cell("A response whose label is long, less what the blank holds of it (pg/mL)")
    for table in (example(), wide(), dataclasses.replace(example(), stub=stub)):
        lines = text_table(table).splitlines()
        rule = next(line for line in lines if line.startswith("─"))
        assert max(map(len, lines)) == len(rule)


def test_long_labels_are_wrapped_beside_their_numbers():
    title = "Without wells of CV above 20 % and cultures of viability below 80 % and more"
    table = example(analyses=(("primary", "x"), ("adjusted", title)))
    lines = text_table(table).splitlines()
    first = next(n for n, line in enumerate(lines) if "Without wells" in line)
    assert "0.0496" in lines[first]
    assert lines[first + 1].startswith("    ")
    assert " ".join(f"{lines[first][:46]} {lines[first + 1]}".split()).startswith(title[:60])


def test_nothing_reaches_the_terminal_but_text():
    text = text_table(hostile())
    assert not [sign for sign in text if ord(sign) < 32 and sign != "\n"]
    assert "\u2028" not in text
    text.encode("utf-8")


def test_an_output_that_knows_fewer_signs_gets_plainer_ones():
    text = text_table(example())
    assert in_encoding(text, "utf-8") == text
    for encoding in ("ascii", "latin-1", None, "no-such-codec"):
        plainer = in_encoding(text, encoding)
        assert "-8.30 (88.3)" in plainer
        assert "Donor x treatment" in plainer
        plainer.encode("ascii")


def test_letters_lose_their_accents_where_there_are_none():
    assert in_encoding(
        "M\u00e9diane\u00a0: \u00ab\u00a0\u0153uvre\u00a0\u00bb 1\u202f%", "ascii"
    ) == ('Mediane : " oeuvre " 1 %')
    assert in_encoding("M\u00e9diane", "latin-1") == "M\u00e9diane"


def test_widths_are_those_of_the_widest():
    widths = widths_of(example())
    assert [width.before for width in widths] == [4, 4]
    assert widths[0].whole == widths[0].before + widths[0].after


def test_a_long_heading_of_a_group_keeps_off_the_cells_beside_it():
    label, p = "Heading of a group " * 5, "0.857"
    made = example()
    group = dataclasses.replace(
        made.groups[0],
        label=Cell(label.strip()),
        headings=(*[Cell()] * (len(made.columns) - 1), Cell(p)),
    )
    lines = text_table(dataclasses.replace(made, groups=(group, *made.groups[1:]))).splitlines()
    rule = next(line for line in lines if line.startswith("─"))
    first = next(n for n, line in enumerate(lines) if line.startswith("Heading"))
    assert lines[first].endswith(p)
    assert len(lines[first]) <= len(rule)
    assert lines[first + 1].startswith("Heading") or lines[first + 1].startswith("of a group")
