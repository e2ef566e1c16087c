"""A fit on the boundary: found whatever the units, and handled as the policy says."""

import numpy as np
import pandas as pd
import pytest

import sap
from sap.errors import AnalysisError
from tests.reference_cases import reference_case

SINGULAR = reference_case("invitro_singular", "additive")


def _with_a_plate_of_no_effect() -> pd.DataFrame:
    rng = np.random.default_rng(8)
    donor, plate = np.repeat(np.arange(10), 6), np.tile(np.arange(3), 20)
    y = rng.normal(size=60) + (2 * rng.normal(size=10))[donor]
    y -= pd.Series(y).groupby(plate).transform("mean").to_numpy()
    return pd.DataFrame({"y": y, "x": rng.normal(size=60), "donor": donor, "plate": plate})


@pytest.mark.parametrize("unit", [1e-9, 1.0, 1e9])
def test_keep_reports_a_variance_at_zero_in_any_unit(unit: float) -> None:
    data = SINGULAR.frame()
    fit = sap.fit(SINGULAR.formula, data.assign(value=data["value"] * unit))
    assert fit.singular
    assert fit.variance_components["variance"].iloc[0] == 0.0
    assert [condition.message for condition in fit.conditions] == ["The variance of donor is zero."]


def test_drop_refits_without_the_component_and_says_so() -> None:
    data = _with_a_plate_of_no_effect()
    kept = sap.fit("y ~ x + (1 | donor) + (1 | plate)", data)
    dropped = sap.fit("y ~ x + (1 | donor) + (1 | plate)", data, singular="drop")
    without = sap.fit("y ~ x + (1 | donor)", data)
    assert kept.singular
    assert not dropped.singular
    pd.testing.assert_frame_equal(dropped.coefficients, without.coefficients)
    assert [condition.kind for condition in dropped.conditions] == ["dropped_component"]
    assert "plate" in dropped.conditions[0].message


def test_error_refuses_the_fit() -> None:
    with pytest.raises(
        AnalysisError, match=r"'singular: error' refuses.*variance of donor is zero"
    ):
        sap.fit(SINGULAR.formula, SINGULAR.frame(), singular="error")


def test_nothing_left_to_drop_is_refused() -> None:
    with pytest.raises(AnalysisError, match="no mixed model is left"):
        sap.fit(SINGULAR.formula, SINGULAR.frame(), singular="drop")


def test_a_perfect_correlation_is_reported() -> None:
    rng = np.random.default_rng(5)
    donor, x = np.repeat(np.arange(12), 8), np.tile(np.linspace(-1, 1, 8), 12)
    effect = rng.normal(size=12)[donor]
    data = pd.DataFrame({"y": effect * (1 + x) + 0.3 * rng.normal(size=96), "x": x, "donor": donor})
    fit = sap.fit("y ~ x + (1 + x | donor)", data)
    assert fit.singular
    assert fit.variance_components["correlation"].iloc[2] == pytest.approx(1.0, abs=1e-9)
    assert "perfectly correlated" in fit.conditions[0].message
