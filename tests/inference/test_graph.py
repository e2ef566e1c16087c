"""Graphs of hypotheses against published examples, statsmodels, and the closed test."""

from __future__ import annotations

import math
from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from sap.errors import PlanError
from sap.inference.graph import (
    Graph,
    bonferroni_graph,
    check_level,
    fallback_graph,
    fixed_sequence_graph,
    graphical_test,
    holm_graph,
    settled,
)

# A few divisions of numbers below 1, each good to 2e-16.
CLOSE = 1e-12
# Graphs whose loops are nearly closed lose the digits of 1 - loop; those drawn here lose two.
CLOSURE = 1e-10

PER_CENT = 0.05
SUCCESSIVE = Graph(
    ("H1", "H2", "H3", "H4"),
    (0.5, 0.5, 0.0, 0.0),
    ((0, 0, 1, 0), (0, 0, 0, 1), (0, 1, 0, 0), (1, 0, 0, 0)),
)
TWO_DOSES = Graph(
    ("H1", "H2", "H3", "H4"),
    (0.5, 0.5, 0.0, 0.0),
    ((0, 0.5, 0.5, 0), (0.5, 0, 0, 0.5), (0, 1, 0, 0), (1, 0, 0, 0)),
)
# Arrows of 0.0001, which the authors call epsilon: they carry weight only after others are gone.
TWO_DOSES_THREE_ENDPOINTS = Graph(
    ("H1", "H2", "H3", "H4", "H5", "H6"),
    (0.5, 0.0, 0.0, 0.5, 0.0, 0.0),
    (
        (0, 0.5, 0.5, 0, 0, 0),
        (0, 0, 1, 0, 0, 0),
        (0, 0.9999, 0, 0.0001, 0, 0),
        (0, 0, 0, 0, 0.5, 0.5),
        (0, 0, 0, 0, 0, 1),
        (0.0001, 0, 0, 0, 0.9999, 0),
    ),
)
# Bretz, Maurer & Hommel 2011, doi:10.1002/sim.3988, figure 2: three primary and three
# secondary hypotheses.
THREE_PAIRS = Graph(
    ("H11", "H21", "H31", "H12", "H22", "H32"),
    (1 / 3, 1 / 3, 1 / 3, 0.0, 0.0, 0.0),
    (
        (0, 0.5, 0, 0.5, 0, 0),
        (1 / 3, 0, 1 / 3, 0, 1 / 3, 0),
        (0, 0.5, 0, 0, 0, 0.5),
        (0, 1, 0, 0, 0, 0),
        (0.5, 0, 0.5, 0, 0, 0),
        (0, 1, 0, 0, 0, 0),
    ),
)


def weights_by_name(graph: Graph) -> dict[str, float]:
    return dict(zip(graph.names, graph.weights, strict=True))


