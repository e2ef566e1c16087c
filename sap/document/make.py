"""From a plan to its document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sap.document.administrative import administrative, introduction
from sap.document.analysis import analysis
from sap.document.guideline import checklist
from sap.document.parts import Picture, PlanDocument, Section
from sap.document.population import population
from sap.document.principles import principles, study_methods
from sap.document.references import references
from sap.document.shells import shells_section
from sap.language import noted, say
from sap.plan import Plan
from sap.spec import DocumentRequest
from sap.tables.table import Table

KIND = noted("Statistical Analysis Plan")
SIMULATED = noted("SIMULATED DATA")
APPENDICES = "ABCDEFG"


@dataclass(frozen=True)
class Facts:
    """What a document says of how it was made.

    Parameters
    ----------
    generated
        When, UTC, ISO 8601.
    files
        The spec files.
    versions
        Name and version of the software.
    graph
        The families of hypotheses and their gates, or None for no figure.
    """

    generated: str
    files: tuple[str, ...]
    versions: tuple[tuple[str, str], ...]
    graph: Picture | None = None


def plan_document(plan: Plan, facts: Facts, shells: Sequence[Table] = ()) -> PlanDocument:
    """Write a plan as a document; no data are read.

    Parameters
    ----------
    plan
        The plan.
    facts
        How and when the document is made.
    shells
        Tables with placeholders, for an appendix; without any there is none.

    Returns
    -------
    PlanDocument
        In the order of the guideline of Gamble et al. 2017; sections of which nothing is
        known are left out, and the last appendix names them.
    """
    request = plan.document or DocumentRequest()
    texts = request.sections
    sections = (
        administrative(plan, request),
        introduction(plan, texts),
        study_methods(plan, texts),
        principles(plan, texts, facts.graph),
        population(plan, texts),
        analysis(plan, texts, facts.versions),
        references(plan, texts),
    )
    body = [
        _numbered(section, f"{number}") for number, section in enumerate(_kept(sections), start=1)
    ]
    appendices = list(_kept((shells_section(shells),)))
    appendices.append(checklist(one for section in body for one in section.walk()))
    body += [
        _numbered(replace(section, title=say("Appendix: {title}", title=section.title)), letter)
        for letter, section in zip(APPENDICES, appendices, strict=False)
    ]
    return PlanDocument(
        kind=say(KIND),
        title=request.title or plan.study.title,
        protocol=plan.table_style.protocol,
        notice=say(SIMULATED) if plan.study.simulated else "",
        facts=tuple(_facts(plan, request, facts)),
        sections=tuple(body),
        generated=facts.generated,
    )


def _kept(sections: Iterable[Section]) -> Iterable[Section]:
    """Leave out sections under whose heading nothing stands."""
    for section in sections:
        if not section.empty:
            yield replace(section, sections=tuple(_kept(section.sections)))


def _numbered(section: Section, number: str) -> Section:
    inner = (
        _numbered(one, f"{number}.{place}") for place, one in enumerate(section.sections, start=1)
    )
    return replace(section, number=number, sections=tuple(inner))


def _facts(plan: Plan, request: DocumentRequest, facts: Facts) -> Iterable[tuple[str, str]]:
    study = plan.study
    for label, text in (
        (say("Study"), study.id),
        (say("Registration"), study.registration),
        (say("Sponsor"), study.sponsor),
        (say("Version"), request.version),
        (say("Date"), request.date),
        (say("Protocol version"), request.protocol_version),
    ):
        if text:
            yield label, text
    yield say("Made from"), ", ".join(facts.files)
    yield say("Generated"), facts.generated
    yield say("Plan (SHA-256)"), plan.hash
