"""Classes of the CDISC Analysis Results Standard 1.0, as far as a plan and its results fill them.

Class by class and slot by slot they are those of the published model (version 1.0), with
names as Python writes them: `analysis_set_id` is the slot ``analysisSetId``. What is
None or an empty tuple has no slot in a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Comparator = Literal["EQ", "NE", "GT", "GE", "LT", "LE", "IN", "NOTIN"]
Operator = Literal["AND", "OR", "NOT"]


@dataclass(frozen=True, slots=True)
class Condition:
    """``WhereClauseCondition``: a variable of a data set held against values; none for missing."""

    dataset: str
    variable: str
    comparator: Comparator
    value: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CompoundExpression:
    """``WhereClauseCompoundExpression``: clauses that are joined, or one that is negated."""

    logical_operator: Operator
    where_clauses: tuple[WhereClause, ...]


@dataclass(frozen=True, slots=True)
class WhereClause:
    """``WhereClause``: a condition or a compound expression, and its place."""

    level: int
    order: int
    condition: Condition | None = None
    compound_expression: CompoundExpression | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """``AnalysisSet``, ``DataSubset`` or ``Group``: a named where clause."""

    id: str
    name: str
    level: int
    order: int
    label: str | None = None
    description: str | None = None
    condition: Condition | None = None
    compound_expression: CompoundExpression | None = None


@dataclass(frozen=True, slots=True)
class GroupingFactor:
    """``GroupingFactor``: what results are grouped by; its groups are declared or in the data."""

    id: str
    name: str
    data_driven: bool
    label: str | None = None
    description: str | None = None
    grouping_dataset: str | None = None
    grouping_variable: str | None = None
    groups: tuple[Selection, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentReference:
    """``DocumentReference``: a reference to a document as a whole."""

    reference_document_id: str


@dataclass(frozen=True, slots=True)
class ReferenceDocument:
    """``ReferenceDocument``: a file beside this one."""

    id: str
    name: str
    location: str
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """``ExtensibleTerminologyTerm``: a controlled term, or the id of the sponsor's own."""

    controlled_term: str | None = None
    sponsor_term_id: str | None = None


@dataclass(frozen=True, slots=True)
class SponsorTerm:
    """``SponsorTerm``: a term that the controlled terminology has not."""

    id: str
    submission_value: str
    description: str | None = None


@dataclass(frozen=True, slots=True)
class TerminologyExtension:
    """``TerminologyExtension``: the sponsor's terms of one enumeration."""

    id: str
    enumeration: str
    sponsor_terms: tuple[SponsorTerm, ...]


