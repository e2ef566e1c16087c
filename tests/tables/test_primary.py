"""Table of a primary endpoint: as held, from results data alone, with every case of NE."""

import dataclasses
import difflib

import pytest

from sap.ard import Ard
from sap.ard.files import csv_bytes, read_csv
from sap.ard.rows import CONTRAST, LIMITS, MODEL, Analysis
from sap.language import counted, inside_a_sentence, plural
from sap.tables.number_styles import number_style
from sap.tables.primary import primary_table
from sap.tables.table import Cell
from tests.example_run import (
    KINDS_WORDING,
    PROVENANCE,
    REASON,
    SINGULAR,
    WORDING,
    FakeFit,
    example_ard,
    example_kinds,
)
from tests.golden.tables import GOLDEN, HERE

CSR = number_style("csr")


def cells_of(table, label):
    return [
        cell.shown
        for group in table.groups
        for row in group.rows
        for cell in row.cells
        if row.label.text == label
    ]


@pytest.mark.parametrize("name", GOLDEN)
def test_tables_look_as_held(name):
    held = (HERE / f"{name}.txt").read_text(encoding="utf-8")
    made = GOLDEN[name]()
    difference = difflib.unified_diff(held.splitlines(), made.splitlines(), "held", "made")
    assert made == held, "\n".join(difference)


def test_every_golden_file_is_tested():
    assert {path.stem for path in HERE.glob("*.txt")} == set(GOLDEN)


def test_a_table_can_be_made_again_from_a_stored_ard(tmp_path):
    ard = example_ard()
    (tmp_path / "ard.csv").write_bytes(csv_bytes(ard))
    again = primary_table(read_csv(tmp_path / "ard.csv"), WORDING, CSR, PROVENANCE.lines())
    assert again == primary_table(ard, WORDING, CSR, PROVENANCE.lines())


def test_what_crosses_the_units_is_counted_too():
    wording = dataclasses.replace(WORDING, sampled=("plate", "serum_donor"))
    notes = " ".join(note.text for note in primary_table(example_ard(), wording, CSR).footnotes)
    # Of a factor that the model does not have, nothing is said.
    assert "371 wells of 3 donors and 12 plates. Engine:" in notes


def test_a_failed_analysis_keeps_its_row_with_the_reason():
    table = primary_table(example_ard(), WORDING, CSR)
    assert cells_of(table, "Donors with both arms only") == ["NE [6]", "NE [6]"]
    reasons = [note.text for note in table.footnotes if note.mark == "6"]
    assert reasons == [f"NE, not estimable: {REASON}"]


def test_a_failed_primary_keeps_every_row_of_the_table():
    failed = primary_table(example_ard(fails=True), WORDING, CSR)
    fitted = primary_table(example_ard(), WORDING, CSR)
    labels = [[row.label.text for row in group.rows] for group in failed.groups]
    assert labels == [[row.label.text for row in group.rows] for group in fitted.groups]
    marks = {mark for cell in failed.groups[1].rows[0].cells for mark in cell.marks}
    assert len(marks) == 1
    assert all("NE" in cell for cell in cells_of(failed, "Geometric LS mean (95% CI)"))


def test_a_ratio_that_is_not_estimable_says_so():
    nothing = [float("nan")] * 7
    table = primary_table(example_ard(FakeFit(nothing)), WORDING, CSR)
    for label in ("Geometric mean ratio vs vehicle", "95% CI", "t (df)", "p-value"):
        assert cells_of(table, label)[1].startswith("NE [")
    assert any("do not determine" in note.text for note in table.footnotes)


BLANKS = Analysis("P1", "primary").row(
    MODEL, "condition", text="blanks", warning="Blanks took off 69 %: the interval is too narrow."
)


def test_what_an_interval_does_not_know_stands_at_the_interval():
    fit = FakeFit(conditions=[SINGULAR])
    table = primary_table(Ard((*example_ard(fit), BLANKS)), WORDING, CSR)
    notes = {note.mark: note.text for note in table.footnotes}
    labels = [row.label for group in table.groups for row in group.rows]
    labels += [group.label for group in table.groups]
    said = {label.text: [notes[mark] for mark in label.marks] for label in labels}
    assert said["95% CI"][0] == BLANKS.warning
    assert [text.partition(":")[0] for text in said["Variance components"]] == [
        "Singular fit, at the boundary of its parameters"
    ]


