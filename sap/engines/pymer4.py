"""The second engine: lme4, lmerTest, pbkrtest and emmeans in R, through pymer4.

It shares no statistics with the default engine: matrices, degrees of freedom, means and
contrasts are R's. That makes a comparison of the two double programming.
"""

from __future__ import annotations

import itertools
import re
import weakref
from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from sap.engines import conditions as say
from sap.engines.base import Condition, FitOptions, FittedModel, Scale
from sap.engines.pymer4_client import RWorker, worker
from sap.engines.pymer4_coding import CodedModel, coded_model
from sap.engines.pymer4_means import Asked, asked_of, means_frame
from sap.errors import AnalysisError, ConvergenceError, DesignError
from sap.formula import MixedFormula

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

STATISTICS = ("estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high")

BOUNDARY = 1e-4
"""Relative standard deviation below which lme4 calls a fit singular (its `isSingular`)."""

_numbers = itertools.count(1)


def fit(formula: MixedFormula, data: pd.DataFrame, options: FitOptions) -> Pymer4Fit:
    """Fit a formula to data with R's lmer.

    Parameters
    ----------
    formula
        The model.
    data
        One row a measurement.
    options
        How to fit; all of it within the engine's capabilities.

    Returns
    -------
    Pymer4Fit

    Raises
    ------
    DataError
        If the data do not fit the formula.
    PlanError
        If R or something that it needs is missing.
    AnalysisError
        If R cannot fit the model, or the policy on singular fits refuses the fit.
    """
    return fit_coded(formula, coded_model(formula, data), options)


def fit_coded(formula: MixedFormula, model: CodedModel, options: FitOptions) -> Pymer4Fit:
    """Fit a model that is already prepared for R.

    Parameters
    ----------
    formula
        The model under its own names.
    model
        The same, in codes.
    options
        How to fit.

    Returns
    -------
    Pymer4Fit
    """
    r, number = worker(), next(_numbers)
    try:
        facts = r.ask(
            "fit",
            model=number,
            formula=model.formula,
            reml=options.method == "REML",
            numbers=model.numbers,
            factors=model.factors,
            scale=model.scale,
            shift=model.shift,
        )
    except AnalysisError as error:
        raise _in_our_words(error) from None
    _check_identified(facts, formula, model)
    return Pymer4Fit(formula, model, options, facts, r, number)


def _check_identified(facts: Mapping[str, Any], formula: MixedFormula, model: CodedModel) -> None:
    """Refuse variances that the design cannot tell apart; lme4 fits them without a word."""

    def named(codes: Sequence[str]) -> str:
        labels = (model.groups.get(code, "the residual") for code in codes)
        return " and ".join(sorted(set(labels)))

    terms = dict(zip(model.groups, map(str, formula.random), strict=True))

    def at_fault(codes: Sequence[str]) -> list[str]:
        return [term for code, term in terms.items() if code in codes]

    if facts["silent"]:
        raise DesignError(
            f"The data hold no information on the variance of {named(facts['silent'])}.",
            terms=at_fault(facts["silent"]),
        )
    if facts["confounded"]:
        raise DesignError(
            f"This design can't tell apart the variances of {named(facts['confounded'])}: any "
            "split of the variance between them has the same likelihood. Leave one of them out "
            "of the formula.",
            terms=at_fault(facts["confounded"]),
        )


def _in_our_words(error: AnalysisError) -> AnalysisError:
    text = str(error)
    if re.search(r"<=? number of random effects|must be <=? number of observations", text):
        return DesignError(
            "There are no more rows than random effects: their variance can't be told from the "
            f"residual. {text}"
        )
    if re.search(r"not positive definite|did not converge|PIRLS", text):
        return ConvergenceError(f"No optimum was found. {text}")
    return error


