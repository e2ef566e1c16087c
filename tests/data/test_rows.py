"""Rows of a dataset: joined by key, in the order of the file, traceable to their cells."""

from __future__ import annotations

import numpy as np
import pytest

from sap.data.rows import join_rows
from sap.errors import DataError


def joined(small):
    sources = small.read()
    return join_rows(small.spec.datasets["measured"], sources)


def test_every_row_finds_its_partners_in_the_order_of_the_file(small):
    small.jars[1:] = reversed(small.jars[1:])
    rows = joined(small)
    assert len(rows) == 30
    assert rows.lines.tolist() == list(range(2, 32))
    jars = rows.frame["jar"]
    assert (jars.str[:3] == rows.frame["animal"]).all()
    assert (jars.str[3] == rows.frame["diet"].astype(str).str[0]).all()
    assert rows.frame["species"].astype(object).tolist().count("rat") == 6


def test_dangling_keys_of_all_joins_at_once(small):
    small.set_cell("values", 3, "jar", "none")
    small.set_cell("values", 5, "jar", "nil")
    small.set_cell("values", 7, "animal", "7")
    small.set_cell("values", 9, "animal", "")
    with pytest.raises(DataError) as caught:
        joined(small)
    folder = f"{small.folder.as_posix()}/"
    assert [str(problem).replace(folder, "") for problem in caught.value.problems] == [
        "values.csv:3: Column 'jar': 'none' and others are not in column 'jar' of jars.csv "
        "(rows 3, 5).",
        "values.csv:9: Column 'animal': an empty cell (row 9) where a key of animals.csv is "
        "needed.",
        "values.csv:7: Column 'animal': '7' is not in column 'id' of animals.csv (row 7).",
    ]


def test_keys_are_text_and_007_is_not_7(small):
    small.set_cell("animals", 2, "id", "7")
    with pytest.raises(DataError, match=r"'007' and others are not in column 'id'"):
        joined(small)


def test_a_key_joined_from_another_source(small):
    """The animal comes with the jar, and the species with the animal."""
    small.change("study", "replicate: rep, animal: animal,", "replicate: rep,")
    small.change(
        "study", "jar: jar, cage: cage, diet: diet", "jar: jar, animal: animal, diet: diet"
    )
    small.change("study", "  cage: {label: Cage, type: id}\n", "")
    small.jars = [
        "jar,animal,diet",
        *(f"{r[:4]},{r[:3]},{r.split(',')[2]}" for r in small.jars[1:]),
    ]
    rows = joined(small)
    assert rows.frame["animal"].equals(rows.frame["jar"].str[:3].rename("animal").astype(object))
    problem = rows.problem("species", np.array([0, 1, 29]), "look ({rows})")
    assert problem.line == 2
    assert problem.message == "Column 'species': look (rows 2, 6)"


def test_a_failed_join_does_not_hide_behind_another(small):
    small.change("study", "replicate: rep, animal: animal,", "replicate: rep,")
    small.change(
        "study", "jar: jar, cage: cage, diet: diet", "jar: jar, animal: animal, diet: diet"
    )
    small.change("study", "  cage: {label: Cage, type: id}\n", "")
    small.jars = [
        "jar,animal,diet",
        *(f"{r[:4]},{r[:3]},{r.split(',')[2]}" for r in small.jars[1:]),
    ]
    small.set_cell("values", 3, "jar", "none")
    with pytest.raises(DataError) as caught:
        joined(small)
    assert len(caught.value.problems) == 1


def test_rows_kept_stay_together_with_marks_and_lines(small):
    small.set_cell("values", 4, "level", "<1")
    rows = joined(small)
    mask = np.zeros(30, dtype=bool)
    mask[[0, 2, 29]] = True
    kept = rows.keep(mask)
    assert kept.lines.tolist() == [2, 4, 31]
    assert kept.marks["level"].tolist() == [0, -1, 0]
    assert kept.frame["level"].tolist() == [10, 1, 39]
    assert kept.frame.index.tolist() == [0, 1, 2]
    assert kept.problem("sex", np.array([2]), "{rows}").line == 6
