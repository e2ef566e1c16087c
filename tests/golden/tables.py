"""The tables that are held: name of the file and how each is made from results data."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from sap.render.text import text_table
from sap.tables.multiplicity import multiplicity_table
from sap.tables.numbers import number_style
from sap.tables.primary import primary_table
from sap.tables.subgroups import subgroup_table
from tests import subgroup_example as subgroups
from tests.example_run import SINGULAR, WORDING, FakeFit, example_ard
from tests.tables import multiplicity_example

HERE = Path(__file__).parent


def _primary(ard, style="csr", **wording):
    words = dataclasses.replace(WORDING, **wording)
    return text_table(primary_table(ard, words, number_style(style)))


def _subgroups(ard, *factors, **wording):
    words = subgroups.words(*factors, **wording)
    return text_table(subgroup_table(ard, words, number_style("csr")))


def _multiplicity(**p_values):
    ard = multiplicity_example.results(multiplicity_example.P_VALUES | p_values)
    return text_table(multiplicity_table(ard, multiplicity_example.WORDING, number_style("csr")))


GOLDEN = {
    "primary": lambda: _primary(example_ard()),
    "primary_nejm": lambda: _primary(example_ard(), style="nejm"),
    "primary_failed": lambda: _primary(example_ard(fails=True)),
    "primary_singular_slopes": lambda: _primary(
        example_ard(FakeFit(conditions=[SINGULAR], slopes=True))
    ),
    "primary_alone": lambda: _primary(
        example_ard(),
        analyses=WORDING.analyses[:1],
        notice="",
        footnotes=("Prepared for the statistical analysis plan.",),
    ),
    "subgroups": lambda: _subgroups(
        subgroups.example(more=tuple(subgroups.family_rows())), whole=("P1", "primary")
    ),
    "subgroups_one": lambda: _subgroups(subgroups.example(subgroups.SUBSET), subgroups.SUBSET),
    "subgroups_covariate_difference": lambda: _subgroups(
        subgroups.as_differences(subgroups.example(subgroups.SKIN)), subgroups.SKIN
    ),
    "subgroups_failed": lambda: _subgroups(
        subgroups.example(subgroups.ULCERS, subgroups.PAH, fails=("ulcers",)),
        subgroups.ULCERS,
        subgroups.ILD,
        subgroups.PAH,
    ),
    "multiplicity": lambda: _multiplicity(),
    "multiplicity_closed": lambda: _multiplicity(A=0.0501),
}
