"""Families of hypotheses: procedures, gates open, closed, absent and chained, refusals."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from sap.errors import PlanError
from sap.inference.families import PROCEDURES, decided_families, graph_of
from sap.plan import PlannedFamily

CLOSE = 1e-12
MAIN = PlannedFamily("main", "Main", "holm", 0.05, "", False, ("A",))
SECOND = PlannedFamily("second", "Second", "holm", 0.05, "main", False, ("B1", "B2", "B3"))
THIRD = PlannedFamily("third", "Third", "fixed-sequence", 0.05, "second", False, ("C1", "C2"))
LOOSE = PlannedFamily("loose", "Loose", "holm", 0.05, "", True, ("X1", "X2"))
SMALL = {"A": 0.01, "B1": 0.002, "B2": 0.012, "B3": 0.04, "C1": 0.02, "C2": 0.2}
SMALL |= {"X1": 0.01, "X2": 0.6}

p_values = st.lists(st.one_of(st.floats(0.0, 0.2), st.floats(0.0, 1.0)), min_size=1, max_size=7)


def changed(family: PlannedFamily, **changes) -> PlannedFamily:
    return dataclasses.replace(family, **changes)


def decided(*families: PlannedFamily, **p: float | None):
    """Test families at the p-values above, with changes; give each by its name."""
    done = decided_families(families, SMALL | p)
    return {one.family.name: one for one in done}


def column(family, name: str) -> tuple:
    return tuple(getattr(one, name) for one in family.hypotheses)


class TestProcedures:
    @pytest.mark.parametrize(
        ("procedure", "method"),
        [("bonferroni", "bonferroni"), ("holm", "holm"), ("hochberg", "simes-hochberg")],
    )
    # statsmodels collects garbage in each call for Holm, which takes a tenth of a second.
    @settings(deadline=None, max_examples=25)
    @given(p_values)
    def test_they_are_those_of_statsmodels(self, procedure, method, p_values):
        members = tuple(f"E{place}" for place in range(len(p_values)))
        family = PlannedFamily("f", "F", procedure, 0.05, "", False, members)
        (done,) = decided_families([family], dict(zip(members, p_values, strict=True)))
        rejected, adjusted = multipletests(p_values, 0.05, method)[:2]
        np.testing.assert_allclose(column(done, "p_adjusted"), adjusted, rtol=CLOSE, atol=1e-300)
        far = np.abs(adjusted - 0.05) > 1e-9
        assert np.array(column(done, "rejected"))[far].tolist() == rejected[far].tolist()

    @pytest.mark.parametrize("procedure", [name for name in PROCEDURES if name != "graph"])
    def test_one_hypothesis_is_tested_at_the_level_by_all(self, procedure):
        (done,) = decided_families([changed(MAIN, procedure=procedure)], {"A": 0.05})
        assert column(done, "p_adjusted") == (0.05,)
        assert column(done, "local_alpha") == (0.05,)
        assert column(done, "rejected") == (True,)
        assert column(done, "sequence") == (1,)

    def test_graph_takes_its_weights_and_arrows(self):
        graph = changed(
            MAIN,
            procedure="graph",
            members=("A", "B"),
            weights=(0.8, 0.2),
            transitions=((0.0, 1.0), (0.0, 0.0)),
        )
        (done,) = decided_families([graph], {"A": 0.03, "B": 0.045})
        assert column(done, "weight") == (0.8, 0.2)
        assert column(done, "p_adjusted") == pytest.approx((0.0375, 0.045))
        assert column(done, "local_alpha") == pytest.approx((0.04, 0.05))
        assert column(done, "sequence") == (1, 2)

    def test_hochberg_rejects_in_one_step_at_one_level(self):
        family = changed(MAIN, procedure="hochberg", members=("A", "B", "C", "D"))
        p = {"A": 0.02, "B": 0.9, "C": 0.0247, "D": 0.03}
        (done,) = decided_families([family], p)
        assert column(done, "rejected") == (False,) * 4
        assert column(done, "local_alpha") == pytest.approx((0.0125, 0.05, 0.05 / 3, 0.025))
        # The largest of three takes the others along, which Holm would not have rejected.
        (done,) = decided_families([family], p | {"D": 0.024})
        assert column(done, "rejected") == (True, False, True, True)
        assert column(done, "sequence") == (1, None, 1, 1)
        assert column(done, "local_alpha") == pytest.approx((0.025, 0.05, 0.025, 0.025))
        assert column(done, "weight") == (None,) * 4

    def test_hochberg_is_no_graph(self):
        with pytest.raises(KeyError):
            graph_of(changed(MAIN, procedure="hochberg"))

    def test_missing_counts_as_one_in_hochberg(self):
        family = changed(MAIN, procedure="hochberg", members=("A", "B"))
        (done,) = decided_families([family], {"A": 0.025, "B": None})
        assert column(done, "p_adjusted") == (0.05, None)
        assert column(done, "rejected") == (True, False)


class TestGates:
    def test_open(self):
        done = decided(MAIN, SECOND)
        assert (done["main"].gate, done["second"].gate) == ("", "open")
        # Holm gives 0.006; the gate's p is 0.01.
        assert column(done["second"], "p_within") == pytest.approx((0.006, 0.024, 0.04))
        assert column(done["second"], "p_adjusted") == pytest.approx((0.01, 0.024, 0.04))
        assert column(done["second"], "sequence") == (1, 2, 3)

    def test_closed(self):
        done = decided(MAIN, SECOND, A=0.06)
        second = done["second"]
        assert second.gate == "closed"
        assert not second.tested
        assert column(second, "p_adjusted") == (0.06, 0.06, 0.06)
        assert column(second, "rejected") == (False,) * 3
        assert column(second, "sequence") == (None,) * 3
        assert column(second, "local_alpha") == (None,) * 3
        assert column(second, "p_value") == (0.002, 0.012, 0.04)

    def test_a_missing_p_value_closes(self):
        second = decided(MAIN, SECOND, A=None)["second"]
        assert second.gate == "closed"
        assert column(second, "p_adjusted") == (1.0,) * 3

    def test_absent(self):
        second = decided(SECOND)["second"]
        assert second.gate == "absent"
        assert column(second, "p_adjusted") == (None,) * 3
        assert column(second, "p_within") == pytest.approx((0.006, 0.024, 0.04))
        assert column(second, "rejected") == (False,) * 3

    def test_chained(self):
        done = decided(THIRD, SECOND, MAIN)
        assert list(done) == ["third", "second", "main"]
        assert done["third"].gate == "open"
        # The worst of the second family counts.
        assert column(done["third"], "p_adjusted") == pytest.approx((0.04, 0.2))
        assert column(done["third"], "rejected") == (True, False)

    def test_chained_and_closed_at_the_second(self):
        done = decided(MAIN, SECOND, THIRD, B3=0.051)
        assert done["second"].gate == "open"
        assert column(done["second"], "rejected") == (True, True, False)
        assert done["third"].gate == "closed"
        assert column(done["third"], "p_adjusted") == pytest.approx((0.051, 0.2))

    def test_chained_and_closed_at_the_first(self):
        done = decided(MAIN, SECOND, THIRD, A=0.2)
        assert (done["second"].gate, done["third"].gate) == ("closed", "closed")

    def test_chained_and_absent_at_the_first(self):
        done = decided(SECOND, THIRD)
        assert (done["second"].gate, done["third"].gate) == ("absent", "absent")
        assert column(done["third"], "p_adjusted") == (None, None)

    def test_levels_may_differ(self):
        half = changed(SECOND, alpha=0.025)
        # The gate is passed with 0.03 of 0.05, which is 0.015 of 0.025.
        done = decided(MAIN, half, A=0.03, B2=0.0124, B3=0.02)
        assert column(done["second"], "p_adjusted") == pytest.approx((0.015, 0.0248, 0.0248))
        assert column(done["second"], "rejected") == (True, True, True)
        done = decided(MAIN, half, A=0.0501, B1=0.0, B2=0.0, B3=0.0)
        assert column(done["second"], "p_adjusted") == pytest.approx((0.02505,) * 3)
        assert column(done["second"], "rejected") == (False,) * 3

    def test_a_gate_passed_exactly_at_its_level_is_passed(self):
        gate, behind = changed(MAIN, alpha=0.01), changed(SECOND, alpha=0.031)
        assert 0.01 * (0.031 / 0.01) > 0.031
        done = decided(gate, behind, A=0.01, B1=0.0, B2=0.0, B3=0.0)
        assert column(done["second"], "rejected") == (True,) * 3
        assert column(done["second"], "p_adjusted") == (0.031,) * 3

    @settings(deadline=None, max_examples=200)
    @given(
        st.lists(st.floats(0.0, 0.06), min_size=6, max_size=6),
        st.sampled_from((0.05, 0.025, 0.01)),
        st.sampled_from(("holm", "hochberg", "bonferroni")),
    )
    def test_adjusted_at_or_below_the_level_is_a_rejection(self, values, alpha, procedure):
        p = dict(zip(("A", "B1", "B2", "B3", "C1", "C2"), values, strict=True))
        families = (MAIN, changed(SECOND, alpha=alpha, procedure=procedure), THIRD)
        for one in decided_families(families, p):
            for hypothesis in one.hypotheses:
                below = hypothesis.p_adjusted <= one.family.alpha
                assert below == hypothesis.rejected
                assert hypothesis.p_value <= hypothesis.p_within <= hypothesis.p_adjusted

    def test_order_of_families_does_not_matter(self):
        forward, backward = decided(MAIN, SECOND, THIRD), decided(THIRD, SECOND, MAIN)
        assert forward == backward


class TestExploratory:
    def test_adjusted_p_values_and_no_decision(self):
        loose = decided(MAIN, LOOSE)["loose"]
        assert column(loose, "p_adjusted") == pytest.approx((0.02, 0.6))
        for name in ("rejected", "sequence", "local_alpha"):
            assert column(loose, name) == (None, None)
        assert not loose.tested

    def test_it_neither_has_nor_is_a_gate(self):
        with pytest.raises(PlanError, match=r"'loose' is exploratory: .* take the gate away"):
            decided(MAIN, changed(LOOSE, gate="main"))
        with pytest.raises(PlanError, match="its gate 'loose' is exploratory and rejects nothing"):
            decided(LOOSE, changed(SECOND, gate="loose"))


class TestRefusals:
    @pytest.mark.parametrize("gates", [("main",), ("second", "main"), ("third", "main", "second")])
    def test_gates_in_a_circle(self, gates):
        families = (MAIN, SECOND, THIRD)[: len(gates)]
        turned = [changed(one, gate=gate) for one, gate in zip(families, gates, strict=True)]
        with pytest.raises(PlanError, match="go round in a circle: 'main' -> "):
            decided(*turned)

    def test_a_circle_behind_a_family(self):
        turned = (changed(SECOND, gate="third"), THIRD)
        behind = changed(MAIN, name="behind", gate="third")
        with pytest.raises(PlanError, match="circle: 'third' -> 'second' -> 'third'"):
            decided(behind, *turned)

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"procedure": "holms"}, "'second': unknown procedure 'holms'. Did you mean 'holm'"),
            ({"members": ()}, "'second' has no members"),
            ({"members": ("B1", "B1")}, "'second': The hypothesis 'B1' stands twice"),
            ({"alpha": 5.0}, "'second': The level of a family is 5"),
            ({"name": "main"}, "Two families have the name 'main'"),
            ({"procedure": "graph"}, "'second': The weights of the hypotheses are 0 for 3"),
        ],
    )
    def test_families_that_are_none(self, changes, said):
        with pytest.raises(PlanError, match=said):
            decided(MAIN, changed(SECOND, **changes))

    @pytest.mark.parametrize("procedure", ["holm", "hochberg"])
    def test_a_p_value_that_is_none(self, procedure):
        with pytest.raises(PlanError, match=r"'main': The p-value of 'A' is 1.5"):
            decided(changed(MAIN, procedure=procedure), A=1.5)
