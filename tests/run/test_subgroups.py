"""An endpoint of subgroups: one joint model, its interaction tested, levels shown without tests."""

from __future__ import annotations

import csv
import math
import re

import pytest

import sap
from sap.ard import Ard, ordered
from sap.ard.multiplicity import multiplicity_rows
from sap.ard.rows import (
    ANOVA,
    COEFFICIENTS,
    CONTRAST,
    EMMEANS,
    HYPOTHESIS,
    MODIFICATION,
    OVERALL,
    OVERALL_MEANS,
    SUBGROUP,
)
from sap.data import read_sources
from sap.errors import AnalysisError
from sap.plan import make_plan
from sap.run import analyses
from sap.run.analyses import carry_out, not_carried_out
from sap.run.prepare import prepare
from sap.run.summary import accounts, counted
from sap.spec import load_spec
from tests.house import ROOT

# Another path to the same linear combination: nothing but rounding may differ.
SAME = 1e-9
WELLS = ROOT / "tests" / "reference" / "data" / "invitro_ild2.csv"

STUDY = """\
study: {id: WELLS, title: Wells, simulated: true}
sources:
  donors: {file: donors.csv, key: [donor], columns: {donor: donor, ild: ild, age: age}}
  wells:
    file: wells.csv
    key: [well]
    columns: {well: well, donor: donor, drug: drug, level: level}
datasets:
  all: {from: wells, join: [{source: donors, on: donor}]}
variables:
  donor: {label: Donor, type: id}
  well: {label: Well, type: id}
  ild: {label: Lung disease, type: factor, levels: {no: No, yes: Yes, rare: Rare}}
  age: {label: Age, type: number, unit: years}
  drug: {label: Drug, type: factor, levels: {vehicle: Vehicle, IL4: IL-4}}
  level: {label: Level, type: number, unit: pg/mL}
analysis_sets:
  everyone: {label: All donors, unit: donor}
table_style: {protocol: WELLS}
"""
ENDPOINT = """\
study: study.yml
endpoints:
  - id: G1
    label: Lung disease
    title: The level by lung disease
    estimand:
      {population: Donors, treatment: IL-4, variable: Level, intercurrent_events: [], summary: GMR}
    data: {dataset: all, analysis_set: everyone, where: drug is not missing}
    model: {formula: log(level) ~ drug * VARIABLE + (1 | donor), method: REML, ddf: satterthwaite}
    contrast: {of: drug, method: trt.vs.ctrl}
    subgroup: {of: VARIABLE, MORE}
    table: {number: 1.1, kind: subgroups, title: By lung disease, file: by-ild}
"""


