"""Forest plots: what stands where, that no texts touch, and that they are their tables drawn."""

from __future__ import annotations

import dataclasses
import math
import xml.etree.ElementTree as ET

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from sap.ard import Ard, ordered
from sap.ard.rows import CONTRAST, MODEL, Analysis
from sap.figures.drawing import FORMS, look, new_figure
from sap.figures.forest import Dashed, Forest, ForestRow, forest_figure
from sap.figures.forest_paper import MOST_AREA, PLOT, Paper
from sap.figures.sensitivity_forest import sensitivity_forest
from sap.figures.subgroup_forest import subgroup_forest
from sap.tables.number_styles import number_style
from sap.tables.primary import primary_table
from sap.tables.subgroups import subgroup_table
from tests.example_run import REASON, example_ard
from tests.example_run import WORDING as PRIMARY
from tests.figures.test_drawing import HOSTILE, SHOWN, texts
from tests.subgroup_example import (
    ANTIBODY,
    FACTORS,
    ILD,
    PAH,
    SKIN,
    SUBSET,
    SUPPRESSED,
    ULCERS,
    as_differences,
    example,
    family_rows,
    words,
)

CSR = number_style("csr")
SVG = "{http://www.w3.org/2000/svg}"
WHOLE = ("P1", "primary")
LONG = "A label of a level that nobody would write, and yet somebody will, " * 2
ROWS = (
    ForestRow("Group", ("", "0.04"), bold=True),
    ForestRow("First", ("0.50", ""), 0.5, 0.25, 1.0, weight=90.0, indent=1),
    ForestRow("Second", ("2.00", ""), 2.0, 1.0, 4.0, weight=10.0, indent=1),
    ForestRow("Third", ("NE", ""), indent=1, remark="NE"),
    ForestRow("All", ("1.00", ""), 1.0, 0.8, 1.25, symbol="diamond"),
)
FOREST = Forest(
    *("14.9", "Title", "All units", "X", "SIMULATED DATA", "Group", ("Ratio", "p")),
    before=0,
    effect="Ratio (95% CI)",
    directions=("Lower", "Higher"),
    logarithmic=True,
    rows=ROWS,
    dashed=(Dashed(1.1, 1, 3),),
    footnotes=("A note.",),
    sources=("Source data: a.csv",),
)


def with_rows(*rows: ForestRow, **changes) -> Forest:
    return dataclasses.replace(FOREST, rows=rows, dashed=(), **changes)


def hostile_subgroups() -> Forest:
    factor = dataclasses.replace(
        ANTIBODY,
        label=HOSTILE,
        levels=(("ACA", LONG), ("ATA", HOSTILE), ("ARA3", "W" * 60), ("NONE", "None")),
    )
    factors = (factor, *FACTORS[1:])
    arms = (("DMSO", HOSTILE), ("RUX", "Ruxolitinib, two hours before and after"))
    wording = words(*factors, title=f"{HOSTILE} {LONG}", arms=arms, notice=HOSTILE)
    return subgroup_forest(example(), wording, CSR, (HOSTILE,))


def subgroups(*factors, whole=None, **changes) -> Forest:
    return subgroup_forest(example(*factors, **changes), words(*factors, whole=whole), CSR)


FORESTS = {
    "six": lambda: subgroups(whole=WHOLE, more=tuple(family_rows())),
    "one": lambda: subgroups(SUBSET),
    "failed": lambda: subgroups(ULCERS, fails=("ulcers",)),
    "hostile": hostile_subgroups,
    "differences": lambda: subgroup_forest(as_differences(example()), words(), CSR),
    "sensitivity": lambda: sensitivity_forest(example_ard(), PRIMARY, CSR),
    "all_failed": lambda: sensitivity_forest(example_ard(fails=True), PRIMARY, CSR),
}


def laid_out(forest: Forest):
    """Draw a forest plot without its caption; return the figure and its axes."""
    paper = Paper.of(forest)
    with look():
        figure = new_figure(paper.height, paper.width)
        axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
        axes.set(xlim=(0.0, paper.width), ylim=(paper.height, 0.0))
        axes.set_axis_off()
        paper.draw(axes)
    return figure, axes, paper


def symbols(content: bytes) -> list[str]:
    """List the ids of the symbols of rows in an SVG."""
    ids = (node.get("id", "") for node in ET.fromstring(content).iter(f"{SVG}g"))
    return [name for name in ids if name.startswith("row-")]


def symbol(axes, row: int):
    """Find the mark of a row."""
    return next(a for a in (*axes.lines, *axes.patches) if a.get_gid() == f"row-{row}")


