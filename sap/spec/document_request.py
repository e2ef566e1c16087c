"""What a study file says for the plan as a document: versions, people, and texts in Markdown."""

# ruff: noqa: RUF009 (`entry` makes a dataclass field, anew for each)

from __future__ import annotations

from dataclasses import dataclass

from sap.spec.fields import DATE, MARKDOWN, PROSE, TEXT
from sap.spec.parts import ListOf, PartOf, entry


@dataclass(frozen=True, kw_only=True)
class Author:
    """Who wrote the plan or answers for it; each has a line to sign on."""

    name: str = entry(TEXT, "Name.")
    role: str = entry(PROSE, "Role in the study.")
    affiliation: str | None = entry(PROSE, "Where the person works.", default=None)


@dataclass(frozen=True, kw_only=True)
class Revision:
    """A version of the plan before or after others."""

    version: str = entry(TEXT, "Its number.")
    date: str = entry(DATE, "When it was made, like 2026-01-31.")
    change: str = entry(PROSE, "What was changed, why, and when with respect to the data.")


@dataclass(frozen=True, kw_only=True)
class DocumentSections:
    """Texts of the document, in Markdown; each stands under the item of its name."""

    background: str | None = entry(MARKDOWN, "Background and rationale.", default=None)
    objectives: str | None = entry(MARKDOWN, "Objectives or hypotheses.", default=None)
    design: str | None = entry(MARKDOWN, "Design of the study.", default=None)
    randomisation: str | None = entry(MARKDOWN, "How treatments were allocated.", default=None)
    sample_size: str | None = entry(MARKDOWN, "Sample size and its reasons.", default=None)
    framework: str | None = entry(
        MARKDOWN, "Superiority, equivalence or non-inferiority.", default=None
    )
    interim: str | None = entry(MARKDOWN, "Interim analyses and stopping rules.", default=None)
    timing: str | None = entry(MARKDOWN, "When the final analysis is made.", default=None)
    assessments: str | None = entry(MARKDOWN, "When outcomes are measured.", default=None)
    multiplicity: str | None = entry(MARKDOWN, "More on multiplicity.", default=None)
    adherence: str | None = entry(MARKDOWN, "Adherence and protocol deviations.", default=None)
    populations: str | None = entry(MARKDOWN, "More on the analysis sets.", default=None)
    screening: str | None = entry(MARKDOWN, "Screening data.", default=None)
    eligibility: str | None = entry(MARKDOWN, "Who may take part.", default=None)
    recruitment: str | None = entry(MARKDOWN, "Recruitment.", default=None)
    withdrawal: str | None = entry(MARKDOWN, "Withdrawal and follow-up.", default=None)
    baseline: str | None = entry(MARKDOWN, "More on baseline characteristics.", default=None)
    outcomes: str | None = entry(MARKDOWN, "More on outcomes and measurements.", default=None)
    methods: str | None = entry(MARKDOWN, "More on methods of analysis.", default=None)
    missing_data: str | None = entry(MARKDOWN, "More on missing data.", default=None)
    additional: str | None = entry(MARKDOWN, "More on additional analyses.", default=None)
    harms: str | None = entry(MARKDOWN, "Harms.", default=None)
    software: str | None = entry(MARKDOWN, "More on software.", default=None)
    references: str | None = entry(MARKDOWN, "References of its own.", default=None)


@dataclass(frozen=True, kw_only=True)
class DocumentRequest:
    """The plan as a document: what no analysis can tell of it."""

    title: str | None = entry(
        PROSE, "Title of the document; default that of the study.", default=None
    )
    version: str | None = entry(TEXT, "Version of the plan.", default=None)
    date: str | None = entry(DATE, "Date of this version, like 2026-01-31.", default=None)
    protocol_version: str | None = entry(
        TEXT, "The version of the protocol that it belongs to.", default=None
    )
    authors: tuple[Author, ...] = entry(
        ListOf(PartOf(Author)), "Who wrote it and answers for it.", default=()
    )
    revisions: tuple[Revision, ...] = entry(
        ListOf(PartOf(Revision)), "Earlier versions and this one, in order.", default=()
    )
    sections: DocumentSections = entry(
        PartOf(DocumentSections), "Texts, in Markdown.", default=DocumentSections()
    )
