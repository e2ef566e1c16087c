"""What an endpoint file declares: endpoints, their estimands, models, contrasts and tables."""

# ruff: noqa: RUF009 (`entry` makes a dataclass field, anew for each)

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sap.engines.base import AnalysisKind
from sap.formula import MixedFormula, RandomTerm
from sap.spec.condition import Condition
from sap.spec.display import ANY_DISPLAY, Display
from sap.spec.exclusion import Exclusion
from sap.spec.fields import (
    CODE,
    COMPLETE,
    CONDITION,
    FILE_STEM,
    FORMULA,
    IDENTIFIER,
    MARKDOWN,
    NAME,
    NUMBER,
    PROSE,
    RANDOM_TERM,
    SHARE,
    TABLE_NUMBER,
    TEXT,
    WHOLE,
    Complete,
    choice,
)
from sap.spec.parts import Change, ChangeOf, ListOf, PartialOf, PartOf, entry

#: The id of an endpoint's main analysis, next to those of its sensitivity analyses.
PRIMARY = "primary"
STRATEGIES = (
    "treatment policy",
    "hypothetical",
    "composite",
    "while on treatment",
    "principal stratum",
)
DIAGNOSTICS = ("convergence", "residuals", "influence")
#: Findings of the design check in spite of which a spec may go on.
ACCEPTABLE = (
    "layers",
    "pseudo-replication",
    "rests-on-few",
    "assumed-alike",
    "nested-in-arms",
    "few-sampled",
    "few-groups",
    "few-units",
    "empty-cells",
    "unseen-values",
)
_HOPELESS = "No reason helps here: the model could not be fitted. Change the formula."
_REFUSED = dict.fromkeys(
    ("single-group", "one-row-groups", "same-groups", "same-as-fixed", "constant-slope"), _HOPELESS
)
_CENSORED = {
    "censored": "A censored-data likelihood is not available: no engine fits one. "
    "Name a substitution rule."
}


@dataclass(frozen=True, kw_only=True)
class IntercurrentEvent:
    """An event after the start of treatment that affects the variable or its meaning."""

    event: str = entry(PROSE, "What happens.")
    strategy: str = entry(choice(*STRATEGIES), "Strategy of ICH E9(R1).")
    handling: str = entry(PROSE, "What the analysis does about it.")


@dataclass(frozen=True, kw_only=True)
class Estimand:
    """What is to be estimated, by the five attributes of ICH E9(R1)."""

    population: str = entry(PROSE, "Whom the question is about.")
    treatment: str = entry(PROSE, "The treatment and what it is compared with.")
    variable: str = entry(PROSE, "What is measured on each unit.")
    intercurrent_events: tuple[IntercurrentEvent, ...] = entry(
        ListOf(PartOf(IntercurrentEvent)),
        "Events and how each is handled; [] states that there is none.",
    )
    summary: str = entry(PROSE, "The population-level summary measure.")


@dataclass(frozen=True, kw_only=True)
class DataSelection:
    """Which rows are analysed."""

    dataset: str = entry(NAME, "A dataset of the study file.")
    where: Condition | None = entry(CONDITION, "The rows of this endpoint.", default=None)
    analysis_set: str = entry(NAME, "An analysis set of the study file.")
    complete: Complete | None = entry(
        COMPLETE, "`treatment within donor`: only donors seen at every level.", default=None
    )
    exclude: tuple[Exclusion, ...] = entry(
        ListOf(PartOf(Exclusion)),
        "Rows taken out, with reasons; those of a sensitivity analysis are added.",
        default=(),
        adds=True,
    )


@dataclass(frozen=True, kw_only=True)
class LimitsRule:
    """What stands for a value outside the limits of quantification; empty where none is."""

    below: Literal["lloq/2", "lloq/sqrt2", "lloq", "drop", ""] = entry(
        choice("lloq/2", "lloq/sqrt2", "lloq", "drop", refused=_CENSORED),
        "lloq/2, lloq/sqrt2, lloq, or drop (leave out); needed where there is a lower limit.",
        default="",
    )
    above: Literal["uloq", "drop", ""] = entry(
        choice("uloq", "drop", refused=_CENSORED),
        "uloq, or drop (leave out); needed where there is an upper limit.",
        default="",
    )


@dataclass(frozen=True, kw_only=True)
class Model:
    """The mixed model."""

    formula: MixedFormula = entry(
        FORMULA, "As in R: log(conc) ~ treatment + (1 | donor) + (1 | donor:treatment)."
    )
    method: Literal["REML", "ML"] = entry(choice("REML", "ML"), "REML or ML.")
    ddf: str = entry(TEXT, "Denominator degrees of freedom, for example kenward-roger.")
    singular: Literal["keep", "drop", "error"] = entry(
        choice("keep", "drop", "error"), "What to do at a variance of zero.", default="keep"
    )
    simplify: tuple[RandomTerm, ...] = entry(
        ListOf(RANDOM_TERM),
        "Random terms that may go, in this order: where one is at zero or can't be identified, "
        "the first of those at fault is left out and the model fitted again.",
        default=(),
    )
    optimizer: str | None = entry(
        TEXT,
        "With the engine statsmodels: sap (the package's own solver, default) or statsmodels.",
        default=None,
    )