def test_a_heading_breaks_before_its_bracket_first():
    columns = ("Ratio (CI at 95 per cent)", "p (x)")
    *_, paper = laid_out(dataclasses.replace(FOREST, columns=columns))
    first, second = paper.headings
    assert first == ("Ratio", "(CI at 95", "per cent)")
    assert second == ("p (x)",)


@pytest.mark.parametrize("name", FORESTS)
def test_no_texts_touch_and_all_are_on_the_paper(name):
    figure, axes, _ = laid_out(FORESTS[name]())
    renderer = FigureCanvasAgg(figure).get_renderer()
    boxes = [(t.get_text(), t.get_window_extent(renderer)) for t in axes.texts if t.get_text()]
    assert len(boxes) > 5
    for number, (text, box) in enumerate(boxes):
        assert box.x0 >= 0, text
        assert box.y0 >= 0, text
        assert box.x1 <= figure.bbox.width + 1, text
        assert box.y1 <= figure.bbox.height + 1, text
        # Lines of one label stand close; a pixel is the rounding of their boxes.
        inner = box.padded(-1.0)
        for other, second in boxes[:number]:
            assert not inner.overlaps(second.padded(-1.0)), (text, other)


@pytest.mark.parametrize("name", FORESTS)
def test_the_same_bytes_each_time(name):
    forest = FORESTS[name]()
    first = forest_figure(forest)
    assert tuple(first) == FORMS
    assert forest_figure(FORESTS[name]()) == first


def test_symbols_stand_at_their_values_on_a_log_axis():
    _, axes, paper = laid_out(FOREST)
    places = [float(symbol(axes, row).get_xdata()[0]) for row in (1, 2)]
    null = next(line for line in axes.lines if line.get_gid() == "null").get_xdata()[0]
    # Half and double are as far from one.
    assert null - places[0] == pytest.approx(places[1] - null)
    span = math.log(paper.axis.high / paper.axis.low)
    assert places[1] - places[0] == pytest.approx(PLOT * math.log(4.0) / span)


def test_areas_are_in_proportion_to_weights():
    _, axes, _ = laid_out(FOREST)
    areas = [symbol(axes, row).get_markersize() ** 2 for row in (1, 2)]
    assert areas == pytest.approx([MOST_AREA, MOST_AREA / 9])


def test_a_row_that_is_not_estimable_keeps_its_place_without_a_symbol():
    content = forest_figure(FOREST)["svg"]
    assert symbols(content) == ["row-1", "row-2", "row-4"]
    assert texts(content).count("NE") == 2


def test_the_words_around_it():
    shown = texts(forest_figure(FOREST)["svg"])
    for text in (
        *("SIMULATED DATA", "Group", "Ratio", "A note.", "Ratio (95% CI), log axis"),
        *("←\N{NO-BREAK SPACE}Lower", "Higher\N{NO-BREAK SPACE}→"),
    ):
        assert text in shown
    beside = FOREST.caption
    assert (beside.title, beside.protocol) == ("Figure 14.9: Title", "X")
    assert (beside.population, beside.sources) == ("All units", ("Source data: a.csv",))
    assert not {beside.title, beside.population, *beside.sources} & set(shown)


def test_arrows_where_an_interval_leaves_the_axis():
    narrow = [ForestRow(f"{n}", ("", ""), 0.7, 0.6, 0.8) for n in range(4)]
    wide = ForestRow("wide", ("", ""), 0.7, 0.001, math.inf)
    _, axes, _ = laid_out(with_rows(*narrow, wide))
    assert [line.get_marker() for line in axes.lines if line.get_marker() in "<>"] == ["<", ">"]
    _, axes, _ = laid_out(with_rows(*narrow))
    assert not [line for line in axes.lines if line.get_marker() in ("<", ">")]


def test_marks_on_the_axis_are_plain_numbers():
    shown = texts(forest_figure(FOREST)["svg"])
    for text in ("0.5", "1", "2"):
        assert text in shown
    content = forest_figure(with_rows(ROWS[1], logarithmic=False))["svg"]
    assert "Ratio (95% CI)" in texts(content)


def test_markup_and_formulas_are_shown_as_written():
    forest = hostile_subgroups()
    content = forest_figure(forest)["svg"]
    assert texts(content).count(SHOWN) >= 3
    assert b"<b>" not in content


@pytest.mark.parametrize("whole", [None, WHOLE])
@pytest.mark.parametrize(
    "factors", [FACTORS, (SUBSET,), (SKIN,), (PAH,)], ids=["six", "one", "covariate", "suppressed"]
)
def test_rows_are_those_of_the_table(factors, whole):
    ard, wording = example(*factors, more=tuple(family_rows())), words(*factors, whole=whole)
    table, forest = subgroup_table(ard, wording, CSR), subgroup_forest(ard, wording, CSR)
    expected = []
    for group in table.groups:
        cells = [cell.text for cell in group.headings] or [""] * len(table.columns)
        expected.append((group.label.text, *cells))
        expected += [(row.label.text, *(cell.text for cell in row.cells)) for row in group.rows]
    assert [(row.label, *row.cells) for row in forest.rows] == expected