class TestPublishedExamples:
    def test_gmcp_holm(self):
        """gMCP, inst/unitTests/runit.graphGMCP.R, test.adjPValues."""
        made = graphical_test(holm_graph(("H1", "H2", "H3")), (0.02, 0.055, 0.012))
        assert made.adjusted == pytest.approx((0.04, 0.055, 0.036), rel=CLOSE)
        assert made.sequence == ("H3", "H1")

    def test_gmcp_holm_with_what_is_left(self):
        """gMCP, inst/unitTests/runit.fastgMCP.R: half of the level is left for each of two."""
        names = ("H1", "H2", "H3", "H4")
        made = graphical_test(holm_graph(names), (0.01, 0.012, 0.07, 0.03))
        assert made.sequence == ("H1", "H2")
        *_, last = made.graphs()
        assert last.names == ("H3", "H4")
        assert last.weights == pytest.approx((0.5, 0.5), rel=CLOSE)
        assert last.transitions[0] == pytest.approx((0.0, 1.0), abs=CLOSE)

    def test_gmcp_three_pairs(self):
        """gMCP, inst/unitTests/runit.graphGMCP.R, test.gMCPBretzEtAl."""
        made = graphical_test(THREE_PAIRS, (0.1, 0.008, 0.005, 0.15, 0.04, 0.006))
        assert set(made.sequence) == {"H21", "H31", "H32"}

    def test_graphicalmcp_rejects_exactly_at_the_level(self):
        """graphicalMCP, tests/testthat/test-graph_test_shortcut.R: 0.01875 is 0.75 * 0.025."""
        graph = Graph(
            ("H1", "H2", "H3", "H4", "H5", "H6"),
            (0.5, 0.5, 0.0, 0.0, 0.0, 0.0),
            (
                (0, 0.5, 0.25, 0, 0.25, 0),
                (0.5, 0, 0, 0.25, 0, 0.25),
                (0, 0, 0, 0, 1, 0),
                (0.0001, 0, 0, 0, 0, 0.9999),
                (0, 0.0001, 0.9999, 0, 0, 0),
                (0, 0, 0, 1, 0, 0),
            ),
        )
        made = graphical_test(graph, (0.001, 0.01875, 0.013, 0.0002, 0.03, 0.04), 0.025)
        assert set(made.sequence) == {"H1", "H2", "H4"}
        assert made.adjusted[1] == 0.025

    def test_graphicalmcp_successive(self):
        """graphicalMCP, tests/testthat/test-graph_test_closure.R, assertions of the vignette."""
        made = graphical_test(SUCCESSIVE, (0.024, 0.01, 0.026, 0.027))
        assert made.adjusted == pytest.approx((0.048, 0.02, 0.052, 0.052), rel=CLOSE)
        assert set(made.sequence) == {"H1", "H2"}

    def test_graphicalmcp_graph_after_each_rejection(self):
        """graphicalMCP, tests/testthat/_snaps/print.graph_report.md, simple_successive_1."""
        made = graphical_test(SUCCESSIVE, (0.01,) * 4, 0.025)
        assert made.adjusted == pytest.approx((0.02,) * 4, rel=CLOSE)
        assert made.sequence == ("H1", "H2", "H3", "H4")
        assert [weights_by_name(graph) for graph in made.graphs()] == [
            {"H2": 0.5, "H3": 0.5, "H4": 0.0},
            {"H3": 0.5, "H4": 0.5},
            {"H4": 1.0},
            {},
        ]

    def test_graphicalmcp_levels_of_the_vignette(self):
        """graphicalMCP, vignette shortcut-testing: H2 at 0.5, H1 at 0.75, H4 at 0.5, H3 at 1."""
        made = graphical_test(TWO_DOSES, (0.018, 0.01, 0.105, 0.006), 0.025)
        assert made.sequence == ("H2", "H1", "H4")
        shares = [level / 0.025 for level in made.levels]
        assert shares == pytest.approx([0.75, 0.5, 1.0, 0.5], rel=CLOSE)

    def test_graphicalmcp_epsilon_arrows(self):
        """graphicalMCP, tests/testthat/_snaps/print.graph_report.md, p = 5:0 / 200."""
        made = graphical_test(TWO_DOSES_THREE_ENDPOINTS, [p / 200 for p in range(5, -1, -1)], 0.025)
        expected = (0.025, 0.03, 0.03, 0.02, 0.02, 0.02)
        # The file prints three decimals; one arrow of 0.0001 shifts the next digits.
        assert made.adjusted == pytest.approx(expected, abs=5e-4)
        assert made.sequence == ("H4", "H6", "H5", "H1")
        second = list(made.graphs())[1]
        assert second.transitions[2][0] == pytest.approx(5e-9, rel=1e-9)
        assert second.transitions[2][3] == pytest.approx(0.000099995, rel=1e-9)

    def test_graphicalmcp_all_six(self):
        """graphicalMCP, tests/testthat/_snaps/print.graph_report.md, p = 6:1 / 400."""
        made = graphical_test(TWO_DOSES_THREE_ENDPOINTS, [p / 400 for p in range(6, 0, -1)], 0.025)
        expected = (0.015, 0.02, 0.02, 0.015, 0.015, 0.015)
        assert made.adjusted == pytest.approx(expected, abs=5e-4)
        assert made.sequence == ("H4", "H6", "H5", "H1", "H3", "H2")


