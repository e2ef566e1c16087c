"""`run`: the whole way from a spec to a folder of outputs."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sap.ard import Ard, ArdRow, ordered
from sap.ard.data import study_rows
from sap.ard.multiplicity import multiplicity_rows
from sap.data.shared import askable_queries
from sap.data.sources import SourcesRead, read_readable_sources
from sap.design import Checked
from sap.design.report import report
from sap.engines.load import SLOW_ENGINES, prepare_engine
from sap.plan import Plan, make_plan
from sap.render.text import in_encoding, text_table
from sap.run.analyses import Outcome, carry_out, not_carried_out
from sap.run.described import describe_displays
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
from sap.run.prepare import Prepared, prepare, stop_at_designs, stop_if_nothing_is_left
from sap.run.progress import Progress, ScreenProgress
from sap.spec import Spec, load_spec
from sap.tables.table import Table
from sap.tables.wording import Provenance

FINE, FAILED = 0, 1
OUTPUT = "output"
DESIGN = "design.txt"


@dataclass(frozen=True)
class RunResult:
    """What came of a run.

    Parameters
    ----------
    exit_code
        0 when every analysis has its numbers, 1 when one failed.
    folder
        Where the outputs are.
    paths
        The files written.
    ard
        All results.
    tables
        The tables, laid out.
    failures
        One line an analysis that failed: endpoint, analysis and why. One a description that
        failed, likewise.
    """

    exit_code: int
    folder: Path
    paths: tuple[Path, ...]
    ard: Ard
    tables: tuple[Table, ...]
    failures: tuple[str, ...]


def run(
    spec_path: str | Path,
    output: str | Path | None = None,
    *,
    certify: bool = False,
    progress: Progress | None = None,
) -> RunResult:
    """Carry out all analyses of a spec, and write tables and results.

    Parameters
    ----------
    spec_path
        The endpoint file, or the folder of a whole plan.
    output
        The folder to write; default ``output/<name of the spec>``.
    certify
        Whether to hold every fit against statsmodels' own log-likelihood.
    progress
        Who is told what happens; default the terminal, where tables are printed too.

    Returns
    -------
    RunResult
        The results, and where they are.

    Raises
    ------
    SpecError, PlanError
        When the spec cannot be right; the former outputs stay as they are.
    DataError, DesignError
        When no endpoint's own analysis has data, or a design that can bear it, likewise.
        Where some have, the others keep their rows and say why they have no numbers.
    OutputError
        When the outputs cannot be written, likewise.
    """
    teller = ScreenProgress() if progress is None else progress
    # A folder given as "." has a name only once it is resolved.
    folder = Path(OUTPUT, Path(spec_path).resolve().stem) if output is None else Path(output)
    generated = generated_at()
    with teller.step("Read the spec and plan the analyses"):
        spec = load_spec(spec_path)
        plan = make_plan(spec)
    # The name of a folder given as "." or with ".." is known only once it is resolved.
    with locked(folder.resolve()):
        mend(folder.resolve())
        refuse_foreign(folder.resolve())
        with teller.step("Read the data"):
            read = read_readable_sources(spec)
            prepared = prepare(spec, plan, read)
            queries = [f"{one.name}: {one.title}" for one in askable_queries(spec, read)]
        if queries:
            teller.say(f"Open queries ({len(queries)}): {'; '.join(queries)}. See: sap data")
        stop_if_nothing_is_left(prepared, str(spec.path))
        checked = [one.checked for one in prepared if one.checked is not None]
        for words in _warnings(checked):
            teller.say(words)
        if plan.engine in SLOW_ENGINES:
            with teller.step(f"Start the engine {plan.engine}"):
                prepare_engine(plan.engine, teller.say)
        outcomes = []
        for one in prepared:
            planned = one.planned
            with teller.step(f"Fit {planned.endpoint_id} {planned.analysis_id}: {planned.title}"):
                outcomes.append(_outcome(one, certify=certify))
        _stop_if_no_design_holds(prepared, outcomes, str(spec.path))
        described = describe_displays(spec, plan, read)
        ard = _results(plan, outcomes, described.rows)
        with teller.step("Lay out and write the tables"):
            origin = _Origin(spec, plan, folder, generated)
            tables = lay_out(plan, ard, origin.of)
            displays = lay_out_displays(plan, ard, origin.of)
            files = render(tables, generated) | render_displays(displays, generated)
            files |= figures(plan, ard, origin.of) | results(plan, ard)
            files[DESIGN] = report(checked).encode("utf-8")
            manifest = _manifest(spec, plan, read, outcomes, generated)
            manifest["design"] = list(_design_facts(checked))
            manifest["open_queries"] = queries
            manifest["seconds"] = {k: round(v, 3) for k, v in teller.seconds.items()}
            paths = write_whole(folder.resolve(), files | _last(manifest, files))
    failures = (*_failures(outcomes), *described.failures)
    result = RunResult(
        exit_code=FAILED if failures else FINE,
        folder=folder,
        paths=tuple(folder / path.name for path in paths),
        ard=ard,
        tables=tuple(tables.values()),
        failures=failures,
    )
    if progress is None:
        _show(result, teller)
    return result


def _outcome(prepared: Prepared, *, certify: bool) -> Outcome:
    if prepared.data is None or prepared.reason:
        return not_carried_out(prepared.planned, prepared.data, prepared.reason)
    return carry_out(prepared.planned, prepared.data, certify=certify)


def _stop_if_no_design_holds(
    prepared: Sequence[Prepared], outcomes: Sequence[Outcome], file: str
) -> None:
    """Refuse outputs where no endpoint's own model can be identified."""
    pairs = list(zip(prepared, outcomes, strict=True))
    own = [(one, outcome) for one, outcome in pairs if one.planned.confirmatory]
    if all(one.reason or outcome.design_problems for one, outcome in own):
        stop_at_designs(((one.planned, outcome.design_problems) for one, outcome in pairs), file)


def _results(plan: Plan, outcomes: Iterable[Outcome], described: Iterable[ArdRow]) -> Ard:
    """Put the results of all analyses and displays together, and test the families from them."""
    ard = Ard(ordered([*study_rows(plan.study), *_rows(outcomes), *described]))
    return Ard(ordered([*ard, *multiplicity_rows(plan.families, ard)]))


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
    read: SourcesRead,
    outcomes: Iterable[Outcome],
    generated: str,
) -> dict[str, Any]:
    data_files = [
        {"file": shown(Path(file)), "sha256": digest}
        for table in read.tables.values()
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
        "unread": {
            name: [str(problem) for problem in problems] for name, problems in read.problems.items()
        },
        "analyses": [outcome.facts for outcome in outcomes],
        "versions": versions(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def _last(manifest: dict[str, Any], files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Write the manifest, which names all files, itself among them."""
    manifest["files"] = [*files, MANIFEST]
    manifest["sha256"] = {name: sha256(content) for name, content in files.items()}
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


def _show(result: RunResult, teller: Progress) -> None:
    """Print the tables, and say where everything is."""
    for table in result.tables:
        print(in_encoding(text_table(table), sys.stdout.encoding), flush=True)
    for failure in result.failures:
        teller.say(f"FAILED {failure}")
    teller.say(f"Written to {result.folder}:")
    for path in result.paths:
        teller.say(f"  {path.name}")
