"""Two sets of results joined row by row, and what each difference is called."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sap.ard import Ard
from sap.qc.compare import (
    Compared,
    ComparedAnalysis,
    Verdict,
    analyses_of,
    compare_rows,
    failure_of,
    whose,
)
from sap.qc.shown import compare_tables, for_reader
from sap.qc.tolerances import CLOSED_FORM, DF, ESTIMATE, WORDS
from sap.tables.number_styles import number_style
from sap.tables.primary import primary_table
from sap.tables.table import Footnote
from tests.example_run import (
    REASON,
    SINGULAR,
    WORDING,
    FakeFit,
    example_ard,
    example_kinds,
)

CONTRAST = {"analysis": "primary", "context": "contrast"}


def rows(ard: Ard, analysis: str = "primary"):
    return [row for row in ard if row.analysis == analysis]


def changed(ard: Ard, stat_name: str, factor: float, **where: str):
    """Multiply some numbers of the primary analysis."""
    return [
        replace(row, stat=row.stat * factor)
        if row.stat_name == stat_name and all(getattr(row, k) == v for k, v in where.items())
        else row
        for row in rows(ard)
    ]


def faults(compared: tuple[Compared, ...]) -> list[tuple[str, str]]:
    return [(one.row.stat_name, one.fault) for one in compared if not one.passed]


def test_the_same_results_agree():
    compared = compare_rows(rows(example_ard()), rows(example_ard()))
    assert faults(compared) == []
    assert {one.kind for one in compared} >= {ESTIMATE, DF, WORDS}
    assert max(one.gap for one in compared if one.gap is not None) == 0.0


@pytest.mark.parametrize(
    ("stat_name", "context"),
    [
        ("estimate", "contrast"),
        ("std_error", "contrast"),
        ("df", "contrast"),
        ("statistic", "contrast"),
        ("p_value", "contrast"),
        ("conf_low", "contrast"),
        ("estimate", "emmeans"),
        ("estimate", "coefficients"),
        ("den_df", "anova"),
        ("statistic", "anova"),
        ("std_dev", "variance_components"),
        ("log_likelihood", "model"),
        ("n_obs", "model"),
        ("geo_mean", "summary"),
    ],
)
def test_a_difference_of_five_per_cent_is_seen_anywhere(stat_name, context):
    second = changed(example_ard(), stat_name, 1.05, context=context)
    compared = compare_rows(rows(example_ard()), second)
    assert {name for name, _ in faults(compared)} == {stat_name}
    assert all(fault == "differ by more than is allowed" for _, fault in faults(compared))


def test_rounding_is_no_difference():
    second = changed(example_ard(), "estimate", 1 + 1e-9, context="contrast")
    compared = compare_rows(rows(example_ard()), second)
    assert faults(compared) == []
    assert max(one.relative for one in compared if one.relative is not None) > 0


def test_words_must_be_the_same():
    second = [
        replace(row, stat_text="satterthwaite") if row.stat_name == "ddf" else row
        for row in rows(example_ard())
    ]
    assert faults(compare_rows(rows(example_ard()), second)) == [("ddf", "different words")]


def test_what_describes_the_program_may_differ():
    second = [
        replace(row, stat_text="pymer4") if row.stat_name in ("engine", "optimizer") else row
        for row in rows(example_ard())
        if row.stat_name != "engine_version"
    ]
    assert faults(compare_rows(rows(example_ard()), second)) == []


def test_a_missing_number_and_missing_rows_are_faults():
    first = rows(example_ard())
    blank = [replace(r, stat=None) if r.stat_name == "p_value" else r for r in first]
    assert ("p_value", "no number in the second") in faults(compare_rows(first, blank))
    assert ("p_value", "no number in the first") in faults(compare_rows(blank, first))
    fewer = [row for row in first if row.context != "anova"]
    assert {fault for _, fault in faults(compare_rows(first, fewer))} == {"not in the second"}
    assert {fault for _, fault in faults(compare_rows(fewer, first))} == {"not in the first"}


def test_two_results_that_are_both_not_estimable_agree():
    blank = [replace(r, stat=None) if r.context == "contrast" else r for r in rows(example_ard())]
    assert faults(compare_rows(blank, blank)) == []


def test_conditions_are_joined_by_their_words_not_their_number():
    note = replace(SINGULAR, kind="note", message="Something else.")
    first = rows(example_ard(FakeFit(conditions=[SINGULAR, note])))
    second = rows(example_ard(FakeFit(conditions=[note, SINGULAR])))
    assert faults(compare_rows(first, second)) == []
    alone = rows(example_ard(FakeFit(conditions=[SINGULAR])))
    missing = [one for one in compare_rows(first, alone) if not one.passed]
    assert [one.first_text for one in missing] == ["Something else."]


def test_verdicts():
    same = compare_rows(rows(example_ard()), rows(example_ard()))
    other = compare_rows(rows(example_ard()), changed(example_ard(), "df", 2.0))
    assert ComparedAnalysis("P1", "primary", "", same).verdict is Verdict.PASS
    assert ComparedAnalysis("P1", "primary", "", other).verdict is Verdict.FAIL
    assert ComparedAnalysis("P1", "primary", "", (), "no").verdict is Verdict.NOT_COMPARABLE


@pytest.mark.parametrize("analysis", ["paired-t", "wilcoxon"])
def test_paired_tests_are_held_to_rounding(analysis):
    ours = rows(example_kinds(), analysis)
    assert faults(compare_rows(ours, ours)) == []
    kinds = {one.row.stat_name: one.kind for one in compare_rows(ours, ours)}
    assert kinds["estimate"] is kinds["p_value"] is CLOSED_FORM
    for factor, found in ((1 + 1e-10, []), (1 + 1e-8, ["estimate"])):
        other = [
            replace(row, stat=row.stat * factor) if row.stat_name == "estimate" else row
            for row in ours
        ]
        assert [name for name, _ in faults(compare_rows(ours, other))] == found


def test_a_sensitivity_analysis_is_compared_as_the_main_one():
    """What stands beside a statistic, its standard error for one, is found there too."""
    ard = example_ard()
    of_main = {one.row.stat_name: one.limit for one in compare_rows(rows(ard), rows(ard))}
    same = [replace(row, context=f"sensitivity: {row.context}") for row in rows(ard)]
    of_other = {one.row.stat_name: one.limit for one in compare_rows(same, same)}
    assert of_other == of_main


def test_failures_and_analyses_are_found():
    ard = example_ard()
    assert failure_of(rows(ard, "complete_pairs")) == REASON
    assert failure_of(rows(ard)) == ""
    assert analyses_of(ard)[0] == ("P1", "primary")


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ({"context": "contrast", "stat_name": "df"}, "contrast RUX / DMSO: Degrees of freedom"),
        ({"context": "anova", "stat_name": "den_df"}, "anova treatment: Denominator df"),
        ({"context": "model", "stat_name": "n_obs"}, "model: Rows in the model"),
    ],
)
def test_places_are_named_for_a_person(where, words):
    row = next(r for r in rows(example_ard()) if all(getattr(r, k) == v for k, v in where.items()))
    assert whose(row) == words


ALL = frozenset(analyses_of(example_ard()))


def shown(second: Ard, comparable=ALL):
    style = number_style("csr")
    first = example_ard()
    again = for_reader(first, second, comparable)
    return compare_tables(
        primary_table(first, WORDING, style, ()), primary_table(again, WORDING, style, ())
    )


def test_a_table_laid_out_again_from_the_same_results_is_the_same():
    compared = shown(example_ard())
    assert compared.caption == "Table 14.2.1.1"
    assert compared.n_shown > 40
    assert compared.differences == ()


def test_the_engine_named_in_a_footnote_is_no_difference():
    second = Ard(
        tuple(
            replace(row, stat_text="pymer4") if row.stat_name == "engine" else row
            for row in example_ard()
        )
    )
    assert shown(second).differences == ()


def test_a_number_that_rounds_differently_is_listed_where_a_reader_sees_it():
    second = example_ard(FakeFit([0.645001, *FakeFit().ratio[1:]]))  # 0.64 becomes 0.65
    (one,) = shown(second).differences
    assert (one.first, one.second) == ("0.64", "0.65")
    assert "Geometric mean ratio" in one.where
    assert "Ruxolitinib" in one.where


def neighbours(ours: float, theirs: float, results: bool = True):
    first = example_ard(FakeFit([ours, *FakeFit().ratio[1:]]))
    second = example_ard(FakeFit([theirs, *FakeFit().ratio[1:]]))
    style = number_style("csr")
    tables = [primary_table(ard, WORDING, style, ()) for ard in (first, second)]
    compared = compare_rows(first, second) if results else ()
    return compare_tables(*tables, compared)


def test_results_that_agree_and_round_apart_are_listed_but_do_not_fail():
    compared = neighbours(0.6449999, 0.6450001)
    assert [(one.first, one.second, one.rounded) for one in compared.differences] == [
        ("0.64", "0.65", True)
    ]
    assert compared.passed


@pytest.mark.parametrize(
    ("ours", "theirs", "results"),
    [(0.6449999, 0.6450001, False), (0.644, 0.6459, True), (0.64, 0.68, True)],
    ids=["no results known", "results disagree", "far apart"],
)
def test_rounding_excuses_no_disagreement(ours, theirs, results):
    compared = neighbours(ours, theirs, results)
    assert not any(one.rounded for one in compared.differences)
    assert not compared.passed


def test_a_number_that_one_side_lacks_is_no_rounding():
    compared = compare_rows(example_ard(), example_ard())
    assert not shown_alike("0.64", "", compared)
    assert not shown_alike("0.64 (0.58, 0.72)", "0.64", compared)


def shown_alike(first: str, second: str, results) -> bool:
    table = primary_table(example_ard(), WORDING, number_style("csr"), ())
    notes = [(*table.footnotes, Footnote("", text)) for text in (first, second)]
    tables = [replace(table, footnotes=each) for each in notes]
    return compare_tables(*tables, results).passed


def test_other_words_are_never_rounding():
    ard = example_ard(FakeFit(conditions=[SINGULAR]))
    style = number_style("csr")
    tables = [primary_table(one, WORDING, style, ()) for one in (example_ard(), ard)]
    compared = compare_tables(*tables, compare_rows(example_ard(), example_ard()))
    assert not any(one.rounded for one in compared.differences)


def test_a_difference_that_no_reader_sees_is_not_listed():
    second = example_ard(FakeFit([0.6448, *FakeFit().ratio[1:]]))
    assert shown(second).differences == ()


def test_analyses_that_cannot_be_compared_are_not_blamed_on_the_table():
    second = example_ard(FakeFit([0.9, *FakeFit().ratio[1:]]))
    assert shown(second, ALL - {("P1", "primary")}).differences == ()
    assert shown(second).differences


def test_a_further_mark_of_a_footnote_is_a_difference():
    second = example_ard(FakeFit(conditions=[SINGULAR]))
    pairs = {(one.first, one.second) for one in shown(second).differences}
    assert pairs == {("Variance components", "Variance components [5]"), ("0.251", "0")}
