"""What a report of a run says, before it is a page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sap.ard.rows import ArdRow
from sap.tables.table import Table


@dataclass(frozen=True)
class Account:
    """What came of one endpoint.

    Parameters
    ----------
    endpoint, label
        Its id and short name.
    effect
        The effect with its interval, as text; ``NE`` where it is not estimable.
    decision
        Its test in words: the p value and what the family made of it.
    reason
        Why there is no result, or no test of it; empty where there is one.
    stem
        Of the files of its table; empty where it has none.
    """

    endpoint: str
    label: str
    effect: str
    decision: str
    reason: str
    stem: str = ""


@dataclass(frozen=True)
class Carried:
    """An analysis as it was planned, and what came of it.

    Parameters
    ----------
    endpoint, analysis
        Its ids.
    title
        What it is called.
    own
        Whether it is the endpoint's own analysis, and no sensitivity analysis.
    model
        What is fitted or tested, in words.
    method
        How, in words; empty where the model says all.
    used
        How many units and rows are in it, in words, one line each.
    outcome
        What a reader must know of it, one line each; none where all went as planned. Of a
        failed one, why.
    failed
        Whether it has no results.
    """

    endpoint: str
    analysis: str
    title: str
    own: bool
    model: str
    method: str
    used: tuple[str, ...]
    outcome: tuple[str, ...]
    failed: bool


@dataclass(frozen=True)
class FamilyLine:
    """A family of hypotheses: how it is tested, behind which gate, and what came of it."""

    label: str
    procedure: str
    gate: str
    outcome: tuple[str, ...]


@dataclass(frozen=True)
class Remarks:
    """Lines under one heading, such as all warnings."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Form:
    """A file beside the report that holds the same table or figure: its name, and the form's."""

    name: str
    file: str


@dataclass(frozen=True)
class ReportFigure:
    """A figure of a report.

    Parameters
    ----------
    svg
        The drawing.
    population, sources
        The words beside it, as of a table.
    """

    svg: bytes
    population: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReportItem:
    """A table or figure of a report.

    Parameters
    ----------
    caption
        Kind and number, for example ``Table 14.2.1.1``.
    title
        Its title.
    stem
        Of its files.
    shown
        The table or figure.
    text
        The table as text; empty for a figure.
    forms
        The files that hold it.
    """

    caption: str
    title: str
    stem: str
    shown: Table | ReportFigure
    text: str = ""
    forms: tuple[Form, ...] = ()

    @property
    def anchor(self) -> str:
        """What a link to it on the page ends with."""
        return anchor_of(self.stem)


def anchor_of(stem: str) -> str:
    """Name the place of a table or figure on the page.

    Parameters
    ----------
    stem
        Of its files.

    Returns
    -------
    str
        An id of the page.
    """
    return f"item-{re.sub(r'[^A-Za-z0-9_.-]', '-', stem)}"


@dataclass(frozen=True)
class SourceModel:
    """Where results are from.

    Parameters
    ----------
    name
        The analysis.
    model
        In words; empty where nothing is modelled.
    used
        How many units and rows are in it, in words; empty where that is not known.
    """

    name: str
    model: str
    used: str


@dataclass(frozen=True)
class Report:
    """What a report says.

    Parameters
    ----------
    title
        The study and what was run.
    protocol
        What stands at the top of each printed page.
    notice
        A word that nobody may overlook, or empty.
    facts
        Lines on when, from what and by what it was made.
    accounts
        One an endpoint.
    counted
        How many endpoints are accounted for, in words.
    carried
        All analyses that were planned.
    families
        The families of hypotheses.
    remarks
        Deviations, warnings and open questions.
    items
        Tables and figures in their order.
    rows
        The results that cells of the tables show, by their keys.
    models
        What the results of an endpoint's analysis are from, by both ids.
    """

    title: str
    protocol: str
    notice: str
    facts: tuple[str, ...]
    accounts: tuple[Account, ...]
    counted: str
    carried: tuple[Carried, ...]
    families: tuple[FamilyLine, ...]
    remarks: tuple[Remarks, ...]
    items: tuple[ReportItem, ...]
    rows: Mapping[tuple[str, ...], ArdRow]
    models: Mapping[tuple[str, str], SourceModel]
