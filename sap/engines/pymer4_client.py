"""One R, in a process of its own, for all analyses of a run: started on use, asked by JSON."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from sap.errors import AnalysisError, PlanError

Say = Callable[[str], None]

NEEDED = ("pymer4", "rpy2", "polars", "pyarrow")
LAST_WORDS = 600
SECONDS_TO_END = 5.0


class RWorker:
    """A running R process.

    Starting it returns at once: R loads while the caller does something else, and the
    first question waits for it.

    Attributes
    ----------
    versions
        Names and versions of pymer4, R and R packages; empty until R is ready.
    """

    def __init__(self) -> None:
        lacking = what_is_missing()
        if lacking:
            raise PlanError(lacking)
        self.versions: Mapping[str, str] = {}
        self.owner = os.getpid()
        self._lock = threading.Lock()
        self._forgotten: list[int] = []
        self._noise: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed in close()
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "sap.engines.pymer4_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._noise,
            env=_environment(),
            encoding="utf-8",
        )

    @property
    def alive(self) -> bool:
        """Whether the process runs, and belongs to this one."""
        return self._process.poll() is None and self.owner == os.getpid()

    def ready(self, say: Say | None = None) -> None:
        """Wait until R has loaded all it needs.

        Parameters
        ----------
        say
            Told what R is doing.

        Raises
        ------
        PlanError
            If R can't start.
        """
        with self._lock:
            self._await_start(say)

    def ask(self, do: str, **arguments: object) -> dict[str, Any]:
        """Have R do something and wait for the result.

        Parameters
        ----------
        do
            Name of a method of the R session.
        **arguments
            What it takes, of types that JSON has.

        Returns
        -------
        dict
            The result.

        Raises
        ------
        AnalysisError
            With R's words if it refuses, or if the process ends instead of answering.
        """
        with self._lock:
            self._await_start(None)
            try:
                forgotten, self._forgotten = self._forgotten, []
                self._write({"forget": forgotten, "do": do, "with": arguments})
                message = self._read()
            except BaseException:
                self._process.kill()  # an answer that nobody waited for would be taken for the next
                raise
        if message is None:
            raise AnalysisError(f"R ended while it worked on this analysis. {self._last_words()}")
        if "error" in message:
            raise AnalysisError(f"R says: {_in_one_line(message['error'])}")
        result: dict[str, Any] = message["result"]
        return result

    def forget(self, model: int) -> None:
        """Let R drop a model with the next question.

        Parameters
        ----------
        model
            Its number.
        """
        # Called by the garbage collector, perhaps in the middle of a question: no lock here.
        self._forgotten.append(model)

    def close(self) -> None:
        """End the process; it ends by itself when its input does."""
        if self.owner != os.getpid():
            return
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None and not stream.closed:
                try:
                    stream.close()
                except BrokenPipeError:
                    continue
        try:
            self._process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._noise.close()

    def _await_start(self, say: Say | None) -> None:
        while not self.versions:
            message = self._read()
            if message is None:
                raise PlanError(f"Engine 'pymer4' can't start R. {self._last_words()}")
            if say is not None and "progress" in message:
                say(message["progress"])
            self.versions = {
                name: value if isinstance(value, str) else str(value[0])
                for name, value in message.get("ready", {}).items()
            }

    def _write(self, message: Mapping[str, object]) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(message) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            return  # reading finds the end, and says so

    def _read(self) -> dict[str, Any] | None:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            return None
        message: dict[str, Any] = json.loads(line)
        return message

    def _last_words(self) -> str:
        """Quote the end of what the process wrote before it ended."""
        self._process.wait()
        self._noise.seek(0)
        text = self._noise.read().decode("utf-8", errors="replace").strip()
        return f"Its last words: {_in_one_line(text)[-LAST_WORDS:]}" if text else ""


def what_is_missing() -> str:
    """Say what the engine needs and this machine lacks.

    Returns
    -------
    str
        A sentence and what to do, or nothing when all is there. R packages are not
        looked for: that needs a running R.
    """
    lacking = [name for name in NEEDED if find_spec(name) is None]
    if shutil.which("R") is None:
        lacking.insert(0, "R")
    if not lacking:
        return ""
    return (
        f"Engine 'pymer4' needs {' and '.join(lacking)}, not found here. On Debian and Ubuntu "
        "`make r` sets it up; docs/r.md says how elsewhere."
    )


_lock = threading.Lock()
_worker: RWorker | None = None


def worker() -> RWorker:
    """Return the one R of this process, starting it when there is none.

    Returns
    -------
    RWorker
        Perhaps still loading.

    Raises
    ------
    PlanError
        If something that R needs is missing.
    """
    global _worker
    with _lock:
        if _worker is None or not _worker.alive:
            _worker = RWorker()
            atexit.register(_worker.close)
        return _worker


def _environment() -> dict[str, str]:
    """Say how R is to run: this sap, UTF-8, messages in English, one thread."""
    package = Path(__file__).resolve().parents[2]
    paths = [str(package), os.environ.get("PYTHONPATH", "")]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
        "LC_ALL": "C.UTF-8",
        "LANGUAGE": "en",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


def _in_one_line(text: str) -> str:
    return " ".join(text.split())
