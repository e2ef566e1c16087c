"""What every test shares: one BLAS thread, the reference cases, and a word where R is missing."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec

import pytest

from tests.reference_cases import reference_case, reference_cases

# Before numpy is loaded: on a busy machine several BLAS threads slow small problems a hundredfold.
for _setting in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_setting, "1")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test that asks for `any_reference_case` each reference model in turn."""
    if "any_reference_case" in metafunc.fixturenames:
        cases = reference_cases()
        metafunc.parametrize("any_reference_case", cases, ids=[case.name for case in cases])


@pytest.fixture
def reference():
    """Return the function that finds one reference model: `reference("oats", "splitplot")`."""
    return reference_case


def _what_r_lacks() -> str | None:
    """Say what of R is missing for the second engine, or None when all is there."""
    if shutil.which("Rscript") is None:
        return "R is not installed: `make r` sets it up"
    missing = [name for name in ("rpy2", "pymer4") if find_spec(name) is None]
    return f"{' and '.join(missing)} not installed: `make r` sets it up" if missing else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip the tests that need R where there is none, unless SAP_NEEDS_R says there must be.

    With R, all of them go to one worker of pytest-xdist, so that R starts once.
    """
    if config.pluginmanager.hasplugin("xdist"):
        for item in items:
            if item.get_closest_marker("r"):
                item.add_marker(pytest.mark.xdist_group("r"))
    lacking = _what_r_lacks()
    if lacking is None or os.environ.get("SAP_NEEDS_R") == "1":
        return
    for item in items:
        if item.get_closest_marker("r"):
            item.add_marker(pytest.mark.skip(reason=lacking))
