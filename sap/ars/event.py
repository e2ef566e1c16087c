"""A plan and its results as one reporting event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sap.ard import Ard
from sap.ars import outputs
from sap.ars.analyses import (
    PLAN_DOCUMENT,
    Book,
    characteristics,
    description,
    planned_analysis,
)
from sap.ars.model import (
    Analysis,
    Categorization,
    Category,
    ListOfContents,
    NestedList,
    ReferenceDocument,
    ReportingEvent,
    SponsorTerm,
    TerminologyExtension,
)
from sap.ars.outputs import ShownItem
from sap.ars.results import Shown
from sap.plan import Plan, PlannedCharacteristics, PlannedObserved
from sap.tables.formatted import formatted_values
from sap.tables.numbers import NumberStyle

SIMULATED = "SIMULATED DATA"
DOCUMENTS = (
    ReferenceDocument(
        PLAN_DOCUMENT,
        "Statistical analysis plan, resolved",
        "plan.json",
        "Every analysis with all defaults, and the hash of the whole",
    ),
    ReferenceDocument(
        "Document.results", "Analysis results data", "ard.csv", "All results, listings too"
    ),
    ReferenceDocument("Document.run", "Record of the run", "run.json", "Versions and hashes"),
)
PURPOSES = (
    SponsorTerm(
        "Purpose.sensitivity",
        "SENSITIVITY ANALYSIS",
        "The analysis of an endpoint with one declared change",
    ),
    SponsorTerm("Purpose.descriptive", "DESCRIPTIVE", "Units or observed values are described"),
)


def reporting_event(
    plan: Plan, ard: Ard, style: NumberStyle, items: Sequence[ShownItem], software: str
) -> ReportingEvent:
    """Describe a run by the CDISC Analysis Results Standard.

    Parameters
    ----------
    plan
        The plan.
    ard
        All results.
    style
        How formatted values are written.
    items
        The tables and figures, in order.
    software
        What carried the analyses out, with its version.

    Returns
    -------
    ReportingEvent
        Every planned analysis with its results, also one that failed.
    """
    book = Book(plan, software)
    # Every reference to an output is made in the same way, so that it has the same id.
    analyses = tuple(_analyses(book, ard, style))
    made = tuple(outputs.output(book, item) for item in items)
    names = {one.id: one.name for one in analyses}
    listed = NestedList(outputs.contents(book, items, names))
    study = plan.study
    extensions = [TerminologyExtension("Terms.purpose", "AnalysisPurposeEnum", PURPOSES)]
    forms = outputs.forms(book, items)
    if forms:
        extensions.append(TerminologyExtension("Terms.form", "OutputFileTypeEnum", forms))
    return ReportingEvent(
        id=book.ids.of("ReportingEvent", study.id),
        name=f"{study.id}: {study.title}",
        label=SIMULATED if study.simulated else None,
        description=f"Plan with the hash sha256 {plan.hash}",
        main_list_of_contents=ListOfContents("Outputs and analyses", listed),
        reference_documents=DOCUMENTS,
        terminology_extensions=tuple(extensions),
        analysis_output_categorizations=tuple(_categorizations(book)),
        analysis_sets=tuple(book.sets.values()),
        data_subsets=tuple(book.subsets.values()),
        analysis_groupings=book.groupings.all(),
        methods=tuple(method.made(style, software) for method in book.methods.all()),
        analyses=analyses,
        outputs=made,
    )


def _analyses(book: Book, ard: Ard, style: NumberStyle) -> Iterator[Analysis]:
    rows: dict[tuple[str, str], list[Shown]] = {}
    for row, text in zip(ard, formatted_values(ard, style), strict=True):
        rows.setdefault((row.endpoint, row.analysis), []).append((row, text))
    for planned in book.plan.analyses:
        own = rows.get((planned.endpoint_id, planned.analysis_id), ())
        yield planned_analysis(book, planned, own)
    for display in book.plan.displays:
        if isinstance(display, PlannedObserved):
            for one in display.descriptions:
                own = rows.get((one.endpoint_id, one.description_id), ())
                yield description(book, one, own)
        elif isinstance(display, PlannedCharacteristics):
            yield from characteristics(book, display, rows.get(("", ""), ()))


def _categorizations(book: Book) -> Iterator[Categorization]:
    """List the endpoints and the families, by which analyses are found."""
    plan = book.plan
    titles = {one.endpoint_id: one.endpoint_title for one in plan.analyses}
    for name, label, found in (
        ("endpoint", "Endpoint", titles),
        ("family", "Family of hypotheses", {one.name: one.label for one in plan.families}),
    ):
        categories = tuple(
            Category(book.ids.of("Category", name, key), words) for key, words in found.items()
        )
        if categories:
            yield Categorization(book.ids.of("Categorization", name), label, categories)