def of_wells(below: int, rule: str = "lloq/2", n: int = 50) -> Ard:
    """Give the results with other counts of wells below the limit, of `n` an arm."""
    counts = {"n_measured": [n, n], "n_below": [below, 0]}
    rows = []
    for row in example_ard():
        if row.context == LIMITS and row.stat_name in counts:
            row = dataclasses.replace(row, stat=float(counts[row.stat_name].pop(0)))
        if row.stat_name == "below_rule":
            row = dataclasses.replace(row, stat_text=rule)
        rows.append(row)
    return Ard(tuple(rows))


STANDS_FOR = (
    "stands for 10 % of the results (10 of 100): the estimate depends on this rule, which mostly "
    "draws a ratio towards 1, and the interval does not know of it."
)


@pytest.mark.parametrize(
    ("below", "rule", "said"),
    [
        (10, "lloq/2", [f"LLOQ/2 {STANDS_FOR}"]),
        (10, "lloq/sqrt2", [f"LLOQ/√2 {STANDS_FOR}"]),
        (10, "lloq", [f"The LLOQ {STANDS_FOR}"]),
        # What is left out has nothing in its place, and few results move nothing.
        (10, "drop", []),
        (9, "lloq/2", []),
    ],
)
def test_many_results_below_the_limit_are_told_at_the_interval(below, rule, said):
    table = primary_table(of_wells(below, rule), WORDING, CSR)
    notes = {note.mark: note.text for note in table.footnotes}
    (label,) = (r.label for g in table.groups for r in g.rows if r.label.text == "95% CI")
    assert [notes[mark] for mark in label.marks] == said


def test_a_rule_draws_a_difference_towards_0():
    rows = (
        dataclasses.replace(row, stat_text="difference") if row.stat_name == "scale" else row
        for row in of_wells(10)
    )
    table = primary_table(Ard(tuple(rows)), WORDING, CSR)
    assert any("draws a difference towards 0" in note.text for note in table.footnotes)


def test_no_interval_no_caution():
    failed = primary_table(Ard((*example_ard(fails=True), BLANKS)), WORDING, CSR)
    assert BLANKS.warning not in [note.text for note in failed.footnotes]


def test_asymptotic_inference_is_a_z_test():
    ratio = [0.64, 0.03, float("inf"), -8.3, 1e-12, 0.58, 0.72]
    table = primary_table(example_ard(FakeFit(ratio)), WORDING, CSR)
    assert cells_of(table, "z") == ["", "−8.30"]


def test_another_kind_of_effect_is_footnoted():
    rows = [
        dataclasses.replace(
            row,
            stat_text="difference" if row.stat_name == "scale" else row.stat_text,
            unit="pg/mL" if row.stat_name == "estimate" else row.unit,
        )
        if (row.analysis, row.kind) == ("adjusted", CONTRAST)
        else row
        for row in example_ard()
    ]
    table = primary_table(Ard(tuple(rows)), WORDING, CSR)
    row = next(r for r in table.groups[-1].rows if r.label.text == "Adjusted for age and sex")
    assert row.cells[0] == Cell("0.650 (0.580, 0.997)")
    notes = [note.text for note in table.footnotes if note.mark in row.label.marks]
    assert notes == ["The estimate is a difference in pg/mL."]


def test_marks_of_one_row_stand_in_order():
    rows = [
        dataclasses.replace(row, stat_text="difference")
        if (row.analysis, row.kind, row.stat_name) == ("m2a", CONTRAST, "scale")
        else row
        for row in example_ard()
    ]
    table = primary_table(Ard(tuple(rows)), WORDING, CSR)
    row = next(r for r in table.groups[-1].rows if len(r.label.marks) > 1)
    assert list(row.label.marks) == sorted(row.label.marks, key=int)


def test_the_p_value_does_not_cross_the_level_of_its_test():
    for alpha, shown in ((0.05, "0.0496"), (0.01, "0.050")):
        rows = [
            dataclasses.replace(row, stat=alpha) if row.stat_name == "alpha" else row
            for row in example_ard()
        ]
        table = primary_table(Ard(tuple(rows)), WORDING, CSR)
        assert cells_of(table, "Adjusted for age and sex")[1] == shown


