"""The flow figure: what it says, where its parts stand, and that its drawing shows all."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from sap.ard import Ard
from sap.ard.rows import FAILURE
from sap.figures.drawing import FORMS, WIDTH
from sap.figures.flow import flow_figure
from sap.figures.flow_drawing import Layout, draw_flow
from sap.tables.number_styles import number_style
from tests.tables.data_example import MAIN, example, partly_read, words

CSR = number_style("csr")
TEXT = "{http://www.w3.org/2000/svg}text"
HOSTILE = "<script>alert('x')</script> & \"q\" \x00 ]]> =cmd()"


def texts(svg: bytes) -> list[str]:
    return [node.text or "" for node in ElementTree.fromstring(svg).iter(TEXT)]


def with_arms(count: int):
    """Lay a flow with so many arms out."""
    flow = flow_figure(example(), words(), CSR)
    return replace(flow, arms=tuple((f"Arm {n}", "1 mouse") for n in range(count)))


def test_stages_say_what_is_left_and_what_left():
    flow = flow_figure(example(), words(), CSR)
    assert [stage.lines for stage in flow.stages] == [
        ("All data", "8 mice, 40 wells"),
        ("Rows of the endpoint", "8 mice, 30 wells"),
        ("All mice", "5 mice, 20 wells"),
        ("Analysed", "5 mice, 18 wells"),
    ]
    assert flow.stages[0].left == ()
    assert flow.stages[2].left == (
        "Left out: 3 mice, 10 wells",
        "No mouse: 2 mice, 6 wells",
        "Too young: 1 mouse, 4 wells",
    )
    assert flow.arms == (("Plain", "5 mice, 9 wells"), ("High fat", "5 mice, 9 wells"))


def test_an_endpoint_without_data_says_why():
    reason = "wells.csv: There is no such file."
    failed = Ard((MAIN.row(FAILURE, "failure", text=reason, error=reason),))
    flow = flow_figure(failed, words(), CSR)
    assert [stage.lines for stage in flow.stages] == [
        ("Analysed", f"NE, not estimable: {reason}"),
    ]
    assert flow.arms == (("Plain", "NE"), ("High fat", "NE"))
    assert reason in " ".join(texts(draw_flow(flow)["svg"]))


def test_rows_of_a_file_that_could_not_be_read_are_not_counted():
    flow = flow_figure(partly_read("b.csv: There is no such file."), words(), CSR)
    assert flow.stages[0].lines == (
        "All data",
        "8 mice, NE wells",
        "NE, not estimable: b.csv: There is no such file.",
    )
    assert flow.stages[1].lines == ("Rows of the endpoint", "8 mice, 30 wells")
    assert flow.stages[1].left == ("Left out: 0 mice, NE wells", "Rows of other endpoints")
    whole = flow_figure(example(), words(), CSR)
    assert (flow.stages[2:], flow.arms) == (whole.stages[2:], whole.arms)


def test_the_drawing_shows_every_line_and_leaves_titles_to_the_page():
    flow = flow_figure(example(), words(), CSR, ("Source data: a.csv",))
    shown = texts(draw_flow(flow)["svg"])
    for stage in flow.stages:
        assert set(stage.lines) | set(stage.left) <= set(shown)
    assert "SIMULATED DATA" in shown
    # The population is the name of a stage, but heads the drawing no more.
    assert shown.count(flow.population) == 1
    assert not {"Figure 14.1.1", flow.title, "Source data: a.csv"} & set(shown)
    assert flow.caption.title == f"Figure 14.1.1: {flow.title}"
    assert flow.caption.sources == ("Source data: a.csv",)


def test_the_drawing_escapes_what_comes_from_spec_and_data():
    flow = flow_figure(example(), words(title=HOSTILE, protocol=HOSTILE, notice=HOSTILE), CSR)
    flow = replace(flow, arms=((HOSTILE, HOSTILE),))
    svg = draw_flow(flow)["svg"]
    assert b"<script" not in svg
    assert b"\x00" not in svg
    assert sum("alert('x')" in text for text in texts(svg)) == 3


def test_the_forms_are_those_of_all_figures_and_the_same_each_time():
    first = draw_flow(flow_figure(example(), words(), CSR))
    assert tuple(first) == FORMS
    assert draw_flow(flow_figure(example(), words(), CSR)) == first


@pytest.mark.parametrize("count", [1, 2, 3, 4, 7])
def test_no_box_lies_on_another_and_each_is_on_the_paper(count):
    layout = Layout.of(with_arms(count))
    for place, box in enumerate(layout.boxes):
        assert box.x >= 0
        assert box.x + box.width <= WIDTH
        assert box.bottom <= layout.height
        for other in layout.boxes[place + 1 :]:
            beside = box.x + box.width < other.x or other.x + other.width < box.x
            assert beside or box.bottom < other.y or other.bottom < box.y


@pytest.mark.parametrize("count", [1, 2, 3, 4, 7])
def test_the_way_to_the_arms_has_no_small_step(count):
    """Each arm stands straight below the stem, or well to the side of it."""
    layout = Layout.of(with_arms(count))
    stem = layout.lines[0][0][0]
    steps = [abs(start[0] - stem) for start, _ in layout.ways[-count:]]
    assert all(step == 0.0 or step > 0.5 for step in steps)
    last = layout.boxes[-count - 1]
    assert last.x < stem < last.x + last.width


def test_a_flow_of_nothing_is_drawn():
    assert draw_flow(replace(with_arms(0), stages=()))["svg"]
