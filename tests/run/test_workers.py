"""Jobs in several processes: the order, the same results, and what dies on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from functools import partial
from pathlib import Path

import pytest

from sap.data import assemble_all
from sap.data.sources import read_sources
from sap.errors import ConvergenceError, DesignError, FormulaError, OutputError
from sap.plan import make_plan
from sap.run import analyses, run, workers
from sap.run.progress import Progress
from sap.run.workers import FEW, Lost, carry_out_all, do_all, processes_for, render_all
from sap.spec import load_spec
from tests.house import ROOT
from tests.run.small_study import write_study

pytestmark = pytest.mark.skipif(not workers.CAN_FORK, reason="no processes are forked here")

LONG = 600
"""Seconds that no test waits for."""

PATIENCE = 60
"""Seconds after which something hangs, on a busy machine too."""


class Odd(Exception):
    """An exception that cannot be made again from what it was made of."""

    def __init__(self, one, two):
        super().__init__(f"{one} {two}")


def killed():
    os.kill(os.getpid(), signal.SIGKILL)


def raising(error):
    raise error


def slow(value, seconds):
    time.sleep(seconds)
    return value


def test_results_stand_in_the_order_of_the_jobs():
    told = []
    jobs = [partial(slow, place, 0.05 if place == 0 else 0.0) for place in range(20)]
    assert do_all(jobs, 3, lambda place, seconds: told.append((place, seconds))) == [*range(20)]
    assert sorted(place for place, _ in told) == [*range(20)]
    assert dict(told)[0] >= 0.05


def test_jobs_run_in_other_processes_a_few_for_all():
    pids = set(do_all([os.getpid] * 20, 2))
    assert os.getpid() not in pids
    assert 1 <= len(pids) <= 2


def test_what_a_job_works_on_need_not_be_sent():
    lock = threading.Lock()  # cannot be sent anywhere
    assert do_all([lambda: lock.locked()] * 3, 2) == [False] * 3


def test_a_killed_process_is_the_loss_of_its_job_alone():
    jobs = [partial(slow, 1, 0.0), killed, partial(slow, 2, 0.0), killed, partial(slow, 3, 0.0)]
    answers = do_all(jobs, 2)
    assert answers == [1, Lost(-signal.SIGKILL), 2, Lost(-signal.SIGKILL), 3]
    assert str(answers[1]) == "its process was killed by signal 9"


def test_a_process_that_ends_is_the_loss_of_its_job():
    (answer,) = do_all([partial(os._exit, 3)], 1)
    assert answer == Lost(3)
    assert str(answer) == "its process ended with exit code 3"


@pytest.mark.parametrize(
    "error",
    [DesignError("One."), FormulaError("Two.", "y ~ x", 1, 2), ValueError("three"), KeyError(4)],
)
def test_an_exception_keeps_its_type_and_words(error):
    (answer,) = do_all([partial(raising, error)], 1)
    assert type(answer) is type(error)
    assert str(answer) == str(error)


def test_a_defect_brings_its_traceback():
    (answer,) = do_all([partial(raising, ValueError("three"))], 1)
    assert any("in raising" in note for note in answer.__notes__)


@pytest.mark.parametrize("job", [partial(raising, Odd(1, 2)), partial(slow, threading.Lock(), 0)])
def test_what_cannot_be_sent_is_an_error_that_names_it(job):
    first, second = do_all([job, partial(slow, 5, 0)], 1)
    assert isinstance(first, RuntimeError | TypeError)
    assert "Odd: 1 2" in str(first) or "lock" in str(first)
    assert second == 5


def test_no_process_is_left():
    began = len(children())
    do_all([partial(slow, 1, 0.0), killed] * 4, 3)
    assert len(children()) == began


def children():
    listed = Path(f"/proc/self/task/{threading.get_native_id()}/children")
    return listed.read_text(encoding="ascii").split()


def test_threads_of_the_caller_do_not_disturb():
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        # From Python 3.12 on, a fork beside a thread warns, and warnings are errors here.
        assert do_all([partial(slow, 1, 0.0)] * 3, 2) == [1] * 3
    finally:
        stop.set()
        thread.join()


STOPPED = textwrap.dedent(
    """
    import os, sys, time
    from pathlib import Path
    from sap.run.workers import do_all

    def job(place):
        (Path(sys.argv[1]) / str(os.getpid())).touch()
        time.sleep({long})

    try:
        do_all([lambda: job(1), lambda: job(2)], 2)
    except KeyboardInterrupt:
        print("stopped")
    """
).format(long=LONG)


def test_who_stops_the_run_stops_its_processes(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", STOPPED, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    wait_for(lambda: len(list(tmp_path.iterdir())) == 2)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=PATIENCE)
    assert out == "stopped\n"
    wait_for(lambda: not any(alive(int(path.name)) for path in tmp_path.iterdir()))


def wait_for(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def alive(pid):
    """Tell whether a process runs; one that has ended and waits for its parent does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def test_few_jobs_are_done_here(monkeypatch):
    monkeypatch.setattr(workers, "cores", lambda: 4)
    assert processes_for(FEW - 1) == 1
    assert processes_for(FEW) == 4
    assert processes_for(3, 2) == 2
    assert processes_for(1, 8) == 1
    monkeypatch.setattr(workers, "cores", lambda: 1)
    assert processes_for(1000) == 1
    monkeypatch.setattr(workers, "CAN_FORK", False)
    assert processes_for(1000, 8) == 1


