"""The picture of families, graphs and gates: what it says, that nothing overlaps, its bytes."""

from __future__ import annotations

import dataclasses
import xml.etree.ElementTree as ET
from itertools import combinations

import matplotlib as mpl
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patches import Circle, FancyBboxPatch

from sap.ard import Ard
from sap.figures.drawing import POINT, RULE, Caption
from sap.figures.graph import graph_drawing, graph_figure
from sap.figures.graph_layout import WIDTH, laid_out
from sap.tables.multiplicity import FamilyWording
from tests.tables.multiplicity_example import P_VALUES, REASON, WORDING, results

CAPTION = Caption("Figure 9: families <of> hypotheses", "SIMULATED DATA", ("Source data: a.csv",))
SVG = "{http://www.w3.org/2000/svg}"
FAMILIES = WORDING.families

# As large as a study's plan may be: 28 endpoints in six families, four behind one gate.
LARGE = (
    FamilyWording("main", "Primary", "holm", 0.05, "", "", False, (("P", "CCX18"),)),
    *(
        FamilyWording(
            f"f{number}",
            f"Family {number}: proteins in the serum of donors",
            "holm",
            0.05,
            "main",
            "Primary",
            False,
            tuple((f"{number}.{i}", f"Protein {i}, cells in serum") for i in range(size)),
        )
        for number, size in enumerate((4, 6, 5, 6))
    ),
    FamilyWording(
        "modifiers",
        "Modifiers of the effect",
        "holm",
        0.05,
        "",
        "",
        True,
        tuple((f"m{i}", f"CCX18 by a variable with quite a long name {i}") for i in range(6)),
    ),
)
SEVEN = FamilyWording(
    "seven",
    "Seven in a graph",
    "graph",
    0.05,
    "",
    "",
    False,
    tuple((f"s{i}", f"Hypothesis {i}") for i in range(7)),
    (1 / 7,) * 7,
    tuple(tuple(0.0 if i == j else 1 / 6 for j in range(7)) for i in range(7)),
)


def chain(*families: FamilyWording) -> tuple[FamilyWording, ...]:
    """Gate each family by the one before it."""
    made = [families[0]]
    for family in families[1:]:
        before = made[-1]
        made.append(dataclasses.replace(family, gate=before.name, gate_label=before.label))
    return tuple(made)


DRAWN = {
    "example": FAMILIES,
    "large": LARGE,
    "seven": (SEVEN,),
    "chain": chain(FAMILIES[4], FAMILIES[1], FAMILIES[3]),
    "absent": FAMILIES[1:],
    "one": FAMILIES[:1],
}


def drawn(families, ard: Ard | None = None):
    figure = graph_drawing(families, ard)
    figure.tight_layout()
    FigureCanvasAgg(figure).draw()
    return figure.axes[0]


def texts(content: bytes) -> list[str]:
    return [node.text or "" for node in ET.fromstring(content).iter(f"{SVG}text")]


def apart(boxes) -> bool:
    return not any(one.overlaps(other) for one, other in combinations(boxes, 2))


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("with_results", [False, True])
def test_no_text_lies_on_another_or_leaves_the_picture(name, with_results):
    families = DRAWN[name]
    axes = drawn(families, results() if with_results else None)
    extents = [text.get_window_extent() for text in axes.texts]
    # A weight on an arrow may touch one on another arrow where many cross; labels never.
    is_weight = [text.get_bbox_patch() is not None for text in axes.texts]
    assert apart([e for e, weight in zip(extents, is_weight, strict=True) if not weight])
    across = axes.get_window_extent()
    assert all(across.x0 <= e.x0 and e.x1 <= across.x1 for e in extents)
    assert all(across.y0 <= e.y0 and e.y1 <= across.y1 for e in extents)


@pytest.mark.parametrize("name", ["example", "chain", "absent"])
def test_weights_of_small_graphs_are_readable(name):
    axes = drawn(DRAWN[name])
    weights = [text for text in axes.texts if text.get_bbox_patch() is not None]
    assert weights or name == "absent"
    assert apart([text.get_window_extent() for text in axes.texts])


@pytest.mark.parametrize("name", DRAWN)
def test_texts_stay_inside_their_boxes_and_boxes_apart(name):
    axes = drawn(DRAWN[name])
    boxes = [p.get_window_extent() for p in axes.patches if isinstance(p, FancyBboxPatch)]
    assert apart(boxes)
    for text in axes.texts:
        assert any(inside(text.get_window_extent(), box) for box in boxes), text.get_text()


def inside(small, large) -> bool:
    across = large.x0 <= small.x0 and small.x1 <= large.x1
    return across and large.y0 <= small.y0 and small.y1 <= large.y1


def test_a_family_stands_to_the_right_of_its_gate():
    boxes, _ = laid_out(FAMILIES, [("words",)] * len(FAMILIES))
    place = {box.name: box for box in boxes}
    for family in FAMILIES:
        if family.gate:
            gate = place[family.gate]
            assert place[family.name].x > gate.x + gate.width
    assert max(box.x + box.width for box in boxes) <= WIDTH + 1e-9


