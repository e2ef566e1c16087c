"""Sources of a spec: typed as declared, and every problem of every file at once."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from sap.data.sources import read_sources, shown_path
from sap.errors import DataError
from sap.spec import load_spec


def messages(small, **kwargs) -> list[str]:
    with pytest.raises(DataError) as caught:
        small.read(**kwargs)
    return [
        str(problem).replace(f"{small.folder.as_posix()}/", "") for problem in caught.value.problems
    ]


def test_columns_have_the_types_of_their_variables(small):
    animals = small.read()["animals"]
    assert list(animals.frame.columns) == ["animal", "species", "age", "sex"]
    assert animals.frame["animal"].tolist() == ["007", "008", "009", "010", "011", "012"]
    assert animals.frame["age"].dtype == np.float64
    assert np.isnan(animals.frame["age"][4])
    assert list(animals.frame["species"].cat.categories) == ["mouse", "rat", "no"]
    assert animals.key == ("animal",)
    assert animals.lines.tolist() == [2, 3, 4, 5, 6, 7]


def test_reference_level_comes_first(small):
    diet = small.read()["jars"].frame["diet"]
    assert list(diet.cat.categories) == ["plain", "fat"]


def test_words_of_yaml_stay_levels(small):
    small.set_cell("animals", 5, "species", "no")
    assert small.read()["animals"].frame["species"][3] == "no"


def test_columns_not_declared_are_not_read(small):
    small.set_cell("animals", 2, "note", "whatever 1,2".replace(",", ";"))
    assert "note" not in small.read()["animals"].frame


def test_values_beyond_limits_are_marked(small):
    small.set_cell("values", 2, "level", "<1")
    small.set_cell("values", 3, "level", ">1000")
    values = small.read()["values"]
    assert values.marks["level"][:3].tolist() == [-1, 1, 0]
    assert values.frame["level"][:2].tolist() == [1, 1000]
    assert set(values.marks) == {"level"}


def test_column_not_there(small):
    small.animals[0] = "id,species,Age,sex ,note"
    found = messages(small)
    assert found == [
        "animals.csv:1: There is no column 'age' (variable 'age'). Did you mean 'Age'?",
        "animals.csv:1: There is no column 'sex' (variable 'sex'). It is there with blanks "
        "around its name; remove them.",
    ]


def test_key_column_not_there(small):
    small.animals[0] = "name,species,age,sex,note"
    (found,) = messages(small)
    assert "no column 'id' (variable 'animal')" in found


def test_repeated_key(small):
    small.set_cell("animals", 4, "id", "007")
    assert messages(small) == [
        "animals.csv:2: Key 'id' = '007' stands on more than one row (rows 2, 4). "
        "A key must be unique."
    ]


def test_repeated_keys_of_two_columns(small):
    for line in (3, 6, 9):
        small.set_cell("values", line, "rep", "1")
    assert messages(small) == [
        "values.csv:2: Key 'jar', 'rep' = '007f', '1' stands on more than one row, and so do "
        "2 other keys (rows 2, 3, 5, 6, 8 and 1 more (6 in all)). A key must be unique."
    ]


def test_a_row_written_twice_repeats_its_key(small):
    small.values.append(small.values[-1])
    (found,) = messages(small)
    assert "stands on more than one row (rows 31, 32)" in found


def test_empty_key(small):
    small.set_cell("animals", 3, "id", "")
    small.set_cell("animals", 4, "id", "")
    assert messages(small) == [
        "animals.csv:3: Column 'id': an empty cell (rows 3, 4) where each row needs its key."
    ]


def test_row_numbers_are_lines_of_the_file(small):
    small.set_cell("animals", 2, "note", '"a note\nof two\nlines"')
    small.set_cell("animals", 3, "age", "old")
    (found,) = messages(small)
    assert found.startswith("animals.csv:5: Column 'age': 'old' is not a number (row 5).")


def test_all_problems_of_all_files_at_once(small):
    small.set_cell("animals", 3, "age", "old")
    small.set_cell("animals", 2, "species", "cat")
    small.set_cell("animals", 6, "id", "007")
    small.jars[3] += ",extra"
    small.set_cell("values", 2, "level", "1,5")
    small.values[3] = small.values[3].replace(",a,", ",c,").replace(",b,", ",c,")
    found = messages(small)
    places = [message.split(": ")[0] for message in found]
    assert places == [
        "animals.csv:2",
        "animals.csv:2",
        "animals.csv:3",
        "jars.csv:4",
        "values.csv:2",
    ]
    assert "8 cells where the header has 7: row 2" in found[-1]


def test_missing_file_beside_problems_of_others(small):
    small.set_cell("animals", 3, "age", "old")
    small.write()
    (small.folder / "jars.csv").unlink()
    found = messages(small, write=False)
    assert [message.split(":")[0] for message in found] == ["animals.csv", "jars.csv"]
    assert "There is no such file" in found[1]


def test_folder_in_place_of_a_file(small):
    small.write()
    (small.folder / "jars.csv").unlink()
    (small.folder / "jars.csv").mkdir()
    assert messages(small, write=False) == ["jars.csv: This is a folder; a CSV file is needed."]


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_line_ends_and_a_byte_order_mark_change_nothing(small, ending):
    plain = small.read()["values"]
    text = "".join(f"{row}{ending}" for row in small.values)
    small.write_bytes("values", text.encode("utf-8-sig"))
    other = small.read(write=False)["values"]
    assert other.frame.equals(plain.frame)
    assert other.lines.tolist() == plain.lines.tolist()
    assert other.sha256 != plain.sha256


def test_semicolons_are_named(small):
    small.write_bytes("values", "\n".join(small.values).replace(",", ";").encode())
    assert "separated by semicolons" in messages(small, write=False)[0]


def test_windows_1252_is_refused(small):
    small.set_cell("animals", 4, "note", "Zoé")
    small.write_bytes("animals", "\n".join(small.animals).encode("cp1252"))
    (found,) = messages(small, write=False)
    assert found.startswith("animals.csv:4: Not UTF-8 in row 4")


def test_files_are_named_from_where_the_command_was_given(small, monkeypatch):
    small.set_cell("animals", 3, "age", "old")
    small.write()
    (small.folder / "specs").mkdir()
    for name in ("study.yml", "endpoint.yml"):
        shutil.move(small.folder / name, small.folder / "specs" / name)
    study = small.folder / "specs" / "study.yml"
    study.write_text(study.read_text().replace("file: ", "file: ../"))
    monkeypatch.chdir(small.folder)
    with pytest.raises(DataError, match=r"^animals\.csv:3: "):
        read_sources(load_spec("specs/endpoint.yml"))


def test_shown_path_is_normalised(tmp_path):
    assert shown_path(tmp_path / "specs" / ".." / "a.csv") == (tmp_path / "a.csv").as_posix()