def test_results_of_other_endpoints_are_left_aside():
    ard = example_ard()
    other = Analysis("P2", "primary").row(CONTRAST, "estimate", 9.0, group1_level="RUX / DMSO")
    both = Ard((*ard.rows, other))
    assert primary_table(both, WORDING, CSR) == primary_table(ard, WORDING, CSR)


def test_three_arms_have_a_column_each():
    wording = dataclasses.replace(
        WORDING, arms=(*WORDING.arms, ("TOF", "Tofacitinib")), analyses=WORDING.analyses[:1]
    )
    main = Analysis("P1", "primary")
    numbers = dict(zip(("estimate", "conf_low", "conf_high"), (0.8, 0.7, 0.9), strict=True))
    rows = [
        main.row(CONTRAST, name, value, group1="treatment", group1_level="TOF / DMSO")
        for name, value in numbers.items()
    ]
    table = primary_table(Ard((*example_ard().rows, *rows)), wording, CSR)
    assert cells_of(table, "Geometric mean ratio vs vehicle") == ["", "0.64", "0.80"]


def test_pairwise_contrasts_have_rows_of_their_own():
    rows = [
        dataclasses.replace(row, stat_text="pairwise")
        if row.stat_name == "contrast_method"
        else row
        for row in example_ard()
    ]
    table = primary_table(Ard(tuple(rows)), WORDING, CSR)
    assert cells_of(table, "Geometric mean ratio, RUX / DMSO") == ["", "0.64"]


def test_a_result_by_level_has_a_row_a_level_named_in_words():
    table = primary_table(example_kinds(), KINDS_WORDING, CSR)
    labels = [row.label.text for row in table.groups[-1].rows]
    assert labels[:2] == ["Treatment × smoking: Never or former", "Treatment × smoking: Current"]
    codes = dataclasses.replace(KINDS_WORDING, levels={})
    table = primary_table(example_kinds(), codes, CSR)
    assert table.groups[-1].rows[0].label.text == "Treatment × smoking: no"


def test_each_level_shows_its_own_numbers():
    ard = Ard(
        tuple(
            dataclasses.replace(row, stat=0.5)
            if (row.analysis, row.kind, row.stat_name) == ("by_smoking", CONTRAST, "estimate")
            and row.group2_level == "yes"
            else row
            for row in example_kinds()
        )
    )
    rows = primary_table(ard, KINDS_WORDING, CSR).groups[-1].rows
    assert [row.cells[0].text[:4] for row in rows[:2]] == ["0.64", "0.50"]


def test_codes_of_levels_and_contrasts_become_labels():
    words = dataclasses.replace(
        KINDS_WORDING, levels={"a": {"1": "One", "2": "Two"}, "b": {"x, y": "Both", "z": "Last"}}
    )
    assert words.levels_in_words("a", "2") == "Two"
    assert words.levels_in_words("a:b", "1, x, y") == "One, Both"
    assert words.levels_in_words("a:c", "1, q") == "1, q"
    assert words.contrast("RUX / DMSO") == "Ruxolitinib / Vehicle"
    assert words.contrast("DMSO - RUX") == "Vehicle - Ruxolitinib"
    assert words.contrast("(RUX) / DMSO") == "Ruxolitinib / Vehicle"
    assert words.contrast("TOF / DMSO") == "TOF / DMSO"


def test_words():
    assert plural("donor") == "donors"
    assert plural("biopsy") == "biopsies"
    assert plural("assay") == "assays"
    assert plural("batch") == "batches"
    assert counted(1, "well") == "1 well"
    assert counted(0, "well") == "0 wells"
    assert counted(None, "well") == "NE wells"
    assert inside_a_sentence("Vehicle") == "vehicle"
    assert inside_a_sentence("Vehicle (DMSO)") == "vehicle (DMSO)"
    assert inside_a_sentence("IL-4") == "IL-4"
    assert WORDING.grouping("donor:treatment") == "Donor × treatment"
    assert WORDING.grouping("run") == "run"
    assert PROVENANCE.lines()[0] == "Source data: donors.csv, elisa.csv"
