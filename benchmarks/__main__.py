"""Time all cases with all programs: `python -m benchmarks`.

Prints the table and writes it to RESULTS.md beside this file.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.cases import CASES, Case
from benchmarks.report import Measured, Outcome, report

HERE = Path(__file__).parent
PROGRAMS = ("sap", "statsmodels", "R")
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
R_PACKAGES = ("lme4", "lmerTest", "pbkrtest", "emmeans")


def main() -> None:
    """Measure what is asked for and report it."""
    asked = _arguments()
    chosen = [case for case in CASES if not asked.case or case.name in asked.case]
    r_version = _r_version()
    if r_version is None:
        print(f"R is left out: it needs Rscript with {', '.join(R_PACKAGES)}.", file=sys.stderr)
    outcomes: dict[tuple[str, str], Outcome] = {}
    with tempfile.TemporaryDirectory() as folder:
        for case in chosen:
            data = Path(folder) / f"{case.name}.csv"
            case.make().to_csv(data, index=False)
            commands = {name: _command(name, case, data, asked) for name in PROGRAMS}
            if r_version is None:
                del commands["R"]
            found = _measure(case, commands, asked)
            outcomes |= {(case.name, name): found.get(name, "no R") for name in PROGRAMS}
    made = report(chosen, outcomes, r_version or "R: not installed", asked.rounds, asked.budget)
    print(made)
    if not asked.case:
        (HERE / "RESULTS.md").write_text(made, encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--case",
        action="append",
        choices=[case.name for case in CASES],
        help="only this case (may be repeated); nothing is written then",
    )
    parser.add_argument("--rounds", type=int, default=5, help="processes for each program")
    parser.add_argument("--repeats", type=int, default=30, help="runs in a process at most")
    parser.add_argument("--budget", type=float, default=3.0, help="seconds for the runs of one")
    parser.add_argument("--limit", type=float, default=300.0, help="seconds until it is given up")
    return parser.parse_args()


def _measure(
    case: Case, commands: dict[str, list[str]], asked: argparse.Namespace
) -> dict[str, Outcome]:
    """Measure in rounds, one program after the other, so that a busy moment strikes them all."""
    found: dict[str, Outcome] = {}
    for number in range(asked.rounds):
        for program, command in commands.items():
            before = found.get(program)
            if isinstance(before, str) or (before and before.median > asked.budget):
                continue
            print(f"{case.name}, round {number + 1}: {program}", file=sys.stderr)
            now = _outcome(command, asked.limit)
            found[program] = before.pooled(now) if before and not isinstance(now, str) else now
    return found


def _command(program: str, case: Case, data: Path, asked: argparse.Namespace) -> list[str]:
    often = [str(asked.repeats), str(asked.budget)]
    if program == "R":
        script = str(HERE / "measure.R")
        return ["Rscript", "--vanilla", script, str(data), case.formula, case.ddf, case.of, *often]
    module = [sys.executable, "-m", "benchmarks.measure", program, case.name]
    return [*module, "--repeats", often[0], "--budget", often[1]]


def _outcome(command: list[str], limit: float) -> Outcome:
    """Run a measurement; where it fails or takes too long, say so in a word."""
    try:
        done = subprocess.run(
            command,
            cwd=HERE.parent,
            env={**os.environ, **ONE_THREAD},
            capture_output=True,
            text=True,
            check=False,
            timeout=limit,
        )
    except subprocess.TimeoutExpired:
        return f"over {limit:.0f} s"
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        return "failed"
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return Measured(**found)


def _r_version() -> str | None:
    """Name R and its packages with their versions; None where one of them is missing."""
    if shutil.which("Rscript") is None:
        return None
    versions = ", ".join(f'"{name}", as.character(packageVersion("{name}"))' for name in R_PACKAGES)
    code = f"cat(R.version.string, {versions})"
    done = subprocess.run(
        ["Rscript", "--vanilla", "-e", code], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() if done.returncode == 0 else None


if __name__ == "__main__":
    main()