p_lists = st.lists(st.floats(0.0, 1.0), min_size=1, max_size=8)


@st.composite
def graphs(draw) -> Graph:
    count = draw(st.integers(1, 4))
    parts = st.lists(st.sampled_from((0.0, 0.1, 0.25, 0.5, 1.0)), min_size=count, max_size=count)

    def shares(without: int | None) -> tuple[float, ...]:
        drawn = [0.0 if i == without else x for i, x in enumerate(draw(parts))]
        total = max(math.fsum(drawn), draw(st.sampled_from((1.0, 1.0, 1.5))))
        return tuple(x / total for x in drawn)

    names = tuple(f"H{place}" for place in range(count))
    return Graph(names, shares(None), tuple(shares(place) for place in range(count)))


@st.composite
def graphs_and_p_values(draw) -> tuple[Graph, list[float]]:
    graph = draw(graphs())
    count = len(graph.names)
    some = st.one_of(st.floats(0.0, 0.1), st.floats(0.0, 1.0), st.sampled_from((0.0, 0.025, 1.0)))
    return graph, draw(st.lists(some, min_size=count, max_size=count))


def closed(graph: Graph, p_values: list[float]) -> list[float]:
    """Adjust by the closed test: the worst weighted Bonferroni test of all sets that hold it."""
    names = graph.names
    p_of = dict(zip(names, p_values, strict=True))
    worst = dict.fromkeys(names, 0.0)
    for size in range(1, len(names) + 1):
        for together in combinations(names, size):
            left = graph
            for name in names:
                if name not in together:
                    left = left.without(name)
            ratios = [p_of[n] / w for n, w in weights_by_name(left).items() if w > 0.0]
            joint = min([1.0, *ratios])
            for name in together:
                worst[name] = max(worst[name], joint)
    return [worst[name] for name in names]


@pytest.mark.parametrize(
    ("made", "method"), [(bonferroni_graph, "bonferroni"), (holm_graph, "holm")]
)
# statsmodels collects garbage in each call for Holm, which takes a tenth of a second.
@settings(deadline=None, max_examples=25)
@given(p_lists)
def test_named_graphs_are_those_of_statsmodels(made, method, p_values):
    names = tuple(str(place) for place in range(len(p_values)))
    found = graphical_test(made(names), p_values)
    expected = multipletests(p_values, PER_CENT, method)[1]
    np.testing.assert_allclose(found.adjusted, expected, rtol=CLOSE, atol=1e-300)


@settings(deadline=None, max_examples=200)
@given(p_lists)
def test_fixed_sequence_stops_at_the_first_that_is_not_rejected(p_values):
    names = tuple(str(place) for place in range(len(p_values)))
    found = graphical_test(fixed_sequence_graph(names), p_values)
    np.testing.assert_allclose(found.adjusted, np.maximum.accumulate(p_values), rtol=CLOSE)
    stop = next((place for place, p in enumerate(p_values) if p > PER_CENT), len(p_values))
    assert found.sequence == names[:stop]


def test_fallback_adds_what_came_before():
    graph = fallback_graph(("H1", "H2", "H3"), (0.5, 0.25, 0.25))
    # H2 fails at 0.0375, so that H3 has its own 0.0125 only.
    found = graphical_test(graph, (0.02, 0.04, 0.012))
    assert found.sequence == ("H1", "H3")
    assert found.levels == pytest.approx((0.025, 0.0375, 0.0125))
    assert found.adjusted == pytest.approx((0.04, 0.04 / 0.75, 0.048))


@settings(deadline=None, max_examples=300)
@given(graphs_and_p_values())
def test_graph_is_a_short_cut_of_the_closed_test(drawn):
    graph, p_values = drawn
    found = graphical_test(graph, p_values)
    np.testing.assert_allclose(found.adjusted, closed(graph, p_values), rtol=CLOSURE, atol=1e-300)


