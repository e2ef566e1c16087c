"""The benchmark of reading: both kinds of file give the same analysis set; here with few rows."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.reading import read_study, write_study


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_it_reads_what_it_writes(kind, tmp_path):
    assert write_study(tmp_path, 5_000, kind) > 10_000
    found = read_study(tmp_path)
    # About 31 % of wells are CCL18, three quarters of donors are patients.
    assert 0.8 < found["rows"] / (5_000 * 0.31 * 0.75) < 1.2
    assert np.isfinite(found["total"])
    assert found["below"] > 0
