"""What the tests of this room share."""

from __future__ import annotations

import pytest

from tests.data.lab_study import LabStudy
from tests.data.small_study import SmallStudy


@pytest.fixture
def small(tmp_path) -> SmallStudy:
    return SmallStudy(tmp_path)


@pytest.fixture
def lab(tmp_path) -> LabStudy:
    return LabStudy(tmp_path)
