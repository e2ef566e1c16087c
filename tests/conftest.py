"""What every test shares: one BLAS thread, the reference cases, and a word where R or the browser
is missing."""

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

    With R, all of them go to one worker of pytest-xdist, so that R starts once. The same holds
    for the browser and SAP_NEEDS_BROWSER.
    """
    for mark, needed, lacking in (
        ("r", "SAP_NEEDS_R", _what_r_lacks()),
        ("browser", "SAP_NEEDS_BROWSER", _what_the_browser_lacks()),
    ):
        for item in items:
            if not item.get_closest_marker(mark):
                continue
            if config.pluginmanager.hasplugin("xdist"):
                item.add_marker(pytest.mark.xdist_group(mark))
            if lacking is not None and os.environ.get(needed) != "1":
                item.add_marker(pytest.mark.skip(reason=lacking))


def _what_the_browser_lacks() -> str | None:
    """Say what is missing for the tests in a real browser, or None when all is there."""
    if shutil.which("chromium") is None:
        return "Chromium is not installed: apt-get install chromium"
    missing = [name for name in ("playwright", "axe_playwright_python") if find_spec(name) is None]
    return f"{' and '.join(missing)} not installed" if missing else None
