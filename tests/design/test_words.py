"""Plurals that sentences about designs need, by rule and not by a study's own words."""

from __future__ import annotations

import pytest

from sap.design.words import many


@pytest.mark.parametrize(
    ("one", "several"),
    [
        ("donor", "donors"),
        ("batch", "batches"),
        ("biopsy", "biopsies"),
        ("day", "days"),
        ("serum", "sera"),
        ("culture medium", "culture media"),
        ("sum", "sums"),
        ("analysis", "analyses"),
        ("mouse", "mice"),
    ],
)
def test_plurals(one, several):
    assert many(one) == several