class Pymer4Fit(FittedModel):
    """A fit made by R; see `FittedModel` for its tables.

    Parameters
    ----------
    formula
        The model.
    model
        What R was given.
    options
        As asked for.
    facts
        What R found.
    r
        The R process that holds the fit.
    number
        The fit's number there.
    """

    engine = "pymer4"

    def __init__(
        self,
        formula: MixedFormula,
        model: CodedModel,
        options: FitOptions,
        facts: Mapping[str, Any],
        r: RWorker,
        number: int,
    ) -> None:
        self._formula, self._model, self._facts, self._r = formula, model, facts, r
        self._number = number
        weakref.finalize(self, r.forget, number).atexit = False
        self.formula, self.options = str(formula), options
        self.n_obs, self.n_groups = model.n_obs, dict(model.group_sizes)
        self.log_likelihood = float(facts["log_likelihood"][0])
        self.singular = bool(facts["singular"][0])
        complaints = [text for text in facts["messages"] if "singular" not in text]
        if facts["code"][0] != 0:
            raise ConvergenceError(
                f"No optimum was found: lme4's optimiser ended with code {facts['code'][0]}. "
                + " ".join(facts["messages"])
            )
        self.converged = not complaints
        self.conditions = (*self._conditions(), *(Condition("note", c) for c in complaints))
        if self.singular and options.singular == "error":
            words = " ".join(c.message for c in self.conditions if c.kind == "singular")
            raise AnalysisError(f"The fit is singular, which 'singular: error' refuses. {words}")

    def _conditions(self) -> tuple[Condition, ...]:
        made = []
        terms = map(str, self._formula.random)
        for (label, names, covariance), term in zip(self._components(), terms, strict=True):
            rank = _rank(covariance / float(self._facts["residual"][0]))
            if rank == 0:
                made.append(say.variance_at_zero(label, names, term))
            elif rank < len(names):
                made.append(say.correlation_at_boundary(label, names, term))
        if self._model.dropped:
            made.append(say.rows_dropped(self._model.dropped))
        labels = map(self._model.book.label, self._facts["aliased"])
        return (*made, *map(say.column_aliased, labels))

    @cached_property
    def _terms(self) -> tuple[str, ...]:
        """Names of all coefficients, aliased ones at their places."""
        terms = list(self._facts["terms"])
        for place, name in sorted(
            zip(self._facts["aliased_places"], self._facts["aliased"], strict=True)
        ):
            terms.insert(place - 1, name)
        return tuple(self._model.book.label(name) for name in terms)

    @cached_property
    def _known(self) -> NDArray[np.intp]:
        """Places of the coefficients that are not aliased."""
        import numpy as np

        aliased = {place - 1 for place in self._facts["aliased_places"]}
        return np.array([place for place in range(len(self._terms)) if place not in aliased])

    @cached_property
    def coefficients(self) -> pd.DataFrame:
        """Columns: term, then the statistics columns; NaN where aliased."""
        import pandas as pd

        found = self._r.ask(
            "coefficients",
            model=self._number,
            ddf=self.options.ddf,
            level=self.options.conf_level,
            scale=self._model.scale,
            shift=self._model.shift,
        )
        frame = pd.DataFrame({name: found[name] for name in STATISTICS}, index=self._known)
        made: pd.DataFrame = frame.reindex(range(len(self._terms)))
        made.insert(0, "term", list(self._terms))
        return made

    @cached_property
    def vcov(self) -> pd.DataFrame:
        """Covariance of the fixed effects, (X'V^-1X)^-1; NaN where aliased."""
        import numpy as np
        import pandas as pd

        size = len(self._terms)
        made = np.full((size, size), np.nan)
        rows = np.asarray(self._facts["covariance"]).reshape(len(self._known), -1)
        made[np.ix_(self._known, self._known)] = rows
        return pd.DataFrame(made, index=list(self._terms), columns=list(self._terms))

    def _components(self) -> list[tuple[str, list[str], NDArray[np.float64]]]:
        """Group, names and covariance matrix of each random term, in the formula's order."""
        import numpy as np

        found = {part["group"][0]: part for part in self._facts["components"]}
        made = []
        for code, label in self._model.groups.items():
            names = [self._model.book.label(name) for name in found[code]["names"]]
            matrix = np.asarray(found[code]["covariance"]).reshape(len(names), len(names))
            made.append((label, names, matrix))
        return made

    @cached_property
    def variance_components(self) -> pd.DataFrame:
        """Columns: group, term, term2, std_dev, variance, correlation."""
        import numpy as np
        import pandas as pd

        rows: list[tuple[str, str, str, float, float, float]] = []
        for group, names, matrix in self._components():
            deviation = np.sqrt(np.diag(matrix))
            for i, name in enumerate(names):
                rows.append((group, name, "", deviation[i], matrix[i, i], np.nan))
            for i, j in itertools.combinations(range(len(names)), 2):
                size = deviation[i] * deviation[j]
                correlation = matrix[i, j] / size if size > 0 else np.nan
                rows.append((group, names[i], names[j], np.nan, matrix[i, j], correlation))
        residual = float(self._facts["residual"][0])
        rows.append(("Residual", "", "", residual**0.5, residual, np.nan))
        columns = ["group", "term", "term2", "std_dev", "variance", "correlation"]
        return pd.DataFrame(rows, columns=columns)

    def anova(self, type: int = 3) -> pd.DataFrame:
        """Columns: term, num_df, den_df, statistic, p_value; by lmerTest's `anova`."""
        import pandas as pd

        found = self._r.ask("tests", model=self._number, ddf=self.options.ddf, type=type)
        frame = pd.DataFrame(found, columns=["term", "num_df", "den_df", "statistic", "p_value"])
        frame["term"] = [self._model.book.label(term) for term in found["term"]]
        # A term whose coefficients are all aliased is tested on nothing.
        frame["num_df"] = frame["num_df"].fillna(0).astype(int)
        return frame

    def emmeans(
        self,
        specs: str | Sequence[str],
        by: str | Sequence[str] | None = None,
        *,
        type: Scale = "link",
        weights: str | Sequence[float] = "equal",
        at: Mapping[str, object] | None = None,
    ) -> pd.DataFrame:
        """Columns: the factors, then the statistics columns (test against 0 on the link scale)."""
        asked = self._asked(specs, by, type, weights, at)
        return means_frame(self._r, self._number, asked)

    def contrasts(
        self,
        specs: str | Sequence[str],
        by: str | Sequence[str] | None = None,
        *,
        method: str | Mapping[str, Sequence[float]] = "pairwise",
        adjust: str = "none",
        type: Scale = "link",
        weights: str | Sequence[float] = "equal",
        at: Mapping[str, object] | None = None,
        reference: str | None = None,
    ) -> pd.DataFrame:
        """Columns: contrast, the `by` factors, then the statistics columns."""
        asked = self._asked(specs, by, type, weights, at)
        return means_frame(self._r, self._number, asked.contrast(method, adjust, reference))

    def _asked(
        self,
        specs: str | Sequence[str],
        by: str | Sequence[str] | None,
        scale: Scale,
        weights: str | Sequence[float],
        at: Mapping[str, object] | None,
    ) -> Asked:
        return asked_of(self._formula, self._model, self.options, specs, by, scale, weights, at)

    def versions(self) -> Mapping[str, str]:
        """Names and versions of the software behind the numbers."""
        return {"sap": version("sap"), **self._r.versions}


def _rank(relative: NDArray[np.float64]) -> int:
    """Rank of a covariance matrix, judged as lme4 does by the diagonal of its Cholesky factor."""
    import numpy as np

    size = len(relative)
    factor = np.zeros((size, size))
    for j in range(size):
        pivot = relative[j, j] - factor[j] @ factor[j]
        factor[j, j] = np.sqrt(max(pivot, 0.0))
        if factor[j, j] >= BOUNDARY:
            factor[j + 1 :, j] = (relative[j + 1 :, j] - factor[j + 1 :] @ factor[j]) / factor[j, j]
    return int(np.sum(np.diag(factor) >= BOUNDARY))
