"""The command `sap`: check, data, plan, document, shell, run, show, diff, qc and schema.

Exit codes: 0 fine, 1 an analysis or a comparison failed or found a difference, 2 a spec,
data or a call that can't be right, 130 stopped by the user. What is heavy is imported by
the command that needs it.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import TextIO

from sap.errors import Problem, SapError
from sap.language import LOCALES

FINE, FAILED, WRONG, STOPPED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    arguments
        What follows `sap` on the command line; default that of this process.

    Returns
    -------
    int
        The exit code.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A terminal that lacks a letter shows its number instead of stopping the command.
            stream.reconfigure(errors="backslashreplace")
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        code = command(options)
        sys.stdout.flush()
        return code
    except SapError as error:
        return _tell(error.problems)
    except KeyboardInterrupt:
        _say("Stopped.")
        return STOPPED
    except BrokenPipeError:
        _forget(sys.stdout)
        return FINE
    except Exception as error:
        if options.traceback:
            raise
        _say(
            f"sap: {type(error).__name__}: {error}\n"
            "This is a defect of sap, not of your files; 'sap --traceback ...' shows where it is."
        )
        return WRONG


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sap",
        description="From a statistical analysis plan in YAML to results and tables.",
        epilog="Exit codes: 0 fine, 1 an analysis or comparison failed, 2 wrong spec, data, call.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    parser.add_argument("--traceback", action="store_true", help="show where sap itself failed")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    check = commands.add_parser("check", help="find every mistake in specs, before data are read")
    check.add_argument(
        "spec", nargs="+", help="an endpoint or study file, or the folder of a whole plan"
    )
    check.add_argument(
        "--data", action="store_true", help="read the data too, and check what the design can bear"
    )
    check.set_defaults(command=_check)

    data = commands.add_parser("data", help="read the data, and say what was done with every row")
    data.add_argument("spec", help="a study or endpoint file, or the folder of a whole plan")
    data.add_argument("--to", metavar="FOLDER", help="default: output/NAME-OF-THE-SPEC-data")
    data.set_defaults(command=_data)

    plan = commands.add_parser("plan", help="say what will be done, with all defaults resolved")
    plan.add_argument("spec", help="an endpoint file, or the folder of a whole plan")
    plan.add_argument("--json", action="store_true", help="as JSON instead of in words")
    plan.set_defaults(command=_plan)

    document = commands.add_parser(
        "document", help="write the plan itself as a Word document and HTML; no data are read"
    )
    document.add_argument("spec", help="an endpoint file, or the folder of a whole plan")
    document.add_argument(
        "--output", metavar="FOLDER", help="default: output/NAME-OF-THE-SPEC-document"
    )
    _add_locale(document)
    document.set_defaults(command=_document)

    run = commands.add_parser("run", help="analyse, and write tables and results")
    run.add_argument("spec", help="an endpoint file, or the folder of a whole plan")
    run.add_argument("--output", metavar="FOLDER", help="default: output/NAME-OF-THE-SPEC")
    run.add_argument(
        "--certify", action="store_true", help="hold every fit against statsmodels' own likelihood"
    )
    run.add_argument(
        "--fresh", action="store_true", help="run even if nothing has changed since the last run"
    )
    _add_locale(run)
    run.set_defaults(command=_run)

    shell = commands.add_parser("shell", help="write every table and figure before there are data")
    shell.add_argument("spec", help="an endpoint file, or the folder of a whole plan")
    shell.add_argument("--output", metavar="FOLDER", help="default: output/NAME-OF-THE-SPEC-shell")
    _add_locale(shell)
    shell.set_defaults(command=_shell)

    show = commands.add_parser("show", help="print a table of a run")
    show.add_argument(
        "table", nargs="?", help="its number, the name of its file, or a part of its title"
    )
    show.add_argument("--run", metavar="FOLDER", help="default: the last run in output/")
    show.set_defaults(command=_show)

    diff = commands.add_parser("diff", help="say which numbers of two runs a reader sees changed")
    diff.add_argument("former", metavar="RUN1", help="the folder of a run")
    diff.add_argument("later", metavar="RUN2", help="the folder of another")
    diff.set_defaults(command=_diff)

    qc = commands.add_parser("qc", help="analyse with two engines and compare, number by number")
    qc.add_argument("spec", nargs="+", help="an endpoint file, or the folder of a whole plan")
    qc.add_argument("--output", metavar="FOLDER", help="default: output/qc, a folder a spec in it")
    qc.add_argument(
        "--against", metavar="FILE.csv", help="compare with results that somebody else produced"
    )
    qc.set_defaults(command=_qc)

    schema = commands.add_parser("schema", help="print a JSON Schema for editors")
    schema.add_argument(
        "kind", choices=("study", "sources", "endpoints"), help="which kind of file"
    )
    schema.set_defaults(command=_schema)
    return parser


def _add_locale(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--locale",
        choices=LOCALES,
        help="language of the outputs, in a folder of their own; default as the study file says",
    )


class _Version(argparse.Action):
    """Looks the version up when it is asked for; that takes longer than all else here."""

    def __call__(self, parser: argparse.ArgumentParser, *args: object) -> None:
        from importlib.metadata import version

        print(f"sap {version('sap')}")
        parser.exit()


def _check(options: argparse.Namespace) -> int:
    problems: list[Problem] = []
    code = FINE
    for path in dict.fromkeys(options.spec):
        try:
            words, warnings = _checked(path)
            print(f"{path}: fine; {words}", flush=True)
            for warning in warnings:
                _say(" ".join(str(warning).split("\n")))
            if options.data and not _check_design(path):
                code = FAILED
        except SapError as error:
            problems += [problem for problem in error.problems if problem not in problems]
    if not problems:
        return code
    sys.stdout.flush()
    return _tell(problems)


def _checked(path: str) -> tuple[str, Sequence[Problem]]:
    from sap.plan import make_plan
    from sap.spec import check_file

    spec = check_file(path)
    if spec is None:
        return "a study file", ()
    plan = make_plan(spec)
    words = [_count(len(plan.tables), "table"), _count(len(plan.analyses), "analysis", "analyses")]
    if spec.warnings:
        words.append(_count(len(spec.warnings), "warning"))
    return ", ".join(words), spec.warnings


def _check_design(path: str) -> bool:
    """Print what the design of each analysis can bear; say whether all can be carried out."""
    from sap.data.sources import read_readable_sources
    from sap.design.report import report
    from sap.plan import make_plan
    from sap.render.text import in_encoding
    from sap.run.prepare import prepare, stop_if_nothing_is_left
    from sap.spec import check_file

    spec = check_file(path)
    if spec is None:
        print(f"{path}: a study file has no model whose design could be checked.")
        return True
    prepared = prepare(spec, make_plan(spec), read_readable_sources(spec))
    checked = [one.checked for one in prepared if one.checked is not None]
    print()
    print(in_encoding(report(checked), sys.stdout.encoding), flush=True)
    if not spec.whole:
        stop_if_nothing_is_left(prepared, path)
    failed = [one for one in prepared if one.reason]
    for one in failed:
        planned = one.planned
        why = f"{one.reason} {one.detail}".rstrip()
        _say(f"{planned.endpoint_id} {planned.analysis_id} can't be carried out: {why}")
    return not failed


def _plan(options: argparse.Namespace) -> int:
    from sap.plan import make_plan
    from sap.spec import load_spec

    plan = make_plan(load_spec(options.spec))
    sys.stdout.write(plan.to_json() if options.json else plan.in_words())
    return FINE


def _data(options: argparse.Namespace) -> int:
    from sap.run.data import report_data

    report_data(options.spec, output=options.to)
    return FINE


def _document(options: argparse.Namespace) -> int:
    from sap.shell.document import write_document

    for path in write_document(options.spec, options.output, locale=options.locale):
        print(f"Written: {path}")
    return FINE


def _run(options: argparse.Namespace) -> int:
    from sap.run import run

    result = run(
        options.spec,
        output=options.output,
        certify=options.certify,
        fresh=options.fresh,
        locale=options.locale,
    )
    return result.exit_code


def _shell(options: argparse.Namespace) -> int:
    from sap.shell import in_words, make_shell

    for line in in_words(make_shell(options.spec, options.output, locale=options.locale)):
        print(line)
    return FINE


def _show(options: argparse.Namespace) -> int:
    from sap.render.text import in_encoding
    from sap.review.show import show

    sys.stdout.write(in_encoding(show(options.table, options.run), sys.stdout.encoding))
    return FINE


def _diff(options: argparse.Namespace) -> int:
    from sap.render.text import in_encoding
    from sap.review.diff import compare_runs, in_words

    found = compare_runs(options.former, options.later)
    sys.stdout.write(in_encoding(in_words(found), sys.stdout.encoding))
    return FAILED if found.changes else FINE


def _qc(options: argparse.Namespace) -> int:
    from sap.qc import run_qc

    done = run_qc(options.spec, output=options.output, against=options.against)
    return max(result.exit_code for result in done)


def _schema(options: argparse.Namespace) -> int:
    from sap.spec.schema import schema_text

    sys.stdout.write(schema_text(options.kind))
    return FINE


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _tell(problems: Sequence[Problem]) -> int:
    files = {problem.file for problem in problems if problem.file}
    where = f" in {_count(len(files), 'file')}" if files else ""
    lines = [" ".join(str(problem).split("\n")) for problem in problems]
    _say("\n".join([*lines, f"{_count(len(problems), 'problem')}{where}"]))
    return WRONG


def _say(text: str) -> None:
    try:
        print(text, file=sys.stderr, flush=True)
    except BrokenPipeError:
        _forget(sys.stderr)


def _forget(stream: TextIO) -> None:
    """Send the rest of a stream nowhere: its reader is gone, and closing it would complain."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