@dataclass(frozen=True, kw_only=True)
class Contrast:
    """Which means are compared, and the test."""

    of: str = entry(NAME, "The factor whose levels are compared.")
    by: tuple[str, ...] = entry(
        ListOf(NAME, 1), "Factors within whose levels to compare.", default=()
    )
    method: Literal["trt.vs.ctrl", "pairwise"] = entry(
        choice("trt.vs.ctrl", "pairwise"), "trt.vs.ctrl (each with the control) or pairwise."
    )
    reference: str | None = entry(
        CODE, "The control; default the variable's reference level.", default=None
    )
    adjust: str = entry(TEXT, "Adjustment for several contrasts.", default="none")
    weights: Literal["equal", "proportional"] = entry(
        choice("equal", "proportional"),
        "Weights when averaging over other factors.",
        default="equal",
    )
    conf_level: float = entry(SHARE, "Confidence level.", default=0.95)
    alpha: float = entry(SHARE, "Two-sided significance level.", default=0.05)


@dataclass(frozen=True, kw_only=True)
class Acceptance:
    """A finding of the design check in spite of which the analysis goes on."""

    finding: str = entry(
        choice(*ACCEPTABLE, refused=_REFUSED), "The finding, by the name in its brackets."
    )
    reason: str = entry(PROSE, "Why it does no harm here; shown wherever the finding is.")
    analyses: tuple[str, ...] = entry(
        ListOf(IDENTIFIER, 1),
        "Only for these: primary, or ids of sensitivity analyses; default all.",
        default=(),
    )


@dataclass(frozen=True, kw_only=True)
class DesignRules:
    """What the design check asks for, and what it lets pass."""

    minimum: int = entry(WHOLE, "Fewest units that each level of a factor should have.", default=5)
    accept: tuple[Acceptance, ...] = entry(
        ListOf(PartOf(Acceptance)), "Findings to go on in spite of, with reasons.", default=()
    )


@dataclass(frozen=True, kw_only=True)
class Subgroup:
    """How the effect is looked at in subgroups: in one joint model, by its interaction."""

    of: str = entry(NAME, "The variable that may modify the effect; it interacts in the formula.")
    at: tuple[float, ...] = entry(
        ListOf(NUMBER, 1), "Of a number, the values at which the effect is shown.", default=()
    )
    per: float | None = entry(
        NUMBER, "Of a number, the step that the change of the effect is for.", default=None
    )
    reference: str | None = entry(
        CODE, "Of a factor, the level the others are held against; default its own.", default=None
    )
    minimum: int = entry(WHOLE, "Fewer units in a level: its inference is not shown.", default=5)


@dataclass(frozen=True, kw_only=True)
class PairedTest:
    """A test of two arms on the means of units, in the place of the mixed model."""

    kind: Literal["paired-t", "wilcoxon"] = entry(
        choice("paired-t", "wilcoxon"),
        "paired-t, or wilcoxon (signed rank, exact, with the Hodges-Lehmann estimate).",
    )
    within: str = entry(NAME, "The id whose means are compared, one an arm, such as donor.")


@dataclass(frozen=True, kw_only=True)
class Sensitivity:
    """The endpoint's analysis changed, or of another kind; never part of the confirmatory test."""

    id: str = entry(IDENTIFIER, "Short name, unique within the endpoint.")
    title: str = entry(PROSE, "Row label in the table.")
    data: Change[DataSelection] | None = entry(
        ChangeOf(DataSelection), "Change in the data.", default=None
    )
    limits: Change[LimitsRule] | None = entry(
        ChangeOf(LimitsRule), "Change in the limits rule.", default=None
    )
    model: Change[Model] | None = entry(ChangeOf(Model), "Change in the model.", default=None)
    contrast: Change[Contrast] | None = entry(
        ChangeOf(Contrast), "Change in the contrast.", default=None
    )
    test: PairedTest | None = entry(
        PartOf(PairedTest),
        "A test on unit means in the place of the model; of the two arms of the contrast, on "
        "the scale of the model's response.",
        default=None,
    )
    leave_out: str | None = entry(
        NAME,
        "A grouping factor of the formula: the contrast with each of its levels left out in turn.",
        default=None,
    )


