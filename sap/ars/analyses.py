"""Analyses of a plan with their sets, subsets, methods and results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sap.ard.rows import CHARACTERISTICS, ArdRow
from sap.ars.groupings import Grouped, Groupings
from sap.ars.ids import Ids
from sap.ars.methods import PARAMETERS, Methods, parameters_of
from sap.ars.model import (
    Analysis,
    DocumentReference,
    GroupingFactor,
    OrderedGrouping,
    Parameter,
    ProgrammingCode,
    ResultGroup,
    Selection,
    Term,
)
from sap.ars.results import Shown, operation_results
from sap.ars.where import Clause, clause, selected
from sap.plan import (
    Plan,
    PlannedAnalysis,
    PlannedCharacteristic,
    PlannedCharacteristics,
    PlannedDescription,
    PlannedFamily,
    PlannedRule,
    PlannedSet,
)
from sap.spec import Complete, Estimand

IN_PLAN = Term("SPECIFIED IN SAP")
PRIMARY = Term("PRIMARY OUTCOME MEASURE")
SECONDARY = Term("SECONDARY OUTCOME MEASURE")
EXPLORATORY = Term("EXPLORATORY OUTCOME MEASURE")
SENSITIVITY = Term(sponsor_term_id="Purpose.sensitivity")
DESCRIPTIVE = Term(sponsor_term_id="Purpose.descriptive")
ONLY_WHERE_TRUE = "Out only where a condition is true, so not where a missing value decides."
PLAN_DOCUMENT = "Document.plan"


@dataclass
class Book:
    """What a reporting event holds, filled while its analyses are made.

    Parameters
    ----------
    plan
        The plan.
    software
        What carries it out.
    """

    plan: Plan
    software: str
    ids: Ids = field(default_factory=Ids)
    sets: dict[str, Selection] = field(default_factory=dict)
    subsets: dict[str, Selection] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.groupings = Groupings(self.ids)
        self.methods = Methods(self.ids)

    def analysis_id(self, endpoint: str, analysis: str) -> str:
        """Give the id of an analysis of an endpoint, or of a variable of a table."""
        return self.ids.of("Analysis", endpoint, analysis)

    def set_id(self, of: PlannedSet) -> str:
        """Give the id of an analysis set, which is noted."""
        made = self.ids.of("AnalysisSet", of.name)
        if made not in self.sets:
            said = _said(None, of.rules, of.source)
            self.sets[made] = Selection(
                made,
                of.label,
                level=1,
                order=len(self.sets) + 1,
                description=f"Whole {of.unit}s are in or out. {_rules(of.rules)}".strip(),
                condition=said.condition,
                compound_expression=said.compound_expression,
            )
        return made

    def subset_id(self, of: PlannedAnalysis | PlannedDescription) -> str | None:
        """Give the id of the rows of an analysis, which are noted; None where it takes all."""
        if not (of.where or of.exclude or of.complete):
            return None
        rules = [f"not {rule.when}" for rule in of.exclude]
        complete = [_complete(of.complete)] if of.complete else []
        name = "; ".join([*([of.where] if of.where else []), *rules, *complete])
        made = self.ids.of("DataSubset", of.dataset, name)
        if made not in self.subsets:
            said = _said(of.where, of.exclude, of.dataset)
            description = " ".join([_rules(of.exclude), *complete]).strip()
            self.subsets[made] = Selection(
                made,
                name,
                level=1,
                order=len(self.subsets) + 1,
                description=description or None,
                condition=said.condition,
                compound_expression=said.compound_expression,
            )
        return made


def _said(where: str | None, rules: Iterable[PlannedRule], dataset: str) -> Clause:
    tree = selected(where, [rule.when for rule in rules])
    return Clause() if tree is None else clause(tree, dataset)


def _rules(rules: Sequence[PlannedRule]) -> str:
    if not rules:
        return ""
    listed = "; ".join(f"{rule.when} ({rule.reason})" for rule in rules)
    return f"Out, in this order: {listed}. {ONLY_WHERE_TRUE}"


def _complete(complete: Complete) -> str:
    return f"Each {complete.within} with every level of {complete.of}"


def purpose_of(planned: PlannedAnalysis, families: Sequence[PlannedFamily]) -> Term:
    """Say what an analysis is for, as the families of the plan have it.

    Parameters
    ----------
    planned
        The analysis.
    families
        Those of the plan.

    Returns
    -------
    Term
        Of an endpoint whose family no other gates, and of any where there are no families,
        a primary outcome measure; behind a gate a secondary one; without a family or in an
        exploratory one an exploratory one. A sensitivity analysis has a term of its own.
    """
    if not planned.confirmatory:
        return SENSITIVITY
    if not families:
        return PRIMARY
    family = next((one for one in families if one.name == planned.family), None)
    if family is None or family.exploratory:
        return EXPLORATORY
    return SECONDARY if family.gate else PRIMARY


def planned_analysis(book: Book, planned: PlannedAnalysis, shown: Iterable[Shown]) -> Analysis:
    """Make an analysis of the plan.

    Parameters
    ----------
    book
        Takes the sets, groupings and operations that it needs.
    planned
        The analysis.
    shown
        Its rows of the results.

    Returns
    -------
    Analysis
        With all its results.
    """
    variables = {variable.name: variable for variable in planned.variables}
    grouped = Grouped(book.groupings, planned.dataset, variables)
    for name in (planned.contrast.of, *planned.contrast.by):
        grouped.variable(name)
    method = book.methods.of(planned)
    parameters = tuple(
        Parameter(name, PARAMETERS[name], value) for name, value in parameters_of(planned).items()
    )
    categories = [book.ids.of("Category", "endpoint", planned.endpoint_id)]
    if planned.family:
        categories.append(book.ids.of("Category", "family", planned.family))
    made = book.analysis_id(planned.endpoint_id, planned.analysis_id)
    results = tuple(operation_results(shown, method, grouped))
    return Analysis(
        made,
        planned.title,
        IN_PLAN,
        purpose_of(planned, book.plan.families),
        method.id,
        label=planned.label or None,
        description=_description(planned),
        document_refs=(DocumentReference(PLAN_DOCUMENT),),
        category_ids=tuple(categories),
        dataset=planned.dataset,
        variable=planned.response,
        analysis_set_id=book.set_id(planned.analysis_set),
        data_subset_id=book.subset_id(planned),
        referenced_analysis_operations=method.referenced(made, results),
        programming_code=ProgrammingCode(book.software, None, parameters),
        results=results,
        ordered_groupings=_ordered(grouped.used),
    )


def _description(planned: PlannedAnalysis) -> str:
    if not planned.confirmatory:
        return (
            f"Sensitivity analysis of {planned.endpoint_id} ({planned.endpoint_title}); "
            "not part of the confirmatory test."
        )
    return _estimand(planned.estimand)


def _estimand(estimand: Estimand) -> str:
    events = "; ".join(f"{one.event}: {one.strategy}" for one in estimand.intercurrent_events)
    return (
        f"Estimand. Population: {estimand.population}. Treatment: {estimand.treatment}. "
        f"Variable: {estimand.variable}. Intercurrent events: {events or 'none'}. "
        f"Summary: {estimand.summary}."
    )


def _ordered(groupings: Iterable[str]) -> tuple[OrderedGrouping, ...]:
    return tuple(OrderedGrouping(order, one) for order, one in enumerate(groupings, start=1))


def description(book: Book, of: PlannedDescription, shown: Iterable[Shown]) -> Analysis:
    """Make the analysis of rows that are only described.

    Parameters
    ----------
    book
        Takes the sets, groupings and operations that it needs.
    of
        What is described.
    shown
        Its rows of the results.

    Returns
    -------
    Analysis
        Of the observed values.
    """
    variables = {variable.name: variable for variable in of.variables}
    grouped = Grouped(book.groupings, of.dataset, variables)
    grouped.variable(of.of)
    method = book.methods.named(("observed",), "Observed values", "Nothing is fitted.")
    made = book.analysis_id(of.endpoint_id, of.description_id)
    results = tuple(operation_results(shown, method, grouped))
    return Analysis(
        made,
        f"{of.title}, observed: {of.analysis_set.label}",
        IN_PLAN,
        DESCRIPTIVE,
        method.id,
        label=of.label or None,
        document_refs=(DocumentReference(PLAN_DOCUMENT),),
        category_ids=(book.ids.of("Category", "endpoint", of.endpoint_id),),
        dataset=of.dataset,
        variable=of.response,
        analysis_set_id=book.set_id(of.analysis_set),
        data_subset_id=book.subset_id(of),
        referenced_analysis_operations=method.referenced(made, results),
        results=results,
        ordered_groupings=_ordered(grouped.used),
    )


def characteristics(
    book: Book, table: PlannedCharacteristics, shown: Iterable[Shown]
) -> Iterable[Analysis]:
    """Make the analyses of a table of characteristics, one a variable.

    Parameters
    ----------
    book
        Takes the sets, groupings and operations that they need.
    table
        The table.
    shown
        Rows of the results, those of other displays too.

    Yields
    ------
    Analysis
        The number of units, then each variable.
    """
    columns = _columns(book, table)
    by_variable: dict[str, list[Shown]] = {}
    for row, text in shown:
        if row.kind == CHARACTERISTICS and row.group2_level == table.number:
            by_variable.setdefault(row.variable, []).append((row, text))
    method = book.methods.named(("characteristics",), "Characteristics of units")
    known = {row.variable.name: row for row in table.rows}
    sets = {one.analysis_set.name: one.analysis_set for one in table.columns}
    for name, rows in by_variable.items():
        variable = known[name].variable if name in known else table.unit
        grouped = _InColumns(book.groupings, table, columns, known.get(name))
        made = book.analysis_id(in_table(table), name)
        results = tuple(operation_results(rows, method, grouped))
        yield Analysis(
            made,
            f"{table.title}: {variable.label}",
            IN_PLAN,
            DESCRIPTIVE,
            method.id,
            document_refs=(DocumentReference(PLAN_DOCUMENT),),
            dataset=table.columns[0].analysis_set.source,
            variable=name,
            analysis_set_id=book.set_id(*sets.values()) if len(sets) == 1 else None,
            referenced_analysis_operations=method.referenced(made, results),
            results=results,
            ordered_groupings=_ordered(grouped.used),
        )


def in_table(table: PlannedCharacteristics) -> str:
    """Name what stands in the place of an endpoint: no endpoint has such an id."""
    return f"Table {table.number}"


def _columns(book: Book, table: PlannedCharacteristics) -> str:
    groups = []
    for order, column in enumerate(table.columns, start=1):
        of = column.analysis_set
        said = _said(column.where, of.rules, of.source)
        groups.append(
            Selection(
                book.ids.of("Group", table.number, "column", column.name),
                column.label,
                level=1,
                order=order,
                description=f"{of.label}. {_rules(of.rules)}".strip(),
                condition=said.condition,
                compound_expression=said.compound_expression,
            )
        )
    made = GroupingFactor(
        book.ids.of("Grouping", table.number, "column"),
        f"Columns of table {table.number}",
        data_driven=False,
        groups=tuple(groups),
    )
    return book.groupings.add(made, tuple(column.name for column in table.columns))


class _InColumns(Grouped):
    """The groups of a characteristic: the column, and the level of a factor."""

    def __init__(
        self,
        groupings: Groupings,
        table: PlannedCharacteristics,
        columns: str,
        row: PlannedCharacteristic | None,
    ) -> None:
        known: Mapping[str, PlannedCharacteristic] = {row.variable.name: row} if row else {}
        dataset = table.columns[0].analysis_set.source
        super().__init__(groupings, dataset, {name: one.variable for name, one in known.items()})
        self._columns = columns
        self.used.setdefault(columns)

    def _groups(self, row: ArdRow) -> list[ResultGroup]:
        column = self._groupings.place(self._columns, row.group1_level)
        return [*column, *self._factors(row.variable, row.variable_level)]
