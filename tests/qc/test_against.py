"""Results that somebody else produced: read strictly, matched by name, compared."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sap.ard import Ard
from sap.errors import DataError
from sap.qc.against import compare_with, group_of, read_stated
from sap.qc.compare import Verdict
from tests.example_run import example_ard

TITLES = {("P1", name): name for name in ("primary", "adjusted", "m2a", "complete_pairs")}


def write(tmp_path: Path, *lines: str, header: str = "analysis,statistic,group,value") -> Path:
    path = tmp_path / "sas.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def compared(tmp_path: Path, *lines: str, ard: Ard | None = None):
    return compare_with(ard or example_ard(), read_stated(write(tmp_path, *lines)), TITLES)


def verdicts(findings) -> dict[str, Verdict]:
    return {one.analysis: one.verdict for one in findings.analyses}


GOOD = (
    "P1/primary,contrast.estimate,RUX / DMSO,0.644787",
    "P1,contrast.df,RUX / DMSO,88.314",
    "P1/primary,emmeans.conf_low,DMSO,4781.2",
    "P1/primary,coefficients.std_error,treatmentRUX,0.0529",
    "P1/primary,anova.den_df,treatment,88.314",
    "P1/primary,variance_components.std_dev,donor,0.8123",
    "P1/primary,variance_components.std_dev,Residual,0.0812",
    "P1/primary,model.log_likelihood,,-312.4567890123",
    "P1/primary,model.n_groups,donor:treatment,185",
)


def test_all_kinds_of_statistics_are_found(tmp_path):
    findings = compared(tmp_path, *GOOD)
    assert findings.unmatched == ()
    assert verdicts(findings)["primary"] is Verdict.PASS
    assert len(findings.analyses[0].rows) == len(GOOD)
    assert findings.passed
    assert verdicts(findings)["adjusted"] is Verdict.NOT_COMPARABLE
    assert findings.n_ours_only > 100


def test_a_wrong_number_fails(tmp_path):
    findings = compared(tmp_path, *GOOD[1:], "P1,contrast.estimate,RUX / DMSO,0.744787")
    assert verdicts(findings)["primary"] is Verdict.FAIL
    assert not findings.passed
    (wrong,) = [row for row in findings.analyses[0].rows if not row.passed]
    assert wrong.second == 0.744787


@pytest.mark.parametrize(
    ("value", "passes"),
    [("0.64", True), ("0.645", True), ("0.65", False), ("0.6448", True), ("0.6449", False)],
)
def test_a_rounded_number_is_compared_to_its_last_digit(tmp_path, value, passes):
    findings = compared(tmp_path, f"P1,contrast.estimate,RUX / DMSO,{value}")
    assert findings.passed is passes


def test_counts_are_not_rounded(tmp_path):
    ard = example_ard()
    more = Ard(tuple(replace(r, stat=371.4) if r.stat_name == "n_obs" else r for r in ard))
    assert compared(tmp_path, "P1,model.n_obs,,371").passed
    assert not compared(tmp_path, "P1,model.n_obs,,371", ard=more).passed


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("P2/primary,contrast.estimate,RUX / DMSO,1", "Did you mean 'P1/primary'"),
        ("P1,contrast.estimat,RUX / DMSO,1", "Did you mean 'contrast.estimate'"),
        ("P1,contrast.estimate,RUX vs DMSO,1", "Did you mean 'RUX / DMSO'"),
    ],
)
def test_what_has_no_counterpart_is_listed_and_does_not_pass(tmp_path, line, words):
    findings = compared(tmp_path, *GOOD, line)
    assert not findings.passed
    ((place, value),) = findings.unmatched
    assert words in place
    assert "row 11" in place
    assert value == "1.0"


@pytest.mark.parametrize(
    ("lines", "header", "words"),
    [
        (["P1,a.b,c"], "analysis,statistic,value", "No column 'group'"),
        (["P1,contrast.df,x,many"], "analysis,statistic,group,value", "'many' is no number"),
        (["P1,contrast.df,x,"], "analysis,statistic,group,value", "'' is no number"),
        (["P1,contrast.df,x,inf"], "analysis,statistic,group,value", "'inf' is no number"),
        ([",contrast.df,x,1"], "analysis,statistic,group,value", "needs an analysis"),
        (["P1,a.b,c,1", "P1/primary,a.b,c,2"], "analysis,statistic,group,value", "in row 2 too"),
        (["P1;a.b;c;1"], "analysis;statistic;group;value", "separated by semicolons"),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path, lines, header, words):
    with pytest.raises(DataError, match=words):
        read_stated(write(tmp_path, *lines, header=header))


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(DataError, match="no such file"):
        read_stated(tmp_path / "none.csv")


def test_all_that_is_wrong_in_a_file_is_said_at_once(tmp_path):
    path = write(tmp_path, "P1,a.b,c,x", ",a.b,c,1", "P1,a.b,d,1")
    with pytest.raises(DataError) as caught:
        read_stated(path)
    assert [problem.line for problem in caught.value.problems] == [2, 3]


def test_groups_are_named_as_the_tables_of_a_fit_name_them():
    names = {(row.context, group_of(row)) for row in example_ard()}
    assert {
        ("contrast", "RUX / DMSO"),
        ("emmeans", "DMSO"),
        ("coefficients", "treatmentRUX"),
        ("variance_components", "donor:treatment"),
        ("model", "donor:treatment"),
        ("summary", "RUX"),
    } <= names
