"""The data dictionary and the queries: every mistake at once, each at its place."""

from __future__ import annotations

import pytest

from sap.errors import SpecError
from sap.spec import load_study
from tests.data.lab_study import LabStudy


@pytest.fixture
def lab(tmp_path):
    lab = LabStudy(tmp_path)
    lab.variables = (
        "value: {label: Value, type: number, unit: mg}\n"
        "arm: {label: Arm, type: factor, levels: [no, yes]}"
    )
    lab.columns = "value: value\narm: arm"
    return lab


def mistakes(lab) -> list[str]:
    with pytest.raises(SpecError) as refused:
        lab.spec()
    return [str(one).replace(f"{lab.folder}/", "") for one in refused.value.problems]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ("value: {column: value, ids: [A-0]}\narm: arm", "Only a id has ids; 'value' has the type"),
        ("value: value\narm: {column: arm, range: [0, 1]}", "Only a number has range"),
        ("value: {column: value, range: [2, 1]}\narm: arm", "The smallest, 2, must be less than"),
        ("value: {column: value, range: 5}\narm: arm", "Expected the smallest and the largest"),
        ("value: value\narm: {column: arm, synonyms: {yas: [Oui]}}", "'yas' is no level of 'arm'."),
        (
            "value: value\narm: {column: arm, synonyms: {yes: [Oui], no: [oui]}}",
            "'oui' already stands for 'yes'.",
        ),
        (
            "value: value\narm: {column: arm, synonyms: {yes: [NO]}}",
            "'NO' already stands for 'no'.",
        ),
        ("value: {column: value, unit_column: unit}\narm: arm", "Declare the units"),
        ("value: {column: value, units: {g: 1000, mg: 1}}\narm: arm", "name the column that tells"),
        ("value: {column: value, units: {g: 0}}\narm: arm", "A factor is greater than zero."),
        ("value: {column: value, units: {mg: 10}}\narm: arm", "the factor is 1."),
        ("value: {column: value, above: [OVER]}\narm: arm", "has no limits that a word could"),
        ("value: {colum: value}\narm: arm", "There is no key 'colum' here. Did you mean 'column'?"),
        ("value: {missing: [ND]}\narm: arm", "The key 'column' is missing."),
    ],
)
def test_columns(lab, columns, message):
    lab.columns = columns
    assert any(message in one for one in mistakes(lab)), mistakes(lab)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("label: Wells", "Name a file, by `file` or by `files`; none is there."),
        ("file: a.csv\nfiles: [b.csv]", "both are there."),
        ("files: [a.csv, wells.xlsx]", "'wells.xlsx' looks like xlsx, but csv is declared"),
        ("files: [a.csv, b.csv, ./a.csv]", "'./a.csv' stands twice; its rows would count twice."),
        ("files: [a.csv, {file: a.csv, holds: {arm: no}}]", "'a.csv' stands twice"),
        ("files: [{holds: {arm: no}}]", "The key 'file' is missing."),
        ("files: [{file: a.csv, holds: {}}]", "Nothing is declared here."),
        ("files: [{file: a.csv, hold: {arm: no}}]", "no key 'hold' here. Did you mean 'holds'?"),
        ("files: [{file: a.csv, holds: {amr: no}}]", "no column for 'amr'. Did you mean 'arm'?"),
        ("files: [{file: a.csv, holds: {arm: nay}}]", "'nay' is no level of 'arm'."),
        ("files: [{file: a.csv, holds: {value: 1}}]", "'value' has the type number; a factor"),
        ("files: [{file: a.csv, holds: {arm: [no]}}]", "Expected a text, found a list."),
        ("file: wells.xlsx", "'wells.xlsx' looks like xlsx, but csv is declared"),
        ("file: a.csv\nformat: {sheet: Data}", "Only a workbook (xlsx) has sheets."),
        ("file: a.csv\nformat: {decimal: either, thousands: point}", "A point cannot separate"),
        ("file: a.csv\nformat: {thousands: point}", "The point is the decimal sign already."),
        ("file: a.csv\nformat: {header: 0}", "Expected a whole number from 1"),
        ("file: a.csv\nformat: {encoding: utf8}", "Did you mean 'utf-8'?"),
        ("file: a.csv\nformat: xslx", "Did you mean 'xlsx'?"),
        ("file: a.csv\nrefers: {vale: wells}", "no column for 'vale'. Did you mean 'value'?"),
        ("file: a.csv\nrefers: {value: wels}", "There is no source 'wels'. Did you mean 'wells'?"),
        (
            "file: a.csv\nclean: {repeats: [{by: [wel], when: value > 1, reason: x}]}",
            "no column for 'wel'. Did you mean 'well'?",
        ),
        (
            "file: a.csv\nclean: {repeats: [{by: [well], when: valu > 1, reason: x}]}",
            "There is no variable 'valu'.",
        ),
        (
            "file: a.csv\nclean: {repeats: [{by: [well], when: value > 1, order: arm, reason: x}]}",
            "'arm' has the type factor; a number or date is needed.",
        ),
    ],
)
def test_sources(lab, source, message):
    lab.source = source
    assert any(message in one for one in mistakes(lab)), mistakes(lab)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("kind: scale, dataset: wells, by: [well]", "A query of kind scale needs 'value'."),
        ("kind: swap, dataset: wells, by: [well], value: value", "needs 'of'."),
        ("kind: rows, dataset: wells, by: [well]", "needs 'where'."),
        ("kind: rows, dataset: wels, by: [well], where: value > 1", "no dataset 'wels'"),
        ("kind: rows, dataset: wells, by: [wel], where: value > 1", "There is no variable 'wel'"),
        ("kind: scale, dataset: wells, by: [well], value: arm", "has the type factor, not number"),
        (
            "kind: scale, dataset: wells, by: [well], value: value, factors: {g for mg: kilo}",
            "'kilo' is neither a number above 1 nor a number of the dataset",
        ),
        ("kind: rows, dataset: wells, by: [well], where: halff > 1", "no variable 'halff'"),
        ("kind: rows, dataset: wells, by: [halves], where: halves > 1", "'halves' is derived;"),
    ],
)
def test_queries(lab, query, message):
    lab.variables += "\nhalves: {label: Halves, type: number, derived: {per: {of: value, step: 2}}}"
    lab.end = f"queries:\n  one: {{{query}, question: Why?}}\n"
    found = mistakes(lab)
    assert any(message in one for one in found), found


