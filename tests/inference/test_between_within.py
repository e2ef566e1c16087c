"""Between-within df as published for nlme and SAS."""

from __future__ import annotations

import numpy as np
import pytest

from sap.errors import EstimabilityError
from sap.formula import parse_formula
from sap.inference.anova import anova_table
from sap.inference.between_within import between_within_df
from sap.model.fixed import fixed_design, frame_columns
from sap.model.frame import model_frame
from sap.model.random import random_blocks
from sap.solver.blocks import RandomBlock
from tests.inference.fitting import fitted
from tests.reference_cases import reference_case


def df_of(formula: str, data) -> dict[str, float]:
    parsed = parse_formula(formula)
    frame = model_frame(parsed, data)
    design = fixed_design(parsed.fixed, frame)
    x = design.matrix(frame_columns(frame))
    kept = np.ones(x.shape[1], dtype=bool)
    made = between_within_df(x, kept, random_blocks(frame), design.columns_of)
    return dict(zip(design.names, made, strict=True))


@pytest.mark.parametrize(
    ("case", "formula", "expected"),
    [
        # Pinheiro & Bates (2000), anova of lme; nlme 3.1-162 prints the same.
        (
            ("orthodont", "intercept"),
            "distance ~ age * sex + (1 | subject)",
            {"age": 79, "sexFemale": 25, "age:sexFemale": 79},
        ),
        (
            ("oats", "splitplot"),
            "yield ~ nitro * variety + (1 | block/variety)",
            {"nitro0.2": 45, "varietyVictory": 10, "nitro0.6:varietyMarvellous": 45},
        ),
        (
            ("machines", "two_intercepts"),
            "score ~ machine + (1 | worker/machine)",
            {"machineB": 10, "machineC": 10},
        ),
        (
            ("machines", "two_intercepts"),
            "score ~ machine + (1 | worker)",
            {"machineB": 46, "machineC": 46},
        ),
        # Two terms of one grouping count once.
        (
            ("orthodont", "intercept"),
            "distance ~ age * sex + (1 | subject) + (0 + age | subject)",
            {"age": 79, "sexFemale": 25},
        ),
    ],
)
def test_published_df(case, formula, expected):
    found = df_of(formula, reference_case(*case).frame())
    assert {name: found[name] for name in expected} == expected


def test_proc_mixed_on_pupils_in_schools():
    # Snijders & Bosker, Multilevel Analysis, table 8.1, by SAS PROC MIXED ddfm=bw: 2287 pupils
    # of 131 schools, one variable of schools (129 df, as has the intercept), three of pupils.
    rng = np.random.default_rng(8)
    school = np.concatenate([np.arange(131), rng.integers(0, 131, 2287 - 131)])
    x = np.column_stack([np.ones(2287), rng.normal(size=(2287, 3)), rng.normal(size=131)[school]])
    block = RandomBlock("school", ("(Intercept)",), school, 131, np.ones((2287, 1)))
    terms = {str(i): slice(i, i + 1) for i in range(5)}
    found = between_within_df(x, np.ones(5, dtype=bool), [block], terms)
    np.testing.assert_array_equal(found, [129, 2153, 2153, 2153, 129])


def test_mean_takes_the_smaller_df():
    frame = reference_case("orthodont", "intercept").frame()
    fit = fitted("distance ~ age * sex + (1 | subject)", frame, "between-within")
    means = fit.means(["sex"]).rows[0]
    np.testing.assert_array_equal(fit.basis.estimate(means).df, [25, 25])
    table = anova_table(fit.basis, fit.design, fit.frame)
    assert dict(zip(table["term"], table["den_df"], strict=True)) == {
        "age": 79,
        "sex": 25,
        "age:sex": 79,
    }
    # anova(lme(distance ~ age * Sex, random = ~ 1 | Subject)), nlme 3.1-162.
    assert table["statistic"].iloc[2] == pytest.approx(6.303, abs=5e-4)


def test_aliased_columns_cost_no_df():
    rng = np.random.default_rng(1)
    donor = np.repeat(np.arange(6), 4)
    within = rng.normal(size=24)
    x = np.column_stack([np.ones(24), within, 2.0 * within])
    block = RandomBlock("donor", ("(Intercept)",), donor, 6, np.ones((24, 1)))
    terms = {"(Intercept)": slice(0, 1), "a": slice(1, 2), "b": slice(2, 3)}
    found = between_within_df(x, np.array([True, True, False]), [block], terms)
    np.testing.assert_array_equal(found, [5, 17, 17])


def test_level_without_df_left_is_unknown():
    donor = np.repeat(np.arange(2), 6)
    x = np.column_stack([np.ones(12), donor.astype(float)])
    block = RandomBlock("donor", ("(Intercept)",), donor, 2, np.ones((12, 1)))
    terms = {"(Intercept)": slice(0, 1), "group": slice(1, 2)}
    assert np.isnan(between_within_df(x, np.ones(2, dtype=bool), [block], terms)).all()


def test_crossed_groups_are_refused():
    with pytest.raises(EstimabilityError, match=r"crossed with 'sample'.*kenward-roger"):
        df_of(
            "diameter ~ 1 + (1 | plate) + (1 | sample)",
            reference_case("penicillin", "crossed").frame(),
        )
