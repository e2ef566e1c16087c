"""`sap.fit` is a function, however often it is asked for and whoever was there first."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "code",
    [
        "import sap; sap.fit; assert callable(sap.fit)",
        "import sap.run.analyses, sap; assert callable(sap.fit)",
        "from sap import fit; from sap.fitting import fit as inner; assert fit is inner",
    ],
)
def test_fit_stays_a_function(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_unknown_name_is_an_attribute_error():
    import sap

    with pytest.raises(AttributeError, match="no attribute 'fitt'"):
        _ = sap.fitt
