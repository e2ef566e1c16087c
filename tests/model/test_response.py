"""Transformations of a response undo themselves, and their slopes are their derivatives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sap.formula import TRANSFORMATIONS
from sap.model.response import ResponseScale


@pytest.mark.parametrize("name", TRANSFORMATIONS)
@given(value=st.floats(0.01, 99.99))
def test_back_undoes_forward(name, value: float) -> None:
    scale = ResponseScale(name)
    made = scale.back(scale.forward(np.array([value])))
    np.testing.assert_allclose(made, value, rtol=1e-10)


@pytest.mark.parametrize("name", TRANSFORMATIONS)
@given(value=st.floats(0.05, 3.0))
def test_slopes_are_derivatives(name, value: float) -> None:
    scale, step = ResponseScale(name), 1e-6
    for function, slope in (
        (scale.back, scale.back_slope),
        (scale.back_contrast, scale.back_contrast_slope),
    ):
        ends = function(np.array([value - step, value + step]))
        expected = (ends[1] - ends[0]) / (2 * step)
        np.testing.assert_allclose(slope(np.array([value])), expected, rtol=1e-6)


@pytest.mark.parametrize(
    ("name", "ok"),
    [
        ("identity", [True, True, True, True]),
        ("log", [False, False, True, True]),
        ("sqrt", [False, True, True, True]),
        ("logit", [False, False, True, False]),
    ],
)
def test_domains(name, ok: list[bool]) -> None:
    assert ResponseScale(name).inside(np.array([-1.0, 0.0, 50.0, 100.0])).tolist() == ok


def test_a_log2_difference_of_one_is_a_ratio_of_two() -> None:
    assert ResponseScale("log2").back_contrast(np.array([1.0]))[0] == pytest.approx(2.0)
    assert ResponseScale("log10").back_contrast(np.array([1.0]))[0] == pytest.approx(10.0)
    assert ResponseScale("log").contrast_name == "ratio"
    assert ResponseScale("logit").contrast_name == "odds ratio"
    assert ResponseScale("sqrt").contrast_name == "difference"
