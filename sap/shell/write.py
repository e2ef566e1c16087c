"""`sap shell`: write every table and figure of a plan before there are data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sap.ard import Ard
from sap.language import counted, noted, say, speaking
from sap.plan import Plan, make_plan
from sap.plan.spoken import plan_in
from sap.render.pages import full_name
from sap.render.report import Report, html_report
from sap.run.displays import Picture
from sap.run.folder import (
    MANIFEST,
    default_folder,
    files_in_words,
    locked,
    mend,
    refuse_foreign,
    write_whole,
)
from sap.run.laid_out import LaidOut
from sap.run.manifest import generated_at, json_bytes, sha256, shown, versions
from sap.run.outputs import REPORT, TABLES, Setting, lay_out_all, rendered, whole_set
from sap.run.record import Origin
from sap.run.report import report_items
from sap.shell.rows import placeholder_results
from sap.spec import Spec, load_spec
from sap.tables.number_styles import in_style, style_of
from sap.tables.placeholder import placeholder_style
from sap.tables.stored import stored_tables
from sap.tables.table import Table

NOTICE = noted("SHELL, no data")
SCHEMATIC = noted("SHELL, no data: the effects drawn are schematic")
FORESTS = ("forest", "sensitivity")


@dataclass(frozen=True)
class Shell:
    """The shells of a plan.

    Parameters
    ----------
    folder
        Where they are.
    counted
        How many there are, in words.
    paths
        The files written.
    tables
        The shells of tables, listings among them, in the order of their numbers.
    """

    folder: Path
    counted: str
    paths: tuple[Path, ...]
    tables: tuple[Table, ...]


def make_shell(
    spec_path: str | Path, output: str | Path | None = None, *, locale: str | None = None
) -> Shell:
    """Write the shell of every table and figure of a plan; no data file is opened.

    Parameters
    ----------
    spec_path
        An endpoint file, or the folder of a whole plan.
    output
        The folder to write; default ``output/<name of the spec>-shell``, and ``-<locale>``
        where a language is asked for.
    locale
        The language of the shells; default as the study file says.

    Returns
    -------
    Shell
        The tables, and where the files are.

    Raises
    ------
    SpecError, PlanError
        When the spec cannot be right; the former shell stays as it is.
    OutputError
        When the shell cannot be written, likewise.
    """
    folder = default_folder(spec_path, "shell", locale) if output is None else Path(output)
    spec = load_spec(spec_path)
    plan = make_plan(spec)
    told, spoken = plan_in(spec, plan, locale)
    origin = Origin(spec, plan, folder, generated_at(), "shell", locale)
    with speaking(in_style(spoken, plan.table_style)):
        return _written(spec, told, origin)


def _written(spec: Spec, plan: Plan, origin: Origin) -> Shell:
    """Write the shells, in the language that is spoken."""
    folder = origin.folder
    items = lay_out_shell(plan, placeholder_results(spec, plan), origin)
    with locked(folder.resolve()):
        mend(folder.resolve())
        refuse_foreign(folder.resolve())
        whole = partial(whole_set, plan, items, origin, say(NOTICE))
        others = {"plan.json": partial(_plan_json, origin.plan)}
        files = rendered(items, origin.generated, others, whole)
        report = _report(plan, items, files, origin)
        files |= {TABLES: stored_tables(items), REPORT: html_report(report).encode("utf-8")}
        paths = write_whole(folder.resolve(), {**files, MANIFEST: _manifest(origin, files)})
    return Shell(
        folder,
        _counted(items),
        tuple(folder / path.name for path in paths),
        tuple(item.made for item in items if isinstance(item.made, Table)),
    )


def _report(
    plan: Plan,
    items: Sequence[LaidOut],
    files: Mapping[str, bytes],
    origin: Origin,
) -> Report:
    """Put the page of all shells together; there is nothing yet that it could tell of a run."""
    figures = _figures(items)
    return Report(
        title=full_name(plan.study.id, plan.study.title),
        protocol=plan.table_style.protocol,
        notice=say(NOTICE),
        facts=origin.of("report").lines(),
        accounts=(),
        counted=say(
            "{tables} and {figures}. There are no results",
            tables=counted(len(items) - figures, say("table")),
            figures=counted(figures, say("figure")),
        ),
        carried=(),
        families=(),
        remarks=(),
        items=report_items(items, files),
        rows={},
        models={},
    )


def lay_out_shell(plan: Plan, ard: Ard, origin: Origin) -> tuple[LaidOut, ...]:
    """Lay the shell of every table and figure out.

    Parameters
    ----------
    plan
        The plan.
    ard
        Its placeholder results.
    origin
        Where they come from.

    Returns
    -------
    tuple of LaidOut
        In the order of their numbers. Figures of diagnostics have no shell: what they show,
        only data can say.
    """
    style = placeholder_style(style_of(plan.table_style))
    notices = dict.fromkeys(FORESTS, say(SCHEMATIC))
    return lay_out_all(plan, ard, origin, Setting(style, say(NOTICE), notices))


def shell_tables(spec: Spec, plan: Plan, origin: Origin) -> tuple[Table, ...]:
    """Lay the shells of tables out, listings among them.

    Parameters
    ----------
    spec, plan
        The plan and the spec it is from.
    origin
        Where they come from.

    Returns
    -------
    tuple of Table
        In the order of their numbers.
    """
    items = lay_out_shell(plan, placeholder_results(spec, plan), origin)
    return tuple(item.made for item in items if isinstance(item.made, Table))


def _counted(items: Sequence[LaidOut]) -> str:
    """Count the shells for the terminal, which speaks English."""
    figures = _figures(items)
    return f"{_several(len(items) - figures, 'table')} and {_several(figures, 'figure')}"


def _figures(items: Sequence[LaidOut]) -> int:
    return sum(isinstance(item.made, Picture) for item in items)


def _several(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _manifest(origin: Origin, files: dict[str, bytes]) -> bytes:
    study = origin.plan.study
    return json_bytes(
        {
            "shell": True,
            "study": {"id": study.id, "registration": study.registration},
            "generated": origin.generated,
            "plan_sha256": origin.plan.hash,
            "spec_files": [
                {"file": shown(Path(one.file)), "sha256": one.sha256} for one in origin.spec.files
            ],
            "versions": versions(),
            "files": [*files, MANIFEST],
            "sha256": {name: sha256(content) for name, content in files.items()},
        }
    )


def _plan_json(plan: Plan) -> bytes:
    return plan.to_json().encode("utf-8")


def in_words(shell: Shell) -> Iterator[str]:
    """Say what was written, line by line.

    Parameters
    ----------
    shell
        The shells.

    Yields
    ------
    str
        Where they are, and the files.
    """
    yield f"Shells of {shell.counted}, from the spec alone. Written to {shell.folder}:"
    for words in files_in_words(path.name for path in shell.paths):
        yield f"  {words}"
