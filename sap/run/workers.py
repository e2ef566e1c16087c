"""Many jobs in several processes of this machine, with results in the order of the jobs.

The processes are forked: what a job works on is there already, and only its result is
sent. A process takes one job after the other, so a long job keeps no other one waiting.
Where the system cannot fork safely, and for a few jobs, all is done in this process.
"""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
import warnings
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import ForkingPickler
from types import FunctionType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from threadpoolctl import threadpool_limits

from sap.data.analysis import AnalysisData
from sap.engines.load import SLOW_ENGINES, load_engine
from sap.errors import OutputError, SapError
from sap.plan.planned import PlannedAnalysis
from sap.run.analyses import Outcome, carry_out, not_carried_out
from sap.run.progress import Progress

if TYPE_CHECKING:
    from multiprocessing.context import ForkProcess

# With fewer jobs, starting processes takes longer than it saves.
FEW = 8
# Elsewhere the system's own libraries do not survive a fork, or there is none.
CAN_FORK = sys.platform == "linux"

R = TypeVar("R")
Job = Callable[[], R]
#: Makes the content of a file, or of several by their ending.
Rendering = Callable[[], bytes | dict[str, bytes]]


@dataclass(frozen=True)
class Lost:
    """A job whose process ended without an answer.

    Parameters
    ----------
    exit_code
        Of the process; negative the number of the signal that ended it.
    """

    exit_code: int

    def __str__(self) -> str:
        if self.exit_code < 0:
            return f"its process was killed by signal {-self.exit_code}"
        return f"its process ended with exit code {self.exit_code}"