@pytest.fixture
def study(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1770091506")
    return write_study(tmp_path).relative_to(tmp_path)


@pytest.fixture
def planned(study):
    spec = load_spec(study)
    plan = make_plan(spec)
    return plan.analyses, assemble_all(spec, plan.analyses, read_sources(spec))


def carried_out(planned, processes, teller=None):
    asked = {"certify": False, "teller": teller or Progress(), "processes": processes}
    return carry_out_all(*planned, **asked)


def test_any_number_of_processes_gives_the_same_results(planned):
    alone = carried_out(planned, 1)
    assert carried_out(planned, 2) == alone
    assert carried_out(planned, 3) == alone


def test_each_analysis_is_told_by_its_place_in_the_plan(planned):
    tellers = Progress(), Progress()
    for processes, teller in enumerate(tellers, start=1):
        carried_out(planned, processes, teller)
    assert list(tellers[0].seconds) == sorted(tellers[1].seconds)
    assert next(iter(tellers[0].seconds)).startswith("Fit 1 of 3: E1 primary: Ethanol")


@pytest.mark.parametrize("processes", [1, 3])
def test_a_model_that_nothing_identifies_fails_in_its_place(planned, monkeypatch, processes):
    real = analyses.fit

    def fit(formula, *arguments, **options):
        if formula.startswith("ethanol"):
            raise DesignError("Nothing is identified.")
        return real(formula, *arguments, **options)

    monkeypatch.setattr(analyses, "fit", fit)
    first, second, third = carried_out(planned, processes)
    assert not first.failure
    assert not second.failure
    assert third.failure == "Nothing is identified."
    assert [problem.message for problem in third.design_problems] == [third.failure]


@pytest.mark.parametrize("processes", [1, 2])
def test_a_defect_is_raised_as_itself(planned, monkeypatch, processes):
    monkeypatch.setattr(analyses, "fit", lambda *a, **k: raising(ZeroDivisionError("defect")))
    with pytest.raises(ZeroDivisionError, match="defect"):
        carried_out(planned, processes)


def test_an_analysis_whose_process_dies_has_failed_and_keeps_its_rows(planned, monkeypatch):
    real = analyses.fit

    def fit(formula, *arguments, **options):
        if formula.startswith("ethanol"):
            killed()
        return real(formula, *arguments, **options)

    monkeypatch.setattr(analyses, "fit", fit)
    first, _, third = carried_out(planned, 2)
    assert not first.failure
    assert third.failure == "Not carried out: its process was killed by signal 9."
    monkeypatch.setattr(analyses, "fit", lambda *a, **k: raising(ConvergenceError("None.")))
    other = carried_out(planned, 1)[2]
    assert [row.key for row in third.rows] == [row.key for row in other.rows]
    assert third.facts.keys() == other.facts.keys()


def test_a_whole_run_in_processes_gives_the_same_files(study, monkeypatch):
    def contents(processes):
        monkeypatch.setattr(workers, "processes_for", lambda jobs, asked=None: processes)
        folder = run(study, progress=Progress(), fresh=True).folder
        return {path.name: path.read_bytes() for path in folder.iterdir()}

    alone, shared = contents(1), contents(3)
    assert alone.keys() == shared.keys()
    assert {name for name in alone if alone[name] != shared[name]} <= {"run.json"}


def test_files_come_in_their_order_whoever_makes_them():
    makers = {f"{number}.txt": partial(str.encode, str(number)) for number in range(6)}
    files = {"first.txt": b"first", **makers, "last.txt": b"last"}
    made = render_all(files, 3)
    assert list(made) == list(files)
    assert made["4.txt"] == b"4"
    assert made == render_all(files, 1)


def test_a_file_whose_process_dies_is_an_error():
    first = os.getpid()

    def dies():
        if os.getpid() != first:
            killed()
        return b""

    files = {name: partial(dies) for name in ("a.txt", "b.txt")}
    with pytest.raises(OutputError, match=r"'b\.txt' was not made: its process was killed"):
        render_all(files, 2)


def test_a_file_that_cannot_be_made_raises_as_it_did():
    first = os.getpid()

    def fails():
        if os.getpid() != first:
            raise MemoryError("full")
        return b""

    with pytest.raises(MemoryError, match="full"):
        render_all({name: partial(fails) for name in ("a.txt", "b.txt", "c.txt")}, 2)


def test_what_is_needed_later_is_got_ready_once_while_the_last_one_works():
    called = []
    jobs = [partial(time.sleep, 1.0), *[partial(time.sleep, 0.0)] * 5]
    do_all(jobs, 2, meanwhile=lambda: called.append(os.getpid()))
    assert called == [os.getpid()]


def test_one_process_has_no_meanwhile():
    called = []
    do_all([partial(time.sleep, 0.0)] * 3, 1, meanwhile=lambda: called.append(True))
    assert called == []
