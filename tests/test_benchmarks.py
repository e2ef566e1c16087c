"""The timings are of the designs they name, and what is written down is of all of them."""

from __future__ import annotations

import resource
import subprocess
import sys

import pytest

from benchmarks.cases import CASES
from benchmarks.report import Measured, report
from benchmarks.runs import COMMANDS, OUTPUT, Spent, Timed, measure, spent
from benchmarks.runs import report as run_report
from tests.house import ROOT

RESULTS = (ROOT / "benchmarks" / "RESULTS.md").read_text(encoding="utf-8")
RUNS = (ROOT / "benchmarks" / "RUNS.md").read_text(encoding="utf-8")
ROWS = {
    "donors-30": 180,
    "donors-30-nested": 180,
    "donors-150": 900,
    "donors-150-nested": 900,
    "primary": 416,
    "crossed": 384,
    "donors-10000": 60_000,
    "donors-10000-kr": 60_000,
}
SAP = Measured(0.0102, 0.009, 30, 131.0, -0.4, 0.07, 29.0)
R = Measured(0.153, 0.15, 20, 320.0, -0.4, 0.07, 29.0)
MIXEDLM = Measured(0.0204, 0.02, 30, None, -0.4, 0.07)


def lines(text: str) -> list[list[str]]:
    """The cells of the lines of the table of times."""
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row] for row in rows if len(row) == 11][1:]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_design_has_the_rows_it_names(case):
    data = case.make()
    assert len(data) == ROWS[case.name]
    assert not data.isna().any(axis=None)
    assert data.equals(case.make())


def test_times_of_all_cases_are_written_down():
    found = lines(RESULTS)
    assert [row[:3] for row in found] == [
        [case.title, {"kenward-roger": "KR", "satterthwaite": "S"}[case.ddf], f"{case.target:g}"]
        for case in CASES
    ]


def test_times_written_down_are_within_the_aims():
    for row in lines(RESULTS):
        assert float(row[3]) <= float(row[2]), row[0]
        assert float(row[8]) < 1024, row[0]


def test_readme_quotes_the_ratios_written_down():
    by_r = {case.name: row[7] for case, row in zip(CASES, lines(RESULTS), strict=True)}
    by_mixedlm = [float(row[6]) for row in lines(RESULTS)]
    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    thirty = sorted([by_r["donors-30"], by_r["donors-30-nested"]])
    assert f"{thirty[0]} to {thirty[1]} times as fast as R" in text
    assert f"{by_r['primary']} times on a design like the primary's" in text
    assert f"{by_r['crossed']} times on seven crossed components" in text
    assert f"{by_r['donors-10000-kr']} times on 60,000 wells" in text
    assert f"{min(by_mixedlm):.0f} to {max(by_mixedlm):.0f} times as long" in text


def test_report_has_times_ratios_and_memory():
    case = CASES[0]
    outcomes = {(case.name, "sap"): SAP, (case.name, "statsmodels"): MIXEDLM, (case.name, "R"): R}
    (row,) = lines(report([case], outcomes, "R 4", 3, 2.0))
    assert row[3:] == ["10", "20", "153", "2.0", "15", "131", "-", "320"]


def test_report_says_in_a_word_where_there_is_no_number():
    case = CASES[0]
    outcomes = {(case.name, "sap"): SAP, (case.name, "statsmodels"): "over 300 s"}
    (row,) = lines(report([case], {**outcomes, (case.name, "R"): "no R"}, "no R", 3, 2.0))
    assert row[3:] == ["10", "over 300 s", "no R", "-", "-", "131", "-", "-"]


def test_processes_are_pooled_by_the_median_of_their_medians():
    pooled = SAP.pooled(R).pooled(MIXEDLM)
    assert pooled.median == MIXEDLM.median
    assert pooled.fastest == SAP.fastest
    assert (pooled.runs, pooled.peak_mb) == (80, 320.0)
    assert pooled.medians == (0.0102, 0.153, 0.0204)


def test_times_of_all_commands_are_written_down_and_within_the_aims():
    rows = [line.strip("|").split("|") for line in RUNS.splitlines() if line.startswith("| ")][1:]
    assert [(row[0].strip(), row[1].strip()) for row in rows] == [
        (one.title, "-" if one.aim is None else f"{one.aim:g}") for one in COMMANDS
    ]
    for one, (_, _, median, _, processor, _) in zip(COMMANDS, rows, strict=True):
        if one.aim is not None:
            # On the clock a busy machine is slow; what the commands use is theirs.
            assert float(processor) <= one.aim * one.cores, one.title
            assert float(median) <= one.aim, one.title


def test_the_whole_plan_is_timed_beside_r():
    rows = [line.strip("|").split("|") for line in RUNS.splitlines() if line.startswith("| ")][1:]
    median = {row[0].strip(): float(row[2]) for row in rows}
    whole = median["`sap run` of the whole plan"]
    in_r = median["R: the mixed models of the whole plan, no table"]
    assert in_r > whole
    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    assert f"took {whole:.0f} s; R took {in_r:.0f} s for its mixed models alone" in text


def test_a_command_is_timed_to_its_end():
    took = spent([sys.executable, "-c", "import time; time.sleep(0.3)"])
    assert took.wall > 0.3
    assert 0 < took.processor < took.wall
    # A child counts what its parent held when it began.
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    assert 1 < took.peak_mb < 1000 + own


def test_a_command_that_fails_has_no_time():
    with pytest.raises(subprocess.CalledProcessError):
        spent([sys.executable, "-c", "raise SystemExit(3)"])
    with pytest.raises(subprocess.CalledProcessError):
        spent([sys.executable, "-c", "pass"], 1)
    assert spent([sys.executable, "-c", "raise SystemExit(1)"], 1).wall > 0


def test_commands_take_turns_each_with_a_folder_of_its_own():
    script = "import sys; from pathlib import Path; Path(sys.argv[1]).parent.mkdir(exist_ok=True)"
    again = f"{script}; assert Path(sys.argv[1]).parent.is_dir()"
    commands = (
        Timed("one", (sys.executable, "-c", again, OUTPUT), 1.0),
        Timed("two", (sys.executable, "-c", again, OUTPUT), 1.0, (sys.executable, "-c", script)),
    )
    with pytest.raises(subprocess.CalledProcessError):
        measure(commands, 1)  # what stands before the second lacks its argument
    found = measure(commands[:1], 2)
    assert len(found["one"]) == 2


def test_the_report_gives_medians_and_the_fastest():
    found = {"one": [Spent(3.0, 1.0, 10.0), Spent(1.0, 2.0, 30.0), Spent(2.0, 3.0, 20.0)]}
    made = run_report((Timed("one", ("true",), 4.0),), found)
    assert made.splitlines()[-1] == "| one | 4 | 2.00 | 1.00 | 2.00 | 30 |"
    assert "of 3 processes" in made
