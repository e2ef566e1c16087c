"""Joint tests and anova beyond the reference models."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sap.errors import PlanError
from sap.inference.anova import anova_table, categorical_labels, is_contained
from sap.inference.joint import differences, equality_table, interaction, joint_tests_table
from sap.inference.trends import trends
from tests.inference.fitting import Fitted, fitted
from tests.reference_cases import reference_case


def oats(ddf: str = "kenward-roger", drop: tuple[tuple[str, str], ...] = ()) -> Fitted:
    frame = reference_case("oats_unbalanced", "additive").frame()
    for variety, nitro in drop:
        frame = frame[~((frame["variety"] == variety) & (frame["nitro"] == nitro))]
    return fitted("yield ~ variety * nitro + (1 | block/variety)", frame, ddf)


def test_orthonormal_functions():
    for made in (differences(4), interaction([3, 2, 4])):
        np.testing.assert_allclose(made @ made.T, np.eye(len(made)), atol=1e-14)
    np.testing.assert_allclose(differences(5).sum(axis=1), 0.0, atol=1e-14)
    assert interaction([3, 4]).shape == (6, 12)


def test_equality_of_two_means_is_the_t_test():
    frame = reference_case("invitro_ild2", "log_interaction").frame()
    fit = fitted("log(ccl18) ~ treatment * ild + (1 | donor)", frame)
    means = fit.means(["ild"], ["treatment"])
    table = equality_table(fit.basis, means)
    single = fit.basis.estimate(means.rows[:, 1] - means.rows[:, 0])
    np.testing.assert_allclose(table["statistic"], single.statistic**2, rtol=1e-10)
    np.testing.assert_allclose(table["den_df"], single.df, rtol=1e-10)
    assert list(table.columns) == [
        "term",
        "treatment",
        "num_df",
        "den_df",
        "statistic",
        "p_value",
    ]


def test_equality_of_slopes_is_the_interaction():
    frame = reference_case("orthodont", "intercept").frame()
    fit = fitted("distance ~ age * sex + (1 | subject)", frame)
    slopes = trends(fit.design, fit.frame, "age", ["sex"])
    table = equality_table(fit.basis, slopes)
    tests = anova_table(fit.basis, fit.design, fit.frame)
    assert table["p_value"][0] == pytest.approx(tests["p_value"][2], rel=1e-9)


@pytest.mark.parametrize("ddf", ["kenward-roger", "satterthwaite"])
def test_joint_tests_are_type_three_without_covariates(ddf):
    fit = oats(ddf)
    joint = joint_tests_table(fit.basis, fit.design, fit.frame)
    tests = anova_table(fit.basis, fit.design, fit.frame)
    pd.testing.assert_frame_equal(joint, tests, rtol=1e-9)


def test_empty_cell_reduces_the_df_of_joint_tests():
    # emmeans 1.8.4: variety 1, nitro 2, variety:nitro 5 numerator df.
    fit = oats(drop=(("Victory", "0.6"),))
    table = joint_tests_table(fit.basis, fit.design, fit.frame)
    assert table["num_df"].tolist() == [1, 2, 5]
    by = joint_tests_table(fit.basis, fit.design, fit.frame, ["variety"])
    assert by["num_df"].tolist() == [3, 3, 2]
    assert by["variety"].tolist() == ["Golden Rain", "Marvellous", "Victory"]


def test_nothing_left_to_test_is_unknown():
    frame = reference_case("oats_unbalanced", "additive").frame()
    # Victory grows on one level of nitrogen only, which no other variety has.
    frame = frame[(frame["variety"] == "Victory") == (frame["nitro"] == "0.6")]
    frame = frame[frame["variety"] != "Marvellous"]
    fit = fitted("yield ~ variety * nitro + (1 | block)", frame)
    table = joint_tests_table(fit.basis, fit.design, fit.frame)
    assert table["num_df"].tolist() == [0, 0, 0]
    assert table[["den_df", "statistic", "p_value"]].isna().all(axis=None)


def test_intercept_only_has_no_terms():
    fit = fitted("yield ~ 1 + (1 | batch)", reference_case("dyestuff", "oneway").frame())
    table = anova_table(fit.basis, fit.design, fit.frame)
    assert list(table.columns) == ["term", "num_df", "den_df", "statistic", "p_value"]
    assert table.empty


def test_without_intercept_the_means_are_tested():
    fit = fitted(
        "yield ~ 0 + nitro + (1 | block)", reference_case("oats_unbalanced", "additive").frame()
    )
    table = anova_table(fit.basis, fit.design, fit.frame)
    whole = fit.basis.test(np.eye(4))
    assert table["num_df"].tolist() == [4]
    assert table["statistic"][0] == pytest.approx(whole.statistic, rel=1e-9)


def test_unknown_type_is_refused():
    fit = oats()
    with pytest.raises(PlanError, match="no anova of type 4"):
        anova_table(fit.basis, fit.design, fit.frame, 4)


def test_containment_minds_covariates():
    frame = reference_case("orthodont", "intercept").frame()
    fit = fitted("distance ~ sex * age + I(age^2) + (1 | subject)", frame)
    factors = categorical_labels(fit.design)
    terms = {term.label: term for term in fit.design.terms}
    assert factors == {"sex"}
    assert is_contained(terms["age"], terms["sex:age"], factors)
    assert not is_contained(terms["sex"], terms["sex:age"], factors)
    assert not is_contained(terms["age"], terms["I(age^2)"], factors)
    assert not is_contained(terms["age"], terms["age"], factors)


def test_first_type_adds_up_in_a_balanced_design():
    frame = reference_case("oats", "splitplot").frame()
    fit = fitted("yield ~ variety * nitro + (1 | block/variety)", frame)
    tables = [anova_table(fit.basis, fit.design, fit.frame, type) for type in (1, 2, 3)]
    pd.testing.assert_frame_equal(tables[0], tables[2], rtol=1e-9)
    pd.testing.assert_frame_equal(tables[1], tables[2], rtol=1e-9)
