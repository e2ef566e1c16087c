"""What is mended by rule, what is refused, and what the report says of it."""

from __future__ import annotations

import numpy as np
import pytest

from sap.errors import DataError


def entries(lab, action="fixed"):
    return [
        (e.rule, e.row, e.column, e.before, e.after)
        for e in lab.report().entries
        if e.action == action
    ]


def test_nothing_is_mended_that_is_not_declared(lab):
    lab.columns = "value: value\ngroup: group"
    lab.variables += "\ngroup: {label: Group, type: factor, levels: [a, b]}"
    lab.write('well,value,group\nA1,"1,5",a\nA2,ND,a \nA3, 3,A\n')
    found = "\n".join(lab.problems())
    for text in ("'1,5'", "'ND'", "' 3'", "'a '", "'A'"):
        assert text in found


def test_plain_files_need_no_report(lab):
    lab.write("well,value\nA1,1.5\nA2,\n")
    report = lab.report()
    assert report.entries == ()
    assert report.queries == ()
    assert (report.sources[0].rows_in, report.sources[0].rows_out) == (2, 2)


def test_each_change_is_noted_with_its_row(lab):
    lab.source = (
        "file: wells.csv\n"
        "format: {separator: semicolon, encoding: cp1252, decimal: comma, thousands: space}\n"
        'clean: {trim: true, missing: [ND, "#DIV/0!"]}'
    )
    lab.columns = (
        "value: value\narm: {column: arm, synonyms: {rux: [Traité, Ruxo 1µM], no: [Témoin]}}"
    )
    lab.variables += "\narm: {label: Arm, type: factor, levels: [rux, no]}"
    text = "well;value;arm\nA1 ;1,5;Traité\nA2;1\u00a0234,5 ;TÉMOIN\nA3;n.d.;rux\nA4;nd;no\n"
    lab.write(text.replace("n.d.", "#DIV/0!").encode("cp1252"))
    assert entries(lab) == [
        ("synonym", 2, "arm", "Traité", "rux"),
        ("decimal comma", 2, "value", "1,5", "1.5"),
        ("blanks", 2, "well", "A1 ", "A1"),
        ("synonym", 3, "arm", "TÉMOIN", "no"),
        ("blanks, thousands, decimal comma", 3, "value", "1\u00a0234,5 ", "1234.5"),
        ("missing code", 4, "value", "#DIV/0!", ""),
        ("missing code", 5, "value", "nd", ""),
    ]
    frame = lab.table().frame
    assert frame["value"].tolist()[:2] == [1.5, 1234.5]
    assert frame["arm"].tolist() == ["rux", "no", "rux", "no"]


def test_a_level_is_no_missing_code(lab):
    lab.source += "\nclean: {missing: [ND]}"
    lab.columns += "\nara: ara"
    lab.variables += "\nara: {label: ARA, type: factor, levels: [POS, NEG, ND]}"
    lab.write("well,value,ara\nA1,ND,ND\n")
    assert lab.table().frame["ara"].tolist() == ["ND"]
    assert np.isnan(lab.table().frame["value"][0])


def test_words_for_a_limit_take_the_limit_of_the_row(lab):
    lab.columns = "value: {column: value, above: [OVER], below: [BLQ]}\nlow: low\nhigh: high"
    lab.variables = (
        "value: {label: Value, type: number, unit: mg, limits: {lower: low, upper: high}}\n"
        "low: {label: Low, type: number, unit: mg}\nhigh: {label: High, type: number, unit: mg}"
    )
    lab.write("well,value,low,high\nA1,over,1,10\nA2,BLQ,2,20\nA3,5,1,10\nA4,<1,1,10\n")
    table = lab.table()
    assert table.frame["value"].tolist() == [10.0, 2.0, 5.0, 1.0]
    assert table.marks["value"].tolist() == [1, -1, 0, -1]


def test_units_by_row(lab):
    lab.columns = "value: {column: value, unit_column: unit, units: {mg: 1, g: 1000}}"
    lab.write("well,value,unit\nA1,1.5,mg\nA2,2,g\nA3,,\n")
    assert lab.table().frame["value"].tolist()[:2] == [1.5, 2000.0]
    assert ("unit", 3, "value", "2 g", "2000 mg") in entries(lab)


def test_mixed_units_that_are_not_declared(lab):
    lab.columns = "value: {column: value, unit_column: unit, units: {mg: 1}}"
    lab.write("well,value,unit\nA1,1.5,mg\nA2,2,g\nA3,3,\n")
    found = lab.problems()
    assert found[0] == (
        "wells.csv:3: Column 'unit': 'g' is no declared unit of column 'value' (row 3). "
        "Declared: mg."
    )
    assert "'' is no declared unit" in found[1]


def test_a_unit_in_the_cell_is_the_declared_one_or_refused(lab):
    lab.source += "\nclean: {trim: true}"
    lab.write("well,value\nA1,1.5 mg\nA2,2MG\n")
    assert lab.table().frame["value"].tolist() == [1.5, 2.0]
    lab.write("well,value\nA1,1.5 mg\nA2,2 g\n")
    assert "'2 g' is not a number (row 3)" in lab.problems()[0]