def cores() -> int:
    """Count the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def processes_for(jobs: int, processes: int | None = None) -> int:
    """Say how many processes are worth it.

    Parameters
    ----------
    jobs
        How many jobs there are.
    processes
        How many processes are asked for; default one a core, and one for a few jobs.

    Returns
    -------
    int
        1 where all is done in this process.
    """
    if not CAN_FORK:
        return 1
    if processes is None:
        processes = cores() if jobs >= FEW else 1
    return max(1, min(processes, jobs))


def do_all(
    jobs: Sequence[Job[R]],
    processes: int,
    told: Callable[[int, float], None] | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> list[R | Exception | Lost]:
    """Do jobs in forked processes.

    Parameters
    ----------
    jobs
        Each gives its result; results must be such that they can be sent.
    processes
        How many work at a time.
    told
        Told of each job that ended well, as it does: its place, and the seconds it took.
    meanwhile
        Is called once in this process, when a process has nothing left to do and others
        have: what will be needed later is got ready on the core that is free.

    Returns
    -------
    list
        In the order of the jobs what each gave, the exception that it raised, or the
        death of its process. An exception that cannot be sent is a RuntimeError that
        names it.

    Raises
    ------
    KeyboardInterrupt
        When the user stops; no process is left then.
    """
    return _Crew(jobs, processes, told or (lambda place, seconds: None), meanwhile).results()


class _Crew(Generic[R]):
    """Processes at work, each at the other end of a pipe."""

    def __init__(
        self,
        jobs: Sequence[Job[R]],
        size: int,
        told: Callable[[int, float], None],
        meanwhile: Callable[[], None] | None,
    ) -> None:
        self.jobs, self.size, self.told, self.meanwhile = jobs, size, told, meanwhile
        self.waiting = deque(range(len(jobs)))
        self.answers: dict[int, R | Exception | Lost] = {}
        self.at_work: dict[Connection, tuple[ForkProcess, int]] = {}

    def results(self) -> list[R | Exception | Lost]:
        try:
            while len(self.answers) < len(self.jobs):
                while self.waiting and len(self.at_work) < self.size:
                    self._hire()
                for pipe in wait(list(self.at_work)):
                    assert isinstance(pipe, Connection)
                    self._take(pipe)
                if self.meanwhile and self.at_work and len(self.at_work) < self.size:
                    self.meanwhile()
                    self.meanwhile = None
        finally:
            self._dismiss()
        return [self.answers[place] for place in range(len(self.jobs))]

    def _hire(self) -> None:
        context = get_context("fork")
        ours, theirs = context.Pipe()
        arguments = (self.jobs, theirs, [ours, *self.at_work])
        process = context.Process(target=_work, args=arguments, daemon=True)
        with warnings.catch_warnings():
            # The threads that libraries keep wait for work, and are started anew after a fork.
            warnings.filterwarnings("ignore", ".*multi-threaded", DeprecationWarning)
            process.start()
        # A process that ends closes its end, which must then be open nowhere else.
        theirs.close()
        self._give(ours, process)

    def _give(self, pipe: Connection, process: ForkProcess) -> None:
        place = self.waiting.popleft()
        self.at_work[pipe] = process, place
        try:
            pipe.send(place)
        except OSError:
            # Already dead; reading from the pipe will say so.
            return

    def _take(self, pipe: Connection) -> None:
        process, place = self.at_work.pop(pipe)
        try:
            seconds, answer = pipe.recv()
        except (EOFError, OSError):
            process.join()
            self.answers[place] = Lost(process.exitcode or 0)
            pipe.close()
            return
        self.answers[place] = answer
        if not isinstance(answer, Exception):
            self.told(place, seconds)
        if self.waiting:
            self._give(pipe, process)
        else:
            pipe.close()
            process.join()

    def _dismiss(self) -> None:
        for process, _ in self.at_work.values():
            process.kill()
        for pipe, (process, _) in self.at_work.items():
            process.join()
            pipe.close()


def _work(jobs: Sequence[Job[Any]], pipe: Connection, others: Sequence[Connection]) -> None:
    """Do what comes through a pipe until its other end is closed."""
    # Ctrl-C reaches every process of a terminal; the one that forked ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for other in others:
        other.close()
    # One BLAS thread each: the processes share the cores already.
    with threadpool_limits(1):
        while True:
            try:
                place = pipe.recv()
            except EOFError:
                return
            try:
                pipe.send_bytes(_answer(jobs[place]))
            except BrokenPipeError:
                return


def _answer(job: Job[Any]) -> Any:
    """Do a job, and write what came of it and its seconds as `recv` reads them."""
    start = time.perf_counter()
    answer: Any
    try:
        answer = job()
        return ForkingPickler.dumps((time.perf_counter() - start, answer))
    except SapError as error:
        answer = error
    except Exception as error:
        error.add_note(f"In another process:\n{traceback.format_exc()}")
        answer = _sendable(error)
    return ForkingPickler.dumps((time.perf_counter() - start, answer))


def _sendable(error: Exception) -> Exception:
    """Give an exception that arrives as itself, or one that names it."""
    with suppress(Exception):
        if type(ForkingPickler.loads(ForkingPickler.dumps(error))) is type(error):
            return error
    return RuntimeError(f"{type(error).__name__}: {error}")


def carry_out_all(
    analyses: Sequence[PlannedAnalysis],
    data: Sequence[AnalysisData],
    *,
    certify: bool,
    teller: Progress,
    processes: int | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> list[Outcome | SapError]:
    """Carry out the analyses of a plan.

    Parameters
    ----------
    analyses, data
        The analyses, and the data of each.
    certify
        As for `carry_out`.
    teller
        Is told of each analysis that is done.
    processes
        How many work at a time; default one a core. An engine with a process of its own
        is asked from this one.
    meanwhile
        As for `do_all`.

    Returns
    -------
    list of Outcome or SapError
        In the order of the plan, whatever the order of finishing: the same results in any
        number of processes. An analysis whose process died has failed.
    """
    words = [
        f"Fit {place} of {len(analyses)}: {one.endpoint_id} {one.analysis_id}: {one.title}"
        for place, one in enumerate(analyses, start=1)
    ]
    alone = any(planned.engine in SLOW_ENGINES for planned in analyses)
    wanted = 1 if alone else processes_for(len(analyses), processes)
    made: list[Outcome | SapError] = []
    if wanted == 1:
        for planned, rows, saying in zip(analyses, data, words, strict=True):
            try:
                with teller.step(saying):
                    made.append(carry_out(planned, rows, certify=certify))
            except SapError as error:
                made.append(error)
        return made
    for engine in {planned.engine for planned in analyses}:
        load_engine(engine)  # once, before the fork
    jobs = [
        partial(carry_out, one, rows, certify=certify)
        for one, rows in zip(analyses, data, strict=True)
    ]
    # The longest first, so that no process is left alone with one at the end.
    order = sorted(range(len(jobs)), key=lambda place: _length(analyses[place]), reverse=True)
    found = do_all(
        [jobs[place] for place in order],
        wanted,
        lambda n, s: teller.done(words[order[n]], s),
        meanwhile,
    )
    answers = [answer for _, answer in sorted(zip(order, found, strict=True), key=_place)]
    for planned, rows, answer in zip(analyses, data, answers, strict=True):
        if isinstance(answer, Lost):
            made.append(not_carried_out(planned, rows, f"Not carried out: {answer}."))
        elif isinstance(answer, Outcome | SapError):
            made.append(answer)
        else:
            raise answer
    return made


def _length(planned: PlannedAnalysis) -> tuple[bool, int]:
    """Say which analyses take longest: many refits, then models of many terms."""
    return planned.kind == "leave-one-out", planned.formula.count("|")


def _place(answer: tuple[int, object]) -> int:
    return answer[0]


def render_all(
    files: Mapping[str, bytes | Rendering], processes: int | None = None
) -> dict[str, bytes]:
    """Make the contents of files.

    Parameters
    ----------
    files
        By file name the content, or what makes it; by the stem of their names what makes
        several files.
    processes
        How many work at a time; default one a core.

    Returns
    -------
    dict of str to bytes
        Contents by file name, in the same order.

    Raises
    ------
    OutputError
        When a process died.
    """
    made: dict[str, bytes | dict[str, bytes]] = {
        name: one for name, one in files.items() if isinstance(one, bytes)
    }
    jobs = {name: one for name, one in files.items() if not isinstance(one, bytes)}
    wanted = processes_for(len(jobs), processes)
    waiting = Counter(_maker(job) for job in jobs.values())
    for name, job in jobs.items():
        # Of several files of one maker the first is made here, so that the library that they
        # need is loaded once, before the fork.
        if wanted == 1 or waiting[_maker(job)] > 1:
            made[name] = job()
            waiting[_maker(job)] = 0
    left = {name: job for name, job in jobs.items() if name not in made}
    answers = do_all(list(left.values()), min(wanted, len(left))) if left else []
    for name, answer in zip(left, answers, strict=True):
        if isinstance(answer, Lost):
            raise OutputError(f"'{name}' was not made: {answer}. Run again.")
        if isinstance(answer, Exception):
            raise answer
        made[name] = answer
    return dict(_by_name(files, made))


def _by_name(
    names: Iterable[str], made: Mapping[str, bytes | dict[str, bytes]]
) -> Iterator[tuple[str, bytes]]:
    for name in names:
        content = made[name]
        if isinstance(content, bytes):
            yield name, content
        else:
            yield from ((f"{name}.{ending}", one) for ending, one in content.items())


def _maker(job: Rendering) -> tuple[object, ...]:
    """Name what makes a file: the functions of a partial call, or else the job alone."""
    if not isinstance(job, partial):
        return (job,)
    return (job.func, *(one for one in job.args if isinstance(one, FunctionType)))
