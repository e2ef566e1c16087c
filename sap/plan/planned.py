"""A plan: every analysis with all defaults resolved, as plain frozen data."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from sap.engines.base import AnalysisKind, Scale
from sap.formula import Transformation
from sap.spec import (
    Complete,
    DisplayKind,
    DocumentRequest,
    Estimand,
    LimitsRule,
    StudyHeader,
    TableStyle,
)


@dataclass(frozen=True)
class PlannedRule:
    """A rule that takes rows or units out: a condition in the spec's language, and the reason."""

    when: str
    reason: str


@dataclass(frozen=True)
class PlannedSet:
    """Who is analysed.

    Parameters
    ----------
    name, label
        As declared in the study file.
    unit
        The id that is in or out as a whole.
    rules
        In order; the first that applies is the reason.
    source
        The source with one row a unit, which the rules ask.
    """

    name: str
    label: str
    unit: str
    rules: tuple[PlannedRule, ...]
    source: str


@dataclass(frozen=True)
class PlannedVariable:
    """A variable of the analysis.

    Parameters
    ----------
    name, label
        As declared in the study file.
    type
        ``number``, ``factor``, ``id`` or ``date``.
    unit
        Of a number.
    levels
        Code and label of each level of a factor, the reference first.
    lower, upper
        Variables with the limits of quantification of a number.
    derived
        How it is made of other variables; empty for one that is read.
    net_of
        The variable that blanks were subtracted from to make it; empty for others.
    reasons
        Why a value may be missing, as its derivation says.
    """

    name: str
    label: str
    type: Literal["number", "factor", "id", "date"]
    unit: str | None
    levels: tuple[tuple[str, str], ...]
    lower: str | None
    upper: str | None
    derived: str = ""
    net_of: str = ""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlannedSource:
    """Files to be read: their name as written in the spec, the key, and variable by column.

    `reading` says how they are read and cleaned; it is empty for plain CSV.
    """

    name: str
    file: str
    key: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    reading: str = ""


@dataclass(frozen=True)
class PlannedDataset:
    """Rows of one source, with others joined: pairs of source and the variable joined by."""

    name: str
    label: str | None
    from_: str
    join: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PlannedContrast:
    """Which means are compared, and the test.

    Parameters
    ----------
    of, by
        The factor compared, and the factors within whose levels.
    method
        ``trt.vs.ctrl`` or ``pairwise``.
    reference
        The control of ``trt.vs.ctrl``, None for ``pairwise``.
    adjust, weights
        Adjustment within each family, weights when averaging over other factors.
    conf_level, alpha
        Confidence level, two-sided significance level.
    type
        ``response`` where the transformation has a way back, else ``link``.
    effect
        ``ratio`` for a logarithm, ``odds ratio`` for a logit, else ``difference``.
    """

    of: str
    by: tuple[str, ...]
    method: Literal["trt.vs.ctrl", "pairwise"]
    reference: str | None
    adjust: str
    weights: Literal["equal", "proportional"]
    conf_level: float
    alpha: float
    type: Scale
    effect: Literal["ratio", "odds ratio", "difference"]


@dataclass(frozen=True)
class PlannedDesign:
    """What the design check of an analysis needs to know.

    Parameters
    ----------
    layers, sampled
        As the dataset declares them; no layers where it does not.
    row
        What a row is: the word of the dataset, or the last variable of its key.
    minimum
        The fewest units that a level should have.
    accept
        Pairs of a finding that is accepted, and the reason.
    """

    layers: tuple[str, ...]
    sampled: tuple[str, ...]
    row: str
    minimum: int
    accept: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PlannedSubgroup:
    """A variable that may modify the effect.

    Parameters
    ----------
    variable
        A factor or a number of the model.
    term
        The label of its interaction with the compared factor, as in tests of terms.
    levels
        Of a factor, code and label, the reference first.
    at, per
        Of a number, the values at which the effect is shown, and the step that its change
        is for; () and None for a factor.
    minimum
        A level with fewer units is shown without inference.
    """

    variable: str
    term: str
    levels: tuple[tuple[str, str], ...]
    at: tuple[float, ...]
    per: float | None
    minimum: int


