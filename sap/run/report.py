"""The report of a run, put together from the plan, the results and the files made."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from sap.ard import Ard
from sap.ard.rows import DISPOSITION, FAILURE, MODEL, MULTIPLICITY
from sap.language import counted as counted_things
from sap.language import noted, noun, say, told
from sap.plan import Plan, PlannedAnalysis, PlannedObserved
from sap.render.pages import full_name
from sap.render.report import (
    Carried,
    FamilyLine,
    Form,
    Remarks,
    Report,
    ReportFigure,
    ReportItem,
    SourceModel,
)
from sap.run.laid_out import LaidOut
from sap.run.record import Origin
from sap.run.summary import accounts, counted
from sap.run.wording import SIMULATED, families_in_words, row_noun
from sap.tables.multiplicity import STATES, FamilyWording, gate_state
from sap.tables.primary_notes import conditions
from sap.tables.table import Table
from sap.tables.wording import DDF_NAMES

KINDS: Mapping[str, str] = {
    "paired-t": noted("Paired t test of {unit} means"),
    "wilcoxon": noted("Wilcoxon signed rank test of {unit} means"),
    "leave-one-out": noted("Each {unit} left out in turn"),
}
DESCRIBED = noted("Described, not modelled")
# Forms in the order in which they are offered; a form not named here is called by its ending.
FORMS: Mapping[str, str] = {
    "docx": "Word",
    "rtf": "RTF",
    "tex": "LaTeX",
    "html": "HTML",
    "pdf": "PDF",
    "svg": "SVG",
    "png": "PNG",
    "txt": noted("Text"),
}


def run_report(
    plan: Plan,
    ard: Ard,
    items: Sequence[LaidOut],
    files: Mapping[str, bytes],
    origin: Origin,
    remarks: Sequence[str],
) -> Report:
    """Put the report of a run together.

    Parameters
    ----------
    plan
        The plan.
    ard
        All results.
    items
        Tables and figures as laid out.
    files
        Their files, by name.
    origin
        Where they come from.
    remarks
        What the run had to say, design and queries among it.

    Returns
    -------
    Report
        What its page says.
    """
    found = accounts(plan, ard)
    carried = tuple(_carried(plan, planned, ard) for planned in plan.analyses)
    return Report(
        title=full_name(plan.study.id, plan.study.title),
        protocol=plan.table_style.protocol,
        notice=say(SIMULATED) if plan.study.simulated else "",
        facts=origin.of("report").lines(),
        accounts=found,
        counted=counted(plan, found),
        carried=carried,
        families=tuple(family_line(ard, family) for family in _families(plan)),
        remarks=_remarks(carried, remarks),
        items=report_items(items, files),
        rows={row.key: row for row in ard},
        models=_models(plan, carried),
    )


def report_items(items: Sequence[LaidOut], files: Mapping[str, bytes]) -> tuple[ReportItem, ...]:
    """Take tables and figures into a report.

    Parameters
    ----------
    items
        As laid out.
    files
        Their files, by name.

    Returns
    -------
    tuple of ReportItem
        In the same order, each with the forms it has.
    """
    return tuple(_item(item, files) for item in items)


def _item(item: LaidOut, files: Mapping[str, bytes]) -> ReportItem:
    forms = tuple(forms_of(item.stem, files))
    if isinstance(item.made, Table):
        text = files[f"{item.stem}.txt"].decode("utf-8")
        return ReportItem(item.made.caption, item.title, item.stem, item.made, text, forms)
    words, caption = item.made.caption, say("Figure {number}", number=item.number)
    figure = ReportFigure(files[f"{item.stem}.svg"], words.population, words.sources)
    return ReportItem(caption, item.title, item.stem, figure, forms=forms)


def forms_of(stem: str, names: Collection[str]) -> Iterator[Form]:
    """List the files of a table or figure, in the order in which they are offered.

    Parameters
    ----------
    stem
        Of its files.
    names
        Of all files of a run.

    Yields
    ------
    Form
        One a file.
    """
    endings = [
        name.removeprefix(f"{stem}.")
        for name in names
        if name.startswith(f"{stem}.") and "." not in name.removeprefix(f"{stem}.")
    ]
    known = list(FORMS)
    for ending in sorted(endings, key=lambda e: (known.index(e) if e in FORMS else len(known), e)):
        name = say(FORMS[ending]) if ending in FORMS else ending.upper()
        yield Form(name, f"{stem}.{ending}")


def _carried(plan: Plan, planned: PlannedAnalysis, ard: Ard) -> Carried:
    own = ard.select(endpoint=planned.endpoint_id, analysis=planned.analysis_id)
    failure = own.text("failure", kind=FAILURE)
    outcome = (told(failure),) if failure else tuple(conditions(own))
    model, method = _model(planned, own)
    return Carried(
        endpoint=planned.endpoint_id,
        analysis=planned.analysis_id,
        title=planned.endpoint_title if planned.confirmatory else planned.title,
        own=planned.confirmatory,
        model=model,
        method=method,
        used=tuple(_used(plan, planned, own)),
        outcome=outcome,
        failed=bool(failure),
    )


def _model(planned: PlannedAnalysis, own: Ard) -> tuple[str, str]:
    """Say what was fitted or tested, as the results have it, and how."""
    words = say(KINDS[planned.kind], unit=noun(planned.within)) if planned.kind in KINDS else ""
    if planned.kind in ("paired-t", "wilcoxon"):
        return words, ""
    # An analysis that was never begun has no rows, and is told as it was planned.
    formula = own.text("formula", kind=MODEL) or planned.formula
    fitted = own.text("formula_fitted", kind=MODEL) or formula
    model = fitted
    if fitted != formula:
        model = say("{fitted} (planned: {formula})", fitted=fitted, formula=formula)
    method = say(
        "{method}; df: {df}; {engine}",
        method=planned.method,
        df=say(DDF_NAMES.get(planned.ddf, planned.ddf)),
        engine=planned.engine,
    )
    return model, _together(words, method)


def _together(first: str, second: str) -> str:
    """Put two texts into one line; one may be empty."""
    return (
        say("{first}; {second}", first=first, second=second)
        if first and second
        else (first or second)
    )


def _used(plan: Plan, planned: PlannedAnalysis, own: Ard) -> Iterator[str]:
    """Count units, rows and pairs that are in an analysis."""
    steps = own.select(kind=DISPOSITION)
    left = {
        name: [row.stat for row in steps if row.stat_name == f"{name}_left"]
        for name in ("n_units", "n_rows")
    }
    fitted, pairs = (own.number(name, kind=MODEL) for name in ("n_obs", "n_pairs"))
    rows = fitted if fitted is not None or not left["n_rows"] else left["n_rows"][-1]
    if left["n_units"]:
        yield counted_things(left["n_units"][-1], noun(planned.analysis_set.unit))
    if rows is not None:
        yield counted_things(rows, row_noun(plan, planned.dataset))
    if pairs is not None:
        yield counted_things(pairs, say("pair"))


def _models(plan: Plan, carried: Sequence[Carried]) -> dict[tuple[str, str], SourceModel]:
    found = {
        (one.endpoint, one.analysis): SourceModel(
            full_name(f"{one.endpoint} {one.analysis}", one.title),
            _together(one.model, one.method),
            ", ".join(one.used),
        )
        for one in carried
    }
    described = [
        one
        for display in plan.displays
        if isinstance(display, PlannedObserved)
        for one in display.descriptions
    ]
    for its in described:
        name = full_name(f"{its.endpoint_id} {its.description_id}", its.title)
        found[its.endpoint_id, its.description_id] = SourceModel(name, say(DESCRIBED), "")
    return found


def _families(plan: Plan) -> tuple[FamilyWording, ...]:
    labels = {one.endpoint_id: one.label for one in plan.analyses if one.confirmatory}
    return families_in_words(plan.families, labels)


def family_line(ard: Ard, family: FamilyWording) -> FamilyLine:
    """Say how a family is tested and what became of its endpoints.

    Parameters
    ----------
    ard
        All results.
    family
        Its words.

    Returns
    -------
    FamilyLine
        An endpoint without results is named as well.
    """
    results = ard.select(context=MULTIPLICITY)
    state = gate_state(results, family)
    gate = family.gate_label if family.gate else say("None")
    if family.gate and state:
        gate = say("{name}: {text}", name=family.gate_label, text=say(STATES[state]))
    tested = family.in_words()
    if family.exploratory:
        tested = say("{tested}, exploratory", tested=tested)
    return FamilyLine(
        label=family.label,
        procedure=f"{tested[:1].upper()}{tested[1:]}",
        gate=gate,
        outcome=tuple(_decisions(results, family, state)),
    )


def _decisions(results: Ard, family: FamilyWording, state: str) -> Iterator[str]:
    """Sort the endpoints of a family by what became of them."""
    sorted_: dict[str, list[str]] = {}
    for endpoint, label in family.members:
        own = results.select(endpoint=endpoint, variable=family.name)
        p, rejected = own.find("p_value"), own.number("rejected")
        if p is None:
            word = say("Not in this run")
        elif p.stat is None:
            word = say("Not estimable")
        elif family.exploratory:
            word = say("Exploratory, not tested")
        elif state in ("closed", "absent"):
            word = say("Not tested")
        else:
            word = say("Rejected") if rejected else say("Not rejected")
        name = endpoint if label == endpoint else f"{endpoint} {label}"
        sorted_.setdefault(word, []).append(name)
    for word, names in sorted_.items():
        yield say("{name}: {text}", name=word, text=", ".join(names))


def _remark(line: str) -> str:
    """Say what the run remarked; at its end may stand in brackets what it concerns, by ids."""
    sentence, bracket, concerned = line.rpartition(" (")
    if bracket and sentence.endswith(".") and concerned.endswith(")"):
        return f"{told(sentence)} ({concerned}"
    return told(line)


def _remarks(carried: Sequence[Carried], said: Sequence[str]) -> tuple[Remarks, ...]:
    failed = [
        say("{name}: {text}", name=f"{one.endpoint} {one.analysis}", text=one.outcome[0])
        for one in carried
        if one.failed
    ]
    different: dict[str, list[str]] = {}
    for one in carried:
        for line in () if one.failed else one.outcome:
            different.setdefault(line, []).append(f"{one.endpoint} {one.analysis}")
    return (
        Remarks(say("Not estimable"), tuple(failed)),
        Remarks(
            say("What happened in the fits"),
            tuple(f"{line} ({', '.join(names)})" for line, names in different.items()),
        ),
        Remarks(say("Designs and open queries"), tuple(_remark(line) for line in said)),
    )
