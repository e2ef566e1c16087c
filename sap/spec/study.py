"""What a study file declares: sources, datasets, variables, analysis sets, table style."""

# ruff: noqa: RUF009 (`entry` makes a dataclass field, anew for each)

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sap.language import LOCALES
from sap.spec.derived import Derived
from sap.spec.document_request import DocumentRequest
from sap.spec.endpoint import Endpoint
from sap.spec.exclusion import Exclusion
from sap.spec.family import Family
from sap.spec.fields import CODE, FLAG, LEVELS, NAME, PROSE, TEXT, choice
from sap.spec.number_style import HouseStyle
from sap.spec.parts import ListOf, MapOf, PartialOf, PartOf, entry
from sap.spec.source import Query, Source


@dataclass(frozen=True, kw_only=True)
class StudyHeader:
    """Which study this is."""

    id: str = entry(TEXT, "Short name of the study, as in every header.")
    registration: str | None = entry(TEXT, "Number in a trial register.", default=None)
    title: str = entry(PROSE, "Title of the study.")
    sponsor: str | None = entry(PROSE, "Who is responsible for the study.", default=None)
    simulated: bool = entry(FLAG, "true labels every output SIMULATED, false none.")


@dataclass(frozen=True, kw_only=True)
class Join:
    """Another source whose row is added to each row."""

    source: str = entry(NAME, "The source to join; `on` is its key.")
    on: str = entry(NAME, "The variable by which rows find their partner.")


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """Rows of one source, with others joined to them."""

    label: str | None = entry(PROSE, "What the dataset is.", default=None)
    from_: str = entry(NAME, "The source whose rows these are.", key="from")
    join: tuple[Join, ...] = entry(
        ListOf(PartOf(Join)), "Sources joined, in this order.", default=()
    )
    row: str | None = entry(
        NAME, "What a row is, such as tube; default the last variable of its key.", default=None
    )
    layers: tuple[str, ...] = entry(
        ListOf(NAME, 1),
        "What was measured again within what, outermost first, as in [donor, culture]; "
        "the rows are the innermost.",
        default=(),
    )
    sampled: tuple[str, ...] = entry(
        ListOf(NAME, 1),
        "Further units drawn from a population, such as [serum] where sera cross donors.",
        default=(),
    )

    @property
    def sources(self) -> tuple[str, ...]:
        """Names of the sources that its rows come from, the first their own."""
        return (self.from_, *(join.source for join in self.join))


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Limits of quantification that stand in other variables of the same row."""

    lower: str | None = entry(NAME, "Variable with the lower limit.", default=None)
    upper: str | None = entry(NAME, "Variable with the upper limit.", default=None)


@dataclass(frozen=True, kw_only=True)
class Variable:
    """A variable: what it is, its unit or its levels."""

    label: str = entry(PROSE, "Name in tables.")
    type: Literal["number", "factor", "id", "date"] = entry(
        choice("number", "factor", "id", "date"),
        "number, factor (declared levels), id (any text) or date.",
    )
    unit: str | None = entry(PROSE, "Unit of a number.", default=None)
    levels: Mapping[str, str] | None = entry(
        LEVELS, "Levels of a factor, `code: label`, in the order of the tables.", default=None
    )
    reference: str | None = entry(CODE, "Reference level; default the first.", default=None)
    limits: Limits | None = entry(
        PartOf(Limits), "Limits of quantification of a number.", default=None
    )

    derived: Derived | None = entry(
        PartOf(Derived), "How it is made of other variables, where no file holds it.", default=None
    )

    @property
    def ordered_levels(self) -> tuple[str, ...]:
        """Codes of the levels, the reference first, then as declared."""
        codes = tuple(self.levels or ())
        if self.reference is None:
            return codes
        return (self.reference, *(code for code in codes if code != self.reference))


@dataclass(frozen=True, kw_only=True)
class AnalysisSet:
    """Who is analysed: all units but those excluded, in this order."""

    label: str = entry(PROSE, "Name in tables.")
    unit: str = entry(NAME, "The id that is included or excluded as a whole.")
    exclude: tuple[Exclusion, ...] = entry(
        ListOf(PartOf(Exclusion)),
        "Rules in order; the first that applies is the reason. `no rows`: a unit without data.",
        default=(),
    )


@dataclass(frozen=True, kw_only=True)
class TableStyle:
    """How all tables of the study look."""

    protocol: str = entry(TEXT, "Text at the upper left of every page.")
    numbers: str = entry(
        NAME, "Number style: csr (clinical study report), nejm or one of yours.", default="csr"
    )
    number_styles: Mapping[str, HouseStyle] = entry(
        MapOf(NAME, PartOf(HouseStyle)), "House number styles, by name.", default={}
    )
    locale: Literal["en", "fr"] = entry(
        choice(*LOCALES), "Language of the outputs: English or French.", default="en"
    )


@dataclass(frozen=True, kw_only=True)
class StudyFile:
    """A study file: what all endpoint files of a study share."""

    study: StudyHeader = entry(PartOf(StudyHeader), "Which study this is.")
    sources: Mapping[str, Source] = entry(
        MapOf(NAME, PartOf(Source), 1),
        "The data files, by name; or the name of a file beside this one that holds them.",
        elsewhere=True,
    )
    datasets: Mapping[str, Dataset] = entry(
        MapOf(NAME, PartOf(Dataset), 1), "Analysis data, by name."
    )
    variables: Mapping[str, Variable] = entry(
        MapOf(NAME, PartOf(Variable), 1), "All variables, by name."
    )
    analysis_sets: Mapping[str, AnalysisSet] = entry(
        MapOf(NAME, PartOf(AnalysisSet), 1), "Analysis sets, by name."
    )
    table_style: TableStyle = entry(PartOf(TableStyle), "How all tables look.")
    queries: Mapping[str, Query] = entry(
        MapOf(NAME, PartOf(Query)), "What is looked for and left to the statistician.", default={}
    )
    families: Mapping[str, Family] = entry(
        MapOf(NAME, PartOf(Family)), "Families of hypotheses, tested by one procedure.", default={}
    )
    plan: tuple[str, ...] = entry(
        ListOf(TEXT, 1),
        "The endpoint files of the whole plan, in the order of its report; default those of the "
        "folder in alphabetical order.",
        default=(),
    )
    translations: Mapping[str, str] = entry(
        MapOf(choice(*LOCALES), TEXT),
        "Files beside this one with what the specs' texts are in another language, as "
        "{fr: study.fr.yml}.",
        default={},
    )
    document: DocumentRequest | None = entry(
        PartOf(DocumentRequest), "The plan as a document: versions, people, texts.", default=None
    )
    defaults: Endpoint | None = entry(
        PartialOf(Endpoint), "Keys that all endpoints have unless they say otherwise.", default=None
    )