@dataclass(frozen=True)
class PlannedFamily:
    """Endpoints whose hypotheses are tested together.

    Parameters
    ----------
    name, label
        As declared in the study file.
    procedure
        ``holm``, ``hochberg``, ``fixed-sequence``, ``bonferroni`` or ``graph``.
    alpha
        Two-sided level of the family.
    gate
        The family that must be rejected wholly first; empty for none.
    exploratory
        Whether adjusted p values are shown without a claim.
    members
        Ids of endpoints in order, those of files that are not part of this plan too.
    weights, transitions
        Of a graph, one weight a member and the shares passed on, members x members.
    """

    name: str
    label: str
    procedure: Literal["holm", "hochberg", "fixed-sequence", "bonferroni", "graph"]
    alpha: float
    gate: str
    exploratory: bool
    members: tuple[str, ...]
    weights: tuple[float, ...] = ()
    transitions: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True)
class PlannedAnalysis:
    """One analysis, resolved.

    Parameters
    ----------
    endpoint_id, analysis_id
        The endpoint, and ``primary`` or the id of its sensitivity analysis.
    endpoint_title, title
        Of the endpoint, and of this analysis.
    confirmatory
        Whether it is the endpoint's own analysis.
    estimand
        What is estimated; of the endpoint.
    dataset
        Name of a dataset of the plan.
    where
        Condition on its rows, None for all.
    analysis_set
        Who is analysed.
    exclude
        Rows taken out, in order.
    complete
        Keep only units seen at every level of a factor, or None.
    limits
        What stands for values outside the limits of quantification, or None.
    formula
        Canonical text.
    response, transformation
        The variable on the left, and the scale of the model.
    method, ddf, singular, optimizer, engine
        How the model is fitted and its inference made.
    contrast
        Which means are compared.
    variables
        All variables of the dataset that the analysis needs, by name.
    design
        What the design check needs to know.
    table
        Number of the table that shows it.
    diagnostics
        What else is reported of the fit.
    label
        Short name of the endpoint for rows of tables.
    family
        Name of the family that tests it; empty for none.
    subgroup
        The variable that may modify the effect, or None.
    kind
        What is done: a mixed model, a test on unit means in its place, or the model without
        each unit in turn.
    within
        The unit whose means are paired, or which is left out; empty for a mixed model.
    simplify
        Random terms that may go, in order, as the formula writes them.
    """

    endpoint_id: str
    analysis_id: str
    endpoint_title: str
    title: str
    confirmatory: bool
    estimand: Estimand
    dataset: str
    where: str | None
    analysis_set: PlannedSet
    exclude: tuple[PlannedRule, ...]
    complete: Complete | None
    limits: LimitsRule | None
    formula: str
    response: str
    transformation: Transformation
    method: Literal["REML", "ML"]
    ddf: str
    singular: Literal["keep", "drop", "error"]
    optimizer: str
    engine: str
    contrast: PlannedContrast
    variables: tuple[PlannedVariable, ...]
    design: PlannedDesign
    table: str
    diagnostics: tuple[str, ...] = ()
    label: str = ""
    family: str = ""
    subgroup: PlannedSubgroup | None = None
    kind: AnalysisKind = "mixed-model"
    within: str = ""
    simplify: tuple[str, ...] = ()

    def variable(self, name: str) -> PlannedVariable:
        """Return a variable of the analysis.

        Parameters
        ----------
        name
            As declared.

        Returns
        -------
        PlannedVariable
            What it is.

        Raises
        ------
        KeyError
            When the analysis does not need it.
        """
        for variable in self.variables:
            if variable.name == name:
                return variable
        raise KeyError(name)


