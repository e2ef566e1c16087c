"""The tables that are held: name of the file and how each is made from results data."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from sap.ard import Ard, ordered
from sap.ard.multiplicity import multiplicity_rows
from sap.plan import PlannedFamily
from sap.render.text import text_table
from sap.tables.characteristics import characteristics_table
from sap.tables.endpoints import endpoints_table
from sap.tables.excluded_rows import excluded_rows_listing
from sap.tables.multiplicity import multiplicity_table
from sap.tables.number_styles import number_style
from sap.tables.observed import observed_table
from sap.tables.primary import primary_table
from sap.tables.subgroups import subgroup_table
from sap.tables.wording import ShownFamily
from tests import subgroup_example as subgroups
from tests.example_run import (
    KINDS_WORDING,
    SINGULAR,
    WORDING,
    FakeFit,
    example_ard,
    example_kinds,
)
from tests.tables import described_example, endpoints_example, multiplicity_example

CSR = number_style("csr")
ONE_FAMILY = endpoints_example.WORDING.shown[:3]
HERE = Path(__file__).parent


def _primary(ard, style="csr", **wording):
    words = dataclasses.replace(WORDING, **wording)
    return text_table(primary_table(ard, words, number_style(style)))


def _in_family(gate_p: float) -> str:
    """The primary's table as one of two of a family behind a gate."""
    families = (
        PlannedFamily("gate", "Gate", "holm", 0.05, "", False, ("G",)),
        PlannedFamily("both", "Both", "holm", 0.05, "gate", False, ("P1", "P2")),
    )
    given = example_ard()
    p_values = {"G": gate_p, "P1": given.number("p_value", context="contrast"), "P2": 0.2}
    tested = multiplicity_rows(families, multiplicity_example.hypotheses(p_values))
    return _primary(Ard(ordered([*given, *tested])), family=ShownFamily("both", "Both"))


def _subgroups(ard, *factors, **wording):
    words = subgroups.words(*factors, **wording)
    return text_table(subgroup_table(ard, words, number_style("csr")))


def _multiplicity(**p_values):
    ard = multiplicity_example.results(multiplicity_example.P_VALUES | p_values)
    return text_table(multiplicity_table(ard, multiplicity_example.WORDING, number_style("csr")))


def _endpoints(gate="open", **wording):
    table = endpoints_table(
        endpoints_example.example(gate), endpoints_example.words(**wording), CSR
    )
    return text_table(table)


def _described(layout, ard, wording):
    return text_table(layout(ard, wording, CSR))


GOLDEN = {
    "primary": lambda: _primary(example_ard()),
    "primary_nejm": lambda: _primary(example_ard(), style="nejm"),
    "primary_failed": lambda: _primary(example_ard(fails=True)),
    "primary_singular_slopes": lambda: _primary(
        example_ard(FakeFit(conditions=[SINGULAR], slopes=True))
    ),
    "primary_kinds": lambda: text_table(
        primary_table(example_kinds(), KINDS_WORDING, number_style("csr"))
    ),
    "primary_alone": lambda: _primary(
        example_ard(),
        analyses=WORDING.analyses[:1],
        notice="",
        footnotes=("Prepared for the statistical analysis plan.",),
    ),
    "primary_in_a_family": lambda: _in_family(0.01),
    "primary_behind_a_closed_gate": lambda: _in_family(0.3),
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
    "endpoints": lambda: _endpoints(shown=endpoints_example.WORDING.shown[:3]),
    "endpoints_of_all_sorts": _endpoints,
    "endpoints_gate_absent": lambda: _endpoints(
        "absent", shown=endpoints_example.WORDING.shown[:3]
    ),
    "endpoints_in_no_family": lambda: _endpoints(
        shown=tuple(dataclasses.replace(one, family="") for one in ONE_FAMILY)
    ),
    "characteristics": lambda: _described(
        characteristics_table,
        described_example.characteristics(),
        described_example.CHARACTERISTICS_WORDING,
    ),
    "observed": lambda: _described(
        observed_table, described_example.observed(), described_example.OBSERVED_WORDING
    ),
    "excluded_rows": lambda: _described(
        excluded_rows_listing,
        described_example.excluded_rows(),
        described_example.LISTING_WORDING,
    ),
}
