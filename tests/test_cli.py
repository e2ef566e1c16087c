"""The command line: exit codes, problems on standard error, never a traceback."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time

import pytest

from sap import __version__, cli
from sap.errors import AnalysisError, DataError, Problem
from tests.house import ROOT
from tests.run.small_study import write_study

PRIMARY = "specs/primary.yml"
BROKEN = "tests/broken_specs/many_mistakes.yml"
WHOLE = "tests/broken_specs/whole.yml"


def sap(*arguments: str, **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sap", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
        **options,
    )


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch):
    monkeypatch.chdir(ROOT)


def test_help_names_every_command():
    done = sap("--help")
    assert done.returncode == 0
    assert done.stderr == ""
    for command in ("check", "plan", "shell", "run", "show", "diff", "schema"):
        assert command in done.stdout


@pytest.mark.parametrize("command", ["check", "plan", "shell", "run", "show", "diff", "schema"])
def test_every_command_has_help(command, capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.main([command, "--help"])
    assert stopped.value.code == 0
    assert "usage: sap" in capsys.readouterr().out


def test_version():
    done = sap("--version")
    assert (done.returncode, done.stdout) == (0, f"sap {__version__}\n")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["chek"],
        ["check"],
        ["plan"],
        ["plan", "a", "b"],
        ["shell"],
        ["show", "a", "b"],
        ["diff"],
        ["diff", "a"],
        ["diff", "a", "b", "c"],
    ],
)
def test_a_wrong_call_is_exit_2(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.main(arguments)
    assert stopped.value.code == 2
    assert "usage: sap" in capsys.readouterr().err


def test_check_of_a_whole_spec(capsys):
    assert cli.main(["check", PRIMARY]) == 0
    told = capsys.readouterr()
    assert told.out == f"{PRIMARY}: fine; 1 table, 11 analyses\n"
    assert told.err == ""


def test_check_with_data_shows_what_the_design_bears(capsys):
    assert cli.main(["check", "--data", PRIMARY]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    assert "Treatment is compared within donors." in told.out
    assert " donors  >  " in told.out
    assert "Design of 11 analyses: 0 errors, " in told.out


def test_check_with_data_of_a_design_that_misleads_is_exit_2(tmp_path, capsys):
    spec = write_study(tmp_path)
    study = spec.with_name("study.yml")
    layers = "from: readings\n    layers: [brewer, flask]"
    study.write_text(study.read_text().replace("from: readings", layers))
    assert cli.main(["check", "--data", str(spec)]) == 0
    spec.write_text(spec.read_text().replace(" + (1 | brewer:yeast)", ""))
    assert cli.main(["check", str(spec)]) == 0
    capsys.readouterr()
    assert cli.main(["check", "--data", str(spec)]) == 2
    told = capsys.readouterr()
    assert "error: The model has no term for the flask" in told.out
    assert told.err.startswith(f"{spec}: E1 primary, E1 low_drop, E1 raw: The model has no term")
    assert told.err.endswith("1 problem in 1 file\n")


def test_check_with_data_of_a_whole_plan_without_any_is_exit_1(tmp_path, capsys):
    spec = write_study(tmp_path)
    (tmp_path / "data" / "brewers.csv").unlink()
    assert cli.main(["check", "--data", str(spec.parent)]) == 1
    told = capsys.readouterr()
    assert told.err.count("brewers.csv: There is no such file.") == 3
    assert cli.main(["check", "--data", str(spec)]) == 2


def test_check_tells_of_several_files_and_each_problem_once(capsys):
    study = "tests/broken_specs/study_many_mistakes.yml"
    both = "tests/broken_specs/many_in_both_files.yml"
    assert cli.main(["check", WHOLE, both, study, both, "nowhere.yml"]) == 2
    told = capsys.readouterr()
    assert told.out == f"{WHOLE}: fine; 1 table, 2 analyses\n"
    *problems, count = told.err.splitlines()
    assert len(set(problems)) == len(problems) == 11
    assert problems[-1] == "nowhere.yml: There is no such file."
    assert count == "11 problems in 3 files"


def test_plan_prints_words_or_json(capsys):
    assert cli.main(["plan", PRIMARY]) == 0
    words = capsys.readouterr().out
    assert words.startswith("Plan of SCLERO-JAK")
    assert cli.main(["plan", PRIMARY, "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert f"Plan hash: {data['hash']}" in words


def test_plan_of_a_broken_spec_is_exit_2(capsys):
    assert cli.main(["plan", BROKEN]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.endswith("12 problems in 1 file\n")


@pytest.mark.parametrize("kind", ["study", "endpoints"])
def test_schema_prints_what_is_committed(kind, capsys):
    assert cli.main(["schema", kind]) == 0
    committed = (ROOT / "specs" / f"{kind}.schema.json").read_text(encoding="utf-8")
    assert capsys.readouterr().out == committed


def test_run_of_a_broken_spec_is_exit_2_and_writes_nothing(tmp_path):
    done = sap("run", BROKEN, "--output", str(tmp_path / "out"))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.endswith("12 problems in 1 file\n")
    assert list(tmp_path.iterdir()) == []


def raising(error: BaseException):
    def command(options: object) -> int:
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (
            DataError(Problem("Two\nlines.", "a.csv", 3)),
            2,
            "a.csv:3: Two lines.\n1 problem in 1 file\n",
        ),
        (AnalysisError("No fit."), 2, "No fit.\n1 problem\n"),
        (KeyboardInterrupt(), 130, "Stopped.\n"),
        (ZeroDivisionError("oh"), 2, "sap: ZeroDivisionError: oh\nThis is a defect of sap"),
    ],
    ids=["data", "analysis", "stopped", "defect"],
)
def test_what_a_command_raises_becomes_words_and_an_exit_code(
    monkeypatch, capsys, error, code, says
):
    monkeypatch.setattr(cli, "_check", raising(error))
    assert cli.main(["check", PRIMARY]) == code
    assert capsys.readouterr().err.startswith(says)


def test_traceback_is_shown_on_request(monkeypatch):
    monkeypatch.setattr(cli, "_check", raising(ZeroDivisionError("oh")))
    with pytest.raises(ZeroDivisionError):
        cli.main(["--traceback", "check", PRIMARY])


def test_a_reader_that_goes_away_is_no_error():
    with subprocess.Popen(
        [sys.executable, "-m", "sap", "plan", PRIMARY],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        errors = process.stderr.read()
        assert process.wait() == 0
    assert errors == b""


def test_a_reader_of_errors_that_goes_away_is_no_traceback():
    with subprocess.Popen(
        [sys.executable, "-m", "sap", "check", BROKEN], cwd=ROOT, stderr=subprocess.PIPE
    ) as process:
        assert process.stderr is not None
        process.stderr.close()
        assert process.wait() == 2


@pytest.mark.skipif(os.name == "nt", reason="signals are those of POSIX")
def test_ctrl_c_stops_without_a_traceback():
    source = (
        "import signal, sys\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "import sap.cli\nsap.cli._check = lambda options: (print('ready', flush=True),"
        " signal.pause())\nsys.exit(sap.cli.main(['check', 'x']))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", source], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGINT)
        assert process.stderr.read() == b"Stopped.\n"
        assert process.wait() == 130


@pytest.mark.skipif(os.name == "nt", reason="pipes with a name are those of POSIX")
def test_a_pipe_is_no_spec(tmp_path, capsys):
    pipe = tmp_path / "slow.yml"
    os.mkfifo(pipe)
    begun = time.monotonic()
    assert cli.main(["check", str(pipe)]) == 2
    assert time.monotonic() - begun < 5
    assert "This is no regular file." in capsys.readouterr().err


def test_a_terminal_without_the_letters_gets_numbers_instead(monkeypatch, tmp_path):
    path = tmp_path / "größe.yml"
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stderr", stream)
    assert cli.main(["check", str(path)]) == 2
    stream.seek(0)
    assert "gr\\xf6\\xdfe.yml: There is no such file." in stream.read()


def test_shell_show_and_diff_from_spec_to_screen(tmp_path, monkeypatch, capsys):
    spec = write_study(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert cli.main(["shell", "specs/ethanol.yml"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("Shells of 1 table and 0 figures, from the spec alone. Written to ")
    assert cli.main(["show"]) == 2  # a shell is no run
    assert "'sap run SPEC' makes one" in capsys.readouterr().err
    assert cli.main(["run", "specs/ethanol.yml"]) == 0
    spec.write_text(spec.read_text().replace("below: lloq/2", "below: lloq"))
    assert cli.main(["run", "specs/ethanol.yml", "--output", "output/other"]) == 0
    capsys.readouterr()

    assert cli.main(["show", "1.10", "--run", "output/ethanol"]) == 0
    text = (tmp_path / "output" / "ethanol" / "1.10-ethanol.txt").read_text(encoding="utf-8")
    assert capsys.readouterr().out == text
    assert cli.main(["show", "yeast", "--run", "output/ethanol-shell"]) == 0
    assert "SHELL, no data" in capsys.readouterr().out
    assert cli.main(["show", "1.1"]) == 2
    assert "There is no table '1.1'. Did you mean '1.10'?" in capsys.readouterr().err

    assert cli.main(["diff", "output/ethanol", "output/ethanol"]) == 0
    assert capsys.readouterr().out.startswith("No difference that a reader would see")
    assert cli.main(["diff", "output/ethanol", "output/other"]) == 1
    told = capsys.readouterr()
    assert "Table 1.10  <Ethanol> & yeast\n" in told.out
    assert "Observed, Geometric mean (geo. CV%), Wild yeast: " in told.out
    assert told.out.endswith("The plans differ.\n1 of 1 tables and figures changed.\n")
    assert cli.main(["diff", "output/ethanol", "nowhere"]) == 2
    assert capsys.readouterr().err.startswith("nowhere: There is no such folder.")
