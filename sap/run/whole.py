"""`run`: the whole way from a spec to a folder of outputs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from sap.ard import Ard, ArdRow, ordered
from sap.ard.data import study_rows
from sap.ard.multiplicity import multiplicity_rows
from sap.data.shared import askable_queries
from sap.data.sources import SourcesRead, read_readable_sources
from sap.design import Checked
from sap.design.report import report
from sap.engines.load import SLOW_ENGINES, prepare_engine
from sap.errors import Problem
from sap.language import speaking
from sap.plan import Plan, make_plan
from sap.plan.spoken import plan_in
from sap.run.analyses import Outcome, not_carried_out
from sap.run.described import describe_displays
from sap.run.folder import locked, mend, refuse_foreign, write_whole
from sap.run.laid_out import LaidOut
from sap.run.manifest import generated_at
from sap.run.outputs import SUMMARY, lay_out_all, load_libraries, made_files, tables_in
from sap.run.prepare import Prepared, prepare, stop_at_designs, stop_if_nothing_is_left
from sap.run.progress import Progress
from sap.run.record import Origin, run_record, sealed
from sap.run.result import FAILED, FINE, RunResult
from sap.run.reuse import Request, reuse_record
from sap.run.workers import carry_out_all
from sap.spec import Spec, load_spec
from sap.tables.number_styles import in_style
from sap.tables.table import Table

DESIGN = "design.txt"
#: With more tables than this, a run shows its summary instead of them.
MOST_SHOWN = 3


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
    SpecError, PlanError
        When the spec cannot be right; the former outputs stay as they are.
    DataError, DesignError
        When no endpoint's own analysis has data, or a design that can bear it, likewise.
        Where some have, and in a whole plan always, those that have not keep their rows and
        say why they have no numbers.
    OutputError
        When the outputs cannot be written, likewise.
    """
    folder, generated, said_before = request.folder, generated_at(), len(teller.said)
    with teller.step("Read the spec and plan the analyses"):
        spec = load_spec(request.spec)
        plan = make_plan(spec)
        told, spoken = plan_in(spec, plan, request.locale)
        spoken = in_style(spoken, plan.table_style)
    # The name of a folder given as "." or with ".." is known only once it is resolved.
    with locked(folder.resolve()):
        mend(folder.resolve())
        refuse_foreign(folder.resolve())
        with teller.step("Read the data and check what the designs can bear"):
            read = read_readable_sources(spec)
            prepared = prepare(spec, plan, read)
            found, unasked = askable_queries(spec, read)
            queries = [f"{one.name}: {one.title}" for one in found]
        if not spec.whole:
            stop_if_nothing_is_left(prepared, str(spec.path))
        checked = [one.checked for one in prepared if one.checked is not None]
        doubts = [f"Spec, {warning}" for warning in spec.warnings]
        remarks = [
            *doubts,
            *_queries_in_words(queries),
            *_unread(read, unasked),
            *_warnings(checked),
        ]
        for words in remarks:
            teller.say(words)
        if plan.engine in SLOW_ENGINES:
            with teller.step(f"Start the engine {plan.engine}"):
                prepare_engine(plan.engine, teller.say)
        outcomes = _outcomes(prepared, request.certify, teller, partial(load_libraries, plan))
        if not spec.whole:
            _stop_if_no_design_holds(prepared, outcomes, str(spec.path))
        described = describe_displays(spec, plan, read)
        ard = _results(plan, outcomes, described.rows)
        origin = Origin(spec, plan, folder, generated, locale=request.locale)
        # Still, for rendering forks, and no thread may move anything on the screen meanwhile.
        with teller.step("Lay out and write tables and figures", still=True):
            with speaking(spoken):
                items = lay_out_all(told, ard, origin)
                files = made_files(told, ard, items, origin, remarks)
            files[DESIGN] = report(checked).encode("utf-8")
            failures = (*_failures(outcomes), *described.failures)
            record = run_record(origin, read, outcomes, checked)
            record["open_queries"] = queries
            texts = _texts(told, items)
            if plan.engine not in SLOW_ENGINES and not read.unread:
                # Versions of R and its packages are not known before R is started, and of a
                # file that could not be read no hash tells when it can be.
                record["reuse"] = reuse_record(
                    request,
                    _inputs(spec, read),
                    exit_code=FAILED if failures else FINE,
                    failures=failures,
                    texts=texts,
                    said=teller.said[said_before:],
                )
            record["seconds"] = {k: round(v, 3) for k, v in teller.seconds.items()}
            paths = write_whole(folder.resolve(), files | sealed(record, files))
    return RunResult(
        exit_code=FAILED if failures else FINE,
        folder=folder,
        paths=tuple(folder / path.name for path in paths),
        failures=failures,
        texts=tuple(folder / name for name in texts),
        contents=lambda: (ard, tables_in(told, items)),
    )


