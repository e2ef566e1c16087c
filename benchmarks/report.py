"""Measurements as Markdown."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import TypeAlias

from benchmarks.cases import Case

HEADING = """# Timings

Written by `python -m benchmarks`. All data are SIMULATED (`designs.py`, fixed seeds).

{rounds} processes for each number, the programs taking turns. A process runs once to warm up,
then for up to {budget} s, and gives its median; the number is the median of these. (Where one
run takes longer, it is the number.) One BLAS thread. sap: `sap.fit`, the table of coefficients
and the contrast with its ratio. R: `lmer`, `summary` with the same degrees of freedom,
`emmeans` and the contrast. statsmodels: `MixedLM.fit` with its own optimiser, which gives
z tests only and no contrasts. Peak memory is that of a whole process, libraries included.
KR: Kenward-Roger; S: Satterthwaite.
"""

DDF = {"kenward-roger": "KR", "satterthwaite": "S"}


@dataclass(frozen=True)
class Measured:
    """What a measurement gave.

    Parameters
    ----------
    median, fastest
        Seconds of one run.
    runs
        How many runs there were.
    peak_mb
        Largest resident memory of the process, libraries included.
    estimate, std_error, df
        Of the treatment effect.
    medians
        Medians of the processes that were pooled, if any were.
    """

    median: float
    fastest: float
    runs: int
    peak_mb: float | None
    estimate: float
    std_error: float
    df: float | None = None
    medians: tuple[float, ...] = ()

    def pooled(self, other: Measured) -> Measured:
        """Pool two processes: the median of all medians, the larger memory."""
        medians = (*(self.medians or (self.median,)), other.median)
        peaks = [peak for peak in (self.peak_mb, other.peak_mb) if peak is not None]
        return replace(
            self,
            median=statistics.median(medians),
            fastest=min(self.fastest, other.fastest),
            runs=self.runs + other.runs,
            peak_mb=max(peaks, default=None),
            medians=medians,
        )


Outcome: TypeAlias = Measured | str
Outcomes: TypeAlias = Mapping[tuple[str, str], Outcome]


def report(
    cases: Sequence[Case], outcomes: Outcomes, r_version: str, rounds: int, budget: float
) -> str:
    """Lay the measurements out.

    Parameters
    ----------
    cases
        What was timed.
    outcomes
        What came of it, by case and program: numbers, or a word where there are none.
    r_version
        R and its packages.
    rounds, budget
        Processes for each number, and seconds that the runs of one had.

    Returns
    -------
    str
        Markdown.
    """
    return "\n".join(
        [
            HEADING.format(rounds=rounds, budget=f"{budget:g}"),
            _machine(),
            "",
            *_times(cases, outcomes),
            "",
            "The treatment effect that each found (log scale), so that the same thing was timed:",
            "",
            *_agreement(cases, outcomes),
            "",
            f"{_versions()}; {r_version}.",
            "",
        ]
    )


def _times(cases: Sequence[Case], outcomes: Outcomes) -> list[str]:
    lines = [
        "| design; random effects | df | aim, ms | sap, ms | statsmodels, ms | R, ms "
        "| statsmodels / sap | R / sap | sap, MB | statsmodels, MB | R, MB |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for case in cases:
        sap, mixedlm, r = (outcomes[case.name, name] for name in ("sap", "statsmodels", "R"))
        cells = [case.title, DDF[case.ddf], f"{case.target:g}"]
        cells += [_milliseconds(each) for each in (sap, mixedlm, r)]
        cells += [_ratio(each, sap) for each in (mixedlm, r)]
        cells += [_megabytes(each) for each in (sap, mixedlm, r)]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _agreement(cases: Sequence[Case], outcomes: Outcomes) -> list[str]:
    lines = [
        "| design; random effects | sap: estimate, SE, df | R: estimate, SE, df |",
        "|---|---|---|",
    ]
    for case in cases:
        cells = [case.title, *(_effect(outcomes[case.name, name]) for name in ("sap", "R"))]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _milliseconds(outcome: Outcome) -> str:
    return outcome if isinstance(outcome, str) else _short(outcome.median * 1000)


def _ratio(outcome: Outcome, sap: Outcome) -> str:
    if isinstance(outcome, str) or isinstance(sap, str):
        return "-"
    return _short(outcome.median / sap.median)


def _megabytes(outcome: Outcome) -> str:
    if isinstance(outcome, str) or outcome.peak_mb is None:
        return "-"
    return f"{outcome.peak_mb:.0f}"


def _effect(outcome: Outcome) -> str:
    if isinstance(outcome, str):
        return outcome
    return f"{outcome.estimate:.6f}, {outcome.std_error:.6f}, {outcome.df:.3f}"


def _short(value: float) -> str:
    """Two digits of small numbers, whole numbers above ten."""
    return f"{value:.1f}" if value < 10 else f"{value:,.0f}"


def _machine() -> str:
    info = Path("/proc/cpuinfo")
    names = [
        line.split(":", 1)[1].strip()
        for line in (info.read_text(encoding="utf-8").splitlines() if info.exists() else [])
        if line.startswith("model name")
    ]
    name = names[0] if names else platform.processor() or platform.machine()
    return f"Machine: {name}, {os.cpu_count()} cores, {platform.system()}."


def _versions() -> str:
    names = ("statsmodels", "numpy", "scipy", "pandas")
    libraries = ", ".join(f"{name} {version(name)}" for name in names)
    return f"Python {platform.python_version()}, sap {version('sap')}, {libraries}"
