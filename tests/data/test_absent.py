"""Files that say what they hold: who goes on without one, who does not, and what is refused."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import pytest

from sap.data.absent import Selected, apart, lacking
from sap.data.shared import SharedRows, askable_queries
from sap.data.sources import read_readable_sources, read_sources
from sap.errors import DataError
from sap.spec import load_study, parse_condition

STUDY = """\
study: {id: ZOO, title: Of a zoo, simulated: true}
sources:
  animals:
    file: animals.csv
    key: [animal]
    columns: {animal: animal, weight: weight}
  readings:
    files:
      - {file: sugar.csv, holds: {assay: sugar}}
      - {file: salt.csv, holds: {assay: salt}}
      - {file: iron.csv, holds: {assay: iron}}
    CLEAN
    key: [reading]
    refers: {animal: animals}
    columns: {reading: reading, animal: animal, assay: assay, value: value, note: note}
  notes:
    file: notes.csv
    key: [note_id]
    REFERS
    columns: {note_id: id, reading: reading}
datasets:
  all: {from: readings, join: [{source: animals, on: animal}]}
  noted: {from: notes, join: [{source: readings, on: reading}]}
variables:
  animal: {label: Animal, type: id}
  weight: {label: Weight, type: number}
  reading: {label: Reading, type: id}
  note_id: {label: Note, type: id}
  assay: {label: Assay, type: factor, levels: [sugar, salt, iron]}
  value: {label: Value, type: number}
  note: {label: Remark, type: factor, levels: [ok, again]}
  mean: {label: Mean, type: number, derived: {geometric_mean: {of: value, by: [BY]}}}
  doubled: {label: Mean in twos, type: number, derived: {per: {of: mean, step: 2}}}
analysis_sets:
  every: {label: Every animal, unit: animal}
