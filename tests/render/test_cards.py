"""Results in the columns of cards: one row each, raw values apart from formatted ones."""

from __future__ import annotations

import csv
import io

from sap.ard import Ard
from sap.ard.files import unescaped
from sap.ard.rows import Analysis
from sap.ard.statistics import STAT_LABELS
from sap.render.cards import COLUMNS, STAT_NAMES, cards_csv
from sap.tables.formatted import formatted_values
from sap.tables.number_styles import number_style
from tests.example_run import example_kinds

STYLE = number_style("csr")
KEYS = COLUMNS[:12]


def read(ard):
    text = cards_csv(ard, STYLE).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_every_row_of_the_results_is_there():
    ard = example_kinds()
    made = read(ard)
    assert len(made) == len(ard)
    for row, cells, shown in zip(ard, made, formatted_values(ard, STYLE), strict=True):
        raw = unescaped(cells["stat"]) if row.stat is None else float(cells["stat"])
        assert raw == (row.stat_text if row.stat is None else row.stat)
        assert unescaped(cells["stat_fmt"]) == shown
        assert (cells["group3_level"], cells["group4_level"]) == (row.endpoint, row.analysis)
        assert (cells["context"], cells["stat_label"]) == (row.context, row.stat_label)
        assert unescaped(cells["error"]) == row.error


def test_no_two_rows_have_one_key():
    made = [tuple(row[column] for column in KEYS) for row in read(example_kinds())]
    assert len(set(made)) == len(made)


def test_statistics_have_the_names_of_broom():
    assert set(STAT_NAMES) <= set(STAT_LABELS)
    # No statistic of ours has a name that another one is given.
    assert not set(STAT_NAMES.values()) & set(STAT_LABELS)
    names = {row["stat_name"] for row in read(example_kinds())}
    assert names >= {"estimate", "std.error", "p.value", "conf.low", "conf.high", "df", "p25"}


def test_what_concerns_the_whole_study_is_of_no_endpoint():
    (row,) = read(Ard((Analysis().row("study", "study_id", text="BREW"),)))
    assert (row["group3"], row["group4"], row["stat"]) == ("", "", "BREW")


def test_texts_are_escaped_and_numbers_are_not():
    odd = '=cmd|" /C",\r\nrest'
    rows = (
        Analysis("+E", "-a").row("contrast", "estimate", -0.5, variable=odd),
        Analysis("+E", "-a").row("model", "formula", text="@y ~ x", warning="'quoted"),
    )
    first, second = read(Ard(rows))
    assert (first["stat"], first["stat_fmt"]) == ("-0.5", "\N{MINUS SIGN}0.50")
    assert first["variable"] == f"'{odd}"
    assert (first["group3_level"], first["group4_level"]) == ("'+E", "'-a")
    assert (second["stat"], second["stat_fmt"]) == ("'@y ~ x", "'@y ~ x")
    assert second["warning"] == "''quoted"


def test_the_same_results_give_the_same_bytes():
    assert cards_csv(example_kinds(), STYLE) == cards_csv(example_kinds(), STYLE)
