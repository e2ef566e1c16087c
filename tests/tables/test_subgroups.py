"""Table of effects by subgroup: what stands where, one factor and six, every case of NE."""

import dataclasses
import re

import pytest

from sap.ard import Ard
from sap.ard.files import csv_bytes, read_csv
from sap.ard.rows import (
    ANOVA,
    CONTRAST,
    DISPOSITION,
    EMMEANS,
    LIMITS,
    MODEL,
    MODIFICATION,
    OVERALL,
    OVERALL_MEANS,
    SUBGROUP,
    Analysis,
)
from sap.tables.number_styles import number_style
from sap.tables.subgroups import subgroup_table
from tests.subgroup_example import (
    ANTIBODY,
    FACTORS,
    ILD,
    LABEL,
    PAH,
    REASON,
    SKIN,
    SUBSET,
    SUPPRESSED,
    ULCERS,
    UNITS,
    as_differences,
    example,
    family_rows,
    words,
)

CSR = number_style("csr")
WHOLE = ("P1", "primary")


def changed(ard, test, **changes):
    """Change the rows that a test picks."""
    return Ard(tuple(dataclasses.replace(row, **changes) if test(row) else row for row in ard))


def rows_of(table):
    """Read a table as one line a row: its label and its texts, marks left aside."""
    lines = []
    for group in table.groups:
        blank = [""] * len(table.columns)
        lines.append((group.label.text, *([cell.text for cell in group.headings] or blank)))
        lines += [(row.label.text, *(cell.text for cell in row.cells)) for row in group.rows]
    return lines


def footnote(table, cell):
    """Return the texts of the footnotes that a cell points at."""
    return [note.text for note in table.footnotes if note.mark in cell.marks]


def test_one_factor_has_both_overall_effects_then_its_levels():
    table = subgroup_table(example(SUBSET), words(SUBSET), CSR)
    assert rows_of(table) == [
        ("All donors", "", "", "", "", "", ""),
        ("Observed margins", "94", "5870", "3770", "0.64 (0.59, 0.70)", "", ""),
        ("Equal weights", "94", "5870", "3880", "0.66 (0.61, 0.72)", "", ""),
        ("SSc type", "", "", "", "", "", "0.125"),
        ("Limited (ref)", "60", "5870", "4120", "0.70 (0.63, 0.78)", "1", ""),
        ("Diffuse", "34", "5870", "3270", "0.56 (0.48, 0.64)", "0.79 (0.67, 0.94)", ""),
    ]
    headings = [" ".join(line.text for line in column.lines) for column in table.columns]
    assert headings == [
        *("Donors", "Vehicle", "Ruxolitinib"),
        *("GMR (95% CI)", "Ratio of GMRs (95% CI)", "Interaction p"),
    ]


def test_six_factors_each_have_their_own_overall_effects():
    table = subgroup_table(example(), words(), CSR)
    assert [group.label.text for group in table.groups] == [factor.label for factor in FACTORS]
    for group, factor in zip(table.groups, FACTORS, strict=True):
        labels = [row.label.text for row in group.rows]
        if factor.levels:
            assert labels[-2:] == ["All donors, observed margins", "All donors, equal weights"]
        else:
            assert labels[-2:] == ["Per 5 points", "All donors, at the mean"]
    assert [group.headings[-1].text for group in table.groups] == [
        *("0.125", "0.125", "0.125", "0.0496", "0.125", "0.125")
    ]


@pytest.mark.parametrize("factors", [(SUBSET,), FACTORS])
def test_all_units_of_a_model_without_factors_stand_first(factors):
    table = subgroup_table(example(*factors), words(*factors, whole=WHOLE), CSR)
    first = table.groups[0]
    assert first.label.text == "All donors"
    assert first.rows[0].label.text == "Model without a subgroup variable"
    assert [cell.text for cell in first.rows[0].cells[:4]] == [
        *("94", "5870", "3790", "0.64 (0.59, 0.70)")
    ]


def test_a_whole_of_another_run_keeps_its_row_and_says_so():
    alone = Ard(tuple(row for row in example(SUBSET) if row.endpoint != "P1"))
    table = subgroup_table(alone, words(SUBSET, whole=WHOLE), CSR)
    row = table.groups[0].rows[0]
    assert row.label.text == "Model without a subgroup variable"
    assert [cell.text for cell in row.cells] == ["NE", "NE", "NE", "NE", "", ""]
    for cell in row.cells[:4]:
        assert footnote(table, cell) == ["NE, not estimable: P1 is not part of this run."]


