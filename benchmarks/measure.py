"""Time one case with one Python program: `python -m benchmarks.measure sap donors-30`.

Each measurement has a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.cases import CASES, Case

Estimate = dict[str, float]


def with_sap(case: Case, data: pd.DataFrame) -> Callable[[], Estimate]:
    """Fit, and make the tables of coefficients and of contrasts."""
    import sap

    def run() -> Estimate:
        fitted = sap.fit(case.formula, data, ddf=case.ddf)
        row = fitted.coefficients.iloc[-1]
        fitted.contrasts(case.of, method="trt.vs.ctrl", type="response")
        return {name: float(row[name]) for name in ("estimate", "std_error", "df")}

    return run


def with_statsmodels(case: Case, data: pd.DataFrame) -> Callable[[], Estimate]:
    """Fit with MixedLM as its users do; it has no degrees of freedom and no contrasts."""
    import warnings

    from statsmodels.regression.mixed_linear_model import MixedLM

    data = data.assign(log_conc=np.log(data["conc"]))
    if "pair" in case.components:
        pair = data["hd"].astype(str) + data["serum"].astype(str)
        data = data.assign(pair=pair, culture=pair + data["trt"].astype(str))
    groups = data[case.groups] if case.groups else pd.Series(1, index=data.index)

    def run() -> Estimate:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = MixedLM.from_formula(
                case.fixed,
                data,
                groups=groups,
                vc_formula=dict(case.components) or None,
                re_formula="1" if case.groups else None,
            )
            fitted = model.fit()
        found = {"estimate": fitted.fe_params.iloc[-1], "std_error": fitted.bse_fe.iloc[-1]}
        return {name: float(value) for name, value in found.items()}

    return run


PROGRAMS = {"sap": with_sap, "statsmodels": with_statsmodels}


def timed(run: Callable[[], Estimate], repeats: int, budget: float) -> tuple[Estimate, list[float]]:
    """Run once to warm up, then for as often as the budget allows.

    Parameters
    ----------
    run
        What is timed.
    repeats
        Runs at most.
    budget
        Seconds at most; a first run longer than that is the measurement.

    Returns
    -------
    tuple
        What the run gave, and the seconds of each.
    """
    began = time.perf_counter()
    found = run()
    first = time.perf_counter() - began
    if first > budget:
        return found, [first]
    seconds: list[float] = []
    while len(seconds) < repeats and sum(seconds) < budget:
        began = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - began)
    return found, seconds


def peak_memory() -> float | None:
    """Return the largest resident memory of this process in MB, where the system tells."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    line = next(x for x in status.read_text(encoding="ascii").splitlines() if "VmHWM" in x)
    return float(line.split()[1]) / 1024


def main() -> None:
    """Measure and print the result as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", choices=PROGRAMS)
    parser.add_argument("case", choices=[case.name for case in CASES])
    parser.add_argument("--repeats", type=int, default=30)
    parser.add_argument("--budget", type=float, default=10.0)
    asked = parser.parse_args()
    case = next(case for case in CASES if case.name == asked.case)
    run = PROGRAMS[asked.program](case, case.make())
    found, seconds = timed(run, asked.repeats, asked.budget)
    print(
        json.dumps(
            {
                "median": statistics.median(seconds),
                "fastest": min(seconds),
                "runs": len(seconds),
                "peak_mb": peak_memory(),
                **found,
            }
        )
    )


if __name__ == "__main__":
    main()
