"""The data of an analysis: its frame, its checks, and what the order of rows may change."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import struct

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sap.data import assemble_all
from sap.errors import DataError
from sap.plan import make_plan
from tests.data.small_study import SmallStudy


def one_problem(small) -> str:
    with pytest.raises(DataError) as caught:
        small.analysis()
    (problem,) = caught.value.problems
    return str(problem).replace(f"{small.folder.as_posix()}/", "")


def test_frame_is_what_a_model_needs(small):
    data = small.analysis()
    assert list(data.frame.columns) == ["level", "diet", "animal", "low", "high"]
    assert data.frame["level"].dtype == np.float64
    assert list(data.frame["diet"].cat.categories) == ["plain", "fat"]
    assert list(data.frame["animal"].cat.categories) == ["007", "008", "011"]
    assert data.frame.index.tolist() == list(range(12))
    assert not data.frame.isna().any().any()
    assert data.unit == "animal"
    assert data.response == "level"
    assert data.n_units == 3


def test_rows_lead_back_to_their_lines(small):
    data = small.analysis()
    assert data.source_file.endswith("values.csv")
    assert data.source_lines.tolist() == [2, 3, 5, 6, 8, 9, 11, 12, 26, 27, 29, 30]
    for line, level in zip(data.source_lines, data.frame["level"], strict=True):
        assert float(small.values[line - 1].split(",")[4]) == level


def test_values_beyond_limits_are_replaced_and_flagged(small):
    small.set_cell("values", 3, "level", "<1")
    small.set_cell("values", 5, "level", "1001")
    data = small.analysis()
    assert data.frame["level"].tolist()[:4] == [10, 0.5, 1000, 14]
    assert data.below.tolist()[:4] == [False, True, False, False]
    assert data.above.tolist()[:4] == [False, False, True, False]
    assert len(data.measured.frame) == 12
    assert data.measured.below.sum() == 1
    assert data.measured.above.sum() == 1
    assert list(data.measured.frame.columns) == ["animal", "diet", "low", "high"]


def test_dropped_values_are_still_counted_as_measured(small):
    small.change("endpoint", "below: lloq/2", "below: drop")
    small.set_cell("values", 3, "level", "<1")
    data = small.analysis()
    assert len(data.frame) == 11
    assert not data.below.any()
    assert len(data.measured.frame) == 12
    assert data.measured.below.tolist() == [False, True, *[False] * 10]


def test_zero_under_a_log(small):
    small.set_cell("values", 3, "low", "0")
    small.set_cell("values", 3, "level", "0")
    assert one_problem(small) == (
        "values.csv:3: Column 'level': log() needs a value above zero; 0 is not one (row 3)."
    )


def test_negative_under_a_log_with_rows_counted(small):
    for line in range(2, 13):
        small.set_cell("values", line, "low", "-9")
        small.set_cell("values", line, "level", "-3.5")
    assert one_problem(small) == (
        "values.csv:2: Column 'level': log() needs a value above zero; -3.5 and others are not "
        "(rows 2, 3, 5, 6, 8 and 3 more (8 in all))."
    )


def test_half_a_limit_of_zero_under_a_log(small):
    small.set_cell("values", 3, "low", "0")
    small.set_cell("values", 3, "level", "<0")
    assert "log() needs a value above zero; 0 is not one (row 3)" in one_problem(small)


def test_zero_is_fine_without_a_log(small):
    small.change("endpoint", "log(level) ~", "level ~")
    small.set_cell("values", 3, "low", "0")
    small.set_cell("values", 3, "level", "0")
    assert small.analysis().frame["level"][1] == 0


@pytest.mark.parametrize(
    ("function", "value", "fine"),
    [
        ("sqrt", "-0.1", False),
        ("sqrt", "0", True),
        ("log2", "0", False),
        ("log10", "-1", False),
    ],
)
def test_domains_of_responses(small, function, value, fine):
    small.change("endpoint", "log(level) ~", f"{function}(level) ~")
    small.set_cell("values", 3, "low", "-5")
    small.set_cell("values", 3, "level", value)
    if fine:
        assert small.analysis().frame["level"][1] == float(value)
    else:
        assert f"{function}() needs a value" in one_problem(small)


@pytest.mark.parametrize(("value", "fine"), [("0", False), ("100", False), ("99.9", True)])
def test_percentages_under_a_logit(small, value, fine):
    small.change("endpoint", "log(level) ~", "logit(level) ~")
    small.study = small.study.replace("unit: mg", 'unit: "%"')
    small.set_cell("values", 3, "low", "-1")
    small.set_cell("values", 3, "level", value)
    if fine:
        assert small.analysis().frame["level"][1] == float(value)
    else:
        assert "logit() needs a percentage above 0 and below 100" in one_problem(small)


def test_domain_of_a_covariate_is_named_in_its_own_file(small):
    small.change("endpoint", "log(level) ~ diet +", "log(level) ~ diet + log(age) +")
    small.change("study", "when: age < 3", "when: age > 90")
    small.set_cell("animals", 3, "age", "0")
    assert one_problem(small) == (
        "animals.csv:3: Column 'age': log() needs a value above zero; 0 and others are not (row 3)."
    )


def test_one_unit_only(small):
    small.change("study", "when: age < 3", 'when: animal != "008"')
    assert one_problem(small) == (
        "values.csv:8: Column 'animal': only '008' is left (rows 8, 9, 11, 12); Animal must have "
        "at least two values in an analysis."
    )


def test_one_level_of_the_compared_factor_only(small):
    small.change("endpoint", 'kind == "a"', 'kind == "a" and diet == "fat"')
    assert one_problem(small).startswith("jars.csv:2: Column 'diet': only 'fat' is left")


def test_a_covariate_beyond_its_limit(small):
    low = "low: {label: Lower limit, type: number, unit: mg"
    small.change("study", f"{low}}}", f"{low}, limits: {{upper: high}}}}")
    small.change("endpoint", "log(level) ~ diet +", "log(level) ~ diet + low +")
    small.set_cell("values", 3, "low", "<1")
    assert "can only be those of the response; 'low' is another variable" in one_problem(small)


def test_problems_of_all_analyses_at_once_and_each_once(small):
    small.endpoint += "".join(
        f"    {line}\n"
        for line in (
            "sensitivity:",
            "  - {id: raw, title: Raw, model: {formula: level ~ diet + (1 | animal)}}",
            """  - {id: none, title: None, data: {where: 'species == "no"'}}""",
            """  - {id: same, title: Same, data: {where: 'kind == "a" and replicate != "3"'}}""",
        )
    )
    small.set_cell("values", 3, "low", "-1")
    small.set_cell("values", 3, "level", "-0.5")
    sources = small.read()
    plan = make_plan(small.spec)
    assert len(plan.analyses) == 4
    with pytest.raises(DataError) as caught:
        assemble_all(small.spec, plan.analyses, sources)
    messages = [problem.message for problem in caught.value.problems]
    assert len(messages) == 2
    assert "log() needs" in messages[0]
    assert "No row meets the condition" in messages[1]


def test_a_failed_join_is_said_once_for_all_analyses(small):
    small.endpoint += (
        "    sensitivity:\n"
        "      - {id: raw, title: Raw, model: {formula: level ~ diet + (1 | animal)}}\n"
    )
    small.set_cell("values", 3, "jar", "none")
    sources = small.read()
    with pytest.raises(DataError) as caught:
        assemble_all(small.spec, make_plan(small.spec).analyses, sources)
    assert len(caught.value.problems) == 1


def test_all_analyses_are_made_as_one_by_one(small):
    sources = small.read()
    analyses = make_plan(small.spec).analyses
    (made,) = assemble_all(small.spec, analyses, sources)
    assert made.hash == small.analysis().hash


def test_hash_is_of_what_is_analysed(small):
    before = small.analysis()
    small.set_cell("values", 4, "level", "999")  # kind b
    small.set_cell("animals", 2, "note", "new")
    assert small.analysis().hash == before.hash
    small.set_cell("values", 3, "level", "11.5")
    assert small.analysis().hash != before.hash


def test_hash_is_the_same_on_every_machine(small):
    """Made here from the values by hand: little-endian numbers, codes and names of levels."""
    data = small.analysis()
    animals = ["007", "008", "011"]
    parts = [
        json.dumps(["animal", "levels", animals]).encode(),
        struct.pack("<12q", *(animals.index(name) for name in data.frame["animal"])),
        json.dumps(["diet", "levels", ["plain", "fat"]]).encode(),
        struct.pack("<12q", *[1, 1, 0, 0] * 3),
        json.dumps(["high", "number"]).encode(),
        struct.pack("<12d", *[1000.0] * 12),
        json.dumps(["level", "number"]).encode(),
        struct.pack("<12d", 10, 11, 13, 14, 16, 17, 19, 20, 34, 35, 37, 38),
        json.dumps(["low", "number"]).encode(),
        struct.pack("<12d", *[1.0] * 12),
    ]
    content = b"".join(struct.pack("<q", len(part)) + part for part in parts)
    assert data.hash == hashlib.sha256(content).hexdigest()


def test_data_are_frozen(small):
    data = small.analysis()
    with pytest.raises(dataclasses.FrozenInstanceError):
        data.unit = "jar"


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.randoms(use_true_random=False))
def test_order_of_rows_in_the_files_changes_the_order_and_nothing_else(tmp_path_factory, random):
    study = SmallStudy(tmp_path_factory.mktemp("study"))
    study.set_cell("values", 3, "level", "<1")
    before = study.analysis()
    for rows in (study.animals, study.jars, study.values):
        body = rows[1:]
        random.shuffle(body)
        rows[1:] = body
    after = study.analysis()
    order = [*before.frame.columns]
    assert (
        after.frame.assign(below=after.below).sort_values(order).to_numpy().tolist()
        == before.frame.assign(below=before.below).sort_values(order).to_numpy().tolist()
    )
    assert after.disposition == before.disposition
    assert {lost.unit: lost.reason for lost in after.excluded} == {
        lost.unit: lost.reason for lost in before.excluded
    }
    assert list(after.frame["animal"].cat.categories) == list(before.frame["animal"].cat.categories)
    assert (np.diff(after.source_lines) > 0).all()


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.text(st.characters(categories=["L", "N", "S"], max_codepoint=0x2FFF), min_size=1),
        min_size=6,
        max_size=6,
        unique=True,
    )
)
def test_names_of_units_are_labels_only(tmp_path_factory, names):
    study = SmallStudy(tmp_path_factory.mktemp("study"))
    before = study.analysis()
    renamed = dict(zip(("007", "008", "009", "010", "011", "012"), names, strict=True))

    def quote(name: str) -> str:
        return f'"{name.replace(chr(34), 2 * chr(34))}"'

    study.animals[1:] = [f"{quote(renamed[row[:3]])}{row[3:]}" for row in study.animals[1:]]
    for place, row in enumerate(study.values[1:], start=1):
        cells = row.split(",")
        cells[2] = quote(renamed[cells[2]])
        study.values[place] = ",".join(cells)
    after = study.analysis()
    assert after.frame["level"].tolist() == before.frame["level"].tolist()
    assert after.frame["animal"].tolist() == [renamed[name] for name in before.frame["animal"]]
    assert after.disposition == before.disposition


def test_a_response_without_limits(small):
    small.change("study", ", limits: {lower: low, upper: high}", "")
    small.change("endpoint", "    limits: {below: lloq/2, above: uloq}\n", "")
    small.set_cell("values", 3, "level", "0.5")
    data = small.analysis()
    assert data.measured is None
    assert list(data.frame.columns) == ["level", "diet", "animal"]
    assert data.frame["level"][1] == 0.5
    assert not data.below.any()
    small.set_cell("values", 3, "level", "<1")
    assert "'<' and '>' go before a plain number" in one_problem(small)