def test_a_test_that_holds_a_suppressed_level_says_so(monkeypatch):
    monkeypatch.setitem(UNITS, "autoab", (38, 27, 3, 21))
    table = subgroup_table(example(ANTIBODY), words(ANTIBODY), CSR)
    about = footnote(table, table.groups[1].label)[0]
    assert about.endswith(
        "= 2.40. The test is of all levels, also of those without an effect here (Anti-RNA "
        "polymerase III)."
    )


def test_a_test_of_all_levels_says_nothing_more():
    table = subgroup_table(example(ANTIBODY), words(ANTIBODY), CSR)
    assert footnote(table, table.groups[1].label)[0].endswith("= 2.40.")


def test_the_two_overall_effects_are_explained():
    table = subgroup_table(example(SUBSET), words(SUBSET), CSR)
    observed, equal = table.groups[0].rows
    assert (
        "whose level is known, averaged over its levels in proportion"
        in footnote(table, observed.label)[0]
    )
    assert "equal weights" in footnote(table, equal.label)[0]


def test_no_level_has_a_p_value():
    table = subgroup_table(example(), words(), CSR)
    assert all(row.cells[-1].text == "" for group in table.groups for row in group.rows)


def test_a_covariate_has_effects_at_values_and_one_per_step():
    rows = rows_of(subgroup_table(example(SKIN), words(SKIN), CSR))
    assert rows[1:] == [
        ("At the mean", "93", "5870", "3770", "0.64 (0.59, 0.70)", "", ""),
        ("mRSS", "", "", "", "", "", "0.125"),
        ("At 5 points", "", "5870", "4050", "0.69 (0.61, 0.78)", "", ""),
        ("At 15 points", "", "5870", "3640", "0.62 (0.55, 0.70)", "", ""),
        ("At 25 points", "", "5870", "3230", "0.55 (0.49, 0.62)", "", ""),
        ("Per 5 points", "", "", "", "", "0.94 (0.90, 0.99)", ""),
    ]


def test_a_suppressed_level_says_how_few_units_it_has():
    table = subgroup_table(example(PAH), words(PAH), CSR)
    level = table.groups[1].rows[1]
    assert [cell.text for cell in level.cells] == ["3", "NE", "NE", "NE", "NE", ""]
    for cell in level.cells[1:5]:
        assert footnote(table, cell) == [f"NE, not estimable: {SUPPRESSED}"]
    # The other level and the joint test are not suppressed.
    assert "NE" not in [cell.text for cell in table.groups[1].rows[0].cells]
    assert table.groups[1].headings[-1].text == "0.125"


def test_a_comparison_without_a_row_takes_the_reason_of_its_level():
    ard = Ard(tuple(r for r in example(PAH) if r.context != MODIFICATION))
    table = subgroup_table(ard, words(PAH), CSR)
    assert footnote(table, table.groups[1].rows[1].cells[4]) == [f"NE, not estimable: {SUPPRESSED}"]


def test_a_failed_model_keeps_all_its_rows_with_the_reason():
    failed = subgroup_table(example(fails=("autoab", "mrss")), words(), CSR)
    fitted = subgroup_table(example(), words(), CSR)
    assert [row[0] for row in rows_of(failed)] == [row[0] for row in rows_of(fitted)]
    reason = [f"NE, not estimable: {REASON}"]
    for group in failed.groups[:2]:
        assert group.headings[-1].text == "NE"
        assert footnote(failed, group.headings[-1]) == reason
        for row in group.rows:
            for cell in (c for c in row.cells if "NE" in c.text):
                assert footnote(failed, cell) == reason
    assert [cell.text for cell in failed.groups[0].rows[1].cells[1:5]] == ["NE"] * 4


def test_an_endpoint_without_any_result_keeps_its_rows():
    table = subgroup_table(example(ULCERS), words(ULCERS, ILD), CSR)
    missing = table.groups[1]
    assert [row.label.text for row in missing.rows][:2] == ["No (ref)", "Yes"]
    assert [cell.text for cell in missing.rows[1].cells] == ["NE"] * 5 + [""]
    assert footnote(table, missing.rows[1].cells[0]) == [
        "NE, not estimable: the results hold no number for it."
    ]


