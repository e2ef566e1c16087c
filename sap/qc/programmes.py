"""`run_qc`: the same plan carried out by two engines, or held against results of others."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sap.ard import Ard, ArdRow, ordered
from sap.ard.data import study_rows
from sap.ard.multiplicity import multiplicity_rows
from sap.data.analysis import AnalysisData
from sap.data.sources import read_readable_sources
from sap.engines.base import Capabilities
from sap.engines.catalogue import CAPABILITIES
from sap.engines.load import SLOW_ENGINES, prepare_engine
from sap.errors import DataError
from sap.plan import Plan, make_plan
from sap.plan.planned import PlannedAnalysis
from sap.qc.against import compare_with, read_stated
from sap.qc.compare import Compared, ComparedAnalysis, Verdict, compare_rows, failure_of
from sap.qc.report import Findings, Title, report_csv, report_table
from sap.qc.shown import ComparedTable, compare_tables, for_reader
from sap.render.docx import docx_table
from sap.render.html import html_table
from sap.render.text import in_encoding, text_table
from sap.run.analyses import PAIRED, carry_out, not_carried_out
from sap.run.displays import lay_out_display
from sap.run.folder import MANIFEST, locked, mend, refuse_foreign, write_whole
from sap.run.manifest import file_hashes, generated_at, json_bytes, sha256, shown, versions
from sap.run.outputs import lay_out
from sap.run.prepare import Prepared, prepare, stop_if_nothing_is_left
from sap.run.progress import Progress, ScreenProgress
from sap.run.wording import SIMULATED
from sap.spec import Spec, load_spec
from sap.tables.number_styles import style_of
from sap.tables.table import Table
from sap.tables.wording import Provenance

FINE, FAILED = 0, 1
#: Displays that show what models give; the others describe data that both programs are given.
OF_MODELS = ("endpoints", "subgroups", "families")
OUTPUT = "output/qc"
PAIRS: Mapping[str, str] = {"statsmodels": "pymer4", "pymer4": "statsmodels"}
"""The engine that checks each engine."""


@dataclass(frozen=True)
class QcResult:
    """What came of a comparison.

    Parameters
    ----------
    exit_code
        0 when something was compared and all of it agrees, else 1.
    folder
        Where the report is.
    paths
        The files written.
    findings
        All that was compared.
    table
        The report.
    """

    exit_code: int
    folder: Path
    paths: tuple[Path, ...]
    findings: Findings
    table: Table

    @property
    def verdicts(self) -> Mapping[tuple[str, str], Verdict]:
        """The verdict of each analysis by endpoint and id."""
        return {(one.endpoint, one.analysis): one.verdict for one in self.findings.analyses}


def run_qc(
    paths: Sequence[str | Path],
    output: str | Path | None = None,
    *,
    against: str | Path | None = None,
    progress: Progress | None = None,
) -> tuple[QcResult, ...]:
    """Carry out each spec with two engines and compare, number by number.

    Parameters
    ----------
    paths
        Endpoint files.
    output
        The folder for the reports, one folder a spec; default ``output/qc``.
    against
        A CSV file of results that somebody else produced (columns analysis, statistic,
        group, value): compare with it instead of running the second engine.
    progress
        Who is told what happens; default the terminal, where reports are printed too.

    Returns
    -------
    tuple of QcResult
        One a spec.

    Raises
    ------
    SpecError, PlanError, DataError, OutputError
        As for `sap.run.run`; or when an engine cannot start.
    """
    teller = ScreenProgress() if progress is None else progress
    specs = list(dict.fromkeys(Path(path) for path in paths))
    stems = [path.stem for path in specs]
    if len(set(stems)) < len(stems):
        raise DataError("Two of the specs have the same file name; check them one after another.")
    if against is not None and len(specs) != 1:
        raise DataError("Results of a file are compared with one spec at a time.")
    results = []
    for path in specs:
        folder = Path(OUTPUT if output is None else output, path.stem)
        result = _one(path, folder, None if against is None else Path(against), teller)
        if progress is None:
            _show(result, teller)
        results.append(result)
    return tuple(results)


def _one(path: Path, folder: Path, against: Path | None, teller: Progress) -> QcResult:
    generated = generated_at()
    with teller.step("Read the spec and plan the analyses"):
        spec = load_spec(path)
        plan = make_plan(spec)
        stated = () if against is None else read_stated(against)
    with locked(folder.resolve()):
        mend(folder.resolve())
        refuse_foreign(folder.resolve())
        second = PAIRS[plan.engine] if against is None else ""
        for engine in {plan.engine, second} & SLOW_ENGINES:
            if _has_work(plan, engine):
                prepare_engine(engine)  # starts while the rest goes on
        with teller.step("Read the data"):
            prepared = prepare(spec, plan, read_readable_sources(spec))
            stop_if_nothing_is_left(prepared, str(spec.path))
        first = _programmed(plan, plan.engine, prepared, teller)
        if against is None:
            other = _programmed(plan, second, prepared, teller)
            findings = _double(plan, first, other)
            title = _title(plan, spec, plan.engine, second, [*first, *other], generated)
        else:
            titles = {(p.endpoint_id, p.analysis_id): p.title for p in plan.analyses}
            ard = Ard(ordered(row for done in first for row in done.rows))
            findings = compare_with(ard, stated, titles)
            title = _title(plan, spec, "sap", against.name, first, generated)
        with teller.step("Write the QC report"):
            table = report_table(findings, title)
            files = {
                "qc.html": html_table(table).encode("utf-8"),
                "qc.docx": docx_table(table, generated),
                "qc.csv": report_csv(findings, title),
            }
            inputs = [Path(one.file) for one in spec.files] + ([against] if against else [])
            manifest = _manifest(findings, title, generated, inputs, files)
            written = write_whole(folder.resolve(), files | {MANIFEST: manifest})
    return QcResult(
        exit_code=FINE if findings.passed else FAILED,
        folder=folder,
        paths=tuple(folder / one.name for one in written),
        findings=findings,
        table=table,
    )


@dataclass(frozen=True)
class _Done:
    """One analysis by one engine: its rows, or why there are none."""

    planned: PlannedAnalysis
    engine: str
    rows: tuple[ArdRow, ...]
    lacking: str = ""

    @property
    def name(self) -> tuple[str, str]:
        return self.planned.endpoint_id, self.planned.analysis_id

    @property
    def failure(self) -> str:
        return failure_of(self.rows)


def _programmed(
    plan: Plan, engine: str, prepared: Iterable[Prepared], teller: Progress
) -> list[_Done]:
    if engine in SLOW_ENGINES and _has_work(plan, engine):
        with teller.step(f"Start the engine {engine}"):
            prepare_engine(engine, teller.say)
    done = []
    for one in prepared:
        planned = one.planned
        lacking = _lacking(planned, CAPABILITIES[engine])
        if lacking:
            done.append(_Done(planned, engine, (), lacking))
        elif one.data is None or one.reason:
            rows = not_carried_out(planned, one.data, one.reason).rows
            done.append(_Done(planned, engine, rows))
        else:
            with teller.step(f"Fit {planned.endpoint_id} {planned.analysis_id} with {engine}"):
                done.append(_Done(planned, engine, _rows(planned, engine, one.data)))
    return done


def _has_work(plan: Plan, engine: str) -> bool:
    return not all(_lacking(planned, CAPABILITIES[engine]) for planned in plan.analyses)


def _rows(planned: PlannedAnalysis, engine: str, data: AnalysisData) -> tuple[ArdRow, ...]:
    if engine != planned.engine:
        optimizer = CAPABILITIES[engine].optimizers[0]
        planned = replace(planned, engine=engine, optimizer=optimizer)
    return carry_out(planned, data).rows


def _lacking(planned: PlannedAnalysis, able: Capabilities) -> str:
    """Say what of an analysis an engine cannot do, or nothing."""
    if planned.kind in PAIRED:
        asked: tuple[tuple[str, str, tuple[str, ...]], ...] = (("kind", planned.kind, able.kinds),)
    else:
        asked = _asked_of_model(planned, able)
    missing = [f"{what}: {value}" for what, value, known in asked if value not in known]
    if not missing:
        return ""
    return f"Engine '{able.name}' has no {' and no '.join(missing)}."


def _asked_of_model(
    planned: PlannedAnalysis, able: Capabilities
) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    return (
        ("kind", planned.kind, able.kinds),
        ("ddf", planned.ddf, able.ddf),
        ("method", planned.method, able.methods),
        ("singular", planned.singular, able.singular),
        ("adjust", planned.contrast.adjust, able.adjust),
        ("weights", planned.contrast.weights, able.weights),
    )


def _double(plan: Plan, first: Sequence[_Done], second: Sequence[_Done]) -> Findings:
    analyses = tuple(_pair(one, other) for one, other in zip(first, second, strict=True))
    comparable = frozenset(
        (one.endpoint, one.analysis) for one in analyses if not one.reason and one.rows
    )
    results = [row for one in analyses if not one.reason for row in one.rows]
    tables = _tables(plan, first, second, comparable, results) if comparable else ()
    return Findings(analyses, tables)


def _pair(first: _Done, second: _Done) -> ComparedAnalysis:
    name, title = first.name, first.planned.title
    if first.lacking or second.lacking:
        return ComparedAnalysis(*name, title, (), first.lacking or second.lacking)
    if first.failure and second.failure:
        return ComparedAnalysis(*name, title, (), f"Neither gives numbers: {first.failure}")
    return ComparedAnalysis(*name, title, compare_rows(first.rows, second.rows))


def _tables(
    plan: Plan,
    first: Sequence[_Done],
    second: Sequence[_Done],
    comparable: frozenset[tuple[str, str]],
    results: Sequence[Compared],
) -> tuple[ComparedTable, ...]:
    study = study_rows(plan.study)
    ours = Ard(ordered([*study, *(row for done in first for row in done.rows)]))
    theirs = Ard(ordered([*study, *(row for done in second for row in done.rows)]))
    laid_out = _laid_out(plan, ours)
    again = _laid_out(plan, for_reader(ours, theirs, comparable))
    return tuple(compare_tables(laid_out[stem], again[stem], results) for stem in laid_out)


def _laid_out(plan: Plan, ard: Ard) -> dict[str, Table]:
    """Lay out the tables that show results of models; families are tested from these results."""
    tested = Ard(ordered([*ard, *multiplicity_rows(plan.families, ard)]))
    origin = Provenance((), "", "", "", "", "")
    made = lay_out(plan, tested, lambda *_: origin)
    style = style_of(plan.table_style)
    for display in plan.displays:
        if display.kind in OF_MODELS:
            table = lay_out_display(plan, display, tested, style, ())
            assert isinstance(table, Table), display.kind
            made[display.file] = table
    return made


def _title(
    plan: Plan, spec: Spec, first: str, second: str, done: Sequence[_Done], generated: str
) -> Title:
    found: dict[str, str] = {}
    for one in done:
        ard = Ard(one.rows).select(stat_name="engine_version")
        words = ", ".join(f"{row.variable} {row.stat_text}" for row in ard)
        if words:
            found.setdefault(one.engine, f"{one.engine}: {words}")
    return Title(
        first=first,
        second=second,
        subject=shown(spec.path),
        protocol=plan.table_style.protocol,
        notice=SIMULATED if plan.study.simulated else "",
        versions=tuple(found.values()),
        origin=(
            f"Program: sap qc {shown(spec.path)}",
            f"Generated: {generated}",
            f"Software: sap {versions().get('sap', '')}, Python {versions()['python']}",
            f"Spec, as planned: sha256 {plan.hash}",
        ),
    )


def _manifest(
    findings: Findings,
    title: Title,
    generated: str,
    inputs: Sequence[Path],
    files: Mapping[str, bytes],
) -> bytes:
    analyses = [
        {
            "endpoint": one.endpoint,
            "analysis": one.analysis,
            "verdict": one.verdict.value,
            "compared": len(one.rows),
            "failed": sum(not row.passed for row in one.rows),
            "reason": one.reason or None,
        }
        for one in findings.analyses
    ]
    content: dict[str, Any] = {
        "generated": generated,
        "first": title.first,
        "second": title.second,
        "engines": list(title.versions),
        "passed": findings.passed,
        "analyses": analyses,
        "tables": [
            {
                "table": one.caption,
                "differences": len(one.differences),
                "rounding": sum(difference.rounded for difference in one.differences),
            }
            for one in findings.tables
        ],
        "inputs": file_hashes(inputs),
        "files": [*files, MANIFEST],
        "sha256": {name: sha256(content) for name, content in files.items()},
    }
    return json_bytes(content)


def _show(result: QcResult, teller: Progress) -> None:
    print(in_encoding(text_table(result.table), sys.stdout.encoding), flush=True)
    teller.say(f"Written to {result.folder}:")
    for path in result.paths:
        teller.say(f"  {path.name}")