@dataclass(frozen=True, slots=True)
class Category:
    """``AnalysisOutputCategory``: something by which analyses are found."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Categorization:
    """``AnalysisOutputCategorization``: categories of one sort."""

    id: str
    label: str
    categories: tuple[Category, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """``CodeParameter``: a parameter of a method, or with its value that of an analysis."""

    name: str
    description: str | None = None
    value: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProgrammingCode:
    """The code of an analysis, or its template in a method, with parameters in braces."""

    context: str
    code: str | None = None
    parameters: tuple[Parameter, ...] = ()


@dataclass(frozen=True, slots=True)
class OperationRelationship:
    """``ReferencedOperationRelationship``: an operation whose result is used, and as what."""

    id: str
    referenced_operation_role: Term
    operation_id: str
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """``Operation``: what gives one statistic."""

    id: str
    name: str
    order: int
    label: str | None = None
    referenced_operation_relationships: tuple[OperationRelationship, ...] = ()
    result_pattern: str | None = None


@dataclass(frozen=True, slots=True)
class AnalysisMethod:
    """``AnalysisMethod``: operations that belong together."""

    id: str
    name: str
    operations: tuple[Operation, ...]
    description: str | None = None
    code_template: ProgrammingCode | None = None


@dataclass(frozen=True, slots=True)
class OrderedGrouping:
    """``OrderedGroupingFactor``: a grouping of an analysis."""

    order: int
    grouping_id: str
    results_by_group: bool = True


@dataclass(frozen=True, slots=True)
class ResultGroup:
    """``ResultGroup``: a declared group, or the value of a grouping that the data make."""

    grouping_id: str
    group_id: str | None = None
    group_value: str | None = None


@dataclass(frozen=True, slots=True)
class OperationResult:
    """``OperationResult``: a statistic in full precision, and as tables write it."""

    operation_id: str
    result_groups: tuple[ResultGroup, ...] = ()
    raw_value: str | None = None
    formatted_value: str | None = None


@dataclass(frozen=True, slots=True)
class ReferencedOperation:
    """``ReferencedAnalysisOperation``: the analysis that has the results of a relationship."""

    referenced_operation_relationship_id: str
    analysis_id: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """``Analysis``: what is analysed, how, why, and the results."""

    id: str
    name: str
    reason: Term
    purpose: Term
    method_id: str
    label: str | None = None
    description: str | None = None
    document_refs: tuple[DocumentReference, ...] = ()
    category_ids: tuple[str, ...] = ()
    dataset: str | None = None
    variable: str | None = None
    analysis_set_id: str | None = None
    data_subset_id: str | None = None
    ordered_groupings: tuple[OrderedGrouping, ...] = ()
    referenced_analysis_operations: tuple[ReferencedOperation, ...] = ()
    programming_code: ProgrammingCode | None = None
    results: tuple[OperationResult, ...] = ()


@dataclass(frozen=True, slots=True)
class DisplaySubSection:
    """``DisplaySubSection``: a text of a display."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class OrderedSubSection:
    """``OrderedSubSection``: a text and its place."""

    order: int
    sub_section: DisplaySubSection


@dataclass(frozen=True, slots=True)
class DisplaySection:
    """``DisplaySection``: the texts of a part of a display, such as its footnotes."""

    section_type: str
    ordered_sub_sections: tuple[OrderedSubSection, ...]


@dataclass(frozen=True, slots=True)
class OutputDisplay:
    """``OutputDisplay``: a table or figure."""

    id: str
    name: str
    display_title: str
    display_sections: tuple[DisplaySection, ...]


@dataclass(frozen=True, slots=True)
class OrderedDisplay:
    """``OrderedDisplay``: a display and its place in an output."""

    order: int
    display: OutputDisplay


@dataclass(frozen=True, slots=True)
class OutputFile:
    """``OutputFile``: a file of an output."""

    name: str
    file_type: Term
    location: str


@dataclass(frozen=True, slots=True)
class Output:
    """``Output``: a table or figure with its files."""

    id: str
    name: str
    file_specifications: tuple[OutputFile, ...]
    displays: tuple[OrderedDisplay, ...]


@dataclass(frozen=True, slots=True)
class NestedList:
    """``NestedList``: items in order."""

    list_items: tuple[ListItem, ...]


@dataclass(frozen=True, slots=True)
class ListItem:
    """``OrderedListItem``: an analysis, or an output with what it shows."""

    name: str
    level: int
    order: int
    analysis_id: str | None = None
    output_id: str | None = None
    sublist: NestedList | None = None


@dataclass(frozen=True, slots=True)
class ListOfContents:
    """``ListOfContents``: what there is."""

    name: str
    contents_list: NestedList


@dataclass(frozen=True, slots=True)
class ReportingEvent:
    """``ReportingEvent``: a whole run."""

    id: str
    name: str
    main_list_of_contents: ListOfContents
    label: str | None = None
    description: str | None = None
    reference_documents: tuple[ReferenceDocument, ...] = ()
    terminology_extensions: tuple[TerminologyExtension, ...] = ()
    analysis_output_categorizations: tuple[Categorization, ...] = ()
    analysis_sets: tuple[Selection, ...] = ()
    data_subsets: tuple[Selection, ...] = ()
    analysis_groupings: tuple[GroupingFactor, ...] = ()
    methods: tuple[AnalysisMethod, ...] = ()
    analyses: tuple[Analysis, ...] = ()
    outputs: tuple[Output, ...] = ()