def test_a_range(lab):
    lab.columns = "value: {column: value, range: [0, 51]}"
    lab.write("well,value\nA1,51\nA2,52\nA3,-1\n")
    assert lab.problems() == [
        "wells.csv:3: Column 'value': 52 and others are outside the declared range 0 to 51 mg "
        "(rows 3, 4)."
    ]


def test_ids_by_pattern(lab):
    lab.columns = "well: {column: well, ids: [A-000]}\nvalue: value"
    lab.write("well,value\na 7,1\nA-O12,2\nB1,3\n")
    assert lab.problems() == [
        "wells.csv:4: Column 'well': 'B1' (row 4): This is no id of the form A-000."
    ]
    lab.write("well,value\na 7,1\nA-O12,2\n")
    assert lab.table().frame["well"].tolist() == ["A-007", "A-012"]


def test_ids_that_become_the_same_are_a_repeated_key(lab):
    lab.columns = "well: {column: well, ids: [A-000]}\nvalue: value"
    lab.write("well,value\nA-007,1\na 7,2\n")
    assert "'A-007' stands on more than one row (rows 2, 3)" in lab.problems()[0]


def test_dates_that_read_two_ways_are_refused_with_their_rows(lab):
    lab.columns = "value: value\nday: {column: day, dates: [dd/mm/yyyy, mm/dd/yyyy]}"
    lab.variables += "\nday: {label: Day, type: date}"
    lab.write("well,value,day\nA1,1,25/03/2024\nA2,1,04/03/2024\n")
    (message,) = lab.problems()
    assert message.startswith(
        "wells.csv:3: Column 'day': '04/03/2024' (row 3): The date reads two ways"
    )


def test_exact_duplicates(lab):
    lab.write("well,value,note\nA1,1,x\nA1,1,x\nA2,1,x\n")
    assert "stands on more than one row" in lab.problems()[0]
    lab.source += "\nclean: {duplicates: drop}"
    assert lab.table().lines.tolist() == [2, 4]
    assert entries(lab, "left out") == [("exact duplicate", 3, "", "A1; 1; x", "")]


def test_a_copy_that_differs_in_a_column_not_read_is_no_duplicate(lab):
    lab.source += "\nclean: {duplicates: drop}"
    lab.write("well,value,note\nA1,1,x\nA1,1,y\n")
    assert "stands on more than one row" in lab.problems()[0]


REPEATS = """
clean:
  repeats:
    - {by: [well], when: flag == "REDO", keep: later, order: day, reason: Read again}"""


@pytest.fixture
def read_again(lab):
    lab.source += REPEATS
    lab.columns = "value: value\nflag: flag\nday: day"
    lab.variables += (
        "\nflag: {label: Flag, type: factor, levels: [OK, REDO]}\nday: {label: Day, type: date}"
    )
    return lab


def test_the_later_reading_counts_wherever_it_stands(read_again):
    read_again.write(
        "well,value,flag,day\nA1,1,OK,2024-03-03\nA1,2,REDO,2024-03-01\nA2,3,OK,2024-03-01\n"
    )
    assert read_again.table().frame["value"].tolist() == [1.0, 3.0]
    assert entries(read_again, "left out")[0][:2] == ("repeat", 3)


def test_repeats_without_the_flag_stay_a_repeated_key(read_again):
    read_again.write("well,value,flag,day\nA1,1,OK,2024-03-03\nA1,2,OK,2024-03-01\n")
    assert "stands on more than one row (rows 2, 3)" in read_again.problems()[0]


@pytest.mark.parametrize("day", ["2024-03-03", ""])
def test_readings_that_cannot_be_ordered_are_refused(read_again, day):
    read_again.write(f"well,value,flag,day\nA1,1,OK,2024-03-03\nA1,2,REDO,{day}\n")
    found = read_again.problems()
    assert (
        "wells.csv:2: Column 'day': of the repeated readings in rows 2, 3 none is the last"
        in found[0]
    )


def test_rows_that_are_no_data(lab):
    lab.source += "\nclean:\n  drop:\n    - {when: value > 100, reason: A test row}"
    lab.write("well,value\nA1,1\nA2,999\n")
    assert lab.table().frame["well"].tolist() == ["A1"]
    assert entries(lab, "left out") == [("no data", 3, "", "A2; 999", "")]


def test_several_files_are_one_source_with_their_own_lines(lab):
    lab.source = "files: [one.csv, two.csv]"
    lab.write("well,value\nA1,1\nA2,2\n", "one.csv")
    lab.write("value,well\n3,A3\n", "two.csv")
    table = lab.table()
    assert table.frame["value"].tolist() == [1.0, 2.0, 3.0]
    assert [name.rsplit("/", 1)[-1] for name in table.file_names] == [
        "one.csv",
        "one.csv",
        "two.csv",
    ]
    lab.write("value,well\nx,A1\n", "two.csv")
    found = lab.problems()
    assert found[0].startswith("two.csv:2: Column 'value': 'x' is not a number (row 2)")
    lab.write("value,well\n3,A1\n", "two.csv")
    assert "(one.csv: row 2; two.csv: row 2)" in lab.problems()[0].replace(f"{lab.folder}/", "")