@pytest.fixture
def study(tmp_path):
    """Write wells of 14 donors, and return a way to prepare an endpoint of subgroups."""
    with WELLS.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["treatment"] in ("vehicle", "IL-4")]
    ild = {row["donor"]: row["ild"] for row in rows}
    donors = [f"{donor},{level},{40 + 3 * n % 20}" for n, (donor, level) in enumerate(ild.items())]
    wells = [
        f"{n},{r['donor']},{r['treatment'].replace('-', '')},{r['ccl18']}"
        for n, r in enumerate(rows)
    ]
    tables = {"donors": ["donor,ild,age", *donors], "wells": ["well,donor,drug,level", *wells]}

    def prepared(variable: str, more: str, rare: tuple[str, ...] = ()):
        lines = [
            ",".join([one.split(",")[0], "rare", one.split(",")[2]])
            if one.split(",")[0] in rare
            else one
            for one in tables["donors"]
        ]
        (tmp_path / "donors.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (tmp_path / "wells.csv").write_text("\n".join(tables["wells"]) + "\n", encoding="utf-8")
        (tmp_path / "study.yml").write_text(STUDY, encoding="utf-8")
        text = ENDPOINT.replace("VARIABLE", variable).replace("MORE", more)
        (tmp_path / "wells.yml").write_text(text, encoding="utf-8")
        spec = load_spec(tmp_path / "wells.yml")
        read = read_sources(spec)
        (one,) = prepare(spec, make_plan(spec), sap_read(read))
        return one

    return prepared


def sap_read(tables):
    from sap.data import SourcesRead

    return SourcesRead(tables, {})


def number(outcome, context: str, name: str, **where: str) -> float:
    found = [
        row
        for row in outcome.rows
        if row.context == context
        and row.stat_name == name
        and all(getattr(row, key) == value for key, value in where.items())
    ]
    (row,) = found
    return row.stat


def fitted(one, formula: str):
    return sap.fit(formula, one.data.frame, ddf="satterthwaite")


def test_effects_by_level_are_those_of_the_joint_model(study):
    one = study("ild", "minimum: 2")
    outcome = carry_out(one.planned, one.data)
    fit = fitted(one, one.planned.formula)
    by = fit.contrasts("drug", by="ild", method="trt.vs.ctrl", type="response")
    for record in by.to_dict("records"):
        for name in ("estimate", "df", "conf_low", "conf_high"):
            found = number(outcome, CONTRAST, name, group2_level=record["ild"])
            assert found == pytest.approx(record[name], rel=SAME)


def test_the_ratio_of_ratios_is_the_interaction_contrast(study):
    one = study("ild", "minimum: 2")
    outcome = carry_out(one.planned, one.data)
    table = fitted(one, one.planned.formula).interaction_contrasts(("drug", "ild"), type="response")
    place = {"group1_level": "IL4 / vehicle", "group2_level": "yes / no"}
    for name in ("estimate", "std_error", "df", "conf_low", "conf_high"):
        assert number(outcome, MODIFICATION, name, **place) == pytest.approx(
            table[name][0], rel=SAME
        )
    by_level = [
        number(outcome, CONTRAST, "estimate", group2_level=level) for level in ("yes", "no")
    ]
    assert by_level[0] / by_level[1] == pytest.approx(
        number(outcome, MODIFICATION, "estimate", **place), rel=SAME
    )


def test_overall_effects_weigh_levels_alike_and_by_their_donors(study):
    one = study("ild", "minimum: 2")
    outcome = carry_out(one.planned, one.data)
    counts = {
        level: number(outcome, SUBGROUP, "n_units", group2_level=level) for level in ("no", "yes")
    }
    assert sum(counts.values()) == one.data.n_units
    logs = {
        level: math.log(number(outcome, CONTRAST, "estimate", group2_level=level))
        for level in counts
    }
    alike = sum(logs.values()) / 2
    observed = sum(counts[level] * logs[level] for level in counts) / one.data.n_units
    for margin, expected in (("equal", alike), ("observed", observed)):
        found = number(outcome, OVERALL, "estimate", group2_level=margin)
        assert math.log(found) == pytest.approx(expected, rel=SAME)
        means = {
            arm: number(outcome, OVERALL_MEANS, "estimate", group1_level=arm, group2_level=margin)
            for arm in ("vehicle", "IL4")
        }
        assert means["IL4"] / means["vehicle"] == pytest.approx(found, rel=SAME)
    assert counts["no"] != counts["yes"]


def test_the_hypothesis_is_the_interaction(study):
    one = study("ild", "minimum: 2")
    outcome = carry_out(one.planned, one.data)
    p = number(outcome, ANOVA, "p_value", variable="drug:ild")
    assert number(outcome, HYPOTHESIS, "p_value") == p
    assert 0 < p < 1


def test_nothing_within_a_level_is_tested(study):
    one = study("ild", "minimum: 2")
    for row in carry_out(one.planned, one.data).rows:
        if row.context in (CONTRAST, EMMEANS, OVERALL, OVERALL_MEANS, MODIFICATION):
            assert row.stat_name not in ("p_value", "statistic")


def test_a_covariate_is_shown_at_values_and_by_its_step(study):
    one = study("age", "at: [45, 55], per: 10")
    outcome = carry_out(one.planned, one.data)
    effects = [number(outcome, CONTRAST, "estimate", group2_level=value) for value in ("45", "55")]
    step = number(outcome, MODIFICATION, "estimate", group2_level="per 10")
    assert effects[1] / effects[0] == pytest.approx(step, rel=SAME)
    table = fitted(one, one.planned.formula).coefficients
    slope = table.set_index("term")["estimate"]["drugIL4:age"]
    assert math.log(step) == pytest.approx(10 * slope, rel=SAME)
    assert number(outcome, SUBGROUP, "n_units") == one.data.n_units
    mean = one.data.frame.drop_duplicates("donor")["age"].mean()
    overall = math.log(number(outcome, OVERALL, "estimate", group2_level="observed"))
    at_mean = math.log(effects[0]) + (mean - 45) * slope
    assert overall == pytest.approx(at_mean, rel=SAME)


def test_a_small_level_is_ne_and_the_interaction_stays(study):
    one = study("ild", "minimum: 3", rare=("D01", "D02"))
    rows = carry_out(one.planned, one.data).rows
    reason = "2 donors; fewer than 3 give no inference."
    for row in rows:
        within = row.context in (CONTRAST, EMMEANS) and row.group2_level == "rare"
        if within or (row.context == MODIFICATION and "rare" in row.group2_level):
            assert row.stat is None
            assert row.error == reason or row.stat_name == "scale"
    assert number(carry_out(one.planned, one.data), HYPOTHESIS, "p_value") > 0
    others = [row for row in rows if row.context == CONTRAST and row.group2_level == "no"]
    assert all(row.stat is not None for row in others if row.stat_name != "scale")


@pytest.mark.parametrize(
    ("levels", "terms"),
    [
        # By the level that is small; the reference stands behind every term of either factor.
        ({}, {"ildrare", "drugIL4:ildrare"}),
        (
            {"no: No, yes: Yes, rare: Rare": "rare: Rare, no: No, yes: Yes"},
            {
                *("(Intercept)", "drugIL4", "ildno", "ildyes"),
                *("drugIL4:ildno", "drugIL4:ildyes"),
            },
        ),
    ],
)
def test_no_coefficient_gives_what_a_small_level_is_refused(study, monkeypatch, levels, terms):
    for old, new in levels.items():
        monkeypatch.setitem(globals(), "STUDY", STUDY.replace(old, new))
    one = study("ild", "minimum: 3", rare=("D01", "D02"))
    rows = [row for row in carry_out(one.planned, one.data).rows if row.context == COEFFICIENTS]
    assert {row.variable for row in rows if row.stat is None} == terms
    for row in rows:
        refused = row.variable in terms
        assert (row.stat is None) == refused
        assert row.error == ("2 donors; fewer than 3 give no inference." if refused else "")


def test_a_level_that_nobody_has_keeps_its_rows(study):
    rows = carry_out(*_both(study("ild", "minimum: 3"))).rows
    empty = [row for row in rows if row.group2_level == "rare" and row.context == CONTRAST]
    assert {row.error for row in empty} == {"No donor of this level."}
    changes = {row.group2_level for row in rows if row.context == MODIFICATION}
    assert changes == {"yes / no", "rare / no"}


def _both(one):
    return one.planned, one.data


def test_where_one_level_is_left_the_interaction_is_ne_too(study):
    one = study("ild", "minimum: 8")
    outcome = carry_out(one.planned, one.data)
    assert number(outcome, HYPOTHESIS, "p_value") is None
    assert number(outcome, ANOVA, "p_value", variable="drug:ild") is None
    assert number(outcome, ANOVA, "p_value", variable="drug") is not None


def test_the_summary_tells_an_effect_whose_interaction_is_ne(study, tmp_path):
    one = study("ild", "minimum: 8")
    plan = make_plan(load_spec(tmp_path / "wells.yml"))
    (found,) = accounts(plan, Ard(ordered(carry_out(one.planned, one.data).rows)))
    assert re.fullmatch(r"\d\.\d\d \(.*\)", found.effect)
    assert found.decision == "interaction p NE, no test"
    assert found.reason
    assert counted(plan, [found]) == (
        "1 of 1 endpoints accounted for: 1 with a result, 1 of them without a test, 0 not estimable"
    )


def test_the_summary_tells_which_p_values_are_exploratory(study, tmp_path):
    one = study("ild", "minimum: 3")
    rows = carry_out(one.planned, one.data).rows
    said = {}
    for family in ("", "F: {label: All, procedure: holm, of: [G1], exploratory: true}"):
        (tmp_path / "study.yml").write_text(f"{STUDY}families: {{{family}}}\n" if family else STUDY)
        plan = make_plan(load_spec(tmp_path / "wells.yml"))
        ard = Ard(ordered(rows))
        tested = multiplicity_rows(plan.families, ard)
        (found,) = accounts(plan, Ard(ordered([*rows, *tested])))
        said[bool(family)] = found.decision
    assert re.fullmatch(r"interaction p [<\d.]+", said[False])
    assert said[True] == f"{said[False]}, exploratory"


def test_an_effect_shown_beyond_the_data_is_a_finding_of_the_design(study):
    seen = {one.rule for one in study("age", "at: [45], per: 1").checked.findings}
    (found,) = (
        one
        for one in study("age", "at: [45, 70], per: 1").checked.findings
        if one.rule == "unseen-values"
    )
    assert "unseen-values" not in seen
    assert found.headline == ("Age: the effect is shown at 70, and the data reach from 40 to 59.")


@pytest.mark.parametrize(("variable", "more"), [("ild", "minimum: 2"), ("age", "at: [45], per: 1")])
def test_an_endpoint_that_fails_keeps_every_row(study, monkeypatch, variable, more):
    one = study(variable, more)
    contexts = (SUBGROUP, EMMEANS, CONTRAST, OVERALL, OVERALL_MEANS, MODIFICATION, HYPOTHESIS)

    def keys(outcome):
        return {row.key for row in outcome.rows if row.context in contexts}

    whole = keys(carry_out(one.planned, one.data))

    def fails(*args, **options):
        raise AnalysisError("No optimum was found.")

    monkeypatch.setattr(analyses, "fit", fails)
    failed = carry_out(one.planned, one.data)
    assert keys(failed) == whole
    assert keys(not_carried_out(one.planned, one.data, "No data.")) == whole
    without = keys(not_carried_out(one.planned, None, "No data."))
    assert {key for key in whole if SUBGROUP not in key} == without
    assert all(r.error for r in failed.rows if r.context in contexts[1:] and r.stat_name != "scale")