@pytest.mark.parametrize("factors", [FACTORS, (SUBSET,)])
def test_positions_are_the_numbers_of_the_texts(factors):
    ard, wording = example(*factors), words(*factors)
    forest = subgroup_forest(ard, wording, CSR)
    column = len(wording.arms) + 1
    for row in forest.rows:
        text = row.cells[column]
        if text in ("", "NE"):
            assert row.drawn is None
            continue
        assert row.drawn is not None
        estimate, low, high = (CSR.ratio(number) for number in row.drawn)
        assert text == f"{estimate} ({low}, {high})"


def test_squares_have_the_weight_of_their_units():
    forest = subgroups(SUBSET)
    assert [row.weight for row in forest.rows] == [None, None, None, None, 60.0, 34.0]
    assert [row.symbol for row in forest.rows[1:3]] == ["diamond", "diamond"]


def test_the_dashed_line_is_the_effect_in_all():
    assert subgroups(SUBSET).dashed == (Dashed(0.641, 0, 5),)
    assert subgroups(whole=WHOLE).dashed == (Dashed(0.644787, 0, 34),)


def test_several_models_without_a_common_one_have_a_line_each():
    forest = subgroups(SUBSET, SKIN)
    assert forest.dashed == (Dashed(0.641, 1, 4), Dashed(0.641, 6, 10))
    assert [forest.rows[line.first - 1].bold for line in forest.dashed] == [True, True]


def test_without_the_common_model_each_variable_has_its_own_line():
    ard = Ard(tuple(row for row in example(SUBSET, SKIN) if row.endpoint != "P1"))
    forest = subgroup_forest(ard, words(SUBSET, SKIN, whole=WHOLE), CSR)
    assert [row.remark for row in forest.rows[:3]] == ["", "NE", ""]
    assert forest.dashed == (Dashed(0.641, 3, 6), Dashed(0.641, 8, 12))
    assert "dashed line: the effect of the variable's model over all donors" in forest.footnotes[0]
    assert "NE, not estimable: P1 is not part of this run." in forest.footnotes


def test_no_dashed_line_without_an_overall_effect():
    assert subgroups(ULCERS, fails=("ulcers",)).dashed == ()


def test_reasons_stand_below_the_figure():
    forest = subgroups(PAH)
    assert f"NE, not estimable: {SUPPRESSED}" in forest.footnotes
    assert [row.remark for row in forest.rows if row.label == "Yes"] == ["NE"]


def test_differences_are_on_a_plain_axis_around_zero():
    forest = FORESTS["differences"]()
    assert not forest.logarithmic
    assert forest.null == 0.0
    assert forest.effect == "Difference in pg/mL (95% CI)"


def test_an_effect_on_another_scale_is_listed_without_a_symbol():
    other = [row for row in as_differences(example(ILD)) if row.endpoint == ILD.endpoint]
    ard = Ard(ordered((*example(ULCERS).rows, *other)))
    forest = subgroup_forest(ard, words(ULCERS, ILD), CSR)
    rows = [row for row in forest.rows[6:] if row.cells[3]]
    assert rows
    for row in rows:
        assert row.drawn is None
        assert row.remark == "difference, not on this axis"


def sensitivity_rows(context: str, name: str, numbers: dict[str, float], scale: str = "ratio"):
    analysis = Analysis("P1", name)
    place = {"group1": "treatment", "group1_level": "RUX / DMSO"}
    unit = "pg/mL" if scale == "difference" else ""
    made = [analysis.row(CONTRAST, "scale", text=scale, **place)]
    made += [analysis.row(CONTRAST, k, v, unit=unit, **place) for k, v in numbers.items()]
    return [dataclasses.replace(row, context=context) for row in made]


def sensitivity(*rows, analyses=PRIMARY.analyses) -> Forest:
    ard = Ard((*example_ard().rows, *rows))
    return sensitivity_forest(ard, dataclasses.replace(PRIMARY, analyses=analyses), CSR)


def test_the_own_analysis_stands_first_and_apart():
    forest = sensitivity()
    own, *others = forest.rows
    assert (own.label, own.symbol, own.bold, own.ruled) == ("Primary", "diamond", True, True)
    assert [row.label for row in others] == [title for _, title in PRIMARY.analyses[1:]]
    assert {(row.symbol, row.bold, row.ruled) for row in others} == {("square", False, False)}
    assert forest.dashed == (Dashed(0.644787, 0, 3),)


