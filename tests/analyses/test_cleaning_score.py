"""The cleaning of the lab's files, scored against the log of what was put wrong in them."""

from __future__ import annotations

import csv
import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from sap.data import assemble_all, read_sources
from sap.data.queries import open_queries
from sap.data.report import make_report
from sap.plan import make_plan
from sap.spec import load_spec, load_study
from tests.house import ROOT

STUDY = ROOT / "analyses" / "sclero_jak"

# Of each source: the clean file, and the variable of each of its columns.
CLEAN = {
    "donors": (
        "donors.csv",
        {
            "donor": "donor_id",
            "group": "group",
            "sex": "sex",
            "age": "age",
            "inclusion": "incl_date",
            "consent": "consent",
            "haemoglobin": "hb_g_dl",
            "cells_grown": "mdm_yield",
            "overlap": "overlap_sle",
            "immunosuppressant": "immunosuppressant",
            "cutaneous_subset": "cutaneous_subset",
            "anticentromere": "aca",
            "antitopoisomerase": "ata",
            "anti_rna_polymerase": "ara",
            "antibody": "autoab",
            "skin_score": "mrss",
            "digital_ulcers": "du",
            "ild": "ild_ct",
            "pah": "pah_echo",
            "pah_catheter": "pah_rhc",
            "disease_duration": "disease_dur_y",
        },
    ),
    "cultures": (
        "cultures.csv",
        {
            "culture": "culture_id",
            "donor": "donor_id",
            "serum": "serum_type",
            "serum_percent": "serum_pct",
            "stimulation": "stim",
            "treatment": "treatment",
            "ruxolitinib": "rux_um",
            "thawed": "thaw_date",
            "batch": "batch",
            "operator": "operator",
            "viability": "viability_pct",
        },
    ),
    "plates": (
        "plates.csv",
        {
            "plate": "plate_id",
            "plate_analyte": "analyte",
            "kit_lot": "kit_lot",
            "plate_read": "read_date",
            "plate_lloq": "lloq",
            "plate_uloq": "uloq",
            "curve_r2": "curve_r2",
            "control_nominal": "qc_nominal",
            "control_measured": "qc_measured",
            "plate_status": "status",
        },
    ),
    "elisa": (
        "elisa.csv",
        {
            "plate": "plate_id",
            "well": "well",
            "culture": "culture_id",
            "analyte": "analyte",
            "replicate": "replicate",
            "dilution": "dilution",
            "concentration": "conc",
            "lloq": "lloq",
            "uloq": "uloq",
            "flag": "flag",
        },
    ),
    "flow": (
        "flow.csv",
        {
            "culture": "culture_id",
            "marker": "marker",
            "run": "run_id",
            "mfi": "mfi_median",
            "mfi_isotype": "mfi_isotype",
            "positive": "pct_pos",
            "events": "n_events",
            "panel_lot": "panel_lot",
            "flow_flag": "flag",
        },
    ),
    "serum_elisa": (
        "hd_serum.csv",
        {
            "sample": "sample",
            "cell_donor": "hd_donor",
            "serum_donor": "serum_donor",
            "serum": "serum_type",
            "serum_percent": "serum_pct",
            "treatment": "treatment",
            "ruxolitinib": "rux_um",
            "batch": "batch",
            "plate": "plate_id",
            "well": "well",
            "serum_culture": "culture_id",
            "analyte": "analyte",
            "replicate": "replicate",
            "dilution": "dilution",
            "concentration": "conc",
            "lloq": "lloq",
            "uloq": "uloq",
            "flag": "flag",
        },
    ),
    "serum_flow": (
        "hd_serum_flow.csv",
        {
            "sample": "sample",
            "cell_donor": "hd_donor",
            "serum_donor": "serum_donor",
            "serum": "serum_type",
            "serum_percent": "serum_pct",
            "treatment": "treatment",
            "ruxolitinib": "rux_um",
            "batch": "batch",
            "serum_culture": "culture_id",
            "marker": "marker",
            "run": "run_id",
            "mfi": "mfi_median",
            "mfi_isotype": "mfi_isotype",
            "positive": "pct_pos",
            "events": "n_events",
            "panel_lot": "panel_lot",
            "flow_flag": "flag",
        },
    ),
}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def spec():
    return load_study(ROOT / "specs" / "study.yml")