table_style: {protocol: ZOO}
QUERIES
"""
ABSENT = "salt.csv: There is no such file."


@dataclass
class Zoo:
    """The study in a folder; a test changes what it needs to be otherwise."""

    folder: object
    clean: str = ""
    refers: str = ""
    by: str = "animal, assay"
    queries: str = ""

    def spec(self):
        text = STUDY.replace("    CLEAN\n", self.clean).replace("    REFERS\n", self.refers)
        text = text.replace("QUERIES", self.queries).replace("BY", self.by)
        (self.folder / "study.yml").write_text(text, encoding="utf-8")
        return load_study(self.folder / "study.yml")

    def write(self, assay, *rows):
        lines = ["reading,animal,assay,value,note", *(f"{assay}-{row}" for row in rows)]
        (self.folder / f"{assay}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def lacking(self, where, *variables, dataset="all", units="animals"):
        spec = self.spec()
        selected = Selected(dataset, where, variables, units)
        found = lacking(spec, selected, read_readable_sources(spec).tables)
        return [one.brief.removeprefix(f"{self.folder}/") for one in found]


@pytest.fixture
def zoo(tmp_path):
    zoo = Zoo(tmp_path)
    (tmp_path / "animals.csv").write_text("animal,weight\na,1\nb,2\n", encoding="utf-8")
    (tmp_path / "notes.csv").write_text("id,reading\nn1,sugar-1\n", encoding="utf-8")
    for assay in ("sugar", "salt", "iron"):
        zoo.write(assay, f"1,a,{assay},3,ok", f"2,b,{assay},4,ok")
    return zoo


@pytest.fixture
def without_salt(zoo):
    (zoo.folder / "salt.csv").unlink()
    return zoo


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ('assay == "sugar"', {"assay"}),
        ('assay == "salt"', set()),
        ('weight > 1 and (assay == "iron" and note == "ok")', {"assay"}),
        ('assay in ["sugar", "iron"]', {"assay"}),
        ('assay in ["sugar", "salt"]', set()),
        ('assay == "sugar" and assay == "salt"', {"assay"}),
        # True of no row of the file too, but not of the forms that count.
        ('assay != "salt"', set()),
        ('assay not in ["salt"]', set()),
        ('not assay == "salt"', set()),
        ('assay == "sugar" or assay == "iron"', set()),
        ('assay == "sugar" or weight > 1', set()),
        ("assay is missing", set()),
        ('note == "again"', set()),
    ],
)
def test_conditions_that_name_another_level(where, names):
    assert apart(parse_condition(where).tree, {"assay": "salt"}) == names
    assert apart(None, {"assay": "salt"}) == frozenset()


def test_who_goes_on_without_a_file(without_salt):
    assert without_salt.lacking('assay == "sugar"') == []
    assert without_salt.lacking('assay == "salt"') == [ABSENT]
    assert without_salt.lacking("weight > 1") == [ABSENT]
    assert without_salt.lacking(None) == [ABSENT]


def test_the_rows_of_the_others_are_the_same(zoo):
    whole = read_sources(zoo.spec())["readings"]
    (zoo.folder / "salt.csv").unlink()
    left = read_readable_sources(zoo.spec())
    table = left.tables["readings"]
    kept = whole.frame[whole.frame["assay"] != "salt"].reset_index(drop=True)
    assert table.frame.equals(kept)
    assert [name.rsplit("/", 1)[-1] for name in table.file_names] == ["sugar.csv"] * 2 + [
        "iron.csv"
    ] * 2
    assert left.problems == {}
    assert [one.brief.rsplit("/", 1)[-1] for one in left.unread["readings"]] == [ABSENT]


def test_what_reads_all_sources_refuses_a_missing_file(without_salt):
    with pytest.raises(DataError, match=r"salt\.csv: There is no such file"):
        read_sources(without_salt.spec())


@pytest.mark.parametrize("content", ["", "reading\n1,2\n"])
def test_a_file_that_is_no_table_is_absent_too(zoo, content):
    (zoo.folder / "salt.csv").write_text(content, encoding="utf-8")
    assert zoo.lacking('assay == "sugar"') == []
    assert len(zoo.lacking('assay == "salt"')) == 1


def test_a_file_that_does_not_say_what_it_holds_is_needed_by_all(zoo, monkeypatch):
    named = "{file: salt.csv, holds: {assay: salt}}"
    monkeypatch.setattr("tests.data.test_absent.STUDY", STUDY.replace(named, "salt.csv"))
    (zoo.folder / "salt.csv").unlink()
    assert [*read_readable_sources(zoo.spec()).problems] == ["readings"]


def test_where_all_files_are_missing_there_is_no_source(zoo):
    for assay in ("sugar", "salt", "iron"):
        (zoo.folder / f"{assay}.csv").unlink()
    (problems,) = read_readable_sources(zoo.spec()).problems.values()
    assert len(problems) == 3


def test_what_looks_rows_up_needs_all_files(without_salt):
    assert without_salt.lacking('assay == "sugar"', dataset="noted") == [ABSENT]
    assert without_salt.lacking('assay == "sugar"', units="readings") == [ABSENT]


def test_a_source_that_refers_to_one_with_a_missing_file_cannot_be_checked(without_salt):
    without_salt.refers = "    refers: {reading: readings}\n"
    found = read_readable_sources(without_salt.spec())
    assert [*found.problems] == ["notes"]
    assert found.problems["notes"][0].brief.endswith(ABSENT)


@pytest.mark.parametrize(
    ("by", "expected"), [("animal, assay", []), ("animal", [ABSENT]), ("assay, note", [])]
)
def test_rules_over_several_rows_need_the_file_unless_it_stands_apart(without_salt, by, expected):
    for variables in (("mean",), ("doubled", "mean", "value")):
        without_salt.by = by
        assert without_salt.lacking('assay == "sugar"', *variables) == expected
    assert without_salt.lacking('assay == "sugar"', "value") == []


@pytest.mark.parametrize(("by", "expected"), [("[assay, animal]", []), ("[animal]", [ABSENT])])
def test_so_do_repeated_readings(without_salt, by, expected):
    rule = f'by: {by}, when: note == "again", keep: later, order: value, reason: Read again'
    without_salt.clean = f"    clean: {{repeats: [{{{rule}}}]}}\n"
    assert without_salt.lacking('assay == "sugar"') == expected


def query(kind, more, until="leave out"):
    return (
        f"queries:\n  odd: {{kind: {kind}, dataset: all, {more}, until_decided: {until}, "
        "question: Odd?}\n"
    )


@pytest.mark.parametrize(
    ("queries", "goes_on"),
    [
        ("", True),
        # Any row of an animal takes all its rows out: one in the missing file would, too.
        (query("rows", 'by: [animal], where: note == "again"'), False),
        (query("rows", 'by: [animal], where: note == "again"', "keep"), True),
        (query("rows", 'by: [animal], where: note == "again" and assay == "iron"'), True),
        # So would one of which a condition asks a mean over all assays.
        (query("rows", 'by: [animal], where: assay == "iron" and mean > 1'), False),
        (query("rows", 'by: [animal], where: assay == "iron" and value > 1'), True),
        (query("scale", "by: [animal], over: [assay], value: value"), False),
        (query("scale", 'by: [animal], value: value, where: assay == "sugar"'), True),
    ],
)
def test_a_query_that_may_take_rows_out_must_be_asked(without_salt, queries, goes_on):
    without_salt.queries, without_salt.by = queries, "animal"
    spec = without_salt.spec()
    shared = SharedRows(spec, {"value"}, read_readable_sources(spec))
    planned = SimpleNamespace(
        dataset="all",
        where='assay == "sugar"',
        analysis_set=SimpleNamespace(source="animals"),
        variables=(),
    )
    if goes_on:
        rows, _ = shared.rows_of(planned)
        assert rows.frame["assay"].tolist() == ["sugar", "sugar", "iron", "iron"]
        return
    with pytest.raises(DataError, match=r"salt\.csv: There is no such file"):
        shared.rows_of(planned)


def test_a_query_after_one_that_could_not_be_asked_is_not_asked(without_salt):
    first = query("rows", 'by: [animal], where: note == "again"')
    second = (
        '  later: {kind: rows, dataset: all, by: [reading], where: assay == "iron", question: Why?}'
    )
    without_salt.queries = first + second
    spec = without_salt.spec()
    found, unasked = askable_queries(spec, read_readable_sources(spec))
    assert found == ()
    assert [*unasked] == ["odd", "later"]
    without_salt.queries = first.replace("leave out", "keep") + second
    spec = without_salt.spec()
    found, unasked = askable_queries(spec, read_readable_sources(spec))
    assert [one.title for one in found] == ["iron-1", "iron-2"]
    assert [*unasked] == ["odd"]


def test_rows_that_are_not_what_the_file_holds_are_refused(zoo):
    zoo.write("salt", "1,a,salt,3,ok", "2,b,iron,4,ok", "3,b,,4,ok", "4,b,sugar,4,ok")
    (problem,) = read_readable_sources(zoo.spec()).problems["readings"]
    assert problem.brief.removeprefix(f"{zoo.folder}/") == (
        "salt.csv:3: Column 'assay': 'iron' where all rows of the file are declared 'salt' "
        "(rows 3, 4, 5)."
    )
    zoo.write("salt", "1,a,,3,ok")
    (problem,) = read_readable_sources(zoo.spec()).problems["readings"]
    assert "no value where all rows of the file are declared 'salt' (row 2)" in problem.message


def test_a_fault_tells_of_the_missing_file_as_well(zoo):
    (zoo.folder / "salt.csv").unlink()
    zoo.write("iron", "1,a,sugar,3,ok")
    found = read_readable_sources(zoo.spec()).problems["readings"]
    assert [one.brief.rsplit("/", 1)[-1].split(":")[0] for one in found] == ["salt.csv", "iron.csv"]
    assert "'sugar' where all rows of the file are declared 'iron'" in found[1].message