def test_all_mistakes_at_once_with_their_places(lab):
    lab.source = "file: wells.csv\nformat: {separator: point}"
    lab.columns = "value: {column: value, range: [1]}\narm: {column: arm, dates: [excel]}"
    found = mistakes(lab)
    assert [one.split(": ")[0] for one in found] == [
        "study.yml:5:25",
        "study.yml:9:37",
        "study.yml:10:26",
    ]


def test_sources_in_a_file_of_their_own(lab):
    lab.spec()
    study = lab.folder / "study.yml"
    text = study.read_text()
    start, end = text.index("sources:"), text.index("datasets:")
    (lab.folder / "lab.yml").write_text(text[start:end])
    study.write_text(text[:start] + "sources: lab.yml\n" + text[end:])
    spec = load_study(study)
    assert list(spec.sources) == ["wells"]
    assert [one.file.rsplit("/", 1)[-1] for one in spec.files] == ["study.yml", "lab.yml"]
    broken = text[start:end].replace("value: value", "vlue: value")
    (lab.folder / "lab.yml").write_text(broken + "variables: {}\n")
    with pytest.raises(SpecError) as refused:
        load_study(study)
    found = [str(one).replace(f"{lab.folder}/", "") for one in refused.value.problems]
    assert any(one.startswith("lab.yml:7:7: There is no variable 'vlue'") for one in found), found
    assert any("Only the key 'sources' is read here" in one for one in found)


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ("nothing.yml", "There is no file 'nothing.yml'"),
        ("sub/lab.yml", "must be in the folder of this file"),
        ("empty.yml", "has no key 'sources'"),
    ],
)
def test_a_sources_file_that_cannot_be_taken_in(lab, named, message):
    lab.spec()
    study = lab.folder / "study.yml"
    text = study.read_text()
    (lab.folder / "sub").mkdir()
    (lab.folder / "sub" / "lab.yml").write_text("sources: {}\n")
    (lab.folder / "empty.yml").write_text("other: 1\n")
    start, end = text.index("sources:"), text.index("datasets:")
    study.write_text(text[:start] + f"sources: {named}\n" + text[end:])
    with pytest.raises(SpecError, match=message):
        load_study(study)