@dataclass(frozen=True, kw_only=True)
class TableRequest:
    """The table that shows the endpoint."""

    number: str = entry(TABLE_NUMBER, "For example 14.2.1.1.")
    kind: Literal["primary", "subgroups"] = entry(
        choice("primary", "subgroups"),
        "Layout: primary (one comparison, its model), subgroups (the effect by a variable).",
    )
    title: str = entry(PROSE, "Title line.")
    file: str = entry(FILE_STEM, "Name of the output files, without extension.")
    footnotes: tuple[str, ...] = entry(ListOf(PROSE), "Further footnotes.", default=())


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """An endpoint: what is estimated, from which rows, by which model, shown in which table."""

    id: str = entry(IDENTIFIER, "For example P1.")
    title: str = entry(PROSE, "What is compared, in a line.")
    label: str | None = entry(
        PROSE, "Short name in rows of tables; default the label of the response.", default=None
    )
    estimand: Estimand = entry(PartOf(Estimand), "What is to be estimated (ICH E9(R1)).")
    data: DataSelection = entry(PartOf(DataSelection), "Which rows are analysed.")
    limits: LimitsRule | None = entry(
        PartOf(LimitsRule), "What stands for values outside the limits.", default=None
    )
    model: Model = entry(PartOf(Model), "The mixed model.")
    contrast: Contrast = entry(PartOf(Contrast), "Which means are compared.")
    design: DesignRules | None = entry(
        PartOf(DesignRules), "What the design check asks for and lets pass.", default=None
    )
    subgroup: Subgroup | None = entry(
        PartOf(Subgroup), "The variable that may modify the effect.", default=None
    )
    sensitivity: tuple[Sensitivity, ...] = entry(
        ListOf(PartOf(Sensitivity)),
        "The analysis with one declared change each, or of another kind; never part of the "
        "confirmatory test.",
        default=(),
    )
    diagnostics: tuple[Literal["convergence", "residuals", "influence"], ...] = entry(
        ListOf(choice(*DIAGNOSTICS), 1),
        "Of the endpoint's own analysis: convergence (of the optimiser), residuals (with a "
        "figure), influence (of each unit of the analysis set on the contrast, with a figure).",
        default=(),
    )
    text: str | None = entry(
        MARKDOWN, "More in words, for the plan as a document, in Markdown.", default=None
    )
    table: TableRequest = entry(PartOf(TableRequest), "The table that shows it.")


@dataclass(frozen=True, kw_only=True)
class EndpointFile:
    """An endpoint file: endpoints of one study, analysed by one engine."""

    study: str = entry(TEXT, "The study file, seen from the folder of this file.")
    engine: str = entry(TEXT, "What fits the models.", default="statsmodels")
    defaults: Endpoint | None = entry(
        PartialOf(Endpoint),
        "Keys that the endpoints of this file have unless they say otherwise.",
        default=None,
    )
    endpoints: tuple[Endpoint, ...] = entry(
        ListOf(PartialOf(Endpoint, repeats=True)),
        "The endpoints; one with `each`, a list of records, stands for one endpoint a record, "
        "and {word} in its texts for what the record says.",
        default=(),
    )
    displays: tuple[Display, ...] = entry(
        ListOf(ANY_DISPLAY),
        "Tables of several endpoints; tables, listings and figures about data.",
        default=(),
    )


@dataclass(frozen=True)
class Analysis:
    """One analysis of an endpoint, with the changes of a sensitivity analysis made.

    Parameters
    ----------
    id
        ``primary`` or the id of a sensitivity analysis.
    title
        Of the endpoint or of the sensitivity analysis.
    sensitivity
        The sensitivity analysis it is, None for the main one.
    data, limits, model, contrast
        As they hold for this analysis.
    diagnostics
        What is asked of the main one; a sensitivity analysis has none.
    subgroup
        The variable that may modify the effect, of the main one.
    test, leave_out
        What stands in the place of the model's own contrast, None where nothing does.
    """

    id: str
    title: str
    sensitivity: Sensitivity | None
    data: DataSelection
    limits: LimitsRule | None
    model: Model
    contrast: Contrast
    diagnostics: tuple[str, ...] = ()
    subgroup: Subgroup | None = None
    test: PairedTest | None = None
    leave_out: str | None = None

    @property
    def kind(self) -> AnalysisKind:
        """What is done: a mixed model, a paired test, or a model without each unit in turn."""
        if self.test is not None:
            return self.test.kind
        return "mixed-model" if self.leave_out is None else "leave-one-out"


def analyses_of(endpoint: Endpoint) -> tuple[Analysis, ...]:
    """List the analyses of an endpoint, the main one first.

    Parameters
    ----------
    endpoint
        As declared.

    Returns
    -------
    tuple of Analysis
        The main analysis, then one for each sensitivity analysis.
    """
    main = Analysis(
        id=PRIMARY,
        title=endpoint.title,
        sensitivity=None,
        data=endpoint.data,
        limits=endpoint.limits,
        model=endpoint.model,
        contrast=endpoint.contrast,
        diagnostics=endpoint.diagnostics or (),
        subgroup=endpoint.subgroup,
    )
    return (main, *(_changed(main, change) for change in endpoint.sensitivity or () if change))


def _changed(main: Analysis, by: Sensitivity) -> Analysis:
    limits = main.limits
    if by.limits is not None:
        limits = by.limits.applied_to(limits or LimitsRule())
    return Analysis(
        id=by.id,
        title=by.title,
        sensitivity=by,
        data=by.data.applied_to(main.data) if by.data and main.data else main.data,
        limits=limits,
        model=by.model.applied_to(main.model) if by.model and main.model else main.model,
        contrast=(
            by.contrast.applied_to(main.contrast)
            if by.contrast and main.contrast
            else main.contrast
        ),
        test=by.test,
        leave_out=by.leave_out,
    )