def tables_of(request: Request, ard: Ard, generated: str) -> tuple[Table, ...]:
    """Lay the tables of endpoints of a former run out anew from its results.

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
    told, spoken = plan_in(spec, plan, request.locale)
    spoken = in_style(spoken, plan.table_style)
    origin = Origin(spec, plan, request.folder, generated, locale=request.locale)
    with speaking(spoken):
        return tables_in(told, lay_out_all(told, ard, origin))


def _inputs(spec: Spec, read: SourcesRead) -> list[tuple[str, str]]:
    """List the files read, each with the hash of what was read."""
    files = [(one.file, one.sha256) for one in spec.files]
    return files + [found for table in read.tables.values() for found in table.files]


def _outcomes(
    prepared: Sequence[Prepared],
    certify: bool,
    teller: Progress,
    meanwhile: Callable[[], None],
) -> list[Outcome]:
    """Carry out what can be carried out; give the others their rows."""
    ready = [(one.planned, one.data) for one in prepared if one.data is not None and not one.reason]
    made = carry_out_all(
        [planned for planned, _ in ready],
        [data for _, data in ready],
        certify=certify,
        teller=teller,
        meanwhile=meanwhile,
    )
    waiting = iter(made)
    outcomes = []
    for one in prepared:
        if one.data is None or one.reason:
            outcomes.append(not_carried_out(one.planned, one.data, one.reason, one.detail))
            continue
        found = next(waiting)
        if not isinstance(found, Outcome):
            raise found
        outcomes.append(found)
    return outcomes


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
    rows = [row for outcome in outcomes for row in outcome.rows]
    ard = Ard(ordered([*study_rows(plan.study), *rows, *described]))
    return Ard(ordered([*ard, *multiplicity_rows(plan.families, ard)]))


def _failures(outcomes: Iterable[Outcome]) -> Iterable[str]:
    for outcome in outcomes:
        if outcome.failure:
            yield f"{outcome.facts['endpoint']} {outcome.facts['analysis']}: {outcome.failure}"


def _texts(plan: Plan, items: Sequence[LaidOut]) -> list[str]:
    """Name what a run shows at its end: its few tables, or its summary."""
    tables = [item for item in items if isinstance(item.made, Table)]
    own = {table.file for table in plan.tables}
    if len(tables) > MOST_SHOWN and len(own) > 1:
        return [SUMMARY]
    return [f"{item.stem}.txt" for item in tables if item.stem in own]


def _queries_in_words(queries: Sequence[str]) -> Iterable[str]:
    if queries:
        yield f"Open queries ({len(queries)}): {'; '.join(queries)}. See: sap data"


def _unread(read: SourcesRead, unasked: Mapping[str, Sequence[Problem]]) -> Iterable[str]:
    """Say which files could not be read, and which queries could not be asked for that."""
    for name, problems in read.unread.items():
        whole = "the source" if name in read.problems else "part of the source"
        for problem in problems:
            yield f"Not read, {whole} {name}: {problem.brief}"
    for name, wrong in unasked.items():
        reasons = " ".join(problem.brief for problem in wrong)
        yield f"Not asked, the query {name}: {reasons}"


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
