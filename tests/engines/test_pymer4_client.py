"""The process in which R runs: started once, missed with a word, gone without a trace."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from sap.engines import pymer4_client
from sap.engines.load import prepare_engine
from sap.engines.pymer4_client import RWorker, what_is_missing, worker
from sap.errors import AnalysisError, PlanError
from sap.fitting import fit
from tests.house import ROOT
from tests.reference_cases import reference_case


def test_what_is_missing_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pymer4_client.shutil, "which", lambda _: None)
    monkeypatch.setattr(pymer4_client, "find_spec", lambda name: None if name == "rpy2" else name)
    words = what_is_missing()
    assert words.startswith("Engine 'pymer4' needs R and rpy2, not found here.")
    assert "`make r`" in words


def test_a_machine_without_r_gets_a_plan_error(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pymer4_client.shutil, "which", lambda _: None)
    monkeypatch.setattr(pymer4_client, "_worker", None)
    case = reference_case("dyestuff", "oneway")
    with pytest.raises(PlanError, match="needs R"):
        fit(case.formula, case.frame(), engine="pymer4")
    with pytest.raises(PlanError, match="needs R"):
        prepare_engine("pymer4")


def test_an_r_that_cannot_start_says_its_last_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\necho 'libR.so: not found' >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr(pymer4_client, "what_is_missing", lambda: "")
    monkeypatch.setattr(pymer4_client.sys, "executable", str(broken))
    r = RWorker()
    try:
        with pytest.raises(PlanError, match=r"can't start R. Its last words: libR.so: not found"):
            r.ready()
    finally:
        r.close()


def test_the_engine_is_not_imported_with_sap():
    code = "import sys, sap.fitting; sys.exit(any('pymer4' in name for name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)
    assert done.returncode == 0


@pytest.mark.r
def test_all_fits_share_one_process():
    case = reference_case("dyestuff", "oneway")
    first = worker()
    fit(case.formula, case.frame(), engine="pymer4")
    fit(case.formula, case.frame(), engine="pymer4", ddf="satterthwaite")
    assert worker() is first
    assert first.alive


@pytest.mark.r
def test_start_says_what_it_does_and_an_r_that_dies_is_replaced():
    said: list[str] = []
    r = RWorker()
    r.ready(said.append)
    assert said[0] == "Starting R"
    assert any("lme4" in words for words in said)
    assert set(r.versions) >= {"R", "pymer4", "lme4", "lmerTest", "pbkrtest", "emmeans"}
    r._process.kill()
    with pytest.raises(AnalysisError, match="R ended while it worked on this analysis"):
        r.ask("versions")
    assert not r.alive
    r.close()


@pytest.mark.r
def test_what_r_refuses_comes_back_as_an_error_and_r_goes_on():
    r = worker()
    with pytest.raises(AnalysisError, match=r"R says: Error.*number of levels"):
        r.ask(
            "fit",
            model=-1,
            formula="y_ ~ 1 + (1 | r1_)",
            reml=True,
            numbers={"y_": [1.0, 2.0, 3.0]},
            factors={"r1_": ([0, 1, 2], ["k1_", "k2_", "k3_"])},
            scale=1.0,
            shift=0.0,
        )
    assert r.ask("versions")["R"]


@pytest.mark.r
def test_r_forgets_models_that_nobody_holds():
    case = reference_case("dyestuff", "oneway")
    model = fit(case.formula, case.frame(), engine="pymer4", ddf="satterthwaite")
    number = model._number
    other = fit(case.formula, case.frame(), engine="pymer4", ddf="satterthwaite")
    del model
    assert isinstance(other.coefficients, pd.DataFrame)
    with pytest.raises(AnalysisError, match="KeyError"):
        worker().ask("tests", model=number, ddf="satterthwaite", type=3)
    assert len(other.anova()) == 0


@pytest.mark.r
def test_r_ends_with_the_process_that_started_it():
    code = (
        "from sap.engines.pymer4_client import worker\n"
        "r = worker(); r.ready(); print(r._process.pid, flush=True)\n"
        "import os; os._exit(1)\n"  # no time to say goodbye
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    pid = int(done.stdout)
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists():
            break
        time.sleep(0.1)
    assert not Path(f"/proc/{pid}").exists()