def test_an_absent_gate_is_shown_as_such():
    found = texts(graph_figure(FAMILIES[1:], CAPTION, results(without("A")))["svg"])
    assert "not part of this run" in found
    assert (
        found.count("gate not decided in this run,") + sum("not decided" in t for t in found) >= 1
    )


def without(endpoint: str) -> dict[str, float | None]:
    return {name: p for name, p in P_VALUES.items() if name != endpoint}


def test_results_are_marked_in_their_order():
    axes = drawn(FAMILIES, results())
    orders = [t.get_text() for t in axes.texts if t.get_color() == "white"]
    assert sorted(orders) == ["1", "1", "1", "1", "1", "1", "2", "3"]
    filled = [p for p in axes.patches if isinstance(p, Circle) and p.get_facecolor()[:3] == blue()]
    assert len(filled) == len(orders)


def test_a_hypothesis_without_p_value_is_marked_as_such():
    axes, lacking = drawn(FAMILIES, results(P_VALUES | {"B3": 0.4})), drawn(FAMILIES, results())

    def opened(one):
        circles = [p for p in one.patches if isinstance(p, Circle)]
        return sum(p.get_facecolor()[:3] == (1.0, 1.0, 1.0) for p in circles)

    assert opened(axes) - opened(lacking) == 1
    assert [text.get_text() for text in lacking.texts].count("NE") == 1
    assert "NE" not in [text.get_text() for text in axes.texts]


def blue() -> tuple[float, ...]:
    from matplotlib.colors import to_rgb

    return to_rgb(POINT)


def test_a_closed_gate_takes_the_colour_away():
    from matplotlib.colors import to_rgb

    axes = drawn(LARGE, None)
    shut = drawn(FAMILIES, results(P_VALUES | {"A": 0.2}))
    edges = [p.get_edgecolor()[:3] for p in shut.patches if isinstance(p, FancyBboxPatch)]
    assert edges.count(to_rgb(POINT)) == 1
    assert edges.count(to_rgb(RULE)) == 5
    planned = [p.get_edgecolor()[:3] for p in axes.patches if isinstance(p, FancyBboxPatch)]
    assert planned.count(to_rgb(POINT)) == 5


def test_words_of_the_figure():
    found = texts(graph_figure(FAMILIES, CAPTION, results())["svg"])
    for words in ("SIMULATED DATA", "Blood", "Holm, level 0.05", "gate open"):
        assert words in found
    assert "Filled mark" in " ".join(found)
    assert "Filled mark" not in " ".join(texts(graph_figure(FAMILIES, CAPTION)["svg"]))
    # The fixed sequence hands on all, the graph halves.
    assert {"0.0125", "0.5", "1", "gate closed, not tested"} <= set(found)


def test_an_endpoint_without_a_p_value_says_why():
    found = texts(graph_figure(FAMILIES, CAPTION, results())["svg"])
    assert found.count("NE") == 1
    assert f"Endpoint B3 (Blood): NE, not estimable: {REASON}" in found
    lacking = dict.fromkeys(P_VALUES)
    found = texts(graph_figure(FAMILIES, CAPTION, results(lacking))["svg"])
    assert found.count("NE") == len(P_VALUES)
    assert f"NE, not estimable: {REASON}" in found
    assert "NE" not in texts(graph_figure(FAMILIES, CAPTION)["svg"])


def test_same_bytes_each_time_whatever_the_settings_of_the_user():
    first = graph_figure(FAMILIES, CAPTION, results())
    assert first["svg"].startswith(b"<?xml")
    assert first["pdf"].startswith(b"%PDF")
    assert first["png"].startswith(b"\x89PNG")
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red", "svg.fonttype": "path"}):
        assert graph_figure(FAMILIES, CAPTION, results()) == first
    assert b"CreationDate" not in first["pdf"]
    assert b"<dc:date>" not in first["svg"]


@pytest.mark.parametrize(
    ("families", "gates", "numbers"),
    [
        (FAMILIES[:1], False, False),
        (FAMILIES[:2], True, False),
        (FAMILIES[3:4], True, True),
        (FAMILIES[4:5], True, True),
        ((SEVEN,), False, True),
    ],
)
def test_the_legend_tells_of_what_is_drawn(families, gates, numbers):
    said = " ".join(texts(graph_figure(families, CAPTION)["svg"]))
    assert "Each box is a family of hypotheses, tested at its level." in said
    assert ("An arrow from box to box is a gate" in said) == gates
    assert ("that of an arrow the part which is handed on after a rejection" in said) == numbers
    assert "The number of a hypothesis is the level with which it begins" in said


def test_a_sequence_of_one_has_no_arrow():
    alone = dataclasses.replace(FAMILIES[3], members=FAMILIES[3].members[:1])
    said = " ".join(texts(graph_figure((alone,), CAPTION)["svg"]))
    assert "that of an arrow" not in said
