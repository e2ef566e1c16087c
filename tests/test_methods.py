"""The figures that docs/methods.md quotes are those that sap gives."""

from __future__ import annotations

import re

import pytest

import sap
from tests.house import ROOT
from tests.reference_cases import reference_case

TEXT = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
METHODS = ("kenward-roger", "kenward-roger-sas", "satterthwaite")
ROWS = re.findall(r"^\| (\w+)-(\w+) \| (\S+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$", TEXT, re.M)


def test_the_table_is_found():
    assert len(ROWS) == 6


@pytest.mark.parametrize("row", ROWS, ids=[f"{row[0]}-{row[2]}" for row in ROWS])
def test_degrees_of_freedom_are_those_quoted(row):
    dataset, model, term, *quoted = row
    case = reference_case(dataset, model)
    for ddf, text in zip(METHODS, quoted, strict=True):
        table = sap.fit(case.formula, case.frame(), ddf=ddf).coefficients.set_index("term")
        assert f"{table.loc[term, 'df']:.2f}" == text, ddf


def test_denominator_df_of_satterthwaite_are_those_quoted():
    case = reference_case("oats_unbalanced", "additive")
    table = sap.fit(case.formula, case.frame(), ddf="satterthwaite").anova().set_index("term")
    results = case.results["satterthwaite"]
    others = [
        next(row["denDF"] for row in results[name] if row["term"] == "nitro")
        for name in ("type3", "type3_lmerTest")
    ]
    quoted = re.search(r"nitro: ([\d.]+) here, ([\d.]+) and ([\d.]+)\s", TEXT).groups()
    assert [f"{value:.3f}" for value in (table.loc["nitro", "den_df"], *others)] == list(quoted)


def test_every_method_of_the_engine_is_described():
    from sap.engines.catalogue import CAPABILITIES

    engine = CAPABILITIES["statsmodels"]
    for name in (
        *engine.ddf,
        *engine.adjust,
        *engine.weights,
        *engine.diagnostics,
        *engine.kinds[1:],
    ):
        assert name in TEXT, name


def test_every_file_named_is_there():
    for name in re.findall(r"`((?:solver|inference)/\w+\.py)`", TEXT):
        assert (ROOT / "sap" / name).is_file(), name
