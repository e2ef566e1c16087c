"""The simulated study: the same on each run, as documented, and true to its own truth."""

from __future__ import annotations

import csv
import json
import math
import re
import statistics
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from analyses.sclero_jak import assays, assumptions, truth
from analyses.sclero_jak.simulate import write

FOLDER = Path(__file__).parents[2] / "analyses" / "sclero_jak"
ANALYTES = ("CCL18", "PDGFBB", "IL6", "CXCL10", "CXCL4")
FILES = ("donors", "cultures", "plates", "elisa", "flow", "hd_serum", "hd_serum_flow")


def table(name: str) -> list[dict[str, str]]:
    with (FOLDER / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def data() -> dict[str, list[dict[str, str]]]:
    return {name: table(name) for name in FILES}


@pytest.fixture(scope="module")
def known() -> dict:
    return json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def wells(data) -> list[dict[str, str]]:
    """Wells with what is known of their culture and donor."""
    cultures = {row["culture_id"]: row for row in data["cultures"]}
    donors = {row["donor_id"]: row for row in data["donors"]}
    joined = []
    for well in data["elisa"]:
        culture = cultures[well["culture_id"]]
        joined.append(donors[culture["donor_id"]] | culture | well)
    return joined


def in_analysis_set(row: dict[str, str]) -> bool:
    return (
        row["group"] == "SSC"
        and row["consent"] == "GIVEN"
        and float(row["hb_g_dl"]) >= 7
        and row["mdm_yield"] == "YES"
    )


def primary(wells, stimulation: str = "NS") -> list[dict[str, str]]:
    return [
        row
        for row in wells
        if row["analyte"] == "CCL18" and row["stim"] == stimulation and in_analysis_set(row)
    ]


def value(row: dict[str, str]) -> float:
    """The concentration, with half the lower limit below it and the upper limit above it."""
    conc = row["conc"]
    if conc.startswith("<"):
        return float(row["lloq"]) / 2
    return float(conc.lstrip(">"))


def test_committed_files_are_what_the_generator_writes(tmp_path):
    written = {path.relative_to(tmp_path) for path in write(tmp_path)}
    for path in written:
        assert (tmp_path / path).read_bytes() == (FOLDER / path).read_bytes(), path.name
    patterns = ("data/*", "raw/*", "*.json", "*.csv")
    stored = {path for pattern in patterns for path in FOLDER.glob(pattern)}
    by_hand = {FOLDER / "raw" / "README.md"}
    assert {path.relative_to(FOLDER) for path in stored - by_hand} <= written


def test_the_command_writes_the_same_bytes_in_another_process(tmp_path):
    command = [sys.executable, "-m", "analyses.sclero_jak.simulate", "--to", str(tmp_path)]
    subprocess.run(command, cwd=FOLDER.parents[1], check=True, capture_output=True)
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) > len(FILES)
    for path in written:
        assert path.read_bytes() == (FOLDER / path.relative_to(tmp_path)).read_bytes(), path.name


@pytest.mark.parametrize("name", FILES)
def test_files_are_plain_utf8_and_say_that_they_are_simulated(name):
    content = (FOLDER / "data" / f"{name}.csv").read_bytes()
    assert content.decode("utf-8").isascii()
    assert b"\r" not in content
    assert content.endswith(b"\n")
    assert not content.startswith(b"#")
    assert {row["data_origin"] for row in table(name)} == {"SIMULATED"}


def test_readme_and_truth_say_that_all_is_simulated(known):
    assert "SIMULATED" in (FOLDER / "README.md").read_text(encoding="utf-8")
    assert known["data_origin"] == "SIMULATED"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("donors", ("donor_id",)),
        ("cultures", ("culture_id",)),
        ("plates", ("plate_id",)),
        ("elisa", ("plate_id", "well")),
        ("flow", ("culture_id", "marker", "run_id")),
        ("hd_serum", ("plate_id", "well")),
        ("hd_serum_flow", ("culture_id", "marker", "run_id")),
    ],
)
def test_keys_are_unique(data, name, key):
    keys = [tuple(row[column] for column in key) for row in data[name]]
    assert all(all(parts) for parts in keys)
    assert len(set(keys)) == len(keys)


def test_every_row_finds_its_partners(data):
    donors = {row["donor_id"] for row in data["donors"]}
    cultures = {row["culture_id"] for row in data["cultures"]}
    plates = {row["plate_id"]: row for row in data["plates"]}
    assert {row["donor_id"] for row in data["cultures"]} <= donors
    assert {row["culture_id"] for row in data["elisa"]} == cultures
    assert {row["culture_id"] for row in data["flow"]} == cultures
    wells = data["elisa"] + data["hd_serum"]
    assert {row["plate_id"] for row in wells} == set(plates)
    assert all(row["analyte"] == plates[row["plate_id"]]["analyte"] for row in wells)
    for row in data["hd_serum"] + data["hd_serum_flow"]:
        assert {row["hd_donor"], row["serum_donor"]} - {""} <= donors


