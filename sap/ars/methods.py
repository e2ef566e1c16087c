"""Methods and their operations: one method for each way to analyse, one operation a statistic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sap.ard.rows import (
    ANOVA,
    CHARACTERISTICS,
    COEFFICIENTS,
    CONTEXTS,
    CONTRAST,
    CONVERGENCE,
    DISPOSITION,
    EMMEANS,
    FAILURE,
    HYPOTHESIS,
    LEAVE_ONE_OUT,
    LIMITS,
    MODEL,
    MODIFICATION,
    MULTIPLICITY,
    OBSERVED,
    OVERALL,
    OVERALL_MEANS,
    SUBGROUP,
    SUMMARY,
    VARIANCE_COMPONENTS,
)
from sap.ard.statistics import STAT_LABELS
from sap.ars.ids import Ids
from sap.ars.model import (
    AnalysisMethod,
    Operation,
    OperationRelationship,
    OperationResult,
    Parameter,
    ProgrammingCode,
    ReferencedOperation,
    Term,
)
from sap.plan import PlannedAnalysis
from sap.tables.formatted import pattern, rule_of
from sap.tables.numbers import NumberStyle
from sap.tables.wording import DDF_NAMES, METHOD_NAMES

ERROR, WARNING = "error", "warning"
NAMES: Mapping[str, str] = {
    DISPOSITION: "Way from the data to the analysis",
    LIMITS: "Limits of quantification",
    SUMMARY: "Observed values",
    OBSERVED: "Observed values",
    MODEL: "Model",
    COEFFICIENTS: "Coefficient",
    ANOVA: "Test of a term",
    EMMEANS: "Mean",
    CONTRAST: "Comparison",
    LEAVE_ONE_OUT: "Range without each unit in turn",
    HYPOTHESIS: "Hypothesis",
    SUBGROUP: "Level of the subgroup variable",
    OVERALL_MEANS: "Mean over all levels",
    OVERALL: "Comparison over all levels",
    MODIFICATION: "Change of the effect",
    MULTIPLICITY: "Family of hypotheses",
    CHARACTERISTICS: "Characteristic",
    VARIANCE_COMPONENTS: "Variance component",
    CONVERGENCE: "Optimum",
    FAILURE: "Failure",
}
REMARKS: Mapping[str, str] = {
    ERROR: "Why there is no number",
    WARNING: "Why to be careful",
}
PARAMETERS: Mapping[str, str] = {
    "formula": "Model formula, in the notation of R and lme4",
    "transformation": "Scale of the response",
    "method": "Likelihood",
    "ddf": "Method for denominator degrees of freedom",
    "engine": "What fits the model",
    "optimizer": "What finds the optimum",
    "singular": "What is done where a variance is zero",
    "simplify": "Random terms that may go, in order",
    "within": "Unit that is paired, or left out in turn",
    "contrast_of": "Factor compared",
    "contrast_by": "Factors within whose levels it is compared",
    "contrast_method": "Which means are compared",
    "reference": "Control of the comparison",
    "effect": "What a comparison is on its scale",
    "adjust": "Adjustment within the comparisons of the analysis",
    "weights": "Weights of means over other factors",
    "type": "Scale of the estimates",
    "conf_level": "Confidence level",
    "alpha": "Two-sided level of the test",
    "subgroup": "Variable that may modify the effect",
    "below_limit": "What stands for a value below its lower limit of quantification",
    "above_limit": "What stands for a value above its upper limit of quantification",
}
CALL = (
    "sap.fit({formula}, data, method={method}, ddf={ddf}, engine={engine}, "
    "conf_level={conf_level}, singular={singular}, optimizer={optimizer})"
    ".contrasts({contrast_of}, by={contrast_by}, method={contrast_method}, adjust={adjust}, "
    "weights={weights}, type={type}, reference={reference})"
)
KINDS: Mapping[str, str] = {
    "mixed-model": "Linear mixed model",
    "leave-one-out": "Linear mixed model without each unit in turn",
    "paired-t": "Paired t test on unit means",
    "wilcoxon": "Wilcoxon signed rank test on unit means",
}
NUMERATOR, DENOMINATOR = "NUMERATOR", "DENOMINATOR"
#: The two counts of each statistic that is a percentage, in the same kind of result.
SHARES: Mapping[str, Mapping[str, str]] = {
    "p_below": {NUMERATOR: "n_below", DENOMINATOR: "n_measured"},
    "p_above": {NUMERATOR: "n_above", DENOMINATOR: "n_measured"},
    "p_level": {NUMERATOR: "n_level", DENOMINATOR: "n_known"},
}
RANK = {kind: number for number, kind in enumerate(CONTEXTS)}


def parameters_of(planned: PlannedAnalysis) -> dict[str, tuple[str, ...]]:
    """Give the parameters of an analysis.

    Parameters
    ----------
    planned
        The analysis.

    Returns
    -------
    dict
        Values by a name of `PARAMETERS`, in that order; those without a value are left out.
    """
    contrast, limits = planned.contrast, planned.limits
    models = planned.kind in ("mixed-model", "leave-one-out")
    of_model = {
        "formula": planned.formula,
        "method": planned.method,
        "ddf": planned.ddf,
        "optimizer": planned.optimizer,
        "singular": planned.singular,
        "simplify": ", ".join(planned.simplify),
        "weights": contrast.weights,
    }
    values = (of_model if models else {}) | {
        "transformation": planned.transformation,
        "engine": planned.engine,
        "within": planned.within,
        "contrast_of": contrast.of,
        "contrast_by": ", ".join(contrast.by),
        "contrast_method": contrast.method,
        "reference": contrast.reference or "",
        "effect": contrast.effect,
        "adjust": contrast.adjust,
        "type": contrast.type,
        "conf_level": f"{contrast.conf_level:g}",
        "alpha": f"{contrast.alpha:g}",
        "subgroup": planned.subgroup.variable if planned.subgroup else "",
        "below_limit": limits.below if limits else "",
        "above_limit": limits.above if limits else "",
    }
    return {name: (values[name],) for name in PARAMETERS if values.get(name)}


@dataclass
class Method:
    """A method whose operations are noted as results need them.

    Parameters
    ----------
    id, name, description
        Of the method.
    ids
        Gives ids.
    code
        A template with parameters in braces, or empty.
    """

    id: str
    name: str
    description: str
    ids: Ids
    code: str = ""
    parameters: set[str] = field(default_factory=set)
    _operations: dict[tuple[str, str], str] = field(default_factory=dict)

    def operation(self, kind: str, stat_name: str) -> str:
        """Give the id of the operation that makes a statistic, and note those that it uses."""
        if (kind, stat_name) not in self._operations:
            for count in SHARES.get(stat_name, {}).values():
                self.operation(kind, count)
            self._operations[kind, stat_name] = self.ids.of(self.id, kind, stat_name)
        return self._operations[kind, stat_name]

    def relationships(self, kind: str, stat_name: str) -> tuple[OperationRelationship, ...]:
        """Give the operations whose results a percentage is made of; none for other statistics.

        Parameters
        ----------
        kind, stat_name
            Of an operation that is noted.

        Returns
        -------
        tuple of OperationRelationship
            The numerator, then the denominator.
        """
        return tuple(
            OperationRelationship(
                self.ids.of(self.operation(kind, stat_name), role),
                Term(role),
                self.operation(kind, count),
                f"{STAT_LABELS[count]}, in the same analysis",
            )
            for role, count in SHARES.get(stat_name, {}).items()
        )

    def referenced(
        self, analysis: str, results: Iterable[OperationResult]
    ) -> tuple[ReferencedOperation, ...]:
        """Say of the percentages of an analysis that their counts are its own results.

        Parameters
        ----------
        analysis
            Its id.
        results
            Its results.

        Returns
        -------
        tuple of ReferencedOperation
            Two for each percentage among them, once for all groups.
        """
        there = {result.operation_id for result in results}
        return tuple(
            ReferencedOperation(one.id, analysis)
            for (kind, stat_name), made in self._operations.items()
            if made in there
            for one in self.relationships(kind, stat_name)
        )

    def made(self, style: NumberStyle, software: str) -> AnalysisMethod:
        """Make the method with all operations noted so far.

        Parameters
        ----------
        style
            How numbers are written.
        software
            What carries it out.

        Returns
        -------
        AnalysisMethod
            Operations in the order of the results.
        """
        # Sorting is stable: within a kind in the order of the results.
        ordered = sorted(self._operations.items(), key=lambda item: RANK[item[0][0]])
        if not ordered:
            ordered = [((MODEL, ERROR), self.operation(MODEL, ERROR))]
        operations = tuple(
            self._operation(made, order, key, style) for order, (key, made) in enumerate(ordered, 1)
        )
        template = None
        if self.parameters:
            named = tuple(
                Parameter(name, words)
                for name, words in PARAMETERS.items()
                if name in self.parameters
            )
            template = ProgrammingCode(software, self.code or None, named)
        return AnalysisMethod(self.id, self.name, operations, self.description or None, template)

    def _operation(
        self, made: str, order: int, key: tuple[str, str], style: NumberStyle
    ) -> Operation:
        kind, stat_name = key
        label = REMARKS.get(stat_name) or STAT_LABELS[stat_name]
        shape = None if stat_name in REMARKS else pattern(rule_of(kind, stat_name), style)
        name, used = f"{NAMES[kind]}: {label}", self.relationships(kind, stat_name)
        return Operation(made, name, order, label, used, shape)


class Methods:
    """All methods of a reporting event, each made when it is first needed."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._made: dict[str, Method] = {}

    def all(self) -> tuple[Method, ...]:
        """Return the methods, in the order in which they were needed."""
        return tuple(self._made.values())

    def of(self, planned: PlannedAnalysis) -> Method:
        """Give the method of a planned analysis, and note its parameters.

        Parameters
        ----------
        planned
            The analysis.

        Returns
        -------
        Method
            One for each kind of analysis; of models one for each likelihood and method for
            degrees of freedom too.
        """
        parts: list[str] = [planned.kind]
        description = ""
        if planned.kind in ("mixed-model", "leave-one-out"):
            parts += [planned.method, planned.ddf]
            likelihood = METHOD_NAMES.get(planned.method, planned.method)
            ddf = DDF_NAMES.get(planned.ddf, planned.ddf)
            description = f"Fitted by {likelihood}. Standard errors and degrees of freedom: {ddf}."
        method = self.named(tuple(parts), KINDS[planned.kind], description)
        method.code = CALL if planned.kind == "mixed-model" else ""
        method.parameters |= set(parameters_of(planned))
        return method

    def named(self, parts: tuple[str, ...], name: str, description: str = "") -> Method:
        """Give a method by its parts, made when it is first asked for."""
        made = self._ids.of("Method", *parts)
        if made not in self._made:
            self._made[made] = Method(made, name, description, self._ids)
        return self._made[made]