@pytest.mark.parametrize(
    ("form", "content", "place", "words"),
    [
        (
            "encoding: utf-8",
            "well,value\nA1,1\né,2\n".encode("cp1252"),
            "wells.csv:3: ",
            "Not UTF-8",
        ),
        ("encoding: cp1252", "well,value\nA1,1\né,2\n".encode(), "wells.csv:3: ", "is UTF-8, but"),
        ("encoding: cp1252", b"well,value\nA\x81,1\n", "wells.csv:2: ", "Not cp1252 in row 2"),
        ("separator: semicolon", b"well,value\nA1,1\n", "wells.csv:1: ", "semicolons are needed"),
        ("separator: tab", b"well;value\nA1;1\n", "wells.csv:1: ", "tabs are needed"),
        ("separator: semicolon", b"well;value\nA1;1;2\nA2;1\n", "wells.csv:2: ", "3 cells where"),
        ("header: 5", b"well,value\nA1,1\n", "wells.csv: ", "row 5; there is no such row"),
        ("kind: csv", b"", "wells.csv: ", "0 bytes"),
    ],
)
def test_files_that_are_not_as_declared(lab, form, content, place, words):
    lab.source += f"\nformat: {{{form}}}"
    lab.write(content)
    message = lab.problems()[0]
    assert message.startswith(place)
    assert words in message


def test_title_blank_rows_and_footer(lab):
    lab.source += "\nformat: {header: 3, footer: [Total], blank_rows: skip}"
    lab.write("A title\n,\nwell,value\nA1,1\n,\nA2,2\n\nTotal: 2,\nSIMULATED\n")
    assert lab.table().lines.tolist() == [4, 6]
    assert {(rule, row) for rule, row, *_ in entries(lab, "left out")} == {
        ("blank row", 5),
        ("blank row", 7),
        ("footer", 8),
        ("footer", 9),
    }
    assert lab.report().sources[0].rows_in == 6


def test_the_fast_and_the_slow_reader_agree(lab):
    plain = "well,value\nA1,1\nA2,2.5\nA3,\n"
    lab.write(plain)
    fast = lab.table()
    lab.write(plain.replace("A2", '"A2"'))
    slow = lab.table()
    assert fast.frame.equals(slow.frame)
    assert fast.lines.tolist() == slow.lines.tolist() == [2, 3, 4]


QUOTED = [
    'well,value\n"A1",1\n"A,2","2"\n',
    '"well","value"\n"A1","1"\n"A,2",2\n',
]
ODD = ['well,value\n"A""1",1\n"A,2",2\n', 'well,value\n"A\n1",1\n"A,2",2\n']


@pytest.mark.parametrize("content", [*QUOTED, *ODD])
def test_quoted_cells_are_read_alike_fast_and_slow(lab, content, monkeypatch):
    lab.write(content)
    fast = lab.table()
    assert fast.frame["well"].tolist()[1] == "A,2"
    monkeypatch.setattr("sap.data.csvcolumns._read_fast", lambda text, form: None)
    slow = lab.table()
    assert fast.frame.equals(slow.frame)
    assert fast.lines.tolist() == slow.lines.tolist()


@pytest.mark.parametrize("text", ['"A1"x', 'A"1', '"A1', '"A"1"'])
def test_broken_quoting_is_refused_or_kept_as_the_slow_reader_does(lab, text, monkeypatch):
    lab.write(f"well,value\n{text},1\nA2,2\n")
    try:
        fast = lab.table().frame["well"].tolist()
    except DataError as error:
        fast = str(error)
    monkeypatch.setattr("sap.data.csvcolumns._read_fast", lambda text, form: None)
    try:
        slow = lab.table().frame["well"].tolist()
    except DataError as error:
        slow = str(error)
    assert fast == slow


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_line_ends(lab, ends):
    lab.write(ends.join(["well,value", "A1,1", "A2,2", ""]))
    assert lab.table().lines.tolist() == [2, 3]


def test_many_numbers_are_read_as_few_are(lab):
    values = [f"{number}.{number % 7}" for number in range(5_000)]
    odd = {7: "1e3", 11: ".5", 13: "+2", 17: "-0.25"}
    texts = [odd.get(at, text) for at, text in enumerate(values)]
    lab.write("\n".join(["well,value", *(f"A{at},{text}" for at, text in enumerate(texts)), ""]))
    assert lab.table().frame["value"].tolist() == [float(text) for text in texts]
    texts[4_000] = "nan"
    lab.write("\n".join(["well,value", *(f"A{at},{text}" for at, text in enumerate(texts)), ""]))
    assert lab.problems()[0].startswith("wells.csv:4002: Column 'value': 'nan' is not a number")
