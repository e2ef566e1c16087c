"""Figures in another language: every word of the package said, numbers in its notation."""

from __future__ import annotations

import re

import pytest

from sap.figures.drawing import Caption
from sap.figures.flow import flow_figure
from sap.figures.flow_drawing import draw_flow
from sap.figures.forest import forest_figure
from sap.figures.graph import graph_figure
from sap.figures.influence import influence_figure
from sap.figures.residuals import residual_figure
from sap.figures.sensitivity_forest import sensitivity_forest
from sap.figures.subgroup_forest import subgroup_forest
from sap.language import language_of, speaking
from sap.spec.number_style import HouseStyle
from sap.tables.number_styles import number_style
from tests.example_run import WORDING as PRIMARY
from tests.example_run import example_ard
from tests.figures.test_figures import influence_ard, residual_ard, texts
from tests.figures.test_graph import LARGE
from tests.language.pseudo import latin_words, pseudo_language, strings_in
from tests.subgroup_example import FACTORS, family_rows
from tests.subgroup_example import example as subgroup_ard
from tests.subgroup_example import words as subgroup_words
from tests.tables.data_example import example, words
from tests.tables.multiplicity_example import P_VALUES, WORDING, results

FRENCH = language_of("fr")


def figures() -> dict[str, bytes]:
    """Draw one figure of each kind."""
    subgroups = subgroup_ard(*FACTORS, more=tuple(family_rows()))
    families = (*WORDING.families, *LARGE)
    caption, style = Caption("1"), number_style("csr")
    forests = {
        "subgroups": subgroup_forest(subgroups, subgroup_words(*FACTORS), style),
        "sensitivity": sensitivity_forest(example_ard(), PRIMARY, style),
    }
    return {
        "flow": draw_flow(flow_figure(example(), words(), style))["svg"],
        "graph": graph_figure(families, caption, results(P_VALUES))["svg"],
        "residuals": residual_figure(residual_ard(), caption, "donor")["svg"],
        "influence": influence_figure(influence_ard(), caption, "donor")["svg"],
        **{name: forest_figure(one)["svg"] for name, one in forests.items()},
    }


def own_words() -> list[str]:
    """List what the examples say themselves: their plans, and what stands in their results."""
    plans = (words(), PRIMARY, WORDING, LARGE, FACTORS, subgroup_words(*FACTORS))
    data = [*example(), *example_ard(), *subgroup_ard(*FACTORS), *influence_ard()]
    found = [*strings_in((plans, data, list(results(P_VALUES))))]
    # What is made of them: a part of a reason, a label within a sentence.
    return re.findall(r"\w+", " ".join(found))


def test_every_word_of_a_figure_is_said():
    with speaking(pseudo_language()):
        drawn = figures()
    shown = [text for svg in drawn.values() for text in texts(svg)]
    assert latin_words(shown, own_words()) == {}


@pytest.fixture(scope="module")
def drawn():
    with speaking(FRENCH):
        return {name: texts(svg) for name, svg in figures().items()}


@pytest.mark.parametrize("name", ["residuals", "influence", "subgroups", "sensitivity"])
def test_numbers_have_a_comma(drawn, name):
    numbers = [text for text in drawn[name] if re.fullmatch("−?[0-9]+[.,][0-9]+", text)]
    assert numbers
    assert not [text for text in numbers if "." in text]


def test_numbers_at_an_axis_are_written_like_those_of_the_cells():
    house = HouseStyle(like="csr", decimal="comma")
    style = number_style("own", {"own": house})
    shown = texts(forest_figure(sensitivity_forest(example_ard(), PRIMARY, style))["svg"])
    assert "0,6" in shown
    assert "0.6" not in shown


def test_levels_of_a_graph_have_a_comma(drawn):
    assert "0,0125" in drawn["graph"]
    assert not [text for text in drawn["graph"] if re.fullmatch(r"0\.[0-9]+", text)]


def test_the_flow_counts_in_french():
    with speaking(FRENCH):
        flow = flow_figure(
            example(), words(unit_noun="souris", row_noun="puits"), number_style("csr")
        )
        caption = flow.caption
    assert [stage.lines for stage in flow.stages] == [
        ("Ensemble des données", "8 souris, 40 puits"),
        ("Lignes du critère de jugement", "8 souris, 30 puits"),
        ("All mice", "5 souris, 20 puits"),
        ("Dans l'analyse", "5 souris, 18 puits"),
    ]
    assert flow.stages[1].left[1] == "Lignes d'autres critères de jugement"
    assert flow.stages[2].left[0] == "Exclusions\u00a0: 3 souris, 10 puits"
    assert caption.title == "Figure 14.1.1\u00a0: Disposition"


def test_one_and_none_are_singular_in_french():
    with speaking(FRENCH):
        flow = flow_figure(
            example(), words(unit_noun="animal", row_noun="tube"), number_style("csr")
        )
    counts = [line.rpartition(": ")[2] for stage in flow.stages for line in stage.left]
    assert {"1 animal, 4 tubes", "0 animal, 2 tubes", "2 animaux, 6 tubes"} <= set(counts)


def test_the_properties_of_a_file_are_in_french():
    with speaking(FRENCH):
        caption = Caption("1", protocol="ESSAI", population="Tous")
        assert caption.description.startswith("Protocole\u00a0: ESSAI")