def test_texts_are_those_of_the_table():
    rows = primary_table(example_ard(), PRIMARY, CSR).groups[-1].rows
    expected = [(row.label.text, row.cells[0].text) for row in rows]
    assert [(row.label, row.cells[0]) for row in sensitivity().rows[1:]] == expected


@pytest.mark.parametrize("fails", [False, True])
def test_what_the_interval_does_not_know_stands_below_the_figure(fails):
    text = "Blanks took off 69 %: the interval is too narrow."
    blanks = Analysis("P1", "primary").row(MODEL, "condition", text="blanks", warning=text)
    ard = Ard((*example_ard(fails=fails), blanks))
    assert (text in sensitivity_forest(ard, PRIMARY, CSR).footnotes) != fails


def test_the_legend_tells_of_what_is_drawn():
    assert sensitivity().footnotes[0] == (
        "Diamond: the endpoint's own analysis. Squares: sensitivity analyses. Bars and the width "
        "of the diamond: 95% CI; an arrow where it leaves the axis. Solid line: no effect; dashed "
        "line: the endpoint's own estimate."
    )
    failed = sensitivity_forest(example_ard(fails=True), PRIMARY, CSR)
    assert failed.dashed == ()
    assert failed.footnotes[0] == (
        "Squares: sensitivity analyses. Bars: 95% CI; an arrow where it leaves the axis. Solid "
        "line: no effect."
    )


def test_many_results_below_the_limit_are_told_below_the_figure():
    assert any("LLOQ/2 stands for 20 %" in note for note in sensitivity().footnotes)


def test_a_failed_analysis_keeps_its_place_and_says_why():
    forest = sensitivity()
    assert forest.rows[-1].remark == "NE"
    assert f"Donors with both arms only: NE, not estimable: {REASON}" in forest.footnotes


def test_a_difference_among_ratios_has_its_text_and_no_symbol():
    numbers = {"estimate": -812.0, "conf_low": -1200.0, "conf_high": -424.0}
    rows = sensitivity_rows("sensitivity: contrast", "raw", numbers, "difference")
    forest = sensitivity(*rows, analyses=(*PRIMARY.analyses, ("raw", "Raw scale")))
    last = forest.rows[-1]
    assert last.cells == ("−812 (−1200, −424)",)
    assert last.drawn is None
    assert last.remark == "difference in pg/mL, not on this axis"
    assert forest.logarithmic


def test_leaving_out_each_unit_is_a_bar_from_lowest_to_highest():
    numbers = {"estimate_min": 0.63, "estimate_max": 0.66}
    rows = sensitivity_rows("sensitivity: leave_one_out", "loo", numbers)
    forest = sensitivity(*rows, analyses=(*PRIMARY.analyses, ("loo", "Without each donor")))
    last = forest.rows[-1]
    assert last.cells == ("0.63 to 0.66",)
    assert (last.symbol, last.drawn) == ("bar", (0.63, 0.63, 0.66))
    content = forest_figure(forest)["svg"]
    assert symbols(content) == ["row-0", "row-1", "row-2"]


def test_contrasts_within_levels_have_a_row_each():
    rows = []
    for level, value in (("NS", 0.7), ("M2a", 0.5)):
        numbers = {"estimate": value, "conf_low": value - 0.1, "conf_high": value + 0.1}
        some = sensitivity_rows("sensitivity: contrast", "stim", numbers)
        rows += [dataclasses.replace(row, group2="stim", group2_level=level) for row in some]
    forest = sensitivity(*rows, analyses=(*PRIMARY.analyses, ("stim", "By stimulation")))
    assert [(row.label, row.estimate) for row in forest.rows[-2:]] == [
        ("By stimulation: NS", 0.7),
        ("By stimulation: M2a", 0.5),
    ]


def test_an_analysis_without_rows_keeps_its_place():
    forest = sensitivity(analyses=(*PRIMARY.analyses, ("lost", "Lost")))
    assert forest.rows[-1] == ForestRow("Lost", ("NE",), remark="NE")
    assert forest.footnotes[-1].startswith("Lost: NE, not estimable: the results hold no number")


def test_an_endpoint_alone_has_one_row():
    forest = sensitivity(analyses=PRIMARY.analyses[:1])
    assert len(forest.rows) == 1
    assert not any("confirmatory" in note for note in forest.footnotes)


def test_results_that_are_lost_are_no_other_scale():
    forest = subgroup_forest(as_differences(example(ILD)), words(ULCERS, ILD), CSR)
    assert not forest.logarithmic
    assert {row.remark for row in forest.rows[1:5]} == {"NE"}
    ard = as_differences(example_ard())
    lost = dataclasses.replace(PRIMARY, analyses=(("primary", "Own"), ("lost", "Lost")))
    assert sensitivity_forest(ard, lost, CSR).rows[-1].remark == "NE"
