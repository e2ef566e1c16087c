"""Tests on unit means from rows, by the default engine and by R, which share no line."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from sap.engines.base import PairedRequest
from sap.errors import AnalysisError, DataError, PlanError
from sap.fitting import paired_test

CLOSED = 1e-12
"""Two programs of one closed form, or of sums of counts."""

FAR_TAIL = 1e-9
"""p-values by two libraries."""


def request(kind="paired-t", transformation="log", level=0.95):
    return PairedRequest(kind, "value", transformation, "unit", "arm", "drug", "none", level)


def rows(seed=1, n=14, decimals=6):
    """Make units with two rows an arm; unit 3 has one arm, and unit 5 a single row of one."""
    rng = np.random.default_rng(seed)
    unit = np.repeat(np.arange(n), 4)
    arm = np.tile(["none", "none", "drug", "drug"], n)
    logs = 2.0 + rng.normal(0, 0.6, n)[unit] - 0.2 * (arm == "drug") + rng.normal(0, 0.3, 4 * n)
    frame = pd.DataFrame(
        {
            "unit": pd.Categorical([f"u{number}" for number in unit]),
            "arm": pd.Categorical(arm, ["none", "drug"]),
            "value": np.round(np.exp(logs), decimals),
        }
    )
    lost = (frame["unit"] == "u3") & (frame["arm"] == "drug")
    return frame[~lost].drop(index=[5 * 4 + 1]).reset_index(drop=True)


def differences(frame):
    logs = frame.assign(value=np.log(frame["value"]))
    means = logs.pivot_table("value", "unit", "arm", observed=True).dropna()
    return (means["drug"] - means["none"]).to_numpy()


def test_the_t_test_is_on_unit_means_of_logs():
    frame = rows()
    found, d = paired_test(frame, request(), "statsmodels"), differences(rows())
    assert (found.n_pairs, found.n_unpaired) == (13, {"none": 1, "drug": 0})
    assert found.statistics["estimate"] == pytest.approx(math.exp(d.mean()), rel=CLOSED)
    error = d.std(ddof=1) / math.sqrt(13)
    assert found.statistics["std_error"] == pytest.approx(math.exp(d.mean()) * error, rel=CLOSED)
    assert found.statistics["statistic"] == pytest.approx(d.mean() / error, rel=CLOSED)
    assert found.statistics["df"] == 12


def test_a_difference_stays_in_the_units_of_the_data():
    one = paired_test(rows(), request("wilcoxon", "identity"), "statsmodels").statistics
    thousand = rows().assign(value=lambda frame: frame["value"] * 1000)
    other = paired_test(thousand, request("wilcoxon", "identity"), "statsmodels").statistics
    assert other["estimate"] == pytest.approx(1000 * one["estimate"], rel=1e-9)
    assert other["p_value"] == one["p_value"]


def test_ratios_do_not_hang_on_the_base_of_the_logarithm():
    for kind in ("paired-t", "wilcoxon"):
        natural, *others = (
            paired_test(rows(), request(kind, name), "statsmodels").statistics
            for name in ("log", "log2", "log10")
        )
        for other in others:
            assert other == pytest.approx(natural, rel=1e-9)


def test_the_order_of_rows_is_no_matter():
    frame = rows()
    mixed = frame.sample(frac=1, random_state=3)
    for kind in ("paired-t", "wilcoxon"):
        one = paired_test(frame, request(kind), "statsmodels")
        other = paired_test(mixed, request(kind), "statsmodels")
        assert other.statistics == pytest.approx(one.statistics, rel=1e-9)


def test_what_cannot_be_done_is_refused():
    frame = rows()
    with pytest.raises(DataError, match=r"log\(value\) needs values above zero; 'value' has other"):
        paired_test(frame.assign(value=-1.0), request(), "statsmodels")
    with pytest.raises(AnalysisError, match="there are 0"):
        paired_test(frame[frame["arm"] == "none"], request(), "statsmodels")
    with pytest.raises(AnalysisError, match="No pair differs"):
        paired_test(frame.assign(value=2.0), request("wilcoxon"), "statsmodels")
    with pytest.raises(PlanError, match="Unknown engine 'sas'"):
        paired_test(frame, request(), "sas")


def tied(frame):
    """Round so coarsely that differences tie, and let two units show none."""
    same = frame["unit"].isin(["u1", "u2"])
    return frame.assign(value=frame["value"].round(0).clip(lower=1).where(~same, 4.0))


@pytest.mark.r
@pytest.mark.parametrize("transformation", ["log", "log2", "log10", "sqrt", "logit", "identity"])
@pytest.mark.parametrize("kind", ["paired-t", "wilcoxon"])
def test_r_finds_the_same(kind, transformation):
    asked = request(kind, transformation, 0.9)
    ours, theirs = (paired_test(rows(2), asked, name) for name in ("statsmodels", "pymer4"))
    assert (theirs.n_pairs, theirs.n_zero, theirs.n_unpaired) == (
        ours.n_pairs,
        ours.n_zero,
        ours.n_unpaired,
    )
    assert theirs.statistics.keys() == ours.statistics.keys()
    for name, value in ours.statistics.items():
        tolerance = FAR_TAIL if name == "p_value" else CLOSED
        assert theirs.statistics[name] == pytest.approx(value, rel=tolerance), name
    assert "R" in theirs.versions


@pytest.mark.r
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_r_finds_the_same_with_ties_and_zeros(seed, level):
    asked = request("wilcoxon", "identity", level)
    frame = tied(rows(seed))
    ours, theirs = (paired_test(frame, asked, name) for name in ("statsmodels", "pymer4"))
    assert ours.n_zero == theirs.n_zero >= 2
    assert theirs.statistics == pytest.approx(ours.statistics, rel=CLOSED)


@pytest.mark.r
def test_r_has_no_interval_where_none_reaches_the_level():
    frame = rows(n=6)
    ours, theirs = (
        paired_test(frame, request("wilcoxon"), name) for name in ("statsmodels", "pymer4")
    )
    assert ours.n_pairs == 5
    assert math.isnan(ours.statistics["conf_low"])
    assert theirs.statistics == pytest.approx(ours.statistics, rel=CLOSED, nan_ok=True)


@pytest.mark.r
def test_r_refuses_what_cannot_be_tested():
    frame = rows()
    for asked, data in (
        (request("wilcoxon"), frame.assign(value=2.0)),
        (request(), frame.assign(value=2.0)),
        (request(), frame[frame["arm"] == "none"]),
        (request(), frame.assign(value=-1.0)),
    ):
        with pytest.raises(AnalysisError, match="R says"):
            paired_test(data, asked, "pymer4")
