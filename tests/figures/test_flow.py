"""The flow figure: what it says, and that its SVG runs nothing and shows all."""

from __future__ import annotations

from xml.etree import ElementTree

from sap.ard import Ard
from sap.ard.rows import FAILURE
from sap.figures.flow import flow_figure
from sap.render.svg import flow_svg
from sap.tables.numbers import number_style
from tests.tables.data_example import MAIN, example, partly_read, words

CSR = number_style("csr")
HOSTILE = "<script>alert('x')</script> & \"q\" \x00 ]]> =cmd()"


def texts(svg: str) -> list[str]:
    return [node.text or "" for node in ElementTree.fromstring(svg).iter() if "text" in node.tag]


def test_stages_say_what_is_left_and_what_left():
    flow = flow_figure(example(), words(), CSR)
    assert [stage.lines for stage in flow.stages] == [
        ("All data", "8 mouses, 40 wells"),
        ("Rows of the endpoint", "8 mouses, 30 wells"),
        ("All mice", "5 mouses, 20 wells"),
        ("Analysed", "5 mouses, 18 wells"),
    ]
    assert flow.stages[0].left == ()
    assert flow.stages[2].left == (
        "Left out: 3 mouses, 10 wells",
        "No mouse: 2 mouses, 6 wells",
        "Too young: 1 mouse, 4 wells",
    )
    assert flow.arms == (("Plain", "5 mouses, 9 wells"), ("High fat", "5 mouses, 9 wells"))


def test_an_endpoint_without_data_says_why():
    reason = "wells.csv: There is no such file."
    failed = Ard((MAIN.row(FAILURE, "failure", text=reason, error=reason),))
    flow = flow_figure(failed, words(), CSR)
    assert [stage.lines for stage in flow.stages] == [
        ("Analysed", f"NE, not estimable: {reason}"),
    ]
    assert flow.arms == (("Plain", "NE"), ("High fat", "NE"))
    assert reason in " ".join(texts(flow_svg(flow)))


def test_rows_of_a_file_that_could_not_be_read_are_not_counted():
    flow = flow_figure(partly_read("b.csv: There is no such file."), words(), CSR)
    assert flow.stages[0].lines == (
        "All data",
        "8 mouses, NE wells",
        "NE, not estimable: b.csv: There is no such file.",
    )
    assert flow.stages[1].lines == ("Rows of the endpoint", "8 mouses, 30 wells")
    assert flow.stages[1].left == ("Left out: 0 mouses, NE wells", "Rows of other endpoints")
    whole = flow_figure(example(), words(), CSR)
    assert (flow.stages[2:], flow.arms) == (whole.stages[2:], whole.arms)


def test_the_svg_shows_every_line():
    flow = flow_figure(example(), words(), CSR, ("Source data: a.csv",))
    shown = texts(flow_svg(flow))
    for stage in flow.stages:
        assert set(stage.lines) | set(stage.left) <= set(shown)
    assert {"SIMULATED DATA", "Figure 14.1.1", "Protocol: SMALL", "Source data: a.csv"} <= set(
        shown
    )


def test_the_svg_escapes_what_comes_from_spec_and_data():
    flow = flow_figure(example(), words(title=HOSTILE, protocol=HOSTILE, population=HOSTILE), CSR)
    svg = flow_svg(flow)
    assert "<script" not in svg
    assert "\x00" not in svg
    assert any("alert('x')" in text for text in texts(svg))


def test_the_svg_is_the_same_each_time():
    flow = flow_figure(example(), words(), CSR)
    assert flow_svg(flow) == flow_svg(flow_figure(example(), words(), CSR))