def test_donors(data):
    donors = data["donors"]
    assert Counter(row["group"] for row in donors) == {"SSC": 108, "SLE": 12, "HD": 30}
    pattern = re.compile(r"SSC-\d{3}|SLE-\d{2}|HD-\d{2}")
    assert all(pattern.fullmatch(row["donor_id"]) for row in donors)
    ssc = [row for row in donors if row["group"] == "SSC"]
    assert sum(float(row["hb_g_dl"]) < 7 for row in donors) == 2
    assert sum(row["consent"] == "WITHDRAWN" for row in donors) == 1
    assert sum(row["mdm_yield"] == "NO" for row in donors) == 1
    assert sum(row["overlap_sle"] == "YES" for row in donors) == 3
    assert sum(row["autoab"] == "MULTI" for row in donors) == 2
    assert sum(in_analysis_set(row) for row in donors) == 104
    assert all(0 <= int(row["mrss"]) <= 51 for row in ssc)
    by_date = sorted(ssc, key=lambda row: row["donor_id"])
    assert [row["incl_date"] for row in by_date] == sorted(row["incl_date"] for row in ssc)
    assert [row["ara"] == "ND" for row in by_date] == [True] * 9 + [False] * 99


def test_what_does_not_apply_is_empty_and_what_was_not_done_is_not_negative(data):
    clinical = ("cutaneous_subset", "aca", "ata", "ara", "autoab", "mrss", "du", "ild_ct")
    for row in data["donors"]:
        assert all(bool(row[name]) == (row["group"] == "SSC") for name in clinical)
        tests = [row["aca"], row["ata"], row["ara"]]
        if row["group"] == "SSC" and "ND" in tests and "POS" not in tests:
            assert row["autoab"] == "MISSING"
    assert sum(row["ild_ct"] == "ND" for row in data["donors"]) == 3
    assert sum(row["pah_echo"] == "ND" for row in data["donors"]) == 4


def test_design(data, wells):
    arms = defaultdict(set)
    plates = defaultdict(set)
    for row in wells:
        arms[row["donor_id"]].add(row["treatment"])
        plates[row["donor_id"], row["analyte"]].add(row["plate_id"])
    assert len(arms) == 149
    assert sum(len(seen) == 1 for seen in arms.values()) == round(0.05 * 149)
    assert sum(len(used) == 2 for used in plates.values()) == 5 * round(0.06 * 149)
    replicates = Counter((row["culture_id"], row["analyte"]) for row in wells)
    assert set(replicates.values()) == {2}
    lost = Counter(row["analyte"] for row in wells if row["conc"] == "")
    assert lost == dict.fromkeys(ANALYTES, round(0.04 * len(wells) / 5))
    assert max(Counter(row["plate_id"] for row in wells).values()) <= 80
    assert {(row["analyte"], row["stim"]) for row in wells} == {
        *((analyte, "NS") for analyte in ANALYTES),
        *((analyte, "IL4_IL13") for analyte in ("CCL18", "PDGFBB", "CXCL4")),
        *((analyte, "IFNG_LPS") for analyte in ("IL6", "CXCL10")),
    }
    assert len(primary(wells)) == 416 - 2 * sum(
        len(seen) == 1
        for donor, seen in arms.items()
        if any(in_analysis_set(row) for row in data["donors"] if row["donor_id"] == donor)
    )


def test_values_agree_with_the_limits_of_their_plate(data, wells):
    plates = {row["plate_id"]: row for row in data["plates"]}
    assert len({row["lloq"] for row in plates.values()}) > 5
    sides = Counter()
    for row in wells:
        plate = plates[row["plate_id"]]
        for limit in ("lloq", "uloq"):
            assert float(row[limit]) == pytest.approx(float(plate[limit]) * int(row["dilution"]))
        sides[row["flag"]] += 1
        if row["flag"] == "BLQ":
            assert row["conc"] == f"<{row['lloq']}"
        elif row["flag"] == "ALQ":
            assert row["conc"] == f">{row['uloq']}"
        elif row["conc"]:
            assert float(row["lloq"]) <= float(row["conc"]) <= float(row["uloq"])
        else:
            assert row["flag"] == ""
    assert set(sides) == {"OK", "BLQ", "ALQ", "CV>20", "HEMOL", ""}
    assert min(sides.values()) > 0


def test_duplicates_that_disagree_are_flagged(wells):
    pairs = defaultdict(list)
    for row in wells:
        if row["conc"] and row["conc"][0] not in "<>":
            pairs[row["culture_id"], row["analyte"]].append(row)
    for pair in pairs.values():
        numbers = [float(row["conc"]) for row in pair]
        if len(numbers) == 2:
            cv = 100 * statistics.stdev(numbers) / statistics.mean(numbers)
            assert (cv > 20) == (pair[0]["flag"] == "CV>20")