@settings(deadline=None, max_examples=100)
@given(graphs_and_p_values(), st.floats(0.001, 0.5))
def test_rejected_are_those_whose_adjusted_p_is_at_or_below_the_level(drawn, alpha):
    graph, p_values = drawn
    found = graphical_test(graph, p_values, alpha)
    at_level = {n for n, p in zip(graph.names, found.adjusted, strict=True) if p <= alpha}
    assert set(found.sequence) == at_level
    for name, p, level in zip(graph.names, p_values, found.levels, strict=True):
        assert (settled(p, level) <= level and level > 0.0) == (name in at_level)


@pytest.mark.parametrize("graph", [SUCCESSIVE, TWO_DOSES, holm_graph(("H1", "H2", "H3", "H4"))])
def test_order_of_the_hypotheses_does_not_matter(graph):
    p_values = (0.018, 0.01, 0.105, 0.006)
    expected = dict(zip(graph.names, graphical_test(graph, p_values).adjusted, strict=True))
    for order in permutations(range(4)):
        turned = Graph(
            tuple(graph.names[i] for i in order),
            tuple(graph.weights[i] for i in order),
            tuple(tuple(graph.transitions[i][j] for j in order) for i in order),
        )
        found = graphical_test(turned, [p_values[i] for i in order])
        for name, p in zip(turned.names, found.adjusted, strict=True):
            assert p == pytest.approx(expected[name], rel=CLOSE)


@settings(deadline=None, max_examples=200)
@given(graphs_and_p_values(), st.integers(0, 3), st.floats(0.0, 1.0))
def test_a_smaller_p_makes_no_adjusted_p_larger(drawn, place, factor):
    graph, p_values = drawn
    place %= len(p_values)
    smaller = [p * factor if i == place else p for i, p in enumerate(p_values)]
    before, after = (graphical_test(graph, p).adjusted for p in (p_values, smaller))
    assert all(b <= a * (1 + CLOSURE) for a, b in zip(before, after, strict=True))


@settings(deadline=None, max_examples=100)
@given(graphs())
def test_after_a_rejection_weights_and_arrows_are_still_shares(graph):
    for order in permutations(graph.names):
        left = graph
        for name in order:
            before = math.fsum(left.weights)
            left = left.without(name)
            assert math.fsum(left.weights) <= before * (1 + CLOSE)


class TestMissing:
    @pytest.mark.parametrize("missing", [None, float("nan")])
    def test_it_keeps_its_place_and_counts_as_one(self, missing):
        names = ("H1", "H2", "H3")
        found = graphical_test(holm_graph(names), (0.012, missing, 0.02))
        as_one = graphical_test(holm_graph(names), (0.012, 1.0, 0.02))
        assert found.adjusted == (as_one.adjusted[0], None, as_one.adjusted[2])
        assert found.adjusted[0] == pytest.approx(0.036)
        assert found.sequence == ("H1", "H3")

    def test_it_stops_a_fixed_sequence(self):
        found = graphical_test(fixed_sequence_graph(("H1", "H2", "H3")), (0.01, None, 0.01))
        assert found.adjusted == (0.01, None, 1.0)
        assert found.sequence == ("H1",)

    def test_all_missing(self):
        found = graphical_test(holm_graph(("H1", "H2")), (None, None))
        assert found.adjusted == (None, None)
        assert found.sequence == ()
        assert list(found.graphs()) == []


def test_without_weight_nothing_is_rejected_even_at_zero():
    graph = Graph(("H1", "H2"), (0.0, 1.0), ((0.0, 0.0), (0.0, 0.0)))
    found = graphical_test(graph, (0.0, 0.0))
    assert found.adjusted == (1.0, 0.0)
    assert found.sequence == ("H2",)


