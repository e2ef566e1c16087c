"""Every reference model agrees at the aim, and docs/validation.md says so of what is compared."""

from __future__ import annotations

from functools import cache

import pytest

from tests.reference_cases import reference_cases
from tests.validation.__main__ import PATH
from tests.validation.compare import differences
from tests.validation.document import SECOND, document, power, shown
from tests.validation.quantities import ESTIMATE, QUANTITIES, Tally


@cache
def tally(name: str, engine: str = "statsmodels") -> Tally:
    return differences(next(case for case in reference_cases() if case.name == name), engine)


def all_tallies(engine: str = "statsmodels") -> dict[str, Tally]:
    return {case.name: tally(case.name, engine) for case in reference_cases()}


def halves(text: str) -> tuple[list[list[str]], list[list[str]]]:
    """The cells of the tables of the default engine, and of the second one."""
    first, second = text.split(SECOND)
    return cells(first), cells(second)


def cells(text: str) -> list[list[str]]:
    """The cells of all table rows."""
    rows = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def test_model_agrees_at_the_aim(any_reference_case):
    found = tally(any_reference_case.name).largest
    assert {q.name: v for q, v in found.items() if not v <= q.aim} == {}
    assert found


@pytest.mark.r
def test_second_engine_agrees_at_the_aim(any_reference_case):
    found = tally(any_reference_case.name, "pymer4").largest
    assert {q.name: v for q, v in found.items() if not v <= q.aim} == {}
    assert found


def test_every_quantity_is_compared():
    compared = {q for case in reference_cases() for q in tally(case.name).largest}
    assert compared == set(QUANTITIES)


def test_document_has_the_structure_of_a_fresh_one():
    """Same models, quantities, aims and counts; the digits of rounding may differ."""
    committed, _ = halves(PATH.read_text(encoding="utf-8"))
    fresh, _ = halves(document(all_tallies(), {}))
    assert [row[:4] for row in committed if len(row) == 6] == [
        row[:4] for row in fresh if len(row) == 6
    ]
    assert [row[0] for row in committed] == [row[0] for row in fresh]
    empty = [[not cell for cell in row] for row in committed]
    assert empty == [[not cell for cell in row] for row in fresh]


@pytest.mark.r
def test_document_compares_what_the_second_engine_gives():
    _, committed = halves(PATH.read_text(encoding="utf-8"))
    _, fresh = halves(document(all_tallies(), all_tallies("pymer4")))
    assert [row[:4] for row in committed] == [row[:4] for row in fresh]


def test_document_claims_no_more_than_the_aim():
    named = {q.name: q for q in QUANTITIES}
    first, second = halves(PATH.read_text(encoding="utf-8"))
    assert {row[0] for row in first} >= named.keys()
    rows = [row for row in (*first, *second) if row[0] in named]
    assert len(rows) > len(QUANTITIES)
    for name, unit, count, aim, largest, _model in rows:
        assert unit == named[name].unit
        assert int(count.replace(",", "")) > 0
        assert largest == "<" or float(largest) <= 10.0 ** power(float(aim)), name


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "<"),
        (9e-13, "<"),
        (2e-9, "1e-08"),
        (1e-8, "1e-08"),
        (0.5, "1e+00"),
        (1e400, "differs"),
    ],
)
def test_differences_are_shown_by_the_power_above(value, text):
    assert shown(value) == text


def test_nan_is_no_agreement():
    made = Tally()
    made.add(ESTIMATE, float("nan"))
    assert made.largest[ESTIMATE] == float("inf")
