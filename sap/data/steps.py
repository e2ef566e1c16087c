"""The steps from all rows of a dataset to those of one analysis, in the order of this file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sap.data.conditions import decide
from sap.data.disposition import DispositionStep
from sap.data.queries import OpenQuery, in_question
from sap.data.rows import Rows
from sap.data.selection import Selection, need_rows
from sap.data.sources import SourceTable
from sap.errors import DataError, Problem
from sap.plan.planned import PlannedRule, PlannedSet
from sap.spec.condition import AllOf, Condition, NoRows, parse_condition
from sap.spec.fields import Complete

NO_ROWS = "No row in the data of the analysis"
DROPPED = "Beyond a limit of quantification, dropped by the rule"
IN_QUESTION = "In question until query {name} is answered: {title}"
MISSING = "{label} is missing"
INCOMPLETE = "Not seen at every level of {of} within {within}"


def select_where(selection: Selection, where: str | None) -> Selection:
    """Keep the rows of an endpoint; units stay in, with rows or without.

    Parameters
    ----------
    selection
        So far.
    where
        A condition that must be true of a row; None keeps all.

    Returns
    -------
    Selection
        One step further, or as it was without a condition.

    Raises
    ------
    DataError
        When no row is left.
    """
    if where is None:
        return selection
    rows, condition = selection.rows, parse_condition(where)
    truth = decide(condition.tree, rows.frame, rows.marks)
    if not truth.true.any():
        raise DataError(_nothing_selected(rows, condition))
    kept = rows.keep(truth.true)
    step = DispositionStep(
        kind="where",
        reason=where,
        n_rows=len(rows) - len(kept),
        n_units=0,
        rows_left=len(kept),
        units_left=len(selection.units),
        n_undecided=int(truth.undecided.sum()),
    )
    return replace(selection, rows=kept, steps=(*selection.steps, step))


def _nothing_selected(rows: Rows, where: Condition) -> Problem:
    """Say which part of a condition is true of how many rows, and of which columns it asks."""
    parts = where.tree.parts if isinstance(where.tree, AllOf) else (where.tree,)
    counts = [f"{part}: {int(decide(part, rows.frame, rows.marks).true.sum())}" for part in parts]
    places = []
    for name in where.variables:
        table = rows.origins[name].table
        places.append(f"'{table.columns[name]}' of {table.file}")
    message = (
        f"No row meets the condition: {where}. Of {len(rows)} rows ({_span(rows)}), those that "
        f"meet each part are {'; '.join(counts)}. Columns: {', '.join(places)}."
    )
    return Problem(message, rows.base.file)


def _span(rows: Rows) -> str:
    return f"rows {rows.lines[0]} to {rows.lines[-1]}"


def select_set(
    selection: Selection, analysis_set: PlannedSet, unit_table: SourceTable
) -> Selection:
    """Take away the units outside an analysis set; the first rule that applies is the reason.

    Parameters
    ----------
    selection
        So far: units of the whole study, rows of the endpoint.
    analysis_set
        Its rules, in order; they ask about variables of the unit's source.
    unit_table
        The source with one row a unit; its key is what the rows name as their unit.

    Returns
    -------
    Selection
        One step a rule further; units without a row are out in any case.

    Raises
    ------
    DataError
        When no unit with a row is left.
    """
    (key,) = unit_table.key
    names = unit_table.frame[key]
    for rule in analysis_set.rules:
        tree = parse_condition(rule.when).tree
        if isinstance(tree, NoRows):
            selection = _without_unmeasured(selection, rule.reason)
            continue
        truth = decide(tree, unit_table.frame, unit_table.marks)
        still_in = names.isin(selection.units).to_numpy(dtype=bool)
        lost = names[truth.true & still_in].tolist()
        undecided = int((truth.undecided & still_in).sum())
        selection = selection.without_units(lost, "set", rule.reason, undecided)
    if set(selection.units) - set(selection.units_of_rows):
        selection = _without_unmeasured(selection, NO_ROWS)
    need_rows(selection)
    return selection


def _without_unmeasured(selection: Selection, reason: str) -> Selection:
    measured = set(selection.units_of_rows)
    lost = [unit for unit in selection.units if unit not in measured]
    return selection.without_units(lost, "set", reason)


def select_not_excluded(selection: Selection, exclusions: Iterable[PlannedRule]) -> Selection:
    """Take away the rows that an analysis excludes, rule by rule.

    Parameters
    ----------
    selection
        So far.
    exclusions
        Rules about rows, in order.

    Returns
    -------
    Selection
        One step a rule further.

    Raises
    ------
    DataError
        When no row is left.
    """
    for rule in exclusions:
        tree = parse_condition(rule.when).tree
        truth = decide(tree, selection.rows.frame, selection.rows.marks)
        undecided = int(truth.undecided.sum())
        selection = selection.without_rows(truth.true, "exclude", rule.reason, undecided)
    need_rows(selection)
    return selection


def select_undisputed(selection: Selection, queries: Iterable[OpenQuery]) -> Selection:
    """Take away the rows of open queries, where the spec says so.

    Parameters
    ----------
    selection
        So far.
    queries
        As found in the data.

    Returns
    -------
    Selection
        One step a query further.

    Raises
    ------
    DataError
        When no row is left.
    """
    for query in queries:
        for _, mask in in_question(selection.rows, [query]):
            reason = IN_QUESTION.format(name=query.name, title=query.title)
            selection = selection.without_rows(mask, "exclude", reason)
    need_rows(selection)
    return selection


def select_present(selection: Selection, variables: Iterable[tuple[str, str]]) -> Selection:
    """Take away the rows in which a variable of the model is missing.

    Parameters
    ----------
    selection
        So far.
    variables
        Name and label of each, in the order in which they are asked.

    Returns
    -------
    Selection
        One step further for each variable that is missing somewhere, and for each reason
        that a derived one is missing for.

    Raises
    ------
    DataError
        When no row is left.
    """
    for name, label in variables:
        selection = _without_reasoned(selection, name)
        missing = selection.rows.frame[name].isna().to_numpy(dtype=bool)
        if missing.any():
            selection = selection.without_rows(missing, "missing", MISSING.format(label=label))
    need_rows(selection)
    return selection


def _without_reasoned(selection: Selection, name: str) -> Selection:
    """Take away the rows in which a derived variable is missing for a reason of its own."""
    reasons = selection.rows.reasons.get(name)
    for reason in dict.fromkeys(reasons) if reasons is not None else ():
        if reason:
            mask = selection.rows.reasons[name] == reason
            selection = selection.without_rows(mask, "missing", reason)
    return selection


def select_complete(selection: Selection, complete: Complete | None) -> Selection:
    """Keep the groups of rows that are seen at every level of a factor still there.

    Parameters
    ----------
    selection
        So far.
    complete
        The factor, and the variable whose values are the groups; None keeps all.

    Returns
    -------
    Selection
        One step further, or as it was without a rule.

    Raises
    ------
    DataError
        When no row is left.
    """
    if complete is None:
        return selection
    frame = selection.rows.frame
    levels = frame[complete.of].nunique()
    seen = frame.groupby(complete.within, observed=True)[complete.of].nunique()
    short = ~frame[complete.within].map(seen.eq(levels)).to_numpy(dtype=bool)
    reason = INCOMPLETE.format(of=complete.of, within=complete.within)
    selection = selection.without_rows(short, "complete", reason)
    need_rows(selection)
    return selection