def test_a_loop_that_rounding_leaves_open_hands_nothing_on():
    # After C1 and C2 the arrow from A to B is 0.7 + 0.2 + 0.1, which is less than 1 in binary.
    graph = Graph(
        ("A", "B", "C1", "C2", "D"),
        (0.4, 0.3, 0.1, 0.1, 0.1),
        (
            (0, 0.7, 0.2, 0.1, 0),
            (1, 0, 0, 0, 0),
            (0, 1, 0, 0, 0),
            (0, 1, 0, 0, 0),
            (0, 0, 0, 0, 0),
        ),
    )
    left = graph.without("C1").without("C2")
    assert left.transitions[0][1] < 1.0
    last = left.without("B")
    assert last.transitions == ((0.0, 0.0), (0.0, 0.0))
    assert last.weights == pytest.approx((0.9, 0.1))


@pytest.mark.parametrize("alpha", [0.05, 0.025, 0.01])
def test_a_p_value_at_its_level_is_rejected_whatever_the_rounding(alpha):
    sizes = range(1, 60)
    assert any(alpha / size / (1 / size) > alpha for size in sizes)
    for size in sizes:
        names = tuple(str(place) for place in range(size))
        found = graphical_test(bonferroni_graph(names), [alpha / size] * size, alpha)
        assert found.sequence == names
        assert set(found.adjusted) == {alpha}


def test_many_hypotheses():
    count = 300
    p_values = np.random.default_rng(5).beta(0.3, 4.0, count)
    found = graphical_test(holm_graph(tuple(str(i) for i in range(count))), p_values)
    expected = multipletests(p_values, PER_CENT, "holm")[1]
    np.testing.assert_allclose(found.adjusted, expected, rtol=1e-10)


class TestRefusals:
    @pytest.mark.parametrize(
        ("weights", "transitions", "said"),
        [
            ((0.6, 0.6), ((0, 1), (1, 0)), "hypotheses add up to 1.2; together they must be 1"),
            ((-0.1, 0.5), ((0, 1), (1, 0)), "weight of or to 'A' is -0.1; it must be 0 or more"),
            ((float("nan"), 0.5), ((0, 1), (1, 0)), "weight of or to 'A' is nan"),
            ((1.0,), ((0, 1), (1, 0)), "weights of the hypotheses are 1 for 2 hypotheses"),
            ((0.5, 0.5), ((0, 1),), "1 rows of transitions for 2 hypotheses"),
            ((0.5, 0.5), ((0, 1), (1,)), "transitions from 'B' are 1 for 2"),
            ((0.5, 0.5), ((0, 1), (1, 0.2)), "from 'B' add up to 1.2"),
            ((0.5, 0.5), ((0, 1), (0.5, 0.2)), "transition from 'B' to itself is 0.2; it must be"),
            ((0.5, 0.5), ((0, 1), (-1, 0)), "transition of or to 'A' is -1"),
        ],
    )
    def test_what_is_no_graph(self, weights, transitions, said):
        with pytest.raises(PlanError, match=said):
            Graph(("A", "B"), weights, transitions)

    def test_a_name_twice(self):
        with pytest.raises(PlanError, match="'A' stands twice"):
            holm_graph(("A", "B", "A"))

    def test_thirds_in_decimals_are_no_mistake(self):
        third = 0.3333333334
        assert Graph(("A", "B", "C"), (third,) * 3, ((0.0,) * 3,) * 3).weights == (third,) * 3

    @pytest.mark.parametrize("p", [-0.1, 1.1, float("inf")])
    def test_p_values_that_are_none(self, p):
        with pytest.raises(PlanError, match=r"p-value of 'B' is .*; it must be between 0 and 1"):
            graphical_test(holm_graph(("A", "B")), (0.1, p))

    def test_too_few_p_values(self):
        with pytest.raises(PlanError, match="1 p-values for 2 hypotheses"):
            graphical_test(holm_graph(("A", "B")), (0.1,))

    @pytest.mark.parametrize("alpha", [0.0, 1.0, -0.05, 5.0, float("nan")])
    def test_levels_that_are_none(self, alpha):
        with pytest.raises(PlanError, match="level of a family is"):
            check_level(alpha)
