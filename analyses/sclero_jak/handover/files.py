"""All files of the SIMULATED hand-over, and the log of what is wrong in them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from analyses.sclero_jak import assumptions as a
from analyses.sclero_jak.assays import KIT_RANGE
from analyses.sclero_jak.handover import donors, elisa, flow, serum
from analyses.sclero_jak.handover.sheet import Sheet
from analyses.sclero_jak.handover.workbook import workbook_bytes

UTF8_WITH_MARK, WINDOWS = "utf-8-sig", "cp1252"
DONOR_GROUP_STARTS = (1, 5, 11)


def make_files(tables: Mapping[str, Sequence[Mapping[str, object]]]) -> dict[str, bytes]:
    """Make the files from the clean tables.

    Parameters
    ----------
    tables
        The clean tables by name.

    Returns
    -------
    dict of str to bytes
        Content by path; ``mess_log.csv`` is the log of the others, in ``raw``.
    """
    register = donors.make_donors(tables["donors"])
    files = {f"raw/{register.file}": workbook_bytes(register, DONOR_GROUP_STARTS)}
    sheets = [register]

    def add(sheet: Sheet, encoding: str) -> None:
        files[f"raw/{sheet.file}"] = sheet.csv_bytes(encoding)
        sheets.append(sheet)

    add(donors.make_cultures(tables["cultures"]), UTF8_WITH_MARK)
    add(elisa.make_plates(tables["plates"]), WINDOWS)
    for analyte in KIT_RANGE:
        add(elisa.make_wells(analyte, tables["elisa"], tables["plates"]), UTF8_WITH_MARK)
    add(flow.make_tubes(tables["flow"]), WINDOWS)
    add(serum.make_wells(tables["hd_serum"], tables["plates"]), WINDOWS)
    add(serum.make_tubes(tables["hd_serum_flow"]), WINDOWS)
    files["mess_log.csv"] = _log_bytes([row for sheet in sheets for row in sheet.log_rows()])
    return files


def _log_bytes(rows: Sequence[Mapping[str, object]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, [*rows[0], "data_origin"], lineterminator="\n")
    writer.writeheader()
    writer.writerows({**row, "data_origin": a.DATA_ORIGIN} for row in rows)
    return text.getvalue().encode("utf-8")
