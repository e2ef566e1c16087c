"""Every statistic has its rule, and the formatted value is what tables show."""

from __future__ import annotations

import pytest

from sap.ard import Ard, ordered
from sap.ard.rows import Analysis
from sap.ard.statistics import STAT_LABELS
from sap.tables.formatted import formatted_values, pattern, rule_of
from sap.tables.number_styles import number_style
from sap.tables.primary import primary_table
from tests.example_run import WORDING, example_ard

CSR, NEJM = number_style("csr"), number_style("nejm")
MAIN = Analysis("E1", "primary")


def written(*rows, style=CSR):
    ard = Ard(ordered(rows))
    return dict(zip((row.stat_name for row in ard), formatted_values(ard, style), strict=True))


def model(*, effect="ratio", alpha=0.05):
    yield MAIN.row("model", "transformation", text="log" if effect == "ratio" else "identity")
    yield MAIN.row("model", "alpha", alpha)
    yield MAIN.row("contrast", "scale", text=effect)


@pytest.mark.parametrize("name", sorted(STAT_LABELS))
@pytest.mark.parametrize("kind", ["contrast", "model", "summary"])
def test_every_statistic_has_a_rule_with_a_pattern(kind, name):
    assert pattern(rule_of(kind, name), CSR)


@pytest.mark.parametrize(
    ("kind", "name", "value", "text"),
    [
        ("limits", "n_below", 3.0, "3"),
        ("limits", "p_below", 2.25, "2.3"),
        ("limits", "lower_min", 15.6, "15.6"),
        ("anova", "num_df", 3.0, "3"),
        ("anova", "den_df", 84.06, "84.1"),
        ("anova", "statistic", -6.845, "\N{MINUS SIGN}6.85"),
        ("anova", "p_value", 0.0004, "<0.001"),
        ("coefficients", "df", float("inf"), "\N{INFINITY}"),
        ("coefficients", "estimate", 8.6754, "8.68"),
        ("emmeans", "estimate", 5856.8, "5860"),
        ("model", "converged", 1.0, "Yes"),
        ("model", "singular", 0.0, "No"),
        ("model", "conf_level", 0.95, "0.95"),
        ("model", "log_likelihood", -1234.5678, "\N{MINUS SIGN}1234.57"),
        ("variance_components", "std_dev", 0.0, "0"),
    ],
)
def test_rules(kind, name, value, text):
    assert written(MAIN.row(kind, name, value))[name] == text


def test_an_effect_is_written_by_its_kind():
    estimate = MAIN.row("contrast", "estimate", 0.64025)
    assert written(*model(), estimate)["estimate"] == "0.64"
    assert written(*model(effect="difference"), estimate)["estimate"] == "0.640"


def test_a_limit_that_excludes_no_effect_does_not_read_as_it():
    rows = [MAIN.row("contrast", "conf_low", 1.0004), MAIN.row("contrast", "conf_high", 1.3)]
    assert written(*model(), *rows)["conf_low"] == "1.0004"
    rows = [MAIN.row("contrast", "conf_low", 0.9), MAIN.row("contrast", "conf_high", 0.9997)]
    assert written(*model(), *rows)["conf_high"] == "0.9997"
    rows = [MAIN.row("contrast", "conf_low", 0.9996), MAIN.row("contrast", "conf_high", 1.0004)]
    found = written(*model(), *rows)
    assert (found["conf_low"], found["conf_high"]) == ("1.00", "1.00")
    # The mean of an arm has no value of no effect.
    assert written(*model(), MAIN.row("emmeans", "conf_low", 1.0004))["conf_low"] == "1.00"


def test_a_p_value_does_not_read_as_the_level_of_its_test():
    def p_value(alpha, kind="contrast"):
        return written(*model(alpha=alpha), MAIN.row(kind, "p_value", 0.04996))["p_value"]

    assert p_value(0.05) == "0.04996"
    assert p_value(0.01) == "0.050"
    row = MAIN.row("contrast", "p_value", 0.0396)
    assert written(*model(), row, style=NEJM)["p_value"] == "0.04"


def test_a_family_has_a_level_of_its_own():
    study = Analysis()
    rows = [
        study.row("multiplicity", "alpha", 0.025, variable="F"),
        MAIN.row("multiplicity", "p_adjusted", 0.02496, variable="F"),
    ]
    assert written(*rows)["p_adjusted"] == "0.02496"
    above = MAIN.row("multiplicity", "p_adjusted", 0.02504, variable="F")
    assert written(rows[0], above)["p_adjusted"] == "0.02504"


def test_observed_values_have_the_decimals_of_their_data():
    def place(level):
        return {"group1": "arm", "group1_level": level, "variable": "y"}

    rows = [
        MAIN.row("summary", "decimals", 1, **place("A")),
        MAIN.row("summary", "mean", 3.25, **place("A")),
        MAIN.row("summary", "median", 3.25, **place("A")),
        MAIN.row("summary", "decimals", 0, **place("B")),
        MAIN.row("summary", "median", 3.25, **place("B")),
    ]
    ard = Ard(tuple(rows))
    assert formatted_values(ard, CSR) == ("1", "3.25", "3.3", "0", "3")


def test_a_comparison_within_units_is_a_ratio():
    place = {"group1": "arm", "group1_level": "B / A", "variable": "y"}
    rows = [
        MAIN.row("observed", "n_within", 10, **place),
        MAIN.row("observed", "geo_mean", 0.88441, **place),
    ]
    assert written(*rows)["geo_mean"] == "0.88"


def test_texts_reasons_and_nothing():
    rows = [
        MAIN.row("model", "formula", text="y ~ x"),
        MAIN.row("contrast", "estimate", error="No optimum."),
        MAIN.row("hypothesis", "p_value", text="contrast", error="No optimum."),
        MAIN.row("multiplicity", "gate", text=""),
        MAIN.row("failure", "failure", text="No optimum.", error="No optimum."),
    ]
    ard = Ard(tuple(rows))
    assert formatted_values(ard, CSR) == ("y ~ x", "NE", "NE", "", "No optimum.")


@pytest.mark.parametrize("fails", [False, True])
@pytest.mark.parametrize("style", [CSR, NEJM])
def test_the_table_shows_the_formatted_values(style, fails):
    ard = example_ard(fails=fails)
    texts = dict(zip((row.key for row in ard), formatted_values(ard, style), strict=True))
    table = primary_table(ard, WORDING, style)
    shown = {row.label.text: row.cells for group in table.groups for row in group.rows}

    def of(name, analysis="primary"):
        row = ard.find(name, analysis=analysis, kind="contrast")
        return texts[row.key]

    cell = shown["Geometric mean ratio vs vehicle"][1].text
    assert cell == of("estimate")
    interval = f"({of('conf_low')}, {of('conf_high')})"
    assert shown["95% CI"][1].text == ("NE" if fails else interval)
    assert shown["p-value"][1].text == of("p_value")
    line = shown["Adjusted for age and sex"]
    low, high = of("conf_low", "adjusted"), of("conf_high", "adjusted")
    assert line[0].text == f"{of('estimate', 'adjusted')} ({low}, {high})"
    assert line[1].text == of("p_value", "adjusted")
