"""Time whole commands, start-up included: `python -m benchmarks.runs [--rounds 5]`.

Each command has a process of its own, the commands taking turns, so that a busy moment of
the machine strikes them all. Prints the table and writes it to RUNS.md beside this file.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
PRIMARY = "specs/primary.yml"
WHOLE = "specs"
OUTPUT = "OUTPUT"
"""Stands in a command for the folder that it writes."""

HEADING = """# Whole commands

Written by `python -m benchmarks.runs`. Each number is of {rounds} processes that took turns with
those of the other commands, start-up included. Processor seconds are those of all cores; on a
machine with other work they tell more than seconds on the clock. The aim is for the clock.

{cores} cores.

| command | aim, s | median, s | fastest, s | processor, s | peak, MB |
|---|--:|--:|--:|--:|--:|
"""


@dataclass(frozen=True)
class Timed:
    """A command that is timed.

    Parameters
    ----------
    title
        What it does.
    command
        The program and its arguments; `OUTPUT` becomes a temporary folder.
    aim
        Seconds on the clock at most, or None for another program's line.
    before
        A command that is run once, not timed, before the first.
    cores
        How many processes share the work.
    exit_code
        The command's when all is well: 1 of a plan with an endpoint that is not estimable.
    """

    title: str
    command: tuple[str, ...]
    aim: float | None
    before: tuple[str, ...] = ()
    cores: int = 1
    exit_code: int = 0


@dataclass(frozen=True)
class Spent:
    """What one process took.

    Parameters
    ----------
    wall, processor
        Seconds.
    peak_mb
        The largest resident memory of its largest process.
    """

    wall: float
    processor: float
    peak_mb: float


def sap(*arguments: str) -> tuple[str, ...]:
    """Name the command `sap` with arguments, by the Python that runs this."""
    return (sys.executable, "-m", "sap", *arguments)


def python(*arguments: str) -> tuple[str, ...]:
    """Name a Python program with arguments."""
    return (sys.executable, *arguments)


COMMANDS = (
    Timed("`sap --help`", sap("--help"), 0.5),
    Timed("`sap check` of the primary", sap("check", PRIMARY), 0.5),
    Timed(
        "`sap run` of the primary",
        sap("run", PRIMARY, "--output", OUTPUT, "--fresh"),
        4.0,
        cores=2,
    ),
    Timed(
        "the same again, nothing changed",
        sap("run", PRIMARY, "--output", OUTPUT),
        2.0,
        before=sap("run", PRIMARY, "--output", OUTPUT),
    ),
    Timed(
        "`sap run` of the whole plan",
        sap("run", WHOLE, "--output", OUTPUT, "--fresh"),
        15.0,
        cores=2,
        exit_code=1,
    ),
    Timed(
        "the whole plan again, nothing changed",
        sap("run", WHOLE, "--output", OUTPUT),
        2.0,
        before=sap("run", WHOLE, "--output", OUTPUT),
        exit_code=1,
    ),
    Timed(
        "R: the mixed models of the whole plan, no table",
        ("Rscript", "benchmarks/whole_plan.R", OUTPUT),
        None,
        before=python("-m", "benchmarks.whole_plan", OUTPUT),
    ),
)


def spent(command: Sequence[str], exit_code: int = 0) -> Spent:
    """Run a command to its end, and say what it took.

    Parameters
    ----------
    command
        The program and its arguments.
    exit_code
        What it ends with when all is well.

    Raises
    ------
    subprocess.CalledProcessError
        When it ends with another.
    """
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=HERE.parent, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != exit_code:
        raise subprocess.CalledProcessError(process.returncode, command)
    # Linux counts in kilobytes, macOS in bytes.
    unit = 1024.0 if sys.platform == "linux" else 1024.0**2
    return Spent(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / unit)


def measure(commands: Sequence[Timed], rounds: int) -> dict[str, list[Spent]]:
    """Run the commands in turns.

    Parameters
    ----------
    commands
        What is timed.
    rounds
        How often each.

    Returns
    -------
    dict
        What each process took, by the title of its command.
    """
    found: dict[str, list[Spent]] = {one.title: [] for one in commands}
    with tempfile.TemporaryDirectory() as folder:
        places = {one.title: str(Path(folder, str(n), "run")) for n, one in enumerate(commands)}
        for number in range(rounds):
            for one in commands:
                print(f"round {number + 1}: {one.title}", file=sys.stderr)
                if number == 0 and one.before:
                    prepare = [places[one.title] if x == OUTPUT else x for x in one.before]
                    spent(prepare, one.exit_code)
                command = [places[one.title] if word == OUTPUT else word for word in one.command]
                found[one.title].append(spent(command, one.exit_code))
    return found


def report(commands: Sequence[Timed], found: Mapping[str, Sequence[Spent]]) -> str:
    """Write the table.

    Parameters
    ----------
    commands
        What was timed.
    found
        What `measure` gave.

    Returns
    -------
    str
        Markdown.
    """
    rounds = len(next(iter(found.values())))
    lines = []
    for one in commands:
        took = found[one.title]
        aim = "-" if one.aim is None else f"{one.aim:g}"
        wall = [each.wall for each in took]
        processor = statistics.median(each.processor for each in took)
        peak = max(each.peak_mb for each in took)
        lines.append(
            f"| {one.title} | {aim} | {statistics.median(wall):.2f} | {min(wall):.2f} "
            f"| {processor:.2f} | {peak:.0f} |\n"
        )
    return HEADING.format(rounds=rounds, cores=os.cpu_count()) + "".join(lines)


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.runs", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="processes for each command")
    asked = parser.parse_args()
    made = report(COMMANDS, measure(COMMANDS, asked.rounds))
    print(made)
    (HERE / "RUNS.md").write_text(made, encoding="utf-8")


if __name__ == "__main__":
    main()
