"""The harness of other studies: it finds what a run finds, and knows what it is held against."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from analyses.sclero_jak.estimands import TrueEffect, true_effects
from sap.run import run
from sap.run.progress import Progress
from tests.simulation.studies import (
    NUMBERS,
    PLACE,
    SPECS,
    coverage_bounds,
    endpoint_files,
    estimates,
    seeds,
    with_truth,
)

PRIMARY = SPECS / "primary.yml"


def test_the_committed_study_gives_the_estimate_of_a_run(tmp_path):
    found = estimates(seeds(1, 1), [PRIMARY])
    contrast = found[found["context"] == "contrast"].iloc[0]
    ran = {
        row.stat_name: row.stat
        for row in run(PRIMARY, tmp_path, progress=Progress()).ard
        if (row.analysis, row.context) == ("primary", "contrast")
    }
    assert (contrast["seed"], contrast["endpoint"]) == ("SCLERO-JAK 1", "P1")
    for name in ("estimate", "conf_low", "conf_high"):
        assert contrast[name] == pytest.approx(math.log(ran[name]), rel=1e-12)
    assert contrast["p_value"] == ran["p_value"]


def test_endpoint_files_are_those_with_endpoints():
    names = {path.name for path in endpoint_files()}
    assert "primary.yml" in names
    assert not names & {"study.yml", "sources.yml"}


def row(**given) -> dict:
    empty = dict.fromkeys(PLACE, "") | dict.fromkeys(NUMBERS, math.nan)
    return {"seed": "1", **empty, "endpoint": "E", "words": ""} | given


def test_each_contrast_is_held_against_its_own_truth():
    effect = TrueEffect(-0.4, {"a": -0.2, "b": -0.6}, {"b / a": -0.4})
    near = {"conf_low": -0.45, "conf_high": -0.35}
    table = pd.DataFrame(
        [
            row(context="contrast", **near),
            row(context="contrast", group2="v", group2_level="b", **near),
            row(context="subgroup", group2="v", group2_level="a", n_units=30),
            row(context="subgroup", group2="v", group2_level="b", n_units=10),
            row(context="overall", group2="weights", group2_level="equal", **near),
            row(context="overall", group2="weights", group2_level="observed", **near),
            row(context="modification", group2="v", group2_level="b / a", **near),
            row(context="contrast", endpoint="another", **near),
        ]
    )
    found = with_truth(table, {"E": effect})
    assert list(found["truth"]) == pytest.approx([-0.4, -0.6, -0.4, -0.3, -0.4])
    assert list(found["covers"]) == [True, False, True, False, True]


def test_an_interval_that_is_not_there_covers_nothing():
    found = with_truth(pd.DataFrame([row(context="contrast")]), {"E": true_effects()["P1"]})
    assert not found["covers"].any()


def test_bounds_of_coverage():
    assert coverage_bounds(36) == (29, 36)
    assert coverage_bounds(1000, alarm=0.025) == (936, 963)
