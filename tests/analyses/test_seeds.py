"""Studies of other seeds: of the same population, apart from each other, and readable."""

from __future__ import annotations

import csv
import json
import subprocess
import sys

import pytest

from analyses.sclero_jak.assumptions import SEED
from analyses.sclero_jak.chance import current_seed, seeded, uniform
from analyses.sclero_jak.handover.donors import make_cultures
from analyses.sclero_jak.handover.sheet import QUERY
from analyses.sclero_jak.simulate import HERE, study_files
from tests.house import ROOT

OTHER = "SCLERO-JAK 7"


@pytest.fixture(scope="module")
def files():
    return study_files(OTHER)


def test_a_seed_gives_its_own_study_and_leaves_the_committed_one_alone(files):
    committed = study_files()
    assert set(files) == set(committed)
    same = {name for name in files if files[name] == committed[name]}
    assert same == set()
    for name, content in committed.items():
        assert content == (HERE / name).read_bytes(), name


def test_the_seed_is_that_of_the_study_again_after_an_error():
    def draw_and_fail():
        with seeded(OTHER):
            drawn.append(uniform("a draw"))
            raise RuntimeError

    drawn = [uniform("a draw")]
    with pytest.raises(RuntimeError):
        draw_and_fail()
    assert current_seed() == SEED
    assert uniform("a draw") == drawn[0] != drawn[1]


def test_seeds_within_seeds():
    with seeded("one"):
        first = uniform("a draw")
        with seeded("two"):
            assert uniform("a draw") != first
        assert uniform("a draw") == first


def test_the_population_is_the_same_and_its_donors_are_not(files):
    other, committed = (
        json.loads(files["truth.json"]),
        json.loads((HERE / "truth.json").read_text()),
    )
    assert other["seed"] == OTHER
    assert other["endpoints"] == committed["endpoints"]
    assert other["effect_modification"] == committed["effect_modification"]
    over_donors = [
        one["responses"]["CCL18 NS"]["gmr_over_these_donors"] for one in (other, committed)
    ]
    assert over_donors[0] != over_donors[1]


def test_the_command_takes_a_seed(files, tmp_path):
    command = [sys.executable, "-m", "analyses.sclero_jak.simulate", "--to", str(tmp_path)]
    subprocess.run([*command, "--seed", OTHER], cwd=ROOT, check=True, capture_output=True)
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) == len(files)
    for path in written:
        assert path.read_bytes() == files[path.relative_to(tmp_path).as_posix()], path.name


def test_another_seed_never_overwrites_the_committed_study():
    command = [sys.executable, "-m", "analyses.sclero_jak.simulate", "--seed", OTHER]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 2
    assert "say --to" in done.stderr


def test_the_swapped_pair_is_a_donor_with_both_arms(files):
    assert swapped(list(csv.DictReader(files["mess_log.csv"].decode("utf-8").splitlines()))) == {
        "SSC-040_NS_DMSO",
        "SSC-040_NS_RUX",
    }
    cultures = csv.DictReader(files["data/cultures.csv"].decode("utf-8").splitlines())
    fewer = [row for row in cultures if row["culture_id"] != "SSC-040_NS_RUX"]
    assert swapped(make_cultures(fewer).log_rows()) == {"SSC-041_NS_DMSO", "SSC-041_NS_RUX"}


def swapped(log) -> set[str]:
    rows = [row for row in log if row["defect"] == "swapped_pair"]
    assert {row["resolution"] for row in rows} == {QUERY}
    return {row["row_key"] for row in rows}