@pytest.mark.parametrize(
    ("context", "columns"),
    [
        (SUBGROUP, {0}),
        (EMMEANS, {1, 2}),
        (CONTRAST, {3}),
        (MODIFICATION, {4}),
        (OVERALL_MEANS, {1, 2}),
        (OVERALL, {3}),
        (ANOVA, {5}),
    ],
)
def test_every_row_of_results_is_missed(context, columns):
    """Where the numbers of one context are lost, its cells are NE and no others."""
    ard = changed(example(SUBSET), lambda row: row.context == context, stat=None)
    # A contrast gives its name to what is compared, so its rows stay.
    rows = ard.rows if context == CONTRAST else [row for row in ard if row.context != context]
    table = subgroup_table(Ard(tuple(rows)), words(SUBSET), CSR)
    lines = [[c.text for c in r.cells] for g in table.groups for r in g.rows]
    lines += [[c.text for c in group.headings] for group in table.groups]
    found = {n for line in lines for n, text in enumerate(line) if "NE" in text}
    assert found == columns


def test_differences_have_their_own_words_and_scale():
    table = subgroup_table(as_differences(example(SUBSET)), words(SUBSET), CSR)
    headings = [column.lines[0].text for column in table.columns]
    assert headings[3:5] == ["Difference", "Difference of differences"]
    rows = rows_of(table)
    assert rows[4][4:6] == ("−355 (−459, −252)", "0")
    assert rows[5][4:6] == ("−587 (−724, −450)", "−232 (−403, −60.1)")
    assert not any("GMR" in note.text for note in table.footnotes)


def test_odds_ratios_have_their_own_words():
    ard = changed(
        example(SUBSET),
        lambda r: r.stat_name == "scale" and r.stat_text == "ratio",
        stat_text="odds ratio",
    )
    ard = changed(ard, lambda r: r.stat_name == "transformation", stat_text="logit")
    table = subgroup_table(ard, words(SUBSET), CSR)
    headings = [column.lines[0].text for column in table.columns]
    assert headings[3:5] == ["Odds ratio", "Ratio of odds ratios"]


def test_another_kind_of_effect_in_one_factor_is_footnoted():
    ard = Ard((*example(ULCERS).rows, *as_differences(Ard(tuple(_rows(ILD)))).rows))
    table = subgroup_table(ard, words(ULCERS, ILD), CSR)
    texts = footnote(table, table.groups[1].label)
    assert any(text.startswith("The estimate is a difference") for text in texts)
    assert not any("difference" in text for text in footnote(table, table.groups[0].label))


def _rows(factor):
    return [row for row in example(factor) if row.endpoint == factor.endpoint]


def test_models_are_named_with_their_test():
    table = subgroup_table(example(ANTIBODY, PAH), words(ANTIBODY, PAH), CSR)
    (about,) = footnote(table, table.groups[0].label)
    assert "treatment * autoab" in about
    assert "373 wells of 94 donors." in about
    assert "Interaction: F(3, 88.3) = 2.40." in about
    (shared,) = footnote(table, table.stub)
    assert "Kenward-Roger" in shared
    assert "statsmodels 0.15.0" in shared


def test_models_that_differ_in_method_are_told_apart():
    ard = changed(
        example(ULCERS, ILD),
        lambda r: (r.endpoint, r.stat_name) == ("S4.4", "ddf"),
        stat_text="satterthwaite",
    )
    table = subgroup_table(ard, words(ULCERS, ILD), CSR)
    first, second = footnote(table, table.stub)
    assert first.startswith("Digital ulcers: ")
    assert "Kenward-Roger" in first
    assert second.startswith("Interstitial lung disease: ")
    assert "Satterthwaite" in second


def test_the_order_of_names_in_the_interaction_is_free():
    ard = changed(example(SUBSET), lambda r: r.context == ANOVA, variable="subset:treatment")
    assert subgroup_table(ard, words(SUBSET), CSR).groups[1].headings[-1].text == "0.125"


def test_conditions_of_a_fit_are_footnoted():
    row = Analysis("S4.6", "primary").row(
        MODEL,
        "condition",
        text="singular",
        variable="condition",
        variable_level="1",
        warning="The variance of donor:treatment is zero.",
    )
    table = subgroup_table(Ard((*example(SUBSET).rows, row)), words(SUBSET), CSR)
    assert any("Singular fit" in text for text in footnote(table, table.groups[1].label))