@pytest.fixture(scope="module")
def sources(spec):
    return read_sources(spec)


@pytest.fixture(scope="module")
def report(spec, sources):
    return make_report(spec, sources, open_queries(spec, sources))


@pytest.fixture(scope="module")
def log():
    return rows_of(STUDY / "mess_log.csv")


def in_question(log) -> set[tuple[str, str]]:
    """File and key of the rows whose defect only the statistician can decide."""
    return {(one["file"], one["row_key"]) for one in log if one["resolution"] == "query"}


def same(value: object, mark: int, clean: str) -> bool:
    """Whether a typed value is what the clean file holds."""
    if clean == "":
        return value is None or value != value
    if isinstance(value, float) and clean[-1].isdigit():
        sign = {-1: "<", 0: "", 1: ">"}[mark]
        number = clean[len(sign) :]
        return clean.startswith(sign) and math.isclose(value, float(number), rel_tol=1e-12)
    if isinstance(value, np.datetime64) or hasattr(value, "isoformat"):
        return str(value)[:10] == clean
    return value == clean


@pytest.mark.parametrize("name", CLEAN)
def test_every_row_is_what_the_clean_data_hold(name, sources, log):
    table = sources[name]
    file, columns = CLEAN[name]
    clean = {
        "/".join(row[columns[key]] for key in table.key): row
        for row in rows_of(STUDY / "data" / file)
    }
    disputed = in_question(log)
    keys = table.keys_in_words(np.arange(len(table.frame)))
    assert sorted(keys) == sorted(clean)
    different = []
    for row, (key, path) in enumerate(zip(keys, table.file_names, strict=True)):
        if (Path(path).name, key) in disputed:
            continue
        for variable, column in columns.items():
            value = table.frame[variable].iloc[row]
            mark = int(table.marks[variable][row]) if variable in table.marks else 0
            if not same(value, mark, clean[key][column]):
                different.append((key, column, value, clean[key][column]))
    assert different == []


@pytest.mark.parametrize("name", ["plates", "elisa", "cultures"])
def test_what_is_in_question_is_left_as_it_was(name, sources, report, log):
    rows = {(Path(e.file).name, e.row): e for e in report.entries if e.action == "query"}
    for one in log:
        if one["resolution"] == "query":
            assert (one["file"], int(one["row"])) in rows, one
    values = {e.after for e in report.entries if e.action == "query"}
    assert values == {""}
    assert {query.suspicion for query in report.queries} >= {"ng/mL labelled pg/mL (x1000)"}


def test_no_row_is_in_question_that_the_log_leaves_in_peace(report, log):
    asked = {(Path(e.file).name, e.key) for e in report.entries if e.action == "query"}
    plates = {key for file, key in in_question(log) if file == "plaques.csv"}
    # The generator itself may draw what cannot be: a disease that began before birth.
    unborn = {
        row["donor_id"]
        for row in rows_of(STUDY / "data" / "donors.csv")
        if row["disease_dur_y"] and float(row["disease_dur_y"]) >= float(row["age"])
    }
    assert {file for file, key in asked if key in unborn} == {"donneurs.xlsx"}
    for file, key in asked - in_question(log):
        # A well beyond or without a reading is not wrong itself, but stands on such a plate.
        assert key.split("/")[0] in plates or key.split("_")[0] in unborn, (file, key)


