"""`run`: the whole way from a spec to a folder of outputs."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sap.ard import Ard, ArdRow, ordered
from sap.ard.data import study_rows
from sap.data.assemble import assemble_all
from sap.data.queries import open_queries
from sap.data.sources import SourceTable, read_sources
from sap.design import Checked, check_all, stop_at_errors
from sap.design.report import report
from sap.engines.load import SLOW_ENGINES, prepare_engine
from sap.errors import DesignError, Problem
from sap.plan import Plan, make_plan
from sap.run.analyses import Outcome
from sap.run.folder import MANIFEST, locked, mend, refuse_foreign, write_whole
from sap.run.manifest import generated_at, json_bytes, sha256, shown, versions
from sap.run.outputs import (
    figures,
    lay_out,
    lay_out_displays,
    render,
    render_displays,
    results,
)
from sap.run.progress import Progress
from sap.run.result import FAILED, FINE, RunResult
from sap.run.reuse import Request, reuse_record, seal
from sap.run.workers import carry_out_all, render_all
from sap.spec import Spec, load_spec
from sap.tables.table import Table
from sap.tables.wording import Provenance

DESIGN = "design.txt"


def run_fresh(request: Request, teller: Progress) -> RunResult:
    """Carry out all analyses of a spec, and write tables and results.

    Parameters
    ----------
    request
        The spec, the folder to write, and whether to certify the fits.
    teller
        Who is told what happens.

    Returns
    -------
    RunResult
        The results, and where they are.

    Raises
    ------
    SpecError, PlanError, DataError
        When the spec or the data cannot be right; the former outputs stay as they are.
    DesignError
        When a design misleads or can never identify a model, likewise.
    OutputError
        When the outputs cannot be written, likewise.
    """
    folder, generated, said_before = request.folder, generated_at(), len(teller.said)
    with teller.step("Read the spec and plan the analyses"):
        spec = load_spec(request.spec)
        plan = make_plan(spec)
    # The name of a folder given as "." or with ".." is known only once it is resolved.
    with locked(folder.resolve()):
        mend(folder.resolve())
        refuse_foreign(folder.resolve())
        with teller.step("Read the data"):
            sources = read_sources(spec)
            data = assemble_all(spec, plan.analyses, sources)
            queries = [f"{one.name}: {one.title}" for one in open_queries(spec, sources)]
        if queries:
            teller.say(f"Open queries ({len(queries)}): {'; '.join(queries)}. See: sap data")
        with teller.step("Check what the design can bear"):
            checked = check_all(plan.analyses, data)
            stop_at_errors(checked, str(spec.path))
        for words in _warnings(checked):
            teller.say(words)
        if plan.engine in SLOW_ENGINES:
            with teller.step(f"Start the engine {plan.engine}"):
                prepare_engine(plan.engine, teller.say)
        outcomes = []
        designs: dict[Problem, list[str]] = {}
        carried_out = carry_out_all(plan.analyses, data, certify=request.certify, teller=teller)
        for planned, made in zip(plan.analyses, carried_out, strict=True):
            if isinstance(made, Outcome):
                outcomes.append(made)
            elif isinstance(made, DesignError):
                for problem in made.problems:
                    named = designs.setdefault(problem, [])
                    named.append(f"{planned.endpoint_id} {planned.analysis_id}")
            else:
                raise made
        if designs:
            raise DesignError([_of_analyses(*fault, spec) for fault in designs.items()])
        ard = Ard(ordered([*study_rows(plan.study), *_rows(outcomes)]))
        # Still, for rendering forks, and no thread may move anything on the screen meanwhile.
        with teller.step("Lay out and write the tables", still=True):
            origin = _Origin(spec, plan, folder, generated)
            tables = lay_out(plan, ard, origin.of)
            displays = lay_out_displays(plan, ard, origin.of)
            jobs = render(tables, generated) | render_displays(displays, generated)
            jobs |= figures(plan, ard, origin.of) | results(plan, ard)
            files = render_all(jobs)
            files[DESIGN] = report(checked).encode("utf-8")
            failures = tuple(_failures(outcomes))
            exit_code = FAILED if failures else FINE
            texts = [f"{stem}.txt" for stem in tables]
            manifest = _manifest(spec, plan, sources, outcomes, generated)
            manifest["design"] = list(_design_facts(checked))
            manifest["open_queries"] = queries
            if plan.engine not in SLOW_ENGINES:
                # Versions of R and its packages are not known before R is started.
                manifest["reuse"] = reuse_record(
                    request,
                    _inputs(spec, sources),
                    exit_code=exit_code,
                    failures=failures,
                    texts=texts,
                    said=teller.said[said_before:],
                )
            manifest["seconds"] = {k: round(v, 3) for k, v in teller.seconds.items()}
            paths = write_whole(folder.resolve(), files | _last(manifest, files))
    return RunResult(
        exit_code=exit_code,
        folder=folder,
        paths=tuple(folder / path.name for path in paths),
        failures=failures,
        texts=tuple(folder / name for name in texts),
        contents=lambda: (ard, tuple(tables.values())),
    )


def tables_of(request: Request, ard: Ard, generated: str) -> tuple[Table, ...]:
    """Lay the tables of a former run out anew from its results.

    Parameters
    ----------
    request
        What the run was asked for.
    ard
        Its results.
    generated
        When it was, UTC, ISO 8601.

    Returns
    -------
    tuple of Table
        The tables, equal to those of the run.
    """
    spec = load_spec(request.spec)
    plan = make_plan(spec)
    origin = _Origin(spec, plan, request.folder, generated)
    return tuple(lay_out(plan, ard, origin.of).values())


def _inputs(spec: Spec, sources: Mapping[str, SourceTable]) -> list[tuple[str, str]]:
    """List the files read, each with the hash of what was read."""
    files = [(one.file, one.sha256) for one in spec.files]
    return files + [found for table in sources.values() for found in table.files]


def _of_analyses(problem: Problem, analyses: list[str], spec: Spec) -> Problem:
    """Say once which analyses a fault of the design concerns."""
    message = f"{', '.join(analyses)}: {problem.message}"
    return replace(problem, message=message, file=problem.file or str(spec.path))


def _rows(outcomes: Iterable[Outcome]) -> list[ArdRow]:
    return [row for outcome in outcomes for row in outcome.rows]


def _failures(outcomes: Iterable[Outcome]) -> Iterable[str]:
    for outcome in outcomes:
        if outcome.failure:
            yield f"{outcome.facts['endpoint']} {outcome.facts['analysis']}: {outcome.failure}"


@dataclass(frozen=True)
class _Origin:
    """Where the tables of a run come from."""

    spec: Spec
    plan: Plan
    folder: Path
    generated: str

    def of(self, stem: str) -> Provenance:
        found = versions()
        return Provenance(
            source_data=tuple(
                shown(path)
                for source in self.plan.sources
                for path in self.spec.source_paths(source.name)
            ),
            program=f"sap run {shown(self.spec.path)}",
            output=f"{shown(self.folder)}/{stem}",
            generated=self.generated,
            software=f"sap {found.get('sap', '')}, Python {found['python']}",
            spec_hash=f"sha256 {self.plan.hash}",
        )


def _manifest(
    spec: Spec,
    plan: Plan,
    sources: Mapping[str, SourceTable],
    outcomes: Iterable[Outcome],
    generated: str,
) -> dict[str, Any]:
    data_files = [
        {"file": shown(Path(file)), "sha256": digest}
        for table in sources.values()
        for file, digest in table.files
    ]
    spec_files = [{"file": shown(Path(one.file)), "sha256": one.sha256} for one in spec.files]
    return {
        "simulated": plan.study.simulated,
        "study": {"id": plan.study.id, "registration": plan.study.registration},
        "generated": generated,
        "plan_sha256": plan.hash,
        "spec_files": spec_files,
        "data_files": data_files,
        "analyses": [outcome.facts for outcome in outcomes],
        "versions": versions(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def _last(manifest: dict[str, Any], files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Write the manifest, which names all files, itself among them."""
    manifest["files"] = [*files, MANIFEST]
    manifest["sha256"] = {name: sha256(content) for name, content in files.items()}
    manifest["seal"] = seal(manifest)
    return {MANIFEST: json_bytes(manifest)}


def _warnings(checked: Iterable[Checked]) -> Iterable[str]:
    """Give what the design check warns of, and what the spec accepts, each once."""
    said: dict[str, list[str]] = {}
    for one in checked:
        for finding in one.findings:
            if finding.severity != "note":
                word = "accepted" if finding.accepted else "warning"
                words = f"Design, {word}: {finding.headline}"
                said.setdefault(words, []).append(f"{one.endpoint_id} {one.analysis_id}")
    return (f"{words} ({', '.join(names)})" for words, names in said.items())


def _design_facts(checked: Iterable[Checked]) -> Iterable[dict[str, str]]:
    """Give what the design check found beside notes, for programs."""
    for one in checked:
        for finding in one.findings:
            if finding.severity != "note":
                yield {
                    "endpoint": one.endpoint_id,
                    "analysis": one.analysis_id,
                    "rule": finding.rule,
                    "severity": finding.severity,
                    "finding": finding.headline,
                    "accepted": finding.accepted,
                }
