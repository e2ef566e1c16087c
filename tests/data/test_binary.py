"""Parquet and SAS files: the same checks as for text."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

FRAME = pd.DataFrame({"well": ["A1", "A2", "A3"], "value": [1.5, np.nan, 3.0]})


def as_parquet(lab, columns):
    lab.source = "file: wells.parquet\nformat: parquet"
    pq.write_table(pa.table(columns), lab.folder / "wells.parquet")


def test_parquet(lab):
    as_parquet(lab, {"well": ["A1", "A2"], "value": [1.5, None], "other": [[1], [2]]})
    frame = lab.table().frame
    assert frame["well"].tolist() == ["A1", "A2"]
    assert frame["value"].tolist()[0] == 1.5
    assert np.isnan(frame["value"][1])


def test_integers_and_dictionaries_of_parquet(lab):
    wells = pa.array([7, 8]).cast(pa.int16())
    values = pa.array(["2", "3"]).dictionary_encode()
    as_parquet(lab, {"well": wells, "value": values})
    assert lab.table().frame["well"].tolist() == ["7", "8"]
    assert lab.table().frame["value"].tolist() == [2.0, 3.0]


def test_parquet_is_checked_like_text(lab):
    lab.columns = "value: {column: value, range: [0, 10]}"
    as_parquet(lab, {"well": ["A1", "A1", "A3"], "value": [1.0, 11.0, np.inf]})
    found = "\n".join(lab.problems())
    assert "'well' = 'A1' stands on more than one row (rows 1, 2)" in found
    assert "11 and others are outside the declared range 0 to 10 mg (rows 2, 3)" in found
    assert "infinite number (row 3)" in found


def test_nested_values_of_parquet(lab):
    as_parquet(lab, {"well": ["A1"], "value": [[1.0]]})
    assert "Column 'value' holds list" in lab.problems()[0]


@pytest.mark.parametrize("content", [b"", b"PAR1 nothing PAR1", b"well,value\n"])
def test_no_parquet(lab, content):
    lab.source = "file: wells.parquet\nformat: parquet"
    lab.write(content, "wells.parquet")
    (message,) = lab.problems()
    assert "Parquet file" in message


def test_sas_transport(lab):
    pyreadstat = pytest.importorskip("pyreadstat")
    lab.source = "file: wells.xpt\nformat: xpt"
    pyreadstat.write_xport(FRAME, str(lab.folder / "wells.xpt"), file_format_version=8)
    frame = lab.table().frame
    assert frame["well"].tolist() == ["A1", "A2", "A3"]
    assert frame["value"].tolist()[2] == 3.0
    assert np.isnan(frame["value"][1])


@pytest.mark.parametrize("kind", ["xpt", "sas7bdat"])
@pytest.mark.parametrize("content", [b"", b"no SAS file at all"])
def test_no_sas_file(lab, kind, content):
    lab.source = f"file: wells.{kind}\nformat: {kind}"
    lab.write(content, f"wells.{kind}")
    (message,) = lab.problems()
    assert "SAS file" in message
