"""The declared simplification of a model: what goes, in which order, and what is told of it."""

from __future__ import annotations

import pickle
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from sap.ard import Ard
from sap.data import MeasuredRows, assemble
from sap.design import check_design, stop_at_errors
from sap.errors import DesignError
from sap.plan import make_plan
from sap.run.analyses import carry_out
from sap.tables.primary_notes import conditions
from sap.tables.primary_notes import model as model_note
from tests.data.small_study import SmallStudy

ANIMAL, CAGE, JAR = "(1 | animal)", "(1 | cage)", "(1 | jar)"
SLOPE = "(1 + dose | animal)"


@pytest.fixture
def small(tmp_path):
    return SmallStudy(tmp_path)


def analysis(small, terms: str, ladder=(), **changes):
    """Plan the small study's analysis with other random terms, and give its data."""
    sources = small.read()
    plan = make_plan(small.spec).analyses[0]
    data = assemble(small.spec, plan, sources)
    formula = f"log(level) ~ diet + {terms}"
    return replace(plan, formula=formula, simplify=tuple(ladder), **changes), data


def many(data, *, cage_effect: float = 0.0, jar_effect: float = 1.0):
    """Lay out 12 animals x 2 diets x 3 values on three cages; means of cages are as told."""
    rng = np.random.default_rng(11)
    animal, diet, again = (a.ravel() for a in np.meshgrid(range(12), range(2), range(3)))
    cage = again
    y = rng.normal(0, 0.1, len(animal)) + rng.normal(0, 1, 12)[animal] + 0.3 * diet
    jar = animal * 2 + diet
    y += jar_effect * rng.normal(0, 0.5, 24)[jar]
    for group, effect in ((cage, cage_effect), (jar, jar_effect)):
        if not effect:
            y -= pd.Series(y).groupby([group]).transform("mean").to_numpy()
    y += rng.normal(0, 1, 12)[animal] * (jar_effect == 0)
    frame = pd.DataFrame(
        {
            "level": np.exp(y),
            "diet": pd.Categorical(np.array(["plain", "fat"])[diet], categories=["plain", "fat"]),
            "animal": pd.Categorical([f"a{i:02}" for i in animal]),
            "cage": pd.Categorical([f"c{i}" for i in cage]),
            "jar": pd.Categorical([f"j{i:02}" for i in jar]),
            "dose": np.where(diet == 1, 0.5, -0.5),
            "low": 1e-9,
            "high": 1e9,
        }
    )
    return with_rows(data, frame)


def with_rows(data, frame):
    """Put other rows into the data of an analysis, all within their limits."""
    inside = np.zeros(len(frame), dtype=bool)
    return replace(
        data,
        frame=frame,
        below=inside,
        above=inside,
        measured=MeasuredRows(frame[["animal", "diet", "low", "high"]], inside, inside),
        source_lines=np.arange(len(frame)) + 2,
        layers=frame[[]],
    )


def steps(outcome):
    return [step["term"] for step in outcome.facts.get("simplified", [])]


def told(outcome):
    rows = (r for r in outcome.rows if r.stat_name == "condition")
    return [(r.stat_text, r.warning) for r in rows]


@pytest.mark.parametrize("engine", ["statsmodels", pytest.param("pymer4", marks=pytest.mark.r)])
def test_a_component_at_zero_goes_and_every_record_says_so(small, engine):
    planned, data = analysis(small, f"{ANIMAL} + {JAR} + {CAGE}", [CAGE, JAR])
    if engine == "pymer4":
        planned = replace(planned, engine=engine, optimizer="lme4")
    outcome = carry_out(planned, many(data))
    assert outcome.failure == ""
    assert steps(outcome) == [CAGE]
    ard = Ard(outcome.rows)
    simpler = f"log(level) ~ diet + {ANIMAL} + {JAR}"
    assert ard.text("formula") == f"log(level) ~ diet + {ANIMAL} + {JAR} + {CAGE}"
    assert ard.text("formula_fitted") == outcome.facts["formula"] == simpler
    assert outcome.facts["formula_planned"] == planned.formula
    sentence = (
        f"Step 1 of the declared simplification: {CAGE} was left out. The variance of cage is zero."
    )
    assert told(outcome) == [("simplified", sentence)]
    assert list(conditions(ard)) == [sentence]
    same = carry_out(replace(planned, formula=simpler, simplify=()), many(data))
    numbers = [r.stat for r in outcome.rows if r.context == "contrast"]
    assert numbers == [r.stat for r in same.rows if r.context == "contrast"]


def test_the_note_of_a_table_names_the_model_fitted_and_the_one_planned(small, primary_wording):
    planned, data = analysis(small, f"{ANIMAL} + {JAR} + {CAGE}", [CAGE])
    ard = Ard(carry_out(planned, many(data)).rows)
    note = model_note(ard, primary_wording)
    fitted = f"log(level) ~ diet + {ANIMAL} + {JAR}"
    assert f"Linear mixed model {fitted} (planned: {fitted} + {CAGE}), fitted by" in note


@pytest.fixture
def primary_wording():
    return SimpleNamespace(row_noun="value", unit_noun="animal", sampled=())


def test_what_may_not_go_stays_and_is_reported(small):
    planned, data = analysis(small, f"{ANIMAL} + {JAR} + {CAGE}", [JAR])
    outcome = carry_out(planned, many(data))
    assert steps(outcome) == []
    assert told(outcome) == [("singular", "The variance of cage is zero.")]
    assert Ard(outcome.rows).text("formula_fitted") == planned.formula