@dataclass(frozen=True)
class PlannedTable:
    """A table: number, layout, title, stem of its files, footnotes, and whose results it shows."""

    number: str
    kind: Literal["primary", "subgroups"]
    title: str
    file: str
    footnotes: tuple[str, ...]
    endpoint_id: str
    analysis_ids: tuple[str, ...]


@dataclass(frozen=True)
class PlannedDisplay:
    """A table, listing or figure that is no endpoint's own.

    Parameters
    ----------
    number, kind, title, file, footnotes
        As declared; `file` is the stem of its files.
    endpoint_ids
        The endpoints whose main analyses it is about.
    """

    number: str
    kind: DisplayKind
    title: str
    file: str
    footnotes: tuple[str, ...]
    endpoint_ids: tuple[str, ...]

    @property
    def variables(self) -> tuple[PlannedVariable, ...]:
        """Variables that it reads beside those of the analyses."""
        return ()

    @property
    def units(self) -> tuple[str, ...]:
        """Units of analysis sets that no analysis need have."""
        return ()


@dataclass(frozen=True)
class Plan:
    """What will be done, before any data are read.

    Parameters
    ----------
    study
        Which study it is.
    engine
        What fits the models.
    sources, datasets
        The files and how their rows are joined; only what the analyses need.
    analyses
        In the order of the spec, the endpoint's own before its sensitivity analyses.
    tables
        In the order of the spec.
    table_style
        How all tables look.
    displays
        Tables, listings and figures that are no endpoint's own.
    families
        Families of hypotheses, in the order of the study file.
    document
        What is said for the plan as a document, or None.
    texts
        More on endpoints in words, in Markdown: pairs of id and text.
    same_as
        The hash of the plan whose texts these are in another language, or empty.
    """

    study: StudyHeader
    engine: str
    sources: tuple[PlannedSource, ...]
    datasets: tuple[PlannedDataset, ...]
    analyses: tuple[PlannedAnalysis, ...]
    tables: tuple[PlannedTable, ...]
    table_style: TableStyle
    displays: tuple[PlannedDisplay, ...] = ()
    families: tuple[PlannedFamily, ...] = ()
    document: DocumentRequest | None = None
    texts: tuple[tuple[str, str], ...] = ()
    same_as: str = field(default="", compare=False)

    def sources_of(self, endpoint_ids: Collection[str]) -> tuple[PlannedSource, ...]:
        """List the files that some endpoints are analysed from.

        Parameters
        ----------
        endpoint_ids
            Of the endpoints; none for all files.

        Returns
        -------
        tuple of PlannedSource
            In the order of the plan.
        """
        used = [one for one in self.analyses if one.endpoint_id in endpoint_ids]
        names = {one.dataset for one in used}
        datasets = [one for one in self.datasets if one.name in names]
        wanted = {name for one in datasets for name in (one.from_, *dict(one.join))}
        wanted |= {one.analysis_set.source for one in used}
        return tuple(one for one in self.sources if one.name in wanted) if used else self.sources

    @cached_property
    def hash(self) -> str:
        """SHA-256 of all that is planned; the same on every machine, whatever the key order."""
        if self.same_as:
            return self.same_as
        text = json.dumps(self.to_dict(), sort_keys=True, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(text.encode("ascii")).hexdigest()

    def to_dict(self) -> dict[str, Any]:
        """Return the plan as nested dicts and lists.

        Returns
        -------
        dict
            Ready for JSON.
        """
        plain: dict[str, Any] = dataclasses.asdict(self)
        del plain["same_as"]
        return plain

    def to_json(self) -> str:
        """Return the plan and its hash as JSON.

        Returns
        -------
        str
            Indented, with a line break at the end.
        """
        return (
            json.dumps({"hash": self.hash, **self.to_dict()}, indent=2, ensure_ascii=False) + "\n"
        )

    def in_words(self, width: int = 100) -> str:
        """Say what will be done.

        Parameters
        ----------
        width
            Characters in a line.

        Returns
        -------
        str
            Text with a line break at the end.
        """
        from sap.plan.words import plan_in_words

        return plan_in_words(self, width)
