"""The tables that are held: name of the file and how each is made from results data."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from sap.render.text import text_table
from sap.tables.numbers import number_style
from sap.tables.primary import primary_table
from tests.example_run import (
    KINDS_WORDING,
    SINGULAR,
    WORDING,
    FakeFit,
    example_ard,
    example_kinds,
)

HERE = Path(__file__).parent


def _primary(ard, style="csr", **wording):
    words = dataclasses.replace(WORDING, **wording)
    return text_table(primary_table(ard, words, number_style(style)))


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
}
