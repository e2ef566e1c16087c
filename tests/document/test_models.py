"""Models in words and as equations."""

from __future__ import annotations

import pytest

from sap.document.models import equation, fit_in_words, model_in_words
from tests.document_example import example_plan, whole_plan

FORMULA = "log(pain) ~ drug + age + (1 | patient) + (1 | centre)"


def words(folder, formula, *more):
    plan = example_plan(folder, (f"formula: {FORMULA}", f"formula: {formula}"), *more)
    one = plan.analyses[0]
    said = (model_in_words(one, one.formula), " ".join(fit_in_words(one)))
    return said, equation(one, one.formula)


def test_the_primary_as_a_statistician_writes_it():
    one = whole_plan().analyses[0]
    model, fit = model_in_words(one, one.formula), " ".join(fit_in_words(one))
    assert model == (
        "The natural logarithm of the concentration (pg/mL) is analysed by a linear mixed model "
        "with a fixed effect of treatment (Ruxolitinib versus Vehicle as reference), and random "
        "intercepts of donor, of donor by treatment and of plate. Random effects are normal with "
        "mean zero and independent of each other; residuals are independent and normal with one "
        "variance."
    )
    assert "restricted maximum likelihood (REML)" in fit
    assert "degrees of freedom by Kenward-Roger (expected information)" in fit
    assert "Ruxolitinib with Vehicle" in fit
    assert "geometric means" in fit
    assert "two-sided at the level 0.05, with 95 % confidence intervals" in fit


def test_the_equation_of_the_primary():
    one = whole_plan().analyses[0]
    assert equation(one, one.formula).split("\n") == [
        "ln(concentration) = μ + β[treatment] + u1[donor] + u2[donor, treatment] + u3[plate] + ε",
        "uk ~ N(0, σk²) for k = 1 to 3;  ε ~ N(0, σ²)",
    ]


def test_slopes_interactions_and_correlations(tmp_path):
    formula = "log(pain) ~ drug * age + (1 + age | patient) + (0 + drug | centre)"
    said, written = words(tmp_path, formula)
    assert "age (linear, years) and their interaction" in said[0]
    assert "random intercepts and slopes on age of patient" in said[0]
    assert "random effects of drug of centre" in said[0]
    assert "correlated within a term and independent between terms" in said[0]
    assert "β[drug:age] · age" in written
    assert "u1[patient] + u2[patient] · age + u3[centre, drug]" in written
    assert "(u1, u2) jointly normal" in written


def test_three_way_interactions_are_named_one_by_one(tmp_path):
    formula = "log(pain) ~ drug * age * sex + (1 | patient) + (1 | centre)"
    said, _ = words(tmp_path, formula)
    assert "the interaction of drug and age" in said[0]
    assert "the interaction of drug, age and sex" in said[0]


@pytest.mark.parametrize(
    ("response", "subject", "shown"),
    [
        ("pain", "The pain score (mm) is analysed", "differences on the scale measured"),
        ("log2(pain)", "The logarithm to base 2 of the pain score", "ratios"),
        ("sqrt(pain)", "The square root of the pain score", "squaring"),
    ],
)
def test_scales(tmp_path, response, subject, shown):
    said, _ = words(tmp_path, FORMULA.replace("log(pain)", response))
    assert said[0].startswith(subject)
    assert shown in said[1]


def test_what_is_asked_of_the_fit_is_said(tmp_path):
    said, _ = words(
        tmp_path,
        FORMULA,
        ("method: REML\n", "method: ML\n      singular: error\n"),
        ("ddf: kenward-roger", "ddf: satterthwaite\n      simplify: [(1 | centre)]"),
        ("method: trt.vs.ctrl}", "method: pairwise, adjust: tukey, weights: proportional}"),
    )
    assert "maximum likelihood (ML)" in said[1]
    assert "by Satterthwaite" in said[1]
    assert "in this order: (1 | centre)" in said[1]
    assert "not estimable (NE)" in said[1]
    assert "all pairs of Placebo, Drug A and Drug B" in said[1]
    assert "adjusted by tukey" in said[1]
    assert "in proportion to the data" in said[1]
