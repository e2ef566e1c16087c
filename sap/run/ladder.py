"""The fit of one analysis, simplified step by step as its spec declares.

Both engines are asked in the same way, and each decides by itself what is at zero.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from sap.data.analysis import AnalysisData
from sap.design import check_design
from sap.design.ladder import Step, next_step
from sap.engines.base import Condition, FittedModel
from sap.errors import AnalysisError, DesignError
from sap.formula import MixedFormula, parse_formula
from sap.plan.planned import PlannedAnalysis

#: Fits a formula under a policy on singular fits.
Fitting: TypeAlias = Callable[[MixedFormula, str], FittedModel]


@dataclass(frozen=True)
class Attempt:
    """What came of fitting a model.

    Parameters
    ----------
    formula
        The model after the steps.
    steps
        The random terms left out, in order.
    fitted
        The model; None where there is none.
    error
        Why there is none.
    """

    formula: MixedFormula
    steps: tuple[Step, ...]
    fitted: FittedModel | None
    error: AnalysisError | None

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The steps in words, for footnotes."""
        return tuple(
            Condition(
                "simplified",
                f"Step {number} of the declared simplification: {step.term} was left out. "
                f"{step.reason}",
                step.term,
            )
            for number, step in enumerate(self.steps, start=1)
        )


def attempt(planned: PlannedAnalysis, data: AnalysisData, fit: Fitting) -> Attempt:
    """Fit a model, leaving out what its spec lets go and what is at fault.

    What the design can't identify goes first; then, fit by fit, the first declared term
    among those at zero or at a correlation of one. What the spec does not let go stays, and
    its policy on singular fits decides.

    Parameters
    ----------
    planned
        The analysis.
    data
        Its rows.
    fit
        How one formula is fitted to them.

    Returns
    -------
    Attempt
        With a model or the reason why there is none.
    """
    formula = parse_formula(planned.formula)
    steps: list[Step] = []
    while True:
        fitted, error, faults = _try(planned, formula, fit)
        step = next_step(planned.simplify, faults)
        new: tuple[Step, ...] = () if step is None else (step,)
        if isinstance(error, DesignError) and planned.simplify and not steps:
            # The design check names the same terms, in words for who ran the experiment.
            new = check_design(planned, data).steps or new
        if not new:
            return Attempt(formula, tuple(steps), fitted, error)
        steps += new
        for one in new:
            formula = formula.without(one.term)


def _try(
    planned: PlannedAnalysis, formula: MixedFormula, fit: Fitting
) -> tuple[FittedModel | None, AnalysisError | None, dict[str, str]]:
    """Fit once; say which terms are at fault. The policy has its turn when none may go."""
    try:
        fitted = fit(formula, "keep" if planned.simplify else planned.singular)
        faults = {c.term: c.message for c in fitted.conditions if c.kind == "singular"}
        if planned.singular != fitted.options.singular and not any(
            term in faults for term in planned.simplify
        ):
            fitted = fit(formula, planned.singular)
    except AnalysisError as error:
        terms = error.terms if isinstance(error, DesignError) else ()
        reason = " ".join(problem.message for problem in error.problems)
        return None, error, dict.fromkeys(terms, reason)
    return fitted, None, faults
