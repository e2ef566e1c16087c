"""Diagnostics as rows: every number in full, a reason where there is none, keys that differ."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import sap
from sap.ard.diagnostics import MEASURED, diagnostic_rows
from sap.ard.model import STATISTICS, Result
from sap.ard.rows import Analysis, Ard
from sap.engines.base import ContrastRequest
from sap.errors import PlanError
from tests.example_run import FakeFit

MAIN = Analysis("E1", "primary")
ALL = ("convergence", "residuals", "influence")


def wells() -> pd.DataFrame:
    """SIMULATED: six donors, two arms, two sites; the sixth donor is all of site B."""
    rng = np.random.default_rng(11)
    donor, arm, _ = (part.ravel() for part in np.indices((6, 2, 2)))
    effect = rng.normal(0, 0.5, 6)[donor] + rng.normal(0, 0.2, (6, 2))[donor, arm]
    return pd.DataFrame(
        {
            "conc": np.exp(3 + 0.4 * arm + effect + rng.normal(0, 0.1, len(donor))),
            "arm": np.array(["off", "on"])[arm],
            "donor": [f"D{i}" for i in donor],
            "site": np.where(donor == 5, "B", "A"),
        }
    )


def result(type_: str = "response", by: tuple[str, ...] = ()) -> Result:
    request = ContrastRequest(
        specs=("arm",), by=by, method="trt.vs.ctrl", reference="off", type=type_
    )
    return Result(request, "conc", "pg/mL", "ratio", 0.05)


@pytest.fixture(scope="module")
def fit():
    data = wells()
    data.loc[3, "conc"] = np.nan
    return sap.fit("log(conc) ~ arm * site + (1 | donor) + (1 | donor:arm)", data)


@pytest.fixture(scope="module")
def ard(fit) -> Ard:
    lines = np.arange(24) + 2
    return Ard(tuple(diagnostic_rows(MAIN, fit, result(by=("site",)), ALL, "donor", lines)))


def test_convergence_is_all_there(fit, ard):
    report = fit.diagnostics.convergence()
    rows = ard.select(context="convergence")
    assert [row.stat for row in rows] == report["value"].tolist()
    assert [row.stat_name for row in rows] == report["name"].tolist()
    eigenvalues = rows.select(stat_name="hessian_eigenvalue")
    assert eigenvalues.values("variable_level") == ("1", "2")


def test_residuals_name_the_line_of_the_source(fit, ard):
    frame = fit.diagnostics.residuals()
    rows = ard.select(context="residuals")
    lines = rows.values("variable_level")
    assert len(lines) == 23
    assert "5" not in lines
    for record in frame.to_dict("records"):
        for name in MEASURED:
            assert rows.number(name, variable_level=str(record["row"] + 2)) == record[name]


def test_influence_is_every_statistic_without_every_donor(fit, ard):
    frame = fit.diagnostics.influence("donor", "arm", "site", type="response", reference="off")
    rows = ard.select(context="influence", group2="site", variable="donor")
    for record in frame.to_dict("records"):
        place = {
            "group1_level": record["contrast"],
            "group2_level": record["site"],
            "variable_level": record["left_out"],
        }
        for name in ("n_obs", *STATISTICS, "change", "singular"):
            row = rows.find(name, **place)
            if record[name] != record[name]:
                assert row.stat is None
                assert row.error
            else:
                assert (row.stat, row.error) == (record[name], "")


def test_what_is_gone_with_a_donor_says_so(ard):
    without = ard.select(context="influence", variable_level="D5")
    assert without.number("estimate", group2_level="A") is not None
    row = without.find("estimate", group2_level="B")
    assert (row.stat, row.error) == (None, "The data do not determine this quantity.")


def test_model_that_fails_without_a_donor_gives_its_reason():
    data = wells()
    two = data[data["donor"].isin(["D0", "D1"])]
    fit = sap.fit("log(conc) ~ arm + (1 | donor)", two)
    rows = Ard(tuple(diagnostic_rows(MAIN, fit, result(), ("influence",), "donor", np.arange(8))))
    errors = {row.error for row in rows.select(stat_name="estimate")}
    assert len(errors) == 1
    assert "donor" in errors.pop()
    assert rows.number("n_obs") == 4


def test_units_stand_by_what_is_in_them(fit):
    rows = Ard(
        tuple(diagnostic_rows(MAIN, fit, result("link"), ("influence",), "donor", np.arange(24)))
    )
    assert rows.find("estimate").unit == "pg/mL"
    assert rows.find("change").unit == ""


def test_only_what_is_wanted_is_made(fit):
    assert list(diagnostic_rows(MAIN, fit, result(), (), "donor", np.arange(24))) == []
    rows = diagnostic_rows(MAIN, fit, result(), ("convergence",), "donor", np.arange(24))
    assert {row.context for row in rows} == {"convergence"}


def test_engine_without_diagnostics_says_so():
    with pytest.raises(PlanError, match="has no diagnostics"):
        list(diagnostic_rows(MAIN, FakeFit(), result(), ALL, "donor", np.arange(4)))
