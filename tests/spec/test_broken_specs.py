"""Every broken spec is refused with all its mistakes, each at its line and column.

A file in tests/broken_specs says at its top what is expected of it::

    # expect LINE:COLUMN how the message starts
    # expect OTHER_FILE:LINE:COLUMN the same for the study file it names
"""

from __future__ import annotations

import re

import pytest

from sap.cli import main
from tests.house import ROOT

FOLDER = ROOT / "tests" / "broken_specs"
WHOLE = ("study.yml", "whole.yml")
BROKEN = sorted(path.name for path in FOLDER.glob("*.yml") if path.name not in WHOLE)
EXPECTED = re.compile(r"# expect (?:([\w.]+\.yml):)?(\d+):(\d+) (.+)")
TOLD = re.compile(r"(?:.*/)?([\w.]+\.yml):(\d+):(\d+): (.+)")


def test_there_are_many():
    assert len(BROKEN) >= 40
    assert len([name for name in BROKEN if "many" in name]) >= 3


@pytest.mark.parametrize("name", BROKEN)
def test_broken_spec_is_refused_with_all_its_mistakes(name, capsys):
    text = (FOLDER / name).read_text(encoding="utf-8")
    expected = [(file or name, *rest) for file, *rest in EXPECTED.findall(text)]
    assert expected
    code = main(["check", str(FOLDER / name)])
    told = capsys.readouterr()
    *lines, count = told.err.splitlines()
    assert code == 2
    assert told.out == ""
    found = [TOLD.fullmatch(line).groups() for line in lines]
    assert [place for *place, _ in found] == [place for *place, _ in expected]
    for (*_, message), (*_, start) in zip(found, expected, strict=True):
        assert message.startswith(start)
    files = {file for file, *_ in expected}
    assert count == (
        f"{len(expected)} problem{'s' * (len(expected) > 1)} "
        f"in {len(files)} file{'s' * (len(files) > 1)}"
    )


@pytest.mark.parametrize("name", WHOLE)
def test_without_its_mistake_a_broken_spec_is_fine(name, capsys):
    assert main(["check", str(FOLDER / name)]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("name", BROKEN)
def test_a_single_mistake_is_one_problem(name):
    text = (FOLDER / name).read_text(encoding="utf-8")
    mistakes = len(EXPECTED.findall(text))
    several = {"endpoint_twice.yml": 3, "dataset_of_other_rows.yml": 2}
    if "many" in name:
        assert mistakes >= 7
    else:
        assert mistakes == several.get(name, 1)