def test_without_a_declared_simplification_nothing_of_it_is_told(small):
    planned, data = analysis(small, f"{ANIMAL} + {JAR} + {CAGE}")
    outcome = carry_out(planned, many(data))
    assert "simplified" not in outcome.facts
    assert Ard(outcome.rows).find("formula_fitted") is None


@pytest.mark.parametrize("ladder", [(CAGE, JAR), (JAR, CAGE)])
def test_of_several_at_zero_the_first_declared_goes_first_and_alone(small, ladder):
    planned, data = analysis(small, f"{ANIMAL} + {JAR} + {CAGE}", ladder)
    outcome = carry_out(planned, many(data, jar_effect=0.0))
    assert steps(outcome) == list(ladder)
    kinds = [text.split(":")[0] for _, text in told(outcome)]
    assert kinds == [f"Step {n} of the declared simplification" for n in (1, 2)]


def test_terms_that_are_not_at_fault_stay(small):
    planned, data = analysis(small, f"{ANIMAL} + {JAR} + {CAGE}", [JAR, CAGE])
    assert steps(carry_out(planned, many(data))) == [CAGE]


def test_a_correlation_at_its_bound_is_a_fault_too(small):
    planned, data = analysis(small, f"{SLOPE} + {CAGE}", [SLOPE])
    made = many(data, cage_effect=1.0)
    rng = np.random.default_rng(3)
    size = rng.normal(0, 1, 12)[made.frame["animal"].cat.codes]
    noise = rng.normal(0, 0.05, len(size))
    level = np.exp(size * (1 + made.frame["dose"]) + noise + made.frame["cage"].cat.codes * 0.3)
    outcome = carry_out(planned, with_rows(made, made.frame.assign(level=level)))
    assert steps(outcome) == [SLOPE]
    assert "perfectly correlated" in told(outcome)[0][1]


def test_the_policy_on_singular_fits_has_its_turn_when_nothing_more_may_go(small):
    terms = f"{ANIMAL} + {JAR} + {CAGE}"
    planned, data = analysis(small, terms, [CAGE], singular="error")
    assert carry_out(planned, many(data)).failure == ""
    planned, data = analysis(small, terms, [CAGE], singular="error")
    outcome = carry_out(planned, many(data, jar_effect=0.0))
    assert outcome.failure.startswith("The fit is singular, which 'singular: error' refuses.")
    assert steps(outcome) == [CAGE]
    assert told(outcome)[0][0] == "simplified"
    planned, data = analysis(small, terms, [CAGE], singular="drop")
    outcome = carry_out(planned, many(data, jar_effect=0.0))
    assert [kind for kind, _ in told(outcome)] == ["simplified", "dropped_component"]


@pytest.mark.parametrize("engine", ["statsmodels", pytest.param("pymer4", marks=pytest.mark.r)])
def test_what_the_design_can_not_identify_goes_before_the_first_fit(small, engine):
    terms = f"{ANIMAL} + (1 | animal:diet) + {JAR}"
    planned, data = analysis(small, terms, [JAR])
    if engine == "pymer4":
        planned = replace(planned, engine=engine, optimizer="lme4")
    outcome = carry_out(planned, many(data))
    assert outcome.failure == ""
    assert steps(outcome) == [JAR]
    assert told(outcome)[0][1].endswith("`(1 | animal:diet)` and `(1 | jar)` have the same groups.")


@pytest.mark.parametrize("ladder", [(), (ANIMAL,)])
def test_a_design_that_identifies_nothing_is_refused_where_no_step_helps(small, ladder):
    terms = f"{ANIMAL} + (1 | animal:diet) + {JAR}"
    planned, data = analysis(small, terms, ladder)
    outcome = carry_out(planned, many(data))
    assert "can't tell apart" in outcome.failure
    assert [problem.message for problem in outcome.design_problems] == [outcome.failure]
    assert steps(outcome) == []
    with pytest.raises(DesignError, match="have the same groups"):
        stop_at_errors([check_design(planned, many(data))], "spec.yml")


def test_the_design_check_shows_the_step_and_goes_on(small):
    terms = f"{ANIMAL} + (1 | animal:diet) + {JAR}"
    planned, data = analysis(small, terms, [JAR])
    checked = check_design(planned, many(data))
    assert [step.term for step in checked.steps] == [JAR]
    assert str(checked.design.formula) == f"log(level) ~ diet + {ANIMAL} + (1 | animal:diet)"
    (finding,) = (one for one in checked.findings if one.rule == "same-groups")
    assert finding.accepted == f"it declares that `{JAR}` may go, and this is step 1."
    stop_at_errors([checked], "spec.yml")


def test_a_group_of_one_row_and_a_single_group_go_one_by_one(small):
    planned, data = analysis(small, f"{ANIMAL} + {JAR} + {CAGE}", [CAGE, JAR])
    made = many(data, cage_effect=1.0)
    one = made.frame[made.frame["cage"] == "c0"].reset_index(drop=True)
    one["cage"] = one["cage"].cat.remove_unused_categories()
    outcome = carry_out(planned, with_rows(made, one))
    assert steps(outcome) == [CAGE, JAR]
    assert [text.split("left out. ")[1] for _, text in told(outcome)] == [
        "All replicates are of one cage.",
        "Each jar has one replicate.",
    ]


def test_an_error_of_the_design_keeps_its_terms_from_one_process_to_another():
    error = DesignError("Two terms are the same.", terms=(ANIMAL, JAR))
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.terms) == (str(error), (ANIMAL, JAR))