def test_many_results_below_the_limit_are_told_at_the_variable():
    own, place = Analysis("S4.6", "primary"), {"group1": "treatment", "group1_level": "RUX"}
    limits = [own.row(LIMITS, "below_rule", text="lloq/2")]
    limits += [own.row(LIMITS, "n_measured", 10, **place), own.row(LIMITS, "n_below", 2, **place)]
    table = subgroup_table(Ard((*example(SUBSET).rows, *limits)), words(SUBSET), CSR)
    said = footnote(table, table.groups[1].label)
    assert any(text.startswith("LLOQ/2 stands for 20 % of the results (2 of 10)") for text in said)


def test_adjusted_p_values_have_a_column_where_there_are_some():
    table = subgroup_table(example(more=tuple(family_rows())), words(), CSR)
    assert [group.headings[-1].text for group in table.groups] == [
        *("0.298", "0.398", "0.498", "0.598", "0.698", "0.798")
    ]
    assert footnote(table, table.columns[-1].lines[-1]) == [
        "Interaction p adjusted by Holm in the family 'F4, exploratory'."
    ]


def test_several_contrasts_have_a_row_each():
    other = "TOF / DMSO"
    more = [
        dataclasses.replace(row, group1_level=other)
        for row in _rows(SUBSET)
        if row.group1_level == LABEL
    ]
    table = subgroup_table(Ard((*_rows(SUBSET), *more)), words(SUBSET), CSR)
    assert [row.label.text for row in table.groups[1].rows] == [
        *(f"Limited (ref): {LABEL}", f"Limited (ref): {other}"),
        *(f"Diffuse: {LABEL}", f"Diffuse: {other}"),
    ]


def test_marks_follow_the_order_of_reading():
    table = subgroup_table(example(more=tuple(family_rows())), words(whole=WHOLE), CSR)
    met = list(dict.fromkeys(mark for cell in table.all_cells() for mark in cell.marks))
    assert met == sorted(met, key=int)


def test_the_words_of_the_plan_stand_below():
    table = subgroup_table(example(), words(footnotes=("Post hoc.",)), CSR, ("Source data: x",))
    notes = [note.text for note in table.footnotes if not note.mark]
    assert "Post hoc." in notes
    assert any("not adjusted for multiplicity" in note for note in notes)
    assert table.sources == ("Source data: x",)


def test_a_stored_ard_gives_the_same_table(tmp_path):
    (tmp_path / "ard.csv").write_bytes(csv_bytes(example()))
    again = subgroup_table(read_csv(tmp_path / "ard.csv"), words(), CSR)
    assert again == subgroup_table(example(), words(), CSR)


def test_no_level_of_another_endpoint_is_taken():
    """The same variable may be the factor of two endpoints."""
    mine = dataclasses.replace(SUBSET, endpoint="X")
    text = " ".join(" ".join(row) for row in rows_of(subgroup_table(example(), words(mine), CSR)))
    assert not re.search(r"0\.70", text)


@pytest.mark.parametrize("change", [lambda ard: ard, as_differences])
def test_an_endpoint_without_results_does_not_name_the_columns(change):
    table = subgroup_table(change(example(ILD)), words(ULCERS, ILD), CSR)
    whole = subgroup_table(change(example(ILD)), words(ILD), CSR)
    assert [c.lines[0].text for c in table.columns] == [c.lines[0].text for c in whole.columns]
    assert table.groups[0].label.marks == ()


def test_a_model_says_who_of_the_set_is_not_in_it_and_why():
    ard = example(ILD)
    steps = [
        ("data", "All data", 0.0),
        ("set", "No patient", 42.0),
        ("exclude", "Plate in question", 5.0),
        ("missing", "Level is missing", 0.0),
        ("missing", "Not scanned", 1.0),
    ]
    own = Analysis(ILD.endpoint, ILD.analysis)
    rows = [
        own.row(
            DISPOSITION,
            "n_removed_units",
            number,
            group1="step",
            group1_level=str(place),
            variable=kind,
            variable_level=reason,
        )
        for place, (kind, reason, number) in enumerate(steps)
    ]
    table = subgroup_table(Ard((*ard, *rows)), words(ILD), CSR)
    (note,) = (note.text for note in table.footnotes if note.text.startswith("Linear mixed"))
    assert (
        "In the analysis set and not in the model: Plate in question (5 donors); Not scanned "
        "(1 donor). Interaction:" in note
    )
    assert "In the analysis set" not in str(subgroup_table(ard, words(ILD), CSR).footnotes)
