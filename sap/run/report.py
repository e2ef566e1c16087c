"""The report of a run, put together from the plan, the results and the files made."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from sap.ard import Ard
from sap.ard.rows import DISPOSITION, FAILURE, MODEL, MULTIPLICITY
from sap.plan import Plan, PlannedAnalysis, PlannedObserved
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
from sap.run.wording import SIMULATED, families_in_words, noun, row_noun
from sap.tables.multiplicity import STATES, FamilyWording, gate_state
from sap.tables.primary_notes import conditions
from sap.tables.table import Table
from sap.tables.wording import DDF_NAMES
from sap.tables.wording import counted as counted_things

KINDS: Mapping[str, str] = {
    "paired-t": "Paired t test of {unit} means",
    "wilcoxon": "Wilcoxon signed rank test of {unit} means",
    "leave-one-out": "Each {unit} left out in turn",
}
DESCRIBED = "Described, not modelled"
# Forms in the order in which they are offered; a form not named here is called by its ending.
FORMS: Mapping[str, str] = {
    "docx": "Word",
    "rtf": "RTF",
    "tex": "LaTeX",
    "html": "HTML",
    "pdf": "PDF",
    "svg": "SVG",
    "png": "PNG",
    "txt": "Text",
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
        title=f"{plan.study.id}: {plan.study.title}",
        protocol=plan.table_style.protocol,
        notice=SIMULATED if plan.study.simulated else "",
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
    words = item.made.caption
    figure = ReportFigure(files[f"{item.stem}.svg"], words.population, words.sources)
    return ReportItem(f"Figure {item.number}", item.title, item.stem, figure, forms=forms)


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
        yield Form(FORMS.get(ending, ending.upper()), f"{stem}.{ending}")


def _carried(plan: Plan, planned: PlannedAnalysis, ard: Ard) -> Carried:
    own = ard.select(endpoint=planned.endpoint_id, analysis=planned.analysis_id)
    failure = own.text("failure", kind=FAILURE)
    outcome = (failure,) if failure else tuple(conditions(own))
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
    words = KINDS.get(planned.kind, "").format(unit=noun(planned.within))
    if planned.kind in ("paired-t", "wilcoxon"):
        return words, ""
    # An analysis that was never begun has no rows, and is told as it was planned.
    formula = own.text("formula", kind=MODEL) or planned.formula
    fitted = own.text("formula_fitted", kind=MODEL) or formula
    simpler = f" (planned: {formula})" if fitted != formula else ""
    method = f"{planned.method}; df: {DDF_NAMES.get(planned.ddf, planned.ddf)}; {planned.engine}"
    return f"{fitted}{simpler}", f"{words}; {method}" if words else method


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
        yield counted_things(pairs, "pair")


def _models(plan: Plan, carried: Sequence[Carried]) -> dict[tuple[str, str], SourceModel]:
    found = {
        (one.endpoint, one.analysis): SourceModel(
            f"{one.endpoint} {one.analysis}: {one.title}",
            "; ".join(part for part in (one.model, one.method) if part),
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
        name = f"{its.endpoint_id} {its.description_id}: {its.title}"
        found[its.endpoint_id, its.description_id] = SourceModel(name, DESCRIBED, "")
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
    gate = "None"
    if family.gate:
        gate = f"{family.gate_label}{f': {STATES[state]}' if state else ''}"
    tested = family.in_words() + ", exploratory" * family.exploratory
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
            word = "Not in this run"
        elif p.stat is None:
            word = "Not estimable"
        elif family.exploratory:
            word = "Exploratory, not tested"
        elif state in ("closed", "absent"):
            word = "Not tested"
        else:
            word = "Rejected" if rejected else "Not rejected"
        name = endpoint if label == endpoint else f"{endpoint} {label}"
        sorted_.setdefault(word, []).append(name)
    for word, names in sorted_.items():
        yield f"{word}: {', '.join(names)}"


def _remarks(carried: Sequence[Carried], said: Sequence[str]) -> tuple[Remarks, ...]:
    failed = [f"{one.endpoint} {one.analysis}: {one.outcome[0]}" for one in carried if one.failed]
    different: dict[str, list[str]] = {}
    for one in carried:
        for line in () if one.failed else one.outcome:
            different.setdefault(line, []).append(f"{one.endpoint} {one.analysis}")
    return (
        Remarks("Not estimable", tuple(failed)),
        Remarks(
            "What happened in the fits",
            tuple(f"{line} ({', '.join(names)})" for line, names in different.items()),
        ),
        Remarks("Designs and open queries", tuple(said)),
    )