def test_failed_plates_are_those_out_of_control(data):
    for row in data["plates"]:
        assert (row["status"] == "FAILED") == (not 80 <= float(row["qc"]) <= 120)
    assert sum(row["status"] == "FAILED" for row in data["plates"]) == 2


@pytest.mark.parametrize("stimulation", ["NS", "IL4_IL13"])
def test_raw_donor_means_are_near_the_truth(wells, known, stimulation):
    """A paired t interval on donor means of logs covers the truth; the engine is not used."""
    logs = defaultdict(lambda: defaultdict(list))
    for row in primary(wells, stimulation):
        if row["conc"]:
            logs[row["donor_id"]][row["treatment"]].append(math.log(value(row)))
    differences = [
        statistics.mean(arms["RUX"]) - statistics.mean(arms["DMSO"])
        for arms in logs.values()
        if len(arms) == 2
    ]
    n = len(differences)
    assert n > 90
    mean, error = statistics.mean(differences), statistics.stdev(differences) / math.sqrt(n)
    true = known["responses"][f"CCL18 {stimulation}"]
    assert abs(mean - math.log(true["gmr"])) < 1.99 * error
    assert abs(mean - math.log(true["gmr_over_these_donors"])) < 1.99 * error
    vehicle = [statistics.mean(arms["DMSO"]) for arms in logs.values() if "DMSO" in arms]
    assert math.exp(statistics.mean(vehicle)) == pytest.approx(true["gm_vehicle"], rel=0.25)


def test_spread_of_wells_and_arms_is_near_the_truth(wells, known):
    """From duplicates and from differences between arms on one plate; without an engine."""
    logs = defaultdict(lambda: defaultdict(list))
    for row in primary(wells):
        if row["conc"] and row["conc"][0] not in "<>":
            logs[row["donor_id"]][row["treatment"], row["plate_id"]].append(math.log(value(row)))
    pairs = [pair for arms in logs.values() for pair in arms.values() if len(pair) == 2]
    residual = statistics.mean((first - second) ** 2 / 2 for first, second in pairs)
    differences = []
    for arms in logs.values():
        means = {key: statistics.mean(pair) for key, pair in arms.items() if len(pair) == 2}
        if len(means) == 2 and len({plate for _, plate in means}) == 1:
            (first, one), (_, other) = means.items()
            differences.append(one - other if first[0] == "RUX" else other - one)
    between = (statistics.variance(differences) - residual) / 2
    true = known["responses"]["CCL18 NS"]["model_a_sd"]
    assert len(differences) > 60
    assert math.sqrt(residual) == pytest.approx(true["residual"], rel=0.15)
    assert math.sqrt(between) == pytest.approx(true["donor:treatment"], rel=0.2)


def test_truth_is_that_of_the_protocol(known):
    """The one-at-a-time ratios were worked out for the protocol by other means."""
    assert known["primary"]["gmr"] == 0.65
    effects = known["effect_modification"]
    assert set(effects["joint"].values()) == {0.85, 0.80}
    alone = effects["one_at_a_time"]
    assert alone["cutaneous_subset dcSSc / lcSSc"] == pytest.approx(0.793, abs=0.002)
    assert alone["ild_ct 1 / 0"] == pytest.approx(0.764, abs=0.002)
    assert alone["autoab ATA / ACA"] == pytest.approx(0.806, abs=0.002)
    assert alone["mrss per 5 points"] == pytest.approx(0.944, abs=0.002)
    assert known["population"]["ild"] == pytest.approx(0.40, abs=0.01)
    assert known["ssc_full_analysis_set"]["donors"] == 104


def test_probabilities_of_the_population_sum_to_one():
    assert sum(stratum.probability for stratum in truth.strata()) == pytest.approx(1)
    assert sum(assumptions.AUTOANTIBODY.values()) == pytest.approx(1)


def test_standard_deviations_of_the_truth_are_those_of_simulated_cells(monkeypatch):
    """Cell means of many more donors, without limits: variances and covariance by hand."""
    from analyses.sclero_jak.clinic import make_donors

    monkeypatch.setattr(assumptions, "GROUP_SIZES", {"SSC": 4000, "SLE": 0, "HD": 0})
    response = assays.RESPONSES[0]
    ratios = [truth.log_ratio(response, donor) for donor in make_donors()]
    modifiers = truth.mean_over(lambda s: (s.effect - truth.mean_effect()) ** 2)
    assert statistics.mean(ratios) == pytest.approx(math.log(0.65), abs=0.02)
    assert statistics.pvariance(ratios) == pytest.approx(0.30**2 + modifiers, rel=0.06)