# How the report names what was done about a defect; "" where the cell was right as it was.
DONE = {
    "exact_duplicate": ("left out", "exact duplicate"),
    "superseded_by_repeat": ("left out", "repeat"),
    "footer_row": ("left out", ""),
}
READ_AS_IT_IS = ("excel_date_cell", "decimal_point")
FREE_TEXT = ("Commentaire",)  # a comment stays in the words in which it was written
OF_THE_ANALYSIS_SET = ("consent_withdrawn", "haemoglobin_below_7", "no_yield")


def test_every_defect_is_in_the_report(report, log, spec):
    done = {(Path(e.file).name, e.row, e.column): e for e in report.entries}
    in_row = {(Path(e.file).name, e.row): e for e in report.entries if e.column == ""}
    declared = {
        Path(file).name: {
            column for one in source.columns.values() for column in (one.column, one.unit_column)
        }
        for source in spec.sources.values()
        for file in source.all_files
    }
    of_file = Counter((Path(e.file).name, e.column) for e in report.entries)
    missed = []
    for one in log:
        file, defect, column = one["file"], one["defect"], one["column"]
        if column in FREE_TEXT:
            continue
        if defect in (*OF_THE_ANALYSIS_SET, *READ_AS_IT_IS) or one["before"] == one["after"] != "":
            continue  # nothing to change: the cell's value is held against the clean data above
        if defect in DONE or one["resolution"] == "query":
            action, rule = DONE.get(defect, ("query", ""))
            entry = in_row.get((file, int(one["row"])))
            found = entry is not None and entry.action == action and rule in entry.rule
        elif one["row"]:
            entry = done.get((file, int(one["row"]), column))
            found = entry is not None and entry.action == "fixed" and entry.before == one["before"]
        else:
            found = any(
                of_file[file, name] for name in column.split(", ") if name in declared[file]
            )
        if not found:
            missed.append((file, one["row"], column, defect, one["before"]))
    assert missed == []


def test_the_analysis_runs_on_the_lab_files_and_loses_only_what_is_in_question(log):
    spec = load_spec(ROOT / "specs" / "primary.yml")
    plan = make_plan(spec)
    data = assemble_all(spec, plan.analyses, read_sources(spec))[0]
    reasons = Counter(
        step.reason.split(":")[0] for step in data.disposition if step.kind == "exclude"
    )
    assert set(reasons) == {
        "In question until query plate_scale is answered",
        "In question until query arms_exchanged is answered",
    }
    excluded = {one.unit: one.reason for one in data.excluded}
    for one in log:
        if one["defect"] in OF_THE_ANALYSIS_SET:
            assert excluded[one["row_key"]] != "", one
    clean = {
        (row["plate_id"], row["well"]): row
        for row in rows_of(STUDY / "data" / "elisa.csv")
        if row["conc"] and row["analyte"] == "CCL18" and "_NS_" in row["culture_id"]
    }
    wells = {
        (plate, well): value
        for plate, well, value in zip(
            data.frame["plate"], _wells(spec, data), data.frame["concentration"], strict=True
        )
    }
    assert set(wells) < set(clean)
    disputed = {row["row_key"] for row in log if row["resolution"] == "query"}
    lost = [clean[key] for key in set(clean) - set(wells)]
    plates = {key for key in disputed if "/" not in key}
    for row in lost:
        donor = row["culture_id"].split("_")[0]
        open_question = row["plate_id"] in plates or row["culture_id"] in disputed
        assert open_question or donor in excluded, row
    for key, value in wells.items():
        if clean[key]["conc"][0] not in "<>":
            assert math.isclose(value, float(clean[key]["conc"]), rel_tol=1e-12)


def _wells(spec, data) -> list[str]:
    """Find the well of each analysed row in the lab's file by its line."""
    lines = (STUDY / "raw" / "elisa_ccl18.csv").read_text(encoding="utf-8-sig").splitlines()
    assert Path(data.source_file).name == "elisa_ccl18.csv"
    return [lines[line - 1].split(";")[1] for line in data.source_lines]
